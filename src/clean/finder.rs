//! The rules that take something out, with the functions that find it.

use super::page::Page;
use super::{Level, Rule, advert, appeal, caps, credit, heading, language, notice, related, share, tweet};
use crate::text::Span;

/// A rule, and how it finds what it is about.
pub(super) struct Finder {
    pub rule: Rule,
    pub within: Option<Within>,
    pub lines: Option<Lines>,
}

/// Finds stretches within a line, in the text as it stands, but for its tags.
type Within = fn(&str) -> Vec<Span>;

/// Finds lines, blind to what was found within them.
type Lines = fn(&Page<'_>) -> Vec<Span>;

/// All that find something in one article, but for [`Rule::HtmlTag`], which goes before them. Of two that find the same
/// stretch, the first is named.
pub(super) const FINDERS: &[Finder] = &[
    within(Rule::DatePrefix, super::prefix::date),
    lines(Rule::Advertisement, advert::advertisement),
    lines(Rule::AppCall, advert::app_call),
    lines(Rule::FontSize, advert::font_size),
    lines(Rule::PageControl, share::control),
    lines(Rule::CommentSection, share::comments),
    lines(Rule::Link, share::address),
    lines(Rule::EmbeddedTweet, tweet::embedded),
    lines(Rule::Syndication, notice::syndication),
    lines(Rule::Contributed, notice::contributed),
    lines(Rule::Copyright, notice::copyright),
    lines(Rule::Newsletter, notice::newsletter),
    lines(Rule::Appeal, appeal::appeal),
    lines(Rule::Contact, appeal::contact),
    lines(Rule::Disclaimer, appeal::disclaimer),
    both(Rule::Related, related::brackets, related::lines),
    both(Rule::PhotoCredit, credit::brackets, credit::photo),
    lines(Rule::Byline, credit::byline),
    lines(Rule::Title, heading::title),
    lines(Rule::CrossLink, caps::cross_link),
    lines(Rule::ForeignLanguage, language::foreign),
];

const fn within(rule: Rule, find: Within) -> Finder {
    Finder { rule, within: Some(find), lines: None }
}

const fn lines(rule: Rule, find: Lines) -> Finder {
    Finder { rule, within: None, lines: Some(find) }
}

const fn both(rule: Rule, find_within: Within, find_lines: Lines) -> Finder {
    Finder { rule, within: Some(find_within), lines: Some(find_lines) }
}

/// The lowest level at which a rule is used.
pub fn level(rule: Rule) -> Level {
    match rule {
        Rule::HtmlTag
        | Rule::DatePrefix
        | Rule::Advertisement
        | Rule::AppCall
        | Rule::FontSize
        | Rule::PageControl
        | Rule::CommentSection
        | Rule::Link
        | Rule::HtmlEntity
        | Rule::Mojibake
        | Rule::Invisible => Level::Safe,
        Rule::EmbeddedTweet
        | Rule::Syndication
        | Rule::Contributed
        | Rule::Copyright
        | Rule::Newsletter
        | Rule::Appeal
        | Rule::Contact
        | Rule::Disclaimer
        | Rule::Related
        | Rule::PhotoCredit
        | Rule::Byline
        | Rule::Title
        | Rule::CrossLink
        | Rule::ForeignLanguage
        | Rule::Recurring
        | Rule::Language => Level::News,
    }
}
