//! Dates as newspapers and programs write them.

use jiff::civil::Date;

/// The day that `text` names, or `None` when it names none or more than one.
pub(super) fn parse(text: &str) -> Option<Date> {
    let text = text.trim();
    match text.as_bytes().first()? {
        b'0'..=b'9' => compact(text).or_else(|| numbers(text)).or_else(|| words(text)),
        _ => words(text),
    }
}

/// `20220713`, and nothing else or a time.
fn compact(text: &str) -> Option<Date> {
    let (digits, rest) = text.split_at_checked(8)?;
    if !digits.bytes().all(|it| it.is_ascii_digit()) || !is_time(rest) {
        return None;
    }
    day(number(&digits[..4])?, number(&digits[4..6])?, number(&digits[6..])?)
}

/// `2022-07-13`, `2022/07/13`, `13.07.2022`, `7/13/2022`, and nothing else or a time.
fn numbers(text: &str) -> Option<Date> {
    let separator = text.chars().find(|it| !it.is_ascii_digit()).filter(|it| matches!(it, '-' | '/' | '.'))?;
    let mut parts = text.splitn(3, separator);
    let (first, second, last) = (parts.next()?, parts.next()?, parts.next()?);
    let length = last.bytes().take_while(u8::is_ascii_digit).count();
    let (last, rest) = last.split_at(length);
    if !is_time(rest) {
        return None;
    }
    let [a, b, c] = [number(first)?, number(second)?, number(last)?];
    match (first.len(), second.len(), last.len()) {
        (4, 1..=2, 1..=2) => day(a, b, c),
        (1..=2, 1..=2, 4) if separator == '.' => day(c, b, a), // a dot: the day comes first wherever it is written
        (1..=2, 1..=2, 4) if separator == '/' && a > 12 => day(c, b, a),
        (1..=2, 1..=2, 4) if separator == '/' && b > 12 => day(c, a, b),
        _ => None,
    }
}

/// `13 July 2022`, `July 13, 2022`, with or without a weekday before and a time behind.
fn words(text: &str) -> Option<Date> {
    let mut words = text.split([' ', ',', '\u{a0}']).filter(|it| !it.is_empty()).peekable();
    words.next_if(|it| is_weekday(it));
    let (first, second, year) = (words.next()?, words.next()?, words.next()?);
    let date = match (month(first), month(second)) {
        (Some(month), None) => day(number(year)?, month, ordinal(second)?),
        (None, Some(month)) => day(number(year)?, month, ordinal(first)?),
        _ => None,
    };
    let is_time = words.next().is_none_or(|it| it.as_bytes()[0].is_ascii_digit() || matches!(it, "at" | "|" | "-"));
    date.filter(|_| year.len() == 4 && is_time)
}

fn is_time(rest: &str) -> bool {
    rest.is_empty() || rest.starts_with(['T', 't', ' ', 'Z', '\u{a0}'])
}

fn day(year: i16, month: i16, day: i16) -> Option<Date> {
    let is_plausible = (1600..2200).contains(&year);
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok().filter(|_| is_plausible)
}

fn number(digits: &str) -> Option<i16> {
    digits.parse().ok().filter(|_| digits.bytes().all(|it| it.is_ascii_digit()))
}

/// `13` or `13th`.
fn ordinal(word: &str) -> Option<i16> {
    number(["st", "nd", "rd", "th"].iter().find_map(|it| word.strip_suffix(it)).unwrap_or(word))
}

fn month(word: &str) -> Option<i16> {
    const MONTHS: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    named(word, &MONTHS).map(|it| it as i16 + 1)
}

fn is_weekday(word: &str) -> bool {
    named(word, &["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]).is_some()
}

/// The position of the name that `word` is or shortens to three letters or more, with or without a point.
fn named(word: &str, names: &[&str]) -> Option<usize> {
    let word = word.strip_suffix('.').unwrap_or(word).to_lowercase();
    names.iter().position(|it| word.len() >= 3 && (it.starts_with(&word)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        assert_eq!(parse(text).map_or(String::new(), |it| it.to_string()), expected, "{text}");
    }

    #[test]
    fn every_listed_shape_is_read() {
        for text in [
            "2022-07-13",
            "2022-07-13T10:00:00+02:00",
            "2022-07-13 23:59:59",
            "2022/07/13",
            "2022-7-13",
            "20220713",
            "20220713T101500Z",
            "13 July 2022",
            "July 13, 2022",
            "JULY 13 2022",
            "Jul. 13, 2022",
            "July 13th, 2022",
            "Wednesday, July 13, 2022 10:15 AM",
            "Wed, 13 Jul 2022 10:15:00 GMT",
            "7/13/2022",
            "13/07/2022",
            "7/13/2022 10:15",
        ] {
            check(text, "2022-07-13");
        }
        check("Sept. 5, 2020", "2020-09-05");
        check("29 February 2024", "2024-02-29");
    }

    #[test]
    fn what_could_be_two_days_is_none() {
        check("03/04/2022", "");
        check("03.04.2022", "2022-04-03");
        check("3/4/2022 10:00", "");
    }

    #[test]
    fn what_is_no_day_is_none() {
        for text in [
            "",
            "yesterday",
            "2022-02-30",
            "2022-13-01",
            "13/14/2022",
            "20221301",
            "2022-07-13x",
            "July 2022",
            "July 13",
            "13 Ju 2022",
            "1657700000",
            "July 13, 22",
            "07-13-2022",
            "July 13, 2022 edition",
            "é022-07-13",
            "2022-07-٣",
        ] {
            check(text, "");
        }
    }
}
