//! The program as its user meets it: exit codes, messages, formats, pipes and interrupts.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::Path;
use std::process::{Command, Stdio};

use tempfile::TempDir;

use crate::support::{
    Ended, FIELDS, Sheet, assert_same, call, call_with_input, csv_of, demo, folder_with, generated, names, slantwise,
    tables,
};

const COMMANDS: [&str; 8] = ["run", "demo", "check", "score", "verify", "lexicon", "completions", "man"];

fn folder_of(files: &[(&str, &[u8])]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, bytes) in files {
        let place = folder.path().join(name);
        fs::create_dir_all(place.parent().unwrap()).unwrap();
        fs::write(place, bytes).unwrap();
    }
    folder
}

/// `a.csv` with these bytes is refused with exit code 2, nothing on standard output and all of `expected` on standard
/// error; `run` leaves nothing behind.
fn check_refused(bytes: &[u8], more: &[&str], expected: &[&str]) {
    let folder = folder_of(&[("a.csv", bytes)]);
    for command in [&["run", "-o", "out"][..], &["check"], &["score"]] {
        if command == ["check"] && !more.is_empty() {
            continue; // it takes no lexicon
        }
        let ended = call(folder.path(), &[command, &["a.csv"], more].concat());
        assert_eq!(ended.code, Some(2), "{command:?} {}", ended.err);
        let is_only_header = ended.out.is_empty() || ended.out.lines().count() == 1;
        assert!(is_only_header, "{command:?} {}", ended.out);
        for it in expected {
            assert!(ended.err.contains(it), "{command:?}: no {it:?} in\n{}", ended.err);
        }
        assert!(ended.err.contains("error: ") && ended.err.contains("help: "), "{}", ended.err);
    }
    assert_eq!(names(folder.path()), ["a.csv"]);
}

#[test]
fn a_command_without_its_input_says_how_it_is_used() {
    let folder = tempfile::tempdir().unwrap();
    for command in ["run", "check", "score"] {
        let ended = call(folder.path(), &[command]);
        assert_eq!((ended.code, ended.out.as_str()), (Some(2), ""));
        assert!(ended.err.contains("<INPUT>...") && ended.err.contains("Usage: "), "{}", ended.err);
    }
    assert_eq!(call(folder.path(), &[]).code, Some(2));
    assert_eq!(call(folder.path(), &["frobnicate"]).code, Some(2));
    assert!(names(folder.path()).is_empty());
}

#[test]
fn a_missing_file_is_named() {
    let folder = tempfile::tempdir().unwrap();
    for command in ["run", "check", "score"] {
        let ended = call(folder.path(), &[command, "no such.csv"]);
        assert_eq!(ended.code, Some(2));
        assert!(ended.err.contains("error: no such.csv: "), "{}", ended.err);
        assert!(ended.err.contains("help: check the name"), "{}", ended.err);
    }
    assert!(names(folder.path()).is_empty(), "{:?}", names(folder.path()));
}

#[test]
fn an_empty_file_and_one_with_a_header_only_are_refused() {
    check_refused(b"", &[], &["a.csv", "an empty file; expected a header and rows"]);
    check_refused(b"id,outlet,text\n", &[], &["a.csv", "a header and no rows"]);
}

#[test]
fn a_file_without_a_text_column_is_refused_with_the_columns_it_has() {
    let expected = ["a.csv", "no column of text", "headline_id, words", "--columns text="];
    check_refused(b"headline_id,words\n1,Talks began.\n", &[], &expected);
    let told = ["--columns", "text=story"];
    let folder = folder_of(&[("a.csv", b"headline_id,words\n1,Talks began.\n")]);
    let ended = call(folder.path(), &[&["check", "a.csv"], &told[..]].concat());
    assert_eq!(ended.code, Some(2));
    assert!(ended.err.contains("no column \"story\"; found headline_id, words"), "{}", ended.err);
    let ended = call(folder.path(), &["check", "a.csv", "--columns", "text=words"]);
    assert_eq!(ended.code, Some(0), "{}", ended.err);
}

#[test]
fn a_row_is_named_where_no_article_can_be_used() {
    check_refused(b"id,text\n1,\n2,  \n", &[], &["a.csv line 2", "no usable article in 2 rows", "empty_text"]);
}

#[test]
fn an_unknown_lexicon_is_refused_with_those_there_are() {
    let expected = [
        "no lexicon named `emotions`",
        "climate, epistemic, generic-frames, loaded-language, migration, moral, policy-frames, sentiment-news",
    ];
    check_refused(b"text\nTalks began.\n", &["--lexicon", "emotions"], &expected);
}

#[test]
fn a_bad_pattern_is_refused_with_its_file_and_line() {
    let article: (&str, &[u8]) = ("a.csv", b"text\nTalks began.\n");
    for (list, expected) in [
        ("category,pattern\ngood,calm\ngood,...\n", "mood.csv line 3: found no word in `...`"),
        ("category,pattern\ngood,calm\ngood,Calm\n", "mood.csv line 3: found `Calm` again"),
        ("category,pattern\ngood,calm\ngood\n", "mood.csv line 3: found a row with 1 of 2 fields"),
        ("category,pattern\ngood,price <number>s\n", "mood.csv line 2: found `<number>` within a word"),
        ("kind,word\ngood,calm\n", "mood.csv line 1: found the header `kind,word`"),
    ] {
        let folder = folder_of(&[article, ("mood.csv", list.as_bytes())]);
        for command in ["run", "score"] {
            let ended = call(folder.path(), &[command, "a.csv", "--lexicon", "mood.csv"]);
            assert_eq!(ended.code, Some(2), "{list}");
            assert!(ended.err.contains(&format!("error: {expected}")), "{}", ended.err);
        }
        assert_eq!(names(folder.path()), ["a.csv", "mood.csv"]);
    }
}

#[test]
fn a_lexicon_of_the_users_own_counts() {
    let folder = folder_of(&[
        ("a.csv", b"id,outlet,text\n1,North,Calm talks began. They were calm.\n"),
        ("mood.csv", b"category,pattern\ngood,calm\n"),
    ]);
    let ended = call(folder.path(), &["score", "a.csv", "--lexicon", "mood.csv", "-q"]);
    assert_eq!(ended.code, Some(0), "{}", ended.err);
    let scores = Sheet::parse(ended.out.as_bytes());
    let row = scores.where_(&[("feature", "mood.good"), ("voice", "all")])[0];
    // 2 of 6 words
    assert_eq!(["value", "n_hits", "n_words"].map(|it| scores.cell(row, it)), ["333.3333", "2", "6"]);
}

#[test]
fn a_row_with_bad_bytes_is_rejected_and_the_rest_is_read() {
    let table = b"id,outlet,date,text\n1,North,2023-05-01,Talks began: Bogot\xc3\xa1 Per\xc3\xba caf\xc3\xa9 Cor\xc3\xa9.\n2,North,2023-05-01,caf\xe9 talks.\n\
        3,South,2023-05-02,Talks ended.\n4,South\n5,South,2023-05-02,\n";
    let folder = folder_of(&[("a.csv", table)]);
    let ended = call(folder.path(), &["run", "a.csv", "-o", "out"]);
    assert_eq!(ended.code, Some(1), "3 of 5 rows are more than 1 %");
    assert!(
        ended.err.contains("3 rows were rejected, see tables/rejects.csv; the first: a.csv row 2"),
        "{}",
        ended.err
    );
    let tables = tables(&folder.path().join("out"));
    assert_eq!(tables["articles"].values("article_id"), ["1", "3"]);
    let rejects = tables["rejects"].without(&["line", "byte", "detail"]);
    let expected = [
        ["a.csv", "2", "text", "rejected", "bad_utf8"],
        ["a.csv", "4", "text", "rejected", "short_record"],
        ["a.csv", "5", "text", "rejected", "empty_text"],
    ];
    assert_eq!(rejects.rows, expected);
    let lines = tables["rejects"].values("line");
    assert_eq!(lines, ["3", "5", "6"]);
    for row in 0..3 {
        let byte: usize = tables["rejects"].cell(row, "byte").parse().unwrap();
        assert_eq!(&table[byte - 1..byte + 1], format!("\n{}", [2, 4, 5][row]).as_bytes());
    }
}

#[test]
fn rejects_over_the_limit_give_exit_code_1() {
    let rows = |n_bad: usize| {
        let row = |i: usize| if i < n_bad { format!("{i},North,\n") } else { format!("{i},North,Talks {i} began.\n") };
        format!("id,outlet,text\n{}", (0..200).map(row).collect::<String>())
    };
    for (n_bad, more, code) in [
        (0, &[][..], 0),
        (0, &["--strict"], 0),
        (1, &[], 0),
        (2, &[], 0),
        (3, &[], 1),
        (1, &["--strict"], 1),
        (3, &["--max-rejects", "3"], 0),
        (3, &["--max-rejects", "2"], 1),
        (20, &["--max-rejects", "10%"], 0),
        (21, &["--max-rejects", "10%"], 1),
    ] {
        let folder = folder_of(&[("a.csv", rows(n_bad).as_bytes())]);
        let ended = call(folder.path(), &[&["score", "a.csv"], more].concat());
        assert_eq!(ended.code, Some(code), "score, {n_bad} rejects, {more:?}");
        if n_bad < 4 {
            let ended = call(folder.path(), &[&["run", "a.csv", "-o", "out", "--resamples", "0"], more].concat());
            assert_eq!(ended.code, Some(code), "run, {n_bad} rejects, {more:?}");
            assert!(folder.path().join("out/run.json").exists(), "findings are written all the same");
        }
        let ended = call(folder.path(), &[&["check", "a.csv"], more].concat());
        assert_eq!(ended.code, Some(code), "check, {n_bad} rejects, {more:?}");
    }
    let folder = folder_of(&[("a.csv", rows(0).as_bytes())]);
    for nonsense in [&["--max-rejects", "few"][..], &["--strict", "--max-rejects", "3"]] {
        assert_eq!(call(folder.path(), &[&["score", "a.csv"], nonsense].concat()).code, Some(2));
    }
}

#[test]
fn check_shows_what_would_be_read() {
    let folder = folder_with(&demo());
    let ended = call(folder.path(), &["check", "articles.csv"]);
    assert_eq!((ended.code, ended.err.as_str()), (Some(0), "reading articles.csv\n"));
    for expected in [
        "articles.csv\n  a table, 32 rows, ",
        "\n  text     text    ",
        "32 articles by 4 outlets, 2022-06-10 to 2023-12-28",
        "8 events given, 8 of them told by two outlets or more",
        "       8        8  Ferrywick Ledger",
        "advertisement    a line that only marks an advertisement: Advertisement",
        "No row is rejected.",
        "next: slantwise run articles.csv",
    ] {
        assert!(ended.out.contains(expected), "no {expected:?} in\n{}", ended.out);
    }
    assert_eq!(names(folder.path()), ["articles.csv"]);
    fs::rename(folder.path().join("articles.csv"), folder.path().join("my articles.csv")).unwrap();
    let ended = call(folder.path(), &["check", "my articles.csv", "--columns", "text=text"]);
    let next = "next: slantwise run 'my articles.csv' --columns 'text=text'\n";
    assert!(ended.out.ends_with(next), "no {next:?} in\n{}", ended.out);
}

#[test]
fn check_lists_what_is_left_out_and_writes_json() {
    let text = "Advertisement\nThe talks began.\nAnn Lee contributed to this report.";
    let folder = folder_of(&[("North/1.txt", text.as_bytes()), ("South/2.txt", b"They ended.")]);
    let ended = call(folder.path(), &["check", ".", "--diff"]);
    let expected = "North/1 North\n  line 1 advertisement\n  - Advertisement\n  line 3 contributed\n  - Ann Lee contributed to this report.\n1 of 2 articles changed; everything else is counted as it stands\n";
    assert_eq!((ended.code, ended.out.as_str()), (Some(0), expected));
    let ended = call(folder.path(), &["check", ".", "--json"]);
    let summary: serde_json::Value = serde_json::from_str(&ended.out).unwrap();
    assert_eq!(summary["articles"]["n"], 2);
    assert_eq!(summary["furniture"][0]["rule"], "advertisement");
    assert_eq!(call(folder.path(), &["check", ".", "--json", "--diff"]).code, Some(2));
}

#[test]
fn check_groups_rows_with_the_same_trouble() {
    let rows = b"text,outlet,date\nTalks began.,North,2022-07-13\n,North,\n ,South,\nThey ended.,,03/04/2022\n";
    let folder = folder_of(&[("a.csv", rows)]);
    let ended = call(folder.path(), &["check", "a.csv", "--strict"]);
    assert_eq!(ended.code, Some(1));
    for expected in [
        "\n2 rows rejected: in no table\n       2  the article has no text (empty_text)\n          the first: a.csv row 2, line 3, column text: ",
        "\n2 values missing or unreadable, in rows that are kept\n",
        "(unreadable_date)",
        "(no_outlet)",
    ] {
        assert!(ended.out.contains(expected), "no {expected:?} in\n{}", ended.out);
    }
}

#[test]
fn a_foreign_folder_is_refused_before_any_work_unless_told() {
    let folder = folder_with(&demo()[..8]);
    fs::create_dir(folder.path().join("out")).unwrap();
    fs::write(folder.path().join("out/thesis.txt"), "mine").unwrap();
    fs::write(folder.path().join("out/run.json"), "{\"tool\": \"another\"}").unwrap();
    let ended = call(folder.path(), &["run", "articles.csv", "-o", "out"]);
    assert_eq!(ended.code, Some(2));
    assert!(ended.err.contains("slantwise did not make it") && ended.err.contains("--overwrite"), "{}", ended.err);
    assert!(!ended.err.contains("reading"), "{}", ended.err);
    assert_eq!(names(&folder.path().join("out")), ["run.json", "thesis.txt"]);
    let ended = call(folder.path(), &["run", "articles.csv", "-o", "out", "--overwrite"]);
    assert_eq!(ended.code, Some(0), "{}", ended.err);
    assert_eq!(fs::read_to_string(folder.path().join("out/thesis.txt")).unwrap(), "mine");
    assert_eq!(names(folder.path()), ["articles.csv", "out"]);
    // now it is ours
    let ended = call(folder.path(), &["run", "articles.csv", "-o", "out"]);
    assert_eq!(ended.code, Some(0), "{}", ended.err);
    assert!(folder.path().join("out/thesis.txt").exists());
}

#[test]
fn a_file_where_the_folder_should_be_is_refused() {
    let folder = folder_with(&demo()[..4]);
    for more in [&[][..], &["--overwrite"]] {
        let ended = call(folder.path(), &[&["run", "articles.csv", "-o", "articles.csv"], more].concat());
        assert_eq!(ended.code, Some(2));
        assert!(ended.err.contains("found a file where the output folder should be"), "{}", ended.err);
    }
    assert_eq!(fs::read(folder.path().join("articles.csv")).unwrap(), csv_of(&demo()[..4]));
    assert_eq!(names(folder.path()), ["articles.csv"]);
}

#[test]
fn an_empty_folder_and_one_with_a_slash_are_fine() {
    let folder = folder_with(&demo()[..4]);
    fs::create_dir(folder.path().join("out")).unwrap();
    for out in ["out", "out/", "deep/er/out/"] {
        let ended = call(folder.path(), &["run", "articles.csv", "-o", out]);
        assert_eq!(ended.code, Some(0), "{}", ended.err);
        assert!(folder.path().join(out).join("run.json").exists());
    }
    assert_eq!(names(folder.path()), ["articles.csv", "deep", "out"]);
}

#[test]
fn a_closed_pipe_is_quiet() {
    let folder = folder_with(&generated(700, 5)); // more than a pipe holds
    for arguments in [&["score", "articles.csv", "-q"][..], &["lexicon", "show", "sentiment-news"], &["man"]] {
        let mut child =
            slantwise(folder.path()).args(arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut out = BufReader::with_capacity(64, child.stdout.take().unwrap());
        let mut line = String::new();
        out.read_line(&mut line).unwrap();
        drop(out);
        let ended = child.wait_with_output().unwrap();
        assert!(!line.is_empty());
        assert_eq!(ended.status.code(), Some(0), "{arguments:?}");
        assert_eq!(String::from_utf8_lossy(&ended.stderr), "", "{arguments:?}");
    }
}

/// Interrupts a run in the midst of its work.
fn interrupt(signal: &str) {
    let folder = folder_with(&generated(1500, 11));
    let mut child = slantwise(folder.path())
        .args(["run", "articles.csv", "-o", "out", "--progress", "plain", "--resamples", "20000"])
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut words = BufReader::new(child.stderr.take().unwrap());
    let mut line = String::new();
    words.read_line(&mut line).unwrap();
    assert!(line.starts_with("reading "), "{line}");
    assert_eq!(names(folder.path()), [".out.slantwise-lock", ".out.slantwise-stage", "articles.csv"]);
    let status = Command::new("kill").args([signal, &child.id().to_string()]).status().unwrap();
    assert!(status.success());
    let mut rest = String::new();
    words.read_to_string(&mut rest).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(130), "{signal}: {rest}");
    assert!(!rest.contains("wrote ") && rest.ends_with("interrupted; nothing was written\n"), "{rest}");
    assert_eq!(names(folder.path()), ["articles.csv"], "{signal}");
}

#[cfg(unix)]
#[test]
fn an_interrupted_run_leaves_nothing() {
    interrupt("-INT");
}

#[cfg(unix)]
#[test]
fn a_terminated_run_leaves_nothing() {
    interrupt("-TERM");
}

#[test]
fn score_streams_in_the_order_of_the_input_and_equals_the_run() {
    let mut articles = generated(60, 4);
    articles.reverse();
    let folder = folder_with(&articles);
    let ended = call(folder.path(), &["score", "articles.csv", "-q"]);
    assert_eq!((ended.code, ended.err.as_str()), (Some(0), ""));
    let scores = Sheet::parse(ended.out.as_bytes());
    assert_eq!(scores.header, ["article_id", "outlet", "feature", "voice", "value", "n_hits", "n_words"]);
    let mut ids = scores.values("article_id");
    ids.dedup();
    assert_eq!(ids, articles.iter().map(|it| it.id.as_str()).collect::<Vec<_>>());
    let ended = call(folder.path(), &["run", "articles.csv", "-o", "out", "-q"]);
    assert_eq!(ended.code, Some(0), "{}", ended.err);
    let tables = tables(&folder.path().join("out"));
    let frames = &tables["article_frames"];
    let mut expected: Vec<Vec<String>> = (0..frames.rows.len())
        .map(|row| {
            let cell = |name: &str| frames.cell(row, name).to_owned();
            let frame = format!("{}.{}", cell("lexicon"), cell("frame"));
            vec![cell("article_id"), frame, cell("voice"), cell("per1k"), cell("n"), cell("n_words")]
        })
        .collect();
    let scores = scores.without(&["outlet"]);
    let mut found: Vec<Vec<String>> = scores.rows.iter().filter(|it| it[1].contains('.')).cloned().collect();
    expected.sort();
    found.sort();
    assert_eq!(found.len(), expected.len());
    assert_eq!(found.iter().zip(&expected).find(|it| it.0 != it.1), None);
    // features are the columns of `articles`
    for row in scores.rows.iter().filter(|it| !it[1].contains('.')) {
        let article = tables["articles"].where_(&[("article_id", &row[0])])[0];
        assert_eq!(tables["articles"].cell(article, &row[1]), row[3], "{row:?}");
    }
}

#[test]
fn score_is_the_same_on_any_number_of_threads() {
    let folder = folder_with(&generated(700, 9)); // more than a batch
    let score = |threads: &str| call(folder.path(), &["score", "articles.csv", "-j", threads, "-q"]);
    let one = score("1");
    assert_eq!(one.code, Some(0));
    assert!(score("2") == one);
}

#[test]
fn the_word_lists_are_listed_and_shown() {
    let folder = tempfile::tempdir().unwrap();
    let list = call(folder.path(), &["lexicon", "list"]);
    assert_eq!((list.code, list.err.as_str()), (Some(0), ""));
    let named: Vec<&str> = list.out.lines().map(|it| it.split(' ').next().unwrap()).collect();
    let expected = ["climate", "epistemic", "generic-frames", "loaded-language", "migration", "moral", "policy-frames"];
    assert_eq!(named, [&expected[..], &["sentiment-news"]].concat());
    for name in named {
        let shown = call(folder.path(), &["lexicon", "show", name]);
        assert_eq!(shown.code, Some(0));
        for part in ["\nabout\n", "\nsource\n", "\nlicence\n", "\nlimits\n"] {
            let text = shown.out.split_once(part).unwrap_or_else(|| panic!("{name} has no {part}")).1;
            assert!(text.lines().next().is_some_and(|it| it.trim().len() > 5), "{name}: {part}");
        }
    }
    let shown = call(folder.path(), &["lexicon", "show", "migration"]).out;
    assert!(shown.contains("\naxis alarm_humane: ") && shown.contains("\n  record numbers\n"), "{shown}");
    assert_eq!(call(folder.path(), &["lexicon", "show", "emotions"]).code, Some(2));
}

#[test]
fn completions_and_man_name_every_command() {
    let folder = tempfile::tempdir().unwrap();
    let man = call(folder.path(), &["man"]);
    assert!(man.out.contains(".TH ") && man.err.is_empty());
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let ended = call(folder.path(), &["completions", shell]);
        assert_eq!((ended.code, ended.err.as_str()), (Some(0), ""));
        for command in COMMANDS {
            assert!(ended.out.contains(command), "{shell}: {command}");
            assert!(man.out.contains(&format!("slantwise\\-{command}")) || man.out.contains(command), "{command}");
        }
    }
    // bash itself reads it, where there is one
    let script = folder.path().join("slantwise.bash");
    fs::write(&script, call(folder.path(), &["completions", "bash"]).out).unwrap();
    if let Ok(status) = Command::new("bash").arg("-n").arg(&script).status() {
        assert!(status.success());
    }
}

#[test]
fn help_fits_on_a_page_of_a_hundred_columns() {
    let folder = tempfile::tempdir().unwrap();
    let mut pages =
        vec![vec!["--help"], vec!["-h"], vec!["lexicon", "list", "--help"], vec!["lexicon", "show", "--help"]];
    pages.extend(COMMANDS.iter().flat_map(|it| [vec![*it, "--help"], vec![*it, "-h"]]));
    for page in pages {
        let ended = call(folder.path(), &page);
        assert_eq!((ended.code, ended.err.as_str()), (Some(0), ""), "{page:?}");
        assert!(ended.out.contains("Usage: slantwise"), "{page:?}");
        for line in ended.out.lines() {
            assert!(line.chars().count() <= 100, "{page:?}: {line}");
        }
    }
    let help = call(folder.path(), &["--help"]).out;
    COMMANDS.iter().for_each(|it| assert!(help.contains(&format!("\n  {it} ")), "{it}"));
    let version = call(folder.path(), &["--version"]).out;
    assert_eq!(version.trim(), format!("slantwise {}", env!("CARGO_PKG_VERSION")));
}

fn json_lines() -> Vec<u8> {
    let line = |article: &crate::support::Article| {
        let object: serde_json::Map<String, serde_json::Value> =
            FIELDS.iter().zip(article.cells()).map(|(name, it)| ((*name).to_owned(), it.into())).collect();
        serde_json::Value::Object(object).to_string()
    };
    demo().iter().map(line).collect::<Vec<_>>().join("\n").into_bytes()
}

fn gz(bytes: &[u8]) -> Vec<u8> {
    let mut writer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    writer.write_all(bytes).unwrap();
    writer.finish().unwrap()
}

fn without_source(out: &Path) -> Vec<(String, Sheet)> {
    tables(out).into_iter().map(|(name, it)| (name, it.without(&["source_file"]))).collect()
}

#[test]
fn every_format_gives_the_tables_of_the_csv_file() {
    let csv = csv_of(&demo());
    let mut tabs = csv::WriterBuilder::new().delimiter(b'\t').from_writer(Vec::new());
    let mut semicolons = csv::WriterBuilder::new().delimiter(b';').from_writer(Vec::new());
    for writer in [&mut tabs, &mut semicolons] {
        writer.write_record(FIELDS).unwrap();
        demo().iter().for_each(|it| writer.write_record(it.cells()).unwrap());
    }
    let marked = [b"\xef\xbb\xbf", &csv[..]].concat();
    let files: [(&str, Vec<u8>); 9] = [
        ("b.csv.gz", gz(&csv)),
        ("c.csv.zst", zstd::encode_all(&csv[..], 1).unwrap()),
        ("d.jsonl", json_lines()),
        ("e.jsonl.gz", gz(&json_lines())),
        ("f.tsv", tabs.into_inner().unwrap()),
        ("g.csv", semicolons.into_inner().unwrap()),
        ("h.csv", marked.clone()),
        ("i.csv.gz", gz(&marked)),
        ("j.jsonl", [b"\xef\xbb\xbf", &json_lines()[..]].concat()),
    ];
    let folder = folder_with(&demo());
    let run = |input: &str, stdin: &[u8]| {
        let ended = call_with_input(folder.path(), &["run", input, "-o", "out", "-q", "--strict"], stdin);
        assert_eq!(ended, Ended { code: Some(0), out: String::new(), err: String::new() }, "{input}");
        without_source(&folder.path().join("out"))
    };
    let expected = run("articles.csv", b"");
    let same = |found: Vec<(String, Sheet)>, what: &str| {
        found.iter().zip(&expected).for_each(|(a, b)| assert_same(&a.0, &a.1, &b.1, what));
    };
    for (name, bytes) in &files {
        fs::write(folder.path().join(name), bytes).unwrap();
        same(run(name, b""), name);
        same(run("-", bytes), &format!("{name} on standard input"));
    }
}

#[test]
fn several_inputs_are_one_corpus() {
    let articles = demo();
    let folder = folder_of(&[("a.csv", &csv_of(&articles[..10])), ("b.csv", &csv_of(&articles[10..]))]);
    fs::write(folder.path().join("articles.csv"), csv_of(&articles)).unwrap();
    for arguments in [&["run", "a.csv", "b.csv", "-o", "two", "-q"], &["run", "b.csv", "a.csv", "-o", "turned", "-q"]] {
        assert_eq!(call(folder.path(), arguments).code, Some(0));
    }
    assert_eq!(call(folder.path(), &["run", "articles.csv", "-o", "one", "-q"]).code, Some(0));
    let expected = without_source(&folder.path().join("one"));
    for out in ["two", "turned"] {
        let found = without_source(&folder.path().join(out));
        found.iter().zip(&expected).for_each(|(a, b)| assert_same(&a.0, &a.1, &b.1, out));
    }
}

#[test]
fn quiet_says_nothing_on_success_and_errors_all_the_same() {
    let folder = folder_with(&demo());
    for arguments in [&["run", "articles.csv", "-o", "out", "-q"][..], &["demo", "--quiet"]] {
        let ended = call(folder.path(), arguments);
        assert_eq!(ended, Ended { code: Some(0), out: String::new(), err: String::new() });
    }
    let ended = call(folder.path(), &["run", "absent.csv", "-o", "other", "-q"]);
    assert!(ended.code == Some(2) && ended.err.contains("absent.csv"), "{}", ended.err);
}

#[test]
fn a_run_ends_with_what_was_written_findings_and_the_next_step() {
    let folder = folder_with(&demo());
    let ended = call(folder.path(), &["run", "articles.csv", "-o", "out"]);
    assert_eq!((ended.code, ended.out.as_str()), (Some(0), ""), "words go to standard error");
    let lines: Vec<&str> = ended.err.lines().collect();
    assert!(lines[2].starts_with("wrote out: 32 articles, 4 outlets, 8 events (given), "), "{}", ended.err);
    assert_eq!(lines.iter().filter(|it| it.starts_with("  * ")).count(), 3, "{}", ended.err);
    assert!(lines.last().is_some_and(|it| it.starts_with("next: open out/index.html")), "{}", ended.err);
    assert!(!ended.err.contains('\u{1b}'), "no colour without a terminal");
}

#[test]
fn settings_come_from_the_environment_too_and_flags_go_first() {
    let folder = folder_of(&[("a.csv", b"id,outlet,words\n1,North,Talks began.\n")]);
    let check = |more: &[&str]| {
        let mut command = slantwise(folder.path());
        command.args(["check", "a.csv"]).args(more).env("SLANTWISE_COLUMNS", "text=words");
        crate::support::end(&mut command)
    };
    assert_eq!(check(&[]).code, Some(0), "{}", check(&[]).err);
    assert_eq!(check(&["--columns", "text=absent"]).code, Some(2));
}

#[test]
fn switches_in_the_environment_take_1_and_0() {
    let folder = folder_of(&[("a.csv", b"text,outlet\nTalks began.,North\n")]);
    for (value, is_quiet) in [("1", true), ("0", false)] {
        let mut command = slantwise(folder.path());
        let ended = crate::support::end(command.args(["score", "a.csv"]).env("SLANTWISE_QUIET", value));
        assert_eq!((ended.code, ended.err.is_empty()), (Some(0), is_quiet), "{value}: {}", ended.err);
    }
}

#[test]
fn a_demo_never_overwrites_a_users_articles() {
    let folder = folder_of(&[("mine/articles/manifest.csv", b"file,outlet\n")]);
    let ended = call(folder.path(), &["demo", "-o", "mine"]);
    assert!(ended.code == Some(2) && ended.err.contains("not the bundled articles"), "{}", ended.err);
    assert_eq!(std::fs::read(folder.path().join("mine/articles/manifest.csv")).unwrap(), b"file,outlet\n");
}

#[test]
fn a_date_stamp_before_a_windows_line_end_is_survived() {
    let text = " date 2022-07-13\r\nThe talks began in the capital.\r\n";
    let folder = folder_of(&[("North/1.txt", text.as_bytes())]);
    let ended = call(folder.path(), &["score", "."]);
    assert!(ended.code == Some(0) && ended.out.contains("n_words"), "{}", ended.err);
}

#[test]
fn what_is_not_read_and_what_is_rejected_give_the_exit_code_its_reason() {
    let folder = folder_of(&[("in/a.txt", b"Talks began."), ("in/b.csv", b"text\nMore.\n")]);
    for command in [&["run", "-o", "out"][..], &["check"], &["score"]] {
        let ended = call(folder.path(), &[command, &["in"]].concat());
        assert_eq!(ended.code, Some(1), "{command:?} {}", ended.err);
        assert!(ended.err.contains("warning: 1 file not read: b.csv; `slantwise check` says why"), "{}", ended.err);
    }
    let folder = folder_of(&[("a.csv", b"text,outlet\nTalks began.,N\n,N\n")]);
    for command in [&["run", "-o", "out"][..], &["check"], &["score"]] {
        let ended = call(folder.path(), &[command, &["a.csv"]].concat());
        assert_eq!(ended.code, Some(1), "{command:?} {}", ended.err);
        assert!(ended.err.contains("1 of 2 rows rejected, and --max-rejects 1% allows 0"), "{}", ended.err);
        let ended = call(folder.path(), &[command, &["a.csv", "--max-rejects", "1"]].concat());
        assert_eq!(ended.code, Some(0), "{command:?} {}", ended.err);
        assert!(!ended.err.contains("--max-rejects"), "{}", ended.err);
    }
    let ended = call(folder.path(), &["run", "a.csv", "--strict"]);
    assert!(ended.err.contains("1 of 2 rows rejected, and --strict allows 0"), "{}", ended.err);
    assert!(ended.err.contains("1 article, 1 outlet, 1 row rejected"), "{}", ended.err);
    assert!(ended.err.contains(": 1 article, 1 outlet, 1 event (found), 0 hits, in "), "{}", ended.err);
}

#[test]
fn a_text_of_furniture_is_rejected_and_ids_given_twice_are_told() {
    let table = b"id,text,outlet\na,Talks began.,www.north.example\nb,Advertisement,N\na,They ended.,S\n";
    let folder = folder_of(&[("a.csv", table), ("b.csv", b"text,url\nMore.,https://www.north.example/a\n")]);
    let told = "1 article was given the id of another: a number is put behind it";
    let ended = call(folder.path(), &["check", "a.csv", "b.csv"]);
    assert!(ended.out.contains(told) && ended.out.contains("(only_furniture)"), "{}", ended.out);
    let ended = call(folder.path(), &["run", "a.csv", "b.csv", "-o", "out", "--max-rejects", "1"]);
    assert_eq!(ended.code, Some(0), "{}", ended.err);
    assert!(ended.err.contains("3 articles, 2 outlets, 1 row rejected"), "{}", ended.err);
    assert!(ended.err.contains(&format!("note: {told}")) && ended.err.contains("only: Advertisement"), "{}", ended.err);
    assert!(!ended.err.contains("replaced"), "{}", ended.err);
    let ended = call(folder.path(), &["run", "a.csv", "b.csv", "-o", "out", "--max-rejects", "1"]);
    assert!(ended.err.contains("\nreplaced the earlier run in out\n"), "{}", ended.err);
    let ended = call(folder.path(), &["score", "a.csv", "--max-rejects", "1", "-q"]);
    assert!(!ended.out.contains("\nb,"), "{}", ended.out);
    let ended = call(folder.path(), &["run", "a.csv", "--clean", "none"]);
    assert!(ended.err.contains("3 articles, "), "{}", ended.err);
    let folder = folder_of(&[("a.csv", b"text\nAdvertisement\n")]);
    let ended = call(folder.path(), &["run", "a.csv"]);
    assert_eq!(ended.code, Some(2), "{}", ended.err);
    assert!(ended.err.contains("no usable article") && ended.err.contains("only_furniture"), "{}", ended.err);
}
