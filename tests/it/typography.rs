//! The same text in other typography: the same scores.

use std::collections::BTreeMap;

use unicode_normalization::UnicodeNormalization;

use crate::laws::{TARGETS, corpora};
use crate::support::{Article, Sheet, assert_same, run};

/// Columns that point into the text, quote it or measure its bytes: they may follow its typography.
const FOLLOWS_TYPOGRAPHY: &[(&str, &[&str])] = &[
    ("articles", &["n_chars", "n_removed_chars", "text_blake3"]),
    ("cleaning", &["chars", "start", "end", "sample"]),
    ("hits", &["start", "end", "byte_start", "byte_end", "surface", "speaker"]),
    ("omissions", &["start", "end", "text"]),
    ("quotes", &["start", "end", "speaker", "speaker_start", "speaker_end", "verb"]),
    ("sentences", &["start", "end"]),
];

fn without_typography(tables: &BTreeMap<String, Sheet>) -> BTreeMap<String, Sheet> {
    let excepted = |name: &str| FOLLOWS_TYPOGRAPHY.iter().find(|it| it.0 == name).map_or(&[][..], |it| it.1);
    let mut tables: BTreeMap<String, Sheet> =
        tables.iter().map(|(name, table)| (name.clone(), table.without(excepted(name)))).collect();
    // that there are no-break spaces and soft hyphens is what the rows of these rules say
    let cleaning = tables.get_mut("cleaning").unwrap();
    let rule = cleaning.column("rule");
    cleaning.rows.retain(|it| !matches!(it[rule].as_str(), "no_break_space" | "invisible"));
    // these two measure typography itself
    let style = tables.get_mut("style").unwrap();
    let measure = style.column("measure");
    style.rows.retain(|it| !matches!(it[measure].as_str(), "curly_quotes" | "em_dashes"));
    tables
}

fn straight(text: &str) -> String {
    text.replace(['“', '”'], "\"").replace(['‘', '’'], "'")
}

/// Quotation marks open behind a blank, a bracket, a dash or another mark, and close elsewhere.
fn curly(text: &str) -> String {
    let mut before = ' ';
    straight(text)
        .chars()
        .map(|it| {
            let opens = before.is_whitespace() || "([—-“‘".contains(before);
            before = match it {
                '"' if opens => '“',
                '"' => '”',
                '\'' if opens => '‘',
                '\'' => '’',
                other => other,
            };
            before
        })
        .collect()
}

/// A way to write the same text.
type Swap = fn(&str) -> String;

const SWAPS: &[(&str, Swap)] = &[
    ("straight quotes and apostrophes", straight),
    ("curly quotes and apostrophes", curly),
    ("two hyphens for an em dash", |text| text.replace('—', "--")),
    ("an em dash for two hyphens", |text| text.replace("--", "—")),
    ("composed letters", |text| text.nfc().collect()),
    ("decomposed letters", |text| text.nfd().collect()),
    ("no-break spaces", |text| text.replace(' ', "\u{a0}")),
    ("spaces for no-break spaces", |text| text.replace('\u{a0}', " ")),
    ("all at once", |text| straight(text).replace('—', "--").replace(' ', "\u{a0}").nfd().collect()),
];

#[test]
fn typography_changes_no_score() {
    for (name, articles) in corpora() {
        let expected = without_typography(&run(&articles, TARGETS).1);
        let mut n_changed = 0;
        for (swap, write) in SWAPS {
            let swapped: Vec<Article> =
                articles.iter().cloned().map(|it| Article { text: write(&it.text), ..it }).collect();
            n_changed += usize::from(swapped != articles);
            let found = without_typography(&run(&swapped, TARGETS).1);
            for (table, sheet) in &found {
                assert_same(table, sheet, &expected[table], &format!("{name}, {swap}"));
            }
        }
        assert!(n_changed >= 5, "{name}: the swaps change too little to show anything");
    }
}
