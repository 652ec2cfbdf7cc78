use rand_xoshiro::Xoshiro256PlusPlus;
use rand_xoshiro::rand_core::{RngCore, SeedableRng};

/// Seeded chance whose values do not change with a library's version: xoshiro256++ (Blackman & Vigna 2021,
/// ACM TOMS 47:36) with our own bounded draw and shuffle.
#[derive(Debug, Clone)]
pub struct Random(Xoshiro256PlusPlus);

impl Random {
    /// The stream number `stream` of `seed`: replicate *i* takes stream *i*, so threads change nothing.
    pub fn new(seed: u64, stream: u64) -> Self {
        // SplitMix64's increment keeps neighbouring streams apart before the generator's own seeding mixes them
        Self(Xoshiro256PlusPlus::seed_from_u64(seed ^ stream.wrapping_add(1).wrapping_mul(0x9E37_79B9_7F4A_7C15)))
    }

    /// A generator for a library that asks for one.
    pub fn generator(&self) -> Xoshiro256PlusPlus {
        self.0.clone()
    }

    /// A whole number from 0 to `n - 1`, each equally likely (Lemire 2019, ACM TOMACS 29:3, with rejection).
    ///
    /// # Panics
    /// When `n` is 0.
    pub fn below(&mut self, n: usize) -> usize {
        assert!(n > 0, "no number is below 0");
        let n = n as u64;
        loop {
            let product = u128::from(self.0.next_u64()) * u128::from(n);
            let low = product as u64;
            if low >= n || low >= n.wrapping_neg() % n {
                return (product >> 64) as usize;
            }
        }
    }

    /// True or false, each with probability one half.
    pub fn flip(&mut self) -> bool {
        self.0.next_u64() >> 63 == 1
    }

    /// A number from 0 to below 1, each multiple of 2^-53 equally likely.
    pub fn unit(&mut self) -> f64 {
        (self.0.next_u64() >> 11) as f64 / (1u64 << 53) as f64
    }

    /// A standard normal draw (Marsaglia & Bray's polar method).
    pub fn normal(&mut self) -> f64 {
        loop {
            let (u, v) = (self.signed_unit(), self.signed_unit());
            let s = u * u + v * v;
            if s > 0.0 && s < 1.0 {
                return u * super::sqrt(-2.0 * super::ln(s) / s);
            }
        }
    }

    /// Puts `items` in a random order (Fisher & Yates).
    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for i in (1..items.len()).rev() {
            items.swap(i, self.below(i + 1));
        }
    }

    fn signed_unit(&mut self) -> f64 {
        (self.0.next_u64() >> 11) as f64 / (1u64 << 52) as f64 - 1.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn draws_each_number_about_equally_often() {
        let mut random = Random::new(42, 0);
        let mut counts = [0; 7];
        (0..70_000).for_each(|_| counts[random.below(7)] += 1);
        assert!(counts.iter().all(|n| (9_500..10_500).contains(n)), "{counts:?}");
    }

    #[test]
    fn streams_differ_and_repeat() {
        let draws =
            |stream| (0..8).map(|_| 0).scan(Random::new(42, stream), |r, _| Some(r.below(1000))).collect::<Vec<_>>();
        assert_eq!(draws(1), draws(1));
        assert_ne!(draws(1), draws(2));
    }

    #[test]
    fn normal_draws_have_mean_0_and_variance_1() {
        let mut random = Random::new(1, 1);
        let draws: Vec<f64> = (0..50_000).map(|_| random.normal()).collect();
        let mean = draws.iter().sum::<f64>() / 5e4;
        let variance = draws.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / 5e4;
        assert!(mean.abs() < 0.02 && (variance - 1.0).abs() < 0.03, "{mean} {variance}");
    }
}
