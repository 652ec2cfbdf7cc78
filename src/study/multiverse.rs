//! The same comparisons under other settings, and which claims hold in how many of them.

use std::collections::{BTreeMap, BTreeSet};

use super::choice::{CountedWords, GivenEvents};
use super::contrast::Sides;
use super::{Config, Duplicates, Findings, Progress, Question, Study};
use crate::clean::Level;
use crate::compare::multiverse::{Effect, Robustness, robustness, settings};
use crate::corpus::Corpus;
use crate::error::Result;
use crate::lexicon::Lexicon;
use crate::num::Random;
use crate::text::Voice;

/// A word with a q below it sets two sides apart.
pub const MAX_Q: f64 = 0.05;

/// A value of a dimension: one choice of the analysis.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Choice {
    /// How much is taken for furniture.
    Clean(Level),
    /// How often copies count.
    Duplicates(Duplicates),
    /// Whether given events are used.
    Events(GivenEvents),
    /// Which words are counted.
    Words(CountedWords),
    /// The size of the prior, in words.
    Prior(u32),
    /// How many times the usual fewest events a tested word must stand in.
    Evidence(u32),
    /// Which patterns of the word lists are used.
    Patterns(Patterns),
}

/// Which patterns of each category are used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Patterns {
    /// All of them.
    All,
    /// One half, drawn by chance.
    FirstHalf,
    /// The other half.
    SecondHalf,
}

/// A choice to be varied: its name and its values, the base's first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dimension {
    /// Its name, such as `clean`.
    pub name: String,
    /// Its values, each with its name.
    pub values: Vec<(String, Choice)>,
}

/// What a claim is about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Subject {
    /// A word that the first outlet (or side) uses more than the second, or less.
    Word {
        /// The outlets, or `left` and `right`.
        sides: [String; 2],
        /// The word or pair of words.
        term: String,
    },
    /// An outlet's difference from the others on shared events.
    Difference {
        /// `frame` or `axis`.
        kind: &'static str,
        /// The outlet.
        outlet: String,
        /// The word list's name and its category's or axis's, with a dot between them.
        name: String,
        /// Whose words.
        voice: Voice,
    },
}

/// A claim and what became of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Claim {
    /// What it is about.
    pub subject: Subject,
    /// Its effect in the base.
    pub base: Effect,
    /// What became of it.
    pub robustness: Robustness,
}

/// A setting that was tried.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Setting {
    /// The position of its value in each dimension.
    pub values: Vec<usize>,
    /// Effects looked at.
    pub n_effects: usize,
    /// Those of them clear of chance.
    pub n_clear: usize,
}

/// What came of all settings.
#[derive(Debug, Clone, PartialEq)]
pub struct Multiverse {
    /// The claims, by subject: all effects that the base has.
    pub claims: Vec<Claim>,
    /// The settings tried, the base first.
    pub settings: Vec<Setting>,
    /// How many there would be in all.
    pub n_possible: usize,
}

/// Runs the comparisons of outlets under up to `most` settings of `dimensions`, the other settings being those of `base`.
///
/// `corpus` gives the articles as they are read and cleaned at a level.
///
/// # Errors
/// As [`Config::check`] and [`Study::run`], and as `corpus`.
pub fn multiverse(
    base: &Config,
    dimensions: &[Dimension],
    most: usize,
    corpus: &mut dyn FnMut(Level) -> Result<Corpus>,
    n_threads: usize,
    watch: &(dyn Fn(Progress) + Sync),
) -> Result<Multiverse> {
    let n_values: Vec<usize> = dimensions.iter().map(|dimension| dimension.values.len()).collect();
    let chosen = settings(&n_values, most, base.seed);
    let mut effects = BTreeMap::<Subject, Vec<Option<Effect>>>::new();
    let mut contrasted: Vec<BTreeSet<[String; 2]>> = Vec::new(); // whose words are looked at in each setting
    let mut tried = Vec::new();
    for (at, values) in chosen.iter().enumerate() {
        let choices = dimensions.iter().zip(values).map(|(dimension, &at)| dimension.values[at].1);
        let (study, level) = study(base, choices)?;
        let found = study.run(corpus(level)?, n_threads, &|_| ())?;
        let here = effects_of(&found);
        let n_clear = here.iter().filter(|(_, effect)| effect.is_clear).count();
        tried.push(Setting { values: values.clone(), n_effects: here.len(), n_clear });
        contrasted.push(here.iter().filter_map(|(subject, _)| sides(subject)).cloned().collect());
        for (subject, effect) in here {
            if at > 0 && !effects.contains_key(&subject) {
                continue; // no claim of the base
            }
            effects.entry(subject).or_insert_with(|| vec![None; chosen.len()])[at] = Some(effect);
        }
        watch(Progress::Settings(at + 1, chosen.len()));
    }
    let claim = |(subject, effects): (Subject, Vec<Option<Effect>>)| {
        let counts = |at: &usize| sides(&subject).is_none_or(|sides| contrasted[*at].contains(sides));
        let (settings, effects): (Vec<_>, Vec<_>) =
            (0..chosen.len()).filter(counts).map(|at| (chosen[at].clone(), effects[at])).unzip();
        Some(Claim { subject, base: (*effects.first()?)?, robustness: robustness(&settings, &effects)? })
    };
    let n_possible = n_values.iter().fold(1_usize, |product, n| product.saturating_mul(*n));
    Ok(Multiverse { claims: effects.into_iter().filter_map(claim).collect(), settings: tried, n_possible })
}

/// The outlets of a word: where no word of theirs can be looked at, as where they share fewer events than any is tested on,
/// a setting says nothing of it.
fn sides(subject: &Subject) -> Option<&[String; 2]> {
    match subject {
        Subject::Word { sides, .. } => Some(sides),
        Subject::Difference { .. } => None,
    }
}

/// The study of a setting and the level at which its articles are cleaned.
fn study(base: &Config, choices: impl Iterator<Item = Choice>) -> Result<(Study, Level)> {
    let mut config = Config { only: Some(Question::Compare), ..base.clone() };
    let mut patterns = Patterns::All;
    for choice in choices {
        match choice {
            Choice::Clean(level) => config.clean = level,
            Choice::Duplicates(duplicates) => config.duplicates = duplicates,
            Choice::Events(events) => config.choices.events = events,
            Choice::Words(words) => config.choices.words = words,
            Choice::Prior(size) => config.choices.prior_size = size,
            Choice::Evidence(times) => config.choices.evidence = times,
            Choice::Patterns(choice) => patterns = choice,
        }
    }
    let (level, seed) = (config.clean, config.seed);
    let mut study = config.check()?;
    study.lexicons.iter_mut().for_each(|lexicon| halve(lexicon, patterns, seed));
    Ok((study, level))
}

/// Keeps a half of the patterns of each category that has two or more.
fn halve(lexicon: &mut Lexicon, patterns: Patterns, seed: u64) {
    if patterns == Patterns::All {
        return;
    }
    for (c, category) in lexicon.categories.iter_mut().enumerate().filter(|(_, category)| category.patterns.len() > 1) {
        let mut order: Vec<usize> = (0..category.patterns.len()).collect();
        Random::new(seed, c as u64).shuffle(&mut order);
        let (first, second) = order.split_at(order.len() / 2);
        let mut kept = if patterns == Patterns::FirstHalf { first.to_vec() } else { second.to_vec() };
        kept.sort_unstable();
        category.patterns = kept.into_iter().map(|pattern| category.patterns[pattern].clone()).collect();
    }
}

/// All effects of a study: words of contrasts that were tested, and differences on shared events.
fn effects_of(found: &Findings) -> Vec<(Subject, Effect)> {
    let outlet = |id: crate::corpus::OutletId| found.corpus.outlet(id).to_owned();
    let mut effects = Vec::new();
    for contrast in &found.compared.contrasts {
        let sides = match contrast.sides {
            Sides::LeftRight => ["left", "right"].map(str::to_owned),
            Sides::Outlets(a, b) => [outlet(a), outlet(b)],
        };
        for word in &contrast.terms {
            let Ok(test) = &word.contrast.test else { continue };
            let subject = Subject::Word { sides: sides.clone(), term: found.term(word.term).to_owned() };
            effects.push((subject, Effect { value: word.contrast.log_odds, is_clear: test.q < MAX_Q }));
        }
    }
    let mut difference = |kind, id, name: String, voice, paired: Option<crate::num::Estimate>| {
        // without an interval (few events, or all alike) nothing can be said of chance
        let Some((paired, interval)) = paired.and_then(|paired| Some((paired, paired.interval?))) else { return };
        let subject = Subject::Difference { kind, outlet: outlet(id), name, voice };
        effects.push((subject, Effect { value: paired.value, is_clear: !interval.contains(0.0) }));
    };
    for row in &found.compared.outlet_frames {
        let id = found.frames[row.frame];
        let lexicon = &found.lexicons[id.lexicon as usize];
        let name = format!("{}.{}", lexicon.name, lexicon.categories[id.category as usize].name);
        difference("frame", row.outlet, name, row.voice, row.paired);
    }
    for row in &found.compared.axes {
        let lexicon = &found.lexicons[row.lexicon];
        difference(
            "axis",
            row.outlet,
            format!("{}.{}", lexicon.name, lexicon.axes[row.axis].name),
            row.voice,
            row.paired,
        );
    }
    effects
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::study::Choices;

    #[test]
    fn halves_share_no_pattern_and_together_are_the_list() {
        let whole = Config::default().check().unwrap().lexicons;
        let half = |patterns| {
            let mut lists = whole.clone();
            lists.iter_mut().for_each(|list| halve(list, patterns, 42));
            lists
        };
        let (first, second) = (half(Patterns::FirstHalf), half(Patterns::SecondHalf));
        for (l, list) in whole.iter().enumerate() {
            for (c, category) in list.categories.iter().enumerate() {
                let of = |lists: &[Lexicon]| {
                    lists[l].categories[c].patterns.iter().map(|pattern| pattern.text.clone()).collect::<Vec<_>>()
                };
                let mut both = [of(&first), of(&second)].concat();
                both.sort_unstable();
                both.dedup();
                let n = category.patterns.len();
                assert_eq!(both.len(), n, "{}", category.name);
                let expected = if n == 1 { 1 } else { n / 2 };
                assert_eq!(of(&first).len(), expected, "{}", category.name);
            }
        }
        assert_eq!(half(Patterns::All), whole);
    }

    #[test]
    fn each_choice_is_a_setting_of_the_study() {
        let base = Config::default();
        let all = [
            Choice::Clean(Level::None),
            Choice::Duplicates(Duplicates::All),
            Choice::Events(GivenEvents::Ignored),
            Choice::Words(CountedWords::Content),
            Choice::Prior(50),
            Choice::Evidence(2),
        ];
        let (made, level) = study(&base, all.into_iter()).unwrap();
        let choices =
            Choices { events: GivenEvents::Ignored, words: CountedWords::Content, prior_size: 50, evidence: 2 };
        let expected = Config {
            clean: Level::None,
            duplicates: Duplicates::All,
            choices,
            only: Some(Question::Compare),
            ..base.clone()
        };
        assert_eq!((made.config, level), (expected, Level::None));
        let (same, _) = study(&base, std::iter::empty()).unwrap();
        assert_eq!(same.config, Config { only: Some(Question::Compare), ..base });
    }
}
