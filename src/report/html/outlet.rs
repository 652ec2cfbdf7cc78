//! Outlets: how often each uses each frame, and where it stands on each axis, in the author's own words.

use std::cmp::Reverse;

use serde::Serialize;

use super::figure::{Figure, Row, Scale, intervals};
use super::show::{count, counted, interval, number, number_or_empty};
use crate::compare::outlet::GroupMean;
use crate::corpus::OutletId;
use crate::report::Material;
use crate::text::Voice;

/// More outlets than this are not drawn.
const MAX_OUTLETS: usize = 12;

/// The section on outlets.
#[derive(Serialize)]
pub(super) struct Outlets {
    n_all: usize,
    n_shown: usize,
    n_without_interval: usize,
    overview: Vec<Overview>,
    lexicons: Vec<Group>,
}

/// An outlet and how much there is of it.
#[derive(Serialize)]
struct Overview {
    outlet: String,
    n_articles: String,
    n_events: String,
    n_words: String,
    first: String,
    last: String,
}

/// A word list and its plots.
#[derive(Serialize)]
struct Group {
    title: String,
    about: String,
    limits: String,
    frames: Vec<Panel>,
    axes: Vec<Panel>,
}

/// A plot and the numbers in it.
#[derive(Serialize)]
struct Panel {
    title: String,
    about: String,
    reliability: String,
    svg: String,
    rows: Vec<Numbers>,
}

/// A row of a plot in numbers.
#[derive(Serialize)]
struct Numbers {
    outlet: String,
    n_articles: u64,
    n_with_hits: u64,
    mean: String,
    interval: String,
}

/// See [`Outlets`].
pub(super) fn view(material: &Material<'_>) -> Outlets {
    let found = material.findings;
    let shown = shown(material);
    let groups = found.lexicons.iter().enumerate().map(|(l, lexicon)| Group {
        title: lexicon.title.clone(),
        about: lexicon.about.clone(),
        limits: lexicon.limits.clone(),
        frames: frame_panels(material, l, &shown),
        axes: axis_panels(material, l, &shown),
    });
    let lexicons: Vec<Group> = groups.filter(|it| !it.frames.is_empty()).collect();
    let rows = || lexicons.iter().flat_map(|it| &it.frames).flat_map(|it| &it.rows);
    Outlets {
        n_all: found.corpus.outlets().len(),
        n_shown: shown.len(),
        n_without_interval: shown
            .iter()
            .filter(|id| rows().filter(|it| it.outlet == found.corpus.outlet(**id)).all(|it| it.interval.is_empty()))
            .count(),
        overview: shown.iter().map(|&it| overview(material, it)).collect(),
        lexicons,
    }
}

/// The outlets with most articles, by name.
pub(super) fn shown(material: &Material<'_>) -> Vec<OutletId> {
    let mut outlets: Vec<OutletId> = (0..material.findings.corpus.outlets().len() as u32).map(OutletId).collect();
    outlets.sort_by_key(|it| (Reverse(material.articles_of(*it).len()), *it));
    outlets.truncate(MAX_OUTLETS);
    outlets.sort_unstable();
    outlets
}

fn overview(material: &Material<'_>, id: OutletId) -> Overview {
    let found = material.findings;
    let articles = material.articles_of(id);
    let events: std::collections::BTreeSet<u32> = articles.iter().map(|&it| found.events.of_article[it]).collect();
    let dates = || articles.iter().filter_map(|&it| found.corpus.articles()[it].date);
    Overview {
        outlet: found.corpus.outlet(id).to_owned(),
        n_articles: count(articles.len()),
        n_events: count(events.len()),
        n_words: count(articles.iter().map(|&it| found.measured[it].n_words[0] as usize).sum()),
        first: dates().min().map(|it| it.to_string()).unwrap_or_default(),
        last: dates().max().map(|it| it.to_string()).unwrap_or_default(),
    }
}

fn frame_panels(material: &Material<'_>, lexicon: usize, shown: &[OutletId]) -> Vec<Panel> {
    let found = material.findings;
    let of_lexicon = found.frames.iter().enumerate().filter(|it| it.1.lexicon as usize == lexicon);
    of_lexicon
        .map(|(frame, id)| {
            let rows: Vec<_> = found
                .outlet_frames
                .iter()
                .filter(|it| it.frame == frame && it.voice == Voice::Author && shown.contains(&it.outlet))
                .collect();
            let means: Vec<_> = rows.iter().map(|it| (it.outlet, it.mean)).collect();
            let reach = means.iter().filter_map(|it| it.1.estimate).map(|it| it.interval.map_or(it.value, |it| it.1));
            let scale = Scale::from_zero(reach);
            let category = &found.lexicons[lexicon].categories[id.category as usize];
            let reliability = rows.first().and_then(|it| it.reliability);
            let texts = [material.frame_title(*id), &category.about, "hits per 1,000 words"];
            panel(material, texts, reliability, &means, scale, 1)
        })
        .collect()
}

fn axis_panels(material: &Material<'_>, lexicon: usize, shown: &[OutletId]) -> Vec<Panel> {
    let found = material.findings;
    let panels = found.lexicons[lexicon].axes.iter().enumerate().map(|(position, axis)| {
        let rows: Vec<_> = found
            .axes
            .iter()
            .filter(|it| (it.lexicon, it.axis) == (lexicon, position))
            .filter(|it| it.voice == Voice::Author && shown.contains(&it.outlet))
            .collect();
        let means: Vec<_> = rows.iter().map(|it| (it.outlet, it.balance)).collect();
        let reliability = rows.first().and_then(|it| it.reliability);
        let texts = [axis.title.as_str(), &axis.about, "balance, from \u{2212}1 to 1"];
        panel(material, texts, reliability, &means, Scale::balance(), 2)
    });
    panels.collect()
}

fn panel(
    material: &Material<'_>,
    [title, about, unit]: [&str; 3],
    reliability: Option<f64>,
    means: &[(OutletId, GroupMean)],
    scale: Scale,
    digits: usize,
) -> Panel {
    let outlet = |id: OutletId| material.findings.corpus.outlet(id);
    let rows: Vec<Row<'_>> = means
        .iter()
        .map(|&(id, mean)| Row {
            label: outlet(id),
            value: mean.estimate.map(|it| it.value),
            interval: mean.estimate.and_then(|it| it.interval),
            note: note(outlet(id), &mean, digits),
        })
        .collect();
    let svg = intervals(&Figure {
        title: &format!("{title}: {unit} in each outlet, the author's own words"),
        about: "One row an outlet: a dot at the mean of its articles, a line over its 95 % interval. The same numbers stand in the table below.",
        unit,
        scale,
        rows: &rows,
    });
    let numbers = means.iter().map(|&(id, mean)| Numbers {
        outlet: outlet(id).to_owned(),
        n_articles: mean.n_articles,
        n_with_hits: mean.n_with_hits,
        mean: number_or_empty(mean.estimate.map(|it| it.value), digits),
        interval: interval(mean.estimate.and_then(|it| it.interval), digits),
    });
    Panel {
        title: title.to_owned(),
        about: about.to_owned(),
        reliability: number_or_empty(reliability, 2),
        svg,
        rows: numbers.collect(),
    }
}

/// A row in words.
fn note(outlet: &str, mean: &GroupMean, digits: usize) -> String {
    let Some(estimate) = mean.estimate else { return format!("{outlet}: no evidence") };
    let interval = match interval(estimate.interval, digits) {
        it if it.is_empty() => "no interval".to_owned(),
        it => it,
    };
    let value = number(estimate.value, digits);
    let articles = counted(mean.n_articles as usize, "article");
    format!("{outlet}: {value} {interval}, {articles}, {} with hits", mean.n_with_hits)
}
