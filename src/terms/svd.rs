use linfa_linalg::eigh::{EigSort, Eigh};
use ndarray::{Array2, Axis, Slice, aview1};

use super::panel::{LANES, Lanes, Panel, gram, self_gram, sparse_times, subtract, times};
use super::{Sparse, Weights};
use crate::num::{Random, sqrt};

/// The articles' coordinates on the strongest directions of their weights.
#[derive(Debug, Clone, PartialEq)]
pub struct Projection {
    /// Articles x rank: the left singular vectors, each times its singular value. Scalar products of rows
    /// approximate those of the weights' rows; an article without kept terms has only zeros.
    pub vectors: Array2<f64>,
    /// The singular values, falling, all above 0; as many as there are columns.
    pub singular_values: Vec<f64>,
}

/// The best approximation of the weights by `k` directions: `A ~ U S V'`, of which `U S` is returned.
///
/// `A` is articles x terms; `S` holds the `k` largest singular values. The rank is below `k` when `A`'s is, as in
/// corpora of few articles or many copies: directions below 1e-6 of the first are rounding, and are left out. In
/// each column the entry of largest size is positive (the first of several). The same seed gives the same bits.
///
/// A matrix whose smaller side is at most 500 (or four times `k + 10`) is solved outright from its Gram matrix, to
/// about 1e-7 of the first singular value. A larger one by block Krylov iteration: from a random block `P` of `k + 10`
/// columns (rounded up to a multiple of 16), the best approximation within the span of `A P, (A A') A P,
/// (A A')^2 A P, (A A')^3 A P`. Up to rounding its values are never too large; on 26,962 news articles with `k = 100` the first 20
/// were exact to 3e-6, the first 50 to 3e-4, the last ones up to 2 % too small.
///
/// What it cannot tell you: what a direction means. Directions with nearly equal singular values are not determined
/// one by one, only together.
///
/// Source: Musco & Musco 2015, Advances in Neural Information Processing Systems 28 (algorithm 2); Golub & Van Loan
/// 2013, Matrix Computations, 10.3.6 (block Lanczos with full reorthogonalisation, which spans the same space).
pub fn project(weights: &Weights, k: usize, seed: u64) -> Projection {
    decompose(weights.rows(), k, seed)
}

fn decompose(matrix: &Sparse, k: usize, seed: u64) -> Projection {
    let smaller = matrix.n_rows().min(matrix.n_columns());
    let (vectors, values) = if smaller <= OUTRIGHT.max(4 * (k + OVERSAMPLED)) {
        outright(matrix, k)
    } else {
        krylov(matrix, k, &mut Random::new(seed, 0))
    };
    fix_signs(Projection { vectors, singular_values: values })
}

/// Up to this size of the smaller side the dense eigensolver (0.3 s at 500) is faster than the iteration.
const OUTRIGHT: usize = 500;
/// Columns of the random block beyond `k`: they speed up the convergence of the last directions.
const OVERSAMPLED: usize = 10;
/// How often the block is multiplied by `A A'`.
const ITERATIONS: usize = 3;
/// Directions whose singular value is below this part of the first are rounding.
const NEGLIGIBLE: f64 = 1e-6;
/// A new direction of which no more than this part is left beside the known ones is rounding.
const DEPENDENT: f64 = 1e-5;

/// From the eigenvectors of the smaller of `A A'` and `A' A`.
fn outright(matrix: &Sparse, k: usize) -> (Array2<f64>, Vec<f64>) {
    let transposed = matrix.transposed();
    if matrix.n_rows() <= matrix.n_columns() {
        let (values, vectors) = leading(&sparse_gram(matrix, &transposed), k);
        (vectors * aview1(&values), values)
    } else {
        let (values, vectors) = leading(&sparse_gram(&transposed, matrix), k);
        (sparse_times_dense(matrix, &vectors), values)
    }
}

/// `A A'` of a matrix given with its transpose.
fn sparse_gram(matrix: &Sparse, transposed: &Sparse) -> Array2<f64> {
    let mut gram = Array2::zeros((matrix.n_rows(), matrix.n_rows()));
    for (row, mut products) in gram.rows_mut().into_iter().enumerate() {
        let (columns, values) = matrix.row(row);
        for (&column, &value) in columns.iter().zip(values) {
            let (others, their_values) = transposed.row(column as usize);
            for (&other, &theirs) in others.iter().zip(their_values) {
                products[other as usize] += f64::from(value) * f64::from(theirs);
            }
        }
    }
    gram
}

fn sparse_times_dense(matrix: &Sparse, dense: &Array2<f64>) -> Array2<f64> {
    let mut product = Array2::zeros((matrix.n_rows(), dense.ncols()));
    for (row, mut sums) in product.rows_mut().into_iter().enumerate() {
        let (columns, values) = matrix.row(row);
        for (&column, &value) in columns.iter().zip(values) {
            sums.scaled_add(f64::from(value), &dense.row(column as usize));
        }
    }
    product
}

/// By block Krylov iteration. Each new block is made orthonormal to itself and to those before it, so that their
/// union `Q` is a basis of the Krylov space. Multiplying a block by `A A'` gives its columns of `Q' A A' Q` as well as
/// the block that follows, so that nothing of the size of the terms is kept.
fn krylov(matrix: &Sparse, k: usize, random: &mut Random) -> (Array2<f64>, Vec<f64>) {
    let transposed = matrix.transposed();
    let n_panels = (k + OVERSAMPLED).div_ceil(LANES);
    let mut random_lanes = || Lanes(std::array::from_fn(|_| random.normal() as f32));
    let ahead: Vec<Panel> = (0..n_panels).map(|_| (0..matrix.n_columns()).map(|_| random_lanes()).collect()).collect();
    let mut next = sparse_times(matrix, &ahead);
    drop(ahead);
    let mut basis = Vec::new();
    let mut products = Array2::zeros((0, 0));
    for _ in 0..=ITERATIONS {
        let block = orthonormalised(next, &basis);
        next = sparse_times(matrix, &sparse_times(&transposed, &block));
        basis.extend(block);
        products = bordered(&products, &gram(&basis, &next));
    }
    drop((next, transposed));
    let (values, vectors) = leading(&products, k);
    let rank = values.len();
    let mut factor = Array2::zeros((vectors.nrows(), rank.next_multiple_of(LANES)));
    factor.slice_axis_mut(Axis(1), Slice::from(..rank)).assign(&(vectors * aview1(&values)));
    let product = times(&basis, &factor);
    let at = |(row, column): (usize, usize)| f64::from(product[column / LANES][row].0[column % LANES]);
    (Array2::from_shape_fn((matrix.n_rows(), rank), at), values)
}

/// A symmetric matrix with further `columns`, whose upper parts are also its new rows.
fn bordered(symmetric: &Array2<f64>, columns: &Array2<f64>) -> Array2<f64> {
    let old = symmetric.nrows();
    Array2::from_shape_fn((columns.nrows(), columns.nrows()), |(row, column)| {
        match (row.max(column) < old, row <= column) {
            (true, _) => symmetric[[row, column]],
            (false, true) => columns[[row, column - old]],
            (false, false) => columns[[column, row - old]],
        }
    })
}

/// An orthonormal basis of what `block` spans beyond `basis`; columns that add nothing become zero.
fn orthonormalised(mut block: Vec<Panel>, basis: &[Panel]) -> Vec<Panel> {
    let size = self_gram(&block).diag().iter().copied().fold(0.0, f64::max);
    // the second time mends what rounding left of the known directions the first time
    for floor in [size * DEPENDENT * DEPENDENT, DEPENDENT] {
        if !basis.is_empty() {
            let known = times(basis, &gram(basis, &block));
            subtract(&mut block, &known);
        }
        block = times(&block, &inverse_root(&self_gram(&block), floor));
    }
    block
}

/// `V L^(-1/2)` of the eigenvalues `L` above `floor`; zero columns for the others.
fn inverse_root(gram: &Array2<f64>, floor: f64) -> Array2<f64> {
    let (values, mut vectors) = eigen(gram);
    for (mut vector, &value) in vectors.axis_iter_mut(Axis(1)).zip(&values) {
        let factor = if value > floor { 1.0 / sqrt(value) } else { 0.0 };
        vector.mapv_inplace(|x| x * factor);
    }
    vectors
}

/// The square roots of the `k` largest eigenvalues that are not negligible, falling, and their vectors as columns.
fn leading(gram: &Array2<f64>, k: usize) -> (Vec<f64>, Array2<f64>) {
    let (values, vectors) = eigen(gram);
    let least = values.first().map_or(0.0, |first| first * NEGLIGIBLE * NEGLIGIBLE);
    let roots: Vec<f64> = values.iter().take(k).take_while(|value| **value > least).map(|value| sqrt(*value)).collect();
    let leading = vectors.slice_axis(Axis(1), Slice::from(..roots.len())).to_owned();
    (roots, leading)
}

/// Eigenvalues, falling, and eigenvectors as columns of a symmetric matrix.
fn eigen(symmetric: &Array2<f64>) -> (Vec<f64>, Array2<f64>) {
    let Ok(pairs) = symmetric.eigh() else { unreachable!("a Gram matrix is square") };
    let (values, vectors) = pairs.sort_eig_desc();
    (values.to_vec(), vectors)
}

fn fix_signs(mut projection: Projection) -> Projection {
    for mut vector in projection.vectors.axis_iter_mut(Axis(1)) {
        let largest = vector.iter().copied().fold(0.0, |a: f64, b: f64| if b.abs() > a.abs() { b } else { a });
        if largest < 0.0 {
            vector.mapv_inplace(|x| -x);
        }
    }
    projection
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn sparse(n_rows: usize, n_columns: usize, entry: impl Fn(usize, usize) -> f32) -> Sparse {
        let mut matrix = Sparse::new(n_columns);
        for row in 0..n_rows {
            let columns = (0..n_columns).map(|column| (column as u32, entry(row, column)));
            matrix.push_row(columns.filter(|entry| entry.1 != 0.0));
        }
        matrix
    }

    fn of_rows(rows: &[&[f32]]) -> Sparse {
        sparse(rows.len(), rows.first().map_or(0, |row| row.len()), |row, column| rows[row][column])
    }

    /// A[i, j] = ((7i + 13j) mod 11 + 1) / 16 where (31i + 17j + ij) mod 23 < 2, else 0: rank 242.
    fn repeating(i: usize, j: usize) -> f32 {
        if (31 * i + 17 * j + i * j) % 23 < 2 { ((7 * i + 13 * j) % 11 + 1) as f32 / 16.0 } else { 0.0 }
    }

    /// With h = (31i^2 + 17j^2 + 7ij + j) mod 97: (h mod 8 + 1) / 8 where i = j (mod 40) and h < 60 - i mod 40,
    /// plus 1/16 where h >= 94: topics of falling weight, full rank.
    fn topics(i: usize, j: usize) -> f32 {
        let h = (31 * i * i + 17 * j * j + 7 * i * j + j) % 97;
        let topic = if i % 40 == j % 40 && h < 60 - i % 40 { (h % 8 + 1) as f32 / 8.0 } else { 0.0 };
        topic + if h >= 94 { 1.0 / 16.0 } else { 0.0 }
    }

    fn near(found: &[f64], expected: &[f64], tolerance: f64) {
        for (a, b) in found.iter().zip(expected) {
            assert!((a - b).abs() <= tolerance * b.abs(), "{found:?} but expected {expected:?}");
        }
    }

    /// Columns are orthogonal, as long as their singular values say, and positive where they are largest.
    fn check_laws(projection: &Projection, size: usize) {
        let Projection { vectors, singular_values } = projection;
        assert_eq!(vectors.dim(), (size, singular_values.len()));
        assert!(singular_values.is_sorted_by(|a, b| a >= b && *b > 0.0), "{singular_values:?}");
        let Some(first) = singular_values.first() else { return };
        for ((row, column), product) in vectors.t().dot(vectors).indexed_iter() {
            let expected = if row == column { singular_values[row] * singular_values[row] } else { 0.0 };
            assert!((product - expected).abs() < 2e-6 * first * first, "{row} {column} {product} {expected}");
        }
        for vector in vectors.columns() {
            let (low, high) = vector.iter().fold((0.0, 0.0), |(a, b): (f64, f64), &x| (a.min(x), b.max(x)));
            assert!(high >= -low);
        }
    }

    #[test]
    fn a_small_matrix_is_numpys() {
        let matrix = of_rows(&[
            &[1.0, 0.0, 2.0, 0.0],
            &[0.0, 3.0, 0.0, 0.0],
            &[1.0, 0.0, 0.0, 4.0],
            &[0.0, 1.0, 1.0, 0.0],
            &[2.0, 0.0, 0.0, 0.0],
        ]);
        // U, s, _ = numpy.linalg.svd(M, full_matrices=False); US = U * s;
        // US *= numpy.sign(US[abs(US).argmax(0), range(4)]) (NumPy 2.4.6)
        let values = [4.176070121663477, 3.1961544865813454, 2.553852705726762, 1.680140230548523];
        let vectors = ndarray::array![
            [0.448014828680484, 0.4801821717593013, 2.030191399966854, -0.6686035257965285],
            [0.02216009523563335, 2.9248779041884756, -0.6028725061006804, 0.28485595861252794],
            [4.095998164730652, -0.10624562207341672, -0.43518321810692157, -0.14874968568531186],
            [0.062340496718633905, 1.1849689493160775, 0.49793980484150924, -0.5865306491395187],
            [0.6762144641339436, 0.12032575183892767, 1.2647935724334285, 1.388723489781723],
        ];
        for k in [2, 4, 9] {
            let found = decompose(&matrix, k, 42);
            let rank = k.min(4);
            near(&found.singular_values, &values[..rank], 1e-9);
            assert_eq!(found.vectors.dim(), (5, rank));
            for ((row, column), value) in found.vectors.indexed_iter() {
                assert!((value - vectors[[row, column]]).abs() < 1e-8, "{row} {column}");
            }
        }
        near(&decompose(&matrix.transposed(), 4, 42).singular_values, &values, 1e-9);
    }

    #[test]
    fn the_leading_values_of_a_larger_matrix_are_numpys() {
        // numpy.linalg.svd(A, compute_uv=False)[[0, 1, 2, 3, 18, 19]] (NumPy 2.4.6)
        for (n_rows, n_columns, leading, last) in [
            (
                520,
                600,
                [5.810835444306467, 5.531347785841889, 5.157890049016876, 4.941454107193071],
                [3.9120202814860825, 3.7787304019978745],
            ),
            (
                600,
                520,
                [5.649357649270101, 5.533226024162124, 5.215682131919879, 5.042552770638412],
                [3.874701829488852, 3.775748273555591],
            ),
        ] {
            let found = decompose(&sparse(n_rows, n_columns, topics), 20, 42);
            assert_eq!(found.singular_values.len(), 20);
            near(&found.singular_values, &leading, 1e-4);
            near(&found.singular_values[18..], &last, 0.03);
            check_laws(&found, n_rows);
        }
    }

    #[test]
    fn a_rank_below_the_krylov_space_is_harmless() {
        // numpy.linalg.svd(A, compute_uv=False)[[0, 1, 2, 3, 18, 19, 20]] (NumPy 2.4.6)
        let leading = [18.27430742870397, 18.167484860643032, 17.574762415888262, 17.48474583190909];
        let later = [5.444904693117873, 5.441866755184544, 5.398460679476544];
        let matrix = sparse(520, 600, repeating);
        let (small, whole) = (decompose(&matrix, 100, 42), decompose(&matrix, 400, 42));
        near(&small.singular_values, &leading, 1e-6);
        near(&small.singular_values[18..], &later, 1e-6);
        near(&small.singular_values, &whole.singular_values[..100], 1e-6);
        assert_eq!(whole.singular_values.len(), 242); // numpy.linalg.matrix_rank(A)
        check_laws(&small, 520);
        check_laws(&whole, 520);
    }

    #[test]
    fn copies_of_a_few_articles_have_the_rank_of_the_originals() {
        let matrix = sparse(2000, 700, |row, column| topics(row % 7, column));
        let found = decompose(&matrix, 20, 42);
        assert_eq!(found.singular_values.len(), 7);
        check_laws(&found, 2000);
        assert_eq!(found.vectors.row(3), found.vectors.row(3 + 7 * 200));
    }

    #[test]
    fn the_smallest_matrices_have_a_projection() {
        assert_eq!(decompose(&of_rows(&[&[3.0]]), 5, 1).vectors, ndarray::array![[3.0]]);
        assert_eq!(decompose(&of_rows(&[&[0.0, 0.0]]), 5, 1).vectors.dim(), (1, 0));
        assert_eq!(decompose(&of_rows(&[]), 5, 1).vectors.dim(), (0, 0));
        assert_eq!(decompose(&of_rows(&[&[], &[]]), 5, 1).vectors.dim(), (2, 0));
        assert_eq!(decompose(&of_rows(&[&[3.0]]), 0, 1).vectors.dim(), (1, 0));
        let row = decompose(&of_rows(&[&[3.0, 0.0, 4.0]]), 2, 1);
        near(&row.singular_values, &[5.0], 1e-12);
        near(&row.vectors.into_raw_vec_and_offset().0, &[5.0], 1e-12);
        // by hand: the rows are orthogonal, of lengths 5 and 2
        let two = decompose(&of_rows(&[&[3.0, 0.0, -4.0], &[0.0, 2.0, 0.0]]), 2, 1);
        near(&two.singular_values, &[5.0, 2.0], 1e-12);
    }

    #[test]
    fn rows_without_terms_and_terms_without_rows_are_harmless() {
        let thinned = |row: usize, column: usize| {
            if row.is_multiple_of(3) || column.is_multiple_of(4) { 0.0 } else { topics(row, column) }
        };
        let found = decompose(&sparse(900, 800, thinned), 30, 42);
        check_laws(&found, 900);
        assert!(found.vectors.row(3).iter().all(|x| *x == 0.0));
        assert_eq!(decompose(&sparse(900, 800, |_, _| 0.0), 30, 42).vectors.dim(), (900, 0));
    }

    #[test]
    fn the_same_seed_gives_the_same_bits_and_another_nearly_the_same_values() {
        let matrix = sparse(600, 520, topics);
        assert_eq!(decompose(&matrix, 20, 1), decompose(&matrix, 20, 1));
        let (one, other) = (decompose(&matrix, 20, 1), decompose(&matrix, 20, 2));
        assert_ne!(one, other);
        near(&one.singular_values[..5], &other.singular_values[..5], 1e-4);
    }

    proptest! {
        #[test]
        fn all_directions_together_give_back_the_scalar_products_of_the_rows(
            (n_columns, entries) in (1usize..7).prop_flat_map(|n| (Just(n), prop::collection::vec(0u8..5, n..=n * 7)))
        ) {
            let n_rows = entries.len() / n_columns;
            let matrix = sparse(n_rows, n_columns, |row, column| f32::from(entries[row * n_columns + column]));
            let found = decompose(&matrix, 50, 42);
            check_laws(&found, n_rows);
            let expected = sparse_gram(&matrix, &matrix.transposed());
            for (a, b) in found.vectors.dot(&found.vectors.t()).iter().zip(&expected) {
                prop_assert!((a - b).abs() < 1e-6 * (1.0 + b.abs()), "{} {}", a, b);
            }
        }
    }
}
