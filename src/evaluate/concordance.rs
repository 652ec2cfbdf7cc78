//! Keyword in context: each hit of a word list, or of patterns, with the words around it.

use std::ops::ControlFlow;

use super::caution::Caution;
use crate::corpus::Article;
use crate::error::{Error, Kind, Result};
use crate::feature::{Hit, Measured};
use crate::lexicon::{self, Lexicon};
use crate::read::{Options, Reading, Reject, Sources};
use crate::study::{Config, Study, measure_each};
use crate::text::{Span, Voice};

/// What is looked for, and how much of what stands around it is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConcordanceSettings {
    /// Patterns, as word lists write them; none for all that the study's word lists find.
    pub patterns: Vec<String>,
    /// The categories whose hits are shown; none for all.
    pub categories: Vec<String>,
    /// Whose words are looked in.
    pub voice: Voice,
    /// Words of context on each side.
    pub window: usize,
}

/// A hit in its context.
#[derive(Debug, Clone, PartialEq)]
pub struct Context<'a> {
    /// The article.
    pub article: &'a Article,
    /// The name of its outlet; empty when unknown.
    pub outlet: &'a str,
    /// The word list, category and pattern that found it.
    pub names: [&'a str; 3],
    /// The hit.
    pub hit: Hit,
    /// Where it stands, in Unicode characters of the text as read.
    pub place: Span,
    /// What stands before it, in a line.
    pub left: String,
    /// The hit itself, in a line.
    pub keyword: String,
    /// What stands behind it, in a line.
    pub right: String,
}

/// What came of looking.
#[derive(Debug, Clone)]
pub struct Streamed {
    /// How many rows were handed on.
    pub n_rows: usize,
    /// How many articles were looked at.
    pub n_articles: usize,
    /// What reading gave besides.
    pub reading: Reading,
    /// The articles on which a later step failed.
    pub rejects: Vec<Reject>,
}

impl Streamed {
    /// A caution about the first row or article that could not be used; `None` where all could.
    pub fn first_reject(&self) -> Option<Caution> {
        let first = self.reading.rejects.iter().chain(&self.rejects).next()?;
        Some(Caution::FirstReject(Box::new(first.clone())))
    }
}

/// Hands the hits of each article on in their context, in the order of the input, until `each` says that it takes no more.
///
/// # Errors
/// When a pattern or a category is not known, or as [`measure_each`].
pub fn concordance(
    config: Config,
    inputs: &Sources,
    options: &Options,
    settings: &ConcordanceSettings,
    n_threads: usize,
    each: &mut dyn FnMut(&[Context<'_>]) -> ControlFlow<()>,
) -> Result<Streamed> {
    let study = study(config, settings)?;
    let (mut n_rows, mut n_articles) = (0, 0);
    let mut contexts = |article: &Article, outlet: &str, measured: &Measured| {
        n_articles += 1;
        let hits = measured.hits.iter().filter(|hit| is_wanted(settings, &study, hit));
        let rows: Vec<Context<'_>> =
            hits.map(|hit| context(&study, article, outlet, measured, hit, settings.window)).collect();
        n_rows += rows.len();
        if rows.is_empty() { ControlFlow::Continue(()) } else { each(&rows) }
    };
    let (reading, rejects) = measure_each(inputs, options, &study, n_threads, &mut contexts)?;
    Ok(Streamed { n_rows, n_articles, reading, rejects })
}

/// The study with the word lists to look with: those of `config`, or one of the patterns.
fn study(config: Config, settings: &ConcordanceSettings) -> Result<Study> {
    if !settings.patterns.is_empty() {
        return config.check_with(vec![of_patterns(&settings.patterns)?]);
    }
    let study = config.check()?;
    let known: Vec<&str> = study
        .lexicons()
        .iter()
        .flat_map(|lexicon| &lexicon.categories)
        .map(|category| category.name.as_str())
        .collect();
    if let Some(wanted) = settings.categories.iter().find(|wanted| !known.contains(&wanted.as_str())) {
        let message = format!("no category `{wanted}`; found {}", known.join(", "));
        return Err(Error::new(Kind::Config, message).with_help("see: slantwise lexicon show NAME"));
    }
    Ok(study)
}

/// A word list of patterns.
fn of_patterns(patterns: &[String]) -> Result<Lexicon> {
    const HOW: &str = "a pattern is a word, words in a row, word* for every ending, or two with NEAR/5 between them";
    for pattern in patterns {
        list(std::slice::from_ref(pattern))
            .map_err(|error| error.in_file(format_args!("--pattern {pattern:?}")).with_help(HOW))?;
    }
    list(patterns)
}

fn list(patterns: &[String]) -> Result<Lexicon> {
    let mut rows = csv::Writer::from_writer(Vec::new());
    let written = std::iter::once(["category", "pattern"])
        .chain(patterns.iter().map(|pattern| ["pattern", pattern]))
        .try_for_each(|row| rows.write_record(row));
    let bytes = written.ok().and_then(|()| rows.into_inner().ok()).unwrap_or_default();
    lexicon::parse("pattern.csv", &bytes)
}

fn is_wanted(settings: &ConcordanceSettings, study: &Study, hit: &Hit) -> bool {
    let category = &study.lexicons()[hit.lexicon as usize].categories[hit.category as usize].name;
    let is_in_voice = settings.voice == Voice::All || hit.voice() == settings.voice;
    is_in_voice && (settings.categories.is_empty() || settings.categories.contains(category))
}

fn context<'a>(
    study: &'a Study,
    article: &'a Article,
    outlet: &'a str,
    measured: &Measured,
    hit: &Hit,
    window: usize,
) -> Context<'a> {
    let lexicon = &study.lexicons()[hit.lexicon as usize];
    let category = &lexicon.categories[hit.category as usize];
    let text = &article.text;
    Context {
        article,
        outlet,
        names: [&lexicon.name, &category.name, &category.patterns[hit.pattern as usize].text],
        hit: *hit,
        place: measured.characters.span(text, hit.span),
        left: before(&text[..hit.span.start as usize], window),
        keyword: in_a_line(hit.span.of(text)),
        right: behind(&text[hit.span.end as usize..], window),
    }
}

/// The last `n` words of what stands before, in a line.
fn before(text: &str, n: usize) -> String {
    let start = text.split_whitespace().rev().take(n).last().map_or(text.len(), |word| offset(text, word));
    in_a_line(&text[start..])
}

/// The first `n` words of what stands behind, in a line; a word that goes on behind the keyword is its own.
fn behind(text: &str, n: usize) -> String {
    let end = text.split_whitespace().take(n).last().map_or(0, |word| offset(text, word) + word.len());
    in_a_line(&text[..end])
}

fn offset(text: &str, word: &str) -> usize {
    word.as_ptr() as usize - text.as_ptr() as usize
}

fn in_a_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn context_is_counted_in_words_and_stands_in_a_line() {
        assert_eq!(before("One two.\n\nThree  four ", 3), "two. Three four");
        assert_eq!(before("", 3), "");
        assert_eq!(behind(", and\nfive six seven", 3), ", and five");
        assert_eq!(behind("", 3), "");
        assert_eq!((before("one ", 0), behind(" one", 0)), (String::new(), String::new()));
    }

    #[test]
    fn patterns_with_commas_and_quotation_marks_are_patterns() {
        let list = of_patterns(&["record number*".to_owned(), "cause NOT \"root, cause\"".to_owned()]).unwrap();
        assert_eq!(list.categories[0].patterns.len(), 2);
        assert!(of_patterns(&["<num>".to_owned()]).unwrap_err().to_string().contains("expected `<number>`"));
    }
}
