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
mod glance;
pub(in crate::report) mod legend;
mod map;
pub(in crate::report) mod mark;
mod method;
mod omission;
mod outlet;
mod quality;
mod reader;
mod scatter;
pub(in crate::report) mod show;
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
use crate::error::Result;
use crate::table::Table;
use legend::Legend;
use reader::{Readers, Room};

/// The pages, each with its path: `index.html` first, then one for each event that is listed and had no room there.
///
/// An event's page is made when it is asked for, so that no more than two are in memory.
///
/// # Errors
/// When the tokenizer that the settings name cannot be loaded again.
pub fn pages<'a>(material: &'a Material<'a>, tables: &[Table<'_>]) -> Result<impl Iterator<Item = (String, String)>> {
    pages_within(material, tables, &reader::ROOM)
}

fn pages_within<'a>(
    material: &'a Material<'a>,
    tables: &[Table<'_>],
    room: &Room,
) -> Result<impl Iterator<Item = (String, String)>> {
    let (legend, environment, order) = (Legend::new(material), environment(TEMPLATES), event::order(material));
    let sections = sections(material, tables, &legend)?;
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
    Ok(std::iter::once(("index.html".to_owned(), index)).chain(rest))
}

/// All that the first page shows but its events.
fn sections(material: &Material<'_>, tables: &[Table<'_>], legend: &Legend) -> Result<Value> {
    let style = format!("{}{}", STYLES.concat(), legend.style());
    let script = SCRIPTS.concat();
    Ok(context! {
        policy => policy(&style, &script),
        style,
        script,
        root => "",
        glance => value(&glance::view(material)),
        legend => value(legend),
        outlets => value(&outlet::view(material)),
        words => value(&word::view(material)?),
        xray => value(&xray::view(material, legend)),
        tone => value(&tone::view(material)),
        clusters => value(&cluster::view(material)),
        comparison => value(&comparison::view(material, tables)),
        quality => value(&quality::view(material)),
        method => value(&method::view(material, tables)),
    })
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
    let page = environment.get_template(template).and_then(|it| it.render(context));
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
    ("glance.html", include_str!("templates/glance.html")),
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

#[cfg(test)]
pub(in crate::report) mod testing {
    use std::collections::BTreeSet;

    use crate::corpus::{Corpus, Draft};
    use crate::read::{Problem, Reading, Reject};
    use crate::report::Material;
    use crate::study::{Config, Findings, Study};

    /// The page of a study of `drafts` with small settings.
    pub fn page_of(drafts: Vec<Draft>, reading: &Reading, adapt: impl FnOnce(&mut Study)) -> String {
        altered_page_of(drafts, reading, adapt, |_| ())
    }

    /// The same, its findings altered before they are shown.
    pub fn altered_page_of(
        drafts: Vec<Draft>,
        reading: &Reading,
        adapt: impl FnOnce(&mut Study),
        alter: impl FnOnce(&mut Findings),
    ) -> String {
        pages_of(drafts, reading, adapt, alter, &super::reader::ROOM).swap_remove(0).1
    }

    /// All pages and their paths, where the first has `room`.
    pub fn pages_of(
        drafts: Vec<Draft>,
        reading: &Reading,
        adapt: impl FnOnce(&mut Study),
        alter: impl FnOnce(&mut Findings),
        room: &super::Room,
    ) -> Vec<(String, String)> {
        let config = Config { resamples: 50, permutations: 50, ..Config::default() };
        let mut study = config.check().unwrap();
        adapt(&mut study);
        let mut findings = study.run(Corpus::new(drafts), 1, &|_| ()).unwrap();
        alter(&mut findings);
        let material = Material::new(&findings, reading);
        let tables: Vec<_> = crate::report::table::ALL.iter().map(|build| build(&material)).collect();
        super::pages_within(&material, &tables, room).unwrap().collect()
    }

    /// Three outlets on six events, `extra` at the end of every text, name and headline.
    pub fn drafts(extra: &str) -> Vec<Draft> {
        let draft = |i: usize| Draft {
            id: Some(format!("{i:02}{extra}")),
            outlet: Some(format!("{}{extra}", ["North", "South", "West"][i % 3])),
            event: Some(format!("event {}{extra}", i / 3)),
            date: Some(jiff::civil::date(2022, 7, 1 + i as i8)),
            title: format!("Border surge {i}{extra}"),
            author: extra.into(),
            url: format!("https://north.example/{i}{extra}"),
            text: format!(
                "A surge of illegal aliens {extra} crossed in town {}, she said. “A record wave {extra},” she said.\n\nAdvertisement\n\nAsylum seekers came; word{} was the mayor's answer {extra}.",
                i / 3,
                i % 3
            ),
            source_file: extra.into(),
            removed: vec![],
            syndicated_from: Some(format!("Wire{extra}")),
            ..Draft::default()
        };
        (0..18).map(draft).collect()
    }

    /// A reading with a reject and a problem that say `extra`.
    pub fn reading(extra: &str) -> Reading {
        let text = || extra.to_owned();
        let reject = Reject {
            source_file: text().into(),
            row: 1,
            line: None,
            byte: None,
            column: text().into(),
            reason: "empty_text",
            detail: text().into(),
        };
        let problem = Problem {
            source_file: text().into(),
            row: 2,
            column: text().into(),
            reason: "no_outlet",
            detail: text().into(),
        };
        Reading { drafts: vec![], rejects: vec![reject], problems: vec![problem], ..Reading::default() }
    }

    /// Every element and attribute that a page has, as `name` and `name attribute`, by a small reading of its tags.
    pub fn elements(html: &str) -> BTreeSet<String> {
        let mut found = BTreeSet::new();
        let mut rest = html;
        while let Some(at) = rest.find('<') {
            rest = &rest[at + 1..];
            if !rest.starts_with(|it: char| it.is_ascii_alphabetic()) {
                continue; // a closing tag or the doctype
            }
            let end = rest.find(|it: char| it.is_whitespace() || it == '>' || it == '/').unwrap();
            let name = rest[..end].to_ascii_lowercase();
            rest = &rest[end..];
            while !rest.starts_with('>') {
                rest = rest.trim_start_matches(|it: char| it.is_whitespace() || it == '/');
                let end = rest.find(|it: char| it.is_whitespace() || it == '>' || it == '=' || it == '/').unwrap();
                if end > 0 {
                    found.insert(format!("{name} {}", &rest[..end]));
                }
                rest = &rest[end..];
                if let Some(value) = rest.strip_prefix("=\"") {
                    rest = &value[value.find('"').unwrap() + 1..];
                }
            }
            found.insert(name);
        }
        found
    }

    /// What a reader sees of markup.
    pub fn text_of(html: &str) -> String {
        let mut text = String::new();
        for (i, piece) in html.split('<').enumerate() {
            text.push_str(if i == 0 { piece } else { piece.split_once('>').unwrap().1 });
        }
        let entities = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")];
        entities.iter().fold(text, |text, (from, to)| text.replace(from, to))
    }
}

#[cfg(test)]
mod tests {
    use super::testing::{altered_page_of, drafts, elements, page_of, pages_of, reading, text_of};
    use super::*;

    const HOSTILE: &str = r#"</script></style></title></svg><b onclick="x">"'&amp;<img src=x onerror=alert(1)><!--"#;

    #[test]
    fn hostile_strings_in_every_field_add_no_element_and_no_attribute() {
        let make = |extra: &str| {
            altered_page_of(
                drafts(extra),
                &reading(extra),
                |_| (),
                |found| {
                    for lexicon in &mut found.lexicons {
                        for text in [
                            &mut lexicon.title,
                            &mut lexicon.about,
                            &mut lexicon.source,
                            &mut lexicon.licence,
                            &mut lexicon.limits,
                            &mut lexicon.version,
                            &mut lexicon.name,
                        ] {
                            text.push_str(extra);
                        }
                        lexicon.axes.iter_mut().for_each(|it| {
                            it.title.push_str(extra);
                            it.about.push_str(extra);
                        });
                        for category in &mut lexicon.categories {
                            [&mut category.title, &mut category.about].into_iter().for_each(|it| it.push_str(extra));
                            category.patterns.iter_mut().for_each(|it| it.text.push_str(extra));
                        }
                    }
                },
            )
        };
        let (plain, hostile) = (make(""), make(HOSTILE));
        let foreign: Vec<_> = elements(&hostile).difference(&elements(&plain)).cloned().collect();
        assert_eq!(foreign, [] as [String; 0]);
        assert!(
            hostile.matches("<script").count() == 1
                && !hostile.contains("<b ")
                && !hostile.contains("<img")
                && !hostile.contains("<!--")
        );
        assert!(hostile.contains("&lt;img src=x onerror=alert(1)&gt;"));
    }

    #[test]
    fn an_article_reads_as_it_was_read() {
        let text = drafts(HOSTILE)[0].text.clone();
        let page = page_of(drafts(HOSTILE), &reading(""), |_| ());
        let texts: Vec<String> = page
            .split("<div class=\"text\" dir=\"auto\">")
            .skip(1)
            .map(|it| text_of(it.split_once("</div>").unwrap().0))
            .collect();
        assert_eq!(texts.len(), 18);
        assert!(texts.contains(&text), "{:?}", texts[0]);
    }

    #[test]
    fn an_event_without_room_on_the_first_page_has_its_own() {
        let pages = |extra: &str| {
            pages_of(drafts(extra), &reading(""), |_| (), |_| (), &Room { n_bytes: 1_000_000, n_articles: 7 })
        };
        let all = pages("");
        let paths: Vec<&str> = all.iter().map(|it| it.0.as_str()).collect();
        let expected = ["index.html", "events/003.html", "events/004.html", "events/005.html", "events/006.html"];
        assert_eq!(paths, expected);
        let n_texts = |page: &str| page.matches("<div class=\"text\"").count();
        assert_eq!(all.iter().map(|it| n_texts(&it.1)).collect::<Vec<_>>(), [6, 3, 3, 3, 3]);
        let (index, own) = (&all[0].1, &all[1].1);
        assert!(expected[1..].iter().all(|it| index.contains(&format!("<a href=\"{}\"", it.replace('/', "&#x2f;")))));
        assert!(index.contains("<a href=\"#e2\"") && own.contains("id=\"e3\"") && own.contains("../tables/hits.csv"));
        check_policy(own);
        let hostile = pages(HOSTILE);
        let foreign: Vec<_> = elements(&hostile[1].1).difference(&elements(own)).cloned().collect();
        assert_eq!(foreign, [] as [String; 0]);
    }

    #[test]
    fn each_hit_of_a_shown_article_is_a_mark_and_a_tick() {
        let (mut n_hits, mut n_quoted) = (0, 0);
        let mut drafts = drafts("");
        drafts.iter_mut().for_each(|it| it.text.push_str("\n\n“A surge of illegal aliens came to town,” he said."));
        let page = altered_page_of(
            drafts,
            &reading(""),
            |_| (),
            |found| {
                let hits = || found.measured.iter().flat_map(|it| &it.hits).filter(|it| it.lexicon == 0);
                (n_hits, n_quoted) = (hits().count(), hits().filter(|it| it.quoted).count());
            },
        );
        let ticks = |class: &str| -> usize {
            let rows = page.split("<g class=\"k").skip(1).filter_map(|it| it.split("</g>").next());
            let paths = rows.filter_map(|it| it.split(&format!("<path class=\"{class}\" d=\"")).nth(1));
            paths.map(|it| it.split('"').next().unwrap().matches('M').count()).sum()
        };
        assert!(n_quoted > 0 && n_hits > n_quoted);
        assert_eq!((ticks("a") + ticks("q"), ticks("q")), (n_hits, n_quoted));
        let texts =
            page.split("<div class=\"text\" dir=\"auto\">").skip(1).map(|it| it.split("</div>").next().unwrap());
        assert_eq!(texts.map(|it| it.matches(" data-p=").count()).sum::<usize>(), n_hits);
    }

    #[test]
    fn the_policy_allows_the_style_of_the_page_and_nothing_else() {
        check_policy(&page_of(drafts(""), &reading(""), |_| ()));
    }

    fn check_policy(page: &str) {
        let between = |open, close| page.split_once(open).unwrap().1.split_once(close).unwrap().0;
        let (style, script) = (between("<style>", "</style>"), between("<script>", "</script>"));
        let allowed = [style, script].map(|it| BASE64_STANDARD.encode(Sha256::digest(it.as_bytes())));
        let policy = format!(
            "default-src 'none'; style-src 'sha256-{}'; script-src 'sha256-{}'; img-src data:;",
            allowed[0], allowed[1]
        );
        assert!(page.contains(&policy));
        let elements = elements(page);
        assert!(
            page.matches("<script").count() == 1
                && !elements.contains("script src")
                && !elements.contains("link")
                && !elements.iter().any(|it| it.ends_with(" style") || it.contains(" on"))
        );
        assert!(!style.contains("url(") && !style.contains("@import"));
        let writers = ["innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "fetch(", "http"];
        assert!(script.len() <= 30_000 && writers.iter().all(|it| !script.contains(it)));
    }

    #[test]
    fn the_same_findings_give_the_same_bytes() {
        let make = || page_of(drafts(""), &reading(""), |_| ());
        assert_eq!(make(), make());
    }

    #[test]
    fn ids_are_unique_and_every_link_within_the_page_leads_somewhere() {
        let page = page_of(drafts(""), &reading(""), |_| ());
        let values = |before: &str| -> Vec<String> {
            page.split(before).skip(1).map(|it| it.split_once('"').unwrap().0.to_owned()).collect()
        };
        let ids = values(" id=\"");
        let unique: std::collections::BTreeSet<_> = ids.iter().collect();
        assert_eq!(unique.len(), ids.len());
        let targets: Vec<_> = values("href=\"#").into_iter().chain(values("aria-labelledby=\"")).collect();
        assert!(targets.len() > 10 && targets.iter().all(|it| ids.contains(it)), "{targets:?}");
    }

    #[test]
    fn invented_outlets_are_called_so() {
        let note = "outlets and quoted persons are invented";
        let mut bundled = drafts("");
        bundled.iter_mut().for_each(|it| it.outlet = Some(glance::INVENTED[0].to_owned()));
        assert!(page_of(bundled, &reading(""), |_| ()).contains(note));
        assert!(!page_of(drafts(""), &reading(""), |_| ()).contains(note));
    }

    #[test]
    fn one_article_without_anything_has_a_page() {
        let mut only = drafts("");
        only.truncate(1);
        only[0].outlet = None;
        only[0].event = None;
        let page = page_of(only, &reading(""), |study| study.lexicons.clear());
        assert!(page.contains("No article has an outlet") && page.contains("There are no clusters"));
    }
}
