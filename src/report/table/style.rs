use super::estimate;
use crate::num::Interval;
use crate::report::Material;
use crate::study::style_measures;
use crate::table::{Column, Table, Unit, Value};

/// One row an outlet and mark of house style.
pub(super) fn style<'a>(material: &'a Material<'a>) -> Table<'a> {
    let found = material.findings;
    let measures = style_measures();
    let columns = vec![
        Column::fixed("outlet", Unit::Id, "see outlets"),
        Column::fixed("measure", Unit::Id, "the mark of house style"),
        Column::fixed("about", Unit::Text, "what is measured, and in which unit"),
        Column::fixed("n_articles", Unit::Count, "its articles that give occasion for it, duplicates left out"),
        Column::fixed("n_with_hits", Unit::Count, "of these, articles where it is not 0"),
        Column::fixed("mean", Unit::Score, "mean over these articles; empty without one"),
        Column::fixed(
            "ci_low",
            Unit::Score,
            "lower end of its 95 % interval, whole events drawn again; empty with fewer than two events or when it does not vary",
        ),
        Column::fixed("ci_high", Unit::Score, "upper end of its 95 % interval"),
        Column::fixed(
            "n_shared_events",
            Unit::Count,
            "events on which both this outlet and another give occasion for it",
        ),
        Column::fixed(
            "diff",
            Unit::Score,
            "mean over these events of its articles' mean less the mean of the other outlets'; empty without one",
        ),
        Column::fixed("diff_ci_low", Unit::Score, "lower end of its 95 % interval, the events drawn again"),
        Column::fixed("diff_ci_high", Unit::Score, "upper end of its 95 % interval"),
        Column::fixed(
            "reliability",
            Unit::Balance,
            "split-half reliability over outlets (the same for all of them); empty with fewer than four outlets of four events",
        ),
    ];
    let row = move |i: usize| {
        let it = &found.style[i];
        let (name, about) = &measures[it.measure];
        let mut row: Vec<Value<'a>> = vec![
            found.corpus.outlet(it.outlet).into(),
            (*name).into(),
            about.clone().into(),
            it.mean.n_articles.into(),
            it.mean.n_with_hits.into(),
        ];
        row.extend(estimate(it.mean.estimate));
        row.push(it.paired.map_or(0, |it| it.n).into());
        row.extend(estimate(it.paired));
        row.push(it.reliability.into());
        row
    };
    Table {
        name: "style",
        about: "one row an outlet and mark of house style: what a style book decides, whatever the story",
        key: &["outlet", "measure"],
        columns,
        n_rows: found.style.len(),
        row: Box::new(row),
    }
}

/// One row a pair of outlets, voice and set of words.
pub(super) fn partisanship<'a>(material: &'a Material<'a>) -> Table<'a> {
    let found = material.findings;
    let columns = vec![
        Column::fixed("outlet_a", Unit::Id, "see outlets"),
        Column::fixed("outlet_b", Unit::Id, "see outlets"),
        Column::fixed("voice", Unit::Category, "all, author, or quoted: words inside direct quotes"),
        Column::fixed(
            "words",
            Unit::Category,
            "all, or without_style: without the words of house style and of the two outlets' names",
        ),
        Column::fixed("n_shared_events", Unit::Count, "events that both cover"),
        Column::fixed("n_events", Unit::Count, "of these, events on which both have such words"),
        Column::fixed(
            "pi",
            Unit::Score,
            "how often one word, drawn at random, tells which of the two wrote it to one who knows their words on all other events: 0.5 is chance; empty with fewer than five events",
        ),
        Column::fixed(
            "ci_low",
            Unit::Score,
            "lower end of its 95 % interval, the events drawn again; empty when it does not vary",
        ),
        Column::fixed("ci_high", Unit::Score, "upper end of its 95 % interval"),
        Column::fixed(
            "placebo",
            Unit::Score,
            "mean of pi when the two names are swapped within events at random: what chance gives, near 0.5; empty without permutations",
        ),
        Column::fixed("placebo_sd", Unit::Score, "standard deviation of pi over these swaps"),
        Column::fixed(
            "p",
            Unit::Share,
            "share of swaps in which pi is at least as large: a claim about these two outlets' texts on these events",
        ),
    ];
    let row = move |i: usize| {
        let it = &found.partisanship[i];
        let measure = it.found;
        let (low, high) = measure.and_then(|it| it.interval).map(Interval::ends).unzip();
        let (placebo, spread) = measure.and_then(|it| it.placebo).unzip();
        vec![
            found.corpus.outlet(it.a).into(),
            found.corpus.outlet(it.b).into(),
            it.voice.name().into(),
            it.words.name().into(),
            it.n_shared_events.into(),
            measure.map(|it| it.n_events).into(),
            measure.map(|it| it.pi).into(),
            low.into(),
            high.into(),
            placebo.into(),
            spread.into(),
            measure.and_then(|it| it.p).into(),
        ]
    };
    Table {
        name: "partisanship",
        about: "one row a pair of outlets, voice and set of words: how well a word tells them apart, beside what chance gives",
        key: &["outlet_a", "outlet_b", "voice", "words"],
        columns,
        n_rows: found.partisanship.len(),
        row: Box::new(row),
    }
}
