//! Posts from a social network that stand in the article: their last words are `— Name (@handle) July 12, 2022`.

use std::sync::LazyLock;

use regex::Regex;

use super::page::Page;
use crate::text::{Span, fold};

/// A post and the lead-in that shares its line have no more words than this; a longer line is the article's.
const MAX_WORDS: usize = 150;

static SIGNATURE: LazyLock<Regex> = LazyLock::new(|| {
    let signature = r"(?:^|[\s—-])[—-] ?\S.*\(@(?-u:\w){1,30}\) [A-Z][a-z]{2,8}\.? [0-9]{1,2}, [0-9]{4}$|^[—-] ?\(?@(?-u:\w){1,30}\)? [A-Z][a-z]{2,8}\.? [0-9]{1,2}, [0-9]{4}$";
    Regex::new(signature).expect("the pattern is constant")
});

/// Lines that are a post. If the signature has a line to itself, the post is the lines above it: those of its own
/// paragraph, if empty lines part the paragraphs, or else the one that ends with a link to the network.
pub(super) fn embedded(page: &Page) -> Vec<Span> {
    let mut found = Vec::new();
    for (i, line) in page.lines.iter().enumerate() {
        let Some(signature) = signature(line.span.of(page.text)) else { continue };
        if line.span.of(page.text).split_whitespace().count() > MAX_WORDS {
            continue;
        }
        if signature.starts_with(['—', '-']) && signature == line.short.as_ref() {
            let above = post_above(page, i);
            found.extend(page.lines[above..i].iter().filter(|line| !is_blank(page, line.span)).map(|line| line.span));
        }
        found.push(line.span);
    }
    found
}

/// The end of a line, folded, if it is a signature.
fn signature(line: &str) -> Option<String> {
    const TAIL: usize = 240;
    let (cut, _) = line.char_indices().rev().nth(TAIL - 1).unwrap_or((0, ' '));
    let tail = &line[cut..];
    if !tail.contains("(@") && !tail.contains(" @") && !tail.contains("\u{a0}@") {
        return None;
    }
    let tail = fold(tail).replace(['–', '―'], "—");
    let tail = tail.trim();
    SIGNATURE.is_match(tail).then(|| tail.to_owned())
}

/// The first line of the post that line `i` signs; `i` if it has no other.
fn post_above(page: &Page, i: usize) -> usize {
    const MAX_LINES: usize = 6;
    let is_adjacent = |i: usize| {
        let (above, below) = (page.lines[i - 1].span, page.lines[i].span);
        let between = &page.text[above.end as usize..below.start as usize];
        between.bytes().filter(|byte| *byte == b'\n').count() == 1 && !is_blank(page, above)
    };
    let mut first = i;
    while first > 0 && is_adjacent(first) {
        first -= 1;
    }
    if first > 0 && first < i && i - first <= MAX_LINES {
        return first;
    }
    let is_link = |line: &str| {
        let last = line.split_whitespace().next_back().unwrap_or_default();
        ["pic.twitter.com/", "https://t.co/"].iter().any(|start| last.starts_with(start))
    };
    if i > 0 && is_link(page.lines[i - 1].span.of(page.text)) { i - 1 } else { i }
}

fn is_blank(page: &Page, span: Span) -> bool {
    span.of(page.text).trim().is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[&str]) {
        let found: Vec<_> = embedded(&Page::new(text, "")).into_iter().map(|span| span.of(text)).collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn a_paragraph_that_ends_with_a_signature_goes_in_any_language() {
        for tweet in [
            "Qué día. pic.twitter.com/abc — Añez (@anez_) July 12, 2022",
            "What a day! -- Bo Roe (R-TX) (@bo) Feb. 2, 2020",
            "What a day! – Bo Roe\u{a0}(@bo) March\u{a0}12,\u{a0}2020 ",
        ] {
            check(&format!("The talks began.\n{tweet}\nThey ended."), &[tweet]);
        }
    }

    #[test]
    fn a_signature_takes_the_lines_of_its_paragraph() {
        let text = "The talks began.\n\nWhat a day.\nReally.\n— Bo (@bo) July 12, 2022\n\nThey ended.";
        check(text, &["What a day.", "Really.", "— Bo (@bo) July 12, 2022"]);
    }

    #[test]
    fn without_empty_lines_it_takes_only_a_line_with_a_link() {
        let signature = "— Bo (@bo) July 12, 2022";
        check(
            &format!("The talks began.\nWhat a day. pic.twitter.com/x\n{signature}\nEnd."),
            &["What a day. pic.twitter.com/x", signature],
        );
        check(&format!("The talks began.\nThey ended.\n{signature}"), &[signature]);
    }

    #[test]
    fn what_is_not_signed_stays() {
        check("He wrote (@bo) on July 12, 2022\nBo Roe (@bo) said so on July 12, 2022.\nSee pic.twitter.com/x", &[]);
        let long = "word ".repeat(MAX_WORDS);
        check(&format!("{long}— Bo (@bo) July 12, 2022"), &[]);
    }
}
