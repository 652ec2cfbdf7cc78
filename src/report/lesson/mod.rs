//! A lesson on one event: four outlets' articles without their names, and what the word lists find in them.
//!
//! It gives four files that need no network: the page for the class, a worksheet on two sheets, its answer key and notes
//! for the teacher. What it cannot tell: what any author meant, and whether an outlet is good or bad; four articles show
//! how four articles are told and nothing more.

mod finished;
mod mask;
mod swap;

pub use finished::{Event, Finished, Lesson};

use serde::Serialize;

use super::html::legend::Legend;
use super::html::mark::{Layers, Mark, Note, Quoted, marked};
use super::html::show::{counted, number, number_or_empty};
use super::html::{environment, hash, value};
use crate::corpus::{Article, Removed};
use crate::feature::frame::per_1000;
use crate::feature::{Hit, Measured};
use crate::num::Random;
use crate::study::Study;
use crate::text::{QuoteKind, Span};
use mask::{Hidden, Names, masked};

/// Articles in a lesson, at most.
pub const MAX_ARTICLES: usize = 4;
/// Bytes of an excerpt on the worksheet, about.
const EXCERPT: usize = 760;
/// Frames named as those in which the articles differ most, at most.
const MAX_DIFFERENCES: usize = 3;
/// Sentences with marks of one article in the answer key, at most.
const MAX_SENTENCES: usize = 30;

/// What a lesson is made from.
pub struct Material<'a> {
    /// The event's name.
    pub event: &'a str,
    /// Articles of it, up to [`MAX_ARTICLES`], each with its outlet and what was measured on it.
    pub articles: Vec<Story<'a>>,
    /// All articles of the event, each with its outlet's name, empty without one: the names in them are hidden.
    pub all: Vec<(&'a str, &'a Article)>,
    /// What measured them, with the word lists of the run.
    pub study: &'a Study,
    /// The seed of the order in which the articles stand.
    pub seed: u64,
}

/// An article of a lesson.
pub struct Story<'a> {
    /// The article.
    pub article: &'a Article,
    /// Its outlet's name.
    pub outlet: &'a str,
    /// What was measured on it.
    pub measured: &'a Measured,
}

#[derive(Serialize)]
struct View {
    event: String,
    n: String,
    lexicon: String,
    outlets: Vec<String>,
    legend: Legend,
    articles: Vec<Shown>,
    /// How long the articles and their sentences are.
    reading: String,
    /// Where the articles lie furthest apart.
    differences: Vec<String>,
    swap: Option<swap::Swap>,
}

#[derive(Serialize)]
struct Shown {
    letter: char,
    outlet: String,
    title: String,
    title_html: String,
    date: String,
    n_words: u32,
    n_author: u32,
    n_quoted: u32,
    masked_html: String,
    excerpt_html: String,
    marked_html: String,
    frames: Vec<Tally>,
    sentences: Vec<String>,
    n_sentences_left_out: usize,
}

#[derive(Serialize)]
struct Tally {
    badge: usize,
    n: u32,
    n_author: u32,
    n_quoted: u32,
    rate: String,
}

/// The files of a lesson: name and text.
pub fn files(material: &Material<'_>) -> Vec<(&'static str, String)> {
    let view = value(&view(material));
    let environment = environment(TEMPLATES);
    let make = |name: &'static str, style: String, script: &str| {
        let policy = format!(
            "default-src 'none'; style-src 'sha256-{}'; script-src 'sha256-{}'; img-src data:; base-uri 'none'; form-action 'none'",
            hash(&style),
            hash(script)
        );
        let context =
            minijinja::context! { policy, style, script, version => env!("CARGO_PKG_VERSION"), ..view.clone() };
        let text = environment.get_template(name).and_then(|template| template.render(context));
        (name, text.expect("the templates are part of the program and are rendered by the tests"))
    };
    let shared = STYLES.concat();
    let legend = Legend::of(material.study.lexicons(), &material.study.frames()).style();
    vec![
        make("lesson.html", shared.clone() + &legend, SCRIPT),
        make("worksheet.html", SHEET.to_owned(), ""),
        make("answer-key.html", shared.clone(), ""),
        make("teacher-notes.html", shared, ""),
    ]
}

const STYLES: &[&str] =
    &[include_str!("../html/page.css"), include_str!("../html/reader.css"), include_str!("lesson.css")];
const SHEET: &str = include_str!("worksheet.css");
/// All that runs in the lesson.
const SCRIPT: &str = include_str!("lesson.js");

const TEMPLATES: &[(&str, &str)] = &[
    ("lesson.html", include_str!("templates/lesson.html")),
    ("worksheet.html", include_str!("templates/worksheet.html")),
    ("answer-key.html", include_str!("templates/answer-key.html")),
    ("teacher-notes.html", include_str!("templates/teacher-notes.html")),
    ("head.html", include_str!("templates/head.html")),
];

fn view(material: &Material<'_>) -> View {
    let frames = material.study.frames();
    let legend = Legend::of(material.study.lexicons(), &frames);
    let names = Names::new(&material.all);
    let mut order: Vec<&Story<'_>> = material.articles.iter().take(MAX_ARTICLES).collect();
    Random::new(material.seed, 0).shuffle(&mut order);
    let mut outlets: Vec<String> = order.iter().map(|story| story.outlet.to_owned()).collect();
    outlets.sort();
    outlets.dedup();
    let swap = swap::view(&order, material.study, &legend, &names);
    let articles = order.iter().zip('A'..).map(|(story, letter)| shown(story, letter, &legend, &names));
    let articles: Vec<Shown> = articles.collect();
    View {
        reading: reading(&order),
        differences: differences(&articles, &legend),
        event: material.event.to_owned(),
        n: counted(order.len(), "article"),
        lexicon: legend.lexicon.clone(),
        outlets,
        articles,
        swap,
        legend,
    }
}

fn shown(story: &Story<'_>, letter: char, legend: &Legend, names: &Names) -> Shown {
    let (article, measured) = (story.article, story.measured);
    let text = &article.text;
    let hidden = names.hide(text, article.removed.iter().map(|removed| removed.span));
    let title_hidden = Hidden { names: names.find(&article.title), boilerplate: Vec::new() };
    let direct = measured.quotes.iter().filter(|quote| quote.kind == QuoteKind::Direct);
    let quotes: Vec<Span> = direct.map(|quote| quote.span).collect();
    let marks = marks(measured, legend);
    let named = quoted(&quotes);
    let layers = Layers { quotes: &named, removed: &article.removed, hits: &marks };
    let with_marks: Vec<Span> = measured
        .sentences
        .iter()
        .map(|sentence| sentence.span)
        .filter(|span| marks.iter().any(|mark| mark.span.start >= span.start && mark.span.end <= span.end))
        .collect();
    let rate = |badge: usize| number_or_empty(per_1000(measured.n_frame_hits[0][badge], measured.n_words[0]), 1);
    let tally = |badge: usize| Tally {
        badge,
        n: measured.n_frame_hits[0][badge],
        n_author: measured.n_frame_hits[1][badge],
        n_quoted: measured.n_frame_hits[2][badge],
        rate: rate(badge),
    };
    let is_there = |tally: &Tally| tally.n > 0;
    Shown {
        letter,
        outlet: story.outlet.to_owned(),
        title: article.title.clone(),
        title_html: masked(&article.title, Span::new(0, article.title.len()), &title_hidden),
        date: article.date.map(|date| date.to_string()).unwrap_or_default(),
        n_words: measured.n_words[0],
        n_author: measured.n_words[1],
        n_quoted: measured.n_words[2],
        masked_html: masked(text, Span::new(0, text.len()), &hidden),
        excerpt_html: masked(text, excerpt(measured, text), &hidden),
        marked_html: marked(text, text.len(), &layers, legend),
        frames: (0..legend.badges.len()).map(tally).filter(is_there).collect(),
        sentences: with_marks
            .iter()
            .take(MAX_SENTENCES)
            .map(|span| sentence(text, *span, &quotes, &marks, legend))
            .collect(),
        n_sentences_left_out: with_marks.len().saturating_sub(MAX_SENTENCES),
    }
}

/// How many words the articles and their sentences have: what a teacher needs to judge whether a class can read them.
fn reading(stories: &[&Story<'_>]) -> String {
    let n_words = stories.iter().map(|story| story.measured.n_words[0]);
    let (fewest, most) = (n_words.clone().min().unwrap_or(0), n_words.max().unwrap_or(0));
    let per_sentence = stories.iter().map(|story| &story.measured.sentences).filter(|all| !all.is_empty()).map(|all| {
        let n: u32 = all.iter().map(|sentence| sentence.n_words).sum();
        f64::from(n) / all.len() as f64
    });
    let (short, long) = (per_sentence.clone().fold(f64::MAX, f64::min), per_sentence.fold(0.0, f64::max));
    format!("{fewest} to {most} words an article, {short:.0} to {long:.0} words a sentence on average")
}

/// The frames in which the articles lie furthest apart, in hits per 1,000 words, widest first; none without a hit.
fn differences(articles: &[Shown], legend: &Legend) -> Vec<String> {
    let hits = |article: &Shown, badge: usize| {
        article.frames.iter().find(|tally| tally.badge == badge).map_or(0, |tally| tally.n)
    };
    let rate = |article: &Shown, badge: usize| Some((per_1000(hits(article, badge), article.n_words)?, article.letter));
    let range = |badge: usize| {
        let mut rates: Vec<(f64, char)> = articles.iter().filter_map(|article| rate(article, badge)).collect();
        rates.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        let (most, least) = (*rates.first()?, *rates.last()?);
        (most.0 > least.0).then_some((badge, most, least))
    };
    let mut ranges: Vec<_> = (0..legend.badges.len()).filter_map(range).collect();
    ranges.sort_by(|a, b| (b.1.0 - b.2.0).total_cmp(&(a.1.0 - a.2.0))); // stable: in the list's order where alike
    let words = |(badge, most, least): (usize, (f64, char), (f64, char))| {
        let (title, [high, low]) = (&legend.badges[badge].title, [most, least].map(|(rate, _)| number(rate, 1)));
        format!("{title}: {high} hits per 1,000 words in {}, {low} in {}", most.1, least.1)
    };
    ranges.into_iter().take(MAX_DIFFERENCES).map(words).collect()
}

/// The first sentences of an article, up to about [`EXCERPT`] bytes.
fn excerpt(measured: &Measured, text: &str) -> Span {
    let start = measured.sentences.first().map_or(0, |sentence| sentence.span.start as usize);
    let ends = measured.sentences.iter().map(|sentence| sentence.span.end as usize);
    let longest = (start + EXCERPT..=text.len()).find(|at| text.is_char_boundary(*at)).unwrap_or(text.len());
    let end = ends.take_while(|end| *end <= longest).last().unwrap_or(longest);
    Span::new(start, end)
}

fn marks(measured: &Measured, legend: &Legend) -> Vec<Mark> {
    let mark = |hit: &Hit| {
        let badge = legend.badge_of(hit)?;
        let voice = if hit.quoted { "in a quote" } else { "the author's own words" };
        let note = Note::Title(format!("{} ({voice})", legend.badges[badge].title));
        Some(Mark { span: hit.span, badge, note })
    };
    measured.hits.iter().filter_map(mark).collect()
}

/// Quotes without their speakers, who are part of what students find.
fn quoted(quotes: &[Span]) -> Vec<Quoted> {
    quotes.iter().map(|span| Quoted { span: *span, speaker: String::new() }).collect()
}

/// A sentence with its marks, its places counted from its own beginning.
fn sentence(text: &str, span: Span, quotes: &[Span], marks: &[Mark], legend: &Legend) -> String {
    let moved = |part: Span| {
        let (start, end) = (part.start.max(span.start), part.end.min(span.end));
        (start < end).then(|| Span { start: start - span.start, end: end - span.start })
    };
    let quotes: Vec<Span> = quotes.iter().filter_map(|quote| moved(*quote)).collect();
    let hits: Vec<Mark> = marks
        .iter()
        .filter_map(|mark| Some(Mark { span: moved(mark.span)?, badge: mark.badge, note: mark.note.clone() }))
        .collect();
    let removed: &[Removed] = &[];
    let part = span.of(text);
    marked(part, part.len(), &Layers { quotes: &quoted(&quotes), removed, hits: &hits }, legend)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::Corpus;
    use crate::report::html::testing::{drafts, elements};
    use crate::study::Config;

    fn lesson_of(extra: &str) -> Vec<(&'static str, String)> {
        let study = Config::default().check().unwrap();
        let mut drafts = drafts(extra);
        drafts.truncate(3);
        drafts[0].author = format!("Ana Brookfield{extra}");
        drafts[1].text.push_str(" Ana Brookfield of North.example wrote it; see https://north.example/a.");
        let corpus = Corpus::new(drafts);
        let measured: Vec<Measured> =
            study.measure(corpus.articles(), 1).unwrap().into_iter().map(Result::unwrap).collect();
        let stories = corpus.articles().iter().zip(&measured).map(|(article, measured)| Story {
            article,
            outlet: corpus.outlet(article.outlet.unwrap()),
            measured,
        });
        files(&Material {
            event: &format!("event{extra}"),
            articles: stories.collect(),
            all: corpus.articles().iter().map(|article| (corpus.outlet(article.outlet.unwrap()), article)).collect(),
            study: &study,
            seed: 42,
        })
    }

    #[test]
    fn hostile_strings_add_no_element_and_no_attribute() {
        let hostile = lesson_of("</script></style></title><b onclick=\"x\">\"'&amp;<img src=x onerror=alert(1)><!--");
        for ((name, plain), (_, hostile)) in lesson_of("").iter().zip(&hostile) {
            // a bar, or a quote's italics
            let is_ours = |element: &&String| ["span", "span class"].contains(&element.as_str());
            let (hostile_elements, plain) = (elements(hostile), elements(plain));
            let foreign: Vec<_> =
                hostile_elements.difference(&plain).filter(|element| !is_ours(element)).cloned().collect();
            assert_eq!(foreign, [] as [String; 0], "{name}");
            assert!(!hostile.contains("<img") && !hostile.contains("<!--"), "{name}");
            let runs = |element: &String| element.ends_with(" style") || element.contains(" on");
            assert!(!elements(hostile).iter().any(runs), "{name}");
        }
    }

    #[test]
    fn no_name_stands_before_the_reveal() {
        let lesson = &lesson_of("")[0].1;
        let stories = lesson.split("<article class=\"story\">").skip(1);
        let mystery: String = stories.map(|story| story.split_once("<div class=\"guess\">").unwrap().0).collect();
        for name in ["North", "South", "West", "Brookfield", "north.example", "“"] {
            assert!(!mystery.contains(name), "{name}: {mystery}");
        }
        assert!(mystery.contains("[name hidden]"));
    }
}
