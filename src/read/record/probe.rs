//! Whether a record is one: what makes it suspect, and what the table's records look like.

use crate::read::Dialect;
use crate::read::dialect::shape;

/// What makes a record suspect.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Trouble {
    /// It has no end.
    Open,
    /// On a later line, a closing quotation mark is followed by more of the cell.
    Mark,
    /// It has too many or too few cells.
    Count,
}

impl Trouble {
    /// What is wrong with a record of several lines, if anything is.
    pub fn of(raw: &[u8], is_count_right: bool, dialect: Dialect) -> Option<Self> {
        let misplaced = shape(raw, dialect).misplaced;
        let is_behind_a_line = |at: usize| raw[..at].iter().any(|byte| matches!(byte, b'\n' | b'\r'));
        match misplaced {
            Some(at) if is_behind_a_line(at) => Some(Self::Mark),
            _ => (!is_count_right).then_some(Self::Count),
        }
    }
}

/// What a record of the table looks like.
pub(super) struct Probe {
    pub dialect: Dialect,
    pub n_columns: usize,
    pub is_numbered: bool,
    pub is_end: bool, // whether the bytes end with the file
}

impl Probe {
    /// How many records, up to `n_needed`, `bytes` begin with; whether they are all there are; how many bytes were looked
    /// at.
    pub fn records(&self, bytes: &[u8], n_needed: usize) -> (usize, bool, usize) {
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
            let is_good = is_whole && shape.n_cells == self.n_columns && shape.misplaced.is_none();
            let first = record.split(|byte| *byte == self.dialect.delimiter).next().unwrap_or_default();
            if !is_good || (self.is_numbered && !is_number(first)) {
                return (n_good, false, at);
            }
            n_good += 1;
        }
        (n_good, false, at)
    }
}

/// Whether the cell is a number without sign.
pub(super) fn is_number(cell: &[u8]) -> bool {
    let cell = cell.trim_ascii();
    let cell = cell.strip_prefix(b"\"").and_then(|cell| cell.strip_suffix(b"\"")).unwrap_or(cell);
    !cell.is_empty() && cell.iter().all(u8::is_ascii_digit)
}
