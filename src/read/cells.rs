//! From a row's cells to a draft: what every format shares.

use std::borrow::Cow;

use super::account::{Account, At};
use super::column::{Field, N};
use super::date;
use crate::corpus::Draft;

/// A text longer than this is rejected.
pub(super) const MAX_TEXT: usize = 16 << 20;

/// The cells of a row, at their fields' places.
pub(super) type Cells<'a> = [Option<Cow<'a, str>>; N];

/// The names of the columns, at their fields' places; empty where there is none.
pub(super) type Names<'a> = [&'a str; N];

/// Makes the row a draft, or a reject if it has no usable text; whether it became a draft.
pub(super) fn keep(mut cells: Cells, names: &Names, at: &At, account: &mut Account) -> bool {
    let name = |field: Field| names[field as usize];
    let text = cells[Field::Text as usize].take().unwrap_or_default();
    if is_missing(text.trim()) {
        account.reject(at, name(Field::Text), "empty_text", "the text is empty");
        return false;
    }
    if text.len() > MAX_TEXT {
        let detail = format!("{} bytes; at most {MAX_TEXT} are read", text.len());
        account.reject(at, name(Field::Text), "text_too_long", detail);
        return false;
    }
    let cell = |field: Field| cells[field as usize].as_deref().map(str::trim).filter(|it| !is_missing(it));
    let date = cell(Field::Date).and_then(|it| {
        let date = date::parse(it);
        if date.is_none() {
            account.problem(at, name(Field::Date), "unreadable_date", format!("found {}, expected a day such as 2022-07-13 (in 03/04/2022 day and month could be swapped); the date is left empty", excerpt(it)));
        }
        date
    });
    let outlet = cell(Field::Outlet).map(str::to_owned).or_else(|| cell(Field::Url).and_then(host));
    if outlet.is_none() {
        account.problem(at, name(Field::Outlet), "no_outlet", "it takes no part in comparisons of outlets");
    }
    let owned = |field| cell(field).unwrap_or_default().to_owned();
    account.accept(Draft {
        id: cell(Field::Id).map(str::to_owned),
        outlet,
        event: cell(Field::Event).map(str::to_owned),
        date,
        title: owned(Field::Title),
        author: owned(Field::Author),
        url: owned(Field::Url),
        text: text.into_owned(),
        source_file: at.file.to_owned(),
        ..Draft::default()
    });
    true
}

/// Whether a trimmed cell is empty or holds what programs write for a missing value.
fn is_missing(cell: &str) -> bool {
    matches!(cell, "" | "None" | "null" | "NA" | "NaN" | "nan" | "NaT")
}

/// The host of a URL, in lower case, without `www.`, user and port; `None` when it has none.
fn host(url: &str) -> Option<String> {
    let rest = url.split_once("//").map_or(url, |it| it.1);
    let authority = rest.split(['/', '?', '#']).next()?;
    let host = authority.rsplit_once('@').map_or(authority, |it| it.1);
    let host = host.split(':').next()?.trim_end_matches('.').to_lowercase();
    let host = host.strip_prefix("www.").unwrap_or(&host);
    let is_host = host.contains('.') && !host.contains(char::is_whitespace) && !host.starts_with('.');
    is_host.then(|| host.to_owned())
}

/// At most the first 80 characters.
pub(super) fn excerpt(cell: &str) -> String {
    cell.chars().take(80).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_are_plain_names() {
        for (url, expected) in [
            ("https://www.North.example/2022/07/a?b=c", "north.example"),
            ("http://reader@news.south.example:8080", "news.south.example"),
            ("north.example/a", "north.example"),
            ("//north.example", "north.example"),
            ("/a/b.html", ""),
            ("not a url", ""),
            ("http://", ""),
        ] {
            assert_eq!(host(url).unwrap_or_default(), expected, "{url}");
        }
    }

    fn check(cells: &[(Field, &str)]) -> (Vec<Draft>, Vec<&'static str>) {
        let mut row: Cells = Default::default();
        for (field, cell) in cells {
            row[*field as usize] = Some(Cow::Borrowed(cell));
        }
        let mut drafts = Vec::new();
        let mut each = |it| drafts.push(it);
        let mut account = Account::new(&mut each);
        keep(row, &[""; N], &At { file: "a.csv", row: 1, line: None, byte: None }, &mut account);
        let reasons = account.rejects.iter().map(|it| it.reason).chain(account.problems.iter().map(|it| it.reason));
        let reasons = reasons.collect();
        (drafts, reasons)
    }

    #[test]
    fn the_text_is_kept_as_it_stands_and_the_rest_trimmed() {
        let (drafts, reasons) = check(&[(Field::Text, "  Talks\u{a0}began.\n"), (Field::Outlet, " North ")]);
        assert_eq!((drafts[0].text.as_str(), drafts[0].outlet.as_deref()), ("  Talks\u{a0}began.\n", Some("North")));
        assert!(reasons.is_empty(), "{reasons:?}");
    }

    #[test]
    fn the_word_none_is_a_missing_value() {
        let (drafts, reasons) =
            check(&[(Field::Text, "Talks began."), (Field::Date, "None"), (Field::Event, "null"), (Field::Id, "NA")]);
        assert_eq!((&drafts[0].id, drafts[0].date, &drafts[0].event), (&None, None, &None));
        assert_eq!(reasons, ["no_outlet"]);
        assert_eq!(check(&[(Field::Text, " None ")]).1, ["empty_text"]);
    }

    #[test]
    fn an_unreadable_date_is_a_problem_of_a_kept_row() {
        let (drafts, reasons) =
            check(&[(Field::Text, "Talks."), (Field::Date, "03/04/2022"), (Field::Outlet, "North")]);
        assert_eq!((drafts.len(), drafts[0].date, reasons), (1, None, vec!["unreadable_date"]));
    }

    #[test]
    fn a_text_beyond_the_limit_is_rejected() {
        assert_eq!(check(&[(Field::Text, &"a".repeat(MAX_TEXT + 1))]).1, ["text_too_long"]);
    }
}
