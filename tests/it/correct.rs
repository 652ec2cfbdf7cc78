//! `correct` as its users call it.

use std::fs;
use std::path::Path;

use crate::support::{Dice, Sheet, call};

/// Ten events with four articles of each of two outlets: two speak of a surge, one of each two was coded. In South a surge
/// is never alarm; in North it always is, and on every other event every article is.
fn rows() -> Vec<String> {
    let mut rows = Vec::new();
    for at in 0..80 {
        let (event, outlet, is_surge, is_coded) = (at / 8, at / 4 % 2, at / 2 % 2 == 0, at % 2 == 0);
        let is_alarm = outlet == 0 && (is_surge || event % 2 == 0);
        let code = if is_coded { u8::from(is_alarm).to_string() } else { String::new() };
        let rest = if is_coded { "0.5" } else { "" };
        let (name, word) = (["North", "South"][outlet], if is_surge { "surge" } else { "walk" });
        rows.push(format!(
            "{at},{name},{event},\"They saw a {word} in the town. It was day {at}.\",{code},{rest},0,{rest}9\n"
        ));
    }
    rows
}

fn write(folder: &Path, name: &str, rows: &[String]) {
    fs::write(folder.join(name), format!("id,outlet,event,text,alarmed,p,zero,high\n{}", rows.concat())).unwrap();
}

const CODE: &str = "alarm@author=alarmed";

#[test]
fn the_errors_of_an_outlet_are_taken_out() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "a.csv", &rows());
    let ended = call(folder.path(), &["correct", "a.csv", "--code", CODE]);
    assert_eq!(ended.code, Some(0), "{}", ended.err);
    assert!(ended.err.contains("with the probability coded articles / articles"), "{}", ended.err);
    let found = Sheet::parse(ended.out.as_bytes());
    let cells = |kind: &str, outlet: &str, columns: &[&str]| {
        let row = found.where_(&[("kind", kind), ("outlet_a", outlet)])[0];
        columns.iter().map(|it| found.cell(row, it).to_owned()).collect::<Vec<_>>().join(" ")
    };
    // coded articles are as those that are not, so the mean is that of the codes: (1 + .5) / 2 and 0; of North's events
    // five have 1, five have .5: se = sqrt(10 / 9 * 10 * (.25 / 10)^2) = 1 / 12, and t of 9 degrees is 2.262157
    let columns = ["n_articles", "n_coded", "n_units", "corrected", "corrected_low", "corrected_high"];
    assert_eq!(cells("mean", "North", &columns), "40 20 10 0.75 0.561487 0.938513");
    assert_eq!(cells("mean", "South", &columns), "40 20 10 0  ");
    assert_eq!(cells("difference", "North", &columns), "80 40 10 0.75 0.561487 0.938513");
    // both outlets have as many surges: the measure alone finds no difference
    assert_eq!(cells("difference", "North", &["outlet_b", "machine", "coded_only"]), "South 0 0.75");
    // 2 * scipy.stats.t.sf(9, 9) -> 8.538e-06, of one pair
    assert_eq!(cells("difference", "North", &["p", "q", "code"]), "8.538e-6 8.538e-6 alarmed");
    assert!(cells("mean", "South", &["about"]).starts_with("share coded 1; "));

    // the same probability told in two ways
    for told in [["--probability", "0.5"], ["--probability-column", "p"]] {
        let again = call(folder.path(), &[&["correct", "a.csv", "--code", CODE][..], &told].concat());
        let again = Sheet::parse(again.out.as_bytes());
        let row = again.where_(&[("kind", "difference")])[0];
        assert_eq!((again.cell(row, "corrected"), again.cell(row, "corrected_low")), ("0.75", "0.561487"), "{told:?}");
    }
}

#[test]
fn the_order_of_rows_and_the_threads_change_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let mut all = rows();
    write(folder.path(), "a.csv", &all);
    Dice::new(3).shuffle(&mut all);
    write(folder.path(), "b.csv", &all);
    let told = ["--code", CODE, "--code", "sent_mean=alarmed", "--probability-column", "p", "-q"];
    let first = call(folder.path(), &[&["correct", "a.csv"][..], &told].concat());
    let second = call(folder.path(), &[&["correct", "b.csv", "-j", "1", "-o", "c.csv"][..], &told].concat());
    assert_eq!((first.code, second.code), (Some(0), Some(0)), "{} {}", first.err, second.err);
    assert_eq!(first.out, fs::read_to_string(folder.path().join("c.csv")).unwrap());
    assert_eq!(first.out.lines().count(), 1 + 2 * 3);
    let refused = call(folder.path(), &[&["correct", "b.csv", "-o", "c.csv"][..], &told].concat());
    assert_eq!(refused.code, Some(2));
    assert!(refused.err.contains("--overwrite"), "{}", refused.err);
}

#[test]
fn a_design_that_cannot_be_is_refused_or_doubted() {
    let folder = tempfile::tempdir().unwrap();
    let all = rows();
    write(folder.path(), "a.csv", &all);
    let uncoded: Vec<String> = all.iter().map(|it| it.replace(",0.5,0,0.59", ",,0,")).collect();
    let emptied: Vec<String> =
        uncoded.iter().map(|it| it.replace(",1,,0,", ",,,0,").replace(",0,,0,", ",,,0,")).collect();
    write(folder.path(), "no_p.csv", &uncoded);
    write(folder.path(), "no_code.csv", &emptied);
    let check = |arguments: &[&str], expected: &str| {
        let ended = call(folder.path(), &[&["correct"], arguments].concat());
        assert_eq!((ended.code, ended.out.as_str()), (Some(2), ""), "{arguments:?} {}", ended.err);
        assert!(ended.err.contains(expected), "{arguments:?}: no {expected} in {}", ended.err);
    };
    check(&["a.csv", "--code", CODE, "--probability", "0"], "found --probability 0, expected a number from 0.000001");
    check(&["a.csv", "--code", CODE, "--probability", "1.5"], "leave it out for coded articles / articles");
    check(&["a.csv", "--code", CODE, "--probability", "NaN"], "from 0.000001 to 1");
    check(&["a.csv", "--code", CODE, "--probability-column", "zero"], "found `0` in `zero` of the article");
    check(&["no_p.csv", "--code", CODE, "--probability-column", "p"], "is coded and has no probability");
    check(&["no_code.csv", "--code", CODE], "no article with an outlet has a code in `alarmed`");
    check(
        &["a.csv", "--code", CODE, "--labels", "no,yes"],
        "found the code `1` in `alarmed`, expected no, yes or nothing",
    );
    check(&["a.csv", "--code", "events=alarmed"], "expected one that has a number for each article");
    check(&["a.csv", "--code", "alarm"], "expected MEASURE=COLUMN");
    check(&["a.csv", "--code", "alarm=nosuch"], "nosuch");

    let doubted = call(folder.path(), &["correct", "a.csv", "--code", CODE, "--probability", "0.05"]);
    assert_eq!(doubted.code, Some(0));
    assert!(doubted.err.contains("found 40 coded articles, expected about 4"), "{}", doubted.err);
    write(folder.path(), "few.csv", &all[..32]);
    let few = call(folder.path(), &["correct", "few.csv", "--code", CODE]);
    assert!(few.err.contains("found 4 events, expected 5 or more"), "{}", few.err);
    let found = Sheet::parse(few.out.as_bytes());
    let row = found.where_(&[("kind", "difference")])[0];
    assert_eq!(found.cell(row, "n_units"), "32"); // articles
    assert!(!found.cell(row, "corrected_low").is_empty());
    assert!(few.err.contains("fewer than 10 codes in 2 outlets: North (8), South (8)"), "{}", few.err);
}
