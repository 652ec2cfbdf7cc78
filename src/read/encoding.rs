//! Encodings: which one a file is in, and its bytes as UTF-8.
//!
//! In this order: what the user said; a byte order mark; NUL bytes at every other place (UTF-16); valid UTF-8; UTF-8 in
//! which a few bytes are bad (whole multi-byte characters outnumber them by far; rows with a bad byte are rejected later);
//! MacRoman by its quotation marks; else the guess of `chardetng`, which browsers use. Only the head is looked at.
//!
//! A sequence that is no character of the encoding becomes the byte 0xFF, which is never UTF-8: its row can be rejected,
//! and a replacement character that stood in the file is no error.
//!
//! What it cannot do: tell encodings apart that differ only behind the head, or two that fit the bytes equally well; then
//! `--encoding` says it. UTF-32 is refused.

use std::io::{self, Read};

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{
    DecoderResult, Encoding, ISO_8859_2, ISO_8859_4, MACINTOSH, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1250, WINDOWS_1252,
    WINDOWS_1254, WINDOWS_1257, WINDOWS_1258,
};

use super::Options;
use crate::error::{Error, Kind, Result};

/// The encoding that the user named.
///
/// # Errors
/// When there is none of that label.
pub(super) fn of(options: &Options) -> Result<Option<&'static Encoding>> {
    options.encoding.as_deref().map(of_label).transpose()
}

/// The encoding of that label, as browsers know labels.
///
/// # Errors
/// When there is none.
fn of_label(label: &str) -> Result<&'static Encoding> {
    Encoding::for_label(label.as_bytes()).ok_or_else(|| {
        Error::new(Kind::Config, format!("no encoding is called {label:?}")).with_help(
            "usual ones are utf-8, utf-16le, windows-1252, windows-1251, iso-8859-2, macintosh, shift_jis, gbk",
        )
    })
}

/// Whether the bytes begin with the mark of UTF-32.
pub(super) fn is_utf32(head: &[u8]) -> bool {
    head.starts_with(b"\xff\xfe\0\0") || head.starts_with(b"\0\0\xfe\xff")
}

/// The encoding of a file that begins with `head`.
pub(super) fn guess(head: &[u8]) -> &'static Encoding {
    if let Some((encoding, _)) = Encoding::for_bom(head) {
        return encoding;
    }
    if let Some(encoding) = utf16(head) {
        return encoding;
    }
    let (n_good, n_bad) = multi_byte(head);
    if n_bad == 0 || n_good >= 4 * n_bad {
        return UTF_8;
    }
    if is_mac_roman(head) {
        return MACINTOSH;
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(head, true);
    let guess = detector.guess(None, Utf8Detection::Deny);
    // the Latin encodings have the same punctuation; where that is nearly all there is, the commonest of them is meant
    if LATIN.contains(&guess) && is_mostly_punctuation(head) { WINDOWS_1252 } else { guess }
}

/// Encodings that differ from Windows-1252 in letters and a few signs.
const LATIN: [&Encoding; 6] = [WINDOWS_1250, WINDOWS_1254, WINDOWS_1257, WINDOWS_1258, ISO_8859_2, ISO_8859_4];

/// Whether three of four bytes beyond ASCII are no letters in the Latin encodings: quotation marks, dashes, signs.
fn is_mostly_punctuation(head: &[u8]) -> bool {
    let n_high = head.iter().filter(|byte| **byte >= 0x80).count();
    let n_letters = head.iter().filter(|byte| **byte >= 0xc0).count();
    4 * n_letters <= n_high
}

/// UTF-16 without a mark: at every other place mostly NUL, at the places between them hardly ever.
fn utf16(head: &[u8]) -> Option<&'static Encoding> {
    let n_pairs = head.len() / 2;
    let nul = |from: usize| head.iter().skip(from).step_by(2).filter(|byte| **byte == 0).count();
    let (first, second) = (nul(0), nul(1));
    let (many, few) = (n_pairs * 2 / 5, n_pairs / 20);
    match n_pairs {
        0..4 => None,
        _ if second > many && first <= few => Some(UTF_16LE),
        _ if first > many && second <= few => Some(UTF_16BE),
        _ => None,
    }
}

/// How many characters of several bytes the head has if it is UTF-8, and how many sequences are none.
fn multi_byte(head: &[u8]) -> (usize, usize) {
    let (mut n_good, mut n_bad) = (0, 0);
    for chunk in head.utf8_chunks() {
        n_good += chunk.valid().bytes().filter(|byte| *byte >= 0xc0).count();
        n_bad += usize::from(!chunk.invalid().is_empty());
    }
    let tail = head.utf8_chunks().last().map_or(&[][..], |chunk| chunk.invalid());
    let is_cut = !tail.is_empty() && std::str::from_utf8(tail).is_err_and(|error| error.error_len().is_none());
    (n_good, n_bad - usize::from(is_cut))
}

/// Whether the high bytes are mostly MacRoman's curly quotation marks where such marks stand: an apostrophe between two
/// small letters, an opening mark before a word, a closing one behind it. In windows-1252 these bytes are the capitals
/// `Ò Ó Ô Õ`, which stand nowhere between small letters.
fn is_mac_roman(head: &[u8]) -> bool {
    let (mut n_apostrophes, mut n_open, mut n_closed, mut n_high) = (0, 0, 0, 0);
    for (i, &byte) in head.iter().enumerate().filter(|(_, byte)| **byte >= 0x80) {
        n_high += 1;
        let before = i.checked_sub(1).map_or(b' ', |at| head[at]);
        let after = head.get(i + 1).copied().unwrap_or(b' ');
        let begins = before.is_ascii_whitespace() || matches!(before, b',' | b';' | b'"' | b'(');
        let ends = before.is_ascii_lowercase() || matches!(before, b'.' | b',' | b'!' | b'?');
        let is_outside = !after.is_ascii_alphanumeric() && after < 0x80;
        match byte {
            0xd5 if before.is_ascii_lowercase() && after.is_ascii_lowercase() => n_apostrophes += 1,
            0xd2 | 0xd4 if begins && after.is_ascii_alphanumeric() => n_open += 1,
            0xd3 | 0xd5 if ends && is_outside => n_closed += 1,
            _ => {}
        }
    }
    let n_pairs = usize::min(n_open, n_closed);
    n_apostrophes + n_pairs >= 2 && 2 * (n_apostrophes + 2 * n_pairs) >= n_high
}

/// The bytes of `raw` as UTF-8.
pub(super) struct Decoding<R> {
    pub raw: R,
    pub encoding: &'static Encoding,
    decoder: Option<encoding_rs::Decoder>, // none for UTF-8, which passes as it is
    taken: Vec<u8>,
    n_used: usize, // of what was taken
    decoded: Vec<u8>,
    n_given: usize, // of what was decoded
    is_done: bool,
}

impl<R: Read> Decoding<R> {
    pub fn new(raw: R, encoding: &'static Encoding) -> Self {
        let decoder = (encoding != UTF_8).then(|| encoding.new_decoder_with_bom_removal());
        Self { raw, encoding, decoder, taken: Vec::new(), n_used: 0, decoded: Vec::new(), n_given: 0, is_done: false }
    }
}

impl<R: Read> Read for Decoding<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        const CHUNK: usize = 64 << 10;
        let Some(decoder) = &mut self.decoder else { return self.raw.read(buffer) };
        while self.n_given == self.decoded.len() && !self.is_done {
            if self.n_used == self.taken.len() {
                self.taken.resize(CHUNK, 0);
                let n = self.raw.read(&mut self.taken)?;
                self.taken.truncate(n);
                self.n_used = 0;
            }
            let is_last = self.taken.is_empty();
            self.decoded.resize(CHUNK, 0);
            let rest = &self.taken[self.n_used..];
            let (ended, n_used, n) = decoder.decode_to_utf8_without_replacement(rest, &mut self.decoded, is_last);
            self.decoded.truncate(n);
            self.n_given = 0;
            self.n_used += n_used;
            match ended {
                DecoderResult::Malformed(..) => self.decoded.push(0xff),
                DecoderResult::InputEmpty => self.is_done = is_last,
                DecoderResult::OutputFull => {}
            }
        }
        let rest = &self.decoded[self.n_given..];
        let n = rest.len().min(buffer.len());
        buffer[..n].copy_from_slice(&rest[..n]);
        self.n_given += n;
        Ok(n)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const PROSE: &str = "id,text\n1,“It’s over,” the café’s owner said – “we don’t know why.”\n2,They’re done.\n";

    fn check(bytes: &[u8], expected: &str) {
        assert_eq!(guess(bytes).name(), expected, "{:?}", String::from_utf8_lossy(bytes));
    }

    fn utf16_of(text: &str, to_bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(to_bytes).collect()
    }

    fn mac(text: &str) -> Vec<u8> {
        let all: Vec<(u8, String)> = (128..=255).map(|byte| (byte, MACINTOSH.decode(&[byte]).0.into_owned())).collect();
        let byte = |c: char| all.iter().find(|pair| pair.1 == c.to_string()).map_or(c as u8, |pair| pair.0);
        text.chars().map(byte).collect()
    }

    #[test]
    fn the_same_prose_is_known_in_each_encoding() {
        check(PROSE.as_bytes(), "UTF-8");
        check(b"plain", "UTF-8");
        check(b"", "UTF-8");
        check(&[b"\xef\xbb\xbf", PROSE.as_bytes()].concat(), "UTF-8");
        check(&utf16_of(PROSE, u16::to_le_bytes), "UTF-16LE");
        check(&utf16_of(PROSE, u16::to_be_bytes), "UTF-16BE");
        check(&[b"\xff\xfe".to_vec(), utf16_of("привет", u16::to_le_bytes)].concat(), "UTF-16LE");
        check(&encoding_rs::WINDOWS_1252.encode(PROSE).0, "windows-1252");
        check(&mac(PROSE), "macintosh");
        check(
            &encoding_rs::WINDOWS_1251.encode("Переговоры начались в понедельник, сообщили власти.").0,
            "windows-1251",
        );
    }

    #[test]
    fn a_character_cut_off_at_the_end_of_the_head_is_no_fault() {
        check(&"é".as_bytes()[..1], "UTF-8");
        check(&"aé“".as_bytes()[..5], "UTF-8");
    }

    #[test]
    fn a_few_bad_bytes_among_many_good_characters_leave_it_utf8() {
        check(&["é".repeat(8).as_bytes(), b"caf\xe9 "].concat(), "UTF-8");
        check(b"caf\xe9 and na\xefve", "windows-1252");
    }

    #[test]
    fn capitals_with_accents_are_not_macroman() {
        for text in ["LA NACIÓ ÉS ÒPTIMA, Òmnium i Òpera", "ELEVÓ SU VOZ. ÔTER, CÔTÉ, PÕE NÃO", "Ò Ó Ô Õ"]
        {
            assert!(!is_mac_roman(&encoding_rs::WINDOWS_1252.encode(text).0), "{text}");
        }
    }

    fn decode(bytes: &[u8], encoding: &'static Encoding) -> Vec<u8> {
        let mut found = Vec::new();
        Decoding::new(bytes, encoding).read_to_end(&mut found).unwrap();
        found
    }

    #[test]
    fn long_texts_are_decoded_whole() {
        let long = PROSE.repeat(5000);
        assert_eq!(decode(&utf16_of(&long, u16::to_le_bytes), UTF_16LE), long.as_bytes());
        assert_eq!(decode(&mac(&long), MACINTOSH), long.as_bytes());
    }

    #[test]
    fn what_is_no_character_becomes_a_byte_that_is_not_utf8() {
        assert_eq!(decode(b"a\0\x00\xd8b\0", UTF_16LE), b"a\xffb");
        assert_eq!(decode(b"a\0b", UTF_16LE), b"a\xff");
        assert_eq!(decode("a\u{fffd}".as_bytes(), UTF_8), "a\u{fffd}".as_bytes());
    }

    #[test]
    fn an_unknown_label_is_an_error_with_some_known_ones() {
        assert_eq!(of_label("latin1").unwrap().name(), "windows-1252");
        let error = of_label("klingon").unwrap_err();
        assert!(error.kind() == Kind::Config && error.help().unwrap().contains("windows-1252"), "{error}");
    }

    proptest! {
        #[test]
        fn any_bytes_are_guessed_and_decoded(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
            decode(&bytes, guess(&bytes));
        }
    }
}
