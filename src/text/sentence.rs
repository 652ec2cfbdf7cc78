//! Where paragraphs and sentences end.
//!
//! A sentence ends at a stop (and the quotes and brackets that close behind it) when the next token begins like
//! a sentence and the stop is not an abbreviation's; a line break ends it too, unless the line was only wrapped.

use std::sync::LazyLock;

use super::list::section;
use super::{Sentence, Span, Token, TokenKind};

/// Positions of the tokens that begin a new paragraph (the first token of the text is not among them).
pub(super) fn paragraph_breaks(text: &str, tokens: &[Token]) -> Vec<usize> {
    let mut breaks = Vec::new();
    for at in 1..tokens.len() {
        let gap = &text[tokens[at - 1].span.end as usize..tokens[at].span.start as usize];
        if gap.len() < 2 && gap != "\n" && gap != "\r" {
            continue;
        }
        let n_lines = gap.matches('\n').count() + gap.matches(['\u{2028}', '\u{2029}', '\u{85}']).count();
        let n_lines = if n_lines == 0 { gap.matches('\r').count() } else { n_lines };
        let n_lines = n_lines + if gap.len() < "<p>".len() { 0 } else { n_line_tags(gap) };
        let wrapped = || !ends_clause(tokens, at) && text[tokens[at].span.range()].starts_with(char::is_lowercase);
        if n_lines > 1 || (n_lines == 1 && !wrapped()) {
            breaks.push(at);
        }
    }
    breaks
}

/// How many tags that end a line stand between two tokens: there are only such as were left out of the text.
fn n_line_tags(gap: &str) -> usize {
    let names = gap.split('<').skip(1).map(|tag| tag.trim_start_matches('/'));
    let is_line = |name: &str| {
        let name = name.get(..2).unwrap_or_default().to_ascii_lowercase();
        matches!(name.as_str(), "br" | "p>" | "p " | "di" | "li" | "td" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6")
    };
    names.filter(|name| is_line(name)).count()
}

/// The sentences; they partition the tokens.
pub(super) fn split(text: &str, tokens: &[Token], paragraph_breaks: &[usize]) -> Vec<Sentence> {
    let mut sentences = Vec::new();
    let mut breaks = paragraph_breaks.iter().copied().peekable();
    let mut start = 0;
    let mut at = 0;
    while at < tokens.len() {
        let mut next = at + 1;
        let mut ends = next == tokens.len();
        match tokens[at].kind {
            TokenKind::Stop => {
                while next < tokens.len() && breaks.peek() != Some(&next) && closes(text, tokens, next) {
                    next += 1;
                }
                ends =
                    next == tokens.len() || (begins_sentence(text, tokens, next) && !is_abbreviation(text, tokens, at));
            }
            TokenKind::Word if next < tokens.len() && text.as_bytes()[tokens[at].span.end as usize - 1] == b'.' => {
                ends = ends_with_acronym(text, tokens, at);
            }
            _ => {}
        }
        if breaks.peek() == Some(&next) {
            breaks.next();
            ends = true;
        }
        if ends {
            sentences.push(sentence(tokens, start, next));
            start = next;
        }
        at = next;
    }
    if start < tokens.len() {
        sentences.push(sentence(tokens, start, tokens.len()));
    }
    sentences
}

fn sentence(tokens: &[Token], start: usize, end: usize) -> Sentence {
    let span = Span { start: tokens[start].span.start, end: tokens[end - 1].span.end };
    Sentence { span, tokens: start..end }
}

/// Whether the token before `at` (or before the quotes that close there) ends a clause.
fn ends_clause(tokens: &[Token], at: usize) -> bool {
    let last = tokens[..at].iter().rev().take(8).find(|token| token.kind != TokenKind::QuoteMark);
    last.is_some_and(|last| matches!(last.kind, TokenKind::Stop | TokenKind::Clause))
}

/// Whether the token at `at` belongs to the sentence that just stopped: another stop, a bracket or a quote that closes.
fn closes(text: &str, tokens: &[Token], at: usize) -> bool {
    let touches = tokens[at - 1].span.end == tokens[at].span.start;
    let token = &text[tokens[at].span.range()];
    match tokens[at].kind {
        TokenKind::Stop => true,
        TokenKind::Clause => touches && matches!(token, ")" | "]" | "}"),
        TokenKind::QuoteMark => {
            let opens = tokens.get(at + 1).is_some_and(|next| next.span.start == tokens[at].span.end && next.is_word());
            touches && !opens
        }
        _ => false,
    }
}

fn begins_sentence(text: &str, tokens: &[Token], at: usize) -> bool {
    let first = tokens[at..].iter().find(|token| !matches!(token.kind, TokenKind::QuoteMark | TokenKind::Clause));
    first.is_some_and(|first| {
        !text[first.span.range()].starts_with(char::is_lowercase) && first.kind != TokenKind::Comma
    })
}

/// Whether the stop at `at` belongs to an abbreviation or initial that does not end a sentence.
fn is_abbreviation(text: &str, tokens: &[Token], at: usize) -> bool {
    if at == 0 || tokens[at - 1].span.end != tokens[at].span.start || text[tokens[at].span.range()] != *"." {
        return false;
    }
    let word = &text[tokens[at - 1].span.range()];
    let initial = word.chars().count() == 1 && word.starts_with(char::is_uppercase) && word != "I";
    initial || ABBREVIATIONS.iter().any(|known| known.eq_ignore_ascii_case(word))
}

/// Whether an acronym with its own stop (`U.S.`) is the last word of its sentence: only if what follows is a
/// word that begins sentences and not names.
fn ends_with_acronym(text: &str, tokens: &[Token], at: usize) -> bool {
    let Some(next) = tokens[at + 1..].iter().find(|token| token.kind != TokenKind::QuoteMark) else { return true };
    let word = &text[next.span.range()];
    STARTERS.contains(&word)
}

/// Titles, months and other short forms that a capital letter may follow within a sentence.
static ABBREVIATIONS: LazyLock<Vec<&'static str>> = LazyLock::new(|| section(LIST, "abbreviations"));

/// Words that begin sentences more often than names.
static STARTERS: LazyLock<Vec<&'static str>> = LazyLock::new(|| section(LIST, "starters"));

const LIST: &str = include_str!("sentence.txt");

#[cfg(test)]
mod tests {
    use crate::text::{TokenText, Tokenizer};

    fn check(text: &str, expected: &[&str]) {
        let read = TokenText::new(text, &[], &mut Tokenizer::default());
        let found: Vec<_> = read.sentences.iter().map(|sentence| sentence.span.of(text)).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn titles_initials_and_months_end_no_sentence() {
        check(
            "Sen. J. Smith met Gov. Lee on Jan. 8. It rained.",
            &["Sen. J. Smith met Gov. Lee on Jan. 8.", "It rained."],
        );
    }

    #[test]
    fn an_acronym_ends_one_only_before_a_starter() {
        check("He left the U.S. The talks went on.", &["He left the U.S.", "The talks went on."]);
        check("The U.S. Senate met.", &["The U.S. Senate met."]);
    }

    #[test]
    fn quotes_close_after_the_stop() {
        check("“We go.” He left. \"No!\" she said.", &["“We go.”", "He left.", "\"No!\" she said."]);
        check("He said \"go.\" \"Why?\" they asked.", &["He said \"go.\"", "\"Why?\" they asked."]);
    }

    #[test]
    fn a_heading_without_a_stop_is_a_sentence() {
        check(
            "Talks Begin In Capital\n\nThe talks began.\nThey ended",
            &["Talks Begin In Capital", "The talks began.", "They ended"],
        );
    }

    #[test]
    fn a_wrapped_line_is_not() {
        check("The talks that\nbegan today. And\nended", &["The talks that\nbegan today.", "And\nended"]);
    }

    #[test]
    fn a_missing_space_after_a_stop_is_survived() {
        check("Two leaders.(Related) The end.Then more", &["Two leaders.", "(Related) The end.", "Then more"]);
    }
}
