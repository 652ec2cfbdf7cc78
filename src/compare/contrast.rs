//! Which words set two outlets apart, how far, and whether chance could do it.
//!
//! **Effect**: log-odds with an informative Dirichlet prior (Monroe, Colaresi & Quinn 2008, Political Analysis
//! 16:372, eq. 16). With y_wi uses of word w in outlet i, n_i words in all, a_w = a_0 p_w (p_w the word's share of the
//! *rest* of the corpus, each count raised by one so that none is 0; a_0 the prior's size in words):
//!
//! d_w = ln[(y_wi + a_w) / (n_i + a_0 - y_wi - a_w)] - ln[(y_wj + a_w) / (n_j + a_0 - y_wj - a_w)];
//! above 0, outlet i uses the word more. The interval draws whole events again.
//!
//! **Test**: token counts are not independent, so their z (kept as `z_token`, descriptive only) rejects far too often
//! on news. Here the unit is the event both outlets cover. In event e the score of w is what outlet i has over its
//! share, u_we = y_wie - n_ie (y_wie + y_wje) / (n_ie + n_je); T_w = sum_e u_we / sqrt(sum_e u_we^2). Swapping the two
//! outlets' names within an event turns u_we into -u_we and nothing else, so under the null every sign pattern is
//! equally likely. `p_perm` is the share of (pattern, word) pairs with |T| at least as large, over all tested words
//! (pooled); `q_bh` the Benjamini & Hochberg (1995) adjustment; `p_maxt` the Westfall & Young (1993) step-down maxT
//! adjustment, which bounds the chance of any false discovery. Only words found in at least
//! [`Settings::min_events`] of the shared events are tested.
//!
//! By hand: in two events of 100 words a side, outlet i uses w 3 and 1 times, outlet j 1 and 1 times: u = 1 and 0,
//! T = 1.
//!
//! What it cannot tell you: a claim is about these two outlets' texts on these events, never about a political side;
//! much of what differs is house style. Without shared events there is an effect and no test.

use ndarray::{Array1, Array2, Axis};

use super::resample::Resamples;
use crate::num::{Random, ln, percentile_interval, ratio, sqrt};

/// The counts of some words on both sides, event by event (events x words).
#[derive(Debug, Clone)]
pub struct PairCounts {
    /// Uses by the first outlet.
    pub a: Array2<f64>,
    /// Uses by the second outlet.
    pub b: Array2<f64>,
    /// All words of the first outlet in each event.
    pub words_a: Array1<f64>,
    /// All words of the second outlet in each event.
    pub words_b: Array1<f64>,
    /// Each word's share of the words it is compared against (the prior), above 0.
    pub share: Array1<f64>,
    /// Whether the events are shared by both outlets; if not, there is one row for all articles and no test.
    pub matched: bool,
}

/// How words are contrasted.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Settings {
    /// The prior's size a_0, in words.
    pub prior_size: f64,
    /// Fewest shared events with the word for a test.
    pub min_events: usize,
    /// Sign patterns drawn for the test; 0 for none.
    pub n_permutations: usize,
    /// Resamples of events for the interval; 0 for none.
    pub n_resamples: usize,
    /// Seed of both.
    pub seed: u64,
}

/// The contrast of one word.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TermContrast {
    /// d_w, above 0 when the first outlet uses the word more.
    pub log_odds: f64,
    /// Its 95 % interval over events; `None` with fewer than two shared events.
    pub interval: Option<(f64, f64)>,
    /// The token-level z of the literature: descriptive, not a test.
    pub z_token: f64,
    /// Shared events in which either outlet uses the word.
    pub n_events: usize,
    /// The test; `None` where the word is in too few shared events.
    pub test: Option<Test>,
}

/// The outcome of a test.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Test {
    /// Permutation p, pooled over words.
    pub p: f64,
    /// Benjamini-Hochberg adjusted p.
    pub q: f64,
    /// Step-down maxT adjusted p.
    pub p_max_t: f64,
}

/// The contrast of every word (column) of `counts`.
pub fn contrast(counts: &PairCounts, settings: &Settings) -> Vec<TermContrast> {
    let effects = log_odds(counts, settings.prior_size);
    let intervals = intervals(counts, settings);
    let n_events: Vec<usize> = (0..counts.share.len())
        .map(|w| counts.a.column(w).iter().zip(counts.b.column(w)).filter(|(a, b)| *a + *b > 0.0).count())
        .collect();
    let tests = tests(counts, &n_events, settings);
    (0..counts.share.len())
        .map(|w| TermContrast {
            log_odds: effects[w].0,
            z_token: effects[w].1,
            interval: intervals[w],
            n_events: n_events[w],
            test: tests[w],
        })
        .collect()
}

/// Benjamini & Hochberg's adjusted p-values, in the order given.
///
/// ```
/// // scipy.stats.false_discovery_control([.01, .04, .03, .5, .002, .04]) (SciPy 1.17.1)
/// let q = slantwise::compare::contrast::benjamini_hochberg(&[0.01, 0.04, 0.03, 0.5, 0.002, 0.04]);
/// assert!(q.iter().zip([0.03, 0.048, 0.048, 0.5, 0.012, 0.048]).all(|(a, b)| (a - b).abs() < 1e-12));
/// ```
pub fn benjamini_hochberg(p: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..p.len()).collect();
    order.sort_by(|&i, &j| p[j].total_cmp(&p[i]));
    let mut q = vec![1.0; p.len()];
    let mut smallest: f64 = 1.0;
    for (n_above, &i) in order.iter().enumerate() {
        let rank = (p.len() - n_above) as f64;
        smallest = smallest.min(p[i] * p.len() as f64 / rank);
        q[i] = smallest;
    }
    q
}

/// Effect and token z of each word.
fn log_odds(counts: &PairCounts, prior_size: f64) -> Vec<(f64, f64)> {
    let (a, b) = (counts.a.sum_axis(Axis(0)), counts.b.sum_axis(Axis(0)));
    let (n_a, n_b) = (counts.words_a.sum(), counts.words_b.sum());
    (0..counts.share.len())
        .map(|w| {
            let prior = prior_size * counts.share[w];
            let d = log_odds_of(a[w], n_a, prior, prior_size) - log_odds_of(b[w], n_b, prior, prior_size);
            (d, d / sqrt(1.0 / (a[w] + prior) + 1.0 / (b[w] + prior)))
        })
        .collect()
}

fn log_odds_of(uses: f64, words: f64, prior: f64, prior_size: f64) -> f64 {
    ln((uses + prior) / (words + prior_size - uses - prior))
}

/// The interval of each word's effect over events drawn again; words in blocks, so that memory stays small.
fn intervals(counts: &PairCounts, settings: &Settings) -> Vec<Option<(f64, f64)>> {
    let n_words = counts.share.len();
    let n_events = counts.words_a.len();
    if settings.n_resamples == 0 || !counts.matched || n_events < 2 {
        return vec![None; n_words];
    }
    let resamples = Resamples::new(n_events, settings.n_resamples, settings.seed, 0);
    let column = |of: &Array1<f64>| of.clone().insert_axis(Axis(1));
    let (all_a, all_b) = (resamples.totals(&column(&counts.words_a)), resamples.totals(&column(&counts.words_b)));
    let mut found = Vec::with_capacity(n_words);
    for block in (0..n_words).collect::<Vec<_>>().chunks(256) {
        let (a, b) =
            (resamples.totals(&counts.a.select(Axis(1), block)), resamples.totals(&counts.b.select(Axis(1), block)));
        for (i, &w) in block.iter().enumerate() {
            let prior = settings.prior_size * counts.share[w];
            let values = (0..settings.n_resamples)
                .map(|r| {
                    log_odds_of(a[[r, i]], all_a[[r, 0]], prior, settings.prior_size)
                        - log_odds_of(b[[r, i]], all_b[[r, 0]], prior, settings.prior_size)
                })
                .collect();
            found.push(percentile_interval(values));
        }
    }
    found
}

fn tests(counts: &PairCounts, n_events: &[usize], settings: &Settings) -> Vec<Option<Test>> {
    let mut tests = vec![None; n_events.len()];
    if settings.n_permutations == 0 || !counts.matched {
        return tests;
    }
    let scores = scores(counts);
    let spread: Vec<f64> = scores.columns().into_iter().map(|it| sqrt(it.dot(&it))).collect();
    let tested: Vec<usize> =
        (0..n_events.len()).filter(|&w| n_events[w] >= settings.min_events && spread[w] > 0.0).collect();
    if tested.is_empty() {
        return tests;
    }
    let statistic = scores.select(Axis(1), &tested) / &Array1::from_iter(tested.iter().map(|&w| spread[w]));
    let observed: Vec<f64> = statistic.sum_axis(Axis(0)).iter().map(|it| it.abs()).collect();
    let mut order: Vec<usize> = (0..observed.len()).collect();
    order.sort_by(|&i, &j| observed[j].total_cmp(&observed[i]).then(i.cmp(&j)));
    let mut tally = Tally { pooled: vec![0; order.len()], step_down: vec![0; order.len()] };
    let signs = signs(statistic.nrows(), settings);
    for block in signs.axis_chunks_iter(Axis(0), 64) {
        count_reaching(&observed, &order, &block.dot(&statistic).mapv(f64::abs), &mut tally);
    }
    let p = pooled_p(&order, &tally.pooled, settings.n_permutations);
    let q = benjamini_hochberg(&p);
    let p_max_t = step_down_max_t(&order, &tally.step_down, settings.n_permutations);
    for (i, &w) in tested.iter().enumerate() {
        tests[w] = Some(Test { p: p[i], q: q[i], p_max_t: p_max_t[i] });
    }
    tests
}

/// What the first outlet has over its share, events x words.
fn scores(counts: &PairCounts) -> Array2<f64> {
    let mut scores = counts.a.clone();
    for (e, mut row) in scores.outer_iter_mut().enumerate() {
        let share = ratio(counts.words_a[e], counts.words_a[e] + counts.words_b[e]).unwrap_or(0.0);
        row.zip_mut_with(&(&counts.a.row(e) + &counts.b.row(e)), |u, both| *u -= share * both);
    }
    scores
}

/// Random signs, permutations x events: each event's two outlets swapped or not.
fn signs(n_events: usize, settings: &Settings) -> Array2<f64> {
    let mut signs = Array2::ones((settings.n_permutations, n_events));
    for (r, mut row) in signs.outer_iter_mut().enumerate() {
        let mut random = Random::new(settings.seed, (1 << 40) | r as u64);
        row.mapv_inplace(|it: f64| if random.flip() { -it } else { it });
    }
    signs
}

/// How many permuted values reach each word's observed one.
struct Tally {
    /// By falling observed value: permuted values of any word that reach it and not the one before it.
    pooled: Vec<u64>,
    /// By word: patterns in which the largest value among the words observed no higher reaches it.
    step_down: Vec<u64>,
}

/// Counts, for the patterns in `permuted` (patterns x words); `order` lists the words by falling observed value.
fn count_reaching(observed: &[f64], order: &[usize], permuted: &Array2<f64>, tally: &mut Tally) {
    for row in permuted.outer_iter() {
        let mut largest: f64 = 0.0;
        for &w in order.iter().rev() {
            largest = largest.max(row[w]);
            tally.step_down[w] += u64::from(largest >= observed[w] - ROUNDING);
        }
        for value in row {
            let first = order.partition_point(|&w| observed[w] - ROUNDING > *value);
            if let Some(n) = tally.pooled.get_mut(first) {
                *n += 1;
            }
        }
    }
}

/// Statistics that differ by less are the same.
const ROUNDING: f64 = 1e-9;

/// The share of (pattern, word) pairs that reach each observed value, the observation itself counted.
fn pooled_p(order: &[usize], pooled: &[u64], n_permutations: usize) -> Vec<f64> {
    let mut p = vec![1.0; order.len()];
    let mut n_reaching = 0;
    for (&w, n) in order.iter().zip(pooled) {
        n_reaching += n;
        p[w] = (1 + n_reaching) as f64 / (1 + n_permutations * order.len()) as f64;
    }
    p
}

/// Westfall & Young's step-down maxT (1993, algorithm 4.1).
fn step_down_max_t(order: &[usize], step_down: &[u64], n_permutations: usize) -> Vec<f64> {
    let mut p = vec![1.0; order.len()];
    let mut least: f64 = 0.0;
    for &w in order {
        least = least.max((1 + step_down[w]) as f64 / (1 + n_permutations) as f64);
        p[w] = least;
    }
    p
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    const SETTINGS: Settings =
        Settings { prior_size: 500.0, min_events: 5, n_permutations: 999, n_resamples: 200, seed: 42 };

    fn pair(a: Array2<f64>, b: Array2<f64>, n_words: f64) -> PairCounts {
        let events = a.nrows();
        let uses = a.sum_axis(Axis(0)) + b.sum_axis(Axis(0));
        let share = uses / (2.0 * n_words * events as f64);
        PairCounts {
            a,
            b,
            words_a: Array1::from_elem(events, n_words),
            words_b: Array1::from_elem(events, n_words),
            share,
            matched: true,
        }
    }

    #[test]
    fn the_effect_is_monroes() {
        // Python 3.11: y_i=4, n_i=200, y_j=2, n_j=200, a_w=500*6/400=7.5, a_0=500:
        // math.log((4+7.5)/(200+500-4-7.5)) - math.log((2+7.5)/(200+500-2-7.5)) -> 0.19395...
        let found = contrast(&pair(array![[3.0], [1.0]], array![[1.0], [1.0]], 100.0), &SETTINGS)[0];
        let expected = ((4.0f64 + 7.5) / (700.0 - 11.5) / ((2.0 + 7.5) / (700.0 - 9.5))).log(std::f64::consts::E);
        assert!((found.log_odds - expected).abs() < 1e-12);
        assert!((found.z_token - expected / (1.0f64 / 11.5 + 1.0 / 9.5).sqrt()).abs() < 1e-12);
        assert_eq!((found.n_events, found.test), (2, None));
    }

    #[test]
    fn the_score_is_what_one_side_has_over_its_share() {
        let counts = pair(array![[3.0], [1.0]], array![[1.0], [1.0]], 100.0);
        assert_eq!(scores(&counts), array![[1.0], [0.0]]);
    }

    /// 400 words in 40 events with no difference between the sides but bursts: about one in twenty p below .05.
    #[test]
    fn under_the_null_p_is_level_and_discoveries_are_rare_while_the_token_z_is_neither() {
        let (mut rejected, mut naive, mut with_discovery) = (0, 0, 0);
        let (n_sets, n_events, n_terms) = (20, 40, 400);
        for set in 0..n_sets {
            let mut random = Random::new(set, 5);
            let mut draw = |_| {
                // a word that turns up does so in a burst of 1 to 6
                if random.below(5) == 0 { (1 + random.below(6)) as f64 } else { 0.0 }
            };
            let a = Array2::from_shape_fn((n_events, n_terms), &mut draw);
            let b = Array2::from_shape_fn((n_events, n_terms), &mut draw);
            let found = contrast(
                &pair(a, b, 5_000.0),
                &Settings { n_resamples: 0, n_permutations: 200, prior_size: 5.0, ..SETTINGS },
            );
            let tests: Vec<Test> = found.iter().filter_map(|it| it.test).collect();
            assert!(tests.len() > n_terms - 5);
            rejected += tests.iter().filter(|it| it.p <= 0.05).count();
            naive += found.iter().filter(|it| it.z_token.abs() > 1.96).count();
            with_discovery += usize::from(tests.iter().any(|it| it.q <= 0.05));
        }
        let share = |n: usize| n as f64 / (n_sets as usize * n_terms) as f64;
        assert!((0.03..=0.07).contains(&share(rejected)), "{}", share(rejected));
        assert!(with_discovery <= 2, "{with_discovery} of {n_sets}");
        assert!(share(naive) > 0.10, "the naive z must fail here: {}", share(naive));
    }

    #[test]
    fn a_planted_word_is_found() {
        let mut random = Random::new(9, 9);
        let mut counts = |extra: f64| {
            Array2::from_shape_fn((30, 50), |(_, w)| random.below(3) as f64 + if w == 7 { extra } else { 0.0 })
        };
        let (a, b) = (counts(3.0), counts(0.0));
        let found = contrast(&pair(a, b, 1_000.0), &SETTINGS);
        let test = found[7].test.unwrap();
        assert!(test.q < 0.05 && test.p_max_t < 0.05 && found[7].log_odds > 0.3, "{:?}", found[7]);
        assert!(found[7].interval.unwrap().0 > 0.0);
        assert!(found.iter().enumerate().filter(|it| it.0 != 7).all(|it| it.1.test.unwrap().p_max_t > 0.05));
    }

    #[test]
    fn p_values_are_exact_on_a_hand_made_case() {
        // observed 3, 2; permutations (|T1|, |T2|): (3, 1), (1, 2.5), (0, 0):
        // pooled: one of six values reaches 3, two reach 2 -> 2/7, 3/7
        // maxT, word 1: maxima 3, 2.5, 0 -> one of three reaches 3, p = 2/4; word 2 alone: 1, 2.5, 0 -> one reaches 2, 2/4
        let (observed, order) = ([3.0, 2.0], [0, 1]);
        let mut tally = Tally { pooled: vec![0; 2], step_down: vec![0; 2] };
        count_reaching(&observed, &order, &array![[3.0, 1.0], [1.0, 2.5]], &mut tally);
        count_reaching(&observed, &order, &array![[0.0, 0.0]], &mut tally);
        assert_eq!(pooled_p(&order, &tally.pooled, 3), [2.0 / 7.0, 3.0 / 7.0]);
        assert_eq!(step_down_max_t(&order, &tally.step_down, 3), [0.5, 0.5]);
    }

    #[test]
    fn unmatched_outlets_get_an_effect_and_no_test() {
        let counts = PairCounts { matched: false, ..pair(array![[30.0]], array![[10.0]], 1_000.0) };
        let found = contrast(&counts, &SETTINGS)[0];
        assert!(found.log_odds > 0.0 && found.test.is_none() && found.interval.is_none());
    }
}
