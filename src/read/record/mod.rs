//! The records of a table, one at a time, each with its place; a quotation mark that is never closed costs one row.
//!
//! `csv` takes the bytes apart. Under it lies a window that keeps the bytes of the record being read, so that reading can
//! begin again inside them. There a quotation mark behind a backslash is made a doubled one where the layout says so, for
//! `csv` would take away every other backslash too. Reading begins again when
//!
//! - a record runs to the end of the file, or beyond [`MAX_ROW`], inside a quotation mark; or
//! - a quoted cell of several lines is closed where no cell ends (`"Talks began\n2,South,"They ended"`: the next cell's
//!   mark has closed it), or the record has the wrong number of cells;
//!
//! and the lines inside it are records of the table themselves: cells in the number of the header, no mark out of place, and
//! numbered if all rows before began with a number; otherwise at least two on end. Such a record is given as
//! [`Found::Broken`], and the next is the first of these lines.
//!
//! What it cannot do: see a quotation mark that swallows the next row without any of these signs, or tell a line of prose
//! with as many commas as the table, after a broken quotation mark, from a row. When mending has cost many times the file
//! itself, the rest of the file is one broken record.

mod probe;
mod window;

use std::io;

use csv::ByteRecord;

use super::Dialect;
use super::dialect::Layout;
use super::input::{END_MARK, Input, too_long};
use crate::error::{Error, Kind, Result};
use probe::{Probe, Trouble, is_number};
use window::Window;

/// How far behind a line is looked to see whether it is a record.
const PROBE: usize = 256 << 10;

/// What [`Records::next`] found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Found {
    Record,
    /// A record that a quotation mark without end has cut short.
    Broken,
    End,
}

/// The records of a table.
pub(super) struct Records {
    pub record: ByteRecord,
    /// Where the record begins: byte from 0, line from 1.
    pub byte: u64,
    pub line: u64,
    /// Behind a broken record, the line on which reading goes on; `None` where it does not.
    pub resumed: Option<u64>,
    /// How many cells a record should have; 0 while that is not known.
    pub n_columns: usize,
    reader: csv::Reader<Window>,
    layout: Layout,
    origin: u64, // where the reader began
    lines: Lines,
    is_numbered: Option<bool>, // whether every record began with a number
    n_spent: u64,              // bytes looked at to mend
    is_over: bool,
}

impl Records {
    /// The records of `input` behind what the layout skips.
    pub fn open(input: Input, layout: Layout) -> Result<Self> {
        let mut window = Window::new(input, layout);
        while window.n_ready < layout.n_skipped + 3 && !window.is_end {
            window.fill().map_err(|cause| window.input.failed(cause))?;
        }
        let mark = if window.bytes.starts_with(b"\xef\xbb\xbf") { 3 } else { 0 };
        let origin = (mark + layout.n_skipped).min(window.n_ready);
        let mut lines = Lines { n: 1, is_after_return: false };
        lines.count(&window.bytes[..origin]);
        window.rewind(origin as u64);
        let reader = reader(window, layout);
        Ok(Self {
            record: ByteRecord::new(),
            byte: 0,
            line: 1,
            resumed: None,
            n_columns: 0,
            reader,
            layout,
            origin: origin as u64,
            lines,
            is_numbered: None,
            n_spent: 0,
            is_over: false,
        })
    }

    /// Goes to the next record.
    ///
    /// # Errors
    /// When the input cannot be read, or a row is too long to be one.
    pub fn next(&mut self) -> Result<Found> {
        if self.is_over {
            return Ok(Found::End);
        }
        let start = self.end();
        self.reader.get_mut().begin(start);
        let is_cut = match self.reader.read_byte_record(&mut self.record) {
            Ok(true) => false,
            Ok(false) => return Ok(Found::End),
            Err(_) if self.reader.get_ref().is_too_long => true,
            Err(cause) => {
                return Err(match cause.into_kind() {
                    csv::ErrorKind::Io(cause) => self.reader.get_ref().input.failed(cause),
                    cause => Error::new(Kind::Input, format!("not a table: {cause:?}"))
                        .in_file(self.reader.get_ref().input.name()),
                });
            }
        };
        let end = if is_cut { self.reader.get_ref().n_given() } else { self.end() };
        let raw = self.reader.get_ref().slice(start, end);
        let n_blank = raw.iter().position(|byte| !matches!(byte, b'\n' | b'\r')).unwrap_or(raw.len());
        self.lines.count(&raw[..n_blank]);
        (self.byte, self.line) = (start + n_blank as u64, self.lines.n);
        let last = self.record.iter().next_back().unwrap_or_default();
        let mark = END_MARK.trim_ascii();
        // the mark counts only where the input ends: a cell may hold the same bytes
        let is_marked = !is_cut && last.trim_ascii_end().ends_with(mark);
        let is_last = is_marked && self.reader.get_mut().look_ahead(end, 1).0.is_empty();
        if is_last && self.record.len() == 1 && last == mark {
            return Ok(Found::End);
        }
        let raw = &self.reader.get_ref().slice(start, end)[n_blank..];
        let last = self.record.iter().next_back().unwrap_or_default();
        let is_open = is_cut || (is_last && last.ends_with(END_MARK));
        let trouble = match (is_open, self.n_columns) {
            (true, _) => Some(Trouble::Open),
            (_, 0) => None,
            _ if !raw.trim_ascii_end().iter().any(|byte| matches!(byte, b'\n' | b'\r')) => None,
            (_, n_columns) => Trouble::of(raw, self.record.len() == n_columns, self.layout.dialect),
        };
        if let Some(trouble) = trouble {
            let resumed = if self.n_columns == 0 { None } else { self.resume(end, trouble) };
            match resumed {
                Some(at) => return self.go_on_at(at),
                None if is_cut => return Err(too_long().at_line(self.reader.get_ref().input.name(), self.line)),
                None if is_open => {
                    self.is_over = true;
                    self.resumed = None;
                    return Ok(Found::Broken);
                }
                None => {}
            }
        }
        let raw = self.reader.get_ref().slice(self.byte, end);
        self.lines.count(raw);
        if self.record.len() == self.n_columns {
            let is_number = is_number(self.record.get(0).unwrap_or_default());
            self.is_numbered = Some(self.is_numbered != Some(false) && is_number);
        }
        Ok(Found::Record)
    }

    /// The hash and the number of the bytes as stored.
    pub fn finish(self) -> Result<(String, u64)> {
        self.reader.into_inner().input.finish()
    }

    fn end(&self) -> u64 {
        self.origin + self.reader.position().byte()
    }

    /// Where, behind the record's first line and before `end`, a line is a record.
    fn resume(&mut self, end: u64, trouble: Trouble) -> Option<u64> {
        let length = (end - self.byte) as usize;
        let n_allowed = (256 << 20) + 16 * end;
        let (bytes, is_end) = self.reader.get_mut().look_ahead(self.byte, length + PROBE);
        let length = length.min(bytes.len());
        let n_needed = match trouble {
            Trouble::Count if self.n_columns < 3 => return None,
            Trouble::Count => 2,
            _ if self.is_numbered == Some(true) && self.n_columns >= 2 => 1,
            _ => 2,
        };
        self.n_spent += length as u64;
        for (i, byte) in bytes[..length].iter().enumerate() {
            let is_end_of_line = *byte == b'\n' || (*byte == b'\r' && bytes.get(i + 1) != Some(&b'\n'));
            if !is_end_of_line || matches!(bytes.get(i + 1), None | Some(b'\n' | b'\r')) {
                continue;
            }
            if self.n_spent > n_allowed {
                return None;
            }
            let rest = &bytes[i + 1..bytes.len().min(i + 1 + PROBE)];
            let probe = Probe {
                dialect: self.layout.dialect,
                n_columns: self.n_columns,
                is_numbered: self.is_numbered == Some(true),
                is_end: is_end && i + 1 + rest.len() == bytes.len(),
            };
            let (n_good, is_to_the_end, n_seen) = probe.records(rest, n_needed);
            self.n_spent += n_seen as u64;
            if n_good >= n_needed || (n_good > 0 && is_to_the_end) {
                return Some(self.byte + i as u64 + 1);
            }
        }
        None
    }

    /// Reads again from `at`.
    fn go_on_at(&mut self, at: u64) -> Result<Found> {
        let skipped = self.reader.get_ref().slice(self.byte, at);
        self.lines.count(skipped);
        let mut position = csv::Position::new();
        position.set_byte(at);
        self.reader.seek_raw(io::SeekFrom::Start(at), position).map_err(|cause| {
            let message = format!("not a table: {cause}");
            Error::new(Kind::Input, message).in_file(self.reader.get_ref().input.name()).caused_by(cause)
        })?;
        self.origin = 0;
        self.resumed = Some(self.lines.n);
        Ok(Found::Broken)
    }
}

/// Counts lines, whatever ends them.
struct Lines {
    n: u64,
    is_after_return: bool,
}

impl Lines {
    fn count(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.n += u64::from(byte == b'\r' || (byte == b'\n' && !self.is_after_return));
            self.is_after_return = byte == b'\r';
        }
    }
}

fn reader(window: Window, layout: Layout) -> csv::Reader<Window> {
    let Dialect { delimiter, quote, .. } = layout.dialect;
    csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .quote(quote.unwrap_or(b'"'))
        .quoting(quote.is_some())
        .trim(if layout.is_spaced { csv::Trim::All } else { csv::Trim::None })
        .buffer_capacity(16 << 10)
        .from_reader(window)
}

#[cfg(test)]
mod tests;
