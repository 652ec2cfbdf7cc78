//! A study of bytes in memory, written to memory, gives what a study of the same files gives in a folder: byte for byte.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use slantwise::clean::{self, Level};
use slantwise::corpus::Corpus;
use slantwise::read::{self, Options, Source, Sources};
use slantwise::report::csv::Formulas;
use slantwise::report::folder::{Foreign, stage};
use slantwise::report::format::Format;
use slantwise::report::manifest::{self, MANIFEST, Recipe, Run};
use slantwise::report::{self, Material, Sink, Texts, Written};
use slantwise::study::Config;

use crate::support::root;

/// Reads, studies and writes, as `slantwise run` does.
fn study(sources: &Sources, mut sink: Sink) -> Vec<(String, Vec<u8>)> {
    let mut reading = read::read(sources, &Options::default()).unwrap();
    let mut drafts = std::mem::take(&mut reading.drafts);
    drafts.iter_mut().for_each(|draft| clean::clean(draft, Level::News));
    let recipe = Recipe {
        inputs: sources.iter().map(|source| source.name().into()).collect(),
        options: Options::default(),
        config: Config { resamples: 40, permutations: 40, ..Config::default() },
        written: Written { formulas: Formulas::Guarded, beside: vec![Format::JsonLines] },
        texts: Texts::Shown,
    };
    let findings = recipe.config.clone().check().unwrap().run(Corpus::new(drafts), 2, &|_| ()).unwrap();
    let material = Material::new(&findings, &reading);
    let outputs = report::write(&material, &recipe.written, &mut sink).unwrap();
    let run = Run { recipe: &recipe, command: vec!["slantwise".to_owned()], seconds: 0.0, threads: 2 };
    sink.put(MANIFEST, manifest::text(&material, &run, &outputs).as_bytes()).unwrap();
    sink.finish().unwrap()
}

/// Every file below a folder, by its path in it with `/`.
fn files(folder: &Path, below: &str, found: &mut BTreeMap<String, Vec<u8>>) {
    for entry in fs::read_dir(folder.join(below)).unwrap() {
        let entry = entry.unwrap();
        let path = format!("{below}{}", entry.file_name().to_str().unwrap());
        if entry.path().is_dir() {
            files(folder, &format!("{path}/"), found);
        } else {
            found.insert(path, fs::read(entry.path()).unwrap());
        }
    }
}

#[test]
fn memory_in_and_out_is_what_a_folder_gives() {
    let demo = root().join("seeds");
    let mut seeds = BTreeMap::new();
    files(&demo, "", &mut seeds);
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    let written = study(&[demo.as_path()].into(), Sink::Folder(stage(&out, Foreign::Refuse).unwrap()));
    assert!(written.is_empty());
    let mut expected = BTreeMap::new();
    files(&out, "", &mut expected);
    let in_memory = Source::folder(demo.display().to_string(), seeds);
    let found = study(&in_memory.into(), Sink::memory());
    assert_eq!(found.last().map(|file| file.0.as_str()), Some(MANIFEST));
    let found: BTreeMap<String, Vec<u8>> = found.into_iter().collect();
    assert!(found.len() > 20 && found.contains_key("index.html") && found.contains_key("tables/hits.jsonl"));
    assert_eq!(found.keys().collect::<Vec<_>>(), expected.keys().collect::<Vec<_>>());
    for (path, bytes) in &expected {
        assert!(found[path] == *bytes, "{path} differs");
    }
}
