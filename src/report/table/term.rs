use std::borrow::Cow;

use crate::corpus::OutletId;
use crate::num::ratio;
use crate::report::Material;
use crate::study::{Findings, Scope, TermTally, TermUses};
use crate::table::{Columns, Table, Unit};
use crate::terms::Keyword;

/// Fewest articles of the corpus with a term for a row of its own.
const MIN_ARTICLES: u32 = 2;

/// Fewest articles of an outlet with a term for a row of its own.
const MIN_OUTLET_ARTICLES: u32 = 3;

/// A term in the articles of an outlet, or of the corpus: how many they are.
struct TermRow {
    outlet: Option<OutletId>,
    uses: TermUses,
    of: usize,
}

/// One row per term, and one per term and outlet.
pub(super) fn terms<'a>(material: &'a Material<'a>) -> Table<'a> {
    let found = material.findings;
    let mut tally = TermTally::of(&found.counts);
    let n_articles = found.corpus.articles().len();
    let uses = tally.uses(0..n_articles, MIN_ARTICLES).into_iter();
    let mut rows: Vec<TermRow> = uses.map(|uses| TermRow { outlet: None, uses, of: n_articles }).collect();
    for outlet in (0..found.corpus.outlets().len()).map(|outlet| OutletId(outlet as u32)) {
        let articles = material.articles_of(outlet);
        let uses = tally.uses(articles.iter().copied(), MIN_OUTLET_ARTICLES).into_iter();
        rows.extend(uses.map(|uses| TermRow { outlet: Some(outlet), uses, of: articles.len() }));
    }
    Columns::<TermRow>::of("terms", "one row a term, for the corpus and for each outlet")
        .key(
            "outlet",
            Unit::Id,
            "see outlets; empty for the whole corpus. A term stands here when at least two articles of the corpus, \
             or three of the outlet, use it",
            move |row| row.outlet.map(|outlet| found.corpus.outlet(outlet)),
        )
        .key("term", Unit::Text, "a word, in lower case and without typography", move |row| {
            found.counts.vocabulary().term(row.uses.term)
        })
        .column("tf", Unit::Count, "uses", |row| row.uses.n_uses)
        .column("n_articles", Unit::Count, "articles with it", |row| row.uses.n_articles)
        .column("share_articles", Unit::Share, "n_articles / all articles of the corpus or outlet", |row| {
            ratio(f64::from(row.uses.n_articles), row.of as f64)
        })
        .column(
            "idf",
            Unit::Score,
            "ln((1 + N) / (1 + n)) + 1, with n of the corpus's N articles using the term (on an outlet's row too); \
             empty for a term that TF-IDF leaves out",
            move |row| found.weights.column(row.uses.term).map(|column| found.weights.idf(column)),
        )
        .over(rows)
}

/// A keyword of an article, outlet, event or cluster, and which one it is.
struct KeywordRow<'a> {
    scope: &'static str,
    id: Cow<'a, str>,
    keyword: Keyword,
}

/// One row per keyword of an article, outlet, event or cluster.
pub(super) fn keywords<'a>(material: &'a Material<'a>) -> Table<'a> {
    let found = material.findings;
    Columns::<KeywordRow>::of("keywords", "one row a keyword of an article, outlet, event or cluster")
        .key("scope", Unit::Category, "article, outlet, event or cluster", |row| row.scope)
        .key("id", Unit::Id, "which one: article_id, outlet, event_id or cluster", |row| row.id.clone())
        .key("rank", Unit::Rank, "1 for the highest tfidf", |row| row.keyword.rank)
        .column("term", Unit::Text, "the word", move |row| found.counts.vocabulary().term(row.keyword.term))
        .column("tf", Unit::Count, "its uses there", |row| row.keyword.tf)
        .column(
            "tfidf",
            Unit::Score,
            "mean TF-IDF weight over the articles there: (1 + ln tf) idf, each article scaled to length 1",
            |row| row.keyword.tfidf,
        )
        .column(
            "n_articles",
            Unit::Count,
            "articles there with the word; an outlet's duplicates are left out (unless they are told to count)",
            |row| row.keyword.n_articles,
        )
        .rows(found.keywords.len(), |row| {
            let of_group = &found.keywords[row];
            let (scope, id) = group(found, of_group.scope);
            KeywordRow { scope, id, keyword: of_group.keyword }
        })
}

/// What sort of group a scope is, and its id.
fn group(found: &Findings, scope: Scope) -> (&'static str, Cow<'_, str>) {
    match scope {
        Scope::Article(article) => ("article", found.corpus.articles()[article].id.as_str().into()),
        Scope::Outlet(outlet) => ("outlet", found.corpus.outlet(outlet).into()),
        Scope::Event(event) => ("event", found.events.list[event].id.as_str().into()),
        Scope::Cluster(cluster) => ("cluster", cluster.to_string().into()),
    }
}
