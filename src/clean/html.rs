//! Tags of HTML that stand in the text: `<p>`, `<br/>`, `<a href="…">`; scripts and styles with what is in them.
//!
//! A tag has a name that HTML knows, and behind it nothing but attributes with values (or the few that have none); so
//! `a < b`, `<b and c>` and `<reporter>` stay. A tag parts words like a space.

use std::sync::LazyLock;

use crate::text::Span;
use crate::text::list::section;

/// A tag is not longer than this, in bytes.
const MAX_TAG: usize = 2_000;

/// Nor a document type.
const MAX_DOCTYPE: usize = 200;

/// Names of HTML, in lower case, ascending.
struct Known {
    elements: Vec<&'static str>,
    /// Attributes that stand without a value.
    bare: Vec<&'static str>,
    /// Elements that do not begin a line of their own.
    inline: Vec<&'static str>,
}

static KNOWN: LazyLock<Known> = LazyLock::new(|| {
    let names = |name| section(include_str!("html.txt"), name);
    Known { elements: names("elements"), bare: names("bare attributes"), inline: names("inline") }
});

/// Whether a tag, comment or script that [`tags`] found ends a line of the page: `<p>` and `<br>` do, `<b>` does not.
pub(super) fn ends_line(tag: &str) -> bool {
    let name = name(&tag.as_bytes()[1..]).0;
    KNOWN.inline.binary_search(&name.as_str()).is_err()
}

/// The tags and comments of `text`; a script or style is one with its content.
pub(super) fn tags(text: &str) -> Vec<Span> {
    let mut found: Vec<Span> = Vec::new();
    let mut closings = Closings::default();
    let mut from = 0;
    while let Some(at) = text[from..].find('<').map(|offset| from + offset) {
        match element(text, at, &mut closings) {
            Some(end) => {
                found.push(Span::new(at, end));
                from = end;
            }
            None => from = at + 1,
        }
    }
    found
}

/// Whether the search for an end has failed: it is not begun again, so that time stays in proportion to the text.
#[derive(Default)]
struct Closings {
    no_comment: bool,
    no_script: bool,
    no_style: bool,
}

/// Where the tag, comment, script or style that begins at byte `at` ends.
fn element(text: &str, at: usize, closings: &mut Closings) -> Option<usize> {
    let rest = &text.as_bytes()[at + 1..];
    if rest.starts_with(b"!--") {
        return end_of(text, at, "-->", &mut closings.no_comment);
    }
    if rest.get(..9).is_some_and(|start| start.eq_ignore_ascii_case(b"!doctype ")) {
        return rest.iter().take(MAX_DOCTYPE).position(|byte| *byte == b'>').map(|offset| at + offset + 2);
    }
    let end = at + 1 + tag(rest)?;
    match name(rest).0.as_str() {
        "script" if rest[0] != b'/' => end_of(text, end, "</script>", &mut closings.no_script).or(Some(end)),
        "style" if rest[0] != b'/' => end_of(text, end, "</style>", &mut closings.no_style).or(Some(end)),
        _ => Some(end),
    }
}

/// Where `mark` (ASCII, in lower case) next ends from byte `from` on.
fn end_of(text: &str, from: usize, mark: &str, is_missing: &mut bool) -> Option<usize> {
    if *is_missing {
        return None;
    }
    let bytes = &text.as_bytes()[from..];
    let found = bytes.windows(mark.len()).position(|window| window.eq_ignore_ascii_case(mark.as_bytes()));
    *is_missing = found.is_none();
    found.map(|offset| from + offset + mark.len())
}

/// The name at the start of a tag, in lower case, and where it ends; a slash before it is passed over.
fn name(rest: &[u8]) -> (String, usize) {
    const MAX: usize = 12;
    let start = usize::from(rest.first() == Some(&b'/'));
    let length = rest[start..].iter().take(MAX).take_while(|byte| byte.is_ascii_alphanumeric()).count();
    (String::from_utf8_lossy(&rest[start..start + length]).to_lowercase(), start + length)
}

/// The length of the tag whose `<` stands before `rest`, if it is one.
fn tag(rest: &[u8]) -> Option<usize> {
    let first = *rest.first()?;
    if !first.is_ascii_alphabetic() && first != b'/' {
        return None;
    }
    let (name, mut at) = name(rest);
    KNOWN.elements.binary_search(&name.as_str()).ok()?;
    let rest = &rest[..rest.len().min(MAX_TAG)];
    loop {
        let n_spaces = rest[at..].iter().take_while(|byte| byte.is_ascii_whitespace()).count();
        at += n_spaces;
        match *rest.get(at)? {
            b'>' => return Some(at + 1),
            b'/' => at += 1,
            _ if n_spaces > 0 => at = attribute(rest, at)?,
            _ => return None,
        }
    }
}

/// Where the attribute that begins at `at` ends, if it is one.
fn attribute(rest: &[u8], at: usize) -> Option<usize> {
    let is_of_name = |byte: &&u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b':' | b'.');
    let end = at + rest[at..].iter().take_while(is_of_name).count();
    let name = std::str::from_utf8(&rest[at..end]).ok().filter(|name| !name.is_empty())?;
    let spaces = |at: usize| at + rest[at..].iter().take_while(|byte| byte.is_ascii_whitespace()).count();
    let equals = spaces(end);
    if rest.get(equals) != Some(&b'=') {
        return KNOWN.bare.iter().any(|bare| bare.eq_ignore_ascii_case(name)).then_some(end);
    }
    let value = spaces(equals + 1);
    let curly = "”".as_bytes();
    match rest.get(value)? {
        mark @ (b'"' | b'\'') => {
            rest[value + 1..].iter().position(|byte| byte == mark).map(|length| value + length + 2)
        }
        _ if rest[value..].starts_with(curly) => {
            let behind = value + curly.len();
            rest[behind..]
                .windows(curly.len())
                .position(|window| window == curly)
                .map(|length| behind + length + curly.len())
        }
        _ => {
            let length = rest[value..]
                .iter()
                .take_while(|byte| !byte.is_ascii_whitespace() && !matches!(byte, b'<' | b'>'))
                .count();
            (length > 0).then_some(value + length)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[&str]) {
        let found: Vec<_> = tags(text).into_iter().map(|span| span.of(text)).collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn tags_go() {
        check("<p>The talks</p><br/>began<BR />.", &["<p>", "</p>", "<br/>", "<BR />"]);
        check(
            r#"See <a href="https://x.example/?a=1>2" target=_blank>it</a>"#,
            &[r#"<a href="https://x.example/?a=1>2" target=_blank>"#, "</a>"],
        );
        check("<img\nsrc='x' alt = \"a < b\">", &["<img\nsrc='x' alt = \"a < b\">"]);
        check(
            "<iframe src=”x” allowfullscreen=”allowfullscreen”></iframe>",
            &["<iframe src=”x” allowfullscreen=”allowfullscreen”>", "</iframe>"],
        );
        check("<video controls muted>x", &["<video controls muted>"]);
        check("<!DOCTYPE html>a<!-- <b>no</b> -->b", &["<!DOCTYPE html>", "<!-- <b>no</b> -->"]);
    }

    #[test]
    fn scripts_and_styles_go_with_their_content() {
        check("a<script async>\nif (a < b) {}\n</SCRIPT>b", &["<script async>\nif (a < b) {}\n</SCRIPT>"]);
        check("<style>p { x }</style>b", &["<style>p { x }</style>"]);
        check("<script>never closed <p>", &["<script>", "<p>"]);
    }

    #[test]
    fn what_is_no_markup_stays() {
        for text in [
            "a < b > c",
            "a <b and c> d",
            "<reporter>",
            "<Click here to watch>",
            "x<y",
            "< p >",
            "<p",
            "<a href=>",
            "<3",
            "<->",
            "<!-- never closed",
            "if a<i and i>b",
            "<em dash>",
            "mail <ann@x.example>",
            "<https://x.example>",
        ] {
            check(text, &[]);
        }
    }

    #[test]
    fn paragraphs_end_lines() {
        for (tag, expected) in [("<p>", true), ("</P>", true), ("<br/>", true), ("<b>", false), ("</a>", false)] {
            assert_eq!(ends_line(tag), expected, "{tag}");
        }
    }

    #[test]
    fn names_ascend() {
        let Known { elements, bare, inline } = &*KNOWN;
        assert!(elements.is_sorted() && bare.is_sorted() && inline.is_sorted());
        assert!(inline.iter().all(|name| elements.contains(name)) && !bare.is_empty());
    }

    #[test]
    fn ten_megabytes_take_time_in_proportion() {
        for unit in ["<", "<!--", "<script>", "<p ", "<a href=\"", "<style>", "<a b=", "</", "<!doctype "] {
            let text = unit.repeat(10_000_000 / unit.len());
            let begun = std::time::Instant::now();
            tags(&text);
            assert!(begun.elapsed().as_secs() < 20, "{unit}");
        }
    }
}
