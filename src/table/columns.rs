use std::borrow::Cow;
use std::ops::Range;

use super::{Column, Schema, Table, Unit, Value};
use crate::num::{Estimate, Interval};

/// The columns of a table over rows of type `R`, each with the getter of its cells. What several getters share (a
/// position in nested lists, say) is a field of `R`, found once per row.
///
/// Given rows by [`rows`](Self::rows), [`each`](Self::each) or [`over`](Self::over) it becomes a [`Table`]; where the
/// rows come one by one, [`cells`](Self::cells) gives those of one of them. A getter returns whatever becomes a
/// [`Value`]: text that borrows from `'a` or is its own, numbers, flags, and options of them.
pub struct Columns<'a, R> {
    schema: Schema,
    getters: Vec<Getter<'a, R>>,
}

/// Appends the cells of a column in some rows: one call for all of them, for a call costs as much as a cell.
type Getter<'a, R> = Box<dyn Fn(&[R], &mut Vec<Value<'a>>) + Send + Sync + 'a>;

impl<'a, R: 'a> Columns<'a, R> {
    /// A table without columns yet: its name, and what a row is, in a sentence.
    pub fn of(name: &'static str, about: &'static str) -> Self {
        Self { schema: Schema { name, about, key: Vec::new(), columns: Vec::new() }, getters: Vec::new() }
    }

    /// Adds a column: its name, what it holds, what it means, and its cell in a row.
    #[must_use]
    pub fn column<V: Into<Value<'a>>>(
        mut self,
        name: impl Into<Cow<'static, str>>,
        unit: Unit,
        about: impl Into<Cow<'static, str>>,
        get: impl Fn(&R) -> V + Send + Sync + 'a,
    ) -> Self {
        self.schema.columns.push(Column::new(name, unit, about));
        self.getters.push(Box::new(move |rows, cells| cells.extend(rows.iter().map(|row| get(row).into()))));
        self
    }

    /// Adds a column that is part of the key: all of these together identify a row.
    #[must_use]
    pub fn key<V: Into<Value<'a>>>(
        mut self,
        name: impl Into<Cow<'static, str>>,
        unit: Unit,
        about: impl Into<Cow<'static, str>>,
        get: impl Fn(&R) -> V + Send + Sync + 'a,
    ) -> Self {
        let name = name.into();
        self.schema.key.push(name.clone());
        self.column(name, unit, about, get)
    }

    /// Adds an estimate and behind it the ends of its interval: three columns, all empty where it is absent, the ends
    /// also where it has no interval.
    #[must_use]
    pub fn estimate(
        self,
        name: impl Into<Cow<'static, str>>,
        unit: Unit,
        about: impl Into<Cow<'static, str>>,
        ends: Ends,
        get: impl Fn(&R) -> Option<Estimate> + Copy + Send + Sync + 'a,
    ) -> Self {
        self.column(name, unit, about, move |row| get(row).map(|estimate| estimate.value)).interval(
            unit,
            ends,
            move |row| get(row).and_then(|estimate| estimate.interval),
        )
    }

    /// Adds the ends of an interval, low and high: two columns.
    #[must_use]
    pub fn interval(
        self,
        unit: Unit,
        ends: Ends,
        get: impl Fn(&R) -> Option<Interval> + Copy + Send + Sync + 'a,
    ) -> Self {
        self.column(format!("{}_low", ends.name), unit, ends.low, move |row| get(row).map(|interval| interval.low))
            .column(format!("{}_high", ends.name), unit, ends.high, move |row| get(row).map(|interval| interval.high))
    }

    /// Adds the columns of a list that is known only when the program runs, in its order; `get` is told which of them.
    #[must_use]
    pub fn list<V: Into<Value<'a>>>(
        self,
        columns: impl IntoIterator<Item = Column>,
        get: impl Fn(&R, usize) -> V + Copy + Send + Sync + 'a,
    ) -> Self {
        columns.into_iter().enumerate().fold(self, |columns, (at, Column { name, unit, about })| {
            columns.column(name, unit, about, move |row| get(row, at))
        })
    }

    /// The table of `n_rows` rows, each looked up when it is asked for.
    pub fn rows(self, n_rows: usize, row: impl Fn(usize) -> R + Send + Sync + 'a) -> Table<'a> {
        let Self { schema, getters } = self;
        let cells = move |rows: Range<usize>, columns: Range<usize>, cells: &mut Vec<Value<'a>>| {
            let rows: Vec<R> = rows.map(&row).collect();
            getters[columns].iter().for_each(|get| get(&rows, cells));
        };
        Table { schema, n_rows, cells: Box::new(cells) }
    }

    /// The table of these rows.
    pub fn over(self, rows: Vec<R>) -> Table<'a>
    where
        R: Send + Sync,
    {
        let Self { schema, getters } = self;
        let n_rows = rows.len();
        let cells = move |range: Range<usize>, columns: Range<usize>, cells: &mut Vec<Value<'a>>| {
            getters[columns].iter().for_each(|get| get(&rows[range.clone()], cells));
        };
        Table { schema, n_rows, cells: Box::new(cells) }
    }

    /// The table's schema: all that is known of it before its first row.
    pub fn schema(&self) -> &Schema {
        &self.schema
    }

    /// The cells of a row, in place of what `cells` holds: for rows that come one by one, so that none need be kept.
    pub fn cells(&self, row: &R, cells: &mut Vec<Value<'a>>) {
        cells.clear();
        self.getters.iter().for_each(|get| get(std::slice::from_ref(row), cells));
    }
}

impl<'a, T: Sync> Columns<'a, &'a T> {
    /// The table with a row for each of a list.
    pub fn each(self, list: &'a [T]) -> Table<'a> {
        self.rows(list.len(), move |i| &list[i])
    }
}

/// The two columns of an interval: their names and what they mean.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ends {
    name: &'static str,
    low: Cow<'static, str>,
    high: Cow<'static, str>,
}

impl Ends {
    /// The ends of a 95 % interval: columns `NAME_low` and `NAME_high`.
    pub const fn of(name: &'static str) -> Self {
        let (low, high) = ("lower end of its 95 % interval", "upper end of its 95 % interval");
        Self { name, low: Cow::Borrowed(low), high: Cow::Borrowed(high) }
    }

    /// The same; the lower end's column says how the interval is made and when it is empty.
    #[must_use]
    pub fn by(self, how: &str) -> Self {
        Self { low: format!("{}, {how}", self.low).into(), ..self }
    }

    /// The same, each column saying something of its own.
    #[must_use]
    pub fn saying(self, low: impl Into<Cow<'static, str>>, high: impl Into<Cow<'static, str>>) -> Self {
        Self { low: low.into(), high: high.into(), ..self }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    fn estimates() -> Vec<Option<Estimate>> {
        let estimate = |interval| Some(Estimate { value: 2.0, interval, n: 3 });
        vec![estimate(Some(Interval { low: 1.0, high: 4.0 })), estimate(None), None]
    }

    fn columns<'a>() -> Columns<'a, Option<Estimate>> {
        Columns::of("t", "one row per estimate")
            .estimate("mean", Unit::Score, "a mean", Ends::of("ci").by("events drawn again"), |row| *row)
            .column("n", Unit::Count, "articles", |row| row.map(|estimate| estimate.n))
    }

    #[test]
    fn an_estimate_is_three_columns_empty_where_it_is() {
        let table = columns().over(estimates());
        let about = |at: usize| (&*table.schema.columns[at].name, &*table.schema.columns[at].about);
        assert_eq!(about(0), ("mean", "a mean"));
        assert_eq!(about(1), ("ci_low", "lower end of its 95 % interval, events drawn again"));
        assert_eq!(about(2), ("ci_high", "upper end of its 95 % interval"));
        assert_eq!(table.row(0), [2.0.into(), 1.0.into(), 4.0.into(), 3_u64.into()]);
        assert_eq!(table.row(1), [2.0.into(), Value::Empty, Value::Empty, 3_u64.into()]);
        assert_eq!(table.row(2), vec![Value::Empty; 4]);
    }

    #[test]
    fn rows_columns_and_streams_have_the_same_cells() {
        let (table, streamed) = (columns().over(estimates()), columns());
        let mut cells = Vec::new();
        for (i, row) in estimates().iter().enumerate() {
            streamed.cells(row, &mut cells);
            assert_eq!(cells, table.row(i));
            for (at, cell) in cells.iter().enumerate() {
                assert_eq!(table.column(at, i..i + 1), std::slice::from_ref(cell));
            }
        }
        assert_eq!(table.column(3, 1..3), [3_u64.into(), Value::Empty]);
        let mut n_rows = 0;
        let all = table.each_row(|cells| {
            assert_eq!(cells, table.row(n_rows));
            n_rows += 1;
            Ok::<(), ()>(())
        });
        assert_eq!((all, n_rows), (Ok(()), 3));
        assert_eq!(streamed.schema(), &table.schema);
    }

    #[test]
    fn a_row_is_looked_up_once_for_all_its_cells() {
        let n_looked_up = AtomicUsize::new(0);
        let table = Columns::<usize>::of("t", "")
            .key("i", Unit::Rank, "", |row| *row)
            .list(["a", "b"].map(|name| Column::fixed(name, Unit::Count, "")), |row, at| row * 10 + at)
            .rows(2, |i| {
                n_looked_up.fetch_add(1, Ordering::Relaxed);
                i
            });
        assert_eq!(table.row(1), [1_usize.into(), 10_usize.into(), 11_usize.into()]);
        assert_eq!(n_looked_up.load(Ordering::Relaxed), 1);
        assert_eq!(table.column(2, 0..2), [1_usize.into(), 11_usize.into()]);
        assert_eq!((table.schema.key.len(), table.schema.position("b")), (1, Some(2)));
    }

    #[test]
    fn rows_come_in_order_through_several_blocks_until_one_cannot_be_put() {
        let n_rows = 1000;
        let columns = Columns::<usize>::of("t", "").key("i", Unit::Rank, "", |row| *row);
        let table = columns.column("twice", Unit::Count, "", |row| 2 * row).rows(n_rows, |i| i);
        let mut at = 0;
        let mut put_until = |end: usize| {
            at = 0;
            let ended = table.each_row(|cells| {
                assert_eq!(cells, [at.into(), (2 * at).into()]);
                at += 1;
                if at == end { Err(at) } else { Ok(()) }
            });
            (ended, at)
        };
        assert_eq!(put_until(n_rows + 1), (Ok(()), n_rows));
        assert_eq!(put_until(70), (Err(70), 70));
    }

    #[test]
    #[should_panic(expected = "before they are dropped")]
    fn rows_that_were_dropped_are_not_read_as_empty() {
        let mut table = columns().over(estimates());
        table.drop_rows();
        table.row(0);
    }
}
