//! Tone: the sentences of a story in order, up or down by their sentiment, the author's own words and quoted ones apart.
//!
//! A sentence without a sentiment word has no evidence: it is a thin mark under the strip, never a bar at 0. An outlet's
//! mean is the mean of its articles' means, with a 95 % interval from drawing its events again (see
//! [`crate::compare::resample`]); an article's is the mean of its sentences with evidence, with Student's interval.
//!
//! What it cannot tell you: towards whom; whether the author feels it or the event is simply bad; irony.

use serde::Serialize;

use super::outlet::shown;
use super::panel::{Measure, MeasureKind, Measured, Panel, VOICES, panel};
use super::show::{counted, interval, number_or_empty, put};
use crate::compare::outlet::{Measures, group_means, paired_differences, reliability};
use crate::corpus::OutletId;
use crate::feature::SentenceMeasure;
use crate::feature::sentiment::mean_interval;
use crate::lexicon::Role;
use crate::num::mean;
use crate::report::Material;
use crate::text::Voice;

/// Resamples behind an interval, at most.
const MAX_RESAMPLES: usize = 400;

/// Where a strip begins and ends, its zero, and the height of a score of 1.
const LEFT: f64 = 36.0;
const RIGHT: f64 = 236.0;
const ZERO: f64 = 28.0;
const ONE: f64 = 24.0;
/// Where sentences without evidence are marked.
const BELOW: f64 = 58.0;

/// An article's strip.
#[derive(Debug, Serialize)]
pub(super) struct Strip {
    /// What it shows, in a sentence.
    finding: String,
    svg: String,
    /// The rows of its table: the sentences with evidence.
    rows_html: String,
    n_sentences: usize,
    n_with: usize,
    author: Mean,
    quoted: Mean,
}

/// The mean of the sentences in one voice.
#[derive(Debug, Serialize)]
struct Mean {
    /// Sentences with evidence in that voice.
    n: usize,
    /// Empty without any.
    mean: String,
    /// Empty with fewer than two.
    interval: String,
}

impl Strip {
    /// How long its markup is.
    pub fn n_bytes(&self) -> usize {
        self.svg.len() + self.rows_html.len() + self.finding.len() + 500
    }
}

/// The strip of an article; `None` without sentences, or when no word list knows sentiment.
pub(super) fn strip(material: &Material<'_>, article: usize) -> Option<Strip> {
    let sentences = &material.findings.measured[article].sentences;
    if sentences.is_empty() || !is_measured(material) {
        return None;
    }
    let scores = |voice: Voice| -> Vec<f64> {
        sentences.iter().filter_map(|sentence| sentence.sentiment[voice as usize]).map(f64::from).collect()
    };
    let summary = |voice: Voice| {
        let scores = scores(voice);
        let interval = interval(mean_interval(&scores).filter(|interval| interval.low < interval.high), 2); // equal scores have none
        Mean { n: scores.len(), mean: number_or_empty(mean(&scores), 2), interval }
    };
    let all = scores(Voice::All);
    Some(Strip {
        finding: finding(&all),
        svg: drawn(sentences),
        rows_html: table_rows(sentences),
        n_sentences: sentences.len(),
        n_with: all.len(),
        author: summary(Voice::Author),
        quoted: summary(Voice::Quoted),
    })
}

fn is_measured(material: &Material<'_>) -> bool {
    material
        .findings
        .lexicons
        .iter()
        .flat_map(|lexicon| &lexicon.categories)
        .any(|category| category.role == Role::Valence)
}

fn finding(scores: &[f64]) -> String {
    let n_up = scores.iter().filter(|score| **score > 0.0).count();
    let n_down = scores.iter().filter(|score| **score < 0.0).count();
    match scores.len() {
        0 => "No sentence has a sentiment word".to_owned(),
        _ => format!("{} below zero, {n_up} above", counted(n_down, "sentence")),
    }
}

fn drawn(sentences: &[SentenceMeasure]) -> String {
    let slot = (RIGHT - LEFT) / sentences.len() as f64;
    let (mut author, mut quoted, mut without) = (String::new(), String::new(), String::new());
    for (i, sentence) in sentences.iter().enumerate() {
        let x = LEFT + slot * i as f64;
        let [_, own, theirs] = sentence.sentiment;
        let width = if own.is_some() && theirs.is_some() { slot / 2.0 } else { slot };
        if let Some(score) = own {
            bar(&mut author, x, width, score);
        }
        if let Some(score) = theirs {
            bar(&mut quoted, x + slot - width, width, score);
        }
        if own.is_none() && theirs.is_none() {
            put(&mut without, format_args!("M{:.1} {BELOW}v4", x + slot / 2.0));
        }
    }
    let mut svg = String::from("<svg class=\"strip\" aria-hidden=\"true\" viewBox=\"0 0 260 80\">");
    for (score, text) in [(1.0, "+1"), (0.0, "0"), (-1.0, "\u{2212}1")] {
        let y = ZERO - ONE * score;
        let class = if score == 0.0 { "zero" } else { "grid" };
        put(&mut svg, format_args!("<path class=\"{class}\" d=\"M{LEFT} {y}H{RIGHT}\"/>"));
        put(&mut svg, format_args!("<text class=\"value\" x=\"30\" y=\"{}\">{text}</text>", y + 4.0));
    }
    for (class, path) in [("a", author), ("q", quoted), ("w", without)] {
        if !path.is_empty() {
            put(&mut svg, format_args!("<path class=\"{class}\" d=\"{path}\"/>"));
        }
    }
    let x = (LEFT + RIGHT) / 2.0;
    put(&mut svg, format_args!("<text class=\"unit\" x=\"{x}\" y=\"76\">sentences, first to last</text></svg>"));
    svg
}

/// A bar from zero to a score; a score of 0 is a line, for it is evidence.
fn bar(path: &mut String, x: f64, width: f64, score: f32) {
    let (from, width) = (x + width * 0.12, (width * 0.76).max(0.4));
    let height = (ONE * f64::from(score).abs()).max(1.0);
    let top = if score < 0.0 { ZERO } else { ZERO - height };
    put(path, format_args!("M{from:.1} {top:.1}h{width:.1}v{height:.1}h-{width:.1}z"));
}

fn table_rows(sentences: &[SentenceMeasure]) -> String {
    let mut html = String::new();
    for (i, sentence) in sentences.iter().enumerate() {
        let [all, own, theirs] = sentence.sentiment.map(|score| number_or_empty(score.map(f64::from), 2));
        if !all.is_empty() {
            put(&mut html, format_args!("<tr><td>{}<td>{own}<td>{theirs}", i + 1));
        }
    }
    html
}

/// The section on outlets.
#[derive(Serialize)]
pub(super) struct Tone {
    /// Whether a word list knows sentiment.
    has_list: bool,
    is_measured: bool,
    n_outlets: usize,
    n_shown: usize,
    panels: Vec<Panel>,
}

/// See [`Tone`].
pub(super) fn view(material: &Material<'_>) -> Tone {
    let outlets = shown(material);
    let has_list = is_measured(material);
    let is_measured = has_list && !outlets.is_empty();
    Tone {
        has_list,
        is_measured,
        n_outlets: material.findings.corpus.outlets().len(),
        n_shown: outlets.len(),
        panels: if is_measured { vec![panel(material, &measured(material, &outlets), PANEL)] } else { Vec::new() },
    }
}

/// The number of the plot, after those of the outlets.
const PANEL: usize = 999;

/// The mean of the articles' means, a quantity for each voice.
fn measured<'a>(material: &Material<'a>, shown: &[OutletId]) -> Measured<'a> {
    let found = material.findings;
    let articles: Vec<Vec<usize>> = (0..found.corpus.outlets().len())
        .map(|id| {
            material
                .articles_of(OutletId(id as u32))
                .iter()
                .copied()
                .filter(|article| found.is_counted(*article))
                .collect()
        })
        .collect();
    let value = |article: usize, voice: usize| {
        let sentences = found.measured[article].sentences.iter();
        let scores: Vec<f64> =
            sentences.filter_map(|sentence| sentence.sentiment[VOICES[voice] as usize]).map(f64::from).collect();
        mean(&scores)
    };
    let measures =
        Measures { articles: &articles, unit: &found.events.of_article, value: &value, n_quantities: VOICES.len() };
    let (n_resamples, seed) = (found.config.resamples.min(MAX_RESAMPLES), found.config.seed);
    let paired = paired_differences(&measures, n_resamples, seed);
    let of = |&outlet: &OutletId| {
        let at = outlet.0 as usize;
        let means = group_means(&measures, at, n_resamples, seed);
        let measure = |voice: usize| Measure {
            n_articles: articles[at].len() as u64,
            n_with_hits: means[voice].n_articles,
            mean: means[voice].estimate,
            paired: paired[at][voice],
        };
        (outlet, [measure(0), measure(1)])
    };
    Measured {
        name: "sentiment".to_owned(),
        title: "Tone",
        about: "",
        outlets: shown.iter().map(of).collect(),
        reliability: [0, 1].map(|voice| reliability(&measures, voice, seed)),
        kind: MeasureKind::Tone,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Span;

    fn sentence(sentiment: [Option<f32>; 3]) -> SentenceMeasure {
        SentenceMeasure { span: Span::new(0, 1), n_words: 5, n_quoted: 0, n_hits: 0, sentiment, loaded: None }
    }

    fn path<'a>(svg: &'a str, class: &str) -> &'a str {
        svg.split(&format!("class=\"{class}\" d=\"")).nth(1).map_or("", |rest| rest.split('"').next().unwrap())
    }

    #[test]
    fn no_evidence_is_marked_below_and_never_a_bar() {
        let svg = drawn(&[sentence([None; 3]), sentence([None; 3])]);
        assert_eq!((path(&svg, "a"), path(&svg, "q")), ("", ""), "{svg}");
        assert_eq!(path(&svg, "w").matches(" 58v4").count(), 2, "{svg}");
        assert_eq!(table_rows(&[sentence([None; 3])]), "");
        assert_eq!(finding(&[]), "No sentence has a sentiment word");
    }

    #[test]
    fn a_score_of_zero_is_evidence_and_drawn() {
        let svg = drawn(&[sentence([Some(0.0), Some(0.0), None])]);
        assert_eq!(path(&svg, "a"), "M60.0 27.0h152.0v1.0h-152.0z");
        assert_eq!(path(&svg, "w"), "");
    }

    #[test]
    fn voices_stand_side_by_side_and_up_is_positive() {
        let svg = drawn(&[sentence([Some(0.1), Some(0.5), Some(-0.5)])]);
        assert!(path(&svg, "a").contains(" 16.0h76.0v12.0"), "{svg}");
        assert!(path(&svg, "q").contains(" 28.0h76.0v12.0"), "{svg}");
        let rows = "<tr><td>1<td>0.50<td>\u{2212}0.50";
        assert_eq!(table_rows(&[sentence([Some(0.1), Some(0.5), Some(-0.5)])]), rows);
    }
}
