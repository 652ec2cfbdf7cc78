//! From files to articles: what is read is cleaned, and what cannot be used is a reject.
//!
//! [`read_corpus`] holds all articles in memory, for studies that compare them. [`measure_each`] holds a batch at a time,
//! for what looks at one article alone, so that files may be larger than memory.

use std::ops::ControlFlow;

use super::threads::{Pool, pool};
use super::{Scorer, Study, measure_articles};
use crate::clean::{self, Level};
use crate::corpus::{Article, Corpus, Draft};
use crate::error::{Error, Kind, Result, caught};
use crate::feature::Measured;
use crate::num::words::number;
use crate::read::{self, Options, Reading, Reason, Reject, Sources};
use crate::text::short;

/// The corpus of `inputs`, cleaned at `level`, and what reading gave besides.
///
/// An article that the program cannot clean, or in which nothing but boilerplate is found, is added to
/// [`Reading::rejects`].
///
/// # Errors
/// As [`read::read`], and when no article can be used.
pub fn read_corpus(inputs: &Sources, options: &Options, level: Level) -> Result<(Corpus, Reading)> {
    let mut reading = read::read(inputs, options)?;
    let mut drafts: Vec<Draft> = std::mem::take(&mut reading.drafts);
    let rejects = &mut reading.rejects;
    drafts.retain_mut(|draft| clean_draft(draft, level).map_err(|reject| rejects.push(*reject)).is_ok());
    if let (true, Some(first)) = (drafts.is_empty(), rejects.first()) {
        let message = format!("no usable article; the first: {} ({})", first.reason, first.detail);
        let help = "look at the file, or name the column that holds the text: --columns text=NAME";
        return Err(Error::new(Kind::Input, message).in_file(&*first.source_file).with_help(help));
    }
    reading.n_repeated_ids = n_repeated_ids(&drafts);
    if let (1.., Some(source)) = (reading.n_repeated_ids, reading.sources.first_mut()) {
        source.remarks.push(repeated_ids(reading.n_repeated_ids));
    }
    Ok((Corpus::new(drafts), reading))
}

/// Cleans an article.
///
/// # Errors
/// A reject, when the program fails on it, or nothing but boilerplate is in it.
pub fn clean_draft(draft: &mut Draft, level: Level) -> std::result::Result<(), Box<Reject>> {
    let (file, row) = (draft.source_file.clone(), draft.source_row);
    let is_boilerplate = caught(|| {
        clean::clean(draft, level);
        level != Level::None && draft.removed.is_empty() && clean::is_only_boilerplate(draft)
    })
    .map_err(|message| Box::new(Reject::failed(&file, row, "the article could not be cleaned", &message)))?;
    if is_boilerplate { Err(Box::new(only_boilerplate(draft))) } else { Ok(()) }
}

/// What is said of `n` articles that were given the id of another.
pub fn repeated_ids(n: usize) -> String {
    let articles = if n == 1 { "1 article was".to_owned() } else { format!("{} articles were", number(n as u64)) };
    format!("{articles} given the id of another: a number is put behind it (`a`, `a-2`, `a-3`)")
}

/// Takes an article, the name of its outlet (empty when unknown) and what was measured on it; says whether to go on.
pub type Each<'a> = dyn FnMut(&Article, &str, &Measured) -> ControlFlow<()> + 'a;

/// Reads, cleans and measures articles in the order of the input, a batch in memory at a time, and hands each on; what
/// reading gave, and the rejects of later steps. Ends early, without an error, once `each` says so.
///
/// # Errors
/// As [`read::read_each`] and [`Study::measure`]; articles may have been handed on before.
pub fn measure_each(
    inputs: &Sources,
    options: &Options,
    study: &Study,
    n_threads: usize,
    each: &mut Each<'_>,
) -> Result<(Reading, Vec<Reject>)> {
    const BATCH: usize = 2_048;
    let mut batch: Vec<Draft> = Vec::with_capacity(BATCH);
    let mut rejects = Vec::new();
    let mut state = ControlFlow::Continue(());
    let (scorer, pool) = (study.scorer(), pool(n_threads)?);
    let reading = read::read_each(inputs, options, &mut |mut draft| {
        match clean_draft(&mut draft, study.config.clean) {
            Ok(()) => batch.push(draft),
            Err(reject) => rejects.push(*reject),
        }
        if batch.len() == BATCH {
            state = measure_batch(&mut batch, &scorer, &pool, &mut rejects, each);
        }
        // nobody takes more: do not read on to the end of what may be endless
        state
    })?;
    if state.is_continue() {
        let _ = measure_batch(&mut batch, &scorer, &pool, &mut rejects, each); // the last: nothing is left to stop
    }
    Ok((reading, rejects))
}

/// Measures the batch, hands each article on and empties it; adds those on which the program fails to `rejects`.
fn measure_batch(
    batch: &mut Vec<Draft>,
    scorer: &Scorer,
    pool: &Pool,
    rejects: &mut Vec<Reject>,
    each: &mut Each<'_>,
) -> ControlFlow<()> {
    let outlets: Vec<String> = batch.iter().map(|draft| draft.outlet.clone().unwrap_or_default()).collect();
    let articles: Vec<Article> = batch.drain(..).map(Article::from).collect();
    let measured = measure_articles(scorer, &articles, pool);
    for ((article, outlet), result) in articles.iter().zip(&outlets).zip(measured) {
        match result {
            Ok(measured) => {
                if each(article, outlet, &measured).is_break() {
                    return ControlFlow::Break(());
                }
            }
            Err(reject) => rejects.push(*reject),
        }
    }
    ControlFlow::Continue(())
}

/// How many articles were given an id that another was given before.
fn n_repeated_ids(drafts: &[Draft]) -> usize {
    let mut ids: Vec<&str> = drafts.iter().filter_map(|draft| draft.id.as_deref()).collect();
    let n_given = ids.len();
    ids.sort_unstable();
    ids.dedup();
    n_given - ids.len()
}

fn only_boilerplate(draft: &Draft) -> Reject {
    Reject {
        source_file: draft.source_file.as_str().into(),
        row: draft.source_row.unwrap_or(0),
        line: None,
        byte: None,
        column: "".into(),
        reason: Reason::OnlyBoilerplate,
        detail: format!("no reporting, only: {}", short(&draft.text, 80)).into(),
    }
}
