//! Work shared out among threads: the items are taken in chunks by workers that are free, and the results come back in
//! the items' order, so the number of threads changes nothing.

#[cfg(feature = "threads")]
use std::sync::Mutex;
#[cfg(feature = "threads")]
use std::sync::atomic::{AtomicUsize, Ordering};

/// Items handed to a worker at a time.
const CHUNK: usize = 64;

/// Does `each` with every item of `0..n`, and says after each chunk how many are `done`. A result comes with the position
/// of its worker among the workers, which come back as well.
#[cfg(feature = "threads")]
pub(super) fn share_out<W: Send, R: Send>(
    n: usize,
    worker: impl Fn() -> W + Sync,
    each: impl Fn(usize, &mut W) -> R + Sync,
    done: impl Fn(usize) + Sync,
) -> (Vec<(usize, R)>, Vec<W>) {
    let next = AtomicUsize::new(0);
    let n_done = Mutex::new(0);
    let per_worker = rayon::broadcast(|context| {
        let mut worker = worker();
        let mut results = Vec::new();
        loop {
            let start = next.fetch_add(CHUNK, Ordering::Relaxed);
            if start >= n {
                break;
            }
            let end = (start + CHUNK).min(n);
            results.extend((start..end).map(|item| (item, context.index(), each(item, &mut worker))));
            if let Ok(mut n_done) = n_done.lock() {
                *n_done += end - start;
                done(*n_done);
            }
        }
        (worker, results)
    });
    let (workers, results): (Vec<W>, Vec<Vec<_>>) = per_worker.into_iter().unzip();
    let mut results: Vec<(usize, usize, R)> = results.into_iter().flatten().collect();
    results.sort_by_key(|(item, ..)| *item);
    (results.into_iter().map(|(_, worker, result)| (worker, result)).collect(), workers)
}

/// The same by one worker, on the thread that asks.
#[cfg(not(feature = "threads"))]
pub(super) fn share_out<W, R>(
    n: usize,
    worker: impl Fn() -> W,
    each: impl Fn(usize, &mut W) -> R,
    done: impl Fn(usize),
) -> (Vec<(usize, R)>, Vec<W>) {
    let mut worker = worker();
    let mut results = Vec::with_capacity(n);
    for start in (0..n).step_by(CHUNK) {
        let end = (start + CHUNK).min(n);
        results.extend((start..end).map(|item| (0, each(item, &mut worker))));
        done(end);
    }
    (results, vec![worker])
}
