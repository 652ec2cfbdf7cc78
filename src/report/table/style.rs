use super::WHOLE_EVENTS;
use crate::report::Material;
use crate::study::{OutletStyle, PairPartisanship, style_measures};
use crate::table::{Columns, Ends, Table, Unit};

/// An outlet and a mark of house style: its name and what is measured.
struct StyleRow<'a> {
    style: &'a OutletStyle,
    name: &'static str,
    about: String,
}

/// One row per outlet and mark of house style.
pub(super) fn style<'a>(material: &'a Material<'a>) -> Table<'a> {
    let found = material.findings;
    let measures = style_measures();
    Columns::<StyleRow>::of(
        "style",
        "one row an outlet and mark of house style: what a style book decides, whatever the story",
    )
    .key("outlet", Unit::Id, "see outlets", move |row| found.corpus.outlet(row.style.outlet))
    .key("measure", Unit::Id, "the mark of house style", |row| row.name)
    .column("about", Unit::Text, "what is measured, and in which unit", |row| row.about.clone())
    .column("n_articles", Unit::Count, "its articles that give occasion for it, duplicates left out", |row| {
        row.style.mean.n_articles
    })
    .column("n_with_hits", Unit::Count, "of these, articles where it is not 0", |row| row.style.mean.n_with_hits)
    .estimate(
        "mean",
        Unit::Score,
        "mean over these articles; empty without one",
        Ends::of("ci").by(WHOLE_EVENTS),
        |row| row.style.mean.estimate,
    )
    .column(
        "n_shared_events",
        Unit::Count,
        "events on which both this outlet and another give occasion for it",
        |row| row.style.paired.map_or(0, |paired| paired.n),
    )
    .estimate(
        "diff",
        Unit::Score,
        "mean over these events of its articles' mean less the mean of the other outlets'; empty without one",
        Ends::of("diff_ci").by("the events drawn again"),
        |row| row.style.paired,
    )
    .column(
        "reliability",
        Unit::Balance,
        "split-half reliability over outlets (the same for all of them); empty with fewer than four outlets of \
         four events",
        |row| row.style.reliability,
    )
    .rows(found.compared.style.len(), move |row| {
        let style = &found.compared.style[row];
        let (name, about) = &measures[style.measure];
        StyleRow { style, name, about: about.clone() }
    })
}

/// One row per pair of outlets, voice and set of words.
pub(super) fn partisanship<'a>(material: &'a Material<'a>) -> Table<'a> {
    let found = material.findings;
    Columns::<&PairPartisanship>::of(
        "partisanship",
        "one row a pair of outlets, voice and set of words: how well a word tells them apart, beside what chance gives",
    )
    .key("outlet_a", Unit::Id, "see outlets", move |row| found.corpus.outlet(row.a))
    .key("outlet_b", Unit::Id, "see outlets", move |row| found.corpus.outlet(row.b))
    .key("voice", Unit::Category, "all, author, or quoted: words inside direct quotes", |row| row.voice.name())
    .key(
        "words",
        Unit::Category,
        "all, or without_style: without the words of house style and of the two outlets' names",
        |row| row.words.name(),
    )
    .column("n_shared_events", Unit::Count, "events that both cover", |row| row.n_shared_events)
    .column("n_events", Unit::Count, "of these, events on which both have such words", move |row| {
        row.found.map(|measure| measure.n_events)
    })
    .column(
        "pi",
        Unit::Score,
        "how often one word, drawn at random, tells which of the two wrote it to one who knows their words on \
         all other events: 0.5 is chance; empty with fewer than five events",
        move |row| row.found.map(|measure| measure.pi),
    )
    .interval(Unit::Score, Ends::of("ci").by("the events drawn again; empty when it does not vary"), move |row| {
        row.found.and_then(|measure| measure.interval)
    })
    .column(
        "placebo",
        Unit::Score,
        "mean of pi when the two names are swapped within events at random: what chance gives, near 0.5; empty \
         without permutations",
        move |row| row.found.and_then(|measure| measure.placebo).map(|(mean, _)| mean),
    )
    .column("placebo_sd", Unit::Score, "standard deviation of pi over these swaps", move |row| {
        row.found.and_then(|measure| measure.placebo).map(|(_, spread)| spread)
    })
    .column(
        "p",
        Unit::Share,
        "share of swaps in which pi is at least as large: a claim about these two outlets' texts on these events",
        move |row| row.found.and_then(|measure| measure.p),
    )
    .each(&found.compared.partisanship)
}
