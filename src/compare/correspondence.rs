//! Correspondence analysis: the few directions in which texts depart most from what was expected of them. Exploration,
//! not slant.
//!
//! With O the uses of words by texts, E the expected uses and n their total, S_tw = (O_tw - E_tw) / sqrt(n E_tw) are the
//! standardised residuals, S = U D V' is their singular value decomposition, and text t stands at U_tk / sqrt(r_t) on
//! dimension k, r_t being its part of all expected uses; D_k^2 is the dimension's inertia. With E_tw = (uses of t)(uses of
//! w) / n this is the classical analysis; with E from the events that texts are about, it is one of what is left when
//! the events are out (analysis relative to a model: van der Heijden, de Falguerolles & de Leeuw 1989).
//!
//! By hand: two texts, (3, 1) and (1, 3), E = 2 everywhere, n = 8. S is +-1/4, D_1 = 1/2, and the texts stand at 1 and -1.
//!
//! What it cannot tell you: what a dimension means. Where topics are mixed the first is topic, within events it is mostly
//! house style; on rated outlets its rank correlation with left and right was .00 to .20. Rare words can make a
//! dimension of their own.
//!
//! Sources: Benzecri 1973; Greenacre 1984, Theory and Applications of Correspondence Analysis; van der Heijden, de
//! Falguerolles & de Leeuw 1989, Applied Statistics 38:249-292.

use linfa_linalg::eigh::{EigSort, Eigh};
use ndarray::{Array2, Axis};

use crate::num::{ratio, sqrt};

/// Texts on the dimensions in which they differ most.
#[derive(Debug, Clone, PartialEq)]
pub struct Correspondence {
    /// Texts x dimensions: standard coordinates; in each column the entry of largest size is positive.
    pub coordinates: Array2<f64>,
    /// The inertia of each dimension, falling, all above 0.
    pub inertias: Vec<f64>,
}

/// The first `n_dimensions` dimensions, fewer when the residuals have no more, of `observed` against `expected` uses, both
/// texts x words. A word of which nothing is expected has no part. A text of which nothing is expected stands at 0.
///
/// # Panics
/// When the two have different shapes.
pub fn correspondence(observed: &Array2<f64>, expected: &Array2<f64>, n_dimensions: usize) -> Correspondence {
    assert_eq!(observed.dim(), expected.dim(), "both are texts x words");
    let n = expected.sum();
    let mut residuals = observed - expected;
    residuals
        .iter_mut()
        .zip(expected)
        .for_each(|(residual, e)| *residual = if *e > 0.0 { *residual / sqrt(n * e) } else { 0.0 });
    let mut products = Array2::zeros((observed.nrows(), observed.nrows()));
    for a in 0..observed.nrows() {
        for b in 0..=a {
            let product = residuals.row(a).iter().zip(residuals.row(b)).map(|(x, y)| x * y).sum();
            (products[[a, b]], products[[b, a]]) = (product, product);
        }
    }
    let Ok(pairs) = products.eigh() else { unreachable!("products of rows are symmetric") };
    let (values, vectors) = pairs.sort_eig_desc();
    // below this, inertia is rounding
    let least = values.first().map_or(0.0, |first: &f64| first * 1e-12).max(1e-15);
    let inertias: Vec<f64> = values.iter().copied().take(n_dimensions).take_while(|value| *value > least).collect();
    let masses: Vec<f64> = expected.axis_iter(Axis(0)).map(|column| sqrt(column.sum() / n)).collect();
    let mut coordinates = Array2::from_shape_fn((observed.nrows(), inertias.len()), |(text, dimension)| {
        ratio(vectors[[text, dimension]], masses[text]).unwrap_or(0.0)
    });
    for mut column in coordinates.columns_mut() {
        let largest = column.iter().copied().fold(0.0, |a: f64, b: f64| if b.abs() > a.abs() { b } else { a });
        if largest < 0.0 {
            column.mapv_inplace(|x| -x);
        }
    }
    Correspondence { coordinates, inertias }
}

/// What texts would use if all used the same words: the product of their totals and the words', over all uses.
pub fn independent(observed: &Array2<f64>) -> Array2<f64> {
    let (texts, words) = (observed.sum_axis(Axis(1)), observed.sum_axis(Axis(0)));
    let n = observed.sum();
    Array2::from_shape_fn(observed.dim(), |(text, word)| ratio(texts[text] * words[word], n).unwrap_or(0.0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compare::wordscores::tests::published_example;
    use ndarray::array;

    fn near(found: f64, expected: f64, tolerance: f64) {
        assert!((found - expected).abs() < tolerance, "{found} but expected {expected}");
    }

    /// Up to the sign of the dimension.
    fn check(found: &Correspondence, dimension: usize, expected: &[f64], tolerance: f64) {
        let sign = found.coordinates[[0, dimension]].signum() * expected[0].signum();
        for (text, expected) in expected.iter().enumerate() {
            near(sign * found.coordinates[[text, dimension]], *expected, tolerance);
        }
    }

    #[test]
    fn two_texts_are_as_in_the_example() {
        let observed = array![[3.0, 1.0], [1.0, 3.0]];
        let found = correspondence(&observed, &independent(&observed), 2);
        assert_eq!(found.inertias.len(), 1);
        near(found.inertias[0], 0.25, 1e-12);
        check(&found, 0, &[1.0, -1.0], 1e-12);
    }

    #[test]
    fn the_smoking_staff_of_greenacre_are_where_he_has_them() {
        // R's ca::ca(ca::smoke) prints principal inertias 0.074759 0.010017 0.000414 and rowcoord[, 1] of SM JM SE JE SC:
        // -0.240539 0.947105 -1.391973 0.851989 -0.735456 (Greenacre 1984, pp. 54-72)
        let smoke = array![
            [4.0, 2.0, 3.0, 2.0],
            [4.0, 3.0, 7.0, 4.0],
            [25.0, 10.0, 12.0, 4.0],
            [18.0, 24.0, 33.0, 13.0],
            [10.0, 6.0, 7.0, 2.0],
        ];
        let found = correspondence(&smoke, &independent(&smoke), 5);
        for (found, expected) in found.inertias.iter().zip([0.074759, 0.010017, 0.000414]) {
            near(*found, expected, 5e-7);
        }
        assert_eq!(found.inertias.len(), 3);
        check(&found, 0, &[-0.240539, 0.947105, -1.391973, 0.851989, -0.735456], 1e-6);
        assert!(found.coordinates.columns().into_iter().all(|column| column.iter().any(|x| *x > 0.0)));
    }

    #[test]
    fn the_example_of_wordscores_is_numpys() {
        // P = M / M.sum(); r, c = P.sum(1), P.sum(0); S = (P - outer(r, c)) / sqrt(outer(r, c));
        // U, s, _ = numpy.linalg.svd(S, full_matrices=False); s ** 2, U / sqrt(r)[:, None] (NumPy 2.4.6)
        let observed = published_example();
        let found = correspondence(&observed, &independent(&observed), 2);
        near(found.inertias[0], 0.8899517788634308, 1e-9);
        near(found.inertias[1], 0.6722169010707377, 1e-9);
        check(
            &found,
            0,
            &[
                -1.1982833911474011,
                -0.7601948466539171,
                -0.10703575478222101,
                0.9336863881747551,
                1.6755256537780925,
                -0.5436980493693082,
            ],
            1e-8,
        );
    }

    #[test]
    fn what_was_expected_makes_no_dimension() {
        let observed = array![[10.0, 20.0, 3.0], [1.0, 5.0, 9.0]];
        assert_eq!(correspondence(&observed, &observed, 2).coordinates.dim(), (2, 0));
        let nothing = Array2::zeros((3, 2));
        assert!(correspondence(&nothing, &independent(&nothing), 2).inertias.is_empty());
        assert!(correspondence(&Array2::zeros((0, 0)), &Array2::zeros((0, 0)), 2).inertias.is_empty());
    }
}
