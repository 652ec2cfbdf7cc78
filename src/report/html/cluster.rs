//! Clusters of articles with the event taken out, and whether they follow the outlet.

use serde::Serialize;

use super::map::{MAX_NUMBERED, N_SHAPES, Point, map, sample};
use super::show::{counted, number, number_or_empty, shortened, thousands};
use super::summary::sentence;
use crate::compare::partition::Failure;
use crate::report::{Material, clustering};
use crate::study::{ClusterFit, ClusterFrame, Clusters, Place, VectorKind};
use crate::text::Voice;

/// Points on the map, at most.
const MAX_POINTS: usize = 1_200;
/// Points in the table beside the map, at most.
const MAX_ROWS: usize = 200;
/// Words of a cluster shown, at most.
const MAX_WORDS: usize = 8;
/// Frames of a cluster shown, at most.
const MAX_FRAMES: usize = 3;

/// The section on clusters.
#[derive(Serialize)]
pub(super) struct View {
    n_articles: usize,
    /// Why there are none.
    failure: &'static str,
    sentence: String,
    fits: Vec<Fit>,
    clusters: Vec<Row>,
    /// What it shows and what the clusters follow.
    map_title: String,
    map_svg: String,
    n_drawn: usize,
    /// The first of the points.
    points: Vec<Placed>,
    /// Whether each point has its cluster's number beside it.
    is_numbered: bool,
    /// What shape and colour stand for.
    groups: Vec<Group>,
    is_by_outlet: bool,
}

/// What shape and colour stand for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shown {
    Outlet,
    Cluster,
}

/// How clusters follow outlets and events, for one kind of vectors.
#[derive(Serialize)]
struct Fit {
    vectors: &'static str,
    k: usize,
    n_articles: String,
    silhouette: String,
    stability: String,
    nmi_event: String,
    nmi_outlet: String,
    null_p95: String,
    p: String,
}

/// A cluster.
#[derive(Serialize)]
struct Row {
    cluster: u32,
    n_articles: String,
    outlets: String,
    words: String,
    frames: Vec<String>,
    exemplars: Vec<String>,
}

/// A point of the map in words.
#[derive(Serialize)]
struct Placed {
    name: String,
    cluster: u32,
    xy: [String; 2],
    is_exemplar: bool,
}

/// An entry of the map's legend.
#[derive(Serialize)]
struct Group {
    name: String,
    sample_svg: String,
}

/// See [`View`].
pub(super) fn view(material: &Material<'_>) -> View {
    let found = material.findings;
    // as many clusters without house style as with it, as the sentence has it
    let k =
        found.clustered.fit.iter().find(|fit| fit.chosen && fit.vectors == VectorKind::EventCentered).map(|fit| fit.k);
    let is_shown = |fit: &&ClusterFit| match fit.vectors {
        VectorKind::Raw | VectorKind::EventCentered => fit.chosen,
        VectorKind::NoStyle | VectorKind::NoStyleNoNames => Some(fit.k) == k,
    };
    let fits = found.clustered.fit.iter().filter(is_shown).map(fit).collect();
    // the last shape is kept for articles without an outlet
    let shown = if (1..N_SHAPES).contains(&found.corpus.outlets().len()) { Shown::Outlet } else { Shown::Cluster };
    let mut view = View {
        n_articles: 0,
        failure: failure(&found.clustered.fit).map_or("", Failure::reason),
        sentence: clustering::sentence(&found.clustered.fit).map(|text| sentence(&text)).unwrap_or_default(),
        fits,
        clusters: Vec::new(),
        map_title: String::new(),
        map_svg: String::new(),
        n_drawn: 0,
        points: Vec::new(),
        is_numbered: false,
        groups: Vec::new(),
        is_by_outlet: shown == Shown::Outlet,
    };
    let Some(clusters) = &found.clustered.clusters else { return view };
    let places: Vec<(usize, Place)> =
        clusters.of_article.iter().enumerate().filter_map(|(a, place)| place.map(|place| (a, place))).collect();
    view.n_articles = places.len();
    view.clusters = (0..clusters.k as u32).map(|cluster| row(material, clusters, cluster, &places)).collect();
    let step = places.len().div_ceil(MAX_POINTS).max(1);
    let points: Vec<Point> = places.iter().step_by(step).filter_map(|place| point(material, place, shown)).collect();
    view.n_drawn = points.len();
    view.points = points.iter().take(MAX_ROWS).map(placed).collect();
    view.is_numbered = points.len() <= MAX_NUMBERED;
    if points.len() >= 3 {
        let title = format!("{} by their words, the event taken out", counted(points.len(), "article"));
        view.map_svg = map(
            &points,
            &title,
            "Each point is an article; near points use similar words. Shape and colour stand for the outlet or cluster named in the legend below; a shaded area holds the points of a cluster.",
        );
        view.map_title = format!("{title}: {} clusters{}", clusters.k, clustering::verdict(&found.clustered.fit));
        view.groups = groups(material, clusters.k, &points, shown);
    }
    view
}

fn failure(fits: &[ClusterFit]) -> Option<Failure> {
    fits.iter().find(|fit| fit.vectors == VectorKind::EventCentered)?.failure
}

fn fit(fit: &ClusterFit) -> Fit {
    Fit {
        vectors: match fit.vectors {
            VectorKind::Raw => "articles as they are",
            VectorKind::EventCentered => "the event taken out",
            VectorKind::NoStyle => "and without house style",
            VectorKind::NoStyleNoNames => "and without names",
        },
        k: fit.k,
        n_articles: thousands(fit.n_articles),
        silhouette: number_or_empty(fit.silhouette, 2),
        stability: number_or_empty(fit.stability, 2),
        nmi_event: number_or_empty(fit.event.nmi.value, 2),
        nmi_outlet: number_or_empty(fit.outlet.nmi.value, 2),
        null_p95: number_or_empty(fit.outlet.nmi.null.map(|null| null.p95), 2),
        p: number_or_empty(fit.outlet.nmi.null.map(|null| null.p_value), 3),
    }
}

/// The frames whose rate inside differs from that outside most, in all voices together, by their distance from 0 over the
/// width of the interval: only those whose interval leaves 0 out.
fn frames(material: &Material<'_>, clusters: &Clusters, cluster: u32) -> Vec<String> {
    let found = material.findings;
    let score = |frame: &ClusterFrame| {
        let difference = frame.rate.difference?;
        let interval = difference.interval?;
        (!interval.contains(0.0)).then(|| difference.value.abs() / interval.width())
    };
    let of_cluster = clusters.frames.iter().filter(|frame| frame.cluster == cluster && frame.voice == Voice::All);
    let mut marking: Vec<(f64, &ClusterFrame)> = of_cluster.filter_map(|frame| Some((score(frame)?, frame))).collect();
    marking.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.frame.cmp(&b.1.frame)));
    let named = |frame: &ClusterFrame| {
        let rates = [frame.rate.mean, frame.rate.mean_outside].map(|rate| number(rate.unwrap_or(0.0), 1));
        format!("{} {} ({} outside)", material.frame_title(found.frames[frame.frame]), rates[0], rates[1])
    };
    marking.iter().take(MAX_FRAMES).map(|(_, frame)| named(frame)).collect()
}

fn row(material: &Material<'_>, clusters: &Clusters, cluster: u32, places: &[(usize, Place)]) -> Row {
    let found = material.findings;
    let members = || places.iter().filter(|(_, place)| place.cluster == cluster);
    let of_outlet = |name: &str| members().filter(|(article, _)| material.outlet_of(*article) == Some(name)).count();
    let mut outlets: Vec<(usize, &str)> =
        found.corpus.outlets().iter().map(|name| (of_outlet(name), name.as_str())).filter(|(n, _)| *n > 0).collect();
    outlets.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(b.1)));
    let n_more = outlets.len().saturating_sub(6);
    let mut named: Vec<String> = outlets.iter().take(6).map(|(n, name)| format!("{name} {n}")).collect();
    if n_more > 0 {
        named.push(format!("and {}", counted(n_more, "other outlet")));
    }
    let words: Vec<&str> = clusters.terms[cluster as usize]
        .iter()
        .take(MAX_WORDS)
        .map(|(term, ..)| found.counts.vocabulary().term(*term))
        .collect();
    let exemplars = members().filter(|(_, place)| place.is_exemplar).map(|(article, _)| name(material, *article));
    Row {
        cluster,
        n_articles: thousands(members().count()),
        outlets: named.join(", "),
        words: words.join(", "),
        frames: frames(material, clusters, cluster),
        exemplars: exemplars.collect(),
    }
}

fn point(material: &Material<'_>, (article, place): &(usize, Place), shown: Shown) -> Option<Point> {
    let outlet = material.findings.corpus.articles()[*article].outlet;
    let group = match shown {
        Shown::Outlet => outlet.map_or(N_SHAPES - 1, |id| id.0 as usize),
        Shown::Cluster => place.cluster as usize,
    };
    let (name, cluster) = (name(material, *article), place.cluster);
    Some(Point { xy: place.xy?, group, cluster, name, is_exemplar: place.is_exemplar })
}

fn placed(point: &Point) -> Placed {
    let xy = [point.xy.0, point.xy.1].map(|at| number(at, 2));
    Placed { name: point.name.clone(), cluster: point.cluster, xy, is_exemplar: point.is_exemplar }
}

fn groups(material: &Material<'_>, k: usize, points: &[Point], shown: Shown) -> Vec<Group> {
    let outlets = material.findings.corpus.outlets();
    let mut names: Vec<(usize, String)> = match shown {
        Shown::Outlet => outlets.iter().cloned().enumerate().collect(),
        Shown::Cluster => (0..k).map(|cluster| (cluster, format!("cluster {cluster}"))).collect(),
    };
    let is_unnamed = |point: &Point| point.group >= outlets.len();
    if shown == Shown::Outlet && points.iter().any(is_unnamed) {
        names.push((N_SHAPES - 1, "no outlet".to_owned()));
    }
    names.into_iter().map(|(group, name)| Group { name, sample_svg: sample(group) }).collect()
}

/// An article's outlet and headline.
fn name(material: &Material<'_>, article: usize) -> String {
    let outlet = material.outlet_of(article).unwrap_or("(no outlet)");
    let article = &material.findings.corpus.articles()[article];
    let title = if article.title.is_empty() { &article.id } else { &article.title };
    format!("{outlet}: {}", shortened(title, 90))
}
