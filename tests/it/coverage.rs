//! Who covers an event, and which sentences the others have: the tables coverage, alignment and omissions.

use std::collections::{BTreeMap, BTreeSet};

use crate::support::{Article, demo, run};

fn article(id: &str, outlet: &str, event: &str, date: &str, text: &str) -> Article {
    Article {
        id: id.to_owned(),
        outlet: outlet.to_owned(),
        event: event.to_owned(),
        date: date.to_owned(),
        title: String::new(),
        url: String::new(),
        text: text.to_owned(),
    }
}

const BRIDGE: &str = "Engineers closed the northern bridge after inspectors found cracks in two of its pillars.";
const BRIDGE_TOO: &str = "The northern bridge was closed on Monday when inspectors found cracks in two pillars.";
const FERRY: &str = "A ferry will carry commuters across the harbour until repairs end in October.";
const FERRY_TOO: &str = "Until October, when repairs end, commuters must take a ferry across the harbour.";
const FERRY_THIRD: &str = "Commuters take a ferry across the harbour until repairs end next October.";
const OPERA: &str = "Critics praised the soprano, whose debut filled every seat of the old opera house.";

/// One event of three outlets, and another of one of them and a fourth.
fn three_outlets() -> Vec<Article> {
    vec![
        article("1", "East", "bridge", "2023-05-01", &format!("{BRIDGE}\n\n{FERRY}\n\nHe said so.")),
        article("2", "North", "bridge", "2023-05-03", &format!("{FERRY_TOO}\n\n{BRIDGE_TOO}")),
        article("3", "South", "bridge", "2023-05-02", &format!("Read on.\n\n{FERRY_THIRD}\n\n{OPERA}")),
        article("4", "West", "opera", "2023-05-02", "Nothing of what the others told was told here at all today."),
    ]
}

#[test]
fn units_are_shared_left_out_or_in_one_outlet_only() {
    let (_folder, tables) = run(&three_outlets(), &[]);
    let omissions = &tables["omissions"];
    let names = ["event_id", "unit", "status", "carried_by", "n_carried", "left_out_by", "n_compared", "matches"];
    let row = |row: usize| names.map(|it| omissions.cell(row, it)).join(" | ");
    let found: Vec<String> = (0..omissions.rows.len()).map(row).collect();
    assert_eq!(
        found,
        [
            "bridge | 1 | shared | East; North; South | 3 |  | 3 | 1:2; 3:2",
            "bridge | 2 | left_out | East; North | 2 | South | 3 | 2:2",
            "bridge | 3 | only_here | South | 1 |  | 3 | ",
        ]
    );
    assert_eq!(omissions.values("article_id"), ["2", "1", "3"]);
    assert_eq!(omissions.values("sentence"), ["1", "1", "3"]);
    assert_eq!(omissions.values("text"), [FERRY_TOO, BRIDGE, OPERA]);
    let alignment = &tables["alignment"];
    let shares: Vec<[&str; 4]> = (0..4)
        .map(|it| ["outlet", "n_sentences", "n_aligned", "n_only_here"].map(|name| alignment.cell(it, name)))
        .collect();
    assert_eq!(
        shares,
        [["East", "2", "2", "0"], ["North", "2", "2", "0"], ["South", "2", "1", "1"], ["West", "0", "0", "0"]]
    );
    assert_eq!(alignment.values("cut_source"), ["default"; 4]);
    assert_eq!(alignment.values("share_aligned")[3], "");
}

#[test]
fn an_outlet_without_an_article_on_an_event_has_a_blind_spot() {
    let (_folder, tables) = run(&three_outlets(), &[]);
    let coverage = &tables["coverage"];
    let names = [
        "event_id",
        "outlet",
        "n_articles",
        "date_first",
        "lag_days",
        "n_outlets",
        "blind_spot",
        "n_near",
        "n_left_out",
    ];
    let row = |row: usize| names.map(|it| coverage.cell(row, it)).join(" | ");
    let found: Vec<String> = (0..coverage.rows.len()).map(row).collect();
    assert_eq!(
        found,
        [
            "bridge | East | 1 | 2023-05-01 | 0 | 3 | false | 1 | 0",
            "bridge | North | 1 | 2023-05-03 | 2 | 3 | false | 1 | 0",
            "bridge | South | 1 | 2023-05-02 | 1 | 3 | false | 1 | 1",
            "bridge | West | 0 |  |  | 3 | true | 1 | ",
            "opera | West | 1 | 2023-05-02 | 0 | 1 | false | 1 | ",
        ]
    );
}

#[test]
fn an_outlet_that_prints_a_copy_leaves_nothing_of_it_out() {
    let mut articles = three_outlets();
    let text = articles[0].text.clone();
    articles.push(article("5", "Wire", "bridge", "2023-05-04", &text));
    let (_folder, tables) = run(&articles, &[]);
    let omissions = &tables["omissions"];
    assert_eq!(omissions.values("carried_by"), ["East; North; South; Wire", "East; North; Wire", "South"]);
    let alignment = &tables["alignment"];
    let wire = alignment.where_(&[("outlet", "Wire")])[0];
    assert_eq!(alignment.cell(wire, "n_sentences"), "0", "a copy is no evidence of its own");
}

#[test]
fn the_demo_has_its_own_null_and_every_sentence_is_told_once() {
    let (_folder, tables) = run(&demo(), &["--resamples", "200", "--csv-raw"]);
    let alignment = &tables["alignment"];
    assert_eq!(alignment.values("cut_source"), ["other_events"; 4]);
    let number = |name: &str| alignment.values(name)[0].parse::<f64>().unwrap();
    assert!((0.004..=0.02).contains(&number("null_rate")), "{}", number("null_rate"));
    assert!(number("cut_without") < number("cut"));
    for row in 0..4 {
        let [low, share, high] =
            ["ci_low", "share_aligned", "ci_high"].map(|it| alignment.cell(row, it).parse::<f64>().unwrap());
        assert!(low < share && share < high);
    }
    let omissions = &tables["omissions"];
    let places: Vec<(&str, &str)> =
        omissions.values("article_id").into_iter().zip(omissions.values("sentence")).collect();
    assert_eq!(places.iter().collect::<BTreeSet<_>>().len(), places.len());
    let demo = demo();
    let texts: BTreeMap<&str, &str> = demo.iter().map(|it| (it.id.as_str(), it.text.as_str())).collect();
    for row in 0..omissions.rows.len() {
        let [start, end] = ["start", "end"].map(|it| omissions.cell(row, it).parse::<usize>().unwrap());
        let stands: String = texts[places[row].0].chars().skip(start).take(end - start).collect();
        assert_eq!(omissions.cell(row, "text"), stands);
        let outlets = |name: &str| {
            let cell = omissions.cell(row, name);
            cell.split("; ").filter(|it| !it.is_empty()).collect::<Vec<_>>()
        };
        let (carried, left, unclear) = (outlets("carried_by"), outlets("left_out_by"), outlets("unclear"));
        assert_eq!(outlets("matches").len() + 1, carried.len());
        let all: BTreeSet<&str> = carried.iter().chain(&left).chain(&unclear).copied().collect();
        assert_eq!(all.len(), carried.len() + left.len() + unclear.len(), "no outlet twice");
        let expected = match (carried.len(), left.len(), unclear.len()) {
            (1, 0, 0) => "only_here",
            (1, 0, _) => "unclear",
            (_, 0, _) => "shared",
            _ => "left_out",
        };
        assert_eq!(omissions.cell(row, "status"), expected);
    }
}
