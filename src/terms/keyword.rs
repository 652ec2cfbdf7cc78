use super::{Counts, TermId, Weights};
use crate::num::ExactSum;

/// A term that says much about a group of articles.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Keyword {
    /// The term.
    pub term: TermId,
    /// How often the group uses it, from 1.
    pub tf: u64,
    /// Its mean weight over the group's articles (0 where an article lacks it), 0 to 1.
    pub tfidf: f64,
    /// Its place among the group's terms, from 1.
    pub rank: u32,
    /// How many of the group's articles use it, from 1.
    pub n_articles: u32,
}

/// The `n` terms of highest mean weight in the articles `rows` (one article, or those of an outlet, an event or a
/// cluster), by falling `tfidf`, ties by term; fewer when the group uses fewer kept terms.
///
/// `counts` must be those that `weights` were made from. A high place says that the group uses the term and few
/// articles outside do; it is not a test, and one long or odd article can bring a term up: see `n_articles`.
///
/// ```
/// use slantwise::terms::{Counter, Counts, LocalCounts, Weighing, keywords, weigh};
/// use slantwise::text::{TokenText, Tokenizer};
/// let (mut tokenizer, mut counter) = (Tokenizer::default(), Counter::default());
/// let counted = ["a wall, a wall, a border", "the wall", "a river", "river and border"].map(|text| {
///     counter.count(&TokenText::new(text, &[], &mut tokenizer).tokens)
/// });
/// let rows = counted.each_ref().map(|counts| LocalCounts { worker: 0, counts });
/// let counts = Counts::merge(&rows, &[tokenizer]);
/// let weights = weigh(&counts, &Weighing::default());
/// let first = &keywords(&counts, &weights, &[0, 1], 1)[0]; // of the first two articles, the one first word
/// assert_eq!((counts.vocabulary().term(first.term), first.tf, first.n_articles), ("wall", 3, 2));
/// ```
///
/// # Panics
/// When there are fewer rows.
pub fn keywords(counts: &Counts, weights: &Weights, rows: &[usize], n: usize) -> Vec<Keyword> {
    let mut uses: Vec<(u32, u32, f32)> = Vec::new();
    for &row in rows {
        let (terms, tfs) = counts.row(row);
        let mut counted = terms.iter().zip(tfs);
        let (columns, values) = weights.row(row);
        for (&column, &weight) in columns.iter().zip(values) {
            // both rows ascend in term, and every weighted term is counted
            let tf = counted.find(|pair| *pair.0 == weights.term(column)).map_or(0, |pair| *pair.1);
            uses.push((column, tf, weight));
        }
    }
    uses.sort_by_key(|used| used.0);
    let of_term = |uses: &[(u32, u32, f32)]| {
        let sum: ExactSum = uses.iter().map(|used| f64::from(used.2)).collect();
        Keyword {
            term: weights.term(uses[0].0),
            tf: uses.iter().map(|used| u64::from(used.1)).sum(),
            tfidf: sum.sum() / rows.len() as f64,
            rank: 0,
            n_articles: uses.len() as u32,
        }
    };
    let mut keywords: Vec<Keyword> = uses.chunk_by(|a, b| a.0 == b.0).map(of_term).collect();
    keywords.sort_by(|a, b| b.tfidf.total_cmp(&a.tfidf).then(a.term.cmp(&b.term)));
    keywords.truncate(n);
    (1..).zip(&mut keywords).for_each(|(rank, keyword)| keyword.rank = rank);
    keywords
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::terms::counts::tests::counts_of;
    use crate::terms::weight::{Idf, Tf, Weighing, tests::everything, weigh};

    /// Raw counts without idf, so that weights can be checked by hand: 3-4-5 triangles.
    fn plain() -> Weighing {
        Weighing { tf: Tf::Raw, idf: Idf::None, ..everything() }
    }

    #[test]
    fn ranks_by_mean_weight_and_breaks_ties_by_term() {
        // row 0: a 3, b 4 -> 0.6, 0.8; row 1: b 1 -> 1; row 2: c 1, d 1, outside the group
        let counts = counts_of(&["a a a b b b b", "b", "d c"]);
        let weights = weigh(&counts, &plain());
        let found = keywords(&counts, &weights, &[0, 1], 10);
        let named: Vec<_> = found
            .iter()
            .map(|keyword| {
                (
                    counts.vocabulary().term(keyword.term),
                    keyword.tf,
                    (keyword.tfidf * 1e6).round() / 1e6,
                    keyword.rank,
                    keyword.n_articles,
                )
            })
            .collect();
        assert_eq!(named, [("b", 5, 0.9, 1, 2), ("a", 3, 0.3, 2, 1)]);
        let tied: Vec<_> =
            keywords(&counts, &weights, &[2], 10).iter().map(|keyword| (keyword.term, keyword.rank)).collect();
        assert_eq!(tied, [(TermId(2), 1), (TermId(3), 2)]);
        assert_eq!(keywords(&counts, &weights, &[2], 1).len(), 1);
        assert!(keywords(&counts, &weights, &[], 10).is_empty());
    }

    #[test]
    fn counts_only_the_kept_terms() {
        let counts = counts_of(&["the wall", "the wall wall", "the camp", "the camp"]);
        let weights = weigh(&counts, &Weighing::default());
        let found = keywords(&counts, &weights, &[0, 1], 10);
        assert_eq!(found.iter().map(|keyword| (keyword.tf, keyword.n_articles)).collect::<Vec<_>>(), [(3, 2)]);
    }
}
