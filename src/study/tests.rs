//! Tests of the pipeline as a whole.

use super::texts::ReadArticle;
use super::*;
use crate::corpus::Draft;

fn drafts() -> Vec<Draft> {
    let draft = |i: usize| Draft {
        id: Some(format!("{i:03}")),
        outlet: Some(["North", "South", "West"][i % 3].to_owned()),
        event: Some(format!("event {}", i / 3)),
        text: format!("A surge of migrants word{i} crossed. “A humane answer{i},” she said of town {}.", i / 3),
        source_file: "a.csv".to_owned(),
        source_row: Some(i as u64 + 1),
        ..Draft::default()
    };
    (0..200).map(draft).collect()
}

fn fails_on_some(article: &Article, read: &ReadArticle, scorer: &Scorer, worker: &mut map::Worker<'_>) -> map::Counted {
    let counted = map::measure(article, read, scorer, worker);
    assert!(!["003", "070", "150"].contains(&article.id.as_str()), "article {} is bad", article.id);
    counted
}

fn tables(found: &Findings) -> Vec<String> {
    let terms = (0..found.corpus.articles().len()).map(|it| format!("{:?}", found.counts.row(it)));
    let rest = [
        format!("{:?}", found.corpus),
        format!("{:?}", found.measured),
        format!("{:?}", found.compared.outlet_frames),
        format!("{:?}", found.compared.axes),
        format!("{:?}", found.compared.contrasts),
        format!("{:?}", found.clustered.fit),
        format!("{:?}", found.keywords),
    ];
    terms.chain(rest).collect()
}

#[test]
fn an_article_that_fails_is_a_reject_and_changes_nothing_else() {
    let study = || Config { resamples: 50, permutations: 50, ..Config::default() }.check().unwrap();
    let rest = drafts().into_iter().filter(|it| !["003", "070", "150"].contains(&it.id.as_deref().unwrap()));
    let expected = study().run(Corpus::new(rest.collect()), 1, &|_| ()).unwrap();
    let run = |n_threads: usize| {
        let found =
            pool(n_threads).unwrap().install(|| study().run_with(fails_on_some, Corpus::new(drafts()), &|_| ()));
        found.unwrap()
    };
    for found in [run(1), run(2)] {
        let rows: Vec<_> = found.failed.iter().map(|it| (it.row, it.reason.name(), &*it.source_file)).collect();
        assert_eq!(rows, [4, 71, 151].map(|it| (it, "failed", "a.csv")));
        assert!(found.failed[0].detail.contains("article 003 is bad"), "{}", found.failed[0].detail);
        assert_eq!(tables(&found), tables(&expected));
    }
    assert!(expected.failed.is_empty());
}

#[test]
fn dbscan_takes_no_number_of_clusters() {
    let config = |clusters: Option<usize>| Config { cluster_method: Method::Dbscan, clusters, ..Config::default() };
    let error = config(Some(3)).check().err().unwrap().to_string();
    assert!(error.contains("dbscan finds the number"), "{error}");
    assert!(config(None).check().is_ok());
}

#[test]
fn if_every_article_fails_that_is_an_error() {
    fn fails(article: &Article, _: &ReadArticle, _: &Scorer, _: &mut map::Worker<'_>) -> map::Counted {
        panic!("{} is bad", article.id)
    }
    let found = Config::default().check().unwrap().run_with(fails, Corpus::new(drafts()), &|_| ());
    let error = found.err().unwrap().to_string();
    assert!(error.contains("not one article") && error.contains("000 is bad"), "{error}");
}
