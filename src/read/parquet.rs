//! Parquet: rows in columns, read a row group and a few hundred rows at a time; only the columns in use are unpacked.
//! Text must be UTF-8; dates and timestamps become days (in UTC), a list of texts (authors) is joined by commas,
//! or by blank lines where it is the article's text.
//!
//! A damaged file is an error, with what was read before it taken back by nobody: an article is handed on as soon as it is
//! read. Files that unpack to more than a thousand times their size and 64 MiB are refused.
//!
//! What it cannot do: read from standard input (the index stands at the end of the file), encrypted files, or other
//! compression than Snappy, gzip and Zstandard.

mod guard;

use std::borrow::Cow;
use std::fs::File;
use std::io::Read;
use std::panic::{self, AssertUnwindSafe};
use std::path::Path;

use parquet::basic::{ConvertedType, LogicalType, TimeUnit};
use parquet::column::reader::{ColumnReader, ColumnReaderImpl, get_column_reader};
use parquet::data_type::DataType;
use parquet::errors::{ParquetError, Result as Decoded};
use parquet::file::metadata::ParquetMetaData;
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::schema::types::ColumnDescriptor;

use super::account::{Account, At};
use super::cells::{self, Cells};
use super::column::{self, Field, N, Plan, TABLE_FIELDS};
use super::date;
use super::{Format, Source};
use crate::error::{Error, Kind, Result};

/// Rows unpacked at a time, and rows looked at for guesses.
const BATCH: usize = 256;
const SAMPLE: usize = 100;
/// More columns than this are not looked at.
const MAX_COLUMNS: usize = 1000;

pub(super) fn read(path: &Path, told: &[(Field, String)], account: &mut Account) -> Result<Source> {
    let name = path.display().to_string();
    let help = "check that the file is whole, or write it again as CSV or JSON Lines";
    // the decoder may still stumble over bytes that no check foresees
    let outcome = panic::catch_unwind(AssertUnwindSafe(|| read_file(path, &name, told, account)));
    outcome.unwrap_or_else(|_| Err(Failure::Decoder(guard::damaged("its values cannot be decoded")))).map_err(|it| {
        match it {
            Failure::Decoder(cause) => {
                let cause = cause.to_string();
                let cause = ["Parquet error: ", "EOF: ", "NYI: "]
                    .iter()
                    .find_map(|it| cause.strip_prefix(it))
                    .unwrap_or(&cause);
                Error::new(Kind::Input, format!("a Parquet file that cannot be read: {cause}"))
                    .in_file(&name)
                    .with_help(help)
            }
            Failure::Ours(error) => error.in_file(&name),
        }
    })
}

/// What went wrong: in the decoder, or in what was read.
enum Failure {
    Decoder(ParquetError),
    Ours(Error),
}

impl From<ParquetError> for Failure {
    fn from(cause: ParquetError) -> Self {
        Self::Decoder(cause)
    }
}

impl From<std::io::Error> for Failure {
    fn from(cause: std::io::Error) -> Self {
        Self::Decoder(cause.into())
    }
}

fn read_file(
    path: &Path,
    name: &str,
    told: &[(Field, String)],
    account: &mut Account,
) -> std::result::Result<Source, Failure> {
    let mut file = File::open(path)?;
    guard::footer(&mut file)?;
    let (blake3, bytes) = hash(&mut File::open(path)?)?;
    let reader = SerializedFileReader::new(file.try_clone()?)?;
    let table = Table { file, reader };
    let header = table.header();
    let sample = table.sample(header.len())?;
    let plan = column::plan(&header, &sample, told, &TABLE_FIELDS).map_err(Failure::Ours)?;
    let mut leaves: Vec<usize> = plan.places.iter().flatten().chain(&plan.other_texts).copied().collect();
    leaves.sort_unstable();
    leaves.dedup();
    let mut rows = 0;
    let mut n_left = bytes.saturating_mul(1000).saturating_add(64 << 20);
    for group in 0..table.metadata().num_row_groups() {
        let is_text =
            |leaf: &usize| plan.places[Field::Text as usize] == Some(*leaf) || plan.other_texts.contains(leaf);
        let between = |leaf: &usize| if is_text(leaf) { cells::BETWEEN_PARAGRAPHS } else { cells::BETWEEN_ITEMS };
        let columns = leaves.iter().map(|it| Ok(Column { between: between(it), ..table.open(group, *it)? }));
        let mut columns = columns.collect::<Decoded<Vec<_>>>()?;
        let mut n_rows = usize::try_from(table.metadata().row_group(group).num_rows()).unwrap_or(0);
        while n_rows > 0 {
            let n = n_rows.min(BATCH);
            n_rows -= n;
            let mut batch = columns.iter_mut().map(|it| it.read(n)).collect::<Decoded<Vec<_>>>()?;
            let size: usize = batch.iter().flatten().map(|it| it.as_ref().map_or(0, Vec::len)).sum();
            n_left = n_left
                .checked_sub((size + n * 128) as u64)
                .ok_or_else(|| guard::damaged("it unpacks to more than a thousand times its size"))?;
            let mut each: Vec<_> = batch.iter_mut().map(|it| it.iter_mut()).collect();
            for _ in 0..n {
                rows += 1;
                let at = At { file: name, row: rows, line: None, byte: None };
                let mut row: Vec<_> = each.iter_mut().map(|it| it.next().and_then(Option::take)).collect();
                let mut cell = |leaf: usize| leaves.binary_search(&leaf).ok().and_then(|it| row[it].take());
                keep(&plan, &header, &mut cell, &at, account);
            }
        }
    }
    if rows == 0 {
        let error = Error::new(Kind::Input, "a table without rows").with_help("check how the file was written");
        return Err(Failure::Ours(error));
    }
    Ok(Source {
        file: name.to_owned(),
        blake3,
        bytes,
        format: Format::Parquet,
        rows,
        columns: plan.columns(),
        unused: plan.unused,
        encoding: "UTF-8".to_owned(),
        dialect: None,
        remarks: plan.remarks,
    })
}

/// Makes a row of its cells, which `cell` gives by column, each once.
fn keep(
    plan: &Plan,
    header: &[String],
    cell: &mut dyn FnMut(usize) -> Option<Vec<u8>>,
    at: &At,
    account: &mut Account,
) {
    let is_missing = |it: &[u8]| std::str::from_utf8(it.trim_ascii()).is_ok_and(cells::is_missing);
    let mut bytes: [Option<Vec<u8>>; N] = [const { None }; N];
    let mut places = plan.places;
    for field in TABLE_FIELDS {
        let Some(place) = places[field as usize] else { continue };
        // a column told for two fields is taken by the first
        let first =
            TABLE_FIELDS.into_iter().take_while(|it| *it != field).find(|it| plan.places[*it as usize] == Some(place));
        bytes[field as usize] = match first {
            Some(it) => bytes[it as usize].clone(),
            None => cell(place),
        };
    }
    let text = &mut bytes[Field::Text as usize];
    for &other in &plan.other_texts {
        if text.as_deref().is_none_or(is_missing) {
            places[Field::Text as usize] = Some(other);
            *text = cell(other);
        }
    }
    let mut row = Cells::default();
    for field in TABLE_FIELDS {
        let Some(found) = bytes[field as usize].take() else { continue };
        row[field as usize] = match String::from_utf8(found) {
            Ok(it) => Some(Cow::Owned(it)),
            Err(error) => {
                let bad = error.utf8_error().valid_up_to();
                let detail = format!("byte 0x{:02X} at byte {bad} of the cell", error.as_bytes()[bad]);
                let column = places[field as usize].map_or("", |it| &header[it]);
                return account.reject(at, column, "bad_utf8", detail);
            }
        };
    }
    cells::keep(row, plan, at, account);
}

fn hash(file: &mut File) -> std::io::Result<(String, u64)> {
    let mut hasher = blake3::Hasher::new();
    let mut buffer = vec![0; 256 << 10];
    let mut n_bytes = 0;
    loop {
        match file.read(&mut buffer)? {
            0 => return Ok((hasher.finalize().to_string(), n_bytes)),
            n => {
                hasher.update(&buffer[..n]);
                n_bytes += n as u64;
            }
        }
    }
}

/// An open file.
struct Table {
    file: File,
    reader: SerializedFileReader<File>,
}

impl Table {
    fn metadata(&self) -> &ParquetMetaData {
        self.reader.metadata()
    }

    /// The columns' names: of a list, that of the whole; of a structure, with dots.
    fn header(&self) -> Vec<String> {
        let schema = self.metadata().file_metadata().schema_descr();
        let n = schema.num_columns().min(MAX_COLUMNS);
        let root = |it: usize| schema.get_column_root_idx(it);
        let is_alone = |it: usize| {
            (it == 0 || root(it - 1) != root(it)) && (it + 1 == schema.num_columns() || root(it + 1) != root(it))
        };
        let name = |it: usize| {
            if is_alone(it) { schema.get_column_root(it).name().to_owned() } else { schema.column(it).path().string() }
        };
        (0..n).map(name).collect()
    }

    /// The cells of the first rows.
    fn sample(&self, n_columns: usize) -> Decoded<Vec<Vec<String>>> {
        let rows = self.metadata().row_groups().first().map_or(0, |it| it.num_rows());
        let n = usize::try_from(rows).unwrap_or(0).min(SAMPLE);
        let mut sample = vec![Vec::new(); n];
        for leaf in 0..n_columns {
            // a column that cannot be read may not be needed
            let cells = self.open(0, leaf).and_then(|mut it| it.read(n)).unwrap_or_else(|_| vec![None; n]);
            for (row, cell) in sample.iter_mut().zip(cells) {
                row.push(cell.map_or_else(String::new, |it| String::from_utf8_lossy(&it).into_owned()));
            }
        }
        Ok(sample)
    }

    fn open(&self, group: usize, leaf: usize) -> Decoded<Column> {
        if group >= self.metadata().num_row_groups() {
            return Err(guard::damaged("a row group is missing"));
        }
        let group = self.reader.get_row_group(group)?;
        let chunk = group.metadata().columns().get(leaf).ok_or_else(|| guard::damaged("a row group lacks a column"))?;
        let offset = chunk.dictionary_page_offset().unwrap_or_else(|| chunk.data_page_offset());
        let number = |it: i64| u64::try_from(it).map_err(|_| guard::damaged("a column has no place"));
        let (start, length) = (number(offset)?, number(chunk.compressed_size())?);
        let column = chunk.column_descr_ptr();
        guard::chunk(&self.file, start, length, chunk.compression(), &column)?;
        let pages = guard::Guarded::new(group.get_column_page_reader(leaf)?, &column);
        let unit = unit(&column);
        let max_levels = (column.max_def_level(), column.max_rep_level());
        let reader = get_column_reader(column, Box::new(pages));
        Ok(Column { reader, max_levels, unit, between: cells::BETWEEN_ITEMS })
    }
}

/// What a number in a column counts.
#[derive(Clone, Copy)]
enum Unit {
    Nothing,
    Days,
    /// So many in a second.
    Parts(i64),
}

fn unit(column: &ColumnDescriptor) -> Unit {
    match (column.logical_type_ref(), column.converted_type()) {
        (Some(LogicalType::Date), _) | (_, ConvertedType::DATE) => Unit::Days,
        (Some(LogicalType::Timestamp(it)), _) => match it.unit {
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
struct Column {
    reader: ColumnReader,
    max_levels: (i16, i16), // of definition and repetition
    unit: Unit,
    between: &'static str, // the texts of a list
}

impl Column {
    /// The cells of the next `n` rows.
    fn read(&mut self, n: usize) -> Decoded<Vec<Option<Vec<u8>>>> {
        let unit = self.unit;
        let days = move |it: i64| date::of_seconds(it).map_or_else(Vec::new, |it| it.to_string().into_bytes());
        let whole = move |it: i64| match unit {
            Unit::Nothing => it.to_string().into_bytes(),
            Unit::Days => days(it.saturating_mul(86_400)),
            Unit::Parts(parts) => days(it.div_euclid(parts)),
        };
        let real = |it: f64| it.to_string().into_bytes(); // a whole number shows no point
        let (max, between) = (self.max_levels, self.between);
        match &mut self.reader {
            ColumnReader::BoolColumnReader(it) => take(it, n, max, between, |it| it.to_string().into_bytes()),
            ColumnReader::Int32ColumnReader(it) => take(it, n, max, between, |it| whole(i64::from(*it))),
            ColumnReader::Int64ColumnReader(it) => take(it, n, max, between, |it| whole(*it)),
            ColumnReader::Int96ColumnReader(it) => take(it, n, max, between, |it| days(it.to_seconds())),
            ColumnReader::FloatColumnReader(it) => take(it, n, max, between, |it| real(f64::from(*it))),
            ColumnReader::DoubleColumnReader(it) => take(it, n, max, between, |it| real(*it)),
            ColumnReader::ByteArrayColumnReader(it) => take(it, n, max, between, |it| it.data().to_vec()),
            ColumnReader::FixedLenByteArrayColumnReader(it) => take(it, n, max, between, |it| it.data().to_vec()),
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
        if max_repetition == 0 || repetitions.get(level).is_none_or(|it| *it == 0) {
            cells.push(None);
        }
        let is_there = max_definition == 0 || definitions.get(level).is_some_and(|it| *it == max_definition);
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

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use parquet::basic::{Compression, Encoding, ZstdLevel};
    use parquet::data_type::{ByteArray, ByteArrayType, DoubleType, Int32Type, Int64Type};
    use parquet::file::properties::{WriterProperties, WriterPropertiesBuilder};
    use parquet::file::writer::SerializedFileWriter;
    use parquet::schema::parser::parse_message_type;
    use rand_xoshiro::Xoshiro256PlusPlus;
    use rand_xoshiro::rand_core::{RngCore, SeedableRng};

    use super::*;
    use crate::read::{Options, Reading, read};

    /// The values of a column, with the levels that place them.
    enum Values<'a> {
        Bytes(&'a [&'a [u8]]),
        Ints(&'a [i32]),
        Longs(&'a [i64]),
        Reals(&'a [f64]),
    }

    type Levels<'a> = (&'a [i16], &'a [i16]);

    /// The bytes of a file with one row group for each of `groups`.
    fn pack(schema: &str, properties: WriterPropertiesBuilder, groups: &[&[(Values, Levels)]]) -> Vec<u8> {
        let schema = Arc::new(parse_message_type(&format!("message table {{ {schema} }}")).unwrap());
        let mut bytes = Vec::new();
        let mut writer = SerializedFileWriter::new(&mut bytes, schema, Arc::new(properties.build())).unwrap();
        for columns in groups {
            let mut group = writer.next_row_group().unwrap();
            for (values, (definitions, repetitions)) in *columns {
                let [d, r] = [*definitions, *repetitions].map(|it| Some(it).filter(|it| !it.is_empty()));
                let mut column = group.next_column().unwrap().unwrap();
                match values {
                    Values::Bytes(it) => {
                        let it: Vec<ByteArray> = it.iter().map(|it| it.to_vec().into()).collect();
                        column.typed::<ByteArrayType>().write_batch(&it, d, r)
                    }
                    Values::Ints(it) => column.typed::<Int32Type>().write_batch(it, d, r),
                    Values::Longs(it) => column.typed::<Int64Type>().write_batch(it, d, r),
                    Values::Reals(it) => column.typed::<DoubleType>().write_batch(it, d, r),
                }
                .unwrap();
                column.close().unwrap();
            }
            group.close().unwrap();
        }
        writer.close().unwrap();
        bytes
    }

    fn open(bytes: &[u8]) -> Result<Reading> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("articles"); // told by its first bytes, not by its name
        std::fs::write(&path, bytes).unwrap();
        let reading = read(&[path], &Options::default());
        if let Ok(it) = &reading {
            assert_eq!(it.sources[0].rows as usize, it.drafts.len() + it.rejects.len());
            assert_eq!(it.sources[0].blake3, blake3::hash(bytes).to_string());
        }
        reading
    }

    fn plain() -> WriterPropertiesBuilder {
        WriterProperties::builder()
    }

    const FLAT: Levels = (&[], &[]);

    /// Two texts and their outlets, one of them absent, in two row groups.
    fn small(properties: WriterPropertiesBuilder) -> Vec<u8> {
        let group = |texts| [(Values::Bytes(texts), FLAT), (Values::Bytes(&[b"North"]), (&[1, 0], &[][..]))];
        let schema = "required binary text (utf8); optional binary outlet (utf8);";
        pack(schema, properties, &[&group(&[b"Talks began.", b"They ended."]), &group(&[b"Three.", b"Four."])])
    }

    #[test]
    fn rows_of_all_groups_are_read() {
        for compression in [Compression::UNCOMPRESSED, Compression::SNAPPY, Compression::ZSTD(ZstdLevel::default())] {
            let reading = open(&small(plain().set_compression(compression))).unwrap();
            let found: Vec<_> = reading.drafts.iter().map(|it| (it.text.as_str(), it.outlet.as_deref())).collect();
            let north = Some("North");
            assert_eq!(found, [("Talks began.", north), ("They ended.", None), ("Three.", north), ("Four.", None)]);
            assert_eq!(reading.sources[0].format, Format::Parquet);
        }
        let packed = plain().set_dictionary_enabled(false).set_encoding(Encoding::DELTA_LENGTH_BYTE_ARRAY);
        assert_eq!(open(&small(packed)).unwrap().drafts.len(), 4);
        let packed = plain().set_dictionary_enabled(false).set_encoding(Encoding::DELTA_BYTE_ARRAY);
        assert!(open(&small(packed)).unwrap_err().to_string().contains("DELTA_BYTE_ARRAY"));
    }

    #[test]
    fn values_of_all_kinds_become_cells() {
        let check = |schema: &str, values: Values| {
            let text: (Values, Levels) = (Values::Bytes(&[b"Talks began."]), FLAT);
            let bytes = pack(&format!("required binary text; {schema}"), plain(), &[&[text, (values, FLAT)]]);
            open(&bytes).unwrap().drafts.remove(0)
        };
        let day = Some(jiff::civil::date(2022, 7, 13));
        assert_eq!(check("required int32 date (date);", Values::Ints(&[19_186])).date, day);
        assert_eq!(
            check("required int64 date (timestamp(millis,true));", Values::Longs(&[1_657_700_000_000])).date,
            day
        );
        assert_eq!(check("required int64 date (timestamp_micros);", Values::Longs(&[1_657_700_000_000_000])).date, day);
        let nanos = Values::Longs(&[1_657_700_000_000_000_000]);
        assert_eq!(check("required int64 date (timestamp(nanos,false));", nanos).date, day);
        assert_eq!(check("required int64 date;", Values::Longs(&[1_657_700_000])).date, day);
        assert_eq!(check("required int64 id;", Values::Longs(&[7])).id.as_deref(), Some("7"));
        assert_eq!(check("required double id;", Values::Reals(&[7.0])).id.as_deref(), Some("7"));
        assert_eq!(check("required int64 date (timestamp_micros);", Values::Longs(&[i64::MIN])).date, None);
    }

    #[test]
    fn a_list_of_texts_is_joined() {
        let schema = "required binary text (utf8); required group authors (list) { repeated group list { required binary element (utf8); } }";
        let names = (Values::Bytes(&[b"Ann Lee", b"Bo Roe"]), (&[1, 1, 0][..], &[0, 1, 0][..]));
        let bytes = pack(schema, plain(), &[&[(Values::Bytes(&[b"One.", b"Two."]), FLAT), names]]);
        let reading = open(&bytes).unwrap();
        assert_eq!(reading.drafts.iter().map(|it| it.author.as_str()).collect::<Vec<_>>(), ["Ann Lee, Bo Roe", ""]);
    }

    #[test]
    fn an_unusable_row_is_a_reject_and_another_text_stands_in() {
        let texts = (Values::Bytes(&[b"One.", b"caf\xe9", b"", b" "]), FLAT);
        let bodies = (Values::Bytes(&[b"Not this.", b"Nor this.", b"Two.", b""]), FLAT);
        let reading = open(&pack("required binary text; required binary body;", plain(), &[&[texts, bodies]])).unwrap();
        assert_eq!(reading.drafts.iter().map(|it| it.text.as_str()).collect::<Vec<_>>(), ["One.", "Two."]);
        let found: Vec<_> = reading.rejects.iter().map(|it| (it.row, &*it.column, it.reason)).collect();
        assert_eq!(found, [(2, "text", "bad_utf8"), (4, "text", "empty_text")]);
    }

    #[test]
    fn files_without_use_are_errors() {
        let error = |bytes: &[u8]| {
            let error = open(bytes).unwrap_err();
            assert!(error.help().is_some(), "{error}");
            error.to_string()
        };
        assert!(error(&pack("required binary text;", plain(), &[])).contains("without rows"));
        assert!(
            error(&pack("required int32 n;", plain(), &[&[(Values::Ints(&[1]), FLAT)]])).contains("no column of text")
        );
        assert!(error(b"PAR1PAR1").contains("too short"));
        assert!(error(b"PAR1\0\0\0\0\0\0\x01\0\0PAR1").contains("its end is missing"));
    }

    #[test]
    fn a_cut_off_file_is_an_error() {
        let bytes = small(plain());
        for n in 4..bytes.len() {
            assert!(open(&bytes[..n]).is_err(), "{n}");
        }
    }

    #[test]
    fn damage_does_no_harm() {
        let mut random = Xoshiro256PlusPlus::seed_from_u64(42);
        for properties in [
            plain(),
            plain().set_compression(Compression::SNAPPY),
            plain().set_compression(Compression::GZIP(Default::default())),
            plain().set_dictionary_enabled(false).set_encoding(Encoding::DELTA_LENGTH_BYTE_ARRAY),
        ] {
            let bytes = small(properties);
            for _ in 0..600 {
                let mut damaged = bytes.clone();
                for _ in 0..=random.next_u32() % 3 {
                    let at = 4 + random.next_u64() as usize % (bytes.len() - 8);
                    damaged[at] =
                        if random.next_u32() % 4 == 0 { 0xff } else { damaged[at] ^ 1 << (random.next_u32() % 8) };
                }
                let _ = open(&damaged); // an error, or rows conserved
            }
        }
    }

    #[test]
    fn a_file_that_unpacks_without_end_is_refused() {
        let long = vec![b'a'; 1 << 20];
        let texts = vec![long.as_slice(); 200];
        let zstd = || plain().set_compression(Compression::ZSTD(ZstdLevel::default()));
        let bytes = pack("required binary text;", zstd(), &[&[(Values::Bytes(&texts), FLAT)]]);
        assert!(open(&bytes).unwrap_err().to_string().contains("a thousand times"), "{} bytes", bytes.len());
        let huge = vec![b'a'; 130 << 20];
        let bytes = pack("required binary text;", zstd(), &[&[(Values::Bytes(&[&huge]), FLAT)]]);
        assert!(open(&bytes).unwrap_err().to_string().contains("128 MiB"));
    }
}
