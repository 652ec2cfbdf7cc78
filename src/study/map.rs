//! The map: each article alone, on every core.
//!
//! A fault of the program in one article ends that article only. The worker that met it begins afresh, since what it
//! kept from article to article may be half changed.

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::{Progress, Study};
use crate::clean;
use crate::corpus::Article;
use crate::error::caught;
use crate::feature::frame::{self, FrameId};
use crate::feature::{self, Measured, target};
use crate::lexicon::{Matcher, Scanner};
use crate::terms::{self, Capitals, Counter, Counts, LocalCounts, LocalSequence};
use crate::text::{Span, TokenText, Tokenizer};

/// What the map gives: one entry an article, in the articles' order.
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
    /// How often it uses each term, by the worker's number of the term.
    pub counts: Vec<(u32, u32)>,
    /// The same inside direct quotes.
    pub quoted: Vec<(u32, u32)>,
    /// Its words in their order, see [`terms::sequence`].
    pub sequence: Box<[u32]>,
}

/// What is done with one article.
pub(super) type One = fn(&Article, &Work<'_>, &mut Worker<'_>) -> Counted;

/// What all workers share.
pub(super) struct Work<'a> {
    study: &'a Study,
    matcher: Matcher,
    frames: Vec<FrameId>,
}

/// What a worker keeps from article to article.
pub(super) struct Worker<'a> {
    tokenizer: Tokenizer,
    scanner: Scanner<'a>,
    counter: Counter,
    capitals: Capitals,
}

/// Every article's result, in the articles' order; a message where the program failed.
pub(super) struct Each {
    pub results: Vec<std::result::Result<(Counted, usize), String>>,
    tokenizers: Vec<Tokenizer>,
    capitals: Vec<Capitals>,
}

/// Articles handed to a worker at a time.
const CHUNK: usize = 64;

/// Does `one` with every article. Workers take chunks as they are free; each has its own tokenizer, whose term numbers
/// are translated when the counts are merged.
pub(super) fn each(study: &Study, articles: &[Article], one: One, watch: &(dyn Fn(Progress) + Sync)) -> Each {
    let work = Work { study, matcher: Matcher::new(&study.lexicons, &study.tokenizer), frames: study.frames() };
    let next = AtomicUsize::new(0);
    let n_done = Mutex::new(0);
    let per_worker = rayon::broadcast(|context| {
        let mut worker = worker(&work);
        let mut results = Vec::new();
        loop {
            let start = next.fetch_add(CHUNK, Ordering::Relaxed);
            if start >= articles.len() {
                break;
            }
            let end = (start + CHUNK).min(articles.len());
            for (i, article) in articles[start..end].iter().enumerate() {
                let result = caught(|| one(article, &work, &mut worker));
                if result.is_err() {
                    worker = self::worker(&work);
                }
                results.push((start + i, result.map(|it| (it, context.index()))));
            }
            if let Ok(mut n_done) = n_done.lock() {
                *n_done += end - start;
                watch(Progress::Articles(*n_done, articles.len()));
            }
        }
        ((worker.tokenizer, worker.capitals), results)
    });
    let (kept, results): (Vec<_>, Vec<Vec<_>>) = per_worker.into_iter().unzip();
    let (tokenizers, capitals) = kept.into_iter().unzip();
    let mut results: Vec<(usize, _)> = results.into_iter().flatten().collect();
    results.sort_by_key(|it| it.0);
    Each { results: results.into_iter().map(|it| it.1).collect(), tokenizers, capitals }
}

impl Each {
    /// The results of articles none of which failed: where one did, the numbers of a worker's terms are of two
    /// tokenizers, and what is left of its results cannot be merged.
    pub(super) fn merge(self) -> Mapped {
        let n_articles = self.results.len();
        let (mut measured, mut counts) = (Vec::with_capacity(n_articles), Vec::with_capacity(n_articles));
        let (mut quoted, mut sequences) = (Vec::with_capacity(n_articles), Vec::with_capacity(n_articles));
        for (counted, worker) in self.results.into_iter().flatten() {
            measured.push(counted.measured);
            counts.push(LocalCounts { worker, counts: counted.counts });
            quoted.push(LocalCounts { worker, counts: counted.quoted });
            sequences.push(LocalSequence { worker, terms: counted.sequence });
        }
        let counts = Counts::merge(counts, &self.tokenizers);
        let quoted = counts.merge_part(quoted, &self.tokenizers);
        let bigrams = terms::bigrams(&sequences, &self.tokenizers, &counts, min_articles(n_articles));
        let is_name = terms::names(&self.capitals, &self.tokenizers, counts.vocabulary());
        Mapped { measured, counts, quoted, bigrams, is_name }
    }
}

/// Fewest articles that a bigram stands in, so that their number grows no faster than the text.
fn min_articles(n_articles: usize) -> u8 {
    (n_articles / 1_000).clamp(3, 30) as u8
}

fn worker<'a>(work: &'a Work<'_>) -> Worker<'a> {
    Worker {
        tokenizer: work.study.tokenizer.clone(),
        scanner: Scanner::new(&work.matcher),
        counter: Counter::default(),
        capitals: Capitals::default(),
    }
}

/// Hits of each frame in parts that no rate counts; `None` when they have no word.
fn count_hits<'t>(
    parts: impl Iterator<Item = &'t TokenText>,
    work: &Work<'_>,
    worker: &mut Worker<'_>,
) -> Option<Vec<u32>> {
    let mut matches = Vec::new();
    let mut n_words = 0;
    for part in parts {
        n_words += part.tokens.iter().filter(|it| it.is_word()).count();
        worker.scanner.find(part, &worker.tokenizer, &mut matches);
    }
    (n_words > 0).then(|| frame::count_matches(&matches, &work.frames))
}

/// One article: taken apart once, searched, measured and counted (its headline's words are counted too).
pub(super) fn one(article: &Article, work: &Work<'_>, worker: &mut Worker<'_>) -> Counted {
    let removed: Vec<Span> = article.removed.iter().map(|it| it.span).collect();
    let title = TokenText::new(&article.title, &[], &mut worker.tokenizer);
    let read = TokenText::new(&article.text, &removed, &mut worker.tokenizer);
    let mut matches = Vec::new();
    worker.scanner.find(&read, &worker.tokenizer, &mut matches);
    let mut measured = feature::measure(&article.text, &read, &matches, &work.study.lexicons, &work.frames);
    measured.n_headline_hits = count_hits(std::iter::once(&title), work, worker);
    let embeds = article.removed.iter().filter(|it| it.rule == clean::EMBED).map(|it| it.span.of(&article.text));
    let embeds: Vec<TokenText> = embeds.map(|it| TokenText::new(it, &[], &mut worker.tokenizer)).collect();
    measured.n_embed_hits = count_hits(embeds.iter(), work, worker);
    measured.targets = target::measure(&read, &worker.tokenizer, &measured.hits, &work.study.targets);
    worker.capitals.count(&read);
    let quoted = read.quoted();
    Counted {
        measured,
        counts: worker.counter.count(title.tokens.iter().chain(&read.tokens)),
        quoted: worker.counter.count(read.tokens.iter().zip(quoted).filter(|it| it.1).map(|it| it.0)),
        sequence: terms::sequence([&title.tokens[..], &read.tokens]),
    }
}
