//! Adverts, calls to install an app, and controls of the page.

use super::page::{Page, bare, begins};
use crate::text::Span;

/// What an advert's line says, in lower case and without marks at its ends.
const MARKS: &[&str] = &[
    "ad",
    "advertisement",
    "advertisements",
    "paid advertisement",
    "sponsored",
    "sponsored content",
    "story continues below",
    "story continues below advertisement",
    "article continues below",
    "article continues below advertisement",
    "article continues after advertisement",
    "continue reading below",
    "continue reading below advertisement",
    "continue reading the main story",
    "advertisement continue reading the main story",
    "scroll to continue",
];

/// Lines that only mark an advertisement.
pub(super) fn advertisement(page: &Page) -> Vec<Span> {
    const MAX: usize = 60;
    page.find(|line| line.len() <= MAX && MARKS.iter().any(|it| bare(line).eq_ignore_ascii_case(it)))
}

/// Lines that call the reader to click, or to install an app.
pub(super) fn app_call(page: &Page) -> Vec<Span> {
    const MAX: usize = 200;
    page.find(|line| {
        let line = bare(line);
        let is_click =
            line.starts_with("CLICK HERE") || begins(line, "click here to ") || begins(line, "click here for ");
        let gets = ["get the ", "get our ", "download the ", "download our "].iter().any(|it| begins(line, it));
        let is_app = || line.get(line.len().saturating_sub(4)..).is_some_and(|it| it.eq_ignore_ascii_case(" app"));
        line.len() <= MAX && (is_click || (gets && is_app()))
    })
}

/// The label of the buttons that make letters larger.
pub(super) fn font_size(page: &Page) -> Vec<Span> {
    const LABEL: &str = "font size";
    page.find(|line| {
        begins(line, LABEL) && line[LABEL.len()..].chars().all(|it| !it.is_alphanumeric() || matches!(it, 'a' | 'A'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clean::page::check;

    #[test]
    fn a_line_that_is_only_an_advert_goes() {
        check(
            advertisement,
            &["Advertisement", " ADVERTISEMENT ", "- Advertisement -", "Story continues below advertisement"],
            &["Advertisement spending rose.", "The advertisement ran twice", "Ads"],
        );
    }

    #[test]
    fn calls_to_click_or_install_go() {
        check(
            app_call,
            &[
                "CLICK HERE TO GET THE RIVER NEWS APP",
                "CLICK\u{a0}HERE FOR MORE",
                "<Click here to watch>",
                "Get the River Post app.",
            ],
            &["He told them to click here to pay.", "Get the ministers to the table", "CLICK, HERE IT COMES"],
        );
    }

    #[test]
    fn the_font_size_label_goes() {
        check(font_size, &["Font Size:", "Font\u{a0}size: A A A"], &["Font size matters to readers.", "Size:"]);
    }
}
