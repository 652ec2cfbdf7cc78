//! A folder of `.txt` files, an article each: with a `manifest.csv`, in a folder for each outlet, or named
//! `outlet__date__slug.txt`. An article without a given id is called as its file is.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::Read;
use std::path::{Component, Path, PathBuf};

use super::account::{Account, At};
use super::cells::{self, Cells, MAX_TEXT};
use super::column::{self, Field, N};
use super::delimited::Rows;
use super::input::Input;
use super::{Format, Source};
use crate::error::{Error, Kind, Result};

const MANIFEST: &str = "manifest.csv";

/// What a manifest can say.
const FIELDS: [Field; 8] =
    [Field::Id, Field::Outlet, Field::Date, Field::Event, Field::Title, Field::Author, Field::Url, Field::File];

pub(super) fn read(folder: &Path, told: &[(Field, String)], account: &mut Account) -> Result<Source> {
    let files = text_files(folder)?;
    let name = folder.display().to_string();
    let mut source = Source {
        file: name,
        blake3: String::new(),
        bytes: 0,
        format: Format::Folder,
        rows: 0,
        columns: Vec::new(),
        unused: Vec::new(),
        encoding: "UTF-8".to_owned(),
        dialect: None,
        remarks: Vec::new(),
    };
    let mut parts = Vec::new();
    let manifest = folder.join(MANIFEST);
    if manifest.is_file() {
        read_listed(folder, &manifest, &files, told, account, &mut source, &mut parts)?;
    } else {
        for file in &files {
            source.rows += 1;
            read_file(folder, file, cells_of_name(file), &[""; N], source.rows, account, &mut parts);
        }
    }
    if source.rows == 0 {
        return Err(Error::new(
            Kind::Input,
            "a folder without articles; expected .txt files and perhaps a manifest.csv",
        )
        .in_file(&source.file)
        .with_help("name the CSV or JSON Lines files in it themselves, or the folder the .txt files lie in"));
    }
    parts.sort();
    let mut hasher = blake3::Hasher::new();
    for part in &parts {
        source.bytes += part.n_bytes;
        hasher.update(part.name.as_bytes()).update(&[0]).update(&part.n_bytes.to_le_bytes()).update(&part.blake3);
    }
    source.blake3 = hasher.finalize().to_string();
    Ok(source)
}

/// A file that was read, for the folder's hash.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Part {
    name: String,
    n_bytes: u64,
    blake3: [u8; 32],
}

/// Reads the manifest's files, then those that it does not name.
fn read_listed(
    folder: &Path,
    manifest: &Path,
    files: &[PathBuf],
    told: &[(Field, String)],
    account: &mut Account,
    source: &mut Source,
    parts: &mut Vec<Part>,
) -> Result<()> {
    let mut rows = Rows::open(Input::open(manifest)?, Format::Csv)?;
    let places = column::find(&rows.header, told, &FIELDS).map_err(|it| it.in_file(&rows.file))?;
    let Some(required) = places[Field::File as usize] else {
        return Err(Error::new(Kind::Input, format!("no column of file names; found {}", rows.header.join(", ")))
            .in_file(&rows.file)
            .with_help("call the column with the names of the text files: file"));
    };
    let names = rows.names(&places);
    let names: [&str; N] = std::array::from_fn(|it| names[it].as_str());
    let mut listed = BTreeSet::new();
    while rows.next()? {
        let at = rows.at();
        source.rows += 1;
        let Some(mut row) = rows.cells(&places, required, account) else { continue };
        let file = row[Field::File as usize].take().unwrap_or_default();
        let file: PathBuf = Path::new(file.trim()).components().filter(|it| *it != Component::CurDir).collect();
        let shown = file.display().to_string();
        if file.components().any(|it| !matches!(it, Component::Normal(_))) {
            account.reject(&at, names[Field::File as usize], "outside_folder", shown);
        } else if !folder.join(&file).is_file() {
            account.reject(&at, names[Field::File as usize], "missing_file", shown);
        } else if !listed.insert(file.clone()) {
            account.reject(&at, names[Field::File as usize], "listed_twice", shown);
        } else {
            read_file(folder, &file, row, &names, at.row, account, parts);
        }
    }
    let n_listed = source.rows;
    if n_listed > 0 {
        let table = rows.finish(Format::Csv, &places)?;
        let blake3 = blake3::Hash::from_hex(&table.blake3).map_or([0; 32], Into::into);
        parts.push(Part { name: MANIFEST.to_owned(), n_bytes: table.bytes, blake3 });
        source.columns = table.columns;
    }
    for file in files.iter().filter(|it| !listed.contains(*it)) {
        source.rows += 1;
        let path = folder.join(file).display().to_string();
        let at = At { file: &path, row: source.rows, line: None, byte: None };
        if read_file(folder, file, cells_of_name(file), &names, source.rows, account, parts) {
            account.problem(&at, names[Field::File as usize], "unlisted_file", "manifest.csv does not name it");
        }
    }
    Ok(())
}

/// Reads one text file into its row; whether it became a draft.
fn read_file(
    folder: &Path,
    file: &Path,
    mut row: Cells,
    names: &[&str; N],
    n_row: u64,
    account: &mut Account,
    parts: &mut Vec<Part>,
) -> bool {
    let path = folder.join(file);
    let shown = path.display().to_string();
    let at = |byte| At { file: &shown, row: n_row, line: None, byte };
    let mut bytes = Vec::new();
    let read = File::open(&path).and_then(|it| it.take(MAX_TEXT as u64 + 4).read_to_end(&mut bytes));
    if let Err(cause) = read {
        account.reject(&at(None), "", "unreadable_file", cause.to_string());
        return false;
    }
    let name = slashed(file);
    parts.push(Part { name: name.clone(), n_bytes: bytes.len() as u64, blake3: blake3::hash(&bytes).into() });
    if bytes.starts_with(b"\xef\xbb\xbf") {
        bytes.drain(..3);
    }
    let text = match String::from_utf8(bytes) {
        Ok(it) => it,
        Err(error) => {
            let bad = error.utf8_error().valid_up_to();
            let detail = format!("byte 0x{:02X} at byte {bad}", error.as_bytes()[bad]);
            account.reject(&at(Some(bad as u64)), "", "bad_utf8", detail);
            return false;
        }
    };
    row[Field::Text as usize] = Some(Cow::Owned(text));
    let id = &mut row[Field::Id as usize];
    if id.as_deref().is_none_or(|it| it.trim().is_empty()) {
        *id = Some(Cow::Owned(without_extension(&name).to_owned()));
    }
    cells::keep(row, names, &at(None), account)
}

/// What a file's place and name say: `OUTLET/name.txt`, or `outlet__date__slug.txt`.
fn cells_of_name(file: &Path) -> Cells<'static> {
    let mut cells = Cells::default();
    let name = slashed(file);
    let (folder, name) = name.rsplit_once('/').unwrap_or(("", &name));
    let mut parts = without_extension(name).split("__").map(str::to_owned);
    if !folder.is_empty() {
        cells[Field::Outlet as usize] = Some(Cow::Owned(folder.to_owned()));
    } else if name.contains("__") {
        cells[Field::Outlet as usize] = parts.next().map(Cow::Owned);
        cells[Field::Date as usize] = parts.next().map(Cow::Owned);
    }
    cells
}

/// The text files in the folder and in the folders in it, by name; hidden ones are left out.
fn text_files(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in entries(folder)? {
        let path = folder.join(&entry);
        if path.is_dir() {
            let inner = entries(&path)?.into_iter().map(|it| entry.join(it));
            files.extend(inner.filter(|it| is_text(&folder.join(it))));
        } else if is_text(&path) {
            files.push(entry);
        }
    }
    files.sort_by_key(|it| slashed(it));
    Ok(files)
}

fn is_text(path: &Path) -> bool {
    path.extension().is_some_and(|it| it.eq_ignore_ascii_case("txt")) && path.is_file()
}

fn entries(folder: &Path) -> Result<Vec<PathBuf>> {
    let failed = |cause| Error::io(folder.display(), &cause).with_help("check that the folder can be read");
    let mut names = Vec::new();
    for entry in fs::read_dir(folder).map_err(failed)? {
        let name = entry.map_err(failed)?.file_name();
        if !name.to_string_lossy().starts_with('.') {
            names.push(PathBuf::from(name));
        }
    }
    Ok(names)
}

/// A relative path with `/` between its parts, whatever the machine.
fn slashed(file: &Path) -> String {
    file.components().map(|it| it.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/")
}

fn without_extension(name: &str) -> &str {
    match name.len().checked_sub(4).and_then(|it| name.split_at_checked(it)) {
        Some((stem, extension)) if extension.eq_ignore_ascii_case(".txt") => stem,
        _ => name,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::{Options, Reading, read};

    /// `drafts` as `id:outlet:date:text`, `rejects` and `problems` as `row:reason:file`.
    fn check(files: &[(&str, &[u8])], drafts: &[&str], rejects: &[&str], problems: &[&str]) -> Reading {
        let folder = tempfile::tempdir().unwrap();
        for (name, content) in files {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, content).unwrap();
        }
        let reading = read(&[folder.path().to_owned()], &Options::default()).unwrap();
        let found: Vec<_> = reading
            .drafts
            .iter()
            .map(|it| {
                let date = it.date.map_or(String::new(), |it| it.to_string());
                let outlet = it.outlet.clone().unwrap_or_default();
                format!("{}:{outlet}:{date}:{}", it.id.clone().unwrap_or_default(), it.text)
            })
            .collect();
        assert_eq!(found, drafts);
        let short = |it: &str| it.strip_prefix(&format!("{}/", folder.path().display())).unwrap_or(it).to_owned();
        let found: Vec<_> =
            reading.rejects.iter().map(|it| format!("{}:{}:{}", it.row, it.reason, short(&it.source_file))).collect();
        assert_eq!(found, rejects);
        let found: Vec<_> =
            reading.problems.iter().map(|it| format!("{}:{}:{}", it.row, it.reason, short(&it.source_file))).collect();
        assert_eq!(found, problems);
        assert_eq!(reading.sources[0].rows as usize, drafts.len() + rejects.len());
        reading
    }

    #[test]
    fn a_manifest_says_what_the_files_are() {
        check(
            &[
                ("manifest.csv", b"file,outlet,date,event,story\na.txt,North,2022-07-13,e1,x\n./b.txt,,,,\n"),
                ("a.txt", b"\xef\xbb\xbfTalks began.\n"),
                ("b.txt", b" They ended."),
            ],
            &["a:North:2022-07-13:Talks began.\n", "b::: They ended."],
            &[],
            &["2:no_outlet:b.txt"],
        );
    }

    #[test]
    fn files_absent_outside_listed_twice_or_unreadable_are_rejects() {
        check(
            &[
                ("manifest.csv", b"file,outlet\na.txt,N\nz.txt,N\n../a.txt,N\na.txt,N\nbad.txt,N\nempty.txt,N\n"),
                ("a.txt", b"Talks began."),
                ("bad.txt", b"caf\xe9"),
                ("empty.txt", b" \n"),
            ],
            &["a:N::Talks began."],
            &[
                "2:missing_file:manifest.csv",
                "3:outside_folder:manifest.csv",
                "4:listed_twice:manifest.csv",
                "5:bad_utf8:bad.txt",
                "6:empty_text:empty.txt",
            ],
            &[],
        );
    }

    #[test]
    fn files_that_the_manifest_forgets_are_read_and_told() {
        check(
            &[
                ("manifest.csv", b"file,outlet\na.txt,N\n"),
                ("a.txt", b"One."),
                ("South__2022-07-14__b.txt", b"Two."),
                ("notes.md", b"x"),
            ],
            &["a:N::One.", "South__2022-07-14__b:South:2022-07-14:Two."],
            &[],
            &["2:unlisted_file:South__2022-07-14__b.txt"],
        );
    }

    #[test]
    fn without_a_manifest_names_say_it() {
        check(
            &[
                ("North/one.txt", b"One."),
                ("South/one.TXT", b"Two."),
                (".hidden.txt", b"x"),
                ("East__20220713__x.txt", b"Three."),
                ("plain.txt", b"Four."),
            ],
            &[
                "East__20220713__x:East:2022-07-13:Three.",
                "North/one:North::One.",
                "South/one:South::Two.",
                "plain:::Four.",
            ],
            &[],
            &["4:no_outlet:plain.txt"],
        );
    }

    #[test]
    fn the_hash_changes_with_any_file() {
        let hash = |text: &[u8]| {
            let folder = tempfile::tempdir().unwrap();
            fs::write(folder.path().join("x.txt"), text).unwrap();
            let source = read(&[folder.path().to_owned()], &Options::default()).unwrap().sources.remove(0);
            (source.blake3, source.bytes)
        };
        assert_eq!(hash(b"One."), hash(b"One."));
        assert_ne!(hash(b"One."), hash(b"Two."));
        assert_eq!(hash(b"One.").1, 4);
    }

    #[test]
    fn a_folder_without_texts_is_an_error_with_help() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("a.csv"), "text\nx\n").unwrap();
        let error = read(&[folder.path().to_owned()], &Options::default()).unwrap_err();
        assert!(error.to_string().contains("without articles") && error.help().is_some(), "{error}");
    }
}
