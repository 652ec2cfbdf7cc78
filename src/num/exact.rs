use std::ops::AddAssign;

/// A sum of numbers that is exact in any order, with how many there were: a commutative monoid.
///
/// Each number is rounded to a multiple of 1e-9 as it comes in and kept as an integer, so that merging the
/// sums of parts gives the same bits as one pass over the whole.
///
/// ```
/// use slantwise::num::ExactSum;
/// let mut left = ExactSum::from_iter([0.1, 0.2]);
/// left += ExactSum::from_iter([0.3]);
/// assert_eq!(left, ExactSum::from_iter([0.3, 0.2, 0.1])); // as f64, .1 + .2 + .3 is not .3 + .2 + .1
/// assert_eq!(left.sum(), 0.6);
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ExactSum {
    billionths: i128,
    n: u64,
}

const SCALE: f64 = 1e9;

impl ExactSum {
    /// Adds one number; it must be finite and below 1e18 in size.
    pub fn add(&mut self, x: f64) {
        debug_assert!(x.is_finite());
        self.billionths += (x * SCALE).round() as i128;
        self.n += 1;
    }

    /// How many numbers were added.
    pub fn n(&self) -> u64 {
        self.n
    }

    /// The sum.
    pub fn sum(&self) -> f64 {
        self.billionths as f64 / SCALE
    }

    /// The mean, or `None` when nothing was added.
    pub fn mean(&self) -> Option<f64> {
        (self.n > 0).then(|| self.sum() / self.n as f64)
    }
}

impl AddAssign for ExactSum {
    fn add_assign(&mut self, other: Self) {
        self.billionths += other.billionths;
        self.n += other.n;
    }
}

impl FromIterator<f64> for ExactSum {
    fn from_iter<I: IntoIterator<Item = f64>>(numbers: I) -> Self {
        let mut sum = Self::default();
        numbers.into_iter().for_each(|x| sum.add(x));
        sum
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn merging_parts_equals_one_pass(xs in prop::collection::vec(-1e6..1e6f64, 0..50), cut in 0usize..50) {
            let cut = cut.min(xs.len());
            let mut merged = ExactSum::from_iter(xs[cut..].iter().copied());
            merged += ExactSum::from_iter(xs[..cut].iter().rev().copied());
            prop_assert_eq!(merged, ExactSum::from_iter(xs));
        }
    }
}
