//! What a command says when it could not do what was asked for, and what the user can do about it.

use std::fs;

use crate::support::{call, csv_of, demo};

/// Exit code 0, and `expected` among the words of `command` on `a.csv` with these bytes; nothing of `other` is.
fn check(bytes: &[u8], command: &[&str], expected: &str, other: &str) {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a.csv"), bytes).unwrap();
    let ended = call(folder.path(), command);
    assert_eq!(ended.code, Some(0), "{}", ended.err);
    let told = format!("{}\n{}", ended.out, ended.err);
    assert!(told.contains(expected) && !told.contains(other), "{expected:?}, not {other:?}, in\n{told}");
}

const NO_OUTLETS: &[u8] =
    b"text,src,kind\nTalks began in the port on Monday.,North,a\nTalks ended on Friday.,South,b\n";

#[test]
fn without_outlets_the_columns_that_may_hold_them_are_named() {
    let expected = "--columns outlet=NAME; not used yet: kind, src";
    check(NO_OUTLETS, &["check", "a.csv"], expected, "warning");
    check(NO_OUTLETS, &["run", "a.csv"], expected, "no scale");
    check(NO_OUTLETS, &["run", "a.csv", "--columns", "outlet=src"], "2 outlets", "not used yet");
}

#[test]
fn a_target_nobody_mentions_is_told() {
    let target = |it| ["run", "a.csv", "--target", it];
    check(NO_OUTLETS, &target("Ursula Maier"), "no article mentions the target `Ursula Maier`", "`Port`");
    check(NO_OUTLETS, &target("port"), "1 event", "no article mentions");
}

#[test]
fn a_scale_without_ends_says_how_to_name_them() {
    let articles = csv_of(&demo());
    check(&articles, &["slant", "a.csv"], "--anchor left=NAME", "could be made");
    check(&articles, &["run", "a.csv", "--resamples", "0"], "4 outlets", "--anchor");
    let few = ["Ferrywick Ledger", "Tallow Bridge Dispatch"];
    let anchors = [format!("l={}", few[0]), format!("r={}", few[1])];
    let named = ["--min-anchors", "1", "--anchor", &anchors[0], "--anchor", &anchors[1]];
    let mut articles = demo();
    for (i, it) in articles.iter_mut().enumerate() {
        let n = i % 3; // three outlets: two anchors and one more, ten articles each
        it.outlet = [few[0], few[1], "Other"][n].into();
    }
    let command = [&["slant", "a.csv", "--duplicates", "all"], &named[..]].concat();
    check(
        &csv_of(&articles),
        &command,
        "besides the anchors 1 outlet of ten articles or more is too few",
        "few_anchors",
    );
}

#[test]
fn events_given_to_some_are_counted_apart_from_those_found() {
    let mut articles = demo();
    check(&csv_of(&articles), &["run", "a.csv", "--resamples", "0"], "8 events (given)", "found)");
    let events: Vec<String> = articles.iter().map(|it| it.event.clone()).collect();
    articles.iter_mut().filter(|it| it.event == events[0]).for_each(|it| it.event.clear());
    check(&csv_of(&articles), &["run", "a.csv", "--resamples", "0"], "8 events (7 given, 1 found)", "(given)");
    articles.iter_mut().for_each(|it| it.event.clear());
    check(&csv_of(&articles), &["run", "a.csv", "--resamples", "0"], "9 events (found)", "given");
}

#[test]
fn limits_without_meaning_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a.csv"), NO_OUTLETS).unwrap();
    for (flag, value) in
        [("--max-rejects", "200%"), ("--max-rejects", "-1%"), ("--max-rejects", "nan%"), ("--min-anchors", "0")]
    {
        let ended = call(folder.path(), &["run", "a.csv", &format!("{flag}={value}")]);
        assert_eq!(ended.code, Some(2), "{}", ended.err);
        assert!(
            ended.err.contains(&format!("invalid value '{value}'")) && ended.err.contains("expected a number"),
            "{}",
            ended.err
        );
    }
    for pattern in ["", "*", "NEAR/5"] {
        let ended = call(folder.path(), &["kwic", "a.csv", "--pattern", pattern]);
        assert_eq!(ended.code, Some(2));
        assert!(ended.err.contains(&format!("error: --pattern {pattern:?}: ")), "{}", ended.err);
    }
}
