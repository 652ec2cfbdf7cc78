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

use std::borrow::Cow;
use std::fmt;
use std::io::{self, BufRead, BufReader};

use rustc_hash::FxHashMap;
use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::Value;

use super::account::{Account, At};
use super::cells::{self, Cells, excerpt};
use super::column::{self, Field, N, Plan, TABLE_FIELDS};
use super::input::{END_MARK, Input};
use super::{Format, Source};
use crate::error::{Error, Kind, Result};

/// An object longer than this is rejected.
const MAX_OBJECT: usize = 32 << 20;

/// Usual names of a list of articles in an object that holds nothing else of use.
const LISTS: &[&str] = &["articles", "data", "results", "items", "docs", "documents", "stories", "news"];

pub(super) fn read(input: Input, format: Format, told: &[(Field, String)], account: &mut Account) -> Result<Source> {
    let (file, encoding) = (input.name().to_owned(), input.encoding());
    let mut keys = Keys::new(told, &input);
    let mut remarks = Vec::new();
    let mut n_rows = 0;
    let input = match format {
        Format::JsonLines => lines(input, &mut keys, account, &mut n_rows)?,
        _ => values(input, &mut keys, &Cells::default(), account, &mut n_rows, &mut remarks)?,
    };
    if n_rows == 0 {
        return Err(Error::new(Kind::Input, "an empty file; expected JSON objects")
            .in_file(&file)
            .with_help("check how the file was written"));
    }
    keys.check().map_err(|it| it.in_file(&file))?;
    let (blake3, bytes) = input.finish()?;
    remarks.append(&mut keys.plan.remarks);
    Ok(Source {
        file,
        blake3,
        bytes,
        format,
        rows: n_rows,
        columns: keys.columns(),
        unused: keys.unused(),
        encoding: encoding.name().to_owned(),
        dialect: None,
        remarks,
    })
}

/// Whether the JSON that begins so is an object a line, or is laid out freely.
pub(super) fn layout(head: &[u8], is_named_lines: bool) -> Format {
    let first = head.trim_ascii_start();
    let line = first.split(|it| *it == b'\n').next().unwrap_or_default();
    let mut nesting = Nesting::default();
    let is_whole = line.iter().any(|it| nesting.closes(*it));
    let is_followed = first[line.len()..].iter().any(|it| !it.is_ascii_whitespace());
    match first.first() {
        Some(b'{') if is_whole && (is_followed || is_named_lines) => Format::JsonLines,
        Some(b'{') if is_named_lines && line.trim_ascii_end() != b"{" => Format::JsonLines,
        None | Some(b'{' | b'[') => Format::Json,
        _ if is_named_lines => Format::JsonLines,
        _ => Format::Json,
    }
}

fn lines(input: Input, keys: &mut Keys, account: &mut Account, n_rows: &mut u64) -> Result<Input> {
    let file = input.name().to_owned();
    let mut byte = 0;
    let mut line_no = 0;
    let mut reader = BufReader::with_capacity(256 << 10, input);
    let mut line = Vec::new();
    loop {
        line.clear();
        reader.get_mut().mark();
        let length = reader.read_until(b'\n', &mut line).map_err(|it| reader.get_ref().failed(&it))? as u64;
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
        keep(content, keys, &Cells::default(), &at, account);
    }
}

/// Reads every object of a file laid out freely; `otherwise` holds what a row says only if its object does not.
pub(super) fn values(
    input: Input,
    keys: &mut Keys,
    otherwise: &Cells,
    account: &mut Account,
    n_rows: &mut u64,
    remarks: &mut Vec<String>,
) -> Result<Input> {
    let file = input.name().to_owned();
    let mut scanner = Scanner::new(BufReader::with_capacity(256 << 10, input));
    let mut value = Vec::new();
    let mut is_first = true;
    loop {
        scanner.reader.get_mut().lift_limit(); // the scanner passes over what is too long
        let told = keys.told.as_slice();
        let is_text = |key: &str| column::rank(Field::Text, key, told).is_some();
        let found = scanner.next(&mut value, &is_text).map_err(|it| scanner.reader.get_ref().failed(&it))?;
        let Some(found) = found else { break };
        if std::mem::take(&mut is_first) && !matches!(value.first(), Some(b'{' | b'[')) && !scanner.is_in_list() {
            let start = excerpt(&String::from_utf8_lossy(&value[..value.len().min(80)]));
            return Err(Error::new(Kind::Input, format!("expected JSON objects; found {start}"))
                .at_line(&file, found.line)
                .with_help("say --from csv if it is a table, or check how the file was written"));
        }
        *n_rows += 1;
        let at = At { file: &file, row: *n_rows, line: Some(found.line), byte: Some(found.byte) };
        match found.length > MAX_OBJECT as u64 {
            true => {
                let detail = format!(
                    "an object of {} bytes; at most {MAX_OBJECT} are read: look for a quotation mark or bracket that is never closed",
                    found.length
                );
                account.reject(&at, "", "bad_json", detail);
            }
            false => keep(&value, keys, otherwise, &at, account),
        }
    }
    match &scanner.lists[..] {
        [] => {}
        [it] => remarks.push(format!("the articles are those in the list `{it}`")),
        all => remarks.push(format!("the articles are those in the lists `{}`", all.join("`, `"))),
    }
    if scanner.is_in_list() {
        remarks.push("the list is never closed: the file may be cut off".to_owned());
    }
    Ok(scanner.reader.into_inner())
}

fn keep(object: &[u8], keys: &mut Keys, otherwise: &Cells, at: &At, account: &mut Account) {
    let object = match std::str::from_utf8(object) {
        Ok(it) => it,
        Err(error) => {
            let bad = error.valid_up_to();
            let detail = format!("byte 0x{:02X} at byte {bad} of the object", object[bad]);
            return account.reject(at, "", "bad_utf8", detail);
        }
    };
    let mut json = serde_json::Deserializer::from_str(object);
    let row = Row { keys }.deserialize(&mut json).and_then(|it| json.end().map(|()| it));
    let row = match row {
        Ok(it) => it,
        Err(error) => {
            let cause = error.to_string();
            let cause = cause.rsplit_once(" at line").map_or(cause.as_str(), |it| it.0);
            let line = at.line.map_or(1, |it| it + error.line().saturating_sub(1) as u64);
            return account.reject(at, "", "bad_json", format!("{}, on line {line}", excerpt(cause)));
        }
    };
    let mut cells = Cells::default();
    for ((cell, value), field) in cells.iter_mut().zip(row).zip(Field::ALL) {
        let Some((_, value)) = value else { continue };
        *cell = match (field, value) {
            (Field::Text, Value::Object(_)) => {
                let name = keys.plan.name(field);
                let is_inner = |it: &&String| it.strip_prefix(name).is_some_and(|it| it.starts_with('.'));
                let inner: Vec<String> = keys.paths.iter().filter(is_inner).cloned().collect();
                let detail = match inner.last() {
                    Some(it) => format!(
                        "an object with {}; say which is the text, for example --columns text={it}",
                        column::list(&inner)
                    ),
                    None => "an object".to_owned(),
                };
                return account.reject(at, name, "not_text", detail);
            }
            (Field::Text, Value::Array(paragraphs)) => Some(Cow::Owned(joined(paragraphs, cells::BETWEEN_PARAGRAPHS))),
            (_, value) => text_of(value).map(Cow::Owned),
        };
    }
    let has_address = cells[Field::Url as usize].is_some(); // which tells the outlet better than a folder's name
    for field in TABLE_FIELDS.into_iter().filter(|it| *it != Field::Text && !(*it == Field::Outlet && has_address)) {
        if cells[field as usize].is_none() {
            cells[field as usize] = otherwise[field as usize].as_deref().map(|it| Cow::Owned(it.to_owned()));
        }
    }
    cells::keep(cells, &keys.plan, at, account);
}

/// A value as a cell.
fn text_of(value: Value) -> Option<String> {
    match value {
        Value::Null => None,
        Value::String(it) => Some(it),
        Value::Array(items) => Some(joined(items, cells::BETWEEN_ITEMS)),
        Value::Object(mut it) => it.remove("name").filter(Value::is_string).and_then(text_of),
        it => Some(it.to_string()),
    }
}

fn joined(items: Vec<Value>, between: &str) -> String {
    items.into_iter().filter_map(text_of).collect::<Vec<_>>().join(between)
}

/// What the file's keys hold.
pub(super) struct Keys {
    told: Vec<(Field, String)>, // by the user, or by what the first objects hold
    fields: FxHashMap<String, Vec<(usize, Field)>>, // by key, with the rank
    seen: Vec<String>,          // in order, for messages
    ranks: [usize; N],          // of the surest key met so far
    paths: Vec<String>,         // to what stands in objects in the first objects
    plan: Plan,
}

/// More different keys than this are not remembered.
const MAX_KEYS: usize = 1000;

impl Keys {
    /// What is told, and what the first objects of the file show.
    pub fn new(told: &[(Field, String)], input: &Input) -> Self {
        let Sample { header, rows, paths } = sample(input.head(), told);
        let guess = column::plan(&header, &rows, told, &TABLE_FIELDS).unwrap_or_default(); // later objects may have the text
        let text = guess.name(Field::Text);
        let usual = header.iter().filter_map(|it| Some((column::rank(Field::Text, it, told)?, it))).min();
        let mut told = told.to_vec();
        if !text.is_empty() && usual.is_none_or(|it| it.1 != text) {
            told.push((Field::Text, text.to_owned()));
        }
        let plan = Plan { order: guess.order, remarks: guess.remarks, ..Plan::default() };
        Self { told, fields: FxHashMap::default(), seen: Vec::new(), ranks: [usize::MAX; N], paths, plan }
    }

    fn fields(&mut self, key: &str) -> Cow<'_, [(usize, Field)]> {
        if self.fields.contains_key(key) {
            return Cow::Borrowed(&self.fields[key]);
        }
        let ranked: Vec<_> =
            TABLE_FIELDS.into_iter().filter_map(|it| Some((column::rank(it, key, &self.told)?, it))).collect();
        for &(rank, field) in &ranked {
            if rank < self.ranks[field as usize] {
                self.ranks[field as usize] = rank;
                self.plan.names[field as usize] = key.to_owned();
            }
        }
        if self.seen.len() < MAX_KEYS {
            self.seen.push(key.to_owned());
            self.fields.insert(key.to_owned(), ranked.clone());
        }
        Cow::Owned(ranked)
    }

    /// The fields that were told to stand deeper in what `key` holds, with the rest of their path.
    fn inner(&self, key: &str) -> Vec<(Field, String)> {
        let inner = |it: &(Field, String)| Some((it.0, it.1.strip_prefix(key)?.strip_prefix('.')?.to_owned()));
        self.told.iter().filter_map(inner).collect()
    }

    /// The keys, and the paths in place of those that hold objects.
    fn shown(&self) -> Vec<String> {
        let is_of = |path: &String, key: &String| path.strip_prefix(key).is_some_and(|it| it.starts_with('.'));
        let below = |key: &String| -> Vec<String> { self.paths.iter().filter(|it| is_of(it, key)).cloned().collect() };
        let shown = |key: &String| Some(below(key)).filter(|it| !it.is_empty()).unwrap_or_else(|| vec![key.clone()]);
        self.seen.iter().flat_map(shown).collect()
    }

    /// The surest key of each field.
    pub fn columns(&self) -> Vec<(Field, String)> {
        let used = TABLE_FIELDS.into_iter().filter(|it| !self.plan.name(*it).is_empty());
        used.map(|it| (it, self.plan.name(it).to_owned())).collect()
    }

    /// The keys that name no field.
    pub fn unused(&self) -> Vec<String> {
        let is_unused = |it: &&String| self.fields[*it].is_empty() && self.inner(it).is_empty();
        self.seen.iter().filter(is_unused).cloned().collect()
    }

    /// What was guessed from the first objects.
    pub fn remarks(&self) -> &[String] {
        &self.plan.remarks
    }

    /// That every column told was met, and a text.
    pub fn check(&self) -> Result<()> {
        for (field, name) in &self.told {
            if self.plan.name(*field).is_empty() && *field != Field::File {
                return Err(column::absent(*field, name, &self.shown()));
            }
        }
        // without one object, the rejects say more
        if self.plan.name(Field::Text).is_empty() && !self.seen.is_empty() {
            return Err(column::no_text(&self.shown()));
        }
        Ok(())
    }
}

/// What the first objects hold.
struct Sample {
    header: Vec<String>, // their keys, and the paths that were told
    rows: Vec<Vec<String>>,
    paths: Vec<String>, // to what stands in objects in them
}

/// The first objects as rows below their keys, which stand in their order.
fn sample(head: &[u8], told: &[(Field, String)]) -> Sample {
    let mut scanner = Scanner::new(head);
    let mut value = Vec::new();
    let mut header: Vec<String> = Vec::new();
    let (mut rows, mut paths) = (Vec::new(), Vec::new());
    let is_text = |key: &str| column::rank(Field::Text, key, &[]).is_some();
    while let Ok(Some(_)) = scanner.next(&mut value, &is_text) {
        let Ok(Value::Object(mut object)) = serde_json::from_slice(&value) else { continue };
        for (key, value) in object.iter().filter(|it| it.1.is_object()) {
            add_paths(key, value, &mut paths);
        }
        for (_, path) in told {
            let inner = path.split_once('.').and_then(|(key, rest)| at_path(object.get(key)?, rest));
            if let Some(inner) = inner.filter(|_| !object.contains_key(path)) {
                object.insert(path.clone(), inner);
            }
        }
        let mut row = vec![String::new(); header.len()];
        for (key, value) in object {
            let at = header.iter().position(|it| *it == key).unwrap_or_else(|| {
                header.push(key);
                row.push(String::new());
                header.len() - 1
            });
            row[at] = text_of(value).unwrap_or_default();
            if header.len() >= MAX_KEYS {
                break;
            }
        }
        rows.push(row);
    }
    Sample { header, rows, paths }
}

/// Adds the paths to what stands in an object in `value`, which stands at `path`.
fn add_paths(path: &str, value: &Value, paths: &mut Vec<String>) {
    const MOST: usize = 200;
    match value {
        Value::Object(object) => {
            object.iter().for_each(|(key, value)| add_paths(&format!("{path}.{key}"), value, paths));
        }
        _ if paths.len() < MOST && !paths.iter().any(|it| it == path) => paths.push(path.to_owned()),
        _ => {}
    }
}

/// What stands at a path of keys with dots between them; in a list, what stands there in each of its values.
fn at_path(value: &Value, path: &str) -> Option<Value> {
    match value {
        Value::Object(object) => match object.get(path) {
            Some(it) => Some(it.clone()),
            None => path.split_once('.').and_then(|(key, rest)| at_path(object.get(key)?, rest)),
        },
        Value::Array(items) => {
            let found: Vec<Value> = items.iter().filter_map(|it| at_path(it, path)).collect();
            (!found.is_empty()).then_some(Value::Array(found))
        }
        _ => None,
    }
}

fn has_value(value: &Value) -> bool {
    !value.is_null() && !value.as_str().is_some_and(|it| cells::is_missing(it.trim()))
}

/// Where brackets and quotation marks leave a reader of JSON.
#[derive(Default)]
struct Nesting {
    depth: u64,
    is_in_string: bool,
    is_escaped: bool,
}

impl Nesting {
    /// Goes over a byte; whether it closes the outermost bracket.
    fn closes(&mut self, byte: u8) -> bool {
        match byte {
            _ if self.is_escaped => self.is_escaped = false,
            b'\\' => self.is_escaped = self.is_in_string,
            b'"' => self.is_in_string = !self.is_in_string,
            _ if self.is_in_string => {}
            b'{' | b'[' => self.depth += 1,
            b'}' | b']' => {
                self.depth = self.depth.saturating_sub(1);
                return self.depth == 0;
            }
            _ => {}
        }
        false
    }
}

/// Finds the values in JSON, one after another.
struct Scanner<R> {
    reader: R,
    byte: u64,
    line: u64,
    is_in_array: bool,
    is_in_wrapper: bool, // the array stands in an object
    lists: Vec<String>,  // the names of such arrays
}

/// Where a value stands.
struct Found {
    byte: u64,
    line: u64,
    length: u64,
}

/// What ended a walk over bytes.
enum End {
    Value,
    List(String),
    Input,
}

impl<R: BufRead> Scanner<R> {
    fn new(reader: R) -> Self {
        Self { reader, byte: 0, line: 1, is_in_array: false, is_in_wrapper: false, lists: Vec::new() }
    }

    /// Whether an array was opened and not closed.
    fn is_in_list(&self) -> bool {
        self.is_in_array
    }

    /// The next value; its bytes, or the first of them if it is too long, are left in `value`. An object is whole, or
    /// runs to the end of the input; anything else is whatever stands before the next object.
    fn next(&mut self, value: &mut Vec<u8>, is_text: &dyn Fn(&str) -> bool) -> io::Result<Option<Found>> {
        loop {
            let Some(first) = self.peek()? else { return Ok(None) };
            match first {
                b' ' | b'\t' | b'\n' | b'\r' | b',' | 0x1e | 0x03 => self.skip()?, // 0x1e: before a text in RFC 7464
                0xef | 0xbb | 0xbf if self.byte < 3 => self.skip()?,
                b'[' if !self.is_in_array => {
                    self.skip()?;
                    self.is_in_array = true;
                }
                b']' if self.is_in_array => {
                    self.skip()?;
                    self.is_in_array = false;
                    if std::mem::take(&mut self.is_in_wrapper) {
                        let opened = Nesting { depth: 1, ..Nesting::default() };
                        if let End::List(name) = self.walk(opened, &mut Vec::new(), Some(is_text))? {
                            self.begin_list(name);
                        }
                    }
                }
                b'{' | b'[' => {
                    value.clear();
                    let (byte, line) = (self.byte, self.line);
                    let look = Some(is_text).filter(|_| !self.is_in_array);
                    if let End::List(name) = self.walk(Nesting::default(), value, look)? {
                        self.begin_list(name);
                        continue;
                    }
                    return Ok(Some(Found { byte, line, length: self.byte - byte }));
                }
                _ => return self.other(value).map(Some),
            }
        }
    }

    /// That an array in an object has begun.
    fn begin_list(&mut self, name: String) {
        (self.is_in_array, self.is_in_wrapper) = (true, true);
        if !self.lists.contains(&name) {
            self.lists.push(name);
        }
    }

    fn peek(&mut self) -> io::Result<Option<u8>> {
        Ok(self.reader.fill_buf()?.first().copied())
    }

    fn skip(&mut self) -> io::Result<()> {
        self.line += u64::from(self.peek()? == Some(b'\n'));
        self.byte += 1;
        self.reader.consume(1);
        Ok(())
    }

    /// Goes on to where the outermost bracket closes. With a `look` it stops inside the first array of objects under
    /// one of [`LISTS`], if no key before it names a text.
    fn walk(
        &mut self,
        mut nesting: Nesting,
        value: &mut Vec<u8>,
        look: Option<&dyn Fn(&str) -> bool>,
    ) -> io::Result<End> {
        let mut key = Key { is_open: look.is_some(), ..Key::default() };
        loop {
            let bytes = self.reader.fill_buf()?;
            if bytes.is_empty() {
                return Ok(End::Input);
            }
            let mut end = None;
            let mut n = 0;
            for &byte in bytes {
                if let Some(is_text) = look.filter(|_| key.is_open)
                    && key.begins_list(byte, &nesting, is_text)
                {
                    end = Some(End::List(std::mem::take(&mut key.name)));
                    break;
                }
                n += 1;
                self.line += u64::from(byte == b'\n');
                if nesting.closes(byte) {
                    end = Some(End::Value);
                    break;
                }
            }
            let room = MAX_OBJECT.saturating_sub(value.len());
            value.extend_from_slice(&bytes[..n.min(room)]);
            self.byte += n as u64;
            self.reader.consume(n);
            if let Some(end) = end {
                return Ok(end);
            }
        }
    }

    /// What is neither object nor array: in an array up to the next comma, outside up to the next bracket.
    fn other(&mut self, value: &mut Vec<u8>) -> io::Result<Found> {
        value.clear();
        let (byte, line) = (self.byte, self.line);
        let mut nesting = Nesting::default();
        while let Some(next) = self.peek()? {
            let is_end = match next {
                _ if nesting.is_in_string => false,
                b'{' | b'[' => true,
                b',' | b']' => self.is_in_array,
                0x1e => true,
                _ => false,
            };
            if is_end {
                break;
            }
            nesting.closes(next);
            if value.len() < MAX_OBJECT {
                value.push(next);
            }
            self.skip()?;
        }
        value.truncate(value.trim_ascii_end().len());
        Ok(Found { byte, line, length: self.byte - byte })
    }
}

/// The key that a walk over an object last met, to find a list of articles in it.
#[derive(Default)]
struct Key {
    name: String,
    is_open: bool,      // no key named a text yet
    is_value: bool,     // the name is whole
    is_list_open: bool, // a list under one of LISTS has just begun
}

impl Key {
    /// Whether `byte` begins the first object of a list of articles.
    fn begins_list(&mut self, byte: u8, nesting: &Nesting, is_text: &dyn Fn(&str) -> bool) -> bool {
        let is_list_open = self.is_list_open && byte.is_ascii_whitespace();
        let was_open = std::mem::replace(&mut self.is_list_open, is_list_open);
        match (nesting.depth, byte) {
            (2, b'{') => return was_open && !nesting.is_in_string,
            (1, b'"') if nesting.is_in_string && !nesting.is_escaped && !self.is_value => {
                self.is_value = true;
                self.is_open = !is_text(&self.name);
            }
            (1, _) if nesting.is_in_string && !self.is_value && self.name.len() < 80 => {
                self.name.push(char::from(byte));
            }
            (1, b'[') if !nesting.is_in_string => self.is_list_open = LISTS.contains(&self.name.as_str()),
            (1, b',') if !nesting.is_in_string => (self.is_value, self.name) = (false, String::new()),
            _ => {}
        }
        false
    }
}

/// Reads an object's values at their fields' places, with their ranks; all other values are skipped.
struct Row<'a> {
    keys: &'a mut Keys,
}

type Ranked = [Option<(usize, Value)>; N];

impl<'de> DeserializeSeed<'de> for Row<'_> {
    type Value = Ranked;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> std::result::Result<Ranked, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Row<'_> {
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
            let inner = self.keys.inner(&key);
            if wanted.is_empty() && inner.is_empty() {
                map.next_value::<IgnoredAny>()?;
                continue;
            }
            let value = map.next_value::<Value>()?;
            for (field, path) in inner {
                if let Some(found) = at_path(&value, &path) {
                    self.keys.plan.names[field as usize] = format!("{key}.{path}");
                    row[field as usize] = Some((0, found)).filter(|it| has_value(&it.1));
                }
            }
            let Some(((rank, field), others)) = wanted.split_last().filter(|_| has_value(&value)) else {
                continue; // a surer key without a value does not hide another that has one
            };
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
    use crate::read::{Field, Options, Reading, parse_columns, read};

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
    fn what_stands_deeper_is_named_by_its_path() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.jsonl");
        let line = r#"{"meta": {"publisher": {"name": "North"}, "at": {"$date": "03/04/2022"}}, "article": {"parts": [{"p": "One."}, {"p": "Two."}]}}"#;
        std::fs::write(&path, format!("{line}\n{}\n", line.replace("03/04", "25/04").replace("One", "Three"))).unwrap();
        let columns = |told: &str| Options { columns: parse_columns(told).unwrap(), ..Options::default() };
        let told = "text=article.parts.p,outlet=meta.publisher.name,date=meta.at.$date";
        let reading = read(std::slice::from_ref(&path), &columns(told)).unwrap();
        let found =
            reading.drafts.iter().map(|it| (it.text.as_str(), it.outlet.as_deref(), it.date)).collect::<Vec<_>>();
        let date = |day| Some(jiff::civil::date(2022, 4, day));
        assert_eq!(found, [("One.\n\nTwo.", Some("North"), date(3)), ("Three.\n\nTwo.", Some("North"), date(25))]);
        assert!(reading.sources[0].columns.contains(&(Field::Outlet, "meta.publisher.name".to_owned())));
        assert_eq!(reading.sources[0].unused, [""; 0]);
        // what does not fit names the paths that are there
        let error = read(std::slice::from_ref(&path), &Options::default()).unwrap_err();
        let expected = "the first: not_text (an object with article.parts; say which is the text, for example --columns text=article.parts)";
        assert!(error.to_string().contains(expected), "{error}");
        let error = read(&[path], &columns("text=article.body")).unwrap_err();
        assert!(error.to_string().contains("found meta.publisher.name, meta.at.$date, article.parts"), "{error}");
    }

    #[test]
    fn a_list_of_paragraphs_is_a_text_of_paragraphs() {
        check(
            br#"{"outlet": "N", "author": ["Ann", "Bo"], "text": ["One began.", null, "Two ended."]}"#,
            &["N::Ann, Bo:One began.\n\nTwo ended."],
            &[],
        );
    }

    #[test]
    fn the_surest_key_wins_whatever_its_place() {
        check(
            br#"{"body": "Not this.", "text": "This.", "content": "Nor this.", "outlet": "North"}"#,
            &["North:::This."],
            &[],
        );
    }

    /// A file laid out freely; `expected` as `row:line:reason` for a reject, `row:line:text` is not told of a draft.
    fn check_free(content: &[u8], drafts: &[&str], rejects: &[&str]) -> Reading {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.json");
        std::fs::write(&path, content).unwrap();
        let reading = read(&[path], &Options::default()).unwrap();
        let found: Vec<_> = reading.drafts.iter().map(|it| it.text.as_str()).collect();
        assert_eq!(found, drafts);
        let found: Vec<_> =
            reading.rejects.iter().map(|it| format!("{}:{}:{}", it.row, it.line.unwrap_or(0), it.reason)).collect();
        assert_eq!(found, rejects);
        assert_eq!(reading.sources[0].rows as usize, drafts.len() + rejects.len());
        reading
    }

    #[test]
    fn arrays_and_objects_are_read_wherever_their_lines_break() {
        check_free(b"[{\"text\": \"One.\"}, {\"text\": \"Two.\"}]", &["One.", "Two."], &[]);
        check_free(
            b"\xef\xbb\xbf [\n  {\n \"text\":\n\"On\\u0065. } ] \\\" {\"\n},\n{\"text\":\"Two.\"}\n]\n",
            &["One. } ] \" {", "Two."],
            &[],
        );
        check_free(b"{\n\"text\": \"One.\"\n}\n{\n\"text\": \"Two.\"\n}", &["One.", "Two."], &[]);
        check_free(b"{\"text\": \"One.\"}", &["One."], &[]);
        check_free(b"{\"text\": \"One.\"}\n{\"text\": \"Two.\"}\n", &["One.", "Two."], &[]);
    }

    #[test]
    fn a_bad_object_is_rejected_and_reading_goes_on() {
        let reading = check_free(
            b"[\n{\"text\": \"One.\"},\n{\"text\"},\n1, [2], \"{\",\n{\"text\": \"Two.\"}, {\"text\":\n\"caf\xe9 \xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\"}, {\"title\": \"x\"}]\nrest",
            &["One.", "Two."],
            &["2:3:bad_json", "3:4:bad_json", "4:4:bad_json", "5:4:bad_json", "7:5:bad_utf8", "8:6:empty_text", "9:7:bad_json"],
        );
        assert_eq!(reading.rejects[0].detail, "expected `:`, on line 3");
        assert_eq!(reading.rejects[0].byte, Some(20));
    }

    #[test]
    fn a_file_that_is_cut_off_is_told() {
        let reading = check_free(b"[{\"text\": \"One.\"}", &["One."], &[]);
        assert!(reading.sources[0].remarks[0].contains("cut off"));
        check_free(b"[{\"text\": \"One.\"},\n{\"text\": \"Tw", &["One."], &["2:2:bad_json"]);
    }

    #[test]
    fn an_object_around_a_list_of_articles_is_that_list() {
        let reading = check_free(
            b"{\"status\": \"ok\", \"n\": [1], \"articles\": [ {\"text\": \"One.\"},\n{\"text\": \"Two.\"}], \"next\": {\"a\": [\"]\"]}}",
            &["One.", "Two."],
            &[],
        );
        assert_eq!(reading.sources[0].remarks, ["the articles are those in the list `articles`"]);
        let two = br#"{"articles": [{"text": "One."}], "n": 2, "results": [{"text": "Two."}], "items": [1]}"#;
        let reading = check_free(two, &["One.", "Two."], &[]);
        assert_eq!(reading.sources[0].remarks, ["the articles are those in the lists `articles`, `results`"]);
        let pages = b"{\"data\": [{\"text\": \"One.\"}]}\n{\n\"data\": [{\"text\": \"Two.\"}]}";
        let whole = br#"{"title": "x", "text": "One.", "items": [{"text": "Not this."}]}"#;
        check_free(whole, &["One."], &[]);
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a");
        std::fs::write(&path, [b"{\n", &pages[1..]].concat()).unwrap();
        assert_eq!(read(&[path], &Options::default()).unwrap().drafts.len(), 2);
    }

    #[test]
    fn depth_and_length_do_no_harm() {
        let deep = [&b"[{\"text\": \"One.\"}, {\"text\": "[..], &b"[".repeat(1_000_000), b" "].concat();
        check_free(&deep, &["One."], &["2:1:bad_json"]);
        check_free(
            &[&b"{\"text\": \"One.\"} "[..], &b"{\"a\":".repeat(300_000)].concat(),
            &["One."],
            &["2:1:bad_json"],
        );
        let long = [b"[{\"text\": \"", &b"a".repeat(33 << 20)[..], b"\"}, {\"text\": \"Two.\"}]"].concat();
        let reading = check_free(&long, &["Two."], &["1:1:bad_json"]);
        assert!(reading.rejects[0].detail.contains("quotation mark"));
    }

    #[test]
    fn an_object_that_names_something_is_its_name() {
        let reading = check_free(
            br#"[{"source": {"id": null, "name": "North"}, "author": [{"name": "Ann"}, "Bo"], "content": "One."}]"#,
            &["One."],
            &[],
        );
        assert_eq!(
            (reading.drafts[0].outlet.as_deref(), reading.drafts[0].author.as_str()),
            (Some("North"), "Ann, Bo")
        );
    }

    #[test]
    fn a_key_of_text_is_guessed_by_content() {
        let reading = check_free(
            br#"[{"kind": "x", "passage": "Officials said talks had begun."}]"#,
            &["Officials said talks had begun."],
            &[],
        );
        assert!(reading.sources[0].remarks[0].contains("`passage`"), "{:?}", reading.sources[0].remarks);
        assert_eq!(reading.sources[0].unused, ["kind"]);
        let reading = check_free(
            br#"[{"title": "Talks begin at border"}, {"title": "Talks end"}]"#,
            &["Talks begin at border", "Talks end"],
            &[],
        );
        assert_eq!(reading.drafts[0].title, "");
        check_free(br#"[{"text": "", "body": "One."}, {"text": "None", "body": "Two."}]"#, &["One.", "Two."], &[]);
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
