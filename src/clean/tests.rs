//! Tests of cleaning as a whole.

use super::*;
use jiff::civil::Date;
use proptest::prelude::*;
use strum::IntoEnumIterator;

fn cleaned(title: &str, text: &str, level: Level) -> Draft {
    let mut draft = Draft { title: title.into(), text: text.into(), ..Draft::default() };
    clean(&mut draft, level);
    draft
}

fn blanked(draft: &Draft) -> String {
    let spans: Vec<_> = draft.removed.iter().map(|removed| removed.span).collect();
    blank(&draft.text, &spans).into_owned()
}

/// `expected` as `rule:text`.
fn check(text: &str, level: Level, expected: &[&str]) {
    let draft = cleaned("", text, level);
    let found: Vec<_> =
        draft.removed.iter().map(|removed| format!("{}:{}", removed.rule, removed.span.of(&draft.text))).collect();
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
fn a_text_of_boilerplate_alone_is_recognised() {
    for (text, expected) in [
        ("Advertisement", true),
        ("<p>ADVERTISEMENT</p>\n\nContinue reading the main story\n", true),
        ("Advertisement\n\nTalks began.", false),
        ("Talks", false),
        ("Copyright 2022 The River Post.", false),
        ("\u{2014}", false),
    ] {
        let draft = Draft { text: text.into(), ..Draft::default() };
        assert_eq!(is_only_boilerplate(&draft), expected, "{text}");
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
fn every_rule_but_those_about_the_whole_is_a_finder_once() {
    let others = [Rule::HtmlTag, Rule::Recurring, Rule::HtmlEntity, Rule::Mojibake, Rule::Invisible, Rule::Language];
    let mut rules: Vec<Rule> = FINDERS.iter().map(|finder| finder.rule).chain(others).collect();
    rules.sort();
    let mut all: Vec<Rule> = Rule::iter().collect();
    all.sort();
    assert_eq!(rules, all);
    assert!(all.iter().all(|rule| level(*rule) > Level::None));
}

#[test]
fn the_page_about_cleaning_lists_every_rule() {
    let page = include_str!("mod.rs");
    for rule in Rule::iter() {
        let of_level = if level(rule) == Level::Safe { "safe" } else { "news" };
        let row = format!("//! | `{rule}` | {of_level} | {} |", rule.about());
        assert!(page.contains(&row), "{row}");
    }
}

#[test]
fn what_is_repaired_is_noted_and_spans_are_of_the_repaired_text() {
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
    let noted: Vec<_> = draft.noted.iter().map(|noted| (noted.rule, noted.n)).collect();
    assert_eq!(noted, [(Rule::HtmlEntity, 2), (Rule::Mojibake, 3), (Rule::Invisible, 1)]);
    assert_eq!(draft.noted[1].sample, "The ministerâ€™s plan & more.<br>Advertisement<br>It\u{ad} ended, then.");
    let removed: Vec<_> = draft.removed.iter().map(|removed| (removed.rule, removed.span.of(&draft.text))).collect();
    assert_eq!(removed, [(Rule::HtmlTag, "<br>"), (Rule::Advertisement, "Advertisement"), (Rule::HtmlTag, "<br>")]);
    let mut other = Draft { text: draft.text.replace('’', "â€™"), ..Draft::default() };
    clean(&mut other, Level::None);
    assert!(other.text.contains("â€™") && other.noted.is_empty());
}

#[test]
fn an_article_in_another_language_is_noted_and_not_emptied() {
    let line = "Los ministros se reunieron el viernes junto al río y hablaron del plan durante horas.";
    let draft = cleaned("", &[line; 4].join("\n"), Level::News);
    assert!(draft.removed.is_empty());
    assert_eq!(draft.noted, [crate::corpus::Noted { rule: Rule::Language, n: 1, sample: "spa".into() }]);
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
fn the_seeds_lose_their_boilerplate_and_nothing_else() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/seeds");
    let Ok(files) = std::fs::read_dir(folder) else {
        println!("skipped: no ../shared");
        return;
    };
    let mut files: Vec<_> =
        files.map(|entry| entry.unwrap().path()).filter(|path| path.extension().unwrap() == "txt").collect();
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
        let rules: Vec<_> = draft.removed.iter().map(|removed| removed.rule.name()).collect();
        for removed in &draft.removed {
            println!("{}: {:?}", removed.rule, removed.span.of(&draft.text));
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
            for removed in &draft.removed {
                prop_assert!(removed.span.start >= end && removed.span.end > removed.span.start);
                prop_assert!(draft.text.get(removed.span.range()).is_some());
                end = removed.span.end;
            }
            let again = cleaned("The talks", &blanked(&draft), level);
            prop_assert!(again.removed.is_empty(), "{text:?}\n{:?}\n{:?}", draft.removed, again.removed);
            prop_assert!(again.noted.iter().all(|noted| ![Rule::Mojibake, Rule::HtmlEntity].contains(&noted.rule)));
            prop_assert_eq!(again.text, blanked(&draft));
        }
    }

    #[test]
    fn typography_changes_nothing(lines in prop::collection::vec(prop::sample::select(LINES), 0..14)) {
        let is_sound = |line: &&&str| mojibake::repair(line).is_none(); // another form of wrong letters is another wrong
        let lines: Vec<&str> = lines.iter().filter(is_sound).copied().collect();
        let plain = format!("{}\nThe end.", lines.join("\n"));
        let fancy = typeset(&plain);
        let taken = |text: &str| -> Vec<String> {
            let draft = cleaned("", text, Level::News);
            draft.removed.iter().map(|removed| format!("{}:{}", removed.rule, crate::text::fold(removed.span.of(&draft.text)))).collect()
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
