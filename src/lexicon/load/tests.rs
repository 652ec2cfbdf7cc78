//! Tests of loading lexicons.

use super::*;
use crate::lexicon::{failures, lint};
use proptest::prelude::*;

#[test]
fn an_unknown_name_lists_the_known_ones() {
    let error = load("no-such-list").unwrap_err();
    assert_eq!(error.kind(), Kind::Lexicon);
    for name in bundled() {
        assert!(error.to_string().contains(&name), "{error}");
    }
}

#[test]
fn an_unknown_extension_names_the_known_ones() {
    let error = parse("list.docx", b"").unwrap_err();
    assert_eq!(error.to_string(), format!("list.docx: found a file ending in `docx`, expected one of {KNOWN}"));
}

#[test]
fn a_missing_file_is_named() {
    let error = load("nowhere/list.csv").unwrap_err();
    assert_eq!(error.kind(), Kind::Io);
    assert!(error.to_string().starts_with("nowhere/list.csv: "), "{error}");
}

#[test]
fn a_missing_csv_beside_its_toml_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("mood.toml");
    std::fs::write(&path, "name = 'mood'\n").unwrap();
    let error = load(path.to_str().unwrap()).unwrap_err();
    assert!(error.to_string().contains("mood.csv: ") && error.help().unwrap().contains("beside the .toml"));
}

#[test]
fn the_first_lines_of_a_text_file_say_what_it_is() {
    let check = |file: &str, text: &str, expected: &str| {
        let lexicon = parse(file, text.as_bytes()).unwrap();
        let names: Vec<_> = lexicon.categories.iter().map(|category| category.name.as_str()).collect();
        assert_eq!(names.join(" "), expected, "{text}");
    };
    check("a.txt", "bad\t-2\ngood\t3\n", "negative positive");
    check("a.txt", "bad\t-2.1\t0.5\t[-2, -2]\n", "negative");
    check("a.txt", "bad\tfear\t1\n", "fear");
    check("a.txt", "English\tEmotion\tAssociation\nbad\tfear\t1\n", "fear");
    check("a.txt", "type=weaksubj len=1 word1=bad priorpolarity=negative\n", "negative.weaksubj");
    check("a.txt", "%\r1\tharm\r%\rbad\t1\r", "harm");
    check("a.tsv", "category\tpattern\tweight\nharm\tbad\t1\n", "harm");
    let error = parse("a.txt", b"bad\ngood\n").unwrap_err().to_string();
    assert!(error.starts_with("a.txt line 1: found no list that is known by its first lines"), "{error}");
}

#[test]
fn every_bundled_pack_loads_and_says_where_it_comes_from() {
    assert!(!bundled().is_empty());
    for name in bundled() {
        let lexicon = load(&name).unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(lexicon.name, name);
        for text in [&lexicon.version, &lexicon.title, &lexicon.source, &lexicon.licence, &lexicon.limits] {
            assert!(!text.trim().is_empty(), "{name}");
        }
        assert_eq!(lexicon.notes, [], "{name}");
        let files: Vec<_> = lexicon.files.iter().map(|file| file.0.clone()).collect();
        assert_eq!(files, [format!("{name}.toml"), format!("{name}.csv")]);
    }
}

#[test]
fn no_bundled_category_has_a_pattern_twice() {
    for name in bundled() {
        for category in load(&name).unwrap().categories {
            let mut texts: Vec<_> = category.patterns.iter().map(|pattern| pattern.text.to_lowercase()).collect();
            let n_patterns = texts.len();
            texts.sort_unstable();
            texts.dedup();
            assert_eq!(texts.len(), n_patterns, "{name} {}", category.name);
        }
    }
}

#[test]
fn a_csv_beside_its_toml_is_a_pack_and_without_it_a_plain_list() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    std::fs::write(path("mood.csv"), "category,pattern\ngood,calm\n").unwrap();
    assert_eq!(load(&path("mood.csv")).unwrap().title, "mood");
    std::fs::write(path("mood.toml"), "name = 'mood'\ntitle = 'Mood'\n[[category]]\nname = 'good'\nrole = 'frame'\n")
        .unwrap();
    let pack = load(&path("mood.csv")).unwrap();
    assert_eq!(pack.title, "Mood");
    assert_eq!(load(&path("mood.toml")).unwrap(), pack);
    assert_eq!(pack.files[1], ("mood.csv".to_owned(), b"category,pattern\ngood,calm\n".to_vec()));
}

/// The starter pack as named bytes, beginning with the n-th of its three files.
fn starter_files(first: usize) -> Vec<(String, Vec<u8>)> {
    let mut files = starter("mood").map(|(end, text)| (format!("mood{end}"), text.into_bytes()));
    files.rotate_left(first);
    files.to_vec()
}

#[test]
fn a_lexicon_from_bytes_is_the_one_from_the_same_files() {
    let folder = tempfile::tempdir().unwrap();
    for (name, bytes) in starter_files(0) {
        std::fs::write(folder.path().join(name), bytes).unwrap();
    }
    let path = folder.path().join("mood.toml").to_str().unwrap().to_owned();
    let of_path = load(&path).unwrap();
    for first in 0..3 {
        let files = starter_files(first);
        let of_bytes = from_files(&files).unwrap();
        assert_eq!(of_bytes, of_path);
        assert_eq!(examples_from_files(&files, &of_bytes).unwrap(), load_examples(&path, &of_path).unwrap());
    }
    let list = ("list.csv".to_owned(), b"category,pattern\ngood,calm\n".to_vec());
    assert_eq!(from_files(std::slice::from_ref(&list)).unwrap(), parse(&list.0, &list.1).unwrap());
}

#[test]
fn files_that_are_no_lexicon_are_refused_by_name() {
    let check_error = |names: &[&str], expected: &str| {
        let files: Vec<_> =
            names.iter().map(|name| ((*name).to_owned(), b"category,pattern\na,b\n".to_vec())).collect();
        let error = from_files(&files).unwrap_err();
        assert_eq!(error.to_string(), expected);
        assert!(error.help().is_some());
    };
    check_error(&[], "found no file, expected a word list");
    check_error(&["a.test.csv"], "found no file, expected a word list");
    check_error(&["a.toml"], "found a.toml, expected NAME.toml and NAME.csv");
    check_error(&["b.csv", "a.toml"], "found a.toml, b.csv, expected NAME.toml and NAME.csv");
    check_error(&["b.csv", "a.csv"], "found b.csv, a.csv, expected one list");
    let error = examples_from_files(&starter_files(0)[..2], &load("migration").unwrap()).unwrap_err();
    assert!(error.to_string().contains("`.test.csv`"), "{error}");
}

#[test]
fn a_starter_loads_lints_clean_and_keeps_its_examples() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["my pack", "\"'\\ü"] {
        for (end, text) in starter(name) {
            std::fs::write(folder.path().join(format!("pack{end}")), text).unwrap();
        }
        let path = folder.path().join("pack.toml").to_str().unwrap().to_owned();
        let lexicon = load(&path).unwrap();
        assert_eq!(lexicon.name, name);
        assert_eq!(lint(&lexicon, None), []);
        let examples = load_examples(&path, &lexicon).unwrap();
        assert_eq!(failures(&lexicon, &examples), []);
        assert!(lexicon.categories.iter().all(|category| examples.iter().any(|of| of.category == category.name)));
    }
}

proptest! {
    #[test]
    fn no_bytes_make_a_reader_panic_and_lines_are_those_of_the_file(
        parts in prop::collection::vec(prop::sample::select(PARTS), 0..40),
        extension in prop::sample::select(&["csv", "dic", "dicx", "yml", "lc3", "ykd", "cat", "txt", "tsv", "tff"][..]),
    ) {
        let bytes = parts.concat();
        let n_lines = 1 + bytes.iter().filter(|byte| matches!(byte, b'\n' | b'\r')).count() as u64;
        let lines: Vec<_> = match parse(&format!("list.{extension}"), &bytes) {
            Ok(lexicon) => {
                let patterns = lexicon.categories.iter().flat_map(|category| &category.patterns).map(|pattern| pattern.line);
                patterns.chain(lexicon.notes.iter().map(|note| note.line)).collect()
            }
            Err(error) => error.place().and_then(|place| place.line).into_iter().collect(),
        };
        prop_assert!(lines.iter().all(|line| (1..=n_lines).contains(line)), "{lines:?}");
    }
}

const PARTS: &[&[u8]] = &[
    b"category,pattern\n",
    b"word,score\n",
    b"word,a,b\n",
    b"a,b\n",
    b"a\t-1",
    b"a\tb\t1",
    b"a\t1.5\t1\t[1]",
    b"type=a word1=b priorpolarity=c",
    b"+a\n",
    b"<dictionary>",
    b"<cnode name='a'>",
    b"<pnode name='b'/>",
    b"</cnode>",
    b"a (1)",
    b"%\n1 a\n%\n",
    b"a: [",
    b"a,",
    b"b",
    b"*",
    b"?",
    b"<number>",
    b"#",
    b"\"",
    b"\n",
    b"\r",
    b"\t",
    b" ",
    b"1",
    b"%",
    b": ",
    b"- ",
    b"]",
    b"'",
    b"&",
    b"\xe9",
    b"\xcc\x81",
    b"\xef\xbb\xbf",
    b"\0",
    b"(",
];
