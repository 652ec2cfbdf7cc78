//! `validate` and `kwic` as their users call them.

use std::fs;
use std::path::Path;

use crate::support::{Sheet, call, root};

/// Forty articles in eight events; those of odd number speak of a surge, and their code is 1.
fn coded(folder: &Path) {
    let rows: String = (0..40)
        .map(|it| {
            let word = if it % 2 == 1 { "surge" } else { "walk" };
            format!("{it},North,{},\"They saw a {word} in the town. It was a day.\",{},{}\n", it / 5, it % 2, it % 3)
        })
        .collect();
    fs::write(folder.join("coded.csv"), format!("id,outlet,event,text,alarmed,kind\n{rows}")).unwrap();
}

fn sheet(out: &str) -> Sheet {
    Sheet::parse(out.as_bytes())
}

#[test]
fn a_measure_that_follows_the_codes_agrees_with_them() {
    let folder = tempfile::tempdir().unwrap();
    coded(folder.path());
    let ended = call(folder.path(), &["validate", "coded.csv", "--code", "alarm@author=alarmed", "--resamples", "50"]);
    assert_eq!(ended.code, Some(0), "{}", ended.err);
    let found = sheet(&ended.out);
    for statistic in ["auc", "precision", "recall", "alpha_nominal"] {
        let row = found.where_(&[("statistic", statistic)])[0];
        assert_eq!((found.cell(row, "value"), found.cell(row, "n")), ("1", "40"), "{statistic}");
    }
    let always = found.where_(&[("statistic", "f1"), ("about", "all coded 1, for comparison")])[0];
    assert_eq!(found.cell(always, "value"), "0.666667"); // 2 * 20 / (40 + 20)
    let again = call(
        folder.path(),
        &["validate", "coded.csv", "--code", "alarm@author=alarmed", "--resamples", "50", "-j", "1"],
    );
    assert_eq!(ended.out, again.out);
}

#[test]
fn events_found_are_held_against_the_column_and_do_not_see_it() {
    let seeds = root().join("seeds");
    let ended = call(seeds.parent().unwrap(), &["validate", "seeds", "--code", "events=event"]);
    assert_eq!(ended.code, Some(0), "{}", ended.err);
    let found = sheet(&ended.out);
    let row = found.where_(&[("statistic", "b_cubed_recall")])[0];
    assert!(found.cell(row, "value").parse::<f64>().unwrap() < 1.0); // it would be 1 had it seen the column
}

#[test]
fn codes_that_cannot_be_used_are_errors_that_say_what_to_do() {
    let folder = tempfile::tempdir().unwrap();
    coded(folder.path());
    let check = |arguments: &[&str], expected: &str| {
        let ended = call(folder.path(), &[&["validate", "coded.csv"], arguments].concat());
        assert_eq!((ended.code, ended.out.as_str()), (Some(2), ""), "{arguments:?}");
        assert!(ended.err.contains(expected), "{arguments:?}: no {expected} in {}", ended.err);
    };
    check(&["--code", "alarm"], "found `alarm` in --code, expected MEASURE=COLUMN");
    check(&["--code", "alarms=alarmed"], "no measure `alarms`; found alarm, crime");
    check(&["--code", "alarm@they=alarmed"], "found the voice `they` in --code, expected author or quoted");
    check(&["--code", "alarm=none"], "no column \"none\"; found id, outlet, event, text, alarmed, kind");
    check(&["--code", "alarm=outlet"], "found only the code `North` in `outlet`");
}

#[test]
fn places_that_were_coded_are_held_against_hits_and_quotes() {
    let folder = tempfile::tempdir().unwrap();
    coded(folder.path());
    // "surge" stands at 11 in articles of odd number; it is coded in 1, 3 and 5 only, and in 7 the word behind it
    let spans = "article_id,start,end,code,quote\n1,11,16,A,surge\n3,11,16,A,\n5,9,16,A,a surge\n7,17,19,A,in\n0,,,,\n";
    fs::write(folder.path().join("spans.csv"), spans).unwrap();
    let validate = |spans: &str, code: &str| {
        let told = ["validate", "coded.csv", "--spans", spans, "--code", code, "--by", "article", "--resamples", "50"];
        call(folder.path(), &told)
    };
    let ended = validate("spans.csv", "alarm=A");
    assert_eq!(ended.code, Some(0), "{}", ended.err);
    let found = sheet(&ended.out);
    let values: Vec<_> =
        (0..found.rows.len()).map(|it| (found.cell(it, "statistic"), found.cell(it, "value"))).collect();
    // words found: 4, coded: 1 + 1 + 2 + 1, both: 3; 3 of 4 places touch one of the other kind; 5 articles of 11 words
    let expected = [
        ("precision", "0.75"),
        ("recall", "0.6"),
        ("f1", "0.666667"),
        ("precision_places", "0.75"),
        ("recall_places", "0.75"),
        ("f1_places", "0.75"),
    ];
    assert_eq!(values, expected);
    assert_eq!(found.cell(0, "n"), "55");

    let check = |rows: &str, code: &str, expected: &str| {
        fs::write(folder.path().join("wrong.csv"), format!("article_id,start,end,code,quote\n{rows}")).unwrap();
        let ended = validate("wrong.csv", code);
        assert_eq!((ended.code, ended.out.as_str()), (Some(2), ""));
        assert!(ended.err.contains(expected), "no {expected} in {}", ended.err);
    };
    check("1,11,16,A,serge\n", "alarm=A", "wrong.csv line 2: found `surge` at this place, expected `serge`");
    check("1,11,160,A,\n", "alarm=A", "found an end at 160, expected at most 43");
    check("x,1,2,A,\n", "alarm=A", "found the article `x`, expected one of the input");
    check("1,11,16,A,\n", "alarm=B", "no place has the code `B`; found A in wrong.csv");
    check("1,11,16,A,\n", "sent_mean=A", "a measure of whole articles with --spans");
}

#[test]
fn kwic_shows_each_hit_in_its_context() {
    let folder = tempfile::tempdir().unwrap();
    coded(folder.path());
    let ended = call(folder.path(), &["kwic", "coded.csv", "--pattern", "saw ~2 town", "--window", "1"]);
    assert_eq!(ended.code, Some(0), "{}", ended.err);
    assert_eq!(sheet(&ended.out).rows.len(), 0); // three words between
    let ended = call(folder.path(), &["kwic", "coded.csv", "--pattern", "saw ~3 surge", "--window", "2"]);
    let found = sheet(&ended.out);
    assert_eq!(found.rows.len(), 20);
    let cells = ["article_id", "outlet", "event_id", "pattern", "start", "end", "voice", "left", "keyword", "right"];
    let cells = cells.map(|it| found.cell(0, it));
    assert_eq!(cells, ["1", "North", "0", "saw ~3 surge", "5", "16", "author", "They", "saw a surge", "in the"]);
    let ended = call(folder.path(), &["kwic", "coded.csv", "--category", "surges"]);
    assert_eq!(ended.code, Some(2));
    assert!(ended.err.contains("no category `surges`; found alarm"), "{}", ended.err);
}
