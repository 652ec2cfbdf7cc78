//! What the tests share: the program, corpora to give it, and its tables to look at.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use tempfile::TempDir;

/// The program, in a folder of the test's own, deaf to the settings of whoever runs the tests.
pub fn slantwise(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_slantwise"));
    for (name, _) in std::env::vars_os().filter(|it| it.0.to_string_lossy().starts_with("SLANTWISE_")) {
        command.env_remove(name);
    }
    command.current_dir(folder).stdin(Stdio::null()).env("NO_COLOR", "1");
    command
}

/// How a command ended and what it said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ended {
    pub code: Option<i32>,
    pub out: String,
    pub err: String,
}

/// Runs the program with `arguments` in `folder`.
pub fn call(folder: &Path, arguments: &[&str]) -> Ended {
    end(slantwise(folder).args(arguments))
}

pub fn end(command: &mut Command) -> Ended {
    let output = command.output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("the program writes UTF-8");
    Ended { code: output.status.code(), out: text(output.stdout), err: text(output.stderr) }
}

/// Runs the program and hands it `input` on standard input.
pub fn call_with_input(folder: &Path, arguments: &[&str], input: &[u8]) -> Ended {
    let mut child = slantwise(folder)
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let input = input.to_vec();
    let writer = std::thread::spawn(move || drop(stdin.write_all(&input)));
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    Ended { code: output.status.code(), out: text(output.stdout), err: text(output.stderr) }
}

/// An article as the tests know it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Article {
    pub id: String,
    pub outlet: String,
    pub event: String,
    pub date: String,
    pub title: String,
    pub url: String,
    pub text: String,
}

pub const FIELDS: [&str; 7] = ["id", "outlet", "event", "date", "title", "url", "text"];

impl Article {
    pub fn cells(&self) -> [&str; 7] {
        [&self.id, &self.outlet, &self.event, &self.date, &self.title, &self.url, &self.text]
    }
}

pub fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// The bundled articles.
pub fn demo() -> Vec<Article> {
    let manifest = Sheet::parse(&fs::read(root().join("seeds/manifest.csv")).unwrap());
    let articles: Vec<Article> = (0..manifest.rows.len())
        .map(|row| {
            let cell = |name: &str| manifest.cell(row, name).to_owned();
            Article {
                id: cell("file").trim_end_matches(".txt").to_owned(),
                outlet: cell("outlet"),
                event: cell("event"),
                date: cell("date"),
                title: cell("title"),
                url: cell("url"),
                text: fs::read_to_string(root().join("seeds").join(cell("file"))).unwrap(),
            }
        })
        .collect();
    assert_eq!(articles.len(), 32);
    articles
}

/// Numbers that look random and are always the same (Knuth's MMIX generator).
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % n
    }

    pub fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        from[self.below(from.len())]
    }

    pub fn shuffle<T>(&mut self, list: &mut [T]) {
        (1..list.len()).rev().for_each(|i| list.swap(i, self.below(i + 1)));
    }
}

const WORDS: &[&str] = &[
    "the",
    "a",
    "of",
    "to",
    "and",
    "in",
    "on",
    "for",
    "with",
    "that",
    "border",
    "surge",
    "record numbers",
    "migrants",
    "refugees",
    "humane",
    "orderly",
    "crisis",
    "officials",
    "reportedly",
    "allegedly",
    "clearly",
    "president",
    "visit",
    "talks",
    "good",
    "terrible",
    "not",
    "never",
    "very",
    "but",
    "however",
    "hope",
    "fear",
    "killed",
    "welcome",
    "agreement",
    "U.S.",
    "can’t",
    "naïve",
    "café",
    "Peña",
    "1,200",
    "$1.5",
    "COVID-19",
    "well—meant",
    "“so-called”",
    "root causes",
    "smuggling",
    "visa",
    "dignity",
    "flood",
    "might",
    "must",
    "claimed",
    "said",
    "warned",
    "noted",
];

/// Articles made up word by word: `n_events` events, each covered by up to four outlets, with quotes, odd letters,
/// a few without a date and a few without an outlet.
pub fn generated(n_events: usize, seed: u64) -> Vec<Article> {
    let mut dice = Dice::new(seed);
    let mut articles = Vec::new();
    for event in 0..n_events {
        let topic =
            [0; 5].map(|_| format!("{}{}", dice.pick(&["kar", "lo", "mi", "tsu", "ve", "zo"]), dice.below(400)));
        for outlet in ["North", "South, Daily", "East \"Star\"", "Wést"] {
            if dice.below(5) == 0 {
                continue;
            }
            let mut text = String::new();
            for _ in 0..2 + dice.below(4) {
                for _ in 0..1 + dice.below(4) {
                    let quoted = dice.below(4) == 0;
                    text.push_str(if quoted { "“We " } else { "They " });
                    for _ in 0..4 + dice.below(14) {
                        let word = if dice.below(4) == 0 { topic[dice.below(5)].as_str() } else { dice.pick(WORDS) };
                        text.push_str(word);
                        text.push_str(if dice.below(12) == 0 { ", " } else { " " });
                    }
                    text.push_str(if quoted { "agree,” he said. " } else { "at noon. " });
                }
                text.push_str("\n\n");
            }
            let day = 1 + event % 28;
            articles.push(Article {
                id: format!("g{event:03}-{}", &outlet[..4]),
                outlet: if dice.below(15) == 0 { String::new() } else { outlet.to_owned() },
                event: format!("event {event:03}"),
                date: if dice.below(15) == 0 { String::new() } else { format!("2023-{:02}-{day:02}", 1 + event / 28) },
                title: format!("On {}", topic[0]),
                url: String::new(),
                text,
            });
        }
    }
    articles
}

pub fn csv_of(articles: &[Article]) -> Vec<u8> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(FIELDS).unwrap();
    articles.iter().for_each(|it| writer.write_record(it.cells()).unwrap());
    writer.into_inner().unwrap()
}

pub fn json_lines_of(articles: &[Article]) -> Vec<u8> {
    let object = |it: &Article| -> serde_json::Map<String, serde_json::Value> {
        FIELDS.iter().zip(it.cells()).map(|(name, cell)| ((*name).to_owned(), cell.into())).collect()
    };
    articles.iter().map(|it| format!("{}\n", serde_json::Value::Object(object(it)))).collect::<String>().into_bytes()
}

/// A folder with `articles.csv` in it.
pub fn folder_with(articles: &[Article]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("articles.csv"), csv_of(articles)).unwrap();
    folder
}

/// What `run` makes of the articles, given as `articles.csv`, with `more` arguments.
pub fn run(articles: &[Article], more: &[&str]) -> (TempDir, BTreeMap<String, Sheet>) {
    let folder = folder_with(articles);
    let ended = call(folder.path(), &[&["run", "articles.csv", "-o", "out", "-q"], more].concat());
    assert_eq!(ended.code, Some(0), "{}", ended.err);
    let tables = tables(&folder.path().join("out"));
    (folder, tables)
}

/// Every table of an output folder, by name.
pub fn tables(out: &Path) -> BTreeMap<String, Sheet> {
    let tables: BTreeMap<String, Sheet> = bytes_under(&out.join("tables"))
        .into_iter()
        .map(|(name, bytes)| (name.trim_end_matches(".csv").to_owned(), Sheet::parse(&bytes)))
        .collect();
    assert!(tables.len() >= 17, "{:?}", tables.keys());
    tables
}

/// Every file below a folder, by relative path.
pub fn bytes_under(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    for entry in fs::read_dir(folder).unwrap_or_else(|it| panic!("{}: {it}", folder.display())) {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if path.is_dir() {
            files.extend(bytes_under(&path).into_iter().map(|(inner, bytes)| (format!("{name}/{inner}"), bytes)));
        } else {
            files.insert(name, fs::read(&path).unwrap());
        }
    }
    files
}

pub fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> =
        fs::read_dir(folder).unwrap().map(|it| it.unwrap().file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

/// A CSV file in memory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sheet {
    pub header: Vec<String>,
    pub rows: Vec<Vec<String>>,
}

impl Sheet {
    /// Parses it; a row that is not as long as the header is an error.
    pub fn parse(bytes: &[u8]) -> Self {
        let mut reader = csv::ReaderBuilder::new().flexible(false).from_reader(bytes);
        let header = reader.headers().unwrap().iter().map(str::to_owned).collect();
        let rows = reader.records().map(|it| it.unwrap().iter().map(str::to_owned).collect()).collect();
        Self { header, rows }
    }

    pub fn column(&self, name: &str) -> usize {
        self.header.iter().position(|it| it == name).unwrap_or_else(|| panic!("no {name} in {:?}", self.header))
    }

    pub fn cell(&self, row: usize, name: &str) -> &str {
        &self.rows[row][self.column(name)]
    }

    pub fn values(&self, name: &str) -> Vec<&str> {
        let column = self.column(name);
        self.rows.iter().map(|it| it[column].as_str()).collect()
    }

    /// The rows in which the columns have these values.
    pub fn where_(&self, filter: &[(&str, &str)]) -> Vec<usize> {
        (0..self.rows.len()).filter(|&row| filter.iter().all(|(name, value)| self.cell(row, name) == *value)).collect()
    }

    /// The same without some columns.
    pub fn without(&self, names: &[&str]) -> Self {
        let kept: Vec<usize> =
            (0..self.header.len()).filter(|&it| !names.contains(&self.header[it].as_str())).collect();
        let pick = |row: &Vec<String>| kept.iter().map(|&it| row[it].clone()).collect();
        Self { header: pick(&self.header), rows: self.rows.iter().map(pick).collect() }
    }
}

/// Fails with the first difference between two tables, not with both in full.
pub fn assert_same(name: &str, found: &Sheet, expected: &Sheet, what: &str) {
    assert_eq!(found.header, expected.header, "{name}: {what}");
    for (row, (a, b)) in found.rows.iter().zip(&expected.rows).enumerate() {
        for ((a, b), column) in a.iter().zip(b).zip(&found.header) {
            assert_eq!(
                a, b,
                "{name} row {row} column {column}: {what}\n{:?}\n{:?}",
                found.rows[row], expected.rows[row]
            );
        }
    }
    assert_eq!(found.rows.len(), expected.rows.len(), "{name}: {what}");
}
