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
//! - a folder of tables;
//! - or the same in memory, as bytes under a name ([`Source`]).
//!
//! Only the text is required. Columns are found by their usual names ([`Field`]) or named by `--columns`; if none is named
//! as a text is, the one with the longest cells is the text, or that of the headlines, and [`Provenance::remarks`] says so.
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
//! - **Nothing need be said**: encoding, delimiter, quotation marks, lines before the header and columns are guessed, and
//!   [`Provenance`] shows the guess. A quotation mark that is never closed costs its row, not the rest of the file.
//!
//! What it cannot do: be sure of a guess (an encoding that differs only late in the file, a header without a usual name,
//! columns that do not hold what their names say); [`Options`] overrides each.

#[cfg(feature = "zip")]
mod archive;
mod cells;
mod column;
mod companion;
mod container;
mod date;
mod delimited;
mod dialect;
mod encoding;
mod field;
mod files;
mod folder;
mod input;
mod json;
mod ledger;
#[cfg(feature = "parquet")]
mod parquet;
mod ratings;
mod reason;
mod record;
mod show;
mod source;
mod spans;
mod table;

use std::ops::ControlFlow;

use strum::{EnumString, IntoStaticStr, VariantArray};

pub use column::{AbsentColumn, parse_columns};
pub use dialect::parse_delimiter;
pub use field::Field;
pub use ledger::{Problem, Reject};
pub use ratings::ratings;
pub use reason::Reason;
pub use source::{Source, Sources};
pub use spans::{CodedSpan, CodedSpans, spans};

use crate::corpus::Draft;
use crate::error::{Error, Kind, Result};
use ledger::{Ended, Ledger, MOST_LISTED};

/// What the user says of the input; by default nothing, and all of it is guessed.
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
#[derive(Debug, Clone, Copy, PartialEq, Eq, IntoStaticStr, EnumString, VariantArray)]
#[cfg_attr(feature = "cli", derive(clap::ValueEnum))]
#[strum(serialize_all = "lowercase")]
pub enum Format {
    /// A header and rows of cells between commas, or what is found between them: semicolons, tabs, bars.
    Csv,
    /// The same between tabs.
    Tsv,
    /// A JSON object per line.
    #[cfg_attr(feature = "cli", value(name = "jsonl"))]
    #[strum(serialize = "jsonl")]
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
    pub sources: Vec<Provenance>,
    /// The files in folders and archives that may hold articles and were not read; [`Provenance::remarks`] says why.
    pub passed_over: Vec<String>,
    /// The articles that were given the id of another and got a number behind it; 0 until there is a corpus.
    pub n_repeated_ids: usize,
}

/// Where articles came from: an input, how it was read and what was found in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Provenance {
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
    /// Which column was taken for what, guessed or as the user said.
    pub columns: Vec<(Field, String)>,
    /// The columns that are not used, in their order.
    pub unused: Vec<String>,
    /// The encoding it was decoded from, by its usual name, or those of a folder's files; `UTF-8` for formats that have no
    /// other.
    pub encoding: String,
    /// How its cells are separated; `None` where there are no cells.
    pub dialect: Option<Dialect>,
    /// What else was guessed or skipped, a sentence each.
    pub remarks: Vec<String>,
}

/// How a table's cells are separated.
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
    pub const ALL: &[Self] = Self::VARIANTS;

    /// The word for `--from`.
    pub fn name(self) -> &'static str {
        self.into()
    }

    /// The format of that name, if there is one.
    pub fn named(name: &str) -> Option<Self> {
        name.parse().ok()
    }
}

impl Provenance {
    /// Of an input of which nothing is known yet.
    fn new(file: String, format: Format) -> Self {
        Self {
            file,
            blake3: String::new(),
            bytes: 0,
            format,
            rows: 0,
            columns: Vec::new(),
            unused: Vec::new(),
            encoding: String::new(),
            dialect: None,
            remarks: Vec::new(),
        }
    }
}

/// Reads all inputs.
///
/// # Errors
/// When there is no input, an input cannot be read, has no rows, has no column of text or lacks a column that the user
/// named, or when not one article can be used.
pub fn read(sources: &Sources, options: &Options) -> Result<Reading> {
    let mut drafts = Vec::new();
    let reading = read_each(sources, options, &mut |draft| {
        drafts.push(draft);
        ControlFlow::Continue(())
    })?;
    Ok(Reading { drafts, ..reading })
}

/// Reads all inputs and hands each article on as soon as it is read, so that a file larger than memory can be;
/// `drafts` of the result is empty.
///
/// When `each` breaks, reading ends at once, wherever it is: the result then holds the inputs that were read whole.
///
/// # Errors
/// As [`read`]; articles may have been handed on before.
pub fn read_each(
    sources: &Sources,
    options: &Options,
    each: &mut dyn FnMut(Draft) -> ControlFlow<()>,
) -> Result<Reading> {
    if sources.is_empty() {
        return Err(Error::new(Kind::Input, "no input was named")
            .with_help("name a CSV, TSV, JSON, Parquet or zip file, a folder of .txt files, or - for standard input"));
    }
    column::check(&options.columns)?;
    let mut ledger = Ledger::new(each);
    let mut found = Vec::new();
    for source in sources.iter() {
        match container::read(source, options, &mut ledger, &mut found) {
            Ok(()) => {}
            Err(Ended::Stopped) => return Ok(reading(ledger, found)),
            Err(Ended::Failed(error)) => return Err(error),
        }
    }
    if ledger.n_articles == 0 {
        return Err(no_article(&ledger, &found));
    }
    if ledger.n_more_rejects > 0 {
        let message = format!("more than {MOST_LISTED} rows cannot be used");
        return Err(Error::new(Kind::Input, message).in_file(&found[0].file).with_help(
            "look at its first rows with `slantwise check` on a part of it: columns or delimiter may be others",
        ));
    }
    if let (true, Some(last)) = (ledger.n_more_problems > 0, found.last_mut()) {
        last.remarks.push(format!("{} more problems of rows that are kept are not listed", ledger.n_more_problems));
    }
    Ok(reading(ledger, found))
}

fn reading(ledger: Ledger, sources: Vec<Provenance>) -> Reading {
    Reading {
        drafts: Vec::new(),
        rejects: ledger.rejects,
        problems: ledger.problems,
        sources,
        passed_over: ledger.passed_over,
        n_repeated_ids: 0,
    }
}

fn no_article(ledger: &Ledger, sources: &[Provenance]) -> Error {
    let rows: u64 = sources.iter().map(|source| source.rows).sum();
    let first = ledger.rejects.first();
    let message = match first {
        Some(first) => format!("no usable article in {rows} rows; the first: {} ({})", first.reason, first.detail),
        None => "no usable article".to_owned(),
    };
    let is_object = first.is_some_and(|first| first.reason == Reason::NotText);
    let is_undecoded = |reject: &Reject| matches!(reject.reason, Reason::BadUtf8 | Reason::Undecodable);
    let error = Error::new(Kind::Input, message).with_help(match ledger.rejects.iter().any(is_undecoded) {
        true => "say its encoding, for example --encoding windows-1252 or utf-8",
        false if is_object => "name the key that holds the text, with those around it: --columns text=article.body",
        false => "name the column that holds the text: --columns text=NAME",
    });
    match first {
        Some(Reject { source_file, line: Some(line), .. }) => error.at_line(source_file, *line),
        Some(Reject { source_file, .. }) => error.in_file(source_file),
        None => error,
    }
}

#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;
