//! The output folder: made beside its final place, put there when it is whole.
//!
//! Every file is written and synced in a staging folder, `run.json` last: a folder with `run.json` is complete. How the
//! staging folder takes its place depends on what stands there:
//!
//! - **nothing, or an empty folder**: one rename.
//! - **an earlier run and nothing else**: that folder is renamed aside, the new one takes its place, the old one is
//!   removed. Killed between the two renames, the earlier run stands aside whole, and the next run puts it back first.
//! - **anything else** (files of the user's, the folder the program was started in, a mount point): file by file. The
//!   earlier `run.json` goes aside first and the new one comes last, so whatever stands there in between has none.
//!   Files of the user's are never touched.
//!
//! A lock file is held from the first step to the last, so that two runs cannot write one folder. The system lets go of
//! a lock when its process ends, however it ends: whoever has the lock may remove what a killed run left. A file
//! system without locks is written to without one.
//!
//! Where the folder above cannot be written to, or is another file system, staging folder and lock are inside.

mod name;
mod place;

use std::collections::BTreeSet;
use std::fs::{self, File, TryLockError};
use std::io::{self, BufWriter, ErrorKind, Write};
use std::path::{Path, PathBuf};

use super::hashed::hashed;
use super::manifest::{self, MANIFEST, Output};
use crate::error::{Error, Kind, Result};
use place::{REPLACED, full_path, is_empty, sync, unwritable};

pub use name::safe_names;
pub use place::Place;

/// What to do with a folder that exists and was not made by slantwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Foreign {
    /// Refuse it.
    Refuse,
    /// Put the files into it.
    Accept,
}

/// A folder in the making; dropped before [`Staged::commit`], it is removed.
#[derive(Debug)]
pub struct Staged {
    place: Place,
    files: Vec<String>,
    /// The lock's file, held open. `None` where the file system has no locks.
    lock: Option<File>,
}

/// Begins a folder that will stand at `out`, and removes what a killed run left there.
///
/// # Errors
/// When `out` is a file, or a folder with something in it that no run made (and `foreign` refuses it), or another run is
/// writing it, or the staging folder cannot be made.
pub fn stage(out: &Path, foreign: Foreign) -> Result<Staged> {
    let (out, made) = full_path(out)?;
    let mut place = Place::beside(out, made);
    let locked = if place.is_whole_file_system() { Err(ErrorKind::CrossesDevices.into()) } else { lock(&place.lock) };
    let lock = match locked {
        Err(cause) if is_for_inside(&cause) && place.out.is_dir() => {
            place = Place::inside(place.out, place.made);
            lock(&place.lock)
        }
        locked => locked,
    };
    let lock = match lock {
        Ok(lock) => lock,
        Err(cause) => {
            place.made.iter().for_each(|folder| drop(fs::remove_dir(folder)));
            return Err(match cause.kind() {
                ErrorKind::WouldBlock => Error::new(Kind::Io, "another run is writing this folder")
                    .in_file(place.out.display())
                    .with_help("wait until it has ended, or give another folder with -o"),
                _ => unwritable(&place.out, cause),
            });
        }
    };
    let staged = Staged { place, files: Vec::new(), lock };
    staged.place.recover()?;
    refuse(&staged.place.out, foreign)?;
    fs::create_dir(&staged.place.stage).map_err(|cause| unwritable(&staged.place.out, cause))?;
    Ok(staged)
}

/// The lock of a file, made if it is absent; `None` where the file system has no locks.
fn lock(path: &Path) -> io::Result<Option<File>> {
    loop {
        let file = File::options().create(true).truncate(false).write(true).open(path)?;
        match file.try_lock() {
            Ok(()) if is_at(&file, path) => return Ok(Some(file)),
            Ok(()) => {} // whoever had it removed the file: it locks nothing now
            Err(TryLockError::WouldBlock) => return Err(ErrorKind::WouldBlock.into()),
            Err(TryLockError::Error(_)) => return Ok(None),
        }
    }
}

#[cfg(unix)]
fn is_at(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let id = |metadata: io::Result<fs::Metadata>| metadata.ok().map(|metadata| (metadata.dev(), metadata.ino()));
    id(file.metadata()).is_some_and(|own| Some(own) == id(fs::metadata(path)))
}

#[cfg(not(unix))]
fn is_at(_: &File, path: &Path) -> bool {
    path.exists()
}

fn is_for_inside(cause: &io::Error) -> bool {
    matches!(cause.kind(), ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem | ErrorKind::CrossesDevices)
}

fn refuse(out: &Path, foreign: Foreign) -> Result<()> {
    if out.is_file() {
        let message = "found a file where the output folder should be";
        return Err(Error::new(Kind::Io, message).in_file(out.display()).with_help("give another folder with -o"));
    }
    let is_ours = [MANIFEST, REPLACED].iter().any(|name| manifest::is_ours(&out.join(name)));
    if foreign == Foreign::Accept || is_ours || is_empty(out) {
        return Ok(());
    }
    let message = "the folder exists and slantwise did not make it";
    let help = "give another folder with -o, or --overwrite to put the files into this one (files of the same name are replaced, others stay)";
    Err(Error::new(Kind::Io, message).in_file(out.display()).with_help(help))
}

impl Staged {
    /// What is on disk until it is committed.
    pub fn place(&self) -> &Place {
        &self.place
    }

    /// Writes one file, given as a relative path with `/`; returns what `run.json` says of it, and what `fill` returned.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn write<T>(&mut self, path: &str, fill: impl FnOnce(&mut dyn Write) -> Result<T>) -> Result<(Output, T)> {
        let place = self.place.out.join(path);
        let help = "the output folder is as it was before: mend the cause and run again";
        let failed = |cause: io::Error| Error::io(place.display(), cause).with_help(help);
        let mut file = BufWriter::with_capacity(1 << 16, self.create(path).map_err(failed)?);
        let written = hashed(path, &mut file, fill).map_err(|error| error.in_file(place.display()).with_help(help))?;
        file.flush().map_err(failed)?;
        file.get_ref().sync_all().map_err(failed)?;
        self.files.push(path.to_owned());
        Ok(written)
    }

    /// A new file in the staging folder, which itself is never made again: it may have been removed for good.
    fn create(&self, path: &str) -> io::Result<File> {
        let mut place = self.place.stage.clone();
        let mut parts = path.split('/').peekable();
        while let Some(part) = parts.next() {
            place.push(part);
            if parts.peek().is_some() {
                fs::create_dir(&place).or_else(|cause| if place.is_dir() { Ok(()) } else { Err(cause) })?;
            }
        }
        File::create(place)
    }

    /// Puts the whole folder into its final place; `run.json` must have been written. Returns that place.
    ///
    /// # Errors
    /// When a file cannot be moved.
    pub fn commit(self) -> Result<PathBuf> {
        let place = &self.place;
        let failed = |cause: io::Error| Error::io(place.out.display(), cause);
        let folders: BTreeSet<&Path> = self.files.iter().flat_map(|path| Path::new(path).ancestors().skip(1)).collect();
        for folder in &folders {
            sync(&place.stage.join(folder)).map_err(failed)?;
        }
        if !place.put_whole().map_err(failed)? {
            place.put_each(&self.files, &folders).map_err(|cause| {
                failed(cause).with_help("the folder has no run.json and is not complete: mend the cause and run again")
            })?;
        }
        Ok(self.place.out.clone())
    }
}

impl Drop for Staged {
    fn drop(&mut self) {
        // a signal handler may have removed all of it, and another run may have begun since
        if self.lock.as_ref().is_none_or(|lock| is_at(lock, &self.place.lock)) {
            self.place.remove();
        }
    }
}

#[cfg(test)]
mod tests;
