//! A table read back: the inverse of [`super::Rows`].
//!
//! Cells come back as the text that was written, without the apostrophe that keeps a spreadsheet from running them, so
//! that an id in one table is found by the same id in another. What cannot be told apart: a text that itself begins
//! with an apostrophe and one of the guarded characters comes back without that apostrophe, for a guarded table has
//! written both alike; a raw one comes back whole.

use std::io::Read;

use super::{Formulas, Settings, TRIGGERS};
use crate::error::{Error, Kind, Result};

/// The cells of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cells {
    /// The names of its columns.
    pub header: Vec<String>,
    /// Its rows, each with a cell for every column; a cell without evidence is empty.
    pub rows: Vec<Vec<String>>,
}

impl Cells {
    /// The position of a column.
    ///
    /// # Errors
    /// When the table has no column of that name.
    pub fn column(&self, name: &str) -> Result<usize> {
        self.header
            .iter()
            .position(|column| column == name)
            .ok_or_else(|| Error::new(Kind::Input, format!("no column `{name}`")))
    }
}

/// Reads what [`super::Rows`] wrote with the same settings.
///
/// # Errors
/// When the bytes cannot be read, are not UTF-8, or a row has fewer or more cells than the header.
pub fn read(file: impl Read, settings: &Settings) -> Result<Cells> {
    let failed = |cause: csv::Error| Error::new(Kind::Io, cause.to_string());
    let mut reader = csv::ReaderBuilder::new().delimiter(settings.delimiter).from_reader(file);
    let header = reader.headers().map_err(failed)?.iter().map(str::to_owned).collect();
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = record.map_err(failed)?;
        rows.push(record.iter().map(|cell| unguarded(cell, settings.formulas).to_owned()).collect());
    }
    Ok(Cells { header, rows })
}

/// A cell without the apostrophe that [`super::guarded`] put before it.
fn unguarded(cell: &str, formulas: Formulas) -> &str {
    let guarded = (formulas == Formulas::Guarded).then(|| cell.strip_prefix('\'')).flatten();
    guarded.filter(|text| text.starts_with(TRIGGERS)).unwrap_or(cell)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::csv::Rows;
    use crate::table::{Columns, Unit};
    use proptest::prelude::*;

    /// What comes back of a table of texts and numbers.
    fn read_back(names: &[String], settings: &Settings) -> Cells {
        let table = Columns::<usize>::of("t", "")
            .key("name", Unit::Text, "", |row| names[*row].as_str())
            .column("balance", Unit::Balance, "", |row| (*row > 0).then_some(-0.5))
            .rows(names.len(), |i| i);
        let mut bytes = Vec::new();
        let mut file = Rows::new(&table.schema, *settings, &mut bytes).unwrap();
        (0..table.n_rows).for_each(|i| file.put(&table.row(i)).unwrap());
        file.finish().unwrap();
        read(bytes.as_slice(), settings).unwrap()
    }

    proptest! {
        #[test]
        fn what_is_written_comes_back(names in prop::collection::vec("(?s)[=@＋\t\r\n\",']{0,2}.{0,12}", 1..20)) {
            let is_ambiguous = |name: &str| name.strip_prefix('\'').is_some_and(|rest| rest.starts_with(TRIGGERS));
            for formulas in [Formulas::Guarded, Formulas::Raw] {
                for delimiter in [b',', b'\t'] {
                    let found = read_back(&names, &Settings { formulas, delimiter });
                    prop_assert_eq!(&found.header, &["name", "balance"]);
                    prop_assert_eq!(found.rows.len(), names.len());
                    for (i, (row, name)) in found.rows.iter().zip(&names).enumerate() {
                        prop_assert_eq!(&row[1], if i == 0 { "" } else { "-0.5" });
                        if formulas == Formulas::Raw || !is_ambiguous(name) {
                            prop_assert_eq!(&row[0], name);
                        }
                    }
                }
            }
        }
    }

    #[test]
    fn a_column_is_found_by_its_name_and_an_unknown_one_is_an_error() {
        let found = read_back(&["a".to_owned()], &Settings { formulas: Formulas::Guarded, delimiter: b',' });
        assert_eq!(found.column("balance").unwrap(), 1);
        assert!(found.column("tone").unwrap_err().to_string().contains("no column `tone`"));
    }

    #[test]
    fn a_row_with_a_cell_too_few_is_an_error() {
        let settings = Settings { formulas: Formulas::Guarded, delimiter: b',' };
        assert!(read("a,b\n1\n".as_bytes(), &settings).is_err());
    }
}
