//! What is checked before Parquet bytes are decoded: that no size they declare could fill the memory.
//!
//! The decoder believes counts and sizes and reserves what they say. So the footer is walked first (a list has no more
//! entries than bytes follow), then the headers of all pages of a column, then each page before its values are read.

use std::io::{self, BufReader, Read, Seek, SeekFrom};

use flate2::read::MultiGzDecoder;
use parquet::basic::{Compression, Encoding};
use parquet::column::page::{Page, PageMetadata, PageReader};
use parquet::errors::{ParquetError, Result};
use parquet::schema::types::ColumnDescriptor;

use crate::read::source::Opened;

/// The longest footer, and the most bytes that a page may unpack to.
const MAX_FOOTER: u64 = 16 << 20;
const MAX_PAGE: u64 = 128 << 20;
/// The most values in the pages of a column of lists, whose rows may be of any length.
const MAX_IN_LISTS: u64 = 16 << 20;

/// That the footer can be decoded.
pub(super) fn footer(file: &mut Opened) -> Result<()> {
    let n_bytes = file.seek(SeekFrom::End(0))?;
    let tail = n_bytes.checked_sub(8).filter(|tail| *tail >= 4).ok_or_else(|| damaged("it is too short"))?;
    file.seek(SeekFrom::Start(tail))?;
    let mut last = [0; 8];
    file.read_exact(&mut last)?;
    let length = u64::from(u32::from_le_bytes([last[0], last[1], last[2], last[3]]));
    if &last[4..] != b"PAR1" || length > tail - 4 {
        return Err(damaged("its end is missing"));
    }
    if length > MAX_FOOTER {
        return Err(damaged("its footer is longer than 16 MiB"));
    }
    file.seek(SeekFrom::Start(tail - length))?;
    let mut bytes = Vec::new();
    file.by_ref().take(length).read_to_end(&mut bytes)?;
    Compact { bytes: &bytes, at: 0 }.skip(STRUCT, 0).ok_or_else(|| damaged("its footer cannot be read"))
}

/// That every page of a column chunk of `length` bytes from `start` has a size that can be unpacked.
pub(super) fn chunk(
    file: &Opened,
    start: u64,
    length: u64,
    compression: Compression,
    column: &ColumnDescriptor,
) -> Result<()> {
    let mut file = file.try_clone()?;
    if start.checked_add(length).is_none_or(|end| file.len().map_or(true, |n| end > n)) {
        return Err(damaged("a column reaches over its end"));
    }
    let (mut at, end, mut n_values) = (start, start + length, 0);
    let mut bytes = Vec::new();
    while at < end {
        let header = [4 << 10, 1 << 20].into_iter().find_map(|most: u64| {
            bytes.clear();
            file.seek(SeekFrom::Start(at)).ok()?;
            file.by_ref().take(most.min(end - at)).read_to_end(&mut bytes).ok()?;
            Compact { bytes: &bytes, at: 0 }.page()
        });
        let header = header.ok_or_else(|| damaged("a page has no header"))?;
        at += header.length;
        if header.n_unpacked > MAX_PAGE {
            return Err(damaged("a page would unpack to more than 128 MiB"));
        }
        if header.n_packed > end - at {
            return Err(damaged("a page reaches over the end of its column"));
        }
        if header.is_dictionary && header.n_values > header.n_unpacked {
            return Err(damaged("a dictionary has more entries than bytes"));
        }
        n_values += header.n_values;
        if column.max_rep_level() > 0 && n_values > MAX_IN_LISTS {
            return Err(damaged("a column of lists has too many values"));
        }
        if matches!(compression, Compression::GZIP(_)) && header.n_packed > 64 << 10 {
            // deflate gives at most about a thousand bytes for one; the decoder takes whatever comes
            file.seek(SeekFrom::Start(at))?;
            let stored = BufReader::new(file.by_ref().take(header.n_packed));
            let unpacked = MultiGzDecoder::new(stored).take(header.n_unpacked + 1);
            if io::copy(&mut { unpacked }, &mut io::sink())? > header.n_unpacked {
                return Err(damaged("a page unpacks to more than it says"));
            }
        }
        at += header.n_packed;
    }
    Ok(())
}

pub(super) fn damaged(what: &str) -> ParquetError {
    ParquetError::General(what.to_owned())
}

/// What a page's header says.
struct Header {
    length: u64,
    n_unpacked: u64,
    n_packed: u64,
    n_values: u64,
    is_dictionary: bool,
}

/// A walk over Thrift's compact protocol, in which Parquet's headers are written.
struct Compact<'a> {
    bytes: &'a [u8],
    at: usize,
}

const LIST: u8 = 9;
const STRUCT: u8 = 12;
/// Nothing in Parquet nests deeper.
const MAX_DEPTH: u32 = 32;

impl Compact<'_> {
    fn byte(&mut self) -> Option<u8> {
        let byte = *self.bytes.get(self.at)?;
        self.at += 1;
        Some(byte)
    }

    fn varint(&mut self) -> Option<u64> {
        let mut value = 0;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            value |= u64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return Some(value);
            }
        }
        None
    }

    /// A signed number that must not be negative.
    fn count(&mut self) -> Option<u64> {
        let value = self.varint()?;
        (value & 1 == 0).then_some(value >> 1)
    }

    /// The number and type of the next field of a structure; `None` in it at its end.
    fn field(&mut self, last: &mut i64) -> Option<Option<(i64, u8)>> {
        let byte = self.byte()?;
        if byte == 0 {
            return Some(None);
        }
        *last = match i64::from(byte >> 4) {
            0 => (self.varint()? >> 1) as i64,
            delta => last.checked_add(delta)?,
        };
        Some(Some((*last, byte & 0x0f)))
    }

    fn advance(&mut self, n: u64) -> Option<()> {
        let at = self.at.checked_add(usize::try_from(n).ok()?)?;
        (at <= self.bytes.len()).then(|| self.at = at)
    }

    /// Goes over a value; `None` when it does not end, or a list has more entries than bytes follow.
    fn skip(&mut self, kind: u8, depth: u32) -> Option<()> {
        if depth > MAX_DEPTH {
            return None;
        }
        match kind {
            1 | 2 => Some(()),
            3 => self.advance(1),
            4..=6 => self.varint().map(|_| ()),
            7 => self.advance(8),
            8 => {
                let n = self.varint()?;
                self.advance(n)
            }
            LIST | 10 => {
                let byte = self.byte()?;
                let n = if byte >> 4 == 15 { self.varint()? } else { u64::from(byte >> 4) };
                let kind = byte & 0x0f;
                self.entries(n)?;
                (0..n)
                    .try_for_each(|_| if matches!(kind, 1 | 2) { self.advance(1) } else { self.skip(kind, depth + 1) })
            }
            11 => {
                let n = self.varint()?;
                self.entries(n)?;
                let kinds = if n > 0 { self.byte()? } else { 0 };
                (0..n).try_for_each(|_| {
                    self.skip(kinds >> 4, depth + 1)?;
                    self.skip(kinds & 0x0f, depth + 1)
                })
            }
            STRUCT => {
                let mut last = 0;
                while let Some((_, kind)) = self.field(&mut last)? {
                    self.skip(kind, depth + 1)?;
                }
                Some(())
            }
            _ => None,
        }
    }

    /// That so many entries can follow.
    fn entries(&self, n: u64) -> Option<()> {
        (n <= (self.bytes.len() - self.at) as u64).then_some(())
    }

    fn page(&mut self) -> Option<Header> {
        let mut header = Header { length: 0, n_unpacked: 0, n_packed: 0, n_values: 0, is_dictionary: false };
        let mut last = 0;
        while let Some((id, kind)) = self.field(&mut last)? {
            match (id, kind) {
                (2, 5) => header.n_unpacked = self.count()?,
                (3, 5) => header.n_packed = self.count()?,
                (5 | 7 | 8, STRUCT) => {
                    header.is_dictionary |= id == 7;
                    let mut last = 0;
                    while let Some((id, kind)) = self.field(&mut last)? {
                        match (id, kind) {
                            (1, 5) => header.n_values = self.count()?,
                            _ => self.skip(kind, 1)?,
                        }
                    }
                }
                _ => self.skip(kind, 1)?,
            }
        }
        header.length = self.at as u64;
        Some(header)
    }
}

/// Pages whose counts are checked against their bytes.
pub(super) struct Guarded {
    pages: Box<dyn PageReader>,
    n_levels: usize, // blocks of levels before the values of a page of the first version
}

impl Guarded {
    pub fn new(pages: Box<dyn PageReader>, column: &ColumnDescriptor) -> Self {
        let n_levels = usize::from(column.max_def_level() > 0) + usize::from(column.max_rep_level() > 0);
        Self { pages, n_levels }
    }

    fn check(&self, page: &Page) -> Result<()> {
        let bytes: &[u8] = page.buffer();
        let mut at = 0;
        match page {
            Page::DictionaryPage { num_values, .. } if *num_values as usize > bytes.len() => {
                return Err(damaged("a dictionary has more entries than bytes"));
            }
            Page::DictionaryPage { .. } => return Ok(()),
            Page::DataPage { .. } => {
                for _ in 0..self.n_levels {
                    let length =
                        bytes.get(at..).and_then(|rest| rest.first_chunk()).map(|length| u32::from_le_bytes(*length));
                    at += 4 + length.ok_or_else(|| damaged("a page is too short"))? as usize;
                }
            }
            Page::DataPageV2 { def_levels_byte_len, rep_levels_byte_len, .. } => {
                at = *def_levels_byte_len as usize + *rep_levels_byte_len as usize;
            }
        }
        match page.encoding() {
            Encoding::DELTA_BYTE_ARRAY => {
                Err(damaged("a column is packed as DELTA_BYTE_ARRAY, which is not read; write it in format version 1"))
            }
            Encoding::DELTA_LENGTH_BYTE_ARRAY => {
                let mut values = Compact { bytes: bytes.get(at..).unwrap_or_default(), at: 0 };
                let n = values.varint().and_then(|_| values.varint()).and_then(|_| values.varint());
                let most = (1 << 20) + 8 * bytes.len() as u64;
                n.filter(|n| *n <= most).map(|_| ()).ok_or_else(|| damaged("a page has more values than it can hold"))
            }
            _ => Ok(()),
        }
    }
}

impl PageReader for Guarded {
    fn get_next_page(&mut self) -> Result<Option<Page>> {
        let page = self.pages.get_next_page()?;
        page.as_ref().map_or(Ok(()), |page| self.check(page))?;
        Ok(page)
    }

    fn peek_next_page(&mut self) -> Result<Option<PageMetadata>> {
        self.pages.peek_next_page()
    }

    fn skip_next_page(&mut self) -> Result<()> {
        self.pages.skip_next_page()
    }

    fn at_record_boundary(&mut self) -> Result<bool> {
        self.pages.at_record_boundary()
    }
}

impl Iterator for Guarded {
    type Item = Result<Page>;

    fn next(&mut self) -> Option<Self::Item> {
        self.get_next_page().transpose()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(bytes: &[u8], expected: Option<usize>) {
        let mut walk = Compact { bytes, at: 0 };
        assert_eq!(walk.skip(STRUCT, 0).map(|()| walk.at), expected, "{bytes:?}");
    }

    #[test]
    fn structures_are_walked_to_their_end() {
        check(&[0], Some(1));
        check(&[0x15, 0x02, 0x18, 2, b'a', b'b', 0, 9], Some(7)); // an integer and two bytes
        check(&[0x19, 0x25, 1, 2, 0], Some(5)); // a list of two integers
        check(&[0x11, 0x12, 0], Some(3)); // two truths
        check(&[0x1b, 1, 0x55, 1, 2, 0], Some(6)); // a map
        check(&[0x1c, 0x15, 1, 0, 0], Some(5)); // a structure in it
        check(&[0x15], None);
        check(&[0x18, 9, b'a', 0], None);
        check(&[0x1f], None); // no such type
        check(&[0x1c; 100], None); // too deep
    }

    #[test]
    fn a_list_longer_than_its_bytes_is_refused() {
        check(&[0x19, 0xfc, 0xff, 0xff, 0xff, 0xff, 0x07, 0, 0, 0], None);
        check(&[0x1b, 0xff, 0xff, 0xff, 0xff, 0x07, 0x55, 0, 0], None);
    }

    #[test]
    fn a_page_header_tells_its_sizes() {
        // type 2 (dictionary), 100 bytes unpacked, 60 packed, 7 entries
        let bytes = [0x15, 0x04, 0x15, 0xc8, 0x01, 0x15, 0x78, 0x4c, 0x15, 0x0e, 0x15, 0x00, 0, 0, 99];
        let header = Compact { bytes: &bytes, at: 0 }.page().unwrap();
        assert_eq!((header.n_unpacked, header.n_packed, header.n_values, header.is_dictionary), (100, 60, 7, true));
        assert_eq!(header.length, 14);
        assert!(Compact { bytes: &[0x15, 0x04, 0x15, 0x01, 0], at: 0 }.page().is_none()); // a negative size
    }
}
