//! Tables as Parquet: columns of text (UTF-8), days, truth values, 64-bit integers and doubles, each of which may be null;
//! Snappy. Numbers are rounded to the digits that CSV gives them, so that the bytes are the same on every machine.

use std::io::Write;
use std::sync::Arc;

use jiff::civil::Date;
use parquet::basic::{Compression, LogicalType, Repetition, Type as Physical};
use parquet::data_type::{BoolType, ByteArray, ByteArrayType, DataType, DoubleType, Int32Type, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedColumnWriter, SerializedFileWriter};
use parquet::schema::types::Type;

use super::csv::push;
use crate::error::{Error, Kind as Failed, Result};
use crate::table::{Column, Kind, Schema, Unit, Value};

/// Rows in a group, which is made in memory.
const GROUP: usize = 1 << 16;

/// Rows on their way into a file, one by one: kept by column until a group of them is full.
pub struct Rows<W: Write> {
    file: W,
    path: String,
    // the groups go into memory first, for the library's writer wants one that may be sent to another thread
    writer: SerializedFileWriter<Vec<u8>>,
    columns: Vec<Chunk>,
    n_rows: usize,
    scratch: String,
}

/// What a group has of a column.
struct Chunk {
    unit: Unit,
    /// 1 for a value, 0 for a null, a row each.
    levels: Vec<i16>,
    values: Values,
}

/// The values of a column that are no nulls.
enum Values {
    /// Texts, one behind the other, and their lengths in bytes.
    Text(Vec<u8>, Vec<usize>),
    /// Days since 1970-01-01.
    Day(Vec<i32>),
    Flag(Vec<bool>),
    Whole(Vec<i64>),
    Number(Vec<f64>),
}

impl<W: Write> Rows<W> {
    /// Begins.
    ///
    /// # Errors
    /// When the schema cannot be written.
    pub fn new(schema: &Schema, file: W) -> Result<Self> {
        let path = format!("{}.parquet", schema.name);
        let writer = begun(schema).map_err(|cause| failed(cause, &path))?;
        let columns = schema.columns.iter().map(|column| Chunk::new(column.unit)).collect();
        Ok(Self { file, path, writer, columns, n_rows: 0, scratch: String::new() })
    }

    /// Takes a row: a cell for each column.
    ///
    /// # Errors
    /// When the bytes cannot be written.
    pub fn put(&mut self, cells: &[Value<'_>]) -> Result<()> {
        for (column, value) in self.columns.iter_mut().zip(cells) {
            column.push(value, &mut self.scratch);
        }
        self.n_rows += 1;
        if self.n_rows == GROUP { self.end_group() } else { Ok(()) }
    }

    /// Ends the file.
    ///
    /// # Errors
    /// When the bytes cannot be written.
    pub fn finish(mut self) -> Result<()> {
        if self.n_rows > 0 {
            self.end_group()?;
        }
        let rest = self.writer.into_inner().map_err(|cause| failed(cause, &self.path))?;
        self.file.write_all(&rest).and_then(|()| self.file.flush()).map_err(|cause| Error::io(&self.path, cause))
    }

    fn end_group(&mut self) -> Result<()> {
        put_group(&mut self.writer, &mut self.columns).map_err(|cause| failed(cause, &self.path))?;
        self.n_rows = 0;
        let bytes = std::mem::take(self.writer.inner_mut());
        self.file.write_all(&bytes).map_err(|cause| Error::io(&self.path, cause))
    }
}

fn failed(cause: ParquetError, path: &str) -> Error {
    Error::new(Failed::Io, cause.to_string()).in_file(path).caused_by(cause)
}

fn begun(schema: &Schema) -> std::result::Result<SerializedFileWriter<Vec<u8>>, ParquetError> {
    let fields = schema.columns.iter().map(field).collect::<std::result::Result<Vec<_>, _>>()?;
    let group = Type::group_type_builder(schema.name).with_fields(fields).build()?;
    let properties = WriterProperties::builder().set_compression(Compression::SNAPPY).build();
    SerializedFileWriter::new(Vec::new(), Arc::new(group), Arc::new(properties))
}

fn put_group(
    writer: &mut SerializedFileWriter<Vec<u8>>,
    columns: &mut [Chunk],
) -> std::result::Result<(), ParquetError> {
    let mut group = writer.next_row_group()?;
    for column in columns {
        let mut chunk = group.next_column()?.ok_or_else(|| ParquetError::General("a column is missing".into()))?;
        column.put(&mut chunk)?;
        chunk.close()?;
    }
    group.close()?;
    writer.flush()?; // to the memory that is written out next
    Ok(())
}

fn field(column: &Column) -> std::result::Result<Arc<Type>, ParquetError> {
    let (physical, logical) = match column.unit.kind() {
        Kind::Text => (Physical::BYTE_ARRAY, Some(LogicalType::String)),
        Kind::Date => (Physical::INT32, Some(LogicalType::Date)),
        Kind::Flag => (Physical::BOOLEAN, None),
        Kind::Whole => (Physical::INT64, None),
        Kind::Number => (Physical::DOUBLE, None),
    };
    let field = Type::primitive_type_builder(&column.name, physical).with_repetition(Repetition::OPTIONAL);
    field.with_logical_type(logical).build().map(Arc::new)
}

impl Chunk {
    fn new(unit: Unit) -> Self {
        let values = match unit.kind() {
            Kind::Text => Values::Text(Vec::new(), Vec::new()),
            Kind::Date => Values::Day(Vec::new()),
            Kind::Flag => Values::Flag(Vec::new()),
            Kind::Whole => Values::Whole(Vec::new()),
            Kind::Number => Values::Number(Vec::new()),
        };
        Self { unit, levels: Vec::new(), values }
    }

    /// Takes a value, as the text that CSV has of it says.
    fn push(&mut self, value: &Value<'_>, text: &mut String) {
        text.clear();
        push(text, value, self.unit);
        let is_value = *value != Value::Empty
            && match &mut self.values {
                Values::Text(bytes, lengths) => {
                    bytes.extend_from_slice(text.as_bytes());
                    lengths.push(text.len());
                    true
                }
                Values::Day(days) => add(days, text.parse().ok().map(days_until)),
                Values::Flag(flags) => add(flags, text.parse().ok()),
                Values::Whole(numbers) => add(numbers, text.parse().ok()),
                Values::Number(numbers) => add(numbers, text.parse().ok()),
            };
        self.levels.push(i16::from(is_value));
    }

    /// Writes what is kept, and keeps it no more.
    fn put(&mut self, chunk: &mut SerializedColumnWriter<'_>) -> std::result::Result<(), ParquetError> {
        let levels = std::mem::take(&mut self.levels);
        match &mut self.values {
            Values::Text(bytes, lengths) => {
                let bytes = ByteArray::from(std::mem::take(bytes));
                let mut start = 0;
                let next = |length: usize| {
                    start += length;
                    bytes.slice(start - length, length)
                };
                fill::<ByteArrayType>(chunk, std::mem::take(lengths).into_iter().map(next).collect(), &levels)
            }
            Values::Day(days) => fill::<Int32Type>(chunk, std::mem::take(days), &levels),
            Values::Flag(flags) => fill::<BoolType>(chunk, std::mem::take(flags), &levels),
            Values::Whole(numbers) => fill::<Int64Type>(chunk, std::mem::take(numbers), &levels),
            Values::Number(numbers) => fill::<DoubleType>(chunk, std::mem::take(numbers), &levels),
        }
    }
}

/// Adds a value; whether there is one.
fn add<T>(values: &mut Vec<T>, value: Option<T>) -> bool {
    let is_value = value.is_some();
    values.extend(value);
    is_value
}

/// Writes the values of a column, and where nulls stand among them.
fn fill<T: DataType>(
    chunk: &mut SerializedColumnWriter<'_>,
    values: Vec<T::T>,
    levels: &[i16],
) -> std::result::Result<(), ParquetError> {
    chunk.typed::<T>().write_batch(&values, Some(levels), None).map(drop)
}

/// Days since 1970-01-01.
fn days_until(day: Date) -> i32 {
    day.since(Date::constant(1970, 1, 1)).map(|span| span.get_days()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use parquet::file::reader::{FileReader, SerializedFileReader};
    use parquet::record::Field;

    use super::*;
    use crate::table::testing::of_every_kind;
    use crate::table::{Columns, Table};

    fn rows(table: &Table<'_>) -> Vec<Vec<Field>> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("t.parquet");
        let mut file = Rows::new(&table.schema, std::fs::File::create(&path).unwrap()).unwrap();
        (0..table.n_rows).for_each(|i| file.put(&table.row(i)).unwrap());
        file.finish().unwrap();
        let reader = SerializedFileReader::new(std::fs::File::open(path).unwrap()).unwrap();
        let rows = reader.get_row_iter(None).unwrap();
        rows.map(|row| row.unwrap().get_column_iter().map(|(_, field)| field.clone()).collect()).collect()
    }

    #[test]
    fn values_come_back_in_their_types_and_none_as_null() {
        let rows = rows(&of_every_kind());
        let text = |text: &str| Field::Str(text.to_owned());
        let day = Field::Date(19_153); // days from 1970-01-01 to 2022-06-10
        let first = vec![
            text("7"),
            text("=1+1, \"two\"\nlines"),
            day,
            Field::Bool(true),
            Field::Long(3),
            Field::Double(0.333333),
            Field::Double(2e-7),
        ];
        assert_eq!(rows[0], first);
        assert_eq!(rows[1][..2], [text("8"), text("")]);
        assert!(rows[1][2..].iter().all(|field| *field == Field::Null), "{:?}", rows[1]);
    }

    #[test]
    fn rows_of_several_groups_and_none_at_all_are_written() {
        let columns = || Columns::<usize>::of("t", "").key("n", Unit::Count, "", |row| *row);
        let table = |n_rows: usize| columns().rows(n_rows, |i| i);
        assert!(rows(&table(0)).is_empty());
        let many = rows(&table(GROUP + 1));
        assert_eq!(many.len(), GROUP + 1);
        assert!(many.iter().enumerate().all(|(i, row)| row[0] == Field::Long(i as i64)));
    }
}
