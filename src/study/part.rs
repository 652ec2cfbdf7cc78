//! Part and merge: a corpus studied in pieces, on other threads, other machines or other days, with the bytes of one run.
//!
//! Two passes look at articles. The **survey** takes down what shows copies and recurring sentences, and cuts each text
//! once ([`SurveyPart`]); all parts together say which articles repeat another and what is boilerplate ([`Surveyed`]).
//! The **measures** are then taken of each article alone ([`MeasuredPart`]); all parts together are compared. Parts
//! hold all they need, can be stored and sent, and merge in any order: `empty` is the part of no articles.
//!
//! ```
//! use slantwise::corpus::Draft;
//! use slantwise::study::{Config, MeasuredPart, SurveyPart};
//!
//! let draft = |outlet: &str, text: &str| Draft {
//!     outlet: Some(outlet.to_owned()), event: Some("talks".to_owned()), text: text.to_owned(), ..Draft::default()
//! };
//! let study = Config::default().check()?;
//! let north = study.survey_part(vec![draft("North", "Record numbers of migrants arrived.")]);
//! let south = study.survey_part(vec![draft("South", "A humane and orderly answer, a priest said.")]);
//! let surveyed = study.surveyed(north.merge(south))?;
//!
//! let parts = [0..1, 1..2].map(|articles| study.measure_part(&surveyed, articles));
//! let all = parts.into_iter().fold(MeasuredPart::empty(), MeasuredPart::merge);
//! let found = study.compare(surveyed, all, 1, &|_| ())?;
//! assert_eq!(found.corpus.articles().len(), 2);
//! # Ok::<(), slantwise::error::Error>(())
//! ```

use std::collections::BTreeSet;
use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::survey::{FailedArticle, Failures, SurveyedArticle, finish, survey_article};
use super::texts::{PackedTexts, Packer, Place, Source, Texts};
use super::{Findings, MappedCorpus, Progress, Study, Surveyed, compare, map, pool, without};
use crate::corpus::{Article, Corpus, Draft};
use crate::error::{Error, Kind, Result, caught};
use crate::read::Reject;

/// Some articles of a corpus, surveyed.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct SurveyPart {
    drafts: Vec<Draft>,
    /// By draft: what was surveyed, which of `texts` it is in, and where; a message where the program failed.
    surveyed: Vec<std::result::Result<(u32, Place, SurveyedArticle), String>>,
    texts: Vec<PackedTexts>,
}

/// Some articles of a surveyed corpus, measured.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct MeasuredPart {
    batches: Vec<map::Batch>,
    failures: Failures,
    /// What it was measured with and of, see [`stamp`].
    stamps: BTreeSet<String>,
}

impl SurveyPart {
    /// The part of no articles.
    pub fn empty() -> Self {
        Self::default()
    }

    /// Both together; which comes first changes nothing in the end.
    pub fn merge(mut self, other: Self) -> Self {
        let n_before = self.texts.len() as u32;
        let moved = |(at, place, article): (u32, Place, SurveyedArticle)| (at + n_before, place, article);
        self.surveyed.extend(other.surveyed.into_iter().map(|surveyed| surveyed.map(moved)));
        self.drafts.extend(other.drafts);
        self.texts.extend(other.texts);
        self
    }

    /// How many articles it holds.
    pub fn n_articles(&self) -> usize {
        self.drafts.len()
    }
}

impl MeasuredPart {
    /// The part of no articles.
    pub fn empty() -> Self {
        Self::default()
    }

    /// Both together; which comes first changes nothing in the end.
    pub fn merge(mut self, other: Self) -> Self {
        self.batches.extend(other.batches);
        self.failures.extend(other.failures);
        self.stamps.extend(other.stamps);
        self
    }
}

impl Surveyed {
    /// How many articles there are to measure; their positions are `0..n_articles()`.
    pub fn n_articles(&self) -> usize {
        self.corpus.articles().len()
    }
}

impl Study {
    /// Surveys some articles, which were cleaned before; one on which the program fails is left out, and in the end it is
    /// among [`Findings::failed`].
    pub fn survey_part(&self, drafts: Vec<Draft>) -> SurveyPart {
        let new = || Packer::new(self.tokenizer.clone());
        let mut packer = new();
        let mut part = SurveyPart::default();
        for draft in drafts {
            let source = Source::from(&draft);
            let surveyed = caught(|| survey_article(source, draft.outlet.is_some(), self.config.clean, &mut packer));
            match surveyed {
                Ok((place, surveyed)) => part.surveyed.push(Ok((part.texts.len() as u32, place, surveyed))),
                Err(message) => {
                    part.surveyed.push(Err(message));
                    part.texts.push(std::mem::replace(&mut packer, new()).finish()); // its last article may be cut half
                }
            }
            part.drafts.push(draft);
        }
        part.texts.push(packer.finish());
        part
    }

    /// What all parts of a corpus say together: the articles in their order, copies marked, boilerplate taken out. Parts are
    /// measured with the very value that this returns: merged in another order, it numbers words in another way.
    ///
    /// # Errors
    /// When the corpus lacks an anchor, the program failed on every article, or no thread can be started.
    pub fn surveyed(&self, part: SurveyPart) -> Result<Surveyed> {
        let SurveyPart { drafts, surveyed, texts } = part;
        let (corpus, order) = Corpus::in_order(drafts);
        let mut corpus = self.placed(corpus)?;
        let mut by_draft: Vec<_> = surveyed.into_iter().map(Some).collect();
        let in_order = order.iter().filter_map(|draft| by_draft[*draft].take());
        let (mut articles, mut places, mut failures) = (Vec::new(), Vec::new(), Failures::new());
        for (position, surveyed) in in_order.enumerate() {
            match surveyed {
                Ok((at, place, article)) => {
                    articles.push(article);
                    places.push((at, place));
                }
                Err(message) => failures.push((position, message)),
            }
        }
        let failed =
            failures.iter().map(|(position, message)| failed(&corpus.articles()[*position], message)).collect();
        if !failures.is_empty() {
            corpus = without(corpus, &failures, &mut Vec::new())?;
        }
        let texts = Texts::new(texts, places);
        let all = pool(1)?.install(|| finish(corpus, &articles, texts, self.config.clean, &self.tokenizer));
        Ok(Surveyed { failed, ..all })
    }

    /// Measures the articles at some positions of a surveyed corpus, on the thread that asks.
    ///
    /// # Panics
    /// When `articles` reach over [`Surveyed::n_articles`].
    pub fn measure_part(&self, surveyed: &Surveyed, articles: Range<usize>) -> MeasuredPart {
        let (batch, failures) = map::measure_some(&self.scorer(), surveyed, articles);
        MeasuredPart { batches: vec![batch], failures, stamps: BTreeSet::from([stamp(self, surveyed)]) }
    }

    /// Compares what was measured, on `n_threads` threads (0 for one per core), telling `watch` how far it is. Should the
    /// program have failed on an article, all is done again without it.
    ///
    /// # Errors
    /// When no thread can be started, a part was measured with other settings or of another survey, the parts do not hold
    /// each article once, or the program fails on every article.
    pub fn compare(
        self,
        surveyed: Surveyed,
        part: MeasuredPart,
        n_threads: usize,
        watch: &(dyn Fn(Progress) + Sync),
    ) -> Result<Findings> {
        let own = stamp(&self, &surveyed);
        if part.stamps.iter().any(|stamp| *stamp != own) {
            let message = "a part was measured with other settings, or of another survey than that given";
            let help = "measure every part with the settings and the `Surveyed` that are compared";
            return Err(Error::new(Kind::Input, message).with_help(help));
        }
        let Surveyed { corpus, pairs, texts, failed } = surveyed;
        let mut failed: Vec<Reject> = failed.iter().map(reject).collect();
        let mut failures = part.failures;
        failures.sort_unstable();
        failures.dedup_by_key(|(position, _)| *position);
        pool(n_threads)?.install(|| {
            if !failures.is_empty() {
                let corpus = without(corpus, &failures, &mut failed)?;
                let mut all = self.survey_and_map(map::measure, corpus, watch)?;
                all.failed.splice(0..0, failed);
                return Ok(compare::compare(self, all, watch));
            }
            let mapped = map::merge(part.batches, &texts).ok_or_else(|| {
                let message = "the measured parts do not hold each article of the surveyed corpus once";
                Error::new(Kind::Input, message).with_help("measure every position of the corpus in one part")
            })?;
            Ok(compare::compare(self, MappedCorpus { corpus, pairs, texts, mapped, failed }, watch))
        })
    }
}

/// What a part must share with all others, as a hash: the articles, the numbers of words, and all that measures them.
fn stamp(study: &Study, surveyed: &Surveyed) -> String {
    let mut hasher = blake3::Hasher::new();
    let mut add = |text: &str| {
        hasher.update(&(text.len() as u64).to_le_bytes());
        hasher.update(text.as_bytes());
    };
    surveyed.corpus.articles().iter().for_each(|article| add(&article.id));
    let dictionary = surveyed.texts.dictionary();
    (0..dictionary.n_terms() as u32).for_each(|term| add(dictionary.term(term)));
    for lexicon in &study.lexicons {
        add(&lexicon.name);
        let patterns = lexicon.categories.iter().flat_map(|category| &category.patterns);
        patterns.for_each(|pattern| add(&pattern.text));
    }
    add(&format!("{:?} {:?} {:?}", study.config.targets, study.config.clean, study.config.tokenizer));
    hasher.finalize().to_hex().to_string()
}

fn failed(article: &Article, message: &str) -> FailedArticle {
    FailedArticle {
        id: article.id.clone(),
        source_file: article.source_file.clone(),
        source_row: article.source_row,
        message: message.to_owned(),
    }
}

fn reject(failed: &FailedArticle) -> Reject {
    let what = format!("article {} could not be measured", failed.id);
    Reject::failed(&failed.source_file, failed.source_row, &what, &failed.message)
}
