//! The five real articles and the published corpus that the project is measured on. They are not part of the repository:
//! where they are not beside it (or where SLANTWISE_SHARED says), these tests say so and pass.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use slantwise::compare::agreement::b_cubed;

use crate::support::{Sheet, call, root, tables};

/// A file or folder of the shared material, if it is there.
fn shared(name: &str) -> Option<PathBuf> {
    let folder = std::env::var_os("SLANTWISE_SHARED").map_or_else(|| root().join("../shared"), PathBuf::from);
    let path = folder.join(name);
    if !path.exists() {
        println!("skipped: no ../shared");
        return None;
    }
    Some(path)
}

fn study(input: &str, more: &[&str]) -> BTreeMap<String, Sheet> {
    let folder = tempfile::tempdir().unwrap();
    let ended = call(folder.path(), &[&["run", input, "-o", "out", "-q", "--strict"], more].concat());
    assert_eq!((ended.code, ended.err.as_str()), (Some(0), ""));
    tables(&folder.path().join("out"))
}

const VISIT: &str = "2022-07-12 Lopez Obrador visits the White House";

#[test]
fn the_five_articles_make_four_events_and_no_reject() {
    let Some(seeds) = shared("seeds") else { return };
    let tables = study(&seeds.to_string_lossy(), &[]);
    assert!(tables["rejects"].where_(&[("outcome", "rejected")]).is_empty());
    assert_eq!(tables["articles"].rows.len(), 5);
    let events = &tables["events"];
    assert_eq!(events.rows.len(), 4);
    let visit = events.where_(&[("event_id", VISIT)])[0];
    let cells = ["date_min", "date_max", "n_articles", "n_outlets", "method"].map(|it| events.cell(visit, it));
    assert_eq!(cells, ["2022-07-12", "2022-07-13", "2", "2", "given"]);
    let dates: Vec<&str> = tables["articles"].values("date");
    assert_eq!(dates, ["2022-07-13", "2022-07-12", "2023-05-09", "", "2023-10-05"]);
    assert_eq!(tables["articles"].values("syndicated_from")[4], "The New York Times");
}

#[test]
fn the_frames_named_in_the_brief_are_found_with_their_sentences() {
    let Some(seeds) = shared("seeds") else { return };
    let tables = study(&seeds.to_string_lossy(), &["--csv-raw"]);
    let (hits, sentences) = (&tables["hits"], &tables["sentences"]);
    for (article, surface, frame, voice, in_sentence) in [
        ("000_87f7e3f85e3ff56a", "record numbers", "alarm", "author", "record numbers"),
        ("001_ca4ce387d2724ac5", "humane, orderly", "humane", "author", "humane, orderly"),
    ] {
        let found = hits.where_(&[
            ("article_id", article),
            ("surface", surface),
            ("lexicon", "migration"),
            ("segment", "body"),
        ]);
        assert_eq!(found.len(), 1, "{surface}");
        let cell = |name: &str| hits.cell(found[0], name);
        assert_eq!([cell("frame"), cell("voice"), cell("negated")], [frame, voice, "false"]);
        let at = sentences.where_(&[("article_id", article), ("sentence", cell("sentence"))])[0];
        let bound = |name: &str| sentences.cell(at, name).parse::<usize>().unwrap();
        let text = fs::read_to_string(seeds.join(format!("{article}.txt"))).unwrap();
        let sentence: String = text.chars().take(bound("end")).skip(bound("start")).collect();
        assert!(sentence.contains(in_sentence), "{sentence}");
        let is_whole = sentence.starts_with(|it: char| it.is_uppercase() || "“\"".contains(it))
            && sentence.ends_with(['.', '”', '"', '?', '!']);
        assert!(is_whole && sentence.len() < 700, "{sentence}");
    }
}

#[test]
fn the_furniture_of_the_five_articles_is_removed_and_listed() {
    let Some(seeds) = shared("seeds") else { return };
    let tables = study(&seeds.to_string_lossy(), &[]);
    let cleaning = &tables["cleaning"];
    let found: Vec<(&str, &str, &str)> = (0..cleaning.rows.len())
        .map(|row| (&cleaning.cell(row, "article_id")[..3], cleaning.cell(row, "rule"), cleaning.cell(row, "n")))
        .collect();
    // read off the five texts by eye
    for expected in [
        ("000", "date_prefix", "1"),
        ("000", "related", "1"),
        ("000", "embedded_tweet", "1"),
        ("001", "app_call", "1"),
        ("001", "cross_link", "2"),
        ("002", "title", "1"),
        ("002", "photo_credit", "1"),
        ("002", "byline", "1"),
        ("002", "font_size", "1"),
        ("002", "related", "2"),
        ("004", "date_prefix", "1"),
        ("004", "advertisement", "4"),
        ("004", "syndication", "1"),
    ] {
        assert!(found.contains(&expected), "{expected:?} is not in {found:?}");
    }
    assert!(!found.iter().any(|it| it.0 == "003"), "the article without furniture keeps every word");
    let kept = study(&seeds.to_string_lossy(), &["--clean", "none"]);
    assert!(kept["cleaning"].rows.is_empty());
    let n_words = |tables: &BTreeMap<String, Sheet>| -> Vec<u32> {
        tables["articles"].values("n_words").iter().map(|it| it.parse().unwrap()).collect()
    };
    let (clean, raw) = (n_words(&tables), n_words(&kept));
    assert!((0..5).all(|it| if it == 3 { clean[it] == raw[it] } else { clean[it] < raw[it] }), "{clean:?} {raw:?}");
}

/// The corpus of Fan et al. 2019 (BASIL): here 45 events, each in three outlets.
#[test]
fn clusters_follow_the_outlet_only_once_the_event_is_taken_out() {
    let Some(basil) = shared("data/basil.csv") else { return };
    let fit = &study(&basil.to_string_lossy(), &[])["cluster_fit"];
    let nmi = |filter: &[(&str, &str)]| {
        let rows = fit.where_(filter);
        assert_eq!(rows.len(), 1, "{filter:?}");
        fit.cell(rows[0], "nmi_outlet").parse::<f64>().unwrap()
    };
    let raw = nmi(&[("vectors", "raw"), ("k", "3")]);
    let centered = nmi(&[("vectors", "event_centered"), ("chosen", "true")]);
    assert!(raw <= 0.02, "raw vectors: NMI(outlet) {raw}");
    assert!(centered >= 0.45, "event-centred vectors: NMI(outlet) {centered}");
}

#[test]
fn sentences_of_one_event_are_told_from_those_of_others() {
    let Some(basil) = shared("data/basil.csv") else { return };
    let alignment = &study(&basil.to_string_lossy(), &["--permutations", "0"])["alignment"];
    let number = |row: usize, name: &str| alignment.cell(row, name).parse::<f64>().unwrap();
    assert!(
        number(0, "auc") >= 0.88 && number(0, "auc_mean") >= 0.88,
        "{} {}",
        number(0, "auc"),
        number(0, "auc_mean")
    );
    assert!((0.005..=0.015).contains(&number(0, "null_rate")), "{}", number(0, "null_rate"));
    assert_eq!(alignment.values("outlet"), ["fox", "hpo", "nyt"]);
    for (row, least) in [0.54, 0.57, 0.47].into_iter().enumerate() {
        assert!(number(row, "share_aligned") >= least && number(row, "share_null") < 0.02);
    }
}

#[test]
fn events_are_found_as_people_grouped_them() {
    let Some(basil) = shared("data/basil.csv") else { return };
    let gold = Sheet::parse(&fs::read(&basil).unwrap());
    let hidden = gold.without(&["event", "event_name"]);
    let folder = tempfile::tempdir().unwrap();
    let mut writer = csv::Writer::from_path(folder.path().join("basil.csv")).unwrap();
    writer.write_record(&hidden.header).unwrap();
    hidden.rows.iter().for_each(|it| writer.write_record(it).unwrap());
    writer.flush().unwrap();
    let ended = call(folder.path(), &["run", "basil.csv", "-o", "out", "-q"]);
    assert_eq!(ended.code, Some(0), "{}", ended.err);
    let tables = tables(&folder.path().join("out"));
    let events_of: BTreeMap<&str, &str> = gold.values("id").into_iter().zip(gold.values("event")).collect();
    let articles = &tables["articles"];
    let numbers = |labels: Vec<&str>| -> Vec<u32> {
        let mut distinct = labels.clone();
        distinct.sort_unstable();
        distinct.dedup();
        labels.iter().map(|it| distinct.binary_search(it).unwrap() as u32).collect()
    };
    let found = numbers(articles.values("event_id"));
    let expected = numbers(articles.values("article_id").iter().map(|it| events_of[it]).collect());
    let score = b_cubed(&found, &expected).unwrap();
    assert!(score.f1 >= 0.95, "{score:?}");
    assert!(tables["events"].values("method").iter().all(|it| *it == "found"));
}

#[test]
fn hits_in_headlines_and_embedded_posts_are_counted_apart() {
    let folder = tempfile::tempdir().unwrap();
    let posted =
        "They saw a walk.\n\nThe surge is here. pic.twitter.com/abcd123\n— Jo Doe (@jodoe) July 12, 2022\n\nIt ended.";
    let rows = format!("1,North,A surge at the border,\"{posted}\"\n2,South,,\"They saw a surge.\"\n");
    fs::write(folder.path().join("a.csv"), format!("id,outlet,title,text\n{rows}")).unwrap();
    let ended = call(folder.path(), &["run", "a.csv", "-o", "out", "-q"]);
    assert_eq!(ended.code, Some(0), "{}", ended.err);
    let bytes = fs::read(folder.path().join("out/tables/article_frames.csv")).unwrap();
    let found = Sheet::parse(&bytes);
    let counts = |id: &str, voice: &str| {
        let row = found.where_(&[("article_id", id), ("frame", "alarm"), ("voice", voice)])[0];
        ["n", "n_headline", "n_embed"].map(|it| found.cell(row, it).to_owned())
    };
    assert_eq!(counts("1", "all"), ["0", "1", "1"]);
    assert_eq!(counts("1", "author"), ["0", "", ""]);
    assert_eq!(counts("2", "all"), ["1", "", ""]);
}
