//! The top of the page: what was compared, and the findings in a sentence each.

use serde::Serialize;

use super::show::{counted, thousands};
use crate::report::{Material, headline};

/// The title and the first section.
#[derive(Serialize)]
pub(super) struct Summary {
    title: String,
    /// How much there is, in a sentence.
    lede: String,
    /// Whether the articles are invented ones.
    is_invented: bool,
    headlines: Vec<String>,
}

/// See [`Summary`].
pub(super) fn view(material: &Material<'_>) -> Summary {
    let found = material.findings;
    let articles = found.corpus.articles();
    let (n_outlets, n_events) = (found.corpus.outlets().len(), found.events.list.len());
    let title = match (n_outlets, n_events) {
        (0, _) => format!("{} on {}", counted(articles.len(), "article"), counted(n_events, "event")),
        _ => format!("How {} told {}", counted(n_outlets, "outlet"), counted(n_events, "event")),
    };
    let n_words: usize = found.measured.iter().map(|measured| measured.n_words[0] as usize).sum();
    let dates = || articles.iter().filter_map(|article| article.date);
    let when = match (dates().min(), dates().max()) {
        (Some(first), Some(last)) if first != last => format!(", published {first} to {last}"),
        (Some(day), _) => format!(", published {day}"),
        _ => ", without dates".to_owned(),
    };
    let events = match found.events.n_given() {
        0 => "found from words and dates".to_owned(),
        given if given == n_events => "as given in the input".to_owned(),
        given => format!(
            "{} given in the input, {} found from words and dates",
            thousands(given),
            thousands(n_events - given)
        ),
    };
    Summary {
        title,
        lede: format!(
            "{} with {} words, {}, {} ({events}){when}.",
            counted(articles.len(), "article"),
            thousands(n_words),
            counted(n_outlets, "outlet"),
            counted(n_events, "event"),
        ),
        is_invented: n_outlets > 0 && found.corpus.outlets().iter().all(|outlet| INVENTED.contains(&outlet.as_str())),
        headlines: headline::headlines(material).iter().map(|text| sentence(text)).collect(),
    }
}

/// The outlets of the bundled articles.
pub(super) const INVENTED: [&str; 4] =
    ["Ferrywick Ledger", "Harrow Gap Sentinel", "Saltmarsh Lantern", "Tallow Bridge Dispatch"];

/// The host of a URL; empty where there is none.
pub(super) fn host(url: &str) -> &str {
    let rest = url.split_once("://").map_or("", |(_, rest)| rest);
    rest.split(['/', '?', '#', ':']).next().unwrap_or_default()
}

/// A headline with a capital, a full stop, true minus signs before numbers and curled apostrophes; names stay as they are.
pub(super) fn sentence(text: &str) -> String {
    let mut shaped = String::with_capacity(text.len() + 8);
    let mut letters = text.chars().peekable();
    let mut before = ' ';
    while let Some(letter) = letters.next() {
        let is_number_next = letters.peek().is_some_and(char::is_ascii_digit);
        let is_minus = letter == '-' && matches!(before, ' ' | '[') && is_number_next;
        match is_minus {
            true => shaped.push('\u{2212}'),
            false if shaped.is_empty() => shaped.extend(letter.to_uppercase()),
            false => shaped.push(letter),
        }
        before = letter;
    }
    shaped.replace("the author's own words", "the author’s own words") + "."
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_is_what_stands_between_scheme_and_path() {
        let urls = ["https://north.example/2022/a", "http://a.org:80", "north.example", "", "https://x.org/.example"];
        assert_eq!(urls.map(host), ["north.example", "a.org", "", "", "x.org"]);
    }

    #[test]
    fn a_sentence_begins_with_a_capital_and_ends() {
        assert_eq!(sentence("with the event out"), "With the event out.");
        assert_eq!(sentence("it stands at -1 [-2, -0.5]"), "It stands at \u{2212}1 [\u{2212}2, \u{2212}0.5].");
        let text = "O'Neil Post - North, in the author's own words";
        assert_eq!(sentence(text), "O'Neil Post - North, in the author’s own words.");
    }
}
