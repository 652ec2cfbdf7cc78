//! A page: an article's lines as the rules see them.

use std::borrow::Cow;

use crate::text::{Span, fold};

/// A line of more characters than this, when folded, is a paragraph, and no rule for lines but that for tweets looks at it.
pub(super) const MAX_LINE: usize = 400;

/// How many lines are near the top.
pub(super) const N_TOP: usize = 6;

/// An article's lines, empty ones left out.
pub(super) struct Page<'a> {
    /// The text, blank where the rules within lines found something.
    pub text: &'a str,
    /// The title, folded and in lower case, without marks at its ends; may be empty.
    pub title: String,
    /// The lines. One of nothing but spaces counts as a line, so that blanking a line moves no other.
    pub lines: Vec<Line<'a>>,
}

/// A line.
pub(super) struct Line<'a> {
    /// The whole line, without its end.
    pub span: Span,
    /// Its words with their typography folded, trimmed; empty if it is longer than [`MAX_LINE`].
    pub short: Cow<'a, str>,
}

impl<'a> Page<'a> {
    /// The lines of `text`.
    pub fn new(text: &'a str, title: &str) -> Self {
        const ENDS: [char; 5] = ['\n', '\r', '\u{85}', '\u{2028}', '\u{2029}'];
        let mut lines = Vec::new();
        let mut start = 0;
        let mut add = |whole: &'a str| {
            let line = whole.trim_end_matches(ENDS);
            if !line.is_empty() {
                lines.push(Line { span: Span::new(start, start + line.len()), short: folded(line) });
            }
            start += whole.len();
        };
        match ENDS[1..].iter().any(|end| text.contains(*end)) {
            true => text.split_inclusive(ENDS).for_each(&mut add),
            false => text.split_inclusive('\n').for_each(&mut add),
        }
        Self { text, title: bare(&fold(title)).to_lowercase(), lines }
    }

    /// The spans of the short lines that `is_boilerplate` finds.
    pub fn find(&self, is_boilerplate: impl Fn(&str) -> bool) -> Vec<Span> {
        let found = self.lines.iter().filter(|line| !line.short.is_empty() && is_boilerplate(&line.short));
        found.map(|line| line.span).collect()
    }
}

/// A line trimmed and folded, dashes of any length the same; empty if it is long.
fn folded(line: &str) -> Cow<'_, str> {
    let trimmed = line.trim();
    if trimmed.is_ascii() && trimmed.len() > 2 * MAX_LINE {
        return Cow::Borrowed("");
    }
    // letters and digits of ASCII are in the folded line too, so this leaves out none that is short when folded
    if trimmed.len() > MAX_LINE && trimmed.bytes().filter(u8::is_ascii_alphanumeric).count() > MAX_LINE {
        return Cow::Borrowed("");
    }
    let short: Cow<str> = if is_plain(trimmed) {
        Cow::Borrowed(trimmed)
    } else {
        Cow::Owned(fold(trimmed).replace(['–', '―'], "—").trim().to_owned())
    };
    if short.chars().count() > MAX_LINE { Cow::Borrowed("") } else { short }
}

/// Whether there is nothing to fold.
fn is_plain(text: &str) -> bool {
    text.is_ascii() && !text.contains("--")
}

/// `text` with spaces for the bytes of `spans` (ascending, disjoint); line ends for those of one that
/// `ends_line`.
pub(super) fn blanked(text: &str, spans: &[Span], ends_line: impl Fn(&str) -> bool) -> String {
    let mut blank = String::with_capacity(text.len());
    let mut end = 0;
    for span in spans {
        blank.push_str(&text[end..span.start as usize]);
        end = span.end as usize;
        let fill = if ends_line(span.of(text)) { '\n' } else { ' ' };
        blank.extend(std::iter::repeat_n(fill, span.range().len()));
    }
    blank.push_str(&text[end..]);
    blank
}

/// Without the marks and spaces at its ends.
pub(super) fn bare(line: &str) -> &str {
    line.trim_matches(|c: char| !c.is_alphanumeric())
}

/// Whether `line` begins with `prefix` (ASCII, lower case) in any case.
pub(super) fn begins(line: &str, prefix: &str) -> bool {
    let is_same_first = line.as_bytes().first().map(u8::to_ascii_lowercase) == prefix.as_bytes().first().copied();
    is_same_first && line.get(..prefix.len()).is_some_and(|start| start.eq_ignore_ascii_case(prefix))
}

/// The brackets within a line that begin with one of `starts` (ASCII, lower case), with the brackets in them.
pub(super) fn brackets(text: &str, starts: &[&str]) -> Vec<Span> {
    const MAX_START: usize = 40;
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(at) = text[from..].find('(').map(|offset| from + offset) {
        from = at + 1;
        let rest = text[from..].trim_start_matches([' ', '\u{a0}']);
        let first = rest.bytes().next().unwrap_or(b'\n').to_ascii_lowercase();
        if first.is_ascii() && !starts.iter().any(|start| start.as_bytes()[0] == first) {
            continue;
        }
        let head: String = rest.chars().take(MAX_START).take_while(|c| *c != '\n').collect();
        let is_visible = head.bytes().all(|byte| matches!(byte, b' '..=b'~'));
        let head = if is_visible && is_plain(&head) { head } else { fold(&head) };
        if !starts.iter().any(|start| begins(head.trim_start(), start)) {
            continue;
        }
        if let Some(end) = closing(text, at) {
            found.push(Span::new(at, end));
            from = end;
        }
    }
    found
}

/// Where the bracket that opens at `at` is closed, in the same line and not too far away.
fn closing(text: &str, at: usize) -> Option<usize> {
    const MAX_BRACKET: usize = 1000;
    let mut depth = 0;
    for (i, c) in text[at..].char_indices().take(MAX_BRACKET) {
        match c {
            '(' => depth += 1,
            ')' if depth == 1 => return Some(at + i + 1),
            ')' => depth -= 1,
            '\n' => return None,
            _ => {}
        }
    }
    None
}

#[cfg(test)]
pub(super) fn check(rule: fn(&Page<'_>) -> Vec<Span>, found: &[&str], kept: &[&str]) {
    for line in found {
        let text = format!("Talks\n{line}\nThe end.");
        let spans = rule(&Page::new(&text, ""));
        let lines: Vec<_> = spans.iter().map(|span| span.of(&text)).collect();
        assert_eq!(lines, [*line]);
    }
    for line in kept {
        let text = format!("Talks\n{line}\nThe end.");
        assert!(rule(&Page::new(&text, "")).is_empty(), "{line}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[(&str, &str)]) {
        let page = Page::new(text, "");
        let found: Vec<_> = page.lines.iter().map(|line| (line.span.of(text), line.short.as_ref())).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn lines_have_no_ends_and_empty_ones_are_left_out() {
        check("a\r\n\n b \n \nc", &[("a", "a"), (" b ", "b"), (" ", ""), ("c", "c")]);
        check("a\rb\u{2028}c\u{85}d\u{2029}", &[("a", "a"), ("b", "b"), ("c", "c"), ("d", "d")]);
    }

    #[test]
    fn what_was_found_is_blank() {
        let blank = |spans: &[(usize, usize)]| {
            let spans: Vec<_> = spans.iter().map(|range| Span::new(range.0, range.1)).collect();
            blanked("a\u{e9}bcde", &spans, |stretch| stretch == "cd")
        };
        assert_eq!(blank(&[]), "a\u{e9}bcde");
        assert_eq!(blank(&[(1, 4), (4, 6)]), "a   \n\ne");
    }

    #[test]
    fn typography_is_folded_and_does_not_make_a_line_long() {
        check("He can\u{2019}t \u{2013}\u{a0}no", &[("He can\u{2019}t \u{2013}\u{a0}no", "He can't \u{2014} no")]);
        let plain = "e\u{301} ".repeat(MAX_LINE / 2);
        let page = Page::new(&plain, "");
        assert_eq!(page.lines[0].short.chars().count(), MAX_LINE - 1);
        assert!(Page::new(&"a ".repeat(MAX_LINE), "").lines[0].short.is_empty());
    }

    #[test]
    fn brackets_are_balanced_within_a_line() {
        let check = |text: &str, expected: &[&str]| {
            let found: Vec<_> =
                brackets(text, &["related:"]).into_iter().map(|span| span.of(text).to_owned()).collect();
            assert_eq!(found, expected);
        };
        check("a (Related: b (c) d) e (f)", &["(Related: b (c) d)"]);
        check("a (RELATED: b\n) c", &[]);
        check("(\u{a0}RE\u{ad}LATED:\u{a0}b)", &["(\u{a0}RE\u{ad}LATED:\u{a0}b)"]);
        check("(related to b)", &[]);
    }
}
