//! Threads, or none: a pool for a whole study, and iterators that share their items out in it. Without the feature
//! `threads` the same code runs on the thread that asks, and gives the same.

#[cfg(feature = "threads")]
pub(super) use rayon::{join, prelude::*};

#[cfg(not(feature = "threads"))]
pub(super) use alone::*;

use crate::error::Result;

/// Where a study runs.
#[cfg(feature = "threads")]
pub(super) type Pool = rayon::ThreadPool;

/// The threads asked for; 0 stands for one per core.
///
/// # Errors
/// When no thread can be started.
#[cfg(feature = "threads")]
pub(super) fn pool(n_threads: usize) -> Result<Pool> {
    use crate::error::{Error, Kind};
    let pool = rayon::ThreadPoolBuilder::new().num_threads(n_threads).build();
    pool.map_err(|cause| Error::new(Kind::Io, format!("no threads could be started: {cause}")))
}

/// The thread that asks, whatever is asked for.
#[cfg(not(feature = "threads"))]
pub(super) fn pool(_: usize) -> Result<Pool> {
    Ok(Pool)
}

#[cfg(not(feature = "threads"))]
mod alone {
    /// Where a study runs.
    pub struct Pool;

    impl Pool {
        pub fn install<T>(&self, work: impl FnOnce() -> T) -> T {
            work()
        }
    }

    pub fn join<A, B>(a: impl FnOnce() -> A, b: impl FnOnce() -> B) -> (A, B) {
        (a(), b())
    }

    /// Slices under the names of their parallel iterators.
    pub trait Slices<T> {
        fn par_iter(&self) -> std::slice::Iter<'_, T>;
        fn par_chunks(&self, n: usize) -> std::slice::Chunks<'_, T>;
    }

    impl<T> Slices<T> for [T] {
        fn par_iter(&self) -> std::slice::Iter<'_, T> {
            self.iter()
        }

        fn par_chunks(&self, n: usize) -> std::slice::Chunks<'_, T> {
            self.chunks(n)
        }
    }

    /// Iterators under the names of the parallel ones.
    pub trait Iterators: IntoIterator + Sized {
        fn into_par_iter(self) -> Self::IntoIter {
            self.into_iter()
        }

        fn flat_map_iter<T: IntoIterator>(self, each: impl FnMut(Self::Item) -> T) -> impl Iterator<Item = T::Item> {
            self.into_iter().flat_map(each)
        }
    }

    impl<I: IntoIterator> Iterators for I {}
}
