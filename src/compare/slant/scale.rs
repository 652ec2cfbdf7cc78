//! The scale itself: the weight of each word by partial least squares on the anchors, and the scores of all outlets.

use ndarray::{Array2, Axis};

use super::{Pole, dot};
use crate::num::{mean, sample_variance, sqrt};

/// A scale held between anchors.
#[derive(Debug, Clone, PartialEq)]
pub struct Scale {
    /// The weight of each word: what one more unit of its log ratio adds to a score.
    pub weights: Vec<f64>,
    /// The score of each outlet; over the outlets that are no anchors the mean is 0 and the standard deviation 1.
    pub scores: Vec<f64>,
}

/// The scale between the outlets that have a pole, by partial least squares with `n_components` components (fewer where
/// the anchors are fitted without them). `None` without an anchor at each pole, with fewer than three outlets that are no
/// anchors, or when these do not differ.
pub fn scale(ratios: &Array2<f64>, poles: &[Option<Pole>], n_components: usize) -> Option<Scale> {
    let is_standard: Vec<bool> = poles.iter().map(Option::is_none).collect();
    scale_on(ratios, poles, &is_standard, n_components)
}

/// The scale without anchor `left_out`, standardised on the same outlets as with it. `None` as for [`scale`].
pub fn scale_without(
    ratios: &Array2<f64>,
    poles: &[Option<Pole>],
    left_out: usize,
    n_components: usize,
) -> Option<Scale> {
    let is_standard: Vec<bool> = poles.iter().map(Option::is_none).collect();
    let mut poles = poles.to_vec();
    poles[left_out] = None;
    scale_on(ratios, &poles, &is_standard, n_components)
}

fn scale_on(ratios: &Array2<f64>, poles: &[Option<Pole>], is_standard: &[bool], n_components: usize) -> Option<Scale> {
    let mut weights = partial_least_squares(ratios, poles, n_components)?;
    let mut scores: Vec<f64> = ratios.outer_iter().map(|row| dot(row, &weights)).collect();
    let standard: Vec<f64> = scores.iter().zip(is_standard).filter(|(_, is)| **is).map(|(score, _)| *score).collect();
    let center = mean(&standard)?;
    let spread = sqrt(sample_variance(&standard).filter(|_| standard.len() > 2)?);
    if spread <= 1e-12 * scores.iter().fold(0.0, |most, score| f64::max(most, score.abs())) {
        return None;
    }
    scores.iter_mut().for_each(|score| *score = (*score - center) / spread);
    weights.iter_mut().for_each(|weight| *weight /= spread);
    Some(Scale { weights, scores })
}

/// The coefficients of PLS1 (NIPALS; Martens & Naes 1989, frame 3.4) of the poles on the anchors' log ratios.
pub(super) fn partial_least_squares(
    ratios: &Array2<f64>,
    poles: &[Option<Pole>],
    n_components: usize,
) -> Option<Vec<f64>> {
    let anchors: Vec<usize> = (0..poles.len()).filter(|outlet| poles[*outlet].is_some()).collect();
    let n_second = anchors.iter().filter(|outlet| poles[**outlet] == Some(Pole::Second)).count();
    if n_second == 0 || n_second == anchors.len() {
        return None;
    }
    let mean_pole = 2.0 * n_second as f64 / anchors.len() as f64 - 1.0;
    let side = |outlet: &usize| if poles[*outlet] == Some(Pole::Second) { 1.0 } else { -1.0 };
    let mut left: Vec<f64> = anchors.iter().map(|outlet| side(outlet) - mean_pole).collect();
    let mut rows = ratios.select(Axis(0), &anchors);
    let means = combination(&rows, &vec![1.0 / anchors.len() as f64; anchors.len()]);
    rows.outer_iter_mut().for_each(|mut row| row.iter_mut().zip(&means).for_each(|(ratio, mean)| *ratio -= mean));

    let mut coefficients = vec![0.0; rows.ncols()];
    let mut found: Vec<(Vec<f64>, Vec<f64>)> = Vec::new(); // direction in the rows as given, and loading
    for _ in 0..n_components {
        let mut weight = combination(&rows, &left);
        let length = sqrt(weight.iter().map(|w| w * w).sum());
        if length <= 1e-9 {
            break;
        }
        weight.iter_mut().for_each(|w| *w /= length);
        let scores: Vec<f64> = rows.outer_iter().map(|row| dot(row, &weight)).collect();
        let square: f64 = scores.iter().map(|score| score * score).sum();
        let loading = combination(&rows, &scores.iter().map(|score| score / square).collect::<Vec<_>>());
        let slope = left.iter().zip(&scores).map(|(y, t)| y * t).sum::<f64>() / square;
        for (mut row, score) in rows.outer_iter_mut().zip(&scores) {
            row.iter_mut().zip(&loading).for_each(|(ratio, p)| *ratio -= score * p);
        }
        left.iter_mut().zip(&scores).for_each(|(y, t)| *y -= slope * t);
        let mut direction = weight.clone();
        for (earlier, its_loading) in &found {
            let overlap: f64 = its_loading.iter().zip(&weight).map(|(p, w)| p * w).sum();
            direction.iter_mut().zip(earlier).for_each(|(d, r)| *d -= overlap * r);
        }
        coefficients.iter_mut().zip(&direction).for_each(|(b, r)| *b += slope * r);
        found.push((direction, loading));
    }
    (!found.is_empty()).then_some(coefficients)
}

/// The sum of the rows, each times its factor.
fn combination(rows: &Array2<f64>, factors: &[f64]) -> Vec<f64> {
    let mut sum = vec![0.0; rows.ncols()];
    for (row, factor) in rows.outer_iter().zip(factors) {
        sum.iter_mut().zip(row).for_each(|(sum, value)| *sum += factor * value);
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    const ANCHORS: [Option<Pole>; 8] = {
        let (first, second) = (Some(Pole::First), Some(Pole::Second));
        [first, first, second, second, second, None, None, None]
    };

    fn eight_outlets() -> Array2<f64> {
        array![
            [0.5, -0.2, 0.1, 0.0],
            [0.3, 0.1, -0.4, 0.2],
            [-0.6, 0.4, 0.2, -0.1],
            [-0.1, 0.3, -0.3, 0.5],
            [0.2, 0.2, 0.9, -0.7],
            [-0.4, -0.5, 0.3, 0.1],
            [0.1, -0.1, 0.2, 0.2],
            [-0.2, 0.6, 0.1, 0.3],
        ]
    }

    fn near(found: &[f64], expected: &[f64]) {
        let all = found.len() == expected.len() && found.iter().zip(expected).all(|(a, b)| (a - b).abs() < 1e-9);
        assert!(all, "{found:?} but expected {expected:?}");
    }

    #[test]
    fn weights_and_scores_are_scikit_learns() {
        // PLSRegression(n_components=m, scale=False).fit(X[:5], [-1, -1, 1, 1, 1]).coef_ (scikit-learn 1.9.1)
        let expected = [
            [-1.1795947874004897, 0.7285732510414789, 0.867349108382713, -0.41632757202370213],
            [-1.5215077187281822, 1.00962756786181, 0.7265035228551501, -0.0613972851030274],
            [0.2639968803233781, 3.7367950275886224, 3.667580722539762, 3.439614215145191],
        ];
        let ratios = eight_outlets();
        for (m, expected) in expected.iter().enumerate() {
            near(&partial_least_squares(&ratios, &ANCHORS, m + 1).unwrap(), expected);
        }
        // s = X @ coef_ with m = 2; (s - s[5:].mean()) / s[5:].std(ddof=1)
        let scores = [
            -2.339544761298972,
            -1.915010182951014,
            1.9821084058793987,
            -0.3302624969719891,
            0.3809021008674587,
            -0.13012328594669645,
            -0.9285685436860677,
            1.0586918296327639,
        ];
        near(&scale(&ratios, &ANCHORS, 2).unwrap().scores, &scores);
    }

    #[test]
    fn one_component_projects_on_the_difference_of_the_poles() {
        let ratios = eight_outlets();
        let found = scale(&ratios, &ANCHORS, 1).unwrap().weights;
        let difference = |word: usize| {
            let column = ratios.column(word);
            (column[2] + column[3] + column[4]) / 3.0 - (column[0] + column[1]) / 2.0
        };
        let factor = found[0] / difference(0);
        near(&found, &(0..4).map(|word| factor * difference(word)).collect::<Vec<_>>());
    }

    #[test]
    fn poles_that_change_places_turn_the_scale_round() {
        let turned = ANCHORS.map(|pole| pole.map(|pole| if pole == Pole::First { Pole::Second } else { Pole::First }));
        let (one, other) =
            (scale(&eight_outlets(), &ANCHORS, 2).unwrap(), scale(&eight_outlets(), &turned, 2).unwrap());
        near(&one.scores, &other.scores.iter().map(|score| -score).collect::<Vec<_>>());
    }

    #[test]
    fn an_anchor_left_out_is_placed_by_the_others() {
        let ratios = eight_outlets();
        let mut poles = ANCHORS;
        poles[4] = None;
        let weights = partial_least_squares(&ratios, &poles, 2).unwrap();
        let raw: Vec<f64> = ratios.outer_iter().map(|row| dot(row, &weights)).collect();
        let standard = (mean(&raw[5..]).unwrap(), sqrt(sample_variance(&raw[5..]).unwrap())); // 4 stays out of it
        let expected: Vec<f64> = raw.iter().map(|score| (score - standard.0) / standard.1).collect();
        near(&scale_without(&ratios, &ANCHORS, 4, 2).unwrap().scores, &expected);
    }

    #[test]
    fn without_a_pole_or_others_to_place_there_is_no_scale() {
        let ratios = eight_outlets();
        let (first, second) = (Some(Pole::First), Some(Pole::Second));
        assert_eq!(scale(&ratios, &[None; 8], 2), None);
        assert_eq!(scale(&ratios, &[first, first, None, None, None, None, None, None], 2), None);
        let few = [first, second, second, second, first, first, None, None];
        assert_eq!(scale(&ratios, &few, 2), None);
        assert_eq!(scale(&Array2::zeros((8, 4)), &ANCHORS, 2), None);
        assert_eq!(scale(&Array2::zeros((8, 0)), &ANCHORS, 2), None);
        let alone = [first, second, None, None, None, None, None, None];
        assert!(scale(&ratios, &alone, 2).is_some());
        assert_eq!(scale_without(&ratios, &alone, 0, 2), None);
    }
}
