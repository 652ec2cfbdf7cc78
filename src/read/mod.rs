//! Reading: files of articles become drafts, and every row that cannot be used is kept account of.
//!
//! An input is
//!
//! - a CSV, TSV or JSON file (an object a line, objects one after another, in an array, or in an array in an object; also
//!   compressed with gzip or Zstandard, told by its first bytes), or `-` for standard input; a `.txt` that is plainly a
//!   table between tabs, as Excel saves "Unicode text";
//! - a Parquet file or a zip archive of tables, told by their first bytes;
//! - a folder of `.txt` files (or `.json` files of an article each): with a `manifest.csv`
//!   (`file,outlet,date,event,title,url`), as `OUTLET/*.txt`, as `outlet__date__slug.txt`, `outlet_2022-07-13_slug.txt` or
//!   `2022-07-13-slug.txt`;
//! - a folder of tables.
//!
//! Only the text is required. Columns are found by their usual names ([`Field`]) or told by `--columns`; if none is named
//! as a text is, the one with the longest cells is the text, or that of the headlines, and [`Source::remarks`] says so.
//!
//! Rules that hold for every format:
//!
//! - **Rows are conserved**: a row becomes a draft or a [`Reject`], never both and never neither. A row that was kept
//!   although something in it could not be used also leaves a [`Problem`].
//! - **The text is never altered**: spans point into it as it stood in the file. Other cells are trimmed; `None`,
//!   `null`, `NA`, `NaN` and `NaT`, which programs write for a missing value, count as missing.
//! - **Dates** are the calendar day as written, whatever its time zone: `2022-07-13` with or without a time,
//!   `2022/07/13`, `20220713`, `13 July 2022`, `July 13, 2022`, `13-Jul-2022`, `Wed, 13 Jul 2022 10:00:00 GMT`,
//!   `13.07.2022`, `7/13/2022`, seconds or milliseconds since 1970 (the day in UTC). `03/04/2022` could be two days: it is
//!   read as the first rows of its column show (`25/04/2022` among them: the day comes first), else it is none. A missing
//!   date is taken from the URL, if a whole day stands there (`/2022/07/13/`).
//! - **The outlet** is the one given, else the host of the URL without its `www.`, `m.`, `mobile.` or `amp.`, else unknown.
//!
//! - **Nothing need be told**: encoding, delimiter, quotation marks, lines before the header and columns are guessed, and
//!   [`Source`] shows the guess. A quotation mark that is never closed costs its row, not the rest of the file.
//!
//! What it cannot do: be sure of a guess (an encoding that differs only late in the file, a header without a usual name,
//! columns that do not hold what their names say); [`Options`] overrides each.

mod account;
mod archive;
mod cells;
mod column;
mod companion;
mod date;
mod delimited;
mod dialect;
mod encoding;
mod folder;
mod input;
mod json;
#[cfg(feature = "parquet")]
mod parquet;
mod ratings;
mod record;
mod spans;

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

pub use account::{Problem, REASONS, Reject};
pub use column::{Field, parse_columns};
pub use dialect::parse_delimiter;
pub use ratings::ratings;
pub use spans::{CodedSpan, CodedSpans, spans};

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
#[cfg_attr(feature = "cli", derive(clap::ValueEnum))]
pub enum Format {
    /// A header and rows of cells between commas, or what is found between them: semicolons, tabs, bars.
    Csv,
    /// The same between tabs.
    Tsv,
    /// A JSON object a line.
    #[cfg_attr(feature = "cli", value(name = "jsonl"))]
    JsonLines,
    /// JSON objects one after another, in an array, or in an array in an object, wherever their lines break.
    Json,
    /// A Parquet file.
    Parquet,
    /// A folder of text files, or of JSON files of an article each.
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
    /// The files in folders and archives that may hold articles and were not read; [`Source::remarks`] says why.
    pub passed_over: Vec<String>,
    /// The articles that were given the id of another and got a number behind it; 0 until there is a corpus.
    pub n_repeated_ids: usize,
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
    /// The encoding it was decoded from, by its usual name, or those of a folder's files; `UTF-8` for formats that have no
    /// other.
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
    pub const ALL: [Self; 6] = [Self::Csv, Self::Tsv, Self::JsonLines, Self::Json, Self::Parquet, Self::Folder];

    /// The word for `--from`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Tsv => "tsv",
            Self::JsonLines => "jsonl",
            Self::Json => "json",
            Self::Parquet => "parquet",
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
            .with_help("name a CSV, TSV, JSON, Parquet or zip file, a folder of .txt files, or - for standard input"));
    }
    column::check(&options.columns)?;
    let mut account = Account::new(each);
    let mut sources = Vec::new();
    for path in inputs {
        read_one(path, options, &mut account, &mut sources)?;
    }
    if account.n_articles == 0 {
        return Err(no_article(&account, &sources));
    }
    if account.n_more_rejects > 0 {
        let message = format!("more than {} rows cannot be used", account::MOST_LISTED);
        return Err(Error::new(Kind::Input, message).in_file(&sources[0].file).with_help(
            "look at its first rows with `slantwise check` on a part of it: columns or delimiter may be others",
        ));
    }
    if let (true, Some(source)) = (account.n_more_problems > 0, sources.last_mut()) {
        source.remarks.push(format!("{} more problems of rows that are kept are not listed", account.n_more_problems));
    }
    Ok(Reading {
        drafts: Vec::new(),
        rejects: account.rejects,
        problems: account.problems,
        sources,
        passed_over: account.passed_over,
        n_repeated_ids: 0,
    })
}

/// Reads an input; an archive and a folder of tables are several sources.
fn read_one(path: &Path, options: &Options, account: &mut Account, sources: &mut Vec<Source>) -> Result<()> {
    if path.is_dir() {
        return match options.from {
            None | Some(Format::Folder) => folder::read(path, options, account, sources),
            Some(format) => Err(Error::new(Kind::Input, format!("a folder, not a {} file", format.name()))
                .in_file(path.display())
                .with_help("leave out --from, or name the files in it")),
        };
    }
    let n_dates = (account.n_dates_from_url, account.n_unread_from_url);
    let mut source = match magic(path) {
        Some([b'P', b'K', 3 | 5, 4 | 6]) => return archive::read(path, options, account, sources),
        #[cfg(feature = "parquet")]
        Some([b'P', b'A', b'R', b'1']) => parquet::read(path, &options.columns, account)?,
        _ => {
            let input = Input::open(path, told_encoding(options)?)?;
            let name = path.to_string_lossy();
            read_table(input, &name, options, account)?
        }
    };
    remark_dates(&mut source, account.n_dates_from_url - n_dates.0, account.n_unread_from_url - n_dates.1);
    sources.push(source);
    Ok(())
}

/// The encoding that was told.
fn told_encoding(options: &Options) -> Result<Option<&'static encoding_rs::Encoding>> {
    options.encoding.as_deref().map(encoding::of_label).transpose()
}

/// Reads a file of rows by its name and first bytes.
fn read_table(input: Input, name: &str, options: &Options, account: &mut Account) -> Result<Source> {
    let told = &options.columns;
    let wrong = |found: &str, help: &str| Err(Error::new(Kind::Input, found).in_file(name).with_help(help));
    match options.from.map_or_else(|| format_of(name, &input, told), Ok)? {
        format @ (Format::JsonLines | Format::Json) => json::read(input, format, told, account),
        Format::Folder => wrong("a file, not a folder", "leave out --from, or name the folder it lies in"),
        Format::Parquet => wrong("not a Parquet file", "leave out --from; Parquet cannot be read from standard input"),
        format => delimited::read(input, format, options, account),
    }
}

fn remark_dates(source: &mut Source, n: u64, n_unread: u64) {
    if n > 0 {
        let dates = if n == 1 { "date is" } else { "dates are" };
        source.remarks.push(format!("{n} missing {dates} taken from the URL"));
    }
    if n_unread > 0 {
        let dates = if n_unread == 1 { "date that is" } else { "dates that are" };
        let are = if n_unread == 1 { "is" } else { "are" };
        let remark = format!("{n_unread} {dates} not one day in a known format {are} taken from the URL instead");
        source.remarks.push(remark);
    }
}

/// The first bytes of a file that can be read from its end too; `None` for a pipe and for one that cannot be opened.
fn magic(path: &Path) -> Option<[u8; 4]> {
    let mut magic = [0; 4];
    let is_file = path.metadata().ok()?.is_file();
    (is_file && File::open(path).ok()?.read_exact(&mut magic).is_ok()).then_some(magic)
}

/// By the name, without `.gz` or `.zst`, and the first bytes.
fn format_of(name: &str, input: &Input, told: &[(Field, String)]) -> Result<Format> {
    let lower = name.to_lowercase();
    match extension(&lower) {
        "csv" => Ok(Format::Csv),
        "tsv" | "tab" => Ok(Format::Tsv),
        it @ ("jsonl" | "ndjson" | "json") => Ok(json::layout(input.head(), it != "json")),
        _ if input.looks_like_json() => Ok(json::layout(input.head(), false)),
        "txt" if dialect::is_tab_table(input.head(), told) => Ok(Format::Tsv),
        "txt" => Err(Error::new(Kind::Input, "a single text file; expected a table of articles or a folder of texts")
            .in_file(name)
            .with_help("name the folder it lies in, or say --from csv if it is a table")),
        _ => Ok(Format::Csv),
    }
}

/// What stands behind the last dot of a name in lower case, without `.gz` or `.zst`.
fn extension(name: &str) -> &str {
    let name = [".gz", ".zst"].iter().find_map(|it| name.strip_suffix(it)).unwrap_or(name);
    name.rsplit_once('.').map_or("", |it| it.1)
}

fn no_article(account: &Account, sources: &[Source]) -> Error {
    let rows: u64 = sources.iter().map(|it| it.rows).sum();
    let message = match account.rejects.first() {
        Some(it) => format!("no usable article in {rows} rows; the first: {} ({})", it.reason, it.detail),
        None => "no usable article".to_owned(),
    };
    let is_object = account.rejects.first().is_some_and(|it| it.reason == "not_text");
    let is_encoding = account.rejects.iter().any(|it| matches!(it.reason, "bad_utf8" | "undecodable"));
    let error = Error::new(Kind::Input, message).with_help(match is_encoding {
        true => "say its encoding, for example --encoding windows-1252 or utf-8",
        false if is_object => "name the key that holds the text, with those around it: --columns text=article.body",
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
        check_error("a.csv", "PK\u{3}\u{4}rest", "zip", "whole");
        check_error("a.csv", "PAR1rest", "Parquet", "");
        check_error("a.csv", "<!DOCTYPE html><p>", "HTML", "");
        check_error("a.json", "Talks began.", "expected JSON", "--from csv");
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
    fn it_is_said_which_dates_come_from_the_address() {
        let folder = tempfile::tempdir().unwrap();
        let url = "https://north.example/2022/04/03/a";
        let table = format!("text,date,url\nOne.,,{url}\nTwo.,03/04/2022,{url}\nThree.,soon,{url}\n");
        let reading = read(&[write(folder.path(), "a.csv", table.as_bytes())], &Options::default()).unwrap();
        assert_eq!(
            reading.sources[0].remarks,
            [
                "1 missing date is taken from the URL",
                "2 dates that are not one day in a known format are taken from the URL instead"
            ]
        );
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

    #[test]
    fn real_tables_are_read_whole_and_their_columns_guessed() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data");
        if !folder.is_dir() {
            println!("skipped: no ../shared");
            return;
        }
        for (name, text, n_drafts, n_rejects) in [
            ("allsides_articles.parquet", "text", 26_962, 0),
            ("allsides_immigration.csv", "text", 1_132, 0),
            ("allsides_roundups.csv", "text", 739, 0),
            ("basil.csv", "text", 135, 0),
            ("basil_spans.csv", "txt", 784, 0),
            ("ecbplus_docs.csv", "text", 429, 22), // 22 have a headline and no text
            ("gvfc_headlines.csv", "title", 1_505, 0),
            ("narrative_frames.csv", "text", 209, 0),
            ("newsmtsc.csv", "text", 8_739, 0),
            ("newswcl50.csv", "text", 30, 0),
            ("newswcl50_annotations.csv", "code_mention", 5_000, 0),
            ("vader_nyt_editorials.csv", "text", 2_447, 0),
        ] {
            if name.ends_with(".parquet") && !cfg!(feature = "parquet") {
                continue;
            }
            let mut n = 0;
            let reading = read_each(&[folder.join(name)], &Options::default(), &mut |_| n += 1).unwrap();
            let source = &reading.sources[0];
            assert_eq!((n, reading.rejects.len()), (n_drafts, n_rejects), "{name}");
            assert!(source.columns.contains(&(Field::Text, text.to_owned())), "{name}: {:?}", source.columns);
            let is_guessed = matches!(text, "title" | "code_mention");
            assert_eq!(source.remarks.iter().any(|it| it.contains("text")), is_guessed, "{name}: {:?}", source.remarks);
        }
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
            let mut each = |_: Draft| ();
            let mut account = Account::new(&mut each);
            let mut sources = Vec::new();
            match read_one(&path, &Options::default(), &mut account, &mut sources) {
                Ok(()) => {
                    let source = &sources[0];
                    prop_assert_eq!(account.n_articles as usize + account.rejects.len(), source.rows as usize);
                    let is_utf8 = source.encoding == "UTF-8";
                    for it in account.rejects.iter().filter(|_| is_utf8) {
                        let byte = it.byte.unwrap() as usize;
                        let lines = bytes[..bytes.len().min(byte + 1)].windows(2).filter(|it| it[0] == b'\n' || (it[0] == b'\r' && it[1] != b'\n'));
                        prop_assert_eq!(it.line.unwrap() as usize, lines.count() + 1);
                    }
                    let is_mended = account.rejects.iter().any(|it| it.reason == "unclosed_quote");
                    if is_utf8 && !is_mended && !bytes.windows(2).any(|it| it == b" \"") {
                        prop_assert_eq!(source.rows as usize, n_rows);
                    }
                }
                Err(error) => prop_assert!(n_rows == 0, "{error}"),
            }
        }

        #[test]
        fn values_are_conserved_on_any_bytes(
            parts in prop::collection::vec(prop::sample::select(JSON_PARTS), 0..40)
        ) {
            let start = b"[{\"text\":\"Talks began.\"},\n";
            for bytes in [[&start[..], &parts.concat()].concat(), parts.concat()] {
                let folder = tempfile::tempdir().unwrap();
                let path = write(folder.path(), "a.json", &bytes);
                let mut n_drafts = 0;
                let mut each = |_: Draft| n_drafts += 1;
                let mut account = Account::new(&mut each);
                let mut sources = Vec::new();
                let options = Options { from: Some(Format::Json), ..Options::default() };
                if read_one(&path, &options, &mut account, &mut sources).is_ok() {
                    let n_rejects = account.rejects.len();
                    prop_assert_eq!(sources[0].rows as usize, n_drafts + n_rejects);
                } else {
                    prop_assert!(!bytes.starts_with(start));
                }
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
