//! Copies of an article, in its outlet and in others: marked, listed, and counted once.

use std::collections::BTreeMap;

use crate::support::{Article, Sheet, assert_same, call, demo, folder_with, generated, run};

const COMPARISONS: [&str; 3] = ["outlet_frames", "axes", "contrasts"];

/// The articles, and of some a copy (published later, or later by its id) in `outlet`; `None` for their own.
fn with_copies(articles: &[Article], outlet: Option<&str>) -> Vec<Article> {
    let copies = articles.iter().filter(|it| !it.outlet.is_empty()).step_by(4).map(|it| Article {
        id: format!("{}-copy", it.id),
        outlet: outlet.unwrap_or(&it.outlet).to_owned(),
        date: if it.date.is_empty() { String::new() } else { "2024-06-01".to_owned() },
        title: format!("Again: {}", it.title),
        ..it.clone()
    });
    articles.iter().cloned().chain(copies).collect()
}

fn differing(found: &BTreeMap<String, Sheet>, expected: &BTreeMap<String, Sheet>) -> Vec<&'static str> {
    COMPARISONS.into_iter().filter(|it| found[*it] != expected[*it]).collect()
}

#[test]
fn a_copy_changes_no_comparison() {
    for (name, articles) in [("demo", demo()), ("generated", generated(40, 1))] {
        let expected = run(&articles, &[]).1;
        let outlets = [None, Some(articles[0].outlet.as_str())];
        for outlet in outlets {
            let copied = with_copies(&articles, outlet);
            let found = run(&copied, &[]).1;
            for table in COMPARISONS {
                assert_same(table, &found[table], &expected[table], &format!("{name}, copies in {outlet:?}"));
            }
            let n_copies = copied.len() - articles.len();
            assert_eq!(found["articles"].values("duplicate_of").iter().filter(|it| !it.is_empty()).count(), n_copies);
            assert_eq!(found["pairs"].where_(&[("kind", "exact")]).len(), n_copies);
            let counted: usize =
                found["outlets"].values("n_duplicates").iter().map(|it| it.parse::<usize>().unwrap()).sum();
            assert_eq!(counted, n_copies);
            // told to count them all, the same comparisons do change
            assert_eq!(
                differing(&run(&copied, &["--duplicates", "all"]).1, &expected),
                COMPARISONS,
                "{name} {outlet:?}"
            );
        }
    }
}

#[test]
fn a_wire_story_is_one_article_in_four_outlets() {
    let mut articles = generated(10, 3);
    articles.retain(|it| !it.outlet.is_empty());
    let story = articles[0].text.repeat(3);
    articles[0].text = story.clone();
    for (i, outlet) in ["South, Daily", "East \"Star\"", "Wést"].into_iter().enumerate() {
        articles.push(Article {
            id: format!("wire-{i}"),
            outlet: outlet.to_owned(),
            date: format!("2024-01-0{}", i + 1),
            title: format!("Headline number {i}"),
            text: format!("SOMEWHERE (Wire) — {}", story.replacen(" said", " told us", i)),
            ..articles[0].clone()
        });
    }
    let tables = run(&articles, &[]).1;
    let found = &tables["articles"];
    for i in 0..3 {
        let row = found.where_(&[("article_id", &format!("wire-{i}"))])[0];
        assert_eq!(found.cell(row, "duplicate_of"), articles[0].id);
        assert_eq!(found.cell(row, "cluster"), "");
    }
    let pairs = &tables["pairs"];
    let of_original = pairs.where_(&[("article_a", articles[0].id.as_str()), ("is_cross_outlet", "true")]);
    assert_eq!(of_original.len(), 3);
    assert!(of_original.iter().all(|it| pairs.cell(*it, "kind") == "near" && !pairs.cell(*it, "event_id").is_empty()));
}

#[test]
fn furniture_of_one_outlet_is_left_out_and_listed() {
    let mut articles = generated(12, 5);
    for it in articles.iter_mut().filter(|it| it.outlet == "North") {
        it.text = format!("{}\n\nYou must sign in to read on.", it.text.repeat(2));
    }
    let n = articles.iter().filter(|it| it.outlet == "North").count();
    let cleaning = &run(&articles, &[]).1["cleaning"];
    let rows = cleaning.where_(&[("rule", "recurring")]);
    assert!(n >= 5 && rows.len() == n, "{} of {n}", rows.len());
    assert!(rows.iter().all(|it| cleaning.cell(*it, "sample") == "You must sign in to read on."));
    assert!(run(&articles, &["--clean", "safe"]).1["cleaning"].where_(&[("rule", "recurring")]).is_empty());
}

#[test]
fn check_says_how_many_articles_repeat_another() {
    let folder = folder_with(&with_copies(&demo(), Some("Elsewhere")));
    let ended = call(folder.path(), &["check", "articles.csv"]);
    assert_eq!(ended.code, Some(0), "{}", ended.err);
    assert!(
        ended.out.contains("\n  8 articles that repeat another nearly word for word (8 of them another outlet's): "),
        "{}",
        ended.out
    );
}
