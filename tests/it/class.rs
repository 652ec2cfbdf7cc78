//! A class pack from a run: four files, names hidden, nothing half written.

use std::fs;
use std::path::Path;

use crate::support::{call, names};

const FILES: [&str; 5] = ["answer-key.html", "lesson.html", "run.json", "teacher-notes.html", "worksheet.html"];
const OUTLETS: [&str; 4] = ["ferrywick", "harrow gap", "saltmarsh", "tallow bridge"];

fn demo_run(more: &[&str]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let small = ["demo", "-o", ".", "-q", "--resamples", "50", "--permutations", "50"];
    assert_eq!(call(folder.path(), &[&small, more].concat()).code, Some(0));
    folder
}

fn file(folder: &Path, name: &str) -> String {
    fs::read_to_string(folder.join("out-class").join(name)).unwrap()
}

/// Where the articles stand without their names.
fn mystery(lesson: &str) -> String {
    let texts = lesson.split("<article class=\"story\">").skip(1);
    texts.map(|it| it.split_once("<div class=\"guess\">").unwrap().0.to_lowercase()).collect()
}

#[test]
fn the_demo_gives_a_class_pack_and_names_stand_in_the_answers_only() {
    let folder = demo_run(&[]);
    let ended = call(folder.path(), &["class", "out"]);
    assert_eq!(ended.code, Some(0), "{}", ended.err);
    assert!(ended.err.contains("of those with 4 outlets or more the one with most words of"), "{}", ended.err);
    assert_eq!(names(&folder.path().join("out-class")), FILES);
    let lesson = file(folder.path(), "lesson.html");
    let hidden = mystery(&lesson);
    let sheet = file(folder.path(), "worksheet.html").to_lowercase();
    let excerpts: String =
        sheet.split("<p class=\"excerpt\">").skip(1).map(|it| it.split_once("</p>").unwrap().0).collect();
    for outlet in OUTLETS {
        assert!(!hidden.contains(outlet) && !hidden.contains(&outlet.replace(' ', "-")), "{outlet}");
        assert!(!excerpts.contains(outlet), "{outlet}");
        assert!(lesson.to_lowercase().contains(outlet) && sheet.contains(outlet), "{outlet}");
        assert!(file(folder.path(), "answer-key.html").to_lowercase().contains(outlet));
    }
    assert!(lesson.matches("<article class=\"story\">").count() == 4);
    assert!(!hidden.contains(['“', '”', '’', '—']) && hidden.contains("[name hidden]"));
    let script = lesson.split_once("<script>").unwrap().1.split_once("</script>").unwrap().0;
    let writers = ["innerHTML", "insertAdjacentHTML", "eval(", "fetch(", "http", "Storage", "cookie"];
    assert!(script.len() <= 20_000 && writers.iter().all(|it| !script.contains(it)));
    for name in FILES.iter().filter(|it| it.ends_with(".html")) {
        let text = file(folder.path(), name);
        assert!(
            text.contains("default-src 'none'") && !text.contains(" style=\"") && !text.contains("biased"),
            "{name}"
        );
    }
    let before = crate::support::bytes_under(folder.path());
    assert_eq!(call(folder.path(), &["class", "out", "-q"]).code, Some(0)); // again: the same bytes
    assert_eq!(crate::support::bytes_under(folder.path()), before);
}

/// The parts of the outlets' names, and who took the photographs.
const TELLING: [&str; 7] = ["Ferrywick", "Saltmarsh", "Tallow", "Harrow", "Sentinel", "Jane Roe", "Tomas Ireland-Wu"];

#[test]
fn no_part_of_a_name_stands_in_any_event_before_the_reveal() {
    let folder = demo_run(&[]);
    let mut events = csv::Reader::from_path(folder.path().join("out/tables/events.csv")).unwrap();
    let events: Vec<String> = events.records().map(|it| it.unwrap()[0].to_owned()).collect();
    assert_eq!(events.len(), 8);
    for event in events {
        assert_eq!(call(folder.path(), &["class", "out", "--event", &event, "-q"]).code, Some(0), "{event}");
        let (lesson, sheet) = (file(folder.path(), "lesson.html"), file(folder.path(), "worksheet.html"));
        let mystery = lesson.split_once("id=\"reveal\"").unwrap().0;
        let texts = mystery.split("<article class=\"story\">").skip(1);
        let texts: String = texts.map(|it| it.split_once("<div class=\"guess\">").unwrap().0).collect();
        let excerpts = sheet.split_once("<h2>").unwrap().1;
        for name in TELLING {
            assert!(!texts.contains(name) && !excerpts.contains(name), "{event}: {name}");
            assert!(!texts.contains(&name.to_uppercase()), "{event}: {name}");
        }
        let swap = lesson.split_once("<section id=\"swap\"").unwrap().1.split_once("</section>").unwrap().0;
        for name in TELLING {
            assert!(!swap.contains(name), "{event}: {name} in the sentence to swap a word in");
        }
        assert!(!texts.contains("[name hidden]</span>A") && !texts.contains("\n\n\n"), "{event}");
    }
}

#[test]
fn the_articles_may_be_chosen_by_their_ids() {
    let folder = demo_run(&[]);
    let event = "2022-07-12 White House visit";
    let class = |articles: &str| call(folder.path(), &["class", "out", "--event", event, "--articles", articles]);
    let mut rows = csv::Reader::from_path(folder.path().join("out/tables/articles.csv")).unwrap();
    let names = rows.headers().unwrap().clone();
    let at = |name: &str| names.iter().position(|it| it == name).unwrap();
    let rows: Vec<csv::StringRecord> = rows.records().map(|it| it.unwrap()).collect();
    let ids: Vec<&str> =
        rows.iter().filter(|it| &it[at("event_id")] == event).map(|it| &it[at("article_id")]).collect();
    assert_eq!(class(&ids[1..3].join(",")).code, Some(0));
    assert_eq!(file(folder.path(), "lesson.html").matches("<article class=\"story\">").count(), 2);
    let ended = class("nobody");
    assert!(
        ended.code == Some(2) && ended.err.contains("no article `nobody`") && ended.err.contains(ids[0]),
        "{}",
        ended.err
    );
    let ended = class(&[ids[0], ids[1], ids[0]].join(","));
    assert!(ended.code == Some(2) && ended.err.contains("twice"), "{}", ended.err);
    let ended = class("a,b,c,d,e");
    assert!(ended.code == Some(2) && ended.err.contains("5 articles, expected at most 4"), "{}", ended.err);
    let ended = call(folder.path(), &["verify", "out-class"]);
    assert!(ended.code == Some(2) && ended.err.contains("a class pack and not a run"), "{}", ended.err);
}

#[test]
fn an_event_is_named_by_its_label_and_an_unknown_one_has_near_names() {
    let folder = demo_run(&[]);
    let event = "2022-07-12 White House visit";
    assert_eq!(call(folder.path(), &["class", "out", "--event", event, "-o", "pack"]).code, Some(0));
    assert!(fs::read_to_string(folder.path().join("pack/lesson.html")).unwrap().contains(event));
    let ended = call(folder.path(), &["class", "out", "--event", "white house", "-o", "other"]);
    assert_eq!(ended.code, Some(2));
    assert!(ended.err.contains("no event `white house`") && ended.err.contains(event), "{}", ended.err);
    assert!(!folder.path().join("other").exists());
}

#[test]
fn changed_articles_a_foreign_folder_and_a_run_without_texts_are_refused() {
    let folder = demo_run(&[]);
    fs::create_dir(folder.path().join("mine")).unwrap();
    fs::write(folder.path().join("mine/notes.txt"), "mine").unwrap();
    let ended = call(folder.path(), &["class", "out", "-o", "mine"]);
    assert!(ended.code == Some(2) && ended.err.contains("--overwrite"), "{}", ended.err);
    assert_eq!(call(folder.path(), &["class", "out", "-o", "mine", "--overwrite", "-q"]).code, Some(0));
    assert!(names(&folder.path().join("mine")).contains(&"notes.txt".to_owned()));
    let place = folder.path().join("articles/01-ferrywick-ledger.txt");
    fs::write(&place, fs::read_to_string(&place).unwrap() + " More.").unwrap();
    let ended = call(folder.path(), &["class", "out"]);
    assert!(ended.code == Some(2) && ended.err.contains("not those of the run"), "{}", ended.err);
    assert!(!folder.path().join("out-class").exists());
    let folder = demo_run(&["--no-text"]);
    let ended = call(folder.path(), &["class", "out"]);
    assert!(ended.code == Some(2) && ended.err.contains("--no-text"), "{}", ended.err);
}
