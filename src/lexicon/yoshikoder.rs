//! Yoshikoder `.ykd` and Lexicoder `.lcd` files: XML, in which a `cnode` is a category and a `pnode` a pattern.
//!
//! ```xml
//! <dictionary style="050805" patternengine="substring"><cnode name="ROOT">
//!   <cnode name="economy" desc="Work and money"><pnode name="tax*"/></cnode>
//! </cnode></dictionary>
//! ```
//!
//! A category within another is named after both, with a dot between; the outermost one only holds the others and
//! gives no name, unless patterns stand in it. Files whose patterns are regular expressions are refused. Entities that
//! a file declares itself are never expanded.

use quick_xml::XmlVersion;
use quick_xml::events::{BytesStart, Event};

use crate::error::{Error, Kind, Result};
use crate::lexicon::draft::{self, Draft};
use crate::lexicon::source::{self, Source};
use crate::lexicon::{Lexicon, Pattern};

/// The lexicon of a Yoshikoder dictionary; categories in the order of the file.
///
/// # Errors
/// When it is not UTF-8 or not well formed, is no dictionary, or has regular expressions.
pub(super) fn read(source: Source) -> Result<Lexicon> {
    let text = source::text(&source)?;
    let mut draft = Draft::default();
    let mut open: Vec<Node> = Vec::new();
    let mut reader = quick_xml::Reader::from_str(&text);
    let mut lines = Lines { text: &text, at: 0, line: 1 };
    let mut is_dictionary = false;
    loop {
        let start = usize::try_from(reader.buffer_position()).unwrap_or(text.len());
        let event = reader.read_event();
        let line = lines.of(start);
        let failed = |message: String| Error::new(Kind::Lexicon, message).at_line(&source.file, line);
        let event = event.map_err(|cause| failed(format!("not well-formed XML: {cause}")))?;
        let is_empty = matches!(event, Event::Empty(_));
        match event {
            Event::Eof => break,
            Event::Start(tag) | Event::Empty(tag) => {
                let name = tag.name().as_ref().to_owned();
                if !is_dictionary && name != "dictionary" {
                    return Err(failed(format!("found the element `{name}`, expected `dictionary`")));
                }
                let node = match name.as_str() {
                    "dictionary" => {
                        is_dictionary = true;
                        check_engine(&tag).map_err(&failed)?;
                        Node::Other
                    }
                    "cnode" => cnode(&tag).map_err(&failed)?,
                    "pnode" => {
                        add(&mut draft, &open, &tag, line).map_err(&failed)?;
                        Node::Other
                    }
                    _ => {
                        draft::note(&mut draft, line, format!("left out: the element `{name}`"));
                        Node::Other
                    }
                };
                if !is_empty {
                    if open.len() == DEEPEST {
                        return Err(failed(format!("found elements nested deeper than {DEEPEST}")));
                    }
                    open.push(node);
                }
            }
            Event::End(_) => {
                open.pop();
            }
            Event::DocType(_) => draft::note(&mut draft, line, "left out: the document type".to_owned()),
            _ => {}
        }
    }
    if !open.is_empty() {
        let message = format!("found {} elements without an end, expected the whole file", open.len());
        return Err(Error::new(Kind::Lexicon, message).in_file(source.file));
    }
    drop(text);
    draft::finish(draft, vec![source])
}

/// An element that has begun.
enum Node {
    Category { name: String, about: String },
    Other,
}

/// More than any dictionary needs.
const DEEPEST: usize = 64;

fn check_engine(tag: &BytesStart<'_>) -> std::result::Result<(), String> {
    match attribute(tag, "patternengine")?.as_deref() {
        Some("regexp" | "regex") => {
            Err("found the pattern engine `regexp`, expected `substring`: regular expressions are not read".to_owned())
        }
        _ => Ok(()),
    }
}

fn cnode(tag: &BytesStart<'_>) -> std::result::Result<Node, String> {
    let name = attribute(tag, "name")?.ok_or("found a `cnode` without a `name`")?;
    Ok(Node::Category { name, about: attribute(tag, "desc")?.unwrap_or_default() })
}

fn add(draft: &mut Draft, open: &[Node], tag: &BytesStart<'_>, line: u64) -> std::result::Result<(), String> {
    let text = attribute(tag, "name")?.ok_or("found a `pnode` without a `name`")?;
    let names: Vec<&str> = open
        .iter()
        .filter_map(|node| if let Node::Category { name, .. } = node { Some(name.as_str()) } else { None })
        .collect();
    let name = match names.as_slice() {
        [] => return Err(format!("found the pattern `{text}` outside any `cnode`")),
        [root] => (*root).to_owned(),
        [_, inner @ ..] => inner.join("."),
    };
    let n_known = draft.categories.len();
    let at = draft::place(draft, &name);
    if at == n_known
        && let Some(Node::Category { about, .. }) = open.iter().rev().find(|node| matches!(node, Node::Category { .. }))
    {
        draft.categories[at].about.clone_from(about);
    }
    draft::add_or_note(draft, at, Pattern { text, weight: None, line });
    Ok(())
}

/// An attribute's value, trimmed; `None` when it is absent or empty.
fn attribute(tag: &BytesStart<'_>, name: &str) -> std::result::Result<Option<String>, String> {
    let found = tag.try_get_attribute(name).map_err(|cause| format!("not well-formed XML: {cause}"))?;
    let Some(found) = found else { return Ok(None) };
    let value = found.normalized_value(XmlVersion::Implicit1_0);
    let value = value.map_err(|cause| format!("not a value of `{name}`: {cause}"))?;
    Ok(Some(value.trim().to_owned()).filter(|text| !text.is_empty()))
}

/// Counts lines; bytes must ascend.
struct Lines<'a> {
    text: &'a str,
    at: usize,
    line: u64,
}

impl Lines<'_> {
    fn of(&mut self, byte: usize) -> u64 {
        let byte = byte.clamp(self.at, self.text.len());
        self.line += self.text.as_bytes()[self.at..byte].iter().filter(|byte| **byte == b'\n').count() as u64;
        self.at = byte;
        self.line
    }
}

#[cfg(test)]
mod tests {
    use crate::lexicon::check::{check, check_error};

    #[test]
    fn cnodes_are_categories_and_pnodes_patterns() {
        let text = "<?xml version=\"1.0\"?>\n<dictionary style=\"050805\" patternengine=\"substring\">\n<cnode name=\"ROOT\">\n\
                    <cnode name=\"A\" desc=\"First &amp; best\">\n<pnode name=\"more\"/>\n<pnode name=\"had *\"></pnode>\n\
                    <cnode name=\"B\"><pnode name=\"at&amp;t\"/></cnode></cnode>\n<pnode name=\"tax\"/>\n</cnode></dictionary>\n";
        let expected: &[(&str, &[&str])] = &[("A", &["more", "had *"]), ("A.B", &["at&t"]), ("ROOT", &["tax"])];
        check("laver.ykd", text, expected, &[]);
        let lexicon = crate::lexicon::parse("laver.lcd", text.as_bytes()).unwrap();
        assert_eq!((lexicon.categories[0].about.as_str(), lexicon.categories[0].patterns[0].line), ("First & best", 5));
    }

    #[test]
    fn declared_entities_are_never_expanded() {
        let text = "<!DOCTYPE d [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;&a;&a;\">]>\n<dictionary><cnode name=\"x\">\n<pnode name=\"&b;\"/></cnode></dictionary>";
        let error = crate::lexicon::parse("laugh.ykd", text.as_bytes()).unwrap_err().to_string();
        assert!(error.starts_with("laugh.ykd line 3: not a value of `name`"), "{error}");
    }

    #[test]
    fn what_is_not_read_is_noted() {
        let text = "<!DOCTYPE d>\n<dictionary><cnode name=\"x\"><note/>\n<pnode name=\"lie\"/>\n<pnode name=\":(\"/></cnode></dictionary>";
        let notes = [
            (1, "left out: the document type"),
            (2, "left out: the element `note`"),
            (4, "left out: found no word in `:(`, expected a word or a phrase"),
        ];
        check("x.ykd", text, &[("x", &["lie"])], &notes);
    }

    #[test]
    fn a_bad_file_is_named_with_its_line() {
        check_error("x.ykd", b"", "x.ykd: found no pattern, expected at least one");
        check_error("x.ykd", b"<html/>", "x.ykd line 1: found the element `html`, expected `dictionary`");
        check_error(
            "x.ykd",
            b"<dictionary>\n<pnode name='a'/>",
            "x.ykd line 2: found the pattern `a` outside any `cnode`",
        );
        check_error("x.ykd", b"<dictionary>\n<cnode/>", "x.ykd line 2: found a `cnode` without a `name`");
        check_error(
            "x.ykd",
            b"<dictionary><cnode name='a'>\n\n<pnode/>",
            "x.ykd line 3: found a `pnode` without a `name`",
        );
        check_error(
            "x.ykd",
            b"<dictionary patternengine='regexp'>",
            "x.ykd line 1: found the pattern engine `regexp`, expected `substring`: regular expressions are not read",
        );
        check_error(
            "x.ykd",
            b"<dictionary>\n<cnode name='a'>\n<pnode name='b'/>\n",
            "x.ykd: found 2 elements without an end, expected the whole file",
        );
        let deep = format!("<dictionary>{}", "<cnode name='a'>".repeat(100));
        check_error("x.ykd", deep.as_bytes(), "x.ykd line 1: found elements nested deeper than 64");
        for text in ["<dictionary>\n</cnode>", "<dictionary>\n<cnode name="] {
            let error = crate::lexicon::parse("x.ykd", text.as_bytes()).unwrap_err().to_string();
            assert!(error.starts_with("x.ykd line 2: not well-formed XML"), "{error}");
        }
    }
}
