//! Small corpora and what their pages consist of, for the tests of pages and lessons.

use std::collections::BTreeSet;

use crate::corpus::{Corpus, Draft};
use crate::read::{Problem, Reading, Reason, Reject};
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
    room: &crate::report::html::Room,
) -> Vec<(String, String)> {
    let config = Config { resamples: 50, permutations: 50, ..Config::default() };
    let mut study = config.check().unwrap();
    adapt(&mut study);
    let mut findings = study.run(Corpus::new(drafts), 1, &|_| ()).unwrap();
    alter(&mut findings);
    let material = Material::new(&findings, reading);
    let tables: Vec<_> = crate::report::table::ALL.iter().map(|build| build(&material)).collect();
    super::pages_within(&material, &tables, room).collect()
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
        reason: Reason::EmptyText,
        detail: text().into(),
    };
    let problem = Problem {
        source_file: text().into(),
        row: 2,
        column: text().into(),
        reason: Reason::NoOutlet,
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
        if !rest.starts_with(|letter: char| letter.is_ascii_alphabetic()) {
            continue; // a closing tag or the doctype
        }
        let end = rest.find(|letter: char| letter.is_whitespace() || letter == '>' || letter == '/').unwrap();
        let name = rest[..end].to_ascii_lowercase();
        rest = &rest[end..];
        while !rest.starts_with('>') {
            rest = rest.trim_start_matches(|letter: char| letter.is_whitespace() || letter == '/');
            let end = rest
                .find(|letter: char| letter.is_whitespace() || letter == '>' || letter == '=' || letter == '/')
                .unwrap();
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
    let entities = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#x27;", "'"), ("&#x2f;", "/"), ("&amp;", "&")];
    entities.iter().fold(text, |text, (from, to)| text.replace(from, to))
}
