//! Cleaning: finds what is furniture and not reporting, and leaves the text as it stands.
//!
//! A rule finds spans (an advert, a byline, an embedded tweet); what it found goes into `Draft::removed`, in order, and
//! is left out of every count. The rules, in [`RULES`], are few, named and blind to typography: curly or straight quotes,
//! a space or a no-break space, `--` or a dash, composed or decomposed letters remove the same stretch of text.
//!
//! Laws, which the tests hold:
//!
//! - spans ascend, are disjoint and lie on character boundaries;
//! - cleaning a text in which the removed stretches were replaced by spaces, byte for byte, removes nothing more;
//! - an article is never emptied: if nothing but furniture would be left out of it, nothing is removed.
//!
//! Rules look at a line at a time, and at most at its neighbours near the top, so a text takes time in proportion to its
//! length, whatever stands in it.
//!
//! What it cannot do: the rules are written for news in English, know a paragraph only as a line, and cannot tell the caption
//! of a photograph from a sentence of the article. A lead-in that shares its line with an embedded tweet goes with it.

mod advert;
mod caps;
mod credit;
mod heading;
mod notice;
mod page;
mod prefix;
mod related;
mod tweet;

use std::cmp::Reverse;

use crate::corpus::{Draft, Removed};
use crate::text::Span;
use page::Page;

/// How much is taken for furniture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// Nothing.
    None,
    /// Only what no reporter can have written: a date stamp, adverts, controls of the page.
    Safe,
    /// All that a newspaper's page adds to the article; the default of the command line.
    News,
}

/// A rule: what it is called, what it finds, and from which level on.
pub struct Rule {
    /// Its name, as in `Removed::rule` and the table of cleaning.
    pub name: &'static str,
    /// What it finds, in a few words.
    pub about: &'static str,
    /// The lowest level at which it is used.
    pub level: Level,
    within: Option<Within>,
    lines: Option<Lines>,
}

/// Finds stretches within a line, in the text as it stands.
type Within = fn(&str) -> Vec<Span>;

/// Finds lines, blind to what was found within them.
type Lines = fn(&Page<'_>) -> Vec<Span>;

/// All rules. Of two that find the same stretch, the first is named.
pub const RULES: &[Rule] = &[
    rule("date_prefix", Level::Safe, Some(prefix::date), None, "a date stamp before the text"),
    rule("advertisement", Level::Safe, None, Some(advert::advertisement), "a line that only marks an advertisement"),
    rule("app_call", Level::Safe, None, Some(advert::app_call), "a call to click or to install an app"),
    rule("font_size", Level::Safe, None, Some(advert::font_size), "the page's control of its font size"),
    rule(
        "embedded_tweet",
        Level::News,
        None,
        Some(tweet::embedded),
        "a paragraph that is a post from a social network",
    ),
    rule("syndication", Level::News, None, Some(notice::syndication), "a line that names the first publisher"),
    rule("contributed", Level::News, None, Some(notice::contributed), "a line that names who contributed"),
    rule("copyright", Level::News, None, Some(notice::copyright), "a line of copyright"),
    rule("newsletter", Level::News, None, Some(notice::newsletter), "a call to subscribe"),
    rule("related", Level::News, Some(related::brackets), Some(related::lines), "a link to another article"),
    rule("photo_credit", Level::News, Some(credit::brackets), Some(credit::photo), "a photograph's credit"),
    rule("byline", Level::News, None, Some(credit::byline), "a line near the top that names the author"),
    rule("title", Level::News, None, Some(heading::title), "the headline, repeated or above the author's line"),
    rule(
        "cross_link",
        Level::News,
        None,
        Some(caps::cross_link),
        "a headline in capitals that links to another article",
    ),
];

const fn rule(
    name: &'static str,
    level: Level,
    within: Option<Within>,
    lines: Option<Lines>,
    about: &'static str,
) -> Rule {
    Rule { name, about, level, within, lines }
}

/// Fills `removed` with what the rules of `level` find, `date` from a date stamp if it is empty, and `syndicated_from`
/// from a line that names the first publisher. The text stays as it is. At [`Level::None`] nothing happens.
pub fn clean(draft: &mut Draft, level: Level) {
    draft.removed.clear();
    if level == Level::None {
        return;
    }
    if draft.date.is_none() {
        draft.date = prefix::day(&draft.text);
    }
    let rules = RULES.iter().filter(|it| it.level <= level);
    let mut found: Vec<Removed> = Vec::new();
    for rule in rules.clone() {
        let spans = rule.within.map_or_else(Vec::new, |find| find(&draft.text));
        found.extend(spans.into_iter().map(|span| Removed { span, rule: rule.name }));
    }
    sort(&mut found);
    let gaps: Vec<Span> = found.iter().map(|it| it.span).collect();
    let page = Page::new(&draft.text, &draft.title, &gaps);
    for rule in rules {
        let spans = rule.lines.map_or_else(Vec::new, |find| find(&page));
        found.extend(spans.into_iter().map(|span| Removed { span, rule: rule.name }));
    }
    if level >= Level::News && draft.syndicated_from.is_none() {
        draft.syndicated_from = notice::first_publisher(&page);
    }
    sort(&mut found);
    if leaves_words(&draft.text, &found) {
        draft.removed = found;
    }
}

/// In order, without what lies in another; the sort is stable, so the first rule to find a stretch keeps it.
fn sort(found: &mut Vec<Removed>) {
    found.sort_by_key(|it| (it.span.start, Reverse(it.span.end)));
    let mut end = 0;
    found.retain(|it| {
        let is_new = it.span.start >= end && it.span.end > it.span.start;
        if is_new {
            end = it.span.end;
        }
        is_new
    });
}

/// Whether a letter or digit is left.
fn leaves_words(text: &str, removed: &[Removed]) -> bool {
    let starts = std::iter::once(0).chain(removed.iter().map(|it| it.span.end as usize));
    let ends = removed.iter().map(|it| it.span.start as usize).chain(std::iter::once(text.len()));
    starts.zip(ends).any(|(start, end)| text[start..end].contains(char::is_alphanumeric))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::Date;
    use proptest::prelude::*;

    fn cleaned(title: &str, text: &str, level: Level) -> Draft {
        let mut draft = Draft { title: title.into(), text: text.into(), ..Draft::default() };
        clean(&mut draft, level);
        draft
    }

    fn blanked(draft: &Draft) -> String {
        let mut text = draft.text.clone();
        for it in &draft.removed {
            text.replace_range(it.span.range(), &" ".repeat(it.span.range().len()));
        }
        text
    }

    /// `expected` as `rule:text`.
    fn check(text: &str, level: Level, expected: &[&str]) {
        let draft = cleaned("", text, level);
        let found: Vec<_> = draft.removed.iter().map(|it| format!("{}:{}", it.rule, it.span.of(text))).collect();
        assert_eq!(found, expected, "{text}");
    }

    const PAGE: &str = " date 2023-02-03 Ministers Agree On A Plan For The River\n\nAnn Lee/Getty Images\n\nBo Roe Senior Political Reporter\n\
        Font Size:\n\nThe ministers agreed on Friday.(RELATED:\u{a0}What The (Old) Plan Said) They went home.\n\nAdvertisement\n\n\
        READ ALL THAT HAPPENED AT THE RIVER TODAY\n\nQu\u{e9} buen d\u{ed}a para el r\u{ed}o. pic.twitter.com/abc \u{2014} Bo (@bo_roe) February 3, 2023\n\
        \nThis article originally appeared in The River Post.";

    #[test]
    fn a_page_is_left_with_its_reporting() {
        let draft = cleaned("", PAGE, Level::News);
        let words = blanked(&draft);
        let words: Vec<_> = words.split_whitespace().collect();
        assert_eq!(words.join(" "), "The ministers agreed on Friday. They went home.");
        assert_eq!(draft.date, Date::new(2023, 2, 3).ok());
        assert_eq!(draft.syndicated_from.as_deref(), Some("The River Post"));
    }

    #[test]
    fn levels_take_more_and_more() {
        let text = " date 2023-02-03 The talks began.\nAdvertisement\nAnn Lee contributed to this report.";
        check(text, Level::None, &[]);
        check(text, Level::Safe, &["date_prefix: date 2023-02-03 ", "advertisement:Advertisement"]);
        assert_eq!(cleaned("", text, Level::News).removed.len(), 3);
        let draft = cleaned("", text, Level::None);
        assert_eq!(draft.date, None);
    }

    #[test]
    fn a_date_that_is_known_is_kept() {
        let mut draft = Draft { text: PAGE.into(), date: Date::new(2020, 1, 1).ok(), ..Draft::default() };
        clean(&mut draft, Level::News);
        assert_eq!(draft.date, Date::new(2020, 1, 1).ok());
    }

    #[test]
    fn an_article_is_never_emptied() {
        check("Advertisement\nADVERTISEMENT\n", Level::News, &[]);
        check("(RELATED: The Plan)", Level::News, &[]);
        check("Advertisement\nYes.\n", Level::News, &["advertisement:Advertisement"]);
    }

    #[test]
    fn what_lies_in_a_removed_line_is_removed_once() {
        let tweet = "See this (RELATED: Plan) \u{2014} Bo (@bo) May 3, 2020";
        check(&format!("The talks began.\n{tweet}"), Level::News, &[&format!("embedded_tweet:{tweet}")]);
    }

    #[test]
    fn rules_have_names_of_their_own_and_say_what_they_find() {
        let mut names: Vec<_> = RULES.iter().map(|it| it.name).collect();
        names.sort();
        assert!(names.windows(2).all(|it| it[0] != it[1]));
        assert!(RULES.iter().all(|it| !it.about.is_empty() && it.level > Level::None));
        assert!(RULES.iter().all(|it| it.within.is_some() || it.lines.is_some()));
    }

    #[test]
    fn the_seeds_lose_their_furniture_and_nothing_else() {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/seeds");
        let Ok(files) = std::fs::read_dir(folder) else {
            println!("skipped: no ../shared");
            return;
        };
        let mut files: Vec<_> =
            files.map(|it| it.unwrap().path()).filter(|it| it.extension().unwrap() == "txt").collect();
        files.sort();
        let expected = [
            "date_prefix related embedded_tweet",
            "cross_link cross_link app_call",
            "title photo_credit byline font_size related related",
            "",
            "date_prefix advertisement advertisement advertisement advertisement syndication",
        ];
        for (file, expected) in files.iter().zip(expected) {
            let draft = cleaned("", &std::fs::read_to_string(file).unwrap(), Level::News);
            let rules: Vec<_> = draft.removed.iter().map(|it| it.rule).collect();
            for it in &draft.removed {
                println!("{}: {:?}", it.rule, it.span.of(&draft.text));
            }
            assert_eq!(rules.join(" "), expected, "{}", file.display());
        }
    }

    /// Lines that rules are about, and lines that they are not.
    const LINES: &[&str] = &[
        "",
        " ",
        "The talks began on Friday.",
        "Advertisement",
        "CLICK HERE TO GET THE RIVER NEWS APP",
        "By Jane Doe",
        "Jane Doe Senior Reporter",
        "Ann L\u{e9}e/Getty Images",
        "Font Size:",
        "Ministers Agree On A Plan For The River",
        "MINISTERS AGREE ON A PLAN -- 'AT LAST'",
        "He can't say (RELATED: \"The Plan\") what it is.",
        "(RELATED: a (READ MORE: b)",
        " date 2022-07-13 ",
        "date 2022-07-14 The",
        "\u{a9} 2020 The River Post",
        "Sign up for our newsletter",
        "A -- Bo R\u{f3}e (@bo) May 3, 2020",
        "-- Bo (@bo) May 3, 2020",
        "Look. pic.twitter.com/x",
        "Photo: Ann Lee",
        "Caf\u{e9} (Photo by Ann Lee/AP) closes.",
        "This article originally appeared in The River Post.",
        "Ann Lee contributed to this report.",
        "By Jane Doe (RELATED: x)",
        "\r",
        "READ MORE: More",
    ];

    proptest! {
        #[test]
        fn spans_ascend_and_cleaning_again_removes_nothing(
            lines in prop::collection::vec(prop::sample::select(LINES), 0..14), odd in ".{0,12}"
        ) {
            let text = format!("{}\n{odd}", lines.join("\n"));
            for level in [Level::Safe, Level::News] {
                let draft = cleaned("The talks", &text, level);
                let mut end = 0;
                for it in &draft.removed {
                    prop_assert!(it.span.start >= end && it.span.end > it.span.start);
                    prop_assert!(text.get(it.span.range()).is_some());
                    end = it.span.end;
                }
                let again = cleaned("The talks", &blanked(&draft), level);
                prop_assert!(again.removed.is_empty(), "{text:?}\n{:?}\n{:?}", draft.removed, again.removed);
            }
        }

        #[test]
        fn typography_changes_nothing(lines in prop::collection::vec(prop::sample::select(LINES), 0..14)) {
            let plain = format!("{}\nThe end.", lines.join("\n"));
            let fancy = typeset(&plain);
            let taken = |text: &str| -> Vec<String> {
                let draft = cleaned("", text, Level::News);
                draft.removed.iter().map(|it| format!("{}:{}", it.rule, crate::text::fold(it.span.of(text)))).collect()
            };
            prop_assert_eq!(taken(&plain), taken(&fancy), "{}", plain);
        }
    }

    /// Straight to curly, `--` to an em dash, composed to decomposed, spaces to no-break spaces.
    fn typeset(text: &str) -> String {
        use unicode_normalization::UnicodeNormalization;
        let curly: String =
            text.replace("--", "\u{2014}").replace('\'', "\u{2019}").replace(' ', "\u{a0}").replace('"', "\u{201d}");
        curly.nfd().collect()
    }
}
