//! An input's bytes: decompressed, hashed as stored, and stopped before a row could fill the memory.

use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::Path;

use flate2::read::MultiGzDecoder;

use crate::error::{Error, Kind, Result};

/// What every input ends with after its own bytes: a row that shows whether a quotation mark was still open.
pub(super) const END_MARK: &[u8] = b"\n\x1e\x03\x1e\n";

/// No row is longer than this, or it is not a row.
const MAX_ROW: usize = 64 << 20;

/// The bytes of a file or of standard input.
pub(super) struct Input {
    name: String,
    decoder: Decoder,
    head: Vec<u8>,
    n_read: usize, // of the head, then of what follows, then of the end mark
    n_left: usize, // until the row is too long
    stage: Stage,
}

#[derive(Clone, Copy)]
enum Stage {
    Head,
    Rest,
    EndMark,
    TooLong,
}

enum Decoder {
    Plain(Stored),
    Gzip(Box<MultiGzDecoder<Stored>>),
    Zstd(zstd::Decoder<'static, BufReader<Stored>>),
}

/// The bytes as stored.
struct Stored {
    peeked: io::Cursor<Vec<u8>>,
    file: Box<dyn Read>,
    hasher: blake3::Hasher,
    n_bytes: u64,
}

impl Input {
    /// Opens a file, or standard input for `-`.
    pub fn open(path: &Path) -> Result<Self> {
        let name = path.display().to_string();
        let file: Box<dyn Read> = match name.as_str() {
            "-" => Box::new(io::stdin()),
            _ => Box::new(File::open(path).map_err(|cause| {
                let help = match cause.kind() {
                    io::ErrorKind::NotFound => "check the name; slantwise reads from the folder it is started in",
                    _ => "check that the file can be read",
                };
                Error::io(&name, &cause).with_help(help)
            })?),
        };
        Self::new(name, file)
    }

    /// The bytes that `file` gives, under that name.
    pub fn new(name: String, mut file: Box<dyn Read>) -> Result<Self> {
        const HEAD: u64 = 64 << 10;
        let failed = |name: &str, cause: &io::Error| Error::io(name, cause).with_help("check that the file is whole");
        let mut peeked = Vec::new();
        file.by_ref().take(4).read_to_end(&mut peeked).map_err(|it| failed(&name, &it))?;
        let magic = peeked.clone();
        let stored = Stored { peeked: io::Cursor::new(peeked), file, hasher: blake3::Hasher::new(), n_bytes: 0 };
        let mut decoder = match magic[..] {
            [0x1f, 0x8b, ..] => Decoder::Gzip(Box::new(MultiGzDecoder::new(stored))),
            [0x28, 0xb5, 0x2f, 0xfd] => Decoder::Zstd(zstd::Decoder::new(stored).map_err(|it| failed(&name, &it))?),
            _ => Decoder::Plain(stored),
        };
        let mut head = Vec::new();
        decoder.by_ref().take(HEAD).read_to_end(&mut head).map_err(|it| failed(&name, &it))?;
        refuse_other_kinds(&name, &head)?;
        Ok(Self { name, decoder, head, n_read: 0, n_left: MAX_ROW, stage: Stage::Head })
    }

    /// The file as the user named it.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The first bytes, without a byte order mark.
    pub fn head(&self) -> &[u8] {
        self.head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&self.head)
    }

    pub fn looks_like_json(&self) -> bool {
        let start = self.head().trim_ascii_start();
        start.starts_with(b"{") || start.strip_prefix(b"[").is_some_and(|it| it.trim_ascii_start().starts_with(b"{"))
    }

    /// That a new row begins.
    pub fn mark(&mut self) {
        self.n_left = MAX_ROW;
    }

    /// The error for a failed read.
    pub fn failed(&self, cause: &io::Error) -> Error {
        if matches!(self.stage, Stage::TooLong) {
            return Error::new(Kind::Input, format!("a row of more than {} MiB", MAX_ROW >> 20))
                .in_file(&self.name)
                .with_help("look for a quotation mark that is never closed, or for the wrong --from");
        }
        Error::io(&self.name, cause).with_help("check that the file is whole")
    }

    /// The hash and the number of the bytes as stored, also of those behind what could be decompressed.
    pub fn finish(mut self) -> Result<(String, u64)> {
        let name = std::mem::take(&mut self.name);
        let stored = self.decoder.stored();
        io::copy(stored, &mut io::sink()).map_err(|it| Error::io(name, &it))?;
        Ok((stored.hasher.finalize().to_string(), stored.n_bytes))
    }
}

impl Read for Input {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.n_left == 0 {
            self.stage = Stage::TooLong;
        }
        let room = buffer.len().min(self.n_left);
        let buffer = &mut buffer[..room];
        let n = match self.stage {
            Stage::Head => copy(&self.head[self.n_read..], buffer),
            Stage::Rest => self.decoder.read(buffer)?,
            Stage::EndMark => copy(&END_MARK[self.n_read..], buffer),
            Stage::TooLong => return Err(io::Error::other("a row that is too long")),
        };
        self.n_read += n;
        self.n_left -= n;
        self.stage = match self.stage {
            Stage::Head if self.n_read == self.head.len() => Stage::Rest,
            Stage::Rest if n == 0 && !buffer.is_empty() => {
                self.n_read = 0;
                self.stage = Stage::EndMark;
                return self.read(buffer);
            }
            stage => stage,
        };
        // an empty head is read in no time, and 0 would mean the end
        if n == 0 && matches!(self.stage, Stage::Rest) && !buffer.is_empty() { self.read(buffer) } else { Ok(n) }
    }
}

impl Decoder {
    fn stored(&mut self) -> &mut Stored {
        match self {
            Self::Plain(it) => it,
            Self::Gzip(it) => (**it).get_mut(),
            Self::Zstd(it) => it.get_mut().get_mut(),
        }
    }
}

impl Read for Decoder {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::Plain(it) => it.read(buffer),
            Self::Gzip(it) => it.read(buffer),
            Self::Zstd(it) => it.read(buffer),
        }
    }
}

impl Read for Stored {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = match self.peeked.read(buffer)? {
            0 => self.file.read(buffer)?,
            n => n,
        };
        self.hasher.update(&buffer[..n]);
        self.n_bytes += n as u64;
        Ok(n)
    }
}

fn copy(from: &[u8], to: &mut [u8]) -> usize {
    let n = from.len().min(to.len());
    to[..n].copy_from_slice(&from[..n]);
    n
}

/// Files that are no text in UTF-8, by their first bytes: what they are, and the way out.
const OTHER_KINDS: &[(&[u8], &str, &str)] = &[
    (b"PK\x03\x04", "a zip archive or an Excel file", "export it as CSV, or unpack it"),
    (b"PAR1", "a Parquet file", "convert it to CSV or JSON Lines"),
    (b"\xd0\xcf\x11\xe0", "an old Office file", "export it as CSV"),
    (b"%PDF", "a PDF file", "save its text"),
    (b"\xff\xfe", "text in UTF-16", "save it as UTF-8"),
    (b"\xfe\xff", "text in UTF-16", "save it as UTF-8"),
    (b"<!doctype", "an HTML page", "save the table or the articles' text instead"),
    (b"<html", "an HTML page", "save the table or the articles' text instead"),
];

fn refuse_other_kinds(name: &str, head: &[u8]) -> Result<()> {
    let is_kind = |magic: &[u8]| head.get(..magic.len()).is_some_and(|it| it.eq_ignore_ascii_case(magic));
    match OTHER_KINDS.iter().find(|it| is_kind(it.0)) {
        Some((_, kind, help)) => {
            let message = format!("{kind}; expected CSV, TSV or JSON Lines in UTF-8");
            Err(Error::new(Kind::Input, message).in_file(name).with_help(*help))
        }
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Gives one byte at a time, as a slow pipe may.
    struct Slow(io::Cursor<Vec<u8>>);

    impl Read for Slow {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            let room = buffer.len().min(1);
            self.0.read(&mut buffer[..room])
        }
    }

    fn check(stored: &[u8], expected: &[u8]) {
        let mut input = Input::new("-".into(), Box::new(Slow(io::Cursor::new(stored.to_vec())))).unwrap();
        let mut found = Vec::new();
        input.read_to_end(&mut found).unwrap();
        assert_eq!(found, [expected, END_MARK].concat());
        let (hash, n_bytes) = input.finish().unwrap();
        assert_eq!((hash, n_bytes), (blake3::hash(stored).to_string(), stored.len() as u64));
    }

    #[test]
    fn bytes_come_whole_and_are_hashed_as_stored() {
        check(b"", b"");
        check(b"abc", b"abc");
        let long = b"0123456789".repeat(20_000);
        check(&long, &long);
        check(&zstd::encode_all(&long[..], 1).unwrap(), &long);
        let two = [zstd::encode_all(&b"one "[..], 1).unwrap(), zstd::encode_all(&b"two"[..], 1).unwrap()].concat();
        check(&two, b"one two");
    }

    #[test]
    fn a_row_without_end_is_refused_before_it_fills_the_memory() {
        let mut input = Input::new("a".into(), Box::new(io::repeat(b'a'))).unwrap();
        let cause = io::copy(&mut input, &mut io::sink()).unwrap_err();
        assert!(input.failed(&cause).to_string().contains("more than 64 MiB"));
    }
}
