//! The map: each article alone, on every core.
//!
//! A fault of the program in one article ends that article only. The worker that met it begins afresh, since what it
//! kept from article to article may be half changed.

use std::ops::Range;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::Progress;
use super::scorer::{self, Scorer};
use crate::corpus::Article;
use crate::error::caught;
use crate::feature::Measured;
use crate::terms::{self, Capitals, Counter, Counts, LocalCounts, LocalSequence};
use crate::text::Tokenizer;

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
    pub sequence: Vec<u32>,
}

/// What is done with one article.
pub(super) type One = fn(&Article, &Scorer, &mut Worker) -> Counted;

/// What a worker keeps from article to article.
pub(super) struct Worker {
    scoring: scorer::Worker,
    counter: Counter,
    capitals: Capitals,
}

/// Every article's result, in the articles' order; a message where the program failed.
pub(super) struct Each {
    pub results: Vec<std::result::Result<Kept, String>>,
    shelves: Vec<Shelf>,
}

/// What is kept of one article: its measures, and where its counts lie on its worker's shelf.
pub(super) struct Kept {
    pub measured: Measured,
    worker: usize,
    counts: Range<usize>,
    quoted: Range<usize>,
    sequence: Range<usize>,
}

/// The counts of all articles of one worker, one behind the other: in three pieces of memory, which are given back
/// whole once they are merged.
#[derive(Default)]
struct Shelf {
    tokenizer: Tokenizer,
    capitals: Capitals,
    counts: Vec<(u32, u32)>,
    quoted: Vec<(u32, u32)>,
    sequences: Vec<u32>,
}

/// Articles handed to a worker at a time.
const CHUNK: usize = 64;

/// Does `one` with every article. Workers take chunks as they are free; each has its own tokenizer, whose term numbers
/// are translated when the counts are merged.
pub(super) fn each(scorer: &Scorer, articles: &[Article], one: One, watch: &(dyn Fn(Progress) + Sync)) -> Each {
    let next = AtomicUsize::new(0);
    let n_done = Mutex::new(0);
    let per_worker = rayon::broadcast(|context| {
        let mut worker = worker(scorer);
        let mut shelf = Shelf::default();
        let mut results = Vec::new();
        loop {
            let start = next.fetch_add(CHUNK, Ordering::Relaxed);
            if start >= articles.len() {
                break;
            }
            let end = (start + CHUNK).min(articles.len());
            for (i, article) in articles[start..end].iter().enumerate() {
                let result = caught(|| one(article, scorer, &mut worker));
                if result.is_err() {
                    worker = self::worker(scorer);
                }
                results.push((start + i, result.map(|it| shelve(it, context.index(), &mut shelf))));
            }
            if let Ok(mut n_done) = n_done.lock() {
                *n_done += end - start;
                watch(Progress::Articles(*n_done, articles.len()));
            }
        }
        (Shelf { tokenizer: worker.scoring.tokenizer, capitals: worker.capitals, ..shelf }, results)
    });
    let (shelves, results): (Vec<Shelf>, Vec<Vec<_>>) = per_worker.into_iter().unzip();
    let mut results: Vec<(usize, _)> = results.into_iter().flatten().collect();
    results.sort_by_key(|it| it.0);
    Each { results: results.into_iter().map(|it| it.1).collect(), shelves }
}

impl Each {
    /// The results of articles none of which failed: where one did, the numbers of a worker's terms are of two
    /// tokenizers, and what is left of its results cannot be merged.
    pub(super) fn merge(mut self) -> Mapped {
        let kept: Vec<Kept> = self.results.into_iter().flatten().collect();
        let tokenizers: Vec<Tokenizer> = self.shelves.iter_mut().map(|it| std::mem::take(&mut it.tokenizer)).collect();
        let capitals: Vec<Capitals> = self.shelves.iter_mut().map(|it| std::mem::take(&mut it.capitals)).collect();
        let shelves = &mut self.shelves;
        let rows = |of: fn(&Shelf) -> &[(u32, u32)], range: fn(&Kept) -> &Range<usize>| -> Vec<LocalCounts<'_>> {
            let row =
                |it: &Kept| LocalCounts { worker: it.worker, counts: &of(&shelves[it.worker])[range(it).clone()] };
            kept.iter().map(row).collect()
        };
        let counts = Counts::merge(&rows(|it| &it.counts, |it| &it.counts), &tokenizers);
        let quoted = counts.merge_part(&rows(|it| &it.quoted, |it| &it.quoted), &tokenizers);
        shelves.iter_mut().for_each(|it| (it.counts, it.quoted) = (Vec::new(), Vec::new()));
        let sequence =
            |it: &Kept| LocalSequence { worker: it.worker, terms: &shelves[it.worker].sequences[it.sequence.clone()] };
        let sequences: Vec<_> = kept.iter().map(sequence).collect();
        let bigrams = terms::bigrams(&sequences, &tokenizers, &counts, min_articles(kept.len()));
        let is_name = terms::names(&capitals, &tokenizers, counts.vocabulary());
        Mapped { measured: kept.into_iter().map(|it| it.measured).collect(), counts, quoted, bigrams, is_name }
    }
}

fn shelve(counted: Counted, worker: usize, shelf: &mut Shelf) -> Kept {
    fn put<T: Copy>(items: &[T], on: &mut Vec<T>) -> Range<usize> {
        let start = on.len();
        on.extend_from_slice(items);
        start..on.len()
    }
    Kept {
        measured: counted.measured,
        worker,
        counts: put(&counted.counts, &mut shelf.counts),
        quoted: put(&counted.quoted, &mut shelf.quoted),
        sequence: put(&counted.sequence, &mut shelf.sequences),
    }
}

/// Fewest articles that a bigram stands in, so that their number grows no faster than the text.
fn min_articles(n_articles: usize) -> u8 {
    (n_articles / 500).clamp(3, 60) as u8
}

fn worker(scorer: &Scorer) -> Worker {
    Worker { scoring: scorer.new_worker(), counter: Counter::default(), capitals: Capitals::default() }
}

/// One article: taken apart once, searched, measured and counted (its headline's words are counted too).
pub(super) fn one(article: &Article, scorer: &Scorer, worker: &mut Worker) -> Counted {
    let (title, read) = (worker.scoring.read_title(article), worker.scoring.read_body(article));
    let measured = scorer.measure_read(article, &title, &read, &mut worker.scoring);
    worker.capitals.count(&read);
    let quoted = read.quoted();
    let in_quotes = read.tokens.iter().zip(quoted).filter(|(_, is_quoted)| *is_quoted).map(|(token, _)| token);
    Counted {
        measured,
        counts: worker.counter.count(title.tokens.iter().chain(&read.tokens)),
        quoted: worker.counter.count(in_quotes),
        sequence: terms::sequence([&title.tokens[..], &read.tokens]),
    }
}
