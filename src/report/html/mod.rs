//! The page: what a study found on one file that needs no network and no other file, and can be read without its script.
//!
//! Each section has a view (plain data, ready to read) made in Rust and a template that lays it out. Templates escape
//! whatever they are given; the few strings that are markup already (figures, marked texts) are made here, escaped as
//! they are made, and carry `svg` or `html` in their name. Style and script stand in the page and are allowed by
//! their hashes, so a browser runs nothing else.

mod cluster;
mod comparison;
mod context;
mod event;
mod excerpt;
mod figure;
pub(in crate::report) mod legend;
mod map;
pub(in crate::report) mod mark;
mod method;
mod omission;
mod outlet;
mod panel;
mod quality;
mod reader;
mod scatter;
pub(in crate::report) mod show;
mod summary;
#[cfg(test)]
pub(in crate::report) mod testing;
#[cfg(test)]
mod tests;
mod tone;
mod word;
mod xray;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use minijinja::syntax::SyntaxConfig;
use minijinja::value::Serde;
use minijinja::{Environment, UndefinedBehavior, Value, context};
use serde::Serialize;
use sha2::{Digest, Sha256};

use super::Material;
use crate::table::Table;
use legend::Legend;
use reader::{Readers, Room};

/// The pages, each with its path: `index.html` first, then one for each event that is listed and had no room there.
///
/// An event's page is made when it is asked for, so that no more than two are in memory.
pub fn pages<'a>(material: &'a Material<'a>, tables: &[Table<'_>]) -> impl Iterator<Item = (String, String)> {
    pages_within(material, tables, &reader::ROOM)
}

fn pages_within<'a>(
    material: &'a Material<'a>,
    tables: &[Table<'_>],
    room: &Room,
) -> impl Iterator<Item = (String, String)> {
    let (legend, environment, order) = (Legend::new(material), environment(TEMPLATES), event::order(material));
    let sections = sections(material, tables, &legend);
    let first = |readers: &Readers, n_here: usize| {
        let events = value(&event::view(material, &order, n_here));
        render(&environment, "page.html", context! { events, readers => value(readers), ..sections.clone() })
    };
    let without = first(&Readers::default(), 0).len();
    let (readers, n_here) = reader::first(material, &legend, &order, room, without);
    let index = first(&readers, n_here);
    let rest = order.into_iter().enumerate().skip(n_here);
    let rest = rest.map(move |(i, event)| {
        let readers = reader::one(material, &legend, i, event);
        (event::path(i), event_page(&legend, &environment, readers))
    });
    std::iter::once(("index.html".to_owned(), index)).chain(rest)
}

/// All that the first page shows but its events.
fn sections(material: &Material<'_>, tables: &[Table<'_>], legend: &Legend) -> Value {
    let style = format!("{}{}", STYLES.concat(), legend.style());
    let script = SCRIPTS.concat();
    context! {
        policy => policy(&style, &script),
        style,
        script,
        root => "",
        summary => value(&summary::view(material)),
        legend => value(legend),
        outlets => value(&outlet::view(material)),
        words => value(&word::view(material)),
        xray => value(&xray::view(material, legend)),
        tone => value(&tone::view(material)),
        clusters => value(&cluster::view(material)),
        comparison => value(&comparison::view(material, tables)),
        quality => value(&quality::view(material)),
        method => value(&method::view(material, tables)),
    }
}

fn event_page(legend: &Legend, environment: &Environment<'_>, readers: Readers) -> String {
    let style = format!("{}{}", EVENT_STYLES.concat(), legend.style());
    let script = EVENT_SCRIPT.to_owned();
    let context = context! {
        policy => policy(&style, &script),
        style,
        script,
        root => "../",
        legend => value(legend),
        readers => value(&readers),
    };
    render(environment, "event.html", context)
}

fn render(environment: &Environment<'_>, template: &str, context: Value) -> String {
    let page = environment.get_template(template).and_then(|template| template.render(context));
    page.expect("the templates are part of the program and are rendered by the tests")
}

/// A page runs its own style and script, by their hashes, and nothing else.
fn policy(style: &str, script: &str) -> String {
    format!(
        "default-src 'none'; style-src 'sha256-{}'; script-src 'sha256-{}'; img-src data:; base-uri 'none'; form-action 'none'",
        hash(style),
        hash(script)
    )
}

/// What a browser is allowed to use a style or script by.
pub(in crate::report) fn hash(text: &str) -> String {
    BASE64_STANDARD.encode(Sha256::digest(text.as_bytes()))
}

/// The tables of which the page shows rows.
pub const SHOWN: &[&str] = comparison::SHOWN;

const STYLES: &[&str] = &[include_str!("page.css"), include_str!("reader.css"), include_str!("numbers.css")];

/// What an event's own page needs of them.
const EVENT_STYLES: &[&str] = &[include_str!("page.css"), include_str!("reader.css")];

/// All that runs in the page: without it, everything can still be read.
const SCRIPTS: &[&str] = &[include_str!("reader.js"), include_str!("numbers.js")];

/// What runs in an event's own page.
const EVENT_SCRIPT: &str = include_str!("reader.js");

/// Name and text of each template; a name ending in `.html` has its values escaped.
const TEMPLATES: &[(&str, &str)] = &[
    ("page.html", include_str!("templates/page.html")),
    ("summary.html", include_str!("templates/summary.html")),
    ("outlets.html", include_str!("templates/outlets.html")),
    ("event.html", include_str!("templates/event.html")),
    ("event_body.html", include_str!("templates/event_body.html")),
    ("events.html", include_str!("templates/events.html")),
    ("legend.html", include_str!("templates/legend.html")),
    ("reader.html", include_str!("templates/reader.html")),
    ("tone.html", include_str!("templates/tone.html")),
    ("xray.html", include_str!("templates/xray.html")),
    ("words.html", include_str!("templates/words.html")),
    ("clusters.html", include_str!("templates/clusters.html")),
    ("omissions.html", include_str!("templates/omissions.html")),
    ("shared.html", include_str!("templates/shared.html")),
    ("sure.html", include_str!("templates/sure.html")),
    ("quality.html", include_str!("templates/quality.html")),
    ("method.html", include_str!("templates/method.html")),
    ("parts.html", include_str!("templates/parts.html")),
];

/// An environment that knows `templates` and escapes what they are given.
pub(in crate::report) fn environment(templates: &'static [(&'static str, &'static str)]) -> Environment<'static> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_syntax(syntax());
    for (name, text) in templates {
        environment
            .add_template(name, text)
            .expect("the templates are part of the program and are parsed by the tests");
    }
    environment
}

/// A line with only a template's tag leaves nothing on the page.
fn syntax() -> SyntaxConfig {
    let syntax = SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build();
    syntax.expect("no delimiter is changed, so none clash")
}

pub(in crate::report) fn value<T: Serialize>(view: &T) -> Value {
    Value::from(Serde(view))
}
