//! Dot-and-interval plots as SVG: a lane for each group, in it a mark at its value and a line over its interval, for two
//! voices, and beside them the same for the differences from the other groups.
//!
//! A value without an interval is hollow and without a line; a value that is absent is the words “no evidence”, never a
//! mark at 0. Marks of a kind are one path, so that a page of many plots stays small.

use std::fmt::Write;

use super::show::{escape_into, number, put, shortened};
use crate::num::Interval;

/// A plot.
pub(super) struct Figure<'a> {
    /// The id of the element that says what it shows.
    pub caption: &'a str,
    /// The axis of the values, and that of the differences.
    pub axes: [Axis<'a>; 2],
    /// Its lanes, from the top.
    pub lanes: &'a [Lane<'a>],
}

/// An axis.
pub(super) struct Axis<'a> {
    /// What it measures.
    pub unit: &'a str,
    /// From where to where.
    pub scale: Scale,
}

/// A group's part of a plot.
pub(super) struct Lane<'a> {
    /// Whose it is.
    pub label: &'a str,
    /// On each axis, the mark of the author's voice and that of the quoted.
    pub marks: [[Mark; 2]; 2],
}

/// A value and its interval; `None` for no evidence.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Mark {
    /// The value.
    pub value: Option<f64>,
    /// Its interval.
    pub interval: Option<Interval>,
}

/// The ends of an axis, its ticks, and the digits of what is written on it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Scale {
    low: f64,
    high: f64,
    ticks: Vec<f64>,
    /// Digits of the ticks.
    tick_digits: usize,
    /// Digits of the values.
    value_digits: usize,
}

const WIDTH: f64 = 340.0;
/// Left and right ends of the axes.
const ENDS: [(f64, f64); 2] = [(8.0, 190.0), (218.0, 332.0)];
const LANE: f64 = 40.0;
/// From a lane's top to its name and to the marks of each voice.
const NAME: f64 = 13.0;
const MARKS: [f64; 2] = [21.0, 31.0];
const BOTTOM: f64 = 36.0;
const LABEL_CHARS: usize = 25;

impl Scale {
    /// From 0 to at least the largest of `values`, in round steps.
    pub fn from_zero(values: impl Iterator<Item = f64>) -> Self {
        let largest = Some(values.fold(0.0, f64::max)).filter(|largest| *largest > 0.0).unwrap_or(1.0);
        let step = round_step(largest / 4.0);
        let n_steps = (1..).find(|n| f64::from(*n) * step >= largest - step * 1e-9).unwrap_or(1);
        let ticks = (0..=n_steps).map(|n| f64::from(n) * step).collect();
        Self { low: 0.0, high: f64::from(n_steps) * step, ticks, tick_digits: digits_of(step), value_digits: 1 }
    }

    /// From -`end` to `end`.
    pub fn balance(end: f64) -> Self {
        Self { low: -end, high: end, ticks: vec![-end, 0.0, end], tick_digits: 0, value_digits: 2 }
    }

    /// As far to both sides of 0 as the largest of `values` in size.
    pub fn around_zero(values: impl Iterator<Item = f64>) -> Self {
        let half = Self::from_zero(values.map(f64::abs));
        Self { low: -half.high, ticks: vec![-half.high, 0.0, half.high], ..half }
    }

    /// As `self`, with other digits of the values.
    pub fn valued(self, value_digits: usize) -> Self {
        Self { value_digits, ..self }
    }

    fn x(&self, value: f64, (left, right): (f64, f64)) -> f64 {
        left + (value.clamp(self.low, self.high) - self.low) / (self.high - self.low) * (right - left)
    }
}

/// The plot as an `svg` element.
pub(super) fn intervals(figure: &Figure<'_>) -> String {
    let bottom = LANE * figure.lanes.len() as f64;
    let mut svg = String::new();
    put(
        &mut svg,
        format_args!(
            "<svg class=\"plot\" role=\"img\" aria-labelledby=\"{}\" viewBox=\"0 0 {WIDTH:.0} {:.0}\">",
            figure.caption,
            bottom + BOTTOM
        ),
    );
    let (mut paths, mut texts) = (Paths::default(), String::new());
    for (axis, ends) in figure.axes.iter().zip(ENDS) {
        draw_axis(&mut texts, &mut paths, axis, ends, bottom);
    }
    for (i, lane) in figure.lanes.iter().enumerate() {
        draw_lane(&mut texts, &mut paths, lane, &figure.axes, LANE * i as f64);
    }
    for (path, class) in paths.0.iter().zip(CLASSES).filter(|(path, _)| !path.is_empty()) {
        put(&mut svg, format_args!("<path class=\"{class}\" d=\"{path}\"/>"));
    }
    svg.push_str(&texts);
    svg.push_str("</svg>");
    svg
}

/// What is drawn as one path each, the lowest first.
const CLASSES: [&str; 8] = ["grid", "zero", "ci", "ci q", "d0", "dot hollow", "dq", "dq hollow"];

#[derive(Default)]
struct Paths([String; CLASSES.len()]);

fn draw_axis(texts: &mut String, paths: &mut Paths, axis: &Axis<'_>, ends: (f64, f64), bottom: f64) {
    for &tick in &axis.scale.ticks {
        let x = axis.scale.x(tick, ends);
        let _ = write!(paths.0[usize::from(tick == 0.0)], "M{x:.0} 0V{bottom:.0}");
        let text = number(tick, axis.scale.tick_digits);
        put(texts, format_args!("<text class=\"tick\" x=\"{x:.0}\" y=\"{:.0}\">{text}</text>", bottom + 13.0));
    }
    let (x, y) = ((ends.0 + ends.1) / 2.0, bottom + 29.0);
    put(texts, format_args!("<text class=\"unit\" x=\"{x:.0}\" y=\"{y:.0}\">"));
    escape_into(texts, axis.unit);
    texts.push_str("</text>");
}

fn draw_lane(texts: &mut String, paths: &mut Paths, lane: &Lane<'_>, axes: &[Axis<'_>; 2], top: f64) {
    put(texts, format_args!("<text x=\"{:.0}\" y=\"{:.0}\">", ENDS[0].0 + 5.0, top + NAME));
    escape_into(texts, &shortened(lane.label, LABEL_CHARS));
    texts.push_str("</text>");
    for ((marks, axis), ends) in lane.marks.iter().zip(axes).zip(ENDS) {
        if let Some(value) = marks[0].value {
            let text = number(value, axis.scale.value_digits);
            let sign = if axis.scale.low < 0.0 && value > 0.0 && !text.bytes().all(|byte| b"0.".contains(&byte)) {
                "+"
            } else {
                ""
            };
            put(
                texts,
                format_args!(
                    "<text class=\"value\" x=\"{:.0}\" y=\"{:.0}\">{sign}{text}</text>",
                    ends.1 + 6.0,
                    top + NAME
                ),
            );
        }
        for (voice, mark) in marks.iter().enumerate() {
            if let Some(value) = mark.value {
                draw(paths, mark, axis.scale.x(value, ends), &axis.scale, ends, (voice, top + MARKS[voice]));
            }
        }
        let (absent, y) = match marks.map(|mark| mark.value.is_some()) {
            [true, true] => continue,
            [true, false] => ("quotes: no evidence", MARKS[1]),
            [false, true] => ("author: no evidence", MARKS[0]),
            [false, false] => ("no evidence", MARKS[0] + 4.0),
        };
        let x = ends.0 + 5.0;
        put(texts, format_args!("<text class=\"absent\" x=\"{x:.0}\" y=\"{:.0}\">{absent}</text>", top + y + 4.0));
    }
}

fn draw(paths: &mut Paths, mark: &Mark, x: f64, scale: &Scale, ends: (f64, f64), (voice, y): (usize, f64)) {
    if let Some(Interval { low, high }) = mark.interval {
        let _ = write!(paths.0[2 + voice], "M{:.0} {y:.0}H{:.0}", scale.x(low, ends), scale.x(high, ends));
    }
    let path = &mut paths.0[4 + 2 * voice + usize::from(mark.interval.is_none())];
    let _ = match (voice, mark.interval) {
        (0, Some(_)) => write!(path, "M{x:.0} {y:.0}h0"),
        (0, None) => write!(path, "M{:.0} {y:.0}a4 4 0 1 0 8 0a4 4 0 1 0-8 0", x - 4.0),
        _ => write!(path, "M{:.0} {y:.0}l4-4 4 4-4 4z", x - 4.0),
    };
}

/// 1, 2 or 5 times a power of ten, at least `x` (which is above 0).
fn round_step(x: f64) -> f64 {
    let mut unit = 1.0;
    while unit > x {
        unit /= 10.0;
    }
    while unit * 10.0 <= x {
        unit *= 10.0;
    }
    [1.0, 2.0, 5.0, 10.0].into_iter().map(|step| step * unit).find(|step| *step >= x).unwrap_or(unit * 10.0)
}

fn digits_of(step: f64) -> usize {
    let rest = |digits: i32| (step * 10f64.powi(digits)).fract();
    (0..6).find(|digits| rest(*digits).min(1.0 - rest(*digits)) < 1e-6).unwrap_or(6) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plot(value: Option<f64>, interval: Option<Interval>) -> String {
        draw(&[Lane { label: "<North>", marks: [[Mark { value, interval }; 2]; 2] }])
    }

    fn draw(lanes: &[Lane<'_>]) -> String {
        let axis = || Axis { unit: "a&b", scale: Scale::from_zero([2.0].into_iter()) };
        intervals(&Figure { caption: "o1", axes: [axis(), axis()], lanes })
    }

    #[test]
    fn an_absent_value_is_said_and_not_drawn() {
        let svg = plot(None, None);
        assert_eq!(svg.matches(">no evidence<").count(), 2, "{svg}");
        assert!(!svg.contains("\"d0\"") && !svg.contains("hollow") && !svg.contains("\"dq\""), "{svg}");
        let (some, none) = (Mark { value: Some(1.0), interval: None }, Mark::default());
        let svg = draw(&[Lane { label: "N", marks: [[some, none], [none, some]] }]);
        assert!(svg.contains(">quotes: no evidence<") && svg.contains(">author: no evidence<"), "{svg}");
        assert_eq!(svg.matches("hollow").count(), 2, "{svg}");
    }

    #[test]
    fn a_value_without_an_interval_is_hollow_and_without_a_line() {
        let svg = plot(Some(2.0), None);
        assert!(svg.contains("a4 4") && !svg.contains("h0") && !svg.contains('+'), "{svg}");
        assert!(svg.contains("dot hollow") && svg.contains("dq hollow") && !svg.contains("\"ci"), "{svg}");
        let svg = plot(Some(2.0), Some(Interval { low: 1.0, high: 3.0 }));
        assert!(!svg.contains("hollow") && svg.contains("\"ci\"") && svg.contains("\"ci q\""), "{svg}");
    }

    #[test]
    fn names_and_units_are_escaped() {
        let svg = plot(Some(1.0), None);
        assert!(svg.contains("&lt;North&gt;") && svg.contains(">a&amp;b<"), "{svg}");
    }

    #[test]
    fn scales_have_round_ticks_and_reach_the_largest_value() {
        let check = |values: &[f64], ticks: &[f64], digits| {
            let scale = Scale::from_zero(values.iter().copied());
            assert!(scale.ticks.iter().zip(ticks).all(|(a, b)| (a - b).abs() < 1e-9), "{scale:?}");
            assert_eq!((scale.ticks.len(), scale.tick_digits), (ticks.len(), digits), "{scale:?}");
        };
        check(&[52.1, 3.0], &[0.0, 20.0, 40.0, 60.0], 0);
        check(&[3.9], &[0.0, 1.0, 2.0, 3.0, 4.0], 0);
        check(&[0.7], &[0.0, 0.2, 0.4, 0.6, 0.8], 1);
        check(&[], &[0.0, 0.5, 1.0], 1);
        let scale = Scale::around_zero([-3.0, 2.0].into_iter());
        assert_eq!((scale.low, scale.ticks), (-3.0, vec![-3.0, 0.0, 3.0]));
    }

    #[test]
    fn a_value_stands_where_the_axis_says() {
        let scale = Scale::balance(1.0);
        assert_eq!([-1.0, 0.0, 1.0, 7.0].map(|value| scale.x(value, (10.0, 30.0))), [10.0, 20.0, 30.0, 30.0]);
    }

    #[test]
    fn a_difference_has_a_sign_and_none_is_0() {
        let lane = |value| Lane { label: "N", marks: [[Mark { value: Some(value), interval: None }; 2]; 2] };
        let draw = |value| {
            let axes = [(); 2].map(|()| Axis { unit: "u", scale: Scale::around_zero([4.0].into_iter()) });
            intervals(&Figure { caption: "o1", axes, lanes: &[lane(value)] })
        };
        assert!(draw(1.5).contains(">+1.5<") && draw(-1.5).contains(">\u{2212}1.5<"));
        assert!(draw(0.01).contains(">0.0<") && !draw(0.01).contains('+'));
    }
}
