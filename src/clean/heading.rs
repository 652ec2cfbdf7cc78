//! The headline, where a crawler took it into the text.

use super::advert::font_size;
use super::credit::{byline, is_capitalised, photo};
use super::page::{N_TOP, Page, bare};
use crate::text::Span;

/// Lines near the top that repeat the title; and a line In Title Case among the first three, if one of the five lines
/// below it is a photograph's credit, a byline or the font size's label.
pub(super) fn title(page: &Page) -> Vec<Span> {
    const N_HEADINGS: usize = 3;
    const N_BELOW: usize = 5;
    let top = &page.lines[..page.lines.len().min(N_TOP)];
    let is_title = |line: &str| !page.title.is_empty() && bare(line).to_lowercase() == page.title;
    let mut found: Vec<Span> = top.iter().filter(|line| is_title(&line.short)).map(|line| line.span).collect();
    let headings = page.lines.iter().take(N_HEADINGS).enumerate().filter(|numbered| is_title_case(&numbered.1.short));
    let mut headings = headings.peekable();
    if headings.peek().is_some() {
        let boilerplate = [photo(page), byline(page), font_size(page)].concat();
        found.extend(headings.filter_map(|(i, line)| {
            let below = page.lines[i + 1..].iter().take(N_BELOW);
            let is_above = below.map(|line| line.span).any(|span| boilerplate.contains(&span));
            (is_above && !boilerplate.contains(&line.span)).then_some(line.span)
        }));
    }
    found
}

/// Four words or more, three quarters of the long ones with a capital, and no full stop.
fn is_title_case(line: &str) -> bool {
    const MIN_WORDS: usize = 4;
    const LONG: usize = 4;
    let words: Vec<&str> = line.split_whitespace().collect();
    if words.len() < MIN_WORDS || line.ends_with(['.', '!', ':', ';', ',']) || line.ends_with(".\"") {
        return false;
    }
    let long = words.iter().map(|word| bare(word)).filter(|word| word.chars().count() >= LONG);
    let (n_long, n_capital) = long.fold((0, 0), |(n, k), word| (n + 1, k + usize::from(is_capitalised(word))));
    n_long >= 2 && 4 * n_capital >= 3 * n_long
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(title_given: &str, text: &str, expected: &[&str]) {
        let page = Page::new(text, title_given);
        let found: Vec<_> = title(&page).into_iter().map(|span| span.of(text)).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn the_title_at_the_top_goes() {
        check("Talks begin: ‘At last’", "TALKS BEGIN: 'At Last'\nThe talks began.", &["TALKS BEGIN: 'At Last'"]);
        check("Talks begin", "The talks began.\nTalks begin again", &[]);
        check("", "\n \nThe talks began.", &[]);
    }

    #[test]
    fn a_heading_above_a_credit_goes() {
        let heading = "Ministers Agree On A Plan For ‘The River’";
        for below in ["Ann Lee/Getty Images", "By Jane Doe", "Jane Doe Senior Reporter", "Font Size:"] {
            check("", &format!("{heading}\n\n{below}\n\nThe talks began."), &[heading]);
        }
        check("", &format!("{heading}\n\nThe talks began."), &[]);
        check("", "The ministers agree on a plan\n\nBy Jane Doe\n\nThe talks began.", &[]);
    }
}
