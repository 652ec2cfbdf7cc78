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

use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::survey::{FailedDraft, Failures, SurveyedArticle, finish, survey_article};
use super::texts::{PackedTexts, Packer, Place, Source, Texts};
use super::{Findings, MappedCorpus, Progress, Study, Surveyed, compare, map, pool, without};
use crate::corpus::{Corpus, Draft};
use crate::error::{Error, Kind, Result, caught};
use crate::read::Reject;

/// Some articles of a corpus, surveyed.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct SurveyPart {
    drafts: Vec<Draft>,
    /// By draft.
    surveyed: Vec<SurveyedArticle>,
    /// By draft: which of `texts` it is in, and where.
    places: Vec<(u32, Place)>,
    texts: Vec<PackedTexts>,
    /// Articles that are in no result, for the program failed on them.
    failed: Vec<FailedDraft>,
}

/// Some articles of a surveyed corpus, measured.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct MeasuredPart {
    batches: Vec<map::Batch>,
    failures: Failures,
}

impl SurveyPart {
    /// The part of no articles.
    pub fn empty() -> Self {
        Self::default()
    }

    /// Both together; which comes first changes nothing in the end.
    pub fn merge(mut self, other: Self) -> Self {
        let n_before = self.texts.len() as u32;
        self.places.extend(other.places.into_iter().map(|(at, place)| (at + n_before, place)));
        self.drafts.extend(other.drafts);
        self.surveyed.extend(other.surveyed);
        self.texts.extend(other.texts);
        self.failed.extend(other.failed);
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
                Ok((place, surveyed)) => {
                    part.places.push((part.texts.len() as u32, place));
                    part.surveyed.push(surveyed);
                    part.drafts.push(draft);
                }
                Err(message) => {
                    let Draft { id, source_file, source_row, .. } = draft;
                    part.failed.push(FailedDraft { id: id.unwrap_or_default(), source_file, source_row, message });
                    part.texts.push(std::mem::replace(&mut packer, new()).finish()); // its last article may be cut half
                }
            }
        }
        part.texts.push(packer.finish());
        part
    }

    /// What all parts of a corpus say together: the articles in their order, copies marked, boilerplate taken out.
    ///
    /// # Errors
    /// When the corpus lacks an anchor.
    pub fn surveyed(&self, part: SurveyPart) -> Result<Surveyed> {
        let SurveyPart { drafts, surveyed, places, texts, failed } = part;
        let (corpus, order) = Corpus::in_order(drafts);
        let corpus = self.placed(corpus)?;
        let surveyed: Vec<SurveyedArticle> = order.iter().map(|draft| surveyed[*draft].clone()).collect();
        let texts = Texts::new(texts, order.iter().map(|draft| places[*draft]).collect());
        let all = finish(corpus, &surveyed, texts, self.config.clean, &self.tokenizer);
        Ok(Surveyed { failed, ..all })
    }

    /// Measures the articles at some positions of a surveyed corpus, on the thread that asks.
    ///
    /// # Panics
    /// When `articles` reach over [`Surveyed::n_articles`].
    pub fn measure_part(&self, surveyed: &Surveyed, articles: Range<usize>) -> MeasuredPart {
        let (batch, failures) = map::measure_some(&self.scorer(), surveyed, articles);
        MeasuredPart { batches: vec![batch], failures }
    }

    /// Compares what was measured, on `n_threads` threads (0 for one per core), telling `watch` how far it is. Should the
    /// program have failed on an article, all is done again without it.
    ///
    /// # Errors
    /// When no thread can be started, the parts are not those of this corpus, each article once, or the program fails on
    /// every article.
    pub fn compare(
        self,
        surveyed: Surveyed,
        part: MeasuredPart,
        n_threads: usize,
        watch: &(dyn Fn(Progress) + Sync),
    ) -> Result<Findings> {
        let Surveyed { corpus, pairs, texts, failed } = surveyed;
        let mut failed: Vec<Reject> = failed.iter().map(reject).collect();
        pool(n_threads)?.install(|| {
            if !part.failures.is_empty() {
                let corpus = without(corpus, &part.failures, &mut failed)?;
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

fn reject(failed: &FailedDraft) -> Reject {
    let what = format!("article {} could not be surveyed", failed.id);
    Reject::failed(&failed.source_file, failed.source_row, &what, &failed.message)
}
