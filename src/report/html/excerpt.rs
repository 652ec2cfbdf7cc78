//! A few rows of a table, as the page shows them: the same values as in the file, chosen by what they say.

use serde::Serialize;

use super::show::{number, shortened, thousands};
use crate::table::{Table, Unit, Value};

/// Rows shown, at most.
const MAX_ROWS: usize = 12;
/// Characters of a cell shown, at most.
const MAX_CHARS: usize = 320;

/// Rows of a table.
#[derive(Serialize)]
pub(super) struct Excerpt {
    /// The table's name, which is also its file's.
    table: &'static str,
    headings: Vec<Heading>,
    rows: Vec<Vec<Cell>>,
    n_shown: String,
    /// How many rows there are of the kind that is shown.
    n_all: String,
}

#[derive(Serialize)]
struct Heading {
    text: &'static str,
    is_number: bool,
}

#[derive(Serialize)]
struct Cell {
    text: String,
    is_number: bool,
}

/// What to show of a table.
pub(super) struct Choice {
    /// Its name.
    pub table: &'static str,
    /// The columns, and what the page calls them.
    pub columns: &'static [(&'static str, &'static str)],
    /// Rows are shown whose value of the column is one of these; all of them when there are none.
    pub only: Option<(&'static str, &'static [&'static str])>,
    /// Rows with the highest value of the column come first; in the table's order where there is none.
    pub first: Option<&'static str>,
}

/// The rows of a choice; `None` where the table has none of the kind.
pub(super) fn excerpt(tables: &[Table<'_>], choice: &Choice) -> Option<Excerpt> {
    let table = tables.iter().find(|table| table.schema.name == choice.table)?;
    let column = |name: &str| table.schema.position(name);
    let at: Vec<usize> = choice.columns.iter().filter_map(|(name, _)| column(name)).collect();
    assert_eq!(at.len(), choice.columns.len(), "the columns shown are the program's own: {:?}", choice.columns);
    let is_kept = |row: &[Value<'_>]| match choice.only {
        None => true,
        Some((name, kinds)) => {
            column(name).is_some_and(|at| matches!(&row[at], Value::Text(text) if kinds.contains(&&**text)))
        }
    };
    let weight = |row: &[Value<'_>]| match choice.first.and_then(column).map(|at| &row[at]) {
        Some(Value::Int(n)) => *n as f64,
        Some(Value::Number(x)) => *x,
        _ => f64::MIN,
    };
    let mut kept: Vec<(f64, usize)> = (0..table.n_rows)
        .filter_map(|i| {
            let row = table.row(i);
            is_kept(&row).then(|| (weight(&row), i))
        })
        .collect();
    let n_all = kept.len();
    kept.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    kept.truncate(MAX_ROWS);
    let cells = |row: &(f64, usize)| {
        let row = table.row(row.1);
        at.iter().map(|&at| cell(&row[at], table.schema.columns[at].unit)).collect::<Vec<_>>()
    };
    let rows: Vec<Vec<Cell>> = kept.iter().map(cells).collect();
    let is_number = |at: usize| rows.iter().any(|row| row[at].is_number);
    let headings = choice
        .columns
        .iter()
        .enumerate()
        .map(|(at, (_, name))| Heading { text: name, is_number: !rows.is_empty() && is_number(at) });
    let headings = headings.collect();
    (n_all > 0).then(|| Excerpt {
        table: table.schema.name,
        headings,
        n_shown: thousands(rows.len()),
        rows,
        n_all: thousands(n_all),
    })
}

/// The words that the program has for a category stand without their underscores.
fn cell(value: &Value<'_>, unit: Unit) -> Cell {
    let is_number = matches!(value, Value::Int(_) | Value::Number(_));
    let text = match value {
        Value::Empty => String::new(),
        Value::Text(text) if unit == Unit::Category => text.replace('_', " "),
        Value::Text(text) => shortened(text, MAX_CHARS),
        Value::Int(n) if *n >= 0 => thousands(*n as usize),
        Value::Int(n) => number(*n as f64, 0),
        Value::Number(x) => number(*x, 3),
        Value::Flag(is_so) => if *is_so { "yes" } else { "no" }.to_owned(),
    };
    Cell { text, is_number }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::Columns;

    fn table() -> Table<'static> {
        Columns::<usize>::of("t", "")
            .key("name", Unit::Id, "", |row| format!("row_{row}"))
            .column("kind", Unit::Category, "", |row| ["a_a", "b_b"][row % 2])
            .column("n", Unit::Count, "", |row| (*row != 3).then_some(*row))
            .rows(40, |i| i)
    }

    const COLUMNS: &[(&str, &str)] = &[("name", "Name"), ("n", "Number"), ("kind", "Kind")];

    #[test]
    fn rows_of_a_kind_are_shown_the_highest_first() {
        let choice = Choice { table: "t", columns: COLUMNS, only: Some(("kind", &["b_b"])), first: Some("n") };
        let found = excerpt(&[table()], &choice).unwrap();
        assert_eq!((found.n_shown.as_str(), found.n_all.as_str()), ("12", "20"));
        assert_eq!((found.rows[0][0].text.as_str(), found.rows[0][1].text.as_str()), ("row_39", "39"));
        assert_eq!(found.rows[0][2].text, "b b");
        assert!(found.headings[1].is_number && !found.headings[0].is_number);
    }

    #[test]
    fn no_evidence_is_empty_and_comes_last() {
        let choice = Choice { table: "t", columns: COLUMNS, only: None, first: None };
        let found = excerpt(&[table()], &choice).unwrap();
        assert_eq!((found.rows[3][0].text.as_str(), found.rows[3][1].text.as_str()), ("row_3", ""));
        let none = Choice { only: Some(("kind", &["c"])), ..choice };
        assert!(excerpt(&[table()], &none).is_none());
        assert!(excerpt(&[], &none).is_none());
    }
}
