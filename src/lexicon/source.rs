//! A lexicon's file as bytes, and as text with one kind of line end.

use std::borrow::Cow;
use std::io::Read;
use std::path::Path;

use crate::error::{Error, Kind, Result};

/// A file: its name as the user gave it, and its bytes.
pub(super) struct Source {
    pub(super) file: String,
    pub(super) bytes: Vec<u8>,
}

/// A longer file is no word list.
const MAX_BYTES: u64 = 64 << 20;

/// The file at `path`, which may be a device without end.
pub(super) fn open(path: &Path) -> Result<Source> {
    let mut bytes = Vec::new();
    std::fs::File::open(path)
        .and_then(|file| file.take(MAX_BYTES + 1).read_to_end(&mut bytes))
        .map_err(|cause| Error::io(path.display(), cause).with_help("check the name, and that the file can be read"))?;
    if bytes.len() as u64 > MAX_BYTES {
        let message = format!("a file of more than {} MiB, expected a word list", MAX_BYTES >> 20);
        return Err(Error::new(Kind::Lexicon, message).in_file(path.display()).with_help("give another file"));
    }
    Ok(Source { file: path.display().to_string(), bytes })
}

/// Its text, with lines ended by LF only and without a byte order mark.
///
/// # Errors
/// When it is not UTF-8; names the line.
pub(super) fn text(source: &Source) -> Result<Cow<'_, str>> {
    match std::str::from_utf8(&source.bytes) {
        Ok(text) => Ok(unix(text.trim_start_matches('\u{feff}'))),
        Err(cause) => {
            let before = String::from_utf8_lossy(&source.bytes[..cause.valid_up_to()]);
            let line = 1 + unix(&before).matches('\n').count() as u64;
            let byte = source.bytes[cause.valid_up_to()];
            Err(Error::new(Kind::Lexicon, format!("found the byte {byte:#04x}, expected UTF-8"))
                .at_line(&source.file, line)
                .with_help("save the file as UTF-8"))
        }
    }
}

/// Its text read as Windows-1252, in which every byte is a character.
pub(super) fn text_of_windows_1252(source: &Source) -> String {
    unix(&encoding_rs::WINDOWS_1252.decode_without_bom_handling(&source.bytes).0).into_owned()
}

/// The file's name without its folder.
pub(super) fn name(file: &str) -> String {
    part(Path::new(file).file_name())
}

/// The file's name without folder and extension.
pub(super) fn stem(file: &str) -> String {
    part(Path::new(file).file_stem())
}

/// What follows the last dot of the file's name, in lower case; empty without one.
pub(super) fn extension(file: &str) -> String {
    part(Path::new(file).extension()).to_lowercase()
}

fn part(of: Option<&std::ffi::OsStr>) -> String {
    of.map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

/// CRLF and CR (old Macintosh) become LF.
fn unix(text: &str) -> Cow<'_, str> {
    if text.contains('\r') { text.replace("\r\n", "\n").replace('\r', "\n").into() } else { text.into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source(bytes: &[u8]) -> Source {
        Source { file: "list.csv".to_owned(), bytes: bytes.to_vec() }
    }

    #[test]
    fn all_line_ends_become_one_and_the_byte_order_mark_goes() {
        assert_eq!(text(&source(b"\xef\xbb\xbfa\r\nb\rc\nd")).unwrap(), "a\nb\nc\nd");
    }

    #[test]
    fn a_byte_that_is_not_utf_8_is_named_with_its_line() {
        let error = text(&source(b"a\rb\rcaf\xe9\r")).unwrap_err();
        assert_eq!(error.to_string(), "list.csv line 3: found the byte 0xe9, expected UTF-8");
    }

    #[test]
    fn windows_1252_has_letters_and_curly_marks() {
        assert_eq!(text_of_windows_1252(&source(b"caf\xe9 can\x92t \x80\x81")), "café can’t €\u{81}");
    }
}
