//! Sentences as vectors: texts are taken apart a second time, so that no sentence's words are kept from the map on.

use rayon::prelude::*;

use crate::compare::alignment::{self, Article, Sentence};
use crate::corpus::Corpus;
use crate::num::{Random, ln};
use crate::terms::{self, Counts};
use crate::text::{Span, Token, TokenKind, TokenText, Tokenizer};

/// Shorter sentences are not compared: they share too little with any other.
pub const MIN_WORDS: usize = 8;

/// Sentences with fewer different terms, function words aside, are not compared either.
pub const MIN_TERMS: usize = 4;

/// Sentences of an article that are compared, at most: the first.
pub const MAX_SENTENCES: usize = 300;

/// Numbers carry the facts, but the counts leave them out: each falls into one of so many buckets by its hash, and a
/// bucket is a term (feature hashing: Weinberger et al. 2009, ICML).
const N_BUCKETS: usize = 1 << 16;

/// How rare numbers are is counted on so many articles, at most.
const MAX_NUMBER_ARTICLES: usize = 2_000;

/// Articles handed to a worker at a time.
const CHUNK: usize = 64;

/// What all workers share.
pub(super) struct Texts<'a> {
    corpus: &'a Corpus,
    counts: &'a Counts,
    tokenizer: &'a Tokenizer,
    /// By term, then by bucket.
    idf: Vec<f64>,
    padding: f64,
}

/// What a worker keeps from text to text.
pub(super) struct Reader<'a> {
    texts: &'a Texts<'a>,
    tokenizer: Tokenizer,
    /// The vocabulary's number of each of the tokenizer's terms.
    ids: Vec<Option<u32>>,
}

impl<'a> Texts<'a> {
    /// The texts of `corpus`, with the rarity of words from `counts` and of numbers from a sample of the texts.
    pub(super) fn new(corpus: &'a Corpus, counts: &'a Counts, tokenizer: &'a Tokenizer, random: &mut Random) -> Self {
        let mut idf = terms::smooth_idfs(counts);
        let padding = alignment::padding(&idf);
        idf.extend(number_idfs(corpus, tokenizer, random));
        Self { corpus, counts, tokenizer, idf, padding }
    }
}

impl<'a> Reader<'a> {
    pub(super) fn new(texts: &'a Texts<'a>) -> Self {
        Self { texts, tokenizer: texts.tokenizer.clone(), ids: Vec::new() }
    }

    /// The articles at these positions; one without an outlet has the last number.
    pub(super) fn articles(&mut self, positions: &[usize]) -> Vec<Article> {
        positions.iter().map(|it| self.article(*it)).collect()
    }

    fn article(&mut self, position: usize) -> Article {
        let read = read(self.texts.corpus, position, &mut self.tokenizer);
        let vocabulary = self.texts.counts.vocabulary();
        for term in self.ids.len()..self.tokenizer.n_terms() {
            self.ids.push(vocabulary.id(self.tokenizer.term(term as u32)).map(|it| it.0));
        }
        let id = |it: &Token| match it.kind {
            TokenKind::Word if it.term != 0 => self.ids[it.term as usize],
            TokenKind::Number => Some((vocabulary.len() + bucket(self.tokenizer.term(it.term))) as u32),
            _ => None,
        };
        let sentence = |(position, sentence): (usize, &crate::text::Sentence)| {
            let tokens = &read.tokens[sentence.tokens.clone()];
            if tokens.iter().filter(|it| it.is_word()).count() < MIN_WORDS {
                return None;
            }
            let mut terms: Vec<u32> = tokens.iter().filter_map(id).collect();
            let vector = alignment::vector(&mut terms, &self.texts.idf, self.texts.padding);
            (vector.len() >= MIN_TERMS).then_some(Sentence { position: position as u32, vector })
        };
        let sentences = read.sentences.iter().enumerate().filter_map(sentence).take(MAX_SENTENCES).collect();
        let outlet = self.texts.corpus.articles()[position].outlet;
        Article { outlet: outlet.map_or(u32::MAX, |it| it.0), sentences }
    }
}

fn read(corpus: &Corpus, position: usize, tokenizer: &mut Tokenizer) -> TokenText {
    let article = &corpus.articles()[position];
    let removed: Vec<Span> = article.removed.iter().map(|it| it.span).collect();
    TokenText::new(&article.text, &removed, tokenizer)
}

/// The idf of each bucket of numbers, as if the sample were the corpus; a number that is not in it counts as in one
/// article.
fn number_idfs(corpus: &Corpus, tokenizer: &Tokenizer, random: &mut Random) -> Vec<f64> {
    let mut sample: Vec<usize> = (0..corpus.articles().len()).collect();
    random.shuffle(&mut sample);
    sample.truncate(MAX_NUMBER_ARTICLES);
    let buckets = |positions: &[usize]| -> Vec<usize> {
        let mut tokenizer = tokenizer.clone();
        let of_article = |&position: &usize| {
            let read = read(corpus, position, &mut tokenizer);
            let numbers = read.tokens.iter().filter(|it| it.kind == TokenKind::Number);
            let mut buckets: Vec<usize> = numbers.map(|it| bucket(tokenizer.term(it.term))).collect();
            buckets.sort_unstable();
            buckets.dedup();
            buckets
        };
        positions.iter().flat_map(of_article).collect()
    };
    let found: Vec<Vec<usize>> = sample.par_chunks(CHUNK).map(buckets).collect();
    let mut n_articles = vec![0u32; N_BUCKETS];
    found.iter().flatten().for_each(|it| n_articles[*it] += 1);
    let scale = corpus.articles().len() as f64 / sample.len().max(1) as f64;
    let idf = |n: u32| ln((1.0 + corpus.articles().len() as f64) / (1.0 + (f64::from(n) * scale).max(1.0))) + 1.0;
    n_articles.into_iter().map(idf).collect()
}

/// The bucket of a number, by its digits: `$20,000` and `20000` are one (FNV-1a).
fn bucket(number: &str) -> usize {
    let digits = number.trim_end_matches('.').bytes().filter(|it| it.is_ascii_digit() || *it == b'.');
    let hash =
        digits.fold(0xcbf2_9ce4_8422_2325u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3));
    (hash ^ hash >> 32) as usize % N_BUCKETS
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::Draft;
    use crate::terms::{Counter, LocalCounts};

    fn vectors(texts: &[&str]) -> Vec<Vec<(u32, Vec<u32>)>> {
        let drafts = texts.iter().zip(0..).map(|(text, i)| Draft {
            id: Some(format!("{i}")),
            text: (*text).to_owned(),
            ..Draft::default()
        });
        let corpus = Corpus::new(drafts.collect());
        let (mut tokenizer, mut counter) = (Tokenizer::default(), Counter::default());
        let counted = texts.iter().map(|text| {
            let read = TokenText::new(text, &[], &mut tokenizer);
            counter.count(&read.tokens)
        });
        let counted: Vec<_> = counted.collect();
        let rows: Vec<_> = counted.iter().map(|counts| LocalCounts { worker: 0, counts }).collect();
        let counts = Counts::merge(&rows, &[tokenizer]);
        let tokenizer = Tokenizer::default();
        let texts = Texts::new(&corpus, &counts, &tokenizer, &mut Random::new(1, 1));
        let mut reader = Reader::new(&texts);
        let sentence = |it: &Sentence| (it.position, it.vector.iter().map(|it| it.0).collect());
        let all: Vec<usize> = (0..corpus.articles().len()).collect();
        reader.articles(&all).iter().map(|it| it.sentences.iter().map(sentence).collect()).collect()
    }

    #[test]
    fn short_sentences_are_not_compared_and_positions_are_those_of_all() {
        let found = vectors(&[
            "He left. The ministers of both countries signed a treaty on rivers. It was to be what it had been to them.",
        ]);
        assert_eq!(found[0].iter().map(|it| (it.0, it.1.len())).collect::<Vec<_>>(), [(1, 5)]);
    }

    #[test]
    fn a_number_is_the_same_however_it_is_written() {
        let of = |amount: &str| {
            vectors(&[&format!("Mexico would spend {amount} on its borders until the next year.")])[0][0].1.clone()
        };
        assert_eq!(of("$1,500"), of("1500"));
        assert_ne!(of("1,500"), of("1,600"));
        assert_eq!(bucket("53."), bucket("53"));
    }
}
