//! Sentences as vectors, from the texts as they were cut for the map.

use super::texts::Texts;
use super::threads::*;
use crate::compare::alignment::{self, Article, Sentence};
use crate::corpus::Corpus;
use crate::num::{Random, ln};
use crate::terms::{self, Counts};
use crate::text::{Token, TokenKind};

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

/// The sentences of a corpus, as vectors.
pub(super) struct Sentences<'a> {
    corpus: &'a Corpus,
    texts: &'a Texts,
    n_terms: usize,
    /// The vocabulary's number of each of the dictionary's terms.
    ids: Vec<Option<u32>>,
    /// By term, then by bucket.
    idf: Vec<f64>,
    padding: f64,
}

impl<'a> Sentences<'a> {
    /// The sentences of `texts`, with the rarity of words from `counts` and of numbers from a sample of the texts.
    pub(super) fn new(corpus: &'a Corpus, counts: &Counts, texts: &'a Texts, random: &mut Random) -> Self {
        let mut idf = terms::smooth_idfs(counts);
        let padding = alignment::padding(&idf);
        idf.extend(number_idfs(texts, random));
        let (dictionary, vocabulary) = (texts.dictionary(), counts.vocabulary());
        let id = |term: u32| vocabulary.id(dictionary.term(term)).map(|id| id.0);
        let ids = (0..dictionary.n_terms() as u32).map(id).collect();
        Self { corpus, texts, n_terms: vocabulary.len(), ids, idf, padding }
    }

    /// The articles at these positions; one without an outlet has the last number.
    pub(super) fn articles(&self, positions: &[usize]) -> Vec<Article> {
        positions.iter().map(|position| self.article(*position)).collect()
    }

    fn article(&self, position: usize) -> Article {
        let read = self.texts.body(position);
        let id = |token: &Token| match token.kind {
            TokenKind::Word if token.term != 0 => self.ids[token.term as usize],
            TokenKind::Number => Some((self.n_terms + bucket(self.texts.dictionary().term(token.term))) as u32),
            _ => None,
        };
        let sentence = |(position, sentence): (usize, &crate::text::Sentence)| {
            let tokens = &read.tokens[sentence.tokens.clone()];
            if tokens.iter().filter(|token| token.is_word()).count() < MIN_WORDS {
                return None;
            }
            let mut terms: Vec<u32> = tokens.iter().filter_map(id).collect();
            let vector = alignment::vector(&mut terms, &self.idf, self.padding);
            (vector.len() >= MIN_TERMS).then_some(Sentence { position: position as u32, vector })
        };
        let sentences = read.sentences.iter().enumerate().filter_map(sentence).take(MAX_SENTENCES).collect();
        let outlet = self.corpus.articles()[position].outlet;
        Article { outlet: outlet.map_or(u32::MAX, |outlet| outlet.0), sentences }
    }
}

/// The idf of each bucket of numbers, as if the sample were the corpus; a number that is not in it counts as in one
/// article.
fn number_idfs(texts: &Texts, random: &mut Random) -> Vec<f64> {
    let mut sample: Vec<usize> = (0..texts.len()).collect();
    random.shuffle(&mut sample);
    sample.truncate(MAX_NUMBER_ARTICLES);
    let buckets = |position: &usize| -> Vec<usize> {
        let read = texts.body(*position);
        let numbers = read.tokens.iter().filter(|token| token.kind == TokenKind::Number);
        let mut buckets: Vec<usize> = numbers.map(|number| bucket(texts.dictionary().term(number.term))).collect();
        buckets.sort_unstable();
        buckets.dedup();
        buckets
    };
    let found: Vec<Vec<usize>> = sample.par_iter().map(buckets).collect();
    let mut n_articles = vec![0u32; N_BUCKETS];
    found.iter().flatten().for_each(|bucket| n_articles[*bucket] += 1);
    let scale = texts.len() as f64 / sample.len().max(1) as f64;
    let idf = |n: u32| ln((1.0 + texts.len() as f64) / (1.0 + (f64::from(n) * scale).max(1.0))) + 1.0;
    n_articles.into_iter().map(idf).collect()
}

/// The bucket of a number, by its digits: `$20,000` and `20000` are one (FNV-1a).
fn bucket(number: &str) -> usize {
    let digits = number.trim_end_matches('.').bytes().filter(|byte| byte.is_ascii_digit() || *byte == b'.');
    let hash =
        digits.fold(0xcbf2_9ce4_8422_2325u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3));
    (hash ^ hash >> 32) as usize % N_BUCKETS
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clean::Level;
    use crate::corpus::Draft;
    use crate::study::survey::{Surveyed, survey_corpus};
    use crate::terms::{Counter, LocalCounts};
    use crate::text::Tokenizer;

    fn vectors(texts: &[&str]) -> Vec<Vec<(u32, Vec<u32>)>> {
        let drafts = texts.iter().zip(0..).map(|(text, i)| Draft {
            id: Some(format!("{i}")),
            text: (*text).to_owned(),
            ..Draft::default()
        });
        let corpus = Corpus::new(drafts.collect());
        let Surveyed { corpus, texts, .. } = survey_corpus(corpus, Level::None, &Tokenizer::default()).unwrap();
        let mut counter = Counter::default();
        let counted: Vec<_> = (0..texts.len()).map(|position| counter.count(&texts.body(position).tokens)).collect();
        let rows: Vec<_> = counted.iter().map(|counts| LocalCounts { worker: 0, counts }).collect();
        let counts = Counts::merge(&rows, std::slice::from_ref(texts.dictionary()));
        let sentences = Sentences::new(&corpus, &counts, &texts, &mut Random::new(1, 1));
        let sentence = |it: &Sentence| (it.position, it.vector.iter().map(|it| it.0).collect());
        let all: Vec<usize> = (0..corpus.articles().len()).collect();
        sentences.articles(&all).iter().map(|it| it.sentences.iter().map(sentence).collect()).collect()
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
