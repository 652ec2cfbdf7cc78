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

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::fs::{self, File, TryLockError};
use std::io::{self, BufWriter, ErrorKind, Write};
use std::path::{Path, PathBuf};

use super::manifest::{self, MANIFEST, Output};
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
    place: Place,
    files: Vec<String>,
    /// The lock's file, held open. `None` where the file system has no locks.
    lock: Option<File>,
}

/// What a run has on disk before it is done, by path: enough to remove it from elsewhere, such as a signal handler.
#[derive(Debug, Clone)]
pub struct Place {
    out: PathBuf,
    stage: PathBuf,
    /// Where an earlier run stands while the new one takes its place.
    earlier: PathBuf,
    lock: PathBuf,
    /// Folders above `out` that were made for it, the lowest first.
    made: Vec<PathBuf>,
}

/// Where the earlier `run.json` goes while files are replaced one by one.
const REPLACED: &str = "run.json.replaced";
/// What it says where there was no earlier one.
const NONE_REPLACED: &str = "{\"tool\": \"slantwise\", \"outputs\": []}\n";
/// How the names of the staging folder and the lock begin when they are inside the folder.
const INSIDE: &str = ".slantwise";

/// Begins a folder that will stand at `out`, and removes what a killed run left there.
///
/// # Errors
/// When `out` is a file, or a folder with something in it that no run made (and `foreign` refuses it), or another run is
/// writing it, or the staging folder cannot be made.
pub fn stage(out: &Path, foreign: Foreign) -> Result<Staged> {
    let (out, made) = settle(out)?;
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
            place.made.iter().for_each(|it| drop(fs::remove_dir(it)));
            return Err(match cause.kind() {
                ErrorKind::WouldBlock => Error::new(Kind::Io, "another run is writing this folder")
                    .in_file(place.out.display())
                    .with_help("wait until it has ended, or give another folder with -o"),
                _ => unwritable(&place.out, &cause),
            });
        }
    };
    let staged = Staged { place, files: Vec::new(), lock };
    staged.place.recover()?;
    refuse(&staged.place.out, foreign)?;
    fs::create_dir(&staged.place.stage).map_err(|it| unwritable(&staged.place.out, &it))?;
    Ok(staged)
}

fn unwritable(out: &Path, cause: &io::Error) -> Error {
    Error::io(out.display(), cause).with_help("choose an output folder (-o) in a place that can be written to")
}

/// The full path of `out`, links followed, and the folders above it that had to be made.
fn settle(out: &Path) -> Result<(PathBuf, Vec<PathBuf>)> {
    let failed = |cause: &io::Error| unwritable(out, cause);
    if let Ok(there) = out.canonicalize() {
        return Ok((there, Vec::new()));
    }
    if out.is_symlink() {
        return Err(Error::new(Kind::Io, "a link that leads nowhere").in_file(out.display()).with_help("remove it"));
    }
    let full = std::path::absolute(out).map_err(|it| failed(&it))?;
    let (Some(parent), Some(name)) = (full.parent(), full.file_name()) else {
        return Err(Error::new(Kind::Io, "not the name of a folder")
            .in_file(out.display())
            .with_help("give another -o"));
    };
    let made = parent.ancestors().take_while(|it| !it.exists()).map(Path::to_owned).collect();
    fs::create_dir_all(parent).map_err(|it| failed(&it))?;
    Ok((parent.canonicalize().map_err(|it| failed(&it))?.join(name), made))
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
    let id = |it: io::Result<fs::Metadata>| it.ok().map(|it| (it.dev(), it.ino()));
    id(file.metadata()).is_some_and(|it| Some(it) == id(fs::metadata(path)))
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
    let is_ours = [MANIFEST, REPLACED].iter().any(|it| manifest::is_ours(&out.join(it)));
    if foreign == Foreign::Accept || is_ours || is_empty(out) {
        return Ok(());
    }
    let message = "the folder exists and slantwise did not make it";
    let help = "give another folder with -o, or --overwrite to put the files into this one (files of the same name are replaced, others stay)";
    Err(Error::new(Kind::Io, message).in_file(out.display()).with_help(help))
}

/// Whether a folder is absent or has nothing in it but our own staging folder and lock.
fn is_empty(folder: &Path) -> bool {
    let is_hidden = |it: fs::DirEntry| it.file_name().to_string_lossy().starts_with(INSIDE);
    fs::read_dir(folder).map_or(true, |entries| entries.flatten().all(is_hidden))
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
        let failed = |cause: &io::Error| Error::io(place.display(), cause).with_help(help);
        let file = self.create(path).map_err(|it| failed(&it))?;
        let mut hashing =
            Hashing { inner: BufWriter::with_capacity(1 << 16, file), hasher: blake3::Hasher::new(), n_bytes: 0 };
        let filled = fill(&mut hashing).map_err(|it| it.in_file(place.display()).with_help(help))?;
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

    /// A new file in the staging folder, which itself is never made again: it may have been removed for good.
    fn create(&self, path: &str) -> io::Result<File> {
        let mut place = self.place.stage.clone();
        let mut parts = path.split('/').peekable();
        while let Some(part) = parts.next() {
            place.push(part);
            if parts.peek().is_some() {
                fs::create_dir(&place).or_else(|it| if place.is_dir() { Ok(()) } else { Err(it) })?;
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
        let failed = |cause: &io::Error| Error::io(place.out.display(), cause);
        let folders: BTreeSet<&Path> = self.files.iter().flat_map(|it| Path::new(it).ancestors().skip(1)).collect();
        for folder in &folders {
            sync(&place.stage.join(folder)).map_err(|it| failed(&it))?;
        }
        if !place.put_whole().map_err(|it| failed(&it))? {
            place.put_each(&self.files, &folders).map_err(|it| {
                failed(&it).with_help("the folder has no run.json and is not complete: mend the cause and run again")
            })?;
        }
        Ok(self.place.out.clone())
    }
}

impl Drop for Staged {
    fn drop(&mut self) {
        // a signal handler may have removed all of it, and another run may have begun since
        if self.lock.as_ref().is_none_or(|it| is_at(it, &self.place.lock)) {
            self.place.remove();
        }
    }
}

impl Place {
    fn beside(out: PathBuf, made: Vec<PathBuf>) -> Self {
        let mut name = OsString::from(".");
        name.push(out.file_name().unwrap_or("out".as_ref()));
        let beside = |what: &str| {
            let mut name = name.clone();
            name.push(format!(".slantwise-{what}"));
            out.with_file_name(name)
        };
        Self { stage: beside("stage"), earlier: beside("earlier"), lock: beside("lock"), out, made }
    }

    fn inside(out: PathBuf, made: Vec<PathBuf>) -> Self {
        let inside = |what: &str| out.join(format!("{INSIDE}-{what}"));
        Self { stage: inside("stage"), earlier: inside("earlier"), lock: inside("lock"), out, made }
    }

    /// Whether an earlier run stands in the folder, as it will when this one is not committed.
    pub fn has_run(&self) -> bool {
        manifest::is_ours(&self.out.join(MANIFEST))
    }

    fn is_inside(&self) -> bool {
        self.stage.starts_with(&self.out)
    }

    /// Whether the folder is a file system of its own, into which nothing can be renamed from beside it.
    #[cfg(unix)]
    fn is_whole_file_system(&self) -> bool {
        use std::os::unix::fs::MetadataExt;
        let device = |it: &Path| fs::metadata(it).ok().map(|it| it.dev());
        self.out.parent().is_none_or(|it| self.out.is_dir() && device(it) != device(&self.out))
    }

    #[cfg(not(unix))]
    fn is_whole_file_system(&self) -> bool {
        self.out.parent().is_none()
    }

    /// Removes what is not in its final place: the staging folder, the lock's file and the folders made for them.
    pub fn remove(&self) {
        // files may still be created while they are removed: try again until the folder is gone
        for _ in 0..20 {
            if fs::remove_dir_all(&self.stage).is_ok() || !self.stage.exists() {
                break;
            }
        }
        let _ = fs::remove_file(&self.lock); // nothing more can be done about it here
        self.made.iter().for_each(|it| drop(fs::remove_dir(it))); // done only if it is empty
    }

    /// Puts back or removes what a killed run left; only who has the lock may.
    fn recover(&self) -> Result<()> {
        let failed = |cause: &io::Error| unwritable(&self.out, cause);
        if self.out.join(REPLACED).exists() && !self.out.join(MANIFEST).exists() {
            // killed while files were replaced one by one: those it had brought are of no run
            manifest::outputs_of(&self.stage.join(MANIFEST)).iter().for_each(|it| remove_listed(&self.out, it));
        }
        if self.stage.exists() {
            fs::remove_dir_all(&self.stage).map_err(|it| failed(&it))?;
        }
        if self.earlier.exists() {
            match fs::rename(&self.earlier, &self.out) {
                Ok(()) => {}
                Err(_) if self.out.join(MANIFEST).exists() => remove_run(&self.earlier),
                Err(cause) => return Err(failed(&cause)),
            }
        }
        Ok(())
    }

    /// Renames the staging folder into place where that loses nothing; whether it did.
    fn put_whole(&self) -> io::Result<bool> {
        let is_current = std::env::current_dir().is_ok_and(|it| it.starts_with(&self.out));
        if self.is_inside() || is_current {
            return Ok(false); // whoever is in the folder would be left in one that is gone
        }
        let Ok(there) = fs::metadata(&self.out) else {
            fs::rename(&self.stage, &self.out)?;
            return self.sync_parent().map(|()| true);
        };
        if fs::set_permissions(&self.stage, there.permissions()).is_err() {
            return Ok(false);
        }
        if is_empty(&self.out) && fs::rename(&self.stage, &self.out).is_ok() {
            return self.sync_parent().map(|()| true);
        }
        if !holds_only_a_run(&self.out) || fs::rename(&self.out, &self.earlier).is_err() {
            return Ok(false);
        }
        if let Err(cause) = fs::rename(&self.stage, &self.out) {
            fs::rename(&self.earlier, &self.out)?;
            return Err(cause);
        }
        self.sync_parent()?;
        remove_run(&self.earlier);
        Ok(true)
    }

    fn sync_parent(&self) -> io::Result<()> {
        self.out.parent().map_or(Ok(()), sync)
    }

    /// Moves file by file, `run.json` last.
    fn put_each(&self, files: &[String], folders: &BTreeSet<&Path>) -> io::Result<()> {
        fs::create_dir_all(&self.out)?;
        let aside = self.out.join(REPLACED);
        if fs::rename(self.out.join(MANIFEST), &aside).is_err() && !aside.exists() {
            fs::write(&aside, NONE_REPLACED)?;
        }
        sync(&self.out)?;
        let old = manifest::outputs_of(&aside);
        old.iter().filter(|it| !files.contains(it)).for_each(|it| remove_listed(&self.out, it));
        for folder in folders {
            fs::create_dir_all(self.out.join(folder))?;
        }
        for path in files.iter().filter(|it| *it != MANIFEST) {
            fs::rename(self.stage.join(path), self.out.join(path))?;
        }
        for folder in folders {
            sync(&self.out.join(folder))?;
        }
        fs::rename(self.stage.join(MANIFEST), self.out.join(MANIFEST))?;
        sync(&self.out)?;
        let _ = fs::remove_file(&aside); // the new run.json stands: it means nothing more
        Ok(())
    }
}

/// Whether a folder holds the files that its own `run.json` lists, and no other file or folder.
fn holds_only_a_run(folder: &Path) -> bool {
    let mut listed: BTreeSet<PathBuf> =
        manifest::outputs_of(&folder.join(MANIFEST)).iter().map(|it| folder.join(it)).collect();
    listed.insert(folder.join(MANIFEST));
    let above: BTreeSet<PathBuf> = listed.iter().flat_map(|it| it.ancestors().skip(1)).map(Path::to_owned).collect();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        let Ok(entries) = fs::read_dir(&folder) else { return false };
        for entry in entries {
            match entry.and_then(|it| it.file_type().map(|kind| (it.path(), kind))) {
                Ok((path, kind)) if kind.is_dir() && above.contains(&path) => folders.push(path),
                Ok((path, kind)) if kind.is_file() && listed.contains(&path) => {}
                _ => return false,
            }
        }
    }
    manifest::is_ours(&folder.join(MANIFEST))
}

/// Removes the files of a run, `run.json` last, and the folders that are empty then.
fn remove_run(folder: &Path) {
    let manifest = folder.join(MANIFEST);
    manifest::outputs_of(&manifest).iter().for_each(|it| remove_listed(folder, it));
    let _ = fs::remove_file(manifest).and_then(|()| fs::remove_dir(folder)); // what is not of the run stays
}

/// Removes a file that a run listed, and the folders above it that are empty then.
fn remove_listed(folder: &Path, path: &str) {
    let _ = fs::remove_file(folder.join(path)); // it may have been taken away by hand
    Path::new(path).ancestors().skip(1).filter(|it| *it != Path::new("")).for_each(|it| {
        let _ = fs::remove_dir(folder.join(it)); // done only if it is empty now
    });
}

/// Has a folder's names written to the disk, where the system can do that.
fn sync(folder: &Path) -> io::Result<()> {
    if cfg!(not(unix)) {
        return Ok(());
    }
    match File::open(folder)?.sync_all() {
        Err(cause) if matches!(cause.kind(), ErrorKind::InvalidInput | ErrorKind::Unsupported) => Ok(()),
        synced => synced,
    }
}

/// Names of files or folders made from names in the data: letters, digits, dot, hyphen and underscore, at most 64 of
/// them, no name that a system keeps for itself, and no two alike where case does not count.
pub fn safe_names<'a>(names: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    let mut taken = BTreeSet::new();
    let distinct = |name: &str| {
        let safe = safe_name(name);
        let (stem, extension) =
            safe.rsplit_once('.').map_or((safe.as_str(), String::new()), |it| (it.0, format!(".{}", it.1)));
        let numbered = (2..).map(|i: u32| format!("{stem}-{i}{extension}"));
        let mut all = std::iter::once(safe.clone()).chain(numbered);
        all.find(|it| taken.insert(it.to_ascii_lowercase())).unwrap_or(safe)
    };
    names.into_iter().map(distinct).collect()
}

/// Names that Windows keeps for devices, whatever follows the first dot.
const DEVICES: [&str; 4] = ["con", "prn", "aux", "nul"];
const MAX_NAME: usize = 64;

fn safe_name(name: &str) -> String {
    let safe: String =
        name.chars().map(|it| if it.is_ascii_alphanumeric() || "._-".contains(it) { it } else { '-' }).collect();
    let safe = safe.trim_end_matches('.');
    // what is cut is the middle: the end is the extension
    let safe = match safe.len() {
        0..=MAX_NAME => safe.to_owned(),
        n => format!("{}-{}", &safe[..MAX_NAME - 17], &safe[n - 16..]),
    };
    let first = safe.split('.').next().unwrap_or_default().to_ascii_lowercase();
    let is_numbered = |it: &str| first.strip_prefix(it).is_some_and(|it| matches!(it.as_bytes(), [b'0'..=b'9']));
    let is_device = DEVICES.contains(&first.as_str()) || is_numbered("com") || is_numbered("lpt");
    if safe.is_empty() || safe.starts_with(['.', '-']) || is_device { format!("_{safe}") } else { safe }
}

/// Writes on, and takes the hash of what goes by.
struct Hashing {
    inner: BufWriter<File>,
    hasher: blake3::Hasher,
    n_bytes: u64,
}

impl Write for Hashing {
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
    fn two_runs_cannot_have_one_folder_and_a_killed_one_holds_no_lock() {
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path().join("out");
        let first = stage(&out, Foreign::Refuse).unwrap();
        let error = stage(&folder.path().join("./out/"), Foreign::Accept).unwrap_err();
        assert!(error.to_string().contains("another run is writing this folder"), "{error}");
        assert!(first.place().stage.exists(), "the other's staging folder is left alone");
        stage(&folder.path().join("out2"), Foreign::Refuse).unwrap();
        drop(first);
        assert!(names(folder.path()).is_empty());
        fs::write(folder.path().join(".out.slantwise-lock"), "").unwrap(); // its process is gone
        make(&out, Foreign::Refuse, &[("a.csv", "1")]).unwrap();
        assert_eq!(names(folder.path()), ["out"]);
    }

    #[test]
    fn folders_made_for_a_run_given_up_go_with_it() {
        let folder = tempfile::tempdir().unwrap();
        drop(stage(&folder.path().join("deep/er/out"), Foreign::Refuse).unwrap());
        assert!(names(folder.path()).is_empty());
        make(&folder.path().join("deep/er/out"), Foreign::Refuse, &[("a.csv", "1")]).unwrap();
        assert_eq!(names(&folder.path().join("deep/er")), ["out"]);
    }

    #[test]
    fn a_run_killed_between_the_two_renames_is_put_back() {
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path().join("out");
        make(&out, Foreign::Refuse, &[("a.csv", "1")]).unwrap();
        fs::rename(&out, folder.path().join(".out.slantwise-earlier")).unwrap();
        drop(stage(&out, Foreign::Refuse).unwrap()); // whatever becomes of the next run
        assert_eq!(names(folder.path()), ["out"]);
        assert_eq!(names(&out), ["a.csv", "run.json"]);
        // killed after both: the earlier one is what is too much
        make(&folder.path().join(".out.slantwise-earlier"), Foreign::Refuse, &[("old.csv", "0")]).unwrap();
        make(&out, Foreign::Refuse, &[("a.csv", "2")]).unwrap();
        assert_eq!(names(folder.path()), ["out"]);
        assert_eq!(fs::read_to_string(out.join("a.csv")).unwrap(), "2");
    }

    #[test]
    fn a_run_killed_among_the_users_files_leaves_no_file_of_its_own() {
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path().join("out");
        make(&out, Foreign::Refuse, &[("a.csv", "1"), ("old/b.csv", "1")]).unwrap();
        fs::write(out.join("notes.txt"), "mine").unwrap();
        let mut killed = stage(&out, Foreign::Refuse).unwrap();
        killed.write("new/c.csv", |it| it.write_all(b"2").map_err(|e| Error::io("c", &e))).unwrap();
        let listed = "{\"tool\":\"slantwise\",\"outputs\":[{\"path\":\"new/c.csv\"}]}";
        killed.write(MANIFEST, |it| it.write_all(listed.as_bytes()).map_err(|e| Error::io("c", &e))).unwrap();
        fs::rename(out.join(MANIFEST), out.join(REPLACED)).unwrap();
        fs::create_dir(out.join("new")).unwrap();
        fs::copy(killed.place().stage.join("new/c.csv"), out.join("new/c.csv")).unwrap();
        let place = killed.place().clone();
        drop(killed);
        fs::create_dir(&place.stage).unwrap(); // as it was when the process went
        fs::write(place.stage.join(MANIFEST), listed).unwrap();
        make(&out, Foreign::Refuse, &[("a.csv", "3")]).unwrap();
        assert_eq!(names(&out), ["a.csv", "notes.txt", "run.json"]);
        assert_eq!(names(folder.path()), ["out"]);
    }

    #[cfg(unix)]
    #[test]
    fn a_folder_for_the_owner_only_stays_so() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path().join("out");
        fs::create_dir(&out).unwrap();
        fs::set_permissions(&out, fs::Permissions::from_mode(0o700)).unwrap();
        for text in ["1", "2"] {
            make(&out, Foreign::Refuse, &[("a.csv", text)]).unwrap();
            assert_eq!(fs::metadata(&out).unwrap().permissions().mode() & 0o777, 0o700);
        }
    }

    #[test]
    fn inside_the_folder_it_works_as_beside_it() {
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path().join("out");
        fs::create_dir(&out).unwrap();
        for text in ["1", "2"] {
            let place = Place::inside(out.clone(), Vec::new());
            let lock = lock(&place.lock).unwrap();
            place.recover().unwrap();
            refuse(&out, Foreign::Refuse).unwrap();
            fs::create_dir(&place.stage).unwrap();
            let mut staged = Staged { place, files: Vec::new(), lock };
            staged.write("tables/a.csv", |it| it.write_all(text.as_bytes()).map_err(|e| Error::io("a", &e))).unwrap();
            let listed = "{\"tool\":\"slantwise\",\"outputs\":[{\"path\":\"tables/a.csv\"}]}";
            staged.write(MANIFEST, |it| it.write_all(listed.as_bytes()).map_err(|e| Error::io("c", &e))).unwrap();
            staged.commit().unwrap();
            assert_eq!(names(&out), ["run.json", "tables"]);
            assert_eq!(fs::read_to_string(out.join("tables/a.csv")).unwrap(), text);
        }
    }

    fn check_names(names: &[&str], expected: &[&str]) {
        assert_eq!(safe_names(names.iter().copied()), expected);
    }

    #[test]
    fn names_from_outside_are_safe_and_distinct() {
        check_names(&["../../etc/x y.dic", "", ".", "..", "-rf"], &["_..-..-etc-x-y.dic", "_", "_-2", "_-3", "_-rf"]);
        check_names(
            &["CON", "aux.txt", "com1", "COM12", "lpt9.dic", "console"],
            &["_CON", "_aux.txt", "_com1", "COM12", "_lpt9.dic", "console"],
        );
        check_names(
            &["Mood.dic", "mood.dic", "MOOD.DIC", "mood-2.dic"],
            &["Mood.dic", "mood-2.dic", "MOOD-3.DIC", "mood-2-2.dic"],
        );
        check_names(&["a/b", "a\\b", "a.", "ä", "\u{202e}a"], &["a-b", "a-b-2", "a", "_-", "_-a"]);
        let long = safe_names([&*format!("{}.toml", "x".repeat(300)), &*format!("{}.toml", "x".repeat(301))]);
        assert!(
            long[0] != long[1] && long.iter().all(|it| it.len() <= MAX_NAME + 3 && it.ends_with(".toml")),
            "{long:?}"
        );
    }
}
