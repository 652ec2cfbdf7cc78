//! Links to other articles: `(RELATED: …)` in a sentence, `SEE ALSO: …` on a line.

use super::page::{self, Page, begins};
use crate::text::Span;

const LABELS: &[&str] = &["related:", "read more:", "see also:", "also read:"];

/// Bracketed links.
pub(super) fn brackets(text: &str) -> Vec<Span> {
    page::brackets(text, LABELS)
}

/// Lines that begin with a link's label.
pub(super) fn lines(page: &Page) -> Vec<Span> {
    page.find(|line| LABELS.iter().any(|it| begins(line, it)) || line.starts_with("WATCH:"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clean::page::check;

    #[test]
    fn labelled_lines_go() {
        check(
            lines,
            &["RELATED: The plan for the river", "SEE\u{a0}ALSO: Old plans", "Read more:", "WATCH: The river rises"],
            &["Related plans failed.", "Watch: it is late.", "He read more: two books."],
        );
    }

    #[test]
    fn bracketed_links_go_wherever_they_stand() {
        let text = "It ended.(RELATED:\u{a0}The “(Old) Plan”) They left (related by blood). (Read more: a) End.";
        let found: Vec<_> = brackets(text).into_iter().map(|it| it.of(text)).collect();
        assert_eq!(found, ["(RELATED:\u{a0}The “(Old) Plan”)", "(Read more: a)"]);
    }
}
