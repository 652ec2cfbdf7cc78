//! Choices of an analysis that could as well be made another way. The defaults are what `run` does; `multiverse` tries
//! the others.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::corpus::Corpus;
use crate::terms::{Counts, Style, Vocabulary, function_words, style, style_words};

/// See the module.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Choices {
    /// Whether the events that the input gives are used.
    pub events: GivenEvents,
    /// Which words are counted where outlets are contrasted.
    pub words: CountedWords,
    /// The size of the prior of the log-odds, in words.
    pub prior_size: u32,
    /// How many times the usual fewest events (articles, outlets' articles) a word must stand in to be tested; from 1.
    pub evidence: u32,
}

impl Default for Choices {
    fn default() -> Self {
        Self { events: GivenEvents::Used, words: CountedWords::All, prior_size: 500, evidence: 1 }
    }
}

/// Whether the events that the input gives are used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GivenEvents {
    /// They are, where it gives some.
    Used,
    /// Events are found, as if it gave none.
    Ignored,
}

/// Which words are counted where outlets are contrasted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CountedWords {
    /// Every word.
    All,
    /// All but those of house style.
    NoStyle,
    /// All but English function words.
    Content,
}

/// The counts of the words, or pairs of words, that are counted.
pub(super) fn counted<'a>(words: CountedWords, all: &'a Counts, corpus: &Corpus) -> Cow<'a, Counts> {
    match words {
        CountedWords::All => Cow::Borrowed(all),
        words => Cow::Owned(all.without(&left_out(words, all.vocabulary(), corpus))),
    }
}

/// Whether each term of `vocabulary` is left out: one of its words is.
fn left_out(words: CountedWords, vocabulary: &Vocabulary, corpus: &Corpus) -> Vec<bool> {
    let any =
        |is_left_out: &dyn Fn(&str) -> bool| vocabulary.iter().map(|term| term.split(' ').any(is_left_out)).collect();
    match words {
        CountedWords::All => vec![false; vocabulary.len()],
        CountedWords::Content => {
            let list = function_words();
            any(&|word| list.binary_search(&word).is_ok())
        }
        CountedWords::NoStyle => {
            let list: Vec<(&str, Style)> = style_words();
            let names: Vec<Vec<String>> = corpus.outlets().iter().map(|outlet| super::name_words(outlet)).collect();
            let is_name = |word: &str| names.iter().flatten().any(|name| name == word);
            any(&|word| style(word, &list).is_some() || is_name(word))
        }
    }
}
