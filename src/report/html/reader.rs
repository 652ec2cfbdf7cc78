//! Articles side by side: an event's texts in columns, the words of their frames marked, and what is around them.
//!
//! The page holds readers as long as there is [`ROOM`]; every further event that is listed has a page of its own with the
//! same reader.
//!
//! What it cannot tell you: a mark says that a word of the list stands there, in whichever sense.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::event::{outlets_of, when};
use super::legend::{Found, Legend};
use super::mark::{Layers, Mark, Note, Quoted, marked};
use super::show::{counted, thousands};
use super::summary::host;
use super::{tone, xray};
use crate::corpus::{Article, Rule};
use crate::report::{Material, Texts};
use crate::text::QuoteKind;

/// Articles of an event shown, at most.
const MAX_ARTICLES: usize = 12;
/// Characters of an article shown, at most.
const MAX_CHARS: usize = 20_000;
/// How long the first page may be: events that no longer fit have pages of their own.
pub(in crate::report) struct Room {
    /// Bytes of the whole page, about.
    pub n_bytes: usize,
    /// Articles on it.
    pub n_articles: usize,
}

/// The room on the first page.
pub(super) const ROOM: Room = Room { n_bytes: 5_800_000, n_articles: 500 };

/// The readers of a page.
#[derive(Default, Serialize)]
pub(super) struct Readers {
    /// Whether the articles' texts are shown.
    has_texts: bool,
    /// Whether any event has two articles.
    is_comparing: bool,
    /// Whether an article here has a strip of frames, and of tone.
    has_xray: bool,
    has_tone: bool,
    /// What found the marks.
    patterns: Vec<Found>,
    shown: Vec<Reader>,
}

/// An event and its articles.
#[derive(Serialize)]
struct Reader {
    id: String,
    label: String,
    words: String,
    summary: String,
    n_left_out: usize,
    articles: Vec<Column>,
}

/// An article.
#[derive(Serialize)]
struct Column {
    outlet: String,
    title: String,
    date: String,
    n_words: String,
    n_quoted: String,
    url: String,
    has_hits: bool,
    xray: Option<xray::Strip>,
    tone: Option<tone::Strip>,
    text_html: String,
    n_chars_left_out: String,
    removed: Vec<Boilerplate>,
}

/// Parts of an article that counts leave out.
#[derive(Serialize)]
struct Boilerplate {
    rule: &'static str,
    about: &'static str,
    n: usize,
}

/// The readers of as many of `events`, from the first, as there is room for beside `taken` bytes, and how many those are:
/// at least one.
pub(super) fn first(
    material: &Material<'_>,
    legend: &Legend,
    events: &[usize],
    room: &Room,
    taken: usize,
) -> (Readers, usize) {
    let (mut n_bytes, mut articles, mut shown) = (taken, Vec::new(), Vec::<Reader>::new());
    for (i, &event) in events.iter().enumerate() {
        let chosen = chosen(material, event);
        let reader = reader(material, legend, i, event, &chosen);
        n_bytes += reader.articles.iter().map(Column::n_bytes).sum::<usize>();
        let is_full = n_bytes > room.n_bytes || articles.len() + chosen.len() > room.n_articles;
        if is_full && !shown.is_empty() {
            break;
        }
        articles.extend(chosen);
        shown.push(reader);
    }
    let n = shown.len();
    (readers(material, legend, &articles, shown), n)
}

/// The reader of one event alone, the `i`th of those that are listed.
pub(super) fn one(material: &Material<'_>, legend: &Legend, i: usize, event: usize) -> Readers {
    let chosen = chosen(material, event);
    let shown = vec![reader(material, legend, i, event, &chosen)];
    readers(material, legend, &chosen, shown)
}

fn readers(material: &Material<'_>, legend: &Legend, articles: &[usize], shown: Vec<Reader>) -> Readers {
    let columns = || shown.iter().flat_map(|reader| &reader.articles);
    Readers {
        has_texts: material.texts == Texts::Shown,
        is_comparing: material.findings.events.list.iter().any(|event| event.articles.len() > 1),
        has_xray: columns().any(|column| column.xray.is_some()),
        has_tone: columns().any(|column| column.tone.is_some()),
        patterns: legend.patterns(material, articles),
        shown,
    }
}

fn reader(material: &Material<'_>, legend: &Legend, i: usize, event: usize, chosen: &[usize]) -> Reader {
    let all = &material.findings.events.list[event].articles;
    let n_outlets = outlets_of(material, event).len();
    let (articles, outlets) = (counted(all.len(), "article"), counted(n_outlets, "outlet"));
    let rows = xray::rows(material, legend, chosen);
    Reader {
        id: format!("e{}", i + 1),
        label: material.event_label(event).to_owned(),
        words: material.event_terms(event).join(", "),
        summary: format!("{articles}, {outlets}, {}", when(material, event)),
        n_left_out: all.len() - chosen.len(),
        articles: chosen.iter().map(|&article| column(material, legend, article, &rows)).collect(),
    }
}

/// One article an outlet, of the outlets with most articles first; then others; shown by outlet.
fn chosen(material: &Material<'_>, event: usize) -> Vec<usize> {
    let all = &material.findings.events.list[event].articles;
    let outlet = |article: usize| material.findings.corpus.articles()[article].outlet;
    let size = |article: usize| outlet(article).map_or(0, |id| material.articles_of(id).len());
    let mut seen = BTreeSet::new();
    let mut ranked: Vec<(bool, usize)> =
        all.iter().map(|&article| (outlet(article).is_none_or(|outlet| !seen.insert(outlet)), article)).collect();
    ranked.sort_by_key(|&(is_second, article)| (is_second, Reverse(size(article)), outlet(article), article));
    ranked.truncate(MAX_ARTICLES);
    // the first four stand on the screen at first: they stay those of most outlets
    let by_outlet = |ranked: &mut [(bool, usize)]| ranked.sort_by_key(|(_, article)| (outlet(*article), *article));
    let at_first = ranked.len().min(4);
    let (first, more) = ranked.split_at_mut(at_first);
    by_outlet(first);
    by_outlet(more);
    ranked.into_iter().map(|(_, article)| article).collect()
}

impl Column {
    /// About how long its markup is.
    fn n_bytes(&self) -> usize {
        let xray = self.xray.as_ref().map_or(0, |strip| strip.n_bytes());
        let tone = self.tone.as_ref().map_or(0, |strip| strip.n_bytes());
        800 + self.text_html.len() + xray + tone
    }
}

fn column(material: &Material<'_>, legend: &Legend, a: usize, rows: &[usize]) -> Column {
    let found = material.findings;
    let (article, measured) = (&found.corpus.articles()[a], &found.measured[a]);
    let (text_html, n_left_out) = match material.texts {
        Texts::Shown => text(material, legend, a),
        Texts::LeftOut => (String::new(), 0),
    };
    Column {
        outlet: material.outlet_of(a).unwrap_or("(no outlet)").to_owned(),
        title: article.title.clone(),
        date: article.date.map(|date| date.to_string()).unwrap_or_default(),
        n_words: counted(measured.n_words[0] as usize, "word"),
        n_quoted: thousands(measured.n_words[2] as usize),
        url: link(&article.url).to_owned(),
        has_hits: measured.hits.iter().any(|hit| legend.badge_of(hit).is_some()),
        xray: xray::strip(material, legend, a, rows),
        tone: tone::strip(material, a),
        text_html,
        n_chars_left_out: if n_left_out > 0 { thousands(n_left_out) } else { String::new() },
        removed: boilerplate(article),
    }
}

/// The marked text of an article, and how many of its characters are left out at its end.
fn text(material: &Material<'_>, legend: &Legend, a: usize) -> (String, usize) {
    let article = &material.findings.corpus.articles()[a];
    let end = article.text.char_indices().nth(MAX_CHARS).map_or(article.text.len(), |(at, _)| at);
    let quotes = quotes(material, a);
    let layers = Layers { quotes: &quotes, removed: &article.removed, hits: &marks(material, legend, a) };
    (marked(&article.text, end, &layers, legend), article.text[end..].chars().count())
}

/// The direct quotes of an article and who says them.
fn quotes(material: &Material<'_>, a: usize) -> Vec<Quoted> {
    let text = &material.findings.corpus.articles()[a].text;
    let direct = material.findings.measured[a].quotes.iter().filter(|quote| quote.kind == QuoteKind::Direct);
    let quoted = direct.map(|quote| {
        let speaker = match (quote.speaker, quote.verb) {
            (Some(speaker), Some(verb)) => format!("{} ({})", speaker.of(text), verb.of(text)),
            (Some(speaker), None) => speaker.of(text).to_owned(),
            (None, _) => String::new(),
        };
        Quoted { span: quote.span, speaker: speaker.split_whitespace().collect::<Vec<_>>().join(" ") }
    });
    quoted.collect()
}

fn marks(material: &Material<'_>, legend: &Legend, article: usize) -> Vec<Mark> {
    let hits = material.findings.measured[article].hits.iter();
    hits.filter_map(|hit| {
        let badge = legend.badge_of(hit)?;
        let note = Note::Pattern { number: hit.pattern, negated: hit.negated };
        Some(Mark { span: hit.span, badge, note })
    })
    .collect()
}

/// What was left out of the counts, by rule.
fn boilerplate(article: &Article) -> Vec<Boilerplate> {
    let mut by_rule = BTreeMap::<Rule, usize>::new();
    article.removed.iter().for_each(|removed| *by_rule.entry(removed.rule).or_default() += 1);
    by_rule.into_iter().map(|(rule, n)| Boilerplate { rule: rule.name(), about: rule.about(), n }).collect()
}

/// A URL that may be followed: to a page of the web, not to an invented one.
fn link(url: &str) -> &str {
    let is_web = ["http://", "https://"].iter().any(|scheme| url.starts_with(scheme));
    if is_web && !host(url).ends_with(".example") { url } else { "" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_pages_of_the_web_are_linked() {
        let urls = ["javascript:alert(1)", "https://north.example/a", "https://north.org/a", "data:text/html,x", ""];
        assert_eq!(urls.map(link), ["", "", "https://north.org/a", "", ""]);
    }
}
