//! How far a measure agrees with hand codes.
//!
//! * **AUC**, the area under the ROC curve: the probability that an article coded 1 has a higher score than one coded
//!   0, ties counting half (Hanley & McNeil 1982, Radiology 143:29). .5 is chance.
//! * **Precision** P = a / (a + b), **recall** R = a / (a + c), **F1** = 2 P R / (P + R), with a the items that both have,
//!   b those that only the measure has, c those that only the hand codes have; over classes, the mean of their F1.
//! * **Krippendorff's alpha** = 1 - D_o / D_e, the disagreement observed over that expected by chance, for two coders
//!   without missing codes (Krippendorff 2011, Computing Krippendorff's Alpha-Reliability): 1 the same, 0 chance.
//! * **Spearman's rho**: Pearson's correlation of ranks, ties sharing their mean rank.
//!
//! Intervals are drawn over whole units (events, outlets): [`interval`].
//!
//! By hand: scores 3, 1, 2 with codes 1, 0, 0: both pairs are in order, AUC 1; found {1, 1, 0}, coded {1, 0, 0}: P = 1/2,
//! R = 1, F1 = 2/3.
//!
//! What it cannot tell you: whether the hand codes are right; a measure agrees with a second coder rarely better than
//! the coders with each other.

use std::collections::BTreeMap;

use super::outlet::correlation;
use crate::num::{Interval, Random, percentile_interval, ratio};

/// Precision, recall and their harmonic mean, each 0 to 1 and `None` where it divides by 0.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Retrieval {
    /// The share of what was found that is right.
    pub precision: Option<f64>,
    /// The share of what is right that was found.
    pub recall: Option<f64>,
    /// 2 P R / (P + R); 0 when something is coded and nothing of it found.
    pub f1: Option<f64>,
}

/// The area under the ROC curve; `None` without an item on each side.
pub fn auc(scores: &[f64], coded: &[bool]) -> Option<f64> {
    let n_positive = coded.iter().filter(|is_positive| **is_positive).count() as f64;
    let n_negative = coded.len() as f64 - n_positive;
    let of_positive: f64 = ranks(scores).iter().zip(coded).filter(|(_, is)| **is).map(|(rank, _)| rank).sum();
    ratio(of_positive - n_positive * (n_positive + 1.0) / 2.0, n_positive * n_negative)
}

/// Precision, recall and F1 of `found` against `coded`.
pub fn retrieval(found: &[bool], coded: &[bool]) -> Retrieval {
    let count = |test: fn(bool, bool) -> bool| found.iter().zip(coded).filter(|(a, b)| test(**a, **b)).count() as f64;
    let (both, n_found, n_coded) = (count(|a, b| a && b), count(|a, _| a), count(|_, b| b));
    Retrieval {
        precision: ratio(both, n_found),
        recall: ratio(both, n_coded),
        f1: ratio(2.0 * both, n_found + n_coded),
    }
}

/// The mean F1 over the classes that `coded` has; `None` of nothing.
pub fn macro_f1(found: &[u32], coded: &[u32]) -> Option<f64> {
    let mut classes = coded.to_vec();
    classes.sort_unstable();
    classes.dedup();
    let f1 = |class: u32| {
        let of = |labels: &[u32]| labels.iter().map(|label| *label == class).collect::<Vec<_>>();
        retrieval(&of(found), &of(coded)).f1
    };
    let sum: f64 = classes.iter().filter_map(|class| f1(*class)).sum();
    ratio(sum, classes.len() as f64)
}

/// Krippendorff's alpha of two codings in classes; at most 1, `None` when only one class occurs.
pub fn alpha_nominal(a: &[u32], b: &[u32]) -> Option<f64> {
    let n = (a.len() + b.len()) as f64;
    let disagreements = a.iter().zip(b).filter(|(a, b)| a != b).count() as f64;
    let mut sizes: BTreeMap<u32, f64> = BTreeMap::new();
    a.iter().chain(b).for_each(|label| *sizes.entry(*label).or_default() += 1.0);
    let squares: f64 = sizes.values().map(|size| size * size).sum();
    let expected = ratio(n * n - squares, n - 1.0)?;
    ratio(2.0 * disagreements, expected).map(|ratio| 1.0 - ratio)
}

/// Krippendorff's alpha of two codings in numbers, their distance squared; at most 1, `None` when none varies.
pub fn alpha_interval(a: &[f64], b: &[f64]) -> Option<f64> {
    let n = (a.len() + b.len()) as f64;
    let observed: f64 = a.iter().zip(b).map(|(a, b)| 2.0 * (a - b) * (a - b)).sum();
    let (sum, squares) = a.iter().chain(b).fold((0.0, 0.0), |(s, q), x| (s + x, q + x * x));
    let expected = ratio(2.0 * (n * squares - sum * sum), n - 1.0)?;
    ratio(observed, expected).map(|ratio| 1.0 - ratio)
}

/// Spearman's rank correlation, -1 to 1; `None` when either side does not vary.
pub fn spearman(x: &[f64], y: &[f64]) -> Option<f64> {
    correlation(&ranks(x), &ranks(y))
}

/// Ranks from 1, ties sharing their mean.
fn ranks(values: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|&i, &j| values[i].total_cmp(&values[j]));
    let mut ranks = vec![0.0; values.len()];
    let mut from = 0;
    for run in order.chunk_by(|&i, &j| values[i] == values[j]) {
        let mean = from as f64 + (run.len() as f64 + 1.0) / 2.0;
        run.iter().for_each(|&item| ranks[item] = mean);
        from += run.len();
    }
    ranks
}

/// The 95 % interval of a statistic of items, whole units drawn again: 2.5 % and 97.5 % quantile over resamples. The
/// statistic is given the positions of the items drawn. `None` with fewer than two units or when it does not vary.
pub fn interval(
    units: &[u32],
    n_resamples: usize,
    seed: u64,
    statistic: &dyn Fn(&[usize]) -> Option<f64>,
) -> Option<Interval> {
    let mut members: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
    units.iter().enumerate().for_each(|(at, unit)| members.entry(*unit).or_default().push(at));
    let members: Vec<Vec<usize>> = members.into_values().collect();
    if members.len() < 2 || n_resamples == 0 {
        return None;
    }
    let resampled = (0..n_resamples as u64).filter_map(|resample| {
        let mut random = Random::new(seed, resample);
        let drawn: Vec<usize> =
            (0..members.len()).flat_map(|_| members[random.below(members.len())].iter().copied()).collect();
        statistic(&drawn)
    });
    percentile_interval(resampled.collect())
}

/// A class for each score, by cuts that were fitted on other units: five folds of units, and in each the cuts that give
/// the best F1 on the other four: of class 1 where there are two, else [`macro_f1`]. Classes are `0..n_classes`, the lowest scores in class 0; a score that is
/// absent is in `absent`.
pub fn classes_by_cuts(
    scores: &[Option<f64>],
    coded: &[u32],
    n_classes: u32,
    absent: u32,
    units: &[u32],
    seed: u64,
) -> Vec<u32> {
    const N_FOLDS: usize = 5;
    let mut distinct = units.to_vec();
    distinct.sort_unstable();
    distinct.dedup();
    Random::new(seed, 0).shuffle(&mut distinct);
    let fold_of: BTreeMap<u32, usize> = distinct.iter().enumerate().map(|(at, unit)| (*unit, at % N_FOLDS)).collect();
    let mut classes = vec![absent; scores.len()];
    for fold in 0..N_FOLDS {
        let (tested, fitted): (Vec<usize>, Vec<usize>) =
            (0..scores.len()).partition(|&item| fold_of[&units[item]] == fold);
        let cuts = best_cuts(scores, coded, n_classes, absent, &fitted);
        tested.iter().for_each(|&item| classes[item] = class(scores[item], &cuts, absent));
    }
    classes
}

fn class(score: Option<f64>, cuts: &[f64], absent: u32) -> u32 {
    score.map_or(absent, |score| cuts.iter().filter(|cut| score > **cut).count() as u32)
}

/// Ascending cuts, one fewer than classes, found one after the other and gone over again, among 40 quantiles.
fn best_cuts(scores: &[Option<f64>], coded: &[u32], n_classes: u32, absent: u32, items: &[usize]) -> Vec<f64> {
    const N_QUANTILES: usize = 40;
    let mut present: Vec<f64> = items.iter().filter_map(|&item| scores[item]).collect();
    present.sort_by(f64::total_cmp);
    present.dedup();
    let mut candidates: Vec<f64> = (0..N_QUANTILES.min(present.len()))
        .map(|part| present[part * present.len() / N_QUANTILES.min(present.len())])
        .collect();
    candidates.push(0.0);
    candidates.sort_by(f64::total_cmp);
    candidates.dedup();
    let truth: Vec<u32> = items.iter().map(|&item| coded[item]).collect();
    let score_of = |cuts: &[f64]| {
        let found: Vec<u32> = items.iter().map(|&item| class(scores[item], cuts, absent)).collect();
        let is_upper = |labels: &[u32]| labels.iter().map(|label| *label == 1).collect::<Vec<_>>();
        let f1 = match n_classes {
            2 => retrieval(&is_upper(&found), &is_upper(&truth)).f1,
            _ => macro_f1(&found, &truth),
        };
        f1.unwrap_or(0.0)
    };
    let n_cuts = n_classes as usize - 1;
    let mut cuts: Vec<f64> = (1..=n_cuts).map(|cut| candidates[cut * (candidates.len() - 1) / (n_cuts + 1)]).collect();
    for _ in 0..2 {
        for at in 0..n_cuts {
            let mut best = (score_of(&cuts), cuts[at]);
            for &candidate in &candidates {
                let mut tried = cuts.clone();
                tried[at] = candidate;
                let score = score_of(&tried);
                if tried.is_sorted() && score > best.0 {
                    best = (score, candidate);
                }
            }
            cuts[at] = best.1;
        }
    }
    cuts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(found: Option<f64>, expected: f64) {
        assert!((found.unwrap() - expected).abs() < 1e-12, "{found:?} {expected}");
    }

    #[test]
    fn auc_is_scikit_learns() {
        // sklearn.metrics.roc_auc_score([1, 0, 1, 0, 0, 1], [.9, .8, .4, .4, .1, .7]) -> 0.7222222222222222 (1.9.1)
        let coded = [true, false, true, false, false, true];
        check(auc(&[0.9, 0.8, 0.4, 0.4, 0.1, 0.7], &coded), 0.7222222222222222);
        assert_eq!(auc(&[0.1, 0.2], &[true, true]), None);
    }

    #[test]
    fn retrieval_counts_as_by_hand() {
        let found = retrieval(&[true, true, false], &[true, false, false]);
        check(found.precision, 0.5);
        check(found.recall, 1.0);
        check(found.f1, 2.0 / 3.0);
        let none = retrieval(&[false, false], &[true, false]);
        assert_eq!((none.precision, none.recall, none.f1), (None, Some(0.0), Some(0.0)));
        assert_eq!(retrieval(&[false], &[false]).f1, None);
    }

    #[test]
    fn macro_f1_is_scikit_learns() {
        // sklearn.metrics.f1_score([0, 1, 2, 0, 1, 2], [0, 2, 1, 0, 0, 1], average='macro') -> 0.26666666666666666
        check(macro_f1(&[0, 2, 1, 0, 0, 1], &[0, 1, 2, 0, 1, 2]), 0.26666666666666666);
    }

    #[test]
    fn alpha_is_krippendorffs() {
        // Krippendorff 2011, examples A (binary, alpha .095) and B (nominal, alpha .692), two observers
        let a = [0, 1, 0, 0, 0, 0, 0, 0, 1, 0];
        let b = [1, 1, 1, 0, 0, 1, 0, 0, 0, 0];
        assert!((alpha_nominal(&a, &b).unwrap() - 0.095).abs() < 5e-4);
        // a a b b d c c c e d d a against b a b b b c c c e d d d
        let ben = [0, 0, 1, 1, 3, 2, 2, 2, 4, 3, 3, 0];
        let gerry = [1, 0, 1, 1, 1, 2, 2, 2, 4, 3, 3, 3];
        assert!((alpha_nominal(&ben, &gerry).unwrap() - 0.692).abs() < 5e-4);
        assert_eq!(alpha_nominal(&ben, &ben), Some(1.0));
        assert_eq!(alpha_nominal(&[1, 1], &[1, 1]), None);
    }

    #[test]
    fn alpha_of_numbers_follows_its_formula() {
        // by hand: [1, 2, 3] and [1, 2, 4]: observed 2 * 1; all values 1 1 2 2 3 4: 2 (6 * 35 - 13^2) / 5 = 16.4
        check(alpha_interval(&[1.0, 2.0, 3.0], &[1.0, 2.0, 4.0]), 1.0 - 2.0 / 16.4);
        assert_eq!(alpha_interval(&[1.0], &[1.0]), None);
    }

    #[test]
    fn spearman_is_scipys() {
        // scipy.stats.spearmanr([1, 2, 2, 4, 5], [5, 6, 7, 8, 7]).statistic -> 0.7631578947368420 (SciPy 1.17.1)
        check(spearman(&[1.0, 2.0, 2.0, 4.0, 5.0], &[5.0, 6.0, 7.0, 8.0, 7.0]), 0.763157894736842);
    }

    #[test]
    fn an_interval_draws_units_and_not_items() {
        let values = [1.0, 1.0, 1.0, 3.0];
        let mean = |drawn: &[usize]| crate::num::mean(&drawn.iter().map(|&item| values[item]).collect::<Vec<_>>());
        assert_eq!(interval(&[0, 0, 0, 1], 500, 42, &mean), Some(Interval { low: 1.0, high: 3.0 }));
        assert_eq!(interval(&[0, 0, 0, 0], 500, 42, &mean), None);
    }

    #[test]
    fn cuts_are_fitted_on_other_units() {
        // the score is the class and something less than its step: any cut between them finds all
        let coded: Vec<u32> = (0..300).map(|item| item % 3).collect();
        let scores: Vec<Option<f64>> =
            (0..300).map(|item| Some(f64::from(item % 3) + f64::from(item % 7) / 20.0)).collect();
        let units: Vec<u32> = (0..300).collect();
        let found = classes_by_cuts(&scores, &coded, 3, 1, &units, 42);
        assert!(macro_f1(&found, &coded).unwrap() > 0.98);
        let nothing = classes_by_cuts(&[None, None], &[0, 2], 3, 1, &[0, 1], 42);
        assert_eq!(nothing, [1, 1]);
    }
}
