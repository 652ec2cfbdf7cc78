//! Null sets made of the user's own articles, and what tests find in them.

use super::contrast::{Design, contrast_design, count, largest, pairs_of_outlets, settings};
use super::events::events;
use super::gather::Vocabularies;
use super::groups::Groups;
use super::places::places;
use super::threads::*;
use super::weights::weights;
use super::{Config, MappedCorpus, Progress, Sides};
use crate::compare::calibrate::{Method, Outcome, Rates, outcomes, rates};
use crate::compare::contrast::{Level, Settings, Side, SideCounts, by_outlet};
use crate::compare::synthetic::{self, Synthetic, synthetic};
use crate::corpus::{Corpus, OutletId};
use crate::num::Random;

/// What a test finds where there is nothing.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Calibration {
    /// How the sets were made.
    pub null: Null,
    /// What the permutation test permutes.
    pub level: Level,
    /// The test.
    pub method: Method,
    /// What it found; `None` when this corpus allows no such set.
    pub rates: Option<Rates>,
}

/// How sets without a difference are made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Null {
    /// The articles of one outlet, in blocks of ten that follow each other in time, each block halved at random.
    SplitHalf,
    /// The corpus' own comparisons with their labels shuffled: outlets between the groups, outlets within events, articles
    /// within events.
    ShuffledLabels,
    /// Made-up counts: outlets that differ, words in bursts.
    Synthetic,
}

impl Null {
    /// `split_half`, `shuffled_labels` or `synthetic`.
    pub fn name(self) -> &'static str {
        match self {
            Self::SplitHalf => "split_half",
            Self::ShuffledLabels => "shuffled_labels",
            Self::Synthetic => "synthetic",
        }
    }
}

/// Articles in a block of a split half.
const BLOCK: usize = 10;
/// Fewest articles of an outlet for its split half.
pub const MIN_HALVED_ARTICLES: usize = 40;

/// Every null, level and method, `n_sets` sets each.
pub(super) fn calibrate(
    config: &Config,
    all: &MappedCorpus,
    n_sets: usize,
    watch: &(dyn Fn(Progress) + Sync),
) -> Vec<Calibration> {
    watch(Progress::Step("finding events"));
    let weights = weights(&all.mapped.counts);
    let events = events(&all.corpus, &all.mapped.measured, &weights, config);
    drop(weights);
    let places = places(&all.corpus, config);
    let groups = places.groups(&events, config);
    let words = &all.mapped.counts;
    let lengths = (0..words.n_rows()).map(|article| words.row_total(article)).collect();
    let vocabularies = Vocabularies::new(words, &all.mapped.bigrams, &places.counted, lengths);
    let mut found = Vec::new();
    watch(Progress::Step("halving outlets"));
    found.extend(shuffled(
        Null::SplitHalf,
        Level::Article,
        halves(&groups, &vocabularies, &all.corpus, config),
        n_sets,
        config,
    ));
    watch(Progress::Step("shuffling labels"));
    for level in [Level::Outlet, Level::Event, Level::Article] {
        let bases = comparisons(&groups, &vocabularies, level, config);
        found.extend(shuffled(Null::ShuffledLabels, level, bases, n_sets, config));
    }
    watch(Progress::Step("making up counts"));
    let made_up: [MadeUp; 3] = [
        (Level::Outlet, synthetic::OUTLETS, synthetic::by_outlet),
        (Level::Event, synthetic::EVENTS, synthetic::by_event),
        (Level::Article, synthetic::ARTICLES, synthetic::by_article),
    ];
    for (level, design, pool) in made_up {
        let set = |set: usize| {
            let made = synthetic(&design, config.seed, set as u64);
            let n_articles: Vec<usize> = made.uses.iter().map(Vec::len).collect();
            outcomes(&pool(&made), &n_articles, level, &of_set(config, Null::Synthetic, level, set))
        };
        let sets: Vec<[Outcome; 3]> = (0..n_sets).into_par_iter().map(set).collect();
        found.extend(calibrations(Null::Synthetic, level, &sets, config));
    }
    found
}

/// A level, what is made up for it, and how its units are pooled to sides.
type MadeUp = (Level, synthetic::Design, fn(&Synthetic) -> SideCounts);

/// Counts whose labels are to be shuffled.
struct Base {
    counts: SideCounts,
    n_articles: Vec<usize>,
}

fn base(design: &Design, vocabularies: &Vocabularies<'_>) -> Base {
    let counted = count(&design.cells, vocabularies);
    let [of_a, of_b] = counted.n_articles;
    Base { counts: counted.counts, n_articles: of_a.iter().zip(of_b).map(|(a, b)| (a + b) as usize).collect() }
}

/// One outlet's articles after another, as two sides.
fn halves(groups: &Groups<'_>, vocabularies: &Vocabularies<'_>, corpus: &Corpus, config: &Config) -> Vec<Base> {
    let outlets: Vec<usize> = largest(groups, config.max_contrast_outlets)
        .into_iter()
        .filter(|&outlet| groups.articles[outlet].len() >= MIN_HALVED_ARTICLES)
        .collect();
    let halves = |&outlet: &usize| {
        let mut articles = groups.articles[outlet].clone();
        articles.sort_by_key(|&article| {
            (corpus.articles()[article].date.is_none(), corpus.articles()[article].date, article)
        });
        let cells = articles
            .iter()
            .enumerate()
            .map(|(i, &article)| ([Side::A, Side::B][i % 2], (i / BLOCK) as u32, vec![article]));
        let sides = Sides::Outlets(OutletId(outlet as u32), OutletId(outlet as u32));
        base(
            &Design { sides, level: None, n_outlets: (1, 1), n_shared_events: 0, cells: cells.collect() },
            vocabularies,
        )
    };
    outlets.par_iter().map(halves).collect()
}

/// The comparisons that a run makes at this level; at that of outlets, where ratings make none, the outlets that are long
/// enough in two halves.
fn comparisons(groups: &Groups<'_>, vocabularies: &Vocabularies<'_>, level: Level, config: &Config) -> Vec<Base> {
    let pairs = pairs_of_outlets(groups, config.max_contrast_outlets).into_iter();
    let pairs = pairs.map(|(a, b)| Sides::Outlets(OutletId(a as u32), OutletId(b as u32)));
    let designs = std::iter::once(Sides::LeftRight).chain(pairs);
    let mut designs: Vec<Design> = designs
        .filter_map(|sides| contrast_design(groups, vocabularies, sides))
        .filter(|design| design.level == Some(level))
        .collect();
    if designs.is_empty() && level == Level::Outlet {
        designs.extend(any_outlets(groups, vocabularies));
    }
    designs.par_iter().map(|design| base(design, vocabularies)).collect()
}

fn any_outlets(groups: &Groups<'_>, vocabularies: &Vocabularies<'_>) -> Option<Design> {
    let n_words =
        |outlet: usize| groups.articles[outlet].iter().map(|&article| vocabularies.n_words(article)).sum::<f64>();
    let outlets: Vec<usize> =
        (0..groups.articles.len()).filter(|&outlet| n_words(outlet) >= by_outlet::MIN_WORDS).collect();
    let n_a = outlets.len() / 2;
    let cells = outlets.iter().enumerate().map(|(i, &outlet)| {
        let side = if i < n_a { Side::A } else { Side::B };
        (side, i as u32, groups.articles[outlet].clone())
    });
    (n_a >= by_outlet::MIN_OUTLETS_A_SIDE).then(|| Design {
        sides: Sides::LeftRight,
        level: Some(Level::Outlet),
        n_outlets: (n_a, outlets.len() - n_a),
        n_shared_events: 0,
        cells: cells.collect(),
    })
}

/// What the methods find when the labels of `bases`, each in its turn, are shuffled.
fn shuffled(null: Null, level: Level, bases: Vec<Base>, n_sets: usize, config: &Config) -> Vec<Calibration> {
    let n_sets = if bases.is_empty() { 0 } else { n_sets };
    let set = |set: usize| {
        let base = &bases[set % bases.len()];
        let settings = of_set(config, null, level, set);
        let mut counts = base.counts.clone();
        let mut sides: Vec<Side> = counts.cells.iter().map(|cell| cell.side).collect();
        let mut random = Random::new(settings.seed, 7 << 40);
        if level == Level::Outlet {
            random.shuffle(&mut sides);
        } else {
            let mut start = 0;
            for unit in counts.cells.chunk_by(|a, b| a.unit == b.unit) {
                random.shuffle(&mut sides[start..start + unit.len()]);
                start += unit.len();
            }
        }
        counts.cells.iter_mut().zip(sides).for_each(|(cell, side)| cell.side = side);
        outcomes(&counts, &base.n_articles, level, &settings)
    };
    let sets: Vec<[Outcome; 3]> = (0..n_sets).into_par_iter().map(set).collect();
    calibrations(null, level, &sets, config)
}

/// The settings of a set, with a seed of its own.
fn of_set(config: &Config, null: Null, level: Level, set: usize) -> Settings {
    let stream = (8 << 40) | (null as u64) << 36 | (level as u64) << 32 | set as u64;
    Settings { seed: Random::new(config.seed, stream).below(usize::MAX) as u64, ..settings(config) }
}

fn calibrations(null: Null, level: Level, sets: &[[Outcome; 3]], config: &Config) -> Vec<Calibration> {
    let one = |(at, &method): (usize, &Method)| {
        let outcomes: Vec<Outcome> = sets.iter().map(|set| set[at]).collect();
        Calibration { null, level, method, rates: rates(&outcomes, config.resamples, config.seed) }
    };
    Method::ALL.iter().enumerate().map(one).collect()
}
