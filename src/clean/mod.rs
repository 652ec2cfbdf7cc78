//! Cleaning: repairs what was decoded wrongly, and finds what is boilerplate and not reporting.
//!
//! First the text, the title and the author are repaired: entities of HTML, and UTF-8 that was read as windows-1252. All
//! that follows, spans and offsets too, is of the repaired text. Then rules find spans (an advert, a byline, an embedded
//! tweet); what they found goes into `Draft::removed`, in order, and is left out of every count; the text keeps it. What
//! was repaired or only counted is in `Draft::noted`.
//!
//! The rules, [`Rule`], each from its [`level`] on, are few, named and blind to typography: curly or straight quotes, a space or a
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
//!   line ends), removes nothing more, and repairs nothing more;
//! - an article is never emptied: if nothing but boilerplate would be left out of it, nothing is removed
//!   ([`is_only_boilerplate`] tells of such an article whether it is one).
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
mod finder;
mod heading;
mod html;
mod invisible;
mod language;
mod mojibake;
mod notice;
mod page;
mod prefix;
mod related;
mod repair;
mod share;
#[cfg(test)]
mod tests;
mod tweet;

pub use crate::corpus::Rule;
pub use finder::level;

use std::borrow::Cow;
use std::cmp::Reverse;

use serde::{Deserialize, Serialize};

use crate::corpus::{Draft, Removed};
use crate::text::Span;
use finder::FINDERS;
use page::Page;

/// How much is taken for boilerplate.
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

/// Repairs entities of HTML and wrongly decoded letters in text, title and author; fills `removed` with what the rules
/// of `level` find in the repaired text, `noted` with what was repaired or counted, `date` from a date stamp if it is
/// empty, and `syndicated_from` from a line that names the first publisher. At [`Level::None`] nothing happens.
///
/// ```
/// use slantwise::clean::{Level, Rule, clean};
/// use slantwise::corpus::Draft;
///
/// let text = "Talks began &amp; ended.\nAdvertisement\nBo Roe contributed to this report.";
/// let mut draft = Draft { text: text.to_owned(), ..Draft::default() };
/// clean(&mut draft, Level::News);
/// assert!(draft.text.starts_with("Talks began & ended."));
/// assert_eq!((draft.noted[0].rule, draft.noted[0].n), (Rule::HtmlEntity, 1));
/// let removed: Vec<_> = draft.removed.iter().map(|removed| (removed.rule, removed.span.of(&draft.text))).collect();
/// assert_eq!(removed[0], (Rule::Advertisement, "Advertisement"));
/// assert_eq!(removed[1], (Rule::Contributed, "Bo Roe contributed to this report."));
/// ```
pub fn clean(draft: &mut Draft, level: Level) {
    draft.removed.clear();
    draft.noted.clear();
    if level == Level::None {
        return;
    }
    repair_all(draft);
    invisible::count(&draft.text, &mut draft.noted);
    if draft.date.is_none() {
        draft.date = prefix::day(&draft.text);
    }
    let mut found = within(&draft.text, level);
    let text = blank(&draft.text, &spans(&found));
    let page = Page::new(&text, &draft.title);
    // the language comes last: what the other rules leave tells it
    let others = FINDERS.iter().filter(|finder| finder.rule != Rule::ForeignLanguage);
    found.extend(on_lines(others, &page, level));
    if level >= Level::News && draft.syndicated_from.is_none() {
        draft.syndicated_from = notice::first_publisher(&page);
    }
    sort(&mut found);
    if level >= Level::News {
        find_languages(draft, &mut found);
    }
    if leaves_words(&draft.text, &found) {
        draft.removed = found;
    }
}

/// Whether a text holds nothing but what [`Level::Safe`] takes for boilerplate, such as the one word `Advertisement`.
pub fn is_only_boilerplate(draft: &Draft) -> bool {
    let mut found = within(&draft.text, Level::Safe);
    let text = blank(&draft.text, &spans(&found));
    found.extend(on_lines(FINDERS.iter(), &Page::new(&text, &draft.title), Level::Safe));
    sort(&mut found);
    !found.is_empty() && !leaves_words(&draft.text, &found)
}

/// Notes an article that is not in English, by what the other rules leave of it; in one that is, finds the paragraphs that
/// are not.
fn find_languages(draft: &mut Draft, found: &mut Vec<Removed>) {
    let text = blank(&draft.text, &spans(found));
    match language::other_than_english(&text) {
        Some(code) => repair::note(&mut draft.noted, Rule::Language, 1, code.to_owned()),
        None => {
            let lines = language::foreign(&Page::new(&text, &draft.title));
            found.extend(lines.into_iter().map(|span| Removed { span, rule: Rule::ForeignLanguage }));
            sort(found);
        }
    }
}

fn repair_all(draft: &mut Draft) {
    for field in [&mut draft.text, &mut draft.title, &mut draft.author] {
        repair::repair_field(field, Rule::HtmlEntity, entity::unescape, &mut draft.noted);
        repair::repair_field(field, Rule::Mojibake, mojibake::repair, &mut draft.noted);
    }
}

/// What the rules within lines find: first tags, then the others in a text without tags.
fn within(text: &str, level: Level) -> Vec<Removed> {
    let tags = html::tags(text);
    let text = blank(text, &tags);
    let mut found: Vec<Removed> = tags.into_iter().map(|span| Removed { span, rule: Rule::HtmlTag }).collect();
    for finder in FINDERS.iter().filter(|finder| self::level(finder.rule) <= level) {
        let spans = finder.within.map_or_else(Vec::new, |find| find(&text));
        found.extend(spans.into_iter().map(|span| Removed { span, rule: finder.rule }));
    }
    sort(&mut found);
    found
}

/// What the rules of `level` among `finders` find on the lines of a page.
fn on_lines<'a>(finders: impl Iterator<Item = &'a finder::Finder>, page: &Page<'_>, level: Level) -> Vec<Removed> {
    let mut found = Vec::new();
    for finder in finders.filter(|finder| self::level(finder.rule) <= level) {
        let spans = finder.lines.map_or_else(Vec::new, |find| find(page));
        found.extend(spans.into_iter().map(|span| Removed { span, rule: finder.rule }));
    }
    found
}

fn spans(found: &[Removed]) -> Vec<Span> {
    found.iter().map(|removed| removed.span).collect()
}

/// `text` with spaces where `spans` are, line ends where they are tags that end a line.
fn blank<'a>(text: &'a str, spans: &[Span]) -> Cow<'a, str> {
    if spans.is_empty() {
        return Cow::Borrowed(text);
    }
    Cow::Owned(page::blanked(text, spans, |stretch| stretch.starts_with('<') && html::ends_line(stretch)))
}

/// In order, without what lies in another; the sort is stable, so the first rule to find a stretch keeps it.
fn sort(found: &mut Vec<Removed>) {
    found.sort_by_key(|removed| (removed.span.start, Reverse(removed.span.end)));
    let mut end = 0;
    found.retain(|removed| {
        let is_new = removed.span.start >= end && removed.span.end > removed.span.start;
        if is_new {
            end = removed.span.end;
        }
        is_new
    });
}

/// Whether a letter or digit is left.
fn leaves_words(text: &str, removed: &[Removed]) -> bool {
    let starts = std::iter::once(0).chain(removed.iter().map(|removed| removed.span.end as usize));
    let ends = removed.iter().map(|removed| removed.span.start as usize).chain(std::iter::once(text.len()));
    starts.zip(ends).any(|(start, end)| text[start..end].contains(char::is_alphanumeric))
}
