use jiff::civil::Date;

use super::WHOLE_EVENTS;
use crate::compare::coverage::Cell;
use crate::num::ratio;
use crate::report::Material;
use crate::study::{Alignment, Coverage, OutletAlignment};
use crate::table::{Columns, Ends, Table, Unit};

/// An outlet and an event: the first dated article, and the sentences that were compared.
struct CellRow<'a> {
    coverage: &'a Coverage,
    first: Option<Date>,
    n_sentences: u32,
    n_aligned: u32,
}

impl<'a> CellRow<'a> {
    fn cell(&self) -> &'a Cell {
        &self.coverage.cell
    }
}

/// One row per outlet and event: its articles there, or a blind spot.
pub(super) fn coverage<'a>(material: &'a Material<'a>) -> Table<'a> {
    let found = material.findings;
    Columns::<CellRow>::of(
        "coverage",
        "one row an outlet and an event that it has articles on, or that others have and it could have had",
    )
    .key("event_id", Unit::Id, "see events", move |row| found.events.list[row.cell().event as usize].id.as_str())
    .key("outlet", Unit::Id, "see outlets", move |row| found.corpus.outlets()[row.cell().outlet as usize].as_str())
    .column("n_articles", Unit::Count, "its articles on the event, duplicates among them", |row| {
        row.cell().articles.len()
    })
    .column("n_words", Unit::Count, "their words", move |row| {
        row.cell().articles.iter().map(|&article| u64::from(found.measured[article].n_words[0])).sum::<u64>()
    })
    .column("date_first", Unit::Date, "the first of them; empty without a date", |row| {
        row.first.map(|date| date.to_string())
    })
    .column(
        "lag_days",
        Unit::Count,
        "days from the event's first dated article to date_first; empty without a date",
        |row| row.cell().lag_days,
    )
    .column("n_outlets", Unit::Count, "outlets with an article on the event", |row| row.cell().n_outlets)
    .column(
        "blind_spot",
        Unit::Flag,
        "true: at least two other outlets have an article on the event, this one has none in the file. Absence \
         from the file is not absence from the outlet. In a file of more than 25 outlets it is told of those only \
         (25 an event at most) that have other articles of these days, see n_near, and are among the 100 with \
         most articles",
        |row| row.cell().articles.is_empty(),
    )
    .column(
        "n_near",
        Unit::Count,
        "articles of the outlet in the file, on whatever event, from three days before the event's first to \
         three days after its last; all its articles when the event has no date",
        |row| row.cell().n_near,
    )
    .column(
        "n_sentences",
        Unit::Count,
        "sentences of its articles that were compared with the other outlets' (of 8 words and 4 terms or more, \
         no duplicate's); empty when none was",
        |row| (row.n_sentences > 0).then_some(row.n_sentences),
    )
    .column("n_aligned", Unit::Count, "of these, sentences that match one of another outlet's, see omissions", |row| {
        (row.n_sentences > 0).then_some(row.n_aligned)
    })
    .column("share_aligned", Unit::Share, "n_aligned / n_sentences", |row| {
        ratio(f64::from(row.n_aligned), f64::from(row.n_sentences))
    })
    .column(
        "n_only_here",
        Unit::Count,
        "units of the event that only this outlet carries, see omissions; empty when it was not compared",
        |row| row.coverage.n_only_here,
    )
    .column(
        "n_left_out",
        Unit::Count,
        "units that two or more other outlets carry and this one is without; empty when it was not compared",
        |row| row.coverage.n_left_out,
    )
    .rows(found.covered.coverage.len(), |row| {
        let coverage = &found.covered.coverage[row];
        let articles = || coverage.cell.articles.iter().copied();
        let aligned = || articles().map(|article| &found.covered.alignment.of_article[article]);
        CellRow {
            coverage,
            first: articles().filter_map(|article| found.corpus.articles()[article].date).min(),
            n_sentences: aligned().map(|article| article.n_sentences).sum(),
            n_aligned: aligned().map(|article| article.n_aligned).sum(),
        }
    })
}

/// An outlet's sentences, and the units that only it carries, or is without.
struct OutletRow<'a> {
    outlet: &'a OutletAlignment,
    n_only_here: u64,
    n_left_out: u64,
}

/// One row per outlet: how much of its sentences the others have.
pub(super) fn alignment<'a>(material: &'a Material<'a>) -> Table<'a> {
    let found = material.findings;
    let all = &found.covered.alignment;
    let mut rows: Vec<OutletRow<'a>> =
        all.outlets.iter().map(|outlet| OutletRow { outlet, n_only_here: 0, n_left_out: 0 }).collect();
    for Coverage { cell, n_only_here, n_left_out } in &found.covered.coverage {
        let row = &mut rows[cell.outlet as usize];
        row.n_only_here += u64::from(n_only_here.unwrap_or(0));
        row.n_left_out += u64::from(n_left_out.unwrap_or(0));
    }
    let columns = Columns::<OutletRow>::of(
        "alignment",
        "one row an outlet: how much of its sentences the other outlets have, and how far that can be trusted",
    )
    .key("outlet", Unit::Id, "see outlets", move |row| found.corpus.outlet(row.outlet.outlet))
    .column("n_events", Unit::Count, "events on which its sentences were compared with another outlet's", |row| {
        row.outlet.n_events
    })
    .column(
        "n_sentences",
        Unit::Count,
        "its sentences that were compared (of 8 words and 4 terms or more, no duplicate's)",
        |row| row.outlet.n_sentences,
    )
    .column("n_aligned", Unit::Count, "of these, sentences that match one of another outlet's, see omissions", |row| {
        row.outlet.n_aligned
    })
    .estimate(
        "share_aligned",
        Unit::Share,
        "n_aligned / n_sentences. It grows with the number of outlets on an event, and is lower for longer \
         articles",
        Ends::of("ci").by(WHOLE_EVENTS),
        |row| row.outlet.share,
    )
    .column(
        "share_null",
        Unit::Share,
        "the share of its sentences that match one of as many articles on other events: what chance gives; empty \
         when none was drawn",
        |row| row.outlet.null_share,
    )
    .column("n_only_here", Unit::Count, "units that only this outlet carries, see omissions", |row| row.n_only_here)
    .column(
        "n_left_out",
        Unit::Count,
        "units that two or more other outlets carry and this one is without",
        |row| row.n_left_out,
    );
    calibration(columns, all).over(rows)
}

/// What holds for all outlets: how sentences were matched, and how well.
fn calibration<'a>(columns: Columns<'a, OutletRow<'a>>, all: &'a Alignment) -> Columns<'a, OutletRow<'a>> {
    columns
        .column(
            "cut",
            Unit::Share,
            "the similarity from which on a sentence matches (this and all that follows: the same for all outlets)",
            move |_| all.calibration.cuts.matching,
        )
        .column(
            "cut_without",
            Unit::Share,
            "the similarity below which a sentence is without a match; between the two it cannot be told",
            move |_| all.calibration.cuts.without,
        )
        .column(
            "cut_source",
            Unit::Category,
            "other_events: the 99th and the 95th percentile of the best similarity of sentences with as many \
             articles on other events of the file; default: .2 and .13, for there are too few other events",
            move |_| all.calibration.source.name(),
        )
        .column(
            "null_rate",
            Unit::Share,
            "how often chance reaches the cut: the cut of one half of the events counted on the other half; with a \
             default cut, on all. Empty with a single event",
            move |_| all.calibration.null_rate,
        )
        .column("n_null", Unit::Count, "comparisons of sentences with other events", move |_| all.calibration.n_null)
        .column(
            "auc",
            Unit::Share,
            "how well the best similarity tells articles on the same event from articles on others: .5 is chance, 1 \
             perfect; empty with a single event",
            move |_| all.auc,
        )
        .column(
            "auc_mean",
            Unit::Share,
            "the same for the mean over the other articles of the best similarity in each",
            move |_| all.auc_mean,
        )
}
