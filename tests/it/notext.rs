//! `--no-text`: nothing that is written holds a stretch of an article's text.

use std::collections::BTreeSet;
use std::path::Path;

use crate::support::{Article, bytes_under, call, demo, folder_with, slantwise};

/// The words of a text, as whoever copies a stretch of it would leave them: letters and digits in lower case.
fn words(text: &str) -> Vec<String> {
    let folded = text.to_lowercase().replace(['’', '\''], "");
    folded.split(|it: char| !it.is_alphanumeric()).filter(|it| !it.is_empty()).map(str::to_owned).collect()
}

fn windows(text: &str) -> BTreeSet<String> {
    words(text).windows(6).map(|it| it.join(" ")).collect()
}

/// What a reader sees of a page.
fn read(html: &str) -> String {
    let tags = regex::Regex::new("(?s)<style>.*?</style>|<[^>]*>").unwrap();
    let attributes = regex::Regex::new("(?:title|aria-label|alt|content)=\"([^\"]*)\"").unwrap();
    let mut text = tags.replace_all(html, "").into_owned();
    attributes.captures_iter(html).for_each(|it| {
        text.push_str(" . ");
        text.push_str(&it[1]);
    });
    let entities = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#x27;", "'"), ("&#x2f;", "/"), ("&amp;", "&")];
    entities.iter().fold(text, |text, (from, to)| text.replace(from, to))
}

/// The files of an output folder that hold six words of an article's text in a row, headlines aside.
fn with_text(out: &Path, articles: &[Article]) -> BTreeSet<String> {
    let mut stretches: BTreeSet<String> = articles.iter().flat_map(|it| windows(&it.text)).collect();
    for title in articles.iter().flat_map(|it| windows(&it.title)) {
        stretches.remove(&title);
    }
    let mut found = BTreeSet::new();
    for (name, bytes) in bytes_under(out) {
        let text = String::from_utf8(bytes).unwrap();
        let text = if name.ends_with(".html") { read(&text) } else { text };
        if windows(&text).iter().any(|it| stretches.contains(it)) {
            found.insert(name);
        }
    }
    found
}

#[test]
fn no_file_holds_six_words_of_a_text_in_a_row() {
    let folder = folder_with(&demo());
    let run = |more: &[&str]| {
        let ended = call(folder.path(), &[&["run", "articles.csv", "-o", "out", "-q"], more].concat());
        assert_eq!(ended.code, Some(0), "{}", ended.err);
        with_text(&folder.path().join("out"), &demo())
    };
    let shown = run(&[]);
    assert!(shown.contains("index.html") && shown.contains("tables/cleaning.csv"), "{shown:?}");
    assert_eq!(run(&["--no-text"]), BTreeSet::new());
    let out = folder.path().join("out");
    let page = std::fs::read_to_string(out.join("index.html")).unwrap();
    assert!(page.contains("The texts were left out of this page (--no-text)."));
    let manifest = std::fs::read_to_string(out.join("run.json")).unwrap();
    assert!(manifest.contains("\"texts\": \"left out\""));
    assert!(std::fs::read_to_string(out.join("README.txt")).unwrap().contains("--no-text"));
}

#[test]
fn odd_rows_show_no_text_either() {
    let folder = tempfile::tempdir().unwrap();
    let text = "The minister said on Monday that nobody had been told about the plan in advance";
    let rows = [
        "{\"date\": \"DATE\", \"text\": \"Talks began.\", \"outlet\": \"North\"}",
        "{\"text\": {\"a\": \"TEXT\"}}",
        "{\"text\": \"TEXT",
        "TEXT",
    ];
    let rows = rows.map(|it| it.replace("TEXT", text).replace("DATE", text)).join("\n");
    std::fs::write(folder.path().join("a.jsonl"), rows).unwrap();
    let article = Article {
        id: String::new(),
        outlet: String::new(),
        event: String::new(),
        date: String::new(),
        title: String::new(),
        url: String::new(),
        text: text.to_owned(),
    };
    for (value, n_expected) in [("1", 0), ("0", 2)] {
        let mut command = slantwise(folder.path());
        let ended =
            crate::support::end(command.args(["run", "a.jsonl", "-o", "out", "-q"]).env("SLANTWISE_NO_TEXT", value));
        assert_eq!(ended.code, Some(1), "{}", ended.err);
        let found = with_text(&folder.path().join("out"), std::slice::from_ref(&article));
        assert_eq!(found.len(), n_expected, "{value}: {found:?}");
    }
}
