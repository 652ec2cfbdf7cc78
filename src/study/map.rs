//! The map: each article alone, on every core, from its tokens as the survey cut them.
//!
//! A fault of the program in one article ends that article only. The worker that met it begins afresh, since what it
//! kept from article to article may be half changed.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::Progress;
use super::scorer::Scorer;
use super::survey::{Failures, Surveyed};
use super::texts::{ReadArticle, Texts};
use super::workers::share_out;
use crate::corpus::Article;
use crate::error::caught;
use crate::feature::Measured;
use crate::lexicon::Scanner;
use crate::terms::{self, Capitals, Counter, Counts, LocalCounts};
use crate::text::Tokenizer;

/// What the map gives: one entry per article, in the articles' order.
pub(super) struct Mapped {
    pub measured: Vec<Measured>,
    pub counts: Counts,
    /// The counts inside direct quotes.
    pub quoted: Counts,
    /// Two words side by side, those of several articles.
    pub bigrams: Counts,
    /// Whether each term is a name, see [`terms::names`].
    pub is_name: Vec<bool>,
}

/// What one article gives.
pub(super) struct Counted {
    pub measured: Measured,
    /// How often it uses each term, by the dictionary's number of the term.
    pub counts: Vec<(u32, u32)>,
    /// The same inside direct quotes.
    pub quoted: Vec<(u32, u32)>,
}

/// What is done with one article.
pub(super) type Measure = fn(&Article, &ReadArticle, &Scorer, &mut Worker<'_>) -> Counted;

/// What a worker keeps from article to article.
pub(super) struct Worker<'a> {
    dictionary: &'a Tokenizer,
    scanner: Scanner,
    counter: Counter,
    capitals: Capitals,
    shelf: Vec<(u32, u32)>,
}

/// What one worker measured: its articles, and their counts one behind the other.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct Batch {
    capitals: Capitals,
    articles: Vec<MeasuredArticle>,
    counts: Vec<(u32, u32)>,
}

/// What is kept of one article: its measures, and where its counts lie.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct MeasuredArticle {
    /// Its position in the corpus.
    position: u32,
    measured: Measured,
    counts: Range<usize>,
    quoted: Range<usize>,
}

impl<'a> Worker<'a> {
    fn new(scorer: &Scorer, texts: &'a Texts) -> Self {
        Self {
            dictionary: texts.dictionary(),
            scanner: scorer.scanner(),
            counter: Counter::default(),
            capitals: Capitals::default(),
            shelf: Vec::new(),
        }
    }

    /// What it has measured.
    fn finish(self) -> Batch {
        Batch { capitals: self.capitals, articles: Vec::new(), counts: self.shelf }
    }
}

/// Measures every article of a surveyed corpus, on every core: the batches of all workers, and the articles on which the
/// program failed.
pub(super) fn measure_all<'a>(
    scorer: &Scorer,
    surveyed: &'a Surveyed,
    measure: Measure,
    watch: &(dyn Fn(Progress) + Sync),
) -> (Vec<Batch>, Failures) {
    let n = surveyed.corpus.articles().len();
    let new = || Worker::new(scorer, &surveyed.texts);
    let each = |position: usize, worker: &mut Worker<'a>| measure_at(scorer, surveyed, position, measure, worker);
    let (results, workers) = share_out(n, new, each, |n_done| watch(Progress::Articles(n_done, n)));
    let mut batches: Vec<Batch> = workers.into_iter().map(Worker::finish).collect();
    let mut failures = Vec::new();
    for (worker, result) in results {
        match result {
            Ok(article) => batches[worker].articles.push(article),
            Err(failure) => failures.push(failure),
        }
    }
    (batches, failures)
}

/// Measures the articles at `positions`, on the thread that asks.
pub(super) fn measure_some(scorer: &Scorer, surveyed: &Surveyed, positions: Range<usize>) -> (Batch, Failures) {
    let mut worker = Worker::new(scorer, &surveyed.texts);
    let (mut articles, mut failures) = (Vec::new(), Vec::new());
    for position in positions {
        match measure_at(scorer, surveyed, position, measure, &mut worker) {
            Ok(article) => articles.push(article),
            Err(failure) => failures.push(failure),
        }
    }
    (Batch { articles, ..worker.finish() }, failures)
}

fn measure_at<'a>(
    scorer: &Scorer,
    surveyed: &'a Surveyed,
    position: usize,
    measure: Measure,
    worker: &mut Worker<'a>,
) -> std::result::Result<MeasuredArticle, (usize, String)> {
    let result = caught(|| {
        let read = surveyed.texts.article(position);
        measure(&surveyed.corpus.articles()[position], &read, scorer, worker)
    });
    if result.is_err() {
        *worker = Worker::new(scorer, &surveyed.texts); // all is measured again without the article
    }
    result.map(|counted| put(counted, position, &mut worker.shelf)).map_err(|message| (position, message))
}

/// One article: searched, measured and counted (its headline's words are counted too).
pub(super) fn measure(article: &Article, read: &ReadArticle, scorer: &Scorer, worker: &mut Worker<'_>) -> Counted {
    let measured = scorer.measure_read(article, read, worker.dictionary, &mut worker.scanner);
    worker.capitals.count(&read.body);
    let quoted = read.body.quoted();
    let in_quotes = read.body.tokens.iter().zip(quoted).filter(|(_, is_quoted)| *is_quoted).map(|(token, _)| token);
    Counted {
        measured,
        counts: worker.counter.count(read.title.tokens.iter().chain(&read.body.tokens)),
        quoted: worker.counter.count(in_quotes),
    }
}

fn put(counted: Counted, position: usize, shelf: &mut Vec<(u32, u32)>) -> MeasuredArticle {
    let mut put = |counts: Vec<(u32, u32)>| {
        let start = shelf.len();
        shelf.extend(counts);
        start..shelf.len()
    };
    let (counts, quoted) = (put(counted.counts), put(counted.quoted));
    MeasuredArticle { position: position as u32, measured: counted.measured, counts, quoted }
}

/// All batches together; `None` unless they hold every one of the articles of `texts` once.
pub(super) fn merge(mut batches: Vec<Batch>, texts: &Texts) -> Option<Mapped> {
    let articles = batches.iter_mut().enumerate();
    let mut articles: Vec<(usize, MeasuredArticle)> = articles
        .flat_map(|(at, batch)| std::mem::take(&mut batch.articles).into_iter().map(move |article| (at, article)))
        .collect();
    articles.sort_by_key(|(_, article)| article.position);
    if !articles.iter().map(|(_, article)| article.position as usize).eq(0..texts.len()) {
        return None;
    }
    let dictionary = std::slice::from_ref(texts.dictionary());
    let rows = |range: fn(&MeasuredArticle) -> &Range<usize>| -> Vec<LocalCounts<'_>> {
        let row = |(at, article): &(usize, MeasuredArticle)| LocalCounts {
            worker: 0,
            counts: &batches[*at].counts[range(article).clone()],
        };
        articles.iter().map(row).collect()
    };
    let counts = Counts::merge(&rows(|article| &article.counts), dictionary);
    let quoted = counts.merge_part(&rows(|article| &article.quoted), dictionary);
    let mut capitals = Capitals::default();
    batches.into_iter().for_each(|batch| capitals.add(&batch.capitals));
    let is_name = terms::names(&[capitals], dictionary, counts.vocabulary());
    let sequence = |position: usize, terms: &mut Vec<u32>| texts.sequence(position, terms);
    let bigrams = terms::bigrams(texts.len(), &sequence, texts.dictionary(), &counts, min_articles(texts.len()));
    let measured = articles.into_iter().map(|(_, article)| article.measured).collect();
    Some(Mapped { measured, counts, quoted, bigrams, is_name })
}

/// Fewest articles that a bigram stands in, so that their number grows no faster than the text.
fn min_articles(n_articles: usize) -> u8 {
    (n_articles / 500).clamp(3, 60) as u8
}
