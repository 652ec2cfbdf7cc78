//! Anchors: the outlets that the user takes for clear cases, with the user's own words for the two ends of the scale.

use serde::{Deserialize, Serialize};

use crate::compare::slant::{MIN_ARTICLES, Pole};
use crate::corpus::Corpus;
use crate::corpus::rating::Rating;
use crate::error::{Error, Kind, Result};

/// An outlet that holds an end of the scale.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Anchor {
    /// The end, in the user's words.
    pub pole: String,
    /// The outlet's name, in any case, or an alias that the ratings give it.
    pub outlet: String,
}

/// Anchors a side below which a scale is made only when asked for.
pub const ENOUGH_ANCHORS: usize = 5;

const HOW: &str = "name anchors as --anchor left=Outlet --anchor right=Outlet, five or more a side, with your own words for the two sides";

/// The two ends in the order in which they are first named, and how many anchors each has.
pub(super) fn poles(anchors: &[Anchor]) -> Vec<(&str, usize)> {
    let mut poles: Vec<(&str, usize)> = Vec::new();
    for anchor in anchors {
        match poles.iter_mut().find(|(pole, _)| *pole == anchor.pole) {
            Some(pole) => pole.1 += 1,
            None => poles.push((&anchor.pole, 1)),
        }
    }
    poles
}

/// Whether anchors can hold a scale with at least `fewest` a side; none at all are right, too.
pub(super) fn check(anchors: &[Anchor], fewest: usize) -> Result<()> {
    let wrong = |message: String| Err(Error::new(Kind::Config, message).with_help(HOW));
    if anchors.is_empty() {
        return Ok(());
    }
    for (i, anchor) in anchors.iter().enumerate() {
        if anchor.pole.trim().is_empty() || anchor.outlet.trim().is_empty() {
            return wrong(format!(
                "found the anchor `{}={}`, expected a side and an outlet",
                anchor.pole, anchor.outlet
            ));
        }
        if anchors[..i].iter().any(|other| key(&other.outlet) == key(&anchor.outlet)) {
            return wrong(format!("found the anchor `{}` twice, expected each outlet once", anchor.outlet));
        }
    }
    let poles = poles(anchors);
    let given = || poles.iter().map(|(pole, n)| format!("{pole} ({n})")).collect::<Vec<_>>().join(", ");
    if poles.len() != 2 {
        return wrong(format!("found anchors on the side{} {}, expected two sides", plural(poles.len()), given()));
    }
    if poles.iter().any(|(_, n)| *n < fewest) {
        let message = format!("found too few anchors: {}; expected {fewest} or more a side", given());
        let help = "name more: which outlets hold a scale is its largest error. To have one all the same, give --min-anchors with a smaller number";
        return Err(Error::new(Kind::Config, message).with_help(help));
    }
    Ok(())
}

/// Whether the corpus has every anchor, with enough articles.
pub(super) fn check_in(anchors: &[Anchor], corpus: &Corpus, ratings: &[Rating]) -> Result<()> {
    let articles = corpus.articles_by_outlet();
    for anchor in anchors {
        let Some(outlet) = position(anchor, corpus, ratings) else {
            let message = format!("no outlet is named `{}`, expected one of the articles' outlets", anchor.outlet);
            let near = near(&anchor.outlet, corpus.outlets());
            let help = match near.is_empty() {
                true => "`slantwise check` lists the outlets".to_owned(),
                false => format!("did you mean {}? `slantwise check` lists the outlets", near.join(" or ")),
            };
            return Err(Error::new(Kind::Config, message).with_help(help));
        };
        let n_articles = articles[outlet].len();
        if n_articles < MIN_ARTICLES {
            let name = &corpus.outlets()[outlet];
            let message = format!("the anchor `{name}` has {n_articles} articles, expected {MIN_ARTICLES} or more");
            return Err(Error::new(Kind::Config, message).with_help("name another outlet, or add articles of this one"));
        }
    }
    Ok(())
}

/// The end that each outlet holds; `None` for an outlet that is no anchor.
pub(super) fn of_outlets(anchors: &[Anchor], corpus: &Corpus, ratings: &[Rating]) -> Vec<Option<Pole>> {
    let mut poles_of = vec![None; corpus.outlets().len()];
    let first = anchors.first().map(|anchor| &anchor.pole);
    for anchor in anchors {
        if let Some(outlet) = position(anchor, corpus, ratings) {
            poles_of[outlet] = Some(if Some(&anchor.pole) == first { Pole::First } else { Pole::Second });
        }
    }
    poles_of
}

/// Whether two outlets are of one house, by their names: once the words for a section of it are left out, one name begins
/// with the other (`Fox News`, `Fox Online News`, `Fox News Opinion`).
pub(super) fn are_siblings(a: &str, b: &str) -> bool {
    let (a, b) = (house(a), house(b));
    let n = a.len().min(b.len());
    n > 0 && a[..n] == b[..n]
}

/// Words for a section of an outlet.
const SECTIONS: [&str; 14] = [
    "a",
    "blog",
    "board",
    "columnists",
    "editorial",
    "editorials",
    "news",
    "online",
    "op",
    "opinion",
    "opinions",
    "the",
    "web",
    "ed",
];

fn house(name: &str) -> Vec<String> {
    let lower = name.to_lowercase();
    let words = lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty() && !SECTIONS.contains(word));
    words.map(str::to_owned).collect()
}

fn position(anchor: &Anchor, corpus: &Corpus, ratings: &[Rating]) -> Option<usize> {
    let asked = key(&anchor.outlet);
    let is_asked = |rating: &&Rating| rating.aliases.iter().any(|alias| key(alias) == asked);
    let rated = ratings.iter().find(is_asked).map(|rating| key(&rating.outlet));
    let exact = corpus.outlets().iter().position(|outlet| outlet.trim() == anchor.outlet.trim());
    exact.or_else(|| corpus.outlets().iter().position(|outlet| key(outlet) == asked || Some(key(outlet)) == rated))
}

fn key(name: &str) -> String {
    name.trim().to_lowercase()
}

fn plural(n: usize) -> &'static str {
    if n == 1 { "" } else { "s" }
}

/// Up to three names that share most pairs of letters with `name`, the nearest first.
fn near(name: &str, names: &[String]) -> Vec<String> {
    let pairs = |name: &str| {
        let letters: Vec<char> = key(name).chars().filter(|c| c.is_alphanumeric()).collect();
        let mut pairs: Vec<(char, char)> = letters.windows(2).map(|pair| (pair[0], pair[1])).collect();
        pairs.sort_unstable();
        pairs.dedup();
        pairs
    };
    let asked = pairs(name);
    let mut near: Vec<(f64, &String)> = names
        .iter()
        .filter_map(|outlet| {
            let its = pairs(outlet);
            let shared = its.iter().filter(|pair| asked.binary_search(pair).is_ok()).count();
            let alike = 2.0 * shared as f64 / (its.len() + asked.len()).max(1) as f64;
            (alike >= 0.4).then_some((alike, outlet))
        })
        .collect();
    near.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(b.1)));
    near.into_iter().take(3).map(|(_, outlet)| format!("`{outlet}`")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::Draft;

    fn anchors(named: &[&str]) -> Vec<Anchor> {
        let anchor = |text: &&str| {
            let (pole, outlet) = text.split_once('=').unwrap();
            Anchor { pole: pole.to_owned(), outlet: outlet.to_owned() }
        };
        named.iter().map(anchor).collect()
    }

    fn corpus() -> Corpus {
        let draft = |i: usize| Draft {
            outlet: Some(["Fox News", "Vox", "Daily Kos"][i % 3].to_owned()),
            text: format!("Text {i}."),
            ..Draft::default()
        };
        Corpus::new((0..31).map(draft).chain([Draft { outlet: Some("Slate".to_owned()), ..draft(99) }]).collect())
    }

    fn check_error(named: &[&str], fewest: usize, expected: &str) {
        let error = check(&anchors(named), fewest).unwrap_err().to_string();
        assert!(error.contains(expected), "{error}");
    }

    #[test]
    fn two_sides_with_enough_anchors_each_are_right() {
        assert!(check(&[], 5).is_ok());
        assert!(check(&anchors(&["l=A", "r=B", "l=C", "r=D"]), 2).is_ok());
        check_error(&["l=A", "r=B"], 5, "too few anchors: l (1), r (1)");
        check_error(&["l=A", "l=B"], 1, "on the side l (2), expected two sides");
        check_error(&["l=A", "r=B", "c=C"], 1, "on the sides l (1), r (1), c (1), expected two sides");
        check_error(&["l=A", "r=a "], 1, "the anchor `a ` twice");
        check_error(&["l=A", "=B"], 1, "the anchor `=B`");
    }

    #[test]
    fn an_anchor_is_found_in_any_case_and_by_an_alias() {
        let rating = Rating { outlet: "vox".to_owned(), aliases: vec!["Vox Media".to_owned()], ..Rating::default() };
        let found = of_outlets(&anchors(&["left=vox media", "right=fox news"]), &corpus(), &[rating]);
        assert_eq!(found, [None, Some(Pole::Second), None, Some(Pole::First)]); // Daily Kos, Fox News, Slate, Vox
    }

    #[test]
    fn an_unknown_or_thin_anchor_is_an_error_that_helps() {
        let error = check_in(&anchors(&["left=Vox", "right=Fix News"]), &corpus(), &[]).unwrap_err();
        assert!(error.to_string().contains("no outlet is named `Fix News`"), "{error}");
        assert!(error.help().unwrap().contains("did you mean `Fox News`?"), "{:?}", error.help());
        let error = check_in(&anchors(&["left=Zyx"]), &corpus(), &[]).unwrap_err();
        assert!(error.help().unwrap().starts_with("`slantwise check` lists"), "{:?}", error.help());
        let error = check_in(&anchors(&["left=slate"]), &corpus(), &[]).unwrap_err();
        assert!(error.to_string().contains("`Slate` has 1 articles, expected 10"), "{error}");
    }

    #[test]
    fn sections_of_one_house_are_siblings() {
        let houses = [
            vec!["Fox News", "Fox Online News", "Fox News (Online)", "Fox News Opinion"],
            vec!["New York Times - News", "New York Times (Online News)", "New York Times Editorial Board"],
            vec!["New York Post"],
            vec!["Washington Post"],
            vec!["Washington Times"],
            vec!["The News"],
        ];
        for (i, a) in houses.iter().enumerate() {
            for (j, b) in houses.iter().enumerate() {
                for (a, b) in a.iter().flat_map(|a| b.iter().map(move |b| (a, b))).filter(|(a, b)| a != b) {
                    assert_eq!(are_siblings(a, b), i == j, "{a} {b}");
                }
            }
        }
    }
}
