//! Which words set two sides apart, how far, and whether chance could do it.
//!
//! A side is an outlet, or a group of outlets (those rated left, those rated right).
//!
//! **Effect**: log-odds with an informative Dirichlet prior (Monroe, Colaresi & Quinn 2008, Political Analysis
//! 16:372, eq. 16). With y_wi uses of word w on side i, n_i words in all, a_w = a_0 p_w (p_w the word's share of the
//! *rest* of the corpus, each count raised by one so that none is 0; a_0 the prior's size in words):
//!
//! d_w = ln[(y_wi + a_w) / (n_i + a_0 - y_wi - a_w)] - ln[(y_wj + a_w) / (n_j + a_0 - y_wj - a_w)];
//! above 0, side i uses the word more. The interval draws whole events again, or whole outlets within each side.
//!
//! **Test**: token counts are not independent, so their z (kept as `z_token`, descriptive only) rejects far too often
//! on news. Labels are permuted instead, at the highest [`Level`] that the articles allow: outlets ([`by_outlet`]), else
//! the two sides within events ([`by_event`]), else articles within events ([`by_article`]). From permuted statistics to
//! p: [`permutation`].
//!
//! By hand: y_wi = 4, y_wj = 2, n_i = n_j = 200, a_0 = 500, a_w = 7.5:
//! d_w = ln(11.5 / 688.5) - ln(9.5 / 690.5) = .194.
//!
//! What it cannot tell you: a claim about two outlets is about their texts on these events, never about a political
//! side; much of what differs is house style. Without shared events there is an effect and no test.

pub mod by_article;
pub mod by_event;
pub mod by_outlet;

use ndarray::{Array2, Axis, concatenate};

use super::permutation::{self, Test};
use super::resample::Resamples;
use crate::num::{Interval, ln, percentile_interval_of, sqrt};

/// How often two sides use some words, in parts that are permuted or drawn again as a whole.
#[derive(Debug, Clone, PartialEq)]
pub struct SideCounts {
    /// For each word, the cells that use it, ascending, and how often (from 1).
    pub uses: Vec<Vec<(u32, u32)>>,
    /// The cells, those of one unit side by side.
    pub cells: Vec<Cell>,
    /// Each word's share of the words it is compared against (the prior), above 0.
    pub share: Vec<f64>,
}

/// A part of one side's text.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Cell {
    /// Whose it is.
    pub side: Side,
    /// The event (one cell a side, or one an article), or the outlet, from 0.
    pub unit: u32,
    /// Words in it.
    pub words: f64,
}

/// One of two sides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Side {
    /// The first: effects above 0 are its words.
    A,
    /// The second.
    B,
}

/// What a test permutes, the strongest evidence first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// Outlets between the sides: a claim about outlets like these.
    Outlet,
    /// The two sides within each event: a claim about these sides' texts on events like these.
    Event,
    /// Articles within each event: a claim about these events alone.
    Article,
}

/// Why there is no test.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Untested {
    /// No permutations were asked for.
    NotAsked,
    /// The sides share too few events, and have too few articles on those they share.
    FewSharedEvents,
    /// Too few outlets use the word.
    FewOutlets,
    /// It is used on too few events.
    FewEvents,
    /// Too few articles use the word.
    FewArticles,
}

/// How words are contrasted.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Settings {
    /// The prior's size a_0, in words.
    pub prior_size: f64,
    /// How many times the usual fewest units or articles with a word its test takes, from 1.
    pub evidence: u32,
    /// Permutations drawn for the test; 0 for none.
    pub n_permutations: usize,
    /// Resamples of units for the interval; 0 for none.
    pub n_resamples: usize,
    /// Seed of both.
    pub seed: u64,
}

/// The contrast of one word.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TermContrast {
    /// d_w, above 0 when the first side uses the word more.
    pub log_odds: f64,
    /// Its 95 % interval over events, or over outlets; `None` with fewer than two of them.
    pub interval: Option<Interval>,
    /// The token-level z of the literature: descriptive, not a test.
    pub z_token: f64,
    /// Uses by the first and the second side.
    pub uses: (u32, u32),
    /// Units (events or outlets) in which the word is used.
    pub n_units: u32,
    /// The test, or why there is none.
    pub test: Result<Test, Untested>,
}

/// Fewest shared events for the level of events, and fewest with a word for its test there.
pub const MIN_EVENTS: usize = 5;
/// Fewest articles with a word for its test among articles.
pub const MIN_ARTICLES: usize = 5;
/// Fewest articles with a word for its test among outlets.
pub const MIN_ARTICLES_OF_OUTLETS: usize = 20;
/// So many outlets with a word are enough for its test among outlets; so is a third of them.
pub const MIN_OUTLETS: usize = 15;

impl Level {
    /// `outlet`, `event` or `article`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Outlet => "outlet",
            Self::Event => "event",
            Self::Article => "article",
        }
    }
}

impl Untested {
    /// Its name in tables, such as `few_shared_events`.
    pub fn name(self) -> &'static str {
        match self {
            Self::NotAsked => "not_asked",
            Self::FewSharedEvents => "few_shared_events",
            Self::FewOutlets => "few_outlets",
            Self::FewEvents => "few_events",
            Self::FewArticles => "few_articles",
        }
    }
}

/// The contrast of every word of `counts`, which `n_articles` articles use each; without a level there is no test.
pub fn contrast(
    counts: &SideCounts,
    n_articles: &[usize],
    level: Option<Level>,
    settings: &Settings,
) -> Vec<TermContrast> {
    let n_units: Vec<u32> = counts.uses.iter().map(|uses| n_units(counts, uses)).collect();
    let enough = |n: usize, fewest: usize| n >= fewest * settings.evidence as usize;
    let refused = |w: usize| match level {
        None => Some(Untested::FewSharedEvents),
        Some(_) if settings.n_permutations == 0 => Some(Untested::NotAsked),
        Some(Level::Event) => (!enough(n_units[w] as usize, MIN_EVENTS)).then_some(Untested::FewEvents),
        Some(Level::Article) => (!enough(n_articles[w], MIN_ARTICLES)).then_some(Untested::FewArticles),
        Some(Level::Outlet) if (n_units[w] as usize) < MIN_OUTLETS.min(counts.cells.len().div_ceil(3)) => {
            Some(Untested::FewOutlets)
        }
        Some(Level::Outlet) => (!enough(n_articles[w], MIN_ARTICLES_OF_OUTLETS)).then_some(Untested::FewArticles),
    };
    let mut tests: Vec<Result<Test, Untested>> =
        (0..counts.uses.len()).map(|w| Err(refused(w).unwrap_or(Untested::NotAsked))).collect();
    if let Some(level) = level {
        let tested: Vec<usize> = (0..counts.uses.len()).filter(|&w| refused(w).is_none()).collect();
        for (&w, test) in tested.iter().zip(test(counts, &tested, level, settings)) {
            tests[w] = Ok(test);
        }
    }
    let intervals = intervals(counts, level, settings);
    (0..counts.uses.len())
        .map(|w| {
            let uses = uses_by_side(counts, w);
            let (log_odds, z_token) = log_odds(counts, w, uses, settings.prior_size);
            let (interval, test) = (intervals[w], tests[w]);
            TermContrast { log_odds, z_token, interval, uses, n_units: n_units[w], test }
        })
        .collect()
}

/// The test of the words `tested`, by position.
pub fn test(counts: &SideCounts, tested: &[usize], level: Level, settings: &Settings) -> Vec<Test> {
    let (n, seed) = (settings.n_permutations, settings.seed);
    match level {
        Level::Outlet => by_outlet::test(counts, tested, n, seed),
        Level::Event => by_event::test(counts, tested, n, seed),
        Level::Article => by_article::test(counts, tested, n, seed),
    }
}

/// The words of the first and of the second side.
pub fn words_by_side(cells: &[Cell]) -> (f64, f64) {
    let of = |side: Side| cells.iter().filter(|cell| cell.side == side).map(|cell| cell.words).sum();
    (of(Side::A), of(Side::B))
}

/// Uses of word `w` by the first and by the second side.
pub fn uses_by_side(counts: &SideCounts, w: usize) -> (u32, u32) {
    let of = |side: Side| {
        counts.uses[w].iter().filter(|(cell, _)| counts.cells[*cell as usize].side == side).map(|(_, n)| n).sum()
    };
    (of(Side::A), of(Side::B))
}

/// How many units `uses` touch.
fn n_units(counts: &SideCounts, uses: &[(u32, u32)]) -> u32 {
    uses.chunk_by(|a, b| counts.cells[a.0 as usize].unit == counts.cells[b.0 as usize].unit).count() as u32
}

/// Effect and token z of word `w`.
pub fn log_odds(counts: &SideCounts, w: usize, uses: (u32, u32), prior_size: f64) -> (f64, f64) {
    let words = words_by_side(&counts.cells);
    let (a, b) = (f64::from(uses.0), f64::from(uses.1));
    let prior = prior_size * counts.share[w];
    let d = ln(odds(a, words.0, prior, prior_size)) - ln(odds(b, words.1, prior, prior_size));
    (d, d / sqrt(1.0 / (a + prior) + 1.0 / (b + prior)))
}

fn odds(uses: f64, words: f64, prior: f64, prior_size: f64) -> f64 {
    (uses + prior) / (words + prior_size - uses - prior)
}

/// The interval of each word's effect, units drawn again.
fn intervals(counts: &SideCounts, level: Option<Level>, settings: &Settings) -> Vec<Option<Interval>> {
    let n_units = counts.cells.iter().map(|cell| cell.unit as usize + 1).max().unwrap_or(0);
    let n = settings.n_resamples;
    let draws = match level {
        Some(Level::Event) => Resamples::new(n_units, n, settings.seed, 0).by_unit(),
        Some(Level::Outlet) => {
            // the cells are the outlets, those of the first side first
            let n_a = counts.cells.iter().filter(|cell| cell.side == Side::A).count();
            let [a, b] = [(n_a, 0), (n_units - n_a, 1)]
                .map(|(n_units, stream)| Resamples::new(n_units, n, settings.seed, stream).by_unit());
            concatenate(Axis(0), &[a.view(), b.view()]).unwrap_or(a)
        }
        Some(Level::Article) | None => return vec![None; counts.uses.len()],
    };
    if n == 0 || n_units < 2 {
        return vec![None; counts.uses.len()];
    }
    let mut words = [vec![0.0; n], vec![0.0; n]];
    for cell in &counts.cells {
        add(&mut words[cell.side as usize], cell.words, &draws, cell.unit);
    }
    let size = settings.prior_size;
    let mut uses = [vec![0.0; n], vec![0.0; n]];
    let interval = |w: usize| {
        uses.iter_mut().for_each(|row| row.fill(0.0));
        for &(cell, n_uses) in &counts.uses[w] {
            let cell = &counts.cells[cell as usize];
            add(&mut uses[cell.side as usize], f64::from(n_uses), &draws, cell.unit);
        }
        let prior = size * counts.share[w];
        let ratio = |r: usize| odds(uses[0][r], words[0][r], prior, size) / odds(uses[1][r], words[1][r], prior, size);
        percentile_interval_of((0..n).map(ratio).collect(), ln)
    };
    (0..counts.uses.len()).map(interval).collect()
}

/// Adds a row of `rows`, times `factor`.
fn add(sums: &mut [f64], factor: f64, rows: &Array2<f64>, row: u32) {
    sums.iter_mut().zip(rows.row(row as usize)).for_each(|(sum, value)| *sum += factor * value);
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::num::Random;
    use ndarray::{Array2, array};

    pub(super) const SETTINGS: Settings =
        Settings { prior_size: 500.0, evidence: 1, n_permutations: 999, n_resamples: 200, seed: 42 };

    /// Counts of events x words on both sides, `n_words` words in every cell.
    pub(in crate::compare) fn pair(a: &Array2<f64>, b: &Array2<f64>, n_words: f64) -> SideCounts {
        let n_events = a.nrows();
        let cell = |i: usize| Cell { side: [Side::A, Side::B][i % 2], unit: (i / 2) as u32, words: n_words };
        let uses_of = |w: usize| {
            let cells = (0..n_events).flat_map(|e| [(2 * e, a[[e, w]]), (2 * e + 1, b[[e, w]])]);
            cells.filter(|(_, n)| *n > 0.0).map(|(cell, n)| (cell as u32, n as u32)).collect()
        };
        let uses = a.sum_axis(Axis(0)) + b.sum_axis(Axis(0));
        SideCounts {
            uses: (0..a.ncols()).map(uses_of).collect(),
            cells: (0..2 * n_events).map(cell).collect(),
            share: (uses / (2.0 * n_words * n_events as f64)).to_vec(),
        }
    }

    fn by_event(counts: &SideCounts, settings: &Settings) -> Vec<TermContrast> {
        contrast(counts, &vec![100; counts.uses.len()], Some(Level::Event), settings)
    }

    #[test]
    fn the_effect_is_monroes() {
        // Python 3.11: y_i=4, n_i=200, y_j=2, n_j=200, a_w=500*6/400=7.5, a_0=500:
        // math.log((4+7.5)/(200+500-4-7.5)) - math.log((2+7.5)/(200+500-2-7.5)) -> 0.19395...
        let found = by_event(&pair(&array![[3.0], [1.0]], &array![[1.0], [1.0]], 100.0), &SETTINGS)[0];
        let expected = ((4.0f64 + 7.5) / (700.0 - 11.5) / ((2.0 + 7.5) / (700.0 - 9.5))).log(std::f64::consts::E);
        assert!((found.log_odds - expected).abs() < 1e-12);
        assert!((found.z_token - expected / (1.0f64 / 11.5 + 1.0 / 9.5).sqrt()).abs() < 1e-12);
        assert_eq!((found.uses, found.n_units, found.test), ((4, 2), 2, Err(Untested::FewEvents)));
    }

    #[test]
    fn a_planted_word_is_found() {
        let mut random = Random::new(9, 9);
        let mut counts = |extra: f64| {
            Array2::from_shape_fn((30, 50), |(_, w)| random.below(3) as f64 + if w == 7 { extra } else { 0.0 })
        };
        let (a, b) = (counts(3.0), counts(0.0));
        let found = by_event(&pair(&a, &b, 1_000.0), &SETTINGS);
        let test = found[7].test.unwrap();
        assert!(test.q < 0.05 && test.p_max_t < 0.05 && found[7].log_odds > 0.3, "{:?}", found[7]);
        assert!(found[7].interval.unwrap().low > 0.0);
        assert!(found.iter().enumerate().filter(|(w, _)| *w != 7).all(|(_, word)| word.test.unwrap().p_max_t > 0.05));
        // the other way round: the same tests, effects and intervals with the other sign
        let other = by_event(&pair(&b, &a, 1_000.0), &SETTINGS);
        for (word, other) in found.iter().zip(&other) {
            assert_eq!(word.test, other.test);
            let interval = word.interval.unwrap();
            let expected = [-word.log_odds, -interval.high, -interval.low];
            let interval = other.interval.unwrap();
            let close =
                [other.log_odds, interval.low, interval.high].iter().zip(expected).all(|(a, b)| (a - b).abs() < 1e-9);
            assert!(close, "{word:?} {other:?}");
        }
    }

    #[test]
    fn without_a_level_there_is_an_effect_and_no_test() {
        let found = contrast(&pair(&array![[30.0]], &array![[10.0]], 1_000.0), &[9], None, &SETTINGS)[0];
        assert!(found.log_odds > 0.0 && found.interval.is_none());
        assert_eq!(found.test, Err(Untested::FewSharedEvents));
        let settings = Settings { n_permutations: 0, ..SETTINGS };
        let found = by_event(&pair(&Array2::ones((9, 1)), &Array2::ones((9, 1)), 100.0), &settings)[0];
        assert_eq!(found.test, Err(Untested::NotAsked));
    }
}
