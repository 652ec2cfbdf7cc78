//! Where a folder in the making stands, and how it takes its final place.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use crate::error::{Error, Kind, Result};
use crate::report::manifest::{self, MANIFEST};

/// What a run has on disk before it is done, by path: enough to remove it from elsewhere, such as a signal handler.
#[derive(Debug, Clone)]
pub struct Place {
    pub(super) out: PathBuf,
    pub(super) stage: PathBuf,
    /// Where an earlier run stands while the new one takes its place.
    earlier: PathBuf,
    pub(super) lock: PathBuf,
    /// Folders above `out` that were made for it, the lowest first.
    pub(super) made: Vec<PathBuf>,
}

/// Where the earlier `run.json` goes while files are replaced one by one.
pub(super) const REPLACED: &str = "run.json.replaced";
/// What it says where there was no earlier one.
const NONE_REPLACED: &str = "{\"tool\": \"slantwise\", \"outputs\": []}\n";
/// How the names of the staging folder and the lock begin when they are inside the folder.
const INSIDE: &str = ".slantwise";

/// The full path of `out`, links followed, and the folders above it that had to be made.
pub(super) fn full_path(out: &Path) -> Result<(PathBuf, Vec<PathBuf>)> {
    let failed = |cause: io::Error| unwritable(out, cause);
    if let Ok(there) = out.canonicalize() {
        return Ok((there, Vec::new()));
    }
    if out.is_symlink() {
        return Err(Error::new(Kind::Io, "a link that leads nowhere").in_file(out.display()).with_help("remove it"));
    }
    let full = std::path::absolute(out).map_err(failed)?;
    let (Some(parent), Some(name)) = (full.parent(), full.file_name()) else {
        return Err(Error::new(Kind::Io, "not the name of a folder")
            .in_file(out.display())
            .with_help("give another -o"));
    };
    let made = parent.ancestors().take_while(|folder| !folder.exists()).map(Path::to_owned).collect();
    fs::create_dir_all(parent).map_err(failed)?;
    Ok((parent.canonicalize().map_err(failed)?.join(name), made))
}

/// The error for a folder that cannot be written.
pub(super) fn unwritable(out: &Path, cause: io::Error) -> Error {
    Error::io(out.display(), cause).with_help("choose an output folder (-o) in a place that can be written to")
}

impl Place {
    pub(super) fn beside(out: PathBuf, made: Vec<PathBuf>) -> Self {
        let mut name = OsString::from(".");
        name.push(out.file_name().unwrap_or("out".as_ref()));
        let beside = |what: &str| {
            let mut name = name.clone();
            name.push(format!(".slantwise-{what}"));
            out.with_file_name(name)
        };
        Self { stage: beside("stage"), earlier: beside("earlier"), lock: beside("lock"), out, made }
    }

    pub(super) fn inside(out: PathBuf, made: Vec<PathBuf>) -> Self {
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
    pub(super) fn is_whole_file_system(&self) -> bool {
        use std::os::unix::fs::MetadataExt;
        let device = |folder: &Path| fs::metadata(folder).ok().map(|metadata| metadata.dev());
        self.out.parent().is_none_or(|parent| self.out.is_dir() && device(parent) != device(&self.out))
    }

    #[cfg(not(unix))]
    pub(super) fn is_whole_file_system(&self) -> bool {
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
        self.made.iter().for_each(|folder| drop(fs::remove_dir(folder))); // done only if it is empty
    }

    /// Puts back or removes what a killed run left; only who has the lock may.
    pub(super) fn recover(&self) -> Result<()> {
        let failed = |cause: io::Error| unwritable(&self.out, cause);
        if self.out.join(REPLACED).exists() && !self.out.join(MANIFEST).exists() {
            // killed while files were replaced one by one: those it had brought are of no run
            manifest::outputs_of(&self.stage.join(MANIFEST)).iter().for_each(|path| remove_listed(&self.out, path));
        }
        if self.stage.exists() {
            fs::remove_dir_all(&self.stage).map_err(failed)?;
        }
        if self.earlier.exists() {
            match fs::rename(&self.earlier, &self.out) {
                Ok(()) => {}
                Err(_) if self.out.join(MANIFEST).exists() => remove_run(&self.earlier),
                Err(cause) => return Err(failed(cause)),
            }
        }
        Ok(())
    }

    /// Renames the staging folder into place where that loses nothing; whether it did.
    pub(super) fn put_whole(&self) -> io::Result<bool> {
        let is_current = std::env::current_dir().is_ok_and(|current| current.starts_with(&self.out));
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
    pub(super) fn put_each(&self, files: &[String], folders: &BTreeSet<&Path>) -> io::Result<()> {
        fs::create_dir_all(&self.out)?;
        let aside = self.out.join(REPLACED);
        if fs::rename(self.out.join(MANIFEST), &aside).is_err() && !aside.exists() {
            fs::write(&aside, NONE_REPLACED)?;
        }
        sync(&self.out)?;
        let old = manifest::outputs_of(&aside);
        old.iter().filter(|path| !files.contains(path)).for_each(|path| remove_listed(&self.out, path));
        for folder in folders {
            fs::create_dir_all(self.out.join(folder))?;
        }
        for path in files.iter().filter(|path| *path != MANIFEST) {
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

/// Whether a folder is absent or has nothing in it but our own staging folder and lock.
pub(super) fn is_empty(folder: &Path) -> bool {
    let is_hidden = |entry: fs::DirEntry| entry.file_name().to_string_lossy().starts_with(INSIDE);
    fs::read_dir(folder).map_or(true, |entries| entries.flatten().all(is_hidden))
}

/// Whether a folder holds the files that its own `run.json` lists, and no other file or folder.
fn holds_only_a_run(folder: &Path) -> bool {
    let mut listed: BTreeSet<PathBuf> =
        manifest::outputs_of(&folder.join(MANIFEST)).iter().map(|path| folder.join(path)).collect();
    listed.insert(folder.join(MANIFEST));
    let above: BTreeSet<PathBuf> =
        listed.iter().flat_map(|path| path.ancestors().skip(1)).map(Path::to_owned).collect();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        let Ok(entries) = fs::read_dir(&folder) else { return false };
        for entry in entries {
            match entry.and_then(|entry| entry.file_type().map(|kind| (entry.path(), kind))) {
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
    manifest::outputs_of(&manifest).iter().for_each(|path| remove_listed(folder, path));
    let _ = fs::remove_file(manifest).and_then(|()| fs::remove_dir(folder)); // what is not of the run stays
}

/// Removes a file that a run listed, and the folders above it that are empty then.
fn remove_listed(folder: &Path, path: &str) {
    let _ = fs::remove_file(folder.join(path)); // it may have been taken away by hand
    for above in Path::new(path).ancestors().skip(1).filter(|above| *above != Path::new("")) {
        let _ = fs::remove_dir(folder.join(above)); // done only if it is empty now
    }
}

/// Has a folder's names written to the disk, where the system can do that.
pub(super) fn sync(folder: &Path) -> io::Result<()> {
    if cfg!(not(unix)) {
        return Ok(());
    }
    match File::open(folder)?.sync_all() {
        Err(cause) if matches!(cause.kind(), ErrorKind::InvalidInput | ErrorKind::Unsupported) => Ok(()),
        synced => synced,
    }
}
