//! Credits: who took the photograph, and who wrote.

use std::sync::LazyLock;

use regex::Regex;

use super::page::{self, N_TOP, Page, begins};
use crate::text::list::section;
use crate::text::{Span, fold};

/// Words of credits, in lower case but for the agencies.
struct Known {
    /// Who sells photographs, as a pattern: any of them, in any case.
    agency: String,
    /// How a credit in brackets begins.
    bracket_labels: Vec<&'static str>,
    /// How a line begins that may be a credit.
    line_labels: Vec<&'static str>,
    /// What people are in a newsroom.
    roles: Vec<&'static str>,
    /// Words with a capital that begin a phrase and no name.
    no_names: Vec<&'static str>,
    /// What may link names.
    links: Vec<&'static str>,
}

static KNOWN: LazyLock<Known> = LazyLock::new(|| {
    let words = |name| section(include_str!("credit.txt"), name);
    let agencies: Vec<String> = words("agencies").into_iter().map(regex::escape).collect();
    Known {
        agency: format!("(?i:{})", agencies.join("|")),
        bracket_labels: words("bracket labels"),
        line_labels: words("line labels"),
        roles: words("roles"),
        no_names: words("no names"),
        links: words("links"),
    }
});

/// One to five words that may be a name.
const NAME: &str =
    r"[A-Z\x{80}-\x{10ffff}][^\s/|,]*(?: (?:[A-Z\x{80}-\x{10ffff}][^\s/|,]*|de|la|van|von|bin|al|der|dos|da)){0,4}";

static CREDIT: LazyLock<Regex> = LazyLock::new(|| {
    let agency = &KNOWN.agency;
    let credit = format!(
        r"^(?:{NAME} ?/ ?)+{agency}(?:(?: via | ?/ ?| ?, ?){agency})*$|^{agency}(?: via {agency}| ?/ ?(?:{NAME}|{agency}))+(?:, ?(?:File|Pool))?$|^{NAME},? (?:via|for|—|\|) {agency}$|^(?i:(?:AP|file) photos?|Getty Images?)$|^(?i:photo(?:graph|s)?|image|picture)(?: (?i:credit))? (?i:by|courtesy of):? {NAME}(?:[ /,|]+(?:(?:via|for|of|the|The) )*{NAME})*$|^(?i:(?:file )?photo(?:s|graph(?:er)?)?(?: credit| illustration)?|image(?: credit| source)?|picture|credit|illustration):|^(?i:toggle caption|hide caption) |^\({NAME} ?/ ?{agency}\)$"
    );
    Regex::new(&credit).expect("the pattern is constant")
});

static CAPTION: LazyLock<Regex> = LazyLock::new(|| {
    let agency = &KNOWN.agency;
    let caption = format!(
        r"\| (?:{NAME} ?/ ?)*{agency}$|[.?!'\x22)] (?:Photo|Photographer|Illustration): {NAME}(?:[ /,]+(?:for |via |The |the )*{NAME})*$"
    );
    Regex::new(&caption).expect("the pattern is constant")
});

static BRACKET: LazyLock<Regex> = LazyLock::new(|| {
    let agency = &KNOWN.agency;
    let bracket = format!(r"^\((?:{NAME} ?/ ?)+{agency}(?:(?: via | ?/ ?| ?, ?){agency})*\)$");
    Regex::new(&bracket).expect("the pattern is constant")
});

/// Bracketed credits, `(Photo by Ann Lee/Getty Images)`, `(Ann Lee/AP)`; the caption before one stays.
pub(super) fn brackets(text: &str) -> Vec<Span> {
    let mut found = page::brackets(text, &KNOWN.bracket_labels);
    found.extend(text.match_indices('(').filter_map(|(at, _)| agency_bracket(text, at)));
    found
}

/// The bracket that opens at byte `at`, if it holds a name, a slash and an agency.
fn agency_bracket(text: &str, at: usize) -> Option<Span> {
    const MAX: usize = 90;
    let bytes = &text.as_bytes()[at..text.len().min(at + MAX)];
    let end = at + 1 + bytes.iter().position(|byte| matches!(byte, b')' | b'\n'))?;
    let bracket = &text[at..end];
    let is_credit = bracket.ends_with(')') && bracket.contains('/') && BRACKET.is_match(&fold(bracket));
    is_credit.then(|| Span::new(at, end))
}

/// Lines that are a photograph's credit, or a caption with the credit behind it.
pub(super) fn photo(page: &Page) -> Vec<Span> {
    const MAX: usize = 160;
    let is_credit = |line: &str| line.chars().count() <= MAX && may_be_credit(line) && CREDIT.is_match(line);
    let hints = ["|", "Photo: ", "Photographer: ", "Illustration: "];
    let is_caption = |line: &str| hints.iter().any(|hint| line.contains(hint)) && CAPTION.is_match(line);
    page.find(|line| is_credit(line) || begins(line, "enlarge this image") || is_caption(line))
}

/// Whether it is worth looking closely: a credit has a slash, begins with its label, or is a name and an agency.
fn may_be_credit(line: &str) -> bool {
    const MAX_WORDS: usize = 9;
    let is_labelled = KNOWN.line_labels.iter().any(|label| begins(line, label));
    is_labelled || line.contains('/') || line.split_whitespace().nth(MAX_WORDS).is_none()
}

/// Lines near the top that name the author.
pub(super) fn byline(page: &Page) -> Vec<Span> {
    const MAX: usize = 120;
    let top = page.lines.iter().take(N_TOP).enumerate().filter(|numbered| numbered.1.short.chars().count() <= MAX);
    let found = top.filter(|(i, line)| {
        let by = line.short.strip_prefix("By ").or_else(|| line.short.strip_prefix("BY "));
        by.is_some_and(|names| is_author(names) || is_author_and_role(names))
            || (*i > 0 && is_author_with_role(&line.short))
    });
    found.map(|numbered| numbered.1.span).collect()
}

/// Whether what follows `By` is a name, or names, and perhaps the outlet and the day.
fn is_author(names: &str) -> bool {
    const MAX_WORDS: usize = 16;
    if ["the associated press", "associated press", "reuters", "staff"]
        .iter()
        .any(|agency| names.eq_ignore_ascii_case(agency))
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
    let is_role = |role: &str| {
        words(role).count() <= MAX_WORDS && KNOWN.roles.iter().any(|end| role.to_lowercase().ends_with(end))
    };
    line.split_once(',').is_some_and(|(name, role)| is_author(name) && is_role(role))
}

/// Whether a line is a name with a role in the newsroom behind it.
fn is_author_with_role(line: &str) -> bool {
    const MAX_WORDS: usize = 9;
    let lower = line.to_lowercase();
    let words: Vec<&str> = words(line).collect();
    KNOWN.roles.iter().any(|role| lower.ends_with(role))
        && (3..=MAX_WORDS).contains(&words.len())
        && begins_with_name(&words)
        && all_may_be_names(&words)
}

fn words(line: &str) -> impl Iterator<Item = &str> {
    line.split(|c: char| c.is_whitespace() || matches!(c, ',' | '|' | '/' | '&' | '—' | ';' | '(' | ')'))
        .filter(|word| !word.is_empty() && *word != "-")
}

/// The first two words are capitalised, of letters, and not words that begin a phrase.
fn begins_with_name(words: &[&str]) -> bool {
    let may_begin = |word: &&&str| {
        let is_of_letters = word.chars().all(|c| c.is_alphabetic() || matches!(c, '.' | '\'' | '-'));
        is_of_letters && is_capitalised(word) && !KNOWN.no_names.iter().any(|other| word.eq_ignore_ascii_case(other))
    };
    words.iter().take(2).filter(may_begin).count() == 2
}

/// Whether a line may be nothing but names and what links them.
pub(super) fn may_be_names(line: &str) -> bool {
    let words: Vec<&str> = words(line).collect();
    let is_name = |word: &&str| is_capitalised(word);
    all_may_be_names(&words) && words.iter().filter(|word| is_name(word)).count() >= 2
}

fn all_may_be_names(words: &[&str]) -> bool {
    let may_be = |word: &&str| {
        is_capitalised(word) || KNOWN.links.contains(word) || word.starts_with(|c: char| c.is_ascii_digit() || c == '@')
    };
    words.iter().all(may_be) && !words.iter().any(|word| word.eq_ignore_ascii_case("by"))
}

/// Whether a word begins with a capital letter.
pub(super) fn is_capitalised(word: &str) -> bool {
    word.chars().find(|c| c.is_alphanumeric()).is_some_and(char::is_uppercase)
}

fn ends_a_sentence(line: &str) -> bool {
    line.ends_with(['!', '?', ':'])
        || (line.ends_with('.') && !["Jr.", "Sr.", "M.D.", "a.m.", "p.m."].iter().any(|end| line.ends_with(end)))
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
        let mut found: Vec<_> = brackets(text).into_iter().map(|span| span.of(text)).collect();
        found.sort();
        assert_eq!(found, ["(AP Photo/Bo Roe)", "(Ann L\u{e9}e/Reuters)", "(Photo by Ann Lee/Getty Images)"]);
    }

    #[test]
    fn every_list_of_words_is_there() {
        let Known { bracket_labels, line_labels, roles, no_names, links, .. } = &*KNOWN;
        let lengths = [bracket_labels, line_labels, roles, no_names, links].map(|words| words.len());
        assert_eq!(lengths, [11, 8, 10, 46, 17]);
        for agency in ["Getty", "getty images", "AP Photo", "The Associated Press", "EPA-EFE", "Pool"] {
            assert!(Regex::new(&format!("^{}$", KNOWN.agency)).unwrap().is_match(agency), "{agency}");
        }
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
