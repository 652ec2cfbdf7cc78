//! A frame, an axis or a tone in each outlet: a plot, the numbers in it, and what was found, in a sentence.

use serde::Serialize;

use super::context::Example;
use super::figure::{Axis, Figure, Lane, Mark, Scale, intervals};
use super::show::{and, interval, number, number_or_empty};
use crate::corpus::OutletId;
use crate::num::{Estimate, Interval};
use crate::report::Material;
use crate::text::Voice;

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
    /// The outlet.
    pub outlet: String,
    /// Hits in all its articles.
    pub n_hits: String,
    /// The sentences.
    pub examples: Vec<Example>,
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

/// The voices shown.
pub(super) const VOICES: [Voice; 2] = [Voice::Author, Voice::Quoted];

pub(super) fn panel(material: &Material<'_>, measured: &Measured<'_>, n: usize) -> Panel {
    let outlet = |id: OutletId| material.findings.corpus.outlet(id);
    let digits = digits(measured.kind);
    let mark = |estimate: Option<Estimate>| Mark {
        value: estimate.map(|estimate| estimate.value),
        interval: estimate.and_then(|estimate| estimate.interval),
    };
    let lane = |(id, voices): &(OutletId, [Measure; 2])| Lane {
        label: outlet(*id),
        marks: [voices.map(|measure| mark(measure.mean)), voices.map(|measure| mark(measure.paired))],
    };
    let lanes: Vec<Lane<'_>> = measured.outlets.iter().map(lane).collect();
    let reach = |axis: usize| {
        let marks = lanes.iter().flat_map(move |lane| lane.marks[axis]);
        let ends = |mark: Mark| {
            [mark.value, mark.interval.map(|interval| interval.low), mark.interval.map(|interval| interval.high)]
        };
        marks.flat_map(ends).flatten()
    };
    let (units, scales) = match measured.kind {
        MeasureKind::Rate => {
            (["hits per 1,000 words", "against the others"], [Scale::from_zero(reach(0)), Scale::around_zero(reach(1))])
        }
        MeasureKind::Balance => (["balance", "against the others"], [1.0, 2.0].map(Scale::balance)),
        MeasureKind::Tone => {
            (["mean sentiment", "against the others"], [0, 1].map(|axis| Scale::around_zero(reach(axis)).valued(2)))
        }
    };
    let [values, differences] = scales;
    let axes = [Axis { unit: units[0], scale: values }, Axis { unit: units[1], scale: differences }];
    let id = format!("o{n}");
    let voiced = |measure: Measure| Voiced {
        mean: with_interval(measure.mean, digits),
        n_articles: measure.n_articles,
        n_with_hits: measure.n_with_hits,
        difference: measure
            .paired
            .map(|pair| format!("{} on {}", with_interval(Some(pair), digits), pair.n))
            .unwrap_or_default(),
    };
    let row = |(id, voices): &(OutletId, [Measure; 2])| Numbers {
        outlet: outlet(*id).to_owned(),
        voices: voices.map(voiced),
    };
    let named: Vec<(&str, Measure)> = measured.outlets.iter().map(|(id, voices)| (outlet(*id), voices[0])).collect();
    Panel {
        svg: intervals(&Figure { caption: &id, axes, lanes: &lanes }),
        id,
        name: measured.name.clone(),
        title: measured.title.to_owned(),
        about: measured.about.to_owned(),
        finding: finding(&named, measured.kind),
        paired: paired(&named),
        reliability: measured.reliability.map(|value| number_or_empty(value, 2)),
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
    let Some(estimate) = estimate else { return String::new() };
    let interval = interval(estimate.interval, digits);
    format!("{}{}{interval}", number(estimate.value, digits), if interval.is_empty() { "" } else { " " })
}

/// Who has most and who least in the author's voice, and whether their intervals overlap.
fn finding(outlets: &[(&str, Measure)], kind: MeasureKind) -> String {
    let digits = digits(kind);
    let mut known: Vec<(&str, Estimate)> =
        outlets.iter().filter_map(|(outlet, measure)| Some((*outlet, measure.mean?))).collect();
    known.sort_by(|a, b| b.1.value.total_cmp(&a.1.value)); // stable: by name where alike
    let (Some(first), Some(last)) = (known.first(), known.last()) else {
        return "No evidence in the authors’ own words".to_owned();
    };
    let [high, low] = [first, last].map(|(_, estimate)| number(estimate.value, digits));
    if kind == MeasureKind::Rate && outlets.iter().all(|(_, measure)| measure.n_with_hits == 0) {
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
    let like = |text: &str| known.iter().filter(|(_, mean)| number(mean.value, digits) == text).collect::<Vec<_>>();
    let (highest, lowest) = (like(&high), like(&low));
    let intervals = |of: &[&(&str, Estimate)]| of.iter().map(|(_, mean)| mean.interval).collect::<Option<Vec<_>>>();
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
    let is_none = |known: &(&str, Estimate)| outlets.iter().any(|of| of.0 == known.0 && of.1.n_with_hits == 0);
    let names = |of: &[&(&str, Estimate)]| names(&of.iter().map(|(outlet, _)| *outlet).collect::<Vec<_>>());
    let valued = |of: &[&(&str, Estimate)]| match of {
        [(name, estimate)] => {
            let value = with_interval(Some(*estimate), digits).replace(' ', "\u{a0}");
            let measure = outlets.iter().find(|(outlet, _)| outlet == name);
            let n = measure.map(|(_, measure)| (measure.n_with_hits, measure.n_articles));
            n.map_or_else(String::new, |(with, all)| format!("{value}, {evidence} in {with} of {all} articles"))
        }
        _ => number(of[0].1.value, digits),
    };
    let highest_are = format!("{} in {} ({})", words[0], names(&highest), valued(&highest));
    if kind == MeasureKind::Rate && lowest.iter().all(|known| is_none(known)) {
        return format!("Authors’ own words: {highest_are}, none in {}", names(&lowest));
    }
    format!("Authors’ own words: {highest_are}, {} in {} ({}); {apart}", words[1], names(&lowest), valued(&lowest))
}

/// Whose difference from the others on the same events has an interval clear of 0, in the author's voice.
fn paired(outlets: &[(&str, Measure)]) -> String {
    let with_interval = outlets.iter().filter_map(|(outlet, measure)| Some((*outlet, measure.paired?.interval?)));
    let known: Vec<(&str, Interval)> = with_interval.collect();
    if known.is_empty() {
        return "On the same events there is no interval: too few are shared, or nothing differs.".to_owned();
    }
    let of = |is_side: fn(Interval) -> bool| -> Vec<&str> {
        known.iter().filter(|(_, interval)| is_side(*interval)).map(|(outlet, _)| *outlet).collect()
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
}
