//! Whether clusters would be found again on other events, and with it how many clusters to speak of.
//!
//! Whole events are drawn again with replacement, as many as there are (no more than hold about [`MAX_DRAWN`] articles);
//! the articles drawn are put into clusters as all were; over the articles that stand in both, the adjusted Rand index
//! ([`agreement`](super::agreement)) compares the two. **Stability** is its mean over [`N_DRAWS`] draws: 1 when the
//! clusters come back whatever the events, 0 when they are no more alike than chance.
//!
//! [`choose`] takes, of the numbers of clusters whose stability is within .05 of the best, the one with the highest
//! silhouette, and the smallest of equals: clusters must come back first, and be well apart second.
//!
//! By hand: of 2, 3 and 4 clusters with stabilities .80, .78 and .40 and silhouettes .10, .12 and .30, 3 are chosen.
//!
//! What it cannot tell you: whether the clusters mean anything; one outlet's honorifics come back in every draw. Events
//! are drawn, outlets are not: nothing is said of other outlets.
//!
//! Sources: Hennig 2007 (Comput. Stat. Data Anal. 52:258; bootstrap, compared on common points); Fang & Wang 2012
//! (Comput. Stat. Data Anal. 56:468; the number of clusters by bootstrap instability).

use ndarray::{Array2, Axis};

use super::agreement::adjusted_rand_index;
use super::partition::{Failure, Labels, Settings, partitions};
use crate::num::Random;

/// How often events are drawn again.
pub const N_DRAWS: usize = 20;

/// Rows of a draw, about: the last event drawn may go beyond.
pub const MAX_DRAWN: usize = 500;

/// How far below the best stability a number of clusters may lie to be chosen.
const TOLERANCE: f64 = 0.05;

/// The random streams of draws; what stands below belongs to the clusters.
const STREAM: u64 = 1 << 32;

/// For each number in `ks`, the adjusted Rand index of `found` (the clusters of all rows) and the clusters of draw number
/// `draw` of whole units; `None` where one of them has no clusters, or both put all rows together.
pub fn of_draw(
    rows: &Array2<f64>,
    unit: &[u32],
    found: &[Result<Labels, Failure>],
    ks: &[usize],
    settings: &Settings,
    draw: u64,
) -> Vec<Option<f64>> {
    let drawn = drawn(unit, &mut Random::new(settings.seed, STREAM | draw));
    let again = partitions(&rows.select(Axis(0), &drawn), ks, settings);
    let agreement = |(found, again): (&Result<Labels, Failure>, &Result<Labels, Failure>)| {
        let (found, again) = (found.as_ref().ok()?, again.as_ref().ok()?);
        let is_first = |at: usize| at == 0 || drawn[at - 1] != drawn[at];
        let common = (0..drawn.len()).filter(|at| is_first(*at));
        let (a, b): (Vec<u32>, Vec<u32>) = common.filter_map(|at| Some((found[drawn[at]]?, again[at]?))).unzip();
        adjusted_rand_index(&a, &b)
    };
    found.iter().zip(&again).map(agreement).collect()
}

/// The rows of units drawn with replacement, ascending; a row of a unit drawn twice stands twice.
fn drawn(unit: &[u32], random: &mut Random) -> Vec<usize> {
    let mut by_unit: Vec<usize> = (0..unit.len()).collect();
    by_unit.sort_by_key(|row| (unit[*row], *row));
    let units: Vec<&[usize]> = by_unit.chunk_by(|a, b| unit[*a] == unit[*b]).collect();
    let mut drawn: Vec<usize> = Vec::new();
    for _ in 0..units.len() {
        if drawn.len() >= MAX_DRAWN {
            break;
        }
        drawn.extend(units[random.below(units.len())]);
    }
    drawn.sort_unstable();
    drawn
}

/// The mean over draws for each number of clusters; `None` where no draw has an index.
pub fn means(draws: &[Vec<Option<f64>>]) -> Vec<Option<f64>> {
    let n = draws.first().map_or(0, Vec::len);
    let of = |at: usize| crate::num::mean(&draws.iter().filter_map(|draw| draw[at]).collect::<Vec<_>>());
    (0..n).map(of).collect()
}

/// Which of several numbers of clusters to speak of, given the silhouette and stability of each, by position; where none
/// has a stability, by silhouette alone. `None` when none has a silhouette.
pub fn choose(fits: &[(Option<f64>, Option<f64>)]) -> Option<usize> {
    let best = fits.iter().filter(|fit| fit.0.is_some()).filter_map(|fit| fit.1).max_by(f64::total_cmp);
    let is_stable =
        |fit: &(Option<f64>, Option<f64>)| best.is_none_or(|best| fit.1.is_some_and(|own| own >= best - TOLERANCE));
    let stable = fits.iter().enumerate().filter(|(_, fit)| is_stable(fit)).filter_map(|(at, fit)| Some((at, fit.0?)));
    stable.max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(&a.0))).map(|(at, _)| at)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compare::partition::Method;

    const SETTINGS: Settings = Settings { method: Method::KMeans, n_starts: 5, seed: 42 };

    /// 30 events of three rows, each row near the corner of its place in the event.
    fn three_heaps() -> (Array2<f64>, Vec<u32>) {
        let mut random = Random::new(1, 0);
        let rows = Array2::from_shape_fn((90, 3), |(row, column)| {
            random.normal() + if row % 3 == column { 20.0 } else { 0.0 }
        });
        (rows, (0..90).map(|row| row / 3).collect())
    }

    fn stability(rows: &Array2<f64>, unit: &[u32], ks: &[usize]) -> Vec<Option<f64>> {
        let found = partitions(rows, ks, &SETTINGS);
        let draws: Vec<_> = (0..8).map(|draw| of_draw(rows, unit, &found, ks, &SETTINGS, draw)).collect();
        means(&draws)
    }

    #[test]
    fn three_heaps_come_back_as_three_and_not_as_five() {
        let (rows, unit) = three_heaps();
        let found = stability(&rows, &unit, &[2, 3, 5, 91]);
        assert!(found[1].unwrap() > 0.999 && found[2].unwrap() < 0.9 && found[3].is_none(), "{found:?}");
    }

    #[test]
    fn a_cloud_does_not_come_back() {
        let mut random = Random::new(5, 0);
        let rows = Array2::from_shape_fn((120, 10), |_| random.normal());
        let found = stability(&rows, &(0..120).collect::<Vec<_>>(), &[4]);
        assert!(found[0].unwrap() < 0.5, "{found:?}");
    }

    #[test]
    fn whole_units_are_drawn_with_replacement_up_to_the_limit() {
        let unit: Vec<u32> = (0..60).map(|row| row % 20).collect();
        let drawn_rows = drawn(&unit, &mut Random::new(42, 0));
        assert_eq!(drawn_rows.len(), 60);
        for row in 0..60 {
            let n = |row: usize| drawn_rows.iter().filter(|other| **other == row).count();
            assert_eq!(n(row), n(row % 20), "{row}");
        }
        let large = drawn(&[7; 1_500], &mut Random::new(42, 0));
        assert_eq!(large.len(), 1_500);
        assert_eq!(drawn(&(0..5_000).collect::<Vec<_>>(), &mut Random::new(42, 0)).len(), MAX_DRAWN);
    }

    #[test]
    fn stable_first_then_well_apart_then_few() {
        let check = |fits: &[(f64, f64)], expected: Option<usize>| {
            let some = |x: f64| (x > -9.0).then_some(x);
            let fits: Vec<_> = fits.iter().map(|fit| (some(fit.0), some(fit.1))).collect();
            assert_eq!(choose(&fits), expected, "{fits:?}");
        };
        check(&[(0.10, 0.80), (0.12, 0.78), (0.30, 0.40)], Some(1));
        check(&[(0.10, 0.80), (0.10, 0.80)], Some(0));
        check(&[(0.10, -9.0), (0.20, -9.0)], Some(1));
        check(&[(0.10, 0.5), (-9.0, 1.0)], Some(0)); // one cluster comes back, and parts nothing
        check(&[(-9.0, 0.5)], None);
        check(&[], None);
    }
}
