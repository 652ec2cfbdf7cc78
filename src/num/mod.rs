//! Numbers that are the same on every machine, for any thread count and any order of rows.
//!
//! `ln`, `exp`, `erfc` and `sqrt` come from `libm` (pure Rust), not from the platform; sums over articles are
//! [`ExactSum`]s; chance is [`Random`], seeded. A number that does not exist is `None`, never 0 and never NaN.

mod estimate;
mod exact;
mod random;
pub mod words;

pub use estimate::{Estimate, Interval, mean, percentile_interval, percentile_interval_of, quantile, sample_variance};
pub use exact::ExactSum;
pub use random::Random;

/// The natural logarithm, the same on every machine.
pub fn ln(x: f64) -> f64 {
    libm::log(x)
}

/// The exponential function, the same on every machine.
pub fn exp(x: f64) -> f64 {
    libm::exp(x)
}

/// The complementary error function, the same on every machine; `erfc(|z| / sqrt 2)` is the chance of a normal draw
/// as far from 0 as z.
pub fn erfc(x: f64) -> f64 {
    libm::erfc(x)
}

/// The square root (exactly rounded everywhere).
pub fn sqrt(x: f64) -> f64 {
    libm::sqrt(x)
}

/// `part / whole`, or `None` when `whole` is 0.
///
/// ```
/// assert_eq!(slantwise::num::ratio(1.0, 4.0), Some(0.25));
/// assert_eq!(slantwise::num::ratio(0.0, 0.0), None);
/// ```
pub fn ratio(part: f64, whole: f64) -> Option<f64> {
    (whole != 0.0).then(|| part / whole)
}
