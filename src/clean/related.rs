//! Links to other articles: `(RELATED: …)` in a sentence, `SEE ALSO: …` on a line.

use std::sync::LazyLock;

use super::page::{self, Page, begins};
use crate::text::Span;
use crate::text::list::section;

const LABELS: &[&str] = &["related:", "read more:", "see also:", "also read:", "also on "];

/// What the first words of a link, or of a list of links, are; a line that begins so is one.
static BEGINNINGS: LazyLock<Vec<&'static str>> = LazyLock::new(|| section(LIST, "beginnings"));

/// Labels that also begin a sentence: what follows them in a link looks like a headline.
static KINDS: LazyLock<Vec<&'static str>> = LazyLock::new(|| section(LIST, "kinds"));

const LIST: &str = include_str!("related.txt");

/// Bracketed links.
pub(super) fn brackets(text: &str) -> Vec<Span> {
    page::brackets(text, LABELS)
}

/// Lines that are a link, or the heading of a list of links.
pub(super) fn lines(page: &Page) -> Vec<Span> {
    const MAX: usize = 250;
    page.find(|line| {
        let rest = line.trim_start_matches(|c: char| !c.is_alphanumeric());
        LABELS[..4].iter().any(|label| begins(line, label))
            || (line.len() <= MAX && is_link(rest) && is_headline(rest) && !quotes(rest))
            || line.starts_with("WATCH:")
            || KINDS.iter().any(|kind| begins(rest, kind) && is_headline(&rest[kind.len()..]))
    })
}

/// Whether a line begins as a link does.
fn is_link(line: &str) -> bool {
    BEGINNINGS.iter().any(|beginning| begins(line, beginning)) || begins(line, MORE_FROM)
}

const MORE_FROM: &str = "more from ";

/// `More from the letter:`, and the letter follows.
fn quotes(line: &str) -> bool {
    line.ends_with(':') && begins(line, MORE_FROM)
}

/// Nothing, or few words of which the first has a capital and the last no full stop behind it.
fn is_headline(line: &str) -> bool {
    const MAX_WORDS: usize = 25;
    let line = line.trim();
    let first = line.chars().find(|c| c.is_alphanumeric());
    first.is_none_or(|first| !first.is_lowercase())
        && line.split_whitespace().nth(MAX_WORDS).is_none()
        && !line.trim_end_matches(['\'', '"', ')']).ends_with('.')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clean::page::check;

    #[test]
    fn labelled_lines_go() {
        check(
            lines,
            &[
                "RELATED: The plan for the river",
                "SEE\u{a0}ALSO: Old plans",
                "Read more:",
                "WATCH: The river rises",
                "More: Boats cross the river",
                "More:",
                "Watch: ‘No river’ – a film",
                "Read more about the river",
                "More from the River Post",
                "Click for more from the River Post",
                "Continue reading",
                "SPECIAL COVERAGE: The River",
            ],
            &[
                "Related plans failed.",
                "Watch: it is late.",
                "He read more: two books.",
                "More from the river than from the sea, he said.",
                "More: that is what they want.",
                "More from the minister’s letter:",
                "Read: it helps",
                "Related, they said, to the plan",
                "Continue reading to your children, he told them.",
            ],
        );
    }

    #[test]
    fn bracketed_links_go_wherever_they_stand() {
        let text = "It ended.(RELATED:\u{a0}The “(Old) Plan”) They left (related by blood). (Read more: a) End.";
        let found: Vec<_> = brackets(text).into_iter().map(|span| span.of(text)).collect();
        assert_eq!(found, ["(RELATED:\u{a0}The “(Old) Plan”)", "(Read more: a)"]);
    }
}
