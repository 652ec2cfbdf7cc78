//! Sentiment, sentence by sentence.
//!
//! A valence word of weight w (-4 to 4) counts w; times 1 + f after an intensifier of factor f ("very" .3) at most two
//! words before; times -.75 after a negating word within the lexicon's window; times 1.25 when it is shouted in
//! capitals in a sentence that is not; halved before and times 1.5 behind a contrast ("but"). Negation and
//! intensifiers do not reach over a comma or another clause mark. With x the sum over a sentence, its score is
//! x / sqrt(x^2 + 15), from -1 to 1 (the squashing of Hutto & Gilbert 2014, ICWSM). An article's sentiment is the mean
//! over its sentences *with* evidence, with a 95 % interval from Student's t; a text repeated scores the same.
//! `sent_neg` and `sent_pos` are shares of all sentences.
//!
//! By hand: "not good" with good = 2: x = -1.5, score -1.5 / sqrt(17.25) = -.361.
//!
//! What it cannot tell you: towards whom; whether the author feels it or the event is simply bad; irony.

use std::ops::Range;

use statrs::distribution::{ContinuousCDF, StudentsT};

use super::frame::{before, reaches};
use super::{Evidence, Feature, Hit, SentenceMeasure};
use crate::lexicon::{Lexicon, Match, Role};
use crate::num::{Interval, mean, ratio, sample_variance, sqrt};
use crate::table::{Column, Unit};
use crate::text::{TokenText, Voice};

pub(super) const FEATURE: Feature = Feature {
    columns: &[
        Column::fixed("sent_mean", Unit::Balance, "mean sentiment of the sentences with evidence; empty without any"),
        Column::fixed(
            "sent_ci_low",
            Unit::Balance,
            "lower end of its 95 % interval over sentences; empty with fewer than two",
        ),
        Column::fixed("sent_ci_high", Unit::Balance, "upper end of its 95 % interval over sentences"),
        Column::fixed("n_sent", Unit::Count, "sentences with sentiment evidence"),
        Column::fixed("sent_pos", Unit::Share, "share of all sentences with a positive score; empty without evidence"),
        Column::fixed("sent_neg", Unit::Share, "share of all sentences with a negative score; empty without evidence"),
        Column::fixed("sent_author", Unit::Balance, "as sent_mean, from the author's own words alone"),
        Column::fixed("sent_quoted", Unit::Balance, "as sent_mean, from words in direct quotes alone"),
    ],
    measure,
};

const NEGATED: f64 = -0.75;
const SHOUTED: f64 = 1.25;
const BEFORE_CONTRAST: f64 = 0.5;
const BEHIND_CONTRAST: f64 = 1.5;
const INTENSIFIER_WINDOW: usize = 2;
const SQUASH: f64 = 15.0;

fn measure(evidence: &Evidence<'_>) -> Vec<Option<f64>> {
    let scores = |voice: Voice| -> Vec<f64> {
        evidence.sentences.iter().filter_map(|sentence| sentence.sentiment[voice as usize]).map(f64::from).collect()
    };
    let all = scores(Voice::All);
    let (low, high) = mean_interval(&all).map(Interval::ends).unzip();
    let share = |test: fn(f64) -> bool| {
        let n = all.iter().filter(|compound| test(**compound)).count();
        (!all.is_empty()).then(|| ratio(n as f64, evidence.sentences.len() as f64)).flatten()
    };
    vec![
        mean(&all),
        low,
        high,
        Some(all.len() as f64),
        share(|compound| compound > 0.0),
        share(|compound| compound < 0.0),
        mean(&scores(Voice::Author)),
        mean(&scores(Voice::Quoted)),
    ]
}

/// Student's 95 % interval of a mean; `None` with fewer than two numbers.
pub fn mean_interval(xs: &[f64]) -> Option<Interval> {
    let (mean, variance) = (mean(xs)?, sample_variance(xs)?);
    let t = StudentsT::new(0.0, 1.0, (xs.len() - 1) as f64).ok()?.inverse_cdf(0.975);
    let half = t * sqrt(variance / xs.len() as f64);
    Some(Interval { low: (mean - half).max(-1.0), high: (mean + half).min(1.0) })
}

/// Each sentence's measures; gives each valence hit in `hits` what it adds to its sentence.
pub(super) fn sentences(
    text: &str,
    read: &TokenText,
    quoted: &[bool],
    matches: &[Match],
    lexicons: &[Lexicon],
    hits: &mut [Hit],
) -> Vec<SentenceMeasure> {
    let of_role = |role: Role| matches.iter().filter(move |found| super::role(lexicons, found) == role);
    let intensifiers: Vec<&Match> = of_role(Role::Intensifier).collect();
    let contrasts: Vec<&Match> = of_role(Role::Contrast).collect();
    let starts: Vec<usize> = matches
        .iter()
        .filter(|found| super::is_hit(super::role(lexicons, found)))
        .map(|found| found.tokens.start as usize)
        .collect();
    let mut next_hit = 0;
    read.sentences
        .iter()
        .enumerate()
        .map(|(s, sentence)| {
            let first = next_hit;
            next_hit += hits[first..].iter().take_while(|hit| hit.sentence as usize == s).count();
            let mut sums = [0.0; 3];
            let mut n_valence = [0; 3];
            let mut n_hits = 0;
            let next_contrast =
                contrasts.partition_point(|contrast| contrast.tokens.start as usize <= sentence.tokens.start);
            let contrast =
                contrasts.get(next_contrast).filter(|contrast| (contrast.tokens.start as usize) < sentence.tokens.end);
            for (hit, &at) in hits[first..next_hit].iter_mut().zip(&starts[first..next_hit]) {
                let category = &lexicons[hit.lexicon as usize].categories[hit.category as usize];
                if category.role == Role::Frame {
                    n_hits += 1;
                    continue;
                }
                let mut value = category.patterns[hit.pattern as usize].weight.unwrap_or(0.0);
                for by in before(&intensifiers, at)
                    .filter(|intensifier| reaches(read, sentence, intensifier, at, INTENSIFIER_WINDOW))
                {
                    value *= 1.0 + weight(lexicons, by);
                }
                if hit.negated == Some(true) {
                    value *= NEGATED;
                }
                if is_shouted(text, read, &sentence.tokens, hit) {
                    value *= SHOUTED;
                }
                if let Some(contrast) = contrast {
                    value *= if at < contrast.tokens.start as usize { BEFORE_CONTRAST } else { BEHIND_CONTRAST };
                }
                hit.valence = Some(value as f32);
                for voice in [Voice::All, hit.voice()] {
                    sums[voice as usize] += value;
                    n_valence[voice as usize] += 1;
                }
            }
            let words = || sentence.tokens.clone().filter(|&at| read.tokens[at].is_word());
            SentenceMeasure {
                span: sentence.span,
                n_words: words().count() as u32,
                n_quoted: words().filter(|&at| quoted[at]).count() as u32,
                n_hits,
                sentiment: [0, 1, 2].map(|voice| (n_valence[voice] > 0).then(|| squash(sums[voice]) as f32)),
                loaded: None,
            }
        })
        .collect()
}

/// From any sum to -1..1.
///
/// ```
/// assert!((slantwise::feature::sentiment::squash(-1.5) + 0.361).abs() < 0.001);
/// ```
pub fn squash(sum: f64) -> f64 {
    sum / sqrt(sum * sum + SQUASH)
}

fn weight(lexicons: &[Lexicon], found: &Match) -> f64 {
    lexicons[found.lexicon as usize].categories[found.category as usize].patterns[found.pattern as usize]
        .weight
        .unwrap_or(0.0)
}

/// In capitals, in a sentence that has a word of three letters or more that is not.
fn is_shouted(text: &str, read: &TokenText, sentence: &Range<usize>, hit: &Hit) -> bool {
    let is_capital = |word: &str| {
        word.chars().count() > 2 && word.chars().all(|c| !c.is_lowercase()) && word.contains(char::is_alphabetic)
    };
    let is_plain = |word: &str| word.chars().count() > 2 && word.contains(char::is_lowercase);
    is_capital(hit.span.of(text)) && read.tokens[sentence.clone()].iter().any(|token| is_plain(token.span.of(text)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::feature::{Measured, measure as measure_article};
    use crate::lexicon::{self, Matcher, Scanner};
    use crate::text::Tokenizer;

    fn measured(text: &str) -> Measured {
        let lexicons = vec![lexicon::load("sentiment-news").unwrap()];
        let mut tokenizer = Tokenizer::default();
        let matcher = Matcher::new(&lexicons, &tokenizer);
        let read = TokenText::new(text, &[], &mut tokenizer);
        let mut matches = Vec::new();
        Scanner::new(&matcher).find(&read, &tokenizer, &mut matches);
        measure_article(text, &read, &matches, &lexicons, &[])
    }

    /// The sum behind the first sentence's score, in units of the weight of "good".
    fn check(text: &str, expected: f64) {
        let good = measured("It is good.").hits[0].valence.unwrap();
        let score = measured(text).sentences[0].sentiment[0].map_or(0.0, f64::from);
        let sum = score * sqrt(SQUASH / (1.0 - score * score)); // squash, inverted
        assert!((sum / f64::from(good) - expected).abs() < 1e-3, "{text}: {} for {expected}", sum / f64::from(good));
    }

    #[test]
    fn scope_rules_hold() {
        check("It is good.", 1.0);
        check("It is not good.", -0.75);
        check("It is very good.", 1.3);
        check("It is not, good people say, so.", 1.0);
        check("It was a GOOD day.", 1.25);
        check("It is new but good.", 1.5);
        check("It is good but new.", 0.5);
    }

    #[test]
    fn a_curly_apostrophe_negates_as_a_straight_one() {
        check("It isn't good.", -0.75);
        check("It isn’t good.", -0.75);
    }

    #[test]
    fn no_valence_word_is_no_evidence_and_not_zero() {
        let found = measured("The table stands in the room.");
        let columns: Vec<_> = crate::feature::columns().into_iter().map(|column| column.name).collect();
        let value = |name: &str| found.values[columns.iter().position(|column| column == name).unwrap()];
        assert_eq!([value("sent_mean"), value("sent_neg"), value("sent_ci_low")], [None; 3]);
        assert_eq!(value("n_sent"), Some(0.0));
    }

    #[test]
    fn a_text_repeated_scores_the_same() {
        let text = "It is good. It is not good. It was a terrible day.\n";
        let mean = |text: &str| {
            let at = crate::feature::columns().iter().position(|column| column.name == "sent_mean").unwrap();
            measured(text).values[at].unwrap()
        };
        assert!((mean(text) - mean(&text.repeat(100))).abs() < 1e-12);
    }

    #[test]
    fn voices_are_scored_apart() {
        let [all, author, quoted] =
            measured("It is good, and “we think that it is terrible,” he said.").sentences[0].sentiment;
        assert!(author.unwrap() > 0.0 && quoted.unwrap() < 0.0 && all.unwrap() < author.unwrap());
    }

    #[test]
    fn the_interval_is_students() {
        // scipy.stats.t.interval(.95, 3, loc=.25, scale=scipy.stats.sem([.1, .2, .3, .4])) (SciPy 1.17.1)
        let (low, high) = mean_interval(&[0.1, 0.2, 0.3, 0.4]).unwrap().ends();
        assert!((low - 0.04457397432394794).abs() < 1e-9 && (high - 0.45542602567605206).abs() < 1e-9, "{low} {high}");
        assert_eq!(mean_interval(&[0.1]), None);
    }
}
