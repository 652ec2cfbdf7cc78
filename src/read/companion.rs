//! A small CSV file that the user gives beside the articles, on disk or in memory: columns by name in any order, cells between commas,
//! semicolons or tabs.

use std::io::{self, Read};

use super::source::{Blob, Source};
use crate::error::{Error, Kind, Result};

/// No more of a file is read.
const MAX_BYTES: u64 = 64 << 20;

/// What a file is expected to hold.
pub(super) struct Form<const N: usize> {
    /// Its columns.
    pub columns: [&'static str; N],
    /// The first so many of them must be there.
    pub n_required: usize,
    /// What the user may do when it is not so.
    pub help: &'static str,
}

/// A file's bytes, to be read by its form.
pub(super) struct Companion<'a, const N: usize> {
    name: String,
    bytes: Vec<u8>,
    form: &'a Form<N>,
}

/// A file's bytes.
///
/// # Errors
/// When it cannot be read.
pub(super) fn open<'a, const N: usize>(source: &Source, form: &'a Form<N>) -> Result<Companion<'a, N>> {
    let blob = match source {
        Source::Path(path) => Ok(Blob::Path(path.clone())),
        Source::Bytes { bytes, .. } => Ok(Blob::Bytes(bytes.clone())),
        Source::Folder { .. } => Err(io::ErrorKind::IsADirectory.into()),
    };
    let mut bytes = Vec::new();
    blob.and_then(|blob| blob.open()?.take(MAX_BYTES).read_to_end(&mut bytes))
        .map_err(|cause| Error::io(source.name(), cause).with_help(form.help))?;
    Ok(Companion { name: source.name(), bytes, form })
}

impl<const N: usize> Companion<'_, N> {
    /// The line and the cells of each row, in order; a column or cell that is not there is empty.
    ///
    /// # Errors
    /// When the bytes are no UTF-8 or a required column is missing; names the line.
    pub fn rows(&self) -> Result<Vec<(u64, [String; N])>> {
        let text = std::str::from_utf8(&self.bytes)
            .map_err(|error| {
                let before = &self.bytes[..error.valid_up_to()];
                let line = 1 + before.iter().filter(|byte| **byte == b'\n').count() as u64;
                self.wrong("found bytes that are no UTF-8".to_owned(), line)
            })?
            .trim_start_matches('\u{feff}');
        let header = text.lines().next().unwrap_or_default();
        let n_of = |delimiter: &&u8| header.bytes().filter(|byte| byte == *delimiter).count();
        let delimiter = *b",;\t".iter().max_by_key(n_of).unwrap_or(&b',');
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(delimiter)
            .flexible(true)
            .trim(csv::Trim::All)
            .from_reader(text.as_bytes());
        let names = reader.headers().map_err(|cause| self.wrong(cause.to_string(), 1).caused_by(cause))?.clone();
        let at = self.form.columns.map(|name| names.iter().position(|other| other.eq_ignore_ascii_case(name)));
        if at[..self.form.n_required].iter().any(Option::is_none) {
            let found: Vec<_> = names.iter().collect();
            let expected = self.form.columns[..self.form.n_required].join(", ");
            return Err(self.wrong(format!("found the columns {}, expected {expected}", found.join(", ")), 1));
        }
        // the reader's own line numbers are behind by one where lines end in CR LF
        let (mut at_byte, mut line) = (0, 1);
        let mut rows = Vec::new();
        for row in reader.records() {
            let row = row.map_err(|cause| {
                let line = cause.position().map_or(1, csv::Position::line);
                self.wrong(cause.to_string(), line).caused_by(cause)
            })?;
            let start = row.position().map_or(0, |position| position.byte() as usize);
            let start = start + text[start..].bytes().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
            line += text[at_byte..start].bytes().filter(|byte| *byte == b'\n').count() as u64;
            at_byte = start;
            rows.push((line, at.map(|place| place.and_then(|at| row.get(at)).unwrap_or_default().to_owned())));
        }
        Ok(rows)
    }

    /// What is wrong at a line.
    pub fn wrong(&self, message: String, line: u64) -> Error {
        Error::new(Kind::Config, message).at_line(&self.name, line).with_help(self.form.help)
    }
}

#[cfg(test)]
impl<'a, const N: usize> Companion<'a, N> {
    pub fn new(name: &str, bytes: &[u8], form: &'a Form<N>) -> Self {
        Self { name: name.to_owned(), bytes: bytes.to_vec(), form }
    }
}
