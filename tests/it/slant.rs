//! `slant` as its users call it.

use std::fs;
use std::path::Path;

use crate::support::{Sheet, call};

/// Ten outlets, five a side, with twelve articles each on twelve events. In every article those of one side say `wall`
/// and `fence` two to four times for each time they say `bridge` and `road`, the others the other way round; all else is
/// the event's and the article's own.
fn write(folder: &Path) {
    let mut rows = String::new();
    for outlet in 0..10 {
        for event in 0..12 {
            let words = if outlet < 5 { ["wall fence", "bridge road"] } else { ["bridge road", "wall fence"] };
            let own: String = (0..15).map(|i| format!(" o{outlet}e{event}w{i}")).collect();
            let shared: String = (0..15).map(|i| format!(" event{event}w{i}")).collect();
            let name = format!("{}{}", ["Left", "Right"][outlet / 5], outlet % 5);
            let most = [words[0]].repeat(2 + event % 3).join(" ");
            let text = format!("{own} {most} {shared} {}.", words[1]);
            rows += &format!("{name}-{event},{name},event {event},{text}\n");
        }
    }
    fs::write(folder.join("news.csv"), format!("id,outlet,event,text\n{rows}")).unwrap();
}

const ANCHORS: [&str; 14] = [
    "--min-anchors",
    "3",
    "--anchor",
    "left=Left0",
    "--anchor",
    "left=Left1",
    "--anchor",
    "left=Left2",
    "--anchor",
    "right=Right0",
    "--anchor",
    "right=Right1",
    "--anchor",
    "right=Right2",
];

#[test]
fn outlets_that_were_not_named_stand_on_the_side_whose_words_they_use() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path());
    let slant = |more: &[&str]| {
        let ended = call(folder.path(), &[&["slant", "news.csv", "--resamples", "200"], &ANCHORS[..], more].concat());
        assert_eq!(ended.code, Some(0), "{}", ended.err);
        ended.out
    };
    let out = slant(&[]);
    let found = Sheet::parse(out.as_bytes());
    let number = |outlet: &str, column: &str| -> f64 {
        let rows = found.where_(&[("outlet", outlet)]);
        assert_eq!(rows.len(), 1, "{outlet}");
        found.cell(rows[0], column).parse().unwrap_or_else(|_| panic!("{outlet} {column} in {out}"))
    };
    for left in ["Left3", "Left4"] {
        assert!(number(left, "ci_high") < 0.0, "{left} in {out}");
    }
    for right in ["Right3", "Right4"] {
        assert!(number(right, "ci_low") > 0.0, "{right} in {out}");
        assert!(number(right, "leave_one_out_low") > 0.0, "{right} in {out}");
    }
    let pole = |outlet: &str| found.cell(found.where_(&[("outlet", outlet)])[0], "pole").to_owned();
    assert_eq!(["Left0", "Left3", "Right0"].map(pole), ["left", "", "right"].map(str::to_owned));
    let words = slant(&["--table", "slant_words"]);
    let words = Sheet::parse(words.as_bytes());
    for word in ["wall", "fence", "bridge", "road"] {
        assert!(!words.where_(&[("term", word)]).is_empty(), "{word}");
    }
    assert_eq!(slant(&["-j", "1"]), out);
}

#[test]
fn anchors_that_make_no_scale_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path());
    let check = |arguments: &[&str], expected: &str| {
        let ended = call(folder.path(), &[&["slant", "news.csv"], arguments].concat());
        assert_eq!((ended.code, ended.out.as_str()), (Some(2), ""), "{arguments:?}: {}", ended.err);
        assert!(ended.err.contains(expected), "{arguments:?}: no {expected} in {}", ended.err);
    };
    check(&ANCHORS[2..], "expected 5");
    check(&["--anchor", "left=Left0"], "left");
    check(&["--anchor", "left"], "left");
    let unknown = [&ANCHORS[..12], &["--anchor", "right=Nobody"]].concat();
    check(&unknown, "Nobody");
}
