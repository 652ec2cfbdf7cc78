use crate::compare::duplicate::Overlap;
use crate::report::Material;
use crate::table::{Columns, Table, Unit};

/// Two articles, by position, and what they share.
struct PairRow {
    a: usize,
    b: usize,
    overlap: Overlap,
}

/// One row per pair of articles that share their wording.
pub(super) fn pairs<'a>(material: &'a Material<'a>) -> Table<'a> {
    let found = material.findings;
    Columns::<PairRow>::of(
        "pairs",
        "one row a pair of articles that share their wording: copies, wire copy in several outlets, versions",
    )
    .column(
        "event_id",
        Unit::Id,
        "the event both are about, see events; empty when they are about different ones",
        move |row| (found.events.of_article[row.a] == found.events.of_article[row.b]).then(|| material.event_id(row.a)),
    )
    .key(
        "article_a",
        Unit::Id,
        "the article published first, see articles (an article without an outlet or a date comes last)",
        move |row| found.corpus.articles()[row.a].id.as_str(),
    )
    .key("article_b", Unit::Id, "the other one", move |row| found.corpus.articles()[row.b].id.as_str())
    .column("outlet_a", Unit::Id, "outlet of article_a; empty when unknown", move |row| material.outlet_of(row.a))
    .column("outlet_b", Unit::Id, "outlet of article_b; empty when unknown", move |row| material.outlet_of(row.b))
    .column("is_cross_outlet", Unit::Flag, "whether the outlets differ; empty when one is unknown", move |row| {
        material.outlet_of(row.a).zip(material.outlet_of(row.b)).map(|(a, b)| a != b)
    })
    .column(
        "jaccard",
        Unit::Share,
        "runs of five words that both texts have / those that either has, without furniture, typography and case",
        |row| row.overlap.jaccard,
    )
    .column(
        "shared_words",
        Unit::Count,
        "words of the shorter text that stand in a run of five words that both have; all words of an exact copy",
        |row| row.overlap.shared_words,
    )
    .column(
        "kind",
        Unit::Category,
        "exact (the same words in order) or near (jaccard from .8): b or both repeat another article, see \
         duplicate_of in articles; contained (four fifths of the shorter text's runs are in the longer one, and \
         it has 50 words or more); similar (jaccard from .5). Of equal texts the first alone is paired with each \
         other one and with other texts. Of the pairs with jaccard .7 or more nearly all are found, at .6 99 of \
         100, at .5 87 of 100, below seldom: a short extract of a long article is mostly not listed",
        |row| row.overlap.kind.map(|kind| kind.name()),
    )
    .rows(found.pairs.len(), |row| {
        let pair = &found.pairs[row];
        PairRow { a: pair.a as usize, b: pair.b as usize, overlap: pair.overlap }
    })
}
