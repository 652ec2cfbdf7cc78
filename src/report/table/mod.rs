//! The tables of a run, one builder each. A new table is one function and its line in [`ALL`].

mod account;
mod article;
mod cluster;
mod contrast;
mod coverage;
mod event;
mod omission;
mod outlet;
mod pair;
mod quote;
mod slant;
mod style;
mod target;
mod term;

use super::Material;
use crate::study::{Findings, Question};
use crate::table::Table;

/// Builds a table from what a run found.
pub type Builder = for<'a> fn(&'a Material<'a>) -> Table<'a>;

/// Every table, in the order of the codebook.
pub const ALL: &[Builder] = &[
    article::articles,
    outlet::outlets,
    event::events,
    article::hits,
    article::article_frames,
    article::sentences,
    quote::quotes,
    target::targets,
    outlet::outlet_frames,
    outlet::axes,
    outlet::axis_patterns,
    coverage::coverage,
    coverage::alignment,
    omission::omissions,
    term::terms,
    term::keywords,
    contrast::contrasts,
    contrast::omnibus,
    contrast::distances,
    style::partisanship,
    style::style,
    slant::slant,
    slant::slant_words,
    slant::slant_fit,
    slant::exploration,
    cluster::clusters,
    cluster::cluster_outlets,
    cluster::cluster_terms,
    cluster::cluster_frames,
    cluster::cluster_fit,
    pair::pairs,
    account::cleaning,
    account::rejects,
    account::lexicon,
];

/// The names of the tables that answer a question, the first by default.
pub fn answering(question: Question) -> &'static [&'static str] {
    match question {
        Question::Events => &["events", "articles"],
        Question::Cluster => &["clusters", "cluster_terms", "cluster_frames", "cluster_outlets", "cluster_fit"],
        Question::Compare => &[
            "outlet_frames",
            "axes",
            "axis_patterns",
            "contrasts",
            "omnibus",
            "distances",
            "partisanship",
            "style",
            "outlets",
        ],
        Question::Slant => &["slant", "slant_words", "slant_fit", "exploration"],
        Question::Coverage => &["coverage", "omissions", "alignment"],
    }
}

/// How most intervals are made.
const WHOLE_EVENTS: &str = "whole events drawn again; empty with fewer than two events or when it does not vary";

/// The group and the place in it of row `i`, given where each group's rows start.
fn position(starts: &[usize], i: usize) -> (usize, usize) {
    let group = starts.partition_point(|start| *start <= i) - 1;
    (group, i - starts[group])
}

/// The name of the word list of a frame, by the frame's position.
fn lexicon_name(found: &Findings, frame: usize) -> &str {
    &found.lexicons[found.frames[frame].lexicon as usize].name
}

/// The name of a frame's category, by the frame's position.
fn category_name(found: &Findings, frame: usize) -> &str {
    let id = found.frames[frame];
    &found.lexicons[id.lexicon as usize].categories[id.category as usize].name
}
