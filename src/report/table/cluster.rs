use super::{WHOLE_EVENTS, category_name, lexicon_name};
use crate::compare::agreement::Agreement;
use crate::compare::partition::Failure;
use crate::report::Material;
use crate::study::{ClusterFit, ClusterFrame, ClusterOutlet, Place};
use crate::table::{Columns, Ends, Table, Unit};
use crate::terms::TermId;

/// An article by position, its place, and how many clusters there are.
struct PlaceRow {
    article: usize,
    place: Place,
    k: usize,
}

/// One row per article that has a cluster.
pub(super) fn clusters<'a>(material: &'a Material<'a>) -> Table<'a> {
    let found = material.findings;
    let k = found.clustered.clusters.as_ref().map_or(0, |clusters| clusters.k);
    let of_article = found.clustered.clusters.iter().flat_map(|clusters| clusters.of_article.iter().enumerate());
    let rows = of_article.filter_map(|(article, place)| place.map(|place| PlaceRow { article, place, k })).collect();
    Columns::<PlaceRow>::of(
        "clusters",
        "one row an article: its cluster once the event is taken out; none for noise and for articles with nothing \
         left",
    )
    .key("article_id", Unit::Id, "see articles", move |row| found.corpus.articles()[row.article].id.as_str())
    .column("k", Unit::Count, "how many clusters there are", |row| row.k)
    .column("cluster", Unit::Id, "its cluster, 0 the largest", |row| row.place.cluster)
    .column("distance", Unit::Score, "distance to the cluster's mean (vectors of length 1)", |row| row.place.distance)
    .column("x", Unit::Score, "first principal component of the event-centred vectors", |row| {
        row.place.xy.map(|xy| xy.0)
    })
    .column("y", Unit::Score, "second principal component", |row| row.place.xy.map(|xy| xy.1))
    .column("is_exemplar", Unit::Flag, "among the three articles nearest to the cluster's mean", |row| {
        row.place.is_exemplar
    })
    .over(rows)
}

/// A word that marks a cluster, 1 for the largest weight.
struct TermRow {
    cluster: usize,
    rank: usize,
    term: TermId,
    weight: f64,
}

/// One row per cluster and term that marks it.
pub(super) fn cluster_terms<'a>(material: &'a Material<'a>) -> Table<'a> {
    let found = material.findings;
    let of_clusters = found.clustered.clusters.iter().flat_map(|clusters| clusters.terms.iter().enumerate());
    let rows = of_clusters.flat_map(|(cluster, terms)| {
        let row = move |(at, &(term, weight)): (usize, &(TermId, f64))| TermRow { cluster, rank: at + 1, term, weight };
        terms.iter().enumerate().map(row)
    });
    Columns::<TermRow>::of("cluster_terms", "one row a cluster and a word that marks it")
        .key("cluster", Unit::Id, "see clusters", |row| row.cluster)
        .key("rank", Unit::Rank, "1 for the largest weight", |row| row.rank)
        .column("term", Unit::Text, "the word", move |row| found.counts.vocabulary().term(row.term))
        .column("weight", Unit::Score, "its mean TF-IDF weight inside the cluster less that outside", |row| row.weight)
        .over(rows.collect())
}

/// One row per cluster and outlet.
pub(super) fn cluster_outlets<'a>(material: &'a Material<'a>) -> Table<'a> {
    let found = material.findings;
    Columns::<&ClusterOutlet>::of(
        "cluster_outlets",
        "one row a cluster and an outlet: how much of the cluster is the outlet's",
    )
    .key("cluster", Unit::Id, "see clusters", |row| row.cluster)
    .key("outlet", Unit::Id, "see outlets; those that have an article in some cluster", move |row| {
        found.corpus.outlet(row.outlet)
    })
    .column("n_articles", Unit::Count, "its articles in the cluster", |row| row.n_articles)
    .column("share", Unit::Share, "these over the cluster's articles that have an outlet; empty when none has", |row| {
        row.share
    })
    .column(
        "expected_share",
        Unit::Share,
        "what the share would be on average were outlets shuffled within events (within topics, for articles \
         alone in their events)",
        |row| row.expected_share,
    )
    .each(found.clustered.clusters.as_ref().map_or(&[], |clusters| &clusters.outlets))
}

/// One row per cluster, frame and voice.
pub(super) fn cluster_frames<'a>(material: &'a Material<'a>) -> Table<'a> {
    let found = material.findings;
    Columns::<&ClusterFrame>::of(
        "cluster_frames",
        "one row a cluster, frame and voice: its rate inside the cluster and outside",
    )
    .key("cluster", Unit::Id, "see clusters", |row| row.cluster)
    .key("lexicon", Unit::Id, "the word list", move |row| lexicon_name(found, row.frame))
    .key("frame", Unit::Id, "the category", move |row| category_name(found, row.frame))
    .key("voice", Unit::Category, "all, author, or quoted: words inside direct quotes", |row| row.voice.name())
    .column("n_articles", Unit::Count, "the cluster's articles with words in that voice", |row| row.rate.n)
    .column(
        "mean",
        Unit::PerThousandWords,
        "mean over these articles of hits per 1,000 words; empty without an article",
        |row| row.rate.mean,
    )
    .column("n_outside", Unit::Count, "articles of the other clusters with words in that voice", |row| {
        row.rate.n_outside
    })
    .column("mean_outside", Unit::PerThousandWords, "mean over these; empty without an article", |row| {
        row.rate.mean_outside
    })
    .estimate(
        "diff",
        Unit::Score,
        "mean less mean_outside (hits per 1,000 words); empty without an article on either side",
        Ends::of("diff_ci").by(WHOLE_EVENTS),
        |row| row.rate.difference,
    )
    .each(found.clustered.clusters.as_ref().map_or(&[], |clusters| &clusters.frames))
}

/// One row per kind of vectors and number of clusters.
pub(super) fn cluster_fit<'a>(material: &'a Material<'a>) -> Table<'a> {
    let columns = Columns::<&ClusterFit>::of(
        "cluster_fit",
        "one row a kind of vectors and a number of clusters: whether clusters follow outlets or events",
    )
    .key(
        "vectors",
        Unit::Category,
        "raw: LSA vectors as they are; event_centered: less the mean of their event (of their topic, for 30 \
         articles or more that are alone in their events); event_centered_no_style: the same of weights without \
         words of house style and names of outlets; event_centered_no_style_no_names: also without words written \
         with a capital in most places within a sentence. Of more than 4,000 articles the last two rest on whole \
         events drawn to about so many",
        |row| row.vectors.name(),
    )
    .column(
        "method",
        Unit::Category,
        "how articles were put into clusters: kmeans, gaussian, dbscan or agglomerative",
        |row| row.method.name(),
    )
    .key("k", Unit::Count, "how many clusters; for dbscan, how many it found", |row| row.k)
    .column(
        "chosen",
        Unit::Flag,
        "whether this k has the highest silhouette of those whose stability is within .05 of the best (or was \
         asked for)",
        |row| row.chosen,
    )
    .column(
        "n_articles",
        Unit::Count,
        "articles in a cluster, duplicates left out (unless they are told to count)",
        |row| row.n_articles,
    )
    .column("n_noise", Unit::Count, "articles in none; 0 but for dbscan", |row| row.n_noise)
    .column("silhouette", Unit::Balance, "mean silhouette (of at most 2,000 articles)", |row| row.silhouette)
    .column(
        "stability",
        Unit::Balance,
        "mean adjusted Rand index of these clusters and those of events drawn again, over 20 draws of at most \
         about 500 articles, on the articles in both; 1: the same clusters come back",
        |row| row.stability,
    );
    let columns = agreement(columns, &OUTLET, |row| &row.outlet);
    let columns = agreement(columns, &EVENT, |row| &row.event);
    agreement(columns, &RATING, |row| &row.rating)
        .column("failure", Unit::Text, "why there are no clusters; empty when there are", |row| {
            row.failure.map(Failure::reason)
        })
        .each(&material.findings.clustered.fit)
}

/// A partition that clusters are compared with, in words.
struct Partition {
    name: &'static str,
    plural: &'static str,
    /// How it is shuffled.
    exchange: &'static str,
    /// When there is one.
    only: &'static str,
}

const OUTLET: Partition =
    Partition { name: "outlet", plural: "outlets", exchange: "shuffled within events (raw: freely)", only: "" };
const EVENT: Partition = Partition { name: "event", plural: "events", exchange: "shuffled freely", only: "" };
const RATING: Partition = Partition {
    name: "rating",
    plural: "ratings",
    exchange: "dealt out anew among outlets, whole; with few outlets all deals are alike",
    only: "; only with ratings of outlets",
};

/// How far clusters follow a partition, beside what shuffles of it give.
fn agreement<'a>(
    columns: Columns<'a, &'a ClusterFit>,
    partition: &Partition,
    of: fn(&ClusterFit) -> &Agreement,
) -> Columns<'a, &'a ClusterFit> {
    let Partition { name, plural, exchange, only } = partition;
    columns
        .column(
            format!("nmi_{name}"),
            Unit::Share,
            format!(
                "normalised mutual information of clusters and {plural}; 0: the clusters say nothing about the \
                 {name}{only}"
            ),
            move |row| of(row).nmi.value,
        )
        .column(
            format!("nmi_{name}_null_mean"),
            Unit::Share,
            format!(
                "its mean over 199 times that the {plural} are {exchange}; empty for k not chosen, of more than 4,000 \
                 articles"
            ),
            move |row| of(row).nmi.null.map(|null| null.mean),
        )
        .column(format!("nmi_{name}_null_p95"), Unit::Share, "its 95th percentile over these", move |row| {
            of(row).nmi.null.map(|null| null.p95)
        })
        .column(
            format!("nmi_{name}_p"),
            Unit::Probability,
            format!("share of these (the data themselves counted) that reach nmi_{name}"),
            move |row| of(row).nmi.null.map(|null| null.p_value),
        )
        .column(
            format!("ari_{name}"),
            Unit::Balance,
            format!("adjusted Rand index of clusters and {plural}"),
            move |row| of(row).ari.value,
        )
        .column(format!("ari_{name}_null_mean"), Unit::Balance, "its mean over the same shuffles", move |row| {
            of(row).ari.null.map(|null| null.mean)
        })
        .column(format!("ari_{name}_null_p95"), Unit::Balance, "its 95th percentile over these", move |row| {
            of(row).ari.null.map(|null| null.p95)
        })
}
