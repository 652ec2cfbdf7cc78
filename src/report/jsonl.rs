//! Tables as JSON Lines: an object a row, its members in the order of the columns; numbers with the digits that CSV gives
//! them, `null` where there is no evidence. Text stands as it is: no apostrophe guards it, for no spreadsheet runs it.

use std::io::Write;

use super::csv::cell;
use crate::error::{Error, Result};
use crate::table::{Kind, Table, Value};

/// Writes a table.
///
/// # Errors
/// When the bytes cannot be written.
pub fn write(table: &Table<'_>, file: &mut dyn Write) -> Result<()> {
    let names: Vec<String> = table.columns.iter().map(|it| quoted(&it.name)).collect();
    let mut line = String::new();
    for i in 0..table.n_rows {
        line.clear();
        for ((value, column), name) in (table.row)(i).iter().zip(&table.columns).zip(&names) {
            line.push(if line.is_empty() { '{' } else { ',' });
            line.push_str(name);
            line.push(':');
            match (value, column.unit.kind()) {
                (Value::Empty, _) => line.push_str("null"),
                (_, Kind::Text | Kind::Date) => line.push_str(&quoted(&cell(value, column.unit))),
                (_, Kind::Flag | Kind::Whole | Kind::Number) => line.push_str(&cell(value, column.unit)),
            }
        }
        line.push_str("}\n");
        file.write_all(line.as_bytes()).map_err(|it| Error::io(format!("{}.jsonl", table.name), &it))?;
    }
    Ok(())
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
        let mut bytes = Vec::new();
        write(&of_every_kind(), &mut bytes).unwrap();
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
