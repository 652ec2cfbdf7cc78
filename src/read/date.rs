//! Dates as newspapers and programs write them.

use jiff::civil::Date;

/// Which number comes first in dates such as 03/04/2022.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Order {
    DayFirst,
    MonthFirst,
}

impl Order {
    pub fn name(self) -> &'static str {
        match self {
            Self::DayFirst => "day/month/year",
            Self::MonthFirst => "month/day/year",
        }
    }
}

/// The order that the dates of one column show, with the first date that shows it; `None` when none or both do.
pub(super) fn order<'a>(dates: impl Iterator<Item = &'a str>) -> Option<(Order, &'a str)> {
    let [mut day_first, mut month_first] = [None, None];
    for text in dates.map(str::trim) {
        match parts(text) {
            Some((Parts { lengths: (1..=2, 1..=2, 4), separator: '/' | '-', numbers: [a, b, _] }, _)) => {
                if a > 12 && b <= 12 {
                    day_first = day_first.or(Some((Order::DayFirst, text)));
                } else if b > 12 && a <= 12 {
                    month_first = month_first.or(Some((Order::MonthFirst, text)));
                }
            }
            _ => continue,
        }
    }
    day_first.xor(month_first)
}

/// The day that `text` names, or `None` when it names none, or more than one in the `order` known.
pub(super) fn parse(text: &str, order: Option<Order>) -> Option<Date> {
    let text = text.trim();
    match text.as_bytes().first()? {
        b'0'..=b'9' => {
            timestamp(text).or_else(|| compact(text)).or_else(|| numbers(text, order)).or_else(|| words(text))
        }
        _ => words(text),
    }
}

/// The day in the path of a news address such as `https://north.example/2022/07/13/talks` or `/2022/jul/13/`.
pub(super) fn in_address(url: &str) -> Option<Date> {
    let path = url.split_once("//").map_or(url, |(_, rest)| rest).split(['?', '#']).next()?;
    let parts: Vec<&str> = path.split('/').skip(1).collect();
    let is_short = |part: &str| matches!(part.len(), 1..=2);
    parts.windows(3).find_map(|three| {
        let month = number(three[1]).filter(|_| is_short(three[1])).or_else(|| month(three[1]))?;
        day(number(three[0]).filter(|_| three[0].len() == 4)?, month, number(three[2]).filter(|_| is_short(three[2]))?)
    })
}

/// The day that a file's name begins with: `2022-07-13-talks`, `20220713_talks`.
pub(super) fn before_name(stem: &str) -> Option<Date> {
    let is_day = |c: char| c.is_ascii_digit() || c == '-';
    let length = stem.find(|c: char| !is_day(c)).unwrap_or(stem.len());
    let start = &stem[..length];
    [10, 8].into_iter().find_map(|n| {
        let (date, rest) = start.split_at_checked(n)?;
        let is_whole = rest.is_empty() || rest.starts_with('-');
        parse(date, None)
            .filter(|_| is_whole && date.len() == n && date.matches('-').count() == [0, 2][usize::from(n == 10)])
    })
}

/// The day between single underscores in a file's name, and what stands before it: `north_2022-07-13_talks`.
pub(super) fn between_underscores(stem: &str) -> Option<(&str, Date)> {
    let is_day = |part: &str| matches!(part.len(), 8 | 10);
    stem.match_indices('_').filter(|(at, _)| *at > 0).find_map(|(at, _)| {
        let part = stem[at + 1..].split('_').next().filter(|part| is_day(part))?;
        Some((&stem[..at], before_name(part)?))
    })
}

/// `20220713`, and nothing else or a time, also as `20220713101500`.
fn compact(text: &str) -> Option<Date> {
    let (digits, rest) = text.split_at_checked(8)?;
    let is_clock = matches!(rest.len(), 2 | 4 | 6) && rest.bytes().all(|byte| byte.is_ascii_digit());
    if !digits.bytes().all(|byte| byte.is_ascii_digit()) || !(is_time(rest) || is_clock) {
        return None;
    }
    day(number(&digits[..4])?, number(&digits[4..6])?, number(&digits[6..])?)
}

/// Seconds (10 digits) or milliseconds (13) since 1970: the day in UTC. From 2030 on such a number is a year, month, day
/// and hour.
fn timestamp(text: &str) -> Option<Date> {
    let digits = text.strip_suffix(".0").unwrap_or(text);
    let n: i64 = digits.parse().ok().filter(|_| digits.bytes().all(|byte| byte.is_ascii_digit()))?;
    match digits.len() {
        10 if n < 1_900_000_000 => of_seconds(n),
        13 => of_seconds(n / 1000),
        _ => None,
    }
}

/// The day in UTC, so many seconds after 1970 began.
pub(super) fn of_seconds(n: i64) -> Option<Date> {
    let instant = jiff::Timestamp::from_second(n).ok()?;
    Some(instant.to_zoned(jiff::tz::TimeZone::UTC).date())
}

/// Three numbers between separators of one kind.
struct Parts {
    numbers: [i16; 3],
    lengths: (usize, usize, usize),
    separator: char,
}

/// The parts that `text` begins with, and what follows them.
fn parts(text: &str) -> Option<(Parts, &str)> {
    let separator = text.chars().find(|c| !c.is_ascii_digit()).filter(|c| matches!(c, '-' | '/' | '.'))?;
    let mut parts = text.splitn(3, separator);
    let (first, second, last) = (parts.next()?, parts.next()?, parts.next()?);
    let length = last.bytes().take_while(u8::is_ascii_digit).count();
    let (last, rest) = last.split_at(length);
    let numbers = [number(first)?, number(second)?, number(last)?];
    Some((Parts { numbers, lengths: (first.len(), second.len(), last.len()), separator }, rest))
}

/// `2022-07-13`, `2022/07/13`, `13.07.2022`, `7/13/2022`, and nothing else or a time.
fn numbers(text: &str, order: Option<Order>) -> Option<Date> {
    let (Parts { numbers: [a, b, c], lengths, separator }, rest) = parts(text)?;
    if !is_time(rest) {
        return None;
    }
    match (lengths, order) {
        ((4, 1..=2, 1..=2), _) => day(a, b, c),
        ((1..=2, 1..=2, 4), _) if separator == '.' => day(c, b, a), // a dot: the day comes first wherever it is written
        ((1..=2, 1..=2, 4), _) if a > 12 => day(c, b, a),
        ((1..=2, 1..=2, 4), _) if b > 12 => day(c, a, b),
        ((1..=2, 1..=2, 4), Some(Order::DayFirst)) => day(c, b, a),
        ((1..=2, 1..=2, 4), Some(Order::MonthFirst)) => day(c, a, b),
        _ => None,
    }
}

/// `13 July 2022`, `July 13, 2022`, `13-Jul-2022`, with or without a weekday before and a time behind.
fn words(text: &str) -> Option<Date> {
    let mut words = text.split([' ', ',', '-', '\u{a0}']).filter(|word| !matches!(*word, "" | "de" | "of")).peekable();
    words.next_if(|word| is_weekday(word));
    let (first, second, year) = (words.next()?, words.next()?, words.next()?);
    let date = match (month(first), month(second)) {
        (Some(month), None) => day(number(year)?, month, ordinal(second)?),
        (None, Some(month)) => day(number(year)?, month, ordinal(first)?),
        _ => None,
    };
    let is_time = words.next().is_none_or(|word| word.as_bytes()[0].is_ascii_digit() || matches!(word, "at" | "|"));
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
    digits.parse().ok().filter(|_| digits.bytes().all(|byte| byte.is_ascii_digit()))
}

/// `13`, `13th` or `13.`.
fn ordinal(word: &str) -> Option<i16> {
    number(["st", "nd", "rd", "th", "."].iter().find_map(|ending| word.strip_suffix(ending)).unwrap_or(word))
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
    // German, French and Spanish, where they differ
    const OTHERS: [&[&str]; 12] = [
        &["januar", "jänner", "janvier", "enero"],
        &["februar", "février", "febrero"],
        &["märz", "mars", "marzo"],
        &["avril", "abril"],
        &["mai", "mayo"],
        &["juni", "juin", "junio"],
        &["juli", "juillet", "julio"],
        &["août", "agosto"],
        &["septembre", "septiembre"],
        &["oktober", "octobre", "octubre"],
        &["novembre", "noviembre"],
        &["dezember", "décembre", "diciembre"],
    ];
    let lower = word.to_lowercase();
    let other = || OTHERS.iter().position(|names| names.contains(&lower.as_str()));
    named(word, &MONTHS).or_else(other).map(|at| at as i16 + 1)
}

fn is_weekday(word: &str) -> bool {
    named(word, &["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]).is_some()
}

/// The position of the name that `word` is or shortens to three letters or more, with or without a point.
fn named(word: &str, names: &[&str]) -> Option<usize> {
    let word = word.strip_suffix('.').unwrap_or(word).to_lowercase();
    names.iter().position(|name| word.len() >= 3 && (name.starts_with(&word)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        assert_eq!(parse(text, None).map_or(String::new(), |date| date.to_string()), expected, "{text}");
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
            "13-07-2022",
            "07-13-2022",
            "13-Jul-2022",
            "Wed, 13-Jul-2022 10:15:00 GMT",
            "July 13, 2022 - 10:15",
            "2022.07.13",
            "20220713T101500Z",
            "1657700000",
            "1657700000000",
            "1657700000.0",
            "2022071310",
            "20220713101500",
            "2022071310",
            "20220713101500",
            "2022071310",
            "20220713101500",
            "13. Juli 2022",
            "13 juillet 2022",
            "13 de julio de 2022",
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
    fn a_column_shows_the_order_of_its_dates() {
        let check = |dates: &[&str], expected: Option<(Order, &str)>| {
            assert_eq!(order(dates.iter().copied()), expected, "{dates:?}");
        };
        check(&["03/04/2022", " 25/04/2022", "26/04/2022"], Some((Order::DayFirst, "25/04/2022")));
        check(&["03-04-2022", "04-25-2022 10:00"], Some((Order::MonthFirst, "04-25-2022 10:00")));
        check(&["25/04/2022", "04/25/2022"], None);
        check(&["03/04/2022", "2022-04-25", "25.04.2022", ""], None);
        assert_eq!(parse("03/04/2022", Some(Order::DayFirst)), parse("2022-04-03", None));
        assert_eq!(parse("03/04/2022", Some(Order::MonthFirst)), parse("2022-03-04", None));
        assert_eq!(parse("25/04/2022", Some(Order::MonthFirst)), parse("2022-04-25", None));
    }

    #[test]
    fn addresses_and_names_of_files_may_tell_the_day() {
        for (url, expected) in [
            ("https://north.example/2022/07/13/talks.html", "2022-07-13"),
            ("https://north.example/news/2022/jul/13/talks/", "2022-07-13"),
            ("north.example/a/2022/7/13", "2022-07-13"),
            ("https://north.example/2022/07/talks", ""),
            ("https://north.example/2022/13/07/talks", ""),
            ("https://north.example/talks?d=/2022/07/13/", ""),
            ("", ""),
        ] {
            assert_eq!(in_address(url).map_or(String::new(), |date| date.to_string()), expected, "{url}");
        }
        for (stem, expected) in [
            ("2022-07-13-talks", "2022-07-13"),
            ("2022-07-13_talks", "2022-07-13"),
            ("20220713-talks", "2022-07-13"),
            ("2022-07-13", "2022-07-13"),
            ("2022-07-130", ""),
            ("2022071355", ""),
            ("2022-07", ""),
            ("talks-2022-07-13", ""),
            ("é", ""),
        ] {
            assert_eq!(before_name(stem).map_or(String::new(), |date| date.to_string()), expected, "{stem}");
        }
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
            "165770000",
            "16577000001",
            "July 13, 22",
            "03-04-2022",
            "13-Jul-22",
            "July 13, 2022 edition",
            "é022-07-13",
            "2022-07-٣",
        ] {
            check(text, "");
        }
    }
}
