use jiff::civil::Date;

use crate::compare::event::Event;
use crate::report::Material;
use crate::study::{EventOutlets, event_outlets, file_sides};
use crate::table::{Columns, Table, Unit};

/// An event, its position, its outlets and its articles' dates.
struct EventRow<'a> {
    position: usize,
    event: &'a Event,
    outlets: EventOutlets,
    /// The first and the last.
    days: Option<(Date, Date)>,
    n_undated: usize,
}

/// One row per event.
pub(super) fn events<'a>(material: &'a Material<'a>) -> Table<'a> {
    let found = material.findings;
    let of_file = file_sides(found);
    Columns::<EventRow>::of("events", "one row an event")
        .key("event_id", Unit::Id, "the name given, or found-N in the order of dates", |row| row.event.id.as_str())
        .column("label", Unit::Text, "the name given, or the terms that mark it most", move |row| {
            material.event_label(row.position)
        })
        .column("terms", Unit::Text, "the five terms that mark it most, see keywords; empty without one", move |row| {
            Some(material.event_terms(row.position).join(", ")).filter(|terms| !terms.is_empty())
        })
        .column("date_min", Unit::Date, "its first dated article", |row| row.days.map(|days| days.0.to_string()))
        .column("date_max", Unit::Date, "its last dated article", |row| row.days.map(|days| days.1.to_string()))
        .column("n_articles", Unit::Count, "its articles", |row| row.event.articles.len())
        .column("n_outlets", Unit::Count, "outlets among them", |row| row.outlets.n_outlets)
        .column(
            "n_left",
            Unit::Count,
            "of its outlets, those that your ratings put left of the center; empty without ratings",
            |row| row.outlets.sides.map(|sides| sides.n_left),
        )
        .column("n_center", Unit::Count, "of its outlets, those that your ratings put at the center", |row| {
            row.outlets.sides.map(|sides| sides.n_center)
        })
        .column("n_right", Unit::Count, "of its outlets, those that your ratings put right of the center", |row| {
            row.outlets.sides.map(|sides| sides.n_right)
        })
        .column("n_unrated", Unit::Count, "of its outlets, those without a rating of yours", |row| {
            row.outlets.sides.map(|sides| sides.n_unrated)
        })
        .column(
            "blind_side",
            Unit::Category,
            "left or right: no outlet of that side has an article on it while two or more of the other side have; it \
             says what the file holds, not what was published",
            |row| row.outlets.blind_side,
        )
        .column("n_undated", Unit::Count, "of its articles, those without a date", |row| row.n_undated)
        .column(
            "cohesion",
            Unit::Share,
            "mean cosine between its articles (the first 100); empty with fewer than two",
            |row| row.event.cohesion,
        )
        .column(
            "method",
            Unit::Category,
            "given; given_joined (articles that were given no event have joined it, by words and dates); found; \
             found_undated (an article without a date is among them)",
            |row| row.event.method.name(),
        )
        .rows(found.events.list.len(), move |position| {
            let event = &found.events.list[position];
            let dates = || event.articles.iter().filter_map(|&article| found.corpus.articles()[article].date);
            EventRow {
                position,
                event,
                outlets: event_outlets(found, event, of_file),
                days: dates().min().zip(dates().max()),
                n_undated: event.articles.len() - dates().count(),
            }
        })
}
