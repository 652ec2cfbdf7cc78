//! The scanner: where the values of a JSON file begin and end, by brackets and quotation marks alone.

use std::io::{self, BufRead};

/// An object longer than this is rejected.
pub(super) const MAX_OBJECT: usize = 32 << 20;

/// Usual names of a list of articles in an object that holds nothing else of use.
const LISTS: &[&str] = &["articles", "data", "results", "items", "docs", "documents", "stories", "news"];

/// Where brackets and quotation marks leave a reader of JSON.
#[derive(Default)]
pub(super) struct Nesting {
    depth: u64,
    is_in_string: bool,
    is_escaped: bool,
}

impl Nesting {
    /// Goes over a byte; whether it closes the outermost bracket.
    pub fn closes(&mut self, byte: u8) -> bool {
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
pub(super) struct Scanner<R> {
    pub reader: R,
    byte: u64,
    line: u64,
    is_in_array: bool,
    is_in_wrapper: bool,    // the array stands in an object
    pub lists: Vec<String>, // the names of such arrays
}

/// Where a value stands.
pub(super) struct Found {
    pub byte: u64,
    pub line: u64,
    pub length: u64,
}

/// What ended a walk over bytes.
enum End {
    Value,
    List(String),
    Input,
}

impl<R: BufRead> Scanner<R> {
    pub fn new(reader: R) -> Self {
        Self { reader, byte: 0, line: 1, is_in_array: false, is_in_wrapper: false, lists: Vec::new() }
    }

    /// Whether an array was opened and not closed.
    pub fn is_in_list(&self) -> bool {
        self.is_in_array
    }

    /// The next value; its bytes, or the first of them if it is too long, are left in `value`. An object is whole, or
    /// runs to the end of the input; anything else is whatever stands before the next object.
    pub fn next(&mut self, value: &mut Vec<u8>, is_text: &dyn Fn(&str) -> bool) -> io::Result<Option<Found>> {
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
                    let wanted = Some(is_text).filter(|_| !self.is_in_array);
                    if let End::List(name) = self.walk(Nesting::default(), value, wanted)? {
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

    /// Goes on to where the outermost bracket closes. With `is_text` it stops inside the first array of objects under
    /// one of [`LISTS`], if no key before it names a text.
    fn walk(
        &mut self,
        mut nesting: Nesting,
        value: &mut Vec<u8>,
        is_text: Option<&dyn Fn(&str) -> bool>,
    ) -> io::Result<End> {
        let mut key = Key { is_open: is_text.is_some(), ..Key::default() };
        loop {
            let bytes = self.reader.fill_buf()?;
            if bytes.is_empty() {
                return Ok(End::Input);
            }
            let mut end = None;
            let mut n = 0;
            for &byte in bytes {
                if let Some(is_text) = is_text.filter(|_| key.is_open)
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
