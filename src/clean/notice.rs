//! Notices: who published first, who helped, whose rights, and calls to subscribe.

use std::sync::LazyLock;

use regex::Regex;

use super::credit::may_be_names;
use super::page::{Page, bare, begins};
use crate::text::Span;

/// A notice: plain words (ASCII) one of which a line must hold, so that most lines cost next to nothing, and its form.
struct Notice {
    hint: Regex,
    form: Regex,
}

static SYNDICATION: LazyLock<Notice> = LazyLock::new(|| {
    notice(
        "originally |first ",
        r"^[^a-z0-9]*(?:this (?:article|story|column|piece|post|essay|op-ed|commentary|interview|report) (?:was |has )?(?:originally |first )|originally )(?:appeared|published|ran|posted)\b(?: (?:in|on|at|by|with) (.+))?",
    )
});

static CONTRIBUTED: LazyLock<Notice> = LazyLock::new(|| {
    notice(
        "contributed|reporting by",
        r#"\bcontributed (?:additional )?(?:reporting |research |writing )?to this (?:report|story|article|post|piece|dispatch)(?:[.,;:)\]—"'].*| from .*)?$|\bcontributed (?:additional )?reporting(?: from .*)?[.)\]]*$|^[^a-z0-9]*(?:additional )?reporting by .*(?:editing by|writing by|[^.]$)"#,
    )
});

static COPYRIGHT: LazyLock<Notice> = LazyLock::new(|| {
    notice(
        r"copyright|©|\(c\)|rights reserved|may not be",
        r"^[^a-z0-9©(]*(?:copyright[^a-z0-9©(]{0,3}(?:©|\(c\)|(?:19|20)[0-9]{2}\b)|©|\(c\) ?(?:19|20)[0-9]{2}\b)|\ball rights reserved\b|\bmay not be (?:published|reproduced|reprinted)\b.*\b(?:broadcast|rewritten|redistributed|permission)\b",
    )
});

static LICENCE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\bwithout charge to any (?:eligible )?(?:news )?publisher|\blicensing opportunities\b|\bcreative commons\b.{0,30}\blicen[cs]e|^[^a-z0-9]*(?:to )?(?:republish|reprint) (?:this|our) (?:article|story|content|work)\b|\b(?:reprinted|republished|used) (?:here )?(?:with|by) (?:the )?permission (?:of|from)\b",
    )
});

static NEWSLETTER: LazyLock<Notice> = LazyLock::new(|| {
    notice(
        "newsletter|inbox|mail alert|news alert|briefing|subscribe|sign ?up",
        r"^[^a-z0-9]*(?:newsletters?:? |please )?(?:sign ?up|subscribe|get (?:the|our|your|more|today|daily|all|breaking)|receive|join (?:our|the)|want (?:more|the|to)|never miss|don't miss|like what you|enjoy(?:ing)? (?:this|our|what)|stay (?:informed|up to date|on top|in the know)|to (?:get|receive|subscribe|sign up)|you can (?:sign up|subscribe|unsubscribe)|by (?:signing up|subscribing)|thank you for (?:signing|subscribing)|manage newsletters|follow us)\b",
    )
});

/// A call to sign up behind other words, such as who the author is.
static CALL: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)(?:^|[.?!:*—–;] ?)[^a-z0-9.?!\x22]*(?:sign ?up (?:here|now|today|for|to receive|to get)|subscribe (?:here|now|today|to)|(?:get|receive) .{0,80}\b(?:delivered|sent|straight|in|to) (?:to )?your inbox|want .{0,80}\binbox\b|click here to (?:subscribe|sign up))|\bby signing up,? you agree\b|\bclick here to subscribe\b|\bmeet your inbox\b|^[^a-z0-9]*newsletter sign-?up[^a-z0-9]*$",
    )
});

static NAMES_NEWSLETTER: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\bnewsletters?\b|\binbox\b|\be-?mail alerts?\b|\bnews alerts?\b|\b(?:daily|morning|evening) briefing\b",
    )
});

fn notice(hint: &str, form: &str) -> Notice {
    let hint = regex::RegexBuilder::new(hint).case_insensitive(true).build().expect("the pattern is constant");
    Notice { hint, form: pattern(&format!("(?i){form}")) }
}

impl Notice {
    fn is_match(&self, line: &str) -> bool {
        self.hint.is_match(line) && self.form.is_match(line)
    }
}

fn pattern(text: &str) -> Regex {
    Regex::new(text).expect("the pattern is constant")
}

/// A line that names the first publisher.
pub(super) fn syndication(page: &Page) -> Vec<Span> {
    page.find(|line| SYNDICATION.is_match(line))
}

/// The first publisher that a line names; `None` when there is no such line or it names only a day.
pub(super) fn first_publisher(page: &Page) -> Option<String> {
    page.lines.iter().find_map(|line| {
        let is_syndicated = SYNDICATION.hint.is_match(&line.short);
        let named = is_syndicated.then(|| SYNDICATION.form.captures(&line.short))??.get(1)?;
        publisher(named.as_str())
    })
}

/// The name at the start of `named`, up to what tells when, where and with whose leave.
fn publisher(named: &str) -> Option<String> {
    static BEHIND: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"[,;(—]|(?:[a-z\x{df}-\x{17f}]|\b[A-Z]{3,})[.!](?:\s|$)|\s(?:and (?:is|was|has|appears)|under|with|where|as|here|in|at|on (?:[A-Z][a-z]+|[0-9]+))\b",
        )
    });
    static DAY: LazyLock<Regex> = LazyLock::new(|| pattern(r"^(?:[A-Z][a-z]{2,8}\.? )?[0-9]{1,4}\b|^[A-Z][a-z]+day\b"));
    let end = BEHIND.find(named).map_or(named.len(), |behind| {
        let marks = behind.as_str().find(['.', '!']).unwrap_or(0); // the letter before a stop belongs to the name
        behind.start() + marks
    });
    let name = named[..end].trim().trim_matches(|c: char| !c.is_alphanumeric() && c != '!');
    (!name.is_empty() && !DAY.is_match(named)).then(|| name.to_owned())
}

/// A line that names who contributed.
pub(super) fn contributed(page: &Page) -> Vec<Span> {
    page.find(|line| CONTRIBUTED.is_match(line) || names_contributors(line))
}

/// `Contributing: Ann Lee`, `Ann Lee and Bo Roe contributed.`, `With AP wires`.
fn names_contributors(line: &str) -> bool {
    const MAX: usize = 200;
    const WIRES: &[&str] = &["wires", "wire reports", "wire services", "wire service reports", "news wires"];
    let line = bare(line);
    if line.len() > MAX {
        return false;
    }
    let names = line.strip_suffix(" contributed").filter(|names| may_be_names(names));
    let wires =
        || begins(line, "with ") && WIRES.iter().any(|wire| line.ends_with(wire)) && line.split(' ').count() <= 5;
    begins(line, "contributing:") || names.is_some() || wires()
}

/// A line of copyright, or on who may print this.
pub(super) fn copyright(page: &Page) -> Vec<Span> {
    let hints = ["icens", "without charge", "reative ", "epublish", "eprint", "ermission"];
    let is_licence = |line: &str| hints.iter().any(|hint| line.contains(hint)) && LICENCE.is_match(line);
    page.find(|line| COPYRIGHT.is_match(line) || is_licence(line))
}

/// A call to subscribe: it begins as one, and names the newsletter or is short.
pub(super) fn newsletter(page: &Page) -> Vec<Span> {
    const SHORT: usize = 25;
    page.find(|line| {
        let is_call = |line: &str| {
            let words = bare(line).to_lowercase();
            let is_bare = words.len() <= SHORT
                && ["sign up", "subscribe", "manage newsletters"].iter().any(|start| words.starts_with(start));
            is_bare || words.starts_with("subscribe to ") && words.len() <= 4 * SHORT || NAMES_NEWSLETTER.is_match(line)
        };
        NEWSLETTER.hint.is_match(line)
            && !line.starts_with('"') // what somebody said
            && ((NEWSLETTER.form.is_match(line) && is_call(line))
                || (NAMES_NEWSLETTER.is_match(line) && CALL.is_match(line)))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clean::page::check;

    #[test]
    fn lines_of_the_first_publisher_go() {
        check(
            syndication,
            &[
                "This article originally appeared in The River Post.",
                "This story was first published by the River Post",
                "Originally published in River Weekly",
            ],
            &[
                "The report was first published by a ministry.",
                "Originally, she came from the river.",
                "This article of the treaty first failed.",
            ],
        );
    }

    #[test]
    fn the_first_publisher_is_named() {
        for (line, expected) in [
            ("This article originally appeared in The River Post.", "The River Post"),
            ("This article originally appeared in\u{a0}The River Post.", "The River Post"),
            ("This story was originally published on River Weekly on May 3, 2020", "River Weekly"),
            ("This piece first appeared in the River Post. Sign up for it.", "the River Post"),
            ("This article was originally published on The Debate, and is republished here", "The Debate"),
            ("This article originally appeared on U.S. River & World Report.", "U.S. River & World Report"),
            ("This column first appeared in USA RIVER.", "USA RIVER"),
            ("This story was originally published on May 3, 2020", ""),
            ("The talks began.", ""),
        ] {
            let page = Page::new(line, "");
            assert_eq!(first_publisher(&page).unwrap_or_default(), expected, "{line}");
        }
    }

    #[test]
    fn contributors_go() {
        check(
            contributed,
            &[
                "Ann Lee contributed to this report.",
                "— Bo Roe and River News’ Ann Lee contributed to this article",
                "Ann Lee contributed reporting from Lima.",
                "Ann Lee contributed to this report, which was updated at 10 a.m.",
                "Reporting by Ann Lee; Editing by Bo Roe",
                "Contributing: Ann Lee, The Associated Press",
                "— Ann Lee and Bo Roe contributed.",
                "With Post wires",
            ],
            &[
                "How far drought contributed",
                "With Ann Lee, she repaired the wires and the boats, and the wires",
                "Drought contributed to this story of loss",
                "Three agencies contributed to the report.",
                "Reporting by the agency found two errors.",
            ],
        );
    }

    #[test]
    fn copyright_goes() {
        check(
            copyright,
            &[
                "© 2020 The River Post",
                "Copyright © 2020 River Post, LLC. Click here for permission.",
                "Copyright 2020 River Post",
                "(c) 2020 River",
                "This material may not be published, broadcast, rewritten or redistributed.",
                "River Post. All Rights Reserved",
                "Content created by the River Post is available without charge to any eligible news publisher.",
                "Republish this article for free",
                "Ann Lee’s column is used with permission of the River Post",
            ],
            &[
                "The licence was granted in May.",
                "Boats need permission of the ministers.",
                "Copyright law was the subject.",
                "The law (c) 12 says so.",
                "It may not be published until May.",
            ],
        );
    }

    #[test]
    fn calls_to_subscribe_go() {
        check(
            newsletter,
            &[
                "Sign up for Daily Newsletters",
                "Sign up for our newsletter here",
                "[Subscribe]",
                "Get the River Post delivered to your inbox.",
                "SUBSCRIBE TO THE RIVER POST",
                "Don’t miss a story: get our news alerts",
                "Ann Lee is an editor. Want River News in your inbox every day? Sign up here.",
                "River news delivered to your inbox: sign up for our newsletter",
                "Newsletter Sign-up",
                "RIVER DAILY The best of it. By signing up you agree to receive email newsletters.",
            ],
            &[
                "“Sign up for my newsletter,” the minister told them.",
                "Her inbox was full. Ministers signed up for it.",
                "Families can sign up for aid until May.",
                "Sign up for aid ends in May, ministers said.",
                "Her newsletter said the plan failed.",
                "Get the ministers to agree, she said.",
            ],
        );
    }
}
