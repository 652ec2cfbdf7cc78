use crate::report::Material;
use crate::table::{Column, Table, Unit};

/// One row a pair of articles that share their wording.
pub(super) fn pairs<'a>(material: &'a Material<'a>) -> Table<'a> {
    let found = material.findings;
    let columns = vec![
        Column::fixed(
            "event_id",
            Unit::Id,
            "the event both are about, see events; empty when they are about different ones",
        ),
        Column::fixed(
            "article_a",
            Unit::Id,
            "the article published first, see articles (an article without an outlet or a date comes last)",
        ),
        Column::fixed("article_b", Unit::Id, "the other one"),
        Column::fixed("outlet_a", Unit::Id, "outlet of article_a; empty when unknown"),
        Column::fixed("outlet_b", Unit::Id, "outlet of article_b; empty when unknown"),
        Column::fixed("is_cross_outlet", Unit::Flag, "whether the outlets differ; empty when one is unknown"),
        Column::fixed(
            "jaccard",
            Unit::Share,
            "runs of five words that both texts have / those that either has, without furniture, typography and case",
        ),
        Column::fixed(
            "shared_words",
            Unit::Count,
            "words of the shorter text that stand in a run of five words that both have; all words of an exact copy",
        ),
        Column::fixed(
            "kind",
            Unit::Category,
            "exact (the same words in order) or near (jaccard from .8): b or both repeat another article, see duplicate_of in articles; contained (four fifths of the shorter text's runs are in the longer one, and it has 50 words or more); similar (jaccard from .5). Of equal texts the first alone is paired with each other one and with other texts. Of the pairs with jaccard .7 or more nearly all are found, at .6 99 of 100, at .5 87 of 100, below seldom: a short extract of a long article is mostly not listed",
        ),
    ];
    let row = move |i: usize| {
        let pair = &found.pairs[i];
        let (a, b) = (pair.a as usize, pair.b as usize);
        let (outlet_a, outlet_b) = (material.outlet_of(a), material.outlet_of(b));
        let is_one_event = found.events.of_article[a] == found.events.of_article[b];
        vec![
            is_one_event.then(|| material.event_id(a)).into(),
            found.corpus.articles()[a].id.as_str().into(),
            found.corpus.articles()[b].id.as_str().into(),
            outlet_a.into(),
            outlet_b.into(),
            outlet_a.zip(outlet_b).map(|(a, b)| a != b).into(),
            pair.overlap.jaccard.into(),
            pair.overlap.shared_words.into(),
            pair.overlap.kind.map(|it| it.name()).into(),
        ]
    };
    Table {
        name: "pairs",
        about: "one row a pair of articles that share their wording: copies, wire copy in several outlets, versions",
        key: &["article_a", "article_b"],
        columns,
        n_rows: found.pairs.len(),
        row: Box::new(row),
    }
}
