use super::article::position;
use crate::report::Material;
use crate::study::VectorKind;
use crate::table::{Column, Table, Unit};

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
        about: "one row an article: its cluster once the event is taken out",
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

/// One row a kind of vectors and a number of clusters.
pub(super) fn cluster_fit<'a>(material: &'a Material<'a>) -> Table<'a> {
    let found = material.findings;
    let columns = vec![
        Column::fixed(
            "vectors",
            Unit::Category,
            "raw: LSA vectors as they are; event_centered: less the mean of their event (of their topic, for 30 articles or more that are alone in their events)",
        ),
        Column::fixed("k", Unit::Count, "how many clusters"),
        Column::fixed(
            "chosen",
            Unit::Flag,
            "whether this k has the highest silhouette of its vectors (or was asked for)",
        ),
        Column::fixed(
            "n_articles",
            Unit::Count,
            "articles clustered, duplicates left out (unless they are told to count)",
        ),
        Column::fixed("silhouette", Unit::Balance, "mean silhouette (of at most 2,000 articles)"),
        Column::fixed(
            "nmi_outlet",
            Unit::Share,
            "normalised mutual information of clusters and outlets; 0: the clusters say nothing about the outlet",
        ),
        Column::fixed("nmi_outlet_null_mean", Unit::Share, "its mean over 199 shuffles of the outlets"),
        Column::fixed("nmi_outlet_null_p95", Unit::Share, "its 95th percentile over shuffles"),
        Column::fixed(
            "nmi_outlet_p",
            Unit::Probability,
            "share of shuffles (the data themselves counted) that reach nmi_outlet",
        ),
        Column::fixed("ari_outlet", Unit::Balance, "adjusted Rand index of clusters and outlets"),
        Column::fixed("nmi_event", Unit::Share, "normalised mutual information of clusters and events"),
        Column::fixed("ari_event", Unit::Balance, "adjusted Rand index of clusters and events"),
    ];
    let row = move |i: usize| {
        let it = &found.cluster_fit[i];
        vec![
            match it.vectors {
                VectorKind::Raw => "raw",
                VectorKind::EventCentered => "event_centered",
            }
            .into(),
            it.k.into(),
            it.chosen.into(),
            it.n_articles.into(),
            it.silhouette.into(),
            it.nmi_outlet.into(),
            it.null_outlet.map(|it| it.mean).into(),
            it.null_outlet.map(|it| it.p95).into(),
            it.null_outlet.map(|it| it.p_value).into(),
            it.ari_outlet.into(),
            it.nmi_event.into(),
            it.ari_event.into(),
        ]
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
