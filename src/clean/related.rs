//! Links to other articles: `(RELATED: …)` in a sentence, `SEE ALSO: …` on a line.

use super::page::{self, Page, begins};
use crate::text::Span;

const LABELS: &[&str] = &["related:", "read more:", "see also:", "also read:", "also on "];

/// What the first words of a link, or of a list of links, are; a line that begins so is one.
const BEGINNINGS: &[&str] = &[
    "related:",
    "related articles",
    "related stories",
    "related coverage",
    "related content",
    "related video",
    "read more:",
    "read more about",
    "read more from",
    "read more on",
    "read next",
    "read also:",
    "read the full story",
    "read the full article",
    "to read more about",
    "to read more from",
    "to read more on",
    "see also:",
    "also read:",
    "more on this",
    "more from ",
    "recommended for you",
    "you may also like",
    "you might also like",
    "click for more",
    "continue reading",
    "up next:",
    "in case you missed it:",
    "most read:",
    "most popular:",
    "trending:",
    "special coverage:",
];

/// Labels that also begin a sentence: what follows them in a link looks like a headline.
const KINDS: &[&str] = &[
    "more:",
    "read:",
    "watch:",
    "listen:",
    "video:",
    "photos:",
    "gallery:",
    "slideshow:",
    "podcast:",
    "recommended:",
    "don't miss:",
];

/// Bracketed links.
pub(super) fn brackets(text: &str) -> Vec<Span> {
    page::brackets(text, LABELS)
}

/// Lines that are a link, or the heading of a list of links.
pub(super) fn lines(page: &Page) -> Vec<Span> {
    const MAX: usize = 250;
    page.find(|line| {
        let rest = line.trim_start_matches(|it: char| !it.is_alphanumeric());
        LABELS[..4].iter().any(|it| begins(line, it))
            || (line.len() <= MAX && BEGINNINGS.iter().any(|it| begins(rest, it)) && is_headline(rest) && !quotes(rest))
            || line.starts_with("WATCH:")
            || KINDS.iter().any(|it| begins(rest, it) && is_headline(&rest[it.len()..]))
    })
}

/// `More from the letter:`, and the letter follows.
fn quotes(line: &str) -> bool {
    line.ends_with(':') && begins(line, "more from ")
}

/// Nothing, or few words of which the first has a capital and the last no full stop behind it.
fn is_headline(line: &str) -> bool {
    const MAX_WORDS: usize = 25;
    let line = line.trim();
    let first = line.chars().find(|it| it.is_alphanumeric());
    first.is_none_or(|it| !it.is_lowercase())
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
        let found: Vec<_> = brackets(text).into_iter().map(|it| it.of(text)).collect();
        assert_eq!(found, ["(RELATED:\u{a0}The “(Old) Plan”)", "(Read more: a)"]);
    }
}
