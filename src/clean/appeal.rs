//! The outlet about itself: how to reach its authors, whose opinions these are, and what it asks of readers.

use std::sync::LazyLock;

use regex::Regex;

use super::page::Page;
use crate::text::Span;

static CONTACT: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^[^a-z0-9]*(?:(?:please |you can |to |and )?(?:follow|find|like|friend) .{0,120}(?:@\w|\b(?:on|via) (?:twitter|facebook|instagram|linkedin)\b|twitter\.com/)|(?:please |you can |to )?(?:e-?mail|contact|reach|write to|tweet|send) .{0,120}(?:@\w|\[email.protected\])|(?:please )?(?:send|submit) (?:a |us |your )*(?:tips?|letters?|questions?|comments?|feedback) (?:to|here|in)\b|(?:got|have) (?:a|any) (?:news |confidential )?(?:tip|story idea|question)s?\b.{0,80}(?:@|\bemail|\bcontact|\bask\b|\btell us|$)|(?:twitter|facebook|instagram|e-?mail):? ?@?[\w.]+(?:@[\w.-]+)?$|@\w{2,30}$|\S+@[\w.-]+\.[a-z]{2,12}$|\[email.protected\]$)",
    )
});

static ABOUT_AUTHOR: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:follow|tweet|e-?mail|contact) (?:him|her|them|me|us)\b.{0,60}(?:@\w|\btwitter\b|\bfacebook\b|\binstagram\b|\[email.protected\])|\bcan be (?:reached|contacted|emailed|followed) (?:at|on|by|via)\b.{0,60}(?:@|[0-9]{3}|\bemail\b|\btwitter\b|\[email.protected\])",
    )
});

static DISCLAIMER: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:opinions?|views?)(?: and (?:opinions?|views?))? expressed (?:here(?:in)?\b|(?:in|on) this (?:commentary|article|column|piece|channel|post|site|page|op-ed|story)\b|by (?:columnists|contributors|commentators|guest|(?:the )?authors?\b)|are (?:those of the (?:author|writer)|solely|the author|his own|her own|their own))|\bthis is a rush transcript\b|\bcopy may not be in its final form\b|\bbased (?:in part )?on (?:news |wire )(?:service|agency)(?: wire)? reports\b",
    )
});

static APPEAL: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^[^a-z0-9]*(?:dear reader[^a-z0-9]*$|(?:please )?(?:consider )?(?:donate|donating) (?:now|today|here|to (?:us|support|our|help|keep))\b|(?:please |help (?:us )?|you can |consider )*support(?:ing)? (?:(?:our|us|independent|nonprofit|non-profit|quality|local|the) )?(?:\w+(?:'s)? )?(?:\w+ )?(?:journalism|newsroom|reporting)\b|(?:become|be) an? (?:member|subscriber|supporter|sponsor|patron)(?:$|[^a-z0-9 ]| (?:today|now)\b)|(?:please )?make a (?:tax-deductible )?(?:gift|donation|contribution) (?:now|today|to (?:us|support|our|help|keep))|help (?:us )?keep .{0,80}\b(?:donat|contribution|membership|gift|subscri)|subscribe (?:now|today|here|for (?:just|only|as little))\b|(?:start|begin|get) your (?:free )?(?:trial|first month|subscription)\b|(?:get |enjoy )?(?:unlimited|full) (?:digital )?access (?:to|for|from)\b|(?:already|not) (?:yet )?a (?:subscriber|member)\?|thank you for (?:supporting our|signing up|subscribing|reading (?:our|the|this)|being a (?:member|subscriber))|as a public service, (?:all|we).{0,60}\bfree\b|this (?:article|story|content) is (?:for|available to|exclusively for) (?:subscribers|members)\b)",
    )
});

fn pattern(text: &str) -> Regex {
    Regex::new(&format!("(?i){text}")).expect("the pattern is constant")
}

/// Lines that say how to reach or follow the author or the outlet.
pub(super) fn contact(page: &Page) -> Vec<Span> {
    const MAX: usize = 220;
    page.find(|line| {
        (line.len() <= MAX && CONTACT.is_match(line)) || (may_be_address(line) && ABOUT_AUTHOR.is_match(line))
    })
}

/// Whether it is worth looking closely.
fn may_be_address(line: &str) -> bool {
    line.contains('@') || line.contains("witter") || line.contains("protected]")
}

/// Lines that say whose opinions these are, or how the text was made.
pub(super) fn disclaimer(page: &Page) -> Vec<Span> {
    let hints = ["xpressed", "transcript", "wire "];
    page.find(|line| hints.iter().any(|hint| line.contains(hint)) && DISCLAIMER.is_match(line))
}

/// Lines that ask for money or offer a subscription.
pub(super) fn appeal(page: &Page) -> Vec<Span> {
    const MAX: usize = 300;
    page.find(|line| line.len() <= MAX && APPEAL.is_match(line))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clean::page::check;

    #[test]
    fn how_to_reach_the_author_goes() {
        check(
            contact,
            &[
                "Follow Ann Lee on Twitter: @annlee",
                "Follow @riverpost",
                "Follow us on Facebook.",
                "Write to Ann Lee at ann.lee@x.example",
                "Send letters to letters@x.example.",
                "Got a tip? Email us",
                "Have a tip we should know? [email protected]",
                "Ann Lee is a writer in Lima. Follow her on Twitter.",
                "Ann Lee can be reached at ann@x.example.",
                "ann.lee@x.example",
                "@annlee",
                "Twitter: @annlee",
            ],
            &[
                "Follow the money, ministers said on Friday.",
                "They follow the minister’s tweets.",
                "Contact with the boat was lost.",
                "Email is how they reached the minister on Twitter, she said.",
                "The minister wrote on Twitter that talks began.",
                "She can be reached by boat.",
                "Send in the boats, the minister tweeted.",
                "Twitter said no.",
                "Find the boats, he said",
            ],
        );
    }

    #[test]
    fn whose_opinions_these_are_goes() {
        check(
            disclaimer,
            &[
                "The opinions expressed by columnists are their own.",
                "Ann Lee is a writer. The views expressed in this commentary are solely hers.",
                "This is a rush transcript. Copy may not be in its final form.",
                "• This article is based in part on wire service reports.",
            ],
            &[
                "The views expressed by the minister angered many.",
                "She expressed her views on rivers.",
                "A transcript of the talks was published.",
                "The story is based on two reports.",
            ],
        );
    }

    #[test]
    fn appeals_go() {
        check(
            appeal,
            &[
                "Support River’s independent journalism",
                "Please support our journalism.",
                "Donate now",
                "Become a member today!",
                "Subscribe now for as little as $2 a month!",
                "Help us keep watch by making a donation today.",
                "Start your free trial",
                "Already a subscriber? Sign in",
                "Thank you for signing up.",
                "Make a tax-deductible gift to support our work",
            ],
            &[
                "Support for the plan fell.",
                "Support our troops, he said.",
                "Donations rose in May.",
                "Become a member of the river council, she told him, or leave.",
                "Subscribers fell by a tenth.",
                "Help us, they called from the boats.",
                "Thank you for coming, he said.",
                "Full access was denied to the boats.",
                "Not a member of the council, he left.",
            ],
        );
    }
}
