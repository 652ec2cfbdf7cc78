//! Files under their names: in a folder on disk, in memory or in an archive.
//!
//! Texts are looked for in the folders in the folder too, tables only in the folder itself; what is not read for that is
//! listed. Hidden files are skipped, and folders that a run of slantwise wrote.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use encoding_rs::Encoding;

#[cfg(feature = "zip")]
use super::archive::Archive;
use super::input::Input;
use super::source::Blob;
use crate::error::{Error, Kind, Result};

/// Folders in folders are followed so far.
pub(super) const MAX_DEPTH: usize = 8;

/// Files under their names.
pub(super) struct Files {
    /// What holds them, as the user named it.
    pub name: String,
    /// The files worth reading, as paths in it.
    pub list: Vec<PathBuf>,
    place: Place,
}

/// Where files lie.
enum Place {
    Disk(PathBuf),
    Memory(BTreeMap<PathBuf, Arc<[u8]>>),
    #[cfg(feature = "zip")]
    Archive(Archive),
}

/// What a folder holds: the files, and the tables and folders that are too deep in it.
#[derive(Default)]
struct Found {
    files: Vec<PathBuf>,
    not_read: Vec<String>,
}

impl Files {
    /// Those of a folder on disk, and what in it is not read.
    ///
    /// # Errors
    /// When a folder cannot be read.
    pub fn on_disk(folder: &Path) -> Result<(Self, Vec<String>)> {
        let mut found = Found::default();
        walk(folder, Path::new(""), 0, &mut found)?;
        let place = Place::Disk(folder.to_owned());
        Ok((Self { name: folder.display().to_string(), list: found.files, place }, sorted(found.not_read)))
    }

    /// Those of a folder in memory, and what in it is not read.
    ///
    /// # Errors
    /// When two files have one name.
    pub fn in_memory(folder: &str, files: &[(String, Arc<[u8]>)]) -> Result<(Self, Vec<String>)> {
        let own = |path: &str| -> PathBuf {
            let path = path.replace('\\', "/");
            Path::new(&path).components().filter(|part| matches!(part, Component::Normal(_))).collect()
        };
        let mut by_path = BTreeMap::new();
        for (path, bytes) in files {
            if by_path.insert(own(path), bytes.clone()).is_some() {
                let message = format!("two files named `{path}`, expected names that differ");
                return Err(Error::new(Kind::Input, message).in_file(folder).with_help("rename one of them"));
            }
        }
        let found = listed(&by_path);
        let files = Self { name: folder.to_owned(), list: found.files, place: Place::Memory(by_path) };
        Ok((files, sorted(found.not_read)))
    }

    /// Those of an archive of that name.
    #[cfg(feature = "zip")]
    pub fn in_archive(name: String, archive: Archive) -> Self {
        Self { name, list: archive.members().cloned().collect(), place: Place::Archive(archive) }
    }

    /// A file's name for the user.
    pub fn shown(&self, file: &Path) -> String {
        match &self.place {
            Place::Disk(folder) => folder.join(file).display().to_string(),
            _ => match self.name.trim_end_matches('/') {
                "" => slashed(file),
                name => format!("{name}/{}", slashed(file)),
            },
        }
    }

    pub fn contains(&self, file: &Path) -> bool {
        match &self.place {
            Place::Disk(folder) => folder.join(file).is_file(),
            Place::Memory(files) => files.contains_key(file),
            #[cfg(feature = "zip")]
            Place::Archive(archive) => archive.contains(file),
        }
    }

    /// A file that can be read from its end too; `None` for those of an archive and for one that is absent.
    pub fn blob(&self, file: &Path) -> Option<Blob> {
        match &self.place {
            Place::Disk(folder) => Some(Blob::Path(folder.join(file))),
            Place::Memory(files) => files.get(file).cloned().map(Blob::Bytes),
            #[cfg(feature = "zip")]
            Place::Archive(_) => None,
        }
    }

    /// Opens a file, in an encoding that the user named or else guessed.
    ///
    /// # Errors
    /// When it cannot be read, or is of a kind that is never read.
    pub fn open(&self, file: &Path, encoding: Option<&'static Encoding>) -> Result<Input> {
        let failed = |cause: io::Error| Error::io(self.shown(file), cause);
        let bytes = match &self.place {
            #[cfg(feature = "zip")]
            Place::Archive(archive) => archive.open(file).map_err(failed)?,
            _ => {
                let blob = self.blob(file).ok_or_else(|| failed(io::ErrorKind::NotFound.into()))?;
                Box::new(blob.open().map_err(failed)?)
            }
        };
        Input::new(self.shown(file), bytes, encoding)
    }
}

/// What a file holds, by the end of its name.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum FileKind {
    Text,
    Json,
    Table,
}

impl FileKind {
    pub fn of(file: &Path) -> Option<Self> {
        match extension(&slashed(file).to_lowercase()) {
            "txt" => Some(Self::Text),
            "json" => Some(Self::Json),
            "csv" | "tsv" | "tab" | "jsonl" | "ndjson" | "parquet" => Some(Self::Table),
            _ => None,
        }
    }
}

/// What stands behind the last dot of a name in lower case, without `.gz` or `.zst`.
pub(super) fn extension(name: &str) -> &str {
    let name = [".gz", ".zst"].iter().find_map(|packed| name.strip_suffix(packed)).unwrap_or(name);
    name.rsplit_once('.').map_or("", |(_, extension)| extension)
}

/// A relative path with `/` between its parts, whatever the machine.
pub(super) fn slashed(file: &Path) -> String {
    file.components().map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/")
}

fn sorted(mut names: Vec<String>) -> Vec<String> {
    names.sort();
    names.dedup();
    names
}

/// Adds the files in the folder, and the texts in the folders in it.
fn walk(root: &Path, below: &Path, depth: usize, found: &mut Found) -> Result<()> {
    let folder = root.join(below);
    let failed = |cause: io::Error| Error::io(folder.display(), cause).with_help("check that the folder can be read");
    for entry in fs::read_dir(&folder).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        let name = entry.file_name();
        if name.to_string_lossy().starts_with('.') {
            continue;
        }
        let (path, file) = (folder.join(&name), below.join(&name));
        let is_link = entry.file_type().is_ok_and(|kind| kind.is_symlink());
        if path.is_dir() {
            // a link to a folder may lead back here: it is followed once
            if is_run(&fs::read(path.join(RUN)).unwrap_or_default()) {
                continue;
            } else if depth < MAX_DEPTH && !(is_link && depth > 0) {
                walk(root, &file, if is_link { MAX_DEPTH } else { depth + 1 }, found)?;
            } else {
                found.not_read.push(slashed(&file));
            }
        } else if path.is_file() {
            found.add(file, depth);
        }
    }
    Ok(())
}

/// The same of files in memory.
fn listed(files: &BTreeMap<PathBuf, Arc<[u8]>>) -> Found {
    let mut found = Found::default();
    let is_skipped = |folder: &Path| {
        let is_own = folder != Path::new("") && files.get(&folder.join(RUN)).is_some_and(|bytes| is_run(bytes));
        is_own || folder.components().any(|part| part.as_os_str().to_string_lossy().starts_with('.'))
    };
    for file in files.keys() {
        let depth = file.components().count().saturating_sub(1);
        if file.ancestors().skip(1).any(is_skipped) || is_skipped(file) {
            continue;
        }
        match depth > MAX_DEPTH {
            true => found.not_read.push(slashed(&file.components().take(MAX_DEPTH + 1).collect::<PathBuf>())),
            false => found.add(file.clone(), depth),
        }
    }
    found
}

impl Found {
    fn add(&mut self, file: PathBuf, depth: usize) {
        match FileKind::of(&file) {
            Some(FileKind::Table) if depth > 0 => self.not_read.push(slashed(&file)),
            Some(_) => self.files.push(file),
            None => {}
        }
    }
}

const RUN: &str = "run.json";

/// Whether the bytes are a `run.json` of ours: the texts beside it are notes, not articles.
fn is_run(manifest: &[u8]) -> bool {
    serde_json::from_slice::<serde_json::Value>(manifest).is_ok_and(|manifest| manifest["tool"] == "slantwise")
}
