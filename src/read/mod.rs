//! Reading: files of articles become drafts, and every row that cannot be used is kept account of.
//!
//! An input is a CSV, TSV or JSON Lines file (also compressed with gzip or Zstandard, told by its first bytes), `-`
//! for standard input, or a folder of `.txt` files: with a `manifest.csv` (`file,outlet,date,event,title,url`), as
//! `OUTLET/*.txt`, or as `outlet__date__slug.txt`. Only the text is required. Columns are found by their usual names
//! ([`Field`]) or told by `--columns`.
//!
//! Rules that hold for every format:
//!
//! - **Rows are conserved**: a row becomes a draft or a [`Reject`], never both and never neither. A row that was kept
//!   although something in it could not be used also leaves a [`Problem`].
//! - **The text is never altered**: spans point into it as it stood in the file. Other cells are trimmed; `None`,
//!   `null`, `NA`, `NaN` and `NaT`, which programs write for a missing value, count as missing.
//! - **Dates** are the calendar day as written, whatever its time zone: `2022-07-13` with or without a time,
//!   `2022/07/13`, `20220713`, `13 July 2022`, `July 13, 2022`, `Wed, 13 Jul 2022 10:00:00 GMT`, `13.07.2022`, `7/13/2022`. `03/04/2022`
//!   could be two days and so is none.
//! - **The outlet** is the one given, else the host of the URL without its `www.`, else unknown.
//!
//! What it cannot do: guess an encoding (a file must be UTF-8; a row that is not is rejected with the byte), mend a
//! quotation mark that is never closed (the row is rejected, with the line where it begins), or tell whether the columns it
//! guessed mean what their names say: [`Source::columns`] shows the guess.

mod account;
mod cells;
mod column;
mod date;
mod delimited;
mod folder;
mod input;
mod json;

use std::path::{Path, PathBuf};

pub use account::{Problem, REASONS, Reject};
pub use column::{Field, parse_columns};

use crate::corpus::Draft;
use crate::error::{Error, Kind, Result};
use account::Account;
use input::Input;

/// What the user told about the input; by default nothing, and all of it is guessed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Options {
    /// Columns by name, as `--columns text=body,outlet=src` says; the others are guessed.
    pub columns: Vec<(Field, String)>,
    /// The format of every input, whatever its name says.
    pub from: Option<Format>,
    /// The byte between the cells of every table.
    pub delimiter: Option<u8>,
    /// The encoding of every input by its usual label, such as `windows-1252`.
    pub encoding: Option<String>,
}

/// How an input is laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// A header and rows of cells between commas (or semicolons, tabs or bars, if the header has no comma).
    Csv,
    /// The same between tabs.
    Tsv,
    /// A JSON object a line.
    JsonLines,
    /// A folder of text files.
    Folder,
}

/// What reading gave.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reading {
    /// The articles, in the order of the inputs and their rows.
    pub drafts: Vec<Draft>,
    /// The rows that could not be used.
    pub rejects: Vec<Reject>,
    /// What could not be used in rows that were kept.
    pub problems: Vec<Problem>,
    /// The inputs, as given.
    pub sources: Vec<Source>,
}

/// An input: what it was and what was found in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// The file or folder as the user named it.
    pub file: String,
    /// BLAKE3 of its bytes as stored, in hexadecimal digits; for a folder, of the name, length and bytes of every file
    /// that was read, in the order of their names.
    pub blake3: String,
    /// Its size as stored.
    pub bytes: u64,
    /// How it was read.
    pub format: Format,
    /// Its rows (or text files): drafts and rejects together.
    pub rows: u64,
    /// Which column was taken for what, guessed or told.
    pub columns: Vec<(Field, String)>,
    /// The columns that are not used, in their order.
    pub unused: Vec<String>,
    /// The encoding it was decoded from, by its usual name; `UTF-8` for formats that have no other.
    pub encoding: String,
    /// How its cells are told apart; `None` where there are no cells.
    pub dialect: Option<Dialect>,
    /// What else was guessed or passed over, a sentence each.
    pub remarks: Vec<String>,
}

/// How a table's cells are told apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Dialect {
    /// The byte between cells.
    pub delimiter: u8,
    /// The byte around cells; `None` when there is none.
    pub quote: Option<u8>,
    /// The byte before a quotation mark that closes nothing; `None` when the mark is doubled instead.
    pub escape: Option<u8>,
    /// Lines before the header, or before the first row if there is no header.
    pub n_preamble: u64,
    /// Whether the columns have names.
    pub has_header: bool,
}

impl Format {
    /// All formats.
    pub const ALL: [Self; 4] = [Self::Csv, Self::Tsv, Self::JsonLines, Self::Folder];

    /// The word for `--from`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Tsv => "tsv",
            Self::JsonLines => "jsonl",
            Self::Folder => "folder",
        }
    }

    /// The format of that name, if there is one.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.name() == name)
    }
}

/// Reads all inputs.
///
/// # Errors
/// When there is no input, an input cannot be read, has no rows, has no column of text or lacks a column that was told, or
/// when not one article can be used.
pub fn read(inputs: &[PathBuf], options: &Options) -> Result<Reading> {
    let mut drafts = Vec::new();
    let reading = read_each(inputs, options, &mut |draft| drafts.push(draft))?;
    Ok(Reading { drafts, ..reading })
}

/// Reads all inputs and hands each article on as soon as it is read, so that a file larger than memory can be;
/// `drafts` of the result is empty.
///
/// # Errors
/// As [`read`]; articles may have been handed on before.
pub fn read_each(inputs: &[PathBuf], options: &Options, each: &mut dyn FnMut(Draft)) -> Result<Reading> {
    if inputs.is_empty() {
        return Err(Error::new(Kind::Input, "no input was named")
            .with_help("name a CSV, TSV or JSON Lines file, a folder of .txt files, or - for standard input"));
    }
    column::check(&options.columns)?;
    let mut account = Account::new(each);
    let mut sources = Vec::new();
    for path in inputs {
        sources.push(read_one(path, options, &mut account)?);
    }
    if account.n_articles == 0 {
        return Err(no_article(&account, &sources));
    }
    Ok(Reading { drafts: Vec::new(), rejects: account.rejects, problems: account.problems, sources })
}

fn read_one(path: &Path, options: &Options, account: &mut Account) -> Result<Source> {
    let told = &options.columns;
    if path.is_dir() {
        return match options.from {
            None | Some(Format::Folder) => folder::read(path, told, account),
            Some(format) => Err(Error::new(Kind::Input, format!("a folder, not a {} file", format.name()))
                .in_file(path.display())
                .with_help("leave out --from, or name the files in it")),
        };
    }
    let input = Input::open(path)?;
    match options.from.map_or_else(|| format_of(path, &input), Ok)? {
        Format::JsonLines => json::read(input, told, account),
        Format::Folder => Err(Error::new(Kind::Input, "a file, not a folder")
            .in_file(path.display())
            .with_help("leave out --from, or name the folder it lies in")),
        format => delimited::read(input, format, told, account),
    }
}

/// By the name, without `.gz` or `.zst`; standard input by its first character.
fn format_of(path: &Path, input: &Input) -> Result<Format> {
    let name = path.to_string_lossy().to_lowercase();
    let name = [".gz", ".zst"].iter().find_map(|it| name.strip_suffix(it)).unwrap_or(&name);
    match name.rsplit_once('.').map_or("", |it| it.1) {
        "csv" => Ok(Format::Csv),
        "tsv" | "tab" => Ok(Format::Tsv),
        "jsonl" | "ndjson" | "json" => Ok(Format::JsonLines),
        _ if input.looks_like_json() => Ok(Format::JsonLines),
        "txt" => Err(Error::new(Kind::Input, "a single text file; expected a table of articles or a folder of texts")
            .in_file(path.display())
            .with_help("name the folder it lies in, or say --from csv if it is a table")),
        _ => Ok(Format::Csv),
    }
}

fn no_article(account: &Account, sources: &[Source]) -> Error {
    let rows: u64 = sources.iter().map(|it| it.rows).sum();
    let message = match account.rejects.first() {
        Some(it) => format!("no usable article in {rows} rows; the first: {} ({})", it.reason, it.detail),
        None => "no usable article".to_owned(),
    };
    let is_encoding = account.rejects.iter().any(|it| it.reason == "bad_utf8");
    let error = Error::new(Kind::Input, message).with_help(match is_encoding {
        true => "save the file as UTF-8 and read it again",
        false => "name the column that holds the text: --columns text=NAME",
    });
    match account.rejects.first() {
        Some(Reject { source_file, line: Some(line), .. }) => error.at_line(source_file, *line),
        Some(Reject { source_file, .. }) => error.in_file(source_file),
        None => error,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::io::Write;

    fn write(folder: &Path, name: &str, content: &[u8]) -> PathBuf {
        let path = folder.join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, content).unwrap();
        path
    }

    fn check_error(name: &str, content: &str, message: &str, help: &str) {
        let folder = tempfile::tempdir().unwrap();
        let path = write(folder.path(), name, content.as_bytes());
        let error = read(&[path], &Options::default()).unwrap_err();
        assert!(error.to_string().contains(message), "{error}");
        assert!(error.help().is_some_and(|it| it.contains(help)), "{:?}", error.help());
    }

    #[test]
    fn no_input_is_an_error() {
        let error = read(&[], &Options::default()).unwrap_err();
        assert!(error.kind() == Kind::Input && error.help().is_some());
    }

    #[test]
    fn a_file_that_is_absent_is_an_error_with_its_name() {
        let error = read(&["no such file.csv".into()], &Options::default()).unwrap_err();
        assert!(error.kind() == Kind::Io && error.to_string().contains("no such file.csv"), "{error}");
    }

    #[test]
    fn files_without_articles_are_errors() {
        check_error("a.csv", "", "an empty file", "");
        check_error("a.jsonl", "\n \n", "an empty file", "");
        check_error("a.csv", "id,text\n", "no rows", "");
        check_error("a.csv", "id,text\n1,\n2,  \n", "no usable article in 2 rows", "--columns text=");
        check_error("a.csv", "id,words\n1,Talks began.\n", "id, words", "--columns text=");
        check_error("a.jsonl", "{\"words\": \"Talks began.\"}\n", "words", "--columns text=");
        check_error("a.txt", "Talks began.", "a single text file", "folder");
    }

    #[test]
    fn files_of_other_kinds_are_named() {
        check_error("a.csv", "PK\u{3}\u{4}rest", "zip", "export");
        check_error("a.csv", "PAR1rest", "Parquet", "convert");
        check_error("a.csv", "<!DOCTYPE html><p>", "HTML", "");
        check_error("a.json", "[{\"text\": \"Talks began.\"}]", "array", "one object a line");
    }

    #[test]
    fn compression_is_told_by_the_first_bytes() {
        let folder = tempfile::tempdir().unwrap();
        let table = b"text,url\nTalks began.,https://www.north.example/a\n";
        let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        gz.write_all(table).unwrap();
        let inputs = [
            write(folder.path(), "a.csv", table),
            write(folder.path(), "b.csv.gz", &gz.finish().unwrap()),
            write(folder.path(), "c.csv.zst", &zstd::encode_all(&table[..], 3).unwrap()),
            write(folder.path(), "d.csv", &zstd::encode_all(&table[..], 3).unwrap()), // the name lies
        ];
        let reading = read(&inputs, &Options::default()).unwrap();
        assert_eq!(reading.drafts.len(), 4);
        for (draft, path) in reading.drafts.iter().zip(&inputs) {
            assert_eq!((draft.text.as_str(), draft.outlet.as_deref()), ("Talks began.", Some("north.example")));
            assert_eq!(draft.source_file, path.display().to_string());
        }
        assert_eq!(reading.sources[1].blake3, blake3::hash(&std::fs::read(&inputs[1]).unwrap()).to_string());
        assert_eq!(reading.sources[1].bytes, std::fs::metadata(&inputs[1]).unwrap().len());
    }

    #[test]
    fn a_cut_off_archive_is_an_error() {
        let folder = tempfile::tempdir().unwrap();
        let whole = zstd::encode_all(&b"text\nTalks began.\n"[..], 3).unwrap();
        let path = write(folder.path(), "a.csv.zst", &whole[..whole.len() - 4]);
        assert!(read(&[path], &Options::default()).is_err());
    }

    #[test]
    fn the_format_told_overrides_the_name() {
        let folder = tempfile::tempdir().unwrap();
        let path = write(folder.path(), "a.txt", b"body\ttopic\nTalks, and more.\tx\n");
        let options = Options { from: Some(Format::Tsv), ..Options::default() };
        let reading = read(&[path], &options).unwrap();
        assert_eq!(reading.drafts[0].text, "Talks, and more.");
        assert_eq!(reading.drafts[0].event, None);
        assert_eq!(reading.sources[0].columns, [(Field::Text, "body".to_owned())]);
    }

    const CSV_PARTS: &[&[u8]] =
        &[b"a", b"text", b",", b"\"", b"\n", b"\r\n", b"\r", b" ", b"\xff", b"\xc3\xa9", b"\"\"", b";", b"x,y", b"\0"];
    const JSON_PARTS: &[&[u8]] =
        &[b"{\"text\":\"a\"}", b"{", b"}", b"\"text\"", b":", b"\n", b"\r\n", b"\xff", b"1", b"null", b"[", b"]", b" "];

    proptest! {
        #[test]
        fn rows_are_conserved_on_any_bytes(
            cells in prop::collection::vec(prop::sample::select(CSV_PARTS), 0..60)
        ) {
            let bytes = [b"id,text,date\n".to_vec(), cells.concat()].concat();
            // what csv itself counts: an oracle without our end mark, header and rejects
            let mut oracle = csv::ReaderBuilder::new().flexible(true).from_reader(&bytes[..]);
            let n_rows = oracle.byte_records().count();
            let folder = tempfile::tempdir().unwrap();
            let path = write(folder.path(), "a.csv", &bytes);
            let mut n_drafts = 0;
            let mut account = |_: Draft| n_drafts += 1;
            let mut account = Account::new(&mut account);
            match read_one(&path, &Options::default(), &mut account) {
                Ok(source) => {
                    let n_rejects = account.rejects.len();
                    prop_assert_eq!(source.rows as usize, n_rows);
                    prop_assert_eq!(n_drafts + n_rejects, n_rows);
                }
                Err(error) => prop_assert!(n_rows == 0, "{error}"),
            }
        }

        #[test]
        fn lines_are_conserved_on_any_bytes(
            parts in prop::collection::vec(prop::sample::select(JSON_PARTS), 0..40)
        ) {
            let bytes = [b"{\"text\":\"Talks began.\"}\n".to_vec(), parts.concat()].concat();
            let n_rows = bytes.split(|it| *it == b'\n').filter(|it| !it.trim_ascii().is_empty()).count();
            let folder = tempfile::tempdir().unwrap();
            let path = write(folder.path(), "a.jsonl", &bytes);
            let reading = read(&[path], &Options::default()).unwrap();
            prop_assert_eq!(reading.drafts.len() + reading.rejects.len(), n_rows);
            prop_assert_eq!(reading.sources[0].rows as usize, n_rows);
        }
    }
}
