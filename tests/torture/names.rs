//! Names that would lead out of the output folder, or collide in it, or mean something to a system.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use crate::check::{Tally, child};
use crate::support::bytes_under;

/// A name, and another that some systems take for the same.
const NAMES: &[(&str, &str)] = &[
    ("../../etc/x", "../../etc/y"),
    ("../x", "..\\x"),
    ("..", "."),
    ("/etc/passwd", "/tmp/x"),
    ("a/b", "a\\b"),
    ("CON", "con"),
    ("aux.txt", "AUX"),
    ("nul", "NUL.csv"),
    ("North", "NORTH"),
    ("Wést", "We\u{301}st"),
    ("ﬁnance", "finance"),
    ("\u{202e}gpj.exe", "gpj.exe"),
    ("-rf", "--help"),
    ("-", "--"),
    ("🌊", "🌊🌊"),
    ("", " "),
    ("trailing.", "trailing"),
    ("trailing ", "trailing"),
    (".hidden", "hidden"),
    ("~", "~root"),
    ("$HOME", "%HOME%"),
    ("a:b", "a*b?c"),
    ("<a>", "\"a\""),
    ("a\nb", "a\rb"),
    ("a\0b", "ab"),
    ("index.html", "run.json"),
    ("tables", "articles.csv"),
    ("北京日报", "北京日報"),
    ("صحيفة", "צהוב"),
    ("{{ name }}", "%s"),
    ("a,b", "a;b"),
    ("\u{feff}North", "Nor\u{200b}th"),
];

const FIELDS: &[&str] = &["id", "outlet", "event", "title"];

pub fn run(tally: &mut Tally) {
    let long = ["x".repeat(300), "é".repeat(150), "y".repeat(100_000)];
    let mut names: Vec<(&str, &str)> = NAMES.to_vec();
    names.extend([(long[0].as_str(), long[1].as_str()), (long[2].as_str(), long[0].as_str())]);
    let expected = files_of(tally, "title", ("North", "South")).expect("a harmless run");
    for pair in names {
        for field in FIELDS {
            let found = files_of(tally, field, pair);
            let name = format!("run with {field} {:?}", pair.0.chars().take(20).collect::<String>());
            tally.record(&name, found.and_then(|it| same(&it, &expected)));
        }
        file_named(tally, pair.0, &expected);
    }
}

fn same(found: &BTreeSet<String>, expected: &BTreeSet<String>) -> Result<(), String> {
    let differ: Vec<_> = found.symmetric_difference(expected).collect();
    if differ.is_empty() { Ok(()) } else { Err(format!("other files than from a harmless run: {differ:?}")) }
}

/// The files that `run` and `score` leave, wherever they are, with the names in a field.
fn files_of(tally: &mut Tally, field: &str, pair: (&str, &str)) -> Result<BTreeSet<String>, String> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(["text", "outlet", "event", "id", "title", "author", "url"]).unwrap();
    for i in 0..4 {
        let own = [["North", "South"][i % 2], ["one", "two"][i / 2], ["a", "b", "c", "d"][i], "Talks", "", ""];
        let row = ["outlet", "event", "id", "title", "author", "url"].iter().zip(own).map(|(name, own)| match *name {
            it if it == field && i % 2 == 0 => pair.0,
            it if it == field => pair.1,
            _ => own,
        });
        let text = format!("Talks number {i} began at the border on Monday, and the mayor hoped for an agreement.");
        writer.write_record([text.as_str()].into_iter().chain(row)).unwrap();
    }
    let top = quick_folder();
    let folder = top.path().join("within/a/folder");
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("articles.csv"), writer.into_inner().unwrap()).unwrap();
    let files = left_by(top.path(), &folder, "articles.csv");
    if ["id", "outlet"].contains(&field) {
        tally.record(&format!("score with {field}"), child(&folder, &["score", "articles.csv", "-q"]).map(drop));
    }
    files
}

/// A folder in memory where the system has one: the program waits for every file to reach the disk.
fn quick_folder() -> tempfile::TempDir {
    tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir()).unwrap()
}

/// The files below `top` after a run on `input` in `folder`; then all of them are removed.
fn left_by(top: &Path, folder: &Path, input: &str) -> Result<BTreeSet<String>, String> {
    let arguments = ["run", "--resamples", "0", "--permutations", "0", "-q", "-o", "out", "--", input];
    let ended = child(folder, &arguments);
    let own = [format!("within/a/folder/{input}"), "within/a/folder/child.".to_owned()];
    let is_own = |it: &String| own.iter().any(|own| it.starts_with(own.as_str()));
    let files = bytes_under(top).into_keys().filter(|it| !is_own(it)).collect();
    let _ = fs::remove_dir_all(folder.join("out"));
    ended.and_then(|it| if it.code == Some(0) { Ok(files) } else { Err(format!("{ended:?}", ended = it)) })
}

/// A file, and a folder of texts, of that name, where the system allows it.
fn file_named(tally: &mut Tally, name: &str, expected: &BTreeSet<String>) {
    let top = quick_folder();
    let folder = top.path().join("within/a/folder");
    fs::create_dir_all(&folder).unwrap();
    let is_inside = !name.contains('/') && !name.contains('\0') && !["", ".", ".."].contains(&name);
    let shown: String = name.chars().take(20).collect();
    let file = format!("{name}.csv");
    let table = "outlet,event,text\nNorth,one,Talks began at the border.\nSouth,one,The talks ended at noon.\n";
    if is_inside && fs::write(folder.join(&file), table).is_ok() {
        let found = left_by(top.path(), &folder, &file).and_then(|it| same(&it, expected));
        tally.record(&format!("file {shown:?}"), found);
        fs::remove_file(folder.join(&file)).unwrap();
    }
    let texts = folder.join("texts");
    fs::create_dir(&texts).unwrap();
    fs::write(texts.join("plain.txt"), "Talks began.").unwrap();
    let outlet = texts.join(name);
    if is_inside && fs::create_dir(&outlet).is_ok() && fs::write(outlet.join("a.txt"), "Talks began.").is_ok() {
        tally.record(
            &format!("folder {shown:?}"),
            left_by(top.path(), &folder, "texts").and_then(|it| same(&it, expected)),
        );
    }
}
