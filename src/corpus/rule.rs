//! The rules of cleaning: what they are called, and what each finds.

use std::cmp::Ordering;

use serde::{Deserialize, Serialize};
use strum::{Display, EnumIter, IntoStaticStr};

/// A rule of cleaning, in the order in which [`crate::clean`] lists them.
///
/// Rules are sorted by their names, as the rows of tables are.
///
/// ```
/// use slantwise::corpus::Rule;
/// assert_eq!(Rule::PhotoCredit.name(), "photo_credit");
/// assert_eq!(Rule::PhotoCredit.about(), "a photograph's credit");
/// assert!(Rule::Byline < Rule::HtmlTag);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Display, EnumIter, IntoStaticStr, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
#[non_exhaustive]
pub enum Rule {
    /// A tag of HTML, or a script with what is in it.
    HtmlTag,
    /// A date stamp before the text.
    DatePrefix,
    /// A line that only marks an advertisement.
    Advertisement,
    /// A call to click or to install an app.
    AppCall,
    /// The page's control of its font size.
    FontSize,
    /// Buttons to share, players and galleries.
    PageControl,
    /// A call to comment, or how comments are kept.
    CommentSection,
    /// A line that is only an address of the web.
    Link,
    /// A paragraph that is a post from a social network: other people's words, and not boilerplate.
    EmbeddedTweet,
    /// A line that names the first publisher.
    Syndication,
    /// A line that names who contributed.
    Contributed,
    /// A line of copyright, or on who may print this.
    Copyright,
    /// A call to sign up for a newsletter.
    Newsletter,
    /// A call for money, or an offer of a subscription.
    Appeal,
    /// How to reach or follow the author or the outlet.
    Contact,
    /// Whose opinions these are, how the text was made.
    Disclaimer,
    /// A link to another article.
    Related,
    /// A photograph's credit.
    PhotoCredit,
    /// A line near the top that names the author.
    Byline,
    /// The headline, repeated or above the author's line.
    Title,
    /// A headline in capitals that links to another article.
    CrossLink,
    /// A paragraph that is not in English.
    ForeignLanguage,
    /// A sentence that its outlet repeats in one article after another: the one rule that needs to know other articles.
    Recurring,
    /// An entity of HTML: `&amp;` and its like.
    HtmlEntity,
    /// Wrongly decoded letters.
    Mojibake,
    /// Characters that cannot be seen.
    Invisible,
    /// An article that is not in English.
    Language,
}

impl Rule {
    /// Its name, as in the table of cleaning: `html_tag`.
    pub fn name(self) -> &'static str {
        self.into()
    }

    /// What it finds, in a few words.
    pub fn about(self) -> &'static str {
        match self {
            Self::HtmlTag => "a tag of HTML, or a script with what is in it",
            Self::DatePrefix => "a date stamp before the text",
            Self::Advertisement => "a line that only marks an advertisement",
            Self::AppCall => "a call to click or to install an app",
            Self::FontSize => "the page's control of its font size",
            Self::PageControl => "buttons to share, players and galleries",
            Self::CommentSection => "a call to comment, or how comments are kept",
            Self::Link => "a line that is only an address of the web",
            Self::EmbeddedTweet => "a paragraph that is a post from a social network",
            Self::Syndication => "a line that names the first publisher",
            Self::Contributed => "a line that names who contributed",
            Self::Copyright => "a line of copyright, or on who may print this",
            Self::Newsletter => "a call to sign up for a newsletter",
            Self::Appeal => "a call for money, or an offer of a subscription",
            Self::Contact => "how to reach or follow the author or the outlet",
            Self::Disclaimer => "whose opinions these are, how the text was made",
            Self::Related => "a link to another article",
            Self::PhotoCredit => "a photograph's credit",
            Self::Byline => "a line near the top that names the author",
            Self::Title => "the headline, repeated or above the author's line",
            Self::CrossLink => "a headline in capitals that links to another article",
            Self::ForeignLanguage => "a paragraph that is not in English",
            Self::Recurring => "a sentence that its outlet repeats in one article after another",
            Self::HtmlEntity => "an entity of HTML, mended: &amp; and its like",
            Self::Mojibake => "wrongly decoded letters, mended",
            Self::Invisible => "characters that cannot be seen, counted",
            Self::Language => "the article is not in English; the sample is its language (ISO 639-3)",
        }
    }
}

impl Ord for Rule {
    fn cmp(&self, other: &Self) -> Ordering {
        self.name().cmp(other.name())
    }
}

impl PartialOrd for Rule {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use strum::IntoEnumIterator;

    use super::*;

    #[test]
    fn rules_have_names_of_their_own_and_are_sorted_by_them() {
        let sorted: BTreeSet<Rule> = Rule::iter().collect();
        assert_eq!(sorted.len(), Rule::iter().count());
        assert!(sorted.iter().map(|rule| rule.name()).is_sorted());
        assert_eq!(Rule::HtmlEntity.to_string(), "html_entity");
    }
}
