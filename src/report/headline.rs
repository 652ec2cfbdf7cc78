//! Up to three findings of a run in a sentence each, with intervals and n: what the last lines of `run` and the top of
//! the page say. They are chosen among the frames and axes of the first lexicon by how far an interval lies from 0, or
//! two from each other, not by what they say; an interval that holds 0 and intervals that overlap are no finding.

use super::{Material, clustering};
use crate::compare::outlet::GroupMean;
use crate::corpus::OutletId;
use crate::feature::frame::FrameId;
use crate::num::{Estimate, Interval, words};
use crate::study::{AxisMean, OutletFrame};
use crate::text::Voice;

/// Fewest shared events of a difference that is spoken of here.
const MIN_EVENTS: u64 = 5;
/// Fewest articles with evidence that an outlet must have to be spoken of here.
const MIN_ARTICLES: u64 = 5;

/// The findings, the widest gap first; none where nothing has an interval.
pub fn headlines(material: &Material<'_>) -> Vec<String> {
    let followed = clustering::sentence(&material.findings.clustered.fit);
    let frame = frame_difference(material).or_else(|| frame_gap(material));
    [frame, axis_gap(material), followed].into_iter().flatten().collect()
}

/// Of the frames in the author's voice, the one in which an outlet's difference from the others on the events they share
/// has the interval farthest from 0, and of the outlets clear of 0 there the one that differs most, for where one stands
/// out the others differ from it in turn; a sentence that says so when all hold 0, and `None` where none has an interval.
fn frame_difference(material: &Material<'_>) -> Option<String> {
    let found = material.findings;
    let is_looked_at = |row: &&OutletFrame| {
        found.frames[row.frame].lexicon == 0 && row.voice == Voice::Author && row.mean.n_articles > 0
    };
    let differences = found.compared.outlet_frames.iter().filter(is_looked_at).filter_map(|row| {
        let paired = row.paired.filter(|paired| paired.n >= MIN_EVENTS)?;
        let (low, high) = paired.interval.filter(|interval| interval.low < interval.high)?.ends();
        Some((low.max(-high) / (high - low), row, paired, (low, high)))
    });
    let differences: Vec<_> = differences.collect();
    let best = differences
        .iter()
        .max_by(|a, b| a.0.total_cmp(&b.0).then((b.1.frame, b.1.outlet).cmp(&(a.1.frame, a.1.outlet))))?;
    let size = |(_, _, paired, _): &(f64, &OutletFrame, Estimate, (f64, f64))| paired.value.abs();
    let of_frame = differences.iter().filter(|(score, row, ..)| row.frame == best.1.frame && *score > 0.0);
    let widest = of_frame.max_by(|a, b| size(a).total_cmp(&size(b)).then(b.1.outlet.cmp(&a.1.outlet)));
    let (score, row, paired, (low, high)) = widest.unwrap_or(best);
    let title = material.frame_title(found.frames[row.frame]);
    let outlet = found.corpus.outlet(row.outlet);
    if *score <= 0.0 {
        let lexicon = &found.lexicons[0].title;
        return Some(format!(
            "on the events that they share, no outlet differs clearly from the others in any frame of “{lexicon}”, in the author's own words ({})",
            match differences.len() {
                1 => "one interval, and it holds 0".to_owned(),
                n => format!("{n} intervals, all hold 0"),
            }
        ));
    }
    let (more, value, (low, high)) = match paired.value > 0.0 {
        true => ("more", paired.value, (*low, *high)),
        false => ("fewer", -paired.value, (-high, -low)),
    };
    let n_clear = differences.iter().filter(|(score, ..)| *score > 0.0).count();
    Some(format!(
        "on the {} events that it shares with others, {outlet} has {value:.1} [{low:.1}, {high:.1}] {more} hits of “{title}” per 1,000 words than they have, in the author's own words ({n_clear} of {} such intervals leave out 0; one in twenty would by chance)",
        words::number(paired.n as usize),
        differences.len()
    ))
}

/// Of the frames in the author's voice, the one where the intervals of the outlets with the highest and the lowest mean
/// lie farthest apart; a sentence that says so when none do.
fn frame_gap(material: &Material<'_>) -> Option<String> {
    let found = material.findings;
    let gap = |frame: usize| {
        let rows = found.compared.outlet_frames.iter().filter(|row| row.frame == frame && row.voice == Voice::Author);
        widest(rows.map(|row| (row.outlet, row.mean)))
    };
    let best = (0..found.frames.len())
        .filter(|frame| found.frames[*frame].lexicon == 0)
        .filter_map(|frame| gap(frame).map(|gap| (frame, gap)))
        .max_by(|a, b| a.1.score.total_cmp(&b.1.score).then(b.0.cmp(&a.0)));
    let (frame, gap) = best?;
    if gap.score <= 0.0 {
        let lexicon = &found.lexicons[found.frames[frame].lexicon as usize].name;
        return Some(format!(
            "in no frame of {lexicon} do the intervals of the outlets with the highest and the lowest mean lie apart, in the author's own words"
        ));
    }
    let id: FrameId = found.frames[frame];
    Some(format!(
        "{}, in the author's own words: {} hits per 1,000 words in {}, {} in {}",
        material.frame_title(id),
        with_interval(&gap.high.1, 1),
        named(material, &gap.high),
        with_interval(&gap.low.1, 1),
        named(material, &gap.low),
    ))
}

/// The same for the balance of the axes.
fn axis_gap(material: &Material<'_>) -> Option<String> {
    let found = material.findings;
    let mut axes: Vec<(usize, usize)> =
        found.compared.axes.iter().map(|row| (row.lexicon, row.axis)).filter(|(lexicon, _)| *lexicon == 0).collect();
    axes.sort_unstable();
    axes.dedup();
    let gap = |axis: (usize, usize)| {
        let rows =
            found.compared.axes.iter().filter(|row| (row.lexicon, row.axis) == axis && row.voice == Voice::Author);
        widest(rows.map(|row| (row.outlet, row.balance)))
    };
    let best = axes
        .into_iter()
        .filter_map(|axis| gap(axis).map(|gap| (axis, gap)))
        .max_by(|a, b| a.1.score.total_cmp(&b.1.score).then(b.0.cmp(&a.0)));
    let ((lexicon, axis), gap) = best.filter(|(_, gap)| gap.score > 0.0)?;
    let balanced = |row: &(OutletId, GroupMean)| {
        let is_row = |of: &&AxisMean| {
            of.outlet == row.0 && (of.lexicon, of.axis) == (lexicon, axis) && of.voice == Voice::Author
        };
        let n = found.compared.axes.iter().find(is_row).map_or(0, |mean| mean.n_articles);
        let (mean, with) = (with_interval(&row.1, 2), row.1.n_articles);
        format!(
            "{} stands at {mean} (hits in {} of {} articles)",
            found.corpus.outlet(row.0),
            words::number(with as usize),
            words::number(n as usize)
        )
    };
    Some(format!(
        "“{}”, from 1 (only the first) to -1 (only the second): {}, {}, in the author's own words",
        found.lexicons[lexicon].axes[axis].title,
        balanced(&gap.high),
        balanced(&gap.low),
    ))
}

struct Gap {
    high: (OutletId, GroupMean),
    low: (OutletId, GroupMean),
    /// Space between the two intervals over their joint width; below 0 they overlap.
    score: f64,
}

fn widest(rows: impl Iterator<Item = (OutletId, GroupMean)>) -> Option<Gap> {
    let value = |(_, mean): &(OutletId, GroupMean)| mean.estimate.map_or(0.0, |estimate| estimate.value);
    let mut rows: Vec<_> = rows
        .filter(|(_, mean)| mean.n_articles >= MIN_ARTICLES && mean.estimate.is_some_and(|of| of.interval.is_some()))
        .collect();
    rows.sort_by(|a, b| value(a).total_cmp(&value(b)).then(a.0.cmp(&b.0)));
    let (low, high) = (*rows.first()?, *rows.last()?);
    let (lower, upper) = (low.1.estimate?.interval?, high.1.estimate?.interval?);
    let width = lower.width() + upper.width();
    (low.0 != high.0 && width > 0.0).then(|| Gap { high, low, score: (upper.low - lower.high) / width })
}

fn with_interval(mean: &GroupMean, digits: usize) -> String {
    let Some(estimate) = mean.estimate else { return "nothing".to_owned() };
    let (low, high) = estimate.interval.map_or((estimate.value, estimate.value), Interval::ends);
    format!("{:.digits$} [{low:.digits$}, {high:.digits$}]", estimate.value)
}

fn named(material: &Material<'_>, row: &(OutletId, GroupMean)) -> String {
    format!(
        "{} ({} articles, {} with hits)",
        material.findings.corpus.outlet(row.0),
        row.1.n_articles,
        row.1.n_with_hits
    )
}
