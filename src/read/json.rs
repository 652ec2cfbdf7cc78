//! JSON Lines: an object a line; a list of texts (authors) is joined by commas, numbers are taken as written.

use std::borrow::Cow;
use std::fmt;
use std::io::{BufRead, BufReader};

use rustc_hash::FxHashMap;
use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::Value;

use super::account::{Account, At};
use super::cells::{self, Cells, excerpt};
use super::column::{self, Field, N};
use super::input::{END_MARK, Input};
use super::{Format, Source};
use crate::error::{Error, Kind, Result};

pub(super) fn read(input: Input, told: &[(Field, String)], account: &mut Account) -> Result<Source> {
    let file = input.name().to_owned();
    let mut byte = 0;
    let mut line_no = 0;
    let mut keys = Keys { told, fields: FxHashMap::default(), seen: Vec::new(), chosen: [const { None }; N] };
    let mut n_rows = 0;
    let mut reader = BufReader::with_capacity(256 << 10, input);
    let mut line = Vec::new();
    loop {
        line.clear();
        reader.get_mut().mark();
        let length = reader.read_until(b'\n', &mut line).map_err(|it| reader.get_ref().failed(&it))? as u64;
        if length == 0 {
            break;
        }
        let start = byte;
        (byte, line_no) = (byte + length, line_no + 1);
        let content = if line_no == 1 { line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&line) } else { &line };
        let content = content.trim_ascii();
        if content.is_empty() || content == END_MARK.trim_ascii() {
            continue;
        }
        if n_rows == 0 && content.starts_with(b"[") {
            return Err(Error::new(Kind::Input, "a JSON array; expected one object a line")
                .at_line(&file, line_no)
                .with_help("write one object a line, for example with: jq -c '.[]'"));
        }
        n_rows += 1;
        let at = At { file: &file, row: n_rows, line: Some(line_no), byte: Some(start) };
        keep(content, &mut keys, &at, account);
    }
    if n_rows == 0 {
        return Err(Error::new(Kind::Input, "an empty file; expected a JSON object a line")
            .in_file(&file)
            .with_help("check how the file was written"));
    }
    keys.check().map_err(|it| it.in_file(&file))?;
    let columns = Field::ALL.into_iter().filter_map(|it| Some((it, keys.chosen[it as usize].clone()?.1))).collect();
    let (blake3, bytes) = reader.into_inner().finish()?;
    Ok(Source {
        file,
        blake3,
        bytes,
        format: Format::JsonLines,
        rows: n_rows,
        columns,
        unused: Vec::new(),
        encoding: "UTF-8".to_owned(),
        dialect: None,
        remarks: Vec::new(),
    })
}

fn keep(line: &[u8], keys: &mut Keys, at: &At, account: &mut Account) {
    let line = match std::str::from_utf8(line) {
        Ok(it) => it,
        Err(error) => {
            let bad = error.valid_up_to();
            let detail = format!("byte 0x{:02X} at byte {bad} of the line", line[bad]);
            return account.reject(at, "", "bad_utf8", detail);
        }
    };
    let mut json = serde_json::Deserializer::from_str(line);
    let row = Row { keys }.deserialize(&mut json).and_then(|it| json.end().map(|()| it));
    let row = match row {
        Ok(it) => it,
        Err(error) => return account.reject(at, "", "bad_json", excerpt(&error.to_string())),
    };
    let mut cells = Cells::default();
    for ((cell, value), field) in cells.iter_mut().zip(row).zip(Field::ALL) {
        let Some((_, value)) = value else { continue };
        *cell = match text_of(value) {
            Ok(it) => it.map(Cow::Owned),
            Err(detail) if field == Field::Text => {
                return account.reject(at, keys.name(field), "not_text", detail);
            }
            Err(_) => None,
        };
    }
    let names = Field::ALL.map(|it| keys.name(it));
    cells::keep(cells, &names, at, account);
}

/// A value as a cell; an object is none.
fn text_of(value: Value) -> std::result::Result<Option<String>, &'static str> {
    match value {
        Value::Null => Ok(None),
        Value::String(it) => Ok(Some(it)),
        Value::Array(items) => {
            let texts: std::result::Result<Vec<_>, _> = items.into_iter().map(text_of).collect();
            Ok(Some(texts?.into_iter().flatten().collect::<Vec<_>>().join(", ")))
        }
        Value::Object(_) => Err("an object"),
        it => Ok(Some(it.to_string())),
    }
}

/// What the file's keys hold.
struct Keys<'a> {
    told: &'a [(Field, String)],
    fields: FxHashMap<String, Vec<(usize, Field)>>, // by key, with the rank
    seen: Vec<String>,                              // in order, for messages
    chosen: [Option<(usize, String)>; N],           // the surest key met so far
}

/// More different keys than this are not remembered.
const MAX_KEYS: usize = 1000;

impl Keys<'_> {
    fn fields(&mut self, key: &str) -> Cow<'_, [(usize, Field)]> {
        if self.fields.contains_key(key) {
            return Cow::Borrowed(&self.fields[key]);
        }
        let ranked = Field::ALL.into_iter().filter(|it| *it != Field::File);
        let ranked: Vec<_> = ranked.filter_map(|it| Some((column::rank(it, key, self.told)?, it))).collect();
        for &(rank, field) in &ranked {
            let chosen = &mut self.chosen[field as usize];
            if chosen.as_ref().is_none_or(|it| rank < it.0) {
                *chosen = Some((rank, key.to_owned()));
            }
        }
        if self.seen.len() < MAX_KEYS {
            self.seen.push(key.to_owned());
            self.fields.insert(key.to_owned(), ranked.clone());
        }
        Cow::Owned(ranked)
    }

    fn name(&self, field: Field) -> &str {
        self.chosen[field as usize].as_ref().map_or("", |it| &it.1)
    }

    /// That every column told was met, and a text.
    fn check(&self) -> Result<()> {
        for (field, name) in self.told {
            if self.chosen[*field as usize].is_none() && *field != Field::File {
                return Err(column::absent(name, &self.seen));
            }
        }
        // without one object, the rejects say more
        if self.chosen[Field::Text as usize].is_none() && !self.seen.is_empty() {
            return Err(column::no_text(&self.seen));
        }
        Ok(())
    }
}

/// Reads an object's values at their fields' places, with their ranks; all other values are skipped.
struct Row<'a, 'k> {
    keys: &'a mut Keys<'k>,
}

type Ranked = [Option<(usize, Value)>; N];

impl<'de> DeserializeSeed<'de> for Row<'_, '_> {
    type Value = Ranked;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> std::result::Result<Ranked, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Row<'_, '_> {
    type Value = Ranked;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> std::result::Result<Ranked, A::Error> {
        let mut row: Ranked = [const { None }; N];
        while let Some(key) = map.next_key::<String>()? {
            let fields = self.keys.fields(&key);
            let is_surer = |it: &(usize, Field)| row[it.1 as usize].as_ref().is_none_or(|kept| it.0 < kept.0);
            let wanted: Vec<_> = fields.iter().copied().filter(is_surer).collect();
            let Some(((rank, field), others)) = wanted.split_last() else {
                map.next_value::<IgnoredAny>()?;
                continue;
            };
            let value = map.next_value::<Value>()?;
            if value.is_null() {
                continue; // a surer key without a value does not hide another that has one
            }
            for (rank, field) in others {
                row[*field as usize] = Some((*rank, value.clone()));
            }
            row[*field as usize] = Some((*rank, value));
        }
        Ok(row)
    }
}

#[cfg(test)]
mod tests {
    use crate::read::{Field, Options, Reading, read};

    /// `drafts` as `outlet:date:author:text`, `rejects` as `row:line:reason`.
    fn check(content: &[u8], drafts: &[&str], rejects: &[&str]) -> Reading {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.jsonl");
        std::fs::write(&path, content).unwrap();
        let reading = read(&[path], &Options::default()).unwrap();
        let found: Vec<_> = reading
            .drafts
            .iter()
            .map(|it| {
                let date = it.date.map_or(String::new(), |it| it.to_string());
                format!("{}:{date}:{}:{}", it.outlet.clone().unwrap_or_default(), it.author, it.text)
            })
            .collect();
        assert_eq!(found, drafts);
        let found: Vec<_> =
            reading.rejects.iter().map(|it| format!("{}:{}:{}", it.row, it.line.unwrap_or(0), it.reason)).collect();
        assert_eq!(found, rejects);
        reading
    }

    #[test]
    fn a_crawlers_record_is_read() {
        let line = br#"{"authors": ["Ann Lee", "Bo Roe"], "date_publish": "None", "filename": "x.json", "maintext": "Talks began.",
"source_domain": "north.example", "title": "Talks", "text": null, "url": "https://north.example/x"}"#;
        let line = String::from_utf8_lossy(line).replace('\n', " ");
        let reading = check(line.as_bytes(), &["north.example::Ann Lee, Bo Roe:Talks began."], &[]);
        assert!(reading.problems.is_empty(), "{:?}", reading.problems);
        assert!(reading.sources[0].columns.contains(&(Field::Outlet, "source_domain".to_owned())));
    }

    #[test]
    fn the_surest_key_wins_whatever_its_place() {
        check(
            br#"{"body": "Not this.", "text": "This.", "content": "Nor this.", "outlet": "North"}"#,
            &["North:::This."],
            &[],
        );
    }

    #[test]
    fn bad_lines_are_rejected_and_the_rest_is_read() {
        let content = b"\xef\xbb\xbf{\"text\": \"One.\", \"outlet\": 7}\n\n{\"text\": \n[1]\n{\"text\": {\"a\": 1}}\n{\"text\": \"caf\xe9\"}\n{\"title\": \"x\"}\n{\"text\": \"Two.\", \"outlet\": \"S\"}";
        check(
            content,
            &["7:::One.", "S:::Two."],
            &["2:3:bad_json", "3:4:bad_json", "4:5:not_text", "5:6:bad_utf8", "6:7:empty_text"],
        );
    }

    #[test]
    fn escapes_and_half_a_surrogate_are_told_apart() {
        let content = br#"{"text": "\u201cGo\u201d \ud83d\ude00", "outlet": "N"}
{"text": "\ud83d"}"#;
        check(content, &["N:::\u{201c}Go\u{201d} \u{1f600}"], &["2:2:bad_json"]);
    }

    #[test]
    fn deep_nesting_is_a_reject_not_a_crash() {
        let deep = format!("{{\"text\": \"One.\", \"outlet\": \"N\"}}\n{{\"text\": {}\n", "[".repeat(100_000));
        check(deep.as_bytes(), &["N:::One."], &["2:2:bad_json"]);
    }
}
