use super::estimate;
use crate::compare::slant::Pole;
use crate::num::Interval;
use crate::report::Material;
use crate::study::{Absence, OutletSlant, Slant};
use crate::table::{Column, Table, Unit, Value};

/// Fewer articles than this make a place uncertain.
const FEW_ARTICLES: usize = 20;

/// One row an outlet: its place between the anchors.
pub(super) fn slant<'a>(material: &'a Material<'a>) -> Table<'a> {
    let found = material.findings;
    let columns = vec![
        Column::fixed("outlet", Unit::Id, "see outlets"),
        Column::fixed(
            "pole",
            Unit::Text,
            "the end that it holds, in your words; empty for an outlet that is no anchor",
        ),
        Column::fixed("n_articles", Unit::Count, "its articles, duplicates left out (unless they are told to count)"),
        Column::fixed(
            "score",
            Unit::Score,
            "its place by its words, topics taken out (partial least squares between the anchors): low towards the end that was named first, high towards the other; 0 is the mean and 1 the standard deviation of the outlets that are no anchors. Anchors stand further out than others by construction: never read the two on one scale. It places words, not bias. Empty with a note",
        ),
        Column::fixed(
            "ci_low",
            Unit::Score,
            "lower end of its 95 % interval, its articles drawn again, the anchors as they are; empty when it does not vary",
        ),
        Column::fixed("ci_high", Unit::Score, "upper end of its 95 % interval"),
        Column::fixed(
            "score_log_odds",
            Unit::Score,
            "the same by projection on the difference of the two ends' log-odds, the simpler method",
        ),
        Column::fixed(
            "leave_one_out_low",
            Unit::Score,
            "its lowest score when one anchor after the other is left out (an anchor's own, too); empty when an end has a single anchor",
        ),
        Column::fixed("leave_one_out_high", Unit::Score, "its highest score when one anchor is left out"),
        Column::fixed(
            "leave_one_out_spread",
            Unit::Score,
            "the one less the other: how much hangs on which outlets are the anchors",
        ),
        Column::fixed(
            "rank_correlation_without",
            Unit::Balance,
            "of an anchor: rank correlation of the scale without it with the scale, over the outlets that are no anchors",
        ),
        Column::fixed(
            "wordscores",
            Unit::Score,
            "its place by wordscores, the anchors being texts at -1 and 1, moved out to their spread; topics are in it. Empty as score, and with fewer than two outlets besides the anchors",
        ),
        Column::fixed(
            "wordscores_ci_low",
            Unit::Score,
            "lower end of its interval by the method's own standard error, which takes each word for a draw of its own and is far too small",
        ),
        Column::fixed("wordscores_ci_high", Unit::Score, "upper end of that interval"),
        Column::fixed(
            "rating",
            Unit::Score,
            "where your rating puts it: -1 left, 1 right, or the number given; empty without one",
        ),
        Column::fixed(
            "note",
            Unit::Category,
            "anchor; few_articles (fewer than 20); few_anchors (an end has fewer than five); too_few_articles (fewer than ten: no place); no_scale (too few outlets, or no words that tell them apart); several parted by a space",
        ),
    ];
    let rows: &[OutletSlant] = found.slant.as_ref().map_or(&[], |it| &it.outlets);
    let row = move |i: usize| {
        let it = &rows[i];
        let (low, high) = it.left_out.map(Interval::ends).unzip();
        let wordscore = it.wordscore.and_then(|it| it.rescaled);
        let mut row: Vec<Value<'a>> = vec![
            found.corpus.outlet(it.outlet).into(),
            found.slant.as_ref().and_then(|slant| it.pole.map(|it| slant.pole(it))).into(),
            it.n_articles.into(),
        ];
        row.extend(estimate(it.score));
        row.extend([
            it.log_odds.into(),
            low.into(),
            high.into(),
            low.zip(high).map(|(low, high)| high - low).into(),
            it.rank_correlation_without.into(),
            wordscore.map(|it| it.0).into(),
            wordscore.map(|it| it.0 - 1.96 * it.1).into(),
            wordscore.map(|it| it.0 + 1.96 * it.1).into(),
            found.rating_position(it.outlet).into(),
            found.slant.as_ref().map(|slant| note(slant, it)).filter(|it| !it.is_empty()).into(),
        ]);
        row
    };
    Table {
        name: "slant",
        about: "one row an outlet: where its words put it between the anchors you named; without anchors there is none",
        key: &["outlet"],
        columns,
        n_rows: rows.len(),
        row: Box::new(row),
    }
}

fn note(slant: &Slant, it: &OutletSlant) -> String {
    let notes = [
        (it.pole.is_some(), "anchor"),
        (it.score.is_some() && it.n_articles < FEW_ARTICLES, "few_articles"),
        (it.score.is_some() && slant.has_few_anchors(), "few_anchors"),
        (it.absence == Some(Absence::FewArticles), "too_few_articles"),
        (it.absence == Some(Absence::NoScale), "no_scale"),
    ];
    notes.into_iter().filter(|it| it.0).map(|it| it.1).collect::<Vec<_>>().join(" ")
}

/// One row a word that weighs much on the scale.
pub(super) fn slant_words<'a>(material: &'a Material<'a>) -> Table<'a> {
    let found = material.findings;
    let columns = vec![
        Column::fixed("pole", Unit::Text, "the end that the word speaks for, in your words"),
        Column::fixed("rank", Unit::Rank, "1 for the largest weight at that end; at most 100 are listed"),
        Column::fixed(
            "term",
            Unit::Id,
            "the word, or two words side by side; words of house style and of outlets' names have no part",
        ),
        Column::fixed(
            "weight",
            Unit::Score,
            "what is added to an outlet's score when the logarithm of its uses over the expected ones grows by 1; below 0 towards the end named first",
        ),
        Column::fixed(
            "log_ratio_first",
            Unit::Score,
            "mean over the anchors of the end named first of ln((uses + 3) / (expected uses + 3)), expected by their topics",
        ),
        Column::fixed("log_ratio_second", Unit::Score, "the same over the anchors of the other end"),
        Column::fixed("n_outlets", Unit::Count, "outlets with ten articles or more that use it"),
        Column::fixed("n_uses", Unit::Count, "its uses by them"),
    ];
    let row = move |i: usize| {
        let Some(slant) = &found.slant else { return Vec::new() };
        let it = &slant.words[i];
        let n_first = slant.words.iter().filter(|it| it.pole == Pole::First).count();
        let rank = if it.pole == Pole::First { i + 1 } else { i + 1 - n_first };
        vec![
            slant.pole(it.pole).into(),
            rank.into(),
            found.term(it.term).into(),
            it.weight.into(),
            it.log_ratios[0].into(),
            it.log_ratios[1].into(),
            u64::from(it.n_outlets).into(),
            it.n_uses.into(),
        ]
    };
    Table {
        name: "slant_words",
        about: "one row a word that weighs much on the scale of slant",
        key: &["pole", "rank"],
        columns,
        n_rows: found.slant.as_ref().map_or(0, |it| it.words.len()),
        row: Box::new(row),
    }
}

/// One row a scale: how well it agrees with the ratings.
pub(super) fn slant_fit<'a>(material: &'a Material<'a>) -> Table<'a> {
    let found = material.findings;
    let columns = vec![
        Column::fixed("scale", Unit::Category, "score, score_log_odds or wordscores (raw): columns of slant"),
        Column::fixed(
            "n_outlets",
            Unit::Count,
            "outlets with a place and a rating that are neither anchors nor of an anchor's house (Fox News, Fox News Opinion)",
        ),
        Column::fixed(
            "spearman",
            Unit::Balance,
            "rank correlation of scale and rating over them; empty when either does not vary",
        ),
        Column::fixed("spearman_ci_low", Unit::Balance, "lower end of its 95 % interval, outlets drawn again"),
        Column::fixed("spearman_ci_high", Unit::Balance, "upper end of its 95 % interval"),
        Column::fixed("n_outlets_sided", Unit::Count, "of these, outlets that are rated above or below 0"),
        Column::fixed(
            "auc",
            Unit::Share,
            "how often an outlet rated above 0 stands higher than one rated below 0; .5 is chance; empty without both",
        ),
        Column::fixed("auc_ci_low", Unit::Share, "lower end of its 95 % interval, outlets drawn again"),
        Column::fixed("auc_ci_high", Unit::Share, "upper end of its 95 % interval"),
    ];
    let row = move |i: usize| {
        let Some(slant) = &found.slant else { return Vec::new() };
        let it = &slant.fit[i];
        let mut row: Vec<Value<'a>> = vec![it.scale.into(), it.n_outlets.into()];
        row.extend(estimate(it.spearman));
        row.push(it.auc.map(|it| it.n).into());
        row.extend(estimate(it.auc));
        row
    };
    Table {
        name: "slant_fit",
        about: "one row a scale of slant: how well it agrees with your ratings on outlets that did not make it; without ratings there is none",
        key: &["scale"],
        columns,
        n_rows: found.slant.as_ref().map_or(0, |it| it.fit.len()),
        row: Box::new(row),
    }
}

/// One row an outlet: its place on dimensions that nobody named.
pub(super) fn exploration<'a>(material: &'a Material<'a>) -> Table<'a> {
    let found = material.findings;
    let columns = vec![
        Column::fixed(
            "outlet",
            Unit::Id,
            "see outlets; those with ten articles or more on events that another such outlet covers",
        ),
        Column::fixed(
            "n_articles",
            Unit::Count,
            "its articles on these events, duplicates left out (unless they are told to count)",
        ),
        Column::fixed("n_events", Unit::Count, "these events"),
        Column::fixed(
            "ca_1",
            Unit::Score,
            "exploration, not slant: its coordinate on the first dimension of a correspondence analysis of words within events; the sign has no meaning",
        ),
        Column::fixed("ca_2", Unit::Score, "exploration, not slant: its coordinate on the second dimension"),
        Column::fixed(
            "wordfish",
            Unit::Score,
            "exploration, not slant: its place by wordfish within events, mean 0 and standard deviation 1; the sign has no meaning",
        ),
        Column::fixed(
            "style",
            Unit::Score,
            "its coordinate on the first dimension of a correspondence analysis of words of house style alone (mr, said, u.s.), which have no part in the others: not slant",
        ),
        Column::fixed(
            "ca_1_style",
            Unit::Balance,
            "rank correlation of ca_1 with style over the outlets, the same in all rows: far from 0, ca_1 is house style",
        ),
        Column::fixed("ca_2_style", Unit::Balance, "the same of ca_2"),
        Column::fixed("wordfish_style", Unit::Balance, "the same of wordfish"),
    ];
    let row = move |i: usize| {
        let Some(exploration) = &found.exploration else { return Vec::new() };
        let it = &exploration.outlets[i];
        let mut row: Vec<Value<'a>> =
            vec![found.corpus.outlet(it.outlet).into(), it.n_articles.into(), it.n_events.into()];
        row.extend(it.correspondence.map(Value::from));
        row.extend([it.wordfish.into(), it.style.into()]);
        row.extend(exploration.with_style.map(Value::from));
        row
    };
    Table {
        name: "exploration",
        about: "one row an outlet: its place on dimensions found in words within events, which are mostly house style and not slant",
        key: &["outlet"],
        columns,
        n_rows: found.exploration.as_ref().map_or(0, |it| it.outlets.len()),
        row: Box::new(row),
    }
}
