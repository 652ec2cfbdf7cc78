//! Tables: named columns with units and meanings, each beside the getter of its cells; rows are computed on demand.
//!
//! [`Columns`] declares a table over rows of some type: header, unit, caption and getter of a column in one place. Given
//! rows it becomes a [`Table`]; row by row it feeds a stream (`report::format::Stream`). From the [`Schema`] that both
//! share the files' headers, the codebook, `datapackage.json` and the page are written, so a header is never kept
//! twice. An absent value is [`Value::Empty`]: no evidence, never zero.
//!
//! ```
//! use slantwise::table::{Columns, Unit, Value};
//!
//! struct Outlet {
//!     name: String,
//!     n_articles: usize,
//!     rate: Option<f64>,
//! }
//!
//! let outlets = [
//!     Outlet { name: "Harbour Post".to_owned(), n_articles: 2, rate: Some(3.5) },
//!     Outlet { name: "The Ledger".to_owned(), n_articles: 0, rate: None },
//! ];
//! let table = Columns::<&Outlet>::of("outlets", "one row per outlet")
//!     .key("outlet", Unit::Id, "its name", |row| row.name.as_str())
//!     .column("n_articles", Unit::Count, "its articles", |row| row.n_articles)
//!     .column("rate", Unit::PerThousandWords, "hits per 1,000 words; empty without words", |row| row.rate)
//!     .each(&outlets);
//! assert_eq!(table.row(0), ["Harbour Post".into(), 2_usize.into(), 3.5.into()]);
//! assert_eq!(table.column(2, 0..2), [Value::Number(3.5), Value::Empty]);
//! assert_eq!(table.schema.key, ["outlet"]);
//! ```

mod columns;
mod unit;
mod value;

use std::borrow::Cow;
use std::ops::Range;

pub use columns::{Columns, Ends};
pub use unit::{Kind, Unit};
pub use value::Value;

/// A table: its rows are computed when they are asked for, in the order of its key. Made by [`Columns`].
pub struct Table<'a> {
    /// What it holds.
    pub schema: Schema,
    /// How many rows it has.
    pub n_rows: usize,
    cells: Cells<'a>,
}

/// Appends the cells of some rows in some columns, column by column; each row is looked up once for all its columns.
type Cells<'a> = Box<dyn Fn(Range<usize>, Range<usize>, &mut Vec<Value<'a>>) + Send + Sync + 'a>;

/// Rows computed at a time where all of them are written.
const BLOCK: usize = 64;

/// What a table holds: all that is known of it without its rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Schema {
    /// Its name, which is also its file's.
    pub name: &'static str,
    /// What a row is, in a sentence.
    pub about: &'static str,
    /// The names of the columns that identify a row, in their order.
    pub key: Vec<Cow<'static, str>>,
    /// Its columns, in order.
    pub columns: Vec<Column>,
}

/// A column: what it holds, in which unit, and what it means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Its name, in snake_case, unique in its table.
    pub name: Cow<'static, str>,
    /// What its values count or measure; fixes type, range and digits.
    pub unit: Unit,
    /// What it means, in a sentence for a reader who has only the table.
    pub about: Cow<'static, str>,
}

impl Column {
    /// A column known when the program was written.
    pub const fn fixed(name: &'static str, unit: Unit, about: &'static str) -> Self {
        Self { name: Cow::Borrowed(name), unit, about: Cow::Borrowed(about) }
    }

    /// A column named `name` holding `unit`, with its meaning.
    pub fn new(name: impl Into<Cow<'static, str>>, unit: Unit, about: impl Into<Cow<'static, str>>) -> Self {
        Self { name: name.into(), unit, about: about.into() }
    }
}

impl<'a> Table<'a> {
    /// The cells of a row below `n_rows`, as many as there are columns.
    ///
    /// # Panics
    /// When there is no such row, or the rows were dropped.
    pub fn row(&self, row: usize) -> Vec<Value<'a>> {
        let mut cells = Vec::with_capacity(self.schema.columns.len());
        (self.cells)(row..row + 1, 0..self.schema.columns.len(), &mut cells);
        cells
    }

    /// Gives the cells of each row in turn, for a file that is written row by row. Some rows are computed at a time, so
    /// that neither the whole table is in memory nor each row allocated.
    ///
    /// # Errors
    /// The first that `put` gives; it is given no further row then.
    ///
    /// # Panics
    /// When the rows were dropped.
    pub fn each_row<E>(&self, mut put: impl FnMut(&[Value<'a>]) -> Result<(), E>) -> Result<(), E> {
        let n_columns = self.schema.columns.len();
        let (mut block, mut cells) = (Vec::new(), Vec::with_capacity(n_columns));
        for start in (0..self.n_rows).step_by(BLOCK) {
            let n_rows = BLOCK.min(self.n_rows - start);
            block.clear();
            (self.cells)(start..start + n_rows, 0..n_columns, &mut block);
            for row in 0..n_rows {
                cells.clear();
                let of_row = block.iter_mut().skip(row).step_by(n_rows);
                cells.extend(of_row.map(|cell| std::mem::replace(cell, Value::Empty)));
                put(&cells)?;
            }
        }
        Ok(())
    }

    /// The cells of one column in some rows, by no getter but its own: what a columnar format or a filter asks for.
    ///
    /// # Panics
    /// When there is no such column or row, or the rows were dropped.
    pub fn column(&self, column: usize, rows: Range<usize>) -> Vec<Value<'a>> {
        let mut cells = Vec::with_capacity(rows.len());
        (self.cells)(rows, column..column + 1, &mut cells);
        cells
    }

    /// Lets go of what the rows are made from, once they are written; schema and number of rows stay.
    pub fn drop_rows(&mut self) {
        self.cells = Box::new(|_, _, _| panic!("the rows of a table are read before they are dropped"));
    }
}

impl Schema {
    /// The position of the column of this name; `None` when there is none.
    pub fn position(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|column| column.name == name)
    }
}

#[cfg(test)]
pub(crate) mod testing {
    use super::*;

    /// A row of some values.
    type Row = (u64, &'static str, Option<&'static str>, Option<bool>, Option<u64>, Option<f64>, Option<f64>);

    /// A row with a value of every kind, and one with none of most.
    pub(crate) fn of_every_kind() -> Table<'static> {
        columns_of_every_kind().over(vec![
            (7, "=1+1, \"two\"\nlines", Some("2022-06-10"), Some(true), Some(3), Some(1.0 / 3.0), Some(2e-7)),
            (8, "", None, None, None, None, None),
        ])
    }

    fn columns_of_every_kind() -> Columns<'static, Row> {
        Columns::<Row>::of("t", "")
            .key("id", Unit::Id, "", |row| row.0)
            .column("text", Unit::Text, "", |row| row.1)
            .column("day", Unit::Date, "", |row| row.2)
            .column("flag", Unit::Flag, "", |row| row.3)
            .column("n", Unit::Count, "", |row| row.4)
            .column("share", Unit::Share, "", |row| row.5)
            .column("p", Unit::Probability, "", |row| row.6)
    }
}
