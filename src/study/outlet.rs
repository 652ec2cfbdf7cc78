//! What outlets' articles measure on average: frames, axes, and which pattern drives an axis.

use super::groups::Groups;
use super::threads::*;
use crate::compare::influence::{AxisHits, AxisPattern, Influence, influences};
use crate::compare::outlet::{GroupMean, Measures, group_means, paired_differences, reliability};
use crate::corpus::OutletId;
use crate::feature::Measured;
use crate::feature::frame::{self, FrameId};
use crate::lexicon::Lexicon;
use crate::num::{Estimate, ratio};
use crate::text::Voice;

/// An outlet's mean rate of a frame in a voice.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct OutletFrame {
    /// The outlet.
    pub outlet: OutletId,
    /// Position in [`Findings::frames`](super::Findings::frames).
    pub frame: usize,
    /// Whose words.
    pub voice: Voice,
    /// The mean over articles with words in that voice.
    pub mean: GroupMean,
    /// How far it lies from the other outlets on the same events; `None` without a shared event.
    pub paired: Option<Estimate>,
    /// Split-half reliability over outlets; `None` with too few.
    pub reliability: Option<f64>,
}

/// An outlet's mean balance on an axis in a voice.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct AxisMean {
    /// The outlet.
    pub outlet: OutletId,
    /// Position of the lexicon.
    pub lexicon: usize,
    /// Position of the axis in it.
    pub axis: usize,
    /// Whose words.
    pub voice: Voice,
    /// All articles of the outlet with words in that voice.
    pub n_articles: u64,
    /// Mean of (a - b) / (a + b) over its articles with a hit of either pole.
    pub balance: GroupMean,
    /// Mean of ln((a + s) / (b + s)) over the same articles.
    pub log_ratio: GroupMean,
    /// How far the balance lies from the other outlets' on the same events; `None` without a shared event on which both
    /// have one.
    pub paired: Option<Estimate>,
    /// Split-half reliability of the balance over outlets; `None` with too few.
    pub reliability: Option<f64>,
}

/// What an axis would be without one of its patterns.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct AxisInfluence {
    /// Position of the lexicon.
    pub lexicon: usize,
    /// Position of the axis in it.
    pub axis: usize,
    /// Whose words.
    pub voice: Voice,
    /// The pattern and what changes without it; groups are outlets.
    pub influence: Influence,
}

/// Means of all quantities, outlets x quantities, and what belongs to them.
pub(super) struct OutletMeans {
    pub(super) means: Vec<Vec<GroupMean>>,
    pub(super) paired: Vec<Vec<Option<Estimate>>>,
    pub(super) reliabilities: Vec<Option<f64>>,
}

pub(super) fn outlet_means(
    groups: &Groups<'_>,
    n_quantities: usize,
    value: &(dyn Fn(usize, usize) -> Option<f64> + Sync),
) -> OutletMeans {
    let measures = measures(groups, n_quantities, value);
    let means = group_means_of_all(groups, &measures);
    let reliabilities =
        (0..n_quantities).into_par_iter().map(|quantity| reliability(&measures, quantity, groups.seed)).collect();
    OutletMeans { means, paired: paired_differences(&measures, groups.n_resamples, groups.seed), reliabilities }
}

fn measures<'a>(
    groups: &Groups<'a>,
    n_quantities: usize,
    value: &'a (dyn Fn(usize, usize) -> Option<f64> + Sync),
) -> Measures<'a> {
    Measures { articles: groups.articles, unit: &groups.events.of_article, value, n_quantities }
}

fn group_means_of_all(groups: &Groups<'_>, measures: &Measures<'_>) -> Vec<Vec<GroupMean>> {
    let means = |outlet: usize| group_means(measures, outlet, groups.n_resamples, groups.seed);
    (0..groups.articles.len()).into_par_iter().map(means).collect()
}

pub(super) fn outlet_frames(groups: &Groups<'_>, measured: &[Measured], frames: &[FrameId]) -> Vec<OutletFrame> {
    let value = |article: usize, quantity: usize| {
        let (frame, voice) = (quantity / 3, quantity % 3);
        frame::per_1000(measured[article].n_frame_hits[voice][frame], measured[article].n_words[voice])
    };
    let found = outlet_means(groups, frames.len() * 3, &value);
    let row = |outlet: usize, quantity: usize| OutletFrame {
        outlet: OutletId(outlet as u32),
        frame: quantity / 3,
        voice: Voice::ALL[quantity % 3],
        mean: found.means[outlet][quantity],
        paired: found.paired[outlet][quantity],
        reliability: found.reliabilities[quantity],
    };
    (0..groups.articles.len())
        .flat_map(|outlet| (0..frames.len() * 3).map(move |quantity| (outlet, quantity)))
        .map(|(o, q)| row(o, q))
        .collect()
}

pub(super) fn axes(
    groups: &Groups<'_>,
    measured: &[Measured],
    frames: &[FrameId],
    lexicons: &[Lexicon],
) -> Vec<AxisMean> {
    let axes = all_axes(lexicons);
    // articles x axes x voices: hits of both poles
    let counted = || (0..measured.len()).filter(|article| groups.counted[*article]);
    let poles: Vec<Vec<(u32, u32)>> = measured
        .par_iter()
        .map(|measured| {
            axes.iter()
                .flat_map(|&(l, a)| {
                    measured
                        .n_frame_hits
                        .each_ref()
                        .map(|counts| frame::poles(&lexicons[l].axes[a], l as u16, frames, counts))
                })
                .collect()
        })
        .collect();
    let n_quantities = axes.len() * 3;
    let smoothing: Vec<f64> = (0..n_quantities)
        .map(|q| {
            let sum: f64 = counted().map(|article| f64::from(poles[article][q].0 + poles[article][q].1)).sum();
            ratio(sum / 2.0, counted().count() as f64).unwrap_or(0.0)
        })
        .collect();
    let balances =
        outlet_means(groups, n_quantities, &|article, q| frame::balance(poles[article][q].0, poles[article][q].1));
    let log_ratio = |article: usize, q: usize| frame::log_ratio(poles[article][q].0, poles[article][q].1, smoothing[q]);
    let log_ratios = group_means_of_all(groups, &measures(groups, n_quantities, &log_ratio));
    let n_articles = |outlet: usize, voice: usize| {
        groups.articles[outlet].iter().filter(|article| measured[**article].n_words[voice] > 0).count() as u64
    };
    let mut rows = Vec::with_capacity(groups.articles.len() * n_quantities);
    for (outlet, log_ratios) in log_ratios.iter().enumerate() {
        let n_articles = [0, 1, 2].map(|voice| n_articles(outlet, voice));
        rows.extend((0..n_quantities).map(|q| AxisMean {
            outlet: OutletId(outlet as u32),
            lexicon: axes[q / 3].0,
            axis: axes[q / 3].1,
            voice: Voice::ALL[q % 3],
            n_articles: n_articles[q % 3],
            balance: balances.means[outlet][q],
            log_ratio: log_ratios[q],
            paired: balances.paired[outlet][q],
            reliability: balances.reliabilities[q],
        }));
    }
    rows
}

/// Lexicon and axis, by position.
fn all_axes(lexicons: &[Lexicon]) -> Vec<(usize, usize)> {
    lexicons.iter().enumerate().flat_map(|(l, lexicon)| (0..lexicon.axes.len()).map(move |a| (l, a))).collect()
}

/// Each axis in each voice without each of its patterns that has a hit.
pub(super) fn axis_influences(groups: &Groups<'_>, measured: &[Measured], lexicons: &[Lexicon]) -> Vec<AxisInfluence> {
    let of = |(lexicon, axis, voice): (usize, usize, Voice)| {
        let articles: Vec<AxisHits> = groups
            .articles
            .iter()
            .enumerate()
            .flat_map(|(group, articles)| articles.iter().map(move |&article| (group, article)))
            .map(|(group, article)| AxisHits {
                group,
                patterns: axis_hits(&measured[article], lexicons, lexicon, axis, voice),
            })
            .filter(|article| !article.patterns.is_empty())
            .collect();
        let found = influences(&articles, groups.articles.len());
        found.into_iter().map(move |influence| AxisInfluence { lexicon, axis, voice, influence }).collect::<Vec<_>>()
    };
    let axes: Vec<_> =
        all_axes(lexicons).into_iter().flat_map(|(l, a)| Voice::ALL.map(|voice| (l, a, voice))).collect();
    axes.into_par_iter().flat_map_iter(of).collect()
}

/// How often an article uses each pattern of an axis in a voice, in ascending order of patterns.
fn axis_hits(
    measured: &Measured,
    lexicons: &[Lexicon],
    lexicon: usize,
    axis: usize,
    voice: Voice,
) -> Vec<(AxisPattern, u32)> {
    let axis = &lexicons[lexicon].axes[axis];
    let mut patterns: Vec<AxisPattern> = measured
        .hits
        .iter()
        .filter(|hit| hit.lexicon as usize == lexicon && (voice == Voice::All || hit.voice() == voice))
        .filter_map(|hit| {
            let negative = axis.negative.contains(&(hit.category as usize));
            let belongs = negative || axis.positive.contains(&(hit.category as usize));
            belongs.then_some(AxisPattern { negative, category: hit.category, pattern: hit.pattern })
        })
        .collect();
    patterns.sort_unstable();
    patterns.chunk_by(|a, b| a == b).map(|run| (run[0], run.len() as u32)).collect()
}
