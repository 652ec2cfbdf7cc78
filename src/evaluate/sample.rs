//! The articles that were coded, in the order of the input: what was measured on them, and the columns that a person filled
//! in.

use std::collections::BTreeMap;

use crate::corpus::{Article, Draft};
use crate::error::{Error, Kind, Result};
use crate::feature::Measured;
use crate::read::{self, Field, Options, Reading, Source, Sources};
use crate::study::{Study, clean_draft};

/// Articles with hand codes.
pub struct Sample {
    /// The articles, in the order of the input.
    pub articles: Vec<Article>,
    /// What was measured on each; `None` where the program failed.
    pub measured: Vec<Option<Measured>>,
    /// The name of each article's outlet; `None` when unknown.
    pub outlets: Vec<Option<String>>,
    /// The cells of the columns asked for, by name.
    columns: BTreeMap<String, Vec<Option<String>>>,
}

impl Sample {
    /// The cells of a column, in the order of the articles; `None` for an empty cell. No cells for a column that was not
    /// asked for.
    pub fn column(&self, name: &str) -> &[Option<String>] {
        self.columns.get(name).map_or(&[], Vec::as_slice)
    }
}

/// Reads, cleans and measures the articles at `inputs`, with the cells of `columns`.
///
/// The first of the columns is read with the articles; the input is read once more for each further one.
///
/// # Errors
/// When the input cannot be read, or not once more (standard input), a column is not there, or an article cannot be
/// cleaned.
pub fn sample<'a>(
    study: &Study,
    inputs: &Sources,
    options: &Options,
    columns: impl IntoIterator<Item = &'a str>,
    n_threads: usize,
) -> Result<(Sample, Reading)> {
    let mut names: Vec<&str> = columns.into_iter().collect();
    names.sort_unstable();
    names.dedup();
    let mut reading = read::read(inputs, &with_code(options, names.first().copied()))?;
    let mut drafts = std::mem::take(&mut reading.drafts);
    let mut cells = BTreeMap::new();
    for (at, name) in names.into_iter().enumerate() {
        let column = match at {
            0 => drafts.iter_mut().map(|draft| draft.code.take()).collect(),
            _ => cells_of(name, inputs, options, drafts.len())?,
        };
        cells.insert(name.to_owned(), column);
    }
    for draft in &mut drafts {
        clean_draft(draft, study.config().clean).map_err(|reject| {
            Error::new(Kind::Input, reject.to_string()).with_help("take this row out and try again")
        })?;
    }
    let outlets: Vec<Option<String>> = drafts.iter().map(|draft| draft.outlet.clone()).collect();
    let articles: Vec<Article> = drafts.into_iter().map(Article::from).collect();
    let measured = study.measure(&articles, n_threads)?.into_iter().map(std::result::Result::ok).collect();
    Ok((Sample { articles, measured, outlets, columns: cells }, reading))
}

/// What the user told about the input, with the column of codes.
fn with_code(options: &Options, column: Option<&str>) -> Options {
    let mut options = options.clone();
    if let Some(column) = column {
        options.columns.retain(|told| told.0 != Field::Code);
        options.columns.push((Field::Code, column.to_owned()));
    }
    options
}

/// The cells of a further column.
fn cells_of(column: &str, inputs: &Sources, options: &Options, n_articles: usize) -> Result<Vec<Option<String>>> {
    if inputs.iter().any(Source::is_standard_input) {
        let message = "standard input, which can be read only once; expected a file";
        return Err(Error::new(Kind::Config, message).with_help("save it in a file, and give that"));
    }
    let drafts: Vec<Draft> = read::read(inputs, &with_code(options, Some(column)))?.drafts;
    if drafts.len() != n_articles {
        let message = format!("found {} articles when reading again, expected {n_articles}", drafts.len());
        return Err(Error::new(Kind::Input, message).with_help("do not change the input meanwhile"));
    }
    Ok(drafts.into_iter().map(|draft| draft.code).collect())
}

/// What is drawn again for an interval; an article without an event or an outlet is one of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "cli", derive(clap::ValueEnum))]
pub enum ResampleBy {
    /// Events.
    Event,
    /// Outlets.
    Outlet,
    /// Articles.
    Article,
}

/// Fewer events or outlets than these are not drawn again.
pub const MIN_UNITS: usize = 5;

/// The unit of each article of the sample at the positions `kept`, from 0; each article is its own where there are fewer
/// than [`MIN_UNITS`], whose number is the second value then.
pub(super) fn units(sample: &Sample, kept: &[usize], by: ResampleBy) -> (Vec<u32>, Option<usize>) {
    let name = |&at: &usize| match by {
        ResampleBy::Event => sample.articles[at].event.as_deref().ok_or(at),
        ResampleBy::Outlet => sample.outlets[at].as_deref().ok_or(at),
        ResampleBy::Article => Err(at),
    };
    let (units, n) = numbered(kept.iter().map(name));
    if n >= MIN_UNITS {
        return (units, None);
    }
    ((0..kept.len() as u32).collect(), Some(n))
}

/// A number for each name, from 0 in the order in which they first come, and how many there are.
pub(super) fn numbered<T: Ord>(names: impl Iterator<Item = T>) -> (Vec<u32>, usize) {
    let mut numbers = BTreeMap::new();
    let of_name = names.map(|name| {
        let next = numbers.len() as u32;
        *numbers.entry(name).or_insert(next)
    });
    let all = of_name.collect();
    (all, numbers.len())
}
