//! Partisanship of each pair of outlets, by voice, with and without house style.

use super::groups::Groups;
use super::style::StyleTerms;
use super::threads::*;
use super::voice::{Voices, add_uses};
use crate::compare::partisanship::{EventWords, Partisanship, partisanship};
use crate::corpus::OutletId;
use crate::text::Voice;

/// How well one word tells two outlets apart on the events that both cover.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PairPartisanship {
    /// The first outlet.
    pub a: OutletId,
    /// The second outlet.
    pub b: OutletId,
    /// Whose words.
    pub voice: Voice,
    /// Which words.
    pub words: Words,
    /// Events that both outlets cover.
    pub n_shared_events: usize,
    /// The measure; `None` with too few events in which both have words.
    pub found: Option<Partisanship>,
}

/// Which words are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Words {
    /// All of them.
    All,
    /// Without those of house style and of the two outlets' names.
    WithoutStyle,
}

impl Words {
    /// `all` or `without_style`.
    pub fn name(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::WithoutStyle => "without_style",
        }
    }
}

const MIN_EVENTS: usize = 5;
const MAX_SWAPS: usize = 200;
/// Of more shared events, these many are drawn.
const MAX_EVENTS: usize = 2_000;

/// The measures of `pairs` of outlets.
pub(super) fn partisanships(
    groups: &Groups<'_>,
    voices: &Voices<'_>,
    pairs: &[(usize, usize)],
    style: &StyleTerms,
    n_permutations: usize,
) -> Vec<PairPartisanship> {
    let of_pair = |&(a, b): &(usize, usize)| {
        let shared = shared_events(groups, a, b);
        let mut rows = Vec::new();
        for voice in Voice::ALL {
            let events: Vec<EventWords> = shared.iter().map(|(of_a, of_b)| words(of_a, of_b, voices, voice)).collect();
            for which in [Words::All, Words::WithoutStyle] {
                let kept = events.iter().map(|event| {
                    let is_kept =
                        |(word, ..): &&(u32, f64, f64)| which == Words::All || !style.is_style(*word, &[a, b]);
                    event.iter().filter(is_kept).copied().collect()
                });
                let found = partisanship(
                    &kept.collect::<Vec<_>>(),
                    MIN_EVENTS,
                    n_permutations.min(MAX_SWAPS),
                    groups.n_resamples,
                    groups.seed,
                );
                rows.push(PairPartisanship {
                    a: OutletId(a as u32),
                    b: OutletId(b as u32),
                    voice,
                    words: which,
                    n_shared_events: shared.len(),
                    found,
                });
            }
        }
        rows
    };
    pairs.par_iter().flat_map_iter(of_pair).collect()
}

/// The articles of both outlets on each event that both cover.
fn shared_events(groups: &Groups<'_>, a: usize, b: usize) -> Vec<(Vec<usize>, Vec<usize>)> {
    let mut by_event = std::collections::BTreeMap::<u32, (Vec<usize>, Vec<usize>)>::new();
    for &article in &groups.articles[a] {
        by_event.entry(groups.events.of_article[article]).or_default().0.push(article);
    }
    for &article in &groups.articles[b] {
        if let Some(both) = by_event.get_mut(&groups.events.of_article[article]) {
            both.1.push(article);
        }
    }
    let mut shared: Vec<_> = by_event.into_values().filter(|(_, of_b)| !of_b.is_empty()).collect();
    if shared.len() > MAX_EVENTS {
        crate::num::Random::new(groups.seed, shared.len() as u64).shuffle(&mut shared);
        shared.truncate(MAX_EVENTS);
    }
    shared
}

fn words(a: &[usize], b: &[usize], voices: &Voices<'_>, voice: Voice) -> EventWords {
    let mut uses = std::collections::BTreeMap::<u32, (f64, f64)>::new();
    for (side, articles) in [a, b].into_iter().enumerate() {
        for &article in articles {
            add_uses(voices, article, voice, &mut |term, n| {
                let both = uses.entry(term).or_default();
                *if side == 0 { &mut both.0 } else { &mut both.1 } += n;
            });
        }
    }
    uses.into_iter().filter(|(_, (a, b))| a + b > 0.0).map(|(term, (a, b))| (term, a, b)).collect()
}
