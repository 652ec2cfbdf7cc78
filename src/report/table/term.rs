use super::article::position;
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
    let mut rows: Vec<(Option<usize>, u32, u32, u64, usize)> =
        tally(material, &all, 2).into_iter().map(|(t, n, tf)| (None, t, n, tf, all.len())).collect();
    for outlet in 0..found.corpus.outlets().len() {
        let articles = material.articles_of(crate::corpus::OutletId(outlet as u32));
        rows.extend(
            tally(material, articles, MIN_OUTLET_ARTICLES)
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

/// Term, articles and uses of every term in at least `least` of `articles`, by term.
fn tally(material: &Material<'_>, articles: &[usize], least: u32) -> Vec<(u32, u32, u64)> {
    let counts = &material.findings.counts;
    let pairs = |article: usize| {
        let (terms, uses) = counts.row(article);
        terms.iter().map(|it| it.0).zip(uses.iter().copied())
    };
    let mut uses: Vec<(u32, u32)> = articles.iter().flat_map(|&it| pairs(it)).collect();
    uses.sort_unstable();
    let runs = uses.chunk_by(|a, b| a.0 == b.0);
    runs.filter(|it| it.len() as u32 >= least)
        .map(|it| (it[0].0, it.len() as u32, it.iter().map(|use_| u64::from(use_.1)).sum()))
        .collect()
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

/// One row a term and pair of outlets.
pub(super) fn contrasts<'a>(material: &'a Material<'a>) -> Table<'a> {
    let found = material.findings;
    let mut starts = vec![0];
    for pair in &found.contrasts {
        starts.push(starts[starts.len() - 1] + pair.terms.len());
    }
    let n_rows = starts.pop().unwrap_or(0);
    let columns = vec![
        Column::fixed(
            "outlet_a",
            Unit::Id,
            "the first outlet; of a large corpus the outlets with most articles are paired, see run.json",
        ),
        Column::fixed("outlet_b", Unit::Id, "the second outlet"),
        Column::fixed("term", Unit::Text, "a word in at least three of their articles"),
        Column::fixed(
            "log_odds",
            Unit::Score,
            "effect: log-odds with informative prior; above 0, outlet_a uses the word more",
        ),
        Column::fixed(
            "ci_low",
            Unit::Score,
            "lower end of its 95 % interval, whole events drawn again; empty without five shared events or when it does not vary",
        ),
        Column::fixed("ci_high", Unit::Score, "upper end of its 95 % interval"),
        Column::fixed(
            "inference",
            Unit::Category,
            "what the test permutes: events (outlets swapped within shared events), or none (no or too few shared events with the word)",
        ),
        Column::fixed(
            "p_perm",
            Unit::Probability,
            "permutation p, pooled over the pair's tested words (never below 1 / (1 + permutations x words)); empty without a test",
        ),
        Column::fixed("q_bh", Unit::Probability, "Benjamini-Hochberg adjusted p within the pair"),
        Column::fixed("p_maxt", Unit::Probability, "Westfall-Young step-down maxT adjusted p within the pair"),
        Column::fixed(
            "z_token",
            Unit::Score,
            "the usual token-level z: descriptive, not a test (it rejects far too often on news)",
        ),
        Column::fixed(
            "n_a",
            Unit::Count,
            "uses by outlet_a in the articles compared, duplicates left out (unless they are told to count)",
        ),
        Column::fixed("n_b", Unit::Count, "uses by outlet_b"),
        Column::fixed("n_articles_a", Unit::Count, "of the articles compared, those of outlet_a with the word"),
        Column::fixed("n_articles_b", Unit::Count, "of the articles compared, those of outlet_b with the word"),
        Column::fixed("n_events", Unit::Count, "shared events in which either uses the word; 0 without shared events"),
        Column::fixed(
            "n_shared_events",
            Unit::Count,
            "events both cover, on which alone they are compared; 0 when they share fewer than five and all their articles are compared instead",
        ),
    ];
    let row = move |i: usize| {
        let (p, t) = position(&starts, i);
        let (pair, term) = (&found.contrasts[p], &found.contrasts[p].terms[t]);
        let (low, high) = term.contrast.interval.unzip();
        let test = term.contrast.test;
        vec![
            found.corpus.outlet(pair.a).into(),
            found.corpus.outlet(pair.b).into(),
            found.counts.vocabulary().term(term.term).into(),
            term.contrast.log_odds.into(),
            low.into(),
            high.into(),
            if test.is_some() { "events" } else { "none" }.into(),
            test.map(|it| it.p).into(),
            test.map(|it| it.q).into(),
            test.map(|it| it.p_max_t).into(),
            term.contrast.z_token.into(),
            term.uses.0.into(),
            term.uses.1.into(),
            term.n_articles.0.into(),
            term.n_articles.1.into(),
            if pair.n_shared_events > 0 { term.contrast.n_events } else { 0 }.into(),
            pair.n_shared_events.into(),
        ]
    };
    Table {
        name: "contrasts",
        about: "one row a pair of outlets and a word",
        key: &["outlet_a", "outlet_b", "term"],
        columns,
        n_rows,
        row: Box::new(row),
    }
}
