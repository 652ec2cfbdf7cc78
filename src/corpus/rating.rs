//! What the user says about outlets: a rating on her own scale, where it comes from, and other names of the outlet.
//!
//! Ratings are the user's, never ours: no list of them comes with slantwise.

use serde::{Deserialize, Serialize};

use super::Corpus;

/// An outlet as the user rates it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rating {
    /// Its name in the articles.
    pub outlet: String,
    /// Its place, a word such as `left` or a number (see [`position`]); may be empty.
    #[serde(default)]
    pub slant: String,
    /// Who says so; may be empty.
    #[serde(default)]
    pub slant_source: String,
    /// Other names that mean the same outlet.
    #[serde(default)]
    pub aliases: Vec<String>,
}

/// Words for places, and the places.
const PLACES: [(&str, f64); 14] = [
    ("far left", -1.0),
    ("left", -1.0),
    ("lean left", -0.5),
    ("left center", -0.5),
    ("center left", -0.5),
    ("center", 0.0),
    ("neutral", 0.0),
    ("least biased", 0.0),
    ("lean right", 0.5),
    ("right center", 0.5),
    ("center right", 0.5),
    ("right", 1.0),
    ("far right", 1.0),
    ("mixed", 0.0),
];

/// Where a slant stands: a number as it is, else -1 for left, 1 for right, 0 for center (`centre`), half of it for
/// `lean left`, `left-center` and the like, in any case; `None` for any other word.
///
/// ```
/// use slantwise::corpus::rating::position;
/// assert_eq!(position("Lean Left"), Some(-0.5));
/// assert_eq!(position("centre-right"), Some(0.5));
/// assert_eq!(position("-17.5"), Some(-17.5));
/// assert_eq!(position("unknown"), None);
/// ```
pub fn position(slant: &str) -> Option<f64> {
    let word = slant.trim().to_lowercase().replace("centre", "center").replace(['-', '_'], " ");
    let place = || PLACES.iter().find(|named| named.0 == word.trim()).map(|named| named.1);
    slant.trim().parse().ok().filter(|slant: &f64| slant.is_finite()).or_else(place)
}

/// The corpus with every outlet under its rated name: an alias, or a name that differs from it in case only, becomes it.
pub fn rename(corpus: Corpus, ratings: &[Rating]) -> Corpus {
    let mut names: Vec<(String, &str)> = Vec::new();
    for rating in ratings {
        names.push((key(&rating.outlet), &rating.outlet));
        names.extend(rating.aliases.iter().map(|alias| (key(alias), rating.outlet.as_str())));
    }
    names.sort();
    let known = |name: &str| {
        let key = key(name);
        names.binary_search_by(|name| name.0.as_str().cmp(&key)).ok().map(|at| names[at].1.to_owned())
    };
    if ratings.is_empty() {
        corpus
    } else {
        corpus.rename_outlets(|name| known(name).unwrap_or_else(|| name.to_owned()))
    }
}

/// Each outlet's rating, in the corpus' order; `None` for an outlet without one.
pub fn of_outlets(corpus: &Corpus, ratings: &[Rating]) -> Vec<Option<Rating>> {
    corpus.outlets().iter().map(|name| ratings.iter().find(|rating| rating.outlet == *name).cloned()).collect()
}

fn key(name: &str) -> String {
    name.trim().to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::Draft;

    fn rating(outlet: &str, slant: &str, aliases: &[&str]) -> Rating {
        let aliases = aliases.iter().map(|alias| (*alias).to_owned()).collect();
        Rating { outlet: outlet.to_owned(), slant: slant.to_owned(), aliases, ..Rating::default() }
    }

    #[test]
    fn aliases_and_cases_are_one_outlet() {
        let draft = |id: &str, outlet: &str| Draft {
            id: Some(id.to_owned()),
            outlet: Some(outlet.to_owned()),
            text: "x".to_owned(),
            ..Draft::default()
        };
        let drafts = || vec![draft("a", "the north"), draft("b", "North Online"), draft("c", "South"), draft("d", "A")];
        let ratings = [rating("The North", "left", &["north online"]), rating("West", "right", &[])];
        let corpus = rename(Corpus::new(drafts()), &ratings);
        assert_eq!(corpus.outlets(), ["A", "South", "The North"]);
        let of: Vec<_> = corpus.articles().iter().map(|article| corpus.outlet(article.outlet.unwrap())).collect();
        assert_eq!(of, ["The North", "The North", "South", "A"]);
        let found = of_outlets(&corpus, &ratings);
        assert_eq!(found.iter().map(Option::is_some).collect::<Vec<_>>(), [false, false, true]);
        assert_eq!(rename(Corpus::new(drafts()), &[]), Corpus::new(drafts()));
    }
}
