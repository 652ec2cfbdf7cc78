//! The TF-IDF weights by which events are found and articles are put into clusters.

use crate::terms::{self, Counts, Idf, Keep, Tf, Weighing, Weights};

/// The weights of all articles' terms.
pub(super) fn weights(counts: &Counts) -> Weights {
    terms::weigh(counts, &weighting(counts.n_rows()))
}

/// How terms are weighted for events and clusters. In a handful of articles most words are in one article or in more than
/// half of them, so there the limits would leave nothing to compare.
pub(super) fn weighting(n_articles: usize) -> Weighing {
    let (min_articles, max_share) = match n_articles {
        0..10 => (1, 1.0),
        10..20 => (2, 1.0),
        _ => (2, 0.5),
    };
    Weighing { tf: Tf::Log, idf: Idf::Smooth, min_articles, max_share, keep: Keep::ContentWords }
}
