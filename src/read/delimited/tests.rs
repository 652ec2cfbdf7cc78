use crate::read::{Options, Reading, testing};

/// `drafts` as `id:outlet:text`, `rejects` and `problems` as `row:line:column:reason`.
fn check(name: &str, content: &[u8], drafts: &[&str], rejects: &[&str], problems: &[&str]) -> Reading {
    let reading = testing::file(name, content, &Options::default()).unwrap();
    let dash = |cell: &Option<String>| cell.clone().unwrap_or_default();
    let found: Vec<_> = reading
        .drafts
        .iter()
        .map(|draft| format!("{}:{}:{}", dash(&draft.id), dash(&draft.outlet), draft.text))
        .collect();
    assert_eq!(found, drafts);
    let line = |line: Option<u64>| line.map_or(String::new(), |line| line.to_string());
    let found: Vec<_> = reading
        .rejects
        .iter()
        .map(|reject| format!("{}:{}:{}:{}", reject.row, line(reject.line), reject.column, reject.reason))
        .collect();
    assert_eq!(found, rejects);
    let found: Vec<_> = reading
        .problems
        .iter()
        .map(|problem| format!("{}:{}:{}", problem.row, problem.column, problem.reason))
        .collect();
    assert_eq!(found, problems);
    assert_eq!(reading.sources[0].rows as usize, drafts.len() + rejects.len());
    reading
}

#[test]
fn quoted_cells_may_hold_delimiters_newlines_and_quotes() {
    let content = b"id,outlet,text\r\n1,North,\"Talks, he said,\n\"\"began\"\".\"\r\n\r\n2,South,They ended.";
    check("a.csv", content, &["1:North:Talks, he said,\n\"began\".", "2:South:They ended."], &[], &[]);
}

#[test]
fn a_byte_order_mark_belongs_to_no_name() {
    check("a.csv", b"\xef\xbb\xbftext,outlet\nTalks.,North\n", &[":North:Talks."], &[], &[]);
}

#[test]
fn a_header_without_commas_tells_the_delimiter() {
    check("a.csv", b"outlet;text\nNorth;Talks, and more.\n", &[":North:Talks, and more."], &[], &[]);
    check("a.csv", b"outlet\ttext\nNorth\tTalks; more.\n", &[":North:Talks; more."], &[], &[]);
    check("a.csv", b"\"a;b;c\",outlet,text\n1,North,Talks; more.\n", &[":North:Talks; more."], &[], &[]);
    check("a.tsv", b"a,b\ttext\toutlet\n1\tTalks, more.\tNorth\n", &[":North:Talks, more."], &[], &[]);
}

#[test]
fn each_unusable_row_is_rejected_with_its_line_and_reason() {
    let content = b"id,outlet,text\n1,North,\"Talks\nbegan.\"\n2,South\n3,South,\n4,South,a,b\n5,South,caf\xe9 \xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\n6,South,End.\n";
    let reading = check(
        "a.csv",
        content,
        &["1:North:Talks\nbegan.", "6:South:End."],
        &["2:4:text:short_record", "3:5:text:empty_text", "4:6::long_record", "5:7:text:bad_utf8"],
        &[],
    );
    let byte = reading.rejects[3].byte.unwrap() as usize;
    assert!(content[byte..].starts_with(b"5,South"));
    assert!(reading.rejects[3].detail.starts_with("byte 0xE9 at byte 3 of the cell"));
    assert!(reading.rejects[3].detail.ends_with("--encoding windows-1252"));
}

#[test]
fn a_row_that_lacks_only_other_cells_is_kept_and_told() {
    check("a.csv", b"text,outlet,date\nTalks.,North\n", &[":North:Talks."], &[], &["1::short_record"]);
}

#[test]
fn a_row_with_empty_cells_too_many_is_kept() {
    check("a.csv", b"text,outlet\nTalks.,North,,\n", &[":North:Talks."], &[], &[]);
}

#[test]
fn bytes_that_are_not_utf8_do_no_harm_in_an_unused_column() {
    check("a.csv", b"note,text,outlet\ncaf\xe9,Talks.,North\n", &[":North:Talks."], &[], &[]);
}

#[test]
fn a_quotation_mark_that_is_never_closed_is_a_reject_not_a_text() {
    let content = b"text,outlet\nTalks.,North\n\"They ended.,South\nMore.,East\n";
    check("a.csv", content, &[":North:Talks.", ":East:More."], &["2:3:text:unclosed_quote"], &[]);
}

#[test]
fn lines_lost_with_a_quotation_mark_are_said() {
    let content = b"id,outlet,text\n1,North,Talks.\n2,\"South\n3,North,a,b,c\n4,North,They ended.\n5,\"East,End.\n";
    let expected = ["1:North:Talks.", "4:North:They ended."];
    let reading = check("a.csv", content, &expected, &["2:3:text:unclosed_quote", "4:6:text:unclosed_quote"], &[]);
    let details: Vec<&str> = reading.rejects.iter().map(|reject| reject.detail.as_ref()).collect();
    assert!(
        details[0].contains("Lines 3 to 4 are left out") && details[0].contains("went on at line 5"),
        "{}",
        details[0]
    );
    assert!(details[1].contains("to the end of the file"), "{}", details[1]);
}

#[test]
fn an_outlet_comes_from_the_url_or_is_told_missing() {
    let content = b"text,url\nTalks.,https://www.north.example/a\nEnd.,\n";
    check("a.csv", content, &[":north.example:Talks.", "::End."], &[], &["2::no_outlet"]);
}

const N: usize = 20;

fn text(i: usize) -> String {
    format!("The “talks” of day {i} began; envoys said, \"it’s the {i}th café\", and left | again.")
}

/// A clean table of [`N`] rows, in lines without their ends, every text between quotation marks.
fn table(delimiter: &str) -> Vec<String> {
    let row = |i| {
        let text = text(i).replace('"', "\"\"");
        format!("{i}{delimiter}{}{delimiter}\"{text}\"", if i % 2 == 0 { "North" } else { "South" })
    };
    [format!("id{delimiter}outlet{delimiter}text")].into_iter().chain((1..=N).map(row)).collect()
}

fn joined(lines: &[String]) -> Vec<u8> {
    lines.iter().flat_map(|line| [line.as_bytes(), b"\n"].concat()).collect()
}

/// Every row but those `broken` is read exactly, nothing told; those are rejects with their places.
fn polluted(kind: &str, bytes: &[u8], broken: &[(usize, &str)]) -> Reading {
    let reading = testing::file("a.csv", bytes, &Options::default());
    let reading = reading.unwrap_or_else(|error| panic!("{kind}: {error}"));
    let found: Vec<_> = reading.drafts.iter().map(|draft| draft.text.clone()).collect();
    let whole = (1..=N).filter(|i| broken.iter().all(|row| row.0 != *i)).map(text).collect::<Vec<_>>();
    assert_eq!(found, whole, "{kind}");
    let reasons: Vec<_> = reading.rejects.iter().map(|reject| reject.reason.name()).collect();
    assert_eq!(reasons, broken.iter().map(|(_, reason)| *reason).collect::<Vec<_>>(), "{kind}");
    assert!(reading.rejects.iter().all(|reject| reject.line.is_some() && reject.byte.is_some()), "{kind}");
    assert_eq!(reading.sources[0].rows as usize, reading.drafts.len() + reading.rejects.len(), "{kind}");
    reading
}

#[test]
fn delimiters_and_line_ends_are_found() {
    for delimiter in [",", ";", "\t", "|"] {
        let reading = polluted(delimiter, &joined(&table(delimiter)), &[]);
        assert_eq!(reading.sources[0].dialect.unwrap().delimiter, delimiter.as_bytes()[0]);
    }
    let lines = table(",");
    for end in ["\n", "\r\n", "\r", "\n\n", "\r\n\r\n"] {
        polluted(end, lines.join(end).as_bytes(), &[]);
    }
    let mixed: String =
        lines.iter().zip(["\n", "\r\n", "\r"].iter().cycle()).map(|(line, end)| format!("{line}{end}")).collect();
    polluted("mixed", mixed.as_bytes(), &[]);
}

#[test]
fn encodings_are_found() {
    let text = String::from_utf8(joined(&table(","))).unwrap();
    let units = |to_bytes: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(to_bytes).collect::<Vec<u8>>();
    let (little, big) = (units(u16::to_le_bytes), units(u16::to_be_bytes));
    for (name, bytes) in [
        ("UTF-8", [b"\xef\xbb\xbf", text.as_bytes()].concat()),
        ("UTF-16LE", little.clone()),
        ("UTF-16BE", big.clone()),
        ("UTF-16LE", [&b"\xff\xfe"[..], &little].concat()),
        ("UTF-16BE", [&b"\xfe\xff"[..], &big].concat()),
        ("windows-1252", encoding_rs::WINDOWS_1252.encode(&text).0.into_owned()),
    ] {
        assert_eq!(polluted(name, &bytes, &[]).sources[0].encoding, name);
    }
}

#[test]
fn lines_before_the_header_are_passed_over() {
    let preamble =
        ["Articles on the talks", "", "# exported in July, from the archive", "Source: archive; 20 rows", "\"\""];
    for n in 1..=preamble.len() {
        for delimiter in [",", ";"] {
            let lines = [preamble[..n].iter().map(|line| (*line).to_owned()).collect(), table(delimiter)].concat();
            let reading = polluted(&format!("{n} lines before {delimiter}"), &joined(&lines), &[]);
            assert_eq!(reading.sources[0].dialect.unwrap().n_preamble, n as u64);
            assert!(reading.sources[0].remarks.iter().any(|remark| remark.contains("before the table")));
        }
    }
    polluted("sep=", &[b"sep=;\r\n".to_vec(), joined(&table(";"))].concat(), &[]);
}

#[test]
fn quotation_marks_are_told_as_they_are_used() {
    let spaced = table(",").iter().map(|line| line.replacen(',', ", ", 2)).collect::<Vec<_>>();
    polluted("a space behind the delimiter", &joined(&spaced), &[]);
    let escaped = table(",").iter().map(|line| line.replace("\"\"", "\\\"")).collect::<Vec<_>>();
    let reading = polluted("backslashes", &joined(&escaped), &[]);
    assert_eq!(reading.sources[0].dialect.unwrap().escape, Some(b'\\'));
    let row = |i: usize| format!("'{i}','North','{}'", text(i).replace('\'', "''"));
    let lines = [vec!["'id','outlet','text'".to_owned()], (1..=N).map(row).collect()].concat();
    let reading = polluted("apostrophes", &joined(&lines), &[]);
    assert_eq!(reading.sources[0].dialect.unwrap().quote, Some(b'\''));
}

#[test]
fn backslashes_before_other_letters_stay() {
    let content = br#"id,outlet,text
1,North,"The path, she said, is D:\temp\new."
2,North,"He said ""go"",\nand \"went\" on, they say."
3,South,"Two \\ are one, and the end is \\"
"#;
    check(
        "a.csv",
        content,
        &[
            r"1:North:The path, she said, is D:\temp\new.",
            r#"2:North:He said "go",\nand "went" on, they say."#,
            r"3:South:Two \ are one, and the end is \",
        ],
        &[],
        &[],
    );
}

#[test]
fn a_mark_within_a_cell_moves_no_space_elsewhere() {
    let content = br#"id, outlet, text
1, North, "He said, ""go"" now."
2, 5" North, "She said, ""go"" now."
3, South, "They said, ""go"" now."
"#;
    let said = |id: u32, outlet: &str, who: &str| format!(r#"{id}:{outlet}:{who} said, "go" now."#);
    let expected = [said(1, "North", "He"), said(2, "5\" North", "She"), said(3, "South", "They")];
    check("a.csv", content, &expected.each_ref().map(String::as_str), &[], &[]);
}

#[test]
fn a_quotation_mark_never_closed_costs_its_row_only() {
    for k in 1..=N {
        let mut lines = table(",");
        lines[k].pop();
        polluted(&format!("no end in row {k}"), &joined(&lines), &[(k, "unclosed_quote")]);
        let plain = |i: usize| format!("{i},North,{}", text(i).replace(',', ";"));
        let mut lines = [vec!["id,outlet,text".to_owned()], (1..=N).map(plain).collect()].concat();
        lines[k] = format!("{k},North,\"Talks\non two lines");
        let reading = testing::file("a.csv", &joined(&lines), &Options::default()).unwrap();
        let ids: Vec<_> = reading.drafts.iter().map(|draft| draft.id.clone().unwrap()).collect();
        let whole: Vec<_> = (1..=N).filter(|i| *i != k).map(|i| i.to_string()).collect();
        assert_eq!((ids, reading.rejects.len()), (whole, 1), "row {k}");
        let reject = &reading.rejects[0];
        assert_eq!((reject.row, reject.line, reject.reason.name()), (k as u64, Some(k as u64 + 1), "unclosed_quote"));
    }
}

#[test]
fn rows_with_other_widths_and_headers_again_are_rejects() {
    for (line, reason) in [
        ("7,South,One.,Two.", "long_record"),
        ("7,South", "short_record"),
        ("7,South,", "empty_text"),
        ("id,outlet,text", "repeated_header"),
        ("7,South,a\0b\0c\0d\0e\0f\0g\0h\0i\0", "nul_byte"),
    ] {
        let mut lines = table(",");
        lines[7] = line.to_owned();
        let reading = polluted(line, &joined(&lines), &[(7, reason)]);
        assert_eq!((reading.rejects[0].row, reading.rejects[0].line), (7, Some(8)));
    }
}

#[test]
fn a_table_without_header_has_its_text_where_most_words_are() {
    let reading = polluted("no header", &joined(&table(";")[1..]), &[]);
    assert_eq!(reading.sources[0].columns, [(crate::read::Field::Text, "column 3".to_owned())]);
    assert_eq!(reading.sources[0].unused, ["column 1", "column 2"]);
    assert!(reading.sources[0].remarks[0].contains("no header"));
}

#[test]
fn columns_can_be_told_by_number_and_doubles_are_remarked() {
    let told = |columns: &str| {
        let columns = crate::read::parse_columns(columns).unwrap();
        let table = b"who,,text,text\nNorth,Talks.,One.,Two.\n";
        testing::file("a.csv", table, &Options { columns, ..Options::default() }).unwrap()
    };
    let reading = told("outlet=1");
    assert_eq!((reading.drafts[0].text.as_str(), reading.drafts[0].outlet.as_deref()), ("One.", Some("North")));
    assert_eq!(reading.sources[0].remarks, ["2 columns are called text; column 3 was used"]);
    assert_eq!(told("text=2").drafts[0].text, "Talks.");
    assert_eq!(told("text=4").drafts[0].text, "Two.");
}

#[test]
fn what_is_told_overrides_the_guess() {
    let options = Options { delimiter: Some(b'^'), encoding: Some("iso-8859-2".into()), ..Options::default() };
    let reading = testing::file("a.csv", b"text^outlet\ncaf\xe9^North\n", &options).unwrap();
    assert_eq!((reading.drafts[0].text.as_str(), reading.drafts[0].outlet.as_deref()), ("café", Some("North")));
    assert_eq!(reading.sources[0].encoding, "ISO-8859-2");
}

#[test]
fn too_many_columns_are_an_error_with_the_way_out() {
    let table = format!("text{}\n", ",".repeat(20_000));
    let error = testing::file("a.csv", table.as_bytes(), &Options::default()).unwrap_err();
    assert!(error.to_string().contains("20001 columns") && error.help().unwrap().contains("--delimiter"), "{error}");
}
