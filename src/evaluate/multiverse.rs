//! Which claims hold when the analysis is made another way: the dimensions that are varied by name, and what came of them
//! in words (see [`crate::study::multiverse`]).

use std::collections::BTreeMap;

use super::caution::Caution;
use crate::clean::Level;
use crate::corpus::Corpus;
use crate::error::{Error, Kind, Result};
use crate::num::words::count;
use crate::read::{Options, Reading, Sources};
use crate::study::{
    self, Choice, Claim, Config, CountedWords, Dimension, Duplicates, GivenEvents, Multiverse, Patterns, Progress,
    Subject, read_corpus,
};

/// What is varied, and how far.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MultiverseSettings {
    /// Dimensions and their values, as `prior=50,5000`, beside those of the base; none for all of [`dimensions`].
    pub vary: Vec<String>,
    /// Settings to try, at most.
    pub most: usize,
}

/// Which claims a table lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "cli", derive(clap::ValueEnum))]
pub enum Claims {
    /// Those clear of chance in the first setting.
    Clear,
    /// All of them.
    All,
}

/// What came of a multiverse.
#[derive(Debug, Clone)]
pub struct Varied {
    /// The claims and the settings tried.
    pub found: Multiverse,
    /// What was varied.
    pub dimensions: Vec<Dimension>,
    /// How many articles were read.
    pub n_articles: usize,
    /// How many claims hold, and what they hang on, a line each.
    pub summary: Vec<String>,
    /// What weakens it.
    pub cautions: Vec<Caution>,
    /// What reading gave besides, at the base's level of cleaning.
    pub reading: Reading,
}

/// Every dimension with its values, those of [`Config::default`] first.
pub fn dimensions() -> Vec<Dimension> {
    let dimension = |name: &str, values: &[(&str, Choice)]| Dimension {
        name: name.to_owned(),
        values: values.iter().map(|(name, choice)| ((*name).to_owned(), *choice)).collect(),
    };
    let levels = [("news", Level::News), ("safe", Level::Safe), ("none", Level::None)];
    let duplicates = [("once", Duplicates::Once), ("all", Duplicates::All)];
    let events = [("given", GivenEvents::Used), ("found", GivenEvents::Ignored)];
    let words = [("all", CountedWords::All), ("no_style", CountedWords::NoStyle), ("content", CountedWords::Content)];
    let patterns = [("all", Patterns::All), ("first_half", Patterns::FirstHalf), ("second_half", Patterns::SecondHalf)];
    vec![
        dimension("clean", &levels.map(|(name, level)| (name, Choice::Clean(level)))),
        dimension("duplicates", &duplicates.map(|(name, duplicates)| (name, Choice::Duplicates(duplicates)))),
        dimension("events", &events.map(|(name, events)| (name, Choice::Events(events)))),
        dimension("words", &words.map(|(name, words)| (name, Choice::Words(words)))),
        dimension("prior", &[("500", 500), ("50", 50), ("5000", 5000)].map(|(name, n)| (name, Choice::Prior(n)))),
        dimension("evidence", &[("1", 1), ("2", 2)].map(|(name, times)| (name, Choice::Evidence(times)))),
        dimension("patterns", &patterns.map(|(name, patterns)| (name, Choice::Patterns(patterns)))),
    ]
}

/// Runs the comparisons of the articles at `inputs` under other settings than those of `base`.
///
/// # Errors
/// When there is nothing to do, a dimension or a value is not known, or as [`study::multiverse`].
pub fn multiverse(
    base: &Config,
    inputs: &Sources,
    options: &Options,
    settings: &MultiverseSettings,
    n_threads: usize,
    watch: &(dyn Fn(Progress) + Sync),
) -> Result<Varied> {
    let most = settings.most;
    if most == 0 || base.permutations == 0 || base.resamples == 0 {
        let message = "found --most 0, --permutations 0 or --resamples 0, expected 1 or more";
        return Err(Error::new(Kind::Config, message).with_help("leave them out for the usual numbers"));
    }
    let mut dimensions = chosen(&settings.vary, base.clean)?;
    let (first, reading) = read_corpus(inputs, options, base.clean)?;
    let n_articles = first.articles().len();
    if settings.vary.is_empty() && first.articles().iter().all(|article| article.event.is_none()) {
        dimensions.retain(|dimension| dimension.name != "events"); // there are none to leave out
    }
    let mut cautions = Vec::new();
    let n_alone = 1 + dimensions.iter().map(|dimension| dimension.values.len() - 1).sum::<usize>();
    if most < n_alone {
        cautions.push(Caution::Untried { most, n_alone });
    }
    let mut corpora: Vec<(Level, Corpus)> = vec![(base.clean, first)];
    let mut corpus = |level: Level| -> Result<Corpus> {
        if let Some((_, corpus)) = corpora.iter().find(|known| known.0 == level) {
            return Ok(corpus.clone());
        }
        let (corpus, _) = read_corpus(inputs, options, level)?;
        corpora.push((level, corpus.clone()));
        Ok(corpus)
    };
    let found = study::multiverse(base, &dimensions, most, &mut corpus, n_threads, watch)?;
    let mut summary = Vec::new();
    if found.claims.is_empty() {
        cautions.push(Caution::NothingCompared);
    } else {
        summary.extend([ClaimKind::Word, ClaimKind::Difference].map(|kind| in_words(kind, &found, &dimensions)));
    }
    Ok(Varied { found, dimensions, n_articles, summary, cautions, reading })
}

/// The dimensions asked for, the base's value of each first.
fn chosen(vary: &[String], clean: Level) -> Result<Vec<Dimension>> {
    let mut known = dimensions();
    known[0].values.sort_by_key(|value| value.1 != Choice::Clean(clean)); // stable
    if vary.is_empty() {
        return Ok(known);
    }
    let mut chosen: Vec<Dimension> = Vec::new();
    for asked in vary {
        let wrong = |expected: String| {
            let message = format!("found `{asked}` in --vary, expected {expected}");
            Error::new(Kind::Config, message)
                .with_help("`slantwise multiverse --help` lists dimensions and their values")
        };
        let names: Vec<&str> = known.iter().map(|dimension| dimension.name.as_str()).collect();
        let (name, values) = asked.split_once('=').ok_or_else(|| wrong("DIMENSION=VALUE,...".to_owned()))?;
        let is_free =
            |dimension: &&Dimension| dimension.name == name && chosen.iter().all(|before| before.name != name);
        let dimension = known.iter().find(is_free);
        let mut dimension =
            dimension.cloned().ok_or_else(|| wrong(format!("each of {} at most once", names.join(", "))))?;
        let values: Vec<&str> = values.split(',').map(str::trim).collect();
        let all: Vec<&str> = dimension.values.iter().map(|value| value.0.as_str()).collect();
        if let Some(other) = values.iter().find(|value| !all.contains(value)) {
            return Err(wrong(format!("values among {} and not `{other}`", all.join(", "))));
        }
        let base = dimension.values[0].0.clone();
        dimension.values.retain(|value| value.0 == base || values.contains(&value.0.as_str()));
        chosen.push(dimension);
    }
    Ok(chosen)
}

/// What kind of claim.
#[derive(Clone, Copy, PartialEq, Eq)]
enum ClaimKind {
    Word,
    Difference,
}

impl ClaimKind {
    fn of(subject: &Subject) -> Self {
        match subject {
            Subject::Word { .. } => Self::Word,
            Subject::Difference { .. } => Self::Difference,
        }
    }
}

/// How many clear claims of a kind hold, and what they hang on.
fn in_words(kind: ClaimKind, found: &Multiverse, dimensions: &[Dimension]) -> String {
    /// A claim that holds in so large a share of settings is called robust.
    const ROBUST: f64 = 0.95;
    let (noun, on) = match kind {
        ClaimKind::Word => ("word", ""),
        ClaimKind::Difference => ("difference", " on shared events"),
    };
    let clear: Vec<&Claim> =
        found.claims.iter().filter(|claim| ClaimKind::of(&claim.subject) == kind && claim.base.is_clear).collect();
    if clear.is_empty() {
        return format!("no {noun}{on} is clear of chance");
    }
    let share = |claim: &Claim| claim.robustness.n_held as f64 / claim.robustness.n_settings as f64;
    let n_robust = clear.iter().filter(|claim| share(claim) >= ROBUST).count();
    let mut hang = BTreeMap::<usize, usize>::new();
    clear.iter().filter_map(|claim| claim.robustness.sensitive_to).for_each(|at| *hang.entry(at).or_default() += 1);
    let most = hang.iter().max_by_key(|(at, n)| (**n, std::cmp::Reverse(**at)));
    let most = most.map(|(at, n)| format!("; {n} hang most on {}", dimensions[*at].name)).unwrap_or_default();
    let n_settings = found.settings.len();
    let of = if n_settings < found.n_possible { format!(" of {}", found.n_possible) } else { String::new() };
    format!(
        "{n_robust} of {}{on} clear of chance hold in 95 of 100 settings or more ({n_settings}{of} tried){most}",
        count(clear.len(), noun)
    )
}
