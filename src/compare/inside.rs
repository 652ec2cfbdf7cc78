//! What marks a group: the mean of a quantity over its articles against the mean over all others.
//!
//! For a group g (a cluster, say) and a quantity with value x_i on article i: the mean of x_i over the articles in g, the
//! mean over the articles in the other groups, and the first less the second. Its 95 % interval comes from drawing whole
//! events again, with the articles of all groups ([`resample`](super::resample)): the 2.5 % and 97.5 % quantile of the
//! difference over resamples.
//!
//! By hand: values 4 and 2 inside and 1, 0 and 2 outside: 3 - 1 = 2.
//!
//! What it cannot tell you: whether the quantity made the group. Of many quantities some lie far from 0 by chance: one
//! interval in twenty of those that should leaves 0 out.

use crate::num::{Estimate, Random, percentile_interval, ratio};

/// What is known of an article.
#[derive(Debug, Clone, PartialEq)]
pub struct Item {
    /// Its group.
    pub group: u32,
    /// Its unit (event).
    pub unit: u32,
    /// Whether it has each family of quantities at all (words in a voice, say).
    pub has: Vec<bool>,
    /// Its quantities that are not 0.
    pub values: Vec<(usize, f64)>,
}

/// A quantity inside and outside a group.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Inside {
    /// Articles inside that have the quantity.
    pub n: u64,
    /// Its mean over them; `None` without one.
    pub mean: Option<f64>,
    /// Articles outside that have the quantity.
    pub n_outside: u64,
    /// Its mean over them; `None` without one.
    pub mean_outside: Option<f64>,
    /// Mean inside less mean outside, `n` the articles of both; `None` when either is missing. No interval without
    /// resamples, with fewer than two units, or when it does not vary.
    pub difference: Option<Estimate>,
}

/// Random streams from here on are those of groups' insides.
const STREAM: u64 = 3 << 32;

/// Groups x quantities; `family[q]` is the family of quantity q.
pub fn inside(items: &[Item], n_groups: usize, family: &[usize], n_resamples: usize, seed: u64) -> Vec<Vec<Inside>> {
    let shape =
        Shape { n_groups, n_quantities: family.len(), n_families: family.iter().max().map_or(0, |family| family + 1) };
    let units = units(items, &shape);
    let mut all = shape.empty();
    units.iter().for_each(|unit| all.add(unit));
    let n_cells = n_groups * family.len();
    let mut resampled: Vec<Vec<f64>> = vec![Vec::new(); n_cells];
    for resample in 0..n_resamples as u64 {
        let mut random = Random::new(seed, STREAM | resample);
        let mut drawn = shape.empty();
        (0..units.len()).for_each(|_| drawn.add(&units[random.below(units.len())]));
        for (cell, (inside, outside)) in drawn.means(&shape, family).into_iter().enumerate() {
            resampled[cell].extend(inside.0.zip(outside.0).map(|(inside, outside)| inside - outside));
        }
    }
    let cells = all.means(&shape, family).into_iter().zip(resampled).map(|((inside, outside), resampled)| {
        let value = inside.0.zip(outside.0).map(|(inside, outside)| inside - outside);
        let interval = (units.len() > 1).then(|| percentile_interval(resampled)).flatten();
        Inside {
            n: inside.1,
            mean: inside.0,
            n_outside: outside.1,
            mean_outside: outside.0,
            difference: value.map(|value| Estimate { value, interval, n: inside.1 + outside.1 }),
        }
    });
    let cells: Vec<Inside> = cells.collect();
    cells.chunks(family.len().max(1)).map(<[Inside]>::to_vec).collect()
}

/// How many groups, quantities and families there are.
struct Shape {
    n_groups: usize,
    n_quantities: usize,
    n_families: usize,
}

/// Sums of quantities by group, and numbers of articles by group and family.
struct Totals {
    sums: Vec<f64>,
    numbers: Vec<u32>,
}

/// What a unit adds to totals: only what is not 0.
struct Unit {
    sums: Vec<(u32, f64)>,
    numbers: Vec<(u32, u32)>,
}

/// A mean and the number of articles that it rests on.
type Mean = (Option<f64>, u64);

impl Shape {
    fn empty(&self) -> Totals {
        Totals { sums: vec![0.0; self.n_groups * self.n_quantities], numbers: vec![0; self.n_groups * self.n_families] }
    }
}

impl Totals {
    fn add(&mut self, unit: &Unit) {
        unit.sums.iter().for_each(|(cell, sum)| self.sums[*cell as usize] += sum);
        unit.numbers.iter().for_each(|(cell, n)| self.numbers[*cell as usize] += n);
    }

    /// Inside and outside each group, for each quantity.
    fn means(&self, shape: &Shape, family: &[usize]) -> Vec<(Mean, Mean)> {
        let at = |group: usize, quantity: usize| {
            let n = self.numbers[group * shape.n_families + family[quantity]];
            (self.sums[group * shape.n_quantities + quantity], u64::from(n))
        };
        let mean = |(sum, n): (f64, u64)| (ratio(sum, n as f64), n);
        let groups =
            (0..shape.n_groups).flat_map(|group| (0..shape.n_quantities).map(move |quantity| (group, quantity)));
        let of_cell = |(group, quantity): (usize, usize)| {
            let others = (0..shape.n_groups).filter(|other| *other != group).map(|other| at(other, quantity));
            (mean(at(group, quantity)), mean(others.fold((0.0, 0), |sum, other| (sum.0 + other.0, sum.1 + other.1))))
        };
        groups.map(of_cell).collect()
    }
}

fn units(items: &[Item], shape: &Shape) -> Vec<Unit> {
    let mut order: Vec<&Item> = items.iter().collect();
    order.sort_by_key(|item| item.unit);
    let of_unit = |items: &[&Item]| {
        let group = |item: &Item| item.group as usize;
        let sums = items.iter().flat_map(|item| {
            item.values.iter().map(|(at, value)| ((group(item) * shape.n_quantities + at) as u32, *value))
        });
        let families = items.iter().flat_map(|item| {
            let has = item.has.iter().enumerate().filter(|(_, has)| **has);
            has.map(|(family, _)| ((group(item) * shape.n_families + family) as u32, 1))
        });
        Unit { sums: sums.collect(), numbers: families.collect() }
    };
    order.chunk_by(|a, b| a.unit == b.unit).map(of_unit).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn item(group: u32, unit: u32, value: f64) -> Item {
        Item { group, unit, has: vec![true], values: vec![(0, value)] }
    }

    #[test]
    fn a_difference_is_the_mean_inside_less_that_outside() {
        let mut items: Vec<Item> = [(0, 0, 4.0), (1, 0, 1.0), (0, 1, 2.0), (2, 1, 0.0), (1, 1, 2.0)]
            .map(|(group, unit, value)| item(group, unit, value))
            .to_vec();
        items.push(Item { group: 0, unit: 1, has: vec![false], values: Vec::new() }); // no evidence is not 0
        let found = inside(&items, 3, &[0], 0, 42);
        let first = found[0][0];
        assert_eq!((first.n, first.mean, first.n_outside, first.mean_outside), (2, Some(3.0), 3, Some(1.0)));
        assert_eq!(first.difference, Some(Estimate { value: 2.0, interval: None, n: 5 }));
        assert_eq!((found[2][0].n, found[2][0].mean_outside), (1, Some(9.0 / 4.0)));
    }

    #[test]
    fn a_group_without_evidence_has_no_mean() {
        let found = inside(&[item(0, 0, 1.0), item(0, 1, 3.0)], 2, &[0], 100, 42);
        assert_eq!((found[0][0].mean, found[0][0].difference), (Some(2.0), None));
        assert_eq!((found[1][0].n, found[1][0].mean, found[1][0].mean_outside), (0, None, Some(2.0)));
        assert!(inside(&[], 0, &[0, 0], 10, 42).is_empty());
    }

    #[test]
    fn families_have_numbers_of_their_own() {
        // two quantities, each of a family; the second article has the second family only
        let items = [
            Item { group: 0, unit: 0, has: vec![true, true], values: vec![(0, 6.0), (1, 2.0)] },
            Item { group: 0, unit: 1, has: vec![false, true], values: vec![(1, 4.0)] },
            Item { group: 1, unit: 1, has: vec![true, true], values: vec![] },
        ];
        let found = inside(&items, 2, &[0, 1], 0, 42);
        let means: Vec<_> = found[0].iter().map(|rate| (rate.n, rate.mean, rate.mean_outside)).collect();
        assert_eq!(means, [(1, Some(6.0), Some(0.0)), (2, Some(3.0), Some(0.0))]);
    }

    #[test]
    fn the_interval_covers_the_truth_about_95_times_in_100() {
        // 40 events of four articles with an effect each, two of them inside; the difference is 1.5
        let mut n_covered = 0;
        for sample in 0..200 {
            let mut random = Random::new(11, sample);
            let items: Vec<Item> = (0..160)
                .scan(0.0, |effect, i| {
                    if i % 4 == 0 {
                        *effect = random.normal();
                    }
                    let is_inside = i % 4 < 2;
                    let value = *effect + random.normal() + if is_inside { 1.5 } else { 0.0 };
                    Some(item(u32::from(!is_inside), i / 4, value))
                })
                .collect();
            let found = inside(&items, 2, &[0], 300, sample)[0][0].difference.unwrap().interval.unwrap();
            n_covered += usize::from(found.contains(1.5));
        }
        assert!((180..=198).contains(&n_covered), "{n_covered}");
    }
}
