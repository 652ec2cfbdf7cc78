use super::article::position;
use super::estimate;
use crate::compare::partition::Failure;
use crate::report::Material;
use crate::table::{Column, Table, Unit, Value};

/// One row an article that has a cluster.
pub(super) fn clusters<'a>(material: &'a Material<'a>) -> Table<'a> {
    let found = material.findings;
    let columns = vec![
        Column::fixed("article_id", Unit::Id, "see articles"),
        Column::fixed("k", Unit::Count, "how many clusters there are"),
        Column::fixed("cluster", Unit::Id, "its cluster, 0 the largest"),
        Column::fixed("distance", Unit::Score, "distance to the cluster's mean (vectors of length 1)"),
        Column::fixed("x", Unit::Score, "first principal component of the event-centred vectors"),
        Column::fixed("y", Unit::Score, "second principal component"),
        Column::fixed("is_exemplar", Unit::Flag, "among the three articles nearest to the cluster's mean"),
    ];
    let k = found.clusters.as_ref().map_or(0, |it| it.k);
    let places: Vec<_> = found
        .clusters
        .iter()
        .flat_map(|it| it.of_article.iter().enumerate().filter_map(|(a, place)| place.map(|it| (a, it))))
        .collect();
    let n_rows = places.len();
    let row = move |i: usize| {
        let (a, place) = places[i];
        vec![
            found.corpus.articles()[a].id.as_str().into(),
            k.into(),
            place.cluster.into(),
            place.distance.into(),
            place.xy.map(|it| it.0).into(),
            place.xy.map(|it| it.1).into(),
            place.is_exemplar.into(),
        ]
    };
    Table {
        name: "clusters",
        about: "one row an article: its cluster once the event is taken out; none for noise and for articles with nothing left",
        key: &["article_id"],
        columns,
        n_rows,
        row: Box::new(row),
    }
}

/// One row a cluster and a term that marks it.
pub(super) fn cluster_terms<'a>(material: &'a Material<'a>) -> Table<'a> {
    let found = material.findings;
    let columns = vec![
        Column::fixed("cluster", Unit::Id, "see clusters"),
        Column::fixed("rank", Unit::Rank, "1 for the largest weight"),
        Column::fixed("term", Unit::Text, "the word"),
        Column::fixed("weight", Unit::Score, "its mean TF-IDF weight inside the cluster less that outside"),
    ];
    let terms = || found.clusters.iter().flat_map(|it| it.terms.iter());
    let mut starts = vec![0];
    for of_cluster in terms() {
        starts.push(starts[starts.len() - 1] + of_cluster.len());
    }
    let n_rows = starts.pop().unwrap_or(0);
    let row = move |i: usize| {
        let (c, t) = position(&starts, i);
        let (term, weight) = found.clusters.as_ref().map_or((crate::terms::TermId(0), 0.0), |it| it.terms[c][t]);
        vec![c.into(), (t + 1).into(), found.counts.vocabulary().term(term).into(), weight.into()]
    };
    Table {
        name: "cluster_terms",
        about: "one row a cluster and a word that marks it",
        key: &["cluster", "rank"],
        columns,
        n_rows,
        row: Box::new(row),
    }
}

/// One row a cluster and an outlet.
pub(super) fn cluster_outlets<'a>(material: &'a Material<'a>) -> Table<'a> {
    let found = material.findings;
    let columns = vec![
        Column::fixed("cluster", Unit::Id, "see clusters"),
        Column::fixed("outlet", Unit::Id, "see outlets; those that have an article in some cluster"),
        Column::fixed("n_articles", Unit::Count, "its articles in the cluster"),
        Column::fixed(
            "share",
            Unit::Share,
            "these over the cluster's articles that have an outlet; empty when none has",
        ),
        Column::fixed(
            "expected_share",
            Unit::Share,
            "what the share would be on average were outlets shuffled within events (within topics, for articles alone in their events)",
        ),
    ];
    let rows = found.clusters.as_ref().map_or(&[][..], |it| &it.outlets);
    let row = move |i: usize| {
        let it = &rows[i];
        vec![
            it.cluster.into(),
            found.corpus.outlet(it.outlet).into(),
            it.n_articles.into(),
            it.share.into(),
            it.expected_share.into(),
        ]
    };
    Table {
        name: "cluster_outlets",
        about: "one row a cluster and an outlet: how much of the cluster is the outlet's",
        key: &["cluster", "outlet"],
        columns,
        n_rows: rows.len(),
        row: Box::new(row),
    }
}

/// One row a cluster, a frame and a voice.
pub(super) fn cluster_frames<'a>(material: &'a Material<'a>) -> Table<'a> {
    let found = material.findings;
    let columns = vec![
        Column::fixed("cluster", Unit::Id, "see clusters"),
        Column::fixed("lexicon", Unit::Id, "the word list"),
        Column::fixed("frame", Unit::Id, "the category"),
        Column::fixed("voice", Unit::Category, "all, author, or quoted: words inside direct quotes"),
        Column::fixed("n_articles", Unit::Count, "the cluster's articles with words in that voice"),
        Column::fixed(
            "mean",
            Unit::PerThousandWords,
            "mean over these articles of hits per 1,000 words; empty without an article",
        ),
        Column::fixed("n_outside", Unit::Count, "articles of the other clusters with words in that voice"),
        Column::fixed("mean_outside", Unit::PerThousandWords, "mean over these; empty without an article"),
        Column::fixed(
            "diff",
            Unit::Score,
            "mean less mean_outside (hits per 1,000 words); empty without an article on either side",
        ),
        Column::fixed(
            "diff_ci_low",
            Unit::Score,
            "lower end of its 95 % interval, whole events drawn again; empty with fewer than two events or when it does not vary",
        ),
        Column::fixed("diff_ci_high", Unit::Score, "upper end of its 95 % interval"),
    ];
    let rows = found.clusters.as_ref().map_or(&[][..], |it| &it.frames);
    let row = move |i: usize| {
        let it = &rows[i];
        let id = found.frames[it.frame];
        let lexicon = &found.lexicons[id.lexicon as usize];
        let mut row: Vec<Value<'a>> = vec![
            it.cluster.into(),
            lexicon.name.as_str().into(),
            lexicon.categories[id.category as usize].name.as_str().into(),
            it.voice.name().into(),
            it.rate.n.into(),
            it.rate.mean.into(),
            it.rate.n_outside.into(),
            it.rate.mean_outside.into(),
        ];
        row.extend(estimate(it.rate.difference));
        row
    };
    Table {
        name: "cluster_frames",
        about: "one row a cluster, frame and voice: its rate inside the cluster and outside",
        key: &["cluster", "lexicon", "frame", "voice"],
        columns,
        n_rows: rows.len(),
        row: Box::new(row),
    }
}

/// One row a kind of vectors and a number of clusters.
pub(super) fn cluster_fit<'a>(material: &'a Material<'a>) -> Table<'a> {
    let found = material.findings;
    let mut columns = vec![
        Column::fixed(
            "vectors",
            Unit::Category,
            "raw: LSA vectors as they are; event_centered: less the mean of their event (of their topic, for 30 articles or more that are alone in their events); event_centered_no_style: the same of weights without words of house style and names of outlets; event_centered_no_style_no_names: also without words written with a capital in most places within a sentence. Of more than 4,000 articles the last two rest on whole events drawn to about so many",
        ),
        Column::fixed(
            "method",
            Unit::Category,
            "how articles were put into clusters: kmeans, gaussian, dbscan or agglomerative",
        ),
        Column::fixed("k", Unit::Count, "how many clusters; for dbscan, how many it found"),
        Column::fixed(
            "chosen",
            Unit::Flag,
            "whether this k has the highest silhouette of those whose stability is within .05 of the best (or was asked for)",
        ),
        Column::fixed(
            "n_articles",
            Unit::Count,
            "articles in a cluster, duplicates left out (unless they are told to count)",
        ),
        Column::fixed("n_noise", Unit::Count, "articles in none; 0 but for dbscan"),
        Column::fixed("silhouette", Unit::Balance, "mean silhouette (of at most 2,000 articles)"),
        Column::fixed(
            "stability",
            Unit::Balance,
            "mean adjusted Rand index of these clusters and those of events drawn again, over 20 draws of at most about 500 articles, on the articles in both; 1: the same clusters come back",
        ),
    ];
    for (name, nulls, exchange) in [
        ("outlet", "outlets", "shuffled within events (raw: freely)"),
        ("event", "events", "shuffled freely"),
        ("rating", "ratings", "dealt out anew among outlets, whole; with few outlets all deals are alike"),
    ] {
        let who = if name == "rating" { "; only with ratings of outlets" } else { "" };
        columns.extend([
            Column::new(
                format!("nmi_{name}"),
                Unit::Share,
                format!("normalised mutual information of clusters and {nulls}; 0: the clusters say nothing about the {name}{who}"),
            ),
            Column::new(
                format!("nmi_{name}_null_mean"),
                Unit::Share,
                format!("its mean over 199 times that the {nulls} are {exchange}; empty for k not chosen, of more than 4,000 articles"),
            ),
            Column::new(format!("nmi_{name}_null_p95"), Unit::Share, "its 95th percentile over these"),
            Column::new(
                format!("nmi_{name}_p"),
                Unit::Probability,
                format!("share of these (the data themselves counted) that reach nmi_{name}"),
            ),
            Column::new(format!("ari_{name}"), Unit::Balance, format!("adjusted Rand index of clusters and {nulls}")),
            Column::new(format!("ari_{name}_null_mean"), Unit::Balance, "its mean over the same shuffles"),
            Column::new(format!("ari_{name}_null_p95"), Unit::Balance, "its 95th percentile over these"),
        ]);
    }
    columns.push(Column::fixed("failure", Unit::Text, "why there are no clusters; empty when there are"));
    let row = move |i: usize| {
        let it = &found.cluster_fit[i];
        let mut row: Vec<Value<'a>> = vec![
            it.vectors.name().into(),
            it.method.name().into(),
            it.k.into(),
            it.chosen.into(),
            it.n_articles.into(),
            it.n_noise.into(),
            it.silhouette.into(),
            it.stability.into(),
        ];
        for agreement in [&it.outlet, &it.event, &it.rating] {
            let (nmi, ari) = (&agreement.nmi, &agreement.ari);
            row.extend([
                nmi.value.into(),
                nmi.null.map(|it| it.mean).into(),
                nmi.null.map(|it| it.p95).into(),
                nmi.null.map(|it| it.p_value).into(),
                ari.value.into(),
                ari.null.map(|it| it.mean).into(),
                ari.null.map(|it| it.p95).into(),
            ]);
        }
        row.push(it.failure.map(Failure::reason).into());
        row
    };
    Table {
        name: "cluster_fit",
        about: "one row a kind of vectors and a number of clusters: whether clusters follow outlets or events",
        key: &["vectors", "k"],
        columns,
        n_rows: found.cluster_fit.len(),
        row: Box::new(row),
    }
}
