//! How far two partitions of the same items agree.
//!
//! With n items, n_ij of them in class i of the one and class j of the other, a_i and b_j the class sizes:
//!
//! * mutual information I = sum (n_ij / n) ln(n n_ij / (a_i b_j)); entropy H(a) = -sum (a_i / n) ln(a_i / n);
//!   **NMI** = 2 I / (H(a) + H(b)), from 0 (independent) to 1 (the same); `None` when neither has two classes.
//! * **adjusted Rand index** (Hubert & Arabie 1985, J. Classification 2:193): pairs put together by both, corrected
//!   for chance; 0 at chance, 1 when the same, below 0 when worse than chance.
//! * **B-cubed** (Bagga & Baldwin 1998): for each item, the share of its found group that is truly of its class
//!   (precision), and the share of its class that was found with it (recall); both averaged over items.
//!
//! ```
//! use slantwise::compare::agreement::{b_cubed, normalized_mutual_information as nmi};
//! assert_eq!(nmi(&[0, 0, 1, 1], &[1, 1, 0, 0]), Some(1.0));
//! let score = b_cubed(&[0, 0, 0, 1], &[0, 0, 1, 1]).unwrap();
//! // item by item: precision 2/3, 2/3, 1/3, 1 and recall 1, 1, 1/2, 1/2
//! assert!((score.precision - 2.0 / 3.0).abs() < 1e-12 && (score.recall - 0.75).abs() < 1e-12);
//! ```
//!
//! NMI of unrelated labels grows with the number of classes, so NMI and the adjusted Rand index are read beside what they
//! are when there is nothing to agree on ([`agreement`]): the labels are shuffled, but only as far as they could have come
//! out otherwise ([`Exchange`]). Outlets of articles that have lost their event's mean are exchanged within the event: such
//! articles depend on each other, so that freely shuffled outlets would be too easy to beat. A rating belongs to the
//! outlet, so it is dealt out among outlets, not among articles: with three outlets every deal is the same partition, and
//! nothing can be said.
//!
//! What they cannot tell you: which class stands where, and why. An outlet and its house style agree with the same
//! clusters.

use ndarray::Array2;

use crate::num::{Random, ln, mean, quantile, ratio};

/// Precision, recall and their harmonic mean, each 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BCubed {
    /// How pure the found groups are.
    pub precision: f64,
    /// How whole the true classes stay.
    pub recall: f64,
    /// 2 P R / (P + R).
    pub f1: f64,
}

/// A measure of agreement, and what it gives when there is nothing to agree on.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Measure {
    /// The measure; `None` where it is not defined.
    pub value: Option<f64>,
    /// The measure on shuffled labels; `None` when they were not shuffled.
    pub null: Option<Null>,
}

/// How far two partitions agree, by both measures.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Agreement {
    /// Normalised mutual information.
    pub nmi: Measure,
    /// Adjusted Rand index.
    pub ari: Measure,
}

/// What a measure of agreement gives when there is nothing to agree on.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Null {
    /// Its mean over shuffled labels.
    pub mean: f64,
    /// Its 95th percentile over shuffled labels.
    pub p95: f64,
    /// The share of shuffles (the unshuffled labels counted as one) that reach the value observed.
    pub p_value: f64,
}

/// Which labels could as well stand in each other's place.
#[derive(Debug, Clone, Copy)]
pub enum Exchange<'a> {
    /// Those of items in one block (an event), given the block of each item.
    Within(&'a [u32]),
    /// Those of whole units (outlets), given the unit of each item: all its items have one label.
    Units(&'a [u32]),
}

impl Measure {
    /// Whether it is above the 95th percentile of shuffled labels; `None` when it or that is unknown.
    pub fn is_above_chance(&self) -> Option<bool> {
        Some(self.value? > self.null?.p95)
    }

    /// How far it is above the mean of shuffled labels; `None` when it or that is unknown.
    pub fn beyond_chance(&self) -> Option<f64> {
        Some(self.value? - self.null?.mean)
    }
}

/// Normalised mutual information with the arithmetic mean of the entropies; 0 to 1.
pub fn normalized_mutual_information(a: &[u32], b: &[u32]) -> Option<f64> {
    let n = a.len() as f64;
    let (joint, rows, columns) = contingency(a, b);
    let entropy = |sizes: &[u64]| {
        -sizes.iter().filter(|size| **size > 0).map(|&size| size as f64 / n).map(|p| p * ln(p)).sum::<f64>()
    };
    let information: f64 = joint
        .iter()
        .map(|((i, j), n_ij)| {
            let n_ij = *n_ij as f64;
            n_ij / n * ln(n * n_ij / (rows[*i as usize] as f64 * columns[*j as usize] as f64))
        })
        .sum();
    ratio(2.0 * information, entropy(&rows) + entropy(&columns)).map(|nmi| nmi.clamp(0.0, 1.0))
}

/// The adjusted Rand index; at most 1. `None` for fewer than two items or when both partitions are trivial.
pub fn adjusted_rand_index(a: &[u32], b: &[u32]) -> Option<f64> {
    let pairs = |n: u64| (n * n.saturating_sub(1) / 2) as f64;
    let (joint, rows, columns) = contingency(a, b);
    let together: f64 = joint.iter().map(|(_, n)| pairs(*n)).sum();
    let in_a: f64 = rows.iter().map(|&n| pairs(n)).sum();
    let in_b: f64 = columns.iter().map(|&n| pairs(n)).sum();
    let expected = ratio(in_a * in_b, pairs(a.len() as u64))?;
    ratio(together - expected, (in_a + in_b) / 2.0 - expected)
}

/// B-cubed precision, recall and F1 of `found` against `truth`; `None` of nothing.
pub fn b_cubed(found: &[u32], truth: &[u32]) -> Option<BCubed> {
    let n = found.len() as f64;
    let (joint, groups, classes) = contingency(found, truth);
    let over_items = |sizes: &dyn Fn(&(u32, u32)) -> u64| {
        let sum: f64 = joint.iter().map(|(cell, n_ij)| (n_ij * n_ij) as f64 / sizes(cell) as f64).sum();
        ratio(sum, n)
    };
    let precision = over_items(&|cell| groups[cell.0 as usize])?;
    let recall = over_items(&|cell| classes[cell.1 as usize])?;
    Some(BCubed { precision, recall, f1: 2.0 * precision * recall / (precision + recall) })
}

/// NMI and adjusted Rand index of `a` with `b`, and both again with `b`'s labels shuffled `n_shuffles` times; without
/// null for 0 shuffles.
pub fn agreement(a: &[u32], b: &[u32], exchange: Exchange<'_>, n_shuffles: usize, seed: u64) -> Agreement {
    let measures = |b: &[u32]| [normalized_mutual_information(a, b), adjusted_rand_index(a, b)];
    let observed = measures(b);
    let shuffle = shuffler(b, exchange);
    let shuffled: Vec<_> =
        (0..n_shuffles as u64).map(|draw| measures(&shuffle(&mut Random::new(seed, draw)))).collect();
    let [nmi, ari] = [0, 1].map(|which| Measure {
        value: observed[which],
        null: null(observed[which], shuffled.iter().filter_map(|measures| measures[which]).collect()),
    });
    Agreement { nmi, ari }
}

/// How many items of class i of `a` and class j of `b` there would be on average with `b`'s labels shuffled within
/// `blocks`: the sum over blocks of a_i b_j / n, with the block's sizes.
///
/// By hand: a block with the classes 0, 0, 1 of `a` and 0, 1, 1 of `b` gives 2 * 1 / 3 for classes 0 and 0.
pub fn expected_counts(a: &[u32], b: &[u32], blocks: &[u32]) -> Array2<f64> {
    let mut expected = Array2::zeros((sizes(a).len(), sizes(b).len()));
    for block in members(blocks) {
        let classes = |labels: &[u32]| {
            let mut of_block: Vec<u32> = block.iter().map(|at| labels[*at]).collect();
            of_block.sort_unstable();
            of_block.chunk_by(|i, j| i == j).map(|run| (run[0] as usize, run.len() as f64)).collect::<Vec<_>>()
        };
        let of_b = classes(b);
        for (i, n_i) in classes(a) {
            of_b.iter().for_each(|(j, n_j)| expected[[i, *j]] += n_i * n_j / block.len() as f64);
        }
    }
    expected
}

fn null(observed: Option<f64>, mut shuffled: Vec<f64>) -> Option<Null> {
    let observed = observed?;
    shuffled.sort_by(f64::total_cmp);
    let n_reaching = shuffled.iter().filter(|value| **value >= observed - 1e-12).count();
    Some(Null {
        mean: mean(&shuffled)?,
        p95: quantile(&shuffled, 0.95)?,
        p_value: (1 + n_reaching) as f64 / (1 + shuffled.len()) as f64,
    })
}

/// A function that shuffles `labels` as far as they can be exchanged.
fn shuffler<'a>(labels: &'a [u32], exchange: Exchange<'a>) -> impl Fn(&mut Random) -> Vec<u32> + 'a {
    let (groups, is_whole) = match exchange {
        Exchange::Within(blocks) => (members(blocks), false),
        Exchange::Units(units) => (members(units), true),
    };
    move |random| {
        let mut shuffled = labels.to_vec();
        if is_whole {
            let mut of_unit: Vec<u32> = groups.iter().map(|items| labels[items[0]]).collect();
            random.shuffle(&mut of_unit);
            groups.iter().zip(of_unit).for_each(|(items, label)| items.iter().for_each(|&item| shuffled[item] = label));
        } else {
            for items in groups.iter().filter(|items| items.len() > 1) {
                let mut of_block: Vec<u32> = items.iter().map(|&item| labels[item]).collect();
                random.shuffle(&mut of_block);
                items.iter().zip(of_block).for_each(|(&item, label)| shuffled[item] = label);
            }
        }
        shuffled
    }
}

/// The items of each group that has some, ascending.
fn members(group: &[u32]) -> Vec<Vec<usize>> {
    let mut items: Vec<usize> = (0..group.len()).collect();
    items.sort_by_key(|item| (group[*item], *item));
    items.chunk_by(|a, b| group[*a] == group[*b]).map(<[usize]>::to_vec).collect()
}

/// A row and a column, and how many items stand in both.
type Cell = ((u32, u32), u64);

/// Cells in use, row sizes and column sizes.
fn contingency(a: &[u32], b: &[u32]) -> (Vec<Cell>, Vec<u64>, Vec<u64>) {
    assert_eq!(a.len(), b.len(), "two partitions of the same items");
    let (rows, columns) = (sizes(a), sizes(b));
    let width = columns.len();
    if rows.len() * width <= 4 * a.len() {
        // a table is faster than sorting, and small beside the labels
        let mut table = vec![0; rows.len() * width];
        a.iter().zip(b).for_each(|(i, j)| table[*i as usize * width + *j as usize] += 1);
        let cell = |(at, n): (usize, u64)| (((at / width) as u32, (at % width) as u32), n);
        let joint = table.into_iter().enumerate().filter(|(_, n)| *n > 0).map(cell).collect();
        return (joint, rows, columns);
    }
    let mut cells: Vec<(u32, u32)> = a.iter().copied().zip(b.iter().copied()).collect();
    cells.sort_unstable();
    let joint = cells.chunk_by(|i, j| i == j).map(|run| (run[0], run.len() as u64)).collect();
    (joint, rows, columns)
}

fn sizes(labels: &[u32]) -> Vec<u64> {
    let mut sizes = vec![0; labels.iter().max().map_or(0, |label| *label as usize + 1)];
    labels.iter().for_each(|label| sizes[*label as usize] += 1);
    sizes
}

#[cfg(test)]
mod tests {
    use super::*;

    const A: [u32; 10] = [0, 0, 0, 1, 1, 1, 1, 2, 2, 2];
    const B: [u32; 10] = [0, 0, 1, 1, 1, 2, 2, 2, 2, 0];

    fn check(found: Option<f64>, expected: f64) {
        assert!((found.unwrap() - expected).abs() < 1e-12, "{found:?} {expected}");
    }

    #[test]
    fn equals_scikit_learn() {
        // sklearn.metrics.normalized_mutual_info_score(A, B), adjusted_rand_score(A, B); scikit-learn 1.9.1
        check(normalized_mutual_information(&A, &B), 0.3946483716358942);
        check(adjusted_rand_index(&A, &B), 0.09090909090909091);
    }

    #[test]
    fn one_class_on_both_sides_agrees_about_nothing() {
        assert_eq!(normalized_mutual_information(&[1, 1], &[2, 2]), None);
        assert_eq!(adjusted_rand_index(&[1], &[1]), None);
        assert_eq!(b_cubed(&[], &[]), None);
    }

    #[test]
    fn the_null_is_low_for_unrelated_and_exceeded_by_related_labels() {
        let a: Vec<u32> = (0..120).map(|item| item % 3).collect();
        let one_block = vec![0; 120];
        let found = agreement(&a, &a, Exchange::Within(&one_block), 99, 42);
        for measure in [found.nmi, found.ari] {
            let null = measure.null.unwrap();
            assert!(measure.value == Some(1.0) && null.p95 < 0.06 && null.p_value == 0.01, "{measure:?}");
            assert_eq!(measure.is_above_chance(), Some(true));
        }
        let unrelated: Vec<u32> = (0..120).map(|item| item / 40).collect();
        let found = agreement(&a, &unrelated, Exchange::Within(&one_block), 99, 42);
        assert!(found.nmi.null.unwrap().p_value > 0.5 && found.ari.null.unwrap().mean.abs() < 0.02, "{found:?}");
        assert_eq!(agreement(&a, &a, Exchange::Within(&one_block), 0, 42).nmi.null, None);
    }

    #[test]
    fn what_the_blocks_alone_bring_about_is_in_the_null() {
        // 30 blocks of four: `a` and `b` are both the block's parity, but for two items of each block in `b`
        let blocks: Vec<u32> = (0..120).map(|item| item / 4).collect();
        let a: Vec<u32> = blocks.iter().map(|block| block % 2).collect();
        let b: Vec<u32> = (0..120).map(|item| if item % 4 < 2 { blocks[item as usize] % 2 } else { 2 }).collect();
        let free = agreement(&a, &b, Exchange::Within(&[0; 120]), 99, 42).nmi;
        let within = agreement(&a, &b, Exchange::Within(&blocks), 99, 42).nmi;
        assert_eq!(free.is_above_chance(), Some(true));
        assert_eq!((within.is_above_chance(), within.null.unwrap().p_value), (Some(false), 1.0));
    }

    #[test]
    fn labels_of_units_are_dealt_out_among_units() {
        // three units with a label each: every deal is the same partition
        let unit: Vec<u32> = (0..60).map(|item| item / 20).collect();
        let found = agreement(&unit, &unit, Exchange::Units(&unit), 50, 42).nmi;
        assert_eq!(found.null.map(|null| null.p_value), Some(1.0));
        // of eight units four have label 1: 1 deal in 35 splits them alike
        let unit: Vec<u32> = (0..64).map(|item| item / 8).collect();
        let label: Vec<u32> = unit.iter().map(|unit| u32::from(*unit < 4)).collect();
        let p = agreement(&label, &label, Exchange::Units(&unit), 999, 42).nmi.null.unwrap().p_value;
        assert!((p - 1.0 / 35.0).abs() < 0.015, "{p}");
    }

    #[test]
    fn expected_counts_keep_what_each_block_has() {
        let found = expected_counts(&[0, 0, 1, 1], &[0, 1, 1, 0], &[0, 0, 0, 5]);
        let third = 1.0 / 3.0;
        let expected = [2.0 * third, 4.0 * third, third + 1.0, 2.0 * third];
        assert!(found.iter().zip(expected).all(|(a, b)| (a - b).abs() < 1e-12), "{found}");
    }

    #[test]
    fn a_table_counts_as_sorting_does() {
        let a: Vec<u32> = (0..50).map(|item| item * item % 7).collect();
        let b: Vec<u32> = (0..50).map(|item| item * 3 % 5).collect();
        let far: Vec<u32> = b.iter().map(|label| label * 1_000).collect(); // too wide for a table
        check(normalized_mutual_information(&a, &far), normalized_mutual_information(&a, &b).unwrap());
        check(adjusted_rand_index(&a, &far), adjusted_rand_index(&a, &b).unwrap());
    }
}
