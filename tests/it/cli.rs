//! The program as its user meets it: exit codes and messages.

use std::fs;

use tempfile::TempDir;

use crate::support::{Ended, Sheet, call, csv_of, demo, folder_with, generated, names, slantwise, tables};

pub(crate) fn folder_of(files: &[(&str, &[u8])]) -> TempDir {
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
