use super::{TermId, Vocabulary};
use crate::text::{Token, TokenKind, Tokenizer};

/// How often each article uses each term: articles x terms, only the non-zeros.
///
/// A row keeps the place of its article; within a row terms ascend; a count is at least 1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counts {
    vocabulary: Vocabulary,
    starts: Vec<usize>,
    terms: Vec<TermId>,
    counts: Vec<u32>,
}

/// One article's counts, by the term numbers of the tokenizer that read it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LocalCounts<'a> {
    /// Which tokenizer: its position in the list given to [`Counts::merge`].
    pub worker: usize,
    /// That tokenizer's number of each term, and how often the article uses it; in any order.
    pub counts: &'a [(u32, u32)],
}

/// Counts the words of one article after another; each worker keeps its own.
#[derive(Debug, Clone, Default)]
pub struct Counter {
    counts: Vec<u32>,
    touched: Vec<u32>,
}

impl Counts {
    /// The counts of all articles, given in the articles' order; `tokenizers[it.worker]` read `it`.
    ///
    /// The result is the same however the articles were shared out among the workers. The vocabulary holds the
    /// terms that some article uses.
    ///
    /// # Panics
    /// When a row names a worker or a term that `tokenizers` lacks.
    pub fn merge(rows: &[LocalCounts<'_>], tokenizers: &[Tokenizer]) -> Self {
        let mut ids: Vec<Vec<Option<TermId>>> =
            tokenizers.iter().map(|tokenizer| vec![None; tokenizer.n_terms()]).collect();
        for row in rows {
            for &(term, count) in row.counts {
                if count > 0 {
                    ids[row.worker][term as usize] = Some(TermId(0));
                }
            }
        }
        let used = tokenizers.iter().zip(&ids).flat_map(|(tokenizer, ids)| {
            let is_used = |at: &u32| ids[*at as usize].is_some();
            (0..ids.len() as u32).filter(is_used).map(|at| tokenizer.term(at))
        });
        let vocabulary = Vocabulary::new(used);
        for (tokenizer, ids) in tokenizers.iter().zip(&mut ids) {
            for (at, id) in ids.iter_mut().enumerate().filter(|(_, id)| id.is_some()) {
                *id = vocabulary.id(tokenizer.term(at as u32));
            }
        }
        Self::by_ids(vocabulary, rows, &ids)
    }

    /// The counts of a part of each article, such as its quotes, in the vocabulary of `self`, which counts all of it.
    ///
    /// # Panics
    /// When a row names a worker or a term that `tokenizers` lacks.
    pub fn merge_part(&self, rows: &[LocalCounts<'_>], tokenizers: &[Tokenizer]) -> Self {
        let ids = tokenizers.iter().map(|tokenizer| {
            (0..tokenizer.n_terms() as u32).map(|at| self.vocabulary.id(tokenizer.term(at))).collect()
        });
        Self::by_ids(self.vocabulary.clone(), rows, &ids.collect::<Vec<_>>())
    }

    /// No rows yet, over `vocabulary`.
    pub(super) fn empty(vocabulary: Vocabulary, n_rows: usize, n_stored: usize) -> Self {
        let mut starts = Vec::with_capacity(n_rows + 1);
        starts.push(0);
        Self { vocabulary, starts, terms: Vec::with_capacity(n_stored), counts: Vec::with_capacity(n_stored) }
    }

    /// `ids` says for each worker what its numbers are in `vocabulary`.
    fn by_ids(vocabulary: Vocabulary, rows: &[LocalCounts<'_>], ids: &[Vec<Option<TermId>>]) -> Self {
        let n_stored = rows.iter().map(|row| row.counts.len()).sum();
        let mut merged = Self::empty(vocabulary, rows.len(), n_stored);
        let mut sorted: Vec<(TermId, u32)> = Vec::new();
        for row in rows {
            let ids = &ids[row.worker];
            let known = row.counts.iter().filter(|pair| pair.1 > 0);
            sorted.clear();
            sorted.extend(known.filter_map(|&(term, count)| Some((ids[term as usize]?, count))));
            sorted.sort_unstable();
            merged.push_row(&sorted);
        }
        merged
    }

    /// Terms ascend; a term given twice is added up.
    pub(super) fn push_row(&mut self, sorted: &[(TermId, u32)]) {
        let start = self.terms.len();
        for &(term, count) in sorted {
            if self.terms.len() > start && self.terms.last() == Some(&term) {
                let last = self.counts.len() - 1;
                self.counts[last] += count;
            } else {
                self.terms.push(term);
                self.counts.push(count);
            }
        }
        self.starts.push(self.terms.len());
    }

    /// How many articles there are.
    pub fn n_rows(&self) -> usize {
        self.starts.len() - 1
    }

    /// How many counts are stored: pairs of an article and a term that it uses.
    pub fn n_stored(&self) -> usize {
        self.terms.len()
    }

    /// The terms that some article uses.
    pub fn vocabulary(&self) -> &Vocabulary {
        &self.vocabulary
    }

    /// The terms alone.
    pub fn into_vocabulary(self) -> Vocabulary {
        self.vocabulary
    }

    /// The terms of article `row`, ascending, and how often it uses each (from 1).
    ///
    /// # Panics
    /// When there are fewer rows.
    pub fn row(&self, row: usize) -> (&[TermId], &[u32]) {
        let range = self.starts[row]..self.starts[row + 1];
        (&self.terms[range.clone()], &self.counts[range])
    }

    /// The same counts without the terms for which `left_out` says so, by [`TermId`]; the vocabulary stays.
    pub fn without(&self, left_out: &[bool]) -> Self {
        let mut rest = Self { vocabulary: self.vocabulary.clone(), starts: vec![0], terms: vec![], counts: vec![] };
        for row in 0..self.n_rows() {
            let (terms, counts) = self.row(row);
            for (term, n) in terms.iter().zip(counts).filter(|pair| !left_out[pair.0.0 as usize]) {
                rest.terms.push(*term);
                rest.counts.push(*n);
            }
            rest.starts.push(rest.terms.len());
        }
        rest
    }

    /// How many words article `row` has, from 0.
    pub fn row_total(&self, row: usize) -> u64 {
        self.row(row).1.iter().map(|&n| u64::from(n)).sum()
    }

    /// In how many articles each term occurs, by [`TermId`], from 1.
    pub fn document_frequencies(&self) -> Vec<u32> {
        let mut frequencies = vec![0; self.vocabulary.len()];
        self.terms.iter().for_each(|term| frequencies[term.0 as usize] += 1);
        frequencies
    }

    /// How often the articles in `rows` use each term together, by [`TermId`]; a row given twice counts twice.
    pub fn sum_rows(&self, rows: &[usize]) -> Vec<u64> {
        let mut sums = vec![0; self.vocabulary.len()];
        for &row in rows {
            let (terms, counts) = self.row(row);
            terms.iter().zip(counts).for_each(|(term, &count)| sums[term.0 as usize] += u64::from(count));
        }
        sums
    }
}

impl Counter {
    /// How often each word occurs among `tokens` (those of a title and a body, or of one voice): the tokenizer's
    /// number of the term, and its count, in the order of first sight.
    ///
    /// Numbers, clitics and punctuation are not counted.
    ///
    /// ```
    /// use slantwise::terms::Counter;
    /// use slantwise::text::{TokenText, Tokenizer};
    /// let mut tokenizer = Tokenizer::default();
    /// let [title, body] = ["Wall, wall!", "The wall’s 42 miles"].map(|text| TokenText::new(text, &[], &mut tokenizer));
    /// let counts = Counter::default().count(title.tokens.iter().chain(&body.tokens));
    /// let named: Vec<_> = counts.iter().map(|count| (tokenizer.term(count.0), count.1)).collect();
    /// assert_eq!(named, [("wall", 3), ("the", 1), ("miles", 1)]);
    /// ```
    pub fn count<'a>(&mut self, tokens: impl IntoIterator<Item = &'a Token>) -> Vec<(u32, u32)> {
        tokens.into_iter().for_each(|token| {
            // term 0 is the empty form
            if token.kind == TokenKind::Word && token.term != 0 {
                let at = token.term as usize;
                if at >= self.counts.len() {
                    self.counts.resize(at + 1 + at / 2, 0);
                }
                if self.counts[at] == 0 {
                    self.touched.push(token.term);
                }
                self.counts[at] += 1;
            }
        });
        let counts = &mut self.counts;
        self.touched.drain(..).map(|term| (term, std::mem::take(&mut counts[term as usize]))).collect()
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::text::TokenText;
    use proptest::prelude::*;

    /// The counts of `texts`, text `i` read by worker `workers[i]`.
    fn shared_out(texts: &[impl AsRef<str>], workers: &[usize]) -> Counts {
        let n_workers = workers.iter().max().map_or(1, |last| last + 1);
        let mut tools = vec![(Tokenizer::default(), Counter::default()); n_workers];
        let counted: Vec<_> = texts
            .iter()
            .zip(workers)
            .map(|(text, &worker)| {
                let (tokenizer, counter) = &mut tools[worker];
                let read = TokenText::new(text.as_ref(), &[], tokenizer);
                (worker, counter.count(&read.tokens))
            })
            .collect();
        let rows: Vec<_> = counted.iter().map(|pair| LocalCounts { worker: pair.0, counts: &pair.1 }).collect();
        let tokenizers: Vec<_> = tools.into_iter().map(|pair| pair.0).collect();
        Counts::merge(&rows, &tokenizers)
    }

    pub(in crate::terms) fn counts_of(texts: &[&str]) -> Counts {
        shared_out(texts, &vec![0; texts.len()])
    }

    #[test]
    fn rows_keep_their_order_and_ascend_in_term() {
        let counts = counts_of(&["wall border wall", "", "12 men’s a-b, a-b"]);
        assert_eq!(counts.vocabulary().iter().collect::<Vec<_>>(), ["a-b", "border", "men", "wall"]);
        assert_eq!(counts.n_rows(), 3);
        assert_eq!(counts.n_stored(), 4);
        assert_eq!(counts.row(0), (&[TermId(1), TermId(3)][..], &[1, 2][..]));
        assert_eq!(counts.row(1), (&[][..], &[][..]));
        assert_eq!(counts.row(2), (&[TermId(0), TermId(2)][..], &[2, 1][..]));
        assert_eq!((0..3).map(|row| counts.row_total(row)).collect::<Vec<_>>(), [3, 0, 3]);
        assert_eq!(counts.document_frequencies(), [1, 1, 1, 1]);
        assert_eq!(counts.sum_rows(&[0, 2, 0]), [2, 2, 1, 4]);
    }

    #[test]
    fn no_articles_have_no_rows() {
        let counts = Counts::merge(&[], &[]);
        assert_eq!((counts.n_rows(), counts.n_stored(), counts.vocabulary().len()), (0, 0, 0));
    }

    #[test]
    fn stores_no_zero_and_no_term_twice() {
        let mut tokenizer = Tokenizer::default();
        TokenText::new("b a c", &[], &mut tokenizer); // terms 1, 2 and 3
        let counts =
            Counts::merge(&[LocalCounts { worker: 0, counts: &[(1, 2), (3, 0), (2, 1), (1, 3)] }], &[tokenizer]);
        assert_eq!(counts.vocabulary().iter().collect::<Vec<_>>(), ["a", "b"]);
        assert_eq!(counts.row(0), (&[TermId(0), TermId(1)][..], &[1, 5][..]));
    }

    proptest! {
        #[test]
        fn the_counts_do_not_depend_on_how_articles_are_shared_out(
            shares in prop::collection::vec(("[a-dé’, ]{0,20}", 0usize..4), 0..12)
        ) {
            let (texts, workers): (Vec<String>, Vec<usize>) = shares.into_iter().unzip();
            let alone = shared_out(&texts, &vec![0; texts.len()]);
            prop_assert_eq!(&shared_out(&texts, &workers), &alone);
            for row in 0..alone.n_rows() {
                let (terms, counts) = alone.row(row);
                prop_assert!(terms.is_sorted_by(|a, b| a < b) && counts.iter().all(|n| *n > 0));
            }
        }
    }
}
