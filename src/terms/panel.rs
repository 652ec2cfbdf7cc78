//! Tall dense matrices in panels of 16 columns, and the few products that the SVD needs of them.
//!
//! A row of a panel is one cache line, so that a sparse product touches one line per non-zero; the loops are plain
//! and short enough for the compiler to turn into vector instructions. No fused multiply-add and a fixed order of
//! summation: the same bits on every machine.

use ndarray::Array2;

use super::Sparse;

/// How many columns a panel has.
pub(super) const LANES: usize = 16;

/// A row of a panel.
#[derive(Debug, Clone, Copy)]
#[repr(align(64))]
pub(super) struct Lanes(pub [f32; LANES]);

/// Sixteen columns of a tall matrix, row by row. A matrix is a list of panels of the same height.
pub(super) type Panel = Vec<Lanes>;

/// Rows that are taken together in [`gram`], so that they stay in the cache.
const CHUNK: usize = 64;
/// Columns on a side of the square that [`gram`] sums in registers.
const TILE: usize = 4;
const TILES: usize = LANES / TILE;

impl Lanes {
    /// `self += factor * other`.
    #[inline(always)]
    fn add(&mut self, factor: f32, other: &Self) {
        self.0.iter_mut().zip(&other.0).for_each(|(sum, value)| *sum += factor * value);
    }
}

/// `matrix * panels`.
pub(super) fn sparse_times(matrix: &Sparse, panels: &[Panel]) -> Vec<Panel> {
    let times = |panel: &Panel| {
        let row_times = |row| {
            let mut sum = Lanes([0.0; LANES]);
            let (columns, values) = matrix.row(row);
            for (&column, &value) in columns.iter().zip(values) {
                sum.add(value, &panel[column as usize]);
            }
            sum
        };
        (0..matrix.n_rows()).map(row_times).collect()
    };
    panels.iter().map(times).collect()
}

/// `panels * factor`, `factor` having as many rows as the panels have columns and a whole number of panels' columns.
pub(super) fn times(panels: &[Panel], factor: &Array2<f64>) -> Vec<Panel> {
    let n_rows = panels.first().map_or(0, Vec::len);
    let product_panel = |at: usize| {
        let factor: Vec<Lanes> = (0..factor.nrows())
            .map(|row| Lanes(std::array::from_fn(|lane| factor[[row, at * LANES + lane]] as f32)))
            .collect();
        let mut product = vec![Lanes([0.0; LANES]); n_rows];
        for (panel, factor) in panels.iter().zip(factor.chunks_exact(LANES)) {
            for (sum, row) in product.iter_mut().zip(panel) {
                let mut total = *sum;
                for (&x, factor) in row.0.iter().zip(factor) {
                    total.add(x, factor);
                }
                *sum = total;
            }
        }
        product
    };
    (0..factor.ncols() / LANES).map(product_panel).collect()
}

/// `panels -= others`.
pub(super) fn subtract(panels: &mut [Panel], others: &[Panel]) {
    for (row, other) in panels.iter_mut().flatten().zip(others.iter().flatten()) {
        row.add(-1.0, other);
    }
}

/// `left' * right`, in `f64`: all scalar products of their columns.
pub(super) fn gram(left: &[Panel], right: &[Panel]) -> Array2<f64> {
    products(left, right, |_, _| true)
}

/// `panels' * panels`, in `f64`; symmetric to the last bit.
pub(super) fn self_gram(panels: &[Panel]) -> Array2<f64> {
    let mut gram = products(panels, panels, |row, column| row <= column);
    for row in 0..gram.nrows() {
        for column in 0..row {
            gram[[row, column]] = gram[[column, row]];
        }
    }
    gram
}

/// The scalar products of those tiles of columns that are `wanted`.
fn products(left: &[Panel], right: &[Panel], wanted: impl Fn(usize, usize) -> bool) -> Array2<f64> {
    let n_rows = left.first().map_or(0, Vec::len);
    let (n_left, n_right) = (left.len() * TILES, right.len() * TILES);
    let mut sums = vec![[[0.0; TILE]; TILE]; n_left * n_right];
    let (mut left_strips, mut right_strips) = (Vec::new(), Vec::new());
    for start in (0..n_rows).step_by(CHUNK) {
        let rows = start..(start + CHUNK).min(n_rows);
        let height = rows.len();
        widen(left, rows.clone(), &mut left_strips);
        widen(right, rows, &mut right_strips);
        for (row, a) in left_strips.chunks_exact(height).enumerate() {
            for (column, b) in right_strips.chunks_exact(height).enumerate() {
                if wanted(row, column) {
                    add_products(&mut sums[row * n_right + column], a, b);
                }
            }
        }
    }
    Array2::from_shape_fn((n_left * TILE, n_right * TILE), |(row, column)| {
        sums[(row / TILE) * n_right + column / TILE][row % TILE][column % TILE]
    })
}

/// The rows of `panels` as `f64`, in strips of [`TILE`] columns, one strip after another.
fn widen(panels: &[Panel], rows: std::ops::Range<usize>, strips: &mut Vec<[f64; TILE]>) {
    strips.clear();
    for panel in panels {
        for tile in 0..TILES {
            let strip = panel[rows.clone()].iter();
            strips.extend(strip.map(|row| std::array::from_fn(|lane| f64::from(row.0[tile * TILE + lane]))));
        }
    }
}

fn add_products(sums: &mut [[f64; TILE]; TILE], a: &[[f64; TILE]], b: &[[f64; TILE]]) {
    let mut totals = *sums;
    for (a, b) in a.iter().zip(b) {
        for (total, &x) in totals.iter_mut().zip(a) {
            total.iter_mut().zip(b).for_each(|(sum, y)| *sum += x * y);
        }
    }
    *sums = totals;
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::num::Random;

    /// A random matrix as panels and, as an oracle for the products, as an ndarray matrix.
    fn both(n_rows: usize, n_panels: usize, stream: u64) -> (Vec<Panel>, Array2<f64>) {
        let mut random = Random::new(7, stream);
        let mut lanes = || Lanes(std::array::from_fn(|_| random.normal() as f32));
        let panels: Vec<Panel> = (0..n_panels).map(|_| (0..n_rows).map(|_| lanes()).collect()).collect();
        let dense = dense(&panels);
        (panels, dense)
    }

    fn dense(panels: &[Panel]) -> Array2<f64> {
        let n_rows = panels.first().map_or(0, Vec::len);
        Array2::from_shape_fn((n_rows, panels.len() * LANES), |(row, column)| {
            f64::from(panels[column / LANES][row].0[column % LANES])
        })
    }

    fn check(found: &Array2<f64>, expected: &Array2<f64>) {
        assert_eq!(found.dim(), expected.dim());
        found.iter().zip(expected).for_each(|(a, b)| assert!((a - b).abs() < 1e-4, "{a} {b}"));
    }

    #[test]
    fn products_are_ndarrays() {
        let (a, dense_a) = both(150, 2, 0);
        let (b, dense_b) = both(150, 1, 1);
        check(&gram(&a, &b), &dense_a.t().dot(&dense_b));
        check(&self_gram(&a), &dense_a.t().dot(&dense_a));
        assert_eq!(self_gram(&a), self_gram(&a).t());
        let factor = Array2::from_shape_fn((32, 16), |(row, column)| (row as f64 - column as f64) / 16.0);
        check(&dense(&times(&a, &factor)), &dense_a.dot(&factor));
        let (mut difference, (c, dense_c)) = (a.clone(), both(150, 2, 2));
        subtract(&mut difference, &c);
        check(&dense(&difference), &(dense_a - dense_c));
    }

    #[test]
    fn a_sparse_product_is_ndarrays() {
        let mut matrix = Sparse::new(3);
        matrix.push_row([(0, 0.5), (2, -2.0)]);
        matrix.push_row([]);
        let full = ndarray::array![[0.5, 0.0, -2.0], [0.0, 0.0, 0.0]];
        let (x, dense_x) = both(3, 1, 3);
        check(&dense(&sparse_times(&matrix, &x)), &full.dot(&dense_x));
    }

    #[test]
    fn nothing_has_an_empty_product() {
        assert_eq!(self_gram(&[Vec::new()]), Array2::<f64>::zeros((16, 16)));
        assert!(times(&[], &Array2::zeros((0, 0))).is_empty());
    }
}
