//! From a row's cells to a draft: what every format shares.

use std::borrow::Cow;

use super::column::Plan;
use super::date;
use super::field::{Field, N};
use super::ledger::{At, Ledger};
use super::reason::Reason;
use super::show::excerpt;
use crate::corpus::Draft;

/// A text longer than this is rejected.
pub(super) const MAX_TEXT: usize = 16 << 20;

/// What is put between the texts of a list when the list is the article's text.
pub(super) const BETWEEN_PARAGRAPHS: &str = "\n\n";

/// What is put between those of any other list, such as authors.
pub(super) const BETWEEN_ITEMS: &str = ", ";

/// The cells of a row, at their fields' places.
pub(super) type Cells<'a> = [Option<Cow<'a, str>>; N];

/// Makes the row a draft, or a reject if it has no usable text; whether it became a draft.
pub(super) fn keep(mut cells: Cells, plan: &Plan, at: &At, ledger: &mut Ledger) -> bool {
    let text = cells[Field::Text as usize].take().unwrap_or_default();
    let cell = |field: Field| cells[field as usize].as_deref().map(str::trim).filter(|cell| !is_missing(cell));
    // a column that is read as the text is not the headline too
    let is_title = !plan.name(Field::Title).is_empty() && plan.name(Field::Title) != plan.name(Field::Text);
    let title = cell(Field::Title).filter(|_| is_title).unwrap_or_default();
    if is_missing(text.trim()) {
        let detail = match title {
            "" => "the text is empty".to_owned(),
            title => format!("the text is empty; only the headline is there: {}", excerpt(title)),
        };
        ledger.reject(at, plan.name(Field::Text), Reason::EmptyText, detail);
        return false;
    }
    if text.len() > MAX_TEXT {
        let detail = format!("{} bytes; at most {MAX_TEXT} are read", text.len());
        ledger.reject(at, plan.name(Field::Text), Reason::TextTooLong, detail);
        return false;
    }
    let date = cell(Field::Date).and_then(|date| date::parse(date, plan.order)).or_else(|| {
        let date = cell(Field::Url).and_then(date::in_address);
        match cell(Field::Date) {
            None => ledger.n_dates_from_url += u64::from(date.is_some()),
            Some(_) => ledger.n_unread_from_url += u64::from(date.is_some()),
        }
        date
    });
    if let (None, Some(found)) = (date, cell(Field::Date)) {
        ledger.problem(at, plan.name(Field::Date), Reason::UnreadableDate, format!("found {}, expected a day such as 2022-07-13 (in 03/04/2022 day and month could be swapped); the date is left empty", excerpt(found)));
    }
    let outlet = cell(Field::Outlet).map(|outlet| host_of_address(outlet).unwrap_or_else(|| outlet.to_owned()));
    let outlet = outlet.or_else(|| cell(Field::Url).and_then(host));
    if outlet.is_none() {
        ledger.problem(at, plan.name(Field::Outlet), Reason::NoOutlet, "it takes no part in comparisons of outlets");
    }
    let owned = |field| cell(field).unwrap_or_default().to_owned();
    ledger.accept(Draft {
        id: cell(Field::Id).map(str::to_owned),
        outlet,
        event: cell(Field::Event).map(str::to_owned),
        code: cell(Field::Code).map(str::to_owned),
        date,
        title: title.to_owned(),
        author: owned(Field::Author),
        url: owned(Field::Url),
        text: text.into_owned(),
        source_file: at.file.to_owned(),
        source_row: Some(at.row),
        ..Draft::default()
    });
    true
}

/// Whether a trimmed cell is empty or holds what programs write for a missing value.
pub(super) fn is_missing(cell: &str) -> bool {
    matches!(cell, "" | "None" | "null" | "NA" | "NaN" | "nan" | "NaT")
}

/// The host, if a cell that should name an outlet holds an address, as a crawler's `source` does, or begins with `www.`.
fn host_of_address(cell: &str) -> Option<String> {
    let is_address = ["http://", "https://", "www.", "WWW.", "Www."].iter().any(|start| cell.starts_with(start));
    host(cell).filter(|_| is_address)
}

/// The host of a URL, in lower case, without user and port and without the `www.`, `m.`, `mobile.` or `amp.` of its
/// other editions; `None` when it has none.
fn host(url: &str) -> Option<String> {
    let rest = url.split_once("//").map_or(url, |(_, rest)| rest);
    let authority = rest.split(['/', '?', '#']).next()?;
    let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    let host = host.split(':').next()?.trim_end_matches('.').to_lowercase();
    let edition = ["www.", "m.", "mobile.", "amp."].iter().find_map(|edition| host.strip_prefix(edition));
    let host = edition.filter(|host| host.contains('.')).unwrap_or(&host);
    let is_host = host.contains('.') && !host.contains(char::is_whitespace) && !host.starts_with('.');
    is_host.then(|| host.to_owned())
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
            ("https://m.north.example/a", "north.example"),
            ("https://amp.north.example/a", "north.example"),
            ("https://mobile.north.example/a", "north.example"),
            ("https://m.example/a", "m.example"),
            ("https://edition.north.example/a", "edition.north.example"),
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
        let mut each = |draft| {
            drafts.push(draft);
            std::ops::ControlFlow::Continue(())
        };
        let mut ledger = Ledger::new(&mut each);
        let plan = Plan { names: std::array::from_fn(|at| Field::ALL[at].name().to_owned()), ..Plan::default() };
        keep(row, &plan, &At { file: "a.csv", row: 1, line: None, byte: None }, &mut ledger);
        let rejected = ledger.rejects.iter().map(|reject| reject.reason.name());
        let reasons = rejected.chain(ledger.problems.iter().map(|problem| problem.reason.name())).collect();
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
    fn what_is_missing_may_stand_in_the_address() {
        let url = (Field::Url, "https://www.north.example/2022/07/13/talks");
        let day = Some(jiff::civil::date(2022, 7, 13));
        for date in ["", "None", "03/04/2022", "2022-07-13"] {
            let (drafts, reasons) = check(&[(Field::Text, "Talks."), (Field::Date, date), url]);
            assert_eq!((drafts[0].date, drafts[0].outlet.as_deref()), (day, Some("north.example")), "{date}");
            assert!(reasons.is_empty(), "{reasons:?}");
        }
        let (drafts, _) = check(&[(Field::Text, "Talks."), (Field::Outlet, "https://south.example/a"), url]);
        assert_eq!(drafts[0].outlet.as_deref(), Some("south.example"));
    }

    #[test]
    fn a_text_beyond_the_limit_is_rejected() {
        assert_eq!(check(&[(Field::Text, &"a".repeat(MAX_TEXT + 1))]).1, ["text_too_long"]);
    }
}
