//! Direct quotes: who speaks is another question; here, which words stand between quotation marks.
//!
//! The shape of a mark is ignored (a curly and a straight text must give the same answer); what surrounds it
//! decides. A mark with space before and none behind opens; one with none before and space behind closes; any
//! other closes what is open or opens. A quote that goes on in the next paragraph is opened there again. A quote
//! never closed ends with its paragraph and says so. Single marks count where they come in pairs outside double ones.

use serde::{Deserialize, Serialize};
use std::ops::Range;
use std::sync::LazyLock;

use super::lexer::is_apostrophe;
use super::list::entries;
use super::{Sentence, Span, Token, TokenKind};

/// Words between quotation marks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quote {
    /// From the opening mark to the closing one, both included.
    pub span: Span,
    /// Positions of its tokens, the marks included.
    pub tokens: Range<usize>,
    /// Speech, or a word held at arm's length.
    pub kind: QuoteKind,
    /// Whether a closing mark (or a continuation in the next paragraph) was found.
    pub closed: bool,
}

/// What the marks are for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum QuoteKind {
    /// Somebody else's words.
    Direct,
    /// At most three words in marks, with no verb of saying in the sentence: the author's own irony or term.
    Scare,
}

/// The quotes of a text, in order, without overlap.
pub(super) fn find(text: &str, tokens: &[Token], paragraph_breaks: &[usize], sentences: &[Sentence]) -> Vec<Quote> {
    let marks: Vec<Mark> = tokens
        .iter()
        .enumerate()
        .filter(|(_, token)| token.kind == TokenKind::QuoteMark)
        .map(|(at, token)| Mark::new(text, at, token.span))
        .collect();
    if marks.is_empty() {
        return Vec::new();
    }
    let saying = saying(text, tokens);
    let mut quotes = Vec::new();
    let mut next_mark = 0;
    let ends = paragraph_breaks.iter().copied().chain([tokens.len()]);
    let mut start = 0;
    for end in ends {
        let until = marks[next_mark..].iter().take_while(|mark| mark.at < end).count() + next_mark;
        let continued = marks.get(until).is_some_and(|mark| mark.at == end && mark.side != Side::Closes);
        paragraph(&marks[next_mark..until], start..end, continued, &mut quotes);
        next_mark = until;
        start = end;
    }
    quotes
        .into_iter()
        .filter(|(range, _)| range.len() > 1 && tokens[range.clone()].iter().any(Token::is_word))
        .map(|(range, closed)| Quote {
            span: Span { start: tokens[range.start].span.start, end: tokens[range.end - 1].span.end },
            kind: kind(tokens, &range, sentences, &saying),
            tokens: range,
            closed,
        })
        .collect()
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    Opens,
    Closes,
    Either,
}

#[derive(Debug, Clone, Copy)]
struct Mark {
    at: usize,
    side: Side,
    single: bool,
}

impl Mark {
    fn new(text: &str, at: usize, span: Span) -> Self {
        let before = text[..span.start as usize].chars().next_back();
        let after = text[span.end as usize..].chars().next();
        let is_open = |c: Option<char>| c.is_none_or(|c| c.is_whitespace() || matches!(c, '(' | '['));
        let is_shut = |c: Option<char>| {
            c.is_none_or(|c| c.is_whitespace() || matches!(c, ',' | '.' | ';' | ':' | '!' | '?' | ')' | ']'))
        };
        let side = match (is_open(before), is_shut(after)) {
            (true, false) => Side::Opens,
            (false, true) => Side::Closes,
            _ => Side::Either,
        };
        Self { at, side, single: text[span.range()].chars().all(is_apostrophe) }
    }
}

/// The quotes of one paragraph; `continued` says that the next one begins with a quotation mark.
fn paragraph(marks: &[Mark], tokens: Range<usize>, continued: bool, quotes: &mut Vec<(Range<usize>, bool)>) {
    let mut open: Option<usize> = None;
    let mut open_single: Option<usize> = None;
    for mark in marks {
        match (mark.single, open) {
            (false, None) if mark.side != Side::Closes => {
                open = Some(mark.at);
                open_single = None;
            }
            (false, None) => {}
            (false, Some(start)) if mark.side == Side::Opens => {
                quotes.push((start..mark.at, false));
                open = Some(mark.at);
            }
            (false, Some(start)) => {
                quotes.push((start..mark.at + 1, true));
                open = None;
            }
            (true, Some(_)) => {}
            (true, None) => match open_single {
                None if mark.side == Side::Opens => open_single = Some(mark.at),
                Some(start) if mark.side == Side::Closes => {
                    quotes.push((start..mark.at + 1, true));
                    open_single = None;
                }
                _ => {}
            },
        }
    }
    if let Some(start) = open {
        quotes.push((start..tokens.end, continued));
    }
}

/// Speech, unless the quote has at most three words and no verb of saying (of those in `saying`, token positions in
/// ascending order) stands in its sentence outside it.
fn kind(tokens: &[Token], quote: &Range<usize>, sentences: &[Sentence], saying: &[usize]) -> QuoteKind {
    let n_words = tokens[quote.clone()].iter().filter(|token| token.is_word()).take(4).count();
    if n_words > 3 {
        return QuoteKind::Direct;
    }
    let first = sentences.partition_point(|sentence| sentence.tokens.end <= quote.start);
    let last = sentences.partition_point(|sentence| sentence.tokens.start < quote.end);
    let n_before = |at: usize| saying.partition_point(|place| *place < at);
    let around = n_before(sentences[last - 1].tokens.end) - n_before(sentences[first].tokens.start);
    let inside = n_before(quote.end) - n_before(quote.start);
    if around > inside { QuoteKind::Direct } else { QuoteKind::Scare }
}

/// Positions of the verbs of saying.
fn saying(text: &str, tokens: &[Token]) -> Vec<usize> {
    (0..tokens.len()).filter(|&at| is_saying(text, &tokens[at])).collect()
}

/// Whether the token is a verb of saying (or "according").
pub(super) fn is_saying(text: &str, token: &Token) -> bool {
    let word = token.span.of(text);
    let saying = &*SAYING;
    let may_be = word.len() < 32 && saying.lengths[word.as_bytes()[0] as usize] >> word.len() & 1 == 1;
    may_be && token.kind == TokenKind::Word && saying.verbs.iter().any(|verb| verb.eq_ignore_ascii_case(word))
}

/// Verbs (and "according") that hand the word to somebody else.
struct Saying {
    verbs: Vec<&'static str>,
    /// Their lengths by their first letter, as bits: that is enough to pass over most words.
    lengths: [u32; 256],
}

static SAYING: LazyLock<Saying> = LazyLock::new(|| {
    let verbs: Vec<&str> = entries(include_str!("saying.txt")).collect();
    let mut lengths = [0; 256];
    for verb in &verbs {
        let first = verb.as_bytes()[0];
        lengths[first as usize] |= 1 << verb.len();
        lengths[first.to_ascii_uppercase() as usize] |= 1 << verb.len();
    }
    Saying { verbs, lengths }
});

#[cfg(test)]
mod tests {
    use crate::text::{QuoteKind, TokenText, Tokenizer};

    fn check(text: &str, expected: &[(&str, QuoteKind, bool)]) {
        let read = TokenText::new(text, &[], &mut Tokenizer::default());
        let found: Vec<_> = read.quotes.iter().map(|quote| (quote.span.of(text), quote.kind, quote.closed)).collect();
        assert_eq!(found, expected);
    }
    use QuoteKind::{Direct, Scare};

    #[test]
    fn finds_straight_and_curly_quotes() {
        check(
            "\"We go,\" he said. “They stay in the city today,” she said.",
            &[("\"We go,\"", Direct, true), ("“They stay in the city today,”", Direct, true)],
        );
    }

    #[test]
    fn a_quote_goes_on_over_paragraphs() {
        check(
            "“One two three four.\n\n“Five six seven eight,” he said.",
            &[("“One two three four.", Direct, true), ("“Five six seven eight,”", Direct, true)],
        );
    }

    #[test]
    fn a_quote_never_closed_ends_with_its_paragraph() {
        check("“One two three four.\nHe left the room.", &[("“One two three four.", Direct, false)]);
    }

    #[test]
    fn a_closing_mark_alone_opens_nothing() {
        check("There is much more to do here.\" The end.", &[]);
    }

    #[test]
    fn single_marks_count_outside_double_ones() {
        check("He said 'we will not go there' today.", &[("'we will not go there'", Direct, true)]);
        check(
            "“They said ‘no’ to all of us,” he said. The dogs' owners' plan.",
            &[("“They said ‘no’ to all of us,”", Direct, true)],
        );
    }

    #[test]
    fn few_words_without_a_verb_of_saying_are_scare_quotes() {
        check("The so-named “reform” failed.", &[("“reform”", Scare, true)]);
        check("He called it “a sham.”", &[("“a sham.”", Direct, true)]);
    }
}
