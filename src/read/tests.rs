use super::*;
use std::path::{Path, PathBuf};

use proptest::prelude::*;
#[cfg(feature = "zstd")]
use std::io::Write;

#[cfg(feature = "zstd")]
fn write(folder: &Path, name: &str, content: &[u8]) -> PathBuf {
    let path = folder.join(name);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(&path, content).unwrap();
    path
}

fn check_error(name: &str, content: &str, message: &str, help: &str) {
    let error = testing::file(name, content.as_bytes(), &Options::default()).unwrap_err();
    assert!(error.to_string().contains(message), "{error}");
    assert!(error.help().is_some_and(|found| found.contains(help)), "{:?}", error.help());
}

#[test]
fn no_input_is_an_error() {
    let error = read(&Sources::default(), &Options::default()).unwrap_err();
    assert!(error.kind() == Kind::Input && error.help().is_some());
}

#[test]
fn a_file_that_is_absent_is_an_error_with_its_name() {
    let error = read(&[Path::new("no such file.csv")].into(), &Options::default()).unwrap_err();
    assert!(error.kind() == Kind::Io && error.to_string().contains("no such file.csv"), "{error}");
}

#[test]
fn files_without_articles_are_errors() {
    check_error("a.csv", "", "an empty file", "");
    check_error("a.jsonl", "\n \n", "an empty file", "");
    check_error("a.csv", "id,text\n", "no rows", "");
    check_error("a.csv", "id,text\n1,\n2,  \n", "no usable article in 2 rows", "--columns text=");
    check_error("a.csv", "id,words\n1,Talks began.\n", "id, words", "--columns text=");
    check_error("a.jsonl", "{\"words\": \"Talks began.\"}\n", "words", "--columns text=");
    check_error("a.txt", "Talks began.", "a single text file", "folder");
}

#[test]
fn files_of_other_kinds_are_named() {
    let help = if cfg!(feature = "zip") { "whole" } else { "unpack" };
    check_error("a.csv", "PK\u{3}\u{4}rest", "zip", help);
    check_error("a.csv", "PAR1rest", "Parquet", "");
    check_error("a.csv", "<!DOCTYPE html><p>", "HTML", "");
    check_error("a.json", "Talks began.", "expected JSON", "--from csv");
}

#[cfg(feature = "zstd")]
#[test]
fn compression_is_seen_by_the_first_bytes() {
    let folder = tempfile::tempdir().unwrap();
    let table = b"text,url\nTalks began.,https://www.north.example/a\n";
    let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    gz.write_all(table).unwrap();
    let inputs = [
        write(folder.path(), "a.csv", table),
        write(folder.path(), "b.csv.gz", &gz.finish().unwrap()),
        write(folder.path(), "c.csv.zst", &zstd::encode_all(&table[..], 3).unwrap()),
        write(folder.path(), "d.csv", &zstd::encode_all(&table[..], 3).unwrap()), // the name lies
    ];
    let reading = read(&inputs.as_slice().into(), &Options::default()).unwrap();
    assert_eq!(reading.drafts.len(), 4);
    for (draft, path) in reading.drafts.iter().zip(&inputs) {
        assert_eq!((draft.text.as_str(), draft.outlet.as_deref()), ("Talks began.", Some("north.example")));
        assert_eq!(draft.source_file, path.display().to_string());
    }
    assert_eq!(reading.sources[1].blake3, blake3::hash(&std::fs::read(&inputs[1]).unwrap()).to_string());
    assert_eq!(reading.sources[1].bytes, std::fs::metadata(&inputs[1]).unwrap().len());
}

#[cfg(feature = "zstd")]
#[test]
fn a_cut_off_archive_is_an_error() {
    let whole = zstd::encode_all(&b"text\nTalks began.\n"[..], 3).unwrap();
    assert!(testing::file("a.csv.zst", &whole[..whole.len() - 4], &Options::default()).is_err());
}

#[test]
fn it_is_said_which_dates_come_from_the_address() {
    let url = "https://north.example/2022/04/03/a";
    let table = format!("text,date,url\nOne.,,{url}\nTwo.,03/04/2022,{url}\nThree.,soon,{url}\n");
    let reading = testing::file("a.csv", table.as_bytes(), &Options::default()).unwrap();
    assert_eq!(
        reading.sources[0].remarks,
        [
            "1 missing date is taken from the URL",
            "2 dates that are not one day in a known format are taken from the URL instead"
        ]
    );
}

#[test]
fn reading_ends_at_once_when_no_more_articles_are_wanted() {
    const LINE: &str = "{\"text\": \"Talks began.\", \"outlet\": \"N\"}\n";
    let table = ["text,outlet\n", &"Talks began.,N\n".repeat(9)].concat();
    let texts: Vec<(String, &str)> = (0..9).map(|i| (format!("N/{i}.txt"), "Talks began.")).collect();
    let list = format!("[{}]", [LINE.trim_end(); 9].join(","));
    for source in [
        Source::bytes("a.csv", table.as_bytes()),
        Source::bytes("a.jsonl", LINE.repeat(9).as_bytes()),
        Source::bytes("a.json", list.as_bytes()),
        Source::folder("texts", texts),
        Source::folder("objects", (0..9).map(|i| (format!("N/{i}.json"), LINE))),
        Source::folder("tables", [("a.csv", table.as_str()), ("b.csv", table.as_str())]),
    ] {
        let name = source.name();
        let mut n = 0;
        let later = Source::bytes("later.csv", table.as_bytes());
        let reading = read_each(&[source, later].into(), &Options::default(), &mut |_| {
            n += 1;
            if n == 4 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        });
        let reading = reading.unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!((n, reading.sources.len(), reading.rejects.len()), (4, 0, 0), "{name}");
    }
}

#[test]
fn two_files_in_memory_of_one_name_are_refused() {
    let folder = Source::folder("f", [("North/a.txt", "Talks began."), ("North\\./a.txt", "They ended.")]);
    let error = read(&Sources::from_iter([folder]), &Options::default()).unwrap_err().to_string();
    assert!(error.contains("two files named"), "{error}");
}

#[test]
fn names_in_memory_are_paths_of_any_system() {
    let folder = Source::folder("talks", [("./N\\a.txt", "One."), ("/S/b.txt", "Two."), ("S/.hidden.txt", "x")]);
    let reading = read(&folder.into(), &Options::default()).unwrap();
    let found: Vec<_> =
        reading.drafts.iter().map(|draft| (draft.source_file.as_str(), draft.outlet.as_deref())).collect();
    assert_eq!(found, [("talks/N/a.txt", Some("N")), ("talks/S/b.txt", Some("S"))]);
    let options = Options { from: Some(Format::Csv), ..Options::default() };
    let error = read(&Source::folder("talks", [("a.txt", "One.")]).into(), &options).unwrap_err();
    assert_eq!(error.to_string(), "talks: a folder, not a csv file");
}

#[test]
fn an_explicit_format_overrides_the_name() {
    let options = Options { from: Some(Format::Tsv), ..Options::default() };
    let reading = testing::file("a.txt", b"body\ttopic\nTalks, and more.\tx\n", &options).unwrap();
    assert_eq!(reading.drafts[0].text, "Talks, and more.");
    assert_eq!(reading.drafts[0].event, None);
    assert_eq!(reading.sources[0].columns, [(Field::Text, "body".to_owned())]);
}

#[test]
fn real_tables_are_read_whole_and_their_columns_guessed() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data");
    if !folder.is_dir() {
        println!("skipped: no ../shared");
        return;
    }
    for (name, text, n_drafts, n_rejects) in [
        ("allsides_articles.parquet", "text", 26_962, 0),
        ("allsides_immigration.csv", "text", 1_132, 0),
        ("allsides_roundups.csv", "text", 739, 0),
        ("basil.csv", "text", 135, 0),
        ("basil_spans.csv", "txt", 784, 0),
        ("ecbplus_docs.csv", "text", 429, 22), // 22 have a headline and no text
        ("gvfc_headlines.csv", "title", 1_505, 0),
        ("narrative_frames.csv", "text", 209, 0),
        ("newsmtsc.csv", "text", 8_739, 0),
        ("newswcl50.csv", "text", 30, 0),
        ("newswcl50_annotations.csv", "code_mention", 5_000, 0),
        ("vader_nyt_editorials.csv", "text", 2_447, 0),
    ] {
        if name.ends_with(".parquet") && !cfg!(feature = "parquet") {
            continue;
        }
        let mut n = 0;
        let reading = read_each(&[folder.join(name)].into(), &Options::default(), &mut |_| {
            n += 1;
            ControlFlow::Continue(())
        })
        .unwrap();
        let source = &reading.sources[0];
        assert_eq!((n, reading.rejects.len()), (n_drafts, n_rejects), "{name}");
        assert!(source.columns.contains(&(Field::Text, text.to_owned())), "{name}: {:?}", source.columns);
        let is_guessed = matches!(text, "title" | "code_mention");
        assert_eq!(
            source.remarks.iter().any(|remark| remark.contains("text")),
            is_guessed,
            "{name}: {:?}",
            source.remarks
        );
    }
}

const CSV_PARTS: &[&[u8]] =
    &[b"a", b"text", b",", b"\"", b"\n", b"\r\n", b"\r", b" ", b"\xff", b"\xc3\xa9", b"\"\"", b";", b"x,y", b"\0"];
const JSON_PARTS: &[&[u8]] =
    &[b"{\"text\":\"a\"}", b"{", b"}", b"\"text\"", b":", b"\n", b"\r\n", b"\xff", b"1", b"null", b"[", b"]", b" "];

type Conserved = (std::result::Result<(), Ended>, Vec<Provenance>, (u64, Vec<Reject>));

/// What becomes of bytes, whether or not there is an article in them: what was found, how many articles, the rejects.
fn conserved(name: &str, bytes: &[u8], options: &Options) -> Conserved {
    let mut each = |_: Draft| ControlFlow::Continue(());
    let mut ledger = Ledger::new(&mut each);
    let mut found = Vec::new();
    let outcome = container::read(&Source::bytes(name, bytes), options, &mut ledger, &mut found);
    (outcome, found, (ledger.n_articles, ledger.rejects))
}

proptest! {
    #[test]
    fn rows_are_conserved_on_any_bytes(
        cells in prop::collection::vec(prop::sample::select(CSV_PARTS), 0..60)
    ) {
        let bytes = [b"id,text,date\n".to_vec(), cells.concat()].concat();
        // what csv itself counts: an oracle without our end mark, header and rejects
        let mut oracle = csv::ReaderBuilder::new().flexible(true).from_reader(&bytes[..]);
        let n_rows = oracle.byte_records().count();
        let (outcome, found, ledger) = conserved("a.csv", &bytes, &Options::default());
        match outcome {
            Ok(()) => {
                let source = &found[0];
                prop_assert_eq!(ledger.0 as usize + ledger.1.len(), source.rows as usize);
                let is_utf8 = source.encoding == "UTF-8";
                for reject in ledger.1.iter().filter(|_| is_utf8) {
                    let byte = reject.byte.unwrap() as usize;
                    let is_end = |pair: &&[u8]| pair[0] == b'\n' || (pair[0] == b'\r' && pair[1] != b'\n');
                    let lines = bytes[..bytes.len().min(byte + 1)].windows(2).filter(is_end);
                    prop_assert_eq!(reject.line.unwrap() as usize, lines.count() + 1);
                }
                let is_mended = ledger.1.iter().any(|reject| reject.reason == Reason::UnclosedQuote);
                if is_utf8 && !is_mended && !bytes.windows(2).any(|pair| pair == b" \"") {
                    prop_assert_eq!(source.rows as usize, n_rows);
                }
            }
            Err(ended) => prop_assert!(n_rows == 0, "{ended:?}"),
        }
    }

    #[test]
    fn values_are_conserved_on_any_bytes(
        parts in prop::collection::vec(prop::sample::select(JSON_PARTS), 0..40)
    ) {
        let start = b"[{\"text\":\"Talks began.\"},\n";
        for bytes in [[&start[..], &parts.concat()].concat(), parts.concat()] {
            let options = Options { from: Some(Format::Json), ..Options::default() };
            let (outcome, found, (n_drafts, rejects)) = conserved("a.json", &bytes, &options);
            if outcome.is_ok() {
                prop_assert_eq!(found[0].rows as usize, n_drafts as usize + rejects.len());
            } else {
                prop_assert!(!bytes.starts_with(start));
            }
        }
    }

    #[test]
    fn lines_are_conserved_on_any_bytes(
        parts in prop::collection::vec(prop::sample::select(JSON_PARTS), 0..40)
    ) {
        let bytes = [b"{\"text\":\"Talks began.\"}\n".to_vec(), parts.concat()].concat();
        let n_rows = bytes.split(|byte| *byte == b'\n').filter(|line| !line.trim_ascii().is_empty()).count();
        let reading = testing::file("a.jsonl", &bytes, &Options::default()).unwrap();
        prop_assert_eq!(reading.drafts.len() + reading.rejects.len(), n_rows);
        prop_assert_eq!(reading.sources[0].rows as usize, n_rows);
    }
}
