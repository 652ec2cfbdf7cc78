//! The word lists as their user meets them: begun, checked, tested, converted, and large.

use std::fs;
use std::path::Path;

use slantwise::lexicon;

use crate::support::{Ended, call, names};

/// Calls `slantwise lexicon` and checks its exit code.
fn check(folder: &Path, arguments: &[&str], code: i32) -> Ended {
    let ended = call(folder, &[&["lexicon"], arguments].concat());
    assert_eq!(ended.code, Some(code), "{arguments:?}: {}{}", ended.out, ended.err);
    ended
}

#[test]
fn a_list_is_begun_linted_and_tested() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    check(at, &["new", "mood"], 0);
    assert_eq!(names(at), ["mood.csv", "mood.test.csv", "mood.toml"]);
    assert_eq!(check(at, &["lint", "mood.toml"], 0).out, "");
    assert_eq!(check(at, &["test", "mood.toml"], 0).out, "6 of 6 examples kept\n");
    assert!(check(at, &["new", "mood"], 2).err.contains("mood.toml: found a file of this name"));
    assert!(check(at, &["new", "mood.toml"], 2).err.contains("expected one without an ending"));
}

#[test]
fn lint_exits_with_1_and_names_the_line() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    fs::write(at.join("a.csv"), "category,pattern\nx,order*\nx,orders\ny,war; peace\n").unwrap();
    fs::write(at.join("articles.csv"), "text\n\"Orders, orderly\"\n").unwrap();
    let out = check(at, &["lint", "a.csv", "--corpus", "articles.csv"], 1).out;
    for expected in [
        "a.csv: no licence",
        "a.csv line 2: `order*` matches orderly 1",
        "a.csv line 3: `orders` adds nothing: `order*` (line 2) matches its words too",
        "a.csv line 4: `war; peace` can never match",
    ] {
        assert!(out.contains(expected), "no {expected} in\n{out}");
    }
    assert!(check(at, &["lint", "b.csv"], 2).err.contains("b.csv: "));
}

#[test]
fn a_test_that_fails_shows_what_was_found() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    fs::write(at.join("a.csv"), "category,pattern\nx,war*\n").unwrap();
    assert!(check(at, &["test", "a.csv"], 2).err.contains("a.test.csv"));
    fs::write(at.join("a.test.csv"), "text,category,expected\nA warm day,x,\nWar,x,war\n").unwrap();
    let out = check(at, &["test", "a.csv"], 1).out;
    assert_eq!(out, "line 2: x found warm, expected nothing\n  in: A warm day\n1 of 2 examples kept\n");
}

#[test]
fn a_converted_list_counts_as_the_original() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    fs::write(at.join("a.dic"), "%\n1\tcare\n2\tharm\n%\nsafe*\t1\nwar zone\t1\t2\nlike\t<of>1\n").unwrap();
    fs::write(at.join("articles.csv"), "id,text\n1,\"Safety in a war zone, safe.\"\n").unwrap();
    let said = check(at, &["convert", "a.dic", "-o", "b.toml"], 0).err;
    assert!(said.contains("a.dic line 7: left out: `like\t<of>1` has a condition"), "{said}");
    let score = |list: &str| call(at, &["score", "articles.csv", "--lexicon", list, "-q"]).out;
    assert_eq!(score("b.toml"), score("a.dic").replace(",a.", ",b."));
    assert!(fs::read_to_string(at.join("b.toml")).unwrap().contains("# line 7: left out: "));
    assert!(check(at, &["convert", "a.dic", "-o", "b.toml"], 2).err.contains("found a file of this name"));
    assert!(check(at, &["convert", "a.dic", "-o", "b.csv"], 2).err.contains("expected a name that ends in .toml"));
}

#[test]
fn a_list_of_a_million_is_refused_and_says_how_many_are_read() {
    let rows: String = (0..1_000_000).map(|i| format!("x,w{i}\n")).collect();
    let error = lexicon::parse("big.csv", format!("category,pattern\n{rows}").as_bytes()).unwrap_err();
    assert_eq!(error.to_string(), "big.csv line 100002: found more than 100000 patterns, expected at most so many");
    let words: String = (0..1_000_000).map(|i| format!("w{i}\n")).collect();
    let error = lexicon::parse("big.lc3", format!("+x\n{words}").as_bytes()).unwrap_err();
    assert_eq!(error.to_string(), "big.lc3: found more than 100000 patterns, expected at most so many");
}
