//! The 2-D map of articles as SVG: a point an article, its group shown by shape and by colour, a cluster by the convex
//! hull of its points.
//!
//! What it cannot tell you: how far points lie apart in the many directions that are not drawn. Clusters that overlap
//! here may lie apart there.

use std::collections::BTreeMap;

use super::show::{HtmlEscape, put};

/// A point of the map.
pub(super) struct Point {
    /// Its place.
    pub xy: (f64, f64),
    /// Its group, which gives shape and colour.
    pub group: usize,
    /// Its cluster.
    pub cluster: u32,
    /// The article: what a pointer held over it says.
    pub name: String,
    /// Whether it is among the nearest to the middle of its cluster.
    pub is_exemplar: bool,
}

/// How many groups can be told apart.
pub(super) const N_SHAPES: usize = 8;

const WIDTH: f64 = 720.0;
const HEIGHT: f64 = 460.0;
const MARGIN: f64 = 26.0;
/// Up to so many points, each has its cluster's number beside it.
pub(super) const MAX_NUMBERED: usize = 80;

/// The map as an `svg` element.
pub(super) fn map(points: &[Point], title: &str, about: &str) -> String {
    let range = |of: fn(&Point) -> f64| {
        let ends = points.iter().map(of).fold((f64::MAX, f64::MIN), |(low, high), at| (low.min(at), high.max(at)));
        if ends.1 - ends.0 > 1e-9 { ends } else { (ends.0 - 1.0, ends.0 + 1.0) }
    };
    let (xs, ys) = (range(|point| point.xy.0), range(|point| point.xy.1));
    let place =
        |value: f64, ends: (f64, f64), size: f64| MARGIN + (value - ends.0) / (ends.1 - ends.0) * (size - 2.0 * MARGIN);
    let mut svg = String::new();
    put(&mut svg, format_args!("<svg class=\"map\" role=\"img\" viewBox=\"0 0 {WIDTH:.0} {HEIGHT:.0}\">"));
    put(&mut svg, format_args!("<title>{}</title><desc>{}</desc>", HtmlEscape(title), HtmlEscape(about)));
    put(
        &mut svg,
        format_args!(
            "<rect class=\"frame\" x=\"1\" y=\"1\" width=\"{:.0}\" height=\"{:.0}\"/>",
            WIDTH - 2.0,
            HEIGHT - 2.0
        ),
    );
    let placed = |point: &Point| (place(point.xy.0, xs, WIDTH), HEIGHT - place(point.xy.1, ys, HEIGHT));
    let mut clusters = BTreeMap::<u32, Vec<(f64, f64)>>::new();
    for point in points {
        clusters.entry(point.cluster).or_default().push(placed(point));
    }
    for corners in clusters.into_values().map(hull) {
        let path: Vec<String> = corners.iter().map(|(x, y)| format!("{x:.0} {y:.0}")).collect();
        put(&mut svg, format_args!("<path class=\"hull\" d=\"M{}Z\"/>", path.join("L")));
    }
    for point in points {
        let ((x, y), name) = (placed(point), HtmlEscape(&point.name));
        put(
            &mut svg,
            format_args!("<g transform=\"translate({x:.1} {y:.1})\"><title>{name}, cluster {}</title>", point.cluster),
        );
        if point.is_exemplar {
            svg.push_str("<circle class=\"ring\" r=\"10\"/>");
        }
        svg.push_str(&shape(point.group));
        if points.len() <= MAX_NUMBERED {
            put(&mut svg, format_args!("<text class=\"number\" x=\"8\" y=\"-5\">{}</text>", point.cluster));
        }
        svg.push_str("</g>");
    }
    svg.push_str("</svg>");
    svg
}

/// The corners of the convex hull, counter-clockwise (Andrew 1979, Information Processing Letters 9(5), 216-219); of one
/// point the point, of points on a line its ends.
fn hull(mut points: Vec<(f64, f64)>) -> Vec<(f64, f64)> {
    points.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
    points.dedup();
    if points.len() < 3 {
        return points;
    }
    let turn = |a: (f64, f64), b: (f64, f64), c: (f64, f64)| (b.0 - a.0) * (c.1 - a.1) - (b.1 - a.1) * (c.0 - a.0);
    let chain = |points: &mut dyn Iterator<Item = (f64, f64)>| {
        let mut chain = Vec::new();
        for point in points {
            while matches!(chain[..], [.., a, b] if turn(a, b, point) <= 0.0) {
                chain.pop();
            }
            chain.push(point);
        }
        chain.pop(); // the first of the other chain
        chain
    };
    let mut corners = chain(&mut points.iter().copied());
    corners.extend(chain(&mut points.iter().rev().copied()));
    corners
}

/// The shape of a group alone, for a legend.
pub(super) fn sample(group: usize) -> String {
    format!("<svg class=\"sample\" aria-hidden=\"true\" viewBox=\"-9 -9 18 18\">{}</svg>", shape(group))
}

fn shape(group: usize) -> String {
    let path = match group % N_SHAPES {
        0 => "M6 0A6 6 0 1 1 -6 0A6 6 0 1 1 6 0Z",
        1 => "M-5.5 -5.5H5.5V5.5H-5.5Z",
        2 => "M0 -7L6.5 5H-6.5Z",
        3 => "M0 -7.5L7.5 0L0 7.5L-7.5 0Z",
        4 => "M-2.2 -7H2.2V-2.2H7V2.2H2.2V7H-2.2V2.2H-7V-2.2H-2.2Z",
        5 => "M0 7L6.5 -5H-6.5Z",
        6 => "M-6 -3.5L0 -7L6 -3.5V3.5L0 7L-6 3.5Z",
        _ => "M-6.5 -4L-4 -6.5L0 -2.5L4 -6.5L6.5 -4L2.5 0L6.5 4L4 6.5L0 2.5L-4 6.5L-6.5 4L-2.5 0Z",
    };
    format!("<path class=\"g{}\" d=\"{path}\"/>", group % N_SHAPES)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn point(x: f64, y: f64, group: usize) -> Point {
        Point { xy: (x, y), group, cluster: 3, name: "<b>".into(), is_exemplar: false }
    }

    #[test]
    fn a_map_shows_every_point_and_fills_its_frame() {
        let svg = map(&[point(-1.0, 0.0, 0), point(1.0, 2.0, 1)], "t", "d");
        assert_eq!((svg.matches("<path class=\"g").count(), svg.matches("hull").count()), (2, 1));
        assert!(svg.contains("translate(26.0 434.0)") && svg.contains("translate(694.0 26.0)"), "{svg}");
        assert!(svg.contains("<title>&lt;b&gt;, cluster 3</title>"));
    }

    #[test]
    fn a_hull_has_the_outermost_points_for_corners() {
        let square = [(0.0, 0.0), (2.0, 0.0), (2.0, 2.0), (0.0, 2.0)];
        let inside = [(1.0, 1.0), (1.0, 0.0), (0.0, 0.0)];
        assert_eq!(hull([&square[..], &inside].concat()), square);
        assert_eq!(hull(vec![(0.0, 0.0), (1.0, 1.0), (2.0, 2.0)]), [(0.0, 0.0), (2.0, 2.0)]);
        assert_eq!(hull(vec![(1.0, 2.0), (1.0, 2.0)]), [(1.0, 2.0)]);
    }

    #[test]
    fn points_in_one_place_have_a_place() {
        let svg = map(&[point(2.0, 2.0, 0), point(2.0, 2.0, 9)], "t", "d");
        assert!(!svg.contains("NaN") && !svg.contains("inf"), "{svg}");
    }

    #[test]
    fn groups_differ_in_shape_and_class() {
        let shapes: std::collections::BTreeSet<String> = (0..N_SHAPES).map(shape).collect();
        assert_eq!(shapes.len(), N_SHAPES);
    }
}
