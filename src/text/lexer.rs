//! Word boundaries: one loop over the bytes, a table for ASCII, Unicode's properties for the rest.

use std::ops::Range;

use unicode_normalization::char::is_combining_mark;

use super::{Case, Span, Token, TokenKind};

/// Appends the tokens of `text[range]`; their `term` is 0 until the tokenizer assigns it.
pub(super) fn lex(text: &str, range: Range<usize>, tokens: &mut Vec<Token>) {
    let bytes = &text.as_bytes()[..range.end];
    let mut at = range.start;
    while at < bytes.len() {
        let byte = bytes[at];
        let end = match CLASS[byte as usize] {
            SPACE => {
                at += 1;
                continue;
            }
            LETTER | DIGIT => word(text, bytes, at, at, tokens),
            WIDE => {
                let c = char_at(text, at);
                let after = at + c.len_utf8();
                if c.is_whitespace() || is_invisible(c) || is_combining_mark(c) || c.is_control() {
                    at = after;
                    continue;
                }
                if c.is_alphanumeric() {
                    word(text, bytes, at, at, tokens)
                } else if matches!(c, '£' | '€' | '¥') && bytes.get(after).is_some_and(u8::is_ascii_digit) {
                    word(text, bytes, at, after, tokens)
                } else {
                    push(tokens, at, after, kind_of_wide(c))
                }
            }
            _ => mark(text, bytes, at, tokens),
        };
        at = end;
    }
}

/// The kind of a token that another tokenizer cut.
pub(super) fn kind(surface: &str) -> TokenKind {
    let mut tokens = Vec::new();
    lex(surface, 0..surface.len(), &mut tokens);
    tokens.first().map_or(TokenKind::Other, |token| token.kind)
}

/// Whether a character stands for nothing and cannot be seen: soft hyphen, zero-width characters, marks of direction,
/// selectors of a variant, and controls that are no space or line end. Such a character changes no token.
pub fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\0'..='\u{8}' | '\u{e}'..='\u{1f}' | '\u{7f}'..='\u{84}' | '\u{86}'..='\u{9f}' | '\u{ad}' | '\u{61c}'
            | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2064}'
            | '\u{2066}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}'
    )
}

/// Whether a character is an apostrophe or single quotation mark, whatever its shape.
pub(super) fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '‘' | '’' | 'ʼ' | '＇' | '‛')
}

const SPACE: u8 = 0;
const LETTER: u8 = 1;
const DIGIT: u8 = 2;
const MARK: u8 = 3;
const WIDE: u8 = 4;

static CLASS: [u8; 256] = {
    let mut class = [MARK; 256];
    let mut byte = 0;
    while byte < 256 {
        class[byte] = match byte as u8 {
            0..=b' ' | 0x7f => SPACE,
            b'a'..=b'z' | b'A'..=b'Z' => LETTER,
            b'0'..=b'9' => DIGIT,
            128.. => WIDE,
            _ => MARK,
        };
        byte += 1;
    }
    class
};

fn push(tokens: &mut Vec<Token>, start: usize, end: usize, kind: TokenKind) -> usize {
    tokens.push(Token { span: Span::new(start, end), term: 0, kind, case: Case::None });
    end
}

fn char_at(text: &str, at: usize) -> char {
    text[at..].chars().next().unwrap_or('\0')
}

fn kind_of_wide(c: char) -> TokenKind {
    match c {
        '“' | '”' | '„' | '‟' | '«' | '»' | '＂' => TokenKind::QuoteMark,
        _ if is_apostrophe(c) => TokenKind::QuoteMark,
        '…' | '。' => TokenKind::Stop,
        '–' | '—' | '―' | '‒' => TokenKind::Clause,
        _ => TokenKind::Other,
    }
}

/// A token that begins with an ASCII mark.
fn mark(text: &str, bytes: &[u8], start: usize, tokens: &mut Vec<Token>) -> usize {
    let run = |of: u8| start + bytes[start..].iter().take_while(|&&byte| byte == of).count();
    let next_is = |test: fn(&u8) -> bool| bytes.get(start + 1).is_some_and(test);
    match bytes[start] {
        b'.' => push(tokens, start, run(b'.'), TokenKind::Stop),
        b'!' | b'?' => push(tokens, start, start + 1, TokenKind::Stop),
        b',' => push(tokens, start, start + 1, TokenKind::Comma),
        b';' | b':' | b'(' | b')' | b'[' | b']' | b'{' | b'}' => push(tokens, start, start + 1, TokenKind::Clause),
        b'-' => {
            let end = run(b'-');
            let hangs =
                start == 0 || bytes[start - 1].is_ascii_whitespace() || text[..start].ends_with(char::is_whitespace);
            let kind = if end - start > 1 || hangs { TokenKind::Clause } else { TokenKind::Other };
            push(tokens, start, end, kind)
        }
        b'"' | b'\'' => push(tokens, start, start + 1, TokenKind::QuoteMark),
        b'$' if next_is(u8::is_ascii_digit) => word(text, bytes, start, start + 1, tokens),
        b'@' | b'#' if next_is(u8::is_ascii_alphabetic) => {
            let length =
                bytes[start + 1..].iter().take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'_').count();
            push(tokens, start, start + 1 + length, TokenKind::Other)
        }
        _ => push(tokens, start, start + 1, TokenKind::Other),
    }
}

/// A word or number whose token begins at `start` and whose first letter or digit stands at `at`.
fn word(text: &str, bytes: &[u8], start: usize, mut at: usize, tokens: &mut Vec<Token>) -> usize {
    if let Some(end) = link_end(bytes, start) {
        return push(tokens, start, end, TokenKind::Other);
    }
    let mut has_letter = false;
    let mut segment = at; // where the run of letters and digits since the last joiner began
    let mut dotted = false; // an acronym such as U.S.
    let mut apostrophe = None; // the last one inside the word
    while at < bytes.len() {
        match CLASS[bytes[at] as usize] {
            LETTER => {
                has_letter = true;
                at += 1;
            }
            DIGIT => at += 1,
            WIDE => {
                let c = char_at(text, at);
                let after = at + c.len_utf8();
                if is_apostrophe(c) && continues_with_letter(text, bytes, after) {
                    apostrophe = Some(at);
                    at = after;
                } else if matches!(c, '\u{2010}' | '\u{2011}') && continues(text, bytes, after) {
                    at = after;
                    segment = at;
                } else if c.is_alphanumeric() {
                    has_letter |= c.is_alphabetic();
                    at = after;
                } else if is_combining_mark(c) || is_invisible(c) {
                    at = after;
                } else {
                    break;
                }
            }
            _ => match bytes[at] {
                b'\'' if has_letter && continues_with_letter(text, bytes, at + 1) => {
                    apostrophe = Some(at);
                    at += 1;
                }
                b'-' if continues(text, bytes, at + 1) => {
                    at += 1;
                    segment = at;
                }
                0..=8 | 14..=31 | 127 => at += 1, // cannot be seen
                b'.' if !has_letter && bytes.get(at + 1).is_some_and(u8::is_ascii_digit) => at += 1,
                b',' if !has_letter && is_thousands(bytes, at) => at += 1,
                b'.' if at - segment == 1
                    && bytes[segment].is_ascii_alphabetic()
                    && (dotted || begins_acronym(bytes, at)) =>
                {
                    dotted = true;
                    at += 1;
                    segment = at;
                    if !bytes.get(at).is_some_and(u8::is_ascii_alphabetic) {
                        break;
                    }
                }
                _ => break,
            },
        }
    }
    let end = trim_ignorable(text, start, at);
    let kind = if has_letter { TokenKind::Word } else { TokenKind::Number };
    match apostrophe.filter(|&at| is_clitic(text, at, end) && has_letter && at > start) {
        Some(split) => {
            push(tokens, start, split, kind);
            push(tokens, split, end, TokenKind::Clitic);
        }
        None => {
            push(tokens, start, end, kind);
        }
    }
    at
}

/// A word does not end with a zero-width character or soft hyphen.
fn trim_ignorable(text: &str, start: usize, end: usize) -> usize {
    start + text[start..end].trim_end_matches(is_invisible).len()
}

/// `'s` and nothing more.
fn is_clitic(text: &str, apostrophe: usize, end: usize) -> bool {
    let mut chars = text[apostrophe..end].chars().skip(1).filter(|c| !is_invisible(*c));
    matches!(chars.next(), Some('s' | 'S')) && chars.next().is_none()
}

/// Whether a letter or digit stands at `at`, or behind what cannot be seen.
fn continues(text: &str, bytes: &[u8], at: usize) -> bool {
    let at = behind_invisible(text, bytes, at);
    bytes
        .get(at)
        .is_some_and(|byte| byte.is_ascii_alphanumeric() || (*byte >= 128 && char_at(text, at).is_alphanumeric()))
}

fn continues_with_letter(text: &str, bytes: &[u8], at: usize) -> bool {
    let at = behind_invisible(text, bytes, at);
    bytes.get(at).is_some_and(|byte| byte.is_ascii_alphabetic() || (*byte >= 128 && char_at(text, at).is_alphabetic()))
}

/// `at`, or where the invisible characters that stand there end.
fn behind_invisible(text: &str, bytes: &[u8], at: usize) -> usize {
    const MAX: usize = 8;
    if bytes.get(at).is_none_or(u8::is_ascii_alphanumeric) {
        return at;
    }
    at + text[at..bytes.len()].chars().take(MAX).take_while(|c| is_invisible(*c)).map(char::len_utf8).sum::<usize>()
}

/// A letter, a dot, a letter and a dot again: `U.S.`, `p.m.`
fn begins_acronym(bytes: &[u8], dot: usize) -> bool {
    bytes.get(dot + 1).is_some_and(u8::is_ascii_alphabetic) && bytes.get(dot + 2) == Some(&b'.')
}

/// A comma followed by exactly three digits.
fn is_thousands(bytes: &[u8], comma: usize) -> bool {
    let digits = bytes[comma + 1..].iter().take(4).take_while(|byte| byte.is_ascii_digit()).count();
    digits == 3
}

/// Where a web address that begins here ends.
fn link_end(bytes: &[u8], start: usize) -> Option<usize> {
    let rest = &bytes[start..];
    let is_link = match rest.first()? {
        b'h' => rest.starts_with(b"http://") || rest.starts_with(b"https://"),
        b'w' => rest.starts_with(b"www."),
        b'p' => rest.starts_with(b"pic.twitter.com/"),
        _ => false,
    };
    // looked for only behind the beginning of a link, so that time stays in proportion to the text
    let is_of_link = |byte: &&u8| byte.is_ascii_graphic() && !matches!(**byte, b'"' | b'<' | b'>');
    is_link.then(|| start + rest.iter().take_while(is_of_link).count())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[&str]) {
        let mut tokens = Vec::new();
        lex(text, 0..text.len(), &mut tokens);
        let found: Vec<_> = tokens.iter().map(|token| token.span.of(text)).collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn keeps_inner_apostrophes_and_hyphens() {
        check("López can’t record-break", &["López", "can’t", "record-break"]);
        check("rock 'n' roll", &["rock", "'", "n", "'", "roll"]);
        check("H-2B COVID-19 U.S.-Mexico", &["H-2B", "COVID-19", "U.S.", "-", "Mexico"]);
    }

    #[test]
    fn splits_the_clitic_s_only() {
        check("Obama's officials' don't", &["Obama", "'s", "officials", "'", "don't"]);
        check("Fox’s BORDER’S", &["Fox", "’s", "BORDER", "’S"]);
    }

    #[test]
    fn keeps_numbers_and_money_whole() {
        check(
            "$1.5 billion, 239,416 (1,5000) 3.14. 42",
            &["$1.5", "billion", ",", "239,416", "(", "1", ",", "5000", ")", "3.14", ".", "42"],
        );
        check("£20 95%", &["£20", "95", "%"]);
    }

    #[test]
    fn keeps_acronyms_with_their_dots() {
        check("the U.S. is. In D.C., at 5 p.m.", &["the", "U.S.", "is", ".", "In", "D.C.", ",", "at", "5", "p.m."]);
        check("J. Smith of I. Then", &["J", ".", "Smith", "of", "I", ".", "Then"]);
    }

    #[test]
    fn a_dash_of_any_shape_parts_words() {
        check("so--he—she – it", &["so", "--", "he", "—", "she", "–", "it"]);
    }

    #[test]
    fn links_and_handles_are_one_token() {
        check(
            "see pic.twitter.com/1XYi @lopez_ob #tag https://a.b/c?d=1 now",
            &["see", "pic.twitter.com/1XYi", "@lopez_ob", "#tag", "https://a.b/c?d=1", "now"],
        );
    }

    #[test]
    fn soft_hyphens_and_zero_width_characters_stand_for_nothing() {
        check("mi\u{ad}gration\u{200b} now", &["mi\u{ad}gration", "now"]);
        check("e\u{301}tat", &["e\u{301}tat"]);
    }
}
