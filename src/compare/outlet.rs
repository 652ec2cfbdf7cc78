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
//! What it cannot tell you: whether outlets differ because they say things differently or because they report
//! different events; compare within events for that.

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
    let mut units: Vec<u32> = articles.iter().map(|&it| measures.unit[it]).collect();
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
            .mean_intervals(&per_unit(ExactSum::sum), &per_unit(|it| it.n() as f64))
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

/// The split-half reliability of a quantity over groups, stepped up to full length; at most 1.
pub fn reliability(measures: &Measures<'_>, quantity: usize, seed: u64) -> Option<f64> {
    const N_SPLITS: u64 = 100;
    let groups: Vec<Vec<(f64, f64)>> =
        (0..measures.articles.len()).map(|it| unit_sums(measures, it, quantity)).filter(|it| it.len() >= 4).collect();
    if groups.len() < 4 {
        return None;
    }
    let correlations: Vec<f64> = (0..N_SPLITS)
        .filter_map(|split| {
            let mut random = Random::new(seed, split);
            let (left, right): (Vec<f64>, Vec<f64>) = groups.iter().filter_map(|it| halves(it, &mut random)).unzip();
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
    let mut by_unit = std::collections::BTreeMap::<u32, (f64, f64)>::new();
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
    let half = |units: &[(f64, f64)]| ratio(units.iter().map(|it| it.0).sum(), units.iter().map(|it| it.1).sum());
    let (left, right) = shuffled.split_at(shuffled.len() / 2);
    Some((half(left)?, half(right)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mean_counts_articles_and_articles_with_hits() {
        let values = [Some(2.0), Some(4.0), Some(6.0), Some(0.0), None];
        let articles = [vec![0, 1, 2], vec![3]];
        let value = |article: usize, _| values[article];
        let measures = Measures { articles: &articles, unit: &[0, 0, 1, 0, 2], value: &value, n_quantities: 1 };
        let first = group_means(&measures, 0, 200, 42)[0];
        assert_eq!((first.n_articles, first.n_with_hits, first.estimate.unwrap().value), (3, 3, 4.0));
        assert_eq!(first.estimate.unwrap().interval, Some((3.0, 6.0))); // only event 0 drawn: 3; only event 1: 6
        let second = group_means(&measures, 1, 200, 42)[0];
        assert_eq!((second.n_articles, second.n_with_hits), (1, 0));
        assert_eq!(second.estimate.unwrap().interval, None);
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
        let values: Vec<f64> = (0..n).map(|it| 0.5 * f64::from(it / 10 % 3) + random.normal()).collect();
        let articles: Vec<Vec<usize>> = (0..40).map(|it| (it * 10..it * 10 + 10).collect()).collect();
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
