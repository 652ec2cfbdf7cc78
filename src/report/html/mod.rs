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
mod outlet;
mod quality;
mod scatter;
pub(in crate::report) mod show;
mod strip;
mod word;

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

/// The page, whole.
///
/// # Errors
/// When the tokenizer that the settings name cannot be loaded again.
pub fn page(material: &Material<'_>, tables: &[Table<'_>]) -> Result<String> {
    let legend = Legend::new(material);
    let style = format!("{}{}", STYLES.concat(), legend.style());
    let script = SCRIPTS.concat();
    let policy = format!(
        "default-src 'none'; style-src 'sha256-{}'; script-src 'sha256-{}'; img-src data:; base-uri 'none'; form-action 'none'",
        hash(&style),
        hash(&script)
    );
    let context = context! {
        policy,
        style,
        script,
        glance => value(&glance::view(material)),
        outlets => value(&outlet::view(material)),
        legend => value(&legend),
        events => value(&event::view(material, &legend)?),
        words => value(&word::view(material)?),
        clusters => value(&cluster::view(material)),
        comparison => value(&comparison::view(material, tables)),
        quality => value(&quality::view(material)),
        method => value(&method::view(material, tables)),
    };
    let environment = environment(TEMPLATES);
    let page = environment.get_template("page.html").and_then(|it| it.render(context));
    Ok(page.expect("the templates are part of the program and are rendered by the tests"))
}

/// What a browser is allowed to use a style or script by.
pub(in crate::report) fn hash(text: &str) -> String {
    BASE64_STANDARD.encode(Sha256::digest(text.as_bytes()))
}

/// The tables of which the page shows rows.
pub const SHOWN: &[&str] = comparison::SHOWN;

const STYLES: &[&str] = &[include_str!("page.css"), include_str!("reader.css"), include_str!("numbers.css")];

/// All that runs in the page: without it, everything can still be read.
const SCRIPTS: &[&str] = &[include_str!("reader.js"), include_str!("numbers.js")];

/// Name and text of each template; a name ending in `.html` has its values escaped.
const TEMPLATES: &[(&str, &str)] = &[
    ("page.html", include_str!("templates/page.html")),
    ("glance.html", include_str!("templates/glance.html")),
    ("outlets.html", include_str!("templates/outlets.html")),
    ("events.html", include_str!("templates/events.html")),
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
        let config = Config { resamples: 50, permutations: 50, ..Config::default() };
        let mut study = config.check().unwrap();
        adapt(&mut study);
        let mut findings = study.run(Corpus::new(drafts), 1, &|_| ()).unwrap();
        alter(&mut findings);
        let material = Material::new(&findings, reading);
        let tables: Vec<_> = crate::report::table::ALL.iter().map(|build| build(&material)).collect();
        super::page(&material, &tables).unwrap()
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
    use super::testing::{altered_page_of, drafts, elements, page_of, reading, text_of};
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
    fn the_policy_allows_the_style_of_the_page_and_nothing_else() {
        let page = page_of(drafts(""), &reading(""), |_| ());
        let between = |open, close| page.split_once(open).unwrap().1.split_once(close).unwrap().0;
        let (style, script) = (between("<style>", "</style>"), between("<script>", "</script>"));
        let allowed = [style, script].map(|it| BASE64_STANDARD.encode(Sha256::digest(it.as_bytes())));
        let policy = format!(
            "default-src 'none'; style-src 'sha256-{}'; script-src 'sha256-{}'; img-src data:;",
            allowed[0], allowed[1]
        );
        assert!(page.contains(&policy));
        let elements = elements(&page);
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
