//! Lines in capitals: links to other articles, and headlines.

use super::page::Page;
use crate::text::Span;

/// Lines in capitals of four words or more that do not end as a sentence does (a question mark is allowed: links often
/// ask). A dateline such as `MEXICO CITY —` shares its line with the text, or ends with a dash, and stays.
pub(super) fn cross_link(page: &Page) -> Vec<Span> {
    page.find(is_in_capitals)
}

fn is_in_capitals(line: &str) -> bool {
    const MIN_WORDS: usize = 4;
    let end = line.trim_end_matches(['\'', '"', ')', ']', '”', '’', ' ']);
    if line.len() < 2 * MIN_WORDS || end.ends_with(['.', '!', '…', '—', '-', ':', ';', ',']) {
        return false;
    }
    let mut n_words = 0;
    for word in line.split_whitespace() {
        if !is_capital(word) {
            return false;
        }
        n_words += usize::from(word.contains(char::is_uppercase));
    }
    n_words >= MIN_WORDS
}

/// No small letter, but for those of `McCONNELL`, `DHS's` and `IDs`.
fn is_capital(word: &str) -> bool {
    let word = word.trim_end_matches(|c: char| !c.is_alphanumeric());
    let stem =
        word.strip_suffix('s').filter(|stem| stem.ends_with(|c: char| c.is_uppercase() || c == '\'')).unwrap_or(word);
    let stem = stem.trim_start_matches(|c: char| !c.is_alphanumeric());
    let stem = stem.strip_prefix("Mc").filter(|stem| stem.starts_with(char::is_uppercase)).unwrap_or(stem);
    !stem.contains(char::is_lowercase)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clean::page::check;

    #[test]
    fn headlines_in_capitals_go() {
        check(
            cross_link,
            &[
                "MINISTERS AGREE ON RIVER PLAN",
                "MINISTER: RIVER PLAN IS ‘A GIFT’",
                "McCALL SAYS DHS's 12 IDs WERE LOST",
                "WHO AGREED TO THE PLAN?",
                "LÓPEZ VISITA LA CASA BLANCA",
            ],
            &[
                "MEXICO CITY — The talks began.",
                "SAN JUAN, PUERTO RICO, JULY —",
                "BREAKING RIVER NEWS",
                "WE WANT OUR RIVER BACK!",
                "SAVE THE RIVER FOR US.",
                "ANN LEE, RIVER POST ANCHOR:",
                "1 2 3 4 5 6",
                "MINISTERS agree ON A PLAN",
                "河 河 河 河 河",
            ],
        );
    }
}
