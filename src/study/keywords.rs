//! The terms that mark articles, outlets, events and clusters.

use super::cluster::{Clusters, GROUP_KEYWORDS};
use super::prepared::Prepared;
use super::threads::*;
use crate::corpus::OutletId;
use crate::terms::{self, Keyword};

/// A term that marks an article, an outlet, an event or a cluster.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct GroupKeyword {
    /// What it marks.
    pub scope: Scope,
    /// The term, its rank and its numbers.
    pub keyword: Keyword,
}

/// What a keyword is a keyword of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Scope {
    /// An article, by position.
    Article(usize),
    /// An outlet.
    Outlet(OutletId),
    /// An event, by position.
    Event(usize),
    /// A cluster.
    Cluster(u32),
}

const ARTICLE_KEYWORDS: usize = 10;

/// The keywords of every article, outlet, event and cluster, in this order.
pub(super) fn keywords(corpus: &Prepared<'_>, clusters: Option<&Clusters>) -> Vec<GroupKeyword> {
    let n_articles = corpus.counts.n_rows();
    let outlets = (0..).zip(corpus.groups.articles).map(|(outlet, own)| (Scope::Outlet(OutletId(outlet)), own.clone()));
    let events = corpus.groups.events.list.iter().enumerate();
    let mut groups: Vec<(Scope, Vec<usize>)> = (0..n_articles).map(|a| (Scope::Article(a), vec![a])).collect();
    groups.extend(outlets);
    groups.extend(events.map(|(position, event)| (Scope::Event(position), event.articles.clone())));
    if let Some(clusters) = clusters {
        let is_in = |article: usize, c: u32| clusters.of_article[article].is_some_and(|place| place.cluster == c);
        let members = |c: u32| (0..n_articles).filter(|&article| is_in(article, c)).collect();
        groups.extend((0..clusters.k as u32).map(|c| (Scope::Cluster(c), members(c))));
    }
    groups
        .par_iter()
        .flat_map_iter(|(scope, rows)| {
            let n = if matches!(scope, Scope::Article(_)) { ARTICLE_KEYWORDS } else { GROUP_KEYWORDS };
            let top = terms::keywords(corpus.counts, corpus.weights, rows, n);
            top.into_iter().map(|keyword| GroupKeyword { scope: *scope, keyword })
        })
        .collect()
}
