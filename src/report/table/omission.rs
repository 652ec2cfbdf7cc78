use std::collections::BTreeSet;

use crate::corpus::OutletId;
use crate::report::Material;
use crate::study::AlignedUnit;
use crate::table::{Column, Table, Unit};

/// What the outlets with articles on an event have of one of its units.
pub(in crate::report) struct Told {
    /// As in the table.
    pub status: &'static str,
    /// Those that carry it.
    pub carried: BTreeSet<OutletId>,
    /// Those of which it cannot be told.
    pub unclear: BTreeSet<OutletId>,
    /// The others.
    pub without: BTreeSet<OutletId>,
    n_compared: usize,
}

/// See [`Told`].
pub(in crate::report) fn told(material: &Material<'_>, unit: &AlignedUnit) -> Told {
    let (articles, alignment) = (material.findings.corpus.articles(), &material.findings.alignment);
    let places = alignment.carriers(unit).iter().chain([&unit.place]);
    let carried: BTreeSet<OutletId> = places.filter_map(|it| articles[it.article as usize].outlet).collect();
    let unclear: BTreeSet<OutletId> = alignment.unclear(unit).iter().copied().collect();
    let compared: BTreeSet<OutletId> =
        alignment.compared(unit.event).iter().filter_map(|it| articles[*it].outlet).collect();
    let is_known = |it: &OutletId| carried.contains(it) || unclear.contains(it);
    let without: BTreeSet<OutletId> = compared.iter().filter(|it| !is_known(it)).copied().collect();
    let status = match carried.len() {
        1 if unclear.is_empty() => "only_here",
        1 => "unclear",
        _ if without.is_empty() => "shared",
        _ => "left_out",
    };
    Told { status, carried, unclear, without, n_compared: compared.len() }
}

/// One row a unit of an event: a sentence, with those of other outlets that match it.
pub(super) fn omissions<'a>(material: &'a Material<'a>) -> Table<'a> {
    let found = material.findings;
    let alignment = &found.alignment;
    let columns = vec![
        Column::fixed("event_id", Unit::Id, "see events; those with articles of at least two outlets"),
        Column::fixed(
            "unit",
            Unit::Rank,
            "its number in the event: those that most outlets carry first, those of one outlet as they stand in its articles",
        ),
        Column::fixed(
            "status",
            Unit::Category,
            "shared: at least two outlets carry it, and none is without; left_out: at least two carry it, and at least one is without; only_here: one carries it, and all others are without; unclear: one carries it, and of another it cannot be told. It does not say why: a sentence may be told in wholly other words, and hand-coded bias is only weakly found this way (AUC .59)",
        ),
        Column::fixed(
            "carried_by",
            Unit::Text,
            "the outlets with a sentence that matches (similarity from the cut on, see alignment), by name, with `; ` between them",
        ),
        Column::fixed("n_carried", Unit::Count, "how many they are"),
        Column::fixed(
            "left_out_by",
            Unit::Text,
            "the outlets with articles on the event that are without such a sentence, by name; empty when fewer than two carry it",
        ),
        Column::fixed(
            "unclear",
            Unit::Text,
            "the outlets of which it cannot be told: their nearest sentence lies between the cuts, see alignment",
        ),
        Column::fixed(
            "n_compared",
            Unit::Count,
            "outlets whose articles on the event were compared (50 articles at most: one of each outlet, then a second)",
        ),
        Column::fixed("article_id", Unit::Id, "the article of the sentence that stands for the unit, see articles"),
        Column::fixed("sentence", Unit::Rank, "its position in the article, see sentences"),
        Column::fixed(
            "start",
            Unit::CharOffset,
            "where it begins, in Unicode characters of the text as read; see hits",
        ),
        Column::fixed("end", Unit::CharOffset, "where it ends (exclusive)"),
        Column::fixed(
            "matches",
            Unit::Text,
            "the best matching sentence of each other outlet that carries it, each as article_id:sentence",
        ),
        Column::fixed(
            "score",
            Unit::Share,
            "its best similarity with a sentence of another outlet; near the cut, read both",
        ),
        Column::fixed("text", Unit::Text, "the sentence; empty where texts are left out"),
    ];
    let row = move |i: usize| {
        let unit = &alignment.units[i];
        let (article, sentence) = (unit.place.article as usize, unit.place.sentence as usize);
        let told = told(material, unit);
        let names = |outlets: &BTreeSet<OutletId>| {
            outlets.iter().map(|it| found.corpus.outlet(*it)).collect::<Vec<_>>().join("; ")
        };
        let left_out = (told.status == "left_out").then(|| names(&told.without));
        let matches = alignment
            .carriers(unit)
            .iter()
            .map(|it| format!("{}:{}", found.corpus.articles()[it.article as usize].id, it.sentence + 1));
        let text = &found.corpus.articles()[article].text;
        let span = found.measured[article].sentences.get(sentence).map(|it| it.span);
        let chars = span.map(|it| found.measured[article].characters.span(text, it));
        vec![
            found.events.list[unit.event as usize].id.as_str().into(),
            unit.number.into(),
            told.status.into(),
            names(&told.carried).into(),
            told.carried.len().into(),
            left_out.into(),
            Some(names(&told.unclear)).filter(|it| !it.is_empty()).into(),
            told.n_compared.into(),
            found.corpus.articles()[article].id.as_str().into(),
            (sentence + 1).into(),
            chars.map(|it| it.start).into(),
            chars.map(|it| it.end).into(),
            Some(matches.collect::<Vec<_>>().join("; ")).filter(|it| !it.is_empty()).into(),
            f64::from(unit.score).into(),
            span.and_then(|it| material.excerpt(it.of(text))).into(),
        ]
    };
    Table {
        name: "omissions",
        about: "one row a unit of an event: a sentence, which outlets carry it and which do not; what is only in one, and what is left out by some",
        key: &["event_id", "unit"],
        columns,
        n_rows: alignment.units.len(),
        row: Box::new(row),
    }
}
