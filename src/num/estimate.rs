use serde::{Deserialize, Serialize};
/// A number about a group, with its interval and what it rests on.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Estimate {
    /// The estimate itself.
    pub value: f64,
    /// The 95 % interval; `None` when there was nothing to resample (fewer than two units).
    pub interval: Option<Interval>,
    /// How many units (articles) it rests on.
    pub n: u64,
}

/// The numbers from `low` to `high`, both among them; `low <= high`.
///
/// ```
/// use slantwise::num::Interval;
/// let interval = Interval { low: -0.5, high: 2.0 };
/// assert!(interval.contains(0.0) && !interval.contains(2.5));
/// assert_eq!((interval.width(), interval.ends()), (2.5, (-0.5, 2.0)));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Interval {
    /// The lower end.
    pub low: f64,
    /// The upper end.
    pub high: f64,
}

impl Interval {
    /// Whether `x` lies in it; an interval that does not contain 0 is clear of 0.
    pub fn contains(self, x: f64) -> bool {
        self.low <= x && x <= self.high
    }

    /// The upper end less the lower; 0 or more.
    pub fn width(self) -> f64 {
        self.high - self.low
    }

    /// Both ends, the lower first.
    pub fn ends(self) -> (f64, f64) {
        (self.low, self.high)
    }
}

/// The mean, or `None` of nothing.
pub fn mean(xs: &[f64]) -> Option<f64> {
    super::ratio(xs.iter().sum(), xs.len() as f64)
}

/// The variance with divisor n - 1, or `None` with fewer than two numbers.
pub fn sample_variance(xs: &[f64]) -> Option<f64> {
    let mean = mean(xs)?;
    (xs.len() > 1).then(|| xs.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / (xs.len() - 1) as f64)
}

/// The `p`-quantile (0 to 1) of numbers in ascending order, by linear interpolation between order statistics
/// (Hyndman & Fan 1996, type 7: the default of R and NumPy); `None` of nothing.
///
/// ```
/// assert_eq!(slantwise::num::quantile(&[1.0, 2.0, 3.0, 4.0], 0.25), Some(1.75)); // numpy.quantile([1,2,3,4], .25)
/// ```
pub fn quantile(ascending: &[f64], p: f64) -> Option<f64> {
    let last = ascending.len().checked_sub(1)?;
    let position = p * last as f64;
    let below = position.floor() as usize;
    let above = (below + 1).min(last);
    Some(ascending[below] + (position - below as f64) * (ascending[above] - ascending[below]))
}

/// The 2.5 % and 97.5 % quantiles of resampled values (Efron & Tibshirani 1993, ch. 13); `None` when they do not vary:
/// an interval without width would claim a certainty that resampling cannot give.
pub fn percentile_interval(resampled: Vec<f64>) -> Option<Interval> {
    percentile_interval_of(resampled, |value| value)
}

/// The [`percentile_interval`] of `rising(value)` for resampled values, `rising` being a function that rises.
///
/// ```
/// use slantwise::num::{ln, percentile_interval, percentile_interval_of};
/// let ratios = vec![0.5, 1.25, 2.0, 0.8, 3.0];
/// let logs = ratios.iter().map(|ratio| ln(*ratio)).collect();
/// assert_eq!(percentile_interval_of(ratios, ln), percentile_interval(logs));
/// ```
pub fn percentile_interval_of(mut resampled: Vec<f64>, rising: fn(f64) -> f64) -> Option<Interval> {
    let last = resampled.len().checked_sub(1)?;
    let least = rising(resampled.iter().copied().fold(f64::INFINITY, f64::min));
    let most = rising(resampled.iter().copied().fold(f64::NEG_INFINITY, f64::max));
    let varies = most - least > 1e-9 * least.abs().max(most.abs()); // more than rounding
    // only the order statistics that are needed are put in their places
    let mut quantile = |p: f64| {
        let position = p * last as f64;
        let below = position.floor() as usize;
        let (_, low, above) = resampled.select_nth_unstable_by(below, f64::total_cmp);
        let (low, high) = (*low, above.iter().copied().fold(f64::INFINITY, f64::min));
        let low = rising(low);
        if below < last { low + (position - below as f64) * (rising(high) - low) } else { low }
    };
    varies.then(|| Interval { low: quantile(0.025), high: quantile(0.975) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_has_no_mean_and_one_number_no_variance() {
        assert_eq!(mean(&[]), None);
        assert_eq!(sample_variance(&[3.0]), None);
        assert_eq!(sample_variance(&[1.0, 3.0]), Some(2.0));
    }

    #[test]
    fn interval_is_numpys() {
        // numpy.quantile(numpy.arange(101), [.025, .975]) -> 2.5, 97.5 (NumPy 2.2.6)
        assert_eq!(percentile_interval((0..=100).map(f64::from).collect()), Some(Interval { low: 2.5, high: 97.5 }));
        assert_eq!(percentile_interval(vec![-1.0; 50]), None);
        assert_eq!(percentile_interval(vec![0.3, 0.1 + 0.2]), None); // rounding is no variation
    }
}
