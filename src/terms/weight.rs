use super::{Counts, Sparse, TermId, function_words};
use crate::num::{ln, sqrt};

/// How much each term says about each article: articles x kept terms, every row of length 1.
///
/// An article that uses no kept term has an empty row.
#[derive(Debug, Clone, PartialEq)]
pub struct Weights {
    rows: Sparse,
    terms: Vec<TermId>,
    idf: Vec<f64>,
}

/// How counts become weights. The default is the recipe for finding articles on the same event.
#[derive(Debug, Clone, PartialEq)]
pub struct Weighing {
    /// What repetition in an article is worth.
    pub tf: Tf,
    /// What rarity in the corpus is worth.
    pub idf: Idf,
    /// A term is kept when at least so many articles use it (2: a word of a single article links it to none).
    pub min_articles: u32,
    /// A term is kept when at most this share of the articles use it, 0 to 1.
    pub max_share: f64,
    /// Which words are kept whatever their frequency.
    pub keep: Keep,
}

/// What repetition in an article is worth. (Shares of the article's words need no name of their own: rows are
/// brought to length 1, which makes them the same as [`Tf::Raw`].)
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tf {
    /// The count itself.
    Raw,
    /// `1 + ln(count)`: the tenth mention says less than the first.
    Log,
}

/// What rarity in the corpus is worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Idf {
    /// Nothing: every term weighs 1.
    None,
    /// `ln((1 + N) / (1 + df)) + 1`, as if one more article used every term once.
    Smooth,
}

/// Which words are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keep {
    /// All words.
    AllWords,
    /// All but the English [`function_words`].
    ContentWords,
}

impl Default for Weighing {
    fn default() -> Self {
        Self { tf: Tf::Log, idf: Idf::Smooth, min_articles: 2, max_share: 0.5, keep: Keep::ContentWords }
    }
}

/// The weights of `counts`: `w(d, t) = tf(d, t) * idf(t)`, each row then divided by the square root of its sum of
/// squares; the columns are the kept terms, in the vocabulary's order.
///
/// `N` and `df` count all rows, also those without a word. In a corpus of few articles `min_articles = 2` may keep
/// nothing: the caller lowers it.
///
/// Source: Salton & Buckley 1988, Information Processing & Management 24:513-523; smoothing as in scikit-learn.
pub fn weigh(counts: &Counts, settings: &Weighing) -> Weights {
    let n_articles = counts.n_rows() as f64;
    let frequencies = counts.document_frequencies();
    let dropped = match settings.keep {
        Keep::AllWords => Vec::new(),
        Keep::ContentWords => function_words(),
    };
    let is_kept = |(id, term): &(usize, &str)| {
        let df = frequencies[*id];
        df >= settings.min_articles
            && f64::from(df) <= settings.max_share * n_articles
            && dropped.binary_search(term).is_err()
    };
    let kept = counts.vocabulary().iter().enumerate().filter(is_kept);
    let terms: Vec<TermId> = kept.map(|(id, _)| TermId(id as u32)).collect();
    let idf_of = |term: &TermId| match settings.idf {
        Idf::None => 1.0,
        Idf::Smooth => smooth_idf(n_articles, frequencies[term.0 as usize]),
    };
    let idf: Vec<f64> = terms.iter().map(idf_of).collect();
    let mut column_of = vec![None; frequencies.len()];
    (0..).zip(&terms).for_each(|(column, term)| column_of[term.0 as usize] = Some(column));

    let mut rows = Sparse::new(terms.len());
    let mut row: Vec<(u32, f64)> = Vec::new();
    for at in 0..counts.n_rows() {
        let (its_terms, its_counts) = counts.row(at);
        row.clear();
        row.extend(its_terms.iter().zip(its_counts).filter_map(|(term, &count)| {
            let column: u32 = column_of[term.0 as usize]?;
            let tf = match settings.tf {
                Tf::Raw => f64::from(count),
                Tf::Log if count == 1 => 1.0,
                Tf::Log => 1.0 + ln(f64::from(count)),
            };
            Some((column, tf * idf[column as usize]))
        }));
        let length = sqrt(row.iter().map(|entry| entry.1 * entry.1).sum());
        rows.push_row(row.iter().map(|&(column, weight)| (column, (weight / length) as f32)));
    }
    Weights { rows, terms, idf }
}

/// What each term of the vocabulary weighs for its rarity, `ln((1 + N) / (1 + df)) + 1`, by its number; 0 for the
/// English [`function_words`]. For parts of articles that are weighed one by one, such as sentences.
pub fn smooth_idfs(counts: &Counts) -> Vec<f64> {
    let (n_articles, dropped) = (counts.n_rows() as f64, function_words());
    let idf = |(term, df)| if dropped.binary_search(&term).is_ok() { 0.0 } else { smooth_idf(n_articles, df) };
    counts.vocabulary().iter().zip(counts.document_frequencies()).map(idf).collect()
}

fn smooth_idf(n_articles: f64, df: u32) -> f64 {
    ln((1.0 + n_articles) / (1.0 + f64::from(df))) + 1.0
}

impl Weights {
    /// The weights of some articles without some terms, each row brought to length 1 again: `rows` of these, in their
    /// order, and only the terms of which `keeps` is true. A term's rarity stays what it is among all articles.
    ///
    /// # Panics
    /// When there are fewer rows.
    pub fn part(&self, rows: &[usize], keeps: impl Fn(TermId) -> bool) -> Self {
        let kept: Vec<u32> = (0..self.n_columns() as u32).filter(|column| keeps(self.term(*column))).collect();
        let mut column_of = vec![None; self.n_columns()];
        (0..).zip(&kept).for_each(|(column, &term)| column_of[term as usize] = Some(column));
        let mut part = Sparse::new(kept.len());
        let mut row: Vec<(u32, f32)> = Vec::new();
        for &at in rows {
            let (columns, weights) = self.row(at);
            row.clear();
            row.extend(
                columns
                    .iter()
                    .zip(weights)
                    .filter_map(|(column, &weight)| Some((column_of[*column as usize]?, weight))),
            );
            let length = sqrt(row.iter().map(|entry| f64::from(entry.1) * f64::from(entry.1)).sum());
            part.push_row(row.iter().map(|&(column, weight)| (column, (f64::from(weight) / length) as f32)));
        }
        Self {
            rows: part,
            terms: kept.iter().map(|column| self.terms[*column as usize]).collect(),
            idf: kept.iter().map(|column| self.idf[*column as usize]).collect(),
        }
    }

    /// How many articles there are.
    pub fn n_rows(&self) -> usize {
        self.rows.n_rows()
    }

    /// How many terms were kept.
    pub fn n_columns(&self) -> usize {
        self.terms.len()
    }

    /// The weights as a matrix: articles x kept terms. Its transpose lists the articles of each term.
    pub fn rows(&self) -> &Sparse {
        &self.rows
    }

    /// The columns that article `row` uses, ascending, and their weights: above 0, at most 1, squares summing to 1.
    ///
    /// # Panics
    /// When there are fewer rows.
    pub fn row(&self, row: usize) -> (&[u32], &[f32]) {
        self.rows.row(row)
    }

    /// The term of a column.
    ///
    /// # Panics
    /// When there are fewer columns.
    pub fn term(&self, column: u32) -> TermId {
        self.terms[column as usize]
    }

    /// The column of a term; `None` when it was not kept.
    pub fn column(&self, term: TermId) -> Option<u32> {
        self.terms.binary_search(&term).ok().map(|at| at as u32)
    }

    /// What the term of a column weighs for its rarity; at least 1 unless `Idf::None`, where it is 1.
    ///
    /// # Panics
    /// When there are fewer columns.
    pub fn idf(&self, column: u32) -> f64 {
        self.idf[column as usize]
    }

    /// How alike two articles' words are, from 0 (no kept term in common) to 1 (the same weights); `None` when one
    /// of them has no kept term.
    ///
    /// # Panics
    /// When there are fewer rows.
    pub fn cosine(&self, a: usize, b: usize) -> Option<f64> {
        let (mut a, mut b) = (self.pairs(a).peekable(), self.pairs(b).peekable());
        let mut sum = 0.0;
        a.peek()?;
        b.peek()?;
        while let (Some(&(column_a, weight_a)), Some(&(column_b, weight_b))) = (a.peek(), b.peek()) {
            if column_a == column_b {
                sum += f64::from(weight_a) * f64::from(weight_b);
            }
            if column_a <= column_b {
                a.next();
            }
            if column_b <= column_a {
                b.next();
            }
        }
        Some(sum.min(1.0))
    }

    fn pairs(&self, row: usize) -> impl Iterator<Item = (u32, f32)> {
        let (columns, weights) = self.rows.row(row);
        columns.iter().copied().zip(weights.iter().copied())
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::terms::counts::tests::counts_of;
    use proptest::prelude::*;
    use std::f64::consts::FRAC_1_SQRT_2;

    const TEXTS: [&str; 4] =
        ["wall wall wall border", "border camp border camp", "camp the wall, the crisis", "crisis in the camp"];

    pub(in crate::terms) fn everything() -> Weighing {
        Weighing { min_articles: 1, max_share: 1.0, keep: Keep::AllWords, ..Weighing::default() }
    }

    fn check(settings: &Weighing, expected: &[(&str, [f64; 4])]) {
        let counts = counts_of(&TEXTS);
        let weights = weigh(&counts, settings);
        let terms: Vec<_> =
            (0..weights.n_columns() as u32).map(|column| counts.vocabulary().term(weights.term(column))).collect();
        assert_eq!(terms, expected.iter().map(|row| row.0).collect::<Vec<_>>());
        let transposed = weights.rows().transposed();
        for (column, (term, column_expected)) in expected.iter().enumerate() {
            let mut found = [0.0; 4];
            let (rows, values) = transposed.row(column);
            rows.iter().zip(values).for_each(|(&row, &value)| found[row as usize] = f64::from(value));
            let near = found.iter().zip(column_expected).all(|(a, b)| (a - b).abs() < 1e-6);
            assert!(near, "{term}: {found:?} but expected {column_expected:?}");
        }
    }

    // v = TfidfVectorizer(sublinear_tf=True, smooth_idf=True, norm='l2', min_df=1, max_df=1.0)
    // v.get_feature_names_out(), v.fit_transform(TEXTS).toarray().T (scikit-learn 1.9.1)
    #[test]
    fn weights_of_all_words_are_scikit_learns() {
        check(
            &everything(),
            &[
                ("border", [0.43016528, 0.77722116, 0.0, 0.0]),
                ("camp", [0.0, 0.62922751, 0.34451483, 0.39205255]),
                ("crisis", [0.0, 0.0, 0.42554435, 0.4842629]),
                ("in", [0.0, 0.0, 0.0, 0.61422608]),
                ("the", [0.0, 0.0, 0.72050922, 0.4842629]),
                ("wall", [0.90275015, 0.0, 0.42554435, 0.0]),
            ],
        );
    }

    // the same with min_df=2, max_df=0.5
    #[test]
    fn weights_of_neither_rare_nor_common_words_are_scikit_learns() {
        check(
            &Weighing { keep: Keep::AllWords, ..Weighing::default() },
            &[
                ("border", [0.43016528, 1.0, 0.0, 0.0]),
                ("crisis", [0.0, 0.0, 0.45329466, FRAC_1_SQRT_2]),
                ("the", [0.0, 0.0, 0.76749457, FRAC_1_SQRT_2]),
                ("wall", [0.90275015, 0.0, 0.45329466, 0.0]),
            ],
        );
    }

    // TfidfVectorizer(stop_words=['in', 'the']).fit(TEXTS).idf_ (scikit-learn 1.9.1)
    #[test]
    fn idfs_by_term_are_scikit_learns_and_0_for_function_words() {
        let found = smooth_idfs(&counts_of(&TEXTS));
        let expected = [1.510_825_62, 1.223_143_55, 1.510_825_62, 0.0, 0.0, 1.510_825_62];
        assert!(found.iter().zip(expected).all(|(a, b)| (a - b).abs() < 1e-8) && found.len() == 6, "{found:?}");
    }

    // TfidfVectorizer(use_idf=False, norm='l2').fit_transform(TEXTS).toarray().T (scikit-learn 1.9.1)
    #[test]
    fn raw_counts_without_idf_are_scikit_learns() {
        check(
            &Weighing { tf: Tf::Raw, idf: Idf::None, ..everything() },
            &[
                ("border", [0.31622777, FRAC_1_SQRT_2, 0.0, 0.0]),
                ("camp", [0.0, FRAC_1_SQRT_2, 0.37796447, 0.5]),
                ("crisis", [0.0, 0.0, 0.37796447, 0.5]),
                ("in", [0.0, 0.0, 0.0, 0.5]),
                ("the", [0.0, 0.0, 0.75592895, 0.5]),
                ("wall", [0.9486833, 0.0, 0.37796447, 0.0]),
            ],
        );
    }

    #[test]
    fn idf_is_scikit_learns_and_columns_are_found_by_term() {
        let counts = counts_of(&TEXTS);
        let weights = weigh(&counts, &everything());
        let column = |term| weights.column(counts.vocabulary().id(term)?);
        // as above, v.idf_ of border and camp
        assert!((weights.idf(column("border").unwrap()) - 1.5108256237659907).abs() < 1e-12);
        assert!((weights.idf(column("camp").unwrap()) - 1.2231435513142097).abs() < 1e-12);
        let content = weigh(&counts, &Weighing::default());
        assert_eq!(content.column(counts.vocabulary().id("the").unwrap()), None);
    }

    #[test]
    fn a_part_keeps_its_rows_and_terms_and_has_rows_of_length_1() {
        let counts = counts_of(&TEXTS);
        let weights = weigh(&counts, &everything());
        let wall = counts.vocabulary().id("wall").unwrap();
        let part = weights.part(&[2, 0], |term| term != wall);
        assert_eq!((part.n_rows(), part.n_columns(), part.column(wall)), (2, weights.n_columns() - 1, None));
        assert_eq!(part.row(1).1, [1.0]); // border alone is left of article 0
        let border = counts.vocabulary().id("border").unwrap();
        let (old, new) = (weights.column(border).unwrap(), part.column(border).unwrap());
        assert_eq!((part.row(1).0, part.idf(new)), (&[new][..], weights.idf(old)));
        // of article 2, camp, crisis and the keep their proportions: .34451483, .42554435, .72050922 without wall
        let length = (0.34451483f64.powi(2) + 0.42554435f64.powi(2) + 0.72050922f64.powi(2)).sqrt();
        for (found, expected) in part.row(0).1.iter().zip([0.34451483, 0.42554435, 0.72050922]) {
            assert!((f64::from(*found) - expected / length).abs() < 1e-6, "{found}");
        }
        assert_eq!(weights.part(&[1], |_| false).row(0), (&[][..], &[][..]));
    }

    #[test]
    fn cosine_is_scikit_learns() {
        let weights = weigh(&counts_of(&TEXTS), &everything());
        // as above, (x @ x.T).toarray()
        for (a, b, expected) in [(0, 0, 1.0), (0, 1, 0.33433356), (0, 2, 0.38416023), (0, 3, 0.0), (2, 3, 0.69005915)] {
            assert!((weights.cosine(a, b).unwrap() - expected).abs() < 1e-6, "{a} {b}");
        }
    }

    #[test]
    fn an_article_without_kept_terms_has_no_cosine() {
        let weights = weigh(&counts_of(&["wall", "the", "wall", "", "x y"]), &Weighing::default());
        assert_eq!((weights.n_rows(), weights.n_columns()), (5, 1));
        assert_eq!(weights.row(1), (&[][..], &[][..]));
        assert_eq!(weights.cosine(0, 1), None);
        assert_eq!(weights.cosine(3, 3), None);
        assert_eq!(weights.cosine(0, 2), Some(1.0));
    }

    #[test]
    fn a_corpus_of_one_article_keeps_its_terms_when_asked() {
        let counts = counts_of(&["wall and border"]);
        assert_eq!(weigh(&counts, &Weighing::default()).n_columns(), 0);
        let settings = Weighing { min_articles: 1, max_share: 1.0, ..Weighing::default() };
        assert_eq!(weigh(&counts, &settings).n_columns(), 2);
        assert_eq!(weigh(&counts_of(&[]), &settings).n_rows(), 0);
    }

    proptest! {
        #[test]
        fn rows_have_length_1_and_cosines_are_symmetric(texts in prop::collection::vec("[a-e ]{0,12}", 1..6)) {
            let texts: Vec<_> = texts.iter().map(String::as_str).collect();
            let weights = weigh(&counts_of(&texts), &everything());
            for a in 0..texts.len() {
                let squares: f64 = weights.row(a).1.iter().map(|weight| f64::from(weight * weight)).sum();
                prop_assert!(weights.row(a).1.is_empty() || (squares - 1.0).abs() < 1e-6);
                for b in 0..texts.len() {
                    prop_assert_eq!(weights.cosine(a, b), weights.cosine(b, a));
                    prop_assert!(weights.cosine(a, b).is_none_or(|cosine| (0.0..=1.0).contains(&cosine)));
                }
            }
        }
    }
}
