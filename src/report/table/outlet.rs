use super::estimate;
use crate::corpus::OutletId;
use crate::corpus::rating::Rating;
use crate::report::Material;
use crate::table::{Column, Table, Unit, Value};

/// One row an outlet.
pub(super) fn outlets<'a>(material: &'a Material<'a>) -> Table<'a> {
    let found = material.findings;
    let columns = vec![
        Column::fixed("outlet", Unit::Id, "its name, as given or from the URL's host"),
        Column::fixed("slant", Unit::Text, "its slant as the file of outlets says; empty where that says nothing"),
        Column::fixed("slant_source", Unit::Text, "who says so"),
        Column::fixed("n_articles", Unit::Count, "its articles"),
        Column::fixed(
            "n_duplicates",
            Unit::Count,
            "of these, articles that repeat another article, of this or another outlet, see duplicate_of in articles",
        ),
        Column::fixed("n_events", Unit::Count, "events that they are about"),
        Column::fixed("n_shared_events", Unit::Count, "of these, events that another outlet covers too"),
        Column::fixed("n_words", Unit::Count, "words of all its articles"),
        Column::fixed("date_min", Unit::Date, "its first dated article"),
        Column::fixed("date_max", Unit::Date, "its last dated article"),
    ];
    let row = move |o: usize| {
        let id = OutletId(o as u32);
        let articles = material.articles_of(id);
        let mut events: Vec<u32> = articles.iter().map(|&it| found.events.of_article[it]).collect();
        events.sort_unstable();
        events.dedup();
        let is_shared = |e: &&u32| {
            found.events.list[**e as usize]
                .articles
                .iter()
                .any(|&it| found.corpus.articles()[it].outlet.is_some_and(|other| other != id))
        };
        let rated = |of: fn(&Rating) -> &str| found.ratings[o].as_ref().map(of).filter(|it| !it.is_empty()).into();
        let dates = || articles.iter().filter_map(|&it| found.corpus.articles()[it].date);
        vec![
            found.corpus.outlets()[o].as_str().into(),
            rated(|it| &it.slant),
            rated(|it| &it.slant_source),
            articles.len().into(),
            articles.iter().filter(|&&it| found.corpus.articles()[it].duplicate_of.is_some()).count().into(),
            events.len().into(),
            events.iter().filter(is_shared).count().into(),
            articles.iter().map(|&it| u64::from(found.measured[it].n_words[0])).sum::<u64>().into(),
            dates().min().map(|it| it.to_string()).into(),
            dates().max().map(|it| it.to_string()).into(),
        ]
    };
    Table {
        name: "outlets",
        about: "one row an outlet",
        key: &["outlet"],
        columns,
        n_rows: found.corpus.outlets().len(),
        row: Box::new(row),
    }
}

/// One row an outlet, frame and voice.
pub(super) fn outlet_frames<'a>(material: &'a Material<'a>) -> Table<'a> {
    let found = material.findings;
    let columns = vec![
        Column::fixed("outlet", Unit::Id, "see outlets"),
        Column::fixed("lexicon", Unit::Id, "the word list"),
        Column::fixed("frame", Unit::Id, "the category"),
        Column::fixed("voice", Unit::Category, "all, author, or quoted: words inside direct quotes"),
        Column::fixed(
            "n_articles",
            Unit::Count,
            "its articles with words in that voice, duplicates left out (unless they are told to count)",
        ),
        Column::fixed("n_with_hits", Unit::Count, "of these, articles with at least one hit"),
        Column::fixed(
            "mean",
            Unit::PerThousandWords,
            "mean over these articles of hits per 1,000 words; empty without an article",
        ),
        Column::fixed(
            "ci_low",
            Unit::PerThousandWords,
            "lower end of its 95 % interval, whole events drawn again; empty with fewer than two events or when it does not vary",
        ),
        Column::fixed("ci_high", Unit::PerThousandWords, "upper end of its 95 % interval"),
        Column::fixed(
            "n_shared_events",
            Unit::Count,
            "events on which both this outlet and another have words in that voice",
        ),
        Column::fixed(
            "diff",
            Unit::Score,
            "mean over these events of its articles' mean less the mean of the other outlets' (hits per 1,000 words); empty without one",
        ),
        Column::fixed("diff_ci_low", Unit::Score, "lower end of its 95 % interval, the events drawn again"),
        Column::fixed("diff_ci_high", Unit::Score, "upper end of its 95 % interval"),
        Column::fixed(
            "reliability",
            Unit::Balance,
            "split-half reliability of this frame over outlets (the same for all of them); empty with fewer than four outlets of four events",
        ),
    ];
    let row = move |i: usize| {
        let it = &found.outlet_frames[i];
        let id = found.frames[it.frame];
        let lexicon = &found.lexicons[id.lexicon as usize];
        let mut row: Vec<Value<'a>> = vec![
            found.corpus.outlet(it.outlet).into(),
            lexicon.name.as_str().into(),
            lexicon.categories[id.category as usize].name.as_str().into(),
            it.voice.name().into(),
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
        name: "outlet_frames",
        about: "one row an outlet, frame and voice",
        key: &["outlet", "lexicon", "frame", "voice"],
        columns,
        n_rows: found.outlet_frames.len(),
        row: Box::new(row),
    }
}

/// One row an outlet, axis and voice.
pub(super) fn axes<'a>(material: &'a Material<'a>) -> Table<'a> {
    let found = material.findings;
    let columns = vec![
        Column::fixed("outlet", Unit::Id, "see outlets"),
        Column::fixed("lexicon", Unit::Id, "the word list"),
        Column::fixed("axis", Unit::Id, "two opposed poles of categories, a and b"),
        Column::fixed("voice", Unit::Category, "all, author, or quoted: words inside direct quotes"),
        Column::fixed(
            "n_articles",
            Unit::Count,
            "its articles with words in that voice, duplicates left out (unless they are told to count)",
        ),
        Column::fixed(
            "n_with_hits",
            Unit::Count,
            "of these, articles with a hit of either pole: only they have a balance",
        ),
        Column::fixed(
            "mean",
            Unit::Balance,
            "mean of (a - b) / (a + b): 1 only pole a, -1 only pole b; empty without a hit",
        ),
        Column::fixed(
            "ci_low",
            Unit::Balance,
            "lower end of its 95 % interval, whole events drawn again; empty with fewer than two events or when it does not vary",
        ),
        Column::fixed("ci_high", Unit::Balance, "upper end of its 95 % interval"),
        Column::fixed(
            "log_ratio",
            Unit::Score,
            "mean of ln((a + s) / (b + s)), s the corpus mean of (a + b) / 2; empty without a hit",
        ),
        Column::fixed("log_ratio_ci_low", Unit::Score, "lower end of its 95 % interval"),
        Column::fixed("log_ratio_ci_high", Unit::Score, "upper end of its 95 % interval"),
        Column::fixed(
            "n_shared_events",
            Unit::Count,
            "events on which both this outlet and another have an article with a balance",
        ),
        Column::fixed(
            "diff",
            Unit::Score,
            "mean over these events of its articles' mean less the mean of the other outlets' (balances, -2 to 2); empty without one",
        ),
        Column::fixed("diff_ci_low", Unit::Score, "lower end of its 95 % interval, the events drawn again"),
        Column::fixed("diff_ci_high", Unit::Score, "upper end of its 95 % interval"),
        Column::fixed(
            "reliability",
            Unit::Balance,
            "split-half reliability of the balance over outlets (the same for all of them); empty with fewer than four outlets of four events",
        ),
    ];
    let row = move |i: usize| {
        let it = &found.axes[i];
        let lexicon = &found.lexicons[it.lexicon];
        let mut row: Vec<Value<'a>> = vec![
            found.corpus.outlet(it.outlet).into(),
            lexicon.name.as_str().into(),
            lexicon.axes[it.axis].name.as_str().into(),
            it.voice.name().into(),
            it.n_articles.into(),
            it.balance.n_articles.into(),
        ];
        row.extend(estimate(it.balance.estimate));
        row.extend(estimate(it.log_ratio.estimate));
        row.push(it.paired.map_or(0, |it| it.n).into());
        row.extend(estimate(it.paired));
        row.push(it.reliability.into());
        row
    };
    Table {
        name: "axes",
        about: "one row an outlet, axis and voice",
        key: &["outlet", "lexicon", "axis", "voice"],
        columns,
        n_rows: found.axes.len(),
        row: Box::new(row),
    }
}

/// One row an axis, voice and pattern with a hit.
pub(super) fn axis_patterns<'a>(material: &'a Material<'a>) -> Table<'a> {
    let found = material.findings;
    let columns = vec![
        Column::fixed("lexicon", Unit::Id, "the word list"),
        Column::fixed("axis", Unit::Id, "see axes"),
        Column::fixed("voice", Unit::Category, "all, author, or quoted: words inside direct quotes"),
        Column::fixed("frame", Unit::Id, "the category that the pattern belongs to"),
        Column::fixed("pattern", Unit::Text, "the pattern left out, as the list has it"),
        Column::fixed("pole", Unit::Category, "a (towards 1) or b (towards -1)"),
        Column::fixed("n_hits", Unit::Count, "its hits in articles of outlets, duplicates left out"),
        Column::fixed("n_articles", Unit::Count, "articles with a hit of it"),
        Column::fixed("share_of_pole", Unit::Share, "its share of all hits of its pole"),
        Column::fixed(
            "spread",
            Unit::Balance,
            "standard deviation of the outlets' means on the axis, each weighing as its articles with a balance, over the outlets that have one without the pattern too; empty with fewer than two",
        ),
        Column::fixed(
            "spread_without",
            Unit::Balance,
            "the same without the pattern; far below spread: this pattern drives the difference between outlets",
        ),
        Column::fixed(
            "outlet",
            Unit::Id,
            "the outlet whose mean changes most without it, times its articles with a balance; empty when none keeps a mean",
        ),
        Column::fixed("change", Unit::Score, "how much that mean changes without it, -2 to 2"),
    ];
    let row = move |i: usize| {
        let it = &found.axis_influences[i];
        let lexicon = &found.lexicons[it.lexicon];
        let pattern = it.influence.pattern;
        let category = &lexicon.categories[pattern.category as usize];
        let (outlet, change) = it.influence.most_changed.unzip();
        vec![
            lexicon.name.as_str().into(),
            lexicon.axes[it.axis].name.as_str().into(),
            it.voice.name().into(),
            category.name.as_str().into(),
            category.patterns[pattern.pattern as usize].text.as_str().into(),
            if pattern.negative { "b" } else { "a" }.into(),
            it.influence.n_hits.into(),
            it.influence.n_articles.into(),
            it.influence.share_of_pole.into(),
            it.influence.spread.into(),
            it.influence.spread_without.into(),
            outlet.map(|it| found.corpus.outlet(OutletId(it as u32))).into(),
            change.into(),
        ]
    };
    Table {
        name: "axis_patterns",
        about: "one row an axis, voice and pattern that has a hit: the axis without that pattern",
        key: &["lexicon", "axis", "voice", "frame", "pattern"],
        columns,
        n_rows: found.axis_influences.len(),
        row: Box::new(row),
    }
}
