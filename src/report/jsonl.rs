//! Tables as JSON Lines: an object a row, its members in the order of the columns; numbers with the digits that CSV gives
//! them, `null` where there is no evidence. Text stands as it is: no apostrophe guards it, for no spreadsheet runs it.

use std::io::Write;

use super::csv::{cell, push};
use crate::error::{Error, Result};
use crate::table::{Kind, Schema, Unit, Value};

/// Rows on their way into a file, one by one.
pub struct Rows<W: Write> {
    file: W,
    path: String,
    columns: Vec<(String, Unit)>,
    line: String,
}

impl<W: Write> Rows<W> {
    /// Begins; there is no header.
    pub fn new(schema: &Schema, file: W) -> Self {
        let columns = schema.columns.iter().map(|column| (quoted(&column.name), column.unit)).collect();
        Self { file, path: format!("{}.jsonl", schema.name), columns, line: String::new() }
    }

    /// Writes a row: a cell for each column.
    ///
    /// # Errors
    /// When the bytes cannot be written.
    pub fn put(&mut self, cells: &[Value<'_>]) -> Result<()> {
        let line = &mut self.line;
        line.clear();
        for (value, (name, unit)) in cells.iter().zip(&self.columns) {
            line.push(if line.is_empty() { '{' } else { ',' });
            line.push_str(name);
            line.push(':');
            match (value, unit.kind()) {
                (Value::Empty, _) => line.push_str("null"),
                (_, Kind::Text | Kind::Date) => line.push_str(&quoted(&cell(value, *unit))),
                (_, Kind::Flag | Kind::Whole | Kind::Number) => push(line, value, *unit),
            }
        }
        line.push_str("}\n");
        self.file.write_all(line.as_bytes()).map_err(|cause| Error::io(&self.path, cause))
    }

    /// Ends.
    ///
    /// # Errors
    /// When the bytes cannot be written.
    pub fn finish(mut self) -> Result<()> {
        self.file.flush().map_err(|cause| Error::io(&self.path, cause))
    }
}

fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::testing::of_every_kind;

    #[test]
    fn every_line_is_an_object_with_the_columns_in_order() {
        let (table, mut bytes) = (of_every_kind(), Vec::new());
        let mut file = Rows::new(&table.schema, &mut bytes);
        (0..table.n_rows).for_each(|i| file.put(&table.row(i)).unwrap());
        file.finish().unwrap();
        let text = String::from_utf8(bytes).unwrap();
        let lines: Vec<&str> = text.lines().collect();
        let first = r#"{"id":"7","text":"=1+1, \"two\"\nlines","day":"2022-06-10","flag":true,"n":3,"share":0.333333,"p":2.000e-7}"#;
        assert_eq!(lines[0], first);
        let none = r#"{"id":"8","text":"","day":null,"flag":null,"n":null,"share":null,"p":null}"#;
        assert_eq!(lines[1], none);
        let read: serde_json::Value = serde_json::from_str(lines[0]).unwrap();
        assert_eq!((read["text"].as_str(), read["p"].as_f64()), (Some("=1+1, \"two\"\nlines"), Some(2e-7)));
        assert_eq!(lines.len(), 2);
    }
}
