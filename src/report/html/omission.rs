//! Who left out what: sentences that several outlets tell, each with those of the others that were taken for the same, so
//! that a reader can judge the match.

use serde::Serialize;

use super::show::{number, shortened, thousands};
use crate::report::Material;
use crate::study::{AlignedUnit, Carriage, SentencePlace, UnitStatus, carriage};

/// Units shown, at most.
const MAX_UNITS: usize = 12;
/// Characters of a sentence shown, at most.
const MAX_CHARS: usize = 320;

/// Sentences that some outlets tell and others do not.
#[derive(Serialize)]
pub(super) struct LeftOut {
    units: Vec<Shown>,
    n_shown: String,
    n_all: String,
}

#[derive(Serialize)]
struct Shown {
    event: String,
    /// The sentence that stands for the unit first.
    sentences: Vec<Sentence>,
    without: String,
    unclear: String,
    similarity: String,
}

#[derive(Serialize)]
struct Sentence {
    outlet: String,
    /// Empty where texts are left out.
    text: String,
    /// Its article and position.
    place: String,
}

/// Those that most outlets tell first, of equal ones the most alike; `None` without any.
pub(super) fn view(material: &Material<'_>) -> Option<LeftOut> {
    let found = material.findings;
    let units = found.covered.alignment.units.iter().enumerate().map(|(at, unit)| (at, unit, carriage(found, unit)));
    let mut units: Vec<(usize, &AlignedUnit, Carriage)> =
        units.filter(|(.., carriage)| carriage.status == UnitStatus::LeftOut).collect();
    let n_all = units.len();
    units.sort_by(|a, b| {
        b.2.carried.len().cmp(&a.2.carried.len()).then(b.1.score.total_cmp(&a.1.score)).then(a.0.cmp(&b.0))
    });
    units.truncate(MAX_UNITS);
    let names = |outlets: &std::collections::BTreeSet<_>| {
        outlets.iter().map(|outlet| found.corpus.outlet(*outlet)).collect::<Vec<_>>().join(", ")
    };
    let shown = |(_, unit, carriage): &(usize, &AlignedUnit, Carriage)| Shown {
        event: material.event_label(unit.event as usize).to_owned(),
        sentences: [&unit.place]
            .into_iter()
            .chain(found.covered.alignment.carriers(unit))
            .map(|place| sentence(material, place))
            .collect(),
        without: names(&carriage.without),
        unclear: names(&carriage.unclear),
        similarity: number(f64::from(unit.score), 2),
    };
    let units: Vec<Shown> = units.iter().map(shown).collect();
    (n_all > 0).then(|| LeftOut { n_shown: thousands(units.len()), units, n_all: thousands(n_all) })
}

fn sentence(material: &Material<'_>, place: &SentencePlace) -> Sentence {
    let found = material.findings;
    let (article, at) = (&found.corpus.articles()[place.article as usize], place.sentence as usize);
    let span = found.measured[place.article as usize].sentences.get(at).map(|sentence| sentence.span);
    let text = span.and_then(|span| material.excerpt(span.of(&article.text))).unwrap_or_default();
    Sentence {
        outlet: article.outlet.map(|id| found.corpus.outlet(id).to_owned()).unwrap_or_default(),
        text: shortened(text, MAX_CHARS),
        place: format!("{}:{}", article.id, at + 1),
    }
}
