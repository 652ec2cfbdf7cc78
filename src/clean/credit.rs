//! Credits: who took the photograph, and who wrote.

use std::sync::LazyLock;

use regex::Regex;

use super::heading::N_TOP;
use super::page::{self, Page, begins};
use crate::text::{Span, fold};

/// Who sells photographs.
const AGENCY: &str = r"(?i:Getty(?: Images)?|AFP|AP(?: Photos?| Images)?|(?:The )?Associated Press|Reuters|EPA(?:-EFE)?|European Pressphoto Agency|Bloomberg(?: News)?|UPI|TNS|NurPhoto|Shutterstock|Alamy|Zuma(?: Press| Wire)?|Sipa(?: USA)?|(?:CQ )?Roll Call|iStock|SOPA Images|Anadolu(?: Agency)?|Xinhua|Polaris|Redux|LightRocket|Corbis|Pool)";

/// One to five words that may be a name.
const NAME: &str =
    r"[A-Z\x{80}-\x{10ffff}][^\s/|,]*(?: (?:[A-Z\x{80}-\x{10ffff}][^\s/|,]*|de|la|van|von|bin|al|der|dos|da)){0,4}";

static CREDIT: LazyLock<Regex> = LazyLock::new(|| {
    let credit = format!(
        r"^(?:{NAME} ?/ ?)+{AGENCY}(?:(?: via | ?/ ?| ?, ?){AGENCY})*$|^{AGENCY}(?: via {AGENCY}| ?/ ?(?:{NAME}|{AGENCY}))+(?:, ?(?:File|Pool))?$|^{NAME},? (?:via|for|—|\|) {AGENCY}$|^(?i:(?:AP|file) photos?|Getty Images?)$|^(?i:photo(?:graph|s)?|image|picture)(?: (?i:credit))? (?i:by|courtesy of):? {NAME}(?:[ /,|]+(?:(?:via|for|of|the|The) )*{NAME})*$|^(?i:(?:file )?photo(?:s|graph(?:er)?)?(?: credit| illustration)?|image(?: credit| source)?|picture|credit|illustration):|^(?i:toggle caption|hide caption) |^\({NAME} ?/ ?{AGENCY}\)$"
    );
    Regex::new(&credit).expect("the pattern is constant")
});

static CAPTION: LazyLock<Regex> = LazyLock::new(|| {
    let caption = format!(
        r"\| (?:{NAME} ?/ ?)*{AGENCY}$|[.?!'\x22)] (?:Photo|Photographer|Illustration): {NAME}(?:[ /,]+(?:for |via |The |the )*{NAME})*$"
    );
    Regex::new(&caption).expect("the pattern is constant")
});

static BRACKET: LazyLock<Regex> = LazyLock::new(|| {
    let bracket = format!(r"^\((?:{NAME} ?/ ?)+{AGENCY}(?:(?: via | ?/ ?| ?, ?){AGENCY})*\)$");
    Regex::new(&bracket).expect("the pattern is constant")
});

/// Bracketed credits, `(Photo by Ann Lee/Getty Images)`, `(Ann Lee/AP)`; the caption before one stays.
pub(super) fn brackets(text: &str) -> Vec<Span> {
    let mut found = labelled(text);
    found.extend(text.match_indices('(').filter_map(|(at, _)| agency_bracket(text, at)));
    found
}

/// The bracket that opens at byte `at`, if it holds a name, a slash and an agency.
fn agency_bracket(text: &str, at: usize) -> Option<Span> {
    const MAX: usize = 90;
    let bytes = &text.as_bytes()[at..text.len().min(at + MAX)];
    let end = at + 1 + bytes.iter().position(|it| matches!(it, b')' | b'\n'))?;
    let bracket = &text[at..end];
    let is_credit = bracket.ends_with(')') && bracket.contains('/') && BRACKET.is_match(&fold(bracket));
    is_credit.then(|| Span::new(at, end))
}

fn labelled(text: &str) -> Vec<Span> {
    const LABELS: &[&str] = &[
        "photo by",
        "photos by",
        "photo:",
        "photos:",
        "photo credit",
        "photograph by",
        "ap photo",
        "reuters photo",
        "file photo",
        "image:",
        "image credit",
    ];
    page::brackets(text, LABELS)
}

/// Lines that are a photograph's credit, or a caption with the credit behind it.
pub(super) fn photo(page: &Page) -> Vec<Span> {
    const MAX: usize = 160;
    let is_credit = |line: &str| line.chars().count() <= MAX && may_be_credit(line) && CREDIT.is_match(line);
    let hints = ["|", "Photo: ", "Photographer: ", "Illustration: "];
    let is_caption = |line: &str| hints.iter().any(|it| line.contains(it)) && CAPTION.is_match(line);
    page.find(|line| is_credit(line) || begins(line, "enlarge this image") || is_caption(line))
}

/// Whether it is worth looking closely: a credit has a slash, begins with its label, or is a name and an agency.
fn may_be_credit(line: &str) -> bool {
    const MAX_WORDS: usize = 9;
    const LABELS: &[&str] =
        &["photo", "image", "picture", "credit", "file photo", "illustration", "toggle caption", "hide caption"];
    let is_labelled = LABELS.iter().any(|it| begins(line, it));
    is_labelled || line.contains('/') || line.split_whitespace().nth(MAX_WORDS).is_none()
}

/// Lines near the top that name the author.
pub(super) fn byline(page: &Page) -> Vec<Span> {
    const MAX: usize = 120;
    let top = page.lines.iter().take(N_TOP).enumerate().filter(|it| it.1.short.chars().count() <= MAX);
    let found = top.filter(|(i, it)| {
        let by = it.short.strip_prefix("By ").or_else(|| it.short.strip_prefix("BY "));
        by.is_some_and(|it| is_author(it) || is_author_and_role(it)) || (*i > 0 && is_author_with_role(&it.short))
    });
    found.map(|it| it.1.span).collect()
}

/// What people are in a newsroom.
const ROLES: &[&str] = &[
    "correspondent",
    "reporter",
    "editor",
    "editor-in-chief",
    "contributor",
    "columnist",
    "writer",
    "bureau chief",
    "producer",
    "intern",
];

/// Whether what follows `By` is a name, or names, and perhaps the outlet and the day.
fn is_author(names: &str) -> bool {
    const MAX_WORDS: usize = 16;
    if ["the associated press", "associated press", "reuters", "staff"].iter().any(|it| names.eq_ignore_ascii_case(it))
    {
        return true;
    }
    let words: Vec<&str> = words(names).collect();
    (2..=MAX_WORDS).contains(&words.len())
        && !ends_a_sentence(names)
        && begins_with_name(&words)
        && all_may_be_names(&words)
}

/// Whether what follows `By` is a name and, behind a comma, what its bearer is in the newsroom.
fn is_author_and_role(line: &str) -> bool {
    const MAX_WORDS: usize = 5;
    let is_role =
        |role: &str| words(role).count() <= MAX_WORDS && ROLES.iter().any(|it| role.to_lowercase().ends_with(it));
    line.split_once(',').is_some_and(|(name, role)| is_author(name) && is_role(role))
}

/// Whether a line is a name with a role in the newsroom behind it.
fn is_author_with_role(line: &str) -> bool {
    const MAX_WORDS: usize = 9;
    let lower = line.to_lowercase();
    let words: Vec<&str> = words(line).collect();
    ROLES.iter().any(|it| lower.ends_with(it))
        && (3..=MAX_WORDS).contains(&words.len())
        && begins_with_name(&words)
        && all_may_be_names(&words)
}

fn words(line: &str) -> impl Iterator<Item = &str> {
    line.split(|it: char| it.is_whitespace() || matches!(it, ',' | '|' | '/' | '&' | '—' | ';' | '(' | ')'))
        .filter(|it| !it.is_empty() && *it != "-")
}

/// The first two words are capitalised, of letters, and not words that begin a phrase.
fn begins_with_name(words: &[&str]) -> bool {
    const OTHERS: &[&str] = &[
        "the",
        "a",
        "an",
        "all",
        "and",
        "any",
        "no",
        "now",
        "far",
        "then",
        "this",
        "that",
        "these",
        "those",
        "its",
        "his",
        "her",
        "their",
        "our",
        "my",
        "in",
        "on",
        "at",
        "to",
        "of",
        "for",
        "with",
        "from",
        "land",
        "air",
        "sea",
        "night",
        "day",
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
        "how",
        "why",
        "what",
        "who",
        "is",
        "or",
    ];
    let may_begin = |word: &&&str| {
        let is_of_letters = word.chars().all(|it| it.is_alphabetic() || matches!(it, '.' | '\'' | '-'));
        is_of_letters && is_capitalised(word) && !OTHERS.iter().any(|it| word.eq_ignore_ascii_case(it))
    };
    words.iter().take(2).filter(may_begin).count() == 2
}

/// Whether a line may be nothing but names and what links them.
pub(super) fn may_be_names(line: &str) -> bool {
    let words: Vec<&str> = words(line).collect();
    let is_name = |it: &&str| is_capitalised(it);
    all_may_be_names(&words) && words.iter().filter(|it| is_name(it)).count() >= 2
}

fn all_may_be_names(words: &[&str]) -> bool {
    const LINKS: &[&str] = &[
        "and", "of", "the", "for", "in", "de", "la", "van", "von", "der", "da", "dos", "bin", "al", "at", "a.m.",
        "p.m.",
    ];
    let may_be = |word: &&str| {
        is_capitalised(word) || LINKS.contains(word) || word.starts_with(|it: char| it.is_ascii_digit() || it == '@')
    };
    words.iter().all(may_be) && !words.iter().any(|it| it.eq_ignore_ascii_case("by"))
}

/// Whether a word begins with a capital letter.
pub(super) fn is_capitalised(word: &str) -> bool {
    word.chars().find(|it| it.is_alphanumeric()).is_some_and(char::is_uppercase)
}

fn ends_a_sentence(line: &str) -> bool {
    line.ends_with(['!', '?', ':'])
        || (line.ends_with('.') && !["Jr.", "Sr.", "M.D.", "a.m.", "p.m."].iter().any(|it| line.ends_with(it)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clean::page::check;

    #[test]
    fn credits_of_photographs_go() {
        check(
            photo,
            &[
                "Ann Lee/Getty Images",
                "Ann Le\u{301}e / AFP via Getty Images",
                "J. Ann Lee/Pool/AP",
                "AP Photo/Ann Lee, File",
                "REUTERS/Ann Lee",
                "Photo by Ann Lee/Getty Images",
                "Photo: Ann Lee",
                "Ministers at the river. | AP Photo",
                "Ministers at the river. Photo: Ann Lee/Zuma Press",
                "Enlarge this image toggle caption Ann Lee/AP",
                "Getty Images",
                "toggle caption Ann Lee/AP",
                "Hide caption Ministers at the river. Previous Next Ann Lee/AP",
                "The river in May. Photographer: Ann Lee/AFP via Getty Images",
                "Image source: YouTube",
            ],
            &[
                "Photos by the ministry show two boats.",
                "Reuters reported that the talks began.",
                "Ann Lee told the Associated Press",
                "The AP/NORC poll found little.",
                "He photographed the river.",
                "Photo by photo, she went on",
            ],
        );
    }

    #[test]
    fn bracketed_credits_go_and_captions_stay() {
        let text = "Ministers meet. (Photo by Ann Lee/Getty Images) They (the ministers) left. (AP Photo/Bo Roe) \
            End. (Ann L\u{e9}e/Reuters) The poll (AP/NORC) and/or (boats/rivers) (he/she) (Ann Lee/river";
        let mut found: Vec<_> = brackets(text).into_iter().map(|it| it.of(text)).collect();
        found.sort();
        assert_eq!(found, ["(AP Photo/Bo Roe)", "(Ann L\u{e9}e/Reuters)", "(Photo by Ann Lee/Getty Images)"]);
    }

    #[test]
    fn bylines_go() {
        check(
            byline,
            &[
                "By Jane Doe",
                "By Jane Q. Doe and John Roe, The River Post",
                "BY JANE DOE AND JOHN ROE",
                "By\u{a0}Jane Doe - River Times - Friday, May 3, 2020",
                "By The Associated Press",
                "By Jane Doe, border reporter",
                "Jane Doe White House Correspondent",
                "Jane Doe, Senior Political Reporter",
                "José Núñez | Editor",
            ],
            &[
                "By Friday the talks had ended",
                "BY THE NUMBERS",
                "By Land And By Sea",
                "By then, ministers had agreed.",
                "By Jane Doe’s count there were ten.",
                "By Jane Doe, the minister, who met a reporter.",
                "The minister met a reporter",
                "Jane Doe was once a reporter",
            ],
        );
    }

    #[test]
    fn a_byline_far_below_or_a_headline_above_stays() {
        let text = "1\n2\n3\n4\n5\n6\nBy Jane Doe";
        assert!(byline(&Page::new(text, "")).is_empty());
        assert!(byline(&Page::new("Minister Attacks White House Correspondent\nText.", "")).is_empty());
    }
}
