//! `multiverse` as its users call it.

use std::fs;
use std::path::Path;

use crate::support::{Sheet, call};

/// Twenty articles by two outlets on ten events: North always speaks of a surge and South never, and each has words of
/// its own in turn.
fn write(folder: &Path, order: impl Iterator<Item = usize>) {
    let row = |it: usize| {
        let (outlet, word) = if it.is_multiple_of(2) { ("North", "surge") } else { ("South", "walk") };
        let own = ["river", "road", "field"][it % 3];
        // words that stand in no other article: none is a copy of another, and no sentence recurs
        let filler: String = (0..24 + it % 5).map(|i| format!(" it{it}w{i}")).collect();
        format!("a{it:02},{outlet},event {:02},They saw a {word} by the {own} and{filler}.", it / 2)
    };
    let rows: Vec<String> = order.map(row).collect();
    fs::write(folder.join("news.csv"), format!("id,outlet,event,text\n{}\n", rows.join("\n"))).unwrap();
}

const VARY: [&str; 8] = [
    "--vary",
    "clean=none",
    "--vary",
    "prior=50,5000",
    "--vary",
    "evidence=2",
    "--vary",
    "patterns=first_half,second_half",
];

#[test]
fn a_difference_that_is_there_holds_and_one_of_a_few_patterns_hangs_on_them() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), 0..20);
    let run = |more: &[&str]| {
        let ended = call(folder.path(), &[&["multiverse", "news.csv"], &VARY[..], more].concat());
        assert_eq!(ended.code, Some(0), "{}", ended.err);
        ended
    };
    let ended = run(&["--settings", "settings.csv"]);
    assert!(ended.err.contains("(36 tried)"), "{}", ended.err);
    let found = Sheet::parse(ended.out.as_bytes());
    let check = |keys: &[(&str, &str)], expected: [&str; 4]| {
        let rows = found.where_(keys);
        assert_eq!(rows.len(), 1, "{keys:?} in {}", ended.out);
        let columns = ["n_settings", "share_same_sign", "n_held", "sensitive_to"];
        assert_eq!(columns.map(|it| found.cell(rows[0], it)), expected, "{keys:?}");
    };
    // 2 levels of cleaning, 3 priors, 2 limits, 3 sets of patterns
    check(&[("kind", "word"), ("name", "surge")], ["36", "1", "36", ""]);
    // `surge` is in one half of the patterns: nothing is found with the other, and the difference is 0
    let alarm = [("kind", "frame"), ("name", "migration.alarm"), ("outlet_a", "North"), ("voice", "author")];
    check(&alarm, ["36", "0.666667", "24", "patterns"]);
    assert!(found.where_(&[("name", "river")]).is_empty());
    let settings = Sheet::parse(&fs::read(folder.path().join("settings.csv")).unwrap());
    assert_eq!(settings.rows.len(), 36);
    let base = settings.where_(&[("setting", "1")])[0];
    assert_eq!(
        ["clean", "prior", "evidence", "patterns"].map(|it| settings.cell(base, it)),
        ["news", "500", "1", "all"]
    );
    assert_eq!(run(&["-j", "1"]).out, ended.out);
    write(folder.path(), (0..20).rev());
    assert_eq!(run(&[]).out, ended.out);
}

#[test]
fn a_word_that_is_not_counted_does_not_hold() {
    let folder = tempfile::tempdir().unwrap();
    // North writes `mr` before every name, South never
    let row = |it: usize| {
        let (outlet, name) = if it.is_multiple_of(2) { ("North", "Mr. Vale") } else { ("South", "Anna Vale") };
        let filler: String = (0..24 + it % 5).map(|i| format!(" it{it}w{i}")).collect();
        format!("a{it:02},{outlet},event {:02},They saw {name} by the river and{filler}.", it / 2)
    };
    let rows: Vec<String> = (0..20).map(row).collect();
    fs::write(folder.path().join("news.csv"), format!("id,outlet,event,text\n{}\n", rows.join("\n"))).unwrap();
    let ended = call(folder.path(), &["multiverse", "news.csv", "--vary", "words=all,no_style,content"]);
    let found = Sheet::parse(ended.out.as_bytes());
    let cells = |name: &str| {
        let row = found.where_(&[("kind", "word"), ("name", name)])[0];
        ["n_settings", "n_judged", "n_held", "sensitive_to"].map(|it| found.cell(row, it).to_owned())
    };
    assert_eq!(cells("mr"), ["3", "2", "2", "words"], "{}", ended.out);
    assert_eq!(cells("saw mr"), ["3", "2", "2", "words"], "{}", ended.out);
    assert_eq!(cells("anna"), ["3", "3", "3", ""], "{}", ended.out);
    // of half the articles the outlets share seven events, and no word stands on ten: such a setting says nothing
    fs::write(folder.path().join("few.csv"), format!("id,outlet,event,text\n{}\n", rows[..14].join("\n"))).unwrap();
    let ended = call(folder.path(), &["multiverse", "few.csv", "--vary", "evidence=2", "--claims", "all"]);
    let found = Sheet::parse(ended.out.as_bytes());
    let row = found.where_(&[("kind", "word"), ("name", "anna")])[0];
    assert_eq!(["n_settings", "n_judged"].map(|it| found.cell(row, it)), ["1", "1"], "{}", ended.out);
}

#[test]
fn what_cannot_be_varied_is_an_error_that_says_what_can() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), 0..20);
    let check = |arguments: &[&str], expected: &str| {
        let ended = call(folder.path(), &[&["multiverse", "news.csv"], arguments].concat());
        assert_eq!((ended.code, ended.out.as_str()), (Some(2), ""), "{arguments:?}");
        assert!(ended.err.contains(expected), "{arguments:?}: no {expected} in {}", ended.err);
    };
    check(&["--vary", "prior"], "found `prior` in --vary, expected DIMENSION=VALUE");
    check(&["--vary", "priors=50"], "each of clean, duplicates, events, words, prior, evidence, patterns");
    check(&["--vary", "prior=50", "--vary", "prior=5000"], "at most once");
    check(&["--vary", "prior=7"], "values among 500, 50, 5000 and not `7`");
    check(&["--most", "0"], "expected 1 or more");
    check(&["-o", "a.csv", "--settings", "a.csv"], "found one file for -o and --settings");
}
