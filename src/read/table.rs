//! A file of rows: which format it has, by its name and first bytes.

use super::input::Input;
use super::ledger::{Ended, Ledger};
use super::{Field, Format, Options, Provenance, delimited, dialect, files, json};
use crate::error::{Error, Kind, Result};

/// Reads a file of rows.
///
/// # Errors
/// When it is none, or has no rows or no column of text; or no more articles are wanted.
pub(super) fn read(
    input: Input,
    name: &str,
    options: &Options,
    ledger: &mut Ledger,
) -> std::result::Result<Provenance, Ended> {
    let explicit = &options.columns;
    let wrong = |found: &str, help: &str| Err(Error::new(Kind::Input, found).in_file(name).with_help(help).into());
    match options.from.map_or_else(|| format_of(name, &input, explicit), Ok)? {
        format @ (Format::JsonLines | Format::Json) => json::read(input, format, explicit, ledger),
        Format::Folder => wrong("a file, not a folder", "leave out --from, or name the folder it lies in"),
        Format::Parquet => wrong("not a Parquet file", "leave out --from; Parquet cannot be read from standard input"),
        format => delimited::read(input, format, options, ledger),
    }
}

/// By the name, without `.gz` or `.zst`, and the first bytes.
fn format_of(name: &str, input: &Input, explicit: &[(Field, String)]) -> Result<Format> {
    let lower = name.to_lowercase();
    match files::extension(&lower) {
        "csv" => Ok(Format::Csv),
        "tsv" | "tab" => Ok(Format::Tsv),
        extension @ ("jsonl" | "ndjson" | "json") => Ok(json::layout(input.head(), extension != "json")),
        _ if input.looks_like_json() => Ok(json::layout(input.head(), false)),
        "txt" if dialect::is_tab_table(input.head(), explicit) => Ok(Format::Tsv),
        "txt" => Err(Error::new(Kind::Input, "a single text file; expected a table of articles or a folder of texts")
            .in_file(name)
            .with_help("name the folder it lies in, or say --from csv if it is a table")),
        _ => Ok(Format::Csv),
    }
}
