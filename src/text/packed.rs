//! A text taken apart, in few bytes, so that what was cut once can be kept for every later step.
//!
//! Token by token: a byte for its shape (kind, case, bytes from the token before, length), which most tokens share with
//! many ([`SHAPES`]; any other is written out behind a byte of its own), and its term where it has one; numbers in groups
//! of seven bits, the lowest first, the eighth bit saying that more follow (LEB128). Then how many tokens each sentence
//! has, and the quotes. A token of news takes about two bytes, where [`TokenText`] takes sixteen.
//!
//! By hand: `A wall` is two tokens; `wall` has the shape of a word in small letters of four bytes, one byte behind the
//! token before, and term 2: two bytes.
//!
//! What it cannot tell you: the text itself, and the names of terms; both are kept elsewhere.

use std::ops::Range;
use std::sync::LazyLock;

use super::{Case, Quote, QuoteKind, Sentence, Span, Token, TokenKind, TokenText};

const KINDS: [TokenKind; 8] = [
    TokenKind::Word,
    TokenKind::Number,
    TokenKind::Clitic,
    TokenKind::Stop,
    TokenKind::Comma,
    TokenKind::Clause,
    TokenKind::QuoteMark,
    TokenKind::Other,
];

const CASES: [Case; 5] = [Case::None, Case::Lower, Case::Capitalized, Case::Upper, Case::Mixed];

/// What a token looks like, wherever it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Shape {
    kind: TokenKind,
    case: Case,
    /// Bytes between the token before and this one.
    distance: u8,
    /// Its bytes.
    length: u8,
}

/// The shapes of most tokens of a newspaper, fewer than [`NO_SHAPE`].
static SHAPES: LazyLock<Vec<Shape>> = LazyLock::new(|| {
    let shapes = |kind, case, distances: Range<u8>, lengths: &'static [u8]| {
        distances.flat_map(move |distance| lengths.iter().map(move |&length| Shape { kind, case, distance, length }))
    };
    let words = [Case::Lower, Case::Capitalized].map(|case| shapes(TokenKind::Word, case, 0..2, &LENGTHS));
    let names = shapes(TokenKind::Word, Case::Upper, 1..2, &LENGTHS[..4]);
    let numbers = shapes(TokenKind::Number, Case::None, 1..2, &LENGTHS[..6]);
    let clitics = shapes(TokenKind::Clitic, Case::Lower, 0..1, &[2, 4]);
    let marks = &KINDS[TokenKind::Stop as usize..]; // of one byte, or curly
    let marks = marks.iter().flat_map(|kind| shapes(*kind, Case::None, 0..2, &[1, 3]));
    words.into_iter().flatten().chain(names).chain(numbers).chain(clitics).chain(marks).collect()
});

const LENGTHS: [u8; 16] = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16];

/// The position in [`SHAPES`] of each shape, by [`place`].
static CODES: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let mut codes = vec![NO_SHAPE; KINDS.len() * CASES.len() * 2 * (LENGTHS.len() + 1)];
    (0..).zip(SHAPES.iter()).for_each(|(code, shape)| codes[place(*shape)] = code);
    codes
});

/// The token is written out.
const NO_SHAPE: u8 = u8::MAX;

/// For a shape of distance 0 or 1 and at most 16 bytes: its own position among all these.
fn place(shape: Shape) -> usize {
    let kind = shape.kind as usize * CASES.len() + shape.case as usize;
    (kind * 2 + usize::from(shape.distance)) * (LENGTHS.len() + 1) + usize::from(shape.length)
}

/// The position of a token's shape in [`SHAPES`], [`NO_SHAPE`] for a rare one.
fn code(token: &Token, distance: i64) -> u8 {
    let length = token.span.end - token.span.start;
    if !(0..2).contains(&distance) || length > LENGTHS.len() as u32 {
        return NO_SHAPE;
    }
    CODES[place(Shape { kind: token.kind, case: token.case, distance: distance as u8, length: length as u8 })]
}

/// Appends `read` to `bytes`.
pub fn pack(read: &TokenText, bytes: &mut Vec<u8>) {
    for n in [read.tokens.len(), read.sentences.len(), read.quotes.len(), read.n_paragraphs] {
        push(bytes, n as u64);
    }
    let mut end = 0;
    for token in &read.tokens {
        let distance = i64::from(token.span.start) - i64::from(end);
        let code = code(token, distance);
        bytes.push(code);
        if code == NO_SHAPE {
            bytes.push(token.kind as u8 | (token.case as u8) << 3);
            push_signed(bytes, distance);
            push(bytes, u64::from(token.span.end - token.span.start));
        }
        if has_term(token.kind) {
            push(bytes, u64::from(token.term));
        }
        end = token.span.end;
    }
    for sentence in &read.sentences {
        let own = bounds(&read.tokens[sentence.tokens.clone()]);
        push(bytes, sentence.tokens.len() as u64);
        push_signed(bytes, i64::from(sentence.span.start) - i64::from(own.start));
        push_signed(bytes, i64::from(sentence.span.end) - i64::from(own.end));
    }
    for quote in &read.quotes {
        push(bytes, u64::from(quote.span.start));
        push(bytes, u64::from(quote.span.end - quote.span.start));
        push(bytes, quote.tokens.start as u64);
        push(bytes, quote.tokens.len() as u64);
        bytes.push(u8::from(quote.kind == QuoteKind::Scare) | u8::from(quote.closed) << 1);
    }
}

/// Takes the first text of `bytes` back, and leaves what stands behind it; `term` translates its terms.
///
/// # Panics
/// When `bytes` were not made by [`pack`].
pub fn unpack(bytes: &mut &[u8], term: impl Fn(u32) -> u32) -> TokenText {
    let [n_tokens, n_sentences, n_quotes, n_paragraphs] = [(); 4].map(|()| next(bytes) as usize);
    let mut tokens = Vec::with_capacity(n_tokens);
    let (shapes, mut end) = (&**SHAPES, 0);
    for _ in 0..n_tokens {
        let token = next_token(bytes, shapes, end, &term);
        end = token.span.end;
        tokens.push(token);
    }
    let mut start = 0;
    let sentences = (0..n_sentences).map(|_| {
        let range = start..start + next(bytes) as usize;
        start = range.end;
        let own = bounds(&tokens[range.clone()]);
        let moved = |at: u32, by: i64| (i64::from(at) + by) as u32;
        let span = Span { start: moved(own.start, next_signed(bytes)), end: moved(own.end, next_signed(bytes)) };
        Sentence { span, tokens: range }
    });
    let sentences = sentences.collect();
    let quotes = (0..n_quotes).map(|_| {
        let [start, length, first, n] = [(); 4].map(|()| next(bytes) as usize);
        let flags = next_byte(bytes);
        let kind = if flags & 1 == 1 { QuoteKind::Scare } else { QuoteKind::Direct };
        Quote { span: Span::new(start, start + length), tokens: first..first + n, kind, closed: flags & 2 == 2 }
    });
    let quotes = quotes.collect();
    TokenText { tokens, sentences, quotes, n_paragraphs }
}

/// Takes the first text of `bytes` as its tokens alone, one by one, and skips the rest of it.
///
/// # Panics
/// As [`unpack`].
pub fn for_each_token(bytes: &mut &[u8], term: impl Fn(u32) -> u32, mut each: impl FnMut(Token)) {
    let [n_tokens, n_sentences, n_quotes, _] = [(); 4].map(|()| next(bytes) as usize);
    let (shapes, mut end) = (&**SHAPES, 0);
    for _ in 0..n_tokens {
        let token = next_token(bytes, shapes, end, &term);
        end = token.span.end;
        each(token);
    }
    (0..3 * n_sentences).for_each(|_| skip(bytes));
    for _ in 0..n_quotes {
        (0..4).for_each(|_| skip(bytes));
        next_byte(bytes);
    }
}

fn next_token(bytes: &mut &[u8], shapes: &[Shape], end: u32, term: impl Fn(u32) -> u32) -> Token {
    let (kind, case, distance, length) = match next_byte(bytes) {
        NO_SHAPE => {
            let written = next_byte(bytes);
            let (kind, case) = (KINDS[usize::from(written & 7)], CASES[usize::from(written >> 3)]);
            (kind, case, next_signed(bytes), next(bytes) as u32)
        }
        code => {
            let Shape { kind, case, distance, length } = shapes[usize::from(code)];
            (kind, case, i64::from(distance), u32::from(length))
        }
    };
    let start = (i64::from(end) + distance) as u32;
    let term = if has_term(kind) { term(next(bytes) as u32) } else { 0 };
    Token { span: Span { start, end: start + length }, term, kind, case }
}

/// Whether tokens of a kind have a term of their own.
fn has_term(kind: TokenKind) -> bool {
    matches!(kind, TokenKind::Word | TokenKind::Number | TokenKind::Clitic)
}

/// From the first of `tokens` to the last; nothing for none.
fn bounds(tokens: &[Token]) -> Span {
    match (tokens.first(), tokens.last()) {
        (Some(first), Some(last)) => Span { start: first.span.start, end: last.span.end },
        _ => Span { start: 0, end: 0 },
    }
}

fn push(bytes: &mut Vec<u8>, mut n: u64) {
    while n >= 0x80 {
        bytes.push(n as u8 | 0x80);
        n >>= 7;
    }
    bytes.push(n as u8);
}

/// Small numbers of either sign in few bytes: 0, -1, 1, -2 … are 0, 1, 2, 3 ….
fn push_signed(bytes: &mut Vec<u8>, n: i64) {
    push(bytes, (n << 1 ^ n >> 63) as u64);
}

fn next_byte(bytes: &mut &[u8]) -> u8 {
    let (first, rest) = bytes.split_first().expect("packed by `pack`");
    *bytes = rest;
    *first
}

fn next(bytes: &mut &[u8]) -> u64 {
    let (mut n, mut shift) = (0, 0);
    loop {
        let byte = next_byte(bytes);
        n |= u64::from(byte & 0x7f) << shift;
        if byte < 0x80 {
            return n;
        }
        shift += 7;
    }
}

fn skip(bytes: &mut &[u8]) {
    next(bytes);
}

fn next_signed(bytes: &mut &[u8]) -> i64 {
    let n = next(bytes);
    (n >> 1) as i64 ^ -((n & 1) as i64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Tokenizer;
    use proptest::prelude::*;

    #[test]
    fn kinds_and_cases_are_numbered_as_they_are_declared() {
        assert!(KINDS.iter().enumerate().all(|(at, kind)| *kind as usize == at));
        assert!(CASES.iter().enumerate().all(|(at, case)| *case as usize == at));
        assert!(SHAPES.len() < usize::from(NO_SHAPE));
        assert!((0..).zip(SHAPES.iter()).all(|(code, shape)| CODES[place(*shape)] == code), "no shape stands twice");
    }

    #[test]
    fn a_word_behind_a_space_takes_two_bytes() {
        let mut tokenizer = Tokenizer::default();
        let packed = |text: &str, tokenizer: &mut Tokenizer| {
            let mut bytes = Vec::new();
            pack(&TokenText::new(text, &[], tokenizer), &mut bytes);
            bytes.len()
        };
        let one = packed("A", &mut tokenizer);
        assert_eq!(packed("A wall", &mut tokenizer), one + 2);
    }

    proptest! {
        #[test]
        fn what_is_packed_comes_back(
            texts in prop::collection::vec("(?s)([a-zé0-9$.,“”\"'’ \n-]|\\PC){0,80}", 1..6),
            gap in 0usize..40,
        ) {
            let mut tokenizer = Tokenizer::default();
            let mut bytes = Vec::new();
            let read = |text: &String, tokenizer: &mut Tokenizer| {
                let start = text.char_indices().nth(gap).map_or(text.len(), |place| place.0);
                let end = text.char_indices().nth(gap + 3).map_or(text.len(), |place| place.0);
                TokenText::new(text, &[Span::new(start, end)], tokenizer)
            };
            let all: Vec<TokenText> = texts.iter().map(|text| read(text, &mut tokenizer)).collect();
            all.iter().for_each(|read| pack(read, &mut bytes));
            let (mut left, mut again) = (&bytes[..], &bytes[..]);
            for read in &all {
                prop_assert_eq!(&unpack(&mut left, |term| term), read);
                let mut tokens = Vec::new();
                for_each_token(&mut again, |term| term, |token| tokens.push(token));
                prop_assert_eq!(&tokens, &read.tokens);
            }
            prop_assert!(left.is_empty() && again.is_empty());
        }
    }
}
