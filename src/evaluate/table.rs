//! The tables of this room: each column with its unit and what it means.

use super::agreement::Agreement;
use super::concordance::Context;
use super::correction::Correction;
use super::multiverse::{Claims, Varied};
use super::score::ScoreRow;
use crate::compare::calibrate::{Rates, Share};
use crate::compare::correct::Inferred;
use crate::study::{Calibration, Claim, Subject};
use crate::table::{Column, Columns, Ends, Table, Unit};
use crate::text::Voice;

/// The table of a validation.
pub fn agreement_table(rows: &[Agreement]) -> Table<'_> {
    Columns::of("agreement", "one row per measure, code and statistic")
        .key("measure", Unit::Id, "the measure, as it was named", |row: &&Agreement| row.measure.as_str())
        .key("code", Unit::Id, "the column of hand codes, or the code of coded places", |row| row.code.as_str())
        .key("statistic", Unit::Category, "the statistic", |row| row.statistic)
        .column("value", Unit::Score, "its value; empty where it is not defined, as when nothing varies", |row| {
            row.value
        })
        .interval(
            Unit::Score,
            Ends::of("ci")
                .by("events, outlets or articles drawn again; empty without resamples or for a statistic without one"),
            |row| row.interval,
        )
        .column("n", Unit::Count, "articles, sentences, words, places or outlets it is of, as `about` says", |row| {
            row.n
        })
        .key("about", Unit::Category, "of what it is, and how", |row| row.about.as_str())
        .each(rows)
}

/// The table of a correction.
pub fn correction_table(rows: &[Correction]) -> Table<'_> {
    let interval = |inferred: Option<Inferred>| inferred.and_then(|inferred| inferred.interval);
    let value = |inferred: Option<Inferred>| inferred.map(|inferred| inferred.value);
    Columns::of("correction", "one row per measure and outlet, then per pair of outlets")
        .key("code", Unit::Id, "the column of hand codes", |row: &&Correction| row.code.as_str())
        .key("measure", Unit::Id, "the measure, as it was named", |row| row.measure.as_str())
        .key("kind", Unit::Category, "mean: of an outlet; difference: the first outlet's mean less the second's", |row| {
            if row.outlet_b.is_some() { "difference" } else { "mean" }
        })
        .key("outlet_a", Unit::Id, "the outlet", |row| row.outlet_a.as_str())
        .key("outlet_b", Unit::Id, "the outlet whose mean is taken off; empty for a mean", |row| row.outlet_b.as_deref())
        .column("n_articles", Unit::Count, "articles of the outlet, or of both", |row| row.quantity.n_articles)
        .column("n_coded", Unit::Count, "those that were coded", |row| row.quantity.n_coded)
        .column("n_units", Unit::Count, "events of the outlet, or of either; articles, where there are fewer than five events", |row| row.quantity.n_units)
        .column("machine", Unit::Score, "what the measure says once a line is fitted from it to the codes, its errors left in, in the unit of the codes", move |row| value(row.quantity.machine))
        .interval(Unit::Score, Ends::of("machine").by("by event"), move |row| interval(row.quantity.machine))
        .column("corrected", Unit::Score, "the same, its errors taken out with the coded sample; empty where an outlet has no code", move |row| value(row.quantity.corrected))
        .interval(Unit::Score, Ends::of("corrected").by("by event"), move |row| interval(row.quantity.corrected))
        .column("coded_only", Unit::Score, "what the codes say without the measure; empty where an outlet has no code", move |row| value(row.quantity.coded_only))
        .interval(Unit::Score, Ends::of("coded_only").by("by event"), move |row| interval(row.quantity.coded_only))
        // whether a mean is 0 is no question
        .column("p", Unit::Probability, "two-sided p-value of the corrected difference; empty for a mean", |row| {
            row.quantity.b.and(row.quantity.corrected).and_then(|corrected| corrected.p)
        })
        .column("q", Unit::Probability, "its Benjamini-Hochberg q over all pairs of the measure", |row| row.quantity.q)
        .column("about", Unit::Category, "what the mean of the codes is, and how articles were drawn", |row| row.about.as_str())
        .each(rows)
}

/// A column's name and caption, and the share in it.
type ShareColumn = (&'static str, &'static str, fn(&Rates) -> Option<Share>);

/// The table of a calibration.
pub fn calibration_table(rows: &[Calibration]) -> Table<'_> {
    let rates = |row: &&Calibration| row.rates;
    let at = |share: fn(&Rates) -> Option<Share>| move |row: &&Calibration| row.rates.as_ref().and_then(share);
    let shares: [ShareColumn; 4] = [
        ("share_05", "share of words with p at most .05", |rates| Some(rates.at_05)),
        ("share_01", "share of words with p at most .01", |rates| Some(rates.at_01)),
        ("any_bh", "share of sets in which any word's Benjamini-Hochberg q is at most .05", |rates| Some(rates.any_q)),
        (
            "any_maxt",
            "share of sets in which any word's maxT p is at most .05; empty for a test without one",
            |rates| rates.any_max_t,
        ),
    ];
    let columns = Columns::of("calibration", "one row per kind of sets without a difference, level and test")
        .key("null", Unit::Category, "how the sets were made: split_half (one outlet's articles halved), shuffled_labels (this corpus, labels shuffled), synthetic (made-up counts)", |row: &&Calibration| row.null.name())
        .key("level", Unit::Category, "what the permutation test permutes: outlet, event or article", |row| row.level.name())
        .key("test", Unit::Category, "permutation, token_z or g2", |row| row.method.name())
        .column("n_sets", Unit::Count, "sets with a word to test; 0 where these articles allow none", move |row| rates(row).map_or(0, |rates| rates.n_sets))
        .column("n_tests", Unit::Count, "words tested, over all sets", move |row| rates(row).map_or(0, |rates| rates.n_tests));
    let columns = shares.into_iter().fold(columns, |columns, (name, about, share)| {
        let share = at(share);
        columns.column(name, Unit::Share, about, move |row| share(row).map(|share| share.0)).interval(
            Unit::Share,
            Ends::of(name).by("sets drawn again"),
            move |row| share(row).and_then(|share| share.1),
        )
    });
    columns.each(rows)
}

/// The table of claims.
pub fn claims_table(varied: &Varied, which: Claims) -> Table<'_> {
    let listed: Vec<&Claim> =
        varied.found.claims.iter().filter(|claim| claim.base.is_clear || which == Claims::All).collect();
    let share = |n: usize, of: usize| n as f64 / of as f64; // the base is one of them
    Columns::of("claims", "one row per claim: a word of two outlets, or an outlet's difference on shared events")
        .key("kind", Unit::Category, "word, frame or axis", |claim: &&Claim| subject(claim)[0])
        .key("outlet_a", Unit::Id, "the outlet, or left", |claim| subject(claim)[1])
        .key(
            "outlet_b",
            Unit::Id,
            "the other outlet, or right; empty where it is all others on the same events",
            |claim| given(subject(claim)[2]),
        )
        .key("name", Unit::Id, "the word, or the word list and its category or axis", |claim| subject(claim)[3])
        .key("voice", Unit::Category, "whose words; empty for a word", |claim| given(subject(claim)[4]))
        .column(
            "effect",
            Unit::Score,
            "log-odds of a word, difference of a frame or an axis, in the first setting",
            |claim| claim.base.value,
        )
        .column(
            "is_clear",
            Unit::Flag,
            "whether it is clear of chance there: q below .05 for a word, an interval that excludes 0 for a difference",
            |claim| claim.base.is_clear,
        )
        .column(
            "n_settings",
            Unit::Count,
            "settings tried; for a word without those in which no word of its outlets can be looked at",
            |claim| claim.robustness.n_settings,
        )
        .column("n_judged", Unit::Count, "those in which it could be looked at", |claim| claim.robustness.n_judged)
        .column("n_same_sign", Unit::Count, "those in which it has the same sign", |claim| claim.robustness.n_same_sign)
        .column("share_same_sign", Unit::Share, "n_same_sign of n_settings", move |claim| {
            share(claim.robustness.n_same_sign, claim.robustness.n_settings)
        })
        .column("n_held", Unit::Count, "settings in which it has the same sign and is clear of chance", |claim| {
            claim.robustness.n_held
        })
        .column("share_held", Unit::Share, "n_held of n_settings", move |claim| {
            share(claim.robustness.n_held, claim.robustness.n_settings)
        })
        .column("effect_min", Unit::Score, "the least effect, where it could be looked at", |claim| {
            claim.robustness.range[0]
        })
        .column("effect_median", Unit::Score, "the middle one", |claim| claim.robustness.range[1])
        .column("effect_max", Unit::Score, "the largest one", |claim| claim.robustness.range[2])
        .column(
            "sensitive_to",
            Unit::Category,
            "the dimension between whose values the share held differs most; empty where it is the same for all",
            |claim| claim.robustness.sensitive_to.map(|at| varied.dimensions[at].name.as_str()),
        )
        .column("n_possible_settings", Unit::Count, "how many settings there are in all", |_| varied.found.n_possible)
        .over(listed)
}

/// A text; `None` when it is empty.
fn given(text: &str) -> Option<&str> {
    Some(text).filter(|text| !text.is_empty())
}

/// Kind, outlets, name and voice of a claim.
fn subject(claim: &Claim) -> [&str; 5] {
    match &claim.subject {
        Subject::Word { sides, term } => ["word", &sides[0], &sides[1], term, ""],
        Subject::Difference { kind, outlet, name, voice } => [kind, outlet, "", name, voice.name()],
    }
}

/// The table of the settings tried.
pub fn settings_table(varied: &Varied) -> Table<'_> {
    let settings = &varied.found.settings;
    let dimensions = varied.dimensions.iter().map(|dimension| {
        Column::new(dimension.name.clone(), Unit::Category, format!("the value of {}", dimension.name))
    });
    Columns::of("settings", "one row per setting tried, the base first")
        .key("setting", Unit::Rank, "its number, from 1", |at: &usize| at + 1)
        .list(dimensions, move |&at, dimension| {
            varied.dimensions[dimension].values[settings[at].values[dimension]].0.as_str()
        })
        .column("n_effects", Unit::Count, "effects looked at", move |&at| settings[at].n_effects)
        .column("n_clear", Unit::Count, "those of them clear of chance", move |&at| settings[at].n_clear)
        .rows(settings.len(), |at| at)
}

/// The table of scores, or a part of it.
pub fn score_table<'a>(rows: &'a [ScoreRow<'a>]) -> Table<'a> {
    Columns::of("scores", "one row per article, feature and voice")
        .key("article_id", Unit::Id, "the article", |row: &&'a ScoreRow<'a>| row.article_id)
        .column("outlet", Unit::Text, "its outlet; empty when unknown", |row| given(row.outlet))
        .key("feature", Unit::Id, "a column of `articles`, or a word list and its category with a dot between them", |row| row.feature)
        .key("voice", Unit::Category, "whose words; empty for a measure of the whole article, whose name says so where it is of one voice", |row| row.voice.map(Voice::name))
        .column("value", Unit::Score, "its value: hits per 1,000 words for a category, else as the codebook of a run says of the column; empty without evidence", |row| row.value)
        .column("n_hits", Unit::Count, "hits of the category; empty for any other feature", |row| row.n_hits)
        .column("n_words", Unit::Count, "words of the article in that voice", |row| row.n_words)
        .each(rows)
}

/// The table of hits in their context, or a part of it.
pub fn concordance_table<'a>(rows: &'a [Context<'a>]) -> Table<'a> {
    Columns::of("concordance", "one row per hit, in the order of the input")
        .key("article_id", Unit::Id, "the article", |row: &&'a Context<'a>| row.article.id.as_str())
        .column("outlet", Unit::Text, "its outlet; empty when unknown", |row| given(row.outlet))
        .column("event_id", Unit::Id, "its event, as given; empty when the input does not say", |row| {
            row.article.event.as_deref()
        })
        .column("date", Unit::Date, "when it was published", |row| row.article.date.map(|date| date.to_string()))
        .key("lexicon", Unit::Id, "the word list", |row| row.names[0])
        .key("category", Unit::Id, "its category", |row| row.names[1])
        .key("pattern", Unit::Text, "the pattern that matched", |row| row.names[2])
        .key("start", Unit::CharOffset, "where the hit begins in the text as read", |row| row.place.start)
        .column("end", Unit::CharOffset, "where it ends, not included", |row| row.place.end)
        .column("voice", Unit::Category, "whose words: author or quoted", |row| row.hit.voice().name())
        .column(
            "negated",
            Unit::Flag,
            "whether a negation stands before it; empty where that is not looked at",
            |row| row.hit.negated,
        )
        .column("left", Unit::Text, "words before it", |row| row.left.as_str())
        .column("keyword", Unit::Text, "the hit", |row| row.keyword.as_str())
        .column("right", Unit::Text, "words behind it", |row| row.right.as_str())
        .each(rows)
}
