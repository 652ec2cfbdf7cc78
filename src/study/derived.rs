//! What follows from the findings and is computed when it is asked for: it takes less time to compute than memory to keep.
//!
//! Words of a contrast: the scores of older work ([`keyness_of`]) and whether a term is a matter of house style
//! ([`StyleWords`]). Events: their outlets by side of the user's ratings ([`event_outlets`]). Units of an event: which outlets
//! carry them ([`carriage`]). Targets: what the other outlets' articles say ([`other_outlets`]). Word lists: how often each
//! pattern matched ([`pattern_uses`]). Terms: the articles and uses of each ([`TermTally`]).

use std::collections::{BTreeMap, BTreeSet};

use super::{AlignedUnit, Contrast, ContrastTerm, Findings, Sides, name_words};
use crate::compare::coverage::{self, blind_side};
use crate::compare::event::Event;
use crate::compare::keyness::{Keyness, keyness};
use crate::compare::others::of_others;
use crate::corpus::OutletId;
use crate::num::ExactSum;
use crate::terms::{Counts, Style, TermId, style, style_words};
use crate::text::Voice;

/// The scores by which older work ranks a term between the two sides; `None` as [`keyness`].
pub fn keyness_of(contrast: &Contrast, term: &ContrastTerm) -> Option<Keyness> {
    let ((n_a, n_b), (words_a, words_b)) = (term.contrast.uses, contrast.n_words);
    keyness((f64::from(n_a), f64::from(n_b)), (words_a as f64, words_b as f64))
}

/// The words that a style book decides, whatever the story: those of house style, and those of two sides' names.
pub struct StyleWords {
    words: Vec<(&'static str, Style)>,
    names: Vec<String>,
}

impl StyleWords {
    /// Those between two sides: groups of outlets have no names.
    pub fn of(found: &Findings, sides: Sides) -> Self {
        let outlets = match sides {
            Sides::LeftRight => Vec::new(),
            Sides::Outlets(a, b) => vec![a, b],
        };
        let names = outlets.into_iter().flat_map(|outlet| name_words(found.corpus.outlet(outlet))).collect();
        Self { words: style_words(), names }
    }

    /// Whether a term, one word or several, holds one of them.
    pub fn are_in(&self, term: &str) -> bool {
        style(term, &self.words).is_some() || term.split(' ').any(|word| self.names.iter().any(|name| name == word))
    }
}

/// The outlets of an event, by the user's ratings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EventOutlets {
    /// Outlets with an article on it.
    pub n_outlets: usize,
    /// How many stand on each side; `None` without ratings.
    pub sides: Option<coverage::Sides>,
    /// The side that has none, see [`blind_side`]; `None` also without ratings.
    pub blind_side: Option<&'static str>,
}

/// How many outlets of the file stand on each side of the user's ratings; `None` without ratings.
pub fn file_sides(found: &Findings) -> Option<coverage::Sides> {
    let outlets = (0..found.corpus.outlets().len()).map(|outlet| OutletId(outlet as u32));
    let is_rated = found.ratings.iter().any(Option::is_some);
    is_rated.then(|| coverage::sides(outlets.map(|outlet| found.rating_position(outlet))))
}

/// The outlets of an event, beside those of the file ([`file_sides`]).
pub fn event_outlets(found: &Findings, event: &Event, of_file: Option<coverage::Sides>) -> EventOutlets {
    let articles = event.articles.iter().map(|&article| &found.corpus.articles()[article]);
    let outlets: BTreeSet<OutletId> = articles.filter_map(|article| article.outlet).collect();
    let of_event = coverage::sides(outlets.iter().map(|outlet| found.rating_position(*outlet)));
    EventOutlets {
        n_outlets: outlets.len(),
        sides: of_file.map(|_| of_event),
        blind_side: of_file.and_then(|of_file| blind_side(&of_event, &of_file)),
    }
}

/// What the outlets with articles on an event have of one of its units.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Carriage {
    /// Who carries it, in a word.
    pub status: UnitStatus,
    /// Those that carry it.
    pub carried: BTreeSet<OutletId>,
    /// Those of which it cannot be told.
    pub unclear: BTreeSet<OutletId>,
    /// The others.
    pub without: BTreeSet<OutletId>,
    /// How many were compared.
    pub n_compared: usize,
}

/// Who carries a unit of an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UnitStatus {
    /// At least two outlets, and none is without.
    Shared,
    /// At least two, and at least one is without.
    LeftOut,
    /// One, and all others are without.
    OnlyHere,
    /// One, and of another it cannot be told.
    Unclear,
}

impl UnitStatus {
    /// `shared`, `left_out`, `only_here` or `unclear`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Shared => "shared",
            Self::LeftOut => "left_out",
            Self::OnlyHere => "only_here",
            Self::Unclear => "unclear",
        }
    }
}

/// Which outlets carry a unit of an event.
pub fn carriage(found: &Findings, unit: &AlignedUnit) -> Carriage {
    let (articles, alignment) = (found.corpus.articles(), &found.covered.alignment);
    let places = alignment.carriers(unit).iter().chain([&unit.place]);
    let carried: BTreeSet<OutletId> = places.filter_map(|place| articles[place.article as usize].outlet).collect();
    let unclear: BTreeSet<OutletId> = alignment.unclear(unit).iter().copied().collect();
    let compared: BTreeSet<OutletId> =
        alignment.compared(unit.event).iter().filter_map(|article| articles[*article].outlet).collect();
    let is_known = |outlet: &OutletId| carried.contains(outlet) || unclear.contains(outlet);
    let without: BTreeSet<OutletId> = compared.iter().filter(|outlet| !is_known(outlet)).copied().collect();
    let status = match carried.len() {
        1 if unclear.is_empty() => UnitStatus::OnlyHere,
        1 => UnitStatus::Unclear,
        _ if without.is_empty() => UnitStatus::Shared,
        _ => UnitStatus::LeftOut,
    };
    Carriage { status, carried, unclear, without, n_compared: compared.len() }
}

/// For each article, the sentiment towards a target, by position, in the other outlets' articles on its event: their sum
/// and how many they are. Copies count when they count everywhere.
pub fn other_outlets(found: &Findings, target: usize, voice: Voice) -> Vec<ExactSum> {
    let articles = found.corpus.articles();
    let sentiment = |article: usize| found.measured[article].targets[target].sentiment[voice as usize].mean;
    let value = |article: usize| sentiment(article).filter(|_| found.is_counted(article));
    let values: Vec<Option<f64>> = (0..articles.len()).map(value).collect();
    let outlets: Vec<Option<u32>> = articles.iter().map(|article| article.outlet.map(|outlet| outlet.0)).collect();
    of_others(&values, &outlets, &found.events.of_article, found.events.list.len())
}

/// How often the patterns of the word lists matched: hits and articles, by position of lexicon, category and pattern.
pub fn pattern_uses(found: &Findings) -> BTreeMap<(u16, u16, u32), (u64, u64)> {
    let mut uses = BTreeMap::<_, (u64, u64)>::new();
    for measured in &found.measured {
        let mut hits: Vec<_> = measured.hits.iter().map(|hit| (hit.lexicon, hit.category, hit.pattern)).collect();
        hits.sort_unstable();
        for of_pattern in hits.chunk_by(|a, b| a == b) {
            let (n_hits, n_articles) = uses.entry(of_pattern[0]).or_default();
            *n_hits += of_pattern.len() as u64;
            *n_articles += 1;
        }
    }
    uses
}

/// How some articles use a term.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TermUses {
    /// The term.
    pub term: TermId,
    /// Articles with it.
    pub n_articles: u32,
    /// Its uses.
    pub n_uses: u64,
}

/// Counts the uses of terms, in one table of the vocabulary's length for one group of articles after the other.
pub struct TermTally<'a> {
    counts: &'a Counts,
    /// Articles and uses by term; zeros between two groups.
    tallied: Vec<(u32, u64)>,
}

impl<'a> TermTally<'a> {
    /// Of a corpus's counts.
    pub fn of(counts: &'a Counts) -> Self {
        Self { counts, tallied: vec![(0, 0); counts.vocabulary().len()] }
    }

    /// The terms in at least `least` of some articles, given by position, in the order of the vocabulary.
    pub fn uses(&mut self, articles: impl IntoIterator<Item = usize>, least: u32) -> Vec<TermUses> {
        let mut used = Vec::new();
        for article in articles {
            let (terms, uses) = self.counts.row(article);
            for (&term, n) in terms.iter().zip(uses) {
                let (n_articles, n_uses) = &mut self.tallied[term.0 as usize];
                if *n_articles == 0 {
                    used.push(term);
                }
                *n_articles += 1;
                *n_uses += u64::from(*n);
            }
        }
        used.sort_unstable();
        let take = |term: TermId| {
            let (n_articles, n_uses) = std::mem::take(&mut self.tallied[term.0 as usize]);
            (n_articles >= least).then_some(TermUses { term, n_articles, n_uses })
        };
        used.into_iter().filter_map(take).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::rating::Rating;
    use crate::corpus::{Corpus, Draft};
    use crate::study::Config;

    /// One article per outlet and event, with the outlets' ratings.
    fn findings(articles: &[(&str, &str, &str)], ratings: &[(&str, &str)]) -> Findings {
        let draft = |(outlet, event, text): &(&str, &str, &str)| Draft {
            outlet: Some((*outlet).to_owned()),
            event: Some((*event).to_owned()),
            text: (*text).to_owned(),
            ..Draft::default()
        };
        let rating = |(outlet, slant): &(&str, &str)| Rating {
            outlet: (*outlet).to_owned(),
            slant: (*slant).to_owned(),
            ..Rating::default()
        };
        let ratings = ratings.iter().map(rating).collect();
        let config = Config { ratings, resamples: 0, permutations: 0, ..Config::default() };
        let corpus = Corpus::new(articles.iter().map(draft).collect());
        config.check().unwrap().run(corpus, 1, &|_| ()).unwrap()
    }

    const HARBOUR: &str = "The harbour council raised the fees for all fishing boats by nine percent on Monday.";
    const MARKET: &str = "Traders at the covered market closed their stalls and marched to the town hall together.";

    #[test]
    fn an_events_outlets_stand_by_the_users_ratings() {
        let articles = [
            ("North", "fees", HARBOUR),
            ("East", "fees", HARBOUR),
            ("East", "march", MARKET),
            ("South", "march", MARKET),
            ("South", "march", HARBOUR),
        ];
        let found = findings(&articles, &[("North", "left"), ("East", "lean left"), ("South", "right")]);
        let of_file = file_sides(&found);
        let outlets = |id: &str| {
            let event = found.events.list.iter().find(|event| event.id == id).unwrap();
            event_outlets(&found, event, of_file)
        };
        let fees = outlets("fees");
        assert_eq!((fees.n_outlets, fees.sides.unwrap().n_left, fees.blind_side), (2, 2, Some("right")));
        let march = outlets("march"); // three articles of two outlets, one a side
        assert_eq!((march.n_outlets, march.sides.unwrap().n_right, march.blind_side), (2, 1, None));
        let found = findings(&articles, &[]);
        assert_eq!(file_sides(&found), None);
        let unrated = event_outlets(&found, &found.events.list[0], None);
        assert_eq!((unrated.sides, unrated.blind_side), (None, None));
    }

    #[test]
    fn words_of_style_and_of_the_sides_names_are_found_in_terms_of_several_words() {
        let found = findings(&[("Harbour Post", "fees", HARBOUR), ("The Ledger", "fees", MARKET)], &[]);
        let between = StyleWords::of(&found, Sides::Outlets(OutletId(0), OutletId(1)));
        let held: Vec<&str> = ["harbour", "the ledger", "said", "council fees", "mr fisher"]
            .into_iter()
            .filter(|term| between.are_in(term))
            .collect();
        assert_eq!(held, ["harbour", "the ledger", "said", "mr fisher"]);
        assert!(!StyleWords::of(&found, Sides::LeftRight).are_in("harbour"));
    }

    #[test]
    fn a_unit_is_only_here_until_another_outlet_carries_it() {
        let carried = format!("{HARBOUR} {MARKET}");
        let articles = [("North", "fees", carried.as_str()), ("South", "fees", HARBOUR), ("East", "fees", HARBOUR)];
        let found = findings(&articles, &[]);
        let mut status: Vec<(&str, usize, usize, usize)> = found
            .covered
            .alignment
            .units
            .iter()
            .map(|unit| carriage(&found, unit))
            .map(|unit| (unit.status.name(), unit.carried.len(), unit.without.len(), unit.n_compared))
            .collect();
        status.sort_unstable();
        assert_eq!(status, [("only_here", 1, 2, 3), ("shared", 3, 0, 3)]);
    }

    #[test]
    fn terms_are_tallied_group_by_group() {
        let found = findings(&[("North", "fees", "boats boats fees"), ("South", "fees", "boats market")], &[]);
        let mut tally = TermTally::of(&found.counts);
        let mut uses = |articles: &[usize], least: u32| -> Vec<(String, u32, u64)> {
            let uses = tally.uses(articles.iter().copied(), least);
            let term = |uses: &TermUses| found.counts.vocabulary().term(uses.term).to_owned();
            uses.iter().map(|uses| (term(uses), uses.n_articles, uses.n_uses)).collect()
        };
        assert_eq!(uses(&[0, 1], 2), [("boats".to_owned(), 2, 3)]);
        let north = found.corpus.articles().iter().position(|article| article.text.contains("fees")).unwrap();
        assert_eq!(uses(&[north], 1), [("boats".to_owned(), 1, 2), ("fees".to_owned(), 1, 1)]);
    }
}
