//! Numbers and texts as a reader sees them: fixed digits, a true minus, markup made harmless.

use std::fmt::Write;

pub(in crate::report) use minijinja::HtmlEscape;

use crate::num::Interval;
pub(in crate::report) use crate::num::words::{count as counted, number as thousands};

/// A number with a fixed count of digits; never `-0`.
///
/// The minus is U+2212, which stands where a reader looks for it and does not break off at a line's end.
pub(in crate::report) fn number(value: f64, digits: usize) -> String {
    let text = format!("{value:.digits$}");
    match text.strip_prefix('-') {
        Some(rest) if rest.bytes().all(|byte| matches!(byte, b'0' | b'.')) => rest.to_owned(),
        Some(rest) => format!("\u{2212}{rest}"),
        None => text,
    }
}

/// A number that may be absent: no evidence is an empty string.
pub(in crate::report) fn number_or_empty(value: Option<f64>, digits: usize) -> String {
    value.map(|value| number(value, digits)).unwrap_or_default()
}

/// An interval in brackets; empty where there is none.
pub(in crate::report) fn interval(interval: Option<Interval>, digits: usize) -> String {
    interval
        .map(|Interval { low, high }| format!("[{}, {}]", number(low, digits), number(high, digits)))
        .unwrap_or_default()
}

/// Words in a row, as `a, b and c`.
pub(in crate::report) fn and<T: AsRef<str>>(words: &[T]) -> String {
    let mut text = String::new();
    for (i, word) in words.iter().enumerate() {
        text.push_str(match words.len() - i {
            _ if i == 0 => "",
            1 => " and ",
            _ => ", ",
        });
        text.push_str(word.as_ref());
    }
    text
}

/// The first `n` characters, with `…` where something was left out.
pub(in crate::report) fn shortened(text: &str, n: usize) -> String {
    if text.chars().count() <= n {
        return text.to_owned();
    }
    let mut short: String = text.chars().take(n.saturating_sub(1)).collect();
    short.truncate(short.trim_end().len());
    short.push('…');
    short
}

/// Adds text as it may stand in an element or a quoted attribute, escaped as the templates escape theirs.
pub(in crate::report) fn escape_into(html: &mut String, text: &str) {
    put(html, format_args!("{}", HtmlEscape(text)));
}

/// Appends formatted text that needs no escaping.
pub(in crate::report) fn put(html: &mut String, text: std::fmt::Arguments<'_>) {
    let _ = html.write_fmt(text); // to a String: cannot fail
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_fixed_digits_and_no_minus_zero() {
        let shown = [(1.25, 1), (-0.04, 1), (-2.0, 2), (0.0, 0)].map(|(value, digits)| number(value, digits));
        assert_eq!(shown, ["1.2", "0.0", "\u{2212}2.00", "0"]);
        assert_eq!(number_or_empty(None, 1), "");
        assert_eq!(interval(Some(Interval { low: -1.0, high: 0.5 }), 1), "[\u{2212}1.0, 0.5]");
    }

    #[test]
    fn the_last_of_words_in_a_row_follows_an_and() {
        assert_eq!(
            [and(&[""; 0]), and(&["a"]), and(&["a", "b"]), and(&["a", "b", "c"])],
            ["", "a", "a and b", "a, b and c"]
        );
    }

    #[test]
    fn shortening_counts_characters_and_says_so() {
        assert_eq!(shortened("éé éé", 4), "éé…");
        assert_eq!(shortened("four", 4), "four");
    }

    #[test]
    fn escaping_leaves_nothing_that_could_open_or_close() {
        let mut html = String::new();
        escape_into(&mut html, "<a b='c' d=\"&\">");
        assert_eq!(html, "&lt;a b=&#x27;c&#x27; d=&quot;&amp;&quot;&gt;");
    }
}
