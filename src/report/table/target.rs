use crate::feature::target::{self, TargetMeasure, TargetSentiment};
use crate::num::ExactSum;
use crate::report::Material;
use crate::study::other_outlets;
use crate::table::{Columns, Ends, Table, Unit};
use crate::text::Voice;

/// An article by position, a target, a voice, and the sum of what the other outlets' articles on the event measure.
struct TargetRow<'a> {
    article: usize,
    name: &'a str,
    voice: Voice,
    measure: &'a TargetMeasure,
    others: ExactSum,
}

/// One row per article, target and voice.
pub(super) fn targets<'a>(material: &'a Material<'a>) -> Table<'a> {
    let found = material.findings;
    let kinds: Vec<(usize, Voice)> =
        (0..found.targets.len()).flat_map(|target| Voice::ALL.map(|voice| (target, voice))).collect();
    let others: Vec<Vec<ExactSum>> =
        kinds.iter().map(|(target, voice)| other_outlets(found, *target, *voice)).collect();
    Columns::<TargetRow>::of("targets", "one row an article, target (--target) and voice: sentiment near its mentions")
        .key("article_id", Unit::Id, "see articles", move |row| found.corpus.articles()[row.article].id.as_str())
        .column("outlet", Unit::Id, "its outlet; empty when it has none", move |row| material.outlet_of(row.article))
        .column("event_id", Unit::Id, "the event it is about, see events", move |row| material.event_id(row.article))
        .key("target", Unit::Id, "the person or thing, by the first of the names given", |row| row.name)
        .key(
            "voice",
            Unit::Category,
            "whose sentiment words count: all, author's, or quoted: those inside direct quotes",
            |row| row.voice.name(),
        )
        .column("n_mentions", Unit::Count, "mentions of the target in the article, in whoever's words", |row| {
            row.measure.n_mentions
        })
        .column("n_sentences", Unit::Count, "sentences with a mention and a sentiment word in that voice", |row| {
            row.sentiment().n_sentences
        })
        .column(
            "sentiment",
            Unit::Balance,
            "mean over these sentences of the sentiment words' score, less the farther from the mention; empty \
             without one. Word lists see that the event is bad, not that the author feels so: compare it with \
             other_outlets, and do not rank by it",
            |row| row.sentiment().mean,
        )
        .interval(
            Unit::Balance,
            Ends::of("ci").saying(
                "lower end of its 95 % interval over sentences (Student); empty with fewer than two",
                "upper end of its 95 % interval over sentences",
            ),
            |row| row.sentiment().interval,
        )
        .column(
            "label",
            Unit::Category,
            "negative (below 0), neutral or positive (from .08), by cuts fitted to single sentences that people \
             rated (macro-F1 .59 of 1: many labels are wrong); empty without a mention. In the voice all, mentions \
             without a sentiment word are neutral; in the others they have no label",
            |row| row.label(),
        )
        .column(
            "other_outlets",
            Unit::Balance,
            "mean sentiment towards the target in that voice, over the other outlets' articles on the same event, \
             duplicates left out (unless they are told to count): what the event alone may bring; empty without one, \
             or without an outlet",
            |row| row.others.mean(),
        )
        .column("n_other_articles", Unit::Count, "articles that this mean is over", |row| row.others.n())
        .rows(found.measured.len() * kinds.len(), move |row| {
            let (article, kind) = (row / kinds.len(), row % kinds.len());
            let (target, voice) = kinds[kind];
            TargetRow {
                article,
                name: &found.targets[target].name,
                voice,
                measure: &found.measured[article].targets[target],
                others: others[kind][article],
            }
        })
}

impl TargetRow<'_> {
    fn sentiment(&self) -> TargetSentiment {
        self.measure.sentiment[self.voice as usize]
    }

    fn label(&self) -> Option<&'static str> {
        let mean = self.sentiment().mean;
        let has_label = self.measure.n_mentions > 0 && (self.voice == Voice::All || mean.is_some());
        has_label.then(|| target::label(mean))
    }
}
