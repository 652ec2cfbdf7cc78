//! Where words stand in the articles: the first sentence with one, and its places there.
//!
//! A word is meant as the study counts it: in the normal form of its tokenizer. The texts are those that the study cut
//! and keeps packed; up to [`MAX_TEXTS`] of them are unpacked, so that finding sentences in a large corpus takes no
//! longer than in a small one.
//!
//! What it cannot tell you: that a sentence is typical. It is the first with the word.

use std::collections::BTreeMap;

use super::Findings;
use super::texts::Texts;
use crate::text::{Sentence, Span, TokenText, Tokenizer};

/// Texts unpacked to find words in, at most: a large corpus has fewer sentences found, not a slower search.
const MAX_TEXTS: usize = 2_000;

/// Finds words in the articles of a study.
pub struct Passages<'a> {
    texts: &'a Texts,
    /// The texts unpacked so far, by article.
    open: BTreeMap<usize, TokenText>,
}

impl Findings {
    /// Forgets the texts as they were cut, so that no sentence is found.
    #[cfg(all(test, feature = "page"))]
    pub(crate) fn forget_texts(&mut self) {
        self.texts = Texts::default();
    }

    /// A search for words in the articles' sentences.
    pub fn passages(&self) -> Passages<'_> {
        Passages { texts: &self.texts, open: BTreeMap::new() }
    }
}

impl Passages<'_> {
    /// The position of the first sentence of an article with a word (see [`Findings::term`]); `None` where none has it,
    /// and when too many texts are open.
    pub fn first(&mut self, article: usize, word: &str) -> Option<usize> {
        let is_full = self.open.len() >= MAX_TEXTS && !self.open.contains_key(&article);
        if is_full || article >= self.texts.len() {
            return None;
        }
        let text = self.open.entry(article).or_insert_with(|| self.texts.body(article));
        let dictionary = self.texts.dictionary();
        text.sentences.iter().position(|sentence| places(text, dictionary, sentence, &[word]).next().is_some())
    }

    /// Where a sentence that [`Passages::first`] found stands, and where in it any of `words` do, ascending; `None` for an
    /// article in which nothing was found.
    pub fn places(&self, article: usize, sentence: usize, words: &[&str]) -> Option<(Span, Vec<Span>)> {
        let text = self.open.get(&article)?;
        let sentence = text.sentences.get(sentence)?;
        Some((sentence.span, places(text, self.texts.dictionary(), sentence, words).collect()))
    }
}

fn places<'a>(
    text: &'a TokenText,
    dictionary: &'a Tokenizer,
    sentence: &Sentence,
    words: &'a [&str],
) -> impl Iterator<Item = Span> + use<'a> {
    let tokens = sentence.tokens.clone().map(|at| &text.tokens[at]);
    tokens.filter(|token| token.is_word() && words.contains(&dictionary.term(token.term))).map(|token| token.span)
}

#[cfg(test)]
mod tests {
    use crate::corpus::{Corpus, Draft};
    use crate::study::Config;

    #[test]
    fn the_first_sentence_with_a_word_and_its_places_there() {
        let text = "He left. A wave came, and a WAVE’s end. A wave again.";
        let draft = Draft { text: text.into(), ..Draft::default() };
        let config = Config { resamples: 0, permutations: 0, ..Config::default() };
        let found = config.check().unwrap().run(Corpus::new(vec![draft]), 1, &|_| ()).unwrap();
        let mut passages = found.passages();
        assert_eq!(passages.first(0, "wave"), Some(1));
        assert_eq!(passages.first(0, "tide"), None);
        let (sentence, places) = passages.places(0, 1, &["wave", "end"]).unwrap();
        assert_eq!(sentence.of(text), "A wave came, and a WAVE’s end.");
        assert_eq!(places.iter().map(|span| span.of(text)).collect::<Vec<_>>(), ["wave", "WAVE", "end"]);
        assert_eq!(passages.places(1, 0, &["wave"]), None);
    }
}
