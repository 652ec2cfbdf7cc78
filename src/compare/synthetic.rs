//! Made-up word counts of which the truth is known, to see what a test does with them.
//!
//! A word's rate in an article is exp(ln p_w + g_wo + h_we + d_w): p_w falls with the word's rank as natural frequencies
//! do; g_wo is normal with the outlet's spread (what an outlet writes about, its house style), h_we normal with the
//! event's, d_w a planted difference of the first side. Words come in bursts: an article has Poisson(rate x words / b)
//! of them, each of 1 to 2b - 1 uses, b on average, so that counts vary far more than tokens drawn alone would.
//!
//! By hand: with no spreads and b = 1 counts are Poisson, and a token-level test is right. With b = 2 each burst has 1, 2
//! or 3 uses, mean square 14/3, so a count varies 14/3 / 2 = 7/3 times as much as its mean.
//!
//! What it cannot tell you: how a test fares on texts; `slantwise calibrate` shuffles the user's own as well.

use super::contrast::{Cell, Side, SideCounts};
use crate::num::{Random, exp, ln};

/// What is made up.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Design {
    /// Outlets on each side.
    pub n_outlets: usize,
    /// Events; every outlet covers each.
    pub n_events: usize,
    /// Articles of an outlet on an event.
    pub n_articles: usize,
    /// Different words.
    pub n_terms: usize,
    /// Standard deviation of an outlet's log rates; 0 for outlets that do not differ.
    pub outlet_spread: f64,
    /// Standard deviation of an event's log rates.
    pub event_spread: f64,
    /// Mean uses in a burst, from 1.
    pub burst: usize,
    /// How many words the first side uses more, evenly over the ranks.
    pub n_planted: usize,
    /// How much more, as a difference of log rates.
    pub difference: f64,
}

/// Made-up articles.
#[derive(Debug, Clone, PartialEq)]
pub struct Synthetic {
    /// For each word, the articles that use it, ascending, and how often.
    pub uses: Vec<Vec<(u32, u32)>>,
    /// The outlet of each article; the first half of the outlets is the first side.
    pub outlets: Vec<u32>,
    /// Its event.
    pub events: Vec<u32>,
    /// Its words in all.
    pub words: Vec<f64>,
    /// How many outlets there are on both sides.
    pub n_outlets: usize,
    /// Whether each word's difference was planted.
    pub is_planted: Vec<bool>,
}

/// Groups of twenty outlets, of about 24,000 words each, that differ among themselves, and not between the groups; their spread makes
/// the token-level z fail about as often (one word in four) as it does on news when outlets are shuffled.
pub const OUTLETS: Design = Design {
    n_outlets: 20,
    n_events: 40,
    n_articles: 1,
    n_terms: 400,
    outlet_spread: 0.25,
    event_spread: 0.5,
    burst: 2,
    n_planted: 0,
    difference: 0.0,
};

/// Two outlets that do not differ on forty events.
pub const EVENTS: Design = Design { n_outlets: 1, outlet_spread: 0.0, burst: 3, ..OUTLETS };

/// Two outlets that do not differ, with twenty articles each on two events.
pub const ARTICLES: Design = Design { n_events: 2, n_articles: 20, ..EVENTS };

/// Articles of `design`; the same for the same `seed` and `stream`.
pub fn synthetic(design: &Design, seed: u64, stream: u64) -> Synthetic {
    let mut random = Random::new(seed, (6 << 40) | stream);
    let n_outlets = 2 * design.n_outlets;
    let places = (0..design.n_events).flat_map(|e| (0..n_outlets).map(move |o| (e, o)));
    let places: Vec<(usize, usize)> = places.flat_map(|place| std::iter::repeat_n(place, design.n_articles)).collect();
    let words: Vec<f64> = places.iter().map(|_| (300 + random.below(600)) as f64).collect();
    let mut is_planted = vec![false; design.n_terms];
    (0..design.n_planted).for_each(|i| is_planted[(2 * i + 1) * design.n_terms / (2 * design.n_planted)] = true);
    let burst = design.burst.max(1);
    let mut term = |rank: usize| {
        let rate = ln(0.03 / (rank + 3) as f64);
        let mut normals = |n: usize, spread: f64| -> Vec<f64> { (0..n).map(|_| spread * random.normal()).collect() };
        let (of_outlet, of_event) =
            (normals(n_outlets, design.outlet_spread), normals(design.n_events, design.event_spread));
        let mut uses = Vec::new();
        for (article, (&(event, outlet), words)) in places.iter().zip(&words).enumerate() {
            let planted = if is_planted[rank] && outlet < design.n_outlets { design.difference } else { 0.0 };
            let rate = exp(rate + of_outlet[outlet] + of_event[event] + planted);
            let n_bursts = poisson(&mut random, rate * words / burst as f64);
            let n: usize = (0..n_bursts).map(|_| 1 + random.below(2 * burst - 1)).sum();
            if n > 0 {
                uses.push((article as u32, n as u32));
            }
        }
        uses
    };
    Synthetic {
        uses: (0..design.n_terms).map(&mut term).collect(),
        outlets: places.iter().map(|(_, outlet)| *outlet as u32).collect(),
        events: places.iter().map(|(event, _)| *event as u32).collect(),
        words,
        n_outlets,
        is_planted,
    }
}

/// A Poisson draw (Knuth 1969, vol. 2, 3.4.1), its mean held below 100.
fn poisson(random: &mut Random, mean: f64) -> usize {
    let limit = exp(-mean.min(100.0));
    let (mut n, mut product) = (0, random.unit());
    while product > limit {
        n += 1;
        product *= random.unit();
    }
    n
}

/// Each outlet's articles as one cell, the first side's outlets first.
pub fn by_outlet(made: &Synthetic) -> SideCounts {
    let unit = |article: usize| made.outlets[article];
    pooled(made, &unit, &unit)
}

/// Each side's articles on an event as one cell.
pub fn by_event(made: &Synthetic) -> SideCounts {
    let side = |article: usize| u32::from(made.outlets[article] as usize >= made.n_outlets / 2);
    pooled(made, &|article| 2 * made.events[article] + side(article), &|article| made.events[article])
}

/// Each article as a cell, its event as unit.
pub fn by_article(made: &Synthetic) -> SideCounts {
    pooled(made, &|article| article as u32, &|article| made.events[article])
}

/// The counts over cells, each in a unit, both as functions of the article.
fn pooled(made: &Synthetic, cell: &dyn Fn(usize) -> u32, unit: &dyn Fn(usize) -> u32) -> SideCounts {
    let n_cells = (0..made.words.len()).map(|article| cell(article) as usize + 1).max().unwrap_or(0);
    let mut cells = vec![Cell { side: Side::A, unit: 0, words: 0.0 }; n_cells];
    for (article, words) in made.words.iter().enumerate() {
        let is_first = (made.outlets[article] as usize) < made.n_outlets / 2;
        let place = &mut cells[cell(article) as usize];
        *place =
            Cell { side: if is_first { Side::A } else { Side::B }, unit: unit(article), words: place.words + words };
    }
    let of_term = |uses: &Vec<(u32, u32)>| {
        let mut uses: Vec<(u32, u32)> = uses.iter().map(|&(article, n)| (cell(article as usize), n)).collect();
        uses.sort_unstable();
        uses.chunk_by(|a, b| a.0 == b.0).map(|run| (run[0].0, run.iter().map(|(_, n)| n).sum())).collect()
    };
    let all: f64 = made.words.iter().sum();
    let share = |uses: &Vec<(u32, u32)>| f64::from(1 + uses.iter().map(|(_, n)| n).sum::<u32>()) / all;
    SideCounts { uses: made.uses.iter().map(of_term).collect(), cells, share: made.uses.iter().map(share).collect() }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DESIGN: Design = Design {
        n_outlets: 3,
        n_events: 40,
        n_articles: 5,
        n_terms: 30,
        outlet_spread: 0.0,
        event_spread: 0.0,
        burst: 1,
        n_planted: 0,
        difference: 0.0,
    };

    /// Variance over mean of the uses in articles, of the most frequent word, per word of article.
    fn dispersion(design: &Design) -> f64 {
        let made = synthetic(design, 1, 1);
        let mut uses = vec![0.0; made.words.len()];
        made.uses[0].iter().for_each(|(article, n)| uses[*article as usize] = f64::from(*n));
        let rate = uses.iter().sum::<f64>() / made.words.iter().sum::<f64>();
        let squares =
            uses.iter().zip(&made.words).map(|(n, words)| (n - rate * words) * (n - rate * words) / (rate * words));
        squares.sum::<f64>() / uses.len() as f64
    }

    #[test]
    fn counts_vary_as_told() {
        // 1,200 articles: the ratio's standard error is about sqrt(2 / 1200) = .04 of it
        let check = |design: Design, expected: f64| {
            let found = dispersion(&design);
            assert!((found / expected - 1.0).abs() < 0.15, "{found} {expected}");
        };
        check(DESIGN, 1.0);
        check(Design { burst: 2, ..DESIGN }, 7.0 / 3.0);
        assert!(dispersion(&Design { outlet_spread: 0.5, ..DESIGN }) > 1.5);
    }

    #[test]
    fn cells_hold_all_uses_and_words() {
        let made = synthetic(&Design { n_planted: 3, difference: 1.0, ..DESIGN }, 2, 0);
        let n_uses = |uses: &Vec<Vec<(u32, u32)>>| uses.iter().flatten().map(|(_, n)| n).sum::<u32>();
        for (counts, n_cells) in [(by_outlet(&made), 6), (by_event(&made), 80), (by_article(&made), 1_200)] {
            assert_eq!((counts.cells.len(), n_uses(&counts.uses)), (n_cells, n_uses(&made.uses)));
            assert_eq!(counts.cells.iter().map(|cell| cell.words).sum::<f64>(), made.words.iter().sum::<f64>());
            assert!(counts.uses.iter().all(|uses| uses.is_sorted_by(|a, b| a.0 < b.0)));
            assert!(counts.cells.is_sorted_by_key(|cell| cell.unit));
        }
        assert_eq!(made.is_planted.iter().filter(|is_planted| **is_planted).count(), 3);
    }
}
