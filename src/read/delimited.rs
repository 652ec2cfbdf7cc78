//! CSV and its relatives: a header, then rows of cells.
//!
//! How cells are told apart is guessed ([`dialect`]) or as the user says; [`record`] reads on behind a quotation mark that is never
//! closed. A table without a header has columns called `column 1`, `column 2` and so on, and its text is the column with
//! the most words.
//!
//! [`dialect`]: super::dialect
//! [`record`]: super::record

use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_8};

use super::cells::{self, Cells};
use super::column::{self, Plan};
use super::dialect::{self, Hints, Layout};
use super::field::{Field, TABLE_FIELDS};
use super::input::Input;
use super::ledger::{At, Ended, Ledger};
use super::reason::Reason;
use super::record::{Found, Records};
use super::{Format, Options, Provenance};
use crate::error::{Error, Kind, Result};

/// A table of more columns is none.
const MAX_COLUMNS: usize = 10_000;

/// Reads a table.
///
/// # Errors
/// When it has no header, no rows or no column of text; or no more articles are wanted.
pub(super) fn read(
    input: Input,
    format: Format,
    options: &Options,
    ledger: &mut Ledger,
) -> std::result::Result<Provenance, Ended> {
    let mut rows = Rows::open_as(input, format, options)?;
    let plan = column::plan(&rows.header, &rows.sample, &options.columns, &TABLE_FIELDS)
        .map_err(|error| error.in_file(&rows.file))?;
    let Some(text) = plan.places[Field::Text as usize] else {
        return Err(column::no_text(&rows.header).in_file(&rows.file).into());
    };
    while rows.next()? {
        let at = rows.at();
        if let Some(cells) = rows.cells(&plan, text, ledger) {
            let is_short = rows.n_cells() < rows.header.len();
            if cells::keep(cells, &plan, &at, ledger) && is_short {
                ledger.problem(&at, "", Reason::ShortRecord, rows.width());
            }
        }
        ledger.go_on()?;
    }
    Ok(rows.finish(format, plan)?)
}

/// The rows of a table, one at a time.
pub(super) struct Rows {
    pub file: String,
    /// The names of the columns; those without one are called `column 1` and so on.
    pub header: Vec<String>,
    /// The first rows, for guesses.
    pub sample: Vec<Vec<String>>,
    records: Records,
    layout: Layout,
    encoding: &'static Encoding,
    n_rows: u64,
    is_first_read: bool, // the first row was read with the columns
    is_broken: bool,
}

impl Rows {
    /// Reads the header of a table of which the user says nothing.
    ///
    /// # Errors
    /// When there is none.
    pub fn open(input: Input, format: Format) -> Result<Self> {
        Self::open_as(input, format, &Options::default())
    }

    fn open_as(input: Input, format: Format, options: &Options) -> Result<Self> {
        let (file, encoding) = (input.name().to_owned(), input.encoding());
        let own = if format == Format::Tsv { b'\t' } else { b',' };
        let columns: Vec<_> =
            options.columns.iter().filter(|(_, name)| name.parse::<usize>().is_err()).cloned().collect();
        let hints = Hints { own, delimiter: options.delimiter, columns: &columns };
        let layout = dialect::sniff(input.head(), hints);
        let has_header = layout.dialect.has_header;
        let sample = dialect::sample(input.head(), layout);
        let mut records = Records::open(input, layout)?;
        match records.next()? {
            Found::Record => {}
            Found::Broken => {
                return Err(Error::new(Kind::Input, "a quotation mark in the header is never closed")
                    .at_line(&file, records.line)
                    .with_help("close it, or remove it"));
            }
            Found::End => {
                return Err(Error::new(Kind::Input, "an empty file; expected a header and rows")
                    .in_file(&file)
                    .with_help("check how the file was written"));
            }
        }
        let n_columns = records.record.len();
        if n_columns > MAX_COLUMNS {
            return Err(Error::new(Kind::Input, format!("{n_columns} columns; at most {MAX_COLUMNS} are read"))
                .at_line(&file, records.line)
                .with_help("check the delimiter: --delimiter comma, semicolon, tab, bar or space"));
        }
        let name = |(i, cell): (usize, &[u8])| {
            const LONGEST: usize = 200;
            let name: String = String::from_utf8_lossy(cell).trim().chars().take(LONGEST).collect();
            if has_header && !name.is_empty() { name } else { format!("column {}", i + 1) }
        };
        let header = records.record.iter().enumerate().map(name).collect();
        records.n_columns = n_columns;
        let is_first_read = !has_header;
        Ok(Self { file, header, sample, records, layout, encoding, n_rows: 0, is_first_read, is_broken: false })
    }

    /// Goes to the next row; `false` behind the last.
    pub fn next(&mut self) -> Result<bool> {
        if std::mem::take(&mut self.is_first_read) {
            self.n_rows = 1;
            return Ok(true);
        }
        let found = self.records.next()?;
        self.is_broken = found == Found::Broken;
        self.n_rows += u64::from(found != Found::End);
        Ok(found != Found::End)
    }

    /// Where the row stands.
    pub fn at(&self) -> At<'_> {
        At { file: &self.file, row: self.n_rows, line: Some(self.records.line), byte: Some(self.records.byte) }
    }

    /// The row's cells at `places`, or a reject: the row must have the cell at `required`.
    pub fn cells(&self, plan: &Plan, required: usize, ledger: &mut Ledger) -> Option<Cells<'_>> {
        let (at, n_columns, record) = (self.at(), self.header.len(), &self.records.record);
        if self.is_broken {
            ledger.reject(&at, &self.header[required], Reason::UnclosedQuote, self.loss());
            return None;
        }
        let is_header = |(cell, name): (&[u8], &String)| cell.trim_ascii() == name.as_bytes();
        if self.layout.dialect.has_header && record.len() == n_columns && record.iter().zip(&self.header).all(is_header)
        {
            ledger.reject(
                &at,
                "",
                Reason::RepeatedHeader,
                "the header again; the files were joined with their headers",
            );
            return None;
        }
        if record.iter().skip(n_columns).any(|cell| !cell.trim_ascii().is_empty()) {
            let detail = format!("{}; put cells with a delimiter in them between quotation marks", self.width());
            ledger.reject(&at, "", Reason::LongRecord, detail);
            return None;
        }
        if record.len() <= required {
            ledger.reject(&at, &self.header[required], Reason::ShortRecord, self.width());
            return None;
        }
        let mut cells = Cells::default();
        let mut places = plan.places;
        let is_empty = |at: usize| match record.get(at).map(|cell| std::str::from_utf8(cell.trim_ascii())) {
            Some(Ok(text)) => cells::is_missing(text),
            unreadable => unreadable.is_none(),
        };
        if is_empty(required) && !plan.other_texts.is_empty() {
            places[Field::Text as usize] =
                plan.other_texts.iter().copied().find(|at| !is_empty(*at)).or(Some(required));
        }
        for (cell, place) in cells.iter_mut().zip(places) {
            let Some((place, bytes)) = place.and_then(|at| Some((at, record.get(at)?))) else { continue };
            match self.text(bytes) {
                Ok(text) => *cell = Some(self.unescaped(text)),
                Err((reason, detail)) => {
                    ledger.reject(&at, &self.header[place], reason, detail);
                    return None;
                }
            }
        }
        Some(cells)
    }

    /// What a quotation mark without end has cost.
    fn loss(&self) -> String {
        let opens = "a quotation mark opens here and is never closed; close or double it";
        let line = self.records.line;
        match self.records.resumed {
            None => format!("{opens}. Nothing from here to the end of the file is read"),
            Some(next) if next <= line + 1 => format!("{opens}. Reading went on at line {next}"),
            Some(next) => format!(
                "{opens}. Lines {line} to {} are left out, with every row in them: reading went on at line {next}, the next row that is whole",
                next - 1
            ),
        }
    }

    /// The text with one backslash for two where backslashes stand before quotation marks; those before other letters stay.
    fn unescaped<'a>(&self, text: &'a str) -> Cow<'a, str> {
        match self.layout.dialect.escape {
            Some(_) if text.contains(r"\\") => Cow::Owned(text.replace(r"\\", r"\")),
            _ => Cow::Borrowed(text),
        }
    }

    fn text<'a>(&self, cell: &'a [u8]) -> std::result::Result<&'a str, (Reason, String)> {
        // one here and there cannot be seen and is passed over; many are another encoding, or no text
        let n_nul = cell.iter().filter(|byte| **byte == 0).count();
        if n_nul >= 8 && 8 * n_nul >= cell.len() {
            let detail = format!(
                "{n_nul} bytes of the cell are NUL: the file is damaged, or its encoding another (--encoding utf-16le)"
            );
            return Err((Reason::NulByte, detail));
        }
        std::str::from_utf8(cell).map_err(|error| {
            let bad = error.valid_up_to();
            if self.encoding == UTF_8 {
                let detail = format!("byte 0x{:02X} at byte {bad} of the cell is not UTF-8; if the file is in another encoding, say for example --encoding windows-1252", cell[bad]);
                return (Reason::BadUtf8, detail);
            }
            let n = String::from_utf8_lossy(&cell[..bad]).chars().count() + 1;
            let detail = format!("character {n} of the cell is none in {}; if the file is in another encoding, say for example --encoding utf-8", self.encoding.name());
            (Reason::Undecodable, detail)
        })
    }

    /// How many cells the row has.
    pub fn n_cells(&self) -> usize {
        self.records.record.len()
    }

    /// The same beside how many it should have.
    fn width(&self) -> String {
        let cells = if self.n_cells() == 1 { "1 cell".to_owned() } else { format!("{} cells", self.n_cells()) };
        format!("{cells}; the table has {} columns", self.header.len())
    }

    /// What was read.
    ///
    /// # Errors
    /// When there was no row.
    pub fn finish(self, format: Format, mut plan: Plan) -> Result<Provenance> {
        if self.n_rows == 0 {
            return Err(Error::new(Kind::Input, "a header and no rows")
                .in_file(&self.file)
                .with_help("check how the file was written"));
        }
        let mut remarks = self.remarks(&plan);
        remarks.append(&mut plan.remarks);
        let (blake3, bytes) = self.records.finish()?;
        Ok(Provenance {
            blake3,
            bytes,
            rows: self.n_rows,
            columns: plan.columns(),
            unused: plan.unused,
            encoding: self.encoding.name().to_owned(),
            dialect: Some(self.layout.dialect),
            remarks,
            ..Provenance::new(self.file, format)
        })
    }

    /// What was guessed or passed over.
    fn remarks(&self, plan: &Plan) -> Vec<String> {
        let mut remarks = Vec::new();
        if !self.layout.dialect.has_header {
            remarks
                .push("no header: the columns have no names; to say which is what: --columns text=3,date=1".to_owned());
        }
        let n_lines = self.layout.dialect.n_preamble;
        if n_lines > 0 {
            let lines = if n_lines == 1 { "the first line".to_owned() } else { format!("the first {n_lines} lines") };
            remarks.push(format!("{lines} stood before the table and were passed over"));
        }
        let mut used: Vec<usize> = plan.places.iter().flatten().copied().collect();
        used.sort_unstable();
        used.dedup();
        for (place, name) in used.into_iter().map(|at| (at, &self.header[at])) {
            let n = self.header.iter().filter(|other| *other == name).count();
            if n > 1 {
                remarks.push(format!("{n} columns are called {name}; column {} was used", place + 1));
            }
        }
        remarks
    }
}

#[cfg(test)]
mod tests;
