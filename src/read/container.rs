//! What an input is: a file, a folder or an archive, on disk or in memory, and what is read of the files in it.

use std::path::{Path, PathBuf};

#[cfg(feature = "zip")]
use super::archive;
use super::files::{FileKind, Files, MAX_DEPTH, slashed};
use super::folder::{self, MANIFEST};
use super::input::Input;
use super::ledger::{Ended, Ledger};
#[cfg(feature = "parquet")]
use super::parquet;
use super::source::{Blob, Source};
use super::{Format, Options, Provenance, dialect, encoding, show, table};
use crate::error::{Error, Kind, Result};

/// Reads an input; an archive and a folder of tables add several to `found`.
///
/// # Errors
/// When it cannot be read, or no more articles are wanted.
pub(super) fn read(
    source: &Source,
    options: &Options,
    ledger: &mut Ledger,
    found: &mut Vec<Provenance>,
) -> std::result::Result<(), Ended> {
    match source {
        Source::Path(path) if path.is_dir() => {
            not_a_file(path.display().to_string(), options)?;
            read_folder(Files::on_disk(path)?, options, ledger, found)
        }
        Source::Path(path) => read_file(&path.to_string_lossy(), &Blob::Path(path.clone()), options, ledger, found),
        Source::Bytes { name, bytes } => read_file(name, &Blob::Bytes(bytes.clone()), options, ledger, found),
        Source::Folder { name, files } => {
            not_a_file(name.clone(), options)?;
            read_folder(Files::in_memory(name, files)?, options, ledger, found)
        }
    }
}

/// That the user did not name the format of a file for a folder.
fn not_a_file(name: String, options: &Options) -> Result<()> {
    match options.from {
        None | Some(Format::Folder) => Ok(()),
        Some(format) => Err(Error::new(Kind::Input, format!("a folder, not a {} file", format.name()))
            .in_file(name)
            .with_help("leave out --from, or name the files in it")),
    }
}

/// Reads a file, which may be an archive.
fn read_file(
    name: &str,
    blob: &Blob,
    options: &Options,
    ledger: &mut Ledger,
    found: &mut Vec<Provenance>,
) -> std::result::Result<(), Ended> {
    let n_dates = (ledger.n_dates_from_url, ledger.n_unread_from_url);
    let mut provenance = match blob.magic() {
        #[cfg(feature = "zip")]
        Some([b'P', b'K', 3 | 5, 4 | 6]) => return read_archive(name, blob, options, ledger, found),
        #[cfg(feature = "parquet")]
        Some([b'P', b'A', b'R', b'1']) => parquet::read(name, blob, &options.columns, ledger)?,
        _ => table::read(Input::open(name, blob, encoding::of(options)?)?, name, options, ledger)?,
    };
    remark_dates(&mut provenance, ledger.n_dates_from_url - n_dates.0, ledger.n_unread_from_url - n_dates.1);
    found.push(provenance);
    Ok(())
}

fn remark_dates(provenance: &mut Provenance, n: u64, n_unread: u64) {
    if n > 0 {
        let dates = if n == 1 { "date is" } else { "dates are" };
        provenance.remarks.push(format!("{n} missing {dates} taken from the URL"));
    }
    if n_unread > 0 {
        let dates = if n_unread == 1 { "date that is" } else { "dates that are" };
        let are = if n_unread == 1 { "is" } else { "are" };
        let remark = format!("{n_unread} {dates} not one day in a known format {are} taken from the URL instead");
        provenance.remarks.push(remark);
    }
}

fn read_folder(
    (files, not_read): (Files, Vec<String>),
    options: &Options,
    ledger: &mut Ledger,
    found: &mut Vec<Provenance>,
) -> std::result::Result<(), Ended> {
    let first = found.len();
    read_files(&files, &Options { from: None, ..options.clone() }, ledger, found)?;
    if let Some(provenance) = found.get_mut(first).filter(|_| !not_read.is_empty()) {
        ledger.passed_over.extend_from_slice(&not_read);
        provenance.remarks.push(format!(
            "not read: {}; tables are read in the folder itself only, texts in folders {MAX_DEPTH} deep, and 1 deep behind a link",
            show::list(&not_read)
        ));
    }
    Ok(())
}

#[cfg(feature = "zip")]
fn read_archive(
    name: &str,
    blob: &Blob,
    options: &Options,
    ledger: &mut Ledger,
    found: &mut Vec<Provenance>,
) -> std::result::Result<(), Ended> {
    let mut not_read = Vec::new();
    let archive = archive::open(blob, &mut not_read).map_err(|error| error.in_file(name))?;
    let first = found.len();
    read_files(&Files::in_archive(name.to_owned(), archive), options, ledger, found)?;
    if let Some(provenance) = found.get_mut(first) {
        let remark = |member: &String| format!("{member} in the archive is not read; unpack it to read it");
        provenance.remarks.extend(not_read.iter().map(remark));
        ledger.passed_over.append(&mut not_read);
    }
    Ok(())
}

/// Reads the articles among files, or the tables if there are none.
fn read_files(
    files: &Files,
    options: &Options,
    ledger: &mut Ledger,
    found: &mut Vec<Provenance>,
) -> std::result::Result<(), Ended> {
    let of_kind = |kind: FileKind| {
        let is_of_kind = |file: &&Path| FileKind::of(file) == Some(kind);
        let mut of_kind: Vec<&Path> = files.list.iter().map(PathBuf::as_path).filter(is_of_kind).collect();
        of_kind.sort_by_key(|file| slashed(file));
        of_kind
    };
    let (mut texts, objects, mut tables) = (of_kind(FileKind::Text), of_kind(FileKind::Json), of_kind(FileKind::Table));
    let manifest = tables.iter().position(|file| *file == Path::new(MANIFEST)).map(|at| tables.remove(at));
    if manifest.is_none() {
        let (tab_tables, others) = texts.into_iter().partition(|file| is_tab_table(files, file, options));
        texts = others;
        tables.extend::<Vec<_>>(tab_tables);
        tables.sort_by_key(|file| slashed(file));
    }
    let has_articles = !texts.is_empty() || (!objects.is_empty() && tables.is_empty());
    if manifest.is_none() && !has_articles && !tables.is_empty() {
        tables.extend(objects);
        tables.sort_by_key(|file| slashed(file));
        return read_tables(files, &tables, options, ledger, found);
    }
    let mut articles = [texts, objects].concat();
    articles.sort_by_key(|file| slashed(file));
    found.push(folder::read(files, &articles, manifest, &tables, options, ledger)?);
    Ok(())
}

/// Whether a `.txt` is a table; one that cannot be opened is none.
fn is_tab_table(files: &Files, file: &Path, options: &Options) -> bool {
    let encoding = encoding::of(options).ok().flatten();
    files.open(file, encoding).is_ok_and(|input| dialect::is_tab_table(input.head(), &options.columns))
}

/// Reads each table as an input of its own. One without a column of text is skipped if another has one.
fn read_tables(
    files: &Files,
    tables: &[&Path],
    options: &Options,
    ledger: &mut Ledger,
    found: &mut Vec<Provenance>,
) -> std::result::Result<(), Ended> {
    let first = found.len();
    let mut failed = None;
    let (mut remarks, mut passed_over) = (Vec::new(), Vec::new());
    for file in tables {
        let n_seen = ledger.n_seen();
        let name = files.shown(file);
        let outcome = match files.blob(file) {
            Some(blob) => read_file(&name, &blob, options, ledger, found),
            None => {
                let input = files.open(file, encoding::of(options)?).map_err(Ended::Failed);
                input.and_then(|input| table::read(input, &name, options, ledger)).map(|table| found.push(table))
            }
        };
        match outcome {
            Ok(()) => {}
            Err(Ended::Failed(error)) if error.kind() == Kind::Input && n_seen == ledger.n_seen() => {
                remarks.push(format!("passed over: {error}"));
                passed_over.push(slashed(file));
                failed = failed.or(Some(error));
            }
            Err(ended) => return Err(ended),
        }
    }
    match (found.get_mut(first), failed) {
        (None, Some(error)) => Err(error.into()),
        (None, None) => Ok(()),
        (Some(provenance), _) => {
            provenance.remarks.append(&mut remarks);
            ledger.passed_over.append(&mut passed_over);
            if tables.len() > 1 {
                provenance.remarks.push(format!(
                    "one of {} tables in {}, read in the order of their names",
                    tables.len(),
                    files.name
                ));
            }
            Ok(())
        }
    }
}
