//! Reading for tests, on disk and in memory at once: both must give the same.

use std::fs;
use std::path::Path;

use super::{Options, Reading, Source, read};
use crate::error::Result;

/// What is read of a file of that name.
pub(super) fn file(name: &str, content: &[u8], options: &Options) -> Result<Reading> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    fs::write(&path, content).unwrap();
    let on_disk = read(&[path.as_path()].into(), options);
    let in_memory = read(&Source::bytes(path.display().to_string(), content).into(), options);
    assert_eq!(on_disk, in_memory, "{name}");
    on_disk
}

/// What is read of a folder, and the folder's name.
pub(super) fn folder(files: &[(&str, &[u8])], options: &Options) -> (Result<Reading>, String) {
    let folder = tempfile::tempdir().unwrap();
    for (name, content) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap_or(Path::new(""))).unwrap();
        fs::write(path, content).unwrap();
    }
    let name = folder.path().display().to_string();
    let on_disk = read(&[folder.path()].into(), options);
    let in_memory = read(&Source::folder(name.clone(), files.iter().copied()).into(), options);
    assert_eq!(on_disk, in_memory);
    (on_disk, name)
}
