//! Who says a quote: the name, role or pronoun that stands with a verb of saying beside it.
//!
//! Looked for, in this order: directly behind the quote (`"…," X said`, `"…," said X`, `"…," according to X`), before
//! it (`X said: "…"`, `X told reporters that "…"`), further behind, and in the sentence before when the quote is a
//! sentence of its own. A quote that goes on (in the paragraph, or in the next one) keeps its speaker.
//!
//! What it cannot tell you: who "she" is (a pronoun is given as it stands), and whose words are quoted when no verb of
//! saying stands near. The rules are English, and see word order only.

use std::ops::Range;
use std::sync::LazyLock;

use super::list::section;
use super::quote::is_saying;
use super::{QuoteKind, Sentence, Span, Token, TokenKind, TokenText};

/// The words that say whose a quote is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Attribution {
    /// The name, role or pronoun.
    pub speaker: Span,
    /// The verb of saying, or "according".
    pub verb: Span,
}

/// The attribution of each of the text's quotes, in their order; `None` for scare quotes and where none was found.
pub fn attributions(text: &str, read: &TokenText) -> Vec<Option<Attribution>> {
    let words = Words { text, tokens: &read.tokens, known: &KNOWN };
    let mut found: Vec<_> = (0..read.quotes.len()).map(|at| words.attribution(read, at)).collect();
    for at in 1..found.len() {
        if found[at].is_none() && read.quotes[at].kind == QuoteKind::Direct && words.goes_on(read, at) {
            found[at] = found[at - 1];
        }
    }
    for at in (1..found.len()).rev() {
        if found[at - 1].is_none() && words.is_reopened(read, at) {
            found[at - 1] = found[at];
        }
    }
    found
}

/// Tokens looked at on each side of a quote.
const REACH: usize = 40;
/// Tokens between the end of a quote and the verb of its own attribution.
const NEAR: usize = 16;
/// Tokens of a noun phrase.
const PHRASE: usize = 8;

/// Words by which speakers are found, in lower case.
struct KnownWords {
    pronouns: Vec<&'static str>,
    determiners: Vec<&'static str>,
    passed: Vec<&'static str>,
    passive: Vec<&'static str>,
    function_words: Vec<&'static str>,
    roles: Vec<&'static str>,
}

static KNOWN: LazyLock<KnownWords> = LazyLock::new(|| {
    let words = |name| section(include_str!("speaker.txt"), name);
    KnownWords {
        pronouns: words("pronouns"),
        determiners: words("determiners"),
        passed: words("passed"),
        passive: words("passive"),
        function_words: words("function words"),
        roles: words("roles"),
    }
});

/// A text cut into tokens, in which speakers are looked for.
struct Words<'a> {
    text: &'a str,
    tokens: &'a [Token],
    known: &'static KnownWords,
}

impl Words<'_> {
    fn attribution(&self, read: &TokenText, at: usize) -> Option<Attribution> {
        let quote = &read.quotes[at];
        if quote.kind == QuoteKind::Scare {
            return None;
        }
        let Range { start, end } = quote.tokens;
        let previous = at.checked_sub(1).map_or(0, |before| read.quotes[before].tokens.end);
        let next = read.quotes.get(at + 1).map_or(self.tokens.len(), |after| after.tokens.start);
        let (first, last) = (sentence_of(&read.sentences, start), sentence_of(&read.sentences, end - 1));
        let mut until = read.sentences[last].tokens.end;
        if until == end && self.asks(end) && !self.breaks(end) {
            until = read.sentences.get(last + 1).map_or(end, |sentence| sentence.tokens.end);
        }
        let behind = end..until.min(next).min(end + REACH);
        let before = read.sentences[first].tokens.start.max(previous).max(start.saturating_sub(REACH))..start;
        let is_alone = before.is_empty() && first > 0 && (self.is(start - 1, ":") || !self.breaks(start));
        let above = || {
            let sentence = &read.sentences[first - 1].tokens;
            sentence.start.max(previous).max(start.saturating_sub(REACH))..start
        };
        self.directly_behind(behind.clone())
            .or_else(|| self.before(before))
            .or_else(|| self.further_behind(behind))
            .or_else(|| is_alone.then(|| self.before(above())).flatten())
    }

    /// `X said` or `said X` at the beginning of `range`.
    fn directly_behind(&self, range: Range<usize>) -> Option<Attribution> {
        let start = range.clone().find(|&at| !matches!(self.tokens[at].kind, TokenKind::Comma | TokenKind::Clause))?;
        if self.says(start) {
            return self.inverted(start, range.end);
        }
        let is_subject = self.any(start, &self.known.pronouns)
            || self.any(start, &self.known.determiners)
            || !self.any(start, &self.known.function_words);
        let verb = (start..range.end.min(start + NEAR)).find(|&at| self.says(at))?;
        let subject = if is_subject { self.subject(start, verb) } else { None };
        self.attributed(subject?, verb)
    }

    /// The last verb of saying in `range` that has a subject.
    fn before(&self, range: Range<usize>) -> Option<Attribution> {
        range.clone().rev().filter(|&at| self.says(at)).find_map(|verb| {
            if self.is(verb, "according") {
                return self.inverted(verb, range.end);
            }
            self.attributed(self.subject(range.start, verb)?, verb)
        })
    }

    /// "according to X" anywhere in `range`, or a subject with a verb of saying behind an adverbial.
    fn further_behind(&self, range: Range<usize>) -> Option<Attribution> {
        range.clone().filter(|&at| self.says(at)).find_map(|verb| {
            if self.is(verb, "according") {
                return self.inverted(verb, range.end);
            }
            let subject = if verb < range.start + NEAR { self.subject(range.start, verb) } else { None };
            self.attributed(subject?, verb)
        })
    }

    /// The speaker behind the verb: `said X`, `according to X`.
    fn inverted(&self, verb: usize, end: usize) -> Option<Attribution> {
        let start = if self.is(verb, "according") { verb + 2 } else { verb + 1 };
        if start < end && self.any(start, &self.known.pronouns) {
            return self.attributed(start..start + 1, verb);
        }
        let is_part = |at: usize| {
            let word =
                self.tokens[at].kind == TokenKind::Word && (at == start || !self.any(at, &self.known.function_words));
            (word && !self.says(at)) || self.tokens[at].kind == TokenKind::Clitic || self.abbreviates(at)
        };
        let phrase = (start..end.min(start + PHRASE)).take_while(|&at| is_part(at));
        let head = phrase.filter(|&at| self.is_name(at) || self.any(at, &self.known.roles)).last()?;
        self.attributed(self.phrase(start, head + 1)?, verb)
    }

    /// The subject of `verb`, not before `start`.
    fn subject(&self, start: usize, verb: usize) -> Option<Range<usize>> {
        let first_phrase = |end: usize| (start + 1..=end).find_map(|at| self.phrase_whole(start, at, end));
        if self.text_of(verb).to_ascii_lowercase().ends_with("ing") {
            return first_phrase(verb);
        }
        let mut end = verb;
        while end > start && (self.any(end - 1, &self.known.passed) || self.text_of(end - 1).ends_with("ly")) {
            end -= 1;
        }
        if end > start && self.any(end - 1, &self.known.passive) {
            return None;
        }
        let is_break = |at: usize| matches!(self.tokens[at].kind, TokenKind::Comma | TokenKind::Clause);
        if end > start && is_break(end - 1) {
            let relative = (end < verb && self.is(end, "who")).then(|| self.phrase(start, end - 1)).flatten();
            let opens = (start..end - 1).rev().find(|&at| is_break(at));
            let apposition = opens.and_then(|at| self.phrase(start, at));
            return relative.or(apposition).or_else(|| first_phrase(end - 1));
        }
        let nearest = |from: usize| (from..=end).rev().find_map(|end| self.phrase(start, end));
        nearest(end.saturating_sub(PHRASE).max(start))
    }

    /// The noun phrase that ends before `end` and does not go on up to `limit`.
    fn phrase_whole(&self, start: usize, end: usize, limit: usize) -> Option<Range<usize>> {
        let goes_on = end < limit && (self.is_name(end) || self.abbreviates(end) || self.is_clitic(end));
        if goes_on { None } else { self.phrase(start, end) }
    }

    /// The noun phrase that ends before `end`: a pronoun, a role with what stands before it, or a name.
    fn phrase(&self, start: usize, end: usize) -> Option<Range<usize>> {
        let head = end.checked_sub(1).filter(|head| *head >= start)?;
        if self.any(head, &self.known.pronouns) {
            return Some(head..end);
        }
        let from = start.max(end.saturating_sub(PHRASE));
        let mut first = head;
        if self.is_name(head) {
            while first > from && (self.is_name(first - 1) || self.abbreviates(first - 1)) {
                first -= 1;
            }
            while first < head && (!self.is_name(first) || self.any(first, &self.known.function_words)) {
                first += 1;
            }
            let whole = self.head_of(start, first).unwrap_or(first);
            return (whole < first || !self.any(first, &self.known.function_words)).then_some(whole..end);
        }
        if !self.any(head, &self.known.roles) {
            return None;
        }
        while first > from {
            let at = first - 1;
            if self.any(at, &self.known.determiners) {
                return Some(at..end);
            }
            let is_part =
                self.tokens[at].kind == TokenKind::Word && !self.any(at, &self.known.function_words) && !self.says(at);
            if !is_part && !self.is_clitic(at) && !self.abbreviates(at) {
                break;
            }
            first = at;
        }
        Some(first..end)
    }

    /// Where the phrase begins that the name at `name` belongs to: "the mayor of X", "Ann Lee, of the X".
    fn head_of(&self, start: usize, name: usize) -> Option<usize> {
        let of = if name > start && self.any(name - 1, &self.known.determiners) {
            name.checked_sub(2)?
        } else {
            name.checked_sub(1)?
        };
        let joins = of > start && self.any(of, &["of", "for", "from", "at"]);
        joins.then(|| self.phrase(start, of)).flatten().map(|range| range.start)
    }

    fn attributed(&self, speaker: Range<usize>, verb: usize) -> Option<Attribution> {
        let (first, last) = (self.tokens.get(speaker.start)?, self.tokens.get(speaker.end.checked_sub(1)?)?);
        let speaker = Span { start: first.span.start, end: last.span.end };
        Some(Attribution { speaker, verb: self.tokens[verb].span })
    }

    /// Whether a quote is the next sentence of the speaker of the one before, in the same paragraph or reopened.
    fn goes_on(&self, read: &TokenText, at: usize) -> bool {
        let (before, here) = (&read.quotes[at - 1].tokens, &read.quotes[at].tokens);
        let (last, first) = (sentence_of(&read.sentences, before.end - 1), sentence_of(&read.sentences, here.start));
        let follows = read.sentences[first].tokens.start == here.start && first <= last + 1;
        self.is_reopened(read, at) || (follows && !self.breaks(here.start))
    }

    /// Whether a quote takes up, in a new paragraph, the one before it that was not closed.
    fn is_reopened(&self, read: &TokenText, at: usize) -> bool {
        let before = &read.quotes[at - 1].tokens;
        before.end == read.quotes[at].tokens.start && self.tokens[before.end - 1].kind != TokenKind::QuoteMark
    }

    /// Whether a question or exclamation mark stands before the quote mark that ends at `end`.
    fn asks(&self, end: usize) -> bool {
        end > 1 && (self.is(end - 2, "?") || self.is(end - 2, "!"))
    }

    /// Whether a line ends before the token.
    fn breaks(&self, at: usize) -> bool {
        let end = |at: usize| self.tokens[at].span.end as usize;
        at == 0 || at >= self.tokens.len() || {
            self.text[end(at - 1)..self.tokens[at].span.start as usize].contains(['\n', '\r', '\u{2028}', '\u{2029}'])
        }
    }

    /// A word in capitals that is no day or month.
    fn is_name(&self, at: usize) -> bool {
        let word = self.text_of(at);
        self.tokens[at].kind == TokenKind::Word
            && word.starts_with(char::is_uppercase)
            && !self.any(at, &self.known.passed)
    }

    /// The stop of an abbreviation: "Sen." "J."
    fn abbreviates(&self, at: usize) -> bool {
        at > 0
            && self.tokens[at].kind == TokenKind::Stop
            && self.is_name(at - 1)
            && self.text_of(at - 1).chars().count() <= 4
    }

    fn is_clitic(&self, at: usize) -> bool {
        self.tokens[at].kind == TokenKind::Clitic
    }

    fn says(&self, at: usize) -> bool {
        is_saying(self.text, &self.tokens[at])
    }

    fn text_of(&self, at: usize) -> &str {
        self.tokens[at].span.of(self.text)
    }

    fn is(&self, at: usize, word: &str) -> bool {
        self.tokens.get(at).is_some_and(|token| token.span.of(self.text).eq_ignore_ascii_case(word))
    }

    fn any(&self, at: usize, words: &[&str]) -> bool {
        words.iter().any(|word| self.is(at, word))
    }
}

fn sentence_of(sentences: &[Sentence], token: usize) -> usize {
    sentences.partition_point(|sentence| sentence.tokens.end <= token)
}

#[cfg(test)]
mod tests {
    use super::{Attribution, KNOWN, KnownWords, attributions};
    use crate::text::{TokenText, Tokenizer};

    fn check(text: &str, expected: &[Option<(&str, &str)>]) {
        let read = TokenText::new(text, &[], &mut Tokenizer::default());
        let found = attributions(text, &read);
        let words = |found: &Attribution| (found.speaker.of(text), found.verb.of(text));
        let found: Vec<_> = found.iter().map(|attribution| attribution.as_ref().map(words)).collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn finds_the_speaker_behind_the_quote() {
        check("“We will go there now,” Sen. López said Monday.", &[Some(("Sen. López", "said"))]);
        check("\"We will go there now,\" said Rick Santorum of Ohio.", &[Some(("Rick Santorum", "said"))]);
        check("“We will go there now,” he said.", &[Some(("he", "said"))]);
        check(
            "“We will go there now,” the White House spokesman said.",
            &[Some(("the White House spokesman", "said"))],
        );
        check("“We will go there now,” said spokesman Sean Spicer.", &[Some(("Sean Spicer", "said"))]);
        check("“Will we go there now?” Mr. Steele asked.", &[Some(("Mr. Steele", "asked"))]);
        check("“We will go there now,” according to Jane Roe.", &[Some(("Jane Roe", "according"))]);
        check("“We will go there now,” Jane Roe, the mayor, told reporters.", &[Some(("Jane Roe", "told"))]);
    }

    #[test]
    fn finds_the_speaker_before_the_quote() {
        check("But Mr. Steele told reporters that “we will go there.”", &[Some(("Mr. Steele", "told"))]);
        check("Jane Roe said: “We will go there.”", &[Some(("Jane Roe", "said"))]);
        check("Jane Roe, who said “we will go there,” left.", &[Some(("Jane Roe", "said"))]);
        check("Jane Roe left the room, saying “we will go there.”", &[Some(("Jane Roe", "saying"))]);
        check("Jane Roe on Monday said “we will go there.”", &[Some(("Jane Roe", "said"))]);
        check("According to Jane Roe, “we will go there.”", &[Some(("Jane Roe", "According"))]);
        check("Jane Roe answered on Monday. “We will go there.”", &[Some(("Jane Roe", "answered"))]);
    }

    #[test]
    fn a_quote_that_goes_on_keeps_its_speaker() {
        let twice = Some(("Jane Roe", "said"));
        check("“We will go,” Jane Roe said. “They will not go there.”", &[twice, twice]);
        check("Jane Roe said: “We will go there.\n\n“They will not go there.”", &[twice, twice]);
        check("“We will go there.\n\n“They will not go there,” Jane Roe said.", &[twice, twice]);
    }

    #[test]
    fn every_list_of_words_is_there() {
        let KnownWords { pronouns, determiners, passed, passive, function_words, roles } = &*KNOWN;
        let lengths = [pronouns, determiners, passed, passive, function_words, roles].map(|words| words.len());
        assert_eq!(lengths, [5, 14, 35, 8, 97, 133]);
    }

    #[test]
    fn says_nothing_where_nobody_speaks() {
        check("The sign had “no way out of here” on it.", &[None]);
        check("The so-named “reform” failed.", &[None]);
        check("“We will go there now.”\nJane Roe said otherwise.", &[None]);
        check("It was called “a plan for all of us.”", &[None]);
        check("", &[]);
    }
}
