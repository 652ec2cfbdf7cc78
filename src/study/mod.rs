//! The pipeline, in reading order: a corpus and settings go in, findings come out.
//!
//! Threads live here and nowhere else: articles are mapped over all cores by workers that share nothing, and their
//! results are put back in the articles' order, so any number of threads gives the same findings.

mod compare;
mod map;
mod survey;

use std::path::PathBuf;

use serde::Serialize;

pub use compare::{
    AxisMean, ClusterFit, Clusters, GroupKeyword, OutletFrame, OutletPair, PairTerm, Place, Scope, VectorKind,
};
pub use survey::{Pair, survey};

use crate::clean::Level;
use crate::compare::event::Events;
use crate::corpus::{Article, Corpus};
use crate::error::{Error, Kind, Result};
use crate::feature::Measured;
use crate::feature::frame::{self, FrameId};
use crate::lexicon::{self, Lexicon};
use crate::terms::{Counts, Weights};
use crate::text::Tokenizer;

/// The settings of a study; they and the corpus decide every number.
#[derive(Debug, Clone, PartialEq, Serialize)]
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
    /// How many clusters; `None` to choose by silhouette.
    pub clusters: Option<usize>,
    /// How many outlets, at most, are contrasted pair by pair (those with most articles).
    pub max_contrast_outlets: usize,
}

/// How often an article and its copies, wire copy in other outlets among them, count in comparisons.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
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
            lexicons: ["migration", "epistemic", "sentiment-news"].map(str::to_owned).to_vec(),
            tokenizer: None,
            clean: Level::News,
            duplicates: Duplicates::Once,
            seed: 42,
            resamples: 1_000,
            permutations: 1_000,
            clusters: None,
            max_contrast_outlets: 8,
        }
    }
}

/// Settings with their lexicons and tokenizer loaded: what a study needs to run.
#[derive(Debug, Clone)]
pub struct Study {
    /// The settings.
    pub config: Config,
    /// The lexicons they name, in order.
    pub lexicons: Vec<Lexicon>,
    tokenizer: Tokenizer,
}

/// Everything a study found.
pub struct Findings {
    /// The articles, surveyed.
    pub corpus: Corpus,
    /// The pairs of articles that share their wording, by position.
    pub pairs: Vec<Pair>,
    /// The settings.
    pub config: Config,
    /// The lexicons used.
    pub lexicons: Vec<Lexicon>,
    /// Their frame categories, in order.
    pub frames: Vec<FrameId>,
    /// What was measured on each article.
    pub measured: Vec<Measured>,
    /// How often each article uses each term.
    pub counts: Counts,
    /// The TF-IDF weights.
    pub weights: Weights,
    /// The events.
    pub events: Events,
    /// Outlets' frame rates: outlets x frames x voices.
    pub outlet_frames: Vec<OutletFrame>,
    /// Outlets' balances on axes.
    pub axes: Vec<AxisMean>,
    /// Outlet pairs and the words that set them apart.
    pub contrasts: Vec<OutletPair>,
    /// Clusters with the event taken out; `None` when there is nothing to cluster.
    pub clusters: Option<Clusters>,
    /// How clusters follow outlets and events, for each kind of vectors and each k.
    pub cluster_fit: Vec<ClusterFit>,
    /// The terms that mark articles, outlets, events and clusters.
    pub keywords: Vec<GroupKeyword>,
}

/// How far a study is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Progress {
    /// Articles measured so far, of how many.
    Articles(usize, usize),
    /// A later step has begun.
    Step(&'static str),
}

impl Config {
    /// Checks the settings and loads what they name.
    ///
    /// # Errors
    /// When a lexicon or the tokenizer cannot be loaded, two lexicons have one name, or a setting has no meaning.
    pub fn check(self) -> Result<Study> {
        let lexicons = self.lexicons.iter().map(|it| lexicon::load(it)).collect::<Result<Vec<_>>>()?;
        for (i, lexicon) in lexicons.iter().enumerate() {
            if lexicons[..i].iter().any(|it| it.name == lexicon.name) {
                let message = format!("two lexicons are named `{}`, expected different names", lexicon.name);
                return Err(Error::new(Kind::Config, message).with_help("give each lexicon once, or rename one"));
            }
        }
        if self.clusters.is_some_and(|it| it < 2) {
            let message = "fewer than two clusters asked for, expected 2 or more or `auto`";
            return Err(Error::new(Kind::Config, message).with_help("give -k 2 or more, or leave it out"));
        }
        let tokenizer = self.tokenizer.as_deref().map_or_else(|| Ok(Tokenizer::default()), Tokenizer::from_file)?;
        Ok(Study { config: self, lexicons, tokenizer })
    }
}

impl Study {
    /// Runs the whole study, the [`survey`] first, on `n_threads` threads (0 for one a core), telling `watch` how far it is.
    ///
    /// # Errors
    /// When no thread can be started.
    pub fn run(self, corpus: Corpus, n_threads: usize, watch: &(dyn Fn(Progress) + Sync)) -> Result<Findings> {
        let pool = pool(n_threads)?;
        pool.install(|| {
            watch(Progress::Step("looking for copies"));
            let (corpus, pairs) = survey::look(corpus, self.config.clean);
            let mapped = map::articles(&self, corpus.articles(), watch);
            Ok(compare::compare(self, corpus, pairs, mapped, watch))
        })
    }

    /// Measures articles one by one, in the order given, without comparing them: what `score` streams.
    ///
    /// # Errors
    /// When no thread can be started.
    pub fn measure(&self, articles: &[Article], n_threads: usize) -> Result<Vec<Measured>> {
        Ok(pool(n_threads)?.install(|| map::articles(self, articles, &|_| ()).measured))
    }

    /// The frame categories of its lexicons.
    pub fn frames(&self) -> Vec<FrameId> {
        frame::frames(&self.lexicons)
    }
}

/// The threads used when `asked` are asked for: 0 stands for one a core.
pub fn n_threads(asked: usize) -> usize {
    let cores = || std::thread::available_parallelism().map_or(1, usize::from);
    if asked == 0 { cores() } else { asked }
}

fn pool(n_threads: usize) -> Result<rayon::ThreadPool> {
    rayon::ThreadPoolBuilder::new()
        .num_threads(n_threads)
        .build()
        .map_err(|cause| Error::new(Kind::Io, format!("no threads could be started: {cause}")))
}
