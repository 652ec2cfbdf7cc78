//! The output folder: made beside its final place, renamed when whole.
//!
//! A new folder appears in one rename. A folder of an earlier run is replaced file by file: its `run.json` goes
//! aside first and the new one comes last, so a folder with `run.json` is always complete. Files of the user's in it
//! are never touched. A folder that no run made is refused unless told otherwise.

use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use super::manifest::{self, Output};
use crate::error::{Error, Kind, Result};

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
    stage: PathBuf,
    out: PathBuf,
    files: Vec<String>,
}

const MANIFEST: &str = "run.json";
const REPLACED: &str = "run.json.replaced";

/// Where the files of `out` are put until they are whole.
pub fn stage_path(out: &Path) -> PathBuf {
    let name = out.file_name().map_or_else(|| "out".into(), |it| it.to_string_lossy().into_owned());
    out.with_file_name(format!(".{name}.slantwise-{}", std::process::id()))
}

/// A file name without anything that is not a letter, digit, dot, hyphen or underscore.
pub fn safe_name(name: &str) -> String {
    let safe: String =
        name.chars().map(|it| if it.is_ascii_alphanumeric() || "._-".contains(it) { it } else { '-' }).collect();
    if safe.starts_with('.') { format!("_{safe}") } else { safe }
}

/// Begins a folder that will stand at `out`.
///
/// # Errors
/// When `out` is a file, or a folder with something in it that no run made (and `foreign` refuses it), or the folder
/// beside it cannot be made.
pub fn stage(out: &Path, foreign: Foreign) -> Result<Staged> {
    // `out/` and `.` have no last name of their own: give the folder its full path
    let out = std::path::absolute(out).map_err(|it| Error::io(out.display(), &it))?;
    refuse(&out, foreign)?;
    let stage = stage_path(&out);
    if stage.exists() {
        fs::remove_dir_all(&stage).map_err(|it| Error::io(stage.display(), &it))?;
    }
    fs::create_dir_all(&stage).map_err(|it| {
        Error::io(stage.display(), &it).with_help("choose an output folder (-o) in a place that can be written to")
    })?;
    Ok(Staged { stage, out, files: Vec::new() })
}

fn refuse(out: &Path, foreign: Foreign) -> Result<()> {
    if out.is_file() {
        let message = "found a file where the output folder should be";
        return Err(Error::new(Kind::Io, message).in_file(out.display()).with_help("give another folder with -o"));
    }
    let is_empty = fs::read_dir(out).map_or(true, |mut it| it.next().is_none());
    let is_ours = [MANIFEST, REPLACED].iter().any(|it| manifest::is_ours(&out.join(it)));
    if foreign == Foreign::Accept || is_empty || is_ours {
        return Ok(());
    }
    let message = "the folder exists and slantwise did not make it";
    let help = "give another folder with -o, or --overwrite to put the files into this one (files of the same name are replaced, others stay)";
    Err(Error::new(Kind::Io, message).in_file(out.display()).with_help(help))
}

impl Staged {
    /// Where its files are until it is committed.
    pub fn path(&self) -> &Path {
        &self.stage
    }

    /// Writes one file, given as a relative path with `/`; returns what `run.json` says of it, and what `fill` returned.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn write<T>(&mut self, path: &str, fill: impl FnOnce(&mut dyn Write) -> Result<T>) -> Result<(Output, T)> {
        let place = self.stage.join(path);
        let failed = |cause: &std::io::Error| Error::io(self.out.join(path).display(), cause);
        if let Some(folder) = place.parent() {
            fs::create_dir_all(folder).map_err(|it| failed(&it))?;
        }
        let file = File::create(&place).map_err(|it| failed(&it))?;
        let mut hashing =
            Hashing { inner: BufWriter::with_capacity(1 << 16, file), hasher: blake3::Hasher::new(), n_bytes: 0 };
        let filled = fill(&mut hashing)?;
        hashing.flush().map_err(|it| failed(&it))?;
        hashing.inner.get_ref().sync_all().map_err(|it| failed(&it))?;
        self.files.push(path.to_owned());
        let output = Output {
            path: path.to_owned(),
            blake3: hashing.hasher.finalize().to_hex().to_string(),
            bytes: hashing.n_bytes,
            n_rows: None,
            n_guarded: 0,
        };
        Ok((output, filled))
    }

    /// Puts the whole folder into its final place; `run.json` must have been written.
    ///
    /// # Errors
    /// When a file cannot be moved.
    pub fn commit(mut self) -> Result<PathBuf> {
        let failed = |cause: &std::io::Error| Error::io(self.out.display(), cause);
        let is_new = !self.out.exists() || fs::remove_dir(&self.out).is_ok(); // an empty folder can be removed
        if is_new {
            if let Some(parent) = self.out.parent() {
                fs::create_dir_all(parent).map_err(|it| failed(&it))?;
            }
            fs::rename(&self.stage, &self.out).map_err(|it| failed(&it))?;
            self.stage.clear();
            return Ok(self.out.clone());
        }
        let earlier = self.out.join(MANIFEST);
        let aside = self.out.join(REPLACED);
        if earlier.exists() {
            fs::rename(&earlier, &aside).map_err(|it| failed(&it))?;
        }
        for path in manifest::outputs_of(&aside).iter().filter(|it| !self.files.contains(it)) {
            let old = self.out.join(path);
            let _ = fs::remove_file(&old); // it may have been taken away by hand
            let _ = old.parent().map(fs::remove_dir); // done only if it is empty now
        }
        for path in self.files.iter().filter(|it| *it != MANIFEST).chain(self.files.iter().filter(|it| *it == MANIFEST))
        {
            let place = self.out.join(path);
            if let Some(folder) = place.parent() {
                fs::create_dir_all(folder).map_err(|it| failed(&it))?;
            }
            fs::rename(self.stage.join(path), place).map_err(|it| failed(&it))?;
        }
        let _ = fs::remove_file(&aside); // there may have been none
        Ok(self.out.clone())
    }
}

impl Drop for Staged {
    fn drop(&mut self) {
        if !self.stage.as_os_str().is_empty() {
            let _ = fs::remove_dir_all(&self.stage); // nothing more can be done about it here
        }
    }
}

/// Writes on, and takes the hash of what goes by.
struct Hashing {
    inner: BufWriter<File>,
    hasher: blake3::Hasher,
    n_bytes: u64,
}

impl Write for Hashing {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        let n = self.inner.write(bytes)?;
        self.hasher.update(&bytes[..n]);
        self.n_bytes += n as u64;
        Ok(n)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.inner.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn make(out: &Path, foreign: Foreign, files: &[(&str, &str)]) -> Result<PathBuf> {
        let mut staged = stage(out, foreign)?;
        let outputs: Vec<Output> = files
            .iter()
            .map(|(path, text)| {
                staged.write(path, |it| it.write_all(text.as_bytes()).map_err(|e| Error::io(path, &e))).unwrap().0
            })
            .collect();
        let listed: Vec<String> = outputs.iter().map(|it| format!("{{\"path\":\"{}\"}}", it.path)).collect();
        let manifest = format!("{{\"tool\":\"slantwise\",\"outputs\":[{}]}}", listed.join(","));
        staged.write(MANIFEST, |it| it.write_all(manifest.as_bytes()).map_err(|e| Error::io(MANIFEST, &e)))?;
        staged.commit()
    }

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<String> =
            fs::read_dir(folder).unwrap().map(|it| it.unwrap().file_name().to_string_lossy().into_owned()).collect();
        names.sort();
        names
    }

    #[test]
    fn a_second_run_replaces_the_first_and_keeps_the_users_files() {
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path().join("out");
        make(&out, Foreign::Refuse, &[("a.csv", "1"), ("old.csv", "1")]).unwrap();
        fs::write(out.join("notes.txt"), "mine").unwrap();
        make(&out, Foreign::Refuse, &[("a.csv", "2")]).unwrap();
        assert_eq!(names(&out), ["a.csv", "notes.txt", "run.json"]);
        assert_eq!(fs::read_to_string(out.join("a.csv")).unwrap(), "2");
        assert_eq!(names(folder.path()), ["out"]);
    }

    #[test]
    fn a_foreign_folder_is_refused_unless_accepted() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("thesis.txt"), "mine").unwrap();
        let error = make(folder.path(), Foreign::Refuse, &[("a.csv", "1")]).unwrap_err();
        assert!(error.help().unwrap().contains("--overwrite"));
        make(folder.path(), Foreign::Accept, &[("a.csv", "1")]).unwrap();
        assert_eq!(names(folder.path()), ["a.csv", "run.json", "thesis.txt"]);
    }

    #[test]
    fn a_run_given_up_leaves_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path().join("out");
        let mut staged = stage(&out, Foreign::Refuse).unwrap();
        staged.write("a.csv", |it| it.write_all(b"1").map_err(|e| Error::io("a", &e))).unwrap();
        drop(staged);
        assert!(names(folder.path()).is_empty());
    }

    #[test]
    fn names_from_outside_cannot_leave_the_folder() {
        assert_eq!(safe_name("../../etc/x y.dic"), "_..-..-etc-x-y.dic");
    }
}
