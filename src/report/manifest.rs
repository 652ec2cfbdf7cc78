//! `run.json`: what was run on what, and what came of it; its presence says that the folder is complete.
//!
//! It holds the [`Recipe`], from which the same run can be made again, and the hashes of inputs, word lists and outputs.
//! Its first line after the brace is the BLAKE3 hash of the rest, the timing aside, so that a change by hand is found; it proves nothing
//! about who wrote it. It names neither the machine nor its user, beyond what paths given on the command line say.

use std::fs;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::csv::Formulas;
use super::{Material, Texts, Written, format};
use crate::error::{Error, Kind, Result};
use crate::read::{Dialect, Field, Format, Options};
use crate::study::Config;

/// The file's name.
pub const MANIFEST: &str = "run.json";

/// A file written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Output {
    /// Its path in the output folder, with `/`.
    pub path: String,
    /// BLAKE3 of its bytes, in hexadecimal digits.
    pub blake3: String,
    /// Its size.
    pub bytes: u64,
    /// Its rows, for a table.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub n_rows: Option<u64>,
    /// Cells that got an apostrophe before them, so that no spreadsheet runs them.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub n_guarded: u64,
}

/// What decides every byte of a run, but for the bytes of its inputs and the version of the program.
#[derive(Debug, Clone, PartialEq)]
pub struct Recipe {
    /// The inputs as given: files, folders, or `-` for standard input.
    pub inputs: Vec<PathBuf>,
    /// What was told about them.
    pub options: Options,
    /// The settings of the study, the cleaning level among them.
    pub config: Config,
    /// How tables are written.
    pub written: Written,
    /// Whether the articles' texts are shown.
    pub texts: Texts,
}

/// What only the caller knows of a run.
#[derive(Debug, Clone, PartialEq)]
pub struct Run<'a> {
    /// What was run.
    pub recipe: &'a Recipe,
    /// The command line, as given.
    pub command: Vec<String>,
    /// Wall seconds up to here. Not part of the result: it differs from run to run.
    pub seconds: f64,
    /// Threads used.
    pub threads: usize,
}

/// A `run.json` that was read.
#[derive(Debug, Clone, PartialEq)]
pub struct Manifest {
    /// All of it.
    pub value: Value,
    /// Whether it is as it was written, by the hash in it.
    pub is_as_written: bool,
    /// The version of the program that wrote it.
    pub version: String,
    /// What was run.
    pub recipe: Recipe,
    /// The inputs' names and hashes.
    pub sources: Vec<SourceHash>,
    /// The files written.
    pub outputs: Vec<Output>,
}

/// An input and what it was.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct SourceHash {
    /// See [`crate::read::Provenance::file`].
    pub file: String,
    /// See [`crate::read::Provenance::blake3`].
    pub blake3: String,
}

/// The text of `run.json`.
pub fn text(material: &Material<'_>, run: &Run<'_>, outputs: &[Output]) -> String {
    let found = material.findings;
    let articles = found.corpus.articles();
    let sources: Vec<Value> = material
        .reading
        .sources
        .iter()
        .map(|source| {
            json!({
                "file": source.file,
                "format": source.format.name(),
                "bytes": source.bytes,
                "blake3": source.blake3,
                "rows": source.rows,
                "columns": columns(&source.columns),
                "unused": source.unused,
                "encoding": source.encoding,
                "dialect": source.dialect.as_ref().map(dialect),
                "remarks": source.remarks,
            })
        })
        .collect();
    let lexicons: Vec<Value> = found
        .lexicons
        .iter()
        .map(|lexicon| {
            let file = |(name, bytes): &(String, Vec<u8>)| {
                json!({"file": name, "blake3": blake3::hash(bytes).to_hex().to_string()})
            };
            let notes = lexicon.notes.iter().map(|note| format!("line {}: {}", note.line, note.text));
            json!({
                "name": lexicon.name,
                "version": lexicon.version,
                "licence": lexicon.licence,
                "files": lexicon.files.iter().map(file).collect::<Vec<_>>(),
                "notes": notes.collect::<Vec<_>>(),
            })
        })
        .collect();
    let recipe = run.recipe;
    let value = json!({
        "tool": "slantwise",
        "version": env!("CARGO_PKG_VERSION"),
        "target": env!("SLANTWISE_TARGET"),
        "command": run.command,
        "inputs": recipe.inputs.iter().map(|input| input.display().to_string()).collect::<Vec<_>>(),
        "reading": {
            "columns": columns(&recipe.options.columns),
            "from": recipe.options.from.map(Format::name),
            "delimiter": recipe.options.delimiter.map(|byte| char::from(byte).to_string()),
            "encoding": recipe.options.encoding,
        },
        "config": recipe.config,
        "formulas": name_of(&FORMULAS, recipe.written.formulas),
        "formats": recipe.written.beside.iter().map(|format| format.name()).collect::<Vec<_>>(),
        "texts": name_of(&TEXTS, recipe.texts),
        "sources": sources,
        "lexicons": lexicons,
        "corpus": {
            "articles": articles.len(),
            "outlets": found.corpus.outlets().len(),
            "events": found.events.list.len(),
            "events_given": found.events.n_given(),
            "event_cut": found.events.cut,
            "articles_without_date": articles.iter().filter(|article| article.date.is_none()).count(),
            "articles_without_outlet": articles.iter().filter(|article| article.outlet.is_none()).count(),
            "rejects": material.rejects().count(),
            "outlets_contrasted": found.corpus.outlets().len().min(found.config.max_contrast_outlets),
        },
        "outputs": outputs,
        "timing": {"seconds": (run.seconds * 1000.0).round() / 1000.0, "threads": run.threads},
    });
    let rest = format!("{value:#}\n");
    rest.replacen("{\n", &format!("{{\n{}", hash_line(&rest)), 1)
}

const FORMULAS: [(&str, Formulas); 2] = [("guarded", Formulas::Guarded), ("raw", Formulas::Raw)];
const TEXTS: [(&str, Texts); 2] = [("shown", Texts::Shown), ("left out", Texts::LeftOut)];

fn name_of<T: PartialEq>(names: &[(&'static str, T)], value: T) -> Option<&'static str> {
    names.iter().find(|(_, named)| *named == value).map(|(name, _)| *name)
}

fn named<T: Copy>(names: &[(&str, T)], value: &Value) -> Option<T> {
    names.iter().find(|(name, _)| value == name).map(|(_, named)| *named)
}

fn columns(columns: &[(Field, String)]) -> Map<String, Value> {
    columns.iter().map(|(field, name)| (field.name().to_owned(), json!(name))).collect()
}

/// The line that holds the hash of the others, but for the last of them, the timing: it is no part of the result.
fn hash_line(rest: &str) -> String {
    let result = rest.rfind(TIMING).map_or(rest, |at| &rest[..at]);
    format!("  \"blake3\": \"{}\",\n", blake3::hash(result.as_bytes()).to_hex())
}

/// How the timing begins.
const TIMING: &str = ",\n  \"timing\": {";

fn is_as_written(text: &str) -> bool {
    let Some(at) = text.find("  \"blake3\": ").filter(|at| *at == 2) else { return false };
    let Some(end) = text[at..].find('\n').map(|end| at + end + 1) else { return false };
    let rest = [&text[..at], &text[end..]].concat();
    // nothing may follow the timing, which the hash does not hold
    let Some(timing) = rest.rfind(TIMING).map(|at| &rest[at + TIMING.len()..]) else { return false };
    if !timing.ends_with("\n  }\n}\n") || timing.matches('}').count() != 2 {
        return false;
    }
    text[at..end] == hash_line(&rest)
}

/// Reads the `run.json` of a folder.
///
/// # Errors
/// When there is none, or it is not ours, or something in it that a run needs is absent or has no meaning.
pub fn read(folder: &Path) -> Result<Manifest> {
    let place = folder.join(MANIFEST);
    let wrong = |message: &str| Error::new(Kind::Input, message).in_file(place.display());
    let bytes = fs::read(&place).map_err(|cause| {
        let help = "give the folder that `slantwise run` wrote; one without run.json is not complete";
        Error::io(place.display(), cause).with_help(help)
    })?;
    let text = String::from_utf8(bytes).map_err(|_| wrong("found bytes that are not UTF-8"))?;
    let value: Value =
        serde_json::from_str(&text).map_err(|cause| wrong(&format!("not JSON: {cause}")).caused_by(cause))?;
    if value["tool"] != "slantwise" {
        return Err(wrong("found a run.json that slantwise did not write"));
    }
    if value["command"][1] == "class" && value["run_blake3"].is_string() {
        let help = "give the folder of the run that it was made from; `slantwise class` on that folder makes it again";
        return Err(wrong("found a class pack and not a run").with_help(help));
    }
    let unusable = |what: &str| wrong(&format!("`{what}` is absent or has no meaning"));
    let recipe = recipe(&value).map_err(unusable)?;
    let outputs: Vec<Output> = serde_json::from_value(value["outputs"].clone()).map_err(|_| unusable("outputs"))?;
    if !outputs.iter().all(|output| is_within(&output.path)) {
        return Err(wrong("`outputs` names a file outside the folder"));
    }
    Ok(Manifest {
        is_as_written: is_as_written(&text),
        version: value["version"].as_str().unwrap_or_default().to_owned(),
        recipe,
        sources: serde_json::from_value(value["sources"].clone()).map_err(|_| unusable("sources"))?,
        outputs,
        value,
    })
}

/// The recipe in a `run.json`, or the name of what is wrong in it.
fn recipe(value: &Value) -> std::result::Result<Recipe, &'static str> {
    let inputs = serde_json::from_value(value["inputs"].clone()).map_err(|_| "inputs")?;
    Ok(Recipe {
        inputs,
        options: options(&value["reading"]).ok_or("reading")?,
        config: serde_json::from_value(value["config"].clone()).map_err(|_| "config")?,
        written: Written {
            formulas: named(&FORMULAS, &value["formulas"]).ok_or("formulas")?,
            beside: formats(&value["formats"]).ok_or("formats")?,
        },
        texts: named(&TEXTS, &value["texts"]).ok_or("texts")?,
    })
}

/// None where none are named: runs were written so before there were any.
fn formats(value: &Value) -> Option<Vec<format::Format>> {
    if value.is_null() {
        return Some(Vec::new());
    }
    value.as_array()?.iter().map(|name| format::Format::named(name.as_str()?)).collect()
}

fn options(value: &Value) -> Option<Options> {
    let column = |(field, name): (&String, &Value)| Some((Field::named(field)?, name.as_str()?.to_owned()));
    let text = |name: &str| match &value[name] {
        Value::Null => Some(None),
        Value::String(text) => Some(Some(text.clone())),
        _ => None,
    };
    let delimiter = match text("delimiter")? {
        Some(text) => Some(text.chars().next().and_then(|c| u8::try_from(c).ok())?),
        None => None,
    };
    let from = match text("from")? {
        Some(name) => Some(Format::named(&name)?),
        None => None,
    };
    let columns = value["columns"].as_object()?.iter().map(column).collect::<Option<_>>()?;
    Some(Options { columns, from, delimiter, encoding: text("encoding")? })
}

fn dialect(dialect: &Dialect) -> Value {
    let shown = |byte: u8| match byte {
        b'\t' => "tab".to_owned(),
        b' ' => "space".to_owned(),
        other => char::from(other).to_string(),
    };
    json!({
        "delimiter": shown(dialect.delimiter),
        "quote": dialect.quote.map(shown),
        "escape": dialect.escape.map(shown),
        "preamble_lines": dialect.n_preamble,
        "header": dialect.has_header,
    })
}

/// Whether a file is a `run.json` of ours.
pub(super) fn is_ours(file: &Path) -> bool {
    parse(file).is_some_and(|manifest| manifest["tool"] == "slantwise")
}

/// The paths of the outputs that a `run.json` lists; none that leaves its folder.
pub(super) fn outputs_of(file: &Path) -> Vec<String> {
    let listed = parse(file).map(|manifest| manifest["outputs"].clone());
    let outputs = listed.iter().flat_map(|listed| listed.as_array().into_iter().flatten());
    let paths = outputs.filter_map(|output| output["path"].as_str());
    paths.filter(|path| is_within(path)).map(str::to_owned).collect()
}

fn is_within(path: &str) -> bool {
    let is_name = |part: std::path::Component<'_>| matches!(part, std::path::Component::Normal(_));
    !path.is_empty() && Path::new(path).components().all(is_name)
}

fn parse(file: &Path) -> Option<Value> {
    serde_json::from_slice(&fs::read(file).ok()?).ok()
}

fn is_zero(n: &u64) -> bool {
    *n == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_by_hand_is_found() {
        let rest = "{\n  \"tool\": \"slantwise\",\n  \"seed\": 42,\n  \"timing\": {\n    \"seconds\": 1.5\n  }\n}\n";
        let written = rest.replacen("{\n", &format!("{{\n{}", hash_line(rest)), 1);
        assert!(is_as_written(&written));
        assert!(serde_json::from_str::<Value>(&written).is_ok_and(|value| value["seed"] == 42));
        assert!(is_as_written(&written.replace("1.5", "2.5")), "it takes another time every time");
        let more = written.replace("  }\n}\n", "  },\n  \"seed\": 43\n}\n");
        for changed in [more, written.replace("42", "43"), written.replace("  \"seed", "   \"seed"), rest.to_owned()] {
            assert!(!is_as_written(&changed), "{changed}");
        }
    }

    #[test]
    fn formats_read_back_and_an_unknown_one_has_no_meaning() {
        let expected = vec![format::Format::JsonLines, format::Format::Parquet];
        assert_eq!(formats(&json!(["jsonl", "parquet"])), Some(expected));
        assert_eq!(formats(&Value::Null), Some(Vec::new()));
        assert_eq!((formats(&json!(["xlsx"])), formats(&json!("csv"))), (None, None));
    }

    #[test]
    fn no_path_leads_out_of_the_folder() {
        for (path, expected) in [("tables/a.csv", true), ("a..b", true), ("../a", false), ("/a", false), ("", false)] {
            assert_eq!(is_within(path), expected, "{path}");
        }
    }

    #[test]
    fn what_was_told_of_the_inputs_reads_back() {
        let told = json!({"columns": {"text": "a,b=c"}, "from": "tsv", "delimiter": "\t", "encoding": null});
        let expected = Options {
            columns: vec![(Field::Text, "a,b=c".into())],
            from: Some(Format::Tsv),
            delimiter: Some(b'\t'),
            encoding: None,
        };
        assert_eq!(options(&told), Some(expected));
        for wrong in [json!({}), json!({"columns": {"words": "a"}}), json!({"columns": {}, "from": "xls"})] {
            assert_eq!(options(&wrong), None, "{wrong}");
        }
    }
}
