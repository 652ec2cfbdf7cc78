use crate::read::{Field, Options, Reading, parse_columns, testing};

/// `drafts` as `outlet:date:author:text`, `rejects` as `row:line:reason`.
fn check(content: &[u8], drafts: &[&str], rejects: &[&str]) -> Reading {
    let reading = testing::file("a.jsonl", content, &Options::default()).unwrap();
    let found: Vec<_> = reading
        .drafts
        .iter()
        .map(|draft| {
            let date = draft.date.map_or(String::new(), |date| date.to_string());
            format!("{}:{date}:{}:{}", draft.outlet.clone().unwrap_or_default(), draft.author, draft.text)
        })
        .collect();
    assert_eq!(found, drafts);
    let found: Vec<_> = reading
        .rejects
        .iter()
        .map(|reject| format!("{}:{}:{}", reject.row, reject.line.unwrap_or(0), reject.reason))
        .collect();
    assert_eq!(found, rejects);
    reading
}

#[test]
fn a_crawlers_record_is_read() {
    let line = br#"{"authors": ["Ann Lee", "Bo Roe"], "date_publish": "None", "filename": "x.json", "maintext": "Talks began.",
"source_domain": "north.example", "title": "Talks", "text": null, "url": "https://north.example/x"}"#;
    let line = String::from_utf8_lossy(line).replace('\n', " ");
    let reading = check(line.as_bytes(), &["north.example::Ann Lee, Bo Roe:Talks began."], &[]);
    assert!(reading.problems.is_empty(), "{:?}", reading.problems);
    assert!(reading.sources[0].columns.contains(&(Field::Outlet, "source_domain".to_owned())));
}

#[test]
fn what_stands_deeper_is_named_by_its_path() {
    let line = r#"{"meta": {"publisher": {"name": "North"}, "at": {"$date": "03/04/2022"}}, "article": {"parts": [{"p": "One."}, {"p": "Two."}]}}"#;
    let lines = format!("{line}\n{}\n", line.replace("03/04", "25/04").replace("One", "Three"));
    let read = |options: &Options| testing::file("a.jsonl", lines.as_bytes(), options);
    let columns = |explicit: &str| Options { columns: parse_columns(explicit).unwrap(), ..Options::default() };
    let explicit = "text=article.parts.p,outlet=meta.publisher.name,date=meta.at.$date";
    let reading = read(&columns(explicit)).unwrap();
    let found = reading
        .drafts
        .iter()
        .map(|draft| (draft.text.as_str(), draft.outlet.as_deref(), draft.date))
        .collect::<Vec<_>>();
    let date = |day| Some(jiff::civil::date(2022, 4, day));
    assert_eq!(found, [("One.\n\nTwo.", Some("North"), date(3)), ("Three.\n\nTwo.", Some("North"), date(25))]);
    assert!(reading.sources[0].columns.contains(&(Field::Outlet, "meta.publisher.name".to_owned())));
    assert_eq!(reading.sources[0].unused, [""; 0]);
    // what does not fit names the paths that are there
    let error = read(&Options::default()).unwrap_err();
    let expected = "the first: not_text (an object with article.parts; say which is the text, for example --columns text=article.parts)";
    assert!(error.to_string().contains(expected), "{error}");
    let error = read(&columns("text=article.body")).unwrap_err();
    assert!(error.to_string().contains("found meta.publisher.name, meta.at.$date, article.parts"), "{error}");
}

#[test]
fn a_list_of_paragraphs_is_a_text_of_paragraphs() {
    check(
        br#"{"outlet": "N", "author": ["Ann", "Bo"], "text": ["One began.", null, "Two ended."]}"#,
        &["N::Ann, Bo:One began.\n\nTwo ended."],
        &[],
    );
}

#[test]
fn the_surest_key_wins_whatever_its_place() {
    check(
        br#"{"body": "Not this.", "text": "This.", "content": "Nor this.", "outlet": "North"}"#,
        &["North:::This."],
        &[],
    );
}

/// A file laid out freely; `expected` as `row:line:reason` for a reject, `row:line:text` is not told of a draft.
fn check_free(content: &[u8], drafts: &[&str], rejects: &[&str]) -> Reading {
    let reading = testing::file("a.json", content, &Options::default()).unwrap();
    let found: Vec<_> = reading.drafts.iter().map(|draft| draft.text.as_str()).collect();
    assert_eq!(found, drafts);
    let found: Vec<_> = reading
        .rejects
        .iter()
        .map(|reject| format!("{}:{}:{}", reject.row, reject.line.unwrap_or(0), reject.reason))
        .collect();
    assert_eq!(found, rejects);
    assert_eq!(reading.sources[0].rows as usize, drafts.len() + rejects.len());
    reading
}

#[test]
fn arrays_and_objects_are_read_wherever_their_lines_break() {
    check_free(b"[{\"text\": \"One.\"}, {\"text\": \"Two.\"}]", &["One.", "Two."], &[]);
    check_free(
        b"\xef\xbb\xbf [\n  {\n \"text\":\n\"On\\u0065. } ] \\\" {\"\n},\n{\"text\":\"Two.\"}\n]\n",
        &["One. } ] \" {", "Two."],
        &[],
    );
    check_free(b"{\n\"text\": \"One.\"\n}\n{\n\"text\": \"Two.\"\n}", &["One.", "Two."], &[]);
    check_free(b"{\"text\": \"One.\"}", &["One."], &[]);
    check_free(b"{\"text\": \"One.\"}\n{\"text\": \"Two.\"}\n", &["One.", "Two."], &[]);
}

#[test]
fn a_bad_object_is_rejected_and_reading_goes_on() {
    let reading = check_free(
            b"[\n{\"text\": \"One.\"},\n{\"text\"},\n1, [2], \"{\",\n{\"text\": \"Two.\"}, {\"text\":\n\"caf\xe9 \xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\"}, {\"title\": \"x\"}]\nrest",
            &["One.", "Two."],
            &["2:3:bad_json", "3:4:bad_json", "4:4:bad_json", "5:4:bad_json", "7:5:bad_utf8", "8:6:empty_text", "9:7:bad_json"],
        );
    assert_eq!(reading.rejects[0].detail, "expected `:`, on line 3");
    assert_eq!(reading.rejects[0].byte, Some(20));
}

#[test]
fn a_file_that_is_cut_off_is_told() {
    let reading = check_free(b"[{\"text\": \"One.\"}", &["One."], &[]);
    assert!(reading.sources[0].remarks[0].contains("cut off"));
    check_free(b"[{\"text\": \"One.\"},\n{\"text\": \"Tw", &["One."], &["2:2:bad_json"]);
}

#[test]
fn an_object_around_a_list_of_articles_is_that_list() {
    let reading = check_free(
            b"{\"status\": \"ok\", \"n\": [1], \"articles\": [ {\"text\": \"One.\"},\n{\"text\": \"Two.\"}], \"next\": {\"a\": [\"]\"]}}",
            &["One.", "Two."],
            &[],
        );
    assert_eq!(reading.sources[0].remarks, ["the articles are those in the list `articles`"]);
    let two = br#"{"articles": [{"text": "One."}], "n": 2, "results": [{"text": "Two."}], "items": [1]}"#;
    let reading = check_free(two, &["One.", "Two."], &[]);
    assert_eq!(reading.sources[0].remarks, ["the articles are those in the lists `articles`, `results`"]);
    let pages = b"{\"data\": [{\"text\": \"One.\"}]}\n{\n\"data\": [{\"text\": \"Two.\"}]}";
    let whole = br#"{"title": "x", "text": "One.", "items": [{"text": "Not this."}]}"#;
    check_free(whole, &["One."], &[]);
    let pages = [b"{\n", &pages[1..]].concat();
    assert_eq!(testing::file("a", &pages, &Options::default()).unwrap().drafts.len(), 2);
}

#[test]
fn depth_and_length_do_no_harm() {
    let deep = [&b"[{\"text\": \"One.\"}, {\"text\": "[..], &b"[".repeat(1_000_000), b" "].concat();
    check_free(&deep, &["One."], &["2:1:bad_json"]);
    check_free(&[&b"{\"text\": \"One.\"} "[..], &b"{\"a\":".repeat(300_000)].concat(), &["One."], &["2:1:bad_json"]);
    let long = [b"[{\"text\": \"", &b"a".repeat(33 << 20)[..], b"\"}, {\"text\": \"Two.\"}]"].concat();
    let reading = check_free(&long, &["Two."], &["1:1:bad_json"]);
    assert!(reading.rejects[0].detail.contains("quotation mark"));
}

#[test]
fn an_object_that_names_something_is_its_name() {
    let reading = check_free(
        br#"[{"source": {"id": null, "name": "North"}, "author": [{"name": "Ann"}, "Bo"], "content": "One."}]"#,
        &["One."],
        &[],
    );
    assert_eq!((reading.drafts[0].outlet.as_deref(), reading.drafts[0].author.as_str()), (Some("North"), "Ann, Bo"));
}

#[test]
fn a_key_of_text_is_guessed_by_content() {
    let reading = check_free(
        br#"[{"kind": "x", "passage": "Officials said talks had begun."}]"#,
        &["Officials said talks had begun."],
        &[],
    );
    assert!(reading.sources[0].remarks[0].contains("`passage`"), "{:?}", reading.sources[0].remarks);
    assert_eq!(reading.sources[0].unused, ["kind"]);
    let reading = check_free(
        br#"[{"title": "Talks begin at border"}, {"title": "Talks end"}]"#,
        &["Talks begin at border", "Talks end"],
        &[],
    );
    assert_eq!(reading.drafts[0].title, "");
    check_free(br#"[{"text": "", "body": "One."}, {"text": "None", "body": "Two."}]"#, &["One.", "Two."], &[]);
}

#[test]
fn bad_lines_are_rejected_and_the_rest_is_read() {
    let content = b"\xef\xbb\xbf{\"text\": \"One.\", \"outlet\": 7}\n\n{\"text\": \n[1]\n{\"text\": {\"a\": 1}}\n{\"text\": \"caf\xe9\"}\n{\"title\": \"x\"}\n{\"text\": \"Two.\", \"outlet\": \"S\"}";
    check(
        content,
        &["7:::One.", "S:::Two."],
        &["2:3:bad_json", "3:4:bad_json", "4:5:not_text", "5:6:bad_utf8", "6:7:empty_text"],
    );
}

#[test]
fn escapes_and_half_a_surrogate_are_told_apart() {
    let content = br#"{"text": "\u201cGo\u201d \ud83d\ude00", "outlet": "N"}
{"text": "\ud83d"}"#;
    check(content, &["N:::\u{201c}Go\u{201d} \u{1f600}"], &["2:2:bad_json"]);
}

#[test]
fn deep_nesting_is_a_reject_not_a_crash() {
    let deep = format!("{{\"text\": \"One.\", \"outlet\": \"N\"}}\n{{\"text\": {}\n", "[".repeat(100_000));
    check(deep.as_bytes(), &["N:::One."], &["2:2:bad_json"]);
}
