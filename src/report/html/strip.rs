//! An article from its beginning to its end, as two strips: where the hits of each frame stand (the x-ray), and the
//! sentiment of each sentence (the tone). What stands in a quote is hollow; a sentence without evidence is a short line
//! below the axis, never a bar of height 0.

use serde::Serialize;

use super::legend::Legend;
use super::show::{counted, escaped, number_or_empty, put};
use crate::feature::{Measured, SentenceMeasure};
use crate::num::mean;

/// Parts of an article that tables count by.
pub(super) const N_PARTS: usize = 5;

/// Both strips of an article, and their numbers.
#[derive(Serialize)]
pub(super) struct Strips {
    outlet: String,
    /// What the x-ray shows, in a sentence.
    hits_said: String,
    hits_svg: String,
    /// Of each frame with a hit: its letters, and its hits in each fifth of the words.
    hits: Vec<(String, [u32; N_PARTS])>,
    /// What the tone shows, in a sentence.
    tone_said: String,
    tone_svg: String,
    /// Of each fifth of the sentences: how many, with evidence, their mean.
    tone: Vec<(usize, usize, String)>,
}

const WIDTH: f64 = 340.0;
const LEFT: f64 = 30.0;
const RIGHT: f64 = 334.0;
const ROW: f64 = 17.0;
const AXIS: f64 = 30.0;
/// Height of a bar of sentiment 1.
const BAR: f64 = 34.0;

/// The strips of an article.
pub(super) fn strips(outlet: &str, measured: &Measured, legend: &Legend) -> Strips {
    let hits: Vec<(String, [u32; N_PARTS])> = legend
        .badges
        .iter()
        .enumerate()
        .map(|(at, badge)| (badge.letters.clone(), parts(measured, legend, at)))
        .filter(|it| it.1.iter().sum::<u32>() > 0)
        .collect();
    let hits_said = hits_said(outlet, measured, legend, &hits);
    let tone_said = tone_said(outlet, &measured.sentences);
    Strips {
        hits_svg: if hits.is_empty() { String::new() } else { hits_svg(measured, legend, &hits_said) },
        tone_svg: if measured.sentences.is_empty() { String::new() } else { tone_svg(&measured.sentences, &tone_said) },
        outlet: outlet.to_owned(),
        hits_said,
        hits,
        tone_said,
        tone: tone(&measured.sentences),
    }
}

/// The hits of a badge in each fifth of an article's words.
pub(super) fn parts(measured: &Measured, legend: &Legend, badge: usize) -> [u32; N_PARTS] {
    let mut parts = [0; N_PARTS];
    for hit in measured.hits.iter().filter(|it| legend.badge_of(it) == Some(badge)) {
        let part = u64::from(hit.n_before) * N_PARTS as u64 / u64::from(measured.n_words[0].max(1));
        parts[(part as usize).min(N_PARTS - 1)] += 1;
    }
    parts
}

fn hits_said(outlet: &str, measured: &Measured, legend: &Legend, hits: &[(String, [u32; N_PARTS])]) -> String {
    let n = |part: usize| hits.iter().map(|it| it.1[part]).sum::<u32>();
    let all: u32 = (0..N_PARTS).map(n).sum();
    if all == 0 {
        return format!("{outlet}: no hit of any frame");
    }
    let n_quoted = measured.hits.iter().filter(|it| it.quoted && legend.badge_of(it).is_some()).count();
    format!("{outlet}: {} of {} in the first fifth, {n_quoted} in quotes", n(0), counted(all as usize, "hit"))
}

fn hits_svg(measured: &Measured, legend: &Legend, said: &str) -> String {
    let mut rows: Vec<usize> = measured.hits.iter().filter_map(|it| legend.badge_of(it)).collect();
    rows.sort_unstable();
    rows.dedup();
    let bottom = 4.0 + rows.len() as f64 * ROW;
    let mut svg = begin(
        bottom + AXIS,
        said,
        "One row a frame, a mark a hit at its place among the article's words; hollow inside a quote.",
    );
    percent_axis(&mut svg, bottom, "position, % of the article\u{2019}s words");
    let mut marks = Marks::default();
    for (row, badge) in rows.iter().enumerate() {
        let middle = 4.0 + (row as f64 + 0.5) * ROW;
        let letters = escaped(&legend.badges[*badge].letters);
        put(&mut svg, format_args!("<text x=\"0\" y=\"{:.1}\">{letters}</text>", middle + 4.0));
        for hit in measured.hits.iter().filter(|it| legend.badge_of(it) == Some(*badge)) {
            let share = f64::from(hit.n_before) / f64::from(measured.n_words[0].max(1));
            let x = LEFT + share.min(1.0) * (RIGHT - LEFT - 4.0);
            marks.bar(if hit.quoted { HOLLOW } else { FULL }, [x, middle - 5.0, 4.0, 10.0]);
        }
    }
    marks.draw(&mut svg);
    svg.push_str("</svg>");
    svg
}

fn tone_said(outlet: &str, sentences: &[SentenceMeasure]) -> String {
    let scores = || sentences.iter().filter_map(|it| it.sentiment[0]);
    let (n_up, n_down) = (scores().filter(|it| *it > 0.0).count(), scores().filter(|it| *it < 0.0).count());
    let n_none = sentences.len() - scores().count();
    let all = counted(sentences.len(), "sentence");
    format!("{outlet}: of {all} {n_up} positive, {n_down} negative, {n_none} without evidence")
}

fn tone_svg(sentences: &[SentenceMeasure], said: &str) -> String {
    let bottom = 2.0 * BAR + 8.0;
    let (middle, step) = (BAR + 4.0, (RIGHT - LEFT) / sentences.len() as f64);
    let about = "One bar a sentence, up for positive and down for negative words; hollow where most words are quoted; a short line below the axis where nothing carries sentiment.";
    let mut svg = begin(bottom + AXIS, said, about);
    percent_axis(&mut svg, bottom, "sentences in order, % of the article");
    for (label, y) in [("+1", middle - BAR + 8.0), ("0", middle + 4.0), ("\u{2212}1", middle + BAR)] {
        put(&mut svg, format_args!("<text class=\"value\" x=\"{:.0}\" y=\"{y:.1}\">{label}</text>", LEFT - 6.0));
    }
    put(&mut svg, format_args!("<line class=\"zero\" x1=\"{LEFT}\" x2=\"{RIGHT}\" y1=\"{middle}\" y2=\"{middle}\"/>"));
    let mut marks = Marks::default();
    for (i, sentence) in sentences.iter().enumerate() {
        let (x, width) = (LEFT + i as f64 * step, (step * 0.8).min(9.0));
        let Some(score) = sentence.sentiment[0].map(f64::from) else {
            marks.bar(GAP, [x, middle + 3.0, width, 1.5]);
            continue;
        };
        let kind = if sentence.n_quoted * 2 > sentence.n_words { HOLLOW } else { FULL };
        marks.bar(kind, [x, middle - score.max(0.0) * BAR, width, (score.abs() * BAR).max(1.0)]);
    }
    marks.draw(&mut svg);
    svg.push_str("</svg>");
    svg
}

fn tone(sentences: &[SentenceMeasure]) -> Vec<(usize, usize, String)> {
    let part = |part: usize| {
        let at = |it: usize| it * sentences.len() / N_PARTS;
        let here = &sentences[at(part)..at(part + 1)];
        let scores: Vec<f64> = here.iter().filter_map(|it| it.sentiment[0].map(f64::from)).collect();
        (here.len(), scores.len(), number_or_empty(mean(&scores), 2))
    };
    (0..N_PARTS).map(part).collect()
}

const FULL: usize = 0;
const HOLLOW: usize = 1;
const GAP: usize = 2;

/// The bars of a strip, those of a kind in one path: an element each would be most of the page.
#[derive(Default)]
struct Marks([String; 3]);

impl Marks {
    /// A bar at `x` and `y`, of `width` and `height`.
    fn bar(&mut self, kind: usize, [x, y, width, height]: [f64; 4]) {
        put(&mut self.0[kind], format_args!("M{x:.1} {y:.1}h{width:.1}v{height:.1}h-{width:.1}z"));
    }

    fn draw(&self, svg: &mut String) {
        for (class, path) in ["dot", "dot hollow", "gap"].iter().zip(&self.0).filter(|it| !it.1.is_empty()) {
            put(svg, format_args!("<path class=\"{class}\" d=\"{path}\"/>"));
        }
    }
}

fn begin(height: f64, title: &str, about: &str) -> String {
    let mut svg = String::new();
    put(&mut svg, format_args!("<svg class=\"plot\" role=\"img\" viewBox=\"0 0 {WIDTH:.0} {height:.0}\">"));
    put(&mut svg, format_args!("<title>{}</title><desc>{}</desc>", escaped(title), escaped(about)));
    svg
}

fn percent_axis(svg: &mut String, bottom: f64, unit: &str) {
    for tick in [0, 20, 40, 60, 80, 100] {
        let x = LEFT + f64::from(tick) / 100.0 * (RIGHT - LEFT);
        put(svg, format_args!("<line class=\"grid\" x1=\"{x:.1}\" x2=\"{x:.1}\" y1=\"2\" y2=\"{bottom:.1}\"/>"));
        let anchor = x.min(RIGHT - 8.0);
        put(svg, format_args!("<text class=\"tick\" x=\"{anchor:.1}\" y=\"{:.1}\">{tick}</text>", bottom + 12.0));
    }
    let middle = (LEFT + RIGHT) / 2.0;
    put(svg, format_args!("<text class=\"unit\" x=\"{middle:.1}\" y=\"{:.1}\">{unit}</text>", bottom + 26.0));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::feature::Hit;
    use crate::report::html::legend::testing::legend;
    use crate::text::Span;

    fn hit(n_before: u32, quoted: bool) -> Hit {
        Hit {
            lexicon: 0,
            category: 0,
            pattern: 0,
            span: Span { start: 0, end: 1 },
            sentence: 0,
            n_before,
            quoted,
            negated: None,
            valence: None,
        }
    }

    fn sentence(score: Option<f32>) -> SentenceMeasure {
        SentenceMeasure {
            span: Span { start: 0, end: 1 },
            n_words: 4,
            n_quoted: 0,
            n_hits: 0,
            sentiment: [score, None, None],
            loaded: None,
        }
    }

    fn measured() -> Measured {
        Measured {
            n_words: [100, 80, 20],
            hits: vec![hit(0, false), hit(19, true), hit(20, false), hit(99, false)],
            sentences: [Some(0.5), None, None, Some(-0.5), Some(0.25)].map(sentence).to_vec(),
            ..Measured::default()
        }
    }

    #[test]
    fn every_hit_is_a_mark_at_its_place() {
        let found = strips("North <b>", &measured(), &legend(1));
        assert_eq!(found.hits, [("AA".to_owned(), [2, 1, 0, 0, 1])]);
        let n_bars = |class: &str| {
            let path = found.hits_svg.split_once(&format!("class=\"{class}\" d=\"")).unwrap().1;
            path.split_once('"').unwrap().0.matches('M').count()
        };
        assert_eq!((n_bars("dot"), n_bars("dot hollow")), (3, 1));
        assert!(found.hits_svg.contains("M30.0 ") && found.hits_svg.contains("M327.0 "), "{}", found.hits_svg);
        assert_eq!(found.hits_said, "North <b>: 2 of 4 hits in the first fifth, 1 in quotes");
        assert!(found.hits_svg.contains("<title>North &lt;b&gt;: 2 of"));
    }

    #[test]
    fn no_evidence_is_a_gap_and_no_bar() {
        let found = strips("North", &measured(), &legend(1));
        let paths: Vec<&str> = found.tone_svg.split("<path ").skip(1).collect();
        assert_eq!(paths.len(), 2);
        assert!(paths[0].starts_with("class=\"dot\"") && paths[0].matches('M').count() == 3);
        assert!(paths[1].starts_with("class=\"gap\"") && paths[1].matches('M').count() == 2);
        assert_eq!(found.tone_said, "North: of 5 sentences 2 positive, 1 negative, 2 without evidence");
        assert_eq!(found.tone[0], (1, 1, "0.50".to_owned()));
        assert_eq!(found.tone[1], (1, 0, String::new()));
    }

    #[test]
    fn an_article_without_anything_has_no_strip() {
        let found = strips("North", &Measured::default(), &legend(1));
        assert_eq!((found.hits_svg.as_str(), found.tone_svg.as_str()), ("", ""));
        assert_eq!(found.hits_said, "North: no hit of any frame");
    }
}
