//! The clusters of articles: how many, what they agree with, and what marks them.

use super::groups::Groups;
use super::prepared::Prepared;
use super::threads::*;
use super::vectors::{self, MANY_ARTICLES, Space, VectorKind};
use crate::compare::agreement::{Agreement, Exchange, agreement, expected_counts};
use crate::compare::cluster;
use crate::compare::inside::{Inside, Item, inside};
use crate::compare::partition::{Failure, Labels, Method, Settings, partitions};
use crate::compare::stability;
use crate::corpus::OutletId;
use crate::feature::frame;
use crate::num::ratio;
use crate::terms::{TermId, Weights};
use crate::text::Voice;
use ndarray::{Array2, Axis};

/// The clusters of the articles, the event taken out.
#[derive(Debug, Clone, PartialEq)]
pub struct Clusters {
    /// How many there are.
    pub k: usize,
    /// Each article's place; `None` for an article that has nothing left once its event is out, and for noise.
    pub of_article: Vec<Option<Place>>,
    /// For each cluster, the terms whose mean weight inside exceeds that outside most, with the difference.
    pub terms: Vec<Vec<(TermId, f64)>>,
    /// Clusters x outlets that have an article in one.
    pub outlets: Vec<ClusterOutlet>,
    /// Clusters x frames x voices.
    pub frames: Vec<ClusterFrame>,
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

/// How much of a cluster is an outlet's.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ClusterOutlet {
    /// The cluster.
    pub cluster: u32,
    /// The outlet.
    pub outlet: OutletId,
    /// Its articles in the cluster.
    pub n_articles: usize,
    /// Their share of the cluster's articles that have an outlet, 0 to 1; `None` when the cluster has none.
    pub share: Option<f64>,
    /// What the share would be on average were outlets shuffled within events (topics, for articles alone in theirs).
    pub expected_share: Option<f64>,
}

/// A frame in a voice inside a cluster and outside.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ClusterFrame {
    /// The cluster.
    pub cluster: u32,
    /// Position in [`Findings::frames`](super::Findings::frames).
    pub frame: usize,
    /// Whose words.
    pub voice: Voice,
    /// Hits per 1,000 words.
    pub rate: Inside,
}

/// How well a clustering is apart, comes back, and follows outlets and events.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ClusterFit {
    /// Which vectors.
    pub vectors: VectorKind,
    /// How they were put into clusters.
    pub method: Method,
    /// How many clusters: asked for, or found by [`Method::Dbscan`].
    pub k: usize,
    /// Whether this k was chosen for its vectors.
    pub chosen: bool,
    /// Articles in a cluster.
    pub n_articles: usize,
    /// Articles in none: noise.
    pub n_noise: usize,
    /// Mean silhouette.
    pub silhouette: Option<f64>,
    /// Mean adjusted Rand index with the clusters of events drawn again.
    pub stability: Option<f64>,
    /// With the outlet, over articles that have one; shuffled within events where these are taken out.
    pub outlet: Agreement,
    /// With the event; shuffled freely.
    pub event: Agreement,
    /// With the user's rating of the outlet, over articles whose outlet has one; dealt out among outlets.
    pub rating: Agreement,
    /// Why there are no clusters; `None` when there are.
    pub failure: Option<Failure>,
}

/// The clusters of one kind of vectors, for each k that was tried.
struct Fitted {
    fits: Vec<ClusterFit>,
    /// Those of the chosen k.
    labels: Option<Labels>,
}

/// Terms listed for a group of articles, at most.
pub(super) const GROUP_KEYWORDS: usize = 20;
const MAX_K: usize = 8;
/// k is at most the number of articles over this.
const MIN_CLUSTER_SIZE: usize = 8;
const N_SHUFFLES: usize = 199;
/// Starts of k-means for the clusters of all articles.
const N_STARTS: usize = 10;
/// Starts for those of events drawn again, of which there are many.
const N_STARTS_DRAWN: usize = 3;

/// The clusters with the event taken out, and the fits of all kinds of vectors; `projected` are all articles' vectors.
pub(super) fn clusters(input: &Prepared<'_>, projected: Array2<f64>) -> (Option<Clusters>, Vec<ClusterFit>) {
    let groups = &input.groups;
    let articles: Vec<usize> = (0..projected.nrows()).filter(|article| groups.counted[*article]).collect();
    let vectors = projected.select(Axis(0), &articles);
    drop(projected);
    let raw = fit(input, &vectors::raw(&vectors, &articles), None);
    let space = vectors::centered(VectorKind::EventCentered, &vectors, &articles, groups);
    drop(vectors);
    let centered = fit(input, &space, None);
    let found = centered.labels.as_ref().map(|labels| describe(input, &space, labels));
    drop(space);
    let k = centered.fits.iter().find(|fit| fit.chosen).map(|fit| fit.k);
    let is_style = vectors::is_style(input.corpus, input.counts.vocabulary(), input.is_name);
    let is_either: Vec<bool> = is_style.iter().zip(input.is_name).map(|(a, b)| *a || *b).collect();
    let mut fits: Vec<ClusterFit> = raw.fits.into_iter().chain(centered.fits).collect();
    for (kind, is_dropped) in [(VectorKind::NoStyle, is_style), (VectorKind::NoStyleNoNames, is_either)] {
        fits.extend(fit(input, &vectors::without(kind, &is_dropped, input.weights, &articles, groups), k).fits);
    }
    (found, fits)
}

/// A fit for each k; of many articles only the chosen k and `compared` are held against shuffled labels.
fn fit(input: &Prepared<'_>, space: &Space, compared: Option<usize>) -> Fitted {
    let (groups, config) = (&input.groups, input.config);
    let n = space.rows.nrows();
    let ks: Vec<usize> = match (config.cluster_method, config.clusters) {
        (Method::Dbscan, _) => vec![0],
        (_, Some(k)) => vec![k],
        (_, None) => (2..=MAX_K.min((n / MIN_CLUSTER_SIZE).max(2))).collect(),
    };
    let settings = Settings { method: config.cluster_method, n_starts: N_STARTS, seed: groups.seed };
    let found: Vec<Result<Labels, Failure>> = match config.cluster_method {
        // one tree serves every k
        Method::Agglomerative => partitions(&space.rows, &ks, &settings),
        _ => ks.par_iter().map(|k| partitions(&space.rows, &[*k], &settings).remove(0)).collect(),
    };
    let event: Vec<u32> = space.articles.iter().map(|&article| groups.events.of_article[article]).collect();
    let drawn = Settings { n_starts: N_STARTS_DRAWN, ..settings };
    let draws: Vec<Vec<Option<f64>>> = (0..stability::N_DRAWS as u64)
        .into_par_iter()
        .map(|draw| stability::of_draw(&space.rows, &event, &found, &ks, &drawn, draw))
        .collect();
    let stabilities = stability::means(&draws);
    let silhouettes: Vec<Option<f64>> =
        found.par_iter().map(|labels| silhouette(space, labels.as_ref().ok()?, groups.seed)).collect();
    let best = stability::choose(&silhouettes.iter().copied().zip(stabilities.iter().copied()).collect::<Vec<_>>());
    let fits = found.par_iter().enumerate().map(|(at, labels)| {
        let k = if ks[at] > 0 { ks[at] } else { labels.as_ref().map_or(0, n_clusters) };
        let chosen = Some(at) == best;
        let is_compared = chosen || Some(k) == compared || n <= MANY_ARTICLES;
        let agreements = labels
            .as_ref()
            .map(|labels| agreements(space, labels, groups, if is_compared { N_SHUFFLES } else { 0 }))
            .unwrap_or_default();
        let n_articles = labels.as_ref().map_or(0, |labels| labels.iter().flatten().count());
        ClusterFit {
            vectors: space.kind,
            method: config.cluster_method,
            k,
            chosen,
            n_articles,
            n_noise: labels.as_ref().map_or(0, |labels| labels.len() - n_articles),
            silhouette: silhouettes[at],
            stability: stabilities[at],
            outlet: agreements[0],
            event: agreements[1],
            rating: agreements[2],
            failure: labels.as_ref().err().copied(),
        }
    });
    let fits = fits.collect();
    Fitted { fits, labels: best.and_then(|at| found.into_iter().nth(at)?.ok()) }
}

fn n_clusters(labels: &Labels) -> usize {
    labels.iter().flatten().max().map_or(0, |label| *label as usize + 1)
}

fn silhouette(space: &Space, labels: &Labels, seed: u64) -> Option<f64> {
    let (rows, labels) = clustered(labels);
    cluster::silhouette(&space.rows.select(Axis(0), &rows), &labels, seed)
}

/// The rows that have a cluster, and their clusters.
fn clustered(labels: &Labels) -> (Vec<usize>, Vec<u32>) {
    labels.iter().enumerate().filter_map(|(row, label)| Some((row, (*label)?))).unzip()
}

/// With outlets, events and ratings.
fn agreements(space: &Space, labels: &Labels, groups: &Groups<'_>, n_shuffles: usize) -> [Agreement; 3] {
    let (rows, labels) = clustered(labels);
    let outlet = |row: usize| groups.of_outlet[space.articles[row]];
    let mut places: Vec<f64> = groups.slants.iter().flatten().copied().collect();
    places.sort_by(f64::total_cmp);
    places.dedup();
    let rating = |row: usize| {
        let slant = groups.slants[outlet(row)? as usize]?;
        places.binary_search_by(|place| place.total_cmp(&slant)).ok().map(|place| place as u32)
    };
    let event = |row: usize| Some(groups.events.of_article[space.articles[row]]);
    let with = |label: &dyn Fn(usize) -> Option<u32>, exchanged: &dyn Fn(usize) -> u32, is_unit: Unit| {
        let known =
            rows.iter().zip(&labels).filter_map(|(&row, &cluster)| Some((cluster, (label(row)?, exchanged(row)))));
        let (a, (b, among)): (Vec<u32>, (Vec<u32>, Vec<u32>)) = known.unzip();
        let exchange = match is_unit {
            Unit::Article => Exchange::Within(&among),
            Unit::Outlet => Exchange::Units(&among),
        };
        agreement(&a, &b, exchange, n_shuffles, groups.seed)
    };
    [
        with(&outlet, &|row| space.blocks[row], Unit::Article),
        with(&event, &|_| 0, Unit::Article),
        with(&rating, &|row| outlet(row).unwrap_or(0), Unit::Outlet),
    ]
}

/// What has a label of its own.
enum Unit {
    Article,
    Outlet,
}

/// Where articles stand, and what marks each cluster.
fn describe(input: &Prepared<'_>, space: &Space, labels: &Labels) -> Clusters {
    let (rows, labels) = clustered(labels);
    let k = labels.iter().max().map_or(0, |label| *label as usize + 1);
    let vectors = space.rows.select(Axis(0), &rows);
    let distances = cluster::distances(&vectors, &labels);
    let map = cluster::map(&vectors);
    let mut of_article = vec![None; input.weights.n_rows()];
    for c in 0..k as u32 {
        let mut members: Vec<usize> = (0..labels.len()).filter(|&row| labels[row] == c).collect();
        members.sort_by(|&i, &j| distances[i].total_cmp(&distances[j]).then(i.cmp(&j)));
        for (rank, &row) in members.iter().enumerate() {
            let xy = map.as_ref().map(|map| (map[[row, 0]], map[[row, 1]]));
            of_article[space.articles[rows[row]]] =
                Some(Place { cluster: c, distance: distances[row], xy, is_exemplar: rank < 3 });
        }
    }
    Clusters {
        k,
        terms: (0..k as u32).map(|c| marking_terms(c, &of_article, input.weights)).collect(),
        outlets: outlets(space, &rows, &labels, &input.groups),
        frames: frames(input, &of_article, k),
        of_article,
    }
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
        .map(|column| (weights.term(column as u32), mean(0, column) - mean(1, column)))
        .filter(|(_, difference)| *difference > 0.0)
        .collect();
    terms.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    terms.truncate(GROUP_KEYWORDS);
    terms
}

/// Each cluster's outlets, against what shuffled outlets would give.
fn outlets(space: &Space, rows: &[usize], labels: &[u32], groups: &Groups<'_>) -> Vec<ClusterOutlet> {
    let known = rows
        .iter()
        .zip(labels)
        .filter_map(|(&row, &label)| Some((label, (groups.of_outlet[space.articles[row]]?, space.blocks[row]))));
    let (cluster, (outlet, block)): (Vec<u32>, (Vec<u32>, Vec<u32>)) = known.unzip();
    let expected = expected_counts(&cluster, &outlet, &block);
    let mut counts = Array2::<usize>::zeros(expected.dim());
    cluster.iter().zip(&outlet).for_each(|(&c, &o)| counts[[c as usize, o as usize]] += 1);
    let is_there = |o: usize| counts.column(o).iter().any(|n| *n > 0);
    let row = |(c, o): (usize, usize)| {
        let n = counts.row(c).sum() as f64;
        ClusterOutlet {
            cluster: c as u32,
            outlet: OutletId(o as u32),
            n_articles: counts[[c, o]],
            share: ratio(counts[[c, o]] as f64, n),
            expected_share: ratio(expected[[c, o]], n),
        }
    };
    let there: Vec<usize> = (0..counts.ncols()).filter(|outlet| is_there(*outlet)).collect();
    (0..counts.nrows()).flat_map(|c| there.iter().map(move |&o| (c, o))).map(row).collect()
}

/// Each cluster's rates of frames against those of the other clusters.
fn frames(input: &Prepared<'_>, places: &[Option<Place>], k: usize) -> Vec<ClusterFrame> {
    let n_frames = input.frames.len();
    let item = |(article, place): (usize, &Option<Place>)| {
        let measured = &input.measured[article];
        let values = (0..n_frames).flat_map(|frame| (0..3).map(move |voice| (frame, voice))).filter_map(|(f, v)| {
            let rate = frame::per_1000(measured.n_frame_hits[v][f], measured.n_words[v])?;
            (rate > 0.0).then_some((f * 3 + v, rate))
        });
        Some(Item {
            group: (*place)?.cluster,
            unit: input.groups.events.of_article[article],
            has: measured.n_words.iter().map(|n| *n > 0).collect(),
            values: values.collect(),
        })
    };
    let items: Vec<Item> = places.iter().enumerate().filter_map(item).collect();
    let voice_of: Vec<usize> = (0..n_frames * 3).map(|quantity| quantity % 3).collect();
    let found = inside(&items, k, &voice_of, input.groups.n_resamples, input.groups.seed);
    let of_cluster = |(cluster, rates): (usize, Vec<Inside>)| {
        rates.into_iter().enumerate().map(move |(at, rate)| ClusterFrame {
            cluster: cluster as u32,
            frame: at / 3,
            voice: Voice::ALL[at % 3],
            rate,
        })
    };
    found.into_iter().enumerate().flat_map(of_cluster).collect()
}
