//! No key stands twice in a table.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use crate::laws::{TARGETS, corpora};
use crate::support::{call, run, tables};

/// The columns that tell a table's rows apart, as the data package says.
fn keys(out: &Path) -> BTreeMap<String, Vec<String>> {
    let package: serde_json::Value = serde_json::from_slice(&fs::read(out.join("datapackage.json")).unwrap()).unwrap();
    let mut keys = BTreeMap::new();
    for resource in package["resources"].as_array().unwrap() {
        let key = resource["schema"]["primaryKey"].as_array().expect("every table has a key");
        let key = key.iter().map(|it| it.as_str().unwrap().to_owned()).collect();
        let table = resource["path"].as_str().unwrap().trim_start_matches("tables/").trim_end_matches(".csv");
        keys.insert(table.to_owned(), key);
    }
    keys
}

fn assert_keys_are_unique(out: &Path, what: &str) {
    let keys = keys(out);
    for (table, sheet) in tables(out) {
        let columns: Vec<usize> = keys[&table].iter().map(|it| sheet.column(it)).collect();
        let mut seen = BTreeSet::new();
        for row in &sheet.rows {
            let key: Vec<&str> = columns.iter().map(|it| row[*it].as_str()).collect();
            assert!(seen.insert(key.clone()), "{what}: {table} has two rows {key:?}");
        }
    }
}

#[test]
fn no_key_stands_twice() {
    for (name, articles) in corpora() {
        let (folder, _) = run(&articles, TARGETS);
        assert_keys_are_unique(&folder.path().join("out"), name);
    }
}

#[test]
fn no_key_stands_twice_in_a_file_full_of_trouble() {
    let folder = tempfile::tempdir().unwrap();
    // short rows, no outlet column, dates that are none, an id twice
    let table = "id,text,date,event\n1,Talks began.\n1,Talks ended.,03/04/2022\n1,Talks ended.,x,y\n2,,03/04/2022\n2\n";
    fs::write(folder.path().join("articles.csv"), table).unwrap();
    let ended = call(folder.path(), &["run", "articles.csv", "-o", "out", "--max-rejects", "9"]);
    assert_eq!(ended.code, Some(0), "{}", ended.err);
    assert_keys_are_unique(&folder.path().join("out"), "trouble");
}
