//! How often tests find a difference where there is none.
//!
//! A set is two sides made so that no word's difference between them means anything: labels shuffled, halves of one
//! outlet, or made-up counts. A test that holds rejects a share a of its words at p <= a, and finds a word with q <= .05
//! in at most 5 of 100 sets (where nothing is there, that is its share of false discoveries). Beside the permutation tests
//! of [`contrast`] stand the two that are usual in the field and take each token for a draw of its own: the z of the
//! log-odds (Monroe, Colaresi & Quinn 2008) and G2 (Dunning 1993), with p-values as their users read them, from the normal
//! and the chi-squared distribution with one degree of freedom.
//!
//! The interval of a share of rejected words draws whole sets again, since the words of a set are not independent; that
//! of a share of sets is Wilson's (1927): (s + z^2/2 +- z sqrt(s (n - s) / n + z^2/4)) / (n + z^2), z = 1.96.
//!
//! By hand: 0 of 100 sets: from 0 to 3.84 / 103.84 = .037.
//!
//! What it cannot tell you: how many true differences a test misses.

use super::contrast::{self, Level, Settings, SideCounts};
use super::keyness::keyness;
use super::permutation::benjamini_hochberg;
use super::resample::Resamples;
use crate::num::{Interval, erfc, percentile_interval, ratio, sqrt};

/// A test of words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Method {
    /// Ours: labels permuted.
    Permutation,
    /// The z of the log-odds, tokens as units.
    TokenZ,
    /// The log-likelihood ratio, tokens as units.
    G2,
}

/// What a test found in one set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Outcome {
    /// Words tested.
    pub n_tests: u64,
    /// Words with p at most .05.
    pub n_05: u64,
    /// Words with p at most .01.
    pub n_01: u64,
    /// Whether any word's Benjamini-Hochberg q is at most .05.
    pub any_q: bool,
    /// Whether any word's maxT p is at most .05; `None` for a test without one.
    pub any_max_t: Option<bool>,
}

/// A share and its 95 % interval.
pub type Share = (f64, Option<Interval>);

/// What a test found in many sets.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rates {
    /// Sets with a word to test.
    pub n_sets: usize,
    /// Words tested, over all sets.
    pub n_tests: u64,
    /// Share of words with p at most .05.
    pub at_05: Share,
    /// Share of words with p at most .01.
    pub at_01: Share,
    /// Share of sets with any q at most .05.
    pub any_q: Share,
    /// Share of sets with any maxT p at most .05; `None` for a test without one.
    pub any_max_t: Option<Share>,
}

impl Method {
    /// All of them, in order.
    pub const ALL: [Self; 3] = [Self::Permutation, Self::TokenZ, Self::G2];

    /// `permutation`, `token_z` or `g2`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Permutation => "permutation",
            Self::TokenZ => "token_z",
            Self::G2 => "g2",
        }
    }
}

/// What each of [`Method::ALL`] finds in `counts`; each tests the words that the permutation test does.
pub fn outcomes(counts: &SideCounts, n_articles: &[usize], level: Level, settings: &Settings) -> [Outcome; 3] {
    let settings = Settings { n_resamples: 0, ..*settings };
    let found = contrast::contrast(counts, n_articles, Some(level), &settings);
    let words = contrast::words_by_side(&counts.cells);
    let (mut p, mut any_max_t) = (Method::ALL.map(|_| Vec::new()), false);
    for word in &found {
        let Ok(test) = word.test else { continue };
        let g2 = keyness((f64::from(word.uses.0), f64::from(word.uses.1)), words).map_or(0.0, |found| found.g2.abs());
        let all = [test.p, erfc(word.z_token.abs() / std::f64::consts::SQRT_2), erfc(sqrt(g2 / 2.0))];
        p.iter_mut().zip(all).for_each(|(p, own)| p.push(own));
        any_max_t |= test.p_max_t <= 0.05;
    }
    let [permutation, token_z, g2] = p.map(|p| outcome(&p));
    [Outcome { any_max_t: Some(any_max_t), ..permutation }, token_z, g2]
}

fn outcome(p: &[f64]) -> Outcome {
    let n_up_to = |most: f64| p.iter().filter(|p| **p <= most).count() as u64;
    Outcome {
        n_tests: p.len() as u64,
        n_05: n_up_to(0.05),
        n_01: n_up_to(0.01),
        any_q: benjamini_hochberg(p).iter().any(|q| *q <= 0.05),
        any_max_t: None,
    }
}

/// The shares over sets; `None` when no set had a word to test.
pub fn rates(outcomes: &[Outcome], n_resamples: usize, seed: u64) -> Option<Rates> {
    let sets: Vec<&Outcome> = outcomes.iter().filter(|set| set.n_tests > 0).collect();
    let n_tests: u64 = sets.iter().map(|set| set.n_tests).sum();
    let draws = Resamples::new(sets.len(), n_resamples, seed, 0).by_unit();
    let of_words = |n: fn(&Outcome) -> u64| -> Option<Share> {
        let share = ratio(sets.iter().map(|set| n(set)).sum::<u64>() as f64, n_tests as f64)?;
        let resampled = draws.columns().into_iter().filter_map(|column| {
            let total =
                |of: fn(&Outcome) -> u64| column.iter().zip(&sets).map(|(n, set)| n * of(set) as f64).sum::<f64>();
            ratio(total(n), total(|set| set.n_tests))
        });
        Some((share, percentile_interval(resampled.collect())))
    };
    let of_sets = |is: &dyn Fn(&Outcome) -> bool| -> Option<Share> {
        let n = sets.iter().filter(|set| is(set)).count();
        Some((ratio(n as f64, sets.len() as f64)?, wilson(n, sets.len())))
    };
    let has_max_t = sets.iter().any(|set| set.any_max_t.is_some());
    Some(Rates {
        n_sets: sets.len(),
        n_tests,
        at_05: of_words(|set| set.n_05)?,
        at_01: of_words(|set| set.n_01)?,
        any_q: of_sets(&|set| set.any_q)?,
        any_max_t: if has_max_t { of_sets(&|set| set.any_max_t == Some(true)) } else { None },
    })
}

/// Wilson's 95 % interval of a share, `n` of `of`; `None` of nothing.
///
/// ```
/// // Newcombe 1998, Statistics in Medicine 17:857, table I, method 3: 81 of 263 gives .2553 to .3662
/// // scipy.stats.binomtest(81, 263).proportion_ci(method="wilson") -> .25528851987, .36620957698
/// let (low, high) = slantwise::compare::calibrate::wilson(81, 263).unwrap().ends();
/// assert!((low - 0.255_288_519_878).abs() < 1e-9 && (high - 0.366_209_576_983).abs() < 1e-9);
/// ```
pub fn wilson(n: usize, of: usize) -> Option<Interval> {
    let (n, of) = (n as f64, of as f64);
    let z = 1.959_963_984_540_054;
    let half = z * sqrt(ratio(n * (of - n), of)? + z * z / 4.0);
    let end = |reach: f64| ((n + z * z / 2.0 + reach) / (of + z * z)).clamp(0.0, 1.0);
    Some(Interval { low: end(-half), high: end(half) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compare::synthetic::{self, Design, Synthetic, synthetic};

    #[test]
    fn p_values_are_counted() {
        let found = outcome(&[0.001, 0.04, 0.05, 0.9]);
        assert_eq!((found.n_tests, found.n_05, found.n_01, found.any_q), (4, 3, 1, true));
        assert!(!outcome(&[0.04, 0.3]).any_q && !outcome(&[]).any_q);
        let (low, high) = wilson(0, 100).unwrap().ends();
        assert!(low == 0.0 && (high - 0.036_993_498_207).abs() < 1e-9); // SciPy as above, 0 of 100
        assert_eq!(wilson(0, 0), None);
    }

    #[test]
    fn shares_are_over_words_and_over_sets() {
        let set = |n_tests, n_05, any_q| Outcome { n_tests, n_05, n_01: 0, any_q, any_max_t: None };
        let found = rates(&[set(10, 1, false), set(30, 3, true), set(0, 0, false)], 200, 1).unwrap();
        assert_eq!((found.n_sets, found.n_tests, found.at_05, found.any_q.0), (2, 40, (0.1, None), 0.5));
        let found = rates(&[set(10, 0, false), set(10, 2, true)], 200, 1).unwrap();
        assert_eq!(found.at_05, (0.1, Some(Interval { low: 0.0, high: 0.2 })));
        assert_eq!(rates(&[set(0, 0, false)], 10, 1), None);
    }

    const SETTINGS: Settings =
        Settings { prior_size: 500.0, evidence: 1, n_permutations: 200, n_resamples: 0, seed: 42 };

    fn n_articles(made: &Synthetic) -> Vec<usize> {
        made.uses.iter().map(Vec::len).collect()
    }

    /// Rates of all methods over `n_sets` null sets of a design.
    fn null(design: &Design, level: Level, pool: fn(&Synthetic) -> SideCounts, n_sets: u64) -> [Rates; 3] {
        let of = |set: u64| {
            let made = synthetic(design, 7, set);
            outcomes(&pool(&made), &n_articles(&made), level, &Settings { seed: set, ..SETTINGS })
        };
        let sets: Vec<[Outcome; 3]> = (0..n_sets).map(of).collect();
        [0, 1, 2].map(|m| rates(&sets.iter().map(|set| set[m]).collect::<Vec<_>>(), 200, 1).unwrap())
    }

    /// What the permutation test must reach on made-up nulls, and what the token tests must not, so that nobody
    /// switches them back.
    fn check(design: &Design, level: Level, pool: fn(&Synthetic) -> SideCounts) {
        let [ours, token_z, g2] = null(design, level, pool, 40);
        assert!((0.03..=0.07).contains(&ours.at_05.0), "{level:?} {ours:?}");
        assert!(ours.any_q.0 <= 0.10 && ours.any_max_t.unwrap().0 <= 0.15, "{level:?} {ours:?}");
        assert!(token_z.at_05.0 > 0.10 && g2.at_05.0 > 0.10, "{level:?} {token_z:?} {g2:?}");
        assert!(token_z.any_q.0 > 0.5 && g2.any_q.0 > 0.5, "{level:?} {token_z:?} {g2:?}");
    }

    #[test]
    fn outlets_that_differ_are_no_finding_between_groups_of_them() {
        check(&synthetic::OUTLETS, Level::Outlet, synthetic::by_outlet);
    }

    #[test]
    fn bursts_are_no_finding_within_events() {
        check(&synthetic::EVENTS, Level::Event, synthetic::by_event);
    }

    #[test]
    fn bursts_are_no_finding_among_articles() {
        check(&synthetic::ARTICLES, Level::Article, synthetic::by_article);
    }

    /// Twenty outlets a side, log-odds 1, words of 1 to 240 uses an outlet.
    #[test]
    fn planted_words_are_found() {
        let design = Design { n_planted: 20, difference: 1.0, ..synthetic::OUTLETS };
        let (mut n_found, mut n_planted, mut n_false, mut n_discoveries) = (0, 0, 0, 0);
        for set in 0..10 {
            let made = synthetic(&design, 3, set);
            let found =
                contrast::contrast(&synthetic::by_outlet(&made), &n_articles(&made), Some(Level::Outlet), &SETTINGS);
            for (word, is_planted) in found.iter().zip(&made.is_planted) {
                let is_found = word.test.is_ok_and(|test| test.q <= 0.05) && word.log_odds > 0.0;
                n_planted += usize::from(*is_planted);
                n_found += usize::from(*is_planted && is_found);
                n_discoveries += usize::from(is_found);
                n_false += usize::from(!is_planted && is_found);
            }
        }
        assert!(n_found * 10 >= n_planted * 8, "{n_found} of {n_planted}");
        assert!(n_false * 10 <= n_discoveries, "{n_false} of {n_discoveries}");
    }
}
