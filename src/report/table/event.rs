use crate::compare::coverage::{blind_side, sides};
use crate::corpus::OutletId;
use crate::report::Material;
use crate::table::{Column, Table, Unit};

/// One row an event.
pub(super) fn events<'a>(material: &'a Material<'a>) -> Table<'a> {
    let found = material.findings;
    let columns = vec![
        Column::fixed("event_id", Unit::Id, "the name given, or found-N in the order of dates"),
        Column::fixed("label", Unit::Text, "the name given, or the terms that mark it most"),
        Column::fixed("terms", Unit::Text, "the five terms that mark it most, see keywords; empty without one"),
        Column::fixed("date_min", Unit::Date, "its first dated article"),
        Column::fixed("date_max", Unit::Date, "its last dated article"),
        Column::fixed("n_articles", Unit::Count, "its articles"),
        Column::fixed("n_outlets", Unit::Count, "outlets among them"),
        Column::fixed(
            "n_left",
            Unit::Count,
            "of its outlets, those that your ratings put left of the center; empty without ratings",
        ),
        Column::fixed("n_center", Unit::Count, "of its outlets, those that your ratings put at the center"),
        Column::fixed("n_right", Unit::Count, "of its outlets, those that your ratings put right of the center"),
        Column::fixed("n_unrated", Unit::Count, "of its outlets, those without a rating of yours"),
        Column::fixed(
            "blind_side",
            Unit::Category,
            "left or right: no outlet of that side has an article on it while two or more of the other side have; it says what the file holds, not what was published",
        ),
        Column::fixed("n_undated", Unit::Count, "of its articles, those without a date"),
        Column::fixed(
            "cohesion",
            Unit::Share,
            "mean cosine between its articles (the first 100); empty with fewer than two",
        ),
        Column::fixed(
            "method",
            Unit::Category,
            "given; given_joined (articles that were given no event have joined it, by words and dates); found; found_undated (an article without a date is among them)",
        ),
    ];
    let position = |outlet: usize| found.rating_position(OutletId(outlet as u32));
    let of_file = sides((0..found.corpus.outlets().len()).map(position));
    let is_rated = found.ratings.iter().any(Option::is_some);
    let row = move |e: usize| {
        let event = &found.events.list[e];
        let articles = || event.articles.iter().map(|&it| &found.corpus.articles()[it]);
        let mut outlets: Vec<_> = articles().filter_map(|it| it.outlet).collect();
        outlets.sort_unstable();
        outlets.dedup();
        let of_event = sides(outlets.iter().map(|it| found.rating_position(*it)));
        let n_of = |n: u32| is_rated.then_some(n).into();
        vec![
            event.id.as_str().into(),
            material.event_label(e).into(),
            Some(material.event_terms(e).join(", ")).filter(|it| !it.is_empty()).into(),
            articles().filter_map(|it| it.date).min().map(|it| it.to_string()).into(),
            articles().filter_map(|it| it.date).max().map(|it| it.to_string()).into(),
            event.articles.len().into(),
            outlets.len().into(),
            n_of(of_event.n_left),
            n_of(of_event.n_center),
            n_of(of_event.n_right),
            n_of(of_event.n_unrated),
            blind_side(&of_event, &of_file).into(),
            articles().filter(|it| it.date.is_none()).count().into(),
            event.cohesion.into(),
            event.method.name().into(),
        ]
    };
    Table {
        name: "events",
        about: "one row an event",
        key: &["event_id"],
        columns,
        n_rows: found.events.list.len(),
        row: Box::new(row),
    }
}
