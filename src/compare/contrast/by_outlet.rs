//! The test that permutes outlets between two groups of outlets.
//!
//! With y_wo uses of word w by outlet o among n_o words, and p_w the word's share of all of them, the shrunk log rate is
//! x_wo = ln[(y_wo + n_0 p_w) / (n_o + n_0)], n_0 = 2,000 words: an outlet of few words stands near the mean of all. T_w is
//! Welch's |t| of the x of one group against those of the other. Under the null the outlets' labels say nothing, so any
//! other choice of as many outlets for the first group is equally likely.
//!
//! By hand: two outlets a side with x = 1, 2 and 3, 5: t = (1.5 - 4) / sqrt(.5/2 + 2/2) = -2.236.
//!
//! What it cannot tell you: outlets of one house or one agency are not independent of each other. Fewer than six a side
//! are not tested ([`MIN_OUTLETS_A_SIDE`]); a word that few outlets use is not either: its log rates are two heaps, and
//! discoveries came in 15 of 100 null sets without that bound, in none to five with it.

use ndarray::{Array2, Axis};

use super::{Side, SideCounts, permutation};
use crate::compare::permutation::Test;
use crate::num::{Random, ln, sqrt};

/// Fewest outlets on each side.
pub const MIN_OUTLETS_A_SIDE: usize = 6;
/// Fewest words of an outlet.
pub const MIN_WORDS: f64 = 1_500.0;
/// n_0.
const SHRINKAGE: f64 = 2_000.0;

/// The tests of the words `tested`, by position; the cells of `counts` are outlets.
pub fn test(counts: &SideCounts, tested: &[usize], n_permutations: usize, seed: u64) -> Vec<Test> {
    let n_a = counts.cells.iter().filter(|cell| cell.side == Side::A).count();
    let own = Array2::from_shape_fn((counts.cells.len(), 1), |(o, _)| [1.0, 0.0][counts.cells[o].side as usize]);
    let labels = labels(&own, n_permutations, seed);
    let mut observed = Vec::with_capacity(tested.len());
    for words in tested.chunks(256) {
        observed.extend(welch(&log_rates(counts, words), &own, n_a).iter());
    }
    permutation::test(&observed, n_permutations, &mut |words| {
        let words: Vec<usize> = words.iter().map(|&word| tested[word]).collect();
        welch(&log_rates(counts, &words), &labels, n_a)
    })
}

/// Shrunk log rates, words x outlets, less each word's mean (which no t depends on).
fn log_rates(counts: &SideCounts, words: &[usize]) -> Array2<f64> {
    let all: f64 = counts.cells.iter().map(|cell| cell.words).sum();
    let mut rates = Array2::zeros((words.len(), counts.cells.len()));
    for (mut row, &w) in rates.outer_iter_mut().zip(words) {
        let n_uses: u32 = counts.uses[w].iter().map(|(_, n)| n).sum();
        let prior = SHRINKAGE * f64::from(n_uses) / all.max(1.0);
        row.fill(prior);
        counts.uses[w].iter().for_each(|&(outlet, n)| row[outlet as usize] += f64::from(n));
        row.iter_mut().zip(&counts.cells).for_each(|(rate, cell)| *rate = ln(*rate / (cell.words + SHRINKAGE)));
        let mean = row.mean().unwrap_or(0.0);
        row.mapv_inplace(|rate| rate - mean);
    }
    rates
}

/// |t| of each word (row of `rates`) for each labelling (column of `labels`: 1 for the `n_a` outlets of the first side).
fn welch(rates: &Array2<f64>, labels: &Array2<f64>, n_a: usize) -> Array2<f64> {
    let squares = rates.mapv(|rate| rate * rate);
    let (sum, sum_squares) = (rates.sum_axis(Axis(1)), squares.sum_axis(Axis(1)));
    let (mut t, in_a) = (rates.dot(labels), squares.dot(labels));
    let n = [n_a as f64, (rates.ncols() - n_a) as f64];
    for (w, (mut row, in_a)) in t.outer_iter_mut().zip(in_a.outer_iter()).enumerate() {
        for (statistic, squares) in row.iter_mut().zip(in_a) {
            let mean = [*statistic / n[0], (sum[w] - *statistic) / n[1]];
            // a variance that is nothing but rounding is none
            let variance = |side: usize, squares: f64| {
                let variance = (squares - n[side] * mean[side] * mean[side]) / (n[side] - 1.0);
                if variance > 1e-12 * sum_squares[w] { variance / n[side] } else { 0.0 }
            };
            let error = variance(0, *squares) + variance(1, sum_squares[w] - squares);
            *statistic = if error > 0.0 { (mean[0] - mean[1]).abs() / sqrt(error) } else { 0.0 };
        }
    }
    t
}

/// The labels of `own`, one column, in random orders, outlets x permutations.
fn labels(own: &Array2<f64>, n_permutations: usize, seed: u64) -> Array2<f64> {
    let mut labels = Array2::zeros((own.nrows(), n_permutations));
    let mut shuffled: Vec<f64> = own.iter().copied().collect();
    for (r, mut column) in labels.columns_mut().into_iter().enumerate() {
        Random::new(seed, (2 << 40) | r as u64).shuffle(&mut shuffled);
        column.iter_mut().zip(&shuffled).for_each(|(cell, label)| *cell = *label);
    }
    labels
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compare::contrast::Cell;
    use ndarray::array;

    #[test]
    fn the_statistic_is_welchs() {
        // scipy.stats.ttest_ind([1, 2], [3, 5], equal_var=False): t = -2.23606797749979
        // scipy.stats.ttest_ind([1, 3, 5], [2], equal_var=False) has no variance on one side; [1, 3], [2, 5]: -0.83205...
        let rates = array![[1.0, 2.0, 3.0, 5.0]];
        let t = welch(&rates, &array![[1.0, 1.0], [1.0, 0.0], [0.0, 1.0], [0.0, 0.0]], 2);
        assert!((t[[0, 0]] - 2.236_067_977_499_79).abs() < 1e-12, "{t}");
        assert!((t[[0, 1]] - 0.832_050_294_337_843_7).abs() < 1e-12, "{t}");
        assert_eq!(welch(&array![[0.0, 0.0, 0.0, 0.0]], &array![[1.0], [1.0], [0.0], [0.0]], 2), array![[0.0]]);
    }

    #[test]
    fn a_rate_is_shrunk_to_that_of_all() {
        // 30 uses in 3,000 words and none in 1,000: p = .0075, n_0 p = 15; ln(45 / 5000), ln(15 / 3000)
        let cell = |side, unit, words| Cell { side, unit, words };
        let counts = SideCounts {
            uses: vec![vec![(0, 30)]],
            cells: vec![cell(Side::A, 0, 3_000.0), cell(Side::B, 1, 1_000.0)],
            share: vec![0.01],
        };
        let rates = log_rates(&counts, &[0]);
        let expected = ln(45.0 / 5_000.0) - ln(15.0 / 3_000.0);
        assert!((rates[[0, 0]] - rates[[0, 1]] - expected).abs() < 1e-12);
    }

    #[test]
    fn every_labelling_keeps_the_sizes() {
        let own = array![[1.0], [1.0], [0.0], [0.0], [0.0]];
        let labels = labels(&own, 50, 1);
        assert!(labels.sum_axis(Axis(0)).iter().all(|n| *n == 2.0));
        assert!(labels.sum_axis(Axis(1)).iter().all(|n| (5.0..35.0).contains(n)));
    }
}
