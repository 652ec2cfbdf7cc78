//! Tables in other formats than CSV: the same rows, cells and order.

use std::fs;

use crate::support::{Sheet, bytes_under, call, csv_of, demo};

/// Each row of JSON Lines as the cells that CSV would have.
fn cells_of_json(text: &str) -> Vec<Vec<(String, String)>> {
    let cell = |value: &serde_json::Value| match value {
        serde_json::Value::Null => String::new(),
        serde_json::Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    let row = |line: &str| {
        let row: serde_json::Map<String, serde_json::Value> = serde_json::from_str(line).unwrap();
        row.iter().map(|(name, value)| (name.clone(), cell(value))).collect()
    };
    text.lines().map(row).collect()
}

/// The cells of a table by column, in the order of names, as `cells_of_json` gives them.
fn cells(sheet: &Sheet) -> Vec<Vec<(String, String)>> {
    let row = |row: usize| {
        let mut cells: Vec<(String, String)> =
            sheet.header.iter().map(|name| (name.clone(), sheet.cell(row, name).to_owned())).collect();
        cells.sort();
        cells
    };
    (0..sheet.rows.len()).map(row).collect()
}

/// A number in one of its spellings; text as it is.
fn plain(cell: &str) -> String {
    cell.parse::<f64>().map_or_else(|_| cell.to_owned(), |it| it.to_string())
}

#[test]
fn every_table_holds_the_same_in_every_format() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a.csv"), csv_of(&demo())).unwrap();
    let few = ["--resamples", "50", "--permutations", "50", "--csv-raw"];
    let ended =
        call(folder.path(), &[&["run", "a.csv", "-o", "out", "-f", "tsv,jsonl", "-f", "parquet"], &few[..]].concat());
    assert_eq!(ended.code, Some(0), "{}", ended.err);
    let out = folder.path().join("out");
    let read = |name: &str, format: &str| fs::read_to_string(out.join(format!("tables/{name}.{format}"))).unwrap();
    let files = bytes_under(&out.join("tables"));
    assert!(files.len() > 80 && files.len().is_multiple_of(4), "{:?}", files.keys());
    for (file, bytes) in files.iter().filter(|it| it.0.ends_with(".csv")) {
        let (name, table) = (file.trim_end_matches(".csv"), Sheet::parse(bytes));
        let rows = |it: Vec<Vec<(String, String)>>| -> Vec<Vec<(String, String)>> {
            it.into_iter().map(|row| row.into_iter().map(|(name, cell)| (name, plain(&cell))).collect()).collect()
        };
        let mut json = cells_of_json(&read(name, "jsonl"));
        json.iter_mut().for_each(|it| it.sort());
        assert_eq!(rows(json), rows(cells(&table)), "{name}");
        let tabs = csv::ReaderBuilder::new()
            .delimiter(b'\t')
            .from_reader(read(name, "tsv").as_bytes())
            .into_records()
            .map(|it| it.unwrap().iter().map(str::to_owned).collect())
            .collect::<Vec<Vec<String>>>();
        assert_eq!(tabs, table.rows, "{name}");
        assert!(fs::read(out.join(format!("tables/{name}.parquet"))).unwrap().starts_with(b"PAR1"));
    }
    let ended = call(folder.path(), &["verify", "out"]);
    assert_eq!(ended.code, Some(0), "{}{}", ended.out, ended.err);
    // the program's own reader of Parquet takes the headlines for texts
    let ended = call(folder.path(), &["check", "out/tables/articles.parquet", "--columns", "text=title"]);
    assert!(
        ended.out.contains("a Parquet table, 32 rows") && ended.out.contains("32 articles by 4 outlets"),
        "{}",
        ended.out
    );
}

#[test]
fn one_table_is_written_in_the_format_asked_for_or_of_its_ending() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a.csv"), csv_of(&demo())).unwrap();
    let plain = call(folder.path(), &["events", "a.csv"]).out;
    let json = call(folder.path(), &["events", "a.csv", "-f", "jsonl"]).out;
    assert_eq!(json.lines().count(), Sheet::parse(plain.as_bytes()).rows.len());
    assert!(json.lines().all(|it| it.starts_with("{\"event_id\":\"") && it.ends_with('}')), "{json}");
    for name in ["e.jsonl", "e.JSONL"] {
        assert_eq!(call(folder.path(), &["events", "a.csv", "-q", "-o", name]).code, Some(0));
        assert_eq!(fs::read_to_string(folder.path().join(name)).unwrap(), json);
    }
    assert_eq!(call(folder.path(), &["events", "a.csv", "-q", "-o", "e.txt"]).code, Some(0));
    assert_eq!(fs::read_to_string(folder.path().join("e.txt")).unwrap(), plain);
    assert_eq!(call(folder.path(), &["events", "a.csv", "-q", "-o", "e.parquet"]).code, Some(0));
    assert!(fs::read(folder.path().join("e.parquet")).unwrap().ends_with(b"PAR1"));
    let ended = call(folder.path(), &["events", "a.csv", "-f", "csv,jsonl"]);
    assert_eq!((ended.code, ended.out.as_str()), (Some(2), ""));
    assert!(ended.err.contains("found the formats csv, jsonl, expected one for one table"), "{}", ended.err);
}

/// The commands that write one table, each with what it needs.
const COMMANDS: [&[&str]; 6] = [
    &["score", "a.csv"],
    &["kwic", "a.csv", "--lexicon", "migration"],
    &["validate", "a.csv", "--code", "events=event"],
    &["correct", "a.csv", "--code", "alarm@author=coded"],
    &["calibrate", "a.csv", "--sets", "2", "--permutations", "20"],
    &["multiverse", "a.csv", "--vary", "prior=50", "--permutations", "20", "--resamples", "20", "--claims", "all"],
];

#[test]
fn every_command_writes_its_table_in_every_format_with_a_codebook() {
    let folder = tempfile::tempdir().unwrap();
    let articles = String::from_utf8(csv_of(&demo())).unwrap();
    let mut rows = csv::Reader::from_reader(articles.as_bytes());
    let mut coded = csv::Writer::from_path(folder.path().join("a.csv")).unwrap();
    coded.write_record(rows.headers().unwrap().iter().chain(["coded"])).unwrap();
    for (at, row) in rows.records().enumerate() {
        coded.write_record(row.unwrap().iter().chain([["0", "1"][at % 2]])).unwrap();
    }
    coded.flush().unwrap();
    for command in COMMANDS {
        let with = |more: &[&str]| {
            let ended = call(folder.path(), &[command, &["-q", "-j", "2"], more].concat());
            assert_eq!(ended.code, Some(0), "{command:?} {}", ended.err);
            ended.out
        };
        let table = Sheet::parse(with(&["--codebook", "book.csv", "--overwrite"]).as_bytes());
        assert!(!table.rows.is_empty(), "{command:?}");
        let mut expected = cells(&table);
        let plain = |rows: &mut Vec<Vec<(String, String)>>| {
            rows.iter_mut().flatten().for_each(|cell| cell.1 = plain(cell.1.trim_start_matches('\'')));
        };
        let mut json = cells_of_json(&with(&["-f", "jsonl"]));
        json.iter_mut().for_each(|row| row.sort());
        plain(&mut json);
        plain(&mut expected);
        assert_eq!(json, expected, "{command:?}");
        assert_eq!(with(&["-f", "tsv"]).lines().next().unwrap().split('\t').collect::<Vec<_>>(), table.header);
        with(&["-o", "t.parquet", "--overwrite"]);
        let bytes = fs::read(folder.path().join("t.parquet")).unwrap();
        assert!(bytes.starts_with(b"PAR1") && bytes.ends_with(b"PAR1"), "{command:?}");
        let book = Sheet::parse(&fs::read(folder.path().join("book.csv")).unwrap());
        assert_eq!(book.values("column"), table.header, "{command:?}");
        let is_told = |cell: &str| !cell.is_empty();
        assert!(book.values("unit").into_iter().chain(book.values("description")).all(is_told), "{command:?}");
    }
}
