use jiff::civil::Date;

use super::{WHOLE_EVENTS, category_name, lexicon_name};
use crate::compare::influence::Influence;
use crate::corpus::OutletId;
use crate::corpus::rating::Rating;
use crate::lexicon::{Category, Lexicon};
use crate::report::Material;
use crate::study::{AxisMean, OutletFrame};
use crate::table::{Columns, Ends, Table, Unit};
use crate::text::Voice;

/// An outlet, its articles by position, and what they are about.
struct OutletRow<'a> {
    name: &'a str,
    rating: Option<&'a Rating>,
    articles: &'a [usize],
    n_events: usize,
    n_shared_events: usize,
    /// The first and the last.
    days: Option<(Date, Date)>,
}

/// One row per outlet.
pub(super) fn outlets<'a>(material: &'a Material<'a>) -> Table<'a> {
    let found = material.findings;
    Columns::<OutletRow>::of("outlets", "one row an outlet")
        .key("outlet", Unit::Id, "its name, as given or from the URL's host", |row| row.name)
        .column("slant", Unit::Text, "its slant as the file of outlets says; empty where that says nothing", |row| {
            rated(row.rating, |rating| &rating.slant)
        })
        .column("slant_source", Unit::Text, "who says so", |row| rated(row.rating, |rating| &rating.slant_source))
        .column("n_articles", Unit::Count, "its articles", |row| row.articles.len())
        .column(
            "n_duplicates",
            Unit::Count,
            "of these, articles that repeat another article, of this or another outlet, see duplicate_of in articles",
            move |row| {
                row.articles.iter().filter(|&&article| found.corpus.articles()[article].duplicate_of.is_some()).count()
            },
        )
        .column("n_events", Unit::Count, "events that they are about", |row| row.n_events)
        .column("n_shared_events", Unit::Count, "of these, events that another outlet covers too", |row| {
            row.n_shared_events
        })
        .column("n_words", Unit::Count, "words of all its articles", move |row| {
            row.articles.iter().map(|&article| u64::from(found.measured[article].n_words[0])).sum::<u64>()
        })
        .column("date_min", Unit::Date, "its first dated article", |row| row.days.map(|days| days.0.to_string()))
        .column("date_max", Unit::Date, "its last dated article", |row| row.days.map(|days| days.1.to_string()))
        .rows(found.corpus.outlets().len(), |position| outlet(material, OutletId(position as u32)))
}

fn outlet<'a>(material: &'a Material<'a>, outlet: OutletId) -> OutletRow<'a> {
    let found = material.findings;
    let articles = material.articles_of(outlet);
    let mut events: Vec<u32> = articles.iter().map(|&article| found.events.of_article[article]).collect();
    events.sort_unstable();
    events.dedup();
    let is_of_another = |article: &usize| found.corpus.articles()[*article].outlet.is_some_and(|of| of != outlet);
    let is_shared = |event: &&u32| found.events.list[**event as usize].articles.iter().any(is_of_another);
    let dates = || articles.iter().filter_map(|&article| found.corpus.articles()[article].date);
    OutletRow {
        name: found.corpus.outlet(outlet),
        rating: found.ratings[outlet.0 as usize].as_ref(),
        articles,
        n_events: events.len(),
        n_shared_events: events.iter().filter(is_shared).count(),
        days: dates().min().zip(dates().max()),
    }
}

fn rated(rating: Option<&Rating>, words: fn(&Rating) -> &str) -> Option<&str> {
    rating.map(words).filter(|words| !words.is_empty())
}

/// One row per outlet, frame and voice.
pub(super) fn outlet_frames<'a>(material: &'a Material<'a>) -> Table<'a> {
    let found = material.findings;
    Columns::<&OutletFrame>::of("outlet_frames", "one row an outlet, frame and voice")
        .key("outlet", Unit::Id, "see outlets", move |row| found.corpus.outlet(row.outlet))
        .key("lexicon", Unit::Id, "the word list", move |row| lexicon_name(found, row.frame))
        .key("frame", Unit::Id, "the category", move |row| category_name(found, row.frame))
        .key("voice", Unit::Category, "all, author, or quoted: words inside direct quotes", |row| row.voice.name())
        .column(
            "n_articles",
            Unit::Count,
            "its articles with words in that voice, duplicates left out (unless they are told to count)",
            |row| row.mean.n_articles,
        )
        .column("n_with_hits", Unit::Count, "of these, articles with at least one hit", |row| row.mean.n_with_hits)
        .estimate(
            "mean",
            Unit::PerThousandWords,
            "mean over these articles of hits per 1,000 words; empty without an article",
            Ends::of("ci").by(WHOLE_EVENTS),
            |row| row.mean.estimate,
        )
        .column(
            "n_shared_events",
            Unit::Count,
            "events on which both this outlet and another have words in that voice",
            |row| row.paired.map_or(0, |paired| paired.n),
        )
        .estimate(
            "diff",
            Unit::Score,
            "mean over these events of its articles' mean less the mean of the other outlets' (hits per 1,000 \
             words); empty without one",
            Ends::of("diff_ci").by("the events drawn again"),
            |row| row.paired,
        )
        .column(
            "reliability",
            Unit::Balance,
            "split-half reliability of this frame over outlets (the same for all of them); empty with fewer than \
             four outlets of four events",
            |row| row.reliability,
        )
        .each(&found.compared.outlet_frames)
}

/// One row per outlet, axis and voice.
pub(super) fn axes<'a>(material: &'a Material<'a>) -> Table<'a> {
    axis_columns(material).each(&material.findings.compared.axes)
}

fn axis_columns<'a>(material: &'a Material<'a>) -> Columns<'a, &'a AxisMean> {
    let found = material.findings;
    Columns::<&AxisMean>::of("axes", "one row an outlet, axis and voice")
        .key("outlet", Unit::Id, "see outlets", move |row| found.corpus.outlet(row.outlet))
        .key("lexicon", Unit::Id, "the word list", move |row| found.lexicons[row.lexicon].name.as_str())
        .key("axis", Unit::Id, "two opposed poles of categories, a and b", move |row| {
            found.lexicons[row.lexicon].axes[row.axis].name.as_str()
        })
        .key("voice", Unit::Category, "all, author, or quoted: words inside direct quotes", |row| row.voice.name())
        .column(
            "n_articles",
            Unit::Count,
            "its articles with words in that voice, duplicates left out (unless they are told to count)",
            |row| row.n_articles,
        )
        .column(
            "n_with_hits",
            Unit::Count,
            "of these, articles with a hit of either pole: only they have a balance",
            |row| row.balance.n_articles,
        )
        .estimate(
            "mean",
            Unit::Balance,
            "mean of (a - b) / (a + b): 1 only pole a, -1 only pole b; empty without a hit",
            Ends::of("ci").by(WHOLE_EVENTS),
            |row| row.balance.estimate,
        )
        .estimate(
            "log_ratio",
            Unit::Score,
            "mean of ln((a + s) / (b + s)), s the corpus mean of (a + b) / 2; empty without a hit",
            Ends::of("log_ratio_ci"),
            |row| row.log_ratio.estimate,
        )
        .column(
            "n_shared_events",
            Unit::Count,
            "events on which both this outlet and another have an article with a balance",
            |row| row.paired.map_or(0, |paired| paired.n),
        )
        .estimate(
            "diff",
            Unit::Score,
            "mean over these events of its articles' mean less the mean of the other outlets' (balances, -2 to 2); \
             empty without one",
            Ends::of("diff_ci").by("the events drawn again"),
            |row| row.paired,
        )
        .column(
            "reliability",
            Unit::Balance,
            "split-half reliability of the balance over outlets (the same for all of them); empty with fewer than \
             four outlets of four events",
            |row| row.reliability,
        )
}

/// A pattern of an axis in a voice, and what the axis is without it.
struct InfluenceRow<'a> {
    lexicon: &'a Lexicon,
    category: &'a Category,
    axis: usize,
    voice: Voice,
    influence: &'a Influence,
}

/// One row per axis, voice and pattern with a hit.
pub(super) fn axis_patterns<'a>(material: &'a Material<'a>) -> Table<'a> {
    let found = material.findings;
    Columns::<InfluenceRow>::of(
        "axis_patterns",
        "one row an axis, voice and pattern that has a hit: the axis without that pattern",
    )
    .key("lexicon", Unit::Id, "the word list", |row| row.lexicon.name.as_str())
    .key("axis", Unit::Id, "see axes", |row| row.lexicon.axes[row.axis].name.as_str())
    .key("voice", Unit::Category, "all, author, or quoted: words inside direct quotes", |row| row.voice.name())
    .key("frame", Unit::Id, "the category that the pattern belongs to", |row| row.category.name.as_str())
    .key("pattern", Unit::Text, "the pattern left out, as the list has it", |row| {
        row.category.patterns[row.influence.pattern.pattern as usize].text.as_str()
    })
    .column("pole", Unit::Category, "a (towards 1) or b (towards -1)", |row| {
        if row.influence.pattern.negative { "b" } else { "a" }
    })
    .column("n_hits", Unit::Count, "its hits in articles of outlets, duplicates left out", |row| row.influence.n_hits)
    .column("n_articles", Unit::Count, "articles with a hit of it", |row| row.influence.n_articles)
    .column("share_of_pole", Unit::Share, "its share of all hits of its pole", |row| row.influence.share_of_pole)
    .column(
        "spread",
        Unit::Balance,
        "standard deviation of the outlets' means on the axis, each weighing as its articles with a balance, \
         over the outlets that have one without the pattern too; empty with fewer than two",
        |row| row.influence.spread,
    )
    .column(
        "spread_without",
        Unit::Balance,
        "the same without the pattern; far below spread: this pattern drives the difference between outlets",
        |row| row.influence.spread_without,
    )
    .column(
        "outlet",
        Unit::Id,
        "the outlet whose mean changes most without it, times its articles with a balance; empty when none keeps \
         a mean",
        move |row| row.influence.most_changed.map(|(outlet, _)| found.corpus.outlet(OutletId(outlet as u32))),
    )
    .column("change", Unit::Score, "how much that mean changes without it, -2 to 2", |row| {
        row.influence.most_changed.map(|(_, change)| change)
    })
    .rows(found.compared.axis_influences.len(), |row| {
        let of_axis = &found.compared.axis_influences[row];
        let lexicon = &found.lexicons[of_axis.lexicon];
        let category = &lexicon.categories[of_axis.influence.pattern.category as usize];
        let influence = &of_axis.influence;
        InfluenceRow { lexicon, category, axis: of_axis.axis, voice: of_axis.voice, influence }
    })
}
