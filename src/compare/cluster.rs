//! Clusters of articles once the event is taken out.
//!
//! Articles on one event share its words, so clusters of raw article vectors are events and say nothing about
//! outlets. Here each article's LSA vector x_i loses the mean of its event g, y_i = x_i - mean(x_j : j in g), is
//! scaled to length 1, and is put into clusters ([`partition`](super::partition)). How well they are apart is the mean
//! silhouette (Rousseeuw 1987, J. Comput. Appl. Math. 20:53), s_i = (b_i - a_i) / max(a_i, b_i), a_i the mean distance to
//! the article's own cluster and b_i to the nearest other one.
//!
//! By hand: two articles of one event at (1, 0) and (3, 0) have the event mean (2, 0) and become (-1, 0) and (1, 0).
//!
//! What it cannot tell you: what is left after centring is mostly house style (honorifics, abbreviations), not
//! stance. An article that is alone in its event has nothing to be compared with: it is centred on its topic
//! instead, and left out when there is none.

use linfa::DatasetBase;
use linfa::traits::{Fit, Predict};
use linfa_reduction::Pca;
use ndarray::{Array2, ArrayView1, Axis};

use super::partition::sample;
use crate::num::{mean, sqrt};

/// The largest number of articles whose silhouettes are averaged.
const MAX_SILHOUETTES: usize = 2_000;

/// Each vector less the mean of its group; a vector alone in its group becomes 0.
pub fn center(vectors: &Array2<f64>, group: &[u32]) -> Array2<f64> {
    let n_groups = group.iter().max().map_or(0, |group| *group as usize + 1);
    let mut means = Array2::<f64>::zeros((n_groups, vectors.ncols()));
    let mut sizes = vec![0.0; n_groups];
    for (row, &g) in vectors.outer_iter().zip(group) {
        let mut mean = means.row_mut(g as usize);
        mean += &row;
        sizes[g as usize] += 1.0;
    }
    let mut centered = vectors.clone();
    for (mut row, &g) in centered.outer_iter_mut().zip(group) {
        row.scaled_add(-1.0 / sizes[g as usize], &means.row(g as usize));
    }
    centered
}

/// The rows that are not (nearly) 0, scaled to length 1, with their positions.
pub fn unit_rows(vectors: &Array2<f64>) -> (Array2<f64>, Vec<usize>) {
    let norms: Vec<f64> = vectors.outer_iter().map(|row| sqrt(row.dot(&row))).collect();
    let kept: Vec<usize> = (0..norms.len()).filter(|&row| norms[row] > 1e-9).collect();
    let mut rows = vectors.select(Axis(0), &kept);
    rows.outer_iter_mut().zip(&kept).for_each(|(mut row, &from)| row /= norms[from]);
    (rows, kept)
}

/// The mean silhouette over rows (at most 2,000, sampled with `seed`), -1 to 1; `None` with a single cluster.
pub fn silhouette(rows: &Array2<f64>, labels: &[u32], seed: u64) -> Option<f64> {
    let sampled = sample(rows.nrows(), MAX_SILHOUETTES, seed).unwrap_or_else(|| (0..rows.nrows()).collect());
    let rows = rows.select(Axis(0), &sampled);
    let labels: Vec<u32> = sampled.iter().map(|&row| labels[row]).collect();
    let n_clusters = labels.iter().max().map_or(0, |label| *label as usize + 1);
    let mut sizes = vec![0usize; n_clusters];
    labels.iter().for_each(|label| sizes[*label as usize] += 1);
    if sizes.iter().filter(|size| **size > 0).count() < 2 {
        return None;
    }
    let squares: Vec<f64> = rows.outer_iter().map(|row| row.dot(&row)).collect();
    let products = rows.dot(&rows.t());
    let silhouettes: Vec<f64> = (0..rows.nrows())
        .map(|i| {
            let mut sums = vec![0.0; n_clusters];
            for (j, product) in products.row(i).iter().enumerate() {
                sums[labels[j] as usize] += sqrt((squares[i] + squares[j] - 2.0 * product).max(0.0));
            }
            let own = labels[i] as usize;
            if sizes[own] == 1 {
                return 0.0; // Rousseeuw's convention for a cluster of one
            }
            let a = sums[own] / (sizes[own] - 1) as f64;
            let b = (0..n_clusters)
                .filter(|&other| other != own && sizes[other] > 0)
                .map(|other| sums[other] / sizes[other] as f64)
                .fold(f64::INFINITY, f64::min);
            if a.max(b) > 0.0 { (b - a) / a.max(b) } else { 0.0 }
        })
        .collect();
    mean(&silhouettes)
}

/// Two coordinates a row: the first two principal components (linfa's PCA), signs fixed so that the largest entry is
/// positive. `None` with fewer than three rows or two columns.
pub fn map(rows: &Array2<f64>) -> Option<Array2<f64>> {
    if rows.nrows() < 3 || rows.ncols() < 2 {
        return None;
    }
    let dataset = DatasetBase::from(rows.clone());
    let components = Pca::params(2).fit(&dataset).ok()?.predict(&dataset);
    // rows on a line have one component: their second coordinate is 0
    let mut coordinates = Array2::zeros((rows.nrows(), 2));
    coordinates.columns_mut().into_iter().zip(components.columns()).for_each(|(mut own, found)| own.assign(&found));
    for mut column in coordinates.columns_mut() {
        let largest = column.iter().copied().reduce(|a, b| if b.abs() > a.abs() { b } else { a }).unwrap_or(0.0);
        if largest < 0.0 {
            column.mapv_inplace(|x| -x);
        }
    }
    coordinates.iter().all(|x| x.is_finite()).then_some(coordinates)
}

/// The distance of each row to its cluster's mean.
pub fn distances(rows: &Array2<f64>, labels: &[u32]) -> Vec<f64> {
    let centered = center(rows, labels);
    centered.outer_iter().map(|row: ArrayView1<'_, f64>| sqrt(row.dot(&row))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    #[test]
    fn centring_takes_out_the_group_mean() {
        let centered = center(&array![[1.0, 0.0], [3.0, 0.0], [5.0, 5.0]], &[0, 0, 1]);
        assert_eq!(centered, array![[-1.0, 0.0], [1.0, 0.0], [0.0, 0.0]]);
        let (rows, kept) = unit_rows(&centered);
        assert_eq!((rows.nrows(), kept), (2, vec![0, 1]));
    }

    #[test]
    fn silhouette_is_scikit_learns() {
        // sklearn.metrics.silhouette_score([[0,1],[9,9.1],[.1,1],[9,9],[0,1.1]], [0,1,0,1,1]) (scikit-learn 1.9.1)
        let rows = array![[0.0, 1.0], [9.0, 9.1], [0.1, 1.0], [9.0, 9.0], [0.0, 1.1]];
        let found = silhouette(&rows, &[0, 1, 0, 1, 1], 42).unwrap();
        assert!((found - 0.3958756192349777).abs() < 1e-12, "{found}");
        assert_eq!(silhouette(&rows, &[0; 5], 42), None);
    }

    #[test]
    fn the_map_keeps_what_varies_most() {
        let rows = array![[0.0, 0.0, 0.0], [10.0, 0.0, 0.1], [20.0, 1.0, 0.0], [30.0, 0.0, 0.1]];
        let map = map(&rows).unwrap();
        let x: Vec<f64> = map.column(0).to_vec();
        assert!(x.is_sorted() || x.iter().rev().is_sorted(), "{x:?}");
        assert_eq!(super::map(&array![[1.0, 2.0]]), None);
    }

    #[test]
    fn rows_on_a_line_have_a_map_with_one_coordinate_0() {
        let map = map(&array![[1.0, 1.0], [-1.0, -1.0], [1.0, 1.0], [-1.0, -1.0]]).unwrap();
        assert_eq!(map.dim(), (4, 2));
        assert!(map.column(0).iter().all(|x| (x.abs() - 2f64.sqrt()).abs() < 1e-9), "{map}");
        assert!(map.column(1).iter().all(|x| x.abs() < 1e-9), "{map}");
    }
}
