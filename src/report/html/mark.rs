//! A text with its quotes, furniture and hits marked: no character is lost, none is added.
//!
//! Quotes, furniture and hits may overlap in any way, so the text is cut wherever one of them begins or ends, and
//! every piece is wrapped in what covers it. Badges and rules come from attributes that the style shows.

use super::legend::Legend;
use super::show::{escape_into, put};
use crate::corpus::Removed;
use crate::text::Span;

/// What is marked in a text.
pub(in crate::report) struct Layers<'a> {
    /// Direct quotes, ascending, disjoint.
    pub quotes: &'a [Span],
    /// Furniture, ascending, disjoint.
    pub removed: &'a [Removed],
    /// Hits, in the order of the text.
    pub hits: &'a [Mark],
}

/// A hit to be marked.
pub(in crate::report) struct Mark {
    /// Where it stands.
    pub span: Span,
    /// Its badge's position in the legend.
    pub badge: usize,
    /// What a pointer held over it says.
    pub title: String,
}

/// The first `end` bytes of `text` (a character boundary) with all layers.
pub(in crate::report) fn marked(text: &str, end: usize, layers: &Layers<'_>, legend: &Legend) -> String {
    let mut html = String::with_capacity(end * 2);
    let covers = |span: &Span, at: usize| span.range().contains(&at);
    let mut around = (None, None);
    for (from, to) in pieces(end, layers) {
        let quote = layers.quotes.iter().position(|it| covers(it, from));
        let removed = layers.removed.iter().position(|it| covers(&it.span, from));
        if (quote, removed) != around {
            close(&mut html, around);
            if quote.is_some() {
                html.push_str("<span class=\"quote\">");
            }
            if let Some(removed) = removed {
                put(
                    &mut html,
                    format_args!("<del title=\"left out of every count: {}\">", layers.removed[removed].rule),
                );
            }
            around = (quote, removed);
        }
        let hits = layers.hits.iter().filter(|it| covers(&it.span, from));
        let mut n_open = 0;
        for hit in hits {
            let badge = &legend.badges[hit.badge];
            put(&mut html, format_args!("<mark class=\"{}\"", badge.class));
            if hit.span.start as usize == from {
                html.push_str(" data-badge=\"");
                escape_into(&mut html, &badge.letters);
                html.push('"');
            }
            html.push_str(" title=\"");
            escape_into(&mut html, &hit.title);
            html.push_str("\">");
            n_open += 1;
        }
        escape_into(&mut html, &text[from..to]);
        (0..n_open).for_each(|_| html.push_str("</mark>"));
    }
    close(&mut html, around);
    html
}

/// The pieces between the places where a layer begins or ends.
fn pieces(end: usize, layers: &Layers<'_>) -> Vec<(usize, usize)> {
    let spans = layers.quotes.iter().copied();
    let spans = spans.chain(layers.removed.iter().map(|it| it.span)).chain(layers.hits.iter().map(|it| it.span));
    let mut cuts: Vec<usize> =
        spans.flat_map(|it| [it.start as usize, it.end as usize]).filter(|it| *it < end).collect();
    cuts.extend([0, end]);
    cuts.sort_unstable();
    cuts.dedup();
    cuts.windows(2).map(|it| (it[0], it[1])).collect()
}

fn close(html: &mut String, around: (Option<usize>, Option<usize>)) {
    if around.1.is_some() {
        html.push_str("</del>");
    }
    if around.0.is_some() {
        html.push_str("</span>");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::html::legend::testing::legend;
    use crate::report::html::testing::text_of;
    use proptest::prelude::*;

    fn mark(start: usize, end: usize, badge: usize) -> Mark {
        Mark { span: Span::new(start, end), badge, title: "a \"title\" <b>".into() }
    }

    #[test]
    fn an_overlap_is_cut_and_each_badge_stands_once() {
        let layers = Layers { quotes: &[], removed: &[], hits: &[mark(0, 4, 0), mark(2, 6, 1)] };
        let html = marked("abcdef", 6, &layers, &legend(2));
        assert_eq!(html.matches("data-badge=\"AA\"").count(), 1, "{html}");
        assert_eq!(html.matches("data-badge=\"BB\"").count(), 1, "{html}");
        assert_eq!(html.matches("<mark").count(), 4, "{html}"); // ab: A; cd: A and B; ef: B
        assert_eq!(text_of(&html), "abcdef");
    }

    #[test]
    fn a_rule_names_what_was_left_out() {
        let removed = [Removed { span: Span::new(2, 4), rule: "advertisement" }];
        let layers = Layers { quotes: &[Span::new(0, 3)], removed: &removed, hits: &[] };
        let html = marked("abcdef", 6, &layers, &legend(1));
        let del = "<del title=\"left out of every count: advertisement\">";
        let expected =
            format!("<span class=\"quote\">ab</span><span class=\"quote\">{del}c</del></span>{del}d</del>ef");
        assert_eq!(html, expected);
    }

    proptest! {
        #[test]
        fn no_character_is_lost_or_doubled(
            text in "[a-c<>&\"'é\\n ]{1,30}",
            spans in prop::collection::vec((0usize..30, 1usize..9, 0usize..3), 0..8),
        ) {
            let at = |n: usize| text.char_indices().map(|it| it.0).chain([text.len()]).nth(n).unwrap_or(text.len());
            let span = |it: &(usize, usize, usize)| Span::new(at(it.0), at(it.0 + it.1));
            let hits: Vec<Mark> =
                spans.iter().map(|it| Mark { span: span(it), badge: it.2, title: "<>".into() }).collect();
            let quotes: Vec<Span> = spans.iter().take(1).map(span).collect();
            let removed: Vec<Removed> =
                spans.iter().skip(1).take(1).map(|it| Removed { span: span(it), rule: "byline" }).collect();
            let layers = Layers { quotes: &quotes, removed: &removed, hits: &hits };
            let html = marked(&text, text.len(), &layers, &legend(3));
            prop_assert_eq!(text_of(&html), text);
        }
    }
}
