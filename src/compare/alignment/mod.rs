//! Which sentences of articles on one event say the same, and which outlets have nothing like a sentence.
//!
//! A sentence s is a vector of its terms, w(s, t) = (1 + ln tf(s, t)) * idf(t); tf counts the word or number in the
//! sentence, idf comes from the whole corpus, function words are left out. The similarity of two sentences is the cosine
//! they would have if each held three more words of average rarity that the other lacks:
//!
//! sim(s, r) = sum_t w(s, t) w(r, t) / sqrt((|s|² + p) (|r|² + p)), p = 3 times the square of the mean idf,
//!
//! from 0 to less than 1. Without p, short sentences with one word in common would be the most similar of all. A sentence
//! **matches** an article when its best similarity with one of the article's sentences reaches the cut.
//!
//! The **cut** is the 99th percentile of a null: the best similarities of sentences with as many articles on *other*
//! events ([`calibrate`]). So about one sentence in a hundred matches by chance. Below the null's 95th percentile a
//! sentence is **without** a match; between the two it cannot be told. With too few other events the two are
//! [`DEFAULT_CUTS`].
//!
//! A **unit** is a sentence together with those that match it ([`units`]): outlets *carry* a unit when a sentence of
//! theirs matches the sentence that stands for it or one of its fellows, and *leave it out* when all of these are without
//! a match there. Each sentence is in one unit.
//!
//! By hand: idf 1 for all, so p = 3; "a b c d" and "c d e f" share 2 of 4: 2 / sqrt((4 + 3) (4 + 3)) = 2/7.
//!
//! What it cannot tell you: why an outlet has nothing like a sentence, or whether it matters. A sentence put into wholly
//! other words is no match; two sentences on one person may match and say opposite things. Hand-coded informational bias
//! is only weakly found this way (AUC .59 for unquoted sentences, .55 for all, on BASIL).
//!
//! Sources: Salton & Buckley 1988, Information Processing & Management 24:513-523 (weights); Barzilay & Elhadad 2003,
//! EMNLP, 25-32 (aligning the sentences of comparable texts by cosine). The three words and the cuts are our own.

mod unit;

pub use unit::{Unit, units};

use crate::num::{ln, mean, quantile, ratio, sqrt};

/// The cuts where other events cannot give them. On parts of two and three events of BASIL and NewsWCL50 the null's 95th
/// percentile is .10 to .14, its 99th .13 to .20.
pub const DEFAULT_CUTS: Cuts = Cuts { without: 0.13, matching: 0.2 };

/// The shares of the null that lie below the cuts.
pub const NULL_QUANTILES: Cuts = Cuts { without: 0.95, matching: 0.99 };

/// How many words of average rarity a sentence is taken to have that no other has.
pub const N_OWN_WORDS: f64 = 3.0;

/// With fewer events, or with fewer sentences, the null gives no cut.
pub const MIN_NULL: (usize, usize) = (4, 300);

/// Where a sentence is without a match, and from where on it has one.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Cuts {
    /// Below this similarity a sentence is without a match.
    pub without: f64,
    /// From this similarity on it has one.
    pub matching: f64,
}

/// A sentence that is compared.
#[derive(Debug, Clone, PartialEq)]
pub struct Sentence {
    /// Its position in its article, from 0.
    pub position: u32,
    /// Its terms, ascending, and their weights, whose squares sum to less than 1; see [`vector`].
    pub vector: Vec<(u32, f32)>,
}

/// An article: who published it, and its sentences.
#[derive(Debug, Clone, PartialEq)]
pub struct Article {
    /// Its outlet.
    pub outlet: u32,
    /// Its sentences that are compared, in order.
    pub sentences: Vec<Sentence>,
}

/// The sentence of an article that is most like another sentence.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Match {
    /// Its place among the article's compared sentences.
    pub sentence: u32,
    /// How similar they are, above 0, at most 1.
    pub similarity: f32,
}

/// For each sentence of an article, its best match in each of the articles of an [`Index`]; `None` without a word in
/// common.
pub type Matches = Vec<Vec<Option<Match>>>;

/// The sentences of some articles, by their terms.
#[derive(Debug, Clone)]
pub struct Index {
    /// Term, sentence (over all articles) and weight, ascending.
    postings: Vec<(u32, u32, f32)>,
    /// Where each article's sentences start; one more at the end.
    starts: Vec<u32>,
}

/// Where the cuts lie, and how often chance reaches them.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Calibration {
    /// The cuts.
    pub cuts: Cuts,
    /// Where they come from.
    pub source: CutSource,
    /// The share of the null that matches by a cut it did not make: that of one half of the events is counted on the
    /// other. `None` without a null.
    pub null_rate: Option<f64>,
    /// Comparisons in the null.
    pub n_null: usize,
}

/// Where cuts come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CutSource {
    /// From this corpus: sentences against articles on other events.
    OtherEvents,
    /// They are [`DEFAULT_CUTS`]: there are too few other events.
    Default,
}

impl Default for Calibration {
    /// The default cuts, without a null.
    fn default() -> Self {
        Self { cuts: DEFAULT_CUTS, source: CutSource::Default, null_rate: None, n_null: 0 }
    }
}

impl CutSource {
    /// `other_events` or `default`.
    pub fn name(self) -> &'static str {
        match self {
            Self::OtherEvents => "other_events",
            Self::Default => "default",
        }
    }
}

/// The vector of a sentence with these `terms` (in any order, repeated as in the sentence); `idf` is by term, 0 for one
/// that does not count, and `padding` is the square that the words no other sentence has add to its length, see
/// [`padding`]. Empty when no term counts.
///
/// # Panics
/// When `idf` lacks a term.
pub fn vector(terms: &mut [u32], idf: &[f64], padding: f64) -> Vec<(u32, f32)> {
    terms.sort_unstable();
    let weights: Vec<(u32, f64)> = terms
        .chunk_by(|a, b| a == b)
        .map(|run| (run[0], (1.0 + ln(run.len() as f64)) * idf[run[0] as usize]))
        .filter(|(_, weight)| *weight > 0.0)
        .collect();
    let length = sqrt(weights.iter().map(|(_, weight)| weight * weight).sum::<f64>() + padding);
    weights.into_iter().map(|(term, weight)| (term, (weight / length) as f32)).collect()
}

/// The squared length of [`N_OWN_WORDS`] words whose idf is the mean of those above 0; 0 when there is none.
pub fn padding(idf: &[f64]) -> f64 {
    let counting: Vec<f64> = idf.iter().copied().filter(|idf| *idf > 0.0).collect();
    mean(&counting).map_or(0.0, |idf| N_OWN_WORDS * idf * idf)
}

impl Index {
    /// The index of `articles`, by their places.
    pub fn new<'a>(articles: impl IntoIterator<Item = &'a Article>) -> Self {
        let (mut postings, mut starts) = (Vec::new(), vec![0]);
        let mut n = 0;
        for article in articles {
            for sentence in &article.sentences {
                postings.extend(sentence.vector.iter().map(|&(term, weight)| (term, n, weight)));
                n += 1;
            }
            starts.push(n);
        }
        postings.sort_unstable_by_key(|&(term, at, _)| (term, at));
        Self { postings, starts }
    }

    /// The best match of each of `sentences` in each article; of equally good ones the first.
    pub fn best(&self, sentences: &[Sentence]) -> Matches {
        let mut sums = vec![0.0f32; self.starts.last().map_or(0, |start| *start as usize)];
        let mut best_of = |sentence: &Sentence| {
            sums.fill(0.0);
            for &(term, weight) in &sentence.vector {
                let from = self.postings.partition_point(|posting| posting.0 < term);
                for &(_, at, other) in self.postings[from..].iter().take_while(|posting| posting.0 == term) {
                    sums[at as usize] += weight * other;
                }
            }
            let best_in = |range: &[u32]| {
                let own = &sums[range[0] as usize..range[1] as usize];
                let first = |best: Option<Match>, (sentence, &similarity): (u32, &f32)| match best {
                    Some(found) if found.similarity >= similarity => best,
                    _ if similarity > 0.0 => Some(Match { sentence, similarity: similarity.min(1.0) }),
                    _ => best,
                };
                (0..).zip(own).fold(None, first)
            };
            self.starts.windows(2).map(best_in).collect()
        };
        sentences.iter().map(&mut best_of).collect()
    }
}

/// The cuts, given the best similarities of the null, event by event.
pub fn calibrate(null: &[Vec<f64>]) -> Calibration {
    let halves = [0, 1].map(|half| ascending(null.iter().skip(half).step_by(2)));
    let all = ascending(null.iter());
    let n_reaching = |scores: &[f64], cut: f64| scores.len() - scores.partition_point(|score| *score < cut);
    let n_null = all.len();
    let enough = null.iter().filter(|scores| !scores.is_empty()).count() >= MIN_NULL.0 && n_null >= MIN_NULL.1;
    let (without, matching) = (quantile(&all, NULL_QUANTILES.without), quantile(&all, NULL_QUANTILES.matching));
    match without.zip(matching).filter(|_| enough) {
        Some((without, matching)) => {
            let on_the_other =
                |half: usize| Some(n_reaching(&halves[1 - half], quantile(&halves[half], NULL_QUANTILES.matching)?));
            let n: usize = (0..2).filter_map(on_the_other).sum();
            let null_rate = ratio(n as f64, n_null as f64);
            Calibration { cuts: Cuts { without, matching }, source: CutSource::OtherEvents, null_rate, n_null }
        }
        None => {
            let null_rate = ratio(n_reaching(&all, DEFAULT_CUTS.matching) as f64, n_null as f64);
            Calibration { null_rate, n_null, ..Calibration::default() }
        }
    }
}

fn ascending<'a>(null: impl Iterator<Item = &'a Vec<f64>>) -> Vec<f64> {
    let mut scores: Vec<f64> = null.flatten().copied().collect();
    scores.sort_by(f64::total_cmp);
    scores
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Articles as `(outlet, sentences)`, a letter a term, all of idf 1.
    fn articles(given: &[(u32, &[&str])]) -> Vec<Article> {
        let sentence = |(position, text): (u32, &&str)| {
            let mut terms: Vec<u32> =
                text.bytes().filter(|byte| *byte != b' ').map(|byte| u32::from(byte - b'a')).collect();
            Sentence { position, vector: vector(&mut terms, &[1.0; 26], 0.0) }
        };
        let article = |(outlet, texts): &(u32, &[&str])| Article {
            outlet: *outlet,
            sentences: (0..).zip(*texts).map(sentence).collect(),
        };
        given.iter().map(article).collect()
    }

    fn matches_of(articles: &[Article]) -> Vec<Matches> {
        let index = Index::new(articles);
        articles.iter().map(|article| index.best(&article.sentences)).collect()
    }

    /// Nothing is unclear.
    fn at(cut: f64) -> Cuts {
        Cuts { without: cut, matching: cut }
    }

    /// Each unit as `article.sentence`, and the outlets that carry it besides its own.
    fn check(given: &[(u32, &[&str])], cut: f64, expected: &[(&str, &[u32])]) {
        let articles = articles(given);
        let found = units(&articles, &matches_of(&articles), at(cut));
        let found: Vec<(String, Vec<u32>)> = found
            .iter()
            .map(|unit| {
                let outlets = unit.carriers.iter().map(|(at, _)| articles[*at as usize].outlet).collect();
                (format!("{}.{}", unit.article, unit.sentence), outlets)
            })
            .collect();
        let expected: Vec<(String, Vec<u32>)> =
            expected.iter().map(|(unit, outlets)| ((*unit).to_owned(), outlets.to_vec())).collect();
        assert_eq!(found, expected, "{given:?}");
    }

    #[test]
    fn a_vector_without_padding_is_sklearns() {
        // t = TfidfTransformer(sublinear_tf=True); t.idf_ = [2, 3]; t.transform([[2, 1]]) (scikit-learn 1.9.1)
        let found = vector(&mut [1, 0, 0, 2], &[2.0, 3.0, 0.0], 0.0);
        let expected = [(0, 0.748_510_2), (1, 0.663_123_27)];
        for (found, expected) in found.iter().zip(expected) {
            assert!(found.0 == expected.0 && (found.1 - expected.1).abs() < 1e-6, "{found:?} {expected:?}");
        }
        assert!(found.len() == 2 && vector(&mut [2], &[1.0, 1.0, 0.0], 0.0).is_empty());
    }

    #[test]
    fn the_best_match_is_the_first_of_the_highest_similarity() {
        let articles = articles(&[(0, &["abcd"]), (1, &["efgh", "cdef", "abxy"]), (2, &["uvwx"])]);
        let found = &matches_of(&articles)[0][0];
        assert_eq!(found[1], Some(Match { sentence: 1, similarity: 0.5 }));
        assert_eq!((found[0].unwrap().similarity, found[2]), (1.0, None));
    }

    #[test]
    fn units_are_carried_left_out_or_in_one_outlet_only() {
        check(&[(0, &["abcd"]), (1, &["abcd"]), (2, &["wxyz"])], 0.5, &[("0.0", &[1]), ("2.0", &[])]);
        check(&[(0, &["abcd"]), (1, &["abce"]), (2, &["abcf"])], 0.7, &[("0.0", &[1, 2])]);
        check(&[(0, &["abcd"]), (1, &["abce"]), (2, &["abcf"])], 0.8, &[("0.0", &[]), ("1.0", &[]), ("2.0", &[])]);
    }

    #[test]
    fn a_second_article_of_the_outlet_carries_nothing_more() {
        check(
            &[(0, &["abcd"]), (0, &["abcd", "efgh"]), (1, &["wxyz"])],
            0.5,
            &[("0.0", &[]), ("1.1", &[]), ("2.0", &[])],
        );
    }

    #[test]
    fn what_a_fellow_matches_carries_the_unit() {
        // 1.0 matches 0.0 and 3.0, and 0.0 matches 2.0 besides
        check(
            &[(0, &["abcd"]), (1, &["cdef"]), (2, &["abxy"]), (3, &["ef"])],
            0.5,
            &[("1.0", &[0, 2, 3]), ("2.0", &[0, 1])],
        );
        // 0.0 and 1.0 match; only 1.0 matches 2.0
        check(&[(0, &["abcd"]), (1, &["cdef"]), (2, &["efgh"])], 0.5, &[("1.0", &[0, 2])]);
        // 1.0 and 1.1 both match 0.0, each another outlet
        check(
            &[(0, &["abcdefgh"]), (1, &["abcdxy", "efghzw"]), (2, &["xy"]), (3, &["zw"])],
            0.5,
            &[("1.0", &[0, 2]), ("1.1", &[0, 3])],
        );
    }

    #[test]
    fn padding_counts_against_short_sentences() {
        assert_eq!(padding(&[0.0, 1.0, 3.0, 0.0]), 12.0); // mean 2
        assert_eq!(padding(&[0.0]), 0.0);
        let of = |terms: &[u32]| vector(&mut terms.to_vec(), &[1.0; 6], 3.0);
        let product = |a: &[(u32, f32)], b: &[(u32, f32)]| -> f32 {
            a.iter().flat_map(|x| b.iter().filter(|y| x.0 == y.0).map(|y| x.1 * y.1)).sum()
        };
        assert!((product(&of(&[0, 1, 2, 3]), &of(&[2, 3, 4, 5])) - 2.0 / 7.0).abs() < 1e-6);
        assert!((product(&of(&[0]), &of(&[0])) - 0.25).abs() < 1e-6);
    }

    #[test]
    fn between_the_cuts_it_is_unclear() {
        let articles = articles(&[(0, &["abcd"]), (1, &["abcd"]), (2, &["dxyz"]), (3, &["wuvt"])]);
        let found = |without: f64| units(&articles, &matches_of(&articles), Cuts { without, matching: 0.5 });
        let unclear = |without: f64| found(without).into_iter().map(|unit| unit.unclear).collect::<Vec<_>>();
        assert_eq!(unclear(0.2), [vec![2], vec![], vec![0, 1]]); // nobody comes near 3.0, so it stands before 2.0
        assert_eq!(unclear(0.3), [vec![], vec![], vec![]] as [Vec<u32>; 3]);
        let scores: Vec<f32> = found(0.3).iter().map(|unit| unit.score).collect();
        assert_eq!(scores, [1.0, 0.25, 0.0]);
    }

    #[test]
    fn the_cut_is_the_nulls_99th_percentile_and_one_half_judges_the_other() {
        // numpy.quantile(numpy.arange(1000) / 1000, .99) -> 0.98901 (NumPy 2.2.6)
        let events: Vec<Vec<f64>> =
            (0..10).map(|e| (0..100).map(|i| f64::from(e + 10 * i) / 1000.0).collect()).collect();
        let found = calibrate(&events);
        assert!((found.cuts.matching - 0.98901).abs() < 1e-9 && found.source == CutSource::OtherEvents, "{found:?}");
        assert!((found.cuts.without - 0.94905).abs() < 1e-9); // numpy.quantile(..., .95)
        // the cut of the even numbers is .98802, 6 odd ones reach it; that of the odd is .98902, 5 even ones reach it
        assert_eq!((found.null_rate, found.n_null), (Some(0.011), 1000));
        // one half lies above the other: all 500 reach the lower one's cut, none the higher one's
        let uneven: Vec<Vec<f64>> =
            (0..10).map(|e| (0..100).map(|i| f64::from(e % 2) + f64::from(i) / 100.0).collect()).collect();
        assert_eq!(calibrate(&uneven).null_rate, Some(0.5));
    }

    #[test]
    fn too_few_events_take_the_default() {
        let found = calibrate(&[vec![0.1, 0.2, 0.3, 0.4]]);
        assert_eq!((found.cuts, found.source, found.null_rate), (DEFAULT_CUTS, CutSource::Default, Some(0.75)));
        assert_eq!(calibrate(&[]).null_rate, None);
    }

    proptest! {
        #[test]
        fn each_sentence_is_in_one_unit_and_outlets_names_change_nothing(
            texts in prop::collection::vec(prop::collection::vec("[a-h]{3,6}", 0..5), 0..5), cut in 0.2..0.9f64
        ) {
            let texts: Vec<Vec<&str>> = texts.iter().map(|own| own.iter().map(String::as_str).collect()).collect();
            let given: Vec<(u32, &[&str])> = (0..).zip(&texts).map(|(i, own)| (i, own.as_slice())).collect();
            let first = articles(&given);
            let matches = matches_of(&first);
            let found = units(&first, &matches, at(cut));
            for unit in &found {
                let (a, s) = (unit.article as usize, unit.sentence as usize);
                // whoever matches the sentence carries the unit
                for (b, found) in matches[a][s].iter().enumerate().filter(|(b, _)| *b != a) {
                    let carries = unit.carriers.iter().any(|(at, _)| *at as usize == b);
                    prop_assert!(carries || found.is_none_or(|found| f64::from(found.similarity) < cut));
                }
                prop_assert!(unit.unclear.is_empty());
            }
            // similarities are symmetric
            for (a, sentences) in matches.iter().enumerate() {
                for (s, best) in sentences.iter().enumerate() {
                    for (b, found) in best.iter().enumerate() {
                        if let Some(found) = found {
                            prop_assert!(matches[b][found.sentence as usize][a].unwrap().similarity >= found.similarity);
                            prop_assert!(s < first[a].sentences.len());
                        }
                    }
                }
            }
            let renamed: Vec<Article> = first.iter().map(|article| Article { outlet: 90 - article.outlet, ..article.clone() }).collect();
            let sizes = |units: &[Unit]| units.iter().map(|unit| (unit.article, unit.sentence, unit.carriers.len())).collect::<Vec<_>>();
            prop_assert_eq!(sizes(&found), sizes(&units(&renamed, &matches, at(cut))));
        }
    }
}
