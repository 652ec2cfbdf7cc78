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
use crate::table::{Kind as Type, Table, Unit, Value};

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

/// Writes a table with its header and returns how many cells were guarded.
///
/// # Errors
/// When the bytes cannot be written.
pub fn write(table: &Table<'_>, settings: &Settings, file: &mut dyn Write) -> Result<u64> {
    let mut writer = csv::WriterBuilder::new()
        .delimiter(settings.delimiter)
        .terminator(csv::Terminator::Any(b'\n'))
        .from_writer(file);
    let failed = |cause: csv::Error| Error::new(Kind::Io, cause.to_string()).in_file(format!("{}.csv", table.name));
    writer.write_record(table.columns.iter().map(|it| it.name.as_ref())).map_err(failed)?;
    let mut n_guarded = 0;
    let mut scratch = String::new();
    for i in 0..table.n_rows {
        for (value, column) in (table.row)(i).iter().zip(&table.columns) {
            scratch.clear();
            push(&mut scratch, value, column.unit);
            let cell = guard(&scratch, column.unit, settings.formulas);
            n_guarded += u64::from(matches!(cell, Cow::Owned(_)));
            writer.write_field(cell.as_bytes()).map_err(failed)?;
        }
        writer.write_record(None::<&[u8]>).map_err(failed)?;
    }
    writer.flush().map_err(|it| Error::io(format!("{}.csv", table.name), &it))?;
    Ok(n_guarded)
}

/// A value as the text of its cell.
pub fn cell(value: &Value<'_>, unit: Unit) -> String {
    let mut text = String::new();
    push(&mut text, value, unit);
    text
}

fn push(text: &mut String, value: &Value<'_>, unit: Unit) {
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
            if text.contains('.') {
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
    use crate::table::Column;
    use proptest::prelude::*;

    fn table(rows: Vec<Vec<Value<'_>>>) -> Table<'_> {
        let columns = vec![Column::fixed("name", Unit::Text, "a"), Column::fixed("share", Unit::Share, "b")];
        Table {
            name: "t",
            about: "t",
            key: &["name"],
            columns,
            n_rows: rows.len(),
            row: Box::new(move |i| rows[i].clone()),
        }
    }

    fn written(rows: Vec<Vec<Value<'_>>>, formulas: Formulas) -> String {
        let mut bytes = Vec::new();
        write(&table(rows), &Settings { formulas, delimiter: b',' }, &mut bytes).unwrap();
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn empty_stays_empty_and_zero_is_zero() {
        let rows = vec![
            vec!["a".into(), Value::Empty],
            vec!["b".into(), 0.0.into()],
            vec!["c".into(), (-1e-9).into()],
            vec!["d".into(), f64::NAN.into()],
        ];
        assert_eq!(written(rows, Formulas::Guarded), "name,share\na,\nb,0\nc,0\nd,\n");
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
        let rows = || vec![vec!["=1+1".into(), (-0.5).into()]];
        assert_eq!(written(rows(), Formulas::Guarded), "name,share\n'=1+1,-0.5\n");
        assert_eq!(written(rows(), Formulas::Raw), "name,share\n=1+1,-0.5\n");
        for trigger in TRIGGERS {
            let text = format!("{trigger}1");
            assert_eq!(guarded(&text), format!("'{text}"));
        }
    }

    proptest! {
        #[test]
        fn what_is_written_reads_back(names in prop::collection::vec("(?s)[=@＋\t\r\n\",']{0,2}.{0,12}", 1..20)) {
            let rows = || names.iter().map(|it| vec![it.as_str().into(), Value::Empty]).collect();
            let read_back = |formulas| {
                let text = written(rows(), formulas);
                let mut reader = csv::Reader::from_reader(text.as_bytes());
                reader.records().map(|it| it.unwrap()[0].to_owned()).collect::<Vec<String>>()
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
