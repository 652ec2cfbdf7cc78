//! `verify`: a folder as it was written passes, and each thing changed in it is found and named.

use std::fs;
use std::path::Path;

use tempfile::TempDir;

use crate::support::{Ended, call, call_with_input, csv_of, demo, generated, names};

fn folder_with_run() -> TempDir {
    let folder = crate::support::folder_with(&generated(10, 8));
    let arguments = ["run", "articles.csv", "-o", "out", "-q", "--resamples", "100", "--permutations", "100"];
    assert_eq!(call(folder.path(), &arguments).code, Some(0));
    folder
}

fn verify(folder: &Path, more: &[&str]) -> Ended {
    call(folder, &[&["verify", "out", "-q"], more].concat())
}

/// After `change`, `verify` ends with 1 and a line that begins with `differs` and names all of `expected`.
fn check(folder: &Path, more: &[&str], change: &dyn Fn(&Path), expected: &[&str]) {
    let out = folder.join("out");
    let kept: Vec<(String, Vec<u8>)> = crate::support::bytes_under(folder).into_iter().collect();
    change(&out);
    let ended = verify(folder, more);
    assert_eq!(ended.code, Some(1), "{expected:?}\n{}{}", ended.out, ended.err);
    let is_it = |line: &&str| line.starts_with("differs  ") && expected.iter().all(|it| line.contains(it));
    assert!(ended.out.lines().any(|it| is_it(&it)), "no {expected:?} in\n{}", ended.out);
    for (name, bytes) in kept {
        fs::write(folder.join(name), bytes).unwrap();
    }
}

fn edit(file: &Path, from: &str, to: &str) {
    let text = fs::read_to_string(file).unwrap();
    assert!(text.contains(from), "{from}");
    fs::write(file, text.replacen(from, to, 1)).unwrap();
}

#[test]
fn a_folder_as_it_was_written_passes() {
    let folder = folder_with_run();
    let ended = verify(folder.path(), &[]);
    assert_eq!((ended.code, ended.err.as_str()), (Some(0), ""), "{}", ended.out);
    assert_eq!(ended.out.lines().filter(|it| it.starts_with("ok       ")).count(), 5, "{}", ended.out);
    let quick = verify(folder.path(), &["--quick"]);
    assert_eq!((quick.code, quick.out.lines().count()), (Some(0), 3), "{}", quick.out);
    assert_eq!(verify(folder.path(), &["-j", "1"]), ended);
    assert_eq!(names(folder.path()), ["articles.csv", "out"]);
}

#[test]
fn the_demo_passes() {
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(call(folder.path(), &["demo", "-q", "--no-text", "--csv-raw"]).code, Some(0));
    let ended = call(folder.path(), &["verify", "slantwise-demo/out"]);
    assert_eq!(ended.code, Some(0), "{}{}", ended.out, ended.err);
}

#[test]
fn what_was_told_about_the_input_is_told_again() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a.txt"), "words\tpaper\nTalks began.\tNorth\nTalks ended.\tSouth\n").unwrap();
    fs::write(folder.path().join("mood.csv"), "category,pattern\ngood,talks\n").unwrap();
    let told = ["--from", "tsv", "--columns", "text=words,outlet=paper", "--clean", "none", "--lexicon", "mood.csv"];
    let ended = call(folder.path(), &[&["run", "a.txt", "-o", "out", "-q", "-k", "2"], &told[..]].concat());
    assert_eq!(ended.code, Some(0), "{}", ended.err);
    assert_eq!(verify(folder.path(), &[]).code, Some(0), "{}", verify(folder.path(), &[]).out);
    let changed = "category,pattern\ngood,began\n";
    check(
        folder.path(),
        &[],
        &|out| fs::write(out.parent().unwrap().join("mood.csv"), changed).unwrap(),
        &["run.json", "`lexicons`"],
    );
}

#[test]
fn whatever_is_changed_is_found_and_named() {
    let folder = folder_with_run();
    let folder = folder.path();
    let quick = &["--quick"][..];
    let flip = |out: &Path| {
        let file = out.join("tables/outlet_frames.csv");
        let mut bytes = fs::read(&file).unwrap();
        let at = bytes.iter().rposition(u8::is_ascii_digit).unwrap();
        bytes[at] ^= 1;
        fs::write(file, bytes).unwrap();
    };
    check(folder, quick, &flip, &["tables/outlet_frames.csv", "expected BLAKE3", "found"]);
    let cut = |out: &Path| {
        let file = out.join("index.html");
        fs::write(&file, &fs::read(&file).unwrap()[..100]).unwrap();
    };
    check(folder, quick, &cut, &["index.html", "bytes, found 100"]);
    let delete = |out: &Path| fs::remove_file(out.join("tables/hits.csv")).unwrap();
    check(folder, quick, &delete, &["tables/hits.csv", "expected a file, found none"]);
    let nan = |out: &Path| edit(&out.join("tables/sentences.csv"), ",1,0,", ",NaN,0,");
    check(folder, quick, &nan, &["tables/sentences.csv", "row 1, column sentence", "finite integer", "`NaN`"]);
    let header = |out: &Path| edit(&out.join("tables/hits.csv"), "article_id", "article");
    check(folder, quick, &header, &["tables/hits.csv", "expected the columns article_id,", "found article,"]);
    let twice = |out: &Path| {
        let file = out.join("tables/events.csv");
        let text = fs::read_to_string(&file).unwrap();
        fs::write(&file, format!("{text}{}\n", text.lines().nth(1).unwrap())).unwrap();
    };
    check(folder, quick, &twice, &["tables/events.csv", "a key (event_id) of its own"]);
    check(folder, quick, &twice, &["tables/events.csv", "rows, found"]);
    let package = |out: &Path| edit(&out.join("datapackage.json"), "\"article_id\"", "\"paper_id\"");
    check(
        folder,
        quick,
        &package,
        &["tables/articles.csv", "codebook.csv and datapackage.json give it different columns"],
    );
    check(folder, quick, &package, &["datapackage.json", "bytes, found"]);
    let setting = |out: &Path| edit(&out.join("run.json"), "\"seed\": 42", "\"seed\": 43");
    check(folder, quick, &setting, &["run.json", "changed after it was written"]);
    check(folder, &[], &setting, &["tables/outlet_frames.csv", "in the same run"]);
    let input = |out: &Path| edit(&out.parent().unwrap().join("articles.csv"), "the", "thy");
    check(folder, &[], &input, &["articles.csv", "in the input", "expected BLAKE3"]);
    assert_eq!(verify(folder, &[]).code, Some(0), "all is as it was");
}

#[test]
fn files_of_the_users_are_told_and_no_fault() {
    let folder = folder_with_run();
    fs::write(folder.path().join("out/tables/notes.txt"), "mine").unwrap();
    let ended = verify(folder.path(), &["--quick"]);
    assert_eq!(ended.code, Some(0));
    assert!(ended.out.contains("note     tables/notes.txt is no file of this run"), "{}", ended.out);
}

#[test]
fn a_run_inside_its_own_input_is_made_again() {
    let folder = tempfile::tempdir().unwrap();
    for i in 1..4 {
        fs::write(folder.path().join(format!("North__2022-07-1{i}__talks.txt")), format!("Talks {i} began.")).unwrap();
    }
    for _ in 0..2 {
        let ended = call(folder.path(), &["run", ".", "-o", "out", "--resamples", "0", "--permutations", "0"]);
        assert!(ended.err.contains("\n3 articles, 1 outlet, 0 rows rejected\n"), "{}", ended.err);
        assert_eq!(verify(folder.path(), &[]).code, Some(0));
    }
}

#[test]
fn who_verifies_elsewhere_is_told_what_to_do() {
    let folder = crate::support::folder_with(&generated(4, 4));
    fs::write(folder.path().join("mine.csv"), "category,pattern\nwords,talks\n").unwrap();
    let run = ["run", "articles.csv", "-o", "sub/out", "-q", "--resamples", "0", "--lexicon", "mine.csv"];
    assert_eq!(call(folder.path(), &run).code, Some(0));
    let ended = call(&folder.path().join("sub"), &["verify", "out", "-q"]);
    assert!(ended.code == Some(2) && ended.err.contains("mine.csv") && ended.err.contains("--quick"), "{}", ended.err);
    let lock = fs::File::create(folder.path().join("sub/.out.slantwise-lock")).unwrap();
    lock.lock().unwrap();
    let ended = call(folder.path(), &["verify", "sub/out", "-q"]);
    assert!(ended.code == Some(2) && ended.err.contains("--quick") && !ended.err.contains("-o"), "{}", ended.err);
}

#[test]
fn what_cannot_be_checked_is_exit_code_2() {
    let folder = folder_with_run();
    let refused = |more: &[&str], expected: &str| {
        let ended = verify(folder.path(), more);
        assert_eq!(ended.code, Some(2), "{}{}", ended.out, ended.err);
        assert!(ended.err.contains(expected) && ended.err.contains("help: "), "{}", ended.err);
    };
    fs::rename(folder.path().join("articles.csv"), folder.path().join("moved.csv")).unwrap();
    refused(&[], "articles.csv");
    assert_eq!(verify(folder.path(), &["--quick"]).code, Some(0));
    fs::remove_file(folder.path().join("out/run.json")).unwrap();
    refused(&[], "out/run.json");
    let ended = call_with_input(folder.path(), &["run", "-", "-o", "out2", "-q", "--resamples", "0"], &csv_of(&demo()));
    assert_eq!(ended.code, Some(0), "{}", ended.err);
    let ended = call(folder.path(), &["verify", "out2", "-q"]);
    assert!(ended.code == Some(2) && ended.err.contains("--quick"), "{}", ended.err);
    for (text, expected) in
        [("{}", "slantwise did not write"), ("{\"tool\": \"slantwise\"}", "`inputs` is absent"), ("{", "not JSON")]
    {
        fs::write(folder.path().join("out2/run.json"), text).unwrap();
        let ended = call(folder.path(), &["verify", "out2", "-q"]);
        assert!(ended.code == Some(2) && ended.err.contains(expected), "{}", ended.err);
    }
}
