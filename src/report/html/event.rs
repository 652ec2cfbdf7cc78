//! Events side by side: each outlet's article with the words of its frames marked.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use serde::Serialize;

use super::glance::host;
use super::legend::Legend;
use super::mark::{Layers, Mark, marked};
use super::show::{count, counted, shortened};
use super::strip::{Strips, strips};
use crate::clean::RULES;
use crate::corpus::{Article, OutletId};
use crate::error::Result;
use crate::feature::{Hit, quote};
use crate::report::{Material, Texts};
use crate::study::Scope;
use crate::text::{QuoteKind, Span, TokenText, Tokenizer};

/// Events shown, at most.
const MAX_EVENTS: usize = 8;
/// Articles of an event shown, at most.
const MAX_ARTICLES: usize = 4;
/// Characters of an article shown, at most.
const MAX_CHARS: usize = 12_000;
/// Characters of a speaker's name shown, at most.
const MAX_SPEAKER: usize = 60;
/// Words that describe an event.
const MAX_WORDS: u32 = 5;

/// The section on events.
#[derive(Serialize)]
pub(super) struct Events {
    n_all: usize,
    /// Whether any event has two articles.
    is_comparing: bool,
    /// Whether the articles' texts are shown.
    has_texts: bool,
    shown: Vec<Event>,
}

/// An event and some of its articles.
#[derive(Serialize)]
struct Event {
    label: String,
    words: String,
    summary: String,
    n_left_out: usize,
    /// How many columns there are.
    n_columns: usize,
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
    frames: Vec<Tally>,
    text_html: String,
    n_chars_left_out: String,
    removed: Vec<Furniture>,
    strips: Strips,
}

/// A frame's hits in an article.
#[derive(Serialize)]
struct Tally {
    badge: usize,
    n: u32,
    n_quoted: u32,
}

/// A part of an article that counts leave out.
#[derive(Serialize)]
struct Furniture {
    rule: &'static str,
    about: &'static str,
    text: String,
}

/// See [`Events`].
///
/// # Errors
/// When the tokenizer that the settings name cannot be loaded again.
pub(super) fn view(material: &Material<'_>, legend: &Legend) -> Result<Events> {
    let found = material.findings;
    let mut tokenizer =
        found.config.tokenizer.as_deref().map_or_else(|| Ok(Tokenizer::default()), Tokenizer::from_file)?;
    let n_outlets: Vec<usize> = (0..found.events.list.len()).map(|it| outlets_of(material, it).len()).collect();
    let mut order: Vec<usize> = (0..found.events.list.len()).collect();
    order.sort_by_key(|&it| (Reverse(n_outlets[it]), Reverse(found.events.list[it].articles.len()), it));
    let is_comparing = found.events.list.iter().any(|it| it.articles.len() > 1);
    order.truncate(MAX_EVENTS);
    let shown = order.iter().map(|&it| event(material, legend, it, n_outlets[it], &mut tokenizer)).collect();
    let has_texts = material.texts == Texts::Shown;
    Ok(Events { n_all: found.events.list.len(), is_comparing, has_texts, shown })
}

fn outlets_of(material: &Material<'_>, event: usize) -> BTreeSet<OutletId> {
    let articles = material.findings.corpus.articles();
    material.findings.events.list[event].articles.iter().filter_map(|&it| articles[it].outlet).collect()
}

fn event(material: &Material<'_>, legend: &Legend, e: usize, n_outlets: usize, tokenizer: &mut Tokenizer) -> Event {
    let found = material.findings;
    let all = &found.events.list[e].articles;
    let chosen = chosen(material, all);
    let dates = || all.iter().filter_map(|&it| found.corpus.articles()[it].date);
    let when = match (dates().min(), dates().max()) {
        (Some(first), Some(last)) if first != last => format!("{first} to {last}"),
        (Some(day), _) => day.to_string(),
        _ => "no date".to_owned(),
    };
    let keywords = found.keywords.iter().filter(|it| it.scope == Scope::Event(e) && it.keyword.rank <= MAX_WORDS);
    let words: Vec<&str> = keywords.map(|it| found.counts.vocabulary().term(it.keyword.term)).collect();
    Event {
        label: material.event_label(e).to_owned(),
        words: words.join(", "),
        summary: format!("{}, {}, {when}", counted(all.len(), "article"), counted(n_outlets, "outlet")),
        n_left_out: all.len() - chosen.len(),
        n_columns: chosen.len(),
        articles: chosen.iter().map(|&it| column(material, legend, it, tokenizer)).collect(),
    }
}

/// One article an outlet, of the outlets with most articles first; then others; shown by outlet.
fn chosen(material: &Material<'_>, all: &[usize]) -> Vec<usize> {
    let outlet = |article: usize| material.findings.corpus.articles()[article].outlet;
    let size = |article: usize| outlet(article).map_or(0, |it| material.articles_of(it).len());
    let mut seen = BTreeSet::new();
    let mut ranked: Vec<(bool, usize)> =
        all.iter().map(|&it| (outlet(it).is_none_or(|outlet| !seen.insert(outlet)), it)).collect();
    ranked.sort_by_key(|&(is_second, it)| (is_second, Reverse(size(it)), outlet(it), it));
    ranked.truncate(MAX_ARTICLES);
    let mut articles: Vec<usize> = ranked.into_iter().map(|it| it.1).collect();
    articles.sort_by_key(|&it| (outlet(it), it));
    articles
}

fn column(material: &Material<'_>, legend: &Legend, a: usize, tokenizer: &mut Tokenizer) -> Column {
    let found = material.findings;
    let (article, measured) = (&found.corpus.articles()[a], &found.measured[a]);
    let (text_html, n_left_out) = match material.texts {
        Texts::Shown => text(material, legend, a, tokenizer),
        Texts::LeftOut => (String::new(), 0),
    };
    let frames = (0..legend.badges.len()).map(|badge| Tally {
        badge,
        n: measured.n_frame_hits[0][badge],
        n_quoted: measured.n_frame_hits[2][badge],
    });
    Column {
        outlet: material.outlet_of(a).unwrap_or("(no outlet)").to_owned(),
        title: article.title.clone(),
        date: article.date.map(|it| it.to_string()).unwrap_or_default(),
        n_words: counted(measured.n_words[0] as usize, "word"),
        n_quoted: count(measured.n_words[2] as usize),
        url: link(&article.url).to_owned(),
        frames: frames.filter(|it| it.n > 0).collect(),
        text_html,
        n_chars_left_out: if n_left_out > 0 { count(n_left_out) } else { String::new() },
        strips: strips(material.outlet_of(a).unwrap_or("(no outlet)"), measured, legend),
        removed: article.removed.iter().map(|it| furniture(material, article, it.rule, it.span)).collect(),
    }
}

/// The marked text of an article, and how many of its characters are left out at its end.
fn text(material: &Material<'_>, legend: &Legend, a: usize, tokenizer: &mut Tokenizer) -> (String, usize) {
    let article = &material.findings.corpus.articles()[a];
    let end = article.text.char_indices().nth(MAX_CHARS).map_or(article.text.len(), |it| it.0);
    let quotes = quotes(article, tokenizer);
    let layers = Layers { quotes: &quotes, removed: &article.removed, hits: &marks(material, legend, a) };
    (marked(&article.text, end, &layers, legend), article.text[end..].chars().count())
}

/// The direct quotes of an article, as they were when it was measured.
fn quotes(article: &Article, tokenizer: &mut Tokenizer) -> Vec<Span> {
    let removed: Vec<Span> = article.removed.iter().map(|it| it.span).collect();
    let read = TokenText::new(&article.text, &removed, tokenizer);
    read.quotes.iter().filter(|it| it.kind == QuoteKind::Direct).map(|it| it.span).collect()
}

fn marks(material: &Material<'_>, legend: &Legend, article: usize) -> Vec<Mark> {
    let found = material.findings;
    let (text, measured) = (&found.corpus.articles()[article].text, &found.measured[article]);
    let mark = |hit: &Hit| {
        let badge = legend.badge_of(hit)?;
        let category = &found.lexicons[hit.lexicon as usize].categories[hit.category as usize];
        let speaker = || quote::at(&measured.quotes, hit.span).and_then(|it| material.short(it.speaker?.of(text)));
        let voice = match (hit.quoted, hit.quoted.then(speaker).flatten()) {
            (false, _) => "the author\u{2019}s own words".to_owned(),
            (true, None) => "in a quote".to_owned(),
            (true, Some(speaker)) => format!("in a quote of {}", shortened(speaker, MAX_SPEAKER)),
        };
        let negated = if hit.negated == Some(true) { ", after a negating word" } else { "" };
        let pattern = &category.patterns[hit.pattern as usize].text;
        let title = format!("{}: {voice}{negated}; pattern {pattern}", legend.badges[badge].title);
        Some(Mark { span: hit.span, badge, title })
    };
    measured.hits.iter().filter_map(mark).collect()
}

fn furniture(material: &Material<'_>, article: &Article, rule: &'static str, span: Span) -> Furniture {
    let about = RULES.iter().find(|it| it.name == rule).map_or("", |it| it.about);
    let text = material.excerpt(span.of(&article.text)).unwrap_or_default();
    Furniture { rule, about, text: super::show::shortened(text.trim(), 120) }
}

/// A URL that may be followed: to a page of the web, not to an invented one.
fn link(url: &str) -> &str {
    let is_web = ["http://", "https://"].iter().any(|it| url.starts_with(it));
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
