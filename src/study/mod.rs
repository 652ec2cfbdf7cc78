//! The pipeline, in reading order: a corpus and settings go in, findings come out.
//!
//! Threads live here and nowhere else: articles are mapped over all cores by workers that share nothing, and their
//! results are put back in the articles' order, so any number of threads gives the same findings.

mod alignment;
mod anchor;
mod calibrate;
mod choice;
mod cluster;
mod compare;
mod contrast;
mod coverage;
mod derived;
mod events;
mod exploration;
mod findings;
mod gather;
mod groups;
mod ingest;
mod keywords;
mod map;
mod multiverse;
mod outlet;
mod part;
mod partisanship;
mod passage;
mod places;
mod prepared;
mod scorer;
mod sentence;
mod shared_words;
mod slant;
mod style;
mod survey;
mod texts;
mod threads;
mod vectors;
mod voice;
mod weights;
mod workers;

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

pub use alignment::{AlignedUnit, Alignment, ArticleAlignment, MAX_ARTICLES, OutletAlignment, SentencePlace};
pub use anchor::{Anchor, ENOUGH_ANCHORS};
pub use calibrate::{Calibration, MIN_HALVED_ARTICLES, Null};
pub use choice::{Choices, CountedWords, GivenEvents};
pub use cluster::{ClusterFit, ClusterFrame, ClusterOutlet, Clusters, Place};
pub use contrast::{AllOutlets, Contrast, ContrastTerm, Sides, adjusted_distances};
pub use coverage::Coverage;
pub use derived::{
    Carriage, EventOutlets, StyleWords, TermTally, TermUses, UnitStatus, carriage, event_outlets, file_sides,
    keyness_of, other_outlets, pattern_uses,
};
pub use exploration::{Exploration, OutletPlace};
pub use findings::{Clustered, Compared, Covered, Findings, Placed};
pub use gather::Term;
pub use ingest::{Each, clean_draft, measure_each, read_corpus, repeated_ids};
pub use keywords::{GroupKeyword, Scope};
pub use multiverse::{Choice, Claim, Dimension, MAX_Q, Multiverse, Patterns, Setting, Subject, multiverse};
pub use outlet::{AxisInfluence, AxisMean, OutletFrame};
pub use part::{MeasuredPart, SurveyPart};
pub use partisanship::{PairPartisanship, Words};
pub use passage::Passages;
pub use scorer::{AxisScore, FrameScore, Score, ScoredHit, Scorer};
pub use sentence::{MAX_SENTENCES, MIN_TERMS, MIN_WORDS};
pub use slant::{Absence, OutletSlant, Slant, SlantFit, SlantWord};
pub use style::{OutletStyle, name_words, style_measures};
pub use survey::{Pair, Surveyed, survey};
pub use vectors::VectorKind;

use map::Measure;
use survey::Failures;
use texts::Texts;
use threads::pool;

use crate::clean::Level;
use crate::compare::partition::Method;
use crate::corpus::rating::{self, Rating};
use crate::corpus::{Article, Corpus};
use crate::error::{Error, Kind, Result, caught};
use crate::feature::Measured;
use crate::feature::frame::{self, FrameId};
use crate::feature::target::{self, Target};
use crate::lexicon::{self, Lexicon};
use crate::read::Reject;
use crate::text::Tokenizer;

/// The settings of a study; they and the corpus decide every number.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Config {
    /// Lexicons by bundled name or path.
    pub lexicons: Vec<String>,
    /// A `tokenizer.json` to cut texts with; `None` for the built-in word rules.
    pub tokenizer: Option<PathBuf>,
    /// How much is taken for furniture: at `News`, sentences that an outlet repeats in one article after another are.
    pub clean: Level,
    /// How often an article and its copies count in comparisons.
    pub duplicates: Duplicates,
    /// The seed of every random step.
    pub seed: u64,
    /// Resamples of events for each interval; 0 for no intervals.
    pub resamples: usize,
    /// Sign patterns for each permutation test; 0 for no tests.
    pub permutations: usize,
    /// How articles are put into clusters.
    pub cluster_method: Method,
    /// How many clusters; `None` to choose by stability and silhouette.
    pub clusters: Option<usize>,
    /// How many outlets, at most, are contrasted pair by pair (those with most articles).
    pub max_contrast_outlets: usize,
    /// The persons and things whose mentions are looked at, each as `NAME|ALIAS|ALIAS`.
    pub targets: Vec<String>,
    /// What the user says about outlets.
    pub ratings: Vec<Rating>,
    /// The outlets that hold the ends of the scale of slant; none for no scale.
    pub anchors: Vec<Anchor>,
    /// Anchors a side below which no scale is made.
    pub min_anchors: usize,
    /// Choices of the comparisons that could as well be made another way.
    pub choices: Choices,
    /// The one question to answer, other comparisons being left out; `None` for all.
    pub only: Option<Question>,
}

/// A question that can be asked alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Question {
    /// Which articles tell the same event.
    Events,
    /// How articles cluster once the event is taken out.
    Cluster,
    /// How outlets differ.
    Compare,
    /// Where outlets stand between two poles.
    Slant,
    /// Who covered what, and who left out what.
    Coverage,
}

/// How often an article and its copies, wire copy in other outlets among them, count in comparisons.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "cli", derive(clap::ValueEnum))]
#[serde(rename_all = "lowercase")]
pub enum Duplicates {
    /// Once: the first of them counts.
    Once,
    /// Each of them counts.
    All,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            lexicons: ["migration", "epistemic", "sentiment-news", "loaded-language"].map(str::to_owned).to_vec(),
            tokenizer: None,
            clean: Level::News,
            duplicates: Duplicates::Once,
            seed: 42,
            resamples: 1_000,
            permutations: 1_000,
            cluster_method: Method::KMeans,
            clusters: None,
            max_contrast_outlets: 8,
            targets: Vec::new(),
            ratings: Vec::new(),
            anchors: Vec::new(),
            min_anchors: ENOUGH_ANCHORS,
            choices: Choices::default(),
            only: None,
        }
    }
}

/// Settings with their lexicons and tokenizer loaded: what a study needs to run.
#[derive(Debug, Clone)]
pub struct Study {
    config: Config,
    /// The lexicons that the settings name, in order.
    lexicons: Vec<Lexicon>,
    /// The targets they name, in order.
    targets: Vec<Target>,
    tokenizer: Tokenizer,
}

/// How far a study is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Progress {
    /// Articles measured so far, of how many.
    Articles(usize, usize),
    /// Settings of a multiverse tried so far, of how many.
    Settings(usize, usize),
    /// A later step has begun.
    Step(&'static str),
}

/// A surveyed corpus and what its articles gave.
struct MappedCorpus {
    corpus: Corpus,
    pairs: Vec<Pair>,
    texts: Texts,
    mapped: map::Mapped,
    failed: Vec<Reject>,
}

impl Config {
    /// Checks the settings and loads what they name.
    ///
    /// # Errors
    /// When a lexicon or the tokenizer cannot be loaded, two lexicons have one name, or a setting has no meaning
    /// (anchors on other than two sides, or too few of them, for instance).
    pub fn check(self) -> Result<Study> {
        let lexicons = self.lexicons.iter().map(|name| lexicon::load(name)).collect::<Result<Vec<_>>>()?;
        self.check_with(lexicons)
    }

    /// Checks the settings, with these lexicons in place of those that [`Config::lexicons`] names.
    ///
    /// # Errors
    /// As [`Config::check`].
    pub fn check_with(self, lexicons: Vec<Lexicon>) -> Result<Study> {
        for (i, lexicon) in lexicons.iter().enumerate() {
            if lexicons[..i].iter().any(|other| other.name == lexicon.name) {
                let message = format!("two lexicons are named `{}`, expected different names", lexicon.name);
                return Err(Error::new(Kind::Config, message).with_help("give each lexicon once, or rename one"));
            }
        }
        if self.clusters.is_some_and(|n| n < 2) {
            let message = "fewer than two clusters asked for, expected 2 or more or `auto`";
            return Err(Error::new(Kind::Config, message).with_help("give -k 2 or more, or leave it out"));
        }
        if self.clusters.is_some() && self.cluster_method == Method::Dbscan {
            let message =
                "a number of clusters and the method dbscan asked for, expected one of them: dbscan finds the number";
            return Err(Error::new(Kind::Config, message).with_help("leave -k out, or give another --cluster-method"));
        }
        anchor::check(&self.anchors, self.min_anchors)?;
        let tokenizer = self.tokenizer.as_deref().map_or_else(|| Ok(Tokenizer::default()), Tokenizer::from_file)?;
        let targets = targets(&self.targets, &mut tokenizer.clone())?;
        Ok(Study { config: self, lexicons, targets, tokenizer })
    }
}

impl Study {
    /// Runs the whole study, the [`survey`] first, on `n_threads` threads (0 for one a core), telling `watch` how far it is.
    ///
    /// An article on which the program fails is taken out, and everything is as if it had not been given.
    ///
    /// # Errors
    /// When no thread can be started, the corpus lacks an anchor, or the program fails on every article.
    pub fn run(self, corpus: Corpus, n_threads: usize, watch: &(dyn Fn(Progress) + Sync)) -> Result<Findings> {
        pool(n_threads)?.install(|| self.run_with(map::measure, corpus, watch))
    }

    fn run_with(self, measure: Measure, corpus: Corpus, watch: &(dyn Fn(Progress) + Sync)) -> Result<Findings> {
        let all = self.survey_and_map(measure, self.placed(corpus)?, watch)?;
        Ok(compare::compare(self, all, watch))
    }

    /// The corpus with its outlets named as the ratings name them, once its anchors are known to be in it.
    fn placed(&self, corpus: Corpus) -> Result<Corpus> {
        let corpus = rating::rename(corpus, &self.config.ratings);
        anchor::check_in(&self.config.anchors, &corpus, &self.config.ratings)?;
        Ok(corpus)
    }

    /// Surveys the corpus and maps its articles; an article on which the program fails is taken out.
    fn survey_and_map(
        &self,
        measure: Measure,
        mut corpus: Corpus,
        watch: &(dyn Fn(Progress) + Sync),
    ) -> Result<MappedCorpus> {
        let scorer = self.scorer();
        let mut failed = Vec::new();
        loop {
            watch(Progress::Step("looking for copies"));
            let failures = match survey::survey_corpus(corpus, self.config.clean, &self.tokenizer) {
                Ok(surveyed) => {
                    let (batches, failures) = map::measure_all(&scorer, &surveyed, measure, watch);
                    let Surveyed { corpus: again, pairs, texts, .. } = surveyed;
                    if failures.is_empty() {
                        let mapped = map::merge(batches, &texts).expect("every article was measured once");
                        return Ok(MappedCorpus { corpus: again, pairs, texts, mapped, failed });
                    }
                    corpus = again;
                    failures
                }
                Err((again, failures)) => {
                    corpus = again;
                    failures
                }
            };
            corpus = without(corpus, &failures, &mut failed)?;
        }
    }

    /// How often tests of words find a difference where there is none, on null sets made of this corpus.
    ///
    /// # Errors
    /// When no thread can be started, or the program fails on every article.
    pub fn calibrate(
        &self,
        corpus: Corpus,
        n_sets: usize,
        n_threads: usize,
        watch: &(dyn Fn(Progress) + Sync),
    ) -> Result<Vec<Calibration>> {
        pool(n_threads)?.install(|| {
            let all = self.survey_and_map(map::measure, self.placed(corpus)?, watch)?;
            Ok(calibrate::calibrate(&self.config, &all, n_sets, watch))
        })
    }

    /// Measures articles one by one, in the order given, without comparing them: what `score` streams. An article on
    /// which the program fails is a reject instead.
    ///
    /// # Errors
    /// When no thread can be started.
    pub fn measure(
        &self,
        articles: &[Article],
        n_threads: usize,
    ) -> Result<Vec<std::result::Result<Measured, Box<Reject>>>> {
        Ok(measure_articles(&self.scorer(), articles, &pool(n_threads)?))
    }

    /// Its settings.
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// Its lexicons, in the order of the settings.
    pub fn lexicons(&self) -> &[Lexicon] {
        &self.lexicons
    }

    /// Its targets, in the order of the settings.
    pub fn targets(&self) -> &[Target] {
        &self.targets
    }

    /// Its settings and lexicons, to be altered as no settings could.
    #[cfg(all(test, feature = "page"))]
    pub(crate) fn parts_mut(&mut self) -> (&mut Config, &mut Vec<Lexicon>) {
        (&mut self.config, &mut self.lexicons)
    }

    /// What scores one text after another with its word lists, targets and tokenizer, at its level of cleaning.
    pub fn scorer(&self) -> Scorer {
        Scorer::new(self.lexicons.clone(), self.targets.clone(), self.tokenizer.clone(), self.config.clean)
    }

    /// The tokenizer its settings name; it has met no text yet.
    pub fn tokenizer(&self) -> Tokenizer {
        self.tokenizer.clone()
    }

    /// The frame categories of its lexicons.
    pub fn frames(&self) -> Vec<FrameId> {
        frame::frames(&self.lexicons)
    }
}

fn targets(names: &[String], tokenizer: &mut Tokenizer) -> Result<Vec<Target>> {
    let targets = names.iter().map(|names| target::parse(names, tokenizer)).collect::<Result<Vec<_>>>()?;
    for (i, target) in targets.iter().enumerate() {
        if targets[..i].iter().any(|other| other.name == target.name) {
            let message = format!("two targets are named `{}`, expected different names", target.name);
            let help = "give its other names in the same target, with | between them";
            return Err(Error::new(Kind::Config, message).with_help(help));
        }
    }
    Ok(targets)
}

/// Measures articles one by one with a scorer, on the threads of a pool, in the order given.
fn measure_articles(
    scorer: &Scorer,
    articles: &[Article],
    pool: &threads::Pool,
) -> Vec<std::result::Result<Measured, Box<Reject>>> {
    let measure = |position: usize, _: &mut ()| {
        let article = &articles[position];
        caught(|| scorer.measure(article)).map_err(|message| Box::new(reject(article, &message)))
    };
    let (measured, _) = pool.install(|| workers::share_out(articles.len(), || (), measure, |_| ()));
    measured.into_iter().map(|(_, measured)| measured).collect()
}

/// The corpus without the articles on which the program failed; their rejects go to `failed`.
fn without(corpus: Corpus, failures: &Failures, failed: &mut Vec<Reject>) -> Result<Corpus> {
    failed.extend(failures.iter().map(|(position, message)| reject(&corpus.articles()[*position], message)));
    let mut kept = vec![true; corpus.articles().len()];
    failures.iter().for_each(|(position, _)| kept[*position] = false);
    let corpus = corpus.keep(&kept);
    if corpus.articles().is_empty() {
        let message = format!("not one article could be measured; the first: {}", failed[0].detail);
        return Err(Error::new(Kind::Input, message).with_help("this is a bug in slantwise: please report it"));
    }
    Ok(corpus)
}

fn reject(article: &Article, message: &str) -> Reject {
    Reject::failed(
        &article.source_file,
        article.source_row,
        &format!("article {} could not be measured", article.id),
        message,
    )
}

/// The threads used when `asked` are asked for: 0 stands for one per core.
pub fn n_threads(asked: usize) -> usize {
    let cores = || std::thread::available_parallelism().map_or(1, usize::from);
    if asked == 0 { cores() } else { asked }
}

#[cfg(test)]
mod tests;
