//! Wordscores: texts placed by words that texts of known place use.
//!
//! With F_wr the share of word w in reference text r and A_r the place of r, the probability that w is read in r is
//! P_wr = F_wr / (sum over r of F_wr), the score of w is S_w = sum over r of P_wr A_r, and a virgin text, in which w has
//! the share F_wv of the words that have a score, stands at S_v = sum over w of F_wv S_w. Its standard error is
//! sqrt(V_v / N_v), V_v = sum over w of F_wv (S_w - S_v)^2, with N_v the words of v that have a score.
//!
//! Most words are used by all texts, so that raw scores crowd around the middle. They are moved out to the spread of the
//! references: S*_v = (S_v - m) SD_A / SD_S + m, where m and SD_S are the mean and standard deviation of the virgin
//! texts' scores and SD_A that of the references' places; standard errors are multiplied by the same factor.
//!
//! By hand: references at -1 and 1 use `wall` with the shares .3 and .1, so S = (.75)(-1) + (.25)(1) = -.5.
//!
//! What it cannot tell you: it takes topics for positions, since nothing is expected of a text on its topic; the
//! standard error counts words as if each were drawn by itself, and is far too small; the rescaled places depend on which
//! virgin texts there are.
//!
//! Source: Laver, Benoit & Garry 2003, American Political Science Review 97:311-331.

use ndarray::{Array2, Axis};

use crate::num::{mean, ratio, sample_variance, sqrt};

/// Where a text stands.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Wordscore {
    /// Its raw score, between the references' places.
    pub raw: f64,
    /// Its standard error.
    pub raw_error: f64,
    /// The score moved out to the references' spread, with its standard error; `None` with fewer than two virgin texts,
    /// or when they do not differ.
    pub rescaled: Option<(f64, f64)>,
}

/// Places texts by `counts`, texts x words; `references` holds the place of each reference text, and `None` for a virgin
/// one. Each text's place, also of the references; `None` for one without a word that a reference uses.
///
/// # Panics
/// When there are not as many references as texts.
pub fn wordscores(counts: &Array2<f64>, references: &[Option<f64>]) -> Vec<Option<Wordscore>> {
    assert_eq!(counts.nrows(), references.len(), "a place, or none, for each text");
    let scores = word_scores(counts, references);
    let raw: Vec<Option<(f64, f64)>> = counts
        .outer_iter()
        .map(|row| {
            let scored = || row.iter().zip(&scores).filter_map(|(n, score)| Some((*n, (*score)?)));
            let total: f64 = scored().map(|(n, _)| n).sum();
            let score = ratio(scored().map(|(n, score)| n * score).sum(), total)?;
            let variance = ratio(scored().map(|(n, word)| n * (word - score) * (word - score)).sum(), total)?;
            Some((score, sqrt(variance / total)))
        })
        .collect();
    let virgin: Vec<f64> = raw
        .iter()
        .zip(references)
        .filter(|(_, place)| place.is_none())
        .filter_map(|(raw, _)| Some((*raw)?.0))
        .collect();
    let places: Vec<f64> = references.iter().flatten().copied().collect();
    let stretch = stretch(&virgin, &places);
    let place = |(raw, raw_error): (f64, f64)| {
        let rescaled = stretch.map(|(center, factor)| ((raw - center) * factor + center, raw_error * factor));
        Wordscore { raw, raw_error, rescaled }
    };
    raw.into_iter().map(|raw| raw.map(place)).collect()
}

/// The score of each word; `None` for one that no reference uses.
fn word_scores(counts: &Array2<f64>, references: &[Option<f64>]) -> Vec<Option<f64>> {
    let references: Vec<(usize, f64, f64)> = references
        .iter()
        .enumerate()
        .filter_map(|(text, place)| Some((text, (*place)?, counts.row(text).sum())))
        .filter(|(_, _, total)| *total > 0.0)
        .collect();
    let score = |word: usize| {
        let shares = || references.iter().map(|&(text, place, total)| (counts[[text, word]] / total, place));
        ratio(shares().map(|(share, place)| share * place).sum(), shares().map(|(share, _)| share).sum())
    };
    (0..counts.len_of(Axis(1))).map(score).collect()
}

/// The mean of the virgin scores, and by how much they are moved out from it.
fn stretch(virgin: &[f64], places: &[f64]) -> Option<(f64, f64)> {
    let factor = ratio(sqrt(sample_variance(places)?), sqrt(sample_variance(virgin)?))?;
    Some((mean(virgin)?, factor))
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use ndarray::array;

    /// The example of Laver, Benoit & Garry (2003, table 1): 37 words, five references and a virgin text of 1,000 words
    /// each, the same 17 counts further and further along.
    pub(in crate::compare) fn published_example() -> Array2<f64> {
        const COUNTS: [f64; 17] =
            [2., 3., 10., 22., 45., 78., 115., 146., 158., 146., 115., 78., 45., 22., 10., 3., 2.];
        let starts = [0, 5, 10, 15, 20, 7];
        Array2::from_shape_fn((6, 37), |(text, word): (usize, usize)| {
            word.checked_sub(starts[text]).and_then(|at| COUNTS.get(at)).copied().unwrap_or(0.0)
        })
    }

    const PLACES: [Option<f64>; 6] = [Some(-1.5), Some(-0.75), Some(0.0), Some(0.75), Some(1.5), None];

    #[test]
    fn the_published_example_is_reproduced() {
        let found = wordscores(&published_example(), &PLACES);
        let virgin = found[5].unwrap();
        assert!((virgin.raw - -0.4480591).abs() < 5e-8, "{}", virgin.raw);
        assert!((virgin.raw_error - 0.01189767).abs() < 5e-9, "{}", virgin.raw_error);
        assert_eq!(virgin.rescaled, None); // one virgin text has no spread
        let ends = [found[0].unwrap().raw, found[4].unwrap().raw];
        assert!((ends[0] + 1.3179313).abs() < 1e-7 && (ends[1] - 1.3179313).abs() < 1e-7, "{ends:?}");
    }

    #[test]
    fn rescaled_scores_have_the_spread_of_the_references() {
        // NumPy 2.4: (v - v.mean()) * y.std(ddof=1) / v.std(ddof=1) + v.mean() over all six texts as virgin ones, v their
        // raw scores; quanteda's predict(..., rescaling = "lbg") rounds V1's to -.53
        let counts = published_example();
        let twice =
            Array2::from_shape_fn((11, 37), |(text, word)| counts[[if text < 5 { text } else { text - 5 }, word]]);
        let references: Vec<Option<f64>> = PLACES[..5].iter().copied().chain([None; 6]).collect();
        let (rescaled, error) = wordscores(&twice, &references)[10].unwrap().rescaled.unwrap();
        assert!((rescaled - -0.5296714912590393).abs() < 1e-12, "{rescaled}");
        assert!((error - 0.014498209525641322).abs() < 1e-12, "{error}");
    }

    #[test]
    fn words_that_no_reference_uses_do_not_count() {
        let counts = array![[3.0, 7.0, 0.0], [1.0, 9.0, 0.0], [1.0, 0.0, 5.0], [0.0, 0.0, 2.0]];
        let found = wordscores(&counts, &[Some(-1.0), Some(1.0), None, None]);
        assert!((found[2].unwrap().raw - -0.5).abs() < 1e-12);
        assert_eq!(found[3], None);
        assert_eq!(wordscores(&counts, &[None; 4]), [None; 4]);
    }
}
