//! A scale on which outlets stand by their words, held between outlets that the user chose: its anchors.
//!
//! **What is compared.** Outlets write on different topics, and most of how their words differ comes from that. With O_ow
//! the uses of word w by outlet o, and E_ow the uses expected if o wrote on each of its topics in the words of all,
//!
//! E_ow = sum over topics t of N_ot (C_tw + s C_w / N) / (N_t + s), s = 50,
//!
//! (N_ot words of o on t, C_tw uses of w on t, a missing index summed over), the comparison is the log ratio
//! l_ow = ln((O_ow + 3) / (E_ow + 3)): near 0 where there is little to go by, and 0 for a word that o uses as all do.
//!
//! **The scale.** Each word has a weight b_w, and the score of an outlet is sum over w of b_w l_ow, less its mean over
//! the outlets that are no anchors and divided by their standard deviation. The weights are those of a partial least
//! squares regression with one response (PLS1; Wold 1975; Martens & Naes 1989, sec. 3.5) of the anchors' poles, -1 and 1,
//! on their log ratios; every anchor counts the same, however much it wrote. With one component b_w is the mean of l over
//! the anchors of the second pole less that over those of the first: a projection on log-odds. A second component makes
//! up for what sets the anchors of one pole apart from each other.
//!
//! **By hand.** One topic; outlet A uses `wall` 9 times and `fence` once, B the other way round. E is 5 everywhere,
//! l_A(wall) = ln(12 / 8) = .405 and l_A(fence) = ln(4 / 8) = -.693. With B as first and A as second anchor the weight of
//! `wall` is .405 + .693 = 1.099, that of `fence` -1.099.
//!
//! **The interval** comes from drawing each outlet's articles again, weights and the standard held as they are. One
//! more copy of article a changes the score, to first order, by g_a = sum over w of
//! b_w (O_aw / (O_ow + 3) - E_aw / (E_ow + 3)), with E_aw = n_a r_tw + (N_ot / (N_t + s)) (O_aw - n_a r_tw), what a
//! adds to E_ow by its n_a words at the rate r_tw of its topic and by changing that rate; a resample that draws a m_a times has the
//! score plus the sum of (m_a - 1) g_a (Davison & Hinkley 1997, sec. 2.7: the linear approximation). Counting again
//! would move rare words' log ratios towards 0 in each resample; this does not.
//!
//! **What it cannot tell you.** It is the anchors' axis, whatever sets them apart, in the time and country of the texts,
//! and which anchors are chosen is its largest error: see what it is without each of them. It places words, not what is
//! said with them; it says nothing of truth or fairness; anchors stand further out than others on it by construction.
//! Outlets with fewer than [`MIN_ARTICLES`] articles have no place.

mod scale;

use ndarray::{Array2, ArrayView1, Axis};

pub use scale::{Scale, scale, scale_without};

use crate::num::{Interval, Random, ln, percentile_interval};

/// Fewest articles of an outlet that is placed.
pub const MIN_ARTICLES: usize = 10;
/// Words of a topic that are taken from all topics together.
const SMOOTHING: f64 = 50.0;
/// Added to the uses and to the expected uses of a word.
const PRIOR_USES: f64 = 3.0;

/// Who uses which words.
pub struct Articles<'a> {
    /// Each article's outlet.
    pub outlet: &'a [u32],
    /// How many words each article has in all.
    pub n_words: &'a [f64],
    /// How often an article uses each of the compared words, as word and uses, each word once.
    pub uses: &'a (dyn Fn(usize) -> Vec<(u32, f64)> + Sync),
    /// How many outlets there are.
    pub n_outlets: usize,
    /// How many words are compared.
    pub n_terms: usize,
}

/// An end of the scale.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pole {
    /// The end with the low scores.
    First,
    /// The end with the high scores.
    Second,
}

/// How often each outlet uses each word: outlets x words.
pub fn observed(articles: &Articles<'_>) -> Array2<f64> {
    let mut observed = Array2::zeros((articles.n_outlets, articles.n_terms));
    for (article, &outlet) in articles.outlet.iter().enumerate() {
        let mut row = observed.row_mut(outlet as usize);
        (articles.uses)(article).into_iter().for_each(|(word, n)| row[word as usize] += n);
    }
    observed
}

/// How often each outlet would use each word if it wrote on its topics as all do: outlets x words. `topic` is that of
/// each article.
pub fn expected(articles: &Articles<'_>, topic: &[u32]) -> Array2<f64> {
    let mut expected = Array2::<f64>::zeros((articles.n_outlets, articles.n_terms));
    let mut totals = vec![0.0; articles.n_terms];
    let mut smoothed = vec![0.0; articles.n_outlets];
    each_topic(articles, topic, |in_topic| {
        in_topic.uses.iter().for_each(|&(word, n)| totals[word as usize] += n);
        for (outlet, share) in in_topic.shares() {
            smoothed[outlet] += share;
            let mut row = expected.row_mut(outlet);
            in_topic.uses.iter().for_each(|&(word, n)| row[word as usize] += share * n);
        }
    });
    let n_words: f64 = articles.n_words.iter().sum();
    for (mut row, share) in expected.outer_iter_mut().zip(smoothed) {
        let factor = if n_words > 0.0 { SMOOTHING * share / n_words } else { 0.0 };
        row.iter_mut().zip(&totals).for_each(|(uses, total)| *uses += factor * total);
    }
    expected
}

/// `ln((O + 3) / (E + 3))` of each cell.
///
/// # Panics
/// When the two have different shapes.
pub fn log_ratios(observed: &Array2<f64>, expected: &Array2<f64>) -> Array2<f64> {
    assert_eq!(observed.dim(), expected.dim(), "both are outlets x words");
    let mut ratios = observed.clone();
    ratios.iter_mut().zip(expected).for_each(|(o, e)| *o = ln((*o + PRIOR_USES) / (e + PRIOR_USES)));
    ratios
}

/// How much each article adds to the score of its outlet: the change, to first order, that one more copy of it would
/// make. `topics` are the assignments of topics over which `expected` is a mean.
pub fn effects(
    articles: &Articles<'_>,
    topics: &[Vec<u32>],
    observed: &Array2<f64>,
    expected: &Array2<f64>,
    weights: &[f64],
) -> Vec<f64> {
    let slopes = |uses: &Array2<f64>| {
        let mut slopes = uses.mapv(|n| 1.0 / (n + PRIOR_USES));
        slopes.outer_iter_mut().for_each(|mut row| row.iter_mut().zip(weights).for_each(|(slope, b)| *slope *= b));
        slopes
    };
    let (of_observed, of_expected) = (slopes(observed), slopes(expected));
    let effect =
        |(article, &outlet): (usize, &u32)| sum_of(&(articles.uses)(article), of_observed.row(outlet as usize));
    let mut effects: Vec<f64> = articles.outlet.iter().enumerate().map(effect).collect();
    let n_words: f64 = articles.n_words.iter().sum();
    let totals: Vec<f64> = observed.axis_iter(Axis(1)).map(|column| column.sum()).collect();
    let everywhere: Vec<f64> = of_expected.outer_iter().map(|row| dot(row, &totals) / n_words).collect();
    for topic in topics {
        each_topic(articles, topic, |in_topic| {
            let mut per_word = vec![0.0; articles.n_outlets];
            let mut share = vec![0.0; articles.n_outlets];
            for (outlet, its_share) in in_topic.shares() {
                let sum = sum_of(in_topic.uses, of_expected.row(outlet));
                per_word[outlet] = (sum + SMOOTHING * everywhere[outlet]) / (in_topic.n_words + SMOOTHING);
                share[outlet] = its_share;
            }
            for &article in in_topic.articles {
                let outlet = articles.outlet[article] as usize;
                let as_all = articles.n_words[article] * per_word[outlet];
                let own = sum_of(&(articles.uses)(article), of_expected.row(outlet));
                effects[article] -= (as_all + share[outlet] * (own - as_all)) / topics.len() as f64;
            }
        });
    }
    effects
}

/// The 95 % interval of a score from the effects of its outlet's articles, drawn again with replacement; `None` with
/// fewer than two articles, without resamples, or when they do not differ.
pub fn interval(score: f64, effects: &[f64], n_resamples: usize, seed: u64, stream: u64) -> Option<Interval> {
    if effects.len() < 2 {
        return None;
    }
    let total: f64 = effects.iter().sum();
    let resampled = |resample: u64| {
        let mut random = Random::new(seed, (stream << 32) | resample);
        let drawn: f64 = (0..effects.len()).map(|_| effects[random.below(effects.len())]).sum();
        score + drawn - total
    };
    percentile_interval((0..n_resamples as u64).map(resampled).collect())
}

/// A topic's articles and words.
struct Topic<'a> {
    articles: &'a [usize],
    /// Words of each outlet on it.
    words_of: &'a [f64],
    n_words: f64,
    /// The words that it uses, ascending, and how often.
    uses: &'a [(u32, f64)],
}

impl Topic<'_> {
    /// The outlets that write on it, and what part of its words, smoothed, each of them wrote.
    fn shares(&self) -> impl Iterator<Item = (usize, f64)> {
        let present = self.words_of.iter().enumerate().filter(|(_, n_words)| **n_words > 0.0);
        present.map(|(outlet, n)| (outlet, n / (self.n_words + SMOOTHING)))
    }
}

fn each_topic(articles: &Articles<'_>, topic: &[u32], mut with: impl FnMut(&Topic<'_>)) {
    let n_topics = topic.iter().max().map_or(0, |topic| *topic as usize + 1);
    let mut members = vec![Vec::new(); n_topics];
    topic.iter().enumerate().for_each(|(article, topic)| members[*topic as usize].push(article));
    let mut counts = vec![0.0; articles.n_terms];
    for members in &members {
        let mut words_of = vec![0.0; articles.n_outlets];
        let mut used = Vec::new();
        for &article in members {
            words_of[articles.outlet[article] as usize] += articles.n_words[article];
            for (word, n) in (articles.uses)(article) {
                if counts[word as usize] == 0.0 {
                    used.push(word);
                }
                counts[word as usize] += n;
            }
        }
        used.sort_unstable();
        let uses: Vec<(u32, f64)> = used.iter().map(|&word| (word, counts[word as usize])).collect();
        used.iter().for_each(|&word| counts[word as usize] = 0.0);
        with(&Topic { articles: members, n_words: words_of.iter().sum(), words_of: &words_of, uses: &uses });
    }
}

fn sum_of(uses: &[(u32, f64)], slopes: ArrayView1<'_, f64>) -> f64 {
    uses.iter().map(|&(word, n)| n * slopes[word as usize]).sum()
}

/// In a fixed order, so that every machine finds the same bits.
fn dot(row: ArrayView1<'_, f64>, weights: &[f64]) -> f64 {
    row.iter().zip(weights).map(|(x, w)| x * w).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compare::outlet::correlation;
    use crate::num::{sample_variance, sqrt};
    use ndarray::array;

    /// Articles as outlet, topic and uses.
    type Row = (u32, u32, Vec<(u32, f64)>);

    /// Hands `with` the articles and the topic of each; every article has as many words as it uses compared ones.
    fn given<T>(rows: &[Row], with: impl FnOnce(&Articles<'_>, &[u32]) -> T) -> T {
        let outlet: Vec<u32> = rows.iter().map(|row| row.0).collect();
        let topic: Vec<u32> = rows.iter().map(|row| row.1).collect();
        let n_words: Vec<f64> = rows.iter().map(|row| row.2.iter().map(|(_, n)| n).sum()).collect();
        let n_terms = rows.iter().flat_map(|row| &row.2).map(|(word, _)| *word as usize + 1).max().unwrap_or(0);
        let n_outlets = outlet.iter().max().map_or(0, |outlet| *outlet as usize + 1);
        let uses = |article: usize| rows[article].2.clone();
        with(&Articles { outlet: &outlet, n_words: &n_words, uses: &uses, n_outlets, n_terms }, &topic)
    }

    #[test]
    fn two_outlets_on_one_topic_are_as_in_the_example() {
        let rows = [(0, 0, vec![(0, 9.0), (1, 1.0)]), (1, 0, vec![(0, 1.0), (1, 9.0)])];
        let ratios = given(&rows, |articles, topic| {
            let (o, e) = (observed(articles), expected(articles, topic));
            assert_eq!(o, array![[9.0, 1.0], [1.0, 9.0]]);
            assert!(e.iter().all(|uses| (uses - 5.0).abs() < 1e-12), "{e}");
            log_ratios(&o, &e)
        });
        assert!((ratios[[0, 0]] - ln(1.5)).abs() < 1e-12 && (ratios[[0, 1]] - ln(0.5)).abs() < 1e-12);
        let weights = scale::partial_least_squares(&ratios, &[Some(Pole::Second), Some(Pole::First)], 2).unwrap();
        assert!((weights[0] + weights[1]).abs() < 1e-12 && weights[0] > 0.0, "{weights:?}");
    }

    /// A topic of 40 words in which `x` is used 10 times, another without it; outlet 0 writes on the first only.
    #[test]
    fn what_the_topic_explains_is_expected() {
        let rows = [(0, 0, vec![(0, 10.0), (1, 30.0)]), (1, 1, vec![(1, 60.0)])];
        given(&rows, |articles, topic| {
            let e = expected(articles, topic);
            // 40 (10 + 50 * 10 / 100) / (40 + 50), 40 (30 + 50 * 90 / 100) / 90, 60 (0 + 5) / 110, 60 (60 + 45) / 110
            let by_hand = array![[20.0 / 3.0, 100.0 / 3.0], [30.0 / 11.0, 630.0 / 11.0]];
            assert!(e.iter().zip(&by_hand).all(|(a, b)| (a - b).abs() < 1e-12), "{e}");
            let all_alike = expected(articles, &[0, 0]);
            assert!((all_alike[[0, 0]] - 4.0).abs() < 1e-12, "{all_alike}");
        });
    }

    /// 12 outlets of 30 articles on three topics, 40 words; a word's rate depends on the topic, and in words 0 and 1 on
    /// the outlet's place, which is its number.
    fn simulated(random: &mut Random) -> Vec<Row> {
        let mut draw = |article: usize| {
            let (outlet, topic) = (article / 30, random.below(3));
            let rate = |word: usize| match word {
                0 => 2.0 + outlet as f64,
                1 => 14.0 - outlet as f64,
                _ if word % 3 == topic => 9.0,
                _ => 3.0,
            };
            let total: f64 = (0..40).map(rate).sum();
            let mut uses = [0.0; 40];
            for _ in 0..120 + random.below(200) {
                let mut left = total * random.unit();
                let word = (0..40).find(|word| {
                    left -= rate(*word);
                    left < 0.0
                });
                uses[word.unwrap_or(39)] += 1.0;
            }
            let used = uses.into_iter().enumerate().filter(|(_, n)| *n > 0.0).map(|(word, n)| (word as u32, n));
            (outlet as u32, topic as u32, used.collect())
        };
        (0..12 * 30).map(&mut draw).collect()
    }

    #[test]
    fn a_planted_slant_is_found_and_its_interval_is_that_of_counting_again() {
        let rows = simulated(&mut Random::new(5, 0));
        let mut poles = [None; 12];
        poles[..2].fill(Some(Pole::First));
        poles[10..].fill(Some(Pole::Second));
        let (weights, scores, effects) = given(&rows, |articles, topic| {
            let (o, e) = (observed(articles), expected(articles, topic));
            let found = scale(&log_ratios(&o, &e), &poles, 2).unwrap();
            let effects = effects(articles, &[topic.to_vec()], &o, &e, &found.weights);
            (found.weights, found.scores, effects)
        });
        let places: Vec<f64> = (0..12).map(f64::from).collect();
        assert!(correlation(&scores, &places).unwrap() > 0.9, "{scores:?}");
        for outlet in [0usize, 5] {
            // brute force: the outlet's articles drawn again, everything counted again
            let own = outlet * 30..outlet * 30 + 30;
            let counted_again: Vec<f64> = (0..2_000)
                .map(|resample| {
                    let mut random = Random::new(9, resample);
                    let mut drawn = rows.clone();
                    own.clone().for_each(|row| drawn[row] = rows[outlet * 30 + random.below(30)].clone());
                    given(&drawn, |articles, topic| {
                        let ratios = log_ratios(&observed(articles), &expected(articles, topic));
                        dot(ratios.row(outlet), &weights)
                    })
                })
                .collect();
            let brute = sqrt(sample_variance(&counted_again).unwrap());
            let found = interval(scores[outlet], &effects[own], 2_000, 42, outlet as u64).unwrap();
            let ours = found.width() / (2.0 * 1.96);
            assert!((ours / brute - 1.0).abs() < 0.1, "{outlet}: {ours} but counted again {brute}");
            assert!(found.low < scores[outlet] && scores[outlet] < found.high);
        }
    }

    #[test]
    fn one_article_or_articles_all_alike_have_no_interval() {
        assert_eq!(interval(1.0, &[0.5], 100, 42, 0), None);
        assert_eq!(interval(1.0, &[0.5, 0.5, 0.5], 100, 42, 0), None);
        assert_eq!(interval(1.0, &[0.5, 0.7], 0, 42, 0), None);
    }
}
