use super::*;
use crate::read::{Reading, testing};

/// `drafts` as `id:outlet:date:text`, `rejects` and `problems` as `row:reason:file`.
fn check(files: &[(&str, &[u8])], drafts: &[&str], rejects: &[&str], problems: &[&str]) -> Reading {
    let (reading, name) = testing::folder(files, &Options::default());
    let reading = reading.unwrap();
    let found: Vec<_> = reading
        .drafts
        .iter()
        .map(|draft| {
            let date = draft.date.map_or(String::new(), |date| date.to_string());
            let outlet = draft.outlet.clone().unwrap_or_default();
            format!("{}:{outlet}:{date}:{}", draft.id.clone().unwrap_or_default(), draft.text)
        })
        .collect();
    assert_eq!(found, drafts);
    let short = |file: &str| file.strip_prefix(&format!("{name}/")).unwrap_or(file).to_owned();
    let found: Vec<_> = reading
        .rejects
        .iter()
        .map(|reject| format!("{}:{}:{}", reject.row, reject.reason, short(&reject.source_file)))
        .collect();
    assert_eq!(found, rejects);
    let found: Vec<_> = reading
        .problems
        .iter()
        .map(|problem| format!("{}:{}:{}", problem.row, problem.reason, short(&problem.source_file)))
        .collect();
    assert_eq!(found, problems);
    assert_eq!(reading.sources[0].rows as usize, drafts.len() + rejects.len());
    reading
}

#[test]
fn a_manifest_says_what_the_files_are() {
    check(
        &[
            ("manifest.csv", b"file,outlet,date,event,story\na.txt,North,2022-07-13,e1,x\n./b.txt,,,,\n"),
            ("a.txt", b"\xef\xbb\xbfTalks began.\n"),
            ("b.txt", b" They ended."),
        ],
        &["a:North:2022-07-13:Talks began.\n", "b::: They ended."],
        &[],
        &["2:no_outlet:b.txt"],
    );
}

#[test]
fn files_absent_outside_listed_twice_or_unreadable_are_rejects() {
    check(
        &[
            ("manifest.csv", b"file,outlet\na.txt,N\nz.txt,N\n../a.txt,N\na.txt,N\nbad.txt,N\nempty.txt,N\n"),
            ("a.txt", b"Talks began."),
            ("bad.txt", b"caf\xe9"),
            ("empty.txt", b" \n"),
        ],
        &["a:N::Talks began."],
        &[
            "2:missing_file:manifest.csv",
            "3:outside_folder:manifest.csv",
            "4:listed_twice:manifest.csv",
            "5:bad_utf8:bad.txt",
            "6:empty_text:empty.txt",
        ],
        &[],
    );
}

#[test]
fn files_that_the_manifest_forgets_are_read_and_told() {
    check(
        &[
            ("manifest.csv", b"file,outlet\na.txt,N\n"),
            ("a.txt", b"One."),
            ("South__2022-07-14__b.txt", b"Two."),
            ("notes.md", b"x"),
        ],
        &["a:N::One.", "South__2022-07-14__b:South:2022-07-14:Two."],
        &[],
        &["2:unlisted_file:South__2022-07-14__b.txt"],
    );
}

#[test]
fn without_a_manifest_names_say_it() {
    check(
        &[
            ("North/one.txt", b"One."),
            ("South/one.TXT", b"Two."),
            (".hidden.txt", b"x"),
            ("East__20220713__x.txt", b"Three."),
            ("plain.txt", b"Four."),
            ("the-post_2022-07-13_talks_began.txt", b"Five."),
            ("West_News_20220714.txt", b"Six."),
            ("South/1_2022-07-15_x.txt", b"Seven."),
            ("read_me_2022.txt", b"Eight."),
        ],
        &[
            "East__20220713__x:East:2022-07-13:Three.",
            "North/one:North::One.",
            "South/1_2022-07-15_x:South:2022-07-15:Seven.",
            "South/one:South::Two.",
            "West_News_20220714:West_News:2022-07-14:Six.",
            "plain:::Four.",
            "read_me_2022:::Eight.",
            "the-post_2022-07-13_talks_began:the-post:2022-07-13:Five.",
        ],
        &[],
        &["6:no_outlet:plain.txt", "7:no_outlet:read_me_2022.txt"],
    );
}

#[test]
fn the_hash_changes_with_any_file() {
    let hash = |text: &[u8]| {
        let source = testing::folder(&[("x.txt", text)], &Options::default()).0.unwrap().sources.remove(0);
        (source.blake3, source.bytes)
    };
    assert_eq!(hash(b"One."), hash(b"One."));
    assert_ne!(hash(b"One."), hash(b"Two."));
    assert_eq!(hash(b"One.").1, 4);
}

#[test]
fn a_crawlers_files_are_read_an_article_each() {
    let reading = check(
        &[
            ("data/2022/north.example/a.json", br#"{"authors": [], "date_publish": "2022-07-13 10:00:00", "date_modify": "None",
                "maintext": "One.", "text": null, "source_domain": "www.north.example", "url": "https://north.example/x"}"#),
            ("data/2022/South/2022-07-14-b.json", br#"{"maintext": "Two.", "date_publish": "None"}"#),
            ("data/c.json", b"{\"maintext\": "),
            ("data/d.json", b" "),
            ("data/e.json", b"words"),
            ("f.txt", b"Three."),
        ],
        &[
            "data/2022/South/2022-07-14-b:South:2022-07-14:Two.",
            "data/2022/north.example/a:north.example:2022-07-13:One.",
            "f:::Three.",
        ],
        &["3:bad_json:data/c.json", "4:not_text:data/d.json", "5:not_text:data/e.json"],
        &["6:no_outlet:f.txt"],
    );
    assert!(reading.sources[0].columns.contains(&(Field::Text, "maintext".to_owned())));
}

#[test]
fn a_folder_of_tables_is_read_table_by_table() {
    let mut files: Vec<(&str, &[u8])> =
        vec![("b.csv", b"text\nTwo.\n"), ("a.jsonl", b"{\"text\": \"One.\"}\n"), ("notes.csv", b"a,b\n1,2\n")];
    let reading = testing::folder(&files, &Options::default()).0.unwrap();
    assert_eq!(reading.drafts.iter().map(|draft| draft.text.as_str()).collect::<Vec<_>>(), ["One.", "Two."]);
    assert_eq!(reading.sources.len(), 2);
    let remarks = reading.sources[0].remarks.join("; ");
    assert!(
        remarks.contains("3 tables") && remarks.contains("passed over") && remarks.contains("notes.csv"),
        "{remarks}"
    );
    files.push(("c.txt", b"Three."));
    let reading = testing::folder(&files, &Options::default()).0.unwrap();
    assert_eq!(reading.drafts.len(), 1);
    assert!(reading.sources[0].remarks[0].contains("a.jsonl, b.csv, notes.csv"));
    assert_eq!(reading.passed_over, ["a.jsonl", "b.csv", "notes.csv"]);
}

#[test]
fn a_text_file_that_is_a_table_is_read_as_one() {
    let table = "id\ttext\toutlet\r\n1\tTalks began, slowly.\tNorth\r\n2\t\"They\nended.\"\tSouth\r\n";
    let utf16: Vec<u8> = [0xff, 0xfe].into_iter().chain(table.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    let alone = testing::file("excel.txt", &utf16, &Options::default()).unwrap();
    assert_eq!(
        alone.drafts.iter().map(|draft| draft.text.as_str()).collect::<Vec<_>>(),
        ["Talks began, slowly.", "They\nended."]
    );
    let files: &[(&str, &[u8])] = &[("excel.txt", &utf16), ("more.csv", b"text,outlet\nMore.,East\n")];
    let both = testing::folder(files, &Options::default()).0.unwrap();
    assert_eq!(
        both.drafts.iter().filter_map(|draft| draft.outlet.as_deref()).collect::<Vec<_>>(),
        ["North", "South", "East"]
    );
    assert!(both.passed_over.is_empty(), "{:?}", both.passed_over);
}

#[test]
fn what_is_too_deep_is_named() {
    let files: &[(&str, &[u8])] = &[
        ("1/2/3/4/5/6/7/8/a.txt", b"One."),
        ("1/2/3/4/5/6/7/8/9/b.txt", b"Two."),
        ("1/2/3/4/5/6/7/8/9/c/d.txt", b"Three."),
        ("1/c.csv", b"text\nFour.\n"),
    ];
    let reading = testing::folder(files, &Options::default()).0.unwrap();
    assert_eq!(reading.drafts.len(), 1);
    let remark = &reading.sources[0].remarks[0];
    assert!(remark.starts_with("not read: 1/2/3/4/5/6/7/8/9, 1/c.csv; "), "{remark}");
}

#[test]
fn what_a_run_wrote_into_the_folder_is_no_article() {
    check(
        &[
            ("a.txt", b"One."),
            ("out/run.json", br#"{"tool": "slantwise"}"#),
            ("out/README.txt", b"What the tables hold."),
            ("out/tables/articles.csv", b"id"),
            ("other/run.json", b"{"),
            ("other/b.txt", b"Two."),
        ],
        &["a:::One.", "other/b:other::Two."],
        &["3:bad_json:other/run.json"],
        &["1:no_outlet:a.txt"],
    );
}

#[test]
fn a_text_too_long_is_so_wherever_it_is_cut() {
    let long = "é".repeat(MAX_TEXT / 2 + 10);
    check(&[("N/a.txt", b"One."), ("N/b.txt", long.as_bytes())], &["N/a:N::One."], &["2:text_too_long:N/b.txt"], &[]);
}

#[test]
fn a_folder_without_texts_is_an_error_with_help() {
    let error = testing::folder(&[("a.png", b"x")], &Options::default()).0.unwrap_err();
    assert!(error.to_string().contains("without articles") && error.help().is_some(), "{error}");
}
