//! How far apart two outlets' words are on the events both cover, with what chance alone would give taken off.
//!
//! In event e the outlets use word w at the rates p_we and q_we; h_e = n_e m_e / (n_e + m_e) is the event's weight (n_e and
//! m_e words), and p_w, q_w the weighted means over events. The measure is the triangular discrimination (Vincze 1981;
//! Topsoe 2000, IEEE Transactions on Information Theory 46:1602), halved: D = 1/2 sum_w (p_w - q_w)^2 / (p_w + q_w), 0 when
//! all rates are the same and 1 when no word is common; the Jensen-Shannon divergence lies between D/2 nats and D bits.
//!
//! From a sample D is never 0: noise is squared. With u_we = h_e (p_we - q_we), (p_w - q_w)^2 is the sum of u_we u_wf over
//! all pairs of events e and f, over that of h_e h_f. Leaving out the pairs of an event with itself leaves only products
//! of independent errors, so the **distance** is right on average: 0 where the outlets differ by no more than chance (it
//! can fall below), as it also is on average when the outlets are swapped within events. `plug_in` keeps those pairs.
//!
//! The interval draws events again (an event drawn twice is not paired with itself); p is the share of label swaps within
//! events that give as high a distance.
//!
//! By hand: two events of equal weight, one word, p - q = .02 and .01, (p + q) = .1: mean of products of different events
//! .0002; D = 1/2 * .0002 / .1 = .001.
//!
//! What it cannot tell you: what the words are about. Most of a distance is house style.

use ndarray::Array1;

use super::contrast::SideCounts;
use super::contrast::by_event::{scores, shares, signs};
use super::resample::Resamples;
use crate::num::{Interval, percentile_interval, ratio};

/// How far apart two outlets are.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Distance {
    /// The distance, 1 at most; 0 or below: no more than chance.
    pub value: f64,
    /// Its 95 % interval over events.
    pub interval: Option<Interval>,
    /// The same with chance left in, 0 to 1.
    pub plug_in: f64,
    /// The share of label swaps that give as much; `None` without permutations.
    pub p: Option<f64>,
}

/// The distance over the first `n_words` words of `counts`, whose units are events of both sides; `None` with fewer than
/// two events.
pub fn distance(
    counts: &SideCounts,
    n_words: usize,
    n_resamples: usize,
    n_permutations: usize,
    seed: u64,
) -> Option<Distance> {
    let share = shares(counts);
    let n_events = share.len();
    let mut all = Array1::<f64>::zeros(n_events);
    counts.cells.iter().for_each(|cell| all[cell.unit as usize] += cell.words);
    let weights = Array1::from_shape_fn(n_events, |e| share[e] * (1.0 - share[e]) * all[e]);
    let draws = Resamples::new(n_events, n_resamples, seed, 2).by_unit();
    let signs = signs(n_events, n_permutations, seed);
    let (mut own, mut drawn, mut swapped) =
        (0.0, Array1::<f64>::zeros(n_resamples), Array1::<f64>::zeros(n_permutations));
    let mut with_itself = Array1::<f64>::zeros(n_events);
    for w in 0..n_words {
        let scores = scores(counts, &share, w);
        let rates: f64 = counts.uses[w]
            .iter()
            .map(|&(cell, n)| (&counts.cells[cell as usize], f64::from(n)))
            .map(|(cell, n)| ratio(n, cell.words).unwrap_or(0.0) * weights[cell.unit as usize])
            .sum();
        let Some(scale) = ratio(weights.sum(), 2.0 * rates) else { continue };
        let (mut sum, mut of_draws, mut of_swaps) =
            (0.0, Array1::<f64>::zeros(n_resamples), Array1::<f64>::zeros(n_permutations));
        for &(event, score) in &scores {
            sum += score;
            with_itself[event as usize] += scale * score * score;
            of_draws.scaled_add(score, &draws.row(event as usize));
            of_swaps.scaled_add(score, &signs.row(event as usize));
        }
        own += scale * sum * sum;
        drawn.zip_mut_with(&of_draws, |total, draw| *total += scale * draw * draw);
        swapped.zip_mut_with(&of_swaps, |total, swap| *total += scale * swap * swap);
    }
    let squares = weights.mapv(|weight| weight * weight);
    let pairs = weights.sum() * weights.sum() - squares.sum();
    if n_events < 2 || pairs <= 0.0 {
        return None;
    }
    let value = (own - with_itself.sum()) / pairs;
    let resampled = (0..n_resamples).filter_map(|r| {
        let n = draws.column(r);
        let twice = n.mapv(|n| n * n);
        let all = n.dot(&weights);
        ratio(drawn[r] - twice.dot(&with_itself), all * all - twice.dot(&squares))
    });
    let n_reaching = swapped.iter().filter(|&&swap| (swap - with_itself.sum()) / pairs >= value - 1e-12).count();
    Some(Distance {
        value,
        interval: percentile_interval(resampled.collect()),
        plug_in: own / (weights.sum() * weights.sum()),
        p: (n_permutations > 0).then(|| (1 + n_reaching) as f64 / (1 + n_permutations) as f64),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compare::contrast::tests::pair;
    use crate::num::Random;
    use ndarray::{Array2, array};

    #[test]
    fn the_distance_is_that_of_the_hand_made_case() {
        // 1,000 words a side: rates .06 and .04, .055 and .045
        let found = distance(&pair(&array![[60.0], [55.0]], &array![[40.0], [45.0]], 1_000.0), 1, 0, 0, 1).unwrap();
        assert!((found.value - 0.001).abs() < 1e-12, "{found:?}");
        assert!((found.plug_in - 0.5 * 0.015 * 0.015 / 0.1).abs() < 1e-12, "{found:?}");
        assert_eq!((found.interval, found.p), (None, None));
    }

    #[test]
    fn no_word_in_common_is_1() {
        let found = distance(
            &pair(&array![[100.0, 0.0], [100.0, 0.0]], &array![[0.0, 100.0], [0.0, 100.0]], 100.0),
            2,
            10,
            10,
            1,
        );
        assert!((found.unwrap().value - 1.0).abs() < 1e-12);
        assert!((found.unwrap().plug_in - 1.0).abs() < 1e-12);
    }

    /// 60 samples of two outlets on 25 events, 60 words drawn in each article; the second outlet draws the last of
    /// ten words twice as often if `differs`.
    fn samples(differs: bool) -> Vec<Distance> {
        let draw = |random: &mut Random, of: usize| {
            let mut uses = [0.0; 10];
            (0..60).for_each(|_| uses[random.below(of).min(9)] += 1.0);
            uses
        };
        let sample = |set: u64| {
            let mut random = Random::new(8, set);
            let mut side = |of: usize| {
                let rows: Vec<f64> = (0..25).flat_map(|_| draw(&mut random, of)).collect();
                Array2::from_shape_vec((25, 10), rows).unwrap()
            };
            let (a, b) = (side(10), side(if differs { 11 } else { 10 }));
            distance(&pair(&a, &b, 60.0), 10, 200, 99, set).unwrap()
        };
        (0..60).map(sample).collect()
    }

    #[test]
    fn chance_alone_is_0_on_average_and_p_level() {
        let found = samples(false);
        let mean = |of: fn(&Distance) -> f64| found.iter().map(of).sum::<f64>() / 60.0;
        let plug_in = mean(|distance| distance.plug_in);
        assert!(
            plug_in > 0.002 && mean(|distance| distance.value).abs() < plug_in / 5.0,
            "{} {plug_in}",
            mean(|distance| distance.value)
        );
        assert!(found.iter().filter(|distance| distance.p.unwrap() <= 0.1).count() <= 12);
        assert!(found.iter().filter(|distance| distance.interval.unwrap().low > 0.0).count() <= 6);
    }

    #[test]
    fn a_difference_is_right_on_average_and_inside_its_interval() {
        // rates .1 each against 1/11 for nine words and 2/11 for the last
        let half = |p: f64, q: f64| 0.5 * (p - q) * (p - q) / (p + q);
        let truth = 9.0 * half(0.1, 1.0 / 11.0) + half(0.1, 2.0 / 11.0);
        let found = samples(true);
        let mean = found.iter().map(|distance| distance.value).sum::<f64>() / 60.0;
        assert!((mean / truth - 1.0).abs() < 0.1, "{mean} {truth}");
        let covers = |distance: &&Distance| distance.interval.is_some_and(|interval| interval.contains(truth));
        let n = found.iter().filter(covers).count();
        assert!(n >= 51, "{n} of 60");
        assert!(found.iter().filter(|distance| distance.p.unwrap() <= 0.05).count() > 50);
    }
}
