//! What an outlet's articles measure on average, with an interval, an n and a reliability.
//!
//! The mean of outlet o is the mean of the quantity over its articles that have it; its 95 % interval comes from
//! drawing whole events again ([`resample`](crate::compare::resample)). An article without an event is an event of
//! its own.
//!
//! **Reliability** is the split-half correlation: each outlet's events are cut in two halves at random, the Pearson
//! correlation r over outlets of the two halves' means is averaged over 100 cuts and stepped up to full length by
//! Spearman & Brown (1910), 2 r / (1 + r); an r below 0 stays as it is. Near 1, another sample of articles would order the outlets alike; near 0
//! (or below) their order is chance. It is `None` with fewer than four outlets that have four events each.
//!
//! By hand: an outlet with rates 2 and 4 on one event and 6 on another has the mean (2 + 4 + 6) / 3 = 4.
//!
//! **Paired differences** take the events out: on each event that outlet o and at least one other have the quantity
//! on, d = (mean of o's articles) - (mean over the other outlets of theirs); the difference of o is the mean of d over
//! these events, each counting once, with an interval from drawing them again.
//!
//! By hand: on event 1 outlet o has 5, two others 2 and 4; on event 2 o has 1, one other 1. d is 5 - 3 = 2 and 0, the
//! difference 1 on two events.
//!
//! What it cannot tell you: whether means differ because outlets say things differently or because they report
//! different events (read the paired difference for that), and why they do.

use std::collections::{BTreeMap, BTreeSet};

use ndarray::Array2;

use super::resample::Resamples;
use crate::num::{Estimate, ExactSum, Random, mean, ratio, sqrt};

/// What was measured on each article: articles x quantities, absent where there is no evidence.
pub struct Measures<'a> {
    /// The articles of each group (outlet).
    pub articles: &'a [Vec<usize>],
    /// The unit (event) of each article.
    pub unit: &'a [u32],
    /// The value of each quantity for each article.
    pub value: &'a (dyn Fn(usize, usize) -> Option<f64> + Sync),
    /// How many quantities there are.
    pub n_quantities: usize,
}

/// The mean of one quantity over one group's articles.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct GroupMean {
    /// How many of the group's articles have the quantity at all.
    pub n_articles: u64,
    /// In how many of them it is not 0.
    pub n_with_hits: u64,
    /// Mean and interval; `None` without an article.
    pub estimate: Option<Estimate>,
}

/// The means of all quantities for one group.
pub fn group_means(measures: &Measures<'_>, group: usize, n_resamples: usize, seed: u64) -> Vec<GroupMean> {
    let articles = &measures.articles[group];
    let mut units: Vec<u32> = articles.iter().map(|&article| measures.unit[article]).collect();
    units.sort_unstable();
    units.dedup();
    let shape = (units.len(), measures.n_quantities);
    let mut sums = vec![ExactSum::default(); units.len() * measures.n_quantities];
    let mut n_with_hits = vec![0; measures.n_quantities];
    for &article in articles {
        let unit = units.binary_search(&measures.unit[article]).unwrap_or(0);
        for quantity in 0..measures.n_quantities {
            if let Some(value) = (measures.value)(article, quantity) {
                sums[unit * measures.n_quantities + quantity].add(value);
                n_with_hits[quantity] += u64::from(value != 0.0);
            }
        }
    }
    let per_unit = |of: fn(&ExactSum) -> f64| Array2::from_shape_fn(shape, |(u, q)| of(&sums[u * shape.1 + q]));
    let intervals = if n_resamples == 0 {
        vec![None; measures.n_quantities]
    } else {
        Resamples::new(units.len(), n_resamples, seed, group as u64)
            .mean_intervals(&per_unit(ExactSum::sum), &per_unit(|sum| sum.n() as f64))
    };
    (0..measures.n_quantities)
        .map(|quantity| {
            let mut total = ExactSum::default();
            (0..units.len()).for_each(|unit| total += sums[unit * measures.n_quantities + quantity]);
            let interval = intervals[quantity];
            GroupMean {
                n_articles: total.n(),
                n_with_hits: n_with_hits[quantity],
                estimate: total.mean().map(|value| Estimate { value, interval, n: total.n() }),
            }
        })
        .collect()
}

/// How far each group lies from the others on the units (events) they share: groups x quantities, the mean of the
/// differences with its interval, `n` being these units; `None` where a quantity has none.
pub fn paired_differences(measures: &Measures<'_>, n_resamples: usize, seed: u64) -> Vec<Vec<Option<Estimate>>> {
    let groups: Vec<BTreeMap<u32, Vec<Option<f64>>>> = shared_unit_means(measures);
    let mut others: BTreeMap<u32, Vec<(f64, f64)>> = BTreeMap::new(); // of all groups: sum of means, groups
    for (unit, means) in groups.iter().flatten() {
        let totals = others.entry(*unit).or_insert_with(|| vec![(0.0, 0.0); measures.n_quantities]);
        for (total, mean) in totals.iter_mut().zip(means) {
            *total = mean.map_or(*total, |mean| (total.0 + mean, total.1 + 1.0));
        }
    }
    let of_group = |(group, units): (usize, &BTreeMap<u32, Vec<Option<f64>>>)| {
        let shape = (units.len(), measures.n_quantities);
        let (mut differences, mut has) = (Array2::zeros(shape), Array2::zeros(shape));
        for (row, (unit, means)) in units.iter().enumerate() {
            for (quantity, mean) in means.iter().enumerate() {
                let (sum, n) = others[unit][quantity];
                if let Some((own, rest)) = mean.and_then(|own| Some((own, ratio(sum - own, n - 1.0)?))) {
                    differences[[row, quantity]] = own - rest;
                    has[[row, quantity]] = 1.0;
                }
            }
        }
        let intervals = if n_resamples == 0 {
            vec![None; measures.n_quantities]
        } else {
            Resamples::new(units.len(), n_resamples, seed, PAIRED_STREAM + group as u64)
                .mean_intervals(&differences, &has)
        };
        (0..measures.n_quantities)
            .map(|quantity| {
                let n = has.column(quantity).sum();
                let value = ratio(differences.column(quantity).sum(), n)?;
                Some(Estimate { value, interval: intervals[quantity], n: n as u64 })
            })
            .collect()
    };
    groups.iter().enumerate().map(of_group).collect()
}

/// Random streams from here on are those of paired differences; the ones before belong to groups' means.
const PAIRED_STREAM: u64 = 1 << 24;

/// Each group's means on the units that another group has an article on, too.
fn shared_unit_means(measures: &Measures<'_>) -> Vec<BTreeMap<u32, Vec<Option<f64>>>> {
    let units_of =
        |articles: &Vec<usize>| articles.iter().map(|&article| measures.unit[article]).collect::<BTreeSet<_>>();
    let mut n_groups: BTreeMap<u32, usize> = BTreeMap::new();
    measures.articles.iter().flat_map(units_of).for_each(|unit| *n_groups.entry(unit).or_default() += 1);
    let means = |articles: &Vec<usize>| {
        let mut sums: BTreeMap<u32, Vec<ExactSum>> = BTreeMap::new();
        for &article in articles.iter().filter(|article| n_groups[&measures.unit[**article]] > 1) {
            let unit =
                sums.entry(measures.unit[article]).or_insert_with(|| vec![ExactSum::default(); measures.n_quantities]);
            for (quantity, sum) in unit.iter_mut().enumerate() {
                (measures.value)(article, quantity).into_iter().for_each(|value| sum.add(value));
            }
        }
        sums.into_iter().map(|(unit, sums)| (unit, sums.iter().map(ExactSum::mean).collect())).collect()
    };
    measures.articles.iter().map(means).collect()
}

/// The split-half reliability of a quantity over groups, stepped up to full length; at most 1.
pub fn reliability(measures: &Measures<'_>, quantity: usize, seed: u64) -> Option<f64> {
    const N_SPLITS: u64 = 100;
    let groups: Vec<Vec<(f64, f64)>> = (0..measures.articles.len())
        .map(|group| unit_sums(measures, group, quantity))
        .filter(|units| units.len() >= 4)
        .collect();
    if groups.len() < 4 {
        return None;
    }
    let correlations: Vec<f64> = (0..N_SPLITS)
        .filter_map(|split| {
            let mut random = Random::new(seed, split);
            let (left, right): (Vec<f64>, Vec<f64>) =
                groups.iter().filter_map(|units| halves(units, &mut random)).unzip();
            correlation(&left, &right)
        })
        .collect();
    let r = mean(&correlations)?;
    Some(if r > 0.0 { 2.0 * r / (1.0 + r) } else { r })
}

/// Pearson's correlation; `None` when either side does not vary.
pub fn correlation(x: &[f64], y: &[f64]) -> Option<f64> {
    let (mean_x, mean_y) = (mean(x)?, mean(y)?);
    let product =
        |a: &[f64], ma: f64, b: &[f64], mb: f64| a.iter().zip(b).map(|(a, b)| (a - ma) * (b - mb)).sum::<f64>();
    ratio(product(x, mean_x, y, mean_y), sqrt(product(x, mean_x, x, mean_x) * product(y, mean_y, y, mean_y)))
}

/// Sum and number of a quantity in each unit of a group that has it.
fn unit_sums(measures: &Measures<'_>, group: usize, quantity: usize) -> Vec<(f64, f64)> {
    let mut by_unit = BTreeMap::<u32, (f64, f64)>::new();
    for &article in &measures.articles[group] {
        if let Some(value) = (measures.value)(article, quantity) {
            let sum = by_unit.entry(measures.unit[article]).or_default();
            *sum = (sum.0 + value, sum.1 + 1.0);
        }
    }
    by_unit.into_values().collect()
}

/// The means of two random halves of a group's units.
fn halves(units: &[(f64, f64)], random: &mut Random) -> Option<(f64, f64)> {
    let mut shuffled = units.to_vec();
    random.shuffle(&mut shuffled);
    let half = |units: &[(f64, f64)]| ratio(units.iter().map(|(sum, _)| sum).sum(), units.iter().map(|(_, n)| n).sum());
    let (left, right) = shuffled.split_at(shuffled.len() / 2);
    Some((half(left)?, half(right)?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::num::Interval;

    #[test]
    fn a_mean_counts_articles_and_articles_with_hits() {
        let values = [Some(2.0), Some(4.0), Some(6.0), Some(0.0), None];
        let articles = [vec![0, 1, 2], vec![3]];
        let value = |article: usize, _| values[article];
        let measures = Measures { articles: &articles, unit: &[0, 0, 1, 0, 2], value: &value, n_quantities: 1 };
        let first = group_means(&measures, 0, 200, 42)[0];
        assert_eq!((first.n_articles, first.n_with_hits, first.estimate.unwrap().value), (3, 3, 4.0));
        assert_eq!(first.estimate.unwrap().interval, Some(Interval { low: 3.0, high: 6.0 })); // only event 0 drawn: 3; only event 1: 6
        let second = group_means(&measures, 1, 200, 42)[0];
        assert_eq!((second.n_articles, second.n_with_hits), (1, 0));
        assert_eq!(second.estimate.unwrap().interval, None);
    }

    #[test]
    fn a_paired_difference_is_over_shared_events_each_once() {
        // the example of the head, with an event of outlet 0 alone and one without the quantity elsewhere
        let values = [Some(5.0), Some(2.0), Some(4.0), Some(1.0), Some(0.5), Some(1.5), Some(9.0), Some(7.0), None];
        let unit = [1, 1, 1, 2, 2, 2, 3, 4, 4];
        let articles = [vec![0, 3, 6, 7], vec![1, 4, 5], vec![2, 8]];
        let value = |article: usize, _| values[article];
        let measures = Measures { articles: &articles, unit: &unit, value: &value, n_quantities: 1 };
        let found = paired_differences(&measures, 200, 42);
        assert_eq!(found[0][0], Some(Estimate { value: 1.0, interval: Some(Interval { low: 0.0, high: 2.0 }), n: 2 }));
        assert_eq!(found[1][0].map(|estimate| (estimate.value, estimate.n)), Some(((2.0 - 4.5 + 1.0 - 1.0) / 2.0, 2)));
        assert_eq!(found[2][0], Some(Estimate { value: 0.5, interval: None, n: 1 }));
        let alone = Measures { articles: &articles[..1], ..measures };
        assert_eq!(paired_differences(&alone, 200, 42), [[None]]);
    }

    #[test]
    fn no_article_has_no_mean() {
        let value = |_, _| None;
        let measures = Measures { articles: &[vec![0]], unit: &[0], value: &value, n_quantities: 1 };
        assert_eq!(group_means(&measures, 0, 10, 42)[0].estimate, None);
    }

    /// Outlets with means 0, 1, 2, ... and unit noise on 10 events: reliability of the mean is var / (var + 1 / 10).
    #[test]
    fn reliability_is_near_its_theoretical_value() {
        let n = 40 * 10;
        let mut random = Random::new(3, 0);
        let values: Vec<f64> = (0..n).map(|article| 0.5 * f64::from(article / 10 % 3) + random.normal()).collect();
        let articles: Vec<Vec<usize>> = (0..40).map(|group| (group * 10..group * 10 + 10).collect()).collect();
        let unit: Vec<_> = (0..n as u32).collect();
        let value = |article: usize, _| Some(values[article]);
        let measures = Measures { articles: &articles, unit: &unit, value: &value, n_quantities: 1 };
        let found = reliability(&measures, 0, 42).unwrap();
        let expected = (1.0 / 6.0) / (1.0 / 6.0 + 0.1); // variance of {0, .5, 1} is 1/6
        assert!((found - expected).abs() < 0.15, "{found} {expected}");
        assert_eq!(reliability(&Measures { articles: &articles[..3], ..measures }, 0, 42), None);
    }

    #[test]
    fn correlation_is_scipys() {
        // scipy.stats.pearsonr([1, 2, 3, 5], [2, 1, 4, 4]).statistic -> 0.7481900559272089 (SciPy 1.17.1)
        let r = correlation(&[1.0, 2.0, 3.0, 5.0], &[2.0, 1.0, 4.0, 4.0]).unwrap();
        assert!((r - 0.7481900559272089).abs() < 1e-12, "{r}");
        assert_eq!(correlation(&[1.0, 1.0], &[1.0, 2.0]), None);
    }
}
