//! Outlets: how often each uses each frame, and where it stands on each axis, in the author's own words and in quotes,
//! and how far that is from the other outlets on the same events.

use std::cmp::Reverse;

use serde::Serialize;

use super::context::{Example, example};
use super::panel::{Behind, Measure, MeasureKind, Measured, Panel, VOICES, panel};
use super::show::{counted, thousands};
use crate::corpus::OutletId;
use crate::report::{Material, Texts};
use crate::study::AxisMean;
use crate::text::Voice;

/// Sentences of an outlet behind a frame of the first word list, and of the others.
const N_EXAMPLES: [usize; 2] = [2, 1];
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
    /// Its name, as in the tables.
    name: String,
    title: String,
    about: String,
    limits: String,
    frames: Vec<Panel>,
    /// Frames without a hit in any outlet.
    unused: Vec<String>,
    axes: Vec<Panel>,
}

/// See [`Outlets`].
pub(super) fn view(material: &Material<'_>) -> Outlets {
    let found = material.findings;
    let shown = shown(material);
    let frames =
        found.frames.iter().enumerate().map(|(frame, id)| (id.lexicon, frame_measured(material, frame, &shown)));
    let frames: Vec<(u16, Measured<'_>)> = frames.collect();
    let has_interval = |id: OutletId| {
        let of_outlet = frames.iter().flat_map(|(_, frame)| &frame.outlets).filter(|(outlet, _)| *outlet == id);
        let mut means = of_outlet.flat_map(|(_, voices)| voices).filter_map(|measure| measure.mean);
        means.any(|mean| mean.interval.is_some())
    };
    let mut n = 0;
    let mut panels = |of: &[&Measured<'_>]| {
        of.iter()
            .map(|measured| {
                n += 1;
                panel(material, measured, n)
            })
            .collect::<Vec<_>>()
    };
    let groups = found.lexicons.iter().enumerate().map(|(l, lexicon)| {
        let of_list = || frames.iter().filter(|(lexicon, _)| usize::from(*lexicon) == l).map(|(_, frame)| frame);
        let axes = axes_measured(material, l, &shown);
        let mut plots = panels(&of_list().filter(|frame| is_used(frame)).collect::<Vec<_>>());
        let used = (0..frames.len()).filter(|at| usize::from(frames[*at].0) == l && is_used(&frames[*at].1));
        for (plot, frame) in plots.iter_mut().zip(used) {
            plot.behind = behind(material, frame, &shown, N_EXAMPLES[usize::from(l > 0)]);
        }
        Group {
            name: lexicon.name.clone(),
            title: lexicon.title.clone(),
            about: lexicon.about.clone(),
            limits: lexicon.limits.clone(),
            frames: plots,
            unused: of_list().filter(|frame| !is_used(frame)).map(|frame| frame.title.to_owned()).collect(),
            axes: panels(&axes.iter().filter(|axis| is_used(axis)).collect::<Vec<_>>()),
        }
    });
    let lexicons: Vec<Group> = groups.filter(|group| !group.frames.is_empty() || !group.unused.is_empty()).collect();
    Outlets {
        n_all: found.corpus.outlets().len(),
        n_shown: shown.len(),
        n_without_interval: shown.iter().filter(|outlet| !has_interval(**outlet)).count(),
        overview: shown.iter().map(|&outlet| overview(material, outlet)).collect(),
        lexicons,
    }
}

fn is_used(measured: &Measured<'_>) -> bool {
    measured.outlets.iter().flat_map(|(_, voices)| voices).any(|measure| measure.n_with_hits > 0)
}

/// The outlets with most articles, by name.
pub(super) fn shown(material: &Material<'_>) -> Vec<OutletId> {
    let mut outlets: Vec<OutletId> = (0..material.findings.corpus.outlets().len() as u32).map(OutletId).collect();
    outlets.sort_by_key(|id| (Reverse(material.articles_of(*id).len()), *id));
    outlets.truncate(MAX_OUTLETS);
    outlets.sort_unstable();
    outlets
}

fn overview(material: &Material<'_>, id: OutletId) -> Overview {
    let found = material.findings;
    let articles = material.articles_of(id);
    let events: std::collections::BTreeSet<u32> =
        articles.iter().map(|&article| found.events.of_article[article]).collect();
    let dates = || articles.iter().filter_map(|&article| found.corpus.articles()[article].date);
    Overview {
        outlet: found.corpus.outlet(id).to_owned(),
        n_articles: thousands(articles.len()),
        n_events: thousands(events.len()),
        n_words: thousands(articles.iter().map(|&article| found.measured[article].n_words[0] as usize).sum::<usize>()),
        first: dates().min().map(|date| date.to_string()).unwrap_or_default(),
        last: dates().max().map(|date| date.to_string()).unwrap_or_default(),
    }
}

/// Up to `n` sentences of each outlet with a hit of a frame, each of another article; none where texts are left out.
fn behind(material: &Material<'_>, frame: usize, outlets: &[OutletId], n: usize) -> Vec<Behind> {
    let found = material.findings;
    let id = found.frames[frame];
    if material.texts == Texts::LeftOut {
        return Vec::new();
    }
    let first = |article: usize| {
        let measured = &found.measured[article];
        let hit = measured.hits.iter().find(|hit| (hit.lexicon, hit.category) == (id.lexicon, id.category))?;
        Some(example(material, article, measured.sentences.get(hit.sentence as usize)?.span, &[hit.span]))
    };
    let of_outlet = |&outlet: &OutletId| {
        let articles = material.articles_of(outlet);
        let n_hits: u32 = articles.iter().map(|&article| found.measured[article].n_frame_hits[0][frame]).sum();
        let originals = articles.iter().filter(|article| found.corpus.articles()[**article].duplicate_of.is_none());
        let examples: Vec<Example> = originals.filter_map(|&article| first(article)).take(n).collect();
        let outlet = found.corpus.outlet(outlet).to_owned();
        (!examples.is_empty()).then(|| Behind { outlet, n_hits: counted(n_hits as usize, "hit"), examples })
    };
    outlets.iter().filter_map(of_outlet).collect()
}

fn frame_measured<'a>(material: &Material<'a>, frame: usize, shown: &[OutletId]) -> Measured<'a> {
    let found = material.findings;
    let id = found.frames[frame];
    let category = &found.lexicons[id.lexicon as usize].categories[id.category as usize];
    let rows = || found.compared.outlet_frames.iter().filter(|row| row.frame == frame && shown.contains(&row.outlet));
    let of = |outlet: OutletId, voice: Voice| {
        let row = rows().find(|row| row.outlet == outlet && row.voice == voice);
        row.map_or_else(Measure::default, |row| Measure {
            n_articles: row.mean.n_articles,
            n_with_hits: row.mean.n_with_hits,
            mean: row.mean.estimate,
            paired: row.paired,
        })
    };
    Measured {
        name: category.name.clone(),
        title: material.frame_title(id),
        about: &category.about,
        outlets: shown.iter().map(|&outlet| (outlet, VOICES.map(|voice| of(outlet, voice)))).collect(),
        reliability: VOICES.map(|voice| rows().find(|row| row.voice == voice)?.reliability),
        kind: MeasureKind::Rate,
    }
}

fn axes_measured<'a>(material: &Material<'a>, lexicon: usize, shown: &[OutletId]) -> Vec<Measured<'a>> {
    let found = material.findings;
    let measured = found.lexicons[lexicon].axes.iter().enumerate().map(|(position, axis)| {
        let is_axis =
            move |row: &&AxisMean| (row.lexicon, row.axis) == (lexicon, position) && shown.contains(&row.outlet);
        let rows = || found.compared.axes.iter().filter(is_axis);
        let of = |outlet: OutletId, voice: Voice| {
            let row = rows().find(|row| row.outlet == outlet && row.voice == voice);
            row.map_or_else(Measure::default, |row| Measure {
                n_articles: row.n_articles,
                n_with_hits: row.balance.n_articles,
                mean: row.balance.estimate,
                paired: row.paired,
            })
        };
        Measured {
            name: axis.name.clone(),
            title: &axis.title,
            about: &axis.about,
            outlets: shown.iter().map(|&outlet| (outlet, VOICES.map(|voice| of(outlet, voice)))).collect(),
            reliability: VOICES.map(|voice| rows().find(|row| row.voice == voice)?.reliability),
            kind: MeasureKind::Balance,
        }
    });
    measured.collect()
}

#[cfg(test)]
mod tests {
    use crate::report::html::testing::{altered_page_of, drafts, reading};
    use crate::study::Findings;

    fn outlets_of(alter: impl FnOnce(&mut Findings)) -> String {
        let page = altered_page_of(drafts(""), &reading(""), |_| (), alter);
        page.split_once("<section id=\"outlets\"").unwrap().1.split_once("</section>").unwrap().0.to_owned()
    }

    #[test]
    fn both_voices_and_the_differences_are_in_plots_and_tables() {
        let outlets = outlets_of(|_| ());
        assert!(outlets.contains("class=\"ci q\"") || outlets.contains("class=\"dq"), "{outlets}");
        assert!(outlets.contains("frame = alarm") && outlets.contains(" on 6</td>"), "{outlets}");
        assert!(outlets.contains("popovertarget=\"o1-s\"") && outlets.contains("<b>surge</b>"), "{outlets}");
    }

    #[test]
    fn frames_without_a_hit_have_no_plot_and_are_named() {
        let outlets = outlets_of(|found| {
            for row in &mut found.compared.outlet_frames {
                row.mean.n_with_hits = 0;
            }
        });
        assert!(outlets.contains("No hit in any outlet shown: Scale and alarm"), "{outlets}");
        assert!(!outlets.contains("frame = alarm"), "{outlets}");
    }
}
