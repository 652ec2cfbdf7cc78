//! Does any of several outlets use a word more or less than the others on the same events?
//!
//! In event e with the outlets' words n_oe, uses y_oe of word w, and sums N_e and Y_e, the residual is r_oe = y_oe - n_oe
//! Y_e / N_e. U_o is its sum over the events of outlet o. If the outlets' names mean nothing, each of the m_e residuals of
//! an event is as likely to be o's as any other, so U_o has mean 0 and variance V_o = sum over o's events of (1 / m_e)
//! sum r_e^2. The statistic is sum_o U_o^2 / V_o; names are permuted within events, and p, q and maxT are those of
//! [`permutation`]. It is the one test before all pairs are looked at.
//!
//! By hand: two outlets in one event, 100 words each, 3 uses and 1: r = 1 and -1, V = 1 for both, the statistic 2.
//!
//! What it cannot tell you: which outlets differ; the pairs in `contrasts` say that. Events that one outlet covers alone
//! say nothing here.

use ndarray::Array2;

use super::contrast::{MIN_EVENTS, Untested};
use super::permutation::{self, Test};
use crate::num::{Random, ratio, sqrt};

/// How often several outlets use some words on events that at least two of them cover.
#[derive(Debug, Clone, PartialEq)]
pub struct OutletCounts {
    /// For each word, the cells that use it, ascending, and how often (from 1).
    pub uses: Vec<Vec<(u32, u32)>>,
    /// An event's articles by one outlet; those of one event side by side.
    pub cells: Vec<Cell>,
    /// How many outlets there are.
    pub n_outlets: usize,
}

/// An event's articles by one outlet.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Cell {
    /// The event, from 0, each with two cells or more.
    pub event: u32,
    /// The outlet, from 0.
    pub outlet: u16,
    /// Words in it.
    pub words: f64,
}

/// The test of one word over all outlets.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Omnibus {
    /// The sum of squared standardised scores, from 0.
    pub statistic: f64,
    /// The outlet with the highest standardised score, and that score.
    pub highest: Option<(u16, f64)>,
    /// The outlet with the lowest.
    pub lowest: Option<(u16, f64)>,
    /// Events in which any of them uses the word.
    pub n_events: u32,
    /// The test, or why there is none.
    pub test: Result<Test, Untested>,
}

/// The test of every word.
pub fn omnibus(counts: &OutletCounts, n_permutations: usize, seed: u64) -> Vec<Omnibus> {
    let events = events(counts);
    let own = Array2::from_shape_fn((counts.cells.len(), 1), |(cell, _)| counts.cells[cell].outlet);
    let mut found: Vec<Omnibus> = (0..counts.uses.len())
        .map(|w| {
            let residuals = residuals(counts, &events, w);
            let variances = variances(counts, &residuals);
            let sums = sums(&residuals, &own, counts.n_outlets);
            let score = |o: usize| ratio(sums[[o, 0]], sqrt(variances[o])).map(|score| (o as u16, score));
            let scores: Vec<(u16, f64)> = (0..counts.n_outlets).filter_map(score).collect();
            let n_events = residuals.len() as u32;
            Omnibus {
                statistic: scores.iter().map(|(_, score)| score * score).sum(),
                highest: scores.iter().copied().max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(&a.0))),
                lowest: scores.iter().copied().min_by(|a, b| a.1.total_cmp(&b.1).then(a.0.cmp(&b.0))),
                n_events,
                test: Err(if n_permutations == 0 { Untested::NotAsked } else { Untested::FewEvents }),
            }
        })
        .collect();
    if n_permutations == 0 {
        return found;
    }
    let tested: Vec<usize> = (0..found.len()).filter(|&w| found[w].n_events as usize >= MIN_EVENTS).collect();
    let labels = labels(counts, &events, n_permutations, seed);
    let observed: Vec<f64> = tested.iter().map(|&w| found[w].statistic).collect();
    let tests = permutation::test(&observed, n_permutations, &mut |words| {
        let mut permuted = Array2::zeros((words.len(), n_permutations));
        for (mut row, &w) in permuted.outer_iter_mut().zip(words) {
            let residuals = residuals(counts, &events, tested[w]);
            let variances = variances(counts, &residuals);
            let sums = sums(&residuals, &labels, counts.n_outlets);
            for (sums, variance) in sums.outer_iter().zip(variances).filter(|(_, variance)| *variance > 0.0) {
                row.zip_mut_with(&sums, |total, sum| *total += sum * sum / variance);
            }
        }
        permuted
    });
    tested.iter().zip(tests).for_each(|(&w, test)| found[w].test = Ok(test));
    found
}

/// An event's cells and words.
struct Event {
    cells: std::ops::Range<usize>,
    words: f64,
}

fn events(counts: &OutletCounts) -> Vec<Event> {
    let mut start = 0;
    let of = |cells: &[Cell]| {
        start += cells.len();
        Event { cells: start - cells.len()..start, words: cells.iter().map(|cell| cell.words).sum() }
    };
    counts.cells.chunk_by(|a, b| a.event == b.event).map(of).collect()
}

/// The residuals of all cells of the events in which word `w` is used: the first cell of each event, and its residuals.
fn residuals(counts: &OutletCounts, events: &[Event], w: usize) -> Vec<(usize, Vec<f64>)> {
    let by_event = counts.uses[w].chunk_by(|a, b| counts.cells[a.0 as usize].event == counts.cells[b.0 as usize].event);
    let of = |used: &[(u32, u32)]| {
        let event = &events[counts.cells[used[0].0 as usize].event as usize];
        let rate = used.iter().map(|(_, n)| f64::from(*n)).sum::<f64>() / event.words.max(1.0);
        let mut residuals: Vec<f64> = counts.cells[event.cells.clone()].iter().map(|cell| -rate * cell.words).collect();
        used.iter().for_each(|(cell, n)| residuals[*cell as usize - event.cells.start] += f64::from(*n));
        (event.cells.start, residuals)
    };
    by_event.map(of).collect()
}

/// V_o of each outlet.
fn variances(counts: &OutletCounts, residuals: &[(usize, Vec<f64>)]) -> Vec<f64> {
    let mut variances = vec![0.0; counts.n_outlets];
    for (start, residuals) in residuals {
        let mean = residuals.iter().map(|residual| residual * residual).sum::<f64>() / residuals.len() as f64;
        let cells = &counts.cells[*start..start + residuals.len()];
        cells.iter().for_each(|cell| variances[usize::from(cell.outlet)] += mean);
    }
    variances
}

/// U_o for each labelling of the cells (cells x labellings), outlets x labellings.
fn sums(residuals: &[(usize, Vec<f64>)], labels: &Array2<u16>, n_outlets: usize) -> Array2<f64> {
    let n = labels.ncols();
    let mut sums = vec![0.0; n_outlets * n];
    for (start, residuals) in residuals {
        for (i, residual) in residuals.iter().enumerate() {
            for (r, label) in labels.row(start + i).iter().enumerate() {
                sums[usize::from(*label) * n + r] += residual;
            }
        }
    }
    Array2::from_shape_fn((n_outlets, n), |(o, r)| sums[o * n + r])
}

/// The outlets in random orders within each event, cells x permutations.
fn labels(counts: &OutletCounts, events: &[Event], n_permutations: usize, seed: u64) -> Array2<u16> {
    let mut labels = Array2::zeros((counts.cells.len(), n_permutations));
    let mut shuffled: Vec<u16> = counts.cells.iter().map(|cell| cell.outlet).collect();
    for (r, mut column) in labels.columns_mut().into_iter().enumerate() {
        let mut random = Random::new(seed, (4 << 40) | r as u64);
        events.iter().for_each(|event| random.shuffle(&mut shuffled[event.cells.clone()]));
        column.iter_mut().zip(&shuffled).for_each(|(cell, label)| *cell = *label);
    }
    labels
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Events of `outlets` with 100 words each, uses by event and outlet.
    fn counts(uses: &[Vec<Vec<u32>>]) -> OutletCounts {
        let (n_events, n_outlets) = (uses[0].len(), uses[0][0].len());
        let cells = (0..n_events).flat_map(|e| (0..n_outlets).map(move |o| (e, o)));
        let cells = cells.map(|(e, o)| Cell { event: e as u32, outlet: o as u16, words: 100.0 });
        let used = |word: &Vec<Vec<u32>>| {
            let all = word.iter().flatten().enumerate().filter(|(_, n)| **n > 0);
            all.map(|(cell, n)| (cell as u32, *n)).collect()
        };
        OutletCounts { uses: uses.iter().map(used).collect(), cells: cells.collect(), n_outlets }
    }

    #[test]
    fn the_statistic_is_that_of_the_hand_made_case() {
        let found = omnibus(&counts(&[vec![vec![3, 1]]]), 10, 1)[0];
        assert_eq!((found.statistic, found.n_events, found.test), (2.0, 1, Err(Untested::FewEvents)));
        assert_eq!((found.highest, found.lowest), (Some((0, 1.0)), Some((1, -1.0))));
        // three outlets, 3, 0 and 0 uses: r = 2, -1, -1; V = 2 for each; 4/2 + 1/2 + 1/2
        let found = omnibus(&counts(&[vec![vec![3, 0, 0]]]), 10, 1)[0];
        assert!((found.statistic - 3.0).abs() < 1e-12);
    }

    fn drawn(set: u64, n_planted: usize) -> OutletCounts {
        let mut random = Random::new(set, 11);
        let mut word = |w: usize| -> Vec<Vec<u32>> {
            let mut event = || -> Vec<u32> {
                let own = |o: usize| u32::from(w < n_planted && o == 2) * 2;
                let burst = |o: usize, random: &mut Random| {
                    own(o) + if random.below(4) == 0 { 1 + random.below(5) as u32 } else { 0 }
                };
                (0..4).map(|o| burst(o, &mut random)).collect()
            };
            (0..30).map(|_| event()).collect()
        };
        counts(&(0..120).map(&mut word).collect::<Vec<_>>())
    }

    #[test]
    fn p_is_level_without_a_difference() {
        let (mut rejected, mut n, mut with_discovery) = (0, 0, 0);
        for set in 0..20 {
            let tests: Vec<Test> = omnibus(&drawn(set, 0), 200, set).iter().filter_map(|word| word.test.ok()).collect();
            rejected += tests.iter().filter(|test| test.p <= 0.05).count();
            n += tests.len();
            with_discovery += usize::from(tests.iter().any(|test| test.q <= 0.05));
        }
        let share = rejected as f64 / n as f64;
        assert!((0.03..=0.07).contains(&share), "{share}");
        assert!(with_discovery <= 3, "{with_discovery}");
    }

    #[test]
    fn an_outlet_of_its_own_is_found() {
        let found = omnibus(&drawn(1, 3), 200, 1);
        let is_found = |word: &Omnibus| word.test.unwrap().q <= 0.05 && word.highest.unwrap().0 == 2;
        assert!(found[..3].iter().all(is_found));
        assert!(found[3..].iter().filter(|word| word.test.unwrap().p_max_t <= 0.05).count() <= 1);
    }
}
