use std::collections::BTreeSet;

use crate::corpus::{Article, OutletId};
use crate::report::Material;
use crate::study::{AlignedUnit, Carriage, Findings, UnitStatus, carriage};
use crate::table::{Columns, Table, Unit};
use crate::text::Span;

/// A unit of an event, who carries it, and where the sentence is that stands for it: in bytes, in Unicode characters.
struct UnitRow<'a> {
    unit: &'a AlignedUnit,
    carriage: Carriage,
    article: &'a Article,
    span: Option<Span>,
    place: Option<Span>,
}

/// One row per unit of an event: a sentence, with those of other outlets that match it.
pub(super) fn omissions<'a>(material: &'a Material<'a>) -> Table<'a> {
    let found = material.findings;
    let columns = Columns::<UnitRow>::of(
        "omissions",
        "one row a unit of an event: a sentence, which outlets carry it and which do not; what is only in one, and \
         what is left out by some",
    )
    .key("event_id", Unit::Id, "see events; those with articles of at least two outlets", move |row| {
        found.events.list[row.unit.event as usize].id.as_str()
    })
    .key(
        "unit",
        Unit::Rank,
        "its number in the event: those that most outlets carry first, those of one outlet as they stand in its \
         articles",
        |row| row.unit.number,
    )
    .column(
        "status",
        Unit::Category,
        "shared: at least two outlets carry it, and none is without; left_out: at least two carry it, and at \
         least one is without; only_here: one carries it, and all others are without; unclear: one carries it, \
         and of another it cannot be told. It does not say why: a sentence may be told in wholly other words, and \
         hand-coded bias is only weakly found this way (AUC .59)",
        |row| row.carriage.status.name(),
    )
    .column(
        "carried_by",
        Unit::Text,
        "the outlets with a sentence that matches (similarity from the cut on, see alignment), by name, with `; \
         ` between them",
        move |row| names(found, &row.carriage.carried),
    )
    .column("n_carried", Unit::Count, "how many they are", |row| row.carriage.carried.len())
    .column(
        "left_out_by",
        Unit::Text,
        "the outlets with articles on the event that are without such a sentence, by name; empty when fewer than \
         two carry it",
        move |row| (row.carriage.status == UnitStatus::LeftOut).then(|| names(found, &row.carriage.without)),
    )
    .column(
        "unclear",
        Unit::Text,
        "the outlets of which it cannot be told: their nearest sentence lies between the cuts, see alignment",
        move |row| Some(names(found, &row.carriage.unclear)).filter(|names| !names.is_empty()),
    )
    .column(
        "n_compared",
        Unit::Count,
        "outlets whose articles on the event were compared (50 articles at most: one of each outlet, then a \
         second)",
        |row| row.carriage.n_compared,
    );
    sentence(columns, material).rows(found.covered.alignment.units.len(), |row| {
        let unit = &found.covered.alignment.units[row];
        let article = &found.corpus.articles()[unit.place.article as usize];
        let measured = &found.measured[unit.place.article as usize];
        let span = measured.sentences.get(unit.place.sentence as usize).map(|sentence| sentence.span);
        let place = span.map(|span| measured.characters.span(&article.text, span));
        UnitRow { unit, carriage: carriage(found, unit), article, span, place }
    })
}

/// The sentence that stands for the unit.
fn sentence<'a>(columns: Columns<'a, UnitRow<'a>>, material: &'a Material<'a>) -> Columns<'a, UnitRow<'a>> {
    let found = material.findings;
    columns
        .column("article_id", Unit::Id, "the article of the sentence that stands for the unit, see articles", |row| {
            row.article.id.as_str()
        })
        .column("sentence", Unit::Rank, "its position in the article, see sentences", |row| row.unit.place.sentence + 1)
        .column(
            "start",
            Unit::CharOffset,
            "where it begins, in Unicode characters of the text as read; see hits",
            |row| row.place.map(|place| place.start),
        )
        .column("end", Unit::CharOffset, "where it ends (exclusive)", |row| row.place.map(|place| place.end))
        .column(
            "matches",
            Unit::Text,
            "the best matching sentence of each other outlet that carries it, each as article_id:sentence",
            move |row| matches(found, row.unit),
        )
        .column(
            "score",
            Unit::Share,
            "its best similarity with a sentence of another outlet; near the cut, read both",
            |row| f64::from(row.unit.score),
        )
        .column("text", Unit::Text, "the sentence; empty where texts are left out", move |row| {
            row.span.and_then(|span| material.excerpt(span.of(&row.article.text)))
        })
}

fn names(found: &Findings, outlets: &BTreeSet<OutletId>) -> String {
    outlets.iter().map(|outlet| found.corpus.outlet(*outlet)).collect::<Vec<_>>().join("; ")
}

/// The sentences of the other outlets that carry a unit.
fn matches(found: &Findings, unit: &AlignedUnit) -> Option<String> {
    let id = |article: u32| &found.corpus.articles()[article as usize].id;
    let carriers = found.covered.alignment.carriers(unit).iter();
    let matches: Vec<_> = carriers.map(|place| format!("{}:{}", id(place.article), place.sentence + 1)).collect();
    (!matches.is_empty()).then(|| matches.join("; "))
}
