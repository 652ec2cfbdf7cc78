//! JSON: an object a line, or objects one after another or in an array, wherever their lines break. A text in a list of
//! paragraphs has a blank line between them; any other list of texts (authors) is joined by commas. Numbers are taken as
//! written, and of an object that names something its `name`. What stands deeper is named by its path: `--columns
//! outlet=meta.publisher.name`, through lists too.
//!
//! An object that holds no text but lists of objects under usual names (`articles`, `data`, `results`, `items`, `docs`)
//! is read as these lists. The file is never held whole: a scanner finds where an object ends by its brackets and quotation
//! marks, so that one bad object is a reject and reading goes on behind it.
//!
//! What it cannot do: find the end of an object whose quotation mark or bracket is never closed; what follows is lost in
//! that reject, which says on which line it begins.

mod keys;
mod sample;
mod scan;
mod value;

use std::borrow::Cow;
use std::io::{BufRead, BufReader};

use serde::de::DeserializeSeed;
use serde_json::Value;

use super::cells::{self, Cells};
use super::field::{Field, TABLE_FIELDS};
use super::input::{END_MARK, Input};
use super::ledger::{At, Ended, Ledger};
use super::reason::Reason;
use super::show::{self, excerpt};
use super::{Format, Provenance};
use crate::error::{Error, Kind};

pub(super) use keys::Keys;
use keys::Row;
use scan::{MAX_OBJECT, Nesting, Scanner};
use value::{joined, text_of};

/// Reads a file of objects, each on its line or laid out freely.
///
/// # Errors
/// When there is no object, no key of a text or no key that the user named; or no more articles are wanted.
pub(super) fn read(
    input: Input,
    format: Format,
    explicit: &[(Field, String)],
    ledger: &mut Ledger,
) -> std::result::Result<Provenance, Ended> {
    let (file, encoding) = (input.name().to_owned(), input.encoding());
    let mut keys = Keys::new(explicit, &input);
    let mut remarks = Vec::new();
    let mut n_rows = 0;
    let input = match format {
        Format::JsonLines => lines(input, &mut keys, ledger, &mut n_rows)?,
        _ => values(input, &mut keys, &Cells::default(), ledger, &mut n_rows, &mut remarks)?,
    };
    if n_rows == 0 {
        return Err(Error::new(Kind::Input, "an empty file; expected JSON objects")
            .in_file(&file)
            .with_help("check how the file was written")
            .into());
    }
    keys.check().map_err(|error| error.in_file(&file))?;
    let (blake3, bytes) = input.finish()?;
    remarks.extend_from_slice(keys.remarks());
    Ok(Provenance {
        blake3,
        bytes,
        rows: n_rows,
        columns: keys.columns(),
        unused: keys.unused(),
        encoding: encoding.name().to_owned(),
        remarks,
        ..Provenance::new(file, format)
    })
}

/// Whether the JSON that begins so is an object a line, or is laid out freely.
pub(super) fn layout(head: &[u8], is_named_lines: bool) -> Format {
    let first = head.trim_ascii_start();
    let line = first.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let mut nesting = Nesting::default();
    let is_whole = line.iter().any(|byte| nesting.closes(*byte));
    let is_followed = first[line.len()..].iter().any(|byte| !byte.is_ascii_whitespace());
    match first.first() {
        Some(b'{') if is_whole && (is_followed || is_named_lines) => Format::JsonLines,
        Some(b'{') if is_named_lines && line.trim_ascii_end() != b"{" => Format::JsonLines,
        None | Some(b'{' | b'[') => Format::Json,
        _ if is_named_lines => Format::JsonLines,
        _ => Format::Json,
    }
}

fn lines(input: Input, keys: &mut Keys, ledger: &mut Ledger, n_rows: &mut u64) -> std::result::Result<Input, Ended> {
    let file = input.name().to_owned();
    let mut byte = 0;
    let mut line_no = 0;
    let mut reader = BufReader::with_capacity(256 << 10, input);
    let mut line = Vec::new();
    loop {
        line.clear();
        reader.get_mut().mark();
        let length = reader.read_until(b'\n', &mut line).map_err(|cause| reader.get_ref().failed(cause))? as u64;
        if length == 0 {
            return Ok(reader.into_inner());
        }
        let start = byte;
        (byte, line_no) = (byte + length, line_no + 1);
        let content = if line_no == 1 { line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&line) } else { &line };
        let content = content.trim_ascii();
        if content.is_empty() || content == END_MARK.trim_ascii() {
            continue;
        }
        *n_rows += 1;
        let at = At { file: &file, row: *n_rows, line: Some(line_no), byte: Some(start) };
        keep(content, keys, &Cells::default(), &at, ledger);
        ledger.go_on()?;
    }
}

/// Reads every object of a file laid out freely; `otherwise` holds what a row says only if its object does not.
pub(super) fn values(
    input: Input,
    keys: &mut Keys,
    otherwise: &Cells,
    ledger: &mut Ledger,
    n_rows: &mut u64,
    remarks: &mut Vec<String>,
) -> std::result::Result<Input, Ended> {
    let file = input.name().to_owned();
    let mut scanner = Scanner::new(BufReader::with_capacity(256 << 10, input));
    let mut value = Vec::new();
    let mut is_first = true;
    loop {
        scanner.reader.get_mut().lift_limit(); // the scanner passes over what is too long
        let found = scanner.next(&mut value, &|key| keys.is_text(key));
        let found = found.map_err(|cause| scanner.reader.get_ref().failed(cause))?;
        let Some(found) = found else { break };
        if std::mem::take(&mut is_first) && !matches!(value.first(), Some(b'{' | b'[')) && !scanner.is_in_list() {
            let start = excerpt(&String::from_utf8_lossy(&value[..value.len().min(80)]));
            return Err(Error::new(Kind::Input, format!("expected JSON objects; found {start}"))
                .at_line(&file, found.line)
                .with_help("say --from csv if it is a table, or check how the file was written")
                .into());
        }
        *n_rows += 1;
        let at = At { file: &file, row: *n_rows, line: Some(found.line), byte: Some(found.byte) };
        match found.length > MAX_OBJECT as u64 {
            true => {
                let detail = format!(
                    "an object of {} bytes; at most {MAX_OBJECT} are read: look for a quotation mark or bracket that is never closed",
                    found.length
                );
                ledger.reject(&at, "", Reason::BadJson, detail);
            }
            false => keep(&value, keys, otherwise, &at, ledger),
        }
        ledger.go_on()?;
    }
    match &scanner.lists[..] {
        [] => {}
        [list] => remarks.push(format!("the articles are those in the list `{list}`")),
        all => remarks.push(format!("the articles are those in the lists `{}`", all.join("`, `"))),
    }
    if scanner.is_in_list() {
        remarks.push("the list is never closed: the file may be cut off".to_owned());
    }
    Ok(scanner.reader.into_inner())
}

fn keep(object: &[u8], keys: &mut Keys, otherwise: &Cells, at: &At, ledger: &mut Ledger) {
    let object = match std::str::from_utf8(object) {
        Ok(object) => object,
        Err(error) => {
            let bad = error.valid_up_to();
            let detail = format!("byte 0x{:02X} at byte {bad} of the object", object[bad]);
            return ledger.reject(at, "", Reason::BadUtf8, detail);
        }
    };
    let mut json = serde_json::Deserializer::from_str(object);
    let row = Row { keys }.deserialize(&mut json).and_then(|row| json.end().map(|()| row));
    let row = match row {
        Ok(row) => row,
        Err(error) => {
            let cause = error.to_string();
            // the place in the object, which ends the message, is told as a line of the file
            let place = format!(" at line {} column {}", error.line(), error.column());
            let cause = cause.strip_suffix(&place).unwrap_or(&cause);
            let line = at.line.map_or(1, |line| line + error.line().saturating_sub(1) as u64);
            return ledger.reject(at, "", Reason::BadJson, format!("{}, on line {line}", excerpt(cause)));
        }
    };
    let mut cells = Cells::default();
    for ((cell, value), field) in cells.iter_mut().zip(row).zip(Field::ALL.iter().copied()) {
        let Some((_, value)) = value else { continue };
        *cell = match (field, value) {
            (Field::Text, Value::Object(_)) => {
                let name = keys.plan().name(field);
                let inner = keys.paths_in(name);
                let detail = match inner.last() {
                    Some(last) => format!(
                        "an object with {}; say which is the text, for example --columns text={last}",
                        show::list(&inner)
                    ),
                    None => "an object".to_owned(),
                };
                return ledger.reject(at, name, Reason::NotText, detail);
            }
            (Field::Text, Value::Array(paragraphs)) => Some(Cow::Owned(joined(paragraphs, cells::BETWEEN_PARAGRAPHS))),
            (_, value) => text_of(value).map(Cow::Owned),
        };
    }
    let has_address = cells[Field::Url as usize].is_some(); // which tells the outlet better than a folder's name
    let is_taken = |field: &Field| *field != Field::Text && !(*field == Field::Outlet && has_address);
    for field in TABLE_FIELDS.into_iter().filter(is_taken) {
        if cells[field as usize].is_none() {
            cells[field as usize] = otherwise[field as usize].as_deref().map(|cell| Cow::Owned(cell.to_owned()));
        }
    }
    cells::keep(cells, keys.plan(), at, ledger);
}

#[cfg(test)]
mod tests;
