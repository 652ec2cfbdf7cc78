//! Outlets: how often each uses each frame, and where it stands on each axis, in the author's own words and in quotes,
//! and how far that is from the other outlets on the same events.

use std::cmp::Reverse;

use serde::Serialize;

use super::context::{Example, example};
use super::figure::{Axis, Figure, Lane, Mark, Scale, intervals};
use super::show::{and, count, counted, interval, number, number_or_empty};
use crate::corpus::OutletId;
use crate::num::{Estimate, Interval};
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

/// A plot and the numbers in it.
#[derive(Serialize)]
pub(super) struct Panel {
    /// The id of its caption.
    id: String,
    /// Its name, as in the tables.
    name: String,
    title: String,
    about: String,
    /// What was found, as a sentence goes on after its title.
    finding: String,
    /// What was found on the events outlets share.
    paired: String,
    /// Of the author's voice and the quoted.
    reliability: [String; 2],
    svg: String,
    rows: Vec<Numbers>,
    /// The sentences behind it, by outlet: empty but for frames.
    pub behind: Vec<Behind>,
}

/// Sentences behind an outlet's numbers.
#[derive(Serialize)]
pub(super) struct Behind {
    outlet: String,
    /// Hits in all its articles.
    n_hits: String,
    examples: Vec<Example>,
}

/// A lane of a plot in numbers.
#[derive(Serialize)]
struct Numbers {
    outlet: String,
    voices: [Voiced; 2],
}

/// An outlet's numbers in a voice.
#[derive(Serialize)]
struct Voiced {
    mean: String,
    n_articles: u64,
    n_with_hits: u64,
    difference: String,
}

/// What an outlet has of a frame or on an axis in a voice.
#[derive(Clone, Copy, Default)]
pub(super) struct Measure {
    pub n_articles: u64,
    /// Articles with evidence.
    pub n_with_hits: u64,
    pub mean: Option<Estimate>,
    pub paired: Option<Estimate>,
}

/// A frame or an axis in each outlet shown.
pub(super) struct Measured<'a> {
    pub name: String,
    pub title: &'a str,
    pub about: &'a str,
    /// In the author's voice, then in the quoted.
    pub outlets: Vec<(OutletId, [Measure; 2])>,
    pub reliability: [Option<f64>; 2],
    pub kind: MeasureKind,
}

/// What a plot measures.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum MeasureKind {
    Rate,
    Balance,
    Tone,
}

/// See [`Outlets`].
pub(super) fn view(material: &Material<'_>) -> Outlets {
    let found = material.findings;
    let shown = shown(material);
    let frames =
        found.frames.iter().enumerate().map(|(frame, id)| (id.lexicon, frame_measured(material, frame, &shown)));
    let frames: Vec<(u16, Measured<'_>)> = frames.collect();
    let has_interval = |id: OutletId| {
        let of_outlet = frames.iter().flat_map(|it| &it.1.outlets).filter(|it| it.0 == id);
        of_outlet.flat_map(|it| it.1).any(|it| it.mean.is_some_and(|it| it.interval.is_some()))
    };
    let mut n = 0;
    let mut panels = |of: &[&Measured<'_>]| {
        of.iter()
            .map(|it| {
                n += 1;
                panel(material, it, n)
            })
            .collect::<Vec<_>>()
    };
    let groups = found.lexicons.iter().enumerate().map(|(l, lexicon)| {
        let of_list = || frames.iter().filter(|it| usize::from(it.0) == l).map(|it| &it.1);
        let axes = axes_measured(material, l, &shown);
        let mut plots = panels(&of_list().filter(|it| is_used(it)).collect::<Vec<_>>());
        let used = (0..frames.len()).filter(|it| usize::from(frames[*it].0) == l && is_used(&frames[*it].1));
        for (plot, frame) in plots.iter_mut().zip(used) {
            plot.behind = behind(material, frame, &shown, N_EXAMPLES[usize::from(l > 0)]);
        }
        Group {
            name: lexicon.name.clone(),
            title: lexicon.title.clone(),
            about: lexicon.about.clone(),
            limits: lexicon.limits.clone(),
            frames: plots,
            unused: of_list().filter(|it| !is_used(it)).map(|it| it.title.to_owned()).collect(),
            axes: panels(&axes.iter().filter(|it| is_used(it)).collect::<Vec<_>>()),
        }
    });
    let lexicons: Vec<Group> = groups.filter(|it| !it.frames.is_empty() || !it.unused.is_empty()).collect();
    Outlets {
        n_all: found.corpus.outlets().len(),
        n_shown: shown.len(),
        n_without_interval: shown.iter().filter(|it| !has_interval(**it)).count(),
        overview: shown.iter().map(|&it| overview(material, it)).collect(),
        lexicons,
    }
}

fn is_used(measured: &Measured<'_>) -> bool {
    measured.outlets.iter().flat_map(|it| it.1).any(|it| it.n_with_hits > 0)
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

/// Up to `n` sentences of each outlet with a hit of a frame, each of another article; none where texts are left out.
fn behind(material: &Material<'_>, frame: usize, outlets: &[OutletId], n: usize) -> Vec<Behind> {
    let found = material.findings;
    let id = found.frames[frame];
    if material.texts == Texts::LeftOut {
        return Vec::new();
    }
    let first = |article: usize| {
        let measured = &found.measured[article];
        let hit = measured.hits.iter().find(|it| (it.lexicon, it.category) == (id.lexicon, id.category))?;
        Some(example(material, article, measured.sentences.get(hit.sentence as usize)?.span, &[hit.span]))
    };
    let of_outlet = |&outlet: &OutletId| {
        let articles = material.articles_of(outlet);
        let n_hits: u32 = articles.iter().map(|&it| found.measured[it].n_frame_hits[0][frame]).sum();
        let originals = articles.iter().filter(|it| found.corpus.articles()[**it].duplicate_of.is_none());
        let examples: Vec<Example> = originals.filter_map(|&it| first(it)).take(n).collect();
        let outlet = found.corpus.outlet(outlet).to_owned();
        (!examples.is_empty()).then(|| Behind { outlet, n_hits: counted(n_hits as usize, "hit"), examples })
    };
    outlets.iter().filter_map(of_outlet).collect()
}

/// The voices shown.
pub(super) const VOICES: [Voice; 2] = [Voice::Author, Voice::Quoted];

fn frame_measured<'a>(material: &Material<'a>, frame: usize, shown: &[OutletId]) -> Measured<'a> {
    let found = material.findings;
    let id = found.frames[frame];
    let category = &found.lexicons[id.lexicon as usize].categories[id.category as usize];
    let rows = || found.outlet_frames.iter().filter(|it| it.frame == frame && shown.contains(&it.outlet));
    let of = |outlet: OutletId, voice: Voice| {
        let row = rows().find(|it| it.outlet == outlet && it.voice == voice);
        row.map_or_else(Measure::default, |it| Measure {
            n_articles: it.mean.n_articles,
            n_with_hits: it.mean.n_with_hits,
            mean: it.mean.estimate,
            paired: it.paired,
        })
    };
    Measured {
        name: category.name.clone(),
        title: material.frame_title(id),
        about: &category.about,
        outlets: shown.iter().map(|&outlet| (outlet, VOICES.map(|voice| of(outlet, voice)))).collect(),
        reliability: VOICES.map(|voice| rows().find(|it| it.voice == voice)?.reliability),
        kind: MeasureKind::Rate,
    }
}

fn axes_measured<'a>(material: &Material<'a>, lexicon: usize, shown: &[OutletId]) -> Vec<Measured<'a>> {
    let found = material.findings;
    let measured = found.lexicons[lexicon].axes.iter().enumerate().map(|(position, axis)| {
        let is_axis = move |it: &&AxisMean| (it.lexicon, it.axis) == (lexicon, position) && shown.contains(&it.outlet);
        let rows = || found.axes.iter().filter(is_axis);
        let of = |outlet: OutletId, voice: Voice| {
            let row = rows().find(|it| it.outlet == outlet && it.voice == voice);
            row.map_or_else(Measure::default, |it| Measure {
                n_articles: it.n_articles,
                n_with_hits: it.balance.n_articles,
                mean: it.balance.estimate,
                paired: it.paired,
            })
        };
        Measured {
            name: axis.name.clone(),
            title: &axis.title,
            about: &axis.about,
            outlets: shown.iter().map(|&outlet| (outlet, VOICES.map(|voice| of(outlet, voice)))).collect(),
            reliability: VOICES.map(|voice| rows().find(|it| it.voice == voice)?.reliability),
            kind: MeasureKind::Balance,
        }
    });
    measured.collect()
}

pub(super) fn panel(material: &Material<'_>, measured: &Measured<'_>, n: usize) -> Panel {
    let outlet = |id: OutletId| material.findings.corpus.outlet(id);
    let digits = digits(measured.kind);
    let mark = |it: Option<Estimate>| Mark { value: it.map(|it| it.value), interval: it.and_then(|it| it.interval) };
    let lane = |(id, voices): &(OutletId, [Measure; 2])| Lane {
        label: outlet(*id),
        marks: [voices.map(|it| mark(it.mean)), voices.map(|it| mark(it.paired))],
    };
    let lanes: Vec<Lane<'_>> = measured.outlets.iter().map(lane).collect();
    let reach = |axis: usize| {
        let marks = lanes.iter().flat_map(move |it| it.marks[axis]);
        marks.flat_map(|it| [it.value, it.interval.map(|it| it.low), it.interval.map(|it| it.high)]).flatten()
    };
    let (units, scales) = match measured.kind {
        MeasureKind::Rate => {
            (["hits per 1,000 words", "against the others"], [Scale::from_zero(reach(0)), Scale::around_zero(reach(1))])
        }
        MeasureKind::Balance => (["balance", "against the others"], [1.0, 2.0].map(Scale::balance)),
        MeasureKind::Tone => {
            (["mean sentiment", "against the others"], [0, 1].map(|it| Scale::around_zero(reach(it)).valued(2)))
        }
    };
    let [values, differences] = scales;
    let axes = [Axis { unit: units[0], scale: values }, Axis { unit: units[1], scale: differences }];
    let id = format!("o{n}");
    let voiced = |it: Measure| Voiced {
        mean: with_interval(it.mean, digits),
        n_articles: it.n_articles,
        n_with_hits: it.n_with_hits,
        difference: it
            .paired
            .map(|pair| format!("{} on {}", with_interval(Some(pair), digits), pair.n))
            .unwrap_or_default(),
    };
    let row = |(id, voices): &(OutletId, [Measure; 2])| Numbers {
        outlet: outlet(*id).to_owned(),
        voices: voices.map(voiced),
    };
    let named: Vec<(&str, Measure)> = measured.outlets.iter().map(|(id, it)| (outlet(*id), it[0])).collect();
    Panel {
        svg: intervals(&Figure { caption: &id, axes, lanes: &lanes }),
        id,
        name: measured.name.clone(),
        title: measured.title.to_owned(),
        about: measured.about.to_owned(),
        finding: finding(&named, measured.kind),
        paired: paired(&named),
        reliability: measured.reliability.map(|it| number_or_empty(it, 2)),
        rows: measured.outlets.iter().map(row).collect(),
        behind: Vec::new(),
    }
}

fn digits(kind: MeasureKind) -> usize {
    match kind {
        MeasureKind::Rate => 1,
        MeasureKind::Balance | MeasureKind::Tone => 2,
    }
}

fn with_interval(estimate: Option<Estimate>, digits: usize) -> String {
    let Some(it) = estimate else { return String::new() };
    let interval = interval(it.interval, digits);
    format!("{}{}{interval}", number(it.value, digits), if interval.is_empty() { "" } else { " " })
}

/// Who has most and who least in the author's voice, and whether their intervals overlap.
fn finding(outlets: &[(&str, Measure)], kind: MeasureKind) -> String {
    let digits = digits(kind);
    let mut known: Vec<(&str, Estimate)> = outlets.iter().filter_map(|it| Some((it.0, it.1.mean?))).collect();
    known.sort_by(|a, b| b.1.value.total_cmp(&a.1.value)); // stable: by name where alike
    let (Some(first), Some(last)) = (known.first(), known.last()) else {
        return "No evidence in the authors’ own words".to_owned();
    };
    let [high, low] = [first, last].map(|it| number(it.1.value, digits));
    if kind == MeasureKind::Rate && outlets.iter().all(|it| it.1.n_with_hits == 0) {
        return "No hit in the authors’ own words, only in quotes".to_owned();
    }
    if known.len() == 1 {
        return format!("{high} in {}, with no outlet to compare", first.0);
    }
    if high == low {
        return match known.len() == outlets.len() {
            true => format!("Alike in all, {high}"),
            false => format!("Alike in the {} outlets with evidence, {high}", known.len()),
        };
    }
    let like = |text: &str| known.iter().filter(|it| number(it.1.value, digits) == text).collect::<Vec<_>>();
    let (highest, lowest) = (like(&high), like(&low));
    let intervals = |of: &[&(&str, Estimate)]| of.iter().map(|it| it.1.interval).collect::<Option<Vec<_>>>();
    let apart = match (intervals(&highest), intervals(&lowest)) {
        (Some(high), Some(low)) if high.iter().all(|high| low.iter().all(|low| high.low > low.high)) => {
            "their intervals lie apart"
        }
        (Some(_), Some(_)) => "their intervals overlap",
        _ => "not both have an interval",
    };
    let words = match kind {
        MeasureKind::Rate => ["most", "least"],
        MeasureKind::Balance | MeasureKind::Tone => ["highest", "lowest"],
    };
    let evidence = if kind == MeasureKind::Tone { "sentiment words" } else { "hits" };
    let is_none = |it: &&&(&str, Estimate)| outlets.iter().any(|of| of.0 == it.0 && of.1.n_with_hits == 0);
    let names = |of: &[&(&str, Estimate)]| names(&of.iter().map(|it| it.0).collect::<Vec<_>>());
    let valued = |of: &[&(&str, Estimate)]| match of {
        [(name, estimate)] => {
            let value = with_interval(Some(*estimate), digits).replace(' ', "\u{a0}");
            let n = outlets.iter().find(|it| it.0 == *name).map(|it| (it.1.n_with_hits, it.1.n_articles));
            n.map_or_else(String::new, |(with, all)| format!("{value}, {evidence} in {with} of {all} articles"))
        }
        _ => number(of[0].1.value, digits),
    };
    let highest_are = format!("{} in {} ({})", words[0], names(&highest), valued(&highest));
    if kind == MeasureKind::Rate && lowest.iter().all(|it| is_none(&it)) {
        return format!("Authors’ own words: {highest_are}, none in {}", names(&lowest));
    }
    format!("Authors’ own words: {highest_are}, {} in {} ({}); {apart}", words[1], names(&lowest), valued(&lowest))
}

/// Whose difference from the others on the same events has an interval clear of 0, in the author's voice.
fn paired(outlets: &[(&str, Measure)]) -> String {
    let known: Vec<(&str, Interval)> = outlets.iter().filter_map(|it| Some((it.0, it.1.paired?.interval?))).collect();
    if known.is_empty() {
        return "On the same events there is no interval: too few are shared, or nothing differs.".to_owned();
    }
    let of = |is_side: fn(Interval) -> bool| -> Vec<&str> {
        known.iter().filter(|it| is_side(it.1)).map(|it| it.0).collect()
    };
    let (above, below) = (of(|interval| interval.low > 0.0), of(|interval| interval.high < 0.0));
    let lie = |of: &[&str]| if of.len() == 1 { "lies" } else { "lie" };
    let text = match (above.is_empty(), below.is_empty()) {
        (true, true) => "no outlet’s interval is clear of\u{a0}0".to_owned(),
        (false, true) => format!("{} {} above the others", names(&above), lie(&above)),
        (true, false) => format!("{} {} below the others", names(&below), lie(&below)),
        (false, false) => format!("{} {} above the others, {} below", names(&above), lie(&above), names(&below)),
    };
    format!("On the same events {text}.")
}

/// Names in a sentence; a number where they are many.
fn names(of: &[&str]) -> String {
    match of.len() {
        0..=3 => and(of),
        n => format!("{n} outlets"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::html::testing::{altered_page_of, drafts, reading};
    use crate::study::Findings;

    fn measure(value: Option<f64>, interval: Option<Interval>, n_with_hits: u64) -> Measure {
        let estimate = value.map(|value| Estimate { value, interval, n: 4 });
        Measure { n_articles: 4, n_with_hits, mean: estimate, paired: estimate }
    }

    #[test]
    fn a_finding_says_who_has_most_and_whether_intervals_overlap() {
        let check = |outlets: &[(&str, Measure)], kind, expected: &str| {
            assert_eq!(finding(outlets, kind).replace('\u{a0}', " "), expected)
        };
        let at = |value: f64, reach: f64| {
            measure(Some(value), Some(Interval { low: value - reach, high: value + reach }), 3)
        };
        let rate = MeasureKind::Rate;
        check(
            &[("A", at(5.0, 1.0)), ("B", at(1.0, 1.0)), ("C", at(3.0, 1.0))],
            rate,
            "Authors’ own words: most in A (5.0 [4.0, 6.0], hits in 3 of 4 articles), least in B (1.0 [0.0, 2.0], hits in 3 of 4 articles); their intervals lie apart",
        );
        check(
            &[("A", at(1.0, 2.0)), ("B", at(5.0, 2.0))],
            rate,
            "Authors’ own words: most in B (5.0 [3.0, 7.0], hits in 3 of 4 articles), least in A (1.0 [\u{2212}1.0, 3.0], hits in 3 of 4 articles); their intervals overlap",
        );
        check(
            &[("A", at(5.0, 1.0)), ("B", measure(Some(0.0), None, 0)), ("C", measure(Some(0.0), None, 0))],
            rate,
            "Authors’ own words: most in A (5.0 [4.0, 6.0], hits in 3 of 4 articles), none in B and C",
        );
        check(&[("A", at(1.01, 1.0)), ("B", at(1.02, 1.0))], rate, "Alike in all, 1.0");
        check(
            &[("A", at(1.0, 1.0)), ("B", at(1.0, 1.0)), ("C", measure(None, None, 0))],
            rate,
            "Alike in the 2 outlets with evidence, 1.0",
        );
        check(&[("A", at(1.0, 1.0))], rate, "1.0 in A, with no outlet to compare");
        check(&[("A", at(1.0, 1.0)), ("B", measure(None, None, 0))], rate, "1.0 in A, with no outlet to compare");
        check(&[("A", measure(Some(0.0), None, 0)); 2], rate, "No hit in the authors’ own words, only in quotes");
        check(&[("A", measure(None, None, 0))], rate, "No evidence in the authors’ own words");
        check(
            &[("A", at(0.5, 0.1)), ("B", at(-0.5, 0.1))],
            MeasureKind::Balance,
            "Authors’ own words: highest in A (0.50 [0.40, 0.60], hits in 3 of 4 articles), lowest in B (\u{2212}0.50 [\u{2212}0.60, \u{2212}0.40], hits in 3 of 4 articles); their intervals lie apart",
        );
    }

    #[test]
    fn on_the_same_events_only_intervals_clear_of_0_are_named() {
        let at = |low: f64, high: f64| measure(Some(0.0), Some(Interval { low, high }), 1);
        let check = |outlets: &[(&str, Measure)], expected: &str| {
            assert_eq!(paired(outlets), format!("On the same events {expected}."));
        };
        check(&[("A", at(1.0, 2.0)), ("B", at(-2.0, -1.0)), ("C", at(-1.0, 1.0))], "A lies above the others, B below");
        check(&[("A", at(0.0, 2.0)), ("B", at(-2.0, 0.0))], "no outlet’s interval is clear of\u{a0}0");
        check(&[("A", at(1.0, 2.0)); 5], "5 outlets lie above the others");
        check(&[("A", measure(Some(1.0), None, 1))], "there is no interval: too few are shared, or nothing differs");
    }

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
            for it in &mut found.outlet_frames {
                it.mean.n_with_hits = 0;
            }
        });
        assert!(outlets.contains("No hit in any outlet shown: Scale and alarm"), "{outlets}");
        assert!(!outlets.contains("frame = alarm"), "{outlets}");
    }
}
