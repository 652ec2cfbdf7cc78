//! Four ways to put articles into clusters, so that a finding of one can be tried with another.
//!
//! * **k-means** (Lloyd 1982, IEEE Trans. Inf. Theory 28:129; seeded k-means++ starts, Arthur & Vassilvitskii 2007;
//!   linfa's): k means such that the squared distances of the rows to the nearest are least; the best of several starts.
//! * **Gaussian mixture** (Dempster, Laird & Rubin 1977, J. R. Stat. Soc. B 39:1; linfa's): k normal distributions with
//!   full covariances, started from k-means; a row belongs to the one that most probably made it. A covariance of d
//!   dimensions needs several times d rows, so the rows are first brought to their d strongest principal components,
//!   d = n / (10 k), from 1 to 10 and no more than the rows have; 0.001 of the first one's variance is added to every
//!   variance, so that copies and flat clouds have a density, too.
//! * **DBSCAN** (Ester, Kriegel, Sander & Xu 1996, KDD 226; linfa's): rows with at least four others within a radius are
//!   dense, dense rows within the radius of each other are one cluster, rows near none are noise. The radius is read off
//!   the distances to the fourth-nearest row, put in order: where that curve lies farthest below the line between its
//!   ends, or its end if it does not (their figure 4; Satopää et al. 2011, ICDCS workshops 166). k is what comes out.
//! * **agglomerative** (Ward 1963, JASA 58:236; kodama's): the two clusters whose union raises the squared distances to
//!   the means least become one, until k are left.
//!
//! All but the linear k-means and mixture take the square of the rows, and the others gain little from many: of more than
//! [`MAX_FITTED`] rows a seeded sample is put into clusters, and every other row joins the cluster with the nearest mean
//! (the most probable one of the mixture; for DBSCAN that of the nearest dense row, if it lies within the radius).
//!
//! By hand: rows at 0, 1, 10, 11 and 12 on a line fall into {0, 1} and {10, 11, 12} for k = 2 by every method that
//! takes a k.
//!
//! What they cannot tell you: whether there are clusters at all. Each finds some in any cloud; read silhouette and
//! stability before any of them. DBSCAN often finds one, or none, in rows of many dimensions, which all lie about
//! equally far apart.

use linfa::DatasetBase;
use linfa::traits::{Fit, Predict, Transformer};
use linfa_clustering::{Dbscan, GaussianMixtureModel, KMeans};
use linfa_linalg::eigh::{EigSort, Eigh};
use linfa_nn::LinearSearch;
use linfa_nn::distance::L2Dist;
use ndarray::{Array1, Array2, ArrayView1, Axis, Slice};
use serde::{Deserialize, Serialize};

use crate::num::{Random, sqrt};

/// A way to put rows into clusters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "cli", derive(clap::ValueEnum))]
#[serde(rename_all = "lowercase")]
pub enum Method {
    /// k-means.
    #[cfg_attr(feature = "cli", value(name = "kmeans"))]
    KMeans,
    /// A mixture of normal distributions with full covariances.
    Gaussian,
    /// Dense regions; the rest is noise. It takes no number of clusters.
    Dbscan,
    /// Ward's agglomerative clustering.
    Agglomerative,
}

/// Why there are no clusters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Failure {
    /// There are fewer rows than clusters asked for.
    TooFew,
    /// The rows have no direction in which they differ.
    Alike,
    /// The mixture's parameters did not settle, or one of its components lost all rows.
    NotConverged,
    /// No row has four others near it.
    Sparse,
    /// All rows fall into one cluster.
    One,
}

/// How rows are put into clusters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Settings {
    /// The way.
    pub method: Method,
    /// From how many random starts k-means takes the best.
    pub n_starts: usize,
    /// The seed of starts and samples.
    pub seed: u64,
}

/// The cluster of each row, numbered from 0 by falling size (ties by first row); `None` for noise.
pub type Labels = Vec<Option<u32>>;

/// The largest number of rows that clusters are fitted on.
pub const MAX_FITTED: usize = 2_000;

/// A row is dense when so many rows, itself among them, lie within the radius.
const MIN_DENSE: usize = 5;

impl Method {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::KMeans, Self::Gaussian, Self::Dbscan, Self::Agglomerative];

    /// Its name in settings and tables: `kmeans`, `gaussian`, `dbscan` or `agglomerative`.
    pub fn name(self) -> &'static str {
        match self {
            Self::KMeans => "kmeans",
            Self::Gaussian => "gaussian",
            Self::Dbscan => "dbscan",
            Self::Agglomerative => "agglomerative",
        }
    }
}

impl Failure {
    /// In words, for tables and messages.
    pub fn reason(self) -> &'static str {
        match self {
            Self::TooFew => "fewer articles than clusters",
            Self::Alike => "the articles cannot be told apart",
            Self::NotConverged => {
                "the mixture did not settle: too few articles for so many clusters, or copies among them"
            }
            Self::Sparse => "no article has four others near it",
            Self::One => "all articles fall into one cluster",
        }
    }
}

/// The clusters of the rows for each number in `ks`; for DBSCAN, which takes none, one entry whatever `ks` holds.
///
/// # Errors
/// Each entry says on its own why its clusters could not be made.
pub fn partitions(rows: &Array2<f64>, ks: &[usize], settings: &Settings) -> Vec<Result<Labels, Failure>> {
    let sampled = sample(rows.nrows(), MAX_FITTED, settings.seed);
    let fitted = sampled.as_ref().map_or_else(|| rows.clone(), |sample| rows.select(Axis(0), sample));
    let with_k = |of: &dyn Fn(usize) -> Result<Labels, Failure>| -> Vec<Result<Labels, Failure>> {
        let checked = |&k: &usize| if k == 0 || rows.nrows() < k { Err(Failure::TooFew) } else { of(k) };
        if rows.ncols() == 0 { vec![Err(Failure::Alike); ks.len()] } else { ks.iter().map(checked).collect() }
    };
    let found = match settings.method {
        Method::KMeans => with_k(&|k| k_means(rows, fitted.clone(), k, settings)),
        Method::Gaussian => with_k(&|k| gaussian(rows, &fitted, k, settings)),
        Method::Dbscan => vec![dbscan(rows, &fitted)],
        Method::Agglomerative => {
            let steps = ward(&fitted);
            with_k(&|k| Ok(assign(rows, &fitted, sampled.as_deref(), &cut(&steps, fitted.nrows(), k))))
        }
    };
    let checked = |labels: Labels| {
        let labels = by_size(&labels);
        if labels.contains(&Some(1)) { Ok(labels) } else { Err(Failure::One) }
    };
    found.into_iter().map(|labels| labels.and_then(checked)).collect()
}

fn k_means(rows: &Array2<f64>, fitted: Array2<f64>, k: usize, settings: &Settings) -> Result<Labels, Failure> {
    let model = KMeans::params_with_rng(k, Random::new(settings.seed, k as u64).generator())
        .n_runs(settings.n_starts)
        .max_n_iterations(100)
        .tolerance(1e-4)
        .fit(&DatasetBase::from(fitted))
        .map_err(|_| Failure::Alike)?;
    Ok(model.predict(rows).iter().map(|label| Some(*label as u32)).collect())
}

fn gaussian(rows: &Array2<f64>, fitted: &Array2<f64>, k: usize, settings: &Settings) -> Result<Labels, Failure> {
    let n_dimensions = (fitted.nrows() / (10 * k)).clamp(1, 10);
    let axes = principal_axes(fitted, n_dimensions).ok_or(Failure::Alike)?;
    let mean = fitted.mean_axis(Axis(0)).ok_or(Failure::Alike)?;
    let project = |rows: &Array2<f64>| (rows - &mean).dot(&axes);
    let model = GaussianMixtureModel::params_with_rng(k, Random::new(settings.seed, k as u64).generator())
        .reg_covariance(1e-3)
        .max_n_iterations(200)
        .fit(&DatasetBase::from(project(fitted)))
        .map_err(|_| Failure::NotConverged)?;
    let projected = project(rows);
    let shares = model.predict_proba(&projected);
    let of_row = |(row, shares): (ArrayView1<'_, f64>, ArrayView1<'_, f64>)| {
        // so far from every component that its density is 0: the nearest mean has it
        let is_lost = shares.iter().any(|share| !share.is_finite());
        let score = |cluster: usize| if is_lost { -square(&row, &model.means().row(cluster)) } else { shares[cluster] };
        (0..k).max_by(|&i, &j| score(i).total_cmp(&score(j)).then(j.cmp(&i))).map(|cluster| cluster as u32)
    };
    Ok(projected.outer_iter().zip(shares.outer_iter()).map(of_row).collect())
}

/// The directions of largest variance as columns, at most `n`, scaled so that the first has the variance 1; `None` when
/// the rows do not vary.
fn principal_axes(rows: &Array2<f64>, n: usize) -> Option<Array2<f64>> {
    let centered = rows - &rows.mean_axis(Axis(0))?;
    let covariance = centered.t().dot(&centered) / rows.nrows() as f64;
    let (values, vectors) = covariance.eigh().ok()?.sort_eig_desc();
    let first = *values.first()?;
    let n_varying = values.iter().take(n).filter(|value| **value > 1e-9 * first).count();
    let size = rows.iter().fold(0.0, |largest: f64, value| largest.max(value.abs()));
    let varies = first > 1e-18 * size * size;
    varies.then(|| vectors.slice_axis(Axis(1), Slice::from(..n_varying)).to_owned() / sqrt(first))
}

fn dbscan(rows: &Array2<f64>, fitted: &Array2<f64>) -> Result<Labels, Failure> {
    if fitted.nrows() < MIN_DENSE {
        return Err(Failure::TooFew);
    }
    if rows.ncols() == 0 {
        return Err(Failure::Alike);
    }
    let near: Vec<f64> = squares(fitted, fitted).outer_iter().map(fourth_nearest).collect();
    let radius = knee(&near);
    let is_dense = |row: usize| near[row] < radius;
    let labels = Dbscan::params_with(MIN_DENSE, L2Dist, LinearSearch)
        .tolerance(radius)
        .transform(fitted)
        .map_err(|_| Failure::Alike)?; // a radius of 0: copies
    let dense: Vec<usize> = (0..fitted.nrows()).filter(|row| is_dense(*row)).collect();
    if dense.is_empty() {
        return Err(Failure::Sparse);
    }
    if fitted.nrows() == rows.nrows() {
        return Ok(labels.iter().map(|label| label.map(|cluster| cluster as u32)).collect());
    }
    let of_row = |distances: ArrayView1<'_, f64>| {
        let (at, square) = least(distances)?;
        (square < radius * radius).then(|| labels[dense[at]].map(|cluster| cluster as u32)).flatten()
    };
    Ok(in_blocks(rows, &fitted.select(Axis(0), &dense), of_row))
}

/// The distance to the fourth-nearest other row, given the squared distances of a row to all, itself among them.
fn fourth_nearest(squares: ArrayView1<'_, f64>) -> f64 {
    let mut squares = squares.to_vec();
    let (_, fifth, _) = squares.select_nth_unstable_by(MIN_DENSE - 1, f64::total_cmp);
    sqrt(*fifth)
}

/// A radius just above the value where the values, in order, lie farthest below the line from the first to the last.
fn knee(values: &[f64]) -> f64 {
    let mut ascending = values.to_vec();
    ascending.sort_by(f64::total_cmp);
    let last = ascending.len() - 1;
    let slope = (ascending[last] - ascending[0]) / last as f64;
    let below = |at: usize| ascending[0] + slope * at as f64 - ascending[at];
    let at = (0..last).max_by(|&i, &j| below(i).total_cmp(&below(j)).then(i.cmp(&j))).filter(|at| below(*at) > 1e-12);
    ascending[at.unwrap_or(last)] * (1.0 + 1e-9)
}

/// The unions of Ward's linkage in their order, each of two clusters by number: rows first, then unions.
fn ward(rows: &Array2<f64>) -> Vec<(usize, usize)> {
    let squares = squares(rows, rows);
    let n = rows.nrows();
    let mut distances: Vec<f64> =
        (0..n).flat_map(|i| (i + 1..n).map(move |j| (i, j))).map(|at| sqrt(squares[at])).collect();
    drop(squares);
    let dendrogram = kodama::linkage(&mut distances, n, kodama::Method::Ward);
    dendrogram.steps().iter().map(|step| (step.cluster1, step.cluster2)).collect()
}

/// The cluster of each of `n` rows when unions stop at `k` clusters.
fn cut(steps: &[(usize, usize)], n: usize, k: usize) -> Labels {
    let mut cluster: Vec<usize> = (0..2 * n).collect();
    for (i, &(a, b)) in steps.iter().enumerate().take(n.saturating_sub(k)) {
        (cluster[a], cluster[b]) = (n + i, n + i);
    }
    // unions have larger numbers than what they unite
    for at in (0..n + steps.len()).rev() {
        cluster[at] = cluster[cluster[at]];
    }
    cluster.truncate(n);
    cluster.into_iter().map(|cluster| Some(cluster as u32)).collect()
}

/// The labels of all rows, given those of the sample: the cluster with the nearest mean.
fn assign(rows: &Array2<f64>, fitted: &Array2<f64>, sampled: Option<&[usize]>, labels: &Labels) -> Labels {
    let Some(sampled) = sampled else { return labels.clone() };
    let labels = by_size(labels);
    let n_clusters = labels.iter().flatten().max().map_or(0, |label| *label as usize + 1);
    let mut means = Array2::zeros((n_clusters, rows.ncols()));
    let mut sizes = Array1::<f64>::zeros(n_clusters);
    for (row, label) in fitted.outer_iter().zip(&labels) {
        let Some(label) = label else { continue };
        let mut mean = means.row_mut(*label as usize);
        mean += &row;
        sizes[*label as usize] += 1.0;
    }
    means /= &sizes.insert_axis(Axis(1));
    let mut all = in_blocks(rows, &means, |distances| least(distances).map(|(mean, _)| mean as u32));
    sampled.iter().zip(labels).for_each(|(&row, label)| all[row] = label);
    all
}

/// What `of_row` makes of each row's squared distances to `others`, a block of rows at a time.
fn in_blocks(
    rows: &Array2<f64>,
    others: &Array2<f64>,
    of_row: impl Fn(ArrayView1<'_, f64>) -> Option<u32>,
) -> Vec<Option<u32>> {
    const BLOCK: usize = 1_000;
    let blocks = rows.axis_chunks_iter(Axis(0), BLOCK);
    blocks.flat_map(|block| squares(&block.to_owned(), others).outer_iter().map(&of_row).collect::<Vec<_>>()).collect()
}

/// The squared distances between the rows of two matrices; 0 between a row and itself.
fn squares(a: &Array2<f64>, b: &Array2<f64>) -> Array2<f64> {
    let lengths = |rows: &Array2<f64>| rows.outer_iter().map(|row| row.dot(&row)).collect::<Array1<f64>>();
    let mut squares = a.dot(&b.t()) * -2.0;
    squares += &lengths(a).insert_axis(Axis(1));
    squares += &lengths(b);
    squares.mapv_inplace(|square| square.max(0.0));
    if a.nrows() == b.nrows() && a == b {
        squares.diag_mut().fill(0.0);
    }
    squares
}

fn square(a: &ArrayView1<'_, f64>, b: &ArrayView1<'_, f64>) -> f64 {
    a.iter().zip(b).map(|(a, b)| (a - b) * (a - b)).sum()
}

/// The first least value, and where it stands.
fn least(values: ArrayView1<'_, f64>) -> Option<(usize, f64)> {
    values.iter().copied().enumerate().min_by(|a, b| a.1.total_cmp(&b.1).then(a.0.cmp(&b.0)))
}

/// `n` positions below `of`, ascending, or `None` when there are no more than that.
pub(super) fn sample(of: usize, n: usize, seed: u64) -> Option<Vec<usize>> {
    if of <= n {
        return None;
    }
    let mut positions: Vec<usize> = (0..of).collect();
    Random::new(seed, of as u64).shuffle(&mut positions);
    positions.truncate(n);
    positions.sort_unstable();
    Some(positions)
}

fn by_size(labels: &Labels) -> Labels {
    let n_labels = labels.iter().flatten().max().map_or(0, |label| *label as usize + 1);
    let mut order: Vec<(usize, usize, usize)> = (0..n_labels).map(|label| (usize::MAX, usize::MAX, label)).collect();
    for (row, label) in labels.iter().enumerate() {
        let Some(label) = label else { continue };
        let entry = &mut order[*label as usize];
        *entry = (entry.0 - 1, entry.1.min(row), entry.2);
    }
    order.sort_unstable();
    let mut rank = vec![0; n_labels];
    (0..).zip(&order).for_each(|(position, (_, _, label))| rank[*label] = position);
    labels.iter().map(|label| label.map(|label| rank[label as usize])).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    fn settings(method: Method) -> Settings {
        Settings { method, n_starts: 5, seed: 42 }
    }

    fn labels(rows: &Array2<f64>, method: Method, k: usize) -> Result<Vec<i64>, Failure> {
        let found = partitions(rows, &[k], &settings(method)).remove(0)?;
        Ok(found.into_iter().map(|label| label.map_or(-1, i64::from)).collect())
    }

    fn two_heaps() -> Array2<f64> {
        array![[0.0, 1.0], [9.0, 9.1], [0.1, 1.0], [9.0, 9.0], [0.0, 1.1]]
    }

    #[test]
    fn two_heaps_are_two_clusters_and_the_larger_is_0() {
        for method in [Method::KMeans, Method::Gaussian, Method::Agglomerative] {
            assert_eq!(labels(&two_heaps(), method, 2), Ok(vec![0, 1, 0, 1, 0]), "{method:?}");
            assert_eq!(labels(&two_heaps(), method, 6), Err(Failure::TooFew));
        }
    }

    #[test]
    fn a_mixture_gives_the_wide_cloud_what_k_means_gives_the_narrow_one() {
        // sklearn.mixture.GaussianMixture(2, reg_covar=.001, random_state=0) on X / X.std() parts them 20 and 20,
        // sklearn.cluster.KMeans(2, n_init=10, random_state=0) 26 and 14 (scikit-learn 1.9.1)
        let rows = Array2::from_shape_fn((40, 1), |(row, _)| match row {
            0..20 => (((row * 7) % 20) as f64 - 9.5) / 10.0,
            _ => row as f64 - 17.5,
        });
        let after = |n: usize| (0..40).map(|row| i64::from(row >= n)).collect::<Vec<_>>();
        assert_eq!(labels(&rows, Method::Gaussian, 2), Ok(after(20)));
        assert_eq!(labels(&rows, Method::KMeans, 2), Ok(after(26)));
    }

    #[test]
    fn wards_clusters_are_scipys() {
        // scipy.cluster.hierarchy.fcluster(linkage(X, 'ward'), k, 'maxclust') (SciPy 1.17.1), numbered by size
        let rows = array![[0.0], [1.0], [10.0], [11.0], [12.5], [30.0], [4.5], [31.0], [17.0]];
        for (k, expected) in
            [(2, [0, 0, 0, 0, 0, 1, 0, 1, 0]), (3, [1, 1, 0, 0, 0, 2, 1, 2, 0]), (4, [0, 0, 1, 1, 1, 2, 0, 2, 3])]
        {
            assert_eq!(labels(&rows, Method::Agglomerative, k), Ok(expected.to_vec()), "{k}");
        }
    }

    #[test]
    fn dense_rows_are_clusters_and_the_rest_is_noise() {
        let mut random = Random::new(3, 0);
        let mut rows = Array2::from_shape_fn((61, 2), |(row, _)| random.normal() + if row < 35 { 0.0 } else { 40.0 });
        rows.row_mut(60).assign(&array![20.0, -300.0]);
        let found = labels(&rows, Method::Dbscan, 0).unwrap();
        // dense or not, nobody joins the other heap, and the row far away joins none
        assert!(
            found[..35].iter().all(|label| [0, -1].contains(label))
                && found[..35].iter().filter(|label| **label == 0).count() > 25
        );
        assert!(found[35..60].iter().all(|label| [1, -1].contains(label)) && found[60] == -1, "{found:?}");
    }

    #[test]
    fn the_radius_is_where_the_curve_turns() {
        // line from 1 to 10 over six values: 1, 2.8, 4.6, 6.4, 8.2, 10; the fourth lies 6.4 - 1.3 below
        assert!((knee(&[1.2, 1.0, 10.0, 1.3, 1.1, 6.0]) - 1.3).abs() < 1e-8);
        // none lies below: the largest
        assert!((knee(&[1.0, 5.0, 6.0]) - 6.0).abs() < 1e-7);
    }

    #[test]
    fn rows_that_cannot_be_told_apart_have_a_reason_or_a_cluster_and_no_panic() {
        let shapes = [
            Array2::zeros((30, 0)),
            Array2::zeros((0, 3)),
            Array2::ones((1, 3)),
            Array2::ones((30, 3)),
            Array2::from_shape_fn((30, 3), |(row, _)| (row % 2) as f64),
            Array2::from_shape_fn((30, 40), |(row, column)| f64::from(u8::from(row % 5 == column))),
            Array2::from_shape_fn((200, 40), |(row, column)| ((row * column) % 7) as f64 * 1e-200),
        ];
        for rows in &shapes {
            for method in Method::ALL {
                for (k, found) in [1, 2, 5, 8].into_iter().zip(partitions(rows, &[1, 2, 5, 8], &settings(method))) {
                    let Ok(found) = found else { continue };
                    let n = found.iter().flatten().max().map_or(0, |label| *label as usize + 1);
                    assert!(found.len() == rows.nrows() && (method == Method::Dbscan || n <= k), "{method:?} {k} {n}");
                }
            }
        }
        assert_eq!(labels(&shapes[3], Method::Gaussian, 2), Err(Failure::Alike));
        assert_eq!(labels(&shapes[3], Method::KMeans, 2), Err(Failure::One));
        assert_eq!(labels(&shapes[5], Method::KMeans, 1), Err(Failure::One));
    }

    #[test]
    fn of_many_rows_a_sample_stands_for_all() {
        let mut random = Random::new(1, 0);
        let rows = Array2::from_shape_fn((2_500, 3), |(row, _)| random.normal() + 40.0 * (row % 3) as f64);
        let expected: Vec<i64> = (0..2_500).map(|row| (row % 3) as i64).collect();
        for method in [Method::KMeans, Method::Gaussian, Method::Agglomerative] {
            assert!(labels(&rows, method, 3).unwrap() == expected, "{method:?}");
        }
        let found = partitions(&rows, &[], &settings(Method::Dbscan)).remove(0).unwrap();
        let heaps: std::collections::BTreeSet<(Option<u32>, usize)> = found
            .iter()
            .enumerate()
            .filter(|(_, label)| label.is_some())
            .map(|(row, label)| (*label, row % 3))
            .collect();
        // no cluster has rows of two heaps
        let clusters: Vec<Option<u32>> = heaps.iter().map(|(label, _)| *label).collect();
        assert!(heaps.len() >= 3 && clusters.is_sorted_by(|a, b| a < b), "{heaps:?}");
        assert!(found.iter().filter(|label| label.is_none()).count() < 250);
    }
}
