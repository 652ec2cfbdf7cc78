//! Characters that cannot be seen: counted, and left in the text, for they change no token.

use crate::corpus::{Noted, Rule};
use crate::text::is_invisible;

use super::repair::note;

/// Notes zero-width characters, soft hyphens, marks of direction and controls under `invisible`; the sample is the first
/// one's number in Unicode.
pub(super) fn count(text: &str, noted: &mut Vec<Noted>) {
    if !may_hold_any(text.as_bytes()) {
        return;
    }
    let mut found = text.chars().filter(|c| is_invisible(*c));
    if let Some(first) = found.next() {
        note(noted, Rule::Invisible, 1 + found.count() as u32, format!("U+{:04X}", first as u32));
    }
}

/// Whether it is worth looking at each character: most texts hold nothing but ASCII and quotation marks.
fn may_hold_any(bytes: &[u8]) -> bool {
    let is_control = |byte: u8| (byte < b' ' && !(b'\t'..=b'\r').contains(&byte)) || byte == 0x7f;
    let leads = |a: u8, b: u8, c: u8| match a {
        0xc2 | 0xd8 | 0xef => true,
        0xe1 => b == 0xa0,
        0xe2 => (b == 0x80 && ((0x8b..=0x8f).contains(&c) || (0xaa..=0xaf).contains(&c))) || b == 0x81,
        _ => is_control(a),
    };
    let (b, c) = (bytes.get(1..).unwrap_or_default(), bytes.get(2..).unwrap_or_default());
    let any = bytes.iter().zip(b).zip(c).fold(false, |found, ((a, b), c)| found | leads(*a, *b, *c));
    any || bytes.iter().rev().take(2).any(|byte| is_control(*byte) || *byte == 0xc2 || *byte == 0xd8)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[(&str, u32, &str)]) {
        let mut noted = Vec::new();
        count(text, &mut noted);
        let found: Vec<_> = noted.iter().map(|noted| (noted.rule.name(), noted.n, noted.sample.as_str())).collect();
        assert_eq!(found, expected, "{text:?}");
    }

    #[test]
    fn each_kind_is_counted() {
        check("The talks\r\n\tbegan “at last” — é ½", &[]);
        check("mi\u{ad}gration\u{200b}", &[("invisible", 2, "U+00AD")]);
        check("a\u{a0}b\u{202f}c", &[]);
        for c in
            ['\0', '\u{8}', '\u{7f}', '\u{9d}', '\u{ad}', '\u{61c}', '\u{180e}', '\u{200b}', '\u{200f}', '\u{202e}']
                .into_iter()
                .chain(['\u{2060}', '\u{2066}', '\u{feff}', '\u{fe0f}'])
        {
            let number = format!("U+{:04X}", c as u32);
            for text in [format!("{c}"), format!("{c}a"), format!("ab{c}"), format!("a{c}b")] {
                check(&text, &[("invisible", 1, &number)]);
            }
        }
    }
}
