//! The law of parts: a corpus studied in pieces, in any order, some of them empty, gives the bytes of one run.

use std::collections::BTreeMap;

use proptest::prelude::*;
use proptest::test_runner::{Config as Runs, RngSeed, TestRunner};
use slantwise::clean::{self, Level};
use slantwise::corpus::{Corpus, Draft};
use slantwise::read::Reading;
use slantwise::report::csv::Formulas;
use slantwise::report::format::{self, Format};
use slantwise::report::{Material, table};
use slantwise::study::{Config, Findings, MeasuredPart, Study, SurveyPart};

use crate::support::{Article, Dice, demo, generated};

fn study() -> Study {
    Config { resamples: 20, permutations: 20, ..Config::default() }.check().unwrap()
}

/// Cleaned articles, as reading gives them.
fn drafts(articles: &[Article]) -> Vec<Draft> {
    let some = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
    let draft = |article: &Article| {
        let mut draft = Draft {
            id: some(&article.id),
            outlet: some(&article.outlet),
            event: some(&article.event),
            date: article.date.parse().ok(),
            title: article.title.clone(),
            url: article.url.clone(),
            text: article.text.clone(),
            ..Draft::default()
        };
        clean::clean(&mut draft, Level::News);
        draft
    };
    articles.iter().map(draft).collect()
}

/// The demo's articles, and generated ones of which some are copied and one outlet's repeat a line.
fn corpora() -> [Vec<Draft>; 2] {
    let mut articles = generated(12, 4);
    for i in (0..articles.len()).step_by(5) {
        let mut copy = articles[i].clone();
        copy.id = format!("{}-again", copy.id);
        copy.outlet = "North".to_owned();
        articles.push(copy);
    }
    articles[3].id = articles[4].id.clone(); // one id given twice
    let of_north = articles.iter_mut().filter(|article| article.outlet == "North");
    of_north.for_each(|article| article.text.push_str("\nSign in to read on and on.\n"));
    [drafts(&demo()), drafts(&articles)]
}

/// Every table of a run, as CSV.
fn tables(found: &Findings) -> BTreeMap<String, String> {
    let reading = Reading::default();
    let material = Material::new(found, &reading);
    let written = |build: &table::Builder| {
        let table = build(&material);
        let mut bytes = Vec::new();
        format::write(&table, Format::Csv, Formulas::Guarded, &mut bytes).unwrap();
        (table.schema.name.to_owned(), String::from_utf8(bytes).unwrap())
    };
    table::ALL.iter().map(written).collect()
}

/// A part as it is after it was stored or sent.
fn sent<T: serde::Serialize + serde::de::DeserializeOwned>(part: &T) -> T {
    serde_json::from_slice(&serde_json::to_vec(part).unwrap()).unwrap()
}

/// The tables of `drafts` studied in `n` parts, each article in one drawn with the seed; parts merge in a drawn order.
fn in_parts(drafts: &[Draft], n: usize, seed: u64) -> BTreeMap<String, String> {
    let mut dice = Dice::new(seed);
    let mut parts = vec![Vec::new(); n];
    drafts.iter().for_each(|draft| parts[dice.below(n)].push(draft.clone()));
    dice.shuffle(&mut parts);
    let study = study();
    let surveys = parts.into_iter().map(|drafts| sent(&study.survey_part(drafts)));
    let surveyed = study.surveyed(surveys.fold(SurveyPart::empty(), SurveyPart::merge)).unwrap();
    let surveyed = sent(&surveyed);
    let n_articles = surveyed.n_articles();
    let mut cuts: Vec<usize> = (1..n).map(|_| dice.below(n_articles + 1)).chain([0, n_articles]).collect();
    cuts.sort_unstable();
    let mut ranges: Vec<_> = cuts.windows(2).map(|two| two[0]..two[1]).collect();
    dice.shuffle(&mut ranges);
    let measured = ranges.into_iter().map(|range| sent(&study.measure_part(&surveyed, range)));
    let measured = measured.fold(MeasuredPart::empty(), MeasuredPart::merge);
    tables(&study.compare(surveyed, measured, 1, &|_| ()).unwrap())
}

#[test]
fn any_split_into_parts_gives_the_same_bytes() {
    for (at, drafts) in corpora().into_iter().enumerate() {
        let whole = tables(&study().run(Corpus::new(drafts.clone()), 2, &|_| ()).unwrap());
        let is_tested = whole["pairs"].lines().count() > 1 && whole["cleaning"].contains("recurring");
        assert!(at == 0 || is_tested, "copies and boilerplate put the law to the test: {}", whole["cleaning"]);
        let mut runner = TestRunner::new(Runs {
            cases: 4,
            rng_seed: RngSeed::Fixed(7),
            failure_persistence: None,
            ..Runs::default()
        });
        let law = |(n, seed): (usize, u64)| {
            let parts = in_parts(&drafts, n, seed);
            for (name, bytes) in &whole {
                prop_assert!(&parts[name] == bytes, "{} differs, {} parts, seed {}", name, n, seed);
            }
            Ok(())
        };
        [(1, 1), (64, 2)].into_iter().for_each(|case| law(case).unwrap());
        runner.run(&(2usize..=63, any::<u64>()), law).unwrap();
    }
}

#[test]
fn parts_that_do_not_hold_each_article_once_are_refused() {
    let [drafts, _] = corpora();
    let surveyed = || study().surveyed(study().survey_part(drafts.clone())).unwrap();
    let message = |ranges: &[std::ops::Range<usize>]| {
        let surveyed = surveyed();
        let parts = ranges.iter().map(|range| study().measure_part(&surveyed, range.clone()));
        let all = parts.fold(MeasuredPart::empty(), MeasuredPart::merge);
        study().compare(surveyed, all, 1, &|_| ()).err().unwrap().to_string()
    };
    for ranges in [vec![0..16, 16..31], vec![0..32, 31..32], vec![]] {
        assert!(message(&ranges).contains("each article of the surveyed corpus once"), "{ranges:?}");
    }
}

#[test]
fn a_part_of_another_survey_or_of_other_settings_is_refused() {
    let [drafts, _] = corpora();
    let (first, rest) = drafts.split_at(5);
    let [a, b] = [first, rest].map(|drafts| study().survey_part(drafts.to_vec()));
    let [one, other] = [a.clone().merge(b.clone()), b.merge(a)].map(|all| study().surveyed(all).unwrap());
    let other_words = Config { lexicons: vec!["climate".to_owned()], ..study().config().clone() }.check().unwrap();
    for part in [study().measure_part(&other, 0..32), other_words.measure_part(&one, 0..32)] {
        let error = study().compare(sent(&one), part, 1, &|_| ()).err().unwrap().to_string();
        assert!(error.contains("other settings, or of another survey"), "{error}");
    }
    assert!(study().compare(sent(&one), study().measure_part(&one, 0..32), 1, &|_| ()).is_ok());
}
