//! The words that set outlets apart.

use ndarray::{Array1, Array2, Axis};
use rayon::prelude::*;

use super::Config;
use super::compare::Groups;
use crate::compare::contrast::{self, PairCounts, TermContrast};
use crate::compare::event::Events;
use crate::corpus::OutletId;
use crate::terms::{Counts, TermId};

/// Two outlets and the words that set them apart.
#[derive(Debug, Clone, PartialEq)]
pub struct OutletPair {
    /// The first outlet: effects above 0 are its words.
    pub a: OutletId,
    /// The second outlet.
    pub b: OutletId,
    /// Events both cover; 0 when they share fewer than five and all their articles were compared instead.
    pub n_shared_events: usize,
    /// The words, by name.
    pub terms: Vec<PairTerm>,
}

/// A word's contrast between two outlets.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PairTerm {
    /// The word.
    pub term: TermId,
    /// Uses by the first and the second outlet.
    pub uses: (u64, u64),
    /// Articles of the first and the second outlet with the word.
    pub n_articles: (usize, usize),
    /// Effect and test.
    pub contrast: TermContrast,
}

const MIN_TERM_ARTICLES: usize = 3;
/// With fewer shared events, outlets are contrasted on all their articles, and a word is not tested.
const MIN_SHARED_EVENTS: usize = 5;

/// All pairs of the outlets with most articles.
pub(super) fn contrasts(groups: &Groups<'_>, counts: &Counts, config: &Config) -> Vec<OutletPair> {
    let articles = groups.articles;
    let mut largest: Vec<usize> = (0..articles.len()).collect();
    largest.sort_by_key(|&it| (std::cmp::Reverse(articles[it].len()), it));
    largest.truncate(config.max_contrast_outlets);
    largest.sort_unstable();
    let pairs: Vec<(usize, usize)> =
        largest.iter().enumerate().flat_map(|(i, &a)| largest[i + 1..].iter().map(move |&b| (a, b))).collect();
    let totals = counts.sum_rows(&(0..counts.n_rows()).filter(|it| groups.counted[*it]).collect::<Vec<_>>());
    let settings = contrast::Settings {
        prior_size: 500.0,
        min_events: MIN_SHARED_EVENTS,
        n_permutations: config.permutations,
        n_resamples: config.resamples,
        seed: config.seed,
    };
    pairs
        .par_iter()
        .map(|&(a, b)| {
            let gathered = gather(counts, groups.events, &articles[a], &articles[b], &totals);
            let found = contrast::contrast(&gathered.counts, &settings);
            let terms = gathered.terms.iter().enumerate().map(|(w, &term)| PairTerm {
                term: TermId(term),
                uses: (gathered.counts.a.column(w).sum() as u64, gathered.counts.b.column(w).sum() as u64),
                n_articles: gathered.n_articles[w],
                contrast: found[w],
            });
            OutletPair {
                a: OutletId(a as u32),
                b: OutletId(b as u32),
                n_shared_events: gathered.n_shared_events,
                terms: terms.collect(),
            }
        })
        .collect()
}

struct Gathered {
    counts: PairCounts,
    terms: Vec<u32>,
    n_articles: Vec<(usize, usize)>,
    n_shared_events: usize,
}

/// The counts of two outlets' articles, event by event where they share events, else all together; `totals` are the
/// uses of each term by all articles that count.
fn gather(counts: &Counts, events: &Events, a: &[usize], b: &[usize], totals: &[u64]) -> Gathered {
    let events_of = |articles: &[usize]| {
        articles.iter().map(|&it| events.of_article[it]).collect::<std::collections::BTreeSet<u32>>()
    };
    let mut shared: Vec<u32> = events_of(a).intersection(&events_of(b)).copied().collect();
    if shared.len() < MIN_SHARED_EVENTS {
        shared.clear(); // too few to stand for the outlets: compare all their articles
    }
    let row_of =
        |article: usize| if shared.is_empty() { Ok(0) } else { shared.binary_search(&events.of_article[article]) };
    let within =
        |articles: &[usize]| articles.iter().filter_map(|&it| row_of(it).ok().map(|row| (it, row))).collect::<Vec<_>>();
    let (a, b) = (within(a), within(b));
    let mut n_articles = std::collections::BTreeMap::<u32, (usize, usize)>::new();
    for &(article, _) in &a {
        counts.row(article).0.iter().for_each(|term| n_articles.entry(term.0).or_default().0 += 1);
    }
    for &(article, _) in &b {
        counts.row(article).0.iter().for_each(|term| n_articles.entry(term.0).or_default().1 += 1);
    }
    n_articles.retain(|_, n| n.0 + n.1 >= MIN_TERM_ARTICLES);
    let terms: Vec<u32> = n_articles.keys().copied().collect();
    let n_events = shared.len().max(1);
    let side = |articles: &[(usize, usize)]| {
        let mut uses = Array2::zeros((n_events, terms.len()));
        let mut words = Array1::zeros(n_events);
        for &(article, row) in articles {
            words[row] += counts.row_total(article) as f64;
            let (used, n_uses) = counts.row(article);
            for (term, n) in used.iter().zip(n_uses) {
                if let Ok(w) = terms.binary_search(&term.0) {
                    uses[[row, w]] += f64::from(*n);
                }
            }
        }
        (uses, words)
    };
    let ((a, words_a), (b, words_b)) = (side(&a), side(&b));
    // the prior: the rest of the corpus, one added to every term's uses
    let (uses_a, uses_b) = (a.sum_axis(Axis(0)), b.sum_axis(Axis(0)));
    let n_used = totals.iter().filter(|it| **it > 0).count() as u64;
    let n_rest = (totals.iter().sum::<u64>() + n_used) as f64 - words_a.sum() - words_b.sum();
    let rest = |w: usize| totals[terms[w] as usize] as f64 + 1.0 - uses_a[w] - uses_b[w];
    let share = (0..terms.len()).map(|w| rest(w) / n_rest).collect();
    Gathered {
        counts: PairCounts { a, b, words_a, words_b, share, matched: !shared.is_empty() },
        n_articles: n_articles.into_values().collect(),
        terms,
        n_shared_events: shared.len(),
    }
}
