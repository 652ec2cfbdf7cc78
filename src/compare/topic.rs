//! Topics: articles gathered around many means, so that what an outlet writes about can be told from how it writes.
//!
//! k-means (Lloyd 1982, IEEE Trans. Inf. Theory 28:129; starts by k-means++, Arthur & Vassilvitskii 2007) on vectors of
//! length 1: an article belongs to the mean m that it is nearest to, |x - m|^2 = 1 - 2 x.m + |m|^2, and each mean is that
//! of its articles, in turn, until fewer than one article in a thousand moves or `ROUNDS` have passed.
//!
//! [`cluster`](crate::compare::cluster) fits a handful of clusters with linfa. Here are hundreds of them and tens of
//! thousands of articles, where the products x.m are all the work: they are taken sixteen means at a time, in `f32` and
//! in a fixed order, so that the compiler makes vector instructions of them and every machine finds the same bits.
//!
//! By hand: of the vectors (1, 0), (.8, .6) and (0, 1) with two means, the first two make one topic with the mean
//! (.9, .3).
//!
//! What it cannot tell you: how many topics there are (a setting), or what they are about; another seed gives others.

use ndarray::{ArrayView2, Axis};

use crate::num::{Random, sqrt};

/// Rounds of assigning and averaging, at most.
const ROUNDS: usize = 30;
/// It has settled when no more than one article in so many moves.
const SETTLED: usize = 1_000;
/// Means whose products are taken together.
const LANES: usize = 16;

/// The topic of each row, from 0 to `k - 1` (some may have no row); a row of zeros has the topic that is nearest, as any
/// other. With fewer rows than `k` each has its own. Rows are brought to length 1 first.
///
/// # Panics
/// When `k` is 0.
pub fn topics(rows: ArrayView2<'_, f64>, k: usize, random: &mut Random) -> Vec<u32> {
    assert!(k > 0, "articles have at least one topic");
    if rows.nrows() <= k {
        return (0..rows.nrows() as u32).collect();
    }
    let (n_rows, n_columns) = rows.dim();
    let rows: Vec<f32> = rows
        .axis_iter(Axis(0))
        .flat_map(|row| {
            let length = sqrt(row.iter().map(|x| x * x).sum());
            let scale = if length > 0.0 { 1.0 / length } else { 0.0 };
            row.iter().map(|x| (x * scale) as f32).collect::<Vec<_>>()
        })
        .collect();
    let rows = Rows { values: &rows, n_rows, n_columns };
    let mut means = starts(&rows, k, random);
    let mut labels = vec![u32::MAX; rows.n_rows];
    for _ in 0..ROUNDS {
        let n_moved = assign(&rows, &means, &mut labels);
        if n_moved * SETTLED <= rows.n_rows {
            break;
        }
        average(&rows, &labels, &mut means);
    }
    labels
}

/// A matrix by rows.
struct Rows<'a> {
    values: &'a [f32],
    n_rows: usize,
    n_columns: usize,
}

impl Rows<'_> {
    fn row(&self, at: usize) -> &[f32] {
        &self.values[at * self.n_columns..][..self.n_columns]
    }
}

/// The first means: rows drawn one by one, each with a probability that grows with the square of its distance to those
/// drawn before it.
fn starts(rows: &Rows<'_>, k: usize, random: &mut Random) -> Vec<Vec<f32>> {
    let mut means = vec![rows.row(random.below(rows.n_rows)).to_vec()];
    let mut nearest = vec![f64::INFINITY; rows.n_rows];
    while means.len() < k {
        let last = &means[means.len() - 1];
        for (at, nearest) in nearest.iter_mut().enumerate() {
            *nearest = nearest.min(squared_distance(rows.row(at), last));
        }
        let total: f64 = nearest.iter().sum();
        let mut left = total * random.unit();
        let drawn = nearest.iter().position(|square| {
            left -= square;
            left < 0.0
        });
        // rounding, or no two rows left that differ
        let drawn = drawn.unwrap_or_else(|| random.below(rows.n_rows));
        means.push(rows.row(drawn).to_vec());
    }
    means
}

fn squared_distance(a: &[f32], b: &[f32]) -> f64 {
    let (mut lanes, left) = ([0f32; LANES], a.len() / LANES * LANES);
    for (a, b) in a.chunks_exact(LANES).zip(b.chunks_exact(LANES)) {
        lanes.iter_mut().zip(a.iter().zip(b)).for_each(|(sum, (a, b))| *sum += (a - b) * (a - b));
    }
    let rest: f32 = a[left..].iter().zip(&b[left..]).map(|(a, b)| (a - b) * (a - b)).sum();
    f64::from(lanes.iter().sum::<f32>() + rest)
}

/// Gives each row the nearest mean, the first of several; how many moved.
fn assign(rows: &Rows<'_>, means: &[Vec<f32>], labels: &mut [u32]) -> usize {
    // sixteen means side by side, column by column; a place without a mean is far away
    let panels: Vec<(Vec<[f32; LANES]>, [f32; LANES])> = means
        .chunks(LANES)
        .map(|panel| {
            let value = |column: usize, lane: usize| panel.get(lane).map_or(0.0, |row| row[column]);
            let columns = (0..rows.n_columns).map(|column| std::array::from_fn(|lane| value(column, lane))).collect();
            let square = |lane: usize| panel.get(lane).map_or(f32::MAX, |row| row.iter().map(|x| x * x).sum());
            (columns, std::array::from_fn(square))
        })
        .collect();
    let mut n_moved = 0;
    for (at, label) in labels.iter_mut().enumerate() {
        let row = rows.row(at);
        let (mut best, mut nearest) = (f32::INFINITY, 0);
        for (panel, (columns, squares)) in panels.iter().enumerate() {
            let mut products = [0f32; LANES];
            for (&x, column) in row.iter().zip(columns) {
                products.iter_mut().zip(column).for_each(|(sum, value)| *sum += x * value);
            }
            for lane in 0..LANES {
                let distance = squares[lane] - 2.0 * products[lane];
                if distance < best {
                    (best, nearest) = (distance, (panel * LANES + lane) as u32);
                }
            }
        }
        n_moved += usize::from(*label != nearest);
        *label = nearest;
    }
    n_moved
}

/// The mean of each topic's rows; a topic without a row keeps the mean it had.
fn average(rows: &Rows<'_>, labels: &[u32], means: &mut [Vec<f32>]) {
    let mut sums = vec![0.0; means.len() * rows.n_columns];
    let mut sizes = vec![0.0; means.len()];
    for (at, &label) in labels.iter().enumerate() {
        sizes[label as usize] += 1.0;
        let sum = &mut sums[label as usize * rows.n_columns..][..rows.n_columns];
        sum.iter_mut().zip(rows.row(at)).for_each(|(sum, x)| *sum += f64::from(*x));
    }
    for ((mean, size), sum) in means.iter_mut().zip(sizes).zip(sums.chunks(rows.n_columns.max(1))) {
        if size > 0.0 {
            mean.iter_mut().zip(sum).for_each(|(x, sum)| *x = (sum / size) as f32);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use linfa::DatasetBase;
    use linfa::traits::{Fit, Predict};
    use linfa_clustering::{KMeans, KMeansInit};
    use ndarray::{Array2, array};

    fn seeded() -> Random {
        Random::new(42, 0)
    }

    /// `n` unit vectors around `n_heaps` directions.
    fn heaps(n: usize, n_heaps: usize, n_columns: usize, spread: f64) -> Array2<f64> {
        let mut random = Random::new(7, 0);
        let directions = Array2::from_shape_fn((n_heaps, n_columns), |_| random.normal());
        let mut rows = Array2::from_shape_fn((n, n_columns), |(row, column)| {
            directions[[row % n_heaps, column]] + spread * random.normal()
        });
        rows.axis_iter_mut(Axis(0)).for_each(|mut row| row /= sqrt(row.dot(&row)));
        rows
    }

    /// The squared distances of all rows to their topics' means.
    fn inertia(rows: &Array2<f64>, labels: &[u32]) -> f64 {
        crate::compare::cluster::center(rows, labels).iter().map(|x| x * x).sum()
    }

    #[test]
    fn three_vectors_make_two_topics() {
        let labels = topics(array![[1.0, 0.0], [8.0, 6.0], [0.0, 0.1]].view(), 2, &mut seeded());
        assert!(labels[0] == labels[1] && labels[1] != labels[2], "{labels:?}");
    }

    #[test]
    fn heaps_far_apart_are_found_again() {
        let rows = heaps(400, 20, 33, 0.05);
        let labels = topics(rows.view(), 20, &mut seeded());
        for (a, b) in (0..400).flat_map(|a| (0..400).map(move |b| (a, b))) {
            assert_eq!(labels[a] == labels[b], a % 20 == b % 20, "{a} {b}");
        }
    }

    #[test]
    fn topics_are_linfas_from_the_same_starts() {
        for (n, k, spread) in [(600, 15, 0.8), (900, 40, 0.5), (300, 100, 1.0)] {
            let rows = heaps(n, k, 20, spread);
            let values: Vec<f32> = rows.iter().map(|x| *x as f32).collect();
            let starts = starts(&Rows { values: &values, n_rows: n, n_columns: 20 }, k, &mut seeded());
            let starts = Array2::from_shape_fn((k, 20), |(mean, column)| f64::from(starts[mean][column]));
            let model = KMeans::params_with_rng(k, seeded().generator())
                .init_method(KMeansInit::Precomputed(starts))
                .n_runs(1)
                .max_n_iterations(300)
                .fit(&DatasetBase::from(rows.clone()))
                .unwrap();
            let theirs: Vec<u32> = model.predict(&rows).iter().map(|label| *label as u32).collect();
            let ours = topics(rows.view(), k, &mut seeded());
            let n_equal = ours.iter().zip(&theirs).filter(|(own, other)| own == other).count();
            assert!(n_equal * 100 >= n * 98, "{n_equal} of {n}");
            let (ours, theirs) = (inertia(&rows, &ours), inertia(&rows, &theirs));
            assert!((ours / theirs - 1.0).abs() < 0.01, "{ours} but linfa's {theirs}");
        }
    }

    #[test]
    fn a_settled_row_is_nearest_to_its_own_mean() {
        let rows = heaps(200, 5, 7, 0.3);
        let labels = topics(rows.view(), 5, &mut seeded());
        let mut means = Array2::<f64>::zeros((5, 7));
        let mut sizes = [0.0; 5];
        for (row, &label) in rows.outer_iter().zip(&labels) {
            sizes[label as usize] += 1.0;
            let mut mean = means.row_mut(label as usize);
            mean += &row;
        }
        means.outer_iter_mut().zip(sizes).for_each(|(mut mean, size)| mean /= f64::max(size, 1.0));
        for (row, &label) in rows.outer_iter().zip(&labels) {
            let distance = |mean: usize| (&row - &means.row(mean)).mapv(|x| x * x).sum();
            assert!((0..5).all(|mean| distance(label as usize) <= distance(mean) + 1e-6));
        }
    }

    #[test]
    fn few_or_equal_rows_are_no_trouble() {
        assert!(topics(Array2::zeros((0, 3)).view(), 2, &mut seeded()).is_empty());
        assert_eq!(topics(array![[1.0], [2.0]].view(), 2, &mut seeded()), [0, 1]);
        assert_eq!(topics(Array2::zeros((5, 3)).view(), 2, &mut seeded()), [0; 5]);
        assert_eq!(topics(Array2::zeros((4, 0)).view(), 2, &mut seeded()).len(), 4);
        assert_eq!(
            topics(Array2::ones((9, 2)).view(), 3, &mut seeded())
                .iter()
                .collect::<std::collections::BTreeSet<_>>()
                .len(),
            1
        );
    }
}
