//! Cleaning: mends what was decoded wrongly, and finds what is furniture and not reporting.
//!
//! First the text, the title and the author are mended: entities of HTML, and UTF-8 that was read as windows-1252. All
//! that follows, spans and offsets too, is of the mended text. Then rules find spans (an advert, a byline, an embedded
//! tweet); what they found goes into `Draft::removed`, in order, and is left out of every count; the text keeps it. What
//! was mended or only counted is in `Draft::noted`.
//!
//! The rules, in [`RULES`] and [`NOTED`], are few, named and blind to typography: curly or straight quotes, a space or a
//! no-break space, `--` or a dash, composed or decomposed letters remove the same stretch of text.
//!
//! | rule | level | what it finds |
//! | --- | --- | --- |
//! | `html_tag` | safe | a tag of HTML, or a script with what is in it |
//! | `date_prefix` | safe | a date stamp before the text |
//! | `advertisement` | safe | a line that only marks an advertisement |
//! | `app_call` | safe | a call to click or to install an app |
//! | `font_size` | safe | the page's control of its font size |
//! | `page_control` | safe | buttons to share, players and galleries |
//! | `comment_section` | safe | a call to comment, or how comments are kept |
//! | `link` | safe | a line that is only an address of the web |
//! | `embedded_tweet` | news | a paragraph that is a post from a social network |
//! | `syndication` | news | a line that names the first publisher |
//! | `contributed` | news | a line that names who contributed |
//! | `copyright` | news | a line of copyright, or on who may print this |
//! | `newsletter` | news | a call to sign up for a newsletter |
//! | `appeal` | news | a call for money, or an offer of a subscription |
//! | `contact` | news | how to reach or follow the author or the outlet |
//! | `disclaimer` | news | whose opinions these are, how the text was made |
//! | `related` | news | a link to another article |
//! | `photo_credit` | news | a photograph's credit |
//! | `byline` | news | a line near the top that names the author |
//! | `title` | news | the headline, repeated or above the author's line |
//! | `cross_link` | news | a headline in capitals that links to another article |
//! | `foreign_language` | news | a paragraph that is not in English |
//! | `recurring` | news | a sentence that its outlet repeats in one article after another |
//! | `html_entity` | safe | an entity of HTML, mended: &amp; and its like |
//! | `mojibake` | safe | wrongly decoded letters, mended |
//! | `invisible` | safe | characters that cannot be seen, counted |
//! | `language` | news | the article is not in English; the sample is its language (ISO 639-3) |
//!
//! Laws, which the tests hold:
//!
//! - spans ascend, are disjoint and lie on character boundaries;
//! - cleaning a text in which the removed stretches were replaced by spaces, byte for byte (a tag that ends a line by
//!   line ends), removes nothing more, and mends nothing more;
//! - an article is never emptied: if nothing but furniture would be left out of it, nothing is removed
//!   ([`is_only_furniture`] tells of such an article whether it is one).
//!
//! Rules look at a line at a time, and at most at its neighbours near the top, so a text takes time in proportion to its
//! length, whatever stands in it.
//!
//! Kept, because they are reporting or the outlet's style: editors' notes and corrections, datelines, captions.
//!
//! What it cannot do: the rules are written for news in English, know a paragraph only as a line, and cannot tell the caption
//! of a photograph from a sentence of the article. A lead-in that shares its line with an embedded tweet goes with it, who the
//! author is with how to follow her.

mod advert;
mod appeal;
mod caps;
mod credit;
mod entity;
mod heading;
mod html;
mod invisible;
mod language;
mod mend;
mod mojibake;
mod notice;
mod page;
mod prefix;
mod related;
mod share;
mod tweet;

use std::borrow::Cow;
use std::cmp::Reverse;

use serde::{Deserialize, Serialize};

use crate::corpus::{Draft, Removed};
use crate::text::Span;
use page::Page;

/// How much is taken for furniture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "cli", derive(clap::ValueEnum))]
#[serde(rename_all = "lowercase")]
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
    rule("html_tag", Level::Safe, Some(html::tags), None, "a tag of HTML, or a script with what is in it"),
    rule("date_prefix", Level::Safe, Some(prefix::date), None, "a date stamp before the text"),
    rule("advertisement", Level::Safe, None, Some(advert::advertisement), "a line that only marks an advertisement"),
    rule("app_call", Level::Safe, None, Some(advert::app_call), "a call to click or to install an app"),
    rule("font_size", Level::Safe, None, Some(advert::font_size), "the page's control of its font size"),
    rule("page_control", Level::Safe, None, Some(share::control), "buttons to share, players and galleries"),
    rule("comment_section", Level::Safe, None, Some(share::comments), "a call to comment, or how comments are kept"),
    rule("link", Level::Safe, None, Some(share::address), "a line that is only an address of the web"),
    rule(EMBED, Level::News, None, Some(tweet::embedded), "a paragraph that is a post from a social network"),
    rule("syndication", Level::News, None, Some(notice::syndication), "a line that names the first publisher"),
    rule("contributed", Level::News, None, Some(notice::contributed), "a line that names who contributed"),
    rule("copyright", Level::News, None, Some(notice::copyright), "a line of copyright, or on who may print this"),
    rule("newsletter", Level::News, None, Some(notice::newsletter), "a call to sign up for a newsletter"),
    rule("appeal", Level::News, None, Some(appeal::appeal), "a call for money, or an offer of a subscription"),
    rule("contact", Level::News, None, Some(appeal::contact), "how to reach or follow the author or the outlet"),
    rule("disclaimer", Level::News, None, Some(appeal::disclaimer), "whose opinions these are, how the text was made"),
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
    rule(FOREIGN, Level::News, None, Some(language::foreign), "a paragraph that is not in English"),
    rule(RECURRING, Level::News, None, None, "a sentence that its outlet repeats in one article after another"),
];

/// The rule that finds embedded posts: other people's words, and not furniture.
pub const EMBED: &str = "embedded_tweet";

/// The rule that comes last: what the others leave tells the language of the article.
const FOREIGN: &str = "foreign_language";

/// The one rule that needs to know other articles: it finds nothing here, and is applied to a whole corpus.
pub const RECURRING: &str = "recurring";

/// A rule that takes nothing out: it mends the text before the rules look at it, or only counts what it meets.
pub struct Note {
    /// Its name, as in `Noted::rule` and the table of cleaning.
    pub name: &'static str,
    /// What it mends or counts, in a few words.
    pub about: &'static str,
    /// The lowest level at which it is used.
    pub level: Level,
}

/// What is noted, and left in the text: in the order in which it is done.
pub const NOTED: &[Note] = &[
    note("html_entity", Level::Safe, "an entity of HTML, mended: &amp; and its like"),
    note("mojibake", Level::Safe, "wrongly decoded letters, mended"),
    note("invisible", Level::Safe, "characters that cannot be seen, counted"),
    note("language", Level::News, "the article is not in English; the sample is its language (ISO 639-3)"),
];

const fn note(name: &'static str, level: Level, about: &'static str) -> Note {
    Note { name, about, level }
}

const fn rule(
    name: &'static str,
    level: Level,
    within: Option<Within>,
    lines: Option<Lines>,
    about: &'static str,
) -> Rule {
    Rule { name, about, level, within, lines }
}

/// Mends entities of HTML and wrongly decoded letters in text, title and author; fills `removed` with what the rules
/// of `level` find in the mended text, `noted` with what was mended or counted, `date` from a date stamp if it is empty,
/// and `syndicated_from` from a line that names the first publisher. At [`Level::None`] nothing happens.
pub fn clean(draft: &mut Draft, level: Level) {
    draft.removed.clear();
    draft.noted.retain(|it| NOTED.iter().all(|note| note.name != it.rule));
    if level == Level::None {
        return;
    }
    mend_all(draft);
    invisible::count(&draft.text, &mut draft.noted);
    if draft.date.is_none() {
        draft.date = prefix::day(&draft.text);
    }
    let mut found = within(&draft.text, level);
    let gaps: Vec<Span> = found.iter().map(|it| it.span).collect();
    let text = blank(&draft.text, &gaps);
    let page = Page::new(&text, &draft.title);
    for rule in RULES.iter().filter(|it| it.level <= level && it.name != FOREIGN) {
        let spans = rule.lines.map_or_else(Vec::new, |find| find(&page));
        found.extend(spans.into_iter().map(|span| Removed { span, rule: rule.name }));
    }
    if level >= Level::News && draft.syndicated_from.is_none() {
        draft.syndicated_from = notice::first_publisher(&page);
    }
    sort(&mut found);
    if level >= Level::News {
        look_for_languages(draft, &mut found);
    }
    if leaves_words(&draft.text, &found) {
        draft.removed = found;
    }
}

/// Whether a text holds nothing but what [`Level::Safe`] takes for furniture, such as the one word `Advertisement`.
pub fn is_only_furniture(draft: &Draft) -> bool {
    let mut found = within(&draft.text, Level::Safe);
    let gaps: Vec<Span> = found.iter().map(|it| it.span).collect();
    let text = blank(&draft.text, &gaps);
    let page = Page::new(&text, &draft.title);
    for find in RULES.iter().filter(|it| it.level == Level::Safe).filter_map(|it| it.lines) {
        found.extend(find(&page).into_iter().map(|span| Removed { span, rule: "" }));
    }
    sort(&mut found);
    !found.is_empty() && !leaves_words(&draft.text, &found)
}

/// Notes an article that is not in English, by what the other rules leave of it; in one that is, finds the paragraphs that
/// are not.
fn look_for_languages(draft: &mut Draft, found: &mut Vec<Removed>) {
    let gaps: Vec<Span> = found.iter().map(|it| it.span).collect();
    let text = blank(&draft.text, &gaps);
    match language::other_than_english(&text) {
        Some(code) => mend::note(&mut draft.noted, "language", 1, code.to_owned()),
        None => {
            let spans = language::foreign(&Page::new(&text, &draft.title));
            found.extend(spans.into_iter().map(|span| Removed { span, rule: FOREIGN }));
            sort(found);
        }
    }
}

fn mend_all(draft: &mut Draft) {
    for field in [&mut draft.text, &mut draft.title, &mut draft.author] {
        mend::mend_field(field, "html_entity", entity::unescape, &mut draft.noted);
        mend::mend_field(field, "mojibake", mojibake::mend, &mut draft.noted);
    }
}

/// What the rules within lines find: first tags, then the others in a text without tags.
fn within(text: &str, level: Level) -> Vec<Removed> {
    let removed = |rule: &'static str| move |span: Span| Removed { span, rule };
    let (first, others) = RULES.split_at(1);
    let tags = first[0].within.map_or_else(Vec::new, |find| find(text));
    let text = blank(text, &tags);
    let mut found: Vec<Removed> = tags.into_iter().map(removed(first[0].name)).collect();
    for rule in others.iter().filter(|it| it.level <= level) {
        let spans = rule.within.map_or_else(Vec::new, |find| find(&text));
        found.extend(spans.into_iter().map(removed(rule.name)));
    }
    sort(&mut found);
    found
}

/// `text` with spaces where `spans` are, line ends where they are tags that end a line.
fn blank<'a>(text: &'a str, spans: &[Span]) -> Cow<'a, str> {
    if spans.is_empty() {
        return Cow::Borrowed(text);
    }
    Cow::Owned(page::blanked(text, spans, |it| it.starts_with('<') && html::ends_line(it)))
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
        let spans: Vec<_> = draft.removed.iter().map(|it| it.span).collect();
        blank(&draft.text, &spans).into_owned()
    }

    /// `expected` as `rule:text`.
    fn check(text: &str, level: Level, expected: &[&str]) {
        let draft = cleaned("", text, level);
        let found: Vec<_> = draft.removed.iter().map(|it| format!("{}:{}", it.rule, it.span.of(&draft.text))).collect();
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
    fn a_text_of_furniture_alone_is_told() {
        for (text, expected) in [
            ("Advertisement", true),
            ("<p>ADVERTISEMENT</p>\n\nContinue reading the main story\n", true),
            ("Advertisement\n\nTalks began.", false),
            ("Talks", false),
            ("Copyright 2022 The River Post.", false),
            ("\u{2014}", false),
        ] {
            let draft = Draft { text: text.into(), ..Draft::default() };
            assert_eq!(is_only_furniture(&draft), expected, "{text}");
        }
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
        assert!(RULES.iter().all(|it| it.within.is_some() || it.lines.is_some() || it.name == RECURRING));
        assert!(NOTED.iter().all(|it| !names.contains(&it.name) && !it.about.is_empty() && it.level > Level::None));
        assert_eq!(RULES[0].name, "html_tag", "tags go before anything else is looked for within lines");
    }

    #[test]
    fn the_page_about_cleaning_lists_every_rule() {
        let page = include_str!("mod.rs");
        for (name, level) in
            RULES.iter().map(|it| (it.name, it.level)).chain(NOTED.iter().map(|it| (it.name, it.level)))
        {
            let row = format!("//! | `{name}` | {} |", if level == Level::Safe { "safe" } else { "news" });
            assert!(page.contains(&row), "{row}");
        }
    }

    #[test]
    fn what_is_mended_is_noted_and_spans_are_of_the_mended_text() {
        let mut draft = Draft {
            title: "The ministerâ€™s plan".into(),
            author: "JosÃ© &amp; Ann".into(),
            text: "The ministerâ€™s plan &amp; more.<br>Advertisement<br>It\u{ad} ended,\u{a0}then.".into(),
            ..Draft::default()
        };
        clean(&mut draft, Level::Safe);
        assert_eq!(draft.title, "The minister’s plan");
        assert_eq!(draft.author, "José & Ann");
        assert_eq!(draft.text, "The minister’s plan & more.<br>Advertisement<br>It\u{ad} ended,\u{a0}then.");
        let noted: Vec<_> = draft.noted.iter().map(|it| (it.rule, it.n)).collect();
        assert_eq!(noted, [("html_entity", 2), ("mojibake", 3), ("invisible", 1)]);
        assert_eq!(draft.noted[1].sample, "The ministerâ€™s plan & more.<br>Advertisement<br>It\u{ad} ended, then.");
        let removed: Vec<_> = draft.removed.iter().map(|it| (it.rule, it.span.of(&draft.text))).collect();
        assert_eq!(removed, [("html_tag", "<br>"), ("advertisement", "Advertisement"), ("html_tag", "<br>")]);
        let mut other = Draft { text: draft.text.replace('’', "â€™"), ..Draft::default() };
        clean(&mut other, Level::None);
        assert!(other.text.contains("â€™") && other.noted.is_empty());
    }

    #[test]
    fn an_article_in_another_language_is_noted_and_not_emptied() {
        let line = "Los ministros se reunieron el viernes junto al río y hablaron del plan durante horas.";
        let draft = cleaned("", &[line; 4].join("\n"), Level::News);
        assert!(draft.removed.is_empty());
        assert_eq!(draft.noted, [crate::corpus::Noted { rule: "language", n: 1, sample: "spa".into() }]);
        let english = "The ministers met on Friday by the river and spoke about the plan for hours.";
        check(&format!("{english}\n{line}\n{english}"), Level::News, &[&format!("foreign_language:{line}")]);
    }

    #[test]
    fn ten_megabytes_on_one_line_take_time_in_proportion() {
        for unit in ["a", "(", "<p>", "&amp;", "Ã¢â‚¬â„¢", "río ", "\u{200b}", "(a/", "@a ", "https://a "] {
            let text = unit.repeat(10_000_000 / unit.len());
            let begun = std::time::Instant::now();
            cleaned("", &text, Level::News);
            assert!(begun.elapsed().as_secs() < 20, "{unit}");
        }
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
        "<p>The talks <b>began</b></p><p>Advertisement</p>",
        "<script>if (a < b)",
        "</script>Share<br>Tweet",
        "(<i>Photo by</i> Ann Lee/AP)",
        "(Ann Lee/Reuters)",
        "Bo &amp;amp; Ann &lt;br&gt; &#8220;at last&#8221;",
        "The ministerâ€™s plan, cafÃ©",
        "Share Tweet Print",
        "Post a comment",
        "https://river.example/plan",
        "Support our journalism",
        "Follow Ann Lee on Twitter: @annlee",
        "The views expressed here are her own.",
        "Contributing: Ann Lee",
        "More: Boats cross",
        "Want River News in your inbox? Sign up here.",
        "Los ministros se reunieron el viernes junto al río y hablaron del plan durante horas.",
        "Story Continued Below",
        "wo\u{200b}rds\u{0}",
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
                    prop_assert!(draft.text.get(it.span.range()).is_some());
                    end = it.span.end;
                }
                let again = cleaned("The talks", &blanked(&draft), level);
                prop_assert!(again.removed.is_empty(), "{text:?}\n{:?}\n{:?}", draft.removed, again.removed);
                prop_assert!(again.noted.iter().all(|it| !["mojibake", "html_entity"].contains(&it.rule)));
                prop_assert_eq!(again.text, blanked(&draft));
            }
        }

        #[test]
        fn typography_changes_nothing(lines in prop::collection::vec(prop::sample::select(LINES), 0..14)) {
            let is_sound = |it: &&&str| mojibake::mend(it).is_none(); // another form of wrong letters is another wrong
            let lines: Vec<&str> = lines.iter().filter(is_sound).copied().collect();
            let plain = format!("{}\nThe end.", lines.join("\n"));
            let fancy = typeset(&plain);
            let taken = |text: &str| -> Vec<String> {
                let draft = cleaned("", text, Level::News);
                draft.removed.iter().map(|it| format!("{}:{}", it.rule, crate::text::fold(it.span.of(&draft.text)))).collect()
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
