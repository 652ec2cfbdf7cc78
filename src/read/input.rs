//! An input's bytes: hashed as stored, decompressed, decoded to UTF-8, and stopped before a row or an archive could fill
//! the memory.
//!
//! Places in rejects are bytes of the decompressed and decoded text; for UTF-8 that was not compressed these are the
//! stored bytes.

#[cfg(feature = "zstd")]
use std::io::BufReader;
use std::io::{self, Read};

use encoding_rs::Encoding;
use flate2::read::MultiGzDecoder;

use super::encoding::{self, Decoding};
use super::source::Blob;
use crate::error::{Error, Kind, Result};

/// What every input ends with after its own bytes: a row that shows whether a quotation mark was still open.
pub(super) const END_MARK: &[u8] = b"\n\x1e\x03\x1e\n";

/// No row is longer than this, or it is not a row.
pub(super) const MAX_ROW: usize = 32 << 20;

/// How many of the first bytes tell the encoding and the layout.
const HEAD: u64 = 1 << 20;

/// An archive that gives more bytes than this, and more than [`MAX_RATIO`] times its own, is taken for a trap.
const MAX_FREE: u64 = 8 << 20;
const MAX_RATIO: u64 = 50;

/// The bytes of a file or of standard input.
pub(super) struct Input {
    name: String,
    text: Decoding<io::Chain<io::Cursor<Vec<u8>>, Decoder>>,
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

/// The bytes unpacked.
struct Decoder {
    packed: Packed,
    n_bytes: u64,
    is_trap: bool,
}

/// The bytes as stored, and how they are unpacked.
#[cfg_attr(not(feature = "zstd"), expect(clippy::large_enum_variant, reason = "there is one per input"))]
enum Packed {
    Plain(Stored),
    Gzip(Box<MultiGzDecoder<Stored>>),
    #[cfg(feature = "zstd")]
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
    /// Opens a file, or standard input, in an encoding that the user named or else guessed.
    pub fn open(name: &str, blob: &Blob, encoding: Option<&'static Encoding>) -> Result<Self> {
        let bytes = blob.stream().map_err(|cause| {
            let help = match cause.kind() {
                io::ErrorKind::NotFound => "check the name; slantwise reads from the folder it is started in",
                _ => "check that the file can be read",
            };
            Error::io(name, cause).with_help(help)
        })?;
        Self::new(name.to_owned(), bytes, encoding)
    }

    /// The bytes that `file` gives, under that name, in an encoding that the user named or else guessed.
    pub fn new(name: String, mut file: Box<dyn Read>, explicit: Option<&'static Encoding>) -> Result<Self> {
        let failed = |cause: io::Error| Error::io(&name, cause).with_help("check that the file is whole");
        let mut peeked = Vec::new();
        file.by_ref().take(4).read_to_end(&mut peeked).map_err(failed)?;
        let magic = peeked.clone();
        let stored = Stored { peeked: io::Cursor::new(peeked), file, hasher: blake3::Hasher::new(), n_bytes: 0 };
        let packed = match magic[..] {
            [0x1f, 0x8b, ..] => Packed::Gzip(Box::new(MultiGzDecoder::new(stored))),
            #[cfg(not(feature = "zstd"))]
            [0x28, 0xb5, 0x2f, 0xfd] => {
                return Err(without_feature("packed with Zstandard", "zstd", "unpack it").in_file(&name));
            }
            #[cfg(feature = "zstd")]
            [0x28, 0xb5, 0x2f, 0xfd] => {
                const MAX_WINDOW_LOG: u32 = 27;
                let mut zstd = zstd::Decoder::new(stored).map_err(failed)?;
                zstd.window_log_max(MAX_WINDOW_LOG).map_err(failed)?;
                Packed::Zstd(zstd)
            }
            _ => Packed::Plain(stored),
        };
        let mut decoder = Decoder { packed, n_bytes: 0, is_trap: false };
        let mut head = Vec::new();
        if let Err(cause) = decoder.by_ref().take(HEAD).read_to_end(&mut head) {
            return Err(if decoder.is_trap { trap(&name) } else { failed(cause) });
        }
        refuse_other_kinds(&name, &head)?;
        let encoding = explicit.unwrap_or_else(|| encoding::guess(&head));
        let mut text = Decoding::new(io::Cursor::new(head).chain(decoder), encoding);
        let mut head = Vec::new();
        text.by_ref().take(HEAD).read_to_end(&mut head).map_err(failed)?;
        Ok(Self { name, text, head, n_read: 0, n_left: MAX_ROW, stage: Stage::Head })
    }

    /// The file as the user named it.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The encoding it is decoded from.
    pub fn encoding(&self) -> &'static Encoding {
        self.text.encoding
    }

    /// The first bytes as UTF-8, without a byte order mark.
    pub fn head(&self) -> &[u8] {
        self.head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&self.head)
    }

    pub fn looks_like_json(&self) -> bool {
        let start = self.head().trim_ascii_start();
        let list = start.strip_prefix(b"[");
        start.starts_with(b"{") || list.is_some_and(|list| list.trim_ascii_start().starts_with(b"{"))
    }

    /// That a new row begins.
    pub fn mark(&mut self) {
        self.n_left = MAX_ROW;
    }

    /// That rows may have any length: who reads does not keep them whole.
    pub fn lift_limit(&mut self) {
        self.n_left = usize::MAX;
    }

    /// The error for a failed read.
    pub fn failed(&self, cause: io::Error) -> Error {
        if matches!(self.stage, Stage::TooLong) {
            return too_long().in_file(&self.name);
        }
        if self.text.raw.get_ref().1.is_trap {
            return trap(&self.name);
        }
        Error::io(&self.name, cause).with_help("check that the file is whole")
    }

    /// The hash and the number of the bytes as stored, also of those behind what could be decompressed.
    pub fn finish(mut self) -> Result<(String, u64)> {
        let name = std::mem::take(&mut self.name);
        let stored = self.text.raw.get_mut().1.packed.stored();
        io::copy(stored, &mut io::sink()).map_err(|cause| Error::io(name, cause))?;
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
            Stage::Rest => self.text.read(buffer)?,
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

impl Packed {
    fn stored(&mut self) -> &mut Stored {
        match self {
            Self::Plain(stored) => stored,
            Self::Gzip(gzip) => (**gzip).get_mut(),
            #[cfg(feature = "zstd")]
            Self::Zstd(zstd) => zstd.get_mut().get_mut(),
        }
    }
}

impl Read for Decoder {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = match &mut self.packed {
            Packed::Plain(stored) => return stored.read(buffer),
            Packed::Gzip(gzip) => gzip.read(buffer)?,
            #[cfg(feature = "zstd")]
            Packed::Zstd(zstd) => zstd.read(buffer)?,
        };
        self.n_bytes += n as u64;
        self.is_trap = self.n_bytes > MAX_FREE.max(MAX_RATIO * self.packed.stored().n_bytes);
        if self.is_trap { Err(io::Error::other("an archive that grows without end")) } else { Ok(n) }
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

/// The error for a row beyond [`MAX_ROW`].
pub(super) fn too_long() -> Error {
    Error::new(Kind::Input, format!("a row of more than {} MiB", MAX_ROW >> 20))
        .with_help("look for a quotation mark that is never closed, or for the wrong --from or --delimiter")
}

fn trap(name: &str) -> Error {
    let message = format!("the archive grows more than {MAX_RATIO} times; it looks like a decompression bomb");
    Error::new(Kind::Input, message)
        .in_file(name)
        .with_help("unpack it yourself if you trust it, and read what it holds")
}

/// The error for a file that only another build of slantwise reads; `way_out` is what else can be done.
#[cfg(not(all(feature = "zstd", feature = "zip", feature = "parquet")))]
fn without_feature(what: &str, feature: &str, way_out: &str) -> Error {
    Error::new(Kind::Input, format!("{what}, and this slantwise was built without the feature `{feature}`"))
        .with_help(format!("{way_out}, or use a slantwise that has the feature `{feature}`, as it has by default"))
}

/// Files that are no text, by their first bytes: what they are, and the way out.
const OTHER_KINDS: &[(&[u8], &str, &str)] = &[
    (b"PK\x03\x04", "a zip archive or an Excel file", "export it as CSV, or unpack it"),
    (b"PAR1", "a Parquet file", "convert it to CSV or JSON Lines"),
    (b"\xd0\xcf\x11\xe0", "an old Office file", "export it as CSV"),
    (b"%PDF", "a PDF file", "save its text"),
    (b"{\\rtf", "a rich text document", "save it as plain text"),
    (b"SQLite format 3", "an SQLite database", "export the table as CSV"),
    (b"BZh", "an archive packed with bzip2", "unpack it, or pack it with gzip or Zstandard"),
    (b"\xfd7zXZ", "an archive packed with xz", "unpack it, or pack it with gzip or Zstandard"),
    (b"7z\xbc\xaf", "a 7z archive", "unpack it"),
    (b"<?xml", "an XML file", "convert it to CSV or JSON Lines"),
    (b"<!doctype", "an HTML page", "save the table or the articles' text instead"),
    (b"<html", "an HTML page", "save the table or the articles' text instead"),
];

fn refuse_other_kinds(name: &str, head: &[u8]) -> Result<()> {
    let refused = |kind: &str, help: &str| {
        let message = format!("{kind}; expected CSV, TSV or JSON Lines");
        Err(Error::new(Kind::Input, message).in_file(name).with_help(help))
    };
    if encoding::is_utf32(head) {
        return refused("text in UTF-32", "save it as UTF-8");
    }
    let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head).trim_ascii_start();
    let is_kind = |magic: &[u8]| head.get(..magic.len()).is_some_and(|start| start.eq_ignore_ascii_case(magic));
    #[cfg(not(feature = "zip"))]
    if is_kind(b"PK\x03\x04") || is_kind(b"PK\x05\x06") {
        return Err(without_feature("a zip archive", "zip", "unpack it, and name the folder").in_file(name));
    }
    #[cfg(not(feature = "parquet"))]
    if is_kind(b"PAR1") {
        return Err(without_feature("a Parquet file", "parquet", "convert it to CSV or JSON Lines").in_file(name));
    }
    match OTHER_KINDS.iter().find(|kind| is_kind(kind.0)) {
        Some((_, kind, help)) => refused(kind, help),
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
        let mut input = Input::new("-".into(), Box::new(Slow(io::Cursor::new(stored.to_vec()))), None).unwrap();
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
    }

    #[cfg(feature = "zstd")]
    #[test]
    fn what_zstandard_packed_is_unpacked() {
        let long = b"0123456789".repeat(20_000);
        check(&zstd::encode_all(&long[..], 1).unwrap(), &long);
        let two = [zstd::encode_all(&b"one "[..], 1).unwrap(), zstd::encode_all(&b"two"[..], 1).unwrap()].concat();
        check(&two, b"one two");
    }

    #[test]
    fn a_row_without_end_is_refused_before_it_fills_the_memory() {
        let mut input = Input::new("a".into(), Box::new(io::repeat(b'a')), None).unwrap();
        let cause = io::copy(&mut input, &mut io::sink()).unwrap_err();
        assert!(input.failed(cause).to_string().contains("more than 32 MiB"));
    }

    #[cfg(feature = "zstd")]
    #[test]
    fn an_archive_that_grows_without_end_is_refused_early() {
        let long = vec![b'a'; 96 << 20];
        let bomb = zstd::encode_all(&long[..], 1).unwrap();
        assert!(bomb.len() < long.len() / 1000);
        let mut input = Input::new("a.zst".into(), Box::new(io::Cursor::new(bomb)), None).unwrap();
        let mut buffer = vec![0; 1 << 20];
        let cause = loop {
            input.mark();
            if let Err(cause) = input.read(&mut buffer) {
                break cause;
            }
        };
        assert!(input.failed(cause).to_string().contains("decompression bomb"));
    }

    #[test]
    fn utf16_is_decoded_and_hashed_as_stored() {
        let stored: Vec<u8> = "\u{feff}text\nTalks “began”.\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
        check(&stored, "text\nTalks “began”.\n".as_bytes());
        let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        io::Write::write_all(&mut gz, &stored).unwrap();
        check(&gz.finish().unwrap(), "text\nTalks “began”.\n".as_bytes());
    }

    #[cfg(not(all(feature = "zstd", feature = "zip", feature = "parquet")))]
    #[test]
    fn a_missing_feature_is_named() {
        for (feature, is_on, bytes) in [
            ("zstd", cfg!(feature = "zstd"), &b"\x28\xb5\x2f\xfd\0\0"[..]),
            ("zip", cfg!(feature = "zip"), b"PK\x03\x04rest"),
            ("parquet", cfg!(feature = "parquet"), b"PAR1rest"),
        ] {
            if !is_on {
                let error = Input::new("a".into(), Box::new(io::Cursor::new(bytes)), None).err().unwrap();
                assert!(error.to_string().contains(&format!("without the feature `{feature}`")), "{error}");
                assert!(error.help().is_some_and(|help| help.contains(feature)), "{error}");
            }
        }
    }

    #[test]
    fn other_kinds_of_files_are_refused_by_name() {
        for (bytes, expected) in [
            (&b"\xff\xfe\0\0t\0\0\0"[..], "UTF-32"),
            (b"\n <html><body>", "HTML"),
            (b"{\\rtf1 x", "rich text"),
            (b"SQLite format 3\0", "SQLite"),
        ] {
            let error = Input::new("a".into(), Box::new(io::Cursor::new(bytes)), None).err().unwrap();
            assert!(error.to_string().contains(expected) && error.help().is_some(), "{error}");
        }
    }
}
