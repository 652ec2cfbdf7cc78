use crate::compare::others::of_others;
use crate::feature::target::label;
use crate::num::{ExactSum, Interval};
use crate::report::Material;
use crate::table::{Column, Table, Unit};
use crate::text::Voice;

/// One row an article, target and voice.
pub(super) fn targets<'a>(material: &'a Material<'a>) -> Table<'a> {
    let found = material.findings;
    let columns = vec![
        Column::fixed("article_id", Unit::Id, "see articles"),
        Column::fixed("outlet", Unit::Id, "its outlet; empty when it has none"),
        Column::fixed("event_id", Unit::Id, "the event it is about, see events"),
        Column::fixed("target", Unit::Id, "the person or thing, by the first of the names given"),
        Column::fixed(
            "voice",
            Unit::Category,
            "whose sentiment words count: all, author's, or quoted: those inside direct quotes",
        ),
        Column::fixed("n_mentions", Unit::Count, "mentions of the target in the article, in whoever's words"),
        Column::fixed("n_sentences", Unit::Count, "sentences with a mention and a sentiment word in that voice"),
        Column::fixed(
            "sentiment",
            Unit::Balance,
            "mean over these sentences of the sentiment words' score, less the farther from the mention; empty without one. Word lists see that the event is bad, not that the author feels so: compare it with other_outlets, and do not rank by it",
        ),
        Column::fixed(
            "ci_low",
            Unit::Balance,
            "lower end of its 95 % interval over sentences (Student); empty with fewer than two",
        ),
        Column::fixed("ci_high", Unit::Balance, "upper end of its 95 % interval over sentences"),
        Column::fixed(
            "label",
            Unit::Category,
            "negative (below 0), neutral or positive (from .08), by cuts fitted to single sentences that people rated (macro-F1 .59 of 1: many labels are wrong); empty without a mention. In the voice all, mentions without a sentiment word are neutral; in the others they have no label",
        ),
        Column::fixed(
            "other_outlets",
            Unit::Balance,
            "mean sentiment towards the target in that voice, over the other outlets' articles on the same event, duplicates left out (unless they are told to count): what the event alone may bring; empty without one, or without an outlet",
        ),
        Column::fixed("n_other_articles", Unit::Count, "articles that this mean is over"),
    ];
    let n_kinds = found.targets.len() * Voice::ALL.len();
    let others: Vec<Vec<ExactSum>> = (0..n_kinds).map(|it| others(material, it / 3, it % 3)).collect();
    let row = move |i: usize| {
        let (a, kind) = (i / n_kinds, i % n_kinds);
        let (target, voice) = (kind / Voice::ALL.len(), Voice::ALL[kind % Voice::ALL.len()]);
        let measure = &found.measured[a].targets[target];
        let sentiment = &measure.sentiment[voice as usize];
        let (low, high) = sentiment.interval.map(Interval::ends).unzip();
        let has_label = measure.n_mentions > 0 && (voice == Voice::All || sentiment.mean.is_some());
        let other = &others[kind][a];
        vec![
            found.corpus.articles()[a].id.as_str().into(),
            material.outlet_of(a).into(),
            material.event_id(a).into(),
            found.targets[target].name.as_str().into(),
            voice.name().into(),
            measure.n_mentions.into(),
            sentiment.n_sentences.into(),
            sentiment.mean.into(),
            low.into(),
            high.into(),
            has_label.then(|| label(sentiment.mean)).into(),
            other.mean().into(),
            other.n().into(),
        ]
    };
    Table {
        name: "targets",
        about: "one row an article, target (--target) and voice: sentiment near its mentions",
        key: &["article_id", "target", "voice"],
        columns,
        n_rows: found.measured.len() * n_kinds,
        row: Box::new(row),
    }
}

/// For each article, what the other outlets' articles on its event measure.
fn others(material: &Material<'_>, target: usize, voice: usize) -> Vec<ExactSum> {
    let found = material.findings;
    let articles = found.corpus.articles();
    let value = |a: usize| found.measured[a].targets[target].sentiment[voice].mean.filter(|_| found.is_counted(a));
    let values: Vec<Option<f64>> = (0..articles.len()).map(value).collect();
    let outlets: Vec<Option<u32>> = articles.iter().map(|it| it.outlet.map(|it| it.0)).collect();
    of_others(&values, &outlets, &found.events.of_article, found.events.list.len())
}
