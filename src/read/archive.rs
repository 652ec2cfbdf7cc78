//! A zip archive, on disk or in memory: read as a folder of its members would be, nothing unpacked to disk. Folders, hidden members and what
//! macOS adds are passed over; archives and Parquet files in it are named in a remark and not read.
//!
//! A member may unpack to the size its entry declares and no further, and all of them to a thousand times the archive
//! and 64 MiB, so that an archive made to fill a disk is refused in no time.
//!
//! What it cannot do: read encrypted members, or methods other than deflate.

use std::collections::BTreeMap;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use flate2::Crc;
use flate2::read::DeflateDecoder;
use zip::{CompressionMethod, ZipArchive};

use super::source::Blob;
use crate::error::{Error, Kind, Result};

/// The members that can be opened, by name.
pub(super) struct Archive {
    blob: Blob,
    members: BTreeMap<PathBuf, Member>,
}

/// Where a member's bytes lie, and what they must unpack to.
#[derive(Clone, Copy)]
struct Member {
    start: u64,
    n_stored: u64,
    n_bytes: u64,
    crc: u32,
    is_deflated: bool,
}

/// The members of an archive; those that are not read are added to `not_read`.
///
/// # Errors
/// When it cannot be read, holds what is no table of articles, or would unpack to far more than a text can.
pub(super) fn open(blob: &Blob, not_read: &mut Vec<String>) -> Result<Archive> {
    fn failed(cause: impl std::error::Error + Send + Sync + 'static) -> Error {
        damaged(&cause).caused_by(cause)
    }
    let file = blob.open().map_err(failed)?;
    let n_bytes = file.len().map_err(failed)?;
    let mut zip = ZipArchive::new(file).map_err(failed)?;
    let mut members = BTreeMap::new();
    let mut left = n_bytes.saturating_mul(1000).saturating_add(64 << 20);
    for i in 0..zip.len() {
        let member = zip.by_index_raw(i).map_err(failed)?;
        let name = String::from_utf8_lossy(member.name_raw()).replace('\\', "/");
        if name == "[Content_Types].xml" || name == "mimetype" {
            return Err(Error::new(Kind::Input, "an Excel, Word or OpenDocument file; expected a table of articles")
                .with_help("export it as CSV"));
        }
        let is_odd = |part: &str| part.starts_with('.') || part == "__MACOSX";
        if !member.is_file() || name.ends_with('/') || name.split('/').any(is_odd) {
            continue;
        }
        let lower = name.to_lowercase();
        if lower.ends_with(".zip") || lower.ends_with(".parquet") {
            not_read.push(name);
            continue;
        }
        if member.encrypted() {
            return Err(Error::new(Kind::Input, format!("{name} in the archive is encrypted"))
                .with_help("unpack it with its password, and name the folder"));
        }
        let is_deflated = match member.compression() {
            CompressionMethod::Deflated => true,
            CompressionMethod::Stored => false,
            method => {
                return Err(Error::new(Kind::Input, format!("{name} in the archive is packed by {method}"))
                    .with_help("unpack it, and name the folder"));
            }
        };
        left = left.checked_sub(member.size()).ok_or_else(|| {
            let message =
                format!("{name} in the archive would unpack to {} bytes, far more than a text can", member.size());
            Error::new(Kind::Input, message).with_help("unpack it if you trust it, and name the folder")
        })?;
        let start = member.data_start().ok_or_else(|| damaged(&"a member has no beginning"))?;
        let (n_stored, n_bytes, crc) = (member.compressed_size(), member.size(), member.crc32());
        members.insert(PathBuf::from(name), Member { start, n_stored, n_bytes, crc, is_deflated });
    }
    Ok(Archive { blob: blob.clone(), members })
}

fn damaged(what: &dyn std::fmt::Display) -> Error {
    Error::new(Kind::Input, format!("a zip archive that cannot be read: {what}"))
        .with_help("check that the file is whole, or unpack it and name the folder")
}

impl Archive {
    /// The members' names, ascending.
    pub fn members(&self) -> impl Iterator<Item = &PathBuf> {
        self.members.keys()
    }

    pub fn contains(&self, name: &Path) -> bool {
        self.members.contains_key(name)
    }

    /// The bytes of a member, unpacked.
    ///
    /// # Errors
    /// When there is none of that name or the archive cannot be read; while reading, when the member is damaged.
    pub fn open(&self, name: &Path) -> io::Result<Box<dyn Read>> {
        let member = *self.members.get(name).ok_or_else(|| io::Error::from(io::ErrorKind::NotFound))?;
        let mut file = self.blob.open()?;
        file.seek(SeekFrom::Start(member.start))?;
        let stored = file.take(member.n_stored);
        let bytes: Box<dyn Read> =
            if member.is_deflated { Box::new(DeflateDecoder::new(stored)) } else { Box::new(stored) };
        Ok(Box::new(Checked { bytes, member, crc: Crc::new(), n_read: 0 }))
    }
}

/// A member's bytes, which must come to the size and the checksum of its entry.
struct Checked {
    bytes: Box<dyn Read>,
    member: Member,
    crc: Crc,
    n_read: u64,
}

impl Read for Checked {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.bytes.read(buffer)?;
        self.n_read += n as u64;
        self.crc.update(&buffer[..n]);
        let is_end = n == 0 && !buffer.is_empty();
        let is_whole = self.n_read == self.member.n_bytes && self.crc.sum() == self.member.crc;
        if self.n_read > self.member.n_bytes || (is_end && !is_whole) {
            return Err(io::Error::other("the archive is damaged here: what it holds is not what it says"));
        }
        Ok(n)
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use zip::ZipWriter;
    use zip::write::SimpleFileOptions;

    use crate::error::Error;
    use crate::read::{Options, Reading, Reason, testing};

    fn pack(members: &[(&str, &[u8])]) -> Vec<u8> {
        let mut zip = ZipWriter::new(std::io::Cursor::new(Vec::new()));
        for (name, content) in members {
            match name.strip_suffix('/') {
                Some(folder) => zip.add_directory(folder, SimpleFileOptions::default()).unwrap(),
                None => zip.start_file(*name, SimpleFileOptions::default()).unwrap(),
            }
            zip.write_all(content).unwrap();
        }
        zip.finish().unwrap().into_inner()
    }

    fn open(bytes: &[u8]) -> Result<Reading, Error> {
        testing::file("a.zip", bytes, &Options::default())
    }

    /// `texts` as `member:text`.
    fn check(members: &[(&str, &[u8])], texts: &[&str]) -> Reading {
        let reading = open(&pack(members)).unwrap();
        let member = |file: &str| file.split_once("a.zip/").map_or(String::new(), |(_, name)| name.to_owned());
        let found: Vec<_> =
            reading.drafts.iter().map(|draft| format!("{}:{}", member(&draft.source_file), draft.text)).collect();
        assert_eq!(found, texts);
        reading
    }

    #[test]
    fn every_table_is_read_in_the_order_of_names() {
        let reading = check(
            &[
                ("b/two.jsonl", b"{\"text\": \"Two.\", \"outlet\": \"S\"}\n"),
                ("b/", b""),
                ("__MACOSX/b/two.jsonl", b"x"),
                (".hidden.csv", b"x"),
                ("inner.zip", b"PK"),
                ("a.csv", b"text,outlet\nOne.,N\n,N\n"),
            ],
            &["a.csv:One.", "b/two.jsonl:Two."],
        );
        assert!(reading.rejects[0].source_file.ends_with("a.zip/a.csv"));
        assert_eq!(reading.sources.iter().map(|source| source.rows).collect::<Vec<_>>(), [2, 1]);
        assert!(
            reading.sources[0].remarks.iter().any(|remark| remark.contains("inner.zip")),
            "{:?}",
            reading.sources[0]
        );
        assert_eq!(reading.passed_over, ["inner.zip"]);
    }

    #[test]
    fn texts_are_read_as_in_a_folder() {
        let reading = check(
            &[("texts/North/2022-07-13-a.txt", b"One."), ("texts/South/b.txt", b"Two.")],
            &["texts/North/2022-07-13-a.txt:One.", "texts/South/b.txt:Two."],
        );
        assert_eq!(reading.drafts[0].outlet.as_deref(), Some("North"));
        assert_eq!(reading.drafts[0].date, Some(jiff::civil::date(2022, 7, 13)));
        let members: &[(&str, &[u8])] =
            &[("manifest.csv", b"file,outlet\na.txt,N\nz.txt,N\n"), ("a.txt", b"One."), ("big.csv", b"x")];
        let reading = check(members, &["a.txt:One."]);
        assert_eq!(reading.rejects[0].reason, Reason::MissingFile);
    }

    fn check_error(bytes: &[u8], expected: &str) {
        let error = open(bytes).unwrap_err();
        assert!(error.to_string().contains(expected), "{error}");
        assert!(error.help().is_some(), "{error}");
    }

    #[test]
    fn other_archives_are_refused_with_a_way_out() {
        check_error(&pack(&[("[Content_Types].xml", b"<x/>"), ("xl/workbook.xml", b"<x/>")]), "Excel");
        check_error(&pack(&[("a.png", b"x")]), "without articles");
        check_error(&pack(&[]), "without articles");
        let mut locked = pack(&[("a.csv", b"text\nOne.\n")]);
        let entry = locked.windows(4).rposition(|bytes| bytes == b"PK\x01\x02").unwrap();
        locked[entry + 8] |= 1;
        check_error(&locked, "encrypted");
    }

    #[test]
    fn a_member_that_unpacks_without_end_is_refused() {
        let mut bomb = pack(&[("a.csv", &vec![b'a'; 1 << 20])]);
        let entry = bomb.windows(4).rposition(|bytes| bytes == b"PK\x01\x02").unwrap();
        bomb[entry + 24..entry + 28].copy_from_slice(&u32::MAX.to_le_bytes()[..]); // declares 4 GiB
        assert!(open(&bomb).is_err());
        let mut liar = pack(&[("a.csv", b"text\nOne.\nTwo.\n")]);
        let entry = liar.windows(4).rposition(|bytes| bytes == b"PK\x01\x02").unwrap();
        liar[entry + 24] = 5; // declares fewer bytes than come
        check_error(&liar, "damaged");
    }

    #[test]
    fn damaged_archives_do_no_harm() {
        let whole = pack(&[("a.csv", b"text,outlet\nOne.,N\nTwo.,N\n"), ("b.csv", b"text\nThree.\n")]);
        for n in 4..whole.len() {
            assert!(open(&whole[..n]).is_err(), "{n}");
        }
        for at in 4..whole.len() {
            let mut flipped = whole.clone();
            flipped[at] ^= 1 << (at % 8);
            let _ = open(&flipped); // may succeed: names and times are not checked
        }
    }
}
