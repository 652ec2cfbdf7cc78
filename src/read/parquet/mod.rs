//! Parquet: rows in columns, read a row group and a few hundred rows at a time; only the columns in use are unpacked.
//! Text must be UTF-8; dates and timestamps become days (in UTC), a list of texts (authors) is joined by commas,
//! or by blank lines where it is the article's text.
//!
//! A damaged file is an error, with what was read before it taken back by nobody: an article is handed on as soon as it is
//! read. Files that unpack to more than a thousand times their size and 64 MiB are refused.
//!
//! What it cannot do: read from standard input (the index stands at the end of the file), encrypted files, or other
//! compression than Snappy, gzip and Zstandard.

mod column;
mod guard;

use std::borrow::Cow;
use std::io::Read;
use std::panic::{self, AssertUnwindSafe};

use bytes::Bytes;
use parquet::column::reader::get_column_reader;
use parquet::errors::{ParquetError, Result as Decoded};
use parquet::file::metadata::ParquetMetaData;
use parquet::file::reader::{FileReader, SerializedFileReader};

use super::cells::{self, Cells};
use super::column::{Plan, plan};
use super::field::{Field, N, TABLE_FIELDS};
use super::ledger::{At, Ended, Ledger};
use super::reason::Reason;
use super::source::{Blob, Opened};
use super::{Format, Provenance};
use crate::error::{Error, Kind};
use column::{Column, unit};

/// Rows unpacked at a time, and rows looked at for guesses.
const BATCH: usize = 256;
const SAMPLE: usize = 100;
/// More columns than this are not looked at.
const MAX_COLUMNS: usize = 1000;

/// Reads a file.
///
/// # Errors
/// When it is damaged, or has no rows or no column of text; or no more articles are wanted.
pub(super) fn read(
    name: &str,
    blob: &Blob,
    explicit: &[(Field, String)],
    ledger: &mut Ledger,
) -> std::result::Result<Provenance, Ended> {
    let help = "check that the file is whole, or write it again as CSV or JSON Lines";
    // the decoder may still stumble over bytes that no check foresees
    let outcome = panic::catch_unwind(AssertUnwindSafe(|| read_file(name, blob, explicit, ledger)));
    outcome.unwrap_or_else(|_| Err(Failure::Decoder(guard::damaged("its values cannot be decoded")))).map_err(
        |failure| match failure {
            Failure::Decoder(cause) => {
                let what = match &cause {
                    ParquetError::General(what) | ParquetError::NYI(what) | ParquetError::EOF(what) => what.clone(),
                    other => other.to_string(),
                };
                Error::new(Kind::Input, format!("a Parquet file that cannot be read: {what}"))
                    .in_file(name)
                    .with_help(help)
                    .caused_by(cause)
                    .into()
            }
            Failure::Ours(error) => error.in_file(name).into(),
            Failure::Stopped => Ended::Stopped,
        },
    )
}

/// What went wrong: in the decoder, or in what was read.
enum Failure {
    Decoder(ParquetError),
    Ours(Error),
    /// No more articles are wanted.
    Stopped,
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
    name: &str,
    blob: &Blob,
    explicit: &[(Field, String)],
    ledger: &mut Ledger,
) -> std::result::Result<Provenance, Failure> {
    let mut file = blob.open()?;
    guard::footer(&mut file)?;
    let (blake3, bytes) = hash(&mut blob.open()?)?;
    let table = Table::open(file)?;
    let header = table.header();
    let sample = table.sample(header.len())?;
    let plan = plan(&header, &sample, explicit, &TABLE_FIELDS).map_err(Failure::Ours)?;
    let mut leaves: Vec<usize> = plan.places.iter().flatten().chain(&plan.other_texts).copied().collect();
    leaves.sort_unstable();
    leaves.dedup();
    let mut rows = 0;
    let mut n_left = bytes.saturating_mul(1000).saturating_add(64 << 20);
    for group in 0..table.metadata().num_row_groups() {
        let is_text =
            |leaf: &usize| plan.places[Field::Text as usize] == Some(*leaf) || plan.other_texts.contains(leaf);
        let between = |leaf: &usize| if is_text(leaf) { cells::BETWEEN_PARAGRAPHS } else { cells::BETWEEN_ITEMS };
        let columns = leaves.iter().map(|leaf| Ok(Column { between: between(leaf), ..table.column(group, *leaf)? }));
        let mut columns = columns.collect::<Decoded<Vec<_>>>()?;
        let mut n_rows = usize::try_from(table.metadata().row_group(group).num_rows()).unwrap_or(0);
        while n_rows > 0 {
            let n = n_rows.min(BATCH);
            n_rows -= n;
            let mut batch = columns.iter_mut().map(|column| column.read(n)).collect::<Decoded<Vec<_>>>()?;
            let size: usize = batch.iter().flatten().map(|cell| cell.as_ref().map_or(0, Vec::len)).sum();
            n_left = n_left
                .checked_sub((size + n * 128) as u64)
                .ok_or_else(|| guard::damaged("it unpacks to more than a thousand times its size"))?;
            let mut each: Vec<_> = batch.iter_mut().map(|column| column.iter_mut()).collect();
            for _ in 0..n {
                rows += 1;
                let at = At { file: name, row: rows, line: None, byte: None };
                let mut row: Vec<_> = each.iter_mut().map(|cells| cells.next().and_then(Option::take)).collect();
                let mut cell = |leaf: usize| leaves.binary_search(&leaf).ok().and_then(|at| row[at].take());
                keep(&plan, &header, &mut cell, &at, ledger);
                ledger.go_on().map_err(|_| Failure::Stopped)?;
            }
        }
    }
    if rows == 0 {
        let error = Error::new(Kind::Input, "a table without rows").with_help("check how the file was written");
        return Err(Failure::Ours(error));
    }
    Ok(Provenance {
        blake3,
        bytes,
        rows,
        columns: plan.columns(),
        unused: plan.unused,
        encoding: "UTF-8".to_owned(),
        remarks: plan.remarks,
        ..Provenance::new(name.to_owned(), Format::Parquet)
    })
}

/// Makes a row of its cells, which `cell` gives by column, each once.
fn keep(plan: &Plan, header: &[String], cell: &mut dyn FnMut(usize) -> Option<Vec<u8>>, at: &At, ledger: &mut Ledger) {
    let is_missing = |cell: &[u8]| std::str::from_utf8(cell.trim_ascii()).is_ok_and(cells::is_missing);
    let mut bytes: [Option<Vec<u8>>; N] = [const { None }; N];
    let mut places = plan.places;
    for field in TABLE_FIELDS {
        let Some(place) = places[field as usize] else { continue };
        // a column given for two fields is taken by the first
        let mut before = TABLE_FIELDS.into_iter().take_while(|other| *other != field);
        bytes[field as usize] = match before.find(|other| plan.places[*other as usize] == Some(place)) {
            Some(first) => bytes[first as usize].clone(),
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
            Ok(text) => Some(Cow::Owned(text)),
            Err(error) => {
                let bad = error.utf8_error().valid_up_to();
                let detail = format!("byte 0x{:02X} at byte {bad} of the cell", error.as_bytes()[bad]);
                let column = places[field as usize].map_or("", |at| &header[at]);
                return ledger.reject(at, column, Reason::BadUtf8, detail);
            }
        };
    }
    cells::keep(row, plan, at, ledger);
}

fn hash(file: &mut Opened) -> std::io::Result<(String, u64)> {
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
    file: Opened,
    reader: Box<dyn FileReader>,
}

impl Table {
    fn open(file: Opened) -> Decoded<Self> {
        let reader: Box<dyn FileReader> = match &file {
            Opened::File(file) => Box::new(SerializedFileReader::new(file.try_clone()?)?),
            Opened::Bytes(bytes) => Box::new(SerializedFileReader::new(Bytes::from_owner(bytes.get_ref().clone()))?),
        };
        Ok(Self { file, reader })
    }

    fn metadata(&self) -> &ParquetMetaData {
        self.reader.metadata()
    }

    /// The columns' names: of a list, that of the whole; of a structure, with dots.
    fn header(&self) -> Vec<String> {
        let schema = self.metadata().file_metadata().schema_descr();
        let n = schema.num_columns().min(MAX_COLUMNS);
        let root = |at: usize| schema.get_column_root_idx(at);
        let is_alone = |at: usize| {
            (at == 0 || root(at - 1) != root(at)) && (at + 1 == schema.num_columns() || root(at + 1) != root(at))
        };
        let name = |at: usize| {
            if is_alone(at) { schema.get_column_root(at).name().to_owned() } else { schema.column(at).path().string() }
        };
        (0..n).map(name).collect()
    }

    /// The cells of the first rows.
    fn sample(&self, n_columns: usize) -> Decoded<Vec<Vec<String>>> {
        let rows = self.metadata().row_groups().first().map_or(0, |group| group.num_rows());
        let n = usize::try_from(rows).unwrap_or(0).min(SAMPLE);
        let mut sample = vec![Vec::new(); n];
        for leaf in 0..n_columns {
            // a column that cannot be read may not be needed
            let cells = self.column(0, leaf).and_then(|mut column| column.read(n)).unwrap_or_else(|_| vec![None; n]);
            for (row, cell) in sample.iter_mut().zip(cells) {
                row.push(cell.map_or_else(String::new, |cell| String::from_utf8_lossy(&cell).into_owned()));
            }
        }
        Ok(sample)
    }

    fn column(&self, group: usize, leaf: usize) -> Decoded<Column> {
        if group >= self.metadata().num_row_groups() {
            return Err(guard::damaged("a row group is missing"));
        }
        let group = self.reader.get_row_group(group)?;
        let chunk = group.metadata().columns().get(leaf).ok_or_else(|| guard::damaged("a row group lacks a column"))?;
        let offset = chunk.dictionary_page_offset().unwrap_or_else(|| chunk.data_page_offset());
        let number = |n: i64| u64::try_from(n).map_err(|_| guard::damaged("a column has no place"));
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

#[cfg(test)]
mod tests;
