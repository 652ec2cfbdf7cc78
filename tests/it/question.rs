//! One question, one table: `events`, `cluster`, `compare`, `slant`, `coverage`, and `calibrate`; ratings of outlets.

use std::fs;
use std::path::Path;

use crate::support::{Sheet, call, csv_of, demo, root};

const FEW: [&str; 4] = ["--resamples", "20", "--permutations", "20"];

fn sheet(out: &str) -> Sheet {
    Sheet::parse(out.as_bytes())
}

fn seeds() -> String {
    root().join("seeds").display().to_string()
}

/// A run of the bundled articles, and its tables.
fn run(folder: &Path, more: &[&str]) {
    let seeds = seeds();
    let told = [&["run", &seeds, "-o", "out"], &FEW[..], more].concat();
    let ended = call(folder, &told);
    assert_eq!(ended.code, Some(0), "{}", ended.err);
}

#[test]
fn a_question_has_the_table_that_a_run_writes() {
    let folder = tempfile::tempdir().unwrap();
    run(folder.path(), &[]);
    let check = |question: &str, table: &str| {
        let ended = call(folder.path(), &[&[question, &seeds(), "--table", table], &FEW[..]].concat());
        assert_eq!(ended.code, Some(0), "{question}: {}", ended.err);
        let whole = fs::read_to_string(folder.path().join(format!("out/tables/{table}.csv"))).unwrap();
        assert!(whole.lines().count() > 1, "{table} is empty");
        assert!(ended.out == whole, "{question} --table {table} is not the table of the run");
    };
    check("events", "events");
    check("cluster", "clusters");
    check("cluster", "cluster_fit");
    check("compare", "outlet_frames");
    check("compare", "contrasts");
    check("compare", "partisanship");
    check("coverage", "coverage");
    check("coverage", "omissions");
}

#[test]
fn a_question_says_which_tables_answer_it_and_replaces_no_file() {
    let folder = tempfile::tempdir().unwrap();
    let ended = call(folder.path(), &["coverage", &seeds(), "--table", "hits"]);
    assert_eq!((ended.code, ended.out.as_str()), (Some(2), ""));
    assert!(ended.err.contains("found --table hits, expected one of coverage, omissions, alignment"), "{}", ended.err);
    fs::write(folder.path().join("events.csv"), "mine").unwrap();
    let ended = call(folder.path(), &["events", &seeds(), "-o", "events.csv"]);
    assert_eq!(ended.code, Some(2));
    assert_eq!(fs::read_to_string(folder.path().join("events.csv")).unwrap(), "mine");
    let ended = call(folder.path(), &["events", &seeds(), "-o", "events.csv", "--overwrite"]);
    assert_eq!((ended.code, ended.out.as_str()), (Some(0), ""));
    let found = sheet(&fs::read_to_string(folder.path().join("events.csv")).unwrap());
    assert_eq!(found.rows.len(), 8);
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1); // nothing half-written beside it
}

#[test]
fn ratings_name_outlets_and_sides() {
    let folder = tempfile::tempdir().unwrap();
    let mut articles = demo();
    // one event of the two outlets on the right alone, and one name that the ratings know as an alias
    articles.retain(|it| {
        !it.event.starts_with("2022-06-10") || ["Harrow Gap Sentinel", "Tallow Bridge Dispatch"].contains(&&*it.outlet)
    });
    articles.iter_mut().filter(|it| it.outlet == "Saltmarsh Lantern").for_each(|it| it.outlet = "The Lantern".into());
    fs::write(folder.path().join("news.csv"), csv_of(&articles)).unwrap();
    let ratings = "outlet,slant,slant_source,aliases\nHarrow Gap Sentinel,right,my class,\nTallow Bridge Dispatch,lean right,my class,\nSaltmarsh Lantern,left,my class,The Lantern|Lantern\n";
    fs::write(folder.path().join("outlets.csv"), ratings).unwrap();
    let told = [&["run", "news.csv", "-o", "out", "--outlets", "outlets.csv"], &FEW[..]].concat();
    let ended = call(folder.path(), &told);
    assert_eq!(ended.code, Some(0), "{}", ended.err);
    let table = |name: &str| sheet(&fs::read_to_string(folder.path().join(format!("out/tables/{name}.csv"))).unwrap());
    let outlets = table("outlets");
    let rated: Vec<_> = (0..outlets.rows.len())
        .map(|it| ["outlet", "slant", "slant_source"].map(|name| outlets.cell(it, name)))
        .collect();
    let expected = [
        ["Ferrywick Ledger", "", ""],
        ["Harrow Gap Sentinel", "right", "my class"],
        ["Saltmarsh Lantern", "left", "my class"],
        ["Tallow Bridge Dispatch", "lean right", "my class"],
    ];
    assert_eq!(rated, expected);
    let events = table("events");
    let sides =
        |row: usize| ["n_left", "n_center", "n_right", "n_unrated", "blind_side"].map(|it| events.cell(row, it));
    assert_eq!(sides(0), ["0", "0", "2", "0", "left"]);
    assert_eq!(sides(1), ["1", "0", "2", "1", ""]);

    let seeds = seeds();
    let told = [&["run", &seeds, "-o", "other", "--outlets", "strange.csv"], &FEW[..]].concat();
    fs::write(folder.path().join("strange.csv"), "outlet,slant\nNobody's Paper,left\n").unwrap();
    let ended = call(folder.path(), &told);
    assert_eq!(ended.code, Some(0), "{}", ended.err);
    assert!(ended.err.contains("no outlet of --outlets is in the input: it names Nobody's Paper"), "{}", ended.err);
    let events = fs::read_to_string(folder.path().join("other/tables/events.csv")).unwrap();
    let events = sheet(&events);
    assert_eq!(events.cell(0, "n_left"), ""); // no rating is no evidence, not 0
}

#[test]
fn events_given_to_some_articles_are_kept_and_the_others_found() {
    let folder = tempfile::tempdir().unwrap();
    let mut articles = demo();
    let truth: Vec<String> = articles.iter().map(|it| it.event.clone()).collect();
    for (at, it) in articles.iter_mut().enumerate() {
        // two of four outlets of an event keep it; the last two events are known of no article
        if at % 4 > 1 || it.event >= truth[24] {
            it.event.clear();
        }
    }
    fs::write(folder.path().join("news.csv"), csv_of(&articles)).unwrap();
    let ended = call(folder.path(), &["events", "news.csv", "--table", "articles"]);
    assert_eq!(ended.code, Some(0), "{}", ended.err);
    let found = sheet(&ended.out);
    let event_of = |id: &str| found.cell(found.where_(&[("article_id", id)])[0], "event_id");
    let mut n_joined = 0;
    for (article, truth) in articles.iter().zip(&truth) {
        if !article.event.is_empty() {
            assert_eq!(event_of(&article.id), article.event);
        } else if event_of(&article.id) == truth {
            n_joined += 1;
        }
    }
    assert!(n_joined >= 10, "{n_joined} of 12 articles have joined their event");
    assert!(event_of(&articles[24].id).starts_with("found-"), "{}", event_of(&articles[24].id));
}

#[test]
fn tests_of_words_are_tried_where_there_is_nothing_to_find() {
    let folder = tempfile::tempdir().unwrap();
    let told = ["calibrate", &seeds(), "--sets", "4", "--permutations", "40"];
    let ended = call(folder.path(), &told);
    assert_eq!(ended.code, Some(0), "{}", ended.err);
    let found = sheet(&ended.out);
    assert!(found.rows.len() >= 9, "{}", ended.out);
    let made_up = found.where_(&[("null", "synthetic"), ("test", "permutation")]);
    assert!(!made_up.is_empty());
    for row in made_up {
        let share: f64 = found.cell(row, "share_05").parse().unwrap();
        let ends = ["share_05_low", "share_05_high"].map(|it| found.cell(row, it).parse::<f64>().unwrap());
        assert!(ends[0] <= share && share <= ends[1] && share < 0.3, "{share} in {ends:?}");
    }
    let again = call(folder.path(), &[&told[..], &["-j", "1"]].concat());
    assert_eq!(ended.out, again.out);
    let refused = call(folder.path(), &["calibrate", &seeds(), "--sets", "0"]);
    assert_eq!((refused.code, refused.out.as_str()), (Some(2), ""));
}
