//! X-ray: where in a story the words of each frame stand.
//!
//! A hit stands at (words before it) / (words of the article), boilerplate left out; a hit of several words reaches as far
//! as they do. An article's strip has a row a frame and a tick a hit. An outlet's bars are shares: of all its hits of a
//! frame, how many stand in each fifth of their story, with a 95 % interval from drawing its events again (see
//! [`crate::compare::resample`]). Fewer than [`ENOUGH_HITS`] hits make no share.
//!
//! What it cannot tell you: why a word stands where it does. News tells the newest first, and who is quoted where is a
//! habit of the genre.

use std::collections::BTreeSet;

use ndarray::Array2;
use serde::Serialize;

use super::legend::Legend;
use super::outlet::shown;
use super::show::{HtmlEscape, counted, escape_into, put};
use crate::compare::resample::Resamples;
use crate::corpus::OutletId;
use crate::feature::Hit;
use crate::num::{Interval, ratio};
use crate::report::Material;

/// Hits of an outlet that make a share.
const ENOUGH_HITS: usize = 10;
/// Resamples behind an interval, at most.
const MAX_RESAMPLES: usize = 400;
/// An even spread over fifths.
const EVEN: f64 = 0.2;

/// Where a strip begins and ends, and its rows.
const LEFT: f64 = 36.0;
const RIGHT: f64 = 236.0;
const WIDTH: f64 = 260.0;
const ROW: f64 = 15.0;

/// An article's strip.
#[derive(Debug, Serialize)]
pub(super) struct Strip {
    /// What it shows, in a sentence.
    finding: String,
    svg: String,
    /// The rows of its table: hits by frame and quarter.
    rows_html: String,
}

impl Strip {
    /// How long its markup is.
    pub fn n_bytes(&self) -> usize {
        self.svg.len() + self.rows_html.len() + self.finding.len() + 300
    }
}

/// The badges that have a hit in any of `articles`, or in a headline of theirs: the rows of their strips.
pub(super) fn rows(material: &Material<'_>, legend: &Legend, articles: &[usize]) -> Vec<usize> {
    let has_hit = |badge: usize| {
        articles.iter().any(|&article| {
            let measured = &material.findings.measured[article];
            measured.n_frame_hits[0][badge] > 0
                || measured.n_headline_hits.as_ref().is_some_and(|headline| headline[badge] > 0)
        })
    };
    (0..legend.badges.len()).filter(|badge| has_hit(*badge)).collect()
}

/// The strip of an article with a row for each badge of `rows`; `None` without rows or words.
pub(super) fn strip(material: &Material<'_>, legend: &Legend, article: usize, rows: &[usize]) -> Option<Strip> {
    let measured = &material.findings.measured[article];
    let n_words = measured.n_words[0];
    if rows.is_empty() || n_words == 0 {
        return None;
    }
    let text = &material.findings.corpus.articles()[article].text;
    let hits = legend.hits(material, article);
    let bottom = 4.0 + ROW * rows.len() as f64;
    let (mut svg, mut rows_html) = (String::new(), String::new());
    put(&mut svg, format_args!("<svg class=\"strip\" aria-hidden=\"true\" viewBox=\"0 0 {WIDTH} {}\">", bottom + 27.0));
    grid(&mut svg, bottom);
    for (i, &badge) in rows.iter().enumerate() {
        let places: Vec<Tick> = hits[badge].iter().map(|hit| tick(hit, text, n_words)).collect();
        let n_headline = measured.n_headline_hits.as_ref().map_or(0, |headline| headline[badge]);
        row(&mut svg, legend, badge, 4.0 + ROW * i as f64, &places, n_headline);
        table_row(&mut rows_html, &legend.badges[badge].title, &places, n_headline);
    }
    svg.push_str("</svg>");
    Some(Strip { finding: finding(legend, rows, &hits, n_words), svg, rows_html })
}

/// A hit's place: from and to, as shares of the article's words.
#[derive(Debug, Clone, Copy)]
struct Tick {
    from: f64,
    to: f64,
    quoted: bool,
}

fn tick(hit: &Hit, text: &str, n_words: u32) -> Tick {
    let n = hit.span.of(text).split_whitespace().count().max(1);
    let share = |words: f64| (words / f64::from(n_words)).clamp(0.0, 1.0);
    let before = f64::from(hit.n_before);
    Tick { from: share(before), to: share(before + n as f64), quoted: hit.quoted }
}

fn grid(svg: &mut String, bottom: f64) {
    let x = |percent: f64| LEFT + (RIGHT - LEFT) * percent / 100.0;
    svg.push_str("<path class=\"grid\" d=\"");
    for percent in [0.0, 25.0, 50.0, 75.0, 100.0] {
        put(svg, format_args!("M{} 2V{bottom}", x(percent)));
    }
    svg.push_str("\"/>");
    for percent in [0.0, 50.0, 100.0] {
        put(svg, format_args!("<text class=\"tick\" x=\"{}\" y=\"{}\">{percent}</text>", x(percent), bottom + 11.0));
    }
    let (x, y) = (x(50.0), bottom + 23.0);
    put(svg, format_args!("<text class=\"unit\" x=\"{x}\" y=\"{y}\">position, % of the article’s words</text>"));
}

/// Badge, headline, ticks, number. A tick that would lie on the one before stands lower.
fn row(svg: &mut String, legend: &Legend, badge: usize, top: f64, places: &[Tick], n_headline: u32) {
    let badge = &legend.badges[badge];
    let base = top + 11.0;
    put(svg, format_args!("<g class=\"{}\"><text y=\"{base}\">", badge.tick));
    escape_into(svg, &badge.letters);
    svg.push_str("</text>");
    if n_headline > 0 {
        put(svg, format_args!("<path class=\"h\" d=\"M28 {}l4 4.5l-4 4.5l-4-4.5z\"/>", top + 3.0));
    }
    let (mut author, mut quoted) = (String::new(), String::new());
    let mut reached = 0.0;
    for place in places {
        let x = LEFT + (RIGHT - LEFT) * place.from;
        let width = ((RIGHT - LEFT) * (place.to - place.from)).max(2.5);
        let (y, height) = if x < reached { (top + 7.0, 6) } else { (top + 2.0, 9) };
        reached = x + width;
        let path = if place.quoted { &mut quoted } else { &mut author };
        put(path, format_args!("M{x:.1} {y}h{width:.1}v{height}h-{width:.1}z"));
    }
    for (class, path) in [("a", author), ("q", quoted)] {
        if !path.is_empty() {
            put(svg, format_args!("<path class=\"{class}\" d=\"{path}\"/>"));
        }
    }
    put(svg, format_args!("<text class=\"value\" x=\"{WIDTH}\" y=\"{base}\">{}</text></g>", places.len()));
}

fn table_row(html: &mut String, title: &str, places: &[Tick], n_headline: u32) {
    let quarter = |q: usize| places.iter().filter(|place| part(place.from, 4) == q).count();
    let n_quoted = places.iter().filter(|place| place.quoted).count();
    put(html, format_args!("<tr><td>{}", HtmlEscape(title))); // ends of cells and rows may be left out
    for n in [n_headline as usize, quarter(0), quarter(1), quarter(2), quarter(3), n_quoted] {
        put(html, format_args!("<td>{n}"));
    }
}

/// Which of `n` equal parts of a story a place is in, from 0.
fn part(at: f64, n: usize) -> usize {
    ((at * n as f64) as usize).min(n - 1)
}

/// Where the frame with most hits stands.
fn finding(legend: &Legend, rows: &[usize], hits: &[Vec<&Hit>], n_words: u32) -> String {
    let top = rows.iter().copied().max_by_key(|&badge| (hits[badge].len(), std::cmp::Reverse(badge)));
    let Some(top) = top.filter(|badge| !hits[*badge].is_empty()) else {
        return "No word of these frames stands in the text".to_owned();
    };
    let is_first = |hit: &&&Hit| f64::from(hit.n_before) < f64::from(n_words) / 2.0;
    let (n, n_first) = (hits[top].len(), hits[top].iter().filter(is_first).count());
    format!("{}: {}, {n_first} in the first half", legend.badges[top].title, counted(n, "hit"))
}

/// The section on where frames stand in an outlet's stories.
#[derive(Serialize)]
pub(super) struct Xray {
    /// The largest share; empty when there is none.
    finding: String,
    /// Whether its interval lies `above` an even spread or is `wide`; `unknown` where it has none.
    chance: &'static str,
    n_shares: usize,
    n_outlets: usize,
    n_shown: usize,
    enough: usize,
    /// Positions of the badges that are columns.
    badges: Vec<usize>,
    rows: Vec<OutletRow>,
}

/// An outlet.
#[derive(Serialize)]
struct OutletRow {
    outlet: String,
    cells: Vec<Cell>,
}

/// An outlet's hits of a frame.
#[derive(Serialize)]
struct Cell {
    n: usize,
    n_articles: usize,
    /// Empty with too few hits.
    svg: String,
    /// Percent of the hits in each fifth; none with too few.
    fifths: Vec<String>,
    #[serde(skip)]
    shares: Vec<Share>,
}

/// The share of hits in a fifth.
#[derive(Debug, Clone, Copy)]
struct Share {
    value: f64,
    interval: Option<Interval>,
}

/// See [`Xray`].
pub(super) fn view(material: &Material<'_>, legend: &Legend) -> Xray {
    let found = material.findings;
    let outlets = shown(material);
    let all: Vec<Vec<Cell>> = outlets.iter().map(|&outlet| cells(material, legend, outlet)).collect();
    let badges: Vec<usize> =
        (0..legend.badges.len()).filter(|&badge| all.iter().any(|cells| cells[badge].n > 0)).collect();
    let top = all.iter().flatten().flat_map(|cell| &cell.shares).map(|share| share.value).fold(0.4, f64::max);
    let (finding, chance) = overall(material, legend, &outlets, &all);
    let n_shares = all.iter().flatten().map(|cell| cell.shares.len()).sum();
    let rows = outlets.iter().zip(all).map(|(id, cells)| {
        let outlet = found.corpus.outlet(*id).to_owned();
        let columns = cells.into_iter().enumerate().filter(|(badge, _)| badges.contains(badge));
        let drawn = columns.map(|(badge, mut cell)| {
            if !cell.shares.is_empty() {
                cell.svg = bars(&cell, &outlet, legend, badge, top);
                cell.fifths = cell.shares.iter().map(|share| percent(share.value)).collect();
            }
            cell
        });
        OutletRow { cells: drawn.collect(), outlet }
    });
    let rows = rows.collect();
    let n_outlets = found.corpus.outlets().len();
    Xray { finding, chance, n_shares, n_outlets, n_shown: outlets.len(), enough: ENOUGH_HITS, badges, rows }
}

/// Each frame's hits in the articles of an outlet, copies left out as in all comparisons.
fn cells(material: &Material<'_>, legend: &Legend, outlet: OutletId) -> Vec<Cell> {
    let found = material.findings;
    let articles = material.articles_of(outlet).iter().copied().filter(|article| found.is_counted(*article));
    let articles: Vec<usize> = articles.filter(|article| found.measured[*article].n_words[0] > 0).collect();
    let events: Vec<u32> =
        articles.iter().map(|article| found.events.of_article[*article]).collect::<BTreeSet<_>>().into_iter().collect();
    let n_badges = legend.badges.len();
    // hits by event, frame and fifth
    let mut sums = Array2::<f64>::zeros((events.len(), n_badges * 5));
    let (mut n, mut n_articles) = (vec![0; n_badges], vec![0; n_badges]);
    for &article in &articles {
        let n_words = f64::from(found.measured[article].n_words[0]);
        let event = events.partition_point(|other| *other < found.events.of_article[article]);
        for (badge, hits) in legend.hits(material, article).iter().enumerate() {
            n[badge] += hits.len();
            n_articles[badge] += usize::from(!hits.is_empty());
            for hit in hits {
                sums[[event, badge * 5 + part(f64::from(hit.n_before) / n_words, 5)]] += 1.0;
            }
        }
    }
    let mut totals = sums.clone();
    for mut event in totals.rows_mut() {
        for badge in 0..n_badges {
            let total: f64 = (0..5).map(|fifth| event[badge * 5 + fifth]).sum();
            (0..5).for_each(|fifth| event[badge * 5 + fifth] = total);
        }
    }
    let n_resamples = found.config.resamples.min(MAX_RESAMPLES);
    let resamples = Resamples::new(events.len(), n_resamples, found.config.seed, u64::from(outlet.0));
    let intervals = resamples.mean_intervals(&sums, &totals);
    let shares = |badge: usize| {
        let share = |fifth: usize| {
            let at = badge * 5 + fifth;
            let value = ratio(sums.column(at).sum(), n[badge] as f64)?;
            Some(Share { value, interval: intervals[at] })
        };
        if n[badge] < ENOUGH_HITS { Vec::new() } else { (0..5).filter_map(share).collect() }
    };
    let cell = |badge: usize| Cell {
        n: n[badge],
        n_articles: n_articles[badge],
        svg: String::new(),
        fifths: Vec::new(),
        shares: shares(badge),
    };
    (0..n_badges).map(cell).collect()
}

/// The fifth that holds most of an outlet's hits of a frame, in words.
fn largest(cell: &Cell) -> Option<(usize, Share)> {
    let all = cell.shares.iter().copied().enumerate();
    all.max_by(|a, b| a.1.value.total_cmp(&b.1.value).then(b.0.cmp(&a.0)))
}

fn sentence(outlet: &str, title: &str, n: usize, fifth: usize, share: Share) -> String {
    let which = ["first", "second", "third", "fourth", "last"][fifth];
    let interval = share.interval.map(|of| format!(" [{}, {}]", percent(of.low), percent(of.high))).unwrap_or_default();
    format!("In {outlet}, {} %{interval} of {n} hits of “{title}” stand in the {which} fifth", percent(share.value))
}

fn percent(share: f64) -> String {
    format!("{:.0}", share * 100.0)
}

/// The largest share, those first whose interval is above an even spread, and what its interval says of it.
fn overall(
    material: &Material<'_>,
    legend: &Legend,
    outlets: &[OutletId],
    all: &[Vec<Cell>],
) -> (String, &'static str) {
    let mut best: Option<(bool, f64, String, &str)> = None;
    for (id, cells) in outlets.iter().zip(all) {
        for (badge, cell) in cells.iter().enumerate() {
            let Some((fifth, share)) = largest(cell) else { continue };
            let is_above = share.interval.is_some_and(|interval| interval.low > EVEN);
            if best.as_ref().is_none_or(|best| (is_above, share.value) > (best.0, best.1)) {
                let (outlet, title) = (material.findings.corpus.outlet(*id), &legend.badges[badge].title);
                let chance = match share.interval {
                    None => "unknown",
                    Some(_) => {
                        if is_above {
                            "above"
                        } else {
                            "wide"
                        }
                    }
                };
                best = Some((is_above, share.value, sentence(outlet, title, cell.n, fifth, share), chance));
            }
        }
    }
    best.map(|(.., sentence, chance)| (sentence, chance)).unwrap_or_default()
}

/// Five bars, and a line where an even spread would be.
fn bars(cell: &Cell, outlet: &str, legend: &Legend, badge: usize, top: f64) -> String {
    const HEIGHT: f64 = 40.0;
    let title = largest(cell).map(|(fifth, share)| sentence(outlet, &legend.badges[badge].title, cell.n, fifth, share));
    let mut svg = String::from("<svg class=\"fifths\" role=\"img\" width=\"92\" height=\"44\" viewBox=\"0 0 92 44\">");
    put(&mut svg, format_args!("<title>{}</title>", HtmlEscape(&title.unwrap_or_default())));
    put(&mut svg, format_args!("<path class=\"a {}\" d=\"", legend.badges[badge].tick));
    for (i, share) in cell.shares.iter().enumerate() {
        let height = share.value / top * HEIGHT;
        if height > 0.0 {
            put(&mut svg, format_args!("M{} {:.1}h14V42h-14z", 2 + i * 18, 42.0 - height));
        }
    }
    put(&mut svg, format_args!("\"/><path class=\"zero\" d=\"M0 42H92\"/>"));
    put(&mut svg, format_args!("<path class=\"even\" d=\"M0 {0:.1}H92\"/></svg>", 42.0 - EVEN / top * HEIGHT));
    svg
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::html::legend::testing::legend;

    fn place(from: f64, to: f64, quoted: bool) -> Tick {
        Tick { from, to, quoted }
    }

    fn drawn(places: &[Tick], n_headline: u32) -> String {
        let mut svg = String::new();
        row(&mut svg, &legend(1), 0, 0.0, places, n_headline);
        svg
    }

    #[test]
    fn each_hit_has_a_tick_in_its_voice() {
        let svg = drawn(&[place(0.0, 0.1, false), place(0.05, 0.06, false), place(0.9, 1.0, true)], 0);
        let path = |class: &str| {
            svg.split(&format!("class=\"{class}\" d=\"")).nth(1).map_or("", |rest| rest.split('"').next().unwrap())
        };
        assert_eq!((path("a").matches('M').count(), path("q").matches('M').count()), (2, 1), "{svg}");
        assert!(path("a").contains("M36.0 2h20.0v9") && path("a").contains("M46.0 7h2.5v6"), "{svg}"); // on the first: lower
        assert!(svg.contains(">3</text>") && !svg.contains("class=\"h\""));
        assert!(drawn(&[], 1).contains("class=\"h\""));
    }

    #[test]
    fn a_place_is_in_one_part() {
        assert_eq!([0.0, 0.19, 0.2, 0.99, 1.0].map(|at| part(at, 5)), [0, 0, 1, 4, 4]);
        let mut html = String::new();
        table_row(&mut html, "<a>", &[place(0.0, 0.1, false), place(0.3, 0.4, true), place(1.0, 1.0, true)], 2);
        let cells: Vec<&str> = html.split("<td>").skip(2).collect();
        assert_eq!(cells, ["2", "1", "1", "0", "1", "2"]);
        assert!(html.contains("&lt;a&gt;"));
    }

    #[test]
    fn the_largest_share_is_named_with_its_interval() {
        let share = |value, interval| Share { value, interval };
        let shares = vec![
            share(0.6, Some(Interval { low: 0.4, high: 0.8 })),
            share(0.4, None),
            share(0.0, None),
            share(0.0, None),
            share(0.0, None),
        ];
        let cell = Cell { n: 10, n_articles: 3, svg: String::new(), fifths: vec![], shares };
        let svg = bars(&cell, "<North>", &legend(1), 0, 0.6);
        let title =
            "<title>In &lt;North&gt;, 60 % [40, 80] of 10 hits of “&lt;title&gt;” stand in the first fifth</title>";
        assert!(svg.contains(title), "{svg}");
        assert_eq!(svg.matches("V42").count(), 2, "{svg}"); // a share of 0 has no bar
    }
}
