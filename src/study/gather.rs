//! From articles' counts to counts by term over parts of the corpus, as the comparisons of words take them.

use crate::terms::{Counts, TermId};

/// Counts of words and of longer terms on the same articles, and what all articles that count use of them.
pub(super) struct Vocabularies<'a> {
    parts: Vec<Part<'a>>,
    /// Words of each article, those that are not counted among them.
    lengths: Vec<u64>,
    /// Their sum over the articles that count.
    n_words: u64,
}

struct Part<'a> {
    counts: &'a Counts,
    ngram: u8,
    least_articles: usize,
    /// Uses of each term by the articles that count.
    totals: Vec<u64>,
}

/// A term, and of how many words it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Term {
    /// 1 for a word, 2 for two words side by side.
    pub ngram: u8,
    /// The term, among those of its length.
    pub id: TermId,
}

/// Terms that enough of some articles use, each with a column of its own, the words first.
pub(super) struct Columns {
    pub terms: Vec<Term>,
    /// The column of each term of each vocabulary.
    of_term: Vec<Vec<Option<u32>>>,
}

/// Fewest articles with a word, and with a longer term, for a row.
const MIN_ARTICLES: usize = 3;
const MIN_BIGRAM_ARTICLES: usize = 10;

impl<'a> Vocabularies<'a> {
    /// The words, and the pairs of words; `counted` says which articles count, `lengths` how many words each has.
    pub(super) fn new(words: &'a Counts, bigrams: &'a Counts, counted: &[bool], lengths: Vec<u64>) -> Self {
        let rows: Vec<usize> = (0..words.n_rows()).filter(|&article| counted[article]).collect();
        let part = |counts: &'a Counts, ngram: u8, least_articles: usize| Part {
            counts,
            ngram,
            least_articles,
            totals: counts.sum_rows(&rows),
        };
        let n_words = rows.iter().map(|&article| lengths[article]).sum();
        Self { parts: vec![part(words, 1, MIN_ARTICLES), part(bigrams, 2, MIN_BIGRAM_ARTICLES)], lengths, n_words }
    }

    /// How many words an article has.
    pub(super) fn n_words(&self, article: usize) -> f64 {
        self.lengths[article] as f64
    }
}

/// The terms that enough of `articles` use.
pub(super) fn columns(vocabularies: &Vocabularies<'_>, articles: &[usize]) -> Columns {
    let mut columns = Columns { terms: Vec::new(), of_term: Vec::new() };
    for part in &vocabularies.parts {
        let mut n_articles = vec![0_usize; part.counts.vocabulary().len()];
        for &article in articles {
            part.counts.row(article).0.iter().for_each(|term| n_articles[term.0 as usize] += 1);
        }
        let mut of_term = vec![None; n_articles.len()];
        for (id, _) in n_articles.iter().enumerate().filter(|(_, n)| **n >= part.least_articles) {
            of_term[id] = Some(columns.terms.len() as u32);
            columns.terms.push(Term { ngram: part.ngram, id: TermId(id as u32) });
        }
        columns.of_term.push(of_term);
    }
    columns
}

/// For each column, the parts of the corpus (given as their articles) that use it, ascending, and how often.
pub(super) fn uses<'b>(
    vocabularies: &Vocabularies<'_>,
    columns: &Columns,
    parts: impl Iterator<Item = &'b [usize]>,
) -> Vec<Vec<(u32, u32)>> {
    let mut uses: Vec<Vec<(u32, u32)>> = vec![Vec::new(); columns.terms.len()];
    for (at, articles) in parts.enumerate() {
        for &article in articles {
            for (part, of_term) in vocabularies.parts.iter().zip(&columns.of_term) {
                let (terms, counts) = part.counts.row(article);
                for (term, n) in terms.iter().zip(counts) {
                    let Some(column) = of_term[term.0 as usize] else { continue };
                    match uses[column as usize].last_mut() {
                        Some((last, n_uses)) if *last == at as u32 => *n_uses += n,
                        _ => uses[column as usize].push((at as u32, *n)),
                    }
                }
            }
        }
    }
    uses.iter_mut().for_each(Vec::shrink_to_fit);
    uses
}

/// How many of `articles` use each column.
pub(super) fn n_articles(vocabularies: &Vocabularies<'_>, columns: &Columns, articles: &[usize]) -> Vec<u32> {
    let mut n = vec![0; columns.terms.len()];
    for &article in articles {
        for (part, of_term) in vocabularies.parts.iter().zip(&columns.of_term) {
            let its_columns = part.counts.row(article).0.iter().filter_map(|term| of_term[term.0 as usize]);
            its_columns.for_each(|column| n[column as usize] += 1);
        }
    }
    n
}

/// Each column's uses by the rest of the corpus, the articles that count but are not in `compared`, over the words there;
/// one is added to every term's uses, so that none is 0.
pub(super) fn shares_of_rest(
    vocabularies: &Vocabularies<'_>,
    columns: &Columns,
    uses: &[Vec<(u32, u32)>],
    compared: &[usize],
) -> Vec<f64> {
    let words = &vocabularies.parts[0];
    let n_used = words.totals.iter().filter(|n| **n > 0).count() as u64;
    let n_compared: u64 = compared.iter().map(|&article| vocabularies.lengths[article]).sum();
    let n_rest = (vocabularies.n_words + n_used - n_compared) as f64;
    let share = |(term, uses): (&Term, &Vec<(u32, u32)>)| {
        let here: u64 = uses.iter().map(|(_, n)| u64::from(*n)).sum();
        (vocabularies.parts[usize::from(term.ngram) - 1].totals[term.id.0 as usize] + 1 - here) as f64 / n_rest
    };
    columns.terms.iter().zip(uses).map(share).collect()
}
