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

use super::csv::cell;
use crate::error::{Error, Kind as Failed, Result};
use crate::table::{Column, Kind, Table, Value};

/// Rows in a group, which is made in memory.
const GROUP: usize = 1 << 16;

/// Writes a table.
///
/// # Errors
/// When the bytes cannot be written.
pub fn write(table: &Table<'_>, file: &mut dyn Write) -> Result<()> {
    let name = format!("{}.parquet", table.name);
    let bytes = packed(table).map_err(|it| Error::new(Failed::Io, it.to_string()).in_file(&name))?;
    file.write_all(&bytes).map_err(|it| Error::io(name, &it))
}

fn packed(table: &Table<'_>) -> std::result::Result<Vec<u8>, ParquetError> {
    let fields = table.columns.iter().map(field).collect::<std::result::Result<Vec<_>, _>>()?;
    let schema = Type::group_type_builder(table.name).with_fields(fields).build()?;
    let properties = WriterProperties::builder().set_compression(Compression::SNAPPY).build();
    let mut writer = SerializedFileWriter::new(Vec::new(), Arc::new(schema), Arc::new(properties))?;
    for start in (0..table.n_rows).step_by(GROUP) {
        let rows: Vec<Vec<Value<'_>>> = (start..table.n_rows.min(start + GROUP)).map(|it| (table.row)(it)).collect();
        let mut group = writer.next_row_group()?;
        for (at, column) in table.columns.iter().enumerate() {
            let mut chunk = group.next_column()?.ok_or_else(|| ParquetError::General("a column is missing".into()))?;
            put(&mut chunk, column, rows.iter().map(|it| &it[at]))?;
            chunk.close()?;
        }
        group.close()?;
    }
    writer.into_inner()
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

fn put<'a>(
    chunk: &mut SerializedColumnWriter<'_>,
    column: &Column,
    values: impl Iterator<Item = &'a Value<'a>>,
) -> std::result::Result<(), ParquetError> {
    let texts = values.map(|it| (*it != Value::Empty).then(|| cell(it, column.unit)));
    match column.unit.kind() {
        Kind::Text => fill::<ByteArrayType>(chunk, texts, |it| Some(ByteArray::from(it.as_bytes().to_vec()))),
        Kind::Date => fill::<Int32Type>(chunk, texts, |it| it.parse().ok().map(days)),
        Kind::Flag => fill::<BoolType>(chunk, texts, |it| it.parse().ok()),
        Kind::Whole => fill::<Int64Type>(chunk, texts, |it| it.parse().ok()),
        Kind::Number => fill::<DoubleType>(chunk, texts, |it| it.parse().ok()),
    }
}

/// Days since 1970-01-01.
fn days(day: Date) -> i32 {
    day.since(Date::constant(1970, 1, 1)).map(|it| it.get_days()).unwrap_or_default()
}

/// Writes the values of a column, those that are absent as nulls.
fn fill<T: DataType>(
    chunk: &mut SerializedColumnWriter<'_>,
    texts: impl Iterator<Item = Option<String>>,
    parse: impl Fn(&str) -> Option<T::T>,
) -> std::result::Result<(), ParquetError> {
    let (mut values, mut levels) = (Vec::new(), Vec::new());
    for value in texts.map(|it| it.as_deref().and_then(&parse)) {
        levels.push(i16::from(value.is_some()));
        values.extend(value);
    }
    chunk.typed::<T>().write_batch(&values, Some(&levels), None).map(drop)
}

#[cfg(test)]
mod tests {
    use parquet::file::reader::{FileReader, SerializedFileReader};
    use parquet::record::Field;

    use super::*;
    use crate::table::Unit;
    use crate::table::testing::of_every_kind;

    fn rows(table: &Table<'_>) -> Vec<Vec<Field>> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("t.parquet");
        let mut bytes = Vec::new();
        write(table, &mut bytes).unwrap();
        std::fs::write(&path, bytes).unwrap();
        let reader = SerializedFileReader::new(std::fs::File::open(path).unwrap()).unwrap();
        let rows = reader.get_row_iter(None).unwrap();
        rows.map(|it| it.unwrap().get_column_iter().map(|it| it.1.clone()).collect()).collect()
    }

    #[test]
    fn values_come_back_in_their_types_and_none_as_null() {
        let rows = rows(&of_every_kind());
        let text = |it: &str| Field::Str(it.to_owned());
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
        assert_eq!(rows[1][1], text(""));
        assert!(rows[1][2..].iter().all(|it| *it == Field::Null), "{:?}", rows[1]);
    }

    #[test]
    fn rows_of_several_groups_and_none_at_all_are_written() {
        let table = |n_rows: usize| Table {
            name: "t",
            about: "",
            key: &["n"],
            columns: vec![Column::fixed("n", Unit::Count, "")],
            n_rows,
            row: Box::new(|it| vec![it.into()]),
        };
        assert!(rows(&table(0)).is_empty());
        let many = rows(&table(GROUP + 2));
        assert_eq!((many.len(), &many[GROUP + 1][0]), (GROUP + 2, &Field::Long(GROUP as i64 + 1)));
    }
}
