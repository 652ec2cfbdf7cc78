//! Two words that follow each other: `illegal immigration` says more than either word.
//!
//! A bigram is two words with nothing but space between them. Kept are those that are not two function words and that
//! stand in enough articles; a first pass counts articles by a hash of the two words in a small table, so that the
//! many bigrams of a single article are never held together; the second and third count exactly.
//!
//! By hand: in `The wall, the new wall` the bigrams are `the wall` (once), `the new` and `new wall`.

use super::{Counts, TermId, Vocabulary, function_words};
use crate::text::{Token, TokenKind, Tokenizer};

/// Articles counted in an entry of the first pass' table, at most.
const MOST: u8 = u8::MAX;
/// Entries of that table: those of one entry are counted together, and the next pass tells them apart.
const N_ENTRIES: usize = 1 << 24;

/// Writes down the words of a part of an article, such as its headline, in their order: the dictionary's number of each,
/// and 0 where something stands between two words. Parts do not follow each other: a 0 belongs between two of them.
#[derive(Debug, Default)]
pub struct SequencePart {
    /// Where the word before ended.
    end: Option<u32>,
}

impl SequencePart {
    /// Adds the next token.
    pub fn push(&mut self, token: &Token, terms: &mut Vec<u32>) {
        let is_word = token.kind == TokenKind::Word && token.term != 0;
        // a space is one byte, a no-break space two
        let follows =
            self.end.and_then(|end| token.span.start.checked_sub(end)).is_some_and(|gap| (1..=2).contains(&gap));
        if !(is_word && follows) && terms.last().is_some_and(|term| *term != 0) {
            terms.push(0);
        }
        if is_word {
            terms.push(token.term);
        }
        self.end = is_word.then_some(token.span.end);
    }
}

/// How often each article uses each bigram that at least `min_articles` articles (1 to 255) use, articles x bigrams; the
/// terms of the result are bigrams, their two words parted by a space.
///
/// `sequence` writes down the words of an article, see [`SequencePart`], in the place of what its vector held; it is
/// asked three times for each of `n_articles`, those of `counts`. `dictionary` numbers the words.
///
/// # Panics
/// When a sequence holds a number that `dictionary` lacks.
pub fn bigrams(
    n_articles: usize,
    sequence: &dyn Fn(usize, &mut Vec<u32>),
    dictionary: &Tokenizer,
    counts: &Counts,
    min_articles: u8,
) -> Counts {
    let vocabulary = counts.vocabulary();
    let frequent: Vec<bool> = counts.document_frequencies().iter().map(|n| *n >= u32::from(min_articles)).collect();
    let ids: Vec<Option<TermId>> =
        (0..dictionary.n_terms() as u32).map(|term| vocabulary.id(dictionary.term(term))).collect();
    let function: Vec<bool> = {
        let words = function_words();
        (0..vocabulary.len() as u32).map(|id| words.binary_search(&vocabulary.term(TermId(id))).is_ok()).collect()
    };
    // the pairs of an article, ascending, with how often it uses each
    let mut terms = Vec::new();
    let mut pairs_of = |article: usize, pairs: &mut Vec<(u32, u32)>| {
        sequence(article, &mut terms);
        pairs.clear();
        for two in terms.windows(2).filter(|pair| pair[0] != 0 && pair[1] != 0) {
            let of = |at: usize| ids[two[at] as usize].map(|id| id.0);
            let (Some(a), Some(b)) = (of(0), of(1)) else { continue };
            let is_kept = frequent[a as usize] && frequent[b as usize];
            if is_kept && !(function[a as usize] && function[b as usize]) {
                pairs.push((a, b));
            }
        }
        pairs.sort_unstable();
    };
    let mut pairs = Vec::new();
    let mut table = vec![0u8; N_ENTRIES];
    for article in 0..n_articles {
        pairs_of(article, &mut pairs);
        pairs.dedup();
        for pair in &pairs {
            let n = &mut table[entry(*pair)];
            *n = if *n == MOST { MOST } else { *n + 1 };
        }
    }
    let mut n_uses = rustc_hash::FxHashMap::<(u32, u32), u32>::default();
    for article in 0..n_articles {
        pairs_of(article, &mut pairs);
        pairs.dedup();
        let candidates = pairs.iter().filter(|pair| table[entry(**pair)] >= min_articles);
        candidates.for_each(|pair| *n_uses.entry(*pair).or_default() += 1);
    }
    drop(table);
    n_uses.retain(|_, n| *n >= u32::from(min_articles));
    let name = |(a, b): (u32, u32)| format!("{} {}", vocabulary.term(TermId(a)), vocabulary.term(TermId(b)));
    let mut kept: Vec<(String, (u32, u32))> = n_uses.keys().map(|pair| (name(*pair), *pair)).collect();
    kept.sort_unstable();
    let n_stored = n_uses.values().map(|n| *n as usize).sum();
    let mut found = Counts::empty(Vocabulary::new(kept.iter().map(|named| named.0.as_str())), n_articles, n_stored);
    let mut ids = n_uses;
    kept.iter().zip(0..).for_each(|((_, pair), id)| *ids.entry(*pair).or_default() = id);
    drop(kept);
    let mut row = Vec::new();
    for article in 0..n_articles {
        pairs_of(article, &mut pairs);
        row.clear();
        let same = pairs.chunk_by(|a, b| a == b);
        row.extend(same.filter_map(|same| Some((TermId(*ids.get(&same[0])?), same.len() as u32))));
        row.sort_unstable();
        found.push_row(&row);
    }
    found
}

fn entry((a, b): (u32, u32)) -> usize {
    let key = (u64::from(a) << 32 | u64::from(b)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    (key >> (64 - N_ENTRIES.ilog2())) as usize
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::terms::{Counter, LocalCounts};
    use crate::text::TokenText;

    fn check(texts: &[&str], min_articles: u8, expected: &[&[(&str, u32)]]) {
        let mut tokenizer = Tokenizer::default();
        let mut counter = Counter::default();
        let read: Vec<_> = texts.iter().map(|text| TokenText::new(text, &[], &mut tokenizer)).collect();
        let counted: Vec<_> = read.iter().map(|read| counter.count(&read.tokens)).collect();
        let rows: Vec<_> = counted.iter().map(|counts| LocalCounts { worker: 0, counts }).collect();
        let tokenizers = [tokenizer];
        let counts = Counts::merge(&rows, &tokenizers);
        let sequence = |article: usize, terms: &mut Vec<u32>| {
            terms.clear();
            let mut part = SequencePart::default();
            read[article].tokens.iter().for_each(|token| part.push(token, terms));
            terms.push(0);
        };
        let found = bigrams(texts.len(), &sequence, &tokenizers[0], &counts, min_articles);
        assert_eq!(found.n_rows(), texts.len());
        for (row, expected) in expected.iter().enumerate() {
            let (terms, n) = found.row(row);
            let named: Vec<_> = terms.iter().zip(n).map(|(term, n)| (found.vocabulary().term(*term), *n)).collect();
            assert_eq!(named, *expected, "{}", texts[row]);
        }
    }

    #[test]
    fn bigrams_are_words_side_by_side() {
        check(&["The wall, the new wall"], 1, &[&[("new wall", 1), ("the new", 1), ("the wall", 1)]]);
        check(&["Wall. Wall wall wall — of the wall’s end 5 wall"], 1, &[&[("the wall", 1), ("wall wall", 2)]]);
    }

    #[test]
    fn a_bigram_of_too_few_articles_is_left_out() {
        check(
            &["illegal immigration, border wall", "illegal immigration; wall border", "immigration illegal"],
            2,
            &[&[("illegal immigration", 1)], &[("illegal immigration", 1)], &[]],
        );
    }
}
