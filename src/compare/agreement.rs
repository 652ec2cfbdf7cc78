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
//! What they cannot tell you: NMI of random labels grows with the number of classes, so it is read beside
//! [`permutation_null`]: the same measure on shuffled labels.

use crate::num::{Random, ln, quantile, ratio};

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

/// Normalised mutual information with the arithmetic mean of the entropies; 0 to 1.
pub fn normalized_mutual_information(a: &[u32], b: &[u32]) -> Option<f64> {
    let n = a.len() as f64;
    let (joint, rows, columns) = contingency(a, b);
    let entropy =
        |sizes: &[u64]| -sizes.iter().filter(|it| **it > 0).map(|&it| it as f64 / n).map(|p| p * ln(p)).sum::<f64>();
    let information: f64 = joint
        .iter()
        .map(|((i, j), n_ij)| {
            let n_ij = *n_ij as f64;
            n_ij / n * ln(n * n_ij / (rows[*i as usize] as f64 * columns[*j as usize] as f64))
        })
        .sum();
    ratio(2.0 * information, entropy(&rows) + entropy(&columns)).map(|it| it.clamp(0.0, 1.0))
}

/// The adjusted Rand index; at most 1. `None` for fewer than two items or when both partitions are trivial.
pub fn adjusted_rand_index(a: &[u32], b: &[u32]) -> Option<f64> {
    let pairs = |n: u64| (n * n.saturating_sub(1) / 2) as f64;
    let (joint, rows, columns) = contingency(a, b);
    let together: f64 = joint.iter().map(|it| pairs(it.1)).sum();
    let in_a: f64 = rows.iter().map(|&it| pairs(it)).sum();
    let in_b: f64 = columns.iter().map(|&it| pairs(it)).sum();
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

/// NMI of `a` with `b` when `b`'s labels are shuffled `n_shuffles` times.
pub fn permutation_null(a: &[u32], b: &[u32], n_shuffles: usize, seed: u64) -> Option<Null> {
    let observed = normalized_mutual_information(a, b)?;
    let mut shuffled = b.to_vec();
    let mut values = Vec::with_capacity(n_shuffles);
    for stream in 0..n_shuffles {
        Random::new(seed, stream as u64).shuffle(&mut shuffled);
        values.push(normalized_mutual_information(a, &shuffled)?);
    }
    values.sort_by(f64::total_cmp);
    let n_reaching = values.iter().filter(|it| **it >= observed - 1e-12).count();
    Some(Null {
        mean: crate::num::mean(&values)?,
        p95: quantile(&values, 0.95)?,
        p_value: (1 + n_reaching) as f64 / (1 + n_shuffles) as f64,
    })
}

/// A row and a column, and how many items stand in both.
type Cell = ((u32, u32), u64);

/// Cells in use, row sizes and column sizes.
fn contingency(a: &[u32], b: &[u32]) -> (Vec<Cell>, Vec<u64>, Vec<u64>) {
    assert_eq!(a.len(), b.len(), "two partitions of the same items");
    let mut cells: Vec<(u32, u32)> = a.iter().copied().zip(b.iter().copied()).collect();
    cells.sort_unstable();
    let joint = cells.chunk_by(|i, j| i == j).map(|run| (run[0], run.len() as u64)).collect();
    (joint, sizes(a), sizes(b))
}

fn sizes(labels: &[u32]) -> Vec<u64> {
    let mut sizes = vec![0; labels.iter().max().map_or(0, |it| *it as usize + 1)];
    labels.iter().for_each(|it| sizes[*it as usize] += 1);
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
        let a: Vec<u32> = (0..120).map(|it| it % 3).collect();
        let null = permutation_null(&a, &a, 99, 42).unwrap();
        assert!(null.p95 < 0.06 && null.p_value == 0.01, "{null:?}");
        let unrelated: Vec<u32> = (0..120).map(|it| it / 40).collect();
        assert!(permutation_null(&a, &unrelated, 99, 42).unwrap().p_value > 0.5);
    }
}
