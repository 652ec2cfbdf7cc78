//! Text as a list of tokens, sentences and direct quotes, each a byte span of the text as it was read.
//!
//! This layer is blind to typography: straight or curly quotes and apostrophes, `--` or an em dash, composed or
//! decomposed accents, a space or a no-break space, soft hyphens, zero-width characters and controls change no token,
//! no sentence and no quote; only the spans differ, because they point into the text as it stands.
//!
//! ```
//! use slantwise::text::{TokenText, Tokenizer};
//! let mut tokenizer = Tokenizer::default();
//! let text = "“We must act,” Sen. López’s aide said. Mexico pledged $1.5 billion.";
//! let read = TokenText::new(text, &[], &mut tokenizer);
//! assert_eq!(read.sentences.len(), 2);
//! assert_eq!(read.quotes[0].span.of(text), "“We must act,”");
//! let terms: Vec<_> = read.tokens.iter().filter(|token| token.is_word()).map(|token| tokenizer.term(token.term)).collect();
//! assert_eq!(&terms[..7], ["we", "must", "act", "sen", "lópez", "aide", "said"]);
//! ```
//!
//! What it cannot tell you: which language it reads (the rules are English), who "she" is, and whether a sentence
//! that was put out of order by a scraper belongs where it stands.

mod character;
mod lexer;
pub(crate) mod list;
pub(crate) mod packed;
mod quote;
mod sentence;
mod short;
mod speaker;
mod tokenizer;

pub use character::Characters;
pub use lexer::is_invisible;
pub use quote::{Quote, QuoteKind};
pub use short::short;
pub use speaker::{Attribution, attributions};
pub use tokenizer::{Terms, Tokenizer, fold, normalize};

use serde::{Deserialize, Serialize};
use std::ops::Range;

use strum::IntoStaticStr;

/// A byte range of the text as it was read; always on character boundaries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Span {
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenKind {
    /// A word: `López`, `can't`, `U.S.`, `H-2B`, `COVID-19`.
    Word,
    /// A number: `239,416`, `$1.5`, `42`.
    Number,
    /// A possessive or contracted `'s`, split from the word before it.
    Clitic,
    /// `.`, `!`, `?` or an ellipsis.
    Stop,
    /// A comma: phrases may pass over it.
    Comma,
    /// `;`, `:`, brackets and dashes: phrases and negation end here.
    Clause,
    /// A quotation mark of any shape.
    QuoteMark,
    /// Anything else: symbols, links, handles, hashtags.
    Other,
}

/// A token: its place, its kind and the id of its normalised form in the tokenizer that read it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token {
    /// Where it stands.
    pub span: Span,
    /// The id of its normalised form (0 for punctuation and symbols).
    pub term: u32,
    /// What it is.
    pub kind: TokenKind,
    /// Which of its letters are capitals.
    pub case: Case,
}

/// Which letters of a word are capitals; marks and digits are no letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Case {
    /// It has no letter with a case.
    #[default]
    None,
    /// None is: `turkey`.
    Lower,
    /// The first of several: `Turkey`.
    Capitalized,
    /// All: `US`, `H-2B`, `I`.
    Upper,
    /// Some others: `McCain`, `iPhone`.
    Mixed,
}

/// A sentence: its place, and its tokens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sentence {
    /// From its first token to its last.
    pub span: Span,
    /// Positions of its tokens.
    pub tokens: Range<usize>,
}

/// A text taken apart; sentences partition the tokens, and all spans ascend.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenText {
    /// The tokens, in order.
    pub tokens: Vec<Token>,
    /// The sentences, in order.
    pub sentences: Vec<Sentence>,
    /// Direct quotes and scare quotes, in order; they do not overlap.
    pub quotes: Vec<Quote>,
    /// How many paragraphs the text has.
    pub n_paragraphs: usize,
}

/// Whose words they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, IntoStaticStr)]
#[cfg_attr(feature = "cli", derive(clap::ValueEnum))]
#[strum(serialize_all = "lowercase")]
pub enum Voice {
    /// All words of the article.
    All,
    /// The author's own words: everything outside direct quotes (scare quotes are the author's).
    Author,
    /// Words inside direct quotes.
    Quoted,
}

impl Voice {
    /// All three, in the order of the tables.
    pub const ALL: [Self; 3] = [Self::All, Self::Author, Self::Quoted];

    /// `all`, `author` or `quoted`.
    pub fn name(self) -> &'static str {
        self.into()
    }
}

impl Span {
    /// The span from `start` to `end`.
    pub fn new(start: usize, end: usize) -> Self {
        Self { start: start as u32, end: end as u32 }
    }

    /// The part of `text` it covers.
    ///
    /// # Panics
    /// When it was not made for this text.
    pub fn of(self, text: &str) -> &str {
        &text[self.range()]
    }

    /// As a range of bytes.
    pub fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }
}

impl Case {
    /// The case of a word.
    pub(crate) fn of(word: &str) -> Self {
        let mut letters = word.chars().filter(|c| c.is_lowercase() || c.is_uppercase()).map(char::is_uppercase);
        let Some(first) = letters.next() else { return Self::None };
        let (mut n_upper, mut n_lower) = (0, 0);
        letters.for_each(|is_upper| if is_upper { n_upper += 1 } else { n_lower += 1 });
        match (first, n_upper, n_lower) {
            (true, _, 0) => Self::Upper,
            (true, 0, _) => Self::Capitalized,
            (false, 0, _) => Self::Lower,
            _ => Self::Mixed,
        }
    }
}

impl Token {
    /// Whether it counts as a word in rates: words and numbers do, the clitic `'s` does not.
    pub fn is_word(&self) -> bool {
        matches!(self.kind, TokenKind::Word | TokenKind::Number)
    }
}

impl TokenText {
    /// Takes `text` apart, leaving out the spans in `removed` (ascending, disjoint, on character boundaries).
    pub fn new(text: &str, removed: &[Span], tokenizer: &mut Tokenizer) -> Self {
        let mut read = Self::cut(text, removed);
        tokenizer.assign_terms(text, removed, &mut read);
        read
    }

    /// The same by the built-in word rules, without looking any word up: every term is 0.
    pub fn cut(text: &str, removed: &[Span]) -> Self {
        #[cfg(test)]
        tests::count_cut(text);
        assert!(u32::try_from(text.len()).is_ok(), "a text of 4 GiB or more: spans are numbers of 32 bits");
        let mut tokens = Vec::with_capacity(text.len() / 5);
        let mut start = 0;
        for gap in removed {
            lexer::lex(text, start..gap.start as usize, &mut tokens);
            start = gap.end as usize;
        }
        lexer::lex(text, start..text.len(), &mut tokens);
        Self::of_tokens(text, tokens)
    }

    /// The same with more left out: `removed` are spans from the beginning of a token to the end of one, disjoint. The
    /// tokens that are left are not cut again; they keep their terms.
    pub(crate) fn without(self, text: &str, removed: &[Span]) -> Self {
        let mut tokens = self.tokens;
        let is_in = |token: &Token, gap: &Span| gap.start <= token.span.start && token.span.end <= gap.end;
        tokens.retain(|token| !removed.iter().any(|gap| is_in(token, gap)));
        Self::of_tokens(text, tokens)
    }

    /// Paragraphs, sentences and quotes of a text's tokens.
    fn of_tokens(text: &str, tokens: Vec<Token>) -> Self {
        let breaks = sentence::paragraph_breaks(text, &tokens);
        let sentences = sentence::split(text, &tokens, &breaks);
        let quotes = quote::find(text, &tokens, &breaks, &sentences);
        Self { n_paragraphs: breaks.len() + usize::from(!tokens.is_empty()), tokens, sentences, quotes }
    }

    /// Whose words each token is: `true` inside a direct quote.
    pub fn quoted(&self) -> Vec<bool> {
        let mut quoted = vec![false; self.tokens.len()];
        for quote in self.quotes.iter().filter(|quote| quote.kind == QuoteKind::Direct) {
            quoted[quote.tokens.clone()].fill(true);
        }
        quoted
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    /// Texts with these words in them are counted when they are cut.
    pub(crate) const COUNTED: &str = "zyzzyva counted";
    pub(crate) static N_CUT: AtomicUsize = AtomicUsize::new(0);

    pub(super) fn count_cut(text: &str) {
        if text.contains(COUNTED) {
            N_CUT.fetch_add(1, Ordering::Relaxed);
        }
    }
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn spans_ascend_on_character_boundaries_and_sentences_partition_tokens(text in "(?s).{0,200}") {
            let read = TokenText::new(&text, &[], &mut Tokenizer::default());
            let mut last = 0;
            for token in &read.tokens {
                prop_assert!(token.span.start >= last && token.span.end > token.span.start);
                prop_assert!(text.get(token.span.range()).is_some());
                last = token.span.end;
            }
            let mut next = 0;
            for sentence in &read.sentences {
                prop_assert_eq!(sentence.tokens.start, next);
                prop_assert!(sentence.tokens.end > next);
                next = sentence.tokens.end;
            }
            prop_assert_eq!(next, read.tokens.len());
            for quote in &read.quotes {
                prop_assert!(text.get(quote.span.range()).is_some());
                prop_assert!(quote.tokens.end <= read.tokens.len());
            }
        }

        #[test]
        fn typography_changes_no_term_sentence_or_voice(
            words in prop::collection::vec("[a-zé]{1,6}|can't|\"[a-z]{1,5} [a-z]{2,6},\"|--|\\.|,|[A-Z][a-z]{1,5}|López|end\\. \"Now[a-z]* go on and see\\.\"\n", 0..40)
        ) {
            let plain = words.join(" ");
            let fancy = typeset(&plain);
            let measured = |text: &str| {
                let mut tokenizer = Tokenizer::default();
                let read = TokenText::new(text, &[], &mut tokenizer);
                let terms: Vec<_> = read.tokens.iter().map(|token| (tokenizer.term(token.term).to_owned(), token.kind)).collect();
                let sentences: Vec<_> = read.sentences.iter().map(|sentence| sentence.tokens.clone()).collect();
                (terms, sentences, read.quoted())
            };
            prop_assert_eq!(measured(&plain), measured(&fancy), "{} | {}", plain, fancy);
        }
    }

    const INVISIBLE: [char; 16] = [
        '\0', '\u{8}', '\u{1f}', '\u{7f}', '\u{80}', '\u{9d}', '\u{ad}', '\u{61c}', '\u{180e}', '\u{200b}', '\u{200d}',
        '\u{202a}', '\u{2060}', '\u{2069}', '\u{fe0f}', '\u{feff}',
    ];

    fn forms(text: &str) -> Vec<String> {
        let mut tokenizer = Tokenizer::default();
        let read = TokenText::new(text, &[], &mut tokenizer);
        read.tokens.iter().map(|token| tokenizer.term(token.term).to_owned()).collect()
    }

    #[test]
    fn what_cannot_be_seen_changes_no_token_within_words_or_around_them() {
        let words = ["migration", "can't", "Obama's", "record-break", "López", "COVID-19"];
        for c in INVISIBLE {
            for word in words {
                for (at, _) in word.char_indices().chain([(word.len(), ' ')]) {
                    let text = format!("the {}{c}{} ended", &word[..at], &word[at..]);
                    assert_eq!(forms(&text), forms(&format!("the {word} ended")), "{text:?}");
                }
            }
        }
    }

    #[test]
    fn every_kind_of_space_parts_words_and_line_ends_part_paragraphs() {
        for space in
            ['\t', '\u{b}', '\u{c}', '\u{a0}', '\u{1680}', '\u{2003}', '\u{2009}', '\u{202f}', '\u{205f}', '\u{3000}']
        {
            assert_eq!(forms(&format!("Talks{space}began")), ["talks", "began"], "{space:?}");
        }
        for end in ["\n", "\r", "\r\n", "\u{85}", "\u{2028}", "\u{2029}"] {
            let text = format!("The talks{end}They ended");
            let read = TokenText::new(&text, &[], &mut Tokenizer::default());
            assert_eq!((read.tokens.len(), read.n_paragraphs), (4, 2), "{end:?}");
        }
    }

    #[test]
    fn a_tag_that_was_left_out_ends_a_paragraph_if_it_ends_a_line() {
        let n_paragraphs = |tag: &str| {
            let text = format!("The talks{tag}They ended");
            let gap = Span::new(9, 9 + tag.len());
            TokenText::new(&text, &[gap], &mut Tokenizer::default()).n_paragraphs
        };
        assert_eq!(["</p><p class='x'>", "<br/>", "</h2>"].map(n_paragraphs), [2, 2, 2]);
        assert_eq!(["<b>", "</span>", "<i class='x'>"].map(n_paragraphs), [1, 1, 1]);
    }

    /// Straight to curly, `--` to an em dash, composed to decomposed, spaces to no-break spaces.
    fn typeset(text: &str) -> String {
        use unicode_normalization::UnicodeNormalization;
        let mut open = false;
        let curly: String = text
            .replace("--", "\u{2014}")
            .chars()
            .map(|c| match c {
                '"' => {
                    open = !open;
                    if open { '“' } else { '”' }
                }
                '\'' => '’',
                ' ' => '\u{a0}',
                _ => c,
            })
            .collect();
        curly.nfd().collect()
    }
}
