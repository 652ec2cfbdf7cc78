//! The test that permutes articles between two sides within events.
//!
//! Article i of event s has y_wi uses of word w among n_i words; the event has Y_ws among N_s. What the article has over its
//! share is r_wi = y_wi - n_i Y_ws / N_s. T_w = |sum of r_wi over the first side's articles| / sqrt(V_w), and V_w is that
//! sum's variance over all ways to choose as many articles of each event for the first side, sum_s [a_s b_s / (m_s (m_s -
//! 1))] sum_i r_wi^2, with a_s and b_s articles of the sides and m_s of both. Under the null every way is equally likely.
//!
//! By hand: one event of two articles a side, 100 words each, uses 3, 1 and 0, 0: r = 2, 0, -1, -1; the sum over the first
//! side is 2, V = (2 * 2 / (4 * 3)) * 6 = 2, T = 1.41.
//!
//! What it cannot tell you: articles of one event by one outlet share an author or a sitting, and count as separate
//! evidence here. The claim is about these events alone. Where the sides wrote on different days or events, nothing is
//! exchangeable, and there is no test.

use ndarray::Array2;

use super::{Cell, Side, SideCounts, add, permutation};
use crate::compare::permutation::Test;
use crate::num::{Random, ln, sqrt};

/// Fewest articles for a test.
pub const MIN_ARTICLES: usize = 20;
/// Fewest ways to share the articles out.
const MIN_WAYS: f64 = 1_000.0;

/// The tests of the words `tested`, by position; the cells of `counts` are articles, its units events.
pub fn test(counts: &SideCounts, tested: &[usize], n_permutations: usize, seed: u64) -> Vec<Test> {
    let strata = strata(&counts.cells);
    let own = Array2::from_shape_fn((counts.cells.len(), 1), |(i, _)| [1.0, 0.0][counts.cells[i].side as usize]);
    let labels = labels(&own, &strata, n_permutations, seed);
    let words = [(&own, words_of_first(counts, &strata, &own)), (&labels, words_of_first(counts, &strata, &labels))];
    let sums = |of: usize, w: usize| {
        let (labels, words) = &words[of];
        let mut sums = vec![0.0; labels.ncols()];
        for used in counts.uses[w].chunk_by(|a, b| counts.cells[a.0 as usize].unit == counts.cells[b.0 as usize].unit) {
            used.iter().for_each(|(at, n)| add(&mut sums, f64::from(*n), labels, *at));
            let stratum = counts.cells[used[0].0 as usize].unit;
            let n_uses: u32 = used.iter().map(|(_, n)| n).sum();
            add(&mut sums, -f64::from(n_uses) / strata[stratum as usize].words.max(1.0), words, stratum);
        }
        let spread = sqrt(variance(counts, &strata, w));
        sums.iter_mut().for_each(|sum| *sum = if spread > 1e-9 { sum.abs() / spread } else { 0.0 });
        sums
    };
    let observed: Vec<f64> = tested.iter().map(|&w| sums(0, w)[0]).collect();
    permutation::test(&observed, n_permutations, &mut |words| {
        let mut permuted = Array2::zeros((words.len(), n_permutations));
        for (mut row, &w) in permuted.outer_iter_mut().zip(words) {
            row.iter_mut().zip(sums(1, tested[w])).for_each(|(cell, sum)| *cell = sum);
        }
        permuted
    })
}

/// Whether there are articles enough, and ways enough to share them out.
pub fn is_possible(cells: &[Cell]) -> bool {
    let mixed: Vec<Stratum> =
        strata(cells).into_iter().filter(|stratum| stratum.n_a > 0 && stratum.n_a < stratum.articles.len()).collect();
    let ways = |stratum: &Stratum| {
        let m = stratum.articles.len();
        (0..stratum.n_a).map(|i| ln((m - i) as f64 / (i + 1) as f64)).sum::<f64>()
    };
    mixed.iter().map(|stratum| stratum.articles.len()).sum::<usize>() >= MIN_ARTICLES
        && mixed.iter().map(ways).sum::<f64>() >= ln(MIN_WAYS)
}

/// The articles of an event.
struct Stratum {
    articles: std::ops::Range<usize>,
    n_a: usize,
    words: f64,
    square_words: f64,
}

fn strata(cells: &[Cell]) -> Vec<Stratum> {
    let mut start = 0;
    let of = |cells: &[Cell]| {
        start += cells.len();
        Stratum {
            articles: start - cells.len()..start,
            n_a: cells.iter().filter(|cell| cell.side == Side::A).count(),
            words: cells.iter().map(|cell| cell.words).sum(),
            square_words: cells.iter().map(|cell| cell.words * cell.words).sum(),
        }
    };
    cells.chunk_by(|a, b| a.unit == b.unit).map(of).collect()
}

/// V_w.
fn variance(counts: &SideCounts, strata: &[Stratum], w: usize) -> f64 {
    let uses = &counts.uses[w];
    let of = |used: &[(u32, u32)]| {
        let stratum = &strata[counts.cells[used[0].0 as usize].unit as usize];
        let (m, a) = (stratum.articles.len() as f64, stratum.n_a as f64);
        let rate = used.iter().map(|(_, n)| f64::from(*n)).sum::<f64>() / stratum.words.max(1.0);
        let (mut squares, mut products) = (0.0, 0.0);
        for &(article, n) in used {
            squares += f64::from(n) * f64::from(n);
            products += f64::from(n) * counts.cells[article as usize].words;
        }
        let squares = squares - 2.0 * rate * products + rate * rate * stratum.square_words;
        if m > 1.0 { a * (m - a) / (m * (m - 1.0)) * squares.max(0.0) } else { 0.0 }
    };
    uses.chunk_by(|a, b| counts.cells[a.0 as usize].unit == counts.cells[b.0 as usize].unit).map(of).sum()
}

/// The words of the articles labelled as the first side's, strata x labellings.
fn words_of_first(counts: &SideCounts, strata: &[Stratum], labels: &Array2<f64>) -> Array2<f64> {
    let mut words = Array2::zeros((strata.len(), labels.ncols()));
    for (stratum, mut row) in strata.iter().zip(words.outer_iter_mut()) {
        for article in stratum.articles.clone() {
            row.zip_mut_with(&labels.row(article), |sum, label| *sum += label * counts.cells[article].words);
        }
    }
    words
}

/// The labels of `own`, one column, in random orders within each stratum, articles x permutations.
fn labels(own: &Array2<f64>, strata: &[Stratum], n_permutations: usize, seed: u64) -> Array2<f64> {
    let mut labels = Array2::zeros((own.nrows(), n_permutations));
    let mut shuffled: Vec<f64> = own.iter().copied().collect();
    for (r, mut column) in labels.columns_mut().into_iter().enumerate() {
        let mut random = Random::new(seed, (3 << 40) | r as u64);
        strata.iter().for_each(|stratum| random.shuffle(&mut shuffled[stratum.articles.clone()]));
        column.iter_mut().zip(&shuffled).for_each(|(cell, label)| *cell = *label);
    }
    labels
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Articles of 100 words; `sides` and `uses` by event.
    fn counts(sides: &[&[Side]], uses: &[&[u32]]) -> SideCounts {
        let units = sides.iter().enumerate().flat_map(|(e, own)| own.iter().map(move |side| (e as u32, *side)));
        let cells: Vec<Cell> = units.map(|(unit, side)| Cell { side, unit, words: 100.0 }).collect();
        let used = uses.iter().copied().flatten().enumerate().filter(|(_, n)| **n > 0);
        SideCounts { uses: vec![used.map(|(i, n)| (i as u32, *n)).collect()], cells, share: vec![0.01] }
    }

    use Side::{A, B};

    #[test]
    fn the_variance_is_that_over_all_ways() {
        // by hand, and over the six ways of one event of two against two: sums 2, 1, 1, -1, -1, -2: mean square 2
        let one = counts(&[&[A, A, B, B]], &[&[3, 1, 0, 0]]);
        assert!((variance(&one, &strata(&one.cells), 0) - 2.0).abs() < 1e-12);
        // an event of one side alone adds nothing
        let two = counts(&[&[A, A, B, B], &[A, A]], &[&[3, 1, 0, 0], &[5, 1]]);
        assert!((variance(&two, &strata(&two.cells), 0) - 2.0).abs() < 1e-12);
    }

    #[test]
    fn p_is_the_share_of_ways_that_reach_it() {
        // |T| = 1.41 is reached by two of the six ways: p near 1/3
        let one = counts(&[&[A, A, B, B]], &[&[3, 1, 0, 0]]);
        let found = test(&one, &[0], 6_000, 1)[0];
        assert!((found.p - 1.0 / 3.0).abs() < 0.02, "{found:?}");
    }

    #[test]
    fn few_articles_or_few_ways_are_not_enough() {
        let event = |n_a: usize, n_b: usize| [vec![A; n_a], vec![B; n_b]].concat();
        let check = |events: &[(usize, usize)], expected: bool| {
            let events: Vec<Vec<Side>> = events.iter().map(|&(a, b)| event(a, b)).collect();
            let sides: Vec<&[Side]> = events.iter().map(Vec::as_slice).collect();
            assert_eq!(is_possible(&counts(&sides, &[]).cells), expected, "{sides:?}");
        };
        check(&[(10, 10)], true);
        check(&[(9, 10)], false); // nineteen articles
        check(&[(1, 400)], false); // 401 ways
        check(&[(2, 50)], true); // 1,326 ways
        check(&[(30, 0), (0, 30)], false); // no event of both
    }
}
