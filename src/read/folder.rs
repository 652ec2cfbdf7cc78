//! A folder of articles: `.txt` files (an article each) with a `manifest.csv`, in a folder for each outlet, or named
//! `outlet__date__slug.txt`, `outlet_2022-07-13_slug.txt` or `2022-07-13-slug.txt`; `.json` files of an article each, as crawlers write them; or, if it
//! holds neither, tables (also a `.txt` that is plainly one, between tabs). An article without a given id is called as its file is.
//!
//! Texts are looked for in the folders in the folder too, tables only in the folder itself; what is not read for that is
//! named in a remark. Hidden files are passed over, and folders that a run of slantwise wrote.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Component, Path, PathBuf};

use encoding_rs::Encoding;

use super::account::{Account, At};
use super::archive::Archive;
use super::cells::{self, Cells, MAX_TEXT};
use super::column::{self, Field, Plan};
use super::date;
use super::delimited::Rows;
use super::dialect;
use super::input::{END_MARK, Input};
use super::json::{self, Keys};
use super::{Format, Options, Source};
use crate::error::{Error, Kind, Result};

const MANIFEST: &str = "manifest.csv";

/// What a manifest can say.
const FIELDS: [Field; 9] = [
    Field::Id,
    Field::Outlet,
    Field::Date,
    Field::Event,
    Field::Title,
    Field::Author,
    Field::Url,
    Field::File,
    Field::Code,
];

/// Folders in folders are followed so far.
const MAX_DEPTH: usize = 8;

/// Files under their names: a folder, or an archive.
pub(super) struct Shelf {
    /// As the user named it.
    pub name: String,
    /// The files worth a look, as paths in it.
    pub files: Vec<PathBuf>,
    /// Where they lie.
    pub origin: Origin,
}

/// Where the files of a shelf lie.
pub(super) enum Origin {
    Folder(PathBuf),
    Archive(Archive),
}

impl Shelf {
    fn shown(&self, file: &Path) -> String {
        match &self.origin {
            Origin::Folder(folder) => folder.join(file).display().to_string(),
            Origin::Archive(_) => format!("{}/{}", self.name, slashed(file)),
        }
    }

    fn contains(&self, file: &Path) -> bool {
        match &self.origin {
            Origin::Folder(folder) => folder.join(file).is_file(),
            Origin::Archive(archive) => archive.contains(file),
        }
    }

    /// Whether a `.txt` is a table; one that cannot be opened is none.
    fn is_tab_table(&self, file: &Path, options: &Options) -> bool {
        let told = super::told_encoding(options).ok().flatten();
        self.open(file, told).is_ok_and(|it| dialect::is_tab_table(it.head(), &options.columns))
    }

    fn open(&self, file: &Path, told: Option<&'static Encoding>) -> Result<Input> {
        let opened = match &self.origin {
            Origin::Folder(folder) => File::open(folder.join(file)).map(|it| Box::new(it) as Box<dyn Read>),
            Origin::Archive(archive) => archive.open(file),
        };
        Input::new(self.shown(file), opened.map_err(|it| Error::io(self.shown(file), &it))?, told)
    }
}

pub(super) fn read(folder: &Path, options: &Options, account: &mut Account, sources: &mut Vec<Source>) -> Result<()> {
    let mut found = Collected::default();
    collect(folder, Path::new(""), 0, &mut found)?;
    let Collected { files, mut not_read } = found;
    let shelf = Shelf { name: folder.display().to_string(), files, origin: Origin::Folder(folder.to_owned()) };
    let first = sources.len();
    read_shelf(&shelf, &Options { from: None, ..options.clone() }, account, sources)?;
    if let Some(source) = sources.get_mut(first).filter(|_| !not_read.is_empty()) {
        not_read.sort();
        account.passed_over.extend_from_slice(&not_read);
        source.remarks.push(format!(
            "not read: {}; tables are read in the folder itself only, texts in folders {MAX_DEPTH} deep, and 1 deep behind a link",
            column::list(&not_read)
        ));
    }
    Ok(())
}

/// Reads the articles on a shelf, or its tables if there are none.
pub(super) fn read_shelf(
    shelf: &Shelf,
    options: &Options,
    account: &mut Account,
    sources: &mut Vec<Source>,
) -> Result<()> {
    let of_kind = |kind: FileKind| {
        let mut files: Vec<&Path> =
            shelf.files.iter().map(PathBuf::as_path).filter(|it| FileKind::of(it) == Some(kind)).collect();
        files.sort_by_key(|it| slashed(it));
        files
    };
    let (mut texts, objects, mut tables) = (of_kind(FileKind::Text), of_kind(FileKind::Json), of_kind(FileKind::Table));
    let manifest = tables.iter().position(|it| *it == Path::new(MANIFEST)).map(|it| tables.remove(it));
    if manifest.is_none() {
        let (tab_tables, others) = texts.into_iter().partition(|it| shelf.is_tab_table(it, options));
        texts = others;
        tables.extend::<Vec<_>>(tab_tables);
        tables.sort_by_key(|it| slashed(it));
    }
    let has_articles = !texts.is_empty() || (!objects.is_empty() && tables.is_empty());
    if manifest.is_none() && !has_articles && !tables.is_empty() {
        tables.extend(objects);
        tables.sort_by_key(|it| slashed(it));
        return read_tables(shelf, &tables, options, account, sources);
    }
    let mut articles = [texts, objects].concat();
    articles.sort_by_key(|it| slashed(it));
    sources.push(read_articles(shelf, &articles, manifest, &tables, options, account)?);
    Ok(())
}

/// Reads each table as an input of its own. One without a column of text is passed over if another has one.
fn read_tables(
    shelf: &Shelf,
    tables: &[&Path],
    options: &Options,
    account: &mut Account,
    sources: &mut Vec<Source>,
) -> Result<()> {
    let first = sources.len();
    let mut failed = None;
    let (mut remarks, mut passed_over) = (Vec::new(), Vec::new());
    for file in tables {
        let n_seen = account.n_articles + account.rejects.len() as u64;
        let outcome = match &shelf.origin {
            Origin::Folder(folder) => super::read_one(&folder.join(file), options, account, sources),
            Origin::Archive(_) => shelf
                .open(file, super::told_encoding(options)?)
                .and_then(|it| super::read_table(it, &shelf.shown(file), options, account))
                .map(|it| sources.push(it)),
        };
        match outcome {
            Ok(()) => {}
            Err(error)
                if error.kind() == Kind::Input && n_seen == account.n_articles + account.rejects.len() as u64 =>
            {
                remarks.push(format!("passed over: {error}"));
                passed_over.push(slashed(file));
                failed = failed.or(Some(error));
            }
            Err(error) => return Err(error),
        }
    }
    match (sources.get_mut(first), failed) {
        (None, Some(error)) => Err(error),
        (None, None) => Ok(()),
        (Some(source), _) => {
            source.remarks.append(&mut remarks);
            account.passed_over.append(&mut passed_over);
            if tables.len() > 1 {
                source.remarks.push(format!(
                    "one of {} tables in {}, read in the order of their names",
                    tables.len(),
                    shelf.name
                ));
            }
            Ok(())
        }
    }
}

fn read_articles(
    shelf: &Shelf,
    files: &[&Path],
    manifest: Option<&Path>,
    tables: &[&Path],
    options: &Options,
    account: &mut Account,
) -> Result<Source> {
    let source = Source {
        file: shelf.name.clone(),
        blake3: String::new(),
        bytes: 0,
        format: Format::Folder,
        rows: 0,
        columns: Vec::new(),
        unused: Vec::new(),
        encoding: String::new(),
        dialect: None,
        remarks: Vec::new(),
    };
    let mut reader = Reader {
        shelf,
        told: &options.columns,
        encoding: super::told_encoding(options)?,
        account,
        source,
        parts: Vec::new(),
        encodings: BTreeSet::new(),
        keys: None,
    };
    match manifest {
        Some(manifest) => reader.read_listed(manifest, files)?,
        None => files.iter().for_each(|it| {
            reader.read_file(it, cells_of_name(it), &Plan::default());
        }),
    }
    let Reader { mut source, mut parts, encodings, keys, account, .. } = reader;
    source.encoding = encodings.into_iter().collect::<Vec<_>>().join(", ");
    if source.rows == 0 {
        return Err(Error::new(
            Kind::Input,
            "a folder without articles; expected .txt files and perhaps a manifest.csv, .json files, or tables",
        )
        .in_file(&source.file)
        .with_help("name the tables themselves, or the folder the .txt files lie in"));
    }
    if let Some(keys) = keys {
        keys.check().map_err(|it| it.in_file(&source.file))?;
        source.columns.extend(keys.columns());
        source.unused = keys.unused();
        source.remarks.extend_from_slice(keys.remarks());
    }
    if !tables.is_empty() {
        let names: Vec<_> = tables.iter().map(|it| slashed(it)).collect();
        source.remarks.push(format!("passed over beside the articles: {}", names.join(", ")));
        account.passed_over.extend(names);
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

/// What reading articles from files fills.
struct Reader<'a, 'b> {
    shelf: &'a Shelf,
    told: &'a [(Field, String)],
    encoding: Option<&'static Encoding>, // that was told
    account: &'a mut Account<'b>,
    source: Source,
    parts: Vec<Part>,
    encodings: BTreeSet<&'static str>, // of the articles' files
    keys: Option<Keys>,                // of the .json files
}

impl Reader<'_, '_> {
    /// Reads the manifest's files, then those that it does not name.
    fn read_listed(&mut self, manifest: &Path, files: &[&Path]) -> Result<()> {
        let mut rows = Rows::open(self.shelf.open(manifest, self.encoding)?, Format::Csv)?;
        let mut plan =
            column::plan(&rows.header, &rows.sample, self.told, &FIELDS).map_err(|it| it.in_file(&rows.file))?;
        let Some(required) = plan.places[Field::File as usize] else {
            return Err(Error::new(Kind::Input, format!("no column of file names; found {}", rows.header.join(", ")))
                .in_file(&rows.file)
                .with_help("call the column with the names of the text files: file"));
        };
        self.source.unused = std::mem::take(&mut plan.unused);
        self.source.remarks.append(&mut plan.remarks);
        let column = plan.name(Field::File).to_owned();
        let mut listed = BTreeSet::new();
        while rows.next()? {
            let at = rows.at();
            let Some(mut row) = rows.cells(&plan, required, self.account) else {
                self.source.rows += 1;
                continue;
            };
            let file = row[Field::File as usize].take().unwrap_or_default();
            let file: PathBuf = Path::new(file.trim()).components().filter(|it| *it != Component::CurDir).collect();
            let shown =
                if file.as_os_str().is_empty() { "no file is named".to_owned() } else { file.display().to_string() };
            let reason = if file.components().any(|it| !matches!(it, Component::Normal(_))) {
                "outside_folder"
            } else if !self.shelf.contains(&file) {
                "missing_file"
            } else if !listed.insert(file.clone()) {
                "listed_twice"
            } else {
                self.read_file(&file, row, &plan);
                continue;
            };
            self.source.rows += 1;
            self.account.reject(&at, &column, reason, shown);
        }
        if self.source.rows > 0 {
            let table =
                rows.finish(Format::Csv, Plan { places: plan.places, names: plan.names.clone(), ..Plan::default() })?;
            let blake3 = blake3::Hash::from_hex(&table.blake3).map_or([0; 32], Into::into);
            self.parts.push(Part { name: MANIFEST.to_owned(), n_bytes: table.bytes, blake3 });
            self.source.columns = table.columns;
        }
        for file in files.iter().filter(|it| !listed.contains(**it)) {
            if self.read_file(file, cells_of_name(file), &plan) {
                let path = self.shelf.shown(file);
                let at = At { file: &path, row: self.source.rows, line: None, byte: None };
                self.account.problem(&at, &column, "unlisted_file", "manifest.csv does not name it");
            }
        }
        Ok(())
    }

    /// Reads one file into its row; whether a draft came of it.
    fn read_file(&mut self, file: &Path, mut row: Cells, plan: &Plan) -> bool {
        let n_before = self.account.n_articles;
        let name = slashed(file);
        let id = &mut row[Field::Id as usize];
        if id.as_deref().is_none_or(|it| it.trim().is_empty()) {
            *id = Some(Cow::Owned(without_extension(&name).to_owned()));
        }
        let outcome = match FileKind::of(file) {
            Some(FileKind::Json) => self.read_json(file, &row),
            _ => self.read_text(file, row, plan),
        };
        match outcome {
            Ok(input) => {
                self.encodings.insert(input.encoding().name());
                if let Ok((blake3, n_bytes)) = input.finish() {
                    let blake3 = blake3::Hash::from_hex(&blake3).map_or([0; 32], Into::into);
                    self.parts.push(Part { name, n_bytes, blake3 });
                }
            }
            Err(error) => {
                self.source.rows += 1; // beside the articles that may have come before the fault
                let reason = if error.kind() == Kind::Io { "unreadable_file" } else { "not_text" };
                let path = self.shelf.shown(file);
                let at =
                    At { file: &path, row: self.source.rows, line: error.place().and_then(|it| it.line), byte: None };
                let detail = error.to_string();
                let detail = detail.rsplit_once(": ").map_or(detail.as_str(), |it| it.1).to_owned();
                self.account.reject(&at, "", reason, detail);
            }
        }
        self.account.n_articles > n_before
    }

    fn read_text(&mut self, file: &Path, mut row: Cells, plan: &Plan) -> Result<Input> {
        let mut input = self.shelf.open(file, self.encoding)?;
        let mut bytes = Vec::new();
        let limit = (MAX_TEXT + END_MARK.len() + 4) as u64;
        let read = input.by_ref().take(limit).read_to_end(&mut bytes);
        read.map_err(|it| input.failed(&it))?;
        self.source.rows += 1;
        let at = |byte| At { file: input.name(), row: self.source.rows, line: None, byte };
        if bytes.starts_with(b"\xef\xbb\xbf") {
            bytes.drain(..3);
        }
        if bytes.ends_with(END_MARK) {
            bytes.truncate(bytes.len() - END_MARK.len());
        }
        if bytes.len() > MAX_TEXT {
            // what was read of it may end within a character
            let detail = format!("at most {MAX_TEXT} bytes are read, and there are more");
            self.account.reject(&at(None), "", "text_too_long", detail);
            return Ok(input);
        }
        match String::from_utf8(bytes) {
            Ok(text) => {
                row[Field::Text as usize] = Some(Cow::Owned(text));
                cells::keep(row, plan, &at(None), self.account);
            }
            Err(error) => {
                let bad = error.utf8_error().valid_up_to();
                let detail = format!("byte 0x{:02X} at byte {bad}", error.as_bytes()[bad]);
                self.account.reject(&at(Some(bad as u64)), "", "bad_utf8", detail);
            }
        }
        Ok(input)
    }

    fn read_json(&mut self, file: &Path, row: &Cells) -> Result<Input> {
        let input = self.shelf.open(file, self.encoding)?;
        let keys = self.keys.get_or_insert_with(|| Keys::new(self.told, &input));
        let n_before = self.source.rows;
        let (rows, remarks) = (&mut self.source.rows, &mut Vec::new());
        let input = json::values(input, keys, row, self.account, rows, remarks)?;
        if self.source.rows == n_before {
            return Err(Error::new(Kind::Input, "an empty file"));
        }
        Ok(input)
    }
}

/// What a file's place and name say: `OUTLET/name.txt`, `outlet__date__slug.txt`, `outlet_2022-07-13_slug.txt`,
/// `2022-07-13-slug.txt`. The outlet's
/// folder is the one the file lies in, or one above if that has no letters in its name, as a year.
fn cells_of_name(file: &Path) -> Cells<'static> {
    let mut cells = Cells::default();
    let name = slashed(file);
    let (folders, name) = name.rsplit_once('/').unwrap_or(("", &name));
    let outlet = folders.rsplit('/').find(|it| it.contains(char::is_alphabetic)).map(str::to_owned);
    let stem = without_extension(name);
    let mut parts = stem.split("__").map(str::to_owned);
    let between = date::between_underscores(stem);
    if let Some(outlet) = outlet {
        cells[Field::Outlet as usize] = Some(Cow::Owned(outlet));
    } else if name.contains("__") {
        cells[Field::Outlet as usize] = parts.next().map(Cow::Owned);
        cells[Field::Date as usize] = parts.next().map(Cow::Owned);
    }
    if let Some((before, date)) = between.filter(|_| !name.contains("__")) {
        cells[Field::Outlet as usize].get_or_insert_with(|| Cow::Owned(before.to_owned()));
        cells[Field::Date as usize] = Some(Cow::Owned(date.to_string()));
    }
    if let Some(date) = date::before_name(stem) {
        cells[Field::Date as usize] = Some(Cow::Owned(date.to_string()));
    }
    cells
}

/// What a file holds, by the end of its name.
#[derive(Clone, Copy, PartialEq, Eq)]
enum FileKind {
    Text,
    Json,
    Table,
}

impl FileKind {
    fn of(file: &Path) -> Option<Self> {
        match super::extension(&slashed(file).to_lowercase()) {
            "txt" => Some(Self::Text),
            "json" => Some(Self::Json),
            "csv" | "tsv" | "tab" | "jsonl" | "ndjson" | "parquet" => Some(Self::Table),
            _ => None,
        }
    }
}

/// What stands in a folder and the folders in it.
#[derive(Default)]
struct Collected {
    files: Vec<PathBuf>,
    /// Tables and folders that are too deep in it.
    not_read: Vec<String>,
}

/// The files in the folder, and the texts in the folders in it; hidden ones are left out, and what a run wrote.
fn collect(root: &Path, below: &Path, depth: usize, found: &mut Collected) -> Result<()> {
    let folder = root.join(below);
    let failed = |cause: &io::Error| Error::io(folder.display(), cause).with_help("check that the folder can be read");
    for entry in fs::read_dir(&folder).map_err(|it| failed(&it))? {
        let entry = entry.map_err(|it| failed(&it))?;
        let name = entry.file_name();
        if name.to_string_lossy().starts_with('.') {
            continue;
        }
        let (path, file) = (folder.join(&name), below.join(&name));
        let is_link = entry.file_type().is_ok_and(|it| it.is_symlink());
        if path.is_dir() {
            // a link to a folder may lead back here: it is followed once
            if is_written_by_a_run(&path) {
                continue;
            } else if depth < MAX_DEPTH && !(is_link && depth > 0) {
                collect(root, &file, if is_link { MAX_DEPTH } else { depth + 1 }, found)?;
            } else {
                found.not_read.push(slashed(&file));
            }
        } else if path.is_file() {
            match FileKind::of(&file) {
                Some(FileKind::Table) if depth > 0 => found.not_read.push(slashed(&file)),
                Some(_) => found.files.push(file),
                None => {}
            }
        }
    }
    Ok(())
}

/// Whether the folder has a `run.json` of ours: its texts are notes, not articles.
fn is_written_by_a_run(folder: &Path) -> bool {
    let manifest = fs::read(folder.join("run.json")).ok();
    let manifest = manifest.and_then(|it| serde_json::from_slice::<serde_json::Value>(&it).ok());
    manifest.is_some_and(|it| it["tool"] == "slantwise")
}

/// A relative path with `/` between its parts, whatever the machine.
fn slashed(file: &Path) -> String {
    file.components().map(|it| it.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/")
}

fn without_extension(name: &str) -> &str {
    match name.rsplit_once('.') {
        Some((stem, extension)) if ["txt", "json"].iter().any(|it| extension.eq_ignore_ascii_case(it)) => stem,
        _ => name,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::{Reading, read};

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
                ("the-post_2022-07-13_talks_began.txt", b"Five."),
                ("West_News_20220714.txt", b"Six."),
                ("South/1_2022-07-15_x.txt", b"Seven."),
                ("read_me_2022.txt", b"Eight."),
            ],
            &[
                "East__20220713__x:East:2022-07-13:Three.",
                "North/one:North::One.",
                "South/1_2022-07-15_x:South:2022-07-15:Seven.",
                "South/one:South::Two.",
                "West_News_20220714:West_News:2022-07-14:Six.",
                "plain:::Four.",
                "read_me_2022:::Eight.",
                "the-post_2022-07-13_talks_began:the-post:2022-07-13:Five.",
            ],
            &[],
            &["6:no_outlet:plain.txt", "7:no_outlet:read_me_2022.txt"],
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
    fn a_crawlers_files_are_read_an_article_each() {
        let reading = check(
            &[
                ("data/2022/north.example/a.json", br#"{"authors": [], "date_publish": "2022-07-13 10:00:00", "date_modify": "None",
                    "maintext": "One.", "text": null, "source_domain": "www.north.example", "url": "https://north.example/x"}"#),
                ("data/2022/South/2022-07-14-b.json", br#"{"maintext": "Two.", "date_publish": "None"}"#),
                ("data/c.json", b"{\"maintext\": "),
                ("data/d.json", b" "),
                ("data/e.json", b"words"),
                ("f.txt", b"Three."),
            ],
            &[
                "data/2022/South/2022-07-14-b:South:2022-07-14:Two.",
                "data/2022/north.example/a:north.example:2022-07-13:One.",
                "f:::Three.",
            ],
            &["3:bad_json:data/c.json", "4:not_text:data/d.json", "5:not_text:data/e.json"],
            &["6:no_outlet:f.txt"],
        );
        assert!(reading.sources[0].columns.contains(&(Field::Text, "maintext".to_owned())));
    }

    #[test]
    fn a_folder_of_tables_is_read_table_by_table() {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, content: &str| fs::write(folder.path().join(name), content).unwrap();
        write("b.csv", "text\nTwo.\n");
        write("a.jsonl", "{\"text\": \"One.\"}\n");
        write("notes.csv", "a,b\n1,2\n");
        let reading = read(&[folder.path().to_owned()], &Options::default()).unwrap();
        assert_eq!(reading.drafts.iter().map(|it| it.text.as_str()).collect::<Vec<_>>(), ["One.", "Two."]);
        assert_eq!(reading.sources.len(), 2);
        let remarks = reading.sources[0].remarks.join("; ");
        assert!(
            remarks.contains("3 tables") && remarks.contains("passed over") && remarks.contains("notes.csv"),
            "{remarks}"
        );
        write("c.txt", "Three.");
        let reading = read(&[folder.path().to_owned()], &Options::default()).unwrap();
        assert_eq!(reading.drafts.len(), 1);
        assert!(reading.sources[0].remarks[0].contains("a.jsonl, b.csv, notes.csv"));
        assert_eq!(reading.passed_over, ["a.jsonl", "b.csv", "notes.csv"]);
    }

    #[test]
    fn a_text_file_that_is_a_table_is_read_as_one() {
        let folder = tempfile::tempdir().unwrap();
        let table = "id\ttext\toutlet\r\n1\tTalks began, slowly.\tNorth\r\n2\t\"They\nended.\"\tSouth\r\n";
        let utf16: Vec<u8> = [0xff, 0xfe].into_iter().chain(table.encode_utf16().flat_map(u16::to_le_bytes)).collect();
        fs::write(folder.path().join("excel.txt"), utf16).unwrap();
        let alone = read(&[folder.path().join("excel.txt")], &Options::default()).unwrap();
        assert_eq!(
            alone.drafts.iter().map(|it| it.text.as_str()).collect::<Vec<_>>(),
            ["Talks began, slowly.", "They\nended."]
        );
        fs::write(folder.path().join("more.csv"), "text,outlet\nMore.,East\n").unwrap();
        let both = read(&[folder.path().to_owned()], &Options::default()).unwrap();
        assert_eq!(
            both.drafts.iter().filter_map(|it| it.outlet.as_deref()).collect::<Vec<_>>(),
            ["North", "South", "East"]
        );
        assert!(both.passed_over.is_empty(), "{:?}", both.passed_over);
    }

    #[test]
    fn what_is_too_deep_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, content: &str| {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, content).unwrap();
        };
        write("1/2/3/4/5/6/7/8/a.txt", "One.");
        write("1/2/3/4/5/6/7/8/9/b.txt", "Two.");
        write("1/c.csv", "text\nThree.\n");
        let reading = read(&[folder.path().to_owned()], &Options::default()).unwrap();
        assert_eq!(reading.drafts.len(), 1);
        let remark = &reading.sources[0].remarks[0];
        assert!(remark.starts_with("not read: 1/2/3/4/5/6/7/8/9, 1/c.csv; "), "{remark}");
    }

    #[test]
    fn what_a_run_wrote_into_the_folder_is_no_article() {
        check(
            &[
                ("a.txt", b"One."),
                ("out/run.json", br#"{"tool": "slantwise"}"#),
                ("out/README.txt", b"What the tables hold."),
                ("out/tables/articles.csv", b"id"),
                ("other/run.json", b"{"),
                ("other/b.txt", b"Two."),
            ],
            &["a:::One.", "other/b:other::Two."],
            &["3:bad_json:other/run.json"],
            &["1:no_outlet:a.txt"],
        );
    }

    #[test]
    fn a_text_too_long_is_so_wherever_it_is_cut() {
        let long = "é".repeat(MAX_TEXT / 2 + 10);
        check(
            &[("N/a.txt", b"One."), ("N/b.txt", long.as_bytes())],
            &["N/a:N::One."],
            &["2:text_too_long:N/b.txt"],
            &[],
        );
    }

    #[test]
    fn a_folder_without_texts_is_an_error_with_help() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("a.png"), "x").unwrap();
        let error = read(&[folder.path().to_owned()], &Options::default()).unwrap_err();
        assert!(error.to_string().contains("without articles") && error.help().is_some(), "{error}");
    }
}
