//! Dot-and-interval plots as SVG: one row a group, a dot at its value, a line over its interval.
//!
//! A value without an interval is a hollow dot without a line; a value that is absent is the words “no evidence”,
//! never a dot at 0.

use super::show::{escape_into, escaped, number, put, shortened};

/// A plot.
pub(super) struct Figure<'a> {
    /// What it shows: its name for who cannot see it.
    pub title: &'a str,
    /// How to read it, for the same.
    pub about: &'a str,
    /// What the axis measures.
    pub unit: &'a str,
    /// The axis.
    pub scale: Scale,
    /// Its rows, from the top.
    pub rows: &'a [Row<'a>],
}

/// A row of a plot.
pub(super) struct Row<'a> {
    /// Whose row it is.
    pub label: &'a str,
    /// The value; `None` for no evidence.
    pub value: Option<f64>,
    /// Its interval.
    pub interval: Option<(f64, f64)>,
    /// What a pointer held over the row says.
    pub note: String,
}

/// An axis: its ends, its ticks, and the digits of what is written on it.
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
const LEFT: f64 = 140.0;
const RIGHT: f64 = 292.0;
const ROW: f64 = 24.0;
const TOP: f64 = 6.0;
const BOTTOM: f64 = 38.0;
const LABEL_CHARS: usize = 20;

impl Scale {
    /// From 0 to at least the largest of `values`, in round steps.
    pub fn from_zero(values: impl Iterator<Item = f64>) -> Self {
        let largest = Some(values.fold(0.0, f64::max)).filter(|it| *it > 0.0).unwrap_or(1.0);
        let step = round_step(largest / 4.0);
        let n_steps = (1..).find(|it| f64::from(*it) * step >= largest - step * 1e-9).unwrap_or(1);
        let ticks = (0..=n_steps).map(|it| f64::from(it) * step).collect();
        Self { low: 0.0, high: f64::from(n_steps) * step, ticks, tick_digits: digits_of(step), value_digits: 1 }
    }

    /// From -1 to 1.
    pub fn balance() -> Self {
        Self { low: -1.0, high: 1.0, ticks: vec![-1.0, -0.5, 0.0, 0.5, 1.0], tick_digits: 1, value_digits: 2 }
    }

    fn x(&self, value: f64) -> f64 {
        LEFT + (value.clamp(self.low, self.high) - self.low) / (self.high - self.low) * (RIGHT - LEFT)
    }
}

/// The plot as an `svg` element.
pub(super) fn intervals(figure: &Figure<'_>) -> String {
    let bottom = TOP + ROW * figure.rows.len() as f64;
    let height = bottom + BOTTOM;
    let mut svg = String::new();
    put(&mut svg, format_args!("<svg class=\"plot\" role=\"img\" viewBox=\"0 0 {WIDTH:.0} {height:.0}\">"));
    put(&mut svg, format_args!("<title>{}</title><desc>{}</desc>", escaped(figure.title), escaped(figure.about)));
    for &tick in &figure.scale.ticks {
        let x = figure.scale.x(tick);
        let class = if tick == 0.0 { "zero" } else { "grid" };
        put(
            &mut svg,
            format_args!("<line class=\"{class}\" x1=\"{x:.1}\" x2=\"{x:.1}\" y1=\"{TOP:.0}\" y2=\"{bottom:.0}\"/>"),
        );
        let (y, text) = (bottom + 14.0, number(tick, figure.scale.tick_digits));
        put(&mut svg, format_args!("<text class=\"tick\" x=\"{x:.1}\" y=\"{y:.0}\">{text}</text>"));
    }
    for (i, row) in figure.rows.iter().enumerate() {
        draw(&mut svg, row, &figure.scale, TOP + ROW * (i as f64 + 0.5));
    }
    let (x, y) = ((LEFT + RIGHT) / 2.0, bottom + 30.0);
    put(&mut svg, format_args!("<text class=\"unit\" x=\"{x:.1}\" y=\"{y:.0}\">{}</text></svg>", escaped(figure.unit)));
    svg
}

fn draw(svg: &mut String, row: &Row<'_>, scale: &Scale, y: f64) {
    put(
        svg,
        format_args!("<g><title>{}</title><text class=\"label\" x=\"0\" y=\"{:.1}\">", escaped(&row.note), y + 4.0),
    );
    escape_into(svg, &shortened(row.label, LABEL_CHARS));
    svg.push_str("</text>");
    let Some(value) = row.value else {
        put(
            svg,
            format_args!("<text class=\"absent\" x=\"{:.1}\" y=\"{:.1}\">no evidence</text></g>", LEFT + 6.0, y + 4.0),
        );
        return;
    };
    if let Some((low, high)) = row.interval {
        let (x1, x2) = (scale.x(low), scale.x(high));
        put(svg, format_args!("<line class=\"ci\" x1=\"{x1:.1}\" x2=\"{x2:.1}\" y1=\"{y:.1}\" y2=\"{y:.1}\"/>"));
    }
    let class = if row.interval.is_some() { "dot" } else { "dot hollow" };
    put(svg, format_args!("<circle class=\"{class}\" cx=\"{:.1}\" cy=\"{y:.1}\" r=\"4.5\"/>", scale.x(value)));
    let text = number(value, scale.value_digits);
    put(svg, format_args!("<text class=\"value\" x=\"{WIDTH:.0}\" y=\"{:.1}\">{text}</text></g>", y + 4.0));
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
    [1.0, 2.0, 5.0, 10.0].into_iter().map(|it| it * unit).find(|it| *it >= x).unwrap_or(unit * 10.0)
}

fn digits_of(step: f64) -> usize {
    (0..6).find(|it| (step * 10f64.powi(*it)).fract().min(1.0 - (step * 10f64.powi(*it)).fract()) < 1e-6).unwrap_or(6)
        as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plot(rows: &[Row<'_>]) -> String {
        let scale = Scale::from_zero(rows.iter().filter_map(|it| it.value));
        intervals(&Figure { title: "<t>", about: "a&b", unit: "hits", scale, rows })
    }

    fn row(value: Option<f64>, interval: Option<(f64, f64)>) -> Row<'static> {
        Row { label: "<North>", value, interval, note: "\"n\"".into() }
    }

    #[test]
    fn an_absent_value_is_said_and_not_drawn() {
        let svg = plot(&[row(None, None)]);
        assert!(svg.contains(">no evidence<") && !svg.contains("<circle"), "{svg}");
    }

    #[test]
    fn a_value_without_an_interval_is_a_hollow_dot_without_a_line() {
        let svg = plot(&[row(Some(2.0), None)]);
        assert!(svg.contains("dot hollow") && !svg.contains("class=\"ci\""), "{svg}");
        let svg = plot(&[row(Some(2.0), Some((1.0, 3.0)))]);
        assert!(!svg.contains("hollow") && svg.contains("class=\"ci\""), "{svg}");
    }

    #[test]
    fn names_are_escaped() {
        let svg = plot(&[row(Some(1.0), None)]);
        assert!(svg.contains("&lt;North&gt;") && svg.contains("<title>&lt;t&gt;</title><desc>a&amp;b</desc>"), "{svg}");
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
    }

    #[test]
    fn a_value_stands_where_the_axis_says() {
        let scale = Scale::balance();
        assert_eq!([-1.0, 0.0, 1.0].map(|it| scale.x(it)), [LEFT, (LEFT + RIGHT) / 2.0, RIGHT]);
    }
}
