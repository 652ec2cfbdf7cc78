//! The tables of a run, one builder each. A new table is one function and its line in [`ALL`].

mod account;
mod article;
mod cluster;
mod contrast;
mod coverage;
mod event;
pub(in crate::report) mod omission;
mod outlet;
mod pair;
mod quote;
mod slant;
mod style;
mod target;
mod term;

use super::Material;
use crate::num::{Estimate, Interval};
use crate::table::{Table, Value};

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

/// Value, low and high of an estimate that may be absent.
fn estimate<'a>(estimate: Option<Estimate>) -> [Value<'a>; 3] {
    let (low, high) = estimate.and_then(|it| it.interval).map(Interval::ends).unzip();
    [estimate.map(|it| it.value).into(), low.into(), high.into()]
}
