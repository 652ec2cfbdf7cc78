//! A text with its quotes, boilerplate and hits marked: no character is lost, none is added.
//!
//! Quotes, boilerplate and hits may overlap in any way, so the text is cut wherever one of them begins or ends, and
//! every piece is wrapped in what covers it. A mark holds numbers only: its frame (a class), its pattern (for the list of
//! patterns in the legend), and in a hit of several pieces that of the hit in its text; badges and what stands for folded boilerplate come from attributes that the style shows.

use super::legend::Legend;
use super::show::{escape_into, put};
use crate::corpus::Removed;
use crate::text::Span;

/// What is marked in a text.
pub(in crate::report) struct Layers<'a> {
    /// Direct quotes, ascending, disjoint.
    pub quotes: &'a [Quoted],
    /// Boilerplate, ascending, disjoint.
    pub removed: &'a [Removed],
    /// Hits, in the order of the text.
    pub hits: &'a [Mark],
}

/// A direct quote.
pub(in crate::report) struct Quoted {
    /// Where it stands.
    pub span: Span,
    /// Who says it and by which verb; empty where nobody is named.
    pub speaker: String,
}

/// A hit to be marked.
pub(in crate::report) struct Mark {
    /// Where it stands.
    pub span: Span,
    /// Its badge's position in the legend.
    pub badge: usize,
    /// What the mark says of it.
    pub note: Note,
}

/// What a mark says of its hit.
#[derive(Clone)]
pub(in crate::report) enum Note {
    /// The position of its pattern in the frame, and whether a negating word stands shortly before it.
    Pattern { number: u32, negated: Option<bool> },
    /// What a pointer held over it says.
    Title(String),
}

/// The first `end` bytes of `text` (a character boundary) with all layers.
pub(in crate::report) fn marked(text: &str, end: usize, layers: &Layers<'_>, legend: &Legend) -> String {
    let mut html = String::with_capacity(end * 2);
    let covers = |span: &Span, at: usize| span.range().contains(&at);
    let mut around = (None, None);
    for (from, to) in pieces(end, layers) {
        let quote = layers.quotes.iter().position(|quote| covers(&quote.span, from));
        let removed = layers.removed.iter().position(|removed| covers(&removed.span, from));
        if (quote, removed) != around {
            close(&mut html, around);
            if let Some(quote) = quote {
                open_quote(&mut html, &layers.quotes[quote]);
            }
            if let Some(removed) = removed {
                put(&mut html, format_args!("<del data-rule=\"{}\"><span>", layers.removed[removed].rule));
            }
            around = (quote, removed);
        }
        let mut n_open = 0;
        for (i, hit) in layers.hits.iter().enumerate().filter(|(_, hit)| covers(&hit.span, from)) {
            open_mark(&mut html, hit, from, legend);
            if hit.span.range().len() > to - from {
                put(&mut html, format_args!(" data-h=\"{i}\""));
            }
            html.push('>');
            n_open += 1;
        }
        escape_into(&mut html, &text[from..to]);
        (0..n_open).for_each(|_| html.push_str("</mark>"));
    }
    close(&mut html, around);
    html
}

fn open_quote(html: &mut String, quote: &Quoted) {
    html.push_str("<span class=\"quote\"");
    if !quote.speaker.is_empty() {
        html.push_str(" title=\"");
        escape_into(html, &quote.speaker);
        html.push('"');
    }
    html.push('>');
}

/// The tag, but for its end, of the piece from `at`; only the piece at which a hit begins says what it is.
fn open_mark(html: &mut String, hit: &Mark, at: usize, legend: &Legend) {
    let badge = &legend.badges[hit.badge];
    let begins = hit.span.start as usize == at;
    put(html, format_args!("<mark class=\"{}\"", badge.class));
    if begins {
        html.push_str(" data-badge=\"");
        escape_into(html, &badge.letters);
        html.push('"');
    }
    match &hit.note {
        Note::Pattern { number, negated } if begins => {
            put(html, format_args!(" data-p=\"{number}\""));
            if *negated == Some(true) {
                html.push_str(" data-n");
            }
        }
        Note::Pattern { .. } => {}
        Note::Title(title) => {
            html.push_str(" title=\"");
            escape_into(html, title);
            html.push('"');
        }
    }
}

/// The pieces between the places where a layer begins or ends.
fn pieces(end: usize, layers: &Layers<'_>) -> Vec<(usize, usize)> {
    let spans = layers.quotes.iter().map(|quote| quote.span);
    let spans = spans.chain(layers.removed.iter().map(|removed| removed.span));
    let spans = spans.chain(layers.hits.iter().map(|hit| hit.span));
    let mut cuts: Vec<usize> =
        spans.flat_map(|span| [span.start as usize, span.end as usize]).filter(|at| *at < end).collect();
    cuts.extend([0, end]);
    cuts.sort_unstable();
    cuts.dedup();
    cuts.windows(2).map(|two| (two[0], two[1])).collect()
}

fn close(html: &mut String, around: (Option<usize>, Option<usize>)) {
    if around.1.is_some() {
        html.push_str("</span></del>");
    }
    if around.0.is_some() {
        html.push_str("</span>");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::Rule;
    use crate::report::html::legend::testing::legend;
    use crate::report::html::testing::text_of;
    use proptest::prelude::*;

    fn mark(start: usize, end: usize, badge: usize) -> Mark {
        Mark { span: Span::new(start, end), badge, note: Note::Pattern { number: 7, negated: None } }
    }

    fn quoted(span: Span) -> Quoted {
        Quoted { span, speaker: "a \"title\" <b>".into() }
    }

    #[test]
    fn an_overlap_is_cut_and_each_badge_stands_once() {
        let layers = Layers { quotes: &[], removed: &[], hits: &[mark(0, 4, 0), mark(2, 6, 1)] };
        let html = marked("abcdef", 6, &layers, &legend(2));
        assert_eq!(html.matches("data-badge=\"AA\"").count(), 1, "{html}");
        assert_eq!(html.matches("data-badge=\"BB\"").count(), 1, "{html}");
        assert_eq!(html.matches("data-p=\"7\"").count(), 2, "{html}");
        assert_eq!(html.matches("<mark").count(), 4, "{html}"); // ab: A; cd: A and B; ef: B
        assert_eq!(html.matches("data-h=\"0\"").count(), 2, "{html}");
        assert_eq!(html.matches("data-h=\"1\"").count(), 2, "{html}");
        assert_eq!(text_of(&html), "abcdef");
    }

    #[test]
    fn a_negated_hit_says_so_and_no_other() {
        let hit = |start: usize, negated| Mark {
            note: Note::Pattern { number: 7, negated: Some(negated) },
            ..mark(start, start + 1, 0)
        };
        let hits = [hit(0, true), hit(2, false)];
        let html = marked("abc", 3, &Layers { quotes: &[], removed: &[], hits: &hits }, &legend(1));
        assert_eq!(html.matches(" data-n>").count(), 1, "{html}");
    }

    #[test]
    fn a_rule_names_what_was_left_out() {
        let removed = [Removed { span: Span::new(2, 4), rule: Rule::Advertisement }];
        let quotes = [Quoted { span: Span::new(0, 3), speaker: String::new() }];
        let html = marked("abcdef", 6, &Layers { quotes: &quotes, removed: &removed, hits: &[] }, &legend(1));
        let del = "<del data-rule=\"advertisement\"><span>";
        let expected = format!(
            "<span class=\"quote\">ab</span><span class=\"quote\">{del}c</span></del></span>{del}d</span></del>ef"
        );
        assert_eq!(html, expected);
    }

    #[test]
    fn a_speaker_is_escaped() {
        let html = marked("ab", 2, &Layers { quotes: &[quoted(Span::new(0, 2))], removed: &[], hits: &[] }, &legend(1));
        assert_eq!(html, "<span class=\"quote\" title=\"a &quot;title&quot; &lt;b&gt;\">ab</span>");
    }

    proptest! {
        #[test]
        fn no_character_is_lost_or_doubled(
            text in "[a-c<>&\"'é\\n ]{1,30}",
            spans in prop::collection::vec((0usize..30, 1usize..9, 0usize..3), 0..8),
        ) {
            let at = |n: usize| text.char_indices().map(|(at, _)| at).chain([text.len()]).nth(n).unwrap_or(text.len());
            let span = |(from, n, _): &(usize, usize, usize)| Span::new(at(*from), at(from + n));
            let hits: Vec<Mark> = spans
                .iter()
                .map(|place| Mark { span: span(place), badge: place.2, note: Note::Title("<>\"".into()) })
                .collect();
            let quotes: Vec<Quoted> = spans.iter().take(1).map(|place| quoted(span(place))).collect();
            let removed: Vec<Removed> =
                spans.iter().skip(1).take(1).map(|place| Removed { span: span(place), rule: Rule::Byline }).collect();
            let layers = Layers { quotes: &quotes, removed: &removed, hits: &hits };
            let html = marked(&text, text.len(), &layers, &legend(3));
            prop_assert_eq!(text_of(&html), text);
        }
    }
}
