//! Adverts, calls to install an app, and controls of the page.

use std::sync::LazyLock;

use super::page::{Page, bare, begins};
use crate::text::Span;
use crate::text::list::entries;

/// What an advert's line says, in lower case and without marks at its ends.
static MARKS: LazyLock<Vec<&'static str>> = LazyLock::new(|| entries(include_str!("advert.txt")).collect());

/// Lines that only mark an advertisement, or say that the story goes on behind one.
pub(super) fn advertisement(page: &Page) -> Vec<Span> {
    const MAX: usize = 60;
    page.find(|line| {
        line.len() <= MAX && {
            let line = bare(line);
            MARKS.iter().any(|mark| line.eq_ignore_ascii_case(mark)) || goes_on(line) || is_repeated(line)
        }
    })
}

/// `Story continues below advertisement`, and its like.
fn goes_on(line: &str) -> bool {
    const WORDS: [&[&str]; 4] = [
        &["story", "article", "post", "content", "column", "text", "interview", "transcript"],
        &["continues", "continued"],
        &["below", "after"],
        &["this", "the", "ad", "advert", "advertisement", "video", "gallery", "photo", "map"],
    ];
    let mut words = line.split_whitespace().map(bare);
    let is_of = |set: &[&str], word: &str| set.iter().any(|of_set| of_set.eq_ignore_ascii_case(word));
    let begins = (0..2).all(|i| words.next().is_some_and(|word| is_of(WORDS[i], word)));
    begins && words.next().is_none_or(|word| is_of(WORDS[2], word)) && words.all(|word| is_of(WORDS[3], word))
}

/// `Advertisement Advertisement`.
fn is_repeated(line: &str) -> bool {
    !line.is_empty() && line.split_whitespace().all(|word| word.eq_ignore_ascii_case("advertisement"))
}

/// Lines that call the reader to click, or to install an app.
pub(super) fn app_call(page: &Page) -> Vec<Span> {
    const MAX: usize = 200;
    page.find(|line| {
        let line = bare(line);
        let is_click =
            line.starts_with("CLICK HERE") || begins(line, "click here to ") || begins(line, "click here for ");
        let gets =
            ["get the ", "get our ", "download the ", "download our "].iter().any(|beginning| begins(line, beginning));
        let is_app = || {
            let mut words = line.split_whitespace().skip_while(|word| !bare(word).eq_ignore_ascii_case("app")).skip(1);
            line.split_whitespace().any(|word| bare(word).eq_ignore_ascii_case("app"))
                && words.next().is_none_or(|word| ["for", "to", "now", "today", "here"].contains(&word))
        };
        line.len() <= MAX && (is_click || (gets && is_app()) || ends_in_click(line))
    })
}

/// `Can't see the video? Click here`, where nobody is quoted.
fn ends_in_click(line: &str) -> bool {
    const MAX: usize = 120;
    const CALL: &str = "click here";
    let before = line.len().saturating_sub(CALL.len());
    let is_call = line.get(before..).is_some_and(|end| end.eq_ignore_ascii_case(CALL));
    is_call
        && line.len() <= MAX
        && line[..before].trim_end().ends_with(['?', '.', '!', ':', ','])
        && !line.contains('"')
}

/// The label of the buttons that make letters larger.
pub(super) fn font_size(page: &Page) -> Vec<Span> {
    const LABEL: &str = "font size";
    page.find(|line| {
        begins(line, LABEL) && line[LABEL.len()..].chars().all(|c| !c.is_alphanumeric() || matches!(c, 'a' | 'A'))
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
            &[
                "Advertisement",
                " ADVERTISEMENT ",
                "- Advertisement -",
                "Story continues below advertisement",
                "Story Continued Below",
                "Article continues after this ad",
                "Advertisement Advertisement",
            ],
            &[
                "Advertisement spending rose.",
                "The advertisement ran twice",
                "Ads",
                "The story continues",
                "Story continues below the river",
            ],
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
                "Download the River News app for breaking news",
                "Can’t see the video? Click here.",
            ],
            &[
                "He told them to click here to pay.",
                "Get the ministers to the table",
                "CLICK, HERE IT COMES",
                "Download the app fell in May",
                "It says: \"Parents, click here.\"",
            ],
        );
    }

    #[test]
    fn the_font_size_label_goes() {
        check(font_size, &["Font Size:", "Font\u{a0}size: A A A"], &["Font size matters to readers.", "Size:"]);
    }
}
