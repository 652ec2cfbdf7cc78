//! Where a report goes: a folder, or memory, with the same bytes.

use std::io::Write;

use super::folder::Staged;
use super::hashed::hashed;
use super::manifest::Output;
use crate::error::{Error, Result};

/// Where a report goes.
///
/// ```
/// use slantwise::report::Sink;
///
/// let mut sink = Sink::memory();
/// let output = sink.put("notes/README.txt", b"Read me.")?;
/// assert_eq!((output.path.as_str(), output.bytes), ("notes/README.txt", 8));
/// assert_eq!(sink.finish()?, [("notes/README.txt".to_owned(), b"Read me.".to_vec())]);
/// # Ok::<(), slantwise::error::Error>(())
/// ```
#[derive(Debug)]
#[non_exhaustive]
pub enum Sink {
    /// A folder in the making.
    Folder(Staged),
    /// Files by their relative paths, with `/`, in the order in which they were written.
    Memory(Vec<(String, Vec<u8>)>),
}

impl Sink {
    /// One that keeps the files in memory; nothing is in it.
    pub fn memory() -> Self {
        Self::Memory(Vec::new())
    }

    /// Writes one file, given as a relative path with `/`; returns what `run.json` says of it, and what `fill` returned.
    ///
    /// # Errors
    /// When the file cannot be written, and those of `fill`.
    pub fn write<T>(&mut self, path: &str, fill: impl FnOnce(&mut dyn Write) -> Result<T>) -> Result<(Output, T)> {
        match self {
            Self::Folder(staged) => staged.write(path, fill),
            Self::Memory(files) => {
                let mut bytes = Vec::new();
                let written = hashed(path, &mut bytes, fill)?;
                files.push((path.to_owned(), bytes));
                Ok(written)
            }
        }
    }

    /// Writes bytes as one file; what `run.json` says of it.
    ///
    /// # Errors
    /// As [`Sink::write`].
    pub fn put(&mut self, path: &str, bytes: &[u8]) -> Result<Output> {
        let fill = |file: &mut dyn Write| file.write_all(bytes).map_err(|cause| Error::io(path, cause));
        Ok(self.write(path, fill)?.0)
    }

    /// Puts a folder into its final place ([`Staged::commit`]); the files of a sink in memory, none of a folder.
    ///
    /// # Errors
    /// When a file of the folder cannot be moved.
    pub fn finish(self) -> Result<Vec<(String, Vec<u8>)>> {
        match self {
            Self::Folder(staged) => staged.commit().map(|_| Vec::new()),
            Self::Memory(files) => Ok(files),
        }
    }
}
