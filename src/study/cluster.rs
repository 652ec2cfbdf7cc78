//! The clusters of articles: which vectors, how many clusters, and what they agree with.

use ndarray::{Array2, Axis};
use rayon::prelude::*;

use super::compare::{GROUP_KEYWORDS, Groups, MANY_ARTICLES};
use crate::compare::agreement::{Null, adjusted_rand_index, normalized_mutual_information, permutation_null};
use crate::compare::cluster;
use crate::num::ratio;
use crate::terms::{TermId, Weights};

/// The clusters of the articles, the event taken out.
#[derive(Debug, Clone, PartialEq)]
pub struct Clusters {
    /// How many there are.
    pub k: usize,
    /// Each article's place; `None` for an article that has nothing left once its event is out.
    pub of_article: Vec<Option<Place>>,
    /// For each cluster, the terms whose mean weight inside exceeds that outside most, with the difference.
    pub terms: Vec<Vec<(TermId, f64)>>,
}

/// An article's place among the clusters.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Place {
    /// Its cluster, from 0, the largest first.
    pub cluster: u32,
    /// Its distance to the cluster's mean, from 0.
    pub distance: f64,
    /// Its place on the 2-D map (principal components); `None` when there is no map.
    pub xy: Option<(f64, f64)>,
    /// Whether it is among the three nearest to the cluster's mean.
    pub is_exemplar: bool,
}

/// Which vectors were clustered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum VectorKind {
    /// LSA vectors as they are: their clusters are events.
    Raw,
    /// LSA vectors less their event's mean.
    EventCentered,
}

/// How well a clustering follows outlets and events.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ClusterFit {
    /// Which vectors.
    pub vectors: VectorKind,
    /// How many clusters.
    pub k: usize,
    /// Whether this k was chosen for its vectors.
    pub chosen: bool,
    /// Articles clustered.
    pub n_articles: usize,
    /// Mean silhouette.
    pub silhouette: Option<f64>,
    /// NMI with the outlet, over articles that have one.
    pub nmi_outlet: Option<f64>,
    /// What NMI with the outlet is on shuffled outlets.
    pub null_outlet: Option<Null>,
    /// Adjusted Rand index with the outlet.
    pub ari_outlet: Option<f64>,
    /// NMI with the event.
    pub nmi_event: Option<f64>,
    /// Adjusted Rand index with the event.
    pub ari_event: Option<f64>,
}

const N_STARTS: usize = 10;
const MAX_K: usize = 8;
/// k is at most the number of articles over this.
const MIN_CLUSTER_SIZE: usize = 8;
const N_SHUFFLES: usize = 199;
const ARTICLES_PER_TOPIC: usize = 300;
const MIN_ALONE_FOR_TOPICS: usize = 30;

pub(super) fn clusters(
    mut vectors: Array2<f64>,
    groups: &Groups<'_>,
    weights: &Weights,
    k: Option<usize>,
) -> (Option<Clusters>, Vec<ClusterFit>) {
    // a row of zeros is in no cluster
    (0..vectors.nrows()).filter(|it| !groups.counted[*it]).for_each(|it| vectors.row_mut(it).fill(0.0));
    let raw = cluster::unit_rows(&vectors);
    let (raw_fit, _) = fit(VectorKind::Raw, &raw.0, &raw.1, groups, k);
    let (center_groups, left_out) = center_groups(&vectors, groups);
    let mut centered = cluster::center(&vectors, &center_groups);
    left_out.iter().for_each(|&it| centered.row_mut(it).fill(0.0));
    let (rows, kept) = cluster::unit_rows(&centered);
    let (centered_fit, labels) = fit(VectorKind::EventCentered, &rows, &kept, groups, k);
    let found = labels.map(|labels| places(&rows, &kept, &labels, weights));
    (found, raw_fit.into_iter().chain(centered_fit).collect())
}

/// The group whose mean each article loses: its event, or its topic when it is alone in it; and the articles that
/// have neither or do not count.
fn center_groups(vectors: &Array2<f64>, groups: &Groups<'_>) -> (Vec<u32>, Vec<usize>) {
    let mut group = groups.events.of_article.clone();
    let (counted, mut left_out): (Vec<usize>, Vec<usize>) = (0..group.len()).partition(|it| groups.counted[*it]);
    let mut n_counted = vec![0; groups.events.list.len()];
    counted.iter().for_each(|&it| n_counted[group[it] as usize] += 1);
    let alone: Vec<usize> = counted.into_iter().filter(|&it| n_counted[group[it] as usize] < 2).collect();
    let aside = groups.events.list.len() as u32;
    left_out.iter().for_each(|&article| group[article] = aside); // its event's mean is of others
    if alone.len() < MIN_ALONE_FOR_TOPICS {
        left_out.extend(alone);
        return (group, left_out);
    }
    let n_topics = (alone.len() / ARTICLES_PER_TOPIC).max(1);
    let topics = cluster::k_means(&vectors.select(Axis(0), &alone), n_topics, 1, groups.seed)
        .unwrap_or_else(|| vec![0; alone.len()]);
    alone.iter().zip(topics).for_each(|(&article, topic)| group[article] = aside + 1 + topic);
    (group, left_out)
}

/// A fit for each k, and the labels of the chosen one.
fn fit(
    vectors: VectorKind,
    rows: &Array2<f64>,
    kept: &[usize],
    groups: &Groups<'_>,
    k: Option<usize>,
) -> (Vec<ClusterFit>, Option<Vec<u32>>) {
    let candidates: Vec<usize> =
        k.map_or_else(|| (2..=MAX_K.min((rows.nrows() / MIN_CLUSTER_SIZE).max(2))).collect(), |it| vec![it]);
    let clustered: Vec<(usize, Vec<u32>, Option<f64>)> = candidates
        .into_par_iter()
        .filter_map(|k| {
            let labels = cluster::k_means(rows, k, N_STARTS, groups.seed)?;
            let silhouette = cluster::silhouette(rows, &labels, groups.seed);
            Some((k, labels, silhouette))
        })
        .collect();
    let best = clustered
        .iter()
        .enumerate()
        .max_by(|a, b| a.1.2.unwrap_or(-1.0).total_cmp(&b.1.2.unwrap_or(-1.0)).then(b.0.cmp(&a.0)))
        .map(|it| it.0);
    let event: Vec<u32> = kept.iter().map(|&it| groups.events.of_article[it]).collect();
    let with_outlet: Vec<(usize, u32)> =
        kept.iter().enumerate().filter_map(|(row, &it)| groups.of_outlet[it].map(|outlet| (row, outlet))).collect();
    let outlet: Vec<u32> = with_outlet.iter().map(|it| it.1).collect();
    let fits = clustered
        .par_iter()
        .enumerate()
        .map(|(i, (k, labels, silhouette))| {
            let labels_with_outlet: Vec<u32> = with_outlet.iter().map(|it| labels[it.0]).collect();
            let chosen = Some(i) == best;
            ClusterFit {
                vectors,
                k: *k,
                chosen,
                n_articles: rows.nrows(),
                silhouette: *silhouette,
                nmi_outlet: normalized_mutual_information(&labels_with_outlet, &outlet),
                null_outlet: (chosen || rows.nrows() <= MANY_ARTICLES)
                    .then(|| permutation_null(&labels_with_outlet, &outlet, N_SHUFFLES, groups.seed))
                    .flatten(),
                ari_outlet: adjusted_rand_index(&labels_with_outlet, &outlet),
                nmi_event: normalized_mutual_information(labels, &event),
                ari_event: adjusted_rand_index(labels, &event),
            }
        })
        .collect();
    (fits, best.map(|it| clustered[it].1.clone()))
}

fn places(rows: &Array2<f64>, kept: &[usize], labels: &[u32], weights: &Weights) -> Clusters {
    let k = labels.iter().max().map_or(0, |it| *it as usize + 1);
    let distances = cluster::distances(rows, labels);
    let map = cluster::map(rows);
    let mut of_article = vec![None; weights.n_rows()];
    for c in 0..k as u32 {
        let mut members: Vec<usize> = (0..labels.len()).filter(|&it| labels[it] == c).collect();
        members.sort_by(|&i, &j| distances[i].total_cmp(&distances[j]).then(i.cmp(&j)));
        for (rank, &row) in members.iter().enumerate() {
            let xy = map.as_ref().map(|it| (it[[row, 0]], it[[row, 1]]));
            of_article[kept[row]] = Some(Place { cluster: c, distance: distances[row], xy, is_exemplar: rank < 3 });
        }
    }
    Clusters { k, terms: (0..k as u32).map(|c| marking_terms(c, &of_article, weights)).collect(), of_article }
}

/// The terms whose mean weight in a cluster exceeds their mean weight in the others most.
fn marking_terms(c: u32, places: &[Option<Place>], weights: &Weights) -> Vec<(TermId, f64)> {
    let mut sums = [vec![0.0; weights.n_columns()], vec![0.0; weights.n_columns()]];
    let mut sizes = [0.0; 2];
    for (article, place) in places.iter().enumerate() {
        let Some(place) = place else { continue };
        let side = usize::from(place.cluster != c);
        sizes[side] += 1.0;
        let (columns, values) = weights.row(article);
        columns.iter().zip(values).for_each(|(column, weight)| sums[side][*column as usize] += f64::from(*weight));
    }
    let mean = |side: usize, column: usize| ratio(sums[side][column], sizes[side]).unwrap_or(0.0);
    let mut terms: Vec<(TermId, f64)> = (0..weights.n_columns())
        .map(|it| (weights.term(it as u32), mean(0, it) - mean(1, it)))
        .filter(|it| it.1 > 0.0)
        .collect();
    terms.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    terms.truncate(GROUP_KEYWORDS);
    terms
}
