//! Scores: a row per article, feature and voice, in the order of the input, whatever its size.
//!
//! Articles are looked at one by one, so what recurs in one outlet's articles is not known here and stays in the counts.

use std::ops::ControlFlow;

use super::concordance::Streamed;
use crate::corpus::Article;
use crate::error::Result;
use crate::feature::{self, Measured, frame};
use crate::read::{Options, Sources};
use crate::study::{Study, measure_each};
use crate::table::Unit;
use crate::text::Voice;

/// A measure of an article.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ScoreRow<'a> {
    /// The article's id.
    pub article_id: &'a str,
    /// The name of its outlet; empty when unknown.
    pub outlet: &'a str,
    /// The measure: a column of `articles`, or a word list and its category with a dot between them.
    pub feature: &'a str,
    /// Whose words; `None` for a measure of the whole article: where it is of one voice, its name says so.
    pub voice: Option<Voice>,
    /// Its value, with the digits of its unit; `None` without evidence.
    pub value: Option<f64>,
    /// Hits of the category; `None` for any other measure.
    pub n_hits: Option<u32>,
    /// Words of the article in that voice.
    pub n_words: u32,
}

/// Hands the scores of each article on, in the order of the input, until `each` says that it takes no more.
///
/// # Errors
/// As [`measure_each`].
pub fn score(
    study: &Study,
    inputs: &Sources,
    options: &Options,
    n_threads: usize,
    each: &mut dyn FnMut(&[ScoreRow<'_>]) -> ControlFlow<()>,
) -> Result<Streamed> {
    let columns = feature::columns();
    let frames: Vec<String> = study.frames().iter().map(|frame| name(study, frame)).collect();
    let (mut n_rows, mut n_articles) = (0, 0);
    let mut scores = |article: &Article, outlet: &str, measured: &Measured| {
        n_articles += 1;
        let of_article = ScoreRow {
            article_id: &article.id,
            outlet,
            feature: "",
            voice: None,
            value: None,
            n_hits: None,
            n_words: measured.n_words[Voice::All as usize],
        };
        let features = columns.iter().zip(&measured.values).map(|(column, value)| {
            let value = value.map(|value| rounded(value, column.unit));
            ScoreRow { feature: &column.name, value, ..of_article }
        });
        let mut rows: Vec<ScoreRow<'_>> = features.collect();
        for (at, feature) in frames.iter().enumerate() {
            for voice in Voice::ALL {
                let (n, n_words) = (measured.n_frame_hits[voice as usize][at], measured.n_words[voice as usize]);
                let value = frame::per_1000(n, n_words).map(|rate| rounded(rate, Unit::PerThousandWords));
                rows.push(ScoreRow { feature, voice: Some(voice), value, n_hits: Some(n), n_words, ..of_article });
            }
        }
        n_rows += rows.len();
        each(&rows)
    };
    let (reading, rejects) = measure_each(inputs, options, study, n_threads, &mut scores)?;
    Ok(Streamed { n_rows, n_articles, reading, rejects })
}

/// A word list and its category with a dot between them.
fn name(study: &Study, frame: &frame::FrameId) -> String {
    let lexicon = &study.lexicons()[frame.lexicon as usize];
    format!("{}.{}", lexicon.name, lexicon.categories[frame.category as usize].name)
}

/// A value with the digits of its unit: rows of several units stand in one column.
fn rounded(value: f64, unit: Unit) -> f64 {
    format!("{value:.*}", unit.digits()).parse().unwrap_or(value)
}
