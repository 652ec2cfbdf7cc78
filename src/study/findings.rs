//! What a study found: every number that tables, page and lesson show.

use super::alignment::Alignment;
use super::cluster::{ClusterFit, Clusters};
use super::contrast::{AllOutlets, Contrast};
use super::coverage::Coverage;
use super::exploration::Exploration;
use super::gather::Term;
use super::keywords::GroupKeyword;
use super::outlet::{AxisInfluence, AxisMean, OutletFrame};
use super::partisanship::PairPartisanship;
use super::slant::Slant;
use super::style::OutletStyle;
use super::survey::Pair;
use super::texts::Texts;
use super::{Config, Duplicates};
use crate::compare::event::Events;
use crate::corpus::rating::{self, Rating};
use crate::corpus::{Corpus, OutletId};
use crate::feature::Measured;
use crate::feature::frame::FrameId;
use crate::feature::target::Target;
use crate::lexicon::Lexicon;
use crate::read::Reject;
use crate::terms::{Counts, Vocabulary, Weights};

/// Everything a study found.
pub struct Findings {
    /// The articles, surveyed.
    pub corpus: Corpus,
    /// The user's rating of each outlet; `None` for one she does not rate.
    pub ratings: Vec<Option<Rating>>,
    /// The pairs of articles that share their wording, by position.
    pub pairs: Vec<Pair>,
    /// Articles that were given and are in no result, for the program failed on them.
    pub failed: Vec<Reject>,
    /// The settings.
    pub config: Config,
    /// The lexicons used.
    pub lexicons: Vec<Lexicon>,
    /// The persons and things whose mentions were looked at.
    pub targets: Vec<Target>,
    /// The lexicons' frame categories, in order.
    pub frames: Vec<FrameId>,
    /// What was measured on each article.
    pub measured: Vec<Measured>,
    /// How often each article uses each term.
    pub counts: Counts,
    /// The pairs of neighbouring words that several articles use.
    pub bigrams: Vocabulary,
    /// The TF-IDF weights.
    pub weights: Weights,
    /// The events.
    pub events: Events,
    /// How outlets differ; empty when that is not asked.
    pub compared: Compared,
    /// Who covered what; empty when that is not asked.
    pub covered: Covered,
    /// Where outlets stand; empty when that is not asked.
    pub placed: Placed,
    /// How articles cluster; empty when that is not asked.
    pub clustered: Clustered,
    /// The terms that mark articles, outlets, events and clusters.
    pub keywords: Vec<GroupKeyword>,
    /// The texts as they were cut, see [`Findings::passages`].
    pub(super) texts: Texts,
}

/// How outlets differ.
#[derive(Default)]
pub struct Compared {
    /// Outlets' frame rates: outlets x frames x voices.
    pub outlet_frames: Vec<OutletFrame>,
    /// Outlets' balances on axes.
    pub axes: Vec<AxisMean>,
    /// What the axes would be without one of their patterns.
    pub axis_influences: Vec<AxisInfluence>,
    /// Outlets' house style: outlets x measures.
    pub style: Vec<OutletStyle>,
    /// How well a word tells two outlets apart: pairs x voices x sets of words.
    pub partisanship: Vec<PairPartisanship>,
    /// Left against right, where outlets are rated, and pairs of outlets: the words that set them apart.
    pub contrasts: Vec<Contrast>,
    /// The words by which any of the paired outlets differs; `None` with too few outlets or shared events.
    pub all_outlets: Option<AllOutlets>,
}

/// Who covered what, and who left out what.
#[derive(Default)]
pub struct Covered {
    /// Which sentences of an event's articles say the same, and in which outlets.
    pub alignment: Alignment,
    /// Which outlets have an article on which event, by event and outlet.
    pub coverage: Vec<Coverage>,
}

/// Where outlets stand.
#[derive(Default)]
pub struct Placed {
    /// Outlets between the user's anchors; `None` without anchors.
    pub slant: Option<Slant>,
    /// Outlets on dimensions found within events, which are not slant; `None` with too few outlets or shared events.
    pub exploration: Option<Exploration>,
}

/// How articles cluster once the event is taken out.
#[derive(Default)]
pub struct Clustered {
    /// Clusters with the event taken out; `None` when there is nothing to cluster.
    pub clusters: Option<Clusters>,
    /// How clusters follow outlets and events, for each kind of vectors and each k.
    pub fit: Vec<ClusterFit>,
}

impl Findings {
    /// Where the user's rating puts an outlet (see [`rating::position`]); `None` without a rating.
    pub fn rating_position(&self, outlet: OutletId) -> Option<f64> {
        rating::position(&self.ratings[outlet.0 as usize].as_ref()?.slant)
    }

    /// Whether an article counts in comparisons: a copy of another does not, when copies count once.
    pub fn is_counted(&self, article: usize) -> bool {
        self.config.duplicates == Duplicates::All || self.corpus.articles()[article].duplicate_of.is_none()
    }

    /// A term's name.
    pub fn term(&self, term: Term) -> &str {
        let vocabulary = if term.ngram == 1 { self.counts.vocabulary() } else { &self.bigrams };
        vocabulary.term(term.id)
    }
}
