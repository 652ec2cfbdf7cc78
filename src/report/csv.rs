//! Tables as CSV (or between tabs): UTF-8, LF, RFC 4180, an empty field where there is no evidence.
//!
//! Numbers are rounded to the digits of their unit and written without needless zeros, so that the last bits of a
//! sum, which may differ between machines, never show. Text that a spreadsheet would run as a formula (it begins
//! with `=`, `+`, `-`, `@`, also in full width, a tab, a line's end or NUL; the lists of OWASP) gets an apostrophe before it.

mod read;

pub use read::{Cells, read};

use std::borrow::Cow;
use std::io::Write;

use crate::error::{Error, Kind, Result};
use crate::table::{Kind as Type, Schema, Unit, Value};

/// How CSV is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Settings {
    /// What is done with text that a spreadsheet would run.
    pub formulas: Formulas,
    /// What stands between cells: a comma, or a tab.
    pub delimiter: u8,
}

/// What is done with text that a spreadsheet would run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Formulas {
    /// An apostrophe is put before it.
    Guarded,
    /// It is written as it is.
    Raw,
}

/// Rows on their way into a file, one by one.
pub struct Rows<W: Write> {
    writer: csv::Writer<W>,
    settings: Settings,
    units: Vec<Unit>,
    file: String,
    n_guarded: u64,
    scratch: String,
}

impl<W: Write> Rows<W> {
    /// Begins with the header.
    ///
    /// # Errors
    /// When the bytes cannot be written.
    pub fn new(schema: &Schema, settings: Settings, file: W) -> Result<Self> {
        let terminator = csv::Terminator::Any(b'\n');
        let mut rows = Self {
            writer: csv::WriterBuilder::new().delimiter(settings.delimiter).terminator(terminator).from_writer(file),
            settings,
            units: schema.columns.iter().map(|column| column.unit).collect(),
            file: format!("{}.csv", schema.name),
            n_guarded: 0,
            scratch: String::new(),
        };
        let header = rows.writer.write_record(schema.columns.iter().map(|column| column.name.as_ref()));
        header.map_err(|cause| failed(cause, &rows.file))?;
        Ok(rows)
    }

    /// Writes a row: a cell for each column.
    ///
    /// # Errors
    /// When the bytes cannot be written.
    pub fn put(&mut self, cells: &[Value<'_>]) -> Result<()> {
        let failed = |cause| failed(cause, &self.file);
        for (value, &unit) in cells.iter().zip(&self.units) {
            self.scratch.clear();
            push(&mut self.scratch, value, unit);
            let cell = guard(&self.scratch, unit, self.settings.formulas);
            self.n_guarded += u64::from(matches!(cell, Cow::Owned(_)));
            self.writer.write_field(cell.as_bytes()).map_err(failed)?;
        }
        self.writer.write_record(None::<&[u8]>).map_err(failed)
    }

    /// Ends and returns how many cells were guarded.
    ///
    /// # Errors
    /// When the bytes cannot be written.
    pub fn finish(mut self) -> Result<u64> {
        self.writer.flush().map_err(|cause| Error::io(&self.file, cause))?;
        Ok(self.n_guarded)
    }
}

fn failed(cause: csv::Error, file: &str) -> Error {
    let message = cause.to_string();
    match cause.into_kind() {
        csv::ErrorKind::Io(cause) => Error::io(file, cause),
        _ => Error::new(Kind::Io, message).in_file(file),
    }
}

/// A value as the text of its cell.
pub fn cell(value: &Value<'_>, unit: Unit) -> String {
    let mut text = String::new();
    push(&mut text, value, unit);
    text
}

/// Puts a value behind `text` as [`cell`] writes it.
pub(super) fn push(text: &mut String, value: &Value<'_>, unit: Unit) {
    use std::fmt::Write as _;
    // writing to a String cannot fail
    let _ = match value {
        Value::Empty => Ok(()),
        Value::Text(value) => {
            text.push_str(value);
            Ok(())
        }
        Value::Int(value) => write!(text, "{value}"),
        Value::Flag(value) => write!(text, "{value}"),
        // a probability that rounds to 0 would claim what none can
        Value::Number(value) if unit == Unit::Probability && *value > 0.0 && *value < 1e-4 => {
            write!(text, "{value:.3e}")
        }
        Value::Number(value) if unit.kind() == Type::Whole => write!(text, "{}", *value as i64),
        Value::Number(value) => {
            let start = text.len();
            let written = write!(text, "{:.*}", unit.digits(), value);
            if text[start..].contains('.') {
                text.truncate(text.trim_end_matches('0').trim_end_matches('.').len());
            }
            if &text[start..] == "-0" {
                text.replace_range(start.., "0");
            }
            written
        }
    };
}

fn guard(text: &str, unit: Unit, formulas: Formulas) -> Cow<'_, str> {
    let is_text = matches!(unit, Unit::Text | Unit::Id);
    if formulas == Formulas::Guarded && is_text { guarded(text) } else { Cow::Borrowed(text) }
}

/// What makes a spreadsheet run a cell, or is dropped before it is looked at (OWASP CSV Injection; ASVS 1.2.10).
const TRIGGERS: [char; 12] = ['=', '+', '-', '@', '＝', '＋', '－', '＠', '\t', '\r', '\n', '\0'];

/// Text with an apostrophe before it if a spreadsheet would run it.
pub fn guarded(text: &str) -> Cow<'_, str> {
    if text.starts_with(TRIGGERS) { Cow::Owned(format!("'{text}")) } else { Cow::Borrowed(text) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::Columns;
    use proptest::prelude::*;

    fn written<'a>(rows: &[(&'a str, Option<f64>)], formulas: Formulas) -> String {
        let columns = Columns::<(&'a str, Option<f64>)>::of("t", "t").key("name", Unit::Text, "a", |row| row.0).column(
            "share",
            Unit::Share,
            "b",
            |row| row.1,
        );
        let (mut bytes, mut cells) = (Vec::new(), Vec::new());
        let mut file = Rows::new(columns.schema(), Settings { formulas, delimiter: b',' }, &mut bytes).unwrap();
        for row in rows {
            columns.cells(row, &mut cells);
            file.put(&cells).unwrap();
        }
        file.finish().unwrap();
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn empty_stays_empty_and_zero_is_zero() {
        let rows = [("a", None), ("b", Some(0.0)), ("c", Some(-1e-9)), ("d", Some(f64::NAN))];
        assert_eq!(written(&rows, Formulas::Guarded), "name,share\na,\nb,0\nc,0\nd,\n");
    }

    #[test]
    fn numbers_are_rounded_and_short() {
        for (x, expected) in [(0.5, "0.5"), (1.0 / 3.0, "0.333333"), (100.0, "100"), (-0.1234567, "-0.123457")] {
            assert_eq!(cell(&Value::Number(x), Unit::Share), expected);
        }
        assert_eq!(cell(&Value::Number(12.0), Unit::Count), "12");
        assert_eq!(cell(&Value::Number(2.8594e-7), Unit::Probability), "2.859e-7");
    }

    #[test]
    fn formulas_are_guarded_unless_asked_not_to() {
        let rows = [("=1+1", Some(-0.5))];
        assert_eq!(written(&rows, Formulas::Guarded), "name,share\n'=1+1,-0.5\n");
        assert_eq!(written(&rows, Formulas::Raw), "name,share\n=1+1,-0.5\n");
        for trigger in TRIGGERS {
            let text = format!("{trigger}1");
            assert_eq!(guarded(&text), format!("'{text}"));
        }
    }

    proptest! {
        #[test]
        fn what_is_written_reads_back(names in prop::collection::vec("(?s)[=@＋\t\r\n\",']{0,2}.{0,12}", 1..20)) {
            let rows: Vec<(&str, Option<f64>)> = names.iter().map(|name| (name.as_str(), None)).collect();
            let read_back = |formulas| {
                let text = written(&rows, formulas);
                let mut reader = csv::Reader::from_reader(text.as_bytes());
                reader.records().map(|record| record.unwrap()[0].to_owned()).collect::<Vec<String>>()
            };
            prop_assert_eq!(&read_back(Formulas::Raw), &names);
            let guarded = read_back(Formulas::Guarded);
            prop_assert_eq!(guarded.len(), names.len());
            for (cell, name) in guarded.iter().zip(&names) {
                prop_assert!(!cell.starts_with(TRIGGERS), "{cell:?}");
                prop_assert!(cell == name || cell.strip_prefix('\'') == Some(name), "{cell:?} {name:?}");
            }
        }
    }
}
