//! The window under `csv`: the bytes of the record being read, so that reading can begin again inside them.

use std::io::{self, Read};

use crate::read::Dialect;
use crate::read::dialect::Layout;
use crate::read::input::{END_MARK, Input, MAX_ROW};

/// More bytes between cells than this in one row, and it is no row.
const MAX_DELIMITERS: usize = 1 << 20;

/// The bytes from the record being read on.
pub(super) struct Window {
    pub input: Input,
    layout: Layout,
    pub bytes: Vec<u8>,
    base: u64,           // where in the text they begin
    n_doubled: usize,    // up to here no quotation mark stands behind a backslash
    pub n_ready: usize,  // of them can be given
    i_given: usize,      // up to here they were
    row_start: u64,      // where the row begins
    n_delimiters: usize, // given since
    is_quoted: bool,     // whether `n_ready` is inside quotation marks
    pub is_end: bool,
    pub is_too_long: bool,
}

impl Window {
    pub fn new(input: Input, layout: Layout) -> Self {
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
    pub fn begin(&mut self, start: u64) {
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
    pub fn n_given(&self) -> u64 {
        self.base + self.i_given as u64
    }

    /// Gives the bytes again from there.
    pub fn rewind(&mut self, to: u64) {
        self.i_given = (to - self.base) as usize;
        (self.is_too_long, self.n_delimiters) = (false, 0);
    }

    pub fn slice(&self, from: u64, to: u64) -> &[u8] {
        let end = ((to - self.base) as usize).min(self.bytes.len());
        &self.bytes[((from - self.base) as usize).min(end)..end]
    }

    /// Up to `n` bytes from `from`, and whether the file ends with them.
    pub fn look_ahead(&mut self, from: u64, n: usize) -> (&[u8], bool) {
        let start = (from - self.base) as usize;
        while self.n_ready < start + n && !self.is_end && self.fill().is_ok() {}
        let n_own = if self.is_end { self.bytes.len().saturating_sub(END_MARK.len()) } else { self.n_ready };
        let end = n_own.min(start + n);
        (&self.bytes[start.min(end)..end], self.is_end && end == n_own)
    }

    pub fn fill(&mut self) -> io::Result<()> {
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
            let is_pair = byte == escape && next.is_some_and(|byte| byte == quote || byte == escape);
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
            let before = self.n_ready.checked_sub(1).map_or(b'\n', |at| self.bytes[at]);
            // a mark within a cell is none; one behind another may be the second of two
            let may_open = before == delimiter || Some(before) == quote || matches!(before, b'\n' | b'\r');
            let rest = &mut self.bytes[self.n_ready..self.n_doubled];
            if Some(rest[0]) == quote {
                self.is_quoted = !self.is_quoted && may_open;
            } else if rest[0] == delimiter && !self.is_quoted {
                let n_spaces = rest[1..].iter().take_while(|byte| **byte == b' ').count();
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
        self.n_delimiters += rest[..n].iter().filter(|byte| **byte == self.layout.dialect.delimiter).count();
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
