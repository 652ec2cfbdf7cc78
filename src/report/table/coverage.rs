use super::estimate;
use crate::num::ratio;
use crate::report::Material;
use crate::table::{Column, Table, Unit, Value};

/// One row an outlet and an event: its articles there, or a blind spot.
pub(super) fn coverage<'a>(material: &'a Material<'a>) -> Table<'a> {
    let found = material.findings;
    let columns = vec![
        Column::fixed("event_id", Unit::Id, "see events"),
        Column::fixed("outlet", Unit::Id, "see outlets"),
        Column::fixed("n_articles", Unit::Count, "its articles on the event, duplicates among them"),
        Column::fixed("n_words", Unit::Count, "their words"),
        Column::fixed("date_first", Unit::Date, "the first of them; empty without a date"),
        Column::fixed(
            "lag_days",
            Unit::Count,
            "days from the event's first dated article to date_first; empty without a date",
        ),
        Column::fixed("n_outlets", Unit::Count, "outlets with an article on the event"),
        Column::fixed(
            "blind_spot",
            Unit::Flag,
            "true: at least two other outlets have an article on the event, this one has none in the file. Absence from the file is not absence from the outlet. In a file of more than 25 outlets it is told of those only (25 an event at most) that have other articles of these days, see n_near, and are among the 100 with most articles",
        ),
        Column::fixed(
            "n_near",
            Unit::Count,
            "articles of the outlet in the file, on whatever event, from three days before the event's first to three days after its last; all its articles when the event has no date",
        ),
        Column::fixed(
            "n_sentences",
            Unit::Count,
            "sentences of its articles that were compared with the other outlets' (of 8 words and 4 terms or more, no duplicate's); empty when none was",
        ),
        Column::fixed(
            "n_aligned",
            Unit::Count,
            "of these, sentences that match one of another outlet's, see omissions",
        ),
        Column::fixed("share_aligned", Unit::Share, "n_aligned / n_sentences"),
        Column::fixed(
            "n_only_here",
            Unit::Count,
            "units of the event that only this outlet carries, see omissions; empty when it was not compared",
        ),
        Column::fixed(
            "n_left_out",
            Unit::Count,
            "units that two or more other outlets carry and this one is without; empty when it was not compared",
        ),
    ];
    let row = move |i: usize| {
        let it = &found.coverage[i];
        let articles = || it.cell.articles.iter().copied();
        let sum = |of: fn(&crate::study::ArticleAlignment) -> u32| -> u32 {
            articles().map(|a| of(&found.alignment.of_article[a])).sum()
        };
        let (n_sentences, n_aligned) = (sum(|it| it.n_sentences), sum(|it| it.n_aligned));
        let first = articles().filter_map(|a| found.corpus.articles()[a].date).min();
        vec![
            found.events.list[it.cell.event as usize].id.as_str().into(),
            found.corpus.outlets()[it.cell.outlet as usize].as_str().into(),
            it.cell.articles.len().into(),
            articles().map(|a| u64::from(found.measured[a].n_words[0])).sum::<u64>().into(),
            first.map(|it| it.to_string()).into(),
            it.cell.lag_days.into(),
            it.cell.n_outlets.into(),
            it.cell.articles.is_empty().into(),
            it.cell.n_near.into(),
            (n_sentences > 0).then_some(n_sentences).into(),
            (n_sentences > 0).then_some(n_aligned).into(),
            ratio(f64::from(n_aligned), f64::from(n_sentences)).into(),
            it.n_only_here.into(),
            it.n_left_out.into(),
        ]
    };
    Table {
        name: "coverage",
        about: "one row an outlet and an event that it has articles on, or that others have and it could have had",
        key: &["event_id", "outlet"],
        columns,
        n_rows: found.coverage.len(),
        row: Box::new(row),
    }
}

/// One row an outlet: how much of its sentences the others have.
pub(super) fn alignment<'a>(material: &'a Material<'a>) -> Table<'a> {
    let found = material.findings;
    let columns = vec![
        Column::fixed("outlet", Unit::Id, "see outlets"),
        Column::fixed("n_events", Unit::Count, "events on which its sentences were compared with another outlet's"),
        Column::fixed(
            "n_sentences",
            Unit::Count,
            "its sentences that were compared (of 8 words and 4 terms or more, no duplicate's)",
        ),
        Column::fixed(
            "n_aligned",
            Unit::Count,
            "of these, sentences that match one of another outlet's, see omissions",
        ),
        Column::fixed(
            "share_aligned",
            Unit::Share,
            "n_aligned / n_sentences. It grows with the number of outlets on an event, and is lower for longer articles",
        ),
        Column::fixed(
            "ci_low",
            Unit::Share,
            "lower end of its 95 % interval, whole events drawn again; empty with fewer than two events or when it does not vary",
        ),
        Column::fixed("ci_high", Unit::Share, "upper end of its 95 % interval"),
        Column::fixed(
            "share_null",
            Unit::Share,
            "the share of its sentences that match one of as many articles on other events: what chance gives; empty when none was drawn",
        ),
        Column::fixed("n_only_here", Unit::Count, "units that only this outlet carries, see omissions"),
        Column::fixed("n_left_out", Unit::Count, "units that two or more other outlets carry and this one is without"),
        Column::fixed(
            "cut",
            Unit::Share,
            "the similarity from which on a sentence matches (this and all that follows: the same for all outlets)",
        ),
        Column::fixed(
            "cut_without",
            Unit::Share,
            "the similarity below which a sentence is without a match; between the two it cannot be told",
        ),
        Column::fixed(
            "cut_source",
            Unit::Category,
            "other_events: the 99th and the 95th percentile of the best similarity of sentences with as many articles on other events of the file; default: .2 and .13, for there are too few other events",
        ),
        Column::fixed(
            "null_rate",
            Unit::Share,
            "how often chance reaches the cut: the cut of one half of the events counted on the other half; with a default cut, on all. Empty with a single event",
        ),
        Column::fixed("n_null", Unit::Count, "comparisons of sentences with other events"),
        Column::fixed(
            "auc",
            Unit::Share,
            "how well the best similarity tells articles on the same event from articles on others: .5 is chance, 1 perfect; empty with a single event",
        ),
        Column::fixed(
            "auc_mean",
            Unit::Share,
            "the same for the mean over the other articles of the best similarity in each",
        ),
    ];
    let mut sums = vec![(0u64, 0u64); found.alignment.outlets.len()]; // only here, left out
    for it in &found.coverage {
        let sum = &mut sums[it.cell.outlet as usize];
        sum.0 += u64::from(it.n_only_here.unwrap_or(0));
        sum.1 += u64::from(it.n_left_out.unwrap_or(0));
    }
    let row = move |i: usize| {
        let (it, alignment) = (&found.alignment.outlets[i], &found.alignment);
        let mut row: Vec<Value<'a>> =
            vec![found.corpus.outlet(it.outlet).into(), it.n_events.into(), it.n_sentences.into(), it.n_aligned.into()];
        row.extend(estimate(it.share));
        row.extend([
            it.null_share.into(),
            sums[i].0.into(),
            sums[i].1.into(),
            alignment.calibration.cuts.matching.into(),
            alignment.calibration.cuts.without.into(),
            alignment.calibration.source.name().into(),
            alignment.calibration.null_rate.into(),
            alignment.calibration.n_null.into(),
            alignment.auc.into(),
            alignment.auc_mean.into(),
        ]);
        row
    };
    Table {
        name: "alignment",
        about: "one row an outlet: how much of its sentences the other outlets have, and how far that can be trusted",
        key: &["outlet"],
        columns,
        n_rows: found.alignment.outlets.len(),
        row: Box::new(row),
    }
}
