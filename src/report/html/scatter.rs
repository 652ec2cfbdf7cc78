//! Words by how often they are used and how far they set two sides apart, as SVG.
//!
//! Words that share a place share a dot and a label. Labels are placed one after another, the surest first, where they
//! cover neither another label nor a labelled dot, and few others; a word for whose label there is no room stands in the
//! table alone.

use std::cmp::Reverse;

use super::show::{HtmlEscape, escape_into, number, put, shortened};
use crate::num::ln;

/// A word.
pub(super) struct Dot<'a> {
    /// The word.
    pub word: &'a str,
    /// Uses per 1,000 words of both sides, above 0.
    pub rate: f64,
    /// Its log-odds.
    pub log_odds: f64,
    /// Whether its test is passed.
    pub sure: Sure,
    /// Whether it is a word of house style.
    pub style: Style,
    /// Its place among the words that have a label, from 0.
    pub label: Option<usize>,
}

/// Whether a word's test is passed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Sure {
    /// It is.
    Yes,
    /// It is not, or there is none.
    No,
}

/// Whether a word is of house style.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Style {
    /// It is.
    Yes,
    /// It is not.
    No,
}

const WIDTH: f64 = 620.0;
const HEIGHT: f64 = 430.0;
const LEFT: f64 = 44.0;
const RIGHT: f64 = 606.0;
const TOP: f64 = 24.0;
const BOTTOM: f64 = 386.0;
/// Places drawn without a label, at most.
const MAX_PLACES: usize = 600;
const LABEL_CHARS: usize = 22;
const SIDE_CHARS: usize = 40;
const CHAR: f64 = 6.4;
/// Between lines, and half the height of letters.
const LINE: f64 = 13.0;
const HALF: f64 = 5.5;
/// Between labels beside each other.
const GAP: f64 = 6.0;

/// The figure as an `svg` element, `title` its name and `sides` what stands above and below 0.
pub(super) fn scatter(dots: &[Dot<'_>], title: &str, sides: [&str; 2]) -> String {
    let scale = Scale::of(dots);
    let mut svg = String::new();
    put(
        &mut svg,
        format_args!(
            "<svg class=\"scatter\" role=\"img\" viewBox=\"0 0 {WIDTH:.0} {HEIGHT:.0}\"><title>{}</title>",
            HtmlEscape(title)
        ),
    );
    scale.axes(&mut svg, sides);
    for style in [Style::No, Style::Yes] {
        for sure in [Sure::No, Sure::Yes] {
            let kind = dots.iter().filter(|dot| dot.label.is_none() && dot.style == style && dot.sure == sure);
            places(&mut svg, kind, &scale, (sure, style));
        }
    }
    let mut groups = groups(dots, &scale);
    let mut room = Room {
        taken: groups.iter().map(|group| Area::around(group.x, group.y, 4.5)).collect(),
        places: dots.iter().map(|dot| Area::around(scale.x(dot.rate), scale.y(dot.log_odds), 2.0)).collect(),
    };
    // what is written at the foot
    let left = RIGHT - (sides[1].chars().count().min(SIDE_CHARS) + 16) as f64 * CHAR;
    room.taken.push(Area { left, top: BOTTOM - LINE - 4.0, right: RIGHT, bottom: BOTTOM });
    let spots: Vec<Option<Spot>> = groups.iter().map(|group| room.spot(group)).collect();
    for (group, spot) in groups.iter().zip(spots) {
        label(&mut svg, group, spot);
    }
    // where a ring and a dot share a place, the dot is to be seen
    groups.sort_by_key(|group| Reverse(group.sure));
    for group in &groups {
        let class = if group.sure == Sure::Yes { "dot" } else { "dot hollow" };
        let style = if group.style == Style::Yes { " st" } else { "" };
        put(
            &mut svg,
            format_args!("<circle class=\"{class}{style}\" cx=\"{:.0}\" cy=\"{:.0}\" r=\"4\"/>", group.x, group.y),
        );
    }
    svg.push_str("</svg>");
    svg
}

/// Labelled words of a kind at one place.
struct Group {
    text: String,
    x: f64,
    y: f64,
    sure: Sure,
    style: Style,
}

/// The labelled words, those of a kind at one place together, the first label first.
fn groups(dots: &[Dot<'_>], scale: &Scale) -> Vec<Group> {
    let mut labelled: Vec<(usize, &Dot<'_>)> = dots.iter().filter_map(|dot| Some((dot.label?, dot))).collect();
    labelled.sort_by_key(|(label, _)| *label);
    let mut groups: Vec<Group> = Vec::new();
    for (_, dot) in labelled {
        let (x, y) = (scale.x(dot.rate).round(), scale.y(dot.log_odds).round());
        let word = shortened(dot.word, LABEL_CHARS);
        let is_same = |group: &&mut Group| (group.x, group.y, group.sure, group.style) == (x, y, dot.sure, dot.style);
        match groups.iter_mut().find(is_same) {
            Some(group) => group.text = format!("{}, {word}", group.text),
            None => groups.push(Group { text: word, x, y, sure: dot.sure, style: dot.style }),
        }
    }
    groups
}

/// Many dots as one path of strokes without length.
fn places<'a>(svg: &mut String, dots: impl Iterator<Item = &'a Dot<'a>>, scale: &Scale, (sure, style): (Sure, Style)) {
    let mut found: Vec<(i32, i32)> =
        dots.map(|dot| (scale.x(dot.rate).round() as i32, scale.y(dot.log_odds).round() as i32)).collect();
    found.sort_unstable();
    found.dedup();
    let step = found.len().div_ceil(MAX_PLACES).max(1);
    let path: String = found.iter().step_by(step).map(|(x, y)| format!("M{x} {y}h0")).collect();
    if path.is_empty() {
        return;
    }
    let style = if style == Style::Yes { " st" } else { "" };
    let class = if sure == Sure::Yes { "d0" } else { "d1" };
    put(svg, format_args!("<path class=\"{class}{style}\" d=\"{path}\"/>"));
}

fn label(svg: &mut String, group: &Group, spot: Option<Spot>) {
    let Some(Spot { area, is_far }) = spot else { return };
    let (left, middle) = (area.left, area.top + HALF);
    let style = if group.style == Style::Yes { " st" } else { "" };
    if is_far {
        let end = group.x.clamp(area.left, area.right);
        let foot = if middle > group.y { area.top + 1.0 } else { area.bottom - 1.0 };
        put(svg, format_args!("<path class=\"lead{style}\" d=\"M{:.0} {:.0}L{end:.0} {foot:.0}\"/>", group.x, group.y));
    }
    let class = if group.style == Style::Yes { " class=\"st\"" } else { "" };
    put(svg, format_args!("<text{class} x=\"{left:.0}\" y=\"{:.0}\">", middle + 4.0));
    escape_into(svg, &group.text);
    svg.push_str("</text>");
}

/// What of the drawing is in use.
struct Room {
    /// Labels and labelled dots: nothing may cover them.
    taken: Vec<Area>,
    /// All dots: better not covered.
    places: Vec<Area>,
}

/// Where a label stands.
struct Spot {
    area: Area,
    /// Whether a line leads to it.
    is_far: bool,
}

impl Room {
    /// The nearest free spot for a label, which is taken by it; `None` where there is no room.
    fn spot(&mut self, group: &Group) -> Option<Spot> {
        let width = group.text.chars().count() as f64 * CHAR;
        let (x, y) = (group.x, group.y);
        let beside = [(x + 8.0, y), (x - 8.0 - width, y)].map(|place| (place, 0));
        let lefts = [x + 8.0, x - 8.0 - width, x - width / 2.0, x + 30.0];
        let round = (1..7).flat_map(|step| {
            let distance = LINE * f64::from(step);
            lefts
                .into_iter()
                .flat_map(move |left| [(left, y - distance), (left, y + distance)].map(|place| (place, step)))
        });
        let spots: Vec<(Spot, usize)> = beside
            .into_iter()
            .chain(round)
            .map(|((left, middle), step)| {
                let area = Area { left, top: middle - HALF, right: left + width, bottom: middle + HALF };
                (Spot { area, is_far: step > 1 || left > x + 20.0 }, step as usize)
            })
            .filter(|(spot, _)| spot.area.is_inside() && !self.taken.iter().any(|other| other.meets(&spot.area)))
            .collect();
        let covered = |spot: &Spot| self.places.iter().filter(|other| other.meets(&spot.area)).count();
        let (spot, _) = spots.into_iter().min_by_key(|(spot, step)| covered(spot) + step + usize::from(spot.is_far))?;
        let Area { left, right, .. } = spot.area;
        self.taken.push(Area { left: left - GAP, right: right + GAP, ..spot.area });
        Some(spot)
    }
}

/// A box of the drawing.
#[derive(Debug, Clone, Copy)]
struct Area {
    left: f64,
    top: f64,
    right: f64,
    bottom: f64,
}

impl Area {
    fn around(x: f64, y: f64, reach: f64) -> Self {
        Self { left: x - reach, top: y - reach, right: x + reach, bottom: y + reach }
    }

    fn meets(&self, other: &Self) -> bool {
        self.left < other.right && other.left < self.right && self.top < other.bottom && other.top < self.bottom
    }

    fn is_inside(&self) -> bool {
        self.left >= LEFT && self.right <= RIGHT && self.top >= TOP && self.bottom <= BOTTOM
    }
}

/// Both axes.
struct Scale {
    /// Logarithms of the lowest and the highest rate.
    rates: (f64, f64),
    /// The largest log-odds in size.
    reach: f64,
}

impl Scale {
    fn of(dots: &[Dot<'_>]) -> Self {
        let logs = || dots.iter().map(|dot| ln(dot.rate));
        let (low, high) = (logs().fold(f64::MAX, f64::min), logs().fold(f64::MIN, f64::max));
        let rates = if high - low > 1e-6 { (low, high) } else { (low - 1.0, low + 1.0) };
        let reach = dots.iter().map(|dot| dot.log_odds.abs()).fold(0.5, f64::max);
        Self { rates, reach: reach * 1.05 }
    }

    fn x(&self, rate: f64) -> f64 {
        let share = (ln(rate) - self.rates.0) / (self.rates.1 - self.rates.0);
        LEFT + 30.0 + share * (RIGHT - LEFT - 44.0)
    }

    fn y(&self, log_odds: f64) -> f64 {
        (TOP + BOTTOM) / 2.0 - log_odds / self.reach * (BOTTOM - TOP - 16.0) / 2.0
    }

    fn axes(&self, svg: &mut String, [above, below]: [&str; 2]) {
        let step = [0.5, 1.0, 2.0, 5.0].into_iter().find(|step| self.reach / step < 4.0).unwrap_or(10.0);
        let n = (self.reach / step).floor() as i32;
        for i in -n..=n {
            let (value, class) = (f64::from(i) * step, if i == 0 { "zero" } else { "grid" });
            let y = self.y(value);
            put(
                svg,
                format_args!(
                    "<path class=\"{class}\" d=\"M{LEFT:.0} {y:.0}H{RIGHT:.0}\"/><text class=\"value\" x=\"{:.0}\" y=\"{:.0}\">{}</text>",
                    LEFT - 6.0,
                    y + 4.0,
                    number(value, usize::from(step < 1.0))
                ),
            );
        }
        let decades = (-4..=3).flat_map(|power| [1.0, 2.0, 5.0].map(|digit| (digit * 10f64.powi(power), power, digit)));
        let is_wide = self.rates.1 - self.rates.0 > 5.0;
        for (rate, power, digit) in decades {
            let x = self.x(rate);
            if !(LEFT..=RIGHT).contains(&x) || (is_wide && digit == 2.0) {
                continue;
            }
            let digits = usize::try_from(-power).unwrap_or(0);
            put(
                svg,
                format_args!(
                    "<path class=\"grid\" d=\"M{x:.0} {BOTTOM:.0}v5\"/><text class=\"tick\" x=\"{x:.0}\" y=\"{:.0}\">{}</text>",
                    BOTTOM + 18.0,
                    number(rate, digits)
                ),
            );
        }
        let unit = "uses per 1,000 words of both together (logarithmic scale)";
        put(
            svg,
            format_args!(
                "<text class=\"unit\" x=\"{:.0}\" y=\"{:.0}\">{unit}</text>",
                (LEFT + RIGHT) / 2.0,
                HEIGHT - 6.0
            ),
        );
        put(svg, format_args!("<text class=\"side\" x=\"4\" y=\"14\">log-odds</text>"));
        for (arrow, name, y) in [("\u{2191}", above, TOP - 10.0), ("\u{2193}", below, BOTTOM - 4.0)] {
            put(svg, format_args!("<text class=\"side value\" x=\"{RIGHT:.0}\" y=\"{y:.0}\">{arrow} "));
            escape_into(svg, &shortened(name, SIDE_CHARS));
            svg.push_str(" uses it more</text>");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dot(word: &str, rate: f64, log_odds: f64, label: Option<usize>) -> Dot<'_> {
        Dot { word, rate, log_odds, sure: Sure::No, style: Style::No, label }
    }

    fn draw(dots: &[Dot<'_>]) -> String {
        scatter(dots, "<t>", ["A&", "B"])
    }

    /// Left ends and base lines of the labels.
    fn labels(svg: &str) -> Vec<(f64, f64)> {
        let number = |text: &str| text.split('"').next().unwrap().parse::<f64>().unwrap();
        let of = |text: &str| Some((number(text), number(text.split_once(" y=\"")?.1)));
        svg.split("<text x=\"").skip(1).filter_map(of).collect()
    }

    #[test]
    fn words_at_one_place_are_one_dot_and_their_labels_stand_apart() {
        let svg = draw(&[dot("x", 1.0, 1.0, None), dot("y", 1.0, 1.0, None), dot("z", 2.0, -1.0, None)]);
        assert_eq!(svg.matches("h0").count(), 2, "{svg}");
        let svg = draw(&[dot("one", 1.0, 1.0, Some(1)), dot("two", 1.0, 1.0, Some(0)), dot("six", 1.0, -1.0, None)]);
        assert!(svg.contains(">two, one</text>") && svg.matches("<circle").count() == 1, "{svg}");
        let svg =
            draw(&[dot("one", 1.0, 1.0, Some(0)), dot("two", 1.0, 1.04, Some(1)), dot("six", 1.0, 0.96, Some(2))]);
        let found = labels(&svg);
        assert_eq!(found.len(), 3);
        for (i, a) in found.iter().enumerate() {
            let clear = |b: &(f64, f64)| (a.0 - b.0).abs() >= 3.0 * CHAR || (a.1 - b.1).abs() >= LINE - 1.0;
            assert!(found[i + 1..].iter().all(clear), "{found:?}");
        }
    }

    #[test]
    fn a_label_without_room_is_left_out_and_its_dot_stays() {
        let many: Vec<Dot<'_>> =
            (0..60).map(|i| dot("a long word here", 1.0, 1.0 + i as f64 / 60.0, Some(i))).collect();
        let svg = draw(&many);
        assert!(labels(&svg).len() < 60);
        assert_eq!(svg.matches("<circle").count(), 60);
    }

    #[test]
    fn no_place_is_undefined_and_names_are_escaped() {
        for dots in
            [vec![], vec![dot("<b>", 1.0, 0.0, Some(0))], vec![dot("a", 0.001, 9.0, None), dot("b", 90.0, -9.0, None)]]
        {
            let svg = draw(&dots);
            assert!(!svg.contains("NaN") && !svg.contains("inf") && !svg.contains("<b>"), "{svg}");
            assert!(svg.contains("A&amp; uses it more") && svg.contains("<title>&lt;t&gt;</title>"), "{svg}");
        }
    }

    #[test]
    fn sure_words_are_filled_and_words_of_style_can_be_hidden() {
        let mut word = dot("mr", 1.0, 1.0, Some(0));
        (word.sure, word.style) = (Sure::Yes, Style::Yes);
        let svg = draw(&[word]);
        assert!(
            svg.contains("<text class=\"st\"") && svg.contains("class=\"dot st\"") && !svg.contains("hollow"),
            "{svg}"
        );
    }
}
