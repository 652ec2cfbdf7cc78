//! Every format of input, and several inputs at once, give the same tables.

use std::fs;
use std::io::Write;
use std::path::Path;

use crate::cli::folder_of;
use crate::support::{Ended, FIELDS, Sheet, assert_same, call, call_with_input, csv_of, demo, folder_with, tables};

fn json_lines() -> Vec<u8> {
    let line = |article: &crate::support::Article| {
        let object: serde_json::Map<String, serde_json::Value> =
            FIELDS.iter().zip(article.cells()).map(|(name, it)| ((*name).to_owned(), it.into())).collect();
        serde_json::Value::Object(object).to_string()
    };
    demo().iter().map(line).collect::<Vec<_>>().join("\n").into_bytes()
}

fn gz(bytes: &[u8]) -> Vec<u8> {
    let mut writer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    writer.write_all(bytes).unwrap();
    writer.finish().unwrap()
}

fn without_source(out: &Path) -> Vec<(String, Sheet)> {
    tables(out).into_iter().map(|(name, it)| (name, it.without(&["source_file"]))).collect()
}

#[test]
fn every_format_gives_the_tables_of_the_csv_file() {
    let csv = csv_of(&demo());
    let mut tabs = csv::WriterBuilder::new().delimiter(b'\t').from_writer(Vec::new());
    let mut semicolons = csv::WriterBuilder::new().delimiter(b';').from_writer(Vec::new());
    for writer in [&mut tabs, &mut semicolons] {
        writer.write_record(FIELDS).unwrap();
        demo().iter().for_each(|it| writer.write_record(it.cells()).unwrap());
    }
    let marked = [b"\xef\xbb\xbf", &csv[..]].concat();
    let files: [(&str, Vec<u8>); 9] = [
        ("b.csv.gz", gz(&csv)),
        ("c.csv.zst", zstd::encode_all(&csv[..], 1).unwrap()),
        ("d.jsonl", json_lines()),
        ("e.jsonl.gz", gz(&json_lines())),
        ("f.tsv", tabs.into_inner().unwrap()),
        ("g.csv", semicolons.into_inner().unwrap()),
        ("h.csv", marked.clone()),
        ("i.csv.gz", gz(&marked)),
        ("j.jsonl", [b"\xef\xbb\xbf", &json_lines()[..]].concat()),
    ];
    let folder = folder_with(&demo());
    let run = |input: &str, stdin: &[u8]| {
        let ended = call_with_input(folder.path(), &["run", input, "-o", "out", "-q", "--strict"], stdin);
        assert_eq!(ended, Ended { code: Some(0), out: String::new(), err: String::new() }, "{input}");
        without_source(&folder.path().join("out"))
    };
    let expected = run("articles.csv", b"");
    let same = |found: Vec<(String, Sheet)>, what: &str| {
        found.iter().zip(&expected).for_each(|(a, b)| assert_same(&a.0, &a.1, &b.1, what));
    };
    for (name, bytes) in &files {
        fs::write(folder.path().join(name), bytes).unwrap();
        same(run(name, b""), name);
        same(run("-", bytes), &format!("{name} on standard input"));
    }
}

#[test]
fn several_inputs_are_one_corpus() {
    let articles = demo();
    let folder = folder_of(&[("a.csv", &csv_of(&articles[..10])), ("b.csv", &csv_of(&articles[10..]))]);
    fs::write(folder.path().join("articles.csv"), csv_of(&articles)).unwrap();
    for arguments in [&["run", "a.csv", "b.csv", "-o", "two", "-q"], &["run", "b.csv", "a.csv", "-o", "turned", "-q"]] {
        assert_eq!(call(folder.path(), arguments).code, Some(0));
    }
    assert_eq!(call(folder.path(), &["run", "articles.csv", "-o", "one", "-q"]).code, Some(0));
    let expected = without_source(&folder.path().join("one"));
    for out in ["two", "turned"] {
        let found = without_source(&folder.path().join(out));
        found.iter().zip(&expected).for_each(|(a, b)| assert_same(&a.0, &a.1, &b.1, out));
    }
}
