//! From permuted statistics to p-values, for many words at once.
//!
//! A test computes a statistic T_w >= 0 for every word w, and the same from data in which labels were exchanged that the
//! null hypothesis says are exchangeable. Here that becomes three numbers a word. With R permutations and W words:
//!
//! * **p**, pooled over words: (1 + number of the R W permuted values that reach T_w) / (1 + R W). Statistics of all
//!   words must be on one scale (they are studentised); in return p can be far below 1 / R.
//! * **q**: Benjamini & Hochberg's (1995) adjustment of p, the share of false discoveries among words with q at most so.
//! * **maxT**: Westfall & Young's (1993, algorithm 4.1) step-down maxT: the chance of any false discovery. With u_w(r) the
//!   largest permuted value, in permutation r, of w and of the words with lower T: (1 + number of r with u_w(r) >= T_w) /
//!   (1 + R), never below that of a word with higher T. On all distinct permutations it is what `mt.maxT` of R's multtest
//!   gives.
//!
//! By hand: T = 3 and 2; three permutations give (3, 1), (1, 2.5), (0, 0). One of six values reaches 3, two reach 2:
//! p = 2/7 and 3/7. maxT of the first: the largest are 3, 2.5, 0, one reaches 3: 2/4; of the second: 2/4.
//!
//! What it cannot tell you: whether the labels were exchangeable. Few units make few permutations; then p is coarse.

use ndarray::Array2;

/// The outcome of a test of one word.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Test {
    /// Permutation p, pooled over words.
    pub p: f64,
    /// Benjamini-Hochberg adjusted p.
    pub q: f64,
    /// Step-down maxT adjusted p.
    pub p_max_t: f64,
}

/// Tests every word of `observed` (values from 0) against `n_permutations` permuted values each.
///
/// `permuted` is asked for some words at a time, by position, and answers with words x permutations; words come by rising
/// observed value, so that memory stays small.
pub fn test(observed: &[f64], n_permutations: usize, permuted: &mut dyn FnMut(&[usize]) -> Array2<f64>) -> Vec<Test> {
    let mut order: Vec<usize> = (0..observed.len()).collect();
    order.sort_by(|&i, &j| observed[i].total_cmp(&observed[j]).then(j.cmp(&i)));
    let steps = Steps::new(order.iter().map(|&word| observed[word] - ROUNDING).collect());
    let mut n_reaching = vec![0_u64; order.len()];
    let mut n_largest_reaching = vec![0_u64; order.len()];
    let mut largest = vec![0.0_f64; n_permutations];
    for (block, words) in order.chunks(WORDS_AT_A_TIME).enumerate() {
        for (i, values) in permuted(words).outer_iter().enumerate() {
            let rank = block * WORDS_AT_A_TIME + i;
            for (value, largest) in values.iter().zip(&mut largest) {
                *largest = largest.max(*value);
                n_largest_reaching[rank] += u64::from(*largest >= steps.values[rank]);
                if let Some(highest) = steps.n_up_to(*value).checked_sub(1) {
                    n_reaching[highest] += 1;
                }
            }
        }
    }
    let (mut p, mut p_max_t) = (vec![1.0; order.len()], vec![1.0; order.len()]);
    let (mut n_pooled, mut least) = (0, 0.0_f64);
    for (rank, &word) in order.iter().enumerate().rev() {
        n_pooled += n_reaching[rank];
        p[word] = (1 + n_pooled) as f64 / (1 + n_permutations * order.len()) as f64;
        least = least.max((1 + n_largest_reaching[rank]) as f64 / (1 + n_permutations) as f64);
        p_max_t[word] = least;
    }
    let q = benjamini_hochberg(&p);
    (0..order.len()).map(|w| Test { p: p[w], q: q[w], p_max_t: p_max_t[w] }).collect()
}

const WORDS_AT_A_TIME: usize = 256;
/// Statistics that differ by less are the same.
const ROUNDING: f64 = 1e-9;

/// Rising numbers among which a number's place is found without a search.
struct Steps {
    values: Vec<f64>,
    /// How many values lie below the start of each of many equal parts of the range from 0.
    n_below: Vec<u32>,
    per_unit: f64,
}

impl Steps {
    fn new(values: Vec<f64>) -> Self {
        let n_parts = (4 * values.len()).max(1);
        let highest = values.last().copied().unwrap_or(0.0).max(f64::MIN_POSITIVE);
        let per_unit = (n_parts as f64 / highest).min(f64::MAX);
        let start = |part: usize| part as f64 / per_unit;
        let n_below = (0..=n_parts).map(|part| values.partition_point(|value| *value < start(part)) as u32).collect();
        Self { values, n_below, per_unit }
    }

    /// How many of the values are at most `value`.
    fn n_up_to(&self, value: f64) -> usize {
        // one part lower, for the division may round up
        let part = ((value * self.per_unit) as usize).min(self.n_below.len() - 1).saturating_sub(1);
        let mut n = self.n_below[part] as usize;
        while self.values.get(n).is_some_and(|next| *next <= value) {
            n += 1;
        }
        n
    }
}

/// Benjamini & Hochberg's adjusted p-values, in the order given.
///
/// ```
/// // scipy.stats.false_discovery_control([.01, .04, .03, .5, .002, .04]) (SciPy 1.17.1), p.adjust(p, "BH") in R
/// let q = slantwise::compare::permutation::benjamini_hochberg(&[0.01, 0.04, 0.03, 0.5, 0.002, 0.04]);
/// assert!(q.iter().zip([0.03, 0.048, 0.048, 0.5, 0.012, 0.048]).all(|(a, b)| (a - b).abs() < 1e-12));
/// ```
pub fn benjamini_hochberg(p: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..p.len()).collect();
    order.sort_by(|&i, &j| p[j].total_cmp(&p[i]));
    let mut q = vec![1.0; p.len()];
    let mut smallest: f64 = 1.0;
    for (n_above, &i) in order.iter().enumerate() {
        let rank = (p.len() - n_above) as f64;
        smallest = smallest.min(p[i] * p.len() as f64 / rank);
        q[i] = smallest;
    }
    q
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::num::{Random, sample_variance, sqrt};

    fn of(observed: &[f64], permuted: &[Vec<f64>]) -> Vec<Test> {
        test(observed, permuted[0].len(), &mut |words| {
            Array2::from_shape_fn((words.len(), permuted[0].len()), |(i, r)| permuted[words[i]][r])
        })
    }

    #[test]
    fn p_values_are_those_of_the_hand_made_case() {
        let found = of(&[3.0, 2.0], &[vec![3.0, 1.0, 0.0], vec![1.0, 2.5, 0.0]]);
        assert_eq!(found.iter().map(|test| test.p).collect::<Vec<_>>(), [2.0 / 7.0, 3.0 / 7.0]);
        assert_eq!(found.iter().map(|test| test.p_max_t).collect::<Vec<_>>(), [0.5, 0.5]);
        assert_eq!(found.iter().map(|test| test.q).collect::<Vec<_>>(), [3.0 / 7.0, 3.0 / 7.0]);
    }

    /// Welch's t, absolute, of the first four against the rest, after exchanging.
    fn welch(values: &[f64; 8], labels: u32) -> f64 {
        let side = |of: u32| -> Vec<f64> { (0..8).filter(|i| labels >> i & 1 == of).map(|i| values[i]).collect() };
        let (a, b) = (side(1), side(0));
        let of = |xs: &[f64]| (xs.iter().sum::<f64>() / 4.0, sample_variance(xs).unwrap() / 4.0);
        let ((mean_a, var_a), (mean_b, var_b)) = (of(&a), of(&b));
        ((mean_a - mean_b) / sqrt(var_a + var_b)).abs()
    }

    /// NumPy 2.2, independent of this code; X is the data below, all 70 labellings of four against four:
    ///
    /// ```text
    /// def T(l): a=X[:,l]; b=X[:,~l]; return abs((a.mean(1)-b.mean(1)) / sqrt(a.var(1,ddof=1)/4 + b.var(1,ddof=1)/4))
    /// per = array([T(l) for l in labellings]); obs = T(first four); o = argsort(-obs)
    /// u = maximum.accumulate(per[:,o][:,::-1], axis=1)[:,::-1]
    /// adj = maximum.accumulate([(u[:,i] >= obs[o[i]] - 1e-9).mean() for i in range(5)])
    /// ```
    ///
    /// the definition of `multtest::mt.maxT(X, rep(1:0, each = 4), test = "t", B = 0)` (Ge, Dudoit & Speed 2003, Test
    /// 12:1, box 3); `raw` is `(1 + (per >= x).sum()) / (1 + per.size)`.
    #[test]
    fn all_permutations_of_eight_give_what_numpy_gives() {
        let data = [
            [1.2, 0.4, 1.9, 2.1, 3.3, 2.8, 4.1, 3.6],
            [0.5, 0.7, 0.1, 0.3, 0.9, 1.4, 0.2, 1.1],
            [2.2, 2.9, 2.4, 3.1, 2.0, 1.1, 2.3, 1.6],
            [5.0, 4.1, 4.6, 5.2, 4.9, 5.3, 4.4, 4.7],
            [0.1, 0.9, 0.4, 0.2, 1.3, 1.8, 1.1, 2.4],
        ];
        let observed: Vec<f64> = data.iter().map(|row| welch(row, 0b1111)).collect();
        let expected_t =
            [4.345_991_308_026, 1.749_635_530_559, 2.693_275_207_491, 0.325_156_688_762, 3.672_765_801_558];
        assert!(observed.iter().zip(expected_t).all(|(a, b)| (a - b).abs() < 1e-9), "{observed:?}");
        let labellings = |with_own: bool| -> Vec<u32> {
            (0..256_u32).filter(|labelling| labelling.count_ones() == 4 && (with_own || *labelling != 0b1111)).collect()
        };
        let permuted = |labellings: &[u32]| -> Vec<Vec<f64>> {
            data.iter().map(|row| labellings.iter().map(|&labelling| welch(row, labelling)).collect()).collect()
        };
        let found = of(&observed, &permuted(&labellings(false)));
        let expected =
            [0.057_142_857_142_857, 0.257_142_857_142_857, 0.114_285_714_285_714, 0.8, 0.085_714_285_714_286];
        for (test, expected) in found.iter().zip(expected) {
            assert!((test.p_max_t - expected).abs() < 1e-9, "{test:?} {expected}");
        }
        let found = of(&observed, &permuted(&labellings(true)));
        let raw = [
            0.014_245_014_245_014,
            0.133_903_133_903_134,
            0.048_433_048_433_048,
            0.743_589_743_589_744,
            0.025_641_025_641_026,
        ];
        let q = [
            0.064_102_564_102_564,
            0.167_378_917_378_917,
            0.080_721_747_388_414,
            0.743_589_743_589_744,
            0.064_102_564_102_564,
        ];
        for ((test, raw), q) in found.iter().zip(raw).zip(q) {
            assert!((test.p - raw).abs() < 1e-9 && (test.q - q).abs() < 1e-9, "{test:?} {raw} {q}");
        }
    }

    #[test]
    fn many_words_are_counted_as_a_search_would() {
        let mut random = Random::new(3, 3);
        let mut draw = |_| (random.below(1_000) as f64 / 250.0).powi(2);
        let observed: Vec<f64> = (0..700).map(&mut draw).collect();
        let permuted: Vec<Vec<f64>> = (0..700).map(|_| (0..40).map(&mut draw).collect()).collect();
        let found = of(&observed, &permuted);
        for w in [0, 1, 17, 255, 256, 699] {
            let n = permuted.iter().flatten().filter(|statistic| **statistic >= observed[w] - ROUNDING).count();
            assert_eq!(found[w].p, (1 + n) as f64 / 28_001.0);
        }
        // labels of words mean nothing
        let reversed = of(
            &observed.iter().rev().copied().collect::<Vec<_>>(),
            &permuted.iter().rev().cloned().collect::<Vec<_>>(),
        );
        assert!(found.iter().zip(reversed.iter().rev()).all(|(a, b)| (a.p, a.q) == (b.p, b.q)));
    }

    #[test]
    fn nothing_and_zeros_are_no_panic() {
        assert_eq!(test(&[], 10, &mut |_| Array2::zeros((0, 10))), []);
        assert_eq!(of(&[0.0], &[vec![0.0, 0.0]])[0], Test { p: 1.0, q: 1.0, p_max_t: 1.0 });
    }
}
