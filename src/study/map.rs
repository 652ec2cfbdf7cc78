//! The map: each article alone, on every core.
//!
//! A fault of the program in one article ends that article only. The worker that met it begins afresh, since what it
//! kept from article to article may be half changed.

use std::ops::Range;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::{Progress, Study};
use crate::clean;
use crate::corpus::Article;
use crate::error::caught;
use crate::feature::frame::{self, FrameId};
use crate::feature::{self, Measured, OutsideHit, Segment, target};
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
    pub sequence: Vec<u32>,
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
pub(super) fn each(study: &Study, articles: &[Article], one: One, watch: &(dyn Fn(Progress) + Sync)) -> Each {
    let work = Work { study, matcher: Matcher::new(&study.lexicons, &study.tokenizer), frames: study.frames() };
    let next = AtomicUsize::new(0);
    let n_done = Mutex::new(0);
    let per_worker = rayon::broadcast(|context| {
        let mut worker = worker(&work);
        let mut shelf = Shelf::default();
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
                results.push((start + i, result.map(|it| shelve(it, context.index(), &mut shelf))));
            }
            if let Ok(mut n_done) = n_done.lock() {
                *n_done += end - start;
                watch(Progress::Articles(*n_done, articles.len()));
            }
        }
        (Shelf { tokenizer: worker.tokenizer, capitals: worker.capitals, ..shelf }, results)
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

fn worker<'a>(work: &'a Work<'_>) -> Worker<'a> {
    Worker {
        tokenizer: work.study.tokenizer.clone(),
        scanner: Scanner::new(&work.matcher),
        counter: Counter::default(),
        capitals: Capitals::default(),
    }
}

/// A part that no rate counts: where it begins, what it is, its text and what that consists of.
type Part<'t> = (u32, Segment, &'t str, TokenText);

/// Hits of each frame in parts that no rate counts, `None` when they have no word; the hits themselves go to `found`.
fn count_hits(
    parts: &[Part<'_>],
    work: &Work<'_>,
    worker: &mut Worker<'_>,
    found: &mut Vec<OutsideHit>,
) -> Option<Vec<u32>> {
    let mut matches = Vec::new();
    let mut all = Vec::new();
    let mut n_words = 0;
    for (start, segment, text, read) in parts {
        n_words += read.tokens.iter().filter(|it| it.is_word()).count();
        matches.clear();
        worker.scanner.find(read, &worker.tokenizer, &mut matches);
        found.extend(feature::outside(text, *start, *segment, read, &matches, &work.study.lexicons));
        all.append(&mut matches);
    }
    (n_words > 0).then(|| frame::count_matches(&all, &work.frames))
}

/// One article: taken apart once, searched, measured and counted (its headline's words are counted too).
pub(super) fn one(article: &Article, work: &Work<'_>, worker: &mut Worker<'_>) -> Counted {
    let removed: Vec<Span> = article.removed.iter().map(|it| it.span).collect();
    let title = TokenText::new(&article.title, &[], &mut worker.tokenizer);
    let read = TokenText::new(&article.text, &removed, &mut worker.tokenizer);
    let mut matches = Vec::new();
    worker.scanner.find(&read, &worker.tokenizer, &mut matches);
    let mut measured = feature::measure(&article.text, &read, &matches, &work.study.lexicons, &work.frames);
    let embeds: Vec<Part<'_>> = article
        .removed
        .iter()
        .filter(|it| it.rule == clean::EMBED)
        .map(|it| (it.span, it.span.of(&article.text)))
        .map(|(span, text)| (span.start, Segment::Embed, text, TokenText::new(text, &[], &mut worker.tokenizer)))
        .collect();
    measured.n_embed_hits = count_hits(&embeds, work, worker, &mut measured.outside);
    let headline = [(0, Segment::Headline, article.title.as_str(), title)];
    measured.n_headline_hits = count_hits(&headline, work, worker, &mut measured.outside);
    let [(.., title)] = headline;
    measured.outside.shrink_to_fit();
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
