//! The date that some crawlers write before the text: ` date 2022-07-13 The talks …`.

use std::sync::LazyLock;

use jiff::civil::Date;
use regex::Regex;

use crate::text::Span;

static STAMP: LazyLock<Regex> = LazyLock::new(|| {
    let stamp = r"^[\r\n\x{feff}\x{200b}]*([^\S\r\n]{0,4}(?i:date):?[^\S\r\n]+([0-9]{4})[-‐‑]([0-9]{2})[-‐‑]([0-9]{2})(?:[^\S\r\n]+|\z|(\r?\n)))";
    Regex::new(stamp).expect("the pattern is constant")
});

/// The stamps before the text, each with the spaces behind it.
pub(super) fn date(text: &str) -> Vec<Span> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some((_, start, end)) = stamp(&text[at..]) {
        found.push(Span::new(at + start, at + end));
        at += end;
    }
    found
}

/// The day that the first stamp names; `None` when there is none.
pub(super) fn day(text: &str) -> Option<Date> {
    stamp(text).map(|found| found.0)
}

/// The day, and where its stamp begins and ends.
fn stamp(text: &str) -> Option<(Date, usize, usize)> {
    let found = STAMP.captures(text)?;
    let number = |i| found.get(i).and_then(|digits| digits.as_str().parse::<i16>().ok());
    let date = Date::new(number(2)?, number(3)? as i8, number(4)? as i8).ok()?;
    let stamp = found.get(1)?;
    Some((date, stamp.start(), found.get(5).map_or(stamp.end(), |line_end| line_end.start())))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[&str], day_expected: &str) {
        let found: Vec<_> = date(text).into_iter().map(|span| span.of(text).to_owned()).collect();
        assert_eq!(found, expected, "{text:?}");
        assert_eq!(day(text).map_or(String::new(), |day| day.to_string()), day_expected);
    }

    #[test]
    fn a_stamp_goes_with_the_spaces_around_it() {
        check(" date 2022-07-13 The talks", &[" date 2022-07-13 "], "2022-07-13");
        check("\u{a0}date\u{a0}2022-07-13\u{a0}The talks", &["\u{a0}date\u{a0}2022-07-13\u{a0}"], "2022-07-13");
        check("Date: 2022‑07‑13\nThe talks", &["Date: 2022‑07‑13"], "2022-07-13");
        check("\n date 2022-07-13", &[" date 2022-07-13"], "2022-07-13");
        check("date 2022-07-13 date 2022-07-14 x", &["date 2022-07-13 ", "date 2022-07-14 "], "2022-07-13");
    }

    #[test]
    fn what_only_looks_like_one_stays() {
        for text in [
            "The date 2022-07-13 was",
            "date 2022-13-45 x",
            "date 2022-07-135",
            "dates 2022-07-13 x",
            "date 2022-07-13, x",
        ] {
            check(text, &[], "");
        }
    }
}
