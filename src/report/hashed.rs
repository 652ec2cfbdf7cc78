//! What `run.json` says of a file, found while it is written.

use std::io::{self, Write};

use super::manifest::Output;
use crate::error::Result;

/// Writes the file of that path into `inner`; what `run.json` says of it, and what `fill` returned.
///
/// # Errors
/// Those of `fill`.
pub(super) fn hashed<T>(
    path: &str,
    inner: &mut dyn Write,
    fill: impl FnOnce(&mut dyn Write) -> Result<T>,
) -> Result<(Output, T)> {
    let mut hashing = Hashing { inner, hasher: blake3::Hasher::new(), n_bytes: 0 };
    let filled = fill(&mut hashing)?;
    let output = Output {
        path: path.to_owned(),
        blake3: hashing.hasher.finalize().to_hex().to_string(),
        bytes: hashing.n_bytes,
        n_rows: None,
        n_guarded: 0,
    };
    Ok((output, filled))
}

/// Writes on, and takes the hash of what goes by.
struct Hashing<'a> {
    inner: &'a mut dyn Write,
    hasher: blake3::Hasher,
    n_bytes: u64,
}

impl Write for Hashing<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let n = self.inner.write(bytes)?;
        self.hasher.update(&bytes[..n]);
        self.n_bytes += n as u64;
        Ok(n)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}
