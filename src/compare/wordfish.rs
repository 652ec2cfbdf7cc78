//! Wordfish: one dimension on which word counts spread texts, no place being known beforehand. Exploration, not slant.
//!
//! The uses of word w by text t are Poisson with the mean E_tw exp(a_t + p_w + b_w x_t): a_t how much the text says, p_w how
//! common the word is, x_t where the text stands and b_w how the word goes with it. E_tw are the expected uses: 1 everywhere
//! for the classical model; with those from the events that texts are about, the events are out. Found is the largest
//! likelihood with a normal prior of standard deviation 3 on b (as in austin and quanteda), where x has mean 0 and standard
//! deviation 1: from the first dimension of a correspondence analysis, a and x of each text and p and b of each word are
//! bettered in turn by Newton's method, until no text moves by `SETTLED`. The text furthest from 0 stands on the positive
//! side.
//!
//! By hand: three texts that use two words (1, 4), (2, 2) and (4, 1) times stand at -1, 0 and 1 (or the other way round).
//!
//! What it cannot tell you: what the dimension is. Where topics are mixed it is topic, within events it is mostly house
//! style; on rated outlets its rank correlation with left and right was .00. The Poisson model takes words for
//! independent, so that standard errors from it would be far too small; none are given.
//!
//! Source: Slapin & Proksch 2008, American Journal of Political Science 52:705-722.

use ndarray::Array2;

use super::correspondence::correspondence;
use crate::num::{exp, ln, mean, sample_variance, sqrt};

/// Rounds over all texts and words, at most.
const ROUNDS: usize = 300;
/// Texts have settled when none moves by more in a round.
const SETTLED: f64 = 1e-7;
/// The precision of the prior on how words go with the dimension.
const PRECISION: f64 = 1.0 / 9.0;

/// Where each text stands, by `observed` and `expected` uses, both texts x words; mean 0, standard deviation 1 (divisor
/// n - 1). A word that no text uses has no part. `None` with fewer than three texts, when a text uses no word, or when
/// texts do not differ.
///
/// # Panics
/// When the two have different shapes.
pub fn wordfish(observed: &Array2<f64>, expected: &Array2<f64>) -> Option<Vec<f64>> {
    let (n_texts, n_words) = observed.dim();
    if n_texts < 3 || observed.outer_iter().any(|row| row.sum() <= 0.0) {
        return None;
    }
    let start = correspondence(observed, expected, 1);
    let mut places = standard((start.coordinates.ncols() > 0).then(|| start.coordinates.column(0).to_vec())?)?.0;
    let used: Vec<usize> = (0..n_words).filter(|word| observed.column(*word).sum() > 0.0).collect();
    let amount = |uses: f64, expected: f64| ln(uses) - ln(expected);
    let mut texts: Vec<Line> = (0..n_texts)
        .map(|text| Line { intercept: amount(observed.row(text).sum(), expected.row(text).sum()), slope: places[text] })
        .collect();
    let mut words: Vec<Line> = used
        .iter()
        .map(|&word| Line { intercept: amount(observed.column(word).sum(), expected.column(word).sum()), slope: 0.0 })
        .collect();
    for _ in 0..ROUNDS {
        for (word, &at) in words.iter_mut().zip(&used) {
            let cells = (0..n_texts).map(|text| cell(observed[[text, at]], expected[[text, at]], &texts[text]));
            *word = newton(*word, &cells.collect::<Vec<_>>(), PRECISION);
        }
        // what the prior on words says of the texts' scale, so that the two do not pull against each other
        let precision =
            PRECISION * words.iter().map(|word| word.slope * word.slope).sum::<f64>() / (n_texts - 1) as f64;
        for (row, text) in texts.iter_mut().enumerate() {
            let cells = words.iter().zip(&used).map(|(word, &at)| cell(observed[[row, at]], expected[[row, at]], word));
            *text = newton(*text, &cells.collect::<Vec<_>>(), precision);
        }
        let (moved, center, spread) = standard(texts.iter().map(|text| text.slope).collect())?;
        for word in &mut words {
            *word = Line { intercept: word.intercept + word.slope * center, slope: word.slope * spread };
        }
        // b + c and a - c x say the same of every count, and the prior wants the mean of b to be 0
        let common = mean(&words.iter().map(|word| word.slope).collect::<Vec<_>>())?;
        words.iter_mut().for_each(|word| word.slope -= common);
        for (text, place) in texts.iter_mut().zip(&moved) {
            *text = Line { intercept: text.intercept + common * place, slope: *place };
        }
        let most = places.iter().zip(&moved).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max);
        places = moved;
        if most < SETTLED {
            break;
        }
    }
    let largest = places.iter().copied().fold(0.0, |a: f64, b: f64| if b.abs() > a.abs() { b } else { a });
    if largest < 0.0 {
        places.iter_mut().for_each(|place| *place = -*place);
    }
    places.iter().all(|place| place.is_finite()).then_some(places)
}

/// What a text, or a word, adds to the logarithm of a count: `intercept + slope x`, x of the word or the text.
#[derive(Debug, Clone, Copy)]
struct Line {
    intercept: f64,
    slope: f64,
}

/// A count beside what is known of its mean.
struct Cell {
    count: f64,
    offset: f64,
    x: f64,
}

fn cell(count: f64, expected: f64, other: &Line) -> Cell {
    Cell { count, offset: ln(expected) + other.intercept, x: other.slope }
}

/// One step of Newton's method towards the line of largest posterior, halved until it is no step back; cells of which
/// nothing is expected have no part.
fn newton(line: Line, cells: &[Cell], precision: f64) -> Line {
    let (mut by_intercept, mut by_slope) = (0.0, -precision * line.slope);
    let (mut curve, mut across, mut by_slopes) = (0.0, 0.0, precision);
    for cell in cells.iter().filter(|cell| cell.offset.is_finite()) {
        let expected = exp(cell.offset + line.intercept + line.slope * cell.x);
        by_intercept += cell.count - expected;
        by_slope += cell.x * (cell.count - expected);
        curve += expected;
        across += cell.x * expected;
        by_slopes += cell.x * cell.x * expected;
    }
    let determinant = curve * by_slopes - across * across;
    if determinant.is_nan() || determinant <= 1e-12 * curve * by_slopes {
        return line;
    }
    let step = (
        (by_slopes * by_intercept - across * by_slope) / determinant,
        (curve * by_slope - across * by_intercept) / determinant,
    );
    let before = posterior(line, cells, precision);
    let mut part = 1.0 / f64::max(1.0, f64::max(step.0.abs(), step.1.abs()));
    for _ in 0..20 {
        let tried = Line { intercept: line.intercept + part * step.0, slope: line.slope + part * step.1 };
        if posterior(tried, cells, precision) >= before {
            return tried;
        }
        part /= 2.0;
    }
    line
}

/// The logarithm of the posterior, but for what does not depend on the line.
fn posterior(line: Line, cells: &[Cell], precision: f64) -> f64 {
    let of_cell = |cell: &Cell| {
        let log = cell.offset + line.intercept + line.slope * cell.x;
        cell.count * log - exp(log)
    };
    let likelihood: f64 = cells.iter().filter(|cell| cell.offset.is_finite()).map(of_cell).sum();
    likelihood - precision * line.slope * line.slope / 2.0
}

/// Numbers with mean 0 and standard deviation 1, and the mean and standard deviation that they had; `None` when they do
/// not differ.
fn standard(mut numbers: Vec<f64>) -> Option<(Vec<f64>, f64, f64)> {
    let center = mean(&numbers)?;
    let spread = sqrt(sample_variance(&numbers)?);
    numbers.iter_mut().for_each(|number| *number = (*number - center) / spread);
    (spread > 1e-9 && spread.is_finite()).then_some((numbers, center, spread))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compare::outlet::correlation;
    use crate::num::Random;
    use ndarray::array;

    fn near(found: &[f64], expected: &[f64], tolerance: f64) {
        let all = found.iter().zip(expected).all(|(a, b)| (a - b).abs() < tolerance);
        assert!(all && found.len() == expected.len(), "{found:?} but expected {expected:?}");
    }

    fn five_texts() -> Array2<f64> {
        array![
            [12.0, 3.0, 5.0, 0.0, 7.0, 9.0],
            [10.0, 4.0, 6.0, 1.0, 8.0, 5.0],
            [7.0, 6.0, 4.0, 3.0, 9.0, 4.0],
            [5.0, 8.0, 7.0, 4.0, 6.0, 3.0],
            [2.0, 11.0, 5.0, 6.0, 8.0, 1.0],
        ]
    }

    // the largest of log-likelihood - sum(b ** 2) / 18 over all parameters, x standardised (ddof=1) in the function, by
    // scipy.optimize.minimize (BFGS, Powell, BFGS from four starts, tol=1e-12; SciPy 1.17.1)
    #[test]
    fn places_are_those_of_the_largest_posterior() {
        let found = wordfish(&five_texts(), &Array2::ones((5, 6))).unwrap();
        let expected =
            [-1.2975765915758877, -0.590744293812912, 0.0662240176098939, 0.5218749185852006, 1.3002219491937062];
        near(&found, &expected, 2e-6);
    }

    #[test]
    fn what_is_expected_of_an_event_is_no_place() {
        let mut events = Array2::ones((5, 6));
        (events[[1, 2]], events[[2, 5]], events[[3, 3]]) = (2.0, 2.0, 0.5);
        let found = wordfish(&five_texts(), &events).unwrap();
        let expected =
            [-1.2813522305115175, -0.7548296615200721, 0.21775876974435884, 0.6999050445015685, 1.1185180777856623];
        let sign = found[4].signum();
        near(&found.iter().map(|place| sign * place).collect::<Vec<_>>(), &expected, 2e-6);
    }

    #[test]
    fn three_texts_are_as_in_the_example() {
        let found = wordfish(&array![[1.0, 4.0], [2.0, 2.0], [4.0, 1.0]], &Array2::ones((3, 2))).unwrap();
        near(&[found[0].abs(), found[1], found[0] + found[2]], &[1.0, 0.0, 0.0], 1e-5);
    }

    /// A Poisson draw, by counting exponential waiting times.
    fn poisson(mean: f64, random: &mut Random) -> f64 {
        let (mut time, mut n) = (0.0, -1.0);
        while time < mean {
            time -= ln(1.0 - random.unit());
            n += 1.0;
        }
        n
    }

    #[test]
    fn places_that_were_planted_are_found() {
        let mut random = Random::new(3, 0);
        let places: Vec<f64> = (0..20).map(|_| random.normal()).collect();
        let words: Vec<(f64, f64)> = (0..200).map(|_| (1.0 + 0.5 * random.normal(), 0.4 * random.normal())).collect();
        let events = Array2::from_shape_fn((20, 200), |(text, word)| if (text + word) % 3 == 0 { 4.0 } else { 1.0 });
        let observed = Array2::from_shape_fn((20, 200), |(text, word)| {
            let (common, slope) = words[word];
            poisson(events[[text, word]] * exp(common + slope * places[text]), &mut random)
        });
        let found = wordfish(&observed, &events).unwrap();
        assert!(correlation(&found, &places).unwrap().abs() > 0.98);
        near(&[mean(&found).unwrap(), sample_variance(&found).unwrap()], &[0.0, 1.0], 1e-9);
        let longer = wordfish(&(&observed * 3.0), &(&events * 3.0)).unwrap();
        assert!(correlation(&found, &longer).unwrap() > 0.999);
    }

    #[test]
    fn texts_that_cannot_be_placed_are_not() {
        let ones = Array2::ones((3, 2));
        assert_eq!(wordfish(&ones, &ones), None); // they do not differ
        assert_eq!(wordfish(&array![[1.0, 4.0], [4.0, 1.0]], &Array2::ones((2, 2))), None);
        assert_eq!(wordfish(&array![[1.0, 4.0], [4.0, 1.0], [0.0, 0.0]], &ones), None);
        let sparse = array![[9.0, 0.0, 0.0], [0.0, 9.0, 0.0], [3.0, 3.0, 0.0]];
        assert!(wordfish(&sparse, &Array2::ones((3, 3))).is_some()); // a word that nobody uses, words of one text
        assert_eq!(wordfish(&Array2::zeros((0, 0)), &Array2::zeros((0, 0))), None);
    }
}
