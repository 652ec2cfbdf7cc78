//! `run.json`: what was run on what, and what came of it; its presence says that the folder is complete.

use std::fs;
use std::path::Path;

use serde::Serialize;
use serde_json::{Value, json};

use super::Material;

/// A file written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Output {
    /// Its path in the output folder, with `/`.
    pub path: String,
    /// BLAKE3 of its bytes, in hexadecimal digits.
    pub blake3: String,
    /// Its size.
    pub bytes: u64,
    /// Its rows, for a table.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub n_rows: Option<u64>,
    /// Cells that got an apostrophe before them, so that no spreadsheet runs them.
    #[serde(skip_serializing_if = "is_zero")]
    pub n_guarded: u64,
}

/// What only the caller knows of a run.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Run {
    /// The command line, as given.
    pub command: Vec<String>,
    /// The cleaning level.
    pub clean: String,
    /// Wall seconds up to here. Not part of the result: it differs from run to run.
    pub seconds: f64,
    /// Threads used.
    pub threads: usize,
}

/// The text of `run.json`.
pub fn text(material: &Material<'_>, run: &Run, outputs: &[Output]) -> String {
    let found = material.findings;
    let articles = found.corpus.articles();
    let sources: Vec<Value> = material
        .reading
        .sources
        .iter()
        .map(|it| {
            let columns: serde_json::Map<String, Value> = it.columns.iter().map(|(field, name)| (field.name().to_owned(), json!(name))).collect();
            json!({"file": it.file, "format": it.format.name(), "bytes": it.bytes, "blake3": it.blake3, "rows": it.rows, "columns": columns})
        })
        .collect();
    let lexicons: Vec<Value> = found
        .lexicons
        .iter()
        .map(|it| {
            let files: Vec<Value> = it.files.iter().map(|(name, bytes)| json!({"file": name, "blake3": blake3::hash(bytes).to_hex().to_string()})).collect();
            json!({"name": it.name, "version": it.version, "licence": it.licence, "files": files, "notes": it.notes.iter().map(|note| format!("line {}: {}", note.line, note.text)).collect::<Vec<_>>()})
        })
        .collect();
    let value = json!({
        "tool": "slantwise",
        "version": env!("CARGO_PKG_VERSION"),
        "command": run.command,
        "config": found.config,
        "clean": run.clean,
        "sources": sources,
        "lexicons": lexicons,
        "corpus": {
            "articles": articles.len(),
            "outlets": found.corpus.outlets().len(),
            "events": found.events.list.len(),
            "events_from": if found.events.cut.is_some() { "found" } else { "given" },
            "event_cut": found.events.cut,
            "articles_without_date": articles.iter().filter(|it| it.date.is_none()).count(),
            "articles_without_outlet": articles.iter().filter(|it| it.outlet.is_none()).count(),
            "rejects": material.reading.rejects.len(),
            "outlets_contrasted": found.corpus.outlets().len().min(found.config.max_contrast_outlets),
        },
        "outputs": outputs,
        "timing": {"seconds": (run.seconds * 1000.0).round() / 1000.0, "threads": run.threads},
    });
    format!("{value:#}\n")
}

/// Whether a file is a `run.json` of ours.
pub(super) fn is_ours(file: &Path) -> bool {
    parse(file).is_some_and(|it| it["tool"] == "slantwise")
}

/// The paths of the outputs that a `run.json` lists; none that leaves its folder.
pub(super) fn outputs_of(file: &Path) -> Vec<String> {
    let listed = parse(file).map(|it| it["outputs"].clone());
    let paths = listed.iter().flat_map(|it| it.as_array().into_iter().flatten()).filter_map(|it| it["path"].as_str());
    paths.filter(|it| !it.contains("..") && !it.starts_with('/')).map(str::to_owned).collect()
}

fn parse(file: &Path) -> Option<Value> {
    serde_json::from_slice(&fs::read(file).ok()?).ok()
}

fn is_zero(n: &u64) -> bool {
    *n == 0
}
