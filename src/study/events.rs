//! The events of a corpus: those that the input gives, and those found among articles without one.

use super::Config;
use super::choice::GivenEvents;
use crate::compare::event::{self, Events};
use crate::corpus::Corpus;
use crate::feature::Measured;
use crate::terms::Weights;

/// The events of all articles; what the input gives is left aside when the settings say so.
pub(super) fn events(corpus: &Corpus, measured: &[Measured], weights: &Weights, config: &Config) -> Events {
    let articles = corpus.articles();
    let is_used = config.choices.events == GivenEvents::Used;
    let names: Vec<_> = articles.iter().map(|article| article.event.as_deref().filter(|_| is_used)).collect();
    let dates: Vec<_> = articles.iter().map(|article| article.date).collect();
    let n_words: Vec<u32> = measured.iter().map(|measured| measured.n_words[0]).collect();
    event::events(&names, weights, &dates, &n_words, config.seed)
}
