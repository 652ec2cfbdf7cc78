use crate::num::ratio;
use crate::report::Material;
use crate::study::Scope;
use crate::table::{Column, Table, Unit, Value};
use crate::terms::TermId;

/// Fewest articles of an outlet with a term for a row of its own.
const MIN_OUTLET_ARTICLES: u32 = 3;

/// One row a term, and one a term and outlet.
pub(super) fn terms<'a>(material: &'a Material<'a>) -> Table<'a> {
    let found = material.findings;
    let columns = vec![
        Column::fixed(
            "outlet",
            Unit::Id,
            "see outlets; empty for the whole corpus. A term stands here when at least two articles of the corpus, or three of the outlet, use it",
        ),
        Column::fixed("term", Unit::Text, "a word, in lower case and without typography"),
        Column::fixed("tf", Unit::Count, "uses"),
        Column::fixed("n_articles", Unit::Count, "articles with it"),
        Column::fixed("share_articles", Unit::Share, "n_articles / all articles of the corpus or outlet"),
        Column::fixed(
            "idf",
            Unit::Score,
            "ln((1 + N) / (1 + n)) + 1, with n of the corpus's N articles using the term (on an outlet's row too); empty for a term that TF-IDF leaves out",
        ),
    ];
    let all: Vec<usize> = (0..found.corpus.articles().len()).collect();
    let mut tallied = vec![(0, 0); found.counts.vocabulary().len()];
    let mut rows: Vec<(Option<usize>, u32, u32, u64, usize)> =
        tally(material, &all, 2, &mut tallied).into_iter().map(|(t, n, tf)| (None, t, n, tf, all.len())).collect();
    for outlet in 0..found.corpus.outlets().len() {
        let articles = material.articles_of(crate::corpus::OutletId(outlet as u32));
        rows.extend(
            tally(material, articles, MIN_OUTLET_ARTICLES, &mut tallied)
                .into_iter()
                .map(|(t, n, tf)| (Some(outlet), t, n, tf, articles.len())),
        );
    }
    let n_rows = rows.len();
    let row = move |i: usize| {
        let (outlet, term, n_articles, tf, of) = rows[i];
        vec![
            outlet.map(|it| found.corpus.outlets()[it].as_str()).into(),
            found.counts.vocabulary().term(TermId(term)).into(),
            tf.into(),
            n_articles.into(),
            ratio(f64::from(n_articles), of as f64).into(),
            found.weights.column(TermId(term)).map(|it| found.weights.idf(it)).into(),
        ]
    };
    Table {
        name: "terms",
        about: "one row a term, for the corpus and for each outlet",
        key: &["outlet", "term"],
        columns,
        n_rows,
        row: Box::new(row),
    }
}

/// Term, articles and uses of every term in at least `least` of `articles`, by term; `tallied` has a zero a term, before
/// and after.
fn tally(material: &Material<'_>, articles: &[usize], least: u32, tallied: &mut [(u32, u64)]) -> Vec<(u32, u32, u64)> {
    let mut used = Vec::new();
    for &article in articles {
        let (terms, uses) = material.findings.counts.row(article);
        for (term, n) in terms.iter().zip(uses) {
            let (n_articles, n_uses) = &mut tallied[term.0 as usize];
            if *n_articles == 0 {
                used.push(term.0);
            }
            *n_articles += 1;
            *n_uses += u64::from(*n);
        }
    }
    used.sort_unstable();
    let take = |term: u32| {
        let (n_articles, n_uses) = std::mem::take(&mut tallied[term as usize]);
        (n_articles >= least).then_some((term, n_articles, n_uses))
    };
    used.into_iter().filter_map(take).collect()
}

/// One row a keyword of an article, outlet, event or cluster.
pub(super) fn keywords<'a>(material: &'a Material<'a>) -> Table<'a> {
    let found = material.findings;
    let columns = vec![
        Column::fixed("scope", Unit::Category, "article, outlet, event or cluster"),
        Column::fixed("id", Unit::Id, "which one: article_id, outlet, event_id or cluster"),
        Column::fixed("rank", Unit::Rank, "1 for the highest tfidf"),
        Column::fixed("term", Unit::Text, "the word"),
        Column::fixed("tf", Unit::Count, "its uses there"),
        Column::fixed(
            "tfidf",
            Unit::Score,
            "mean TF-IDF weight over the articles there: (1 + ln tf) idf, each article scaled to length 1",
        ),
        Column::fixed(
            "n_articles",
            Unit::Count,
            "articles there with the word; an outlet's duplicates are left out (unless they are told to count)",
        ),
    ];
    let row = move |i: usize| {
        let it = &found.keywords[i];
        let (scope, id): (&str, Value<'a>) = match it.scope {
            Scope::Article(a) => ("article", found.corpus.articles()[a].id.as_str().into()),
            Scope::Outlet(o) => ("outlet", found.corpus.outlet(o).into()),
            Scope::Event(e) => ("event", found.events.list[e].id.as_str().into()),
            Scope::Cluster(c) => ("cluster", c.to_string().into()),
        };
        vec![
            scope.into(),
            id,
            it.keyword.rank.into(),
            found.counts.vocabulary().term(it.keyword.term).into(),
            it.keyword.tf.into(),
            it.keyword.tfidf.into(),
            it.keyword.n_articles.into(),
        ]
    };
    Table {
        name: "keywords",
        about: "one row a keyword of an article, outlet, event or cluster",
        key: &["scope", "id", "rank"],
        columns,
        n_rows: found.keywords.len(),
        row: Box::new(row),
    }
}
