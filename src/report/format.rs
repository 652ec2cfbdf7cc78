//! The formats of a table: what they are called, and who writes them. All hold the same values, an absent one in each
//! format's own way: an empty field, `null`, a null.

use std::io::Write;

use super::csv::{self, Formulas, Settings};
use super::jsonl;
#[cfg(feature = "parquet")]
use super::parquet;
use crate::error::Result;
use crate::table::{Columns, Schema, Table, Value};

/// A format of tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[cfg_attr(feature = "cli", derive(clap::ValueEnum))]
pub enum Format {
    /// Comma-separated values.
    Csv,
    /// The same with tabs.
    Tsv,
    /// A JSON object a line.
    #[cfg_attr(feature = "cli", value(name = "jsonl"))]
    JsonLines,
    /// Parquet.
    Parquet,
}

impl Format {
    /// Every format.
    pub const ALL: [Self; 4] = [Self::Csv, Self::Tsv, Self::JsonLines, Self::Parquet];

    /// `csv`, `tsv`, `jsonl` or `parquet`, which is also the ending of its files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Tsv => "tsv",
            Self::JsonLines => "jsonl",
            Self::Parquet => "parquet",
        }
    }

    /// The format of this name; `None` when there is none.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.name() == name)
    }
}

/// Rows on their way into a file, one by one, in a format.
///
/// ```
/// use slantwise::report::csv::Formulas;
/// use slantwise::report::format::{Format, Stream};
/// use slantwise::table::{Columns, Unit};
///
/// let columns = Columns::<(&str, u32)>::of("words", "one row per word")
///     .key("word", Unit::Text, "the word", |row| row.0)
///     .column("n", Unit::Count, "how often", |row| row.1);
/// let mut bytes = Vec::new();
/// let mut stream = Stream::new(columns.schema(), Format::Csv, Formulas::Guarded, &mut bytes)?;
/// for row in [("strike", 3), ("pay", 1)] {
///     stream.row(&columns, &row)?;
/// }
/// stream.finish()?;
/// assert_eq!(bytes, b"word,n\nstrike,3\npay,1\n");
/// # Ok::<(), slantwise::error::Error>(())
/// ```
#[cfg_attr(not(feature = "parquet"), expect(clippy::large_enum_variant, reason = "there is one per table"))]
pub enum Stream<W: Write> {
    /// Into comma-separated values, or between tabs.
    Csv(csv::Rows<W>),
    /// Into JSON Lines.
    JsonLines(jsonl::Rows<W>),
    /// Into Parquet; a group of rows is kept before it is written.
    #[cfg(feature = "parquet")]
    Parquet(parquet::Rows<W>),
}

impl<W: Write> Stream<W> {
    /// Begins with what the format writes before the first row.
    ///
    /// # Errors
    /// When the bytes cannot be written, or the program was built without the format.
    pub fn new(schema: &Schema, format: Format, formulas: Formulas, file: W) -> Result<Self> {
        match format {
            Format::Csv => csv::Rows::new(schema, Settings { formulas, delimiter: b',' }, file).map(Self::Csv),
            Format::Tsv => csv::Rows::new(schema, Settings { formulas, delimiter: b'\t' }, file).map(Self::Csv),
            Format::JsonLines => Ok(Self::JsonLines(jsonl::Rows::new(schema, file))),
            #[cfg(feature = "parquet")]
            Format::Parquet => parquet::Rows::new(schema, file).map(Self::Parquet),
            #[cfg(not(feature = "parquet"))]
            Format::Parquet => {
                let error =
                    crate::error::Error::new(crate::error::Kind::Config, "this program was built without Parquet");
                Err(error.with_help("build it with the feature parquet, or take jsonl"))
            }
        }
    }

    /// Writes the cells of a row, one for each column of the schema.
    ///
    /// # Errors
    /// When the bytes cannot be written.
    pub fn put(&mut self, cells: &[Value<'_>]) -> Result<()> {
        match self {
            Self::Csv(rows) => rows.put(cells),
            Self::JsonLines(rows) => rows.put(cells),
            #[cfg(feature = "parquet")]
            Self::Parquet(rows) => rows.put(cells),
        }
    }

    /// Writes a row, by columns of the schema that the stream began with.
    ///
    /// # Errors
    /// When the bytes cannot be written.
    pub fn row<'a, R: 'a>(&mut self, columns: &Columns<'a, R>, row: &R) -> Result<()> {
        let mut cells = Vec::with_capacity(columns.schema().columns.len());
        columns.cells(row, &mut cells);
        self.put(&cells)
    }

    /// Writes every row of a table of the schema that the stream began with: a whole one, or what has come so far.
    ///
    /// # Errors
    /// When the bytes cannot be written.
    pub fn table(&mut self, table: &Table<'_>) -> Result<()> {
        table.each_row(|cells| self.put(cells))
    }

    /// Ends the file and returns how many cells got an apostrophe before them, which only text for spreadsheets does. A
    /// stream that is dropped instead leaves half a file.
    ///
    /// # Errors
    /// When the bytes cannot be written.
    pub fn finish(self) -> Result<u64> {
        match self {
            Self::Csv(rows) => rows.finish(),
            Self::JsonLines(rows) => rows.finish().map(|()| 0),
            #[cfg(feature = "parquet")]
            Self::Parquet(rows) => rows.finish().map(|()| 0),
        }
    }
}

/// Writes a table and returns how many cells got an apostrophe before them, as [`Stream::finish`].
///
/// # Errors
/// When the bytes cannot be written, or the program was built without the format.
pub fn write(table: &Table<'_>, format: Format, formulas: Formulas, file: &mut dyn Write) -> Result<u64> {
    let mut stream = Stream::new(&table.schema, format, formulas, file)?;
    stream.table(table)?;
    stream.finish()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::testing::of_every_kind;

    #[test]
    fn a_table_in_parts_is_the_same_file_in_every_format() {
        for format in Format::ALL {
            let (table, mut whole, mut parts) = (of_every_kind(), Vec::new(), Vec::new());
            if write(&table, format, Formulas::Guarded, &mut whole).is_err() {
                assert!(cfg!(not(feature = "parquet")) && format == Format::Parquet);
                continue;
            }
            let mut stream = Stream::new(&table.schema, format, Formulas::Guarded, &mut parts).unwrap();
            (0..table.n_rows).for_each(|row| stream.put(&table.row(row)).unwrap());
            assert_eq!(stream.finish().unwrap(), u64::from(matches!(format, Format::Csv | Format::Tsv)));
            assert!(!whole.is_empty() && parts == whole, "{format:?}");
        }
    }
}
