use crate::compare::slant::Pole;
use crate::num::Interval;
use crate::report::Material;
use crate::study::{Absence, OutletPlace, OutletSlant, Slant, SlantFit, SlantWord};
use crate::table::{Columns, Ends, Table, Unit};

/// Fewer articles than this make a place uncertain.
const FEW_ARTICLES: usize = 20;

/// An outlet on the scale.
struct OutletRow<'a> {
    slant: &'a Slant,
    outlet: &'a OutletSlant,
}

/// One row per outlet: its place between the anchors.
pub(super) fn slant<'a>(material: &'a Material<'a>) -> Table<'a> {
    let rows = material.findings.placed.slant.iter();
    let rows = rows.flat_map(|slant| slant.outlets.iter().map(move |outlet| OutletRow { slant, outlet })).collect();
    others(scale(material), material).over(rows)
}

/// The place by the two methods of the scale, and what it hangs on.
fn scale<'a>(material: &'a Material<'a>) -> Columns<'a, OutletRow<'a>> {
    let found = material.findings;
    Columns::<OutletRow>::of(
        "slant",
        "one row an outlet: where its words put it between the anchors you named; without anchors there is none",
    )
    .key("outlet", Unit::Id, "see outlets", move |row| found.corpus.outlet(row.outlet.outlet))
    .column("pole", Unit::Text, "the end that it holds, in your words; empty for an outlet that is no anchor", |row| {
        row.outlet.pole.map(|pole| row.slant.pole(pole))
    })
    .column("n_articles", Unit::Count, "its articles, duplicates left out (unless they are told to count)", |row| {
        row.outlet.n_articles
    })
    .estimate(
        "score",
        Unit::Score,
        "its place by its words, topics taken out (partial least squares between the anchors): low towards the \
         end that was named first, high towards the other; 0 is the mean and 1 the standard deviation of the \
         outlets that are no anchors. Anchors stand further out than others by construction: never read the two \
         on one scale. It places words, not bias. Empty with a note",
        Ends::of("ci").by("its articles drawn again, the anchors as they are; empty when it does not vary"),
        |row| row.outlet.score,
    )
    .column(
        "score_log_odds",
        Unit::Score,
        "the same by projection on the difference of the two ends' log-odds, the simpler method",
        |row| row.outlet.log_odds,
    )
    .interval(
        Unit::Score,
        Ends::of("leave_one_out").saying(
            "its lowest score when one anchor after the other is left out (an anchor's own, too); empty when an \
             end has a single anchor",
            "its highest score when one anchor is left out",
        ),
        |row| row.outlet.left_out,
    )
    .column(
        "leave_one_out_spread",
        Unit::Score,
        "the one less the other: how much hangs on which outlets are the anchors",
        |row| row.outlet.left_out.map(Interval::width),
    )
    .column(
        "rank_correlation_without",
        Unit::Balance,
        "of an anchor: rank correlation of the scale without it with the scale, over the outlets that are no \
         anchors",
        |row| row.outlet.rank_correlation_without,
    )
}

/// What stands beside the scale.
fn others<'a>(columns: Columns<'a, OutletRow<'a>>, material: &'a Material<'a>) -> Columns<'a, OutletRow<'a>> {
    let found = material.findings;
    columns
        .column(
            "wordscores",
            Unit::Score,
            "its place by wordscores, the anchors being texts at -1 and 1, moved out to their spread; topics are in \
             it. Empty as score, and with fewer than two outlets besides the anchors",
            |row| row.wordscore().map(|(score, _)| score),
        )
        .interval(
            Unit::Score,
            Ends::of("wordscores_ci").saying(
                "lower end of its interval by the method's own standard error, which takes each word for a draw of \
                 its own and is far too small",
                "upper end of that interval",
            ),
            |row| {
                row.wordscore().map(|(score, error)| Interval { low: score - 1.96 * error, high: score + 1.96 * error })
            },
        )
        .column(
            "rating",
            Unit::Score,
            "where your rating puts it: -1 left, 1 right, or the number given; empty without one",
            move |row| found.rating_position(row.outlet.outlet),
        )
        .column(
            "note",
            Unit::Category,
            "anchor; few_articles (fewer than 20); few_anchors (an end has fewer than five); too_few_articles (fewer \
             than ten: no place); no_scale (too few outlets, or no words that tell them apart); several parted by a \
             space",
            |row| row.note(),
        )
}

impl OutletRow<'_> {
    /// The score by wordscores and its standard error.
    fn wordscore(&self) -> Option<(f64, f64)> {
        self.outlet.wordscore.and_then(|wordscore| wordscore.rescaled)
    }

    fn note(&self) -> Option<String> {
        let Self { slant, outlet } = self;
        let notes = [
            (outlet.pole.is_some(), "anchor"),
            (outlet.score.is_some() && outlet.n_articles < FEW_ARTICLES, "few_articles"),
            (outlet.score.is_some() && slant.has_few_anchors(), "few_anchors"),
            (outlet.absence == Some(Absence::FewArticles), "too_few_articles"),
            (outlet.absence == Some(Absence::NoScale), "no_scale"),
        ];
        let notes: Vec<&str> = notes.into_iter().filter(|(holds, _)| *holds).map(|(_, note)| note).collect();
        (!notes.is_empty()).then(|| notes.join(" "))
    }
}

/// A word of the scale and its rank at its end.
struct WordRow<'a> {
    slant: &'a Slant,
    word: &'a SlantWord,
    rank: usize,
}

/// One row per word that weighs much on the scale.
pub(super) fn slant_words<'a>(material: &'a Material<'a>) -> Table<'a> {
    let found = material.findings;
    let rows = found.placed.slant.iter().flat_map(|slant| {
        let n_first = slant.words.iter().filter(|word| word.pole == Pole::First).count();
        slant.words.iter().enumerate().map(move |(at, word)| {
            let rank = if word.pole == Pole::First { at + 1 } else { at + 1 - n_first };
            WordRow { slant, word, rank }
        })
    });
    Columns::<WordRow>::of("slant_words", "one row a word that weighs much on the scale of slant")
        .key("pole", Unit::Text, "the end that the word speaks for, in your words", |row| row.slant.pole(row.word.pole))
        .key("rank", Unit::Rank, "1 for the largest weight at that end; at most 100 are listed", |row| row.rank)
        .column(
            "term",
            Unit::Id,
            "the word, or two words side by side; words of house style and of outlets' names have no part",
            move |row| found.term(row.word.term),
        )
        .column(
            "weight",
            Unit::Score,
            "what is added to an outlet's score when the logarithm of its uses over the expected ones grows by 1; \
             below 0 towards the end named first",
            |row| row.word.weight,
        )
        .column(
            "log_ratio_first",
            Unit::Score,
            "mean over the anchors of the end named first of ln((uses + 3) / (expected uses + 3)), expected by their \
             topics",
            |row| row.word.log_ratios[0],
        )
        .column("log_ratio_second", Unit::Score, "the same over the anchors of the other end", |row| {
            row.word.log_ratios[1]
        })
        .column("n_outlets", Unit::Count, "outlets with ten articles or more that use it", |row| row.word.n_outlets)
        .column("n_uses", Unit::Count, "its uses by them", |row| row.word.n_uses)
        .over(rows.collect())
}

/// One row per scale: how well it agrees with the ratings.
pub(super) fn slant_fit<'a>(material: &'a Material<'a>) -> Table<'a> {
    Columns::<&SlantFit>::of(
        "slant_fit",
        "one row a scale of slant: how well it agrees with your ratings on outlets that did not make it; without \
         ratings there is none",
    )
    .key("scale", Unit::Category, "score, score_log_odds or wordscores (raw): columns of slant", |row| row.scale)
    .column(
        "n_outlets",
        Unit::Count,
        "outlets with a place and a rating that are neither anchors nor of an anchor's house (Fox News, Fox News \
         Opinion)",
        |row| row.n_outlets,
    )
    .estimate(
        "spearman",
        Unit::Balance,
        "rank correlation of scale and rating over them; empty when either does not vary",
        Ends::of("spearman_ci").by("outlets drawn again"),
        |row| row.spearman,
    )
    .column("n_outlets_sided", Unit::Count, "of these, outlets that are rated above or below 0", |row| {
        row.auc.map(|auc| auc.n)
    })
    .estimate(
        "auc",
        Unit::Share,
        "how often an outlet rated above 0 stands higher than one rated below 0; .5 is chance; empty without both",
        Ends::of("auc_ci").by("outlets drawn again"),
        |row| row.auc,
    )
    .each(material.findings.placed.slant.as_ref().map_or(&[], |slant| &slant.fit))
}

/// One row per outlet: its place on dimensions that nobody named.
pub(super) fn exploration<'a>(material: &'a Material<'a>) -> Table<'a> {
    let found = material.findings;
    let (outlets, with_style): (&[_], _) = match &found.placed.exploration {
        Some(exploration) => (&exploration.outlets, exploration.with_style),
        None => (&[], [None; 3]),
    };
    Columns::<&OutletPlace>::of(
        "exploration",
        "one row an outlet: its place on dimensions found in words within events, which are mostly house style and \
         not slant",
    )
    .key(
        "outlet",
        Unit::Id,
        "see outlets; those with ten articles or more on events that another such outlet covers",
        move |row| found.corpus.outlet(row.outlet),
    )
    .column(
        "n_articles",
        Unit::Count,
        "its articles on these events, duplicates left out (unless they are told to count)",
        |row| row.n_articles,
    )
    .column("n_events", Unit::Count, "these events", |row| row.n_events)
    .column(
        "ca_1",
        Unit::Score,
        "exploration, not slant: its coordinate on the first dimension of a correspondence analysis of words \
         within events; the sign has no meaning",
        |row| row.correspondence[0],
    )
    .column("ca_2", Unit::Score, "exploration, not slant: its coordinate on the second dimension", |row| {
        row.correspondence[1]
    })
    .column(
        "wordfish",
        Unit::Score,
        "exploration, not slant: its place by wordfish within events, mean 0 and standard deviation 1; the sign \
         has no meaning",
        |row| row.wordfish,
    )
    .column(
        "style",
        Unit::Score,
        "its coordinate on the first dimension of a correspondence analysis of words of house style alone (mr, \
         said, u.s.), which have no part in the others: not slant",
        |row| row.style,
    )
    .column(
        "ca_1_style",
        Unit::Balance,
        "rank correlation of ca_1 with style over the outlets, the same in all rows: far from 0, ca_1 is house \
         style",
        move |_| with_style[0],
    )
    .column("ca_2_style", Unit::Balance, "the same of ca_2", move |_| with_style[1])
    .column("wordfish_style", Unit::Balance, "the same of wordfish", move |_| with_style[2])
    .each(outlets)
}
