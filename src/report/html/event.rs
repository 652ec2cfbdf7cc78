//! The events: who has articles on each, who has none, and the way to its articles side by side.
//!
//! What it cannot tell you: absence from the file is not absence from the outlet (see [`crate::compare::coverage`]).

use std::cmp::Reverse;
use std::collections::BTreeMap;

use serde::Serialize;

use super::show::{counted, put, thousands};
use crate::compare::coverage::{Sides, blind_side, sides};
use crate::corpus::OutletId;
use crate::report::Material;

/// Events listed, at most; each of them has a reader, here or on a page of its own.
const MAX_LISTED: usize = 500;
/// Events listed at first sight; the others stand folded.
const N_OPEN: usize = 40;
/// Boxes of a coverage bar, at most: in a file of more outlets, a bar has those with articles only.
const MAX_BOXES: usize = 25;
/// Outlets named in a row, at most.
const MAX_NAMES: usize = 12;
/// Width and height of a box.
const BOX: (usize, usize) = (26, 20);

/// The section on events.
#[derive(Serialize)]
pub(super) struct Events {
    n_all: usize,
    /// How many outlets there are in all.
    n_outlets: usize,
    /// What the section found, in a sentence.
    finding: String,
    /// Whether the user's ratings say where outlets stand.
    is_rated: bool,
    /// The outlets whose boxes stand in every bar, from the left; empty when there are too many.
    boxes: Vec<String>,
    listed: Vec<Listed>,
    n_open: usize,
    /// How many of them have their reader on a page of its own.
    n_elsewhere: usize,
}

/// An event.
#[derive(Serialize)]
struct Listed {
    label: String,
    href: String,
    words: String,
    summary: String,
    bar_svg: String,
    /// Outlets and how many articles each has.
    covered: String,
    /// Outlets on each side of the ratings.
    sides: String,
    /// Blind spots, in words; empty without one.
    blind: String,
}

/// The events that are listed, those with most outlets first.
pub(super) fn order(material: &Material<'_>) -> Vec<usize> {
    let list = &material.findings.events.list;
    let mut order: Vec<usize> = (0..list.len()).collect();
    order.sort_by_cached_key(|&event| {
        (Reverse(outlets_of(material, event).len()), Reverse(list[event].articles.len()), event)
    });
    order.truncate(MAX_LISTED);
    order
}

/// Path of the page of the `i`th event listed.
pub(super) fn path(i: usize) -> String {
    format!("events/{:03}.html", i + 1)
}

/// See [`Events`]; the first `n_here` of `order` have their reader on the page.
pub(super) fn view(material: &Material<'_>, order: &[usize], n_here: usize) -> Events {
    let found = material.findings;
    let outlets = ranked(material);
    let listed: Vec<Listed> = order
        .iter()
        .enumerate()
        .map(|(i, &event)| {
            let href = if i < n_here { format!("#e{}", i + 1) } else { path(i) };
            listed(material, event, href, &outlets)
        })
        .collect();
    Events {
        n_all: found.events.list.len(),
        n_outlets: found.corpus.outlets().len(),
        finding: finding(material),
        is_rated: is_rated(material),
        boxes: outlets.iter().map(|outlet| found.corpus.outlet(*outlet).to_owned()).collect(),
        n_open: N_OPEN,
        n_elsewhere: listed.len().saturating_sub(n_here),
        listed,
    }
}

/// The outlets of an event and how many articles each has.
pub(super) fn outlets_of(material: &Material<'_>, event: usize) -> BTreeMap<OutletId, usize> {
    let articles = material.findings.corpus.articles();
    let mut outlets = BTreeMap::new();
    for outlet in material.findings.events.list[event].articles.iter().filter_map(|&article| articles[article].outlet) {
        *outlets.entry(outlet).or_default() += 1;
    }
    outlets
}

/// The days of an event's articles, in words.
pub(super) fn when(material: &Material<'_>, event: usize) -> String {
    let articles = &material.findings.events.list[event].articles;
    let dates = || articles.iter().filter_map(|&article| material.findings.corpus.articles()[article].date);
    match (dates().min(), dates().max()) {
        (Some(first), Some(last)) if first != last => format!("{first} to {last}"),
        (Some(day), _) => day.to_string(),
        _ => "no date".to_owned(),
    }
}

/// The outlets whose boxes stand in every bar: by rating where there is one, then by name; none when there are too many.
fn ranked(material: &Material<'_>) -> Vec<OutletId> {
    let all = (0..material.findings.corpus.outlets().len() as u32).map(OutletId);
    let mut outlets: Vec<OutletId> = all.filter(|outlet| !material.articles_of(*outlet).is_empty()).collect();
    if outlets.len() > MAX_BOXES {
        return Vec::new();
    }
    sort(material, &mut outlets);
    outlets
}

/// From the left to the right of the ratings, those without one last.
fn sort(material: &Material<'_>, outlets: &mut [OutletId]) {
    let rating = |outlet: OutletId| material.findings.rating_position(outlet);
    outlets.sort_by(|&a, &b| {
        let by_rating = rating(a).unwrap_or(f64::INFINITY).total_cmp(&rating(b).unwrap_or(f64::INFINITY));
        by_rating.then(a.cmp(&b))
    });
}

fn listed(material: &Material<'_>, event: usize, href: String, ranked: &[OutletId]) -> Listed {
    let found = material.findings;
    let outlets = outlets_of(material, event);
    let n_articles = found.events.list[event].articles.len();
    let mut boxes: Vec<OutletId> = ranked.to_vec();
    if boxes.is_empty() {
        boxes = outlets.keys().copied().collect();
        sort(material, &mut boxes);
    }
    let (articles, with) = (counted(n_articles, "article"), counted(outlets.len(), "outlet"));
    Listed {
        label: material.event_label(event).to_owned(),
        href,
        words: material.event_terms(event).join(", "),
        summary: format!("{}; {articles}, {with}", when(material, event)),
        bar_svg: bar(material, &boxes, &outlets),
        covered: names(outlets.iter().map(|(id, n)| match n {
            1 => found.corpus.outlet(*id).to_owned(),
            n => format!("{} ({n})", found.corpus.outlet(*id)),
        })),
        sides: if is_rated(material) { side_text(material, &outlets) } else { String::new() },
        blind: blind(material, event),
    }
}

/// Names in a row; of many, the first and how many more.
fn names(all: impl Iterator<Item = String>) -> String {
    let all: Vec<String> = all.collect();
    match all.len().saturating_sub(MAX_NAMES) {
        0 => all.join(", "),
        more => format!("{} and {more} more", all[..MAX_NAMES].join(", ")),
    }
}

/// One box an outlet: full with its number of articles, or empty; with the side's letter where outlets are rated.
fn bar(material: &Material<'_>, boxes: &[OutletId], outlets: &BTreeMap<OutletId, usize>) -> String {
    let (width, height) = BOX;
    let is_rated = is_rated(material);
    let shown = &boxes[..boxes.len().min(MAX_BOXES)];
    let mut svg = String::new();
    let whole = width * shown.len().max(1);
    put(
        &mut svg,
        format_args!(
            "<svg class=\"cov\" aria-hidden=\"true\" width=\"{whole}\" height=\"{height}\" viewBox=\"0 0 {whole} {height}\">"
        ),
    );
    for (i, id) in shown.iter().enumerate() {
        let n = outlets.get(id).copied().unwrap_or(0);
        let (side, letter) = side(material.findings.rating_position(*id));
        let class = if !is_rated { "s" } else { side };
        let (x, w, h) = (i * width + 1, width - 2, height - 2);
        let full = if n > 0 { "" } else { " o" };
        put(&mut svg, format_args!("<rect class=\"{class}{full}\" x=\"{x}\" y=\"1\" width=\"{w}\" height=\"{h}\"/>"));
        let text = match (is_rated, n) {
            (true, 0) => continue,
            (true, 1) => letter.to_owned(),
            (true, n) => format!("{letter}{n}"),
            (false, 0) => continue,
            (false, n) => n.to_string(),
        };
        put(&mut svg, format_args!("<text x=\"{}\" y=\"{}\">{text}</text>", x + w / 2, height - 6));
    }
    svg.push_str("</svg>");
    svg
}

/// Whether the user's ratings say where any outlet stands.
fn is_rated(material: &Material<'_>) -> bool {
    material.findings.ratings.iter().any(Option::is_some)
}

/// Class and letter of a side.
fn side(position: Option<f64>) -> (&'static str, &'static str) {
    match position {
        None => ("su", "?"),
        Some(at) if at < 0.0 => ("sl", "L"),
        Some(at) if at > 0.0 => ("sr", "R"),
        Some(_) => ("sc", "C"),
    }
}

fn of_event(material: &Material<'_>, outlets: &BTreeMap<OutletId, usize>) -> Sides {
    sides(outlets.keys().map(|outlet| material.findings.rating_position(*outlet)))
}

fn side_text(material: &Material<'_>, outlets: &BTreeMap<OutletId, usize>) -> String {
    let counts = of_event(material, outlets);
    let unrated = match counts.n_unrated {
        0 => String::new(),
        n => format!(", {n} without a rating"),
    };
    format!("{} left, {} center, {} right{unrated}", counts.n_left, counts.n_center, counts.n_right)
}

/// Who has no article on an event while others have, in words.
fn blind(material: &Material<'_>, event: usize) -> String {
    let found = material.findings;
    let cells = &found.covered.coverage;
    let from = cells.partition_point(|pair| (pair.cell.event as usize) < event);
    let to = cells.partition_point(|pair| pair.cell.event as usize <= event);
    let blind: Vec<OutletId> = cells[from..to]
        .iter()
        .filter(|pair| pair.cell.articles.is_empty())
        .map(|pair| OutletId(pair.cell.outlet))
        .collect();
    let of_file = sides((0..found.corpus.outlets().len() as u32).map(|id| found.rating_position(OutletId(id))));
    let side = blind_side(&of_event(material, &outlets_of(material, event)), &of_file);
    let side = side
        .map(|side| format!("blind side: no outlet rated {side} has an article, two or more of the other side have"));
    let outlets = (!blind.is_empty()).then(|| {
        format!("no article from {}", names(blind.iter().map(|outlet| found.corpus.outlet(*outlet).to_owned())))
    });
    [outlets, side].into_iter().flatten().collect::<Vec<_>>().join("; ")
}

/// How many events several outlets have, and how many have a blind spot, in a sentence.
fn finding(material: &Material<'_>) -> String {
    let n_events = material.findings.events.list.len();
    let n_shared = (0..n_events).filter(|event| outlets_of(material, *event).len() > 1).count();
    let cells = &material.findings.covered.coverage;
    let without = cells.iter().filter(|pair| pair.cell.articles.is_empty());
    let mut blind: Vec<u32> = without.map(|pair| pair.cell.event).collect();
    blind.dedup();
    let covered =
        format!("Events with articles from two outlets or more: {} of {}", thousands(n_shared), thousands(n_events));
    if cells.is_empty() {
        format!("{covered}.")
    } else {
        format!("{covered}; with a blind spot: {}.", thousands(blind.len()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::rating::Rating;
    use crate::report::html::testing::{drafts, page_of, reading};

    /// The rows of the list, without West on the first event.
    fn rows(ratings: &[(&str, &str)]) -> Vec<String> {
        let mut drafts = drafts("");
        drafts.remove(2);
        let page = page_of(drafts, &reading(""), |study| {
            let rating = |(outlet, slant): &(&str, &str)| Rating {
                outlet: (*outlet).into(),
                slant: (*slant).into(),
                ..Rating::default()
            };
            study.parts_mut().0.ratings = ratings.iter().map(rating).collect();
        });
        let list = page.split_once("<ol class=\"listed\">").unwrap().1.split_once("</ol>").unwrap().0;
        list.split("<li>").skip(1).map(str::to_owned).collect()
    }

    #[test]
    fn an_event_has_a_box_an_outlet_and_says_who_is_without() {
        let rows = rows(&[]);
        assert_eq!(rows.len(), 6);
        let (first, last) = (&rows[0], &rows[5]); // most outlets first
        assert!(first.contains(">event 1</a>") && first.matches("<rect class=\"s\"").count() == 3, "{first}");
        assert!(!first.contains("Blind spot"));
        assert!(last.contains(">event 0</a>") && last.contains("North, South"), "{last}");
        assert_eq!((last.matches("<rect class=\"s\"").count(), last.matches("<rect class=\"s o\"").count()), (2, 1));
        assert!(last.contains("<strong>Blind spot</strong>: no article from West"), "{last}");
    }

    #[test]
    fn rated_outlets_stand_from_left_to_right_with_a_letter() {
        let rows = rows(&[("North", "right"), ("South", "lean right"), ("West", "left")]);
        let letters = |row: &str| -> String {
            row.split("<text ").skip(1).filter_map(|rest| rest.split_once('>')?.1.chars().next()).collect()
        };
        assert_eq!((letters(&rows[0]), letters(&rows[5])), ("LRR".into(), "RR".into()));
        assert!(rows[0].contains("1 left, 0 center, 2 right"), "{}", rows[0]);
        assert!(rows[5].contains("blind side: no outlet rated left"), "{}", rows[5]);
    }

    #[test]
    fn many_names_are_cut_and_counted() {
        let named = |n: usize| names((0..n).map(|n| n.to_string()));
        assert_eq!(named(2), "0, 1");
        assert!(named(14).ends_with("11 and 2 more"));
    }
}
