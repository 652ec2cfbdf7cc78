//! A folder of articles: `.txt` files (an article each) with a `manifest.csv`, in a folder for each outlet, or named
//! `outlet__date__slug.txt`, `outlet_2022-07-13_slug.txt` or `2022-07-13-slug.txt`; `.json` files of an article each, as
//! crawlers write them. An article without a given id is called as its file is.

mod name;

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::io::Read;
use std::path::{Component, Path, PathBuf};

use encoding_rs::Encoding;

use super::cells::{self, Cells, MAX_TEXT};
use super::column::{self, Plan};
use super::delimited::Rows;
use super::field::Field;
use super::files::{FileKind, Files, slashed};
use super::input::{END_MARK, Input};
use super::json::{self, Keys};
use super::ledger::{At, Ended, Ledger};
use super::reason::Reason;
use super::{Format, Options, Provenance, encoding};
use crate::error::{Error, Kind, Result};

/// The file that says what the others are.
pub(super) const MANIFEST: &str = "manifest.csv";

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

/// Reads the articles, each from its file; `tables` are not read, and the ledger says so.
///
/// # Errors
/// When there is no article, the manifest cannot be read, or no more articles are wanted.
pub(super) fn read(
    files: &Files,
    articles: &[&Path],
    manifest: Option<&Path>,
    tables: &[&Path],
    options: &Options,
    ledger: &mut Ledger,
) -> std::result::Result<Provenance, Ended> {
    let mut reader = Reader {
        files,
        explicit: &options.columns,
        encoding: encoding::of(options)?,
        ledger,
        provenance: Provenance::new(files.name.clone(), Format::Folder),
        parts: Vec::new(),
        encodings: BTreeSet::new(),
        keys: None,
    };
    match manifest {
        Some(manifest) => reader.read_listed(manifest, articles)?,
        None => {
            for file in articles {
                reader.read_file(file, name::cells(file), &Plan::default())?;
            }
        }
    }
    let provenance = reader.finish()?;
    if tables.is_empty() {
        return Ok(provenance);
    }
    let mut provenance = provenance;
    let names: Vec<_> = tables.iter().map(|table| slashed(table)).collect();
    provenance.remarks.push(format!("passed over beside the articles: {}", names.join(", ")));
    ledger.passed_over.extend(names);
    Ok(provenance)
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
    files: &'a Files,
    explicit: &'a [(Field, String)],
    encoding: Option<&'static Encoding>, // that the user named
    ledger: &'a mut Ledger<'b>,
    provenance: Provenance,
    parts: Vec<Part>,
    encodings: BTreeSet<&'static str>, // of the articles' files
    keys: Option<Keys>,                // of the .json files
}

impl Reader<'_, '_> {
    /// Reads the manifest's files, then those that it does not name.
    fn read_listed(&mut self, manifest: &Path, files: &[&Path]) -> std::result::Result<(), Ended> {
        let mut rows = Rows::open(self.files.open(manifest, self.encoding)?, Format::Csv)?;
        let mut plan = column::plan(&rows.header, &rows.sample, self.explicit, &FIELDS)
            .map_err(|error| error.in_file(&rows.file))?;
        let Some(required) = plan.places[Field::File as usize] else {
            let message = format!("no column of file names; found {}", rows.header.join(", "));
            return Err(Error::new(Kind::Input, message)
                .in_file(&rows.file)
                .with_help("call the column with the names of the text files: file")
                .into());
        };
        self.provenance.unused = std::mem::take(&mut plan.unused);
        self.provenance.remarks.append(&mut plan.remarks);
        let column = plan.name(Field::File).to_owned();
        let mut listed = BTreeSet::new();
        while rows.next()? {
            let at = rows.at();
            let Some(mut row) = rows.cells(&plan, required, self.ledger) else {
                self.provenance.rows += 1;
                continue;
            };
            let file = row[Field::File as usize].take().unwrap_or_default();
            let file: PathBuf = Path::new(file.trim()).components().filter(|part| *part != Component::CurDir).collect();
            match self.refused(&file, &mut listed) {
                None => drop(self.read_file(&file, row, &plan)?),
                Some(reason) => {
                    self.provenance.rows += 1;
                    let is_named = !file.as_os_str().is_empty();
                    let shown = if is_named { file.display().to_string() } else { "no file is named".to_owned() };
                    self.ledger.reject(&at, &column, reason, shown);
                }
            }
        }
        if self.provenance.rows > 0 {
            let used = Plan { places: plan.places, names: plan.names.clone(), ..Plan::default() };
            let table = rows.finish(Format::Csv, used)?;
            self.parts.push(Part { name: MANIFEST.to_owned(), n_bytes: table.bytes, blake3: digits(&table.blake3) });
            self.provenance.columns = table.columns;
        }
        for file in files.iter().filter(|file| !listed.contains(**file)) {
            if self.read_file(file, name::cells(file), &plan)? {
                let path = self.files.shown(file);
                let at = At { file: &path, row: self.provenance.rows, line: None, byte: None };
                self.ledger.problem(&at, &column, Reason::UnlistedFile, "manifest.csv does not name it");
            }
        }
        Ok(())
    }

    /// Why a file that the manifest names cannot be read, else it is `listed` from here on.
    fn refused(&self, file: &Path, listed: &mut BTreeSet<PathBuf>) -> Option<Reason> {
        if file.components().any(|part| !matches!(part, Component::Normal(_))) {
            Some(Reason::OutsideFolder)
        } else if !self.files.contains(file) {
            Some(Reason::MissingFile)
        } else {
            (!listed.insert(file.to_owned())).then_some(Reason::ListedTwice)
        }
    }

    /// Reads one file into its row; whether a draft came of it.
    fn read_file(&mut self, file: &Path, mut row: Cells, plan: &Plan) -> std::result::Result<bool, Ended> {
        let n_before = self.ledger.n_articles;
        let name = slashed(file);
        let id = &mut row[Field::Id as usize];
        if id.as_deref().is_none_or(|id| id.trim().is_empty()) {
            *id = Some(Cow::Owned(name::without_extension(&name).to_owned()));
        }
        let outcome = match FileKind::of(file) {
            Some(FileKind::Json) => self.read_json(file, &row),
            _ => self.read_text(file, row, plan).map_err(Ended::Failed),
        };
        self.ledger.go_on()?;
        match outcome {
            Ok(input) => {
                self.encodings.insert(input.encoding().name());
                if let Ok((blake3, n_bytes)) = input.finish() {
                    self.parts.push(Part { name, n_bytes, blake3: digits(&blake3) });
                }
            }
            Err(Ended::Failed(error)) => {
                self.provenance.rows += 1; // beside the articles that may have come before the fault
                let reason = if error.kind() == Kind::Io { Reason::UnreadableFile } else { Reason::NotText };
                let path = self.files.shown(file);
                let line = error.place().and_then(|place| place.line);
                let at = At { file: &path, row: self.provenance.rows, line, byte: None };
                self.ledger.reject(&at, "", reason, error.message().to_owned());
            }
            Err(Ended::Stopped) => return Err(Ended::Stopped),
        }
        Ok(self.ledger.n_articles > n_before)
    }

    fn read_text(&mut self, file: &Path, mut row: Cells, plan: &Plan) -> Result<Input> {
        let mut input = self.files.open(file, self.encoding)?;
        let mut bytes = Vec::new();
        let limit = (MAX_TEXT + END_MARK.len() + 4) as u64;
        let read = input.by_ref().take(limit).read_to_end(&mut bytes);
        read.map_err(|cause| input.failed(cause))?;
        self.provenance.rows += 1;
        let at = |byte| At { file: input.name(), row: self.provenance.rows, line: None, byte };
        if bytes.starts_with(b"\xef\xbb\xbf") {
            bytes.drain(..3);
        }
        if bytes.ends_with(END_MARK) {
            bytes.truncate(bytes.len() - END_MARK.len());
        }
        if bytes.len() > MAX_TEXT {
            // what was read of it may end within a character
            let detail = format!("at most {MAX_TEXT} bytes are read, and there are more");
            self.ledger.reject(&at(None), "", Reason::TextTooLong, detail);
            return Ok(input);
        }
        match String::from_utf8(bytes) {
            Ok(text) => {
                row[Field::Text as usize] = Some(Cow::Owned(text));
                cells::keep(row, plan, &at(None), self.ledger);
            }
            Err(error) => {
                let bad = error.utf8_error().valid_up_to();
                let detail = format!("byte 0x{:02X} at byte {bad}", error.as_bytes()[bad]);
                self.ledger.reject(&at(Some(bad as u64)), "", Reason::BadUtf8, detail);
            }
        }
        Ok(input)
    }

    fn read_json(&mut self, file: &Path, row: &Cells) -> std::result::Result<Input, Ended> {
        let input = self.files.open(file, self.encoding)?;
        let keys = self.keys.get_or_insert_with(|| Keys::new(self.explicit, &input));
        let n_before = self.provenance.rows;
        let (rows, remarks) = (&mut self.provenance.rows, &mut Vec::new());
        let input = json::values(input, keys, row, self.ledger, rows, remarks)?;
        if self.provenance.rows == n_before {
            return Err(Error::new(Kind::Input, "an empty file").into());
        }
        Ok(input)
    }

    /// What was read.
    ///
    /// # Errors
    /// When there was nothing, or a column that the user named is not there.
    fn finish(self) -> Result<Provenance> {
        let Self { mut provenance, mut parts, encodings, keys, .. } = self;
        provenance.encoding = encodings.into_iter().collect::<Vec<_>>().join(", ");
        if provenance.rows == 0 {
            let message =
                "a folder without articles; expected .txt files and perhaps a manifest.csv, .json files, or tables";
            return Err(Error::new(Kind::Input, message)
                .in_file(&provenance.file)
                .with_help("name the tables themselves, or the folder the .txt files lie in"));
        }
        if let Some(keys) = keys {
            keys.check().map_err(|error| error.in_file(&provenance.file))?;
            provenance.columns.extend(keys.columns());
            provenance.unused = keys.unused();
            provenance.remarks.extend_from_slice(keys.remarks());
        }
        parts.sort();
        let mut hasher = blake3::Hasher::new();
        for part in &parts {
            provenance.bytes += part.n_bytes;
            hasher.update(part.name.as_bytes()).update(&[0]).update(&part.n_bytes.to_le_bytes()).update(&part.blake3);
        }
        provenance.blake3 = hasher.finalize().to_string();
        Ok(provenance)
    }
}

/// The bytes of a hash in hexadecimal digits.
fn digits(blake3: &str) -> [u8; 32] {
    blake3::Hash::from_hex(blake3).map_or([0; 32], Into::into)
}

#[cfg(test)]
mod tests;
