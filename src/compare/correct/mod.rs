//! Outlets' means and differences of a machine measure, corrected with a hand-coded sample of known probability.
//!
//! A measure that errs, and errs more in one outlet than in another, makes differences that are not there.
//! Design-based supervised learning takes the error out with articles that were drawn at random and coded by hand:
//!
//! > y~ = y^ - (R / p) (y^ - y)
//!
//! with y the code, y^ what the machine predicts it to be, R = 1 where the article was coded and else 0, and p the
//! probability with which it was drawn to be coded. Over the draws y~ is y on average, **whatever the errors of y^**;
//! an outlet's mean is the mean of its y~, a difference that of two means. Good predictions only make intervals shorter.
//!
//! **Prediction.** y^ = a + b x, x the measure, by least squares on the codes of the *other* folds (five, of whole
//! events, at random), so that no article's own draw enters its prediction. With fewer than ten codes there, or a
//! measure that does not vary on them, y^ is their mean. An article on which the measure has no evidence is not taken for
//! one with 0: its y^ is the mean code of the others without evidence, or of all where none of them has a code.
//!
//! **Interval.** With m a mean of n values and e an event, u_e = sum over the event's articles of (value - m) / n; for a
//! difference, that of the first outlet less that of the second. The variance is G / (G - 1) sum_e u_e^2 over G events
//! (Liang & Zeger 1986, Biometrika 73:13), the interval Student's t with as many degrees of freedom as events with a
//! code, less one. For the codes alone the values are y, each weighing 1 / p.
//!
//! By hand: predictions .6, .6, .2, .2, p = 1/2, the first coded 1 and the third coded 0: y~ = .6 + 2 (.4) = 1.4, .6,
//! .2 - 2 (.2) = -.2, .2; mean 2 / 4 = .5. The predictions alone give .4, the codes alone (1 + 0) / 2 = .5.
//!
//! What it cannot do: mend a sample that was not drawn at random or whose p is not known (articles coded because they
//! were at hand), or codes that are wrong. With few codes in an outlet, below about ten, the intervals are too narrow;
//! a p near 0 makes them wide. It says what holds for articles like these, not for those that are not in the file.
//!
//! Source: Egami, Hinck, Stewart & Wei 2023, Using Imperfect Surrogates for Downstream Inference: Design-based
//! Supervised Learning for Social Science Applications of Large Language Models (NeurIPS 36).

mod prediction;

use std::collections::BTreeMap;

use statrs::distribution::{ContinuousCDF, StudentsT};

pub use prediction::{predictions, pseudo_outcomes};

use super::permutation::benjamini_hochberg;
use crate::num::{Interval, ratio, sqrt};

/// Articles, each with a measure, and some with a code; all slices of one length.
#[derive(Debug, Clone, Copy)]
pub struct Sampled<'a> {
    /// The group (outlet) of each article, from 0.
    pub group: &'a [u32],
    /// The unit (event) of each article.
    pub unit: &'a [u32],
    /// What the machine measured; `None` where it had nothing to go by.
    pub measure: &'a [Option<f64>],
    /// The hand code, where there is one.
    pub code: &'a [Option<f64>],
    /// The probability of being coded, above 0 and at most 1; of no effect where there is no code.
    pub probability: &'a [f64],
}

/// A mean or a difference of two.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Inferred {
    /// The mean or difference, in the unit of the codes.
    pub value: f64,
    /// The 95 % interval; `None` where a group has fewer than two units to judge by, or nothing varies.
    pub interval: Option<Interval>,
    /// Two-sided p-value of 0; `None` as the interval.
    pub p: Option<f64>,
}

/// A group's mean, or the difference of two groups' means, in three ways.
#[derive(Debug, Clone, PartialEq)]
pub struct Quantity {
    /// The group, by number.
    pub a: usize,
    /// The group whose mean is taken off; `None` for a mean.
    pub b: Option<usize>,
    /// Articles of both.
    pub n_articles: usize,
    /// Those that were coded.
    pub n_coded: usize,
    /// Units (events) of either.
    pub n_units: usize,
    /// What the predictions alone say, as if they were codes; `None` where there are none, or a group has no article.
    pub machine: Option<Inferred>,
    /// What the corrected predictions say; `None` as `machine`, or where a group has no code.
    pub corrected: Option<Inferred>,
    /// What the codes alone say, each weighing 1 / p; `None` where a group has no code.
    pub coded_only: Option<Inferred>,
    /// Benjamini & Hochberg's q of the corrected difference, over all pairs that have a p-value.
    pub q: Option<f64>,
}

/// The mean of each of `n_groups` groups, then the difference of each pair, the lower number first.
pub fn quantities(sample: &Sampled<'_>, n_groups: usize, seed: u64) -> Vec<Quantity> {
    by_predictions(sample, predictions(sample, seed).as_deref(), n_groups)
}

fn by_predictions(sample: &Sampled<'_>, predicted: Option<&[f64]>, n_groups: usize) -> Vec<Quantity> {
    let n = sample.group.len();
    let pseudo = predicted.map(|predicted| pseudo_outcomes(sample, predicted));
    let codes: Vec<f64> = sample.code.iter().map(|code| code.unwrap_or(0.0)).collect(); // those without weigh 0
    let is_coded: Vec<bool> = sample.code.iter().map(Option::is_some).collect();
    let weights: Vec<f64> =
        (0..n).map(|article| if is_coded[article] { 1.0 / sample.probability[article] } else { 0.0 }).collect();
    let (ones, all) = (vec![1.0; n], vec![true; n]);
    let mut articles = vec![Vec::new(); n_groups];
    (0..n).for_each(|article| articles[sample.group[article] as usize].push(article));
    let parts: Vec<[Option<Part>; 3]> = articles
        .iter()
        .map(|articles| {
            let part =
                |values: &[f64], weights: &[f64], counts: &[bool]| part(sample, articles, values, weights, counts);
            [
                predicted.and_then(|predicted| part(predicted, &ones, &all)),
                pseudo
                    .as_ref()
                    .filter(|_| articles.iter().any(|&article| is_coded[article]))
                    .and_then(|pseudo| part(pseudo, &ones, &is_coded)),
                part(&codes, &weights, &is_coded),
            ]
        })
        .collect();
    let n_coded = |group: usize| articles[group].iter().filter(|&&article| is_coded[article]).count();
    let units = |group: usize| articles[group].iter().map(|&article| sample.unit[article]);
    let n_units = |mut units: Vec<u32>| {
        units.sort_unstable();
        units.dedup();
        units.len()
    };
    let mut critical = BTreeMap::new();
    let mut of = |a: usize, b: Option<usize>| {
        let mut inferred = |way: usize| match b {
            None => parts[a][way].as_ref().map(|part| infer(part.value, &part.units, &mut critical)),
            Some(b) => parts[a][way].as_ref().zip(parts[b][way].as_ref()).map(|(a, b)| difference(a, b, &mut critical)),
        };
        let [machine, corrected, coded_only] = [0, 1, 2].map(&mut inferred);
        let groups = || std::iter::once(a).chain(b);
        Quantity {
            a,
            b,
            n_articles: groups().map(|group| articles[group].len()).sum(),
            n_coded: groups().map(n_coded).sum(),
            n_units: n_units(groups().flat_map(units).collect()),
            machine,
            corrected,
            coded_only,
            q: None,
        }
    };
    let mut found: Vec<Quantity> = (0..n_groups).map(|group| of(group, None)).collect();
    (0..n_groups).for_each(|a| (a + 1..n_groups).for_each(|b| found.push(of(a, Some(b)))));
    let tested: Vec<usize> = (n_groups..found.len()).filter(|&at| p(&found[at]).is_some()).collect();
    let q = benjamini_hochberg(&tested.iter().filter_map(|&at| p(&found[at])).collect::<Vec<_>>());
    tested.iter().zip(q).for_each(|(&at, q)| found[at].q = Some(q));
    found
}

fn p(quantity: &Quantity) -> Option<f64> {
    quantity.corrected.as_ref()?.p
}

/// A weighted mean, and what each unit adds to its error.
struct Part {
    value: f64,
    /// The units in order, each with its u_e and whether it counts as evidence.
    units: Vec<(u32, f64, bool)>,
}

fn part(sample: &Sampled<'_>, articles: &[usize], values: &[f64], weights: &[f64], counts: &[bool]) -> Option<Part> {
    let total: f64 = articles.iter().map(|&article| weights[article]).sum();
    let value = ratio(articles.iter().map(|&article| weights[article] * values[article]).sum(), total)?;
    let mut units: BTreeMap<u32, (f64, bool)> = BTreeMap::new();
    for &article in articles.iter().filter(|&&article| weights[article] > 0.0) {
        let unit = units.entry(sample.unit[article]).or_default();
        unit.0 += weights[article] * (values[article] - value) / total;
        unit.1 |= counts[article];
    }
    Some(Part { value, units: units.into_iter().map(|(unit, (sum, counts))| (unit, sum, counts)).collect() })
}

/// Of each number of degrees of freedom, how many standard errors an interval reaches.
type Critical = BTreeMap<usize, f64>;

fn infer(value: f64, units: &[(u32, f64, bool)], critical: &mut Critical) -> Inferred {
    let nothing = Inferred { value, interval: None, p: None };
    let n_evidence = units.iter().filter(|(_, _, has_evidence)| *has_evidence).count();
    if n_evidence < 2 {
        return nothing;
    }
    let n = units.len() as f64;
    let error = sqrt(n / (n - 1.0) * units.iter().map(|(_, sum, _)| sum * sum).sum::<f64>());
    // what is left of rounding where nothing varies is no error to go by
    if !error.is_finite() || error <= 1e-12 * value.abs() {
        return nothing;
    }
    let Ok(students) = StudentsT::new(0.0, 1.0, (n_evidence - 1) as f64) else { return nothing };
    let reach = error * *critical.entry(n_evidence).or_insert_with(|| students.inverse_cdf(0.975));
    let p = 2.0 * students.cdf(-(value / error).abs());
    Inferred { value, interval: Some(Interval { low: value - reach, high: value + reach }), p: Some(p.min(1.0)) }
}

fn difference(a: &Part, b: &Part, critical: &mut Critical) -> Inferred {
    let value = a.value - b.value;
    let has_two = |part: &Part| part.units.iter().filter(|(_, _, has_evidence)| *has_evidence).nth(1).is_some();
    if !has_two(a) || !has_two(b) {
        return Inferred { value, interval: None, p: None };
    }
    let mut units: BTreeMap<u32, (f64, bool)> = a.units.iter().map(|&(unit, sum, has)| (unit, (sum, has))).collect();
    for (unit, error, counts) in &b.units {
        let of_both = units.entry(*unit).or_default();
        *of_both = (of_both.0 - error, of_both.1 || *counts);
    }
    let units: Vec<(u32, f64, bool)> = units.into_iter().map(|(unit, (error, counts))| (unit, error, counts)).collect();
    infer(value, &units, critical)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::num::Random;

    fn near(found: f64, expected: f64) {
        assert!((found - expected).abs() < 1e-9, "{found} {expected}");
    }

    #[test]
    fn the_example_of_the_head() {
        let sample = Sampled {
            group: &[0; 4],
            unit: &[0, 1, 2, 3],
            measure: &[Some(1.0), Some(1.0), Some(0.0), Some(0.0)],
            code: &[Some(1.0), None, Some(0.0), None],
            probability: &[0.5; 4],
        };
        let predicted = [0.6, 0.6, 0.2, 0.2];
        let pseudo = pseudo_outcomes(&sample, &predicted);
        pseudo.iter().zip([1.4, 0.6, -0.2, 0.2]).for_each(|(found, expected)| near(*found, expected));
        let found = &by_predictions(&sample, Some(&predicted), 1)[0];
        near(found.machine.unwrap().value, 0.4);
        near(found.corrected.unwrap().value, 0.5);
        near(found.coded_only.unwrap().value, 0.5);
        assert_eq!((found.n_articles, found.n_coded, found.n_units), (4, 2, 4));
    }

    /// Two outlets, four events, six codes of three probabilities.
    const GROUP: [u32; 10] = [0, 0, 0, 0, 0, 1, 1, 1, 1, 1];
    const UNIT: [u32; 10] = [0, 0, 1, 1, 2, 0, 1, 2, 2, 3];
    const PREDICTED: [f64; 10] = [0.6, 0.6, 0.2, 0.2, 0.4, 0.3, 0.7, 0.5, 0.1, 0.9];
    const CODE: [Option<f64>; 10] =
        [Some(1.0), None, Some(0.0), None, Some(1.0), Some(0.0), None, Some(1.0), None, Some(1.0)];
    const PROBABILITY: [f64; 10] = [0.5, 0.5, 0.5, 0.5, 0.25, 0.5, 0.5, 0.25, 0.5, 0.8];

    const MEASURE: [Option<f64>; 10] = [None; 10];

    fn small() -> Sampled<'static> {
        Sampled { group: &GROUP, unit: &UNIT, measure: &MEASURE, code: &CODE, probability: &PROBABILITY }
    }

    #[test]
    fn the_difference_and_its_error_are_numpys() {
        // v = f - np.where(R, (f - y) / p, 0); X = np.c_[np.ones(10), g == 0]; b = np.linalg.lstsq(X, v)[0]
        // r = v - X @ b; B = inv(X.T @ X); M = sum of outer(X[e == k].T @ r[e == k]) over events k
        // b -> [0.805, 0.155]; se = np.sqrt(np.diag(4 / 3 * B @ M @ B)) -> [0.34722135, 0.5400913502979534]
        // b[1] -+ stats.t.ppf(.975, 3) * se[1]; 2 * stats.t.sf(b[1] / se[1], 3) (NumPy, SciPy 1.17.1)
        let found = by_predictions(&small(), Some(&PREDICTED), 2);
        let [a, b, both] = [0, 1, 2].map(|at: usize| found[at].corrected.unwrap());
        near(a.value, 0.96);
        near(b.value, 0.805);
        near(both.value, 0.155);
        let (low, high) = both.interval.unwrap().ends();
        assert!((low + 1.563_811_722_271_410_5).abs() < 1e-8 && (high - 1.873_811_722_271_410_6).abs() < 1e-8);
        near(both.p.unwrap(), 0.792_801_566_649_569);
        near(found[2].q.unwrap(), both.p.unwrap());
        // the same with v = y and weights R / p, each outlet's deviations over its own sum of weights
        let codes = found[2].coded_only.unwrap();
        near(codes.value, 0.025_862_068_965_517_238);
        // the quantile of t has eight digits: 3.18244629 for 3.18244631
        let (low, high) = codes.interval.unwrap().ends();
        assert!((low + 1.175_848_740_250_184).abs() < 1e-8 && (high - 1.227_572_878_181_218_7).abs() < 1e-8);
    }

    #[test]
    fn another_unit_of_the_codes_only_changes_the_unit() {
        // 30,000 articles, each an event, 300 coded
        let n: u32 = 30_000;
        let group: Vec<u32> = (0..n).map(|article| article % 2).collect();
        let unit: Vec<u32> = (0..n).collect();
        let measure: Vec<Option<f64>> = (0..n).map(|article| Some(f64::from(article % 7))).collect();
        let found = |scale: f64| {
            let code = |article: u32| (article % 100 < 2).then(|| scale * f64::from(article / 100 % 3 + article % 2));
            let code: Vec<Option<f64>> = (0..n).map(code).collect();
            let probability = vec![0.02; n as usize];
            let sample =
                Sampled { group: &group, unit: &unit, measure: &measure, code: &code, probability: &probability };
            let both = &quantities(&sample, 2, 42)[2];
            [both.machine, both.corrected, both.coded_only].map(|way| way.unwrap().interval.unwrap().ends())
        };
        for ((low, high), (small_low, small_high)) in found(1.0).into_iter().zip(found(1e-6)) {
            assert!(
                (low * 1e-6 - small_low).abs() < 1e-15 && (high * 1e-6 - small_high).abs() < 1e-15,
                "{low} {small_low}"
            );
        }
    }

    #[test]
    fn exchanging_groups_turns_the_sign() {
        let turned = GROUP.map(|group| 1 - group);
        let found = by_predictions(&small(), Some(&PREDICTED), 2)[2].corrected.unwrap();
        let other = by_predictions(&Sampled { group: &turned, ..small() }, Some(&PREDICTED), 2)[2].corrected.unwrap();
        near(other.value, -found.value);
        near(other.interval.unwrap().low, -found.interval.unwrap().high);
    }

    #[test]
    fn what_cannot_be_known_is_none() {
        let check = |code: &[Option<f64>; 10]| {
            let found = by_predictions(&Sampled { code, ..small() }, Some(&PREDICTED), 2);
            (
                found[2].corrected.map(|inferred| inferred.interval.is_some()),
                found[2].coded_only.map(|inferred| inferred.interval.is_some()),
            )
        };
        let mut code = CODE;
        assert_eq!(check(&code), (Some(true), Some(true)));
        code[0] = None;
        code[2] = None; // one coded event in the first outlet
        assert_eq!(check(&code), (Some(false), Some(false)));
        code[4] = None; // no code in the first outlet
        assert_eq!(check(&code), (None, None));
        let none = quantities(&Sampled { code: &[None; 10], ..small() }, 2, 42);
        assert!(
            none.iter()
                .all(|quantity| quantity.machine.is_none() && quantity.corrected.is_none() && quantity.q.is_none())
        );
        let same = quantities(&Sampled { code: &[Some(1.0); 10], probability: &[1.0; 10], ..small() }, 3, 42);
        assert_eq!(same[0].corrected, Some(Inferred { value: 1.0, interval: None, p: None })); // nothing varies
        assert_eq!((same[2].n_articles, same[2].machine), (0, None)); // a group without articles
        assert_eq!(quantities(&Sampled { group: &[], unit: &[], measure: &[], code: &[], probability: &[] }, 0, 1), []);
    }

    #[test]
    fn when_every_article_is_coded_the_machine_does_not_matter() {
        let code: Vec<Option<f64>> = (0..10).map(|article| Some(f64::from(article % 3))).collect();
        let sample = Sampled { code: &code, probability: &[1.0; 10], ..small() };
        for quantity in quantities(&sample, 2, 42) {
            let (corrected, codes) = (quantity.corrected.unwrap(), quantity.coded_only.unwrap());
            near(corrected.value, codes.value);
            near(corrected.interval.unwrap().low, codes.interval.unwrap().low);
        }
    }

    /// How articles are drawn to be coded.
    #[derive(Debug, Clone, Copy)]
    enum Draw {
        /// Each with probability .2.
        Even,
        /// Each with .4 where the machine finds something, else with .15.
        ByMeasure,
        /// A fifth of each outlet's articles, whose p is that share.
        Stratified,
    }

    /// Of 1,000 made-up corpora, coverage of the raw measure, the corrected and the codes, and the mean widths.
    fn simulated(draw: Draw) -> ([f64; 3], [f64; 3]) {
        const N: usize = 1_000;
        const TRUTH: f64 = 0.1; // .4 less .3
        let (mut covered, mut widths) = ([0.0; 3], [0.0; 3]);
        for replicate in 0..N as u64 {
            let mut random = Random::new(11, replicate);
            let (mut group, mut unit, mut measure, mut truth) = (vec![], vec![], vec![], vec![]);
            for event in 0..60 {
                let effect = 0.3 * (random.unit() - 0.5); // articles on an event are alike
                for article in 0..6 {
                    let outlet = article % 2;
                    let is = random.unit() < [0.4, 0.3][outlet] + effect;
                    // in outlet 0 it misses one in four, in outlet 1 it finds one in four that is not there
                    let errs = random.unit() < if is { [0.25, 0.0][outlet] } else { [0.0, 0.25][outlet] };
                    group.push(outlet as u32);
                    unit.push(event);
                    truth.push(f64::from(u8::from(is)));
                    measure.push(f64::from(u8::from(is != errs)));
                }
            }
            let n = group.len();
            let mut probability = vec![0.2; n];
            let mut is_coded = vec![false; n];
            match draw {
                Draw::Even => is_coded.iter_mut().for_each(|coded| *coded = random.unit() < 0.2),
                Draw::ByMeasure => (0..n).for_each(|article| {
                    probability[article] = if measure[article] == 1.0 { 0.4 } else { 0.15 };
                    is_coded[article] = random.unit() < probability[article];
                }),
                Draw::Stratified => {
                    for outlet in 0..2 {
                        let mut articles: Vec<usize> = (0..n).filter(|&article| group[article] == outlet).collect();
                        random.shuffle(&mut articles);
                        articles[..n / 10].iter().for_each(|&article| is_coded[article] = true);
                    }
                }
            }
            let code: Vec<Option<f64>> = (0..n).map(|article| is_coded[article].then_some(truth[article])).collect();
            let told: Vec<Option<f64>> = measure.iter().copied().map(Some).collect();
            let sample = Sampled { group: &group, unit: &unit, measure: &told, code: &code, probability: &probability };
            let raw = by_predictions(&sample, Some(&measure), 2)[2].machine;
            let found = &quantities(&sample, 2, replicate)[2];
            for (at, inferred) in [raw, found.corrected, found.coded_only].into_iter().enumerate() {
                let interval = inferred.unwrap().interval.unwrap();
                covered[at] += f64::from(u8::from(interval.contains(TRUTH))) / N as f64;
                widths[at] += interval.width() / N as f64;
            }
        }
        println!("{draw:?}: covered {covered:.3?}, widths {widths:.3?}");
        (covered, widths)
    }

    #[test]
    fn in_made_up_corpora_the_corrected_interval_covers_the_truth_and_the_raw_one_does_not() {
        for draw in [Draw::Even, Draw::ByMeasure, Draw::Stratified] {
            let (covered, widths) = simulated(draw);
            assert!(covered[0] < 0.5, "{draw:?} {covered:?}");
            assert!((0.93..=0.975).contains(&covered[1]), "{draw:?} {covered:?}");
            assert!(widths[1] < widths[2], "{draw:?} {widths:?}");
        }
    }
}
