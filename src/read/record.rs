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
//! and the lines inside it are records of the table themselves: cells in the number of the header, no mark amiss, and
//! numbered if all rows before began with a number; otherwise at least two on end. Such a record is given as
//! [`Found::Broken`], and the next is the first of these lines.
//!
//! What it cannot do: see a quotation mark that swallows the next row without any of these signs, or tell a line of prose
//! with as many commas as the table, after a broken quotation mark, from a row. When mending has cost many times the file
//! itself, the rest of the file is one broken record.

use std::io::{self, Read};

use csv::ByteRecord;

use super::Dialect;
use super::dialect::{Layout, shape};
use super::input::{END_MARK, Input, MAX_ROW, too_long};
use crate::error::{Error, Kind, Result};

/// More bytes between cells than this in one row, and it is no row.
const MAX_DELIMITERS: usize = 1 << 20;
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
        let failed = |window: &Window, it: io::Error| window.input.failed(&it);
        while window.n_ready < layout.n_skipped + 3 && !window.is_end {
            window.fill().map_err(|it| failed(&window, it))?;
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
                    csv::ErrorKind::Io(cause) => self.reader.get_ref().input.failed(&cause),
                    cause => Error::new(Kind::Input, format!("not a table: {cause:?}"))
                        .in_file(self.reader.get_ref().input.name()),
                });
            }
        };
        let end = if is_cut { self.reader.get_ref().n_given() } else { self.end() };
        let raw = self.reader.get_ref().slice(start, end);
        let n_blank = raw.iter().position(|it| !matches!(it, b'\n' | b'\r')).unwrap_or(raw.len());
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
            _ if !raw.trim_ascii_end().iter().any(|it| matches!(it, b'\n' | b'\r')) => None,
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
        self.reader.seek_raw(io::SeekFrom::Start(at), position).map_err(|it| {
            Error::new(Kind::Input, format!("not a table: {it}")).in_file(self.reader.get_ref().input.name())
        })?;
        self.origin = 0;
        self.resumed = Some(self.lines.n);
        Ok(Found::Broken)
    }
}

/// What makes a record suspect.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Trouble {
    /// It has no end.
    Open,
    /// On a later line, a closing quotation mark is followed by more of the cell.
    Mark,
    /// It has too many or too few cells.
    Count,
}

impl Trouble {
    fn of(raw: &[u8], is_count_right: bool, dialect: Dialect) -> Option<Self> {
        let amiss = shape(raw, dialect).amiss;
        let is_behind_a_line = |at: usize| raw[..at].iter().any(|it| matches!(it, b'\n' | b'\r'));
        match amiss {
            Some(at) if is_behind_a_line(at) => Some(Self::Mark),
            _ => (!is_count_right).then_some(Self::Count),
        }
    }
}

/// What a record of the table looks like.
struct Probe {
    dialect: Dialect,
    n_columns: usize,
    is_numbered: bool,
    is_end: bool, // whether the bytes end with the file
}

impl Probe {
    /// How many records, up to `n_needed`, `bytes` begin with; whether they are all there are; how many bytes were looked
    /// at.
    fn records(&self, bytes: &[u8], n_needed: usize) -> (usize, bool, usize) {
        let (mut at, mut n_good) = (0, 0);
        while n_good < n_needed {
            if at >= bytes.len() {
                return (n_good, self.is_end, at);
            }
            let shape = shape(&bytes[at..], self.dialect);
            let is_whole = shape.is_ended || (self.is_end && !shape.is_open);
            let record = &bytes[at..at + shape.length];
            at += shape.length;
            if shape.n_cells == 0 {
                continue; // a blank line
            }
            let is_good = is_whole && shape.n_cells == self.n_columns && shape.amiss.is_none();
            let first = record.split(|it| *it == self.dialect.delimiter).next().unwrap_or_default();
            if !is_good || (self.is_numbered && !is_number(first)) {
                return (n_good, false, at);
            }
            n_good += 1;
        }
        (n_good, false, at)
    }
}

/// Whether the cell is a number without sign.
fn is_number(cell: &[u8]) -> bool {
    let cell = cell.trim_ascii();
    let cell = cell.strip_prefix(b"\"").and_then(|it| it.strip_suffix(b"\"")).unwrap_or(cell);
    !cell.is_empty() && cell.iter().all(u8::is_ascii_digit)
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

/// The bytes from the record being read on.
struct Window {
    input: Input,
    layout: Layout,
    bytes: Vec<u8>,
    base: u64,           // where in the text they begin
    n_doubled: usize,    // up to here no quotation mark stands behind a backslash
    n_ready: usize,      // of them can be given
    i_given: usize,      // up to here they were
    row_start: u64,      // where the row begins
    n_delimiters: usize, // given since
    is_quoted: bool,     // whether `n_ready` is inside quotation marks
    is_end: bool,
    is_too_long: bool,
}

impl Window {
    fn new(input: Input, layout: Layout) -> Self {
        Self {
            input,
            layout,
            bytes: Vec::new(),
            base: 0,
            n_doubled: 0,
            n_ready: 0,
            i_given: 0,
            row_start: 0,
            n_delimiters: 0,
            is_quoted: false,
            is_end: false,
            is_too_long: false,
        }
    }

    /// That a row begins at `start`: what is before is forgotten.
    fn begin(&mut self, start: u64) {
        const WORTH_MOVING: usize = 256 << 10;
        (self.row_start, self.n_delimiters) = (start, 0);
        let n_old = (start - self.base) as usize;
        if n_old > WORTH_MOVING && n_old >= self.bytes.len() / 2 {
            self.bytes.drain(..n_old);
            self.base = start;
            self.n_doubled -= n_old;
            self.n_ready -= n_old;
            self.i_given -= n_old;
        }
    }

    /// How many bytes of the text were given.
    fn n_given(&self) -> u64 {
        self.base + self.i_given as u64
    }

    fn rewind(&mut self, to: u64) {
        self.i_given = (to - self.base) as usize;
        (self.is_too_long, self.n_delimiters) = (false, 0);
    }

    fn slice(&self, from: u64, to: u64) -> &[u8] {
        let end = ((to - self.base) as usize).min(self.bytes.len());
        &self.bytes[((from - self.base) as usize).min(end)..end]
    }

    /// Up to `n` bytes from `from`, and whether the file ends with them.
    fn look_ahead(&mut self, from: u64, n: usize) -> (&[u8], bool) {
        let start = (from - self.base) as usize;
        while self.n_ready < start + n && !self.is_end && self.fill().is_ok() {}
        let n_own = if self.is_end { self.bytes.len().saturating_sub(END_MARK.len()) } else { self.n_ready };
        let end = n_own.min(start + n);
        (&self.bytes[start.min(end)..end], self.is_end && end == n_own)
    }

    fn fill(&mut self) -> io::Result<()> {
        const CHUNK: usize = 64 << 10;
        let n = self.bytes.len();
        self.bytes.resize(n + CHUNK, 0);
        self.input.mark();
        let read = self.input.read(&mut self.bytes[n..]);
        self.bytes.truncate(n + *read.as_ref().unwrap_or(&0));
        self.is_end |= read? == 0;
        self.double_marks();
        if self.layout.is_spaced {
            self.move_spaces();
        } else {
            self.n_ready = self.n_doubled;
        }
        Ok(())
    }

    /// Makes quotation marks behind a backslash doubled ones. No byte changes its place.
    fn double_marks(&mut self) {
        let Dialect { quote: Some(quote), escape: Some(escape), .. } = self.layout.dialect else {
            self.n_doubled = self.bytes.len();
            return;
        };
        while let Some(&byte) = self.bytes.get(self.n_doubled) {
            let next = self.bytes.get(self.n_doubled + 1).copied();
            if byte == escape && next.is_none() && !self.is_end {
                return;
            }
            let is_pair = byte == escape && next.is_some_and(|it| it == quote || it == escape);
            if is_pair && next == Some(quote) {
                self.bytes[self.n_doubled] = quote;
            }
            self.n_doubled += if is_pair { 2 } else { 1 };
        }
    }

    /// Puts the spaces between a delimiter and a quotation mark before the delimiter, where `csv` takes them for the end
    /// of the cell before, which is trimmed. No byte changes its place by more than that.
    fn move_spaces(&mut self) {
        let Dialect { delimiter, quote, .. } = self.layout.dialect;
        while self.n_ready < self.n_doubled {
            let before = self.n_ready.checked_sub(1).map_or(b'\n', |it| self.bytes[it]);
            // a mark within a cell is none; one behind another may be the second of two
            let may_open = before == delimiter || Some(before) == quote || matches!(before, b'\n' | b'\r');
            let rest = &mut self.bytes[self.n_ready..self.n_doubled];
            if Some(rest[0]) == quote {
                self.is_quoted = !self.is_quoted && may_open;
            } else if rest[0] == delimiter && !self.is_quoted {
                let n_spaces = rest[1..].iter().take_while(|it| **it == b' ').count();
                match rest.get(n_spaces + 1) {
                    None if !self.is_end && n_spaces < 1000 => return,
                    Some(byte) if n_spaces > 0 && Some(*byte) == quote => {
                        rest.swap(0, n_spaces);
                        self.n_ready += n_spaces;
                    }
                    _ => {}
                }
            }
            self.n_ready += 1;
        }
    }
}

impl Read for Window {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.i_given == self.n_ready && !self.is_end {
            self.fill()?;
        }
        let is_row = self.n_given() - self.row_start <= MAX_ROW as u64 && self.n_delimiters <= MAX_DELIMITERS;
        if !is_row && self.i_given < self.n_ready {
            self.is_too_long = true;
            return Err(io::Error::other("a row that is too long"));
        }
        let rest = &self.bytes[self.i_given..self.n_ready];
        let n = rest.len().min(buffer.len());
        buffer[..n].copy_from_slice(&rest[..n]);
        self.n_delimiters += rest[..n].iter().filter(|it| **it == self.layout.dialect.delimiter).count();
        self.i_given += n;
        Ok(n)
    }
}

impl io::Seek for Window {
    fn seek(&mut self, to: io::SeekFrom) -> io::Result<u64> {
        match to {
            io::SeekFrom::Start(at) if at >= self.base && at <= self.base + self.n_ready as u64 => {
                self.rewind(at);
                Ok(at)
            }
            _ => Err(io::Error::other("a place that was forgotten")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::dialect::{Told, sniff};

    /// The records as `line:cells`, a broken one as `line:!`.
    fn check(text: &str, expected: &[&str]) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.csv");
        std::fs::write(&path, text).unwrap();
        let input = Input::open(&path, None).unwrap();
        let layout = sniff(input.head(), Told { own: b',', delimiter: None, columns: &[] });
        let mut records = Records::open(input, layout).unwrap();
        let mut found = Vec::new();
        loop {
            let cells = match records.next().unwrap() {
                Found::End => break,
                Found::Broken => "!".to_owned(),
                Found::Record => records.record.iter().map(String::from_utf8_lossy).collect::<Vec<_>>().join("|"),
            };
            records.n_columns = 3;
            let byte = records.byte as usize;
            assert_eq!(records.line as usize, 1 + text[..byte].matches('\n').count());
            found.push(format!("{}:{cells}", records.line));
        }
        assert_eq!(found, expected);
    }

    #[test]
    fn a_text_of_several_lines_with_commas_is_one_record() {
        check(
            "id,outlet,text\n1,N,\"One,\n2,two,\nthree, four\"\n2,S,End\n",
            &["1:id|outlet|text", "2:1|N|One,\n2,two,\nthree, four", "5:2|S|End"],
        );
    }

    #[test]
    fn a_mark_that_the_next_row_closes_is_seen() {
        check(
            "id,outlet,text\n1,N,\"One\n2,S,\"Two\"\n3,N,Three\n",
            &["1:id|outlet|text", "2:!", "3:2|S|Two", "4:3|N|Three"],
        );
        check(
            "id,outlet,text\n0,N,\"Nought\"\n1,N,\"One\n2,S,Two\n3,\"N\",Three\n",
            &["1:id|outlet|text", "2:0|N|Nought", "3:!", "4:2|S|Two", "5:3|N|Three"],
        );
    }

    #[test]
    fn without_a_whole_row_behind_it_the_rest_is_one_record() {
        check("id,outlet,text\n1,N,\"One\ntwo\nthree", &["1:id|outlet|text", "2:!"]);
    }
}
