//! The test that swaps two sides within events.
//!
//! In event e the score of word w is what the first side has over its share, u_we = y_wie - n_ie (y_wie + y_wje) /
//! (n_ie + n_je); T_w = |sum_e u_we| / sqrt(sum_e u_we^2). Swapping the two sides' names within an event turns u_we into
//! -u_we and nothing else, so under the null every sign pattern is equally likely (sign-flipping of score contributions:
//! Hemerik, Goeman & Finos 2020, JRSS B 82:841, valid also where the contributions differ in variance). The divisor does
//! not change with the signs: a Wald statistic, whose variance is fitted anew, collapses for rare words of one side.
//!
//! By hand: in two events of 100 words a side, side i uses w 3 and 1 times, side j 1 and 1 times: u = 1 and 0, T = 1.
//!
//! What it cannot tell you: anything about other outlets, or about what the sides choose to cover. Five events have 16
//! patterns that differ in |T|: maxT is then never below 1/16.

use ndarray::Array2;

use super::{SideCounts, add, permutation};
use crate::compare::permutation::Test;
use crate::num::{Random, ratio, sqrt};

/// The tests of the words `tested`, by position; the units of `counts` are events.
pub fn test(counts: &SideCounts, tested: &[usize], n_permutations: usize, seed: u64) -> Vec<Test> {
    let share = shares(counts);
    let scores: Vec<Vec<(u32, f64)>> = tested.iter().map(|&w| standardised(scores(counts, &share, w))).collect();
    let observed: Vec<f64> = scores.iter().map(|own| own.iter().map(|(_, score)| score).sum::<f64>().abs()).collect();
    let signs = signs(share.len(), n_permutations, seed);
    permutation::test(&observed, n_permutations, &mut |words| {
        let mut permuted = Array2::zeros((words.len(), n_permutations));
        for (mut row, &w) in permuted.outer_iter_mut().zip(words) {
            let mut sums = vec![0.0; n_permutations];
            scores[w].iter().for_each(|&(event, score)| add(&mut sums, score, &signs, event));
            row.iter_mut().zip(sums).for_each(|(cell, sum)| *cell = sum.abs());
        }
        permuted
    })
}

/// The first side's part of the words of each event, 0 to 1.
pub(in crate::compare) fn shares(counts: &SideCounts) -> Vec<f64> {
    let n_events = counts.cells.iter().map(|cell| cell.unit as usize + 1).max().unwrap_or(0);
    let mut words = vec![[0.0; 2]; n_events];
    counts.cells.iter().for_each(|cell| words[cell.unit as usize][cell.side as usize] += cell.words);
    words.iter().map(|sides| ratio(sides[0], sides[0] + sides[1]).unwrap_or(0.0)).collect()
}

/// What the first side has over its share of word `w`, by event, where either uses it.
pub(in crate::compare) fn scores(counts: &SideCounts, share: &[f64], w: usize) -> Vec<(u32, f64)> {
    let mut scores: Vec<(u32, f64)> = Vec::new();
    for &(cell, n) in &counts.uses[w] {
        let cell = &counts.cells[cell as usize];
        let own = [1.0, 0.0][cell.side as usize] - share[cell.unit as usize];
        match scores.last_mut() {
            Some(last) if last.0 == cell.unit => last.1 += f64::from(n) * own,
            _ => scores.push((cell.unit, f64::from(n) * own)),
        }
    }
    scores
}

/// The scores divided by the root of the sum of their squares; as they are where all are 0.
fn standardised(mut scores: Vec<(u32, f64)>) -> Vec<(u32, f64)> {
    let spread = sqrt(scores.iter().map(|(_, score)| score * score).sum());
    if spread > 0.0 {
        scores.iter_mut().for_each(|(_, score)| *score /= spread);
    }
    scores
}

/// Random signs, events x permutations: each event's two sides swapped or not.
pub(in crate::compare) fn signs(n_events: usize, n_permutations: usize, seed: u64) -> Array2<f64> {
    let mut signs = Array2::ones((n_events, n_permutations));
    for (r, mut column) in signs.columns_mut().into_iter().enumerate() {
        let mut random = Random::new(seed, (1 << 40) | r as u64);
        column.mapv_inplace(|sign: f64| if random.flip() { -sign } else { sign });
    }
    signs
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compare::contrast::tests::{SETTINGS, pair};
    use crate::compare::contrast::{Level, Settings, contrast};
    use ndarray::array;

    #[test]
    fn the_score_is_what_one_side_has_over_its_share() {
        let counts = pair(&array![[3.0, 0.0], [1.0, 2.0]], &array![[1.0, 0.0], [1.0, 0.0]], 100.0);
        let share = shares(&counts);
        assert_eq!(share, [0.5, 0.5]);
        assert_eq!(scores(&counts, &share, 0), [(0, 1.0), (1, 0.0)]);
        assert_eq!(scores(&counts, &share, 1), [(1, 1.0)]);
    }

    /// 400 words in 40 events with no difference between the sides but bursts: about one in twenty p below .05.
    #[test]
    fn under_the_null_p_is_level_and_discoveries_are_rare_while_the_token_z_is_neither() {
        let (mut rejected, mut naive, mut with_discovery) = (0, 0, 0);
        let (n_sets, n_events, n_terms) = (20, 40, 400);
        for set in 0..n_sets {
            let mut random = Random::new(set, 5);
            let mut draw = |_| {
                // a word that turns up does so in a burst of 1 to 6
                if random.below(5) == 0 { (1 + random.below(6)) as f64 } else { 0.0 }
            };
            let a = Array2::from_shape_fn((n_events, n_terms), &mut draw);
            let b = Array2::from_shape_fn((n_events, n_terms), &mut draw);
            let settings = Settings { n_resamples: 0, n_permutations: 200, prior_size: 5.0, ..SETTINGS };
            let found = contrast(&pair(&a, &b, 5_000.0), &vec![40; n_terms], Some(Level::Event), &settings);
            let tests: Vec<Test> = found.iter().filter_map(|word| word.test.ok()).collect();
            assert!(tests.len() > n_terms - 5);
            rejected += tests.iter().filter(|test| test.p <= 0.05).count();
            naive += found.iter().filter(|word| word.z_token.abs() > 1.96).count();
            with_discovery += usize::from(tests.iter().any(|test| test.q <= 0.05));
        }
        let share = |n: usize| n as f64 / (n_sets as usize * n_terms) as f64;
        assert!((0.03..=0.07).contains(&share(rejected)), "{}", share(rejected));
        assert!(with_discovery <= 2, "{with_discovery} of {n_sets}");
        assert!(share(naive) > 0.10, "the naive z must fail here: {}", share(naive));
    }
}
