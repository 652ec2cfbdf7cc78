//! The formats of a table: what they are called, and who writes them. All hold the same values, an absent one in each
//! format's own way: an empty field, `null`, a null.

use std::io::Write;

use super::csv::{self, Formulas, Settings};
use super::jsonl;
#[cfg(feature = "parquet")]
use super::parquet;
use crate::error::Result;
use crate::table::Table;

/// A format of tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Format {
    /// Comma-separated values.
    Csv,
    /// The same with tabs.
    Tsv,
    /// A JSON object a line.
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
        Self::ALL.into_iter().find(|it| it.name() == name)
    }
}

/// Writes a table and returns how many cells got an apostrophe before them, which only text for spreadsheets does.
///
/// # Errors
/// When the bytes cannot be written, or the program was built without the format.
pub fn write(table: &Table<'_>, format: Format, formulas: Formulas, file: &mut dyn Write) -> Result<u64> {
    match format {
        Format::Csv => csv::write(table, &Settings { formulas, delimiter: b',' }, file),
        Format::Tsv => csv::write(table, &Settings { formulas, delimiter: b'\t' }, file),
        Format::JsonLines => jsonl::write(table, file).map(|()| 0),
        #[cfg(feature = "parquet")]
        Format::Parquet => parquet::write(table, file).map(|()| 0),
        #[cfg(not(feature = "parquet"))]
        Format::Parquet => {
            let error = crate::error::Error::new(crate::error::Kind::Config, "this program was built without Parquet");
            Err(error.with_help("build it with the feature parquet, or take jsonl"))
        }
    }
}
