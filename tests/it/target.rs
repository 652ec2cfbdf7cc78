//! `--target`: sentiment towards a person or thing, beside that of the other outlets on the same event.

use crate::support::{Article, Sheet, call, csv_of, folder_with};

const TARGETS: &[&str] = &["--target", "Ana Bee|the mayor", "--target", "Cee"];

fn article(id: &str, outlet: &str, event: &str, text: &str) -> Article {
    let [id, outlet, event, text] = [id, outlet, event, text].map(str::to_owned);
    Article { id, outlet, event, text, date: String::new(), title: String::new(), url: String::new() }
}

fn articles() -> Vec<Article> {
    vec![
        article("1", "North", "talks", "Ana Bee is good. Bee left, and the mayor nodded. “Bee is bad,” he said."),
        article("2", "South", "talks", "Ana Bee is bad."),
        article("3", "West", "talks", "Ana Bee is good."),
        article("4", "West", "storm", "Ana Bee arrived at noon."),
        article("5", "", "talks", "Today Ana Bee is good."),
    ]
}

fn rows(targets: &Sheet, columns: &[&str], filter: &[(&str, &str)]) -> Vec<String> {
    let cells = |row: usize| columns.iter().map(|it| targets.cell(row, it)).collect::<Vec<_>>().join(" ");
    targets.where_(filter).into_iter().map(cells).collect()
}

#[test]
fn each_article_stands_beside_the_other_outlets_on_its_event() {
    let folder = folder_with(&articles());
    let ended = call(folder.path(), &[&["run", "articles.csv", "-o", "out", "-q"], TARGETS].concat());
    assert_eq!(ended.code, Some(0), "{}", ended.err);
    let targets = &crate::support::tables(&folder.path().join("out"))["targets"];
    assert_eq!(targets.rows.len(), 5 * 2 * 3);
    let columns =
        ["article_id", "n_mentions", "n_sentences", "sentiment", "label", "other_outlets", "n_other_articles"];
    // good and bad add 2 and -2, two words away 1.6 and -1.6: 1.6 / sqrt(1.6^2 + 15) = .381819
    let all = rows(targets, &columns, &[("target", "Ana Bee"), ("voice", "all")]);
    let expected = [
        "1 4 2 0 neutral 0 2",
        "2 1 1 -0.381819 negative 0.19091 2",
        "3 1 1 0.381819 positive -0.19091 2",
        "4 1 0  neutral  0",
        "5 1 1 0.381819 positive  0",
    ];
    assert_eq!(all, expected);
    let quoted = rows(targets, &columns, &[("target", "Ana Bee"), ("voice", "quoted"), ("article_id", "1")]);
    assert_eq!(quoted, ["1 4 1 -0.381819 negative  0"]);
    let absent = rows(targets, &columns[1..5], &[("target", "Cee")]);
    assert!(absent.iter().all(|it| it == "0 0  "), "{absent:?}");
    let verified = call(folder.path(), &["verify", "out"]);
    assert_eq!(verified.code, Some(0), "{}{}", verified.out, verified.err);
}

#[test]
fn without_targets_the_table_has_no_rows() {
    let folder = folder_with(&articles());
    assert_eq!(call(folder.path(), &["run", "articles.csv", "-o", "out", "-q"]).code, Some(0));
    assert!(crate::support::tables(&folder.path().join("out"))["targets"].rows.is_empty());
}

#[test]
fn a_target_that_means_nothing_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("articles.csv"), csv_of(&articles())).unwrap();
    for (names, expected) in
        [(&["Bee|"][..], "a name without a word"), (&["Bee", "Bee|Ana"], "two targets are named `Bee`")]
    {
        let mut arguments = vec!["run", "articles.csv", "-o", "out", "-q"];
        names.iter().for_each(|it| arguments.extend(["--target", *it]));
        let ended = call(folder.path(), &arguments);
        assert!(ended.code == Some(2) && ended.err.contains(expected), "{:?} {}", ended.code, ended.err);
    }
}
