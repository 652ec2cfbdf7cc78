//! The words that set outlets, and groups of outlets, apart.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::Config;
use super::gather::{self, Term, Vocabularies};
use super::groups::Groups;
use super::threads::*;
use crate::compare::contrast::{self, Cell, Level, Settings, Side, SideCounts, TermContrast, by_article, by_outlet};
use crate::compare::distance::{Distance, distance};
use crate::compare::event::Events;
use crate::compare::omnibus::{self, Omnibus, OutletCounts};
use crate::compare::permutation::benjamini_hochberg;
use crate::corpus::OutletId;

/// Two sides and the words that set them apart.
#[derive(Debug, Clone, PartialEq)]
pub struct Contrast {
    /// Who they are: effects above 0 are the first side's words.
    pub sides: Sides,
    /// What the test permutes; `None` where there is no test.
    pub level: Option<Level>,
    /// Outlets compared on the first and the second side.
    pub n_outlets: (usize, usize),
    /// Events both sides cover, on which alone they are compared; 0 where all their articles are.
    pub n_shared_events: usize,
    /// Words compared, of the first and the second side.
    pub n_words: (u64, u64),
    /// How far apart they are; `None` without enough shared events.
    pub distance: Option<Distance>,
    /// The terms, words first, by name.
    pub terms: Vec<ContrastTerm>,
}

/// Who is contrasted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sides {
    /// The outlets that the user rates left of the center, and those right of it.
    LeftRight,
    /// Two outlets.
    Outlets(OutletId, OutletId),
}

/// A term's contrast between two sides.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ContrastTerm {
    /// The term.
    pub term: Term,
    /// Articles of the first and the second side with it.
    pub n_articles: (u32, u32),
    /// Effect and test.
    pub contrast: TermContrast,
}

/// The test of each term over all the outlets that are paired.
#[derive(Debug, Clone, PartialEq)]
pub struct AllOutlets {
    /// The outlets.
    pub outlets: Vec<OutletId>,
    /// The terms, words first, by name; the outlets in a result are positions in `outlets`.
    pub terms: Vec<(Term, Omnibus)>,
}

/// Fewest outlets for the test over all of them: two are a pair.
const MIN_OUTLETS: usize = 3;

/// Left against right where the outlets are rated, then all pairs of the outlets with most articles; and all these at once.
pub(super) fn contrasts(
    groups: &Groups<'_>,
    vocabularies: &Vocabularies<'_>,
    config: &Config,
) -> (Vec<Contrast>, Option<AllOutlets>) {
    let largest = largest(groups, config.max_contrast_outlets);
    let mut sides = vec![Sides::LeftRight];
    let pairs = pairs_of_outlets(groups, config.max_contrast_outlets).into_iter();
    sides.extend(pairs.map(|(a, b)| Sides::Outlets(OutletId(a as u32), OutletId(b as u32))));
    let settings = settings(config);
    let all_outlets = || all_outlets(groups, vocabularies, &largest, &settings);
    let each = || -> Vec<Contrast> {
        sides
            .into_par_iter()
            .filter_map(|sides| one(&contrast_design(groups, vocabularies, sides)?, vocabularies, &settings))
            .collect()
    };
    let (all_outlets, contrasts) = join(all_outlets, each);
    (contrasts, all_outlets)
}

pub(super) fn settings(config: &Config) -> Settings {
    Settings {
        prior_size: f64::from(config.choices.prior_size),
        evidence: config.choices.evidence,
        n_permutations: config.permutations,
        n_resamples: config.resamples,
        seed: config.seed,
    }
}

/// The `n` outlets with most articles, by position.
pub(super) fn largest(groups: &Groups<'_>, n: usize) -> Vec<usize> {
    let mut largest: Vec<usize> = (0..groups.articles.len()).collect();
    largest.sort_by_key(|&outlet| (Reverse(groups.articles[outlet].len()), outlet));
    largest.truncate(n);
    largest.sort_unstable();
    largest
}

/// All pairs of the `n` outlets with most articles.
pub(super) fn pairs_of_outlets(groups: &Groups<'_>, n: usize) -> Vec<(usize, usize)> {
    let largest = largest(groups, n);
    largest.iter().enumerate().flat_map(|(i, &a)| largest[i + 1..].iter().map(move |&b| (a, b))).collect()
}

/// What is compared, at which level.
pub(super) struct Design {
    pub sides: Sides,
    pub level: Option<Level>,
    pub n_outlets: (usize, usize),
    pub n_shared_events: usize,
    /// Side, unit and articles of each cell.
    pub cells: Vec<(Side, u32, Vec<usize>)>,
}

/// The design of a contrast; `None` when a side has no articles.
pub(super) fn contrast_design(groups: &Groups<'_>, vocabularies: &Vocabularies<'_>, sides: Sides) -> Option<Design> {
    let by_side: [Vec<usize>; 2] = match sides {
        Sides::Outlets(a, b) => [vec![a.0 as usize], vec![b.0 as usize]],
        Sides::LeftRight => {
            let rated = |is_side: fn(f64) -> bool| {
                let is_rated = |outlet: &usize| groups.slants[*outlet].is_some_and(is_side);
                (0..groups.articles.len()).filter(is_rated).collect()
            };
            [rated(|slant| slant < 0.0), rated(|slant| slant > 0.0)]
        }
    };
    let long_enough = |outlet: &usize| {
        groups.articles[*outlet].iter().map(|&article| vocabularies.n_words(article)).sum::<f64>()
            >= by_outlet::MIN_WORDS
    };
    let long: [Vec<usize>; 2] = [0, 1].map(|side| by_side[side].iter().copied().filter(long_enough).collect());
    if long.iter().all(|outlets| outlets.len() >= by_outlet::MIN_OUTLETS_A_SIDE) {
        let outlets = [(Side::A, &long[0]), (Side::B, &long[1])].map(|(side, own)| own.iter().map(move |&o| (side, o)));
        let outlets = outlets.into_iter().flatten().enumerate();
        return Some(Design {
            sides,
            level: Some(Level::Outlet),
            n_outlets: (long[0].len(), long[1].len()),
            n_shared_events: 0,
            cells: outlets.map(|(unit, (side, o))| (side, unit as u32, groups.articles[o].clone())).collect(),
        });
    }
    let articles =
        by_side.each_ref().map(|outlets| outlets.iter().flat_map(|&o| groups.articles[o].clone()).collect::<Vec<_>>());
    if articles.iter().any(Vec::is_empty) {
        return None;
    }
    let n_outlets = (by_side[0].len(), by_side[1].len());
    Some(Design { sides, n_outlets, ..within_events(groups.events, &articles, sides) })
}

/// The design of two sides on the events both cover, or on all articles where these are too few.
fn within_events(events: &Events, articles: &[Vec<usize>; 2], sides: Sides) -> Design {
    let mut by_event = BTreeMap::<u32, [Vec<usize>; 2]>::new();
    for (side, articles) in articles.iter().enumerate() {
        for &article in articles {
            by_event.entry(events.of_article[article]).or_default()[side].push(article);
        }
    }
    by_event.retain(|_, sides| sides.iter().all(|articles| !articles.is_empty()));
    let n_shared_events = by_event.len();
    let both = |sides: [Vec<usize>; 2]| [Side::A, Side::B].into_iter().zip(sides);
    let shared = || by_event.values().cloned().enumerate();
    let single = || {
        shared().flat_map(move |(unit, sides)| {
            both(sides)
                .flat_map(move |(side, own)| own.into_iter().map(move |article| (side, unit as u32, vec![article])))
        })
    };
    let design = |level, n_shared_events, cells| Design { sides, level, n_outlets: (0, 0), n_shared_events, cells };
    if n_shared_events >= contrast::MIN_EVENTS {
        let cells = shared().flat_map(|(unit, sides)| both(sides).map(move |(side, own)| (side, unit as u32, own)));
        return design(Some(Level::Event), n_shared_events, cells.collect());
    }
    let cells: Vec<Cell> = single().map(|(side, unit, _)| Cell { side, unit, words: 1.0 }).collect();
    if by_article::is_possible(&cells) {
        return design(Some(Level::Article), n_shared_events, single().collect());
    }
    design(None, 0, both(articles.clone()).map(|(side, own)| (side, 0, own)).collect())
}

/// A design with the counts it asks for.
pub(super) struct Counted {
    pub counts: SideCounts,
    pub terms: Vec<Term>,
    /// Articles of each side with each term.
    pub n_articles: [Vec<u32>; 2],
}

pub(super) fn count(cells: &[(Side, u32, Vec<usize>)], vocabularies: &Vocabularies<'_>) -> Counted {
    let of_side = |side: Side| -> Vec<usize> {
        cells.iter().filter(|(own, ..)| *own == side).flat_map(|(.., articles)| articles.iter().copied()).collect()
    };
    let sides = [of_side(Side::A), of_side(Side::B)];
    let compared = sides.concat();
    let columns = gather::columns(vocabularies, &compared);
    let uses = gather::uses(vocabularies, &columns, cells.iter().map(|(.., articles)| &articles[..]));
    let share = gather::shares_of_rest(vocabularies, &columns, &uses, &compared);
    let n_words = |articles: &[usize]| articles.iter().map(|&article| vocabularies.n_words(article)).sum();
    let cells = cells.iter().map(|(side, unit, own)| Cell { side: *side, unit: *unit, words: n_words(own) }).collect();
    Counted {
        n_articles: sides.map(|articles| gather::n_articles(vocabularies, &columns, &articles)),
        counts: SideCounts { uses, cells, share },
        terms: columns.terms,
    }
}

fn one(design: &Design, vocabularies: &Vocabularies<'_>, settings: &Settings) -> Option<Contrast> {
    let Counted { counts, terms, n_articles: [of_a, of_b] } = count(&design.cells, vocabularies);
    let n_articles: Vec<usize> = of_a.iter().zip(&of_b).map(|(a, b)| (a + b) as usize).collect();
    let found = contrast::contrast(&counts, &n_articles, design.level, settings);
    let n_words = terms.iter().filter(|term| term.ngram == 1).count();
    let distance = || distance(&counts, n_words, settings.n_resamples, settings.n_permutations, settings.seed);
    let words = contrast::words_by_side(&counts.cells);
    let terms = terms.into_iter().enumerate();
    Some(Contrast {
        sides: design.sides,
        level: design.level,
        n_outlets: design.n_outlets,
        n_shared_events: design.n_shared_events,
        n_words: (words.0 as u64, words.1 as u64),
        distance: (design.level == Some(Level::Event)).then(distance).flatten(),
        terms: terms
            .map(|(w, term)| ContrastTerm { term, n_articles: (of_a[w], of_b[w]), contrast: found[w] })
            .collect(),
    })
}

/// The test over all of `outlets` on events that two of them or more cover; `None` with too few outlets or events.
fn all_outlets(
    groups: &Groups<'_>,
    vocabularies: &Vocabularies<'_>,
    outlets: &[usize],
    settings: &Settings,
) -> Option<AllOutlets> {
    let mut by_event = BTreeMap::<u32, BTreeMap<u16, Vec<usize>>>::new();
    for (o, &outlet) in outlets.iter().enumerate() {
        for &article in &groups.articles[outlet] {
            let event = by_event.entry(groups.events.of_article[article]).or_default();
            event.entry(u16::try_from(o).ok()?).or_default().push(article);
        }
    }
    by_event.retain(|_, outlets| outlets.len() >= 2);
    if outlets.len() < MIN_OUTLETS || by_event.len() < contrast::MIN_EVENTS {
        return None;
    }
    let cells = by_event.into_values().enumerate();
    let cells: Vec<(u32, u16, Vec<usize>)> =
        cells.flat_map(|(event, outlets)| outlets.into_iter().map(move |(o, own)| (event as u32, o, own))).collect();
    let compared: Vec<usize> = cells.iter().flat_map(|(.., articles)| articles.iter().copied()).collect();
    let columns = gather::columns(vocabularies, &compared);
    let n_words = |articles: &[usize]| articles.iter().map(|&article| vocabularies.n_words(article)).sum();
    let counts = OutletCounts {
        uses: gather::uses(vocabularies, &columns, cells.iter().map(|(.., articles)| &articles[..])),
        cells: cells
            .iter()
            .map(|(event, outlet, own)| omnibus::Cell { event: *event, outlet: *outlet, words: n_words(own) })
            .collect(),
        n_outlets: outlets.len(),
    };
    let found = omnibus::omnibus(&counts, settings.n_permutations, settings.seed);
    Some(AllOutlets {
        outlets: outlets.iter().map(|&outlet| OutletId(outlet as u32)).collect(),
        terms: columns.terms.into_iter().zip(found).collect(),
    })
}

/// The adjusted p of the distance of each pair of outlets that has one, by position in `contrasts`.
pub fn adjusted_distances(contrasts: &[Contrast]) -> Vec<Option<f64>> {
    let is_pair = |contrast: &&Contrast| matches!(contrast.sides, Sides::Outlets(..));
    let p: Vec<f64> = contrasts.iter().filter(is_pair).filter_map(|contrast| contrast.distance?.p).collect();
    let mut q = benjamini_hochberg(&p).into_iter();
    contrasts
        .iter()
        .map(|contrast| if is_pair(&contrast) { contrast.distance?.p.and_then(|_| q.next()) } else { None })
        .collect()
}
