//! The frames that the side-by-side texts mark: each with letters, a colour and an underline of its own.

use std::collections::BTreeSet;

use serde::Serialize;

use super::show::put;
use crate::feature::Hit;
use crate::feature::frame::FrameId;
use crate::lexicon::Lexicon;
use crate::report::Material;

/// Colours of marks in `page.css`, and of ticks in `reader.css`.
const N_COLOURS: usize = 10;
/// Underlines of marks in `page.css`.
const N_LINES: usize = 5;

/// The patterns that found something in the texts shown, by frame.
#[derive(Serialize)]
pub(in crate::report) struct Found {
    /// The frame's badge.
    badge: usize,
    /// How many hits they have.
    n_hits: usize,
    /// Number (as marks name it) and text of each.
    patterns: Vec<(u32, String)>,
}

/// The frames of the first word list that has any; no other is marked.
#[derive(Serialize)]
pub(in crate::report) struct Legend {
    /// The word list's name for a reader; empty when no list has frames.
    pub lexicon: String,
    /// Its frames, in its order; they are also the first of the study's frames.
    pub badges: Vec<Badge>,
    /// The titles of the word lists that are not marked.
    pub others: Vec<String>,
    /// The word list's position among those used.
    #[serde(skip)]
    pub position: u16,
}

/// How a frame is marked.
#[derive(Serialize)]
pub(in crate::report) struct Badge {
    /// Two letters, unique among the badges.
    pub letters: String,
    /// The frame's name for a reader.
    pub title: String,
    /// What it means.
    pub about: String,
    /// Its classes: colour, underline and switch.
    pub class: String,
    /// The class of its ticks and bars in figures.
    pub tick: String,
    /// Its position in its word list.
    #[serde(skip)]
    pub category: u16,
}

impl Legend {
    /// The legend of a study.
    pub fn new(material: &Material<'_>) -> Self {
        Self::of(&material.findings.lexicons, &material.findings.frames)
    }

    /// The legend of word lists and their frames.
    pub fn of(lexicons: &[Lexicon], frames: &[FrameId]) -> Self {
        let Some(first) = frames.first() else {
            let others = lexicons.iter().map(|lexicon| lexicon.title.clone()).collect();
            return Self { lexicon: String::new(), badges: Vec::new(), others, position: 0 };
        };
        let mut badges = Vec::<Badge>::new();
        for (i, id) in frames.iter().filter(|id| id.lexicon == first.lexicon).enumerate() {
            let category = &lexicons[id.lexicon as usize].categories[id.category as usize];
            let taken: Vec<&str> = badges.iter().map(|badge| badge.letters.as_str()).collect();
            badges.push(Badge {
                letters: letters(&category.name, &taken),
                title: if category.title.is_empty() { category.name.clone() } else { category.title.clone() },
                about: category.about.clone(),
                class: format!("c{} u{} m{i}", i % N_COLOURS, i % N_LINES),
                tick: format!("k{}", i % N_COLOURS),
                category: id.category,
            });
        }
        let others = lexicons.iter().enumerate().filter(|(position, _)| *position != first.lexicon as usize);
        Self {
            lexicon: lexicons[first.lexicon as usize].title.clone(),
            badges,
            others: others.map(|(_, lexicon)| lexicon.title.clone()).collect(),
            position: first.lexicon,
        }
    }

    /// Position of the badge that marks a hit; `None` for a hit that is not marked.
    pub fn badge_of(&self, hit: &Hit) -> Option<usize> {
        (hit.lexicon == self.position)
            .then(|| self.badges.iter().position(|badge| badge.category == hit.category))
            .flatten()
    }

    /// The hits of each badge's frame in an article, in the order of the text.
    pub fn hits<'a>(&self, material: &Material<'a>, article: usize) -> Vec<Vec<&'a Hit>> {
        let mut hits = vec![Vec::new(); self.badges.len()];
        for hit in &material.findings.measured[article].hits {
            if let Some(badge) = self.badge_of(hit) {
                hits[badge].push(hit);
            }
        }
        hits
    }

    /// The patterns that found something in `articles`.
    pub fn patterns(&self, material: &Material<'_>, articles: &[usize]) -> Vec<Found> {
        let mut numbers = vec![BTreeSet::new(); self.badges.len()];
        let mut n_hits = vec![0; self.badges.len()];
        for hits in articles.iter().map(|&article| self.hits(material, article)) {
            for (badge, hits) in hits.iter().enumerate() {
                n_hits[badge] += hits.len();
                numbers[badge].extend(hits.iter().map(|hit| hit.pattern));
            }
        }
        let text = |badge: usize, number: u32| {
            let lexicon = &material.findings.lexicons[self.position as usize];
            lexicon.categories[self.badges[badge].category as usize].patterns[number as usize].text.clone()
        };
        let found =
            numbers.iter().enumerate().filter(|(_, numbers)| !numbers.is_empty()).map(|(badge, numbers)| Found {
                badge,
                n_hits: n_hits[badge],
                patterns: numbers.iter().map(|&number| (number, text(badge, number))).collect(),
            });
        found.collect()
    }

    /// The rules by which a cleared box takes a frame's marks away: numbers only, nothing from the data.
    pub fn style(&self) -> String {
        let mut style = String::new();
        for i in 0..self.badges.len() {
            put(&mut style, format_args!("body:has(#show-{i}:not(:checked)) .text .m{i}{{all:unset}}\n"));
            put(&mut style, format_args!("body:has(#show-{i}:not(:checked)) .text .m{i}::before{{content:none}}\n"));
        }
        style
    }
}

/// Two letters for a name: its words' initials, else its first letter and a later one, else a number.
fn letters(name: &str, taken: &[&str]) -> String {
    let words: Vec<&str> =
        name.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let capitals: Vec<char> = words.concat().chars().flat_map(char::to_uppercase).collect();
    let initials: String =
        words.iter().filter_map(|word| word.chars().next()).take(2).flat_map(char::to_uppercase).collect();
    let first = capitals.first().copied().unwrap_or('?');
    let pairs = capitals.iter().skip(1).map(|second| format!("{first}{second}"));
    let is_free = |letters: &String| letters.chars().count() == 2 && !taken.contains(&letters.as_str());
    let numbers = (1..).map(|i: usize| format!("{first}{i}")).find(|letters| !taken.contains(&letters.as_str()));
    std::iter::once(initials).chain(pairs).find(is_free).or(numbers).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_are_initials_or_the_first_free_pair() {
        let mut taken = Vec::<String>::new();
        for name in ["alarm", "reference_illegal", "rights", "root_causes", "a", "a", "alarm", "ß"] {
            let next = letters(name, &taken.iter().map(String::as_str).collect::<Vec<_>>());
            taken.push(next);
        }
        assert_eq!(taken, ["AL", "RI", "RG", "RC", "A1", "A2", "AA", "SS"]);
    }
}

#[cfg(test)]
pub(super) mod testing {
    use super::*;

    /// A legend of `n` frames with the letters AA, BB, CC.
    pub fn legend(n: usize) -> Legend {
        let badge = |i: usize| Badge {
            letters: ["AA", "BB", "CC"][i].into(),
            title: "<title>".into(),
            about: String::new(),
            class: format!("c{i} u{i} m{i}"),
            tick: format!("k{i}"),
            category: i as u16,
        };
        Legend { lexicon: "list".into(), badges: (0..n).map(badge).collect(), others: vec![], position: 0 }
    }
}
