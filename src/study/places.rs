//! Which outlet each article belongs to, and which articles count.

use super::groups::Groups;
use super::{Config, Duplicates};
use crate::compare::event::Events;
use crate::corpus::{Corpus, rating};

/// Who belongs where, as [`Groups`] without the events.
pub(super) struct Places {
    of_outlet: Vec<Option<u32>>,
    /// Whether each article counts.
    pub counted: Vec<bool>,
    /// Each outlet's articles that count, ascending.
    pub articles: Vec<Vec<usize>>,
    slants: Vec<Option<f64>>,
}

/// The places of a corpus' articles: of an article and its copies the first counts, if they count once.
pub(super) fn places(corpus: &Corpus, config: &Config) -> Places {
    let counted: Vec<bool> = corpus
        .articles()
        .iter()
        .map(|article| article.duplicate_of.is_none() || config.duplicates == Duplicates::All)
        .collect();
    let mut articles = corpus.articles_by_outlet();
    articles.iter_mut().for_each(|own| own.retain(|article| counted[*article]));
    let ratings = rating::of_outlets(corpus, &config.ratings).into_iter();
    Places {
        of_outlet: corpus.articles().iter().map(|article| article.outlet.map(|outlet| outlet.0)).collect(),
        slants: ratings.map(|rating| rating::position(&rating?.slant)).collect(),
        counted,
        articles,
    }
}

impl Places {
    /// The groups that they make with the events.
    pub(super) fn groups<'a>(&'a self, events: &'a Events, config: &Config) -> Groups<'a> {
        Groups {
            of_outlet: &self.of_outlet,
            counted: &self.counted,
            articles: &self.articles,
            events,
            slants: &self.slants,
            seed: config.seed,
            n_resamples: config.resamples,
        }
    }
}
