//! How well one word tells which of two outlets wrote it.
//!
//! Partisanship (Gentzkow, Shapiro & Taddy 2019, Econometrica 87:1307, their leave-out estimator) is the probability
//! with which an observer who knows both outlets' shares of words guesses the outlet from one word drawn at random:
//!
//! pi = 1/2 q_i . rho + 1/2 q_j . (1 - rho), rho_w = q_iw / (q_iw + q_jw),
//!
//! q_i the shares of the words in outlet i, q_j in outlet j. .5 is no difference, 1 is full separation. Taken from the
//! same texts, rho fits chance and pi is too high; here rho comes from all *other* events (of a word that no other event
//! has, rho is 1/2), so that under the null, when the two outlets' names are swapped within events at random, pi is .5
//! on average. That placebo is always beside it. Leaving out the article alone is biased down when both outlets tell the
//! same events.
//!
//! By hand: two events; outlet i always says `wall`, outlet j always `fence`: rho is 1 and 0, pi = 1. If both say `wall`
//! alone, rho is 1/2 and pi is 1/2.
//!
//! What it cannot tell you: what sets the outlets apart. Much of it is house style, which is why it is given with and
//! without. The interval draws events' contributions again and holds rho fixed.

use super::resample::Resamples;
use crate::num::{Interval, Random, mean, percentile_interval, ratio, sample_variance, sqrt};

/// One event's words in both outlets: word, uses by the first, uses by the second; a word once.
pub type EventWords = Vec<(u32, f64, f64)>;

/// Partisanship of two outlets and what it is on swapped names.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Partisanship {
    /// pi, 0 to 1: .5 for no difference.
    pub pi: f64,
    /// Its 95 % interval over events; `None` when it does not vary.
    pub interval: Option<Interval>,
    /// Mean and standard deviation of pi on swapped names; `None` when none were drawn.
    pub placebo: Option<(f64, f64)>,
    /// The share of swaps in which pi is at least as large, the observed one counted; `None` when none were drawn.
    pub p: Option<f64>,
    /// Events in which both outlets have words.
    pub n_events: usize,
}

/// The partisanship of two outlets on the events that both have words on; `None` with fewer than `min_events` of them.
/// `n_swaps` swaps make the placebo and `n_resamples` resamples the interval.
pub fn partisanship(
    events: &[EventWords],
    min_events: usize,
    n_swaps: usize,
    n_resamples: usize,
    seed: u64,
) -> Option<Partisanship> {
    let used: Vec<&EventWords> = events.iter().filter(|event| totals(event).is_some()).collect();
    let (used, n_words) = numbered(&used);
    if used.len() < min_events.max(2) {
        return None;
    }
    let mut sums = Sums { a: vec![0.0; n_words], b: vec![0.0; n_words] };
    let observed = contributions(&used, &vec![false; used.len()], &mut sums);
    let pi = mean(&observed)?;
    let resamples = Resamples::new(used.len(), n_resamples, seed, 0);
    let column = ndarray::Array2::from_shape_fn((used.len(), 1), |(event, _)| observed[event]);
    let drawn = resamples.totals(&column).iter().map(|sum| sum / used.len() as f64).collect();
    let swapped: Vec<f64> = (0..n_swaps)
        .filter_map(|swap| {
            let mut random = Random::new(seed, (1 << 41) | swap as u64);
            let swaps: Vec<bool> = used.iter().map(|_| random.flip()).collect();
            mean(&contributions(&used, &swaps, &mut sums))
        })
        .collect();
    let n_reaching = swapped.iter().filter(|swap| **swap >= pi - 1e-12).count();
    let spread = sample_variance(&swapped).map(sqrt);
    Some(Partisanship {
        pi,
        interval: if n_resamples == 0 { None } else { percentile_interval(drawn) },
        placebo: mean(&swapped).zip(spread),
        p: (n_swaps > 0).then(|| (1 + n_reaching) as f64 / (1 + n_swaps) as f64),
        n_events: used.len(),
    })
}

/// Uses of each word by both outlets, over all events.
struct Sums {
    a: Vec<f64>,
    b: Vec<f64>,
}

/// The same with the words numbered from 0 without a gap, and how many there are.
fn numbered(events: &[&EventWords]) -> (Vec<EventWords>, usize) {
    let mut words: Vec<u32> = events.iter().flat_map(|event| event.iter().map(|(word, ..)| *word)).collect();
    words.sort_unstable();
    words.dedup();
    let number = |word: u32| words.partition_point(|other| *other < word) as u32;
    let events = events.iter().map(|event| event.iter().map(|&(word, a, b)| (number(word), a, b)).collect());
    (events.collect(), words.len())
}

/// Both outlets' words in an event; `None` when one has none.
fn totals(event: &EventWords) -> Option<(f64, f64)> {
    let totals = event.iter().fold((0.0, 0.0), |sums, word| (sums.0 + word.1, sums.1 + word.2));
    (totals.0 > 0.0 && totals.1 > 0.0).then_some(totals)
}

/// Each event's pi with rho from the others; in events that `swaps` names the outlets are swapped.
fn contributions(events: &[EventWords], swaps: &[bool], sums: &mut Sums) -> Vec<f64> {
    let ordered = |word: &(u32, f64, f64), swap: bool| if swap { (word.2, word.1) } else { (word.1, word.2) };
    sums.a.fill(0.0);
    sums.b.fill(0.0);
    let mut all = (0.0, 0.0);
    for (event, &swap) in events.iter().zip(swaps) {
        for word in event {
            let (a, b) = ordered(word, swap);
            sums.a[word.0 as usize] += a;
            sums.b[word.0 as usize] += b;
            all = (all.0 + a, all.1 + b);
        }
    }
    let contribution = |(event, &swap): (&EventWords, &bool)| {
        let (n_a, n_b) =
            event.iter().map(|word| ordered(word, swap)).fold((0.0, 0.0), |n, own| (n.0 + own.0, n.1 + own.1));
        let rest = (all.0 - n_a, all.1 - n_b);
        let terms = event.iter().map(|word| {
            let (a, b) = ordered(word, swap);
            let q_a = ratio(sums.a[word.0 as usize] - a, rest.0).unwrap_or(0.0);
            let q_b = ratio(sums.b[word.0 as usize] - b, rest.1).unwrap_or(0.0);
            let rho = ratio(q_a, q_a + q_b).unwrap_or(0.5);
            0.5 * a / n_a * rho + 0.5 * b / n_b * (1.0 - rho)
        });
        terms.sum()
    };
    events.iter().zip(swaps).map(contribution).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(events: &[EventWords], expected: f64) {
        let found = partisanship(events, 2, 0, 0, 42).unwrap();
        assert!((found.pi - expected).abs() < 1e-12, "{found:?}");
        assert_eq!((found.interval, found.placebo, found.p), (None, None, None));
    }

    #[test]
    fn full_separation_is_1_and_none_a_half() {
        check(&vec![vec![(0, 3.0, 0.0), (1, 0.0, 2.0)]; 2], 1.0);
        check(&vec![vec![(0, 3.0, 2.0)]; 3], 0.5);
        // words that no other event has say nothing
        check(&[vec![(0, 1.0, 0.0), (1, 0.0, 1.0)], vec![(2, 1.0, 0.0), (3, 0.0, 1.0)]], 0.5);
    }

    #[test]
    fn rho_is_from_the_other_events() {
        // By hand. Event 1: i uses w0 1, w1 1; j uses w0 1. Event 2: i uses w0 3, w1 1; j uses w0 1, w1 1.
        // Event 1, rho from event 2: w0 .75/(.75+.5) = .6, w1 .25/(.25+.5) = 1/3;
        // pi_1 = .5 (.5 .6 + .5/3) + .5 (.4) = .2333.. + .2. Event 2, rho from event 1: w0 .5/1.5 = 1/3, w1 1;
        // pi_2 = .5 (.75/3 + .25) + .5 (.5 2/3 + 0) = .25 + .1666..
        let events = [vec![(0, 1.0, 1.0), (1, 1.0, 0.0)], vec![(0, 3.0, 1.0), (1, 1.0, 1.0)]];
        check(&events, (0.5 * (0.3 + 0.5 / 3.0) + 0.2 + 0.25 + 0.5 / 3.0) / 2.0);
    }

    #[test]
    fn events_of_one_outlet_do_not_count() {
        let alone = vec![(0, 4.0, 0.0)];
        let both = vec![(0, 3.0, 0.0), (1, 0.0, 2.0)];
        assert_eq!(partisanship(&[alone.clone(), both.clone()], 2, 0, 0, 42), None);
        assert_eq!(partisanship(&[alone, both.clone(), both], 2, 0, 0, 42).unwrap().n_events, 2);
    }

    #[test]
    fn the_placebo_is_a_half_where_the_plug_in_is_not_and_a_planted_difference_is_found() {
        let (n_events, n_words) = (60, 300);
        let texts = |planted: usize| -> Vec<EventWords> {
            let mut random = Random::new(3, planted as u64);
            let event = |_| {
                let mut words: EventWords = (0..n_words as u32).map(|word| (word, 0.0, 0.0)).collect();
                for at in 0..400 {
                    let word = random.below(n_words) * random.below(n_words) / n_words; // few words are frequent
                    // the second outlet has other words for the first few
                    let own = if at >= 200 && word < planted { n_words - 1 - word } else { word };
                    let uses = &mut words[own];
                    if at < 200 { uses.1 += 1.0 } else { uses.2 += 1.0 }
                }
                words.retain(|(_, a, b)| a + b > 0.0);
                words
            };
            (0..n_events).map(event).collect()
        };
        let null = partisanship(&texts(0), 5, 200, 200, 42).unwrap();
        let (placebo, spread) = null.placebo.unwrap();
        assert!((placebo - 0.5).abs() < 0.001 && spread < 0.005, "{null:?}");
        assert!((null.pi - 0.5).abs() < 3.0 * spread && null.p.unwrap() > 0.05, "{null:?}");
        let found = partisanship(&texts(5), 5, 200, 200, 42).unwrap();
        assert!(found.pi > 0.51 && found.p.unwrap() < 0.01, "{found:?}");
        assert!(found.interval.unwrap().low > 0.5, "{found:?}");
        // swapping the two outlets changes nothing
        let swapped: Vec<EventWords> =
            texts(5).into_iter().map(|event| event.into_iter().map(|(w, a, b)| (w, b, a)).collect()).collect();
        let other = partisanship(&swapped, 5, 0, 0, 42).unwrap();
        assert!((other.pi - found.pi).abs() < 1e-12);
    }
}
