//! What the machine predicts each code to be, and the prediction corrected with the codes.

use std::collections::BTreeMap;

use super::Sampled;
use crate::num::{Random, mean, ratio};

/// y~ of each article: its prediction, corrected where there is a code.
pub fn pseudo_outcomes(sample: &Sampled<'_>, predicted: &[f64]) -> Vec<f64> {
    let rows = predicted.iter().zip(sample.code).zip(sample.probability);
    rows.map(|((predicted, code), p)| code.map_or(*predicted, |code| predicted - (predicted - code) / p)).collect()
}

/// y^ of each article, by a line fitted on the codes of the other folds; `None` where the other folds of some fold have
/// no code at all.
pub fn predictions(sample: &Sampled<'_>, seed: u64) -> Option<Vec<f64>> {
    const N_FOLDS: usize = 5;
    let mut units: Vec<u32> = sample.unit.to_vec();
    units.sort_unstable();
    units.dedup();
    Random::new(seed, 0).shuffle(&mut units);
    let fold_of: BTreeMap<u32, usize> = units.iter().enumerate().map(|(at, unit)| (*unit, at % N_FOLDS)).collect();
    let folds: Vec<usize> = sample.unit.iter().map(|unit| fold_of[unit]).collect();
    let fits: Vec<Option<Fit>> = (0..N_FOLDS)
        .map(|fold| {
            let coded = (0..folds.len()).filter(|&article| folds[article] != fold);
            fit(&coded.filter_map(|article| Some((sample.measure[article], sample.code[article]?))).collect::<Vec<_>>())
        })
        .collect();
    let predict = |at: usize| {
        let fit = fits[folds[at]]?;
        Some(sample.measure[at].map_or(fit.without, |x| fit.line.0 + fit.line.1 * x))
    };
    (0..folds.len()).map(predict).collect()
}

/// What predicts a code.
#[derive(Debug, Clone, Copy)]
struct Fit {
    /// Height at 0 and slope.
    line: (f64, f64),
    /// For articles without a measure.
    without: f64,
}

/// From measures and codes; `None` without any.
fn fit(coded: &[(Option<f64>, f64)]) -> Option<Fit> {
    let points: Vec<(f64, f64)> = coded.iter().filter_map(|&(x, y)| Some((x?, y))).collect();
    let codes = |is_counted: fn(&Option<f64>) -> bool| {
        mean(&coded.iter().filter(|(measure, _)| is_counted(measure)).map(|(_, code)| *code).collect::<Vec<_>>())
    };
    let all = codes(|_| true)?;
    Some(Fit { line: line(&points).unwrap_or((all, 0.0)), without: codes(Option::is_none).unwrap_or(all) })
}

/// The least-squares line through points, as its height at 0 and its slope; level where points are few or one above
/// another, `None` without any.
fn line(points: &[(f64, f64)]) -> Option<(f64, f64)> {
    const MIN_POINTS: usize = 10;
    let (x, y): (Vec<f64>, Vec<f64>) = points.iter().copied().unzip();
    let (mean_x, mean_y) = (mean(&x)?, mean(&y)?);
    let sum = |of: fn(f64, f64) -> f64| points.iter().map(|(x, y)| of(x - mean_x, y - mean_y)).sum::<f64>();
    let slope =
        ratio(sum(|x, y| x * y), sum(|x, _| x * x)).filter(|slope| points.len() >= MIN_POINTS && slope.is_finite());
    let slope = slope.unwrap_or(0.0);
    Some((mean_y - slope * mean_x, slope))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(found: f64, expected: f64) {
        assert!((found - expected).abs() < 1e-9, "{found} {expected}");
    }

    #[test]
    fn the_line_is_numpys() {
        // np.polyfit(range(10), [1, 0, 2, 1, 3, 2, 5, 3, 4, 6], 1) -> [0.5393939393939393, 0.2727272727272724]
        let y = [1.0, 0.0, 2.0, 1.0, 3.0, 2.0, 5.0, 3.0, 4.0, 6.0];
        let points: Vec<(f64, f64)> = y.iter().enumerate().map(|(x, y)| (x as f64, *y)).collect();
        let (height, slope) = line(&points).unwrap();
        near(height, 0.272_727_272_727_272_4);
        near(slope, 0.539_393_939_393_939_3);
        assert_eq!(line(&points[..9]), Some((21.0 / 9.0, 0.0))); // too few
        assert_eq!(line(&[(1.0, 2.0); 12]), Some((2.0, 0.0))); // does not vary
        assert_eq!(line(&[]), None);
    }

    #[test]
    fn articles_without_evidence_are_predicted_by_their_like() {
        // np.polyfit(range(10), [1, 0, 2, 1, 3, 2, 5, 3, 4, 6], 1), and the mean of 4 and 8
        let with = [1.0, 0.0, 2.0, 1.0, 3.0, 2.0, 5.0, 3.0, 4.0, 6.0];
        let mut coded: Vec<(Option<f64>, f64)> = with.iter().enumerate().map(|(x, y)| (Some(x as f64), *y)).collect();
        near(fit(&coded).unwrap().without, 2.7); // none of them: the mean of all
        coded.extend([(None, 4.0), (None, 8.0)]);
        let found = fit(&coded).unwrap();
        near(found.without, 6.0);
        near(found.line.1, 0.539_393_939_393_939_3);
        assert!(fit(&[]).is_none());
    }
}
