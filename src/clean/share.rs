//! Controls of the page: buttons to share, players, galleries, comments; and lines that are only an address.

use std::sync::LazyLock;

use regex::Regex;

use super::page::{Page, bare};
use crate::text::Span;
use crate::text::list::section;

/// What buttons say; a line of nothing else is a row of buttons.
static BUTTONS: LazyLock<Vec<&'static str>> = LazyLock::new(|| section(LIST, "buttons"));

/// Those that are a button also when they stand alone.
static ALONE: LazyLock<Vec<&'static str>> = LazyLock::new(|| section(LIST, "alone"));

const LIST: &str = include_str!("share.txt");

static CONTROL: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^[^a-z0-9]*(?:read or share this (?:story|article|post)\b|share (?:this (?:article|story|post|page|video|entry|on)\b|on (?:facebook|twitter|linkedin|pinterest|whatsapp|reddit)|all sharing options|via\b|article$|story$)|sharing options\b|click to (?:share|print|email|tweet)\b|(?:e-?mail|print|tweet|save|bookmark) this (?:article|story|post|page)\b|copy this code\b|link copied|copy link|listen to (?:this )?article\b|(?:please )?enable javascript\b|(?:your browser|this browser) (?:does not|doesn't|do not) support|this video is (?:not|no longer) available|play video|play audio|video player (?:is )?loading|(?:prev|previous|next) image\b|image [0-9]+ of [0-9]+|(?:open|view|hide|show) (?:image|photo|slideshow|full) ?(?:gallery|screen|caption|images|photos)|skip to (?:main )?content|(?:back|scroll|jump) to (?:the )?(?:top|comments)|tap here to|swipe (?:left|right|to)|embed .*\bcopy this code\b)",
    )
});

static COMMENTS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^[^a-z0-9]*(?:(?:view|show|hide|post|leave|add|see|load|write|read) (?:a |all |your |the |more |[0-9,]+ )?comments?(?:$|[^a-z0-9 ]| (?:below|here|on this))|comments? (?:are|is) (?:now )?(?:closed|moderated|disabled|welcome|open|subject to|not available)|(?:our )?comment(?:s|ing)? (?:policy|guidelines|rules)\b|this comment(?:s|ing) section\b|[0-9,]+ comments?$|(?:join|start) the (?:conversation|discussion)(?:$|[^a-z0-9 ])|(?:please )?(?:sign|log) ?in to (?:post a |leave a )?comment|to (?:post|leave|add) a comment|(?:tell us|let us know|share your (?:thoughts|opinion|views)|sound off|weigh in)\b.{0,60}\b(?:comments?|below)\b)",
    )
});

static ADDRESS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^(?:[^a-z0-9]|link:|url:|source:|via|(?:shortened |short )?url for this (?:post|story|article):)*(?:(?:https?://|www\.|pic\.twitter\.com/|t\.co/|bit\.ly/)\S+[\s|,]*)+$",
    )
});

fn pattern(text: &str) -> Regex {
    Regex::new(&format!("(?i){text}")).expect("the pattern is constant")
}

/// Lines of buttons, and what stands beside players and galleries.
pub(super) fn control(page: &Page) -> Vec<Span> {
    const MAX: usize = 160;
    page.find(|line| line.len() <= MAX && (is_buttons(line) || CONTROL.is_match(line)))
}

/// Whether a line holds nothing but buttons.
fn is_buttons(line: &str) -> bool {
    const MAX: usize = 60;
    if line.len() > MAX {
        return false;
    }
    let is_mark = |c: char| !c.is_ascii_alphanumeric() && c != '-';
    let mut n_words = 0;
    let mut is_alone = false;
    for word in line.split(|c: char| c.is_whitespace() || matches!(c, '|' | '/' | ',')) {
        let word = word.trim_matches(is_mark);
        if word.is_empty() {
            continue;
        }
        if !BUTTONS.iter().any(|button| button.eq_ignore_ascii_case(word)) {
            return false;
        }
        n_words += 1;
        is_alone |= ALONE.iter().any(|button| button.eq_ignore_ascii_case(word));
    }
    match n_words {
        0 => false,
        1 => is_alone && !line.ends_with(['?', '!']),
        _ => is_alone || n_words > 2,
    }
}

/// Calls to comment, and how comments are kept.
pub(super) fn comments(page: &Page) -> Vec<Span> {
    const MAX: usize = 250;
    page.find(|line| line.len() <= MAX && COMMENTS.is_match(line))
}

/// Lines that are only an address of the web.
pub(super) fn address(page: &Page) -> Vec<Span> {
    let may_be = |line: &str| line.contains('/') || line.contains("www.") || line.contains("WWW.");
    page.find(|line| may_be(line) && ADDRESS.is_match(bare_ends(line)))
}

fn bare_ends(line: &str) -> &str {
    if bare(line).is_empty() { "" } else { line.trim() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clean::page::check;

    #[test]
    fn rows_of_buttons_go() {
        check(
            control,
            &[
                "SHARE THIS ARTICLE Share Tweet Post Email",
                "Share | Tweet | Print",
                "Share this: Pocket",
                "Facebook Twitter Email",
                "Loading...",
                "CLOSE",
                "Link Copied",
                "Click to share on Twitter (Opens in new window)",
                "Read or Share this story: https://x.example/1",
                "Please enable Javascript to watch this video",
                "prev Image 2 of 2",
                "Your browser doesn’t support HTML5 audio.",
            ],
            &[
                "Share prices fell.",
                "Facebook",
                "Twitter and Facebook fell",
                "Close to the river, ministers met",
                "They share this view",
                "Print is not dead",
                "Post",
                "Share the river, ministers said.",
                "More",
                "Play on",
                "Enough!",
            ],
        );
    }

    #[test]
    fn calls_to_comment_go() {
        check(
            comments,
            &[
                "Post a comment",
                "View 12 comments",
                "Comments are closed.",
                "Comments are moderated and may be removed.",
                "Comment policy: be kind",
                "12 Comments",
                "Join the conversation",
                "Tell us what you think in the comments below.",
                "This commenting section is kept by a third party.",
            ],
            &[
                "Comments by the minister angered many.",
                "His comments are appalling, she said.",
                "Read comments by the minister and others with care.",
                "Commenting on the plan, she said no.",
                "They joined the conversation about rivers",
                "Tell us more, she said.",
            ],
        );
    }

    #[test]
    fn lines_of_addresses_go() {
        check(
            address,
            &[
                "https://x.example/a?b=c",
                "www.river.example",
                "pic.twitter.com/abc",
                "Shortened URL for this post: http://x.example/1",
                "<https://x.example/1> | https://x.example/2",
            ],
            &["See https://x.example/a", "https://x.example/a is the plan", "and/or", "Rivers/boats"],
        );
    }
}
