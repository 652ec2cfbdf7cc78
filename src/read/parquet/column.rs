//! A column of one row group: its values as cells.

use parquet::basic::{ConvertedType, LogicalType, TimeUnit};
use parquet::column::reader::{ColumnReader, ColumnReaderImpl};
use parquet::data_type::DataType;
use parquet::errors::Result as Decoded;
use parquet::schema::types::ColumnDescriptor;

use super::guard;
use crate::read::date;

/// What a number in a column counts.
#[derive(Clone, Copy)]
pub(super) enum Unit {
    Nothing,
    Days,
    /// So many in a second.
    Parts(i64),
}

pub(super) fn unit(column: &ColumnDescriptor) -> Unit {
    match (column.logical_type_ref(), column.converted_type()) {
        (Some(LogicalType::Date), _) | (_, ConvertedType::DATE) => Unit::Days,
        (Some(LogicalType::Timestamp(timestamp)), _) => match timestamp.unit {
            TimeUnit::MILLIS => Unit::Parts(1_000),
            TimeUnit::MICROS => Unit::Parts(1_000_000),
            TimeUnit::NANOS => Unit::Parts(1_000_000_000),
        },
        (_, ConvertedType::TIMESTAMP_MILLIS) => Unit::Parts(1_000),
        (_, ConvertedType::TIMESTAMP_MICROS) => Unit::Parts(1_000_000),
        _ => Unit::Nothing,
    }
}

/// A column of one row group.
pub(super) struct Column {
    pub reader: ColumnReader,
    pub max_levels: (i16, i16), // of definition and repetition
    pub unit: Unit,
    pub between: &'static str, // the texts of a list
}

impl Column {
    /// The cells of the next `n` rows.
    pub fn read(&mut self, n: usize) -> Decoded<Vec<Option<Vec<u8>>>> {
        let unit = self.unit;
        let days =
            move |seconds: i64| date::of_seconds(seconds).map_or_else(Vec::new, |day| day.to_string().into_bytes());
        let whole = move |n: i64| match unit {
            Unit::Nothing => n.to_string().into_bytes(),
            Unit::Days => days(n.saturating_mul(86_400)),
            Unit::Parts(parts) => days(n.div_euclid(parts)),
        };
        let real = |x: f64| x.to_string().into_bytes(); // a whole number shows no point
        let (max, between) = (self.max_levels, self.between);
        match &mut self.reader {
            ColumnReader::BoolColumnReader(reader) => {
                take(reader, n, max, between, |value| value.to_string().into_bytes())
            }
            ColumnReader::Int32ColumnReader(reader) => take(reader, n, max, between, |value| whole(i64::from(*value))),
            ColumnReader::Int64ColumnReader(reader) => take(reader, n, max, between, |value| whole(*value)),
            ColumnReader::Int96ColumnReader(reader) => take(reader, n, max, between, |value| days(value.to_seconds())),
            ColumnReader::FloatColumnReader(reader) => take(reader, n, max, between, |value| real(f64::from(*value))),
            ColumnReader::DoubleColumnReader(reader) => take(reader, n, max, between, |value| real(*value)),
            ColumnReader::ByteArrayColumnReader(reader) => take(reader, n, max, between, |value| value.data().to_vec()),
            ColumnReader::FixedLenByteArrayColumnReader(reader) => {
                take(reader, n, max, between, |value| value.data().to_vec())
            }
        }
    }
}

/// The next `n` rows of a column, each value as `show` writes it, those of a list joined.
fn take<T: DataType>(
    reader: &mut ColumnReaderImpl<T>,
    n: usize,
    (max_definition, max_repetition): (i16, i16),
    between: &str,
    show: impl Fn(&T::T) -> Vec<u8>,
) -> Decoded<Vec<Option<Vec<u8>>>> {
    let (mut definitions, mut repetitions, mut values) = (Vec::new(), Vec::new(), Vec::new());
    let (n_rows, n_values, n_levels) =
        reader.read_records(n, Some(&mut definitions), Some(&mut repetitions), &mut values)?;
    if n_rows != n {
        return Err(guard::damaged("a column is shorter than the others"));
    }
    let mut values = values[..n_values].iter();
    let mut cells: Vec<Option<Vec<u8>>> = Vec::with_capacity(n);
    for level in 0..n_levels {
        if max_repetition == 0 || repetitions.get(level).is_none_or(|repetition| *repetition == 0) {
            cells.push(None);
        }
        let is_there =
            max_definition == 0 || definitions.get(level).is_some_and(|definition| *definition == max_definition);
        let Some(value) = is_there.then(|| values.next()).flatten() else { continue };
        let shown = show(value);
        match cells.last_mut() {
            Some(Some(cell)) => {
                cell.extend_from_slice(between.as_bytes());
                cell.extend_from_slice(&shown);
            }
            Some(cell) => *cell = Some(shown),
            None => {}
        }
    }
    cells.resize(n, None);
    Ok(cells)
}
