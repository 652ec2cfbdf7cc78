//! The words, and pairs of words, by which outlets are placed: those that many outlets use and none owns.

use std::cmp::Reverse;

use super::gather::Term;
use crate::terms::{Counts, TermId, Vocabulary};

/// Words of a set of outlets, each with a number of its own.
pub(super) struct SharedWords<'a> {
    parts: [&'a Counts; 2],
    /// The number of each term of each part.
    of_term: [Vec<Option<u32>>; 2],
    /// The words, single ones first.
    pub words: Vec<Word>,
}

/// A word, and how much it is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Word {
    pub term: Term,
    pub n_outlets: u32,
    pub n_uses: u64,
}

/// A word must stand in so many outlets, or in that share of them where this is less, but never in fewer than three.
const MIN_OUTLETS: usize = 12;
const MIN_OUTLETS_PERCENT: usize = 15;
const LEAST_OUTLETS: usize = 3;

impl<'a> SharedWords<'a> {
    /// The words of `words` and `bigrams` that enough of `outlets` (given as their articles) use and of which no outlet has
    /// a third of the uses or more (with fewer than six outlets, twice its fair share); of these the `most` used ones.
    /// A word in `is_masked`, by [`TermId`], has no part, nor has a pair that holds one.
    pub(super) fn new(
        words: &'a Counts,
        bigrams: &'a Counts,
        outlets: &[&[usize]],
        is_masked: &[bool],
        most: usize,
    ) -> Self {
        let parts = [words, bigrams];
        let mut candidates = Vec::new();
        for (ngram, counts) in (1..).zip(parts) {
            let shared = shared(counts, outlets);
            candidates.extend(shared.into_iter().map(|(id, n_outlets, n_uses)| Word {
                term: Term { ngram, id },
                n_outlets,
                n_uses,
            }));
        }
        let is_word_masked = |word: &str| words.vocabulary().id(word).is_some_and(|id| is_masked[id.0 as usize]);
        let name = |word: &Word| parts[usize::from(word.term.ngram) - 1].vocabulary().term(word.term.id);
        candidates.retain(|word| !name(word).split(' ').any(is_word_masked));
        candidates.sort_by_key(|word| (Reverse(word.n_uses), word.term));
        candidates.truncate(most);
        candidates.sort_by_key(|word| word.term);
        let mut of_term = parts.map(|part| vec![None; part.vocabulary().len()]);
        for (number, word) in (0..).zip(&candidates) {
            of_term[usize::from(word.term.ngram) - 1][word.term.id.0 as usize] = Some(number);
        }
        Self { parts, of_term, words: candidates }
    }

    /// The words that an article uses, by number, and how often.
    pub(super) fn uses(&self, article: usize) -> Vec<(u32, f64)> {
        let parts = self.parts.iter().zip(&self.of_term);
        parts
            .flat_map(|(counts, of_term)| {
                let (terms, n) = counts.row(article);
                terms.iter().zip(n).filter_map(|(term, n)| Some((of_term[term.0 as usize]?, f64::from(*n))))
            })
            .collect()
    }
}

/// The terms that enough outlets use and none owns, with the outlets and the uses of each.
fn shared(counts: &Counts, outlets: &[&[usize]]) -> Vec<(TermId, u32, u64)> {
    let vocabulary: &Vocabulary = counts.vocabulary();
    let mut terms = vec![(0u32, 0u64, 0u64); vocabulary.len()]; // outlets, uses, uses by the one that uses it most
    for articles in outlets {
        for ((n_outlets, n_uses, most), n) in terms.iter_mut().zip(counts.sum_rows(articles)).filter(|(_, n)| *n > 0) {
            (*n_outlets, *n_uses, *most) = (*n_outlets + 1, *n_uses + n, n.max(*most));
        }
    }
    let n_outlets = outlets.len();
    let fewest = (n_outlets * MIN_OUTLETS_PERCENT).div_ceil(100).clamp(LEAST_OUTLETS, MIN_OUTLETS) as u32;
    let is_shared = |(_, term): &(usize, &(u32, u64, u64))| {
        let (n, uses, most) = **term;
        n >= fewest && (3 * most < uses || n_outlets as u64 * most < 2 * uses)
    };
    let found = terms.iter().enumerate().filter(is_shared);
    found.map(|(id, &(n_outlets, n_uses, _))| (TermId(id as u32), n_outlets, n_uses)).collect()
}
