//! The map: each article alone, on every core.

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::{Progress, Study};
use crate::corpus::Article;
use crate::feature::frame::FrameId;
use crate::feature::{self, Measured};
use crate::lexicon::{Matcher, Scanner};
use crate::terms::{Counter, Counts, LocalCounts};
use crate::text::{Span, TokenText, Tokenizer};

/// What the map gives: one entry an article, in the articles' order.
pub(super) struct Mapped {
    pub measured: Vec<Measured>,
    pub counts: Counts,
}

/// Articles handed to a worker at a time.
const CHUNK: usize = 64;

/// Measures and counts every article. Workers take chunks as they are free; each has its own tokenizer, whose term
/// numbers are translated when the counts are merged.
pub(super) fn articles(study: &Study, articles: &[Article], watch: &(dyn Fn(Progress) + Sync)) -> Mapped {
    let matcher = Matcher::new(&study.lexicons, &study.tokenizer);
    let frames = study.frames();
    let next = AtomicUsize::new(0);
    let n_done = Mutex::new(0);
    let per_worker = rayon::broadcast(|context| {
        let mut tokenizer = study.tokenizer.clone();
        let mut scanner = Scanner::new(&matcher);
        let mut counter = Counter::default();
        let mut results = Vec::new();
        loop {
            let start = next.fetch_add(CHUNK, Ordering::Relaxed);
            if start >= articles.len() {
                break;
            }
            let end = (start + CHUNK).min(articles.len());
            for (i, article) in articles[start..end].iter().enumerate() {
                let (measured, counts) = one(article, study, &frames, &mut tokenizer, &mut scanner, &mut counter);
                results.push((start + i, measured, LocalCounts { worker: context.index(), counts }));
            }
            if let Ok(mut n_done) = n_done.lock() {
                *n_done += end - start;
                watch(Progress::Articles(*n_done, articles.len()));
            }
        }
        (tokenizer, results)
    });
    let (tokenizers, results): (Vec<Tokenizer>, Vec<Vec<_>>) = per_worker.into_iter().unzip();
    let mut results: Vec<(usize, Measured, LocalCounts)> = results.into_iter().flatten().collect();
    results.sort_by_key(|it| it.0);
    let (measured, counts): (Vec<_>, Vec<_>) =
        results.into_iter().map(|(_, measured, counts)| (measured, counts)).unzip();
    Mapped { measured, counts: Counts::merge(counts, &tokenizers) }
}

/// One article: taken apart once, searched, measured and counted (its headline's words are counted too).
fn one(
    article: &Article,
    study: &Study,
    frames: &[FrameId],
    tokenizer: &mut Tokenizer,
    scanner: &mut Scanner<'_>,
    counter: &mut Counter,
) -> (Measured, Vec<(u32, u32)>) {
    let removed: Vec<Span> = article.removed.iter().map(|it| it.span).collect();
    let title = TokenText::new(&article.title, &[], tokenizer);
    let read = TokenText::new(&article.text, &removed, tokenizer);
    let mut matches = Vec::new();
    scanner.find(&read, tokenizer, &mut matches);
    let measured = feature::measure(&article.text, &read, &matches, &study.lexicons, frames);
    (measured, counter.count(title.tokens.iter().chain(&read.tokens)))
}
