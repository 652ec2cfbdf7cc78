//! The house rules that the compiler does not check. Each rule is a function over all files, and the last test plants a
//! breach of every rule in a copy of them and wants it found.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use regex::Regex;

use crate::support::root;

/// Files by path from the root of the repository, with `/`.
pub(crate) type Files = BTreeMap<String, String>;
/// Every breach of one rule.
type Rule = fn(&Files) -> Vec<String>;

const RULES: &[(&str, Rule)] = &[
    ("floors", arrows_up),
    ("docs", modules_without_docs),
    ("super", paths_over_two_modules),
    ("print", prints_outside_the_binary),
    ("files", files_opened_below_the_readers),
    ("threads", threads_outside_the_study),
    ("links", links_to_nowhere),
    ("changelog", version_not_in_changelog),
    ("machine", paths_of_a_machine),
];

pub(crate) fn files() -> Files {
    let mut files = Files::new();
    let top = ["Cargo.toml", "build.rs", "README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md"];
    for name in top {
        if let Ok(text) = fs::read_to_string(root().join(name)) {
            files.insert(name.to_owned(), text);
        }
    }
    for folder in ["src", "tests", "benches", "docs", "lexicons", "seeds", "notebooks"] {
        collect(&root().join(folder), folder, &mut files);
    }
    files
}

fn collect(folder: &Path, name: &str, files: &mut Files) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    let ignored = fs::read_to_string(root().join(".gitignore")).unwrap_or_default();
    for path in entries.map(|it| it.unwrap().path()) {
        let own = path.file_name().unwrap().to_string_lossy().into_owned();
        if ignored.lines().any(|it| it.trim_end_matches('/') == own) {
            continue; // what a notebook leaves is no part of the project
        }
        let name = format!("{name}/{own}");
        if path.is_dir() {
            collect(&path, &name, files);
        } else if let Ok(text) = fs::read_to_string(&path) {
            files.insert(name, text);
        }
    }
}

/// The source files with their code: comment lines emptied, so that line numbers stay. Unit tests in a file of their own,
/// `tests.rs`, are not among them.
pub(crate) fn code(files: &Files) -> impl Iterator<Item = (&str, String)> {
    let is_code = |path: &str| path.starts_with("src/") && path.ends_with(".rs") && !path.ends_with("/tests.rs");
    files.iter().filter(move |(path, _)| is_code(path)).map(|(path, text)| {
        let lines = text.lines().map(|line| if line.trim_start().starts_with("//") { "" } else { line });
        (path.as_str(), lines.collect::<Vec<_>>().join("\n"))
    })
}

/// The code without the unit tests at its foot.
pub(crate) fn shipped(code: &str) -> &str {
    code.find("#[cfg(test)]\nmod tests {").map_or(code, |it| &code[..it])
}

fn line_of(text: &str, at: usize) -> usize {
    1 + text[..at].matches('\n').count()
}

fn find(path: &str, text: &str, pattern: &str) -> Vec<String> {
    let found = Regex::new(pattern).unwrap();
    found.find_iter(text).map(|it| format!("{path}:{}: {}", line_of(text, it.start()), it.as_str())).collect()
}

/// The module that every other may use.
const GROUND: &str = "error";

/// A room and the neighbour on its own floor that it stands on: it may use it, and not the other way round.
const STANDS_ON: (&str, &str) = ("evaluate", "study");

/// The floor of every public module, as lib.rs groups them.
fn floors(files: &Files) -> BTreeMap<String, u32> {
    let mut floor = 0;
    let mut floors = BTreeMap::new();
    for line in files["src/lib.rs"].lines() {
        if let Some(n) = line.strip_prefix("// floor ") {
            floor = n.parse().unwrap();
        } else if let Some(name) = line.strip_prefix("pub mod ") {
            floors.insert(name.trim_end_matches(';').to_owned(), floor);
        }
    }
    floors
}

/// A module uses only itself and floors strictly below its own ([`STANDS_ON`] apart); `error`, which uses none, is the
/// ground under all of them.
/// main.rs and cli/ stand above all and use the library as `slantwise::`, which nothing in the library may.
fn arrows_up(files: &Files) -> Vec<String> {
    let floors = floors(files);
    let mut breaches = Vec::new();
    for (name, floor) in &floors {
        if *floor == 0 {
            breaches.push(format!("src/lib.rs: {name} stands on no floor"));
        }
        if !files.contains_key(&format!("src/{name}.rs")) && !files.contains_key(&format!("src/{name}/mod.rs")) {
            breaches.push(format!("src/lib.rs: {name} has no file"));
        }
    }
    // a path, or the first names of a group: `crate::text::Span`, `crate::{num, text::{Span, fold}}`
    let path = Regex::new(r"\bcrate::(?:(\w+)|(\{))").unwrap();
    let up = Regex::new(r"\bsuper::(\w+)").unwrap();
    for (file, code) in code(files) {
        let own = file.trim_start_matches("src/").split(['/', '.']).next().unwrap();
        if matches!(own, "lib" | "main" | "cli") {
            continue;
        }
        let Some(&own_floor) = floors.get(own) else {
            breaches.push(format!("{file}: lib.rs puts `{own}` on no floor"));
            continue;
        };
        for found in path.captures_iter(&code) {
            let names = match (found.get(1), found.get(2)) {
                (Some(name), _) => vec![name.as_str()],
                (_, Some(brace)) => first_names(&code[brace.start()..]),
                _ => unreachable!(),
            };
            for name in names.into_iter().filter(|it| *it != own && *it != GROUND) {
                let line = line_of(&code, found.get(0).unwrap().start());
                match floors.get(name) {
                    None => breaches.push(format!("{file}:{line}: crate::{name} is no module of lib.rs")),
                    Some(floor) if *floor >= own_floor && (own, name) != STANDS_ON => {
                        breaches.push(format!("{file}:{line}: {own} (floor {own_floor}) uses {name} (floor {floor})"))
                    }
                    Some(_) => {}
                }
            }
        }
        // the same by another road: `super::` in the module's own file is the crate, `slantwise::` is too
        if file == format!("src/{own}.rs") || file == format!("src/{own}/mod.rs") {
            let names = up.captures_iter(shipped(&code)).map(|it| it[1].to_owned()).collect::<Vec<_>>();
            let to_modules = names.iter().filter(|it| floors.contains_key(*it));
            breaches.extend(to_modules.map(|it| format!("{file}: super::{it}, expected crate::{it}")));
        }
        breaches.extend(find(file, &code, r"\bslantwise::\w+"));
    }
    breaches
}

/// The names at the front of each entry of a `{...}` group at the start of `text`.
fn first_names(text: &str) -> Vec<&str> {
    let mut names = Vec::new();
    let mut depth = 0;
    let mut at_front = false;
    for (i, c) in text.char_indices() {
        match c {
            '{' => {
                depth += 1;
                at_front = depth == 1;
            }
            '}' if depth == 1 => break,
            '}' => depth -= 1,
            ',' if depth == 1 => at_front = true,
            c if at_front && (c.is_alphanumeric() || c == '_') => {
                names.push(text[i..].split(|it: char| !it.is_alphanumeric() && it != '_').next().unwrap());
                at_front = false;
            }
            _ => {}
        }
    }
    names
}

/// A top-level module, a `mod.rs` and a module declared `pub mod` begin with `//!`: they are pages of the documentation
/// or of the map.
fn modules_without_docs(files: &Files) -> Vec<String> {
    let declared = Regex::new(r"(?m)^pub mod (\w+);").unwrap();
    let mut expected: BTreeSet<String> = BTreeSet::new();
    for (path, code) in code(files) {
        if path.ends_with("/mod.rs") || path.matches('/').count() == 1 {
            expected.insert(path.to_owned());
        }
        let folder = path.trim_end_matches("mod.rs").trim_end_matches("lib.rs");
        for name in declared.captures_iter(&code) {
            let file = format!("{folder}{}.rs", &name[1]);
            expected.extend(files.contains_key(&file).then_some(file));
        }
    }
    expected.into_iter().filter(|it| !files[it].starts_with("//! ")).collect()
}

fn paths_over_two_modules(files: &Files) -> Vec<String> {
    code(files).flat_map(|(path, code)| find(path, &code, r"\bsuper::super\b")).collect()
}

/// Only the binary prints (and build.rs, which speaks to cargo).
fn prints_outside_the_binary(files: &Files) -> Vec<String> {
    let is_binary = |path: &str| path == "src/main.rs" || path.starts_with("src/cli/");
    let library = code(files).filter(|it| !is_binary(it.0));
    library.flat_map(|(path, code)| find(path, shipped(&code), r"\b(e?println?|dbg)!")).collect()
}

/// Files below floor 3 that open files, and why.
const OPENS_FILES: &[(&str, &str)] = &[
    ("src/lexicon/source.rs", "loads a lexicon that the user names by path"),
    ("src/text/tokenizer.rs", "loads a tokenizer.json that the user names"),
];

fn files_opened_below_the_readers(files: &Files) -> Vec<String> {
    let floors = floors(files);
    let opens = r"\bstd::fs\b|\bfs::(read|write|File)|\bFile::(open|create)|\bstd::io::(Read|Write|stdin|stdout)|\bio::\{|\bfrom_file\(";
    let mut breaches = Vec::new();
    for (path, code) in code(files) {
        let own = path.trim_start_matches("src/").split(['/', '.']).next().unwrap();
        let is_low = floors.get(own).is_some_and(|it| *it < 3);
        let found = find(path, shipped(&code), opens);
        match OPENS_FILES.iter().any(|it| it.0 == path) {
            true if found.is_empty() => breaches.push(format!("{path}: opens no file and needs no exception")),
            false if is_low => breaches.extend(found),
            _ => {}
        }
    }
    breaches
}

fn threads_outside_the_study(files: &Files) -> Vec<String> {
    let others = code(files).filter(|it| !it.0.starts_with("src/study/"));
    others.flat_map(|(path, code)| find(path, shipped(&code), r"\brayon\b|\bthread::|\bpar_iter\b")).collect()
}

/// A link in a text file leads to a file. (Addresses of the web are not followed: no network.)
fn links_to_nowhere(files: &Files) -> Vec<String> {
    let link = Regex::new(r"\]\(([^)\s#]+)(#[^)]*)?\)").unwrap();
    let mut breaches = Vec::new();
    for (path, text) in files.iter().filter(|it| it.0.ends_with(".md")) {
        let folder = Path::new(path).parent().unwrap();
        for found in link.captures_iter(text).filter(|it| !it[1].contains("://") && !it[1].starts_with("mailto:")) {
            if !root().join(folder).join(&found[1]).exists() {
                let line = line_of(text, found.get(0).unwrap().start());
                breaches.push(format!("{path}:{line}: {} leads nowhere", &found[1]));
            }
        }
    }
    breaches
}

fn version_not_in_changelog(files: &Files) -> Vec<String> {
    let Some(changelog) = files.get("CHANGELOG.md") else { return Vec::new() };
    let version = Regex::new(r#"(?m)^version = "(.+)"$"#).unwrap();
    let version = version.captures(&files["Cargo.toml"]).unwrap()[1].to_owned();
    let is_there = changelog.lines().any(|it| it.starts_with("## ") && it.contains(&version));
    if is_there { Vec::new() } else { vec![format!("CHANGELOG.md has no section for {version}")] }
}

fn paths_of_a_machine(files: &Files) -> Vec<String> {
    let places = [concat!("/ho", "me/"), concat!("/wo", "rk/"), concat!("/Use", "rs/"), concat!("C:", "\\")];
    let all = files.iter().flat_map(|(path, text)| text.lines().enumerate().map(move |(i, it)| (path, i + 1, it)));
    all.filter(|it| places.iter().any(|place| it.2.contains(place)))
        .map(|(path, line, text)| format!("{path}:{line}: {}", text.trim().chars().take(100).collect::<String>()))
        .collect()
}

fn check(rule: &str) {
    let (_, find) = RULES.iter().find(|it| it.0 == rule).unwrap();
    let breaches = find(&files());
    assert!(breaches.is_empty(), "{rule}:\n  {}", breaches.join("\n  "));
}

#[test]
fn a_module_uses_only_floors_below_its_own() {
    check("floors");
}

#[test]
fn lib_rs_names_six_floors_from_the_top() {
    let floors: BTreeSet<u32> = floors(&files()).into_values().collect();
    assert_eq!(floors.into_iter().collect::<Vec<_>>(), [1, 2, 3, 4, 5, 6]);
}

#[test]
fn a_module_that_others_see_begins_with_what_it_is() {
    check("docs");
}

#[test]
fn no_path_climbs_over_two_modules() {
    check("super");
}

#[test]
fn only_the_binary_prints() {
    check("print");
}

#[test]
fn below_the_readers_no_file_is_opened_but_two() {
    check("files");
}

#[test]
fn threads_live_in_the_study() {
    check("threads");
}

#[test]
fn links_lead_to_files() {
    check("links");
}

#[test]
fn the_changelog_has_the_version() {
    check("changelog");
}

#[test]
fn nothing_names_a_folder_of_one_machine() {
    check("machine");
}

#[test]
fn a_breach_of_any_rule_is_found() {
    const PLANTED: &[(&str, &str, &str, &str)] = &[
        ("floors", "src/text/mod.rs", "use crate::num::mean;\n", "text (floor 1) uses num (floor 1)"),
        ("floors", "src/error.rs", "use crate::num::mean;\n", "error (floor 1) uses num (floor 1)"),
        ("floors", "src/compare/event.rs", "use crate::{num::mean, study::{Config, Study}};\n", "uses study (floor 5)"),
        ("floors", "src/study/map.rs", "use crate::evaluate::score;\n", "study (floor 5) uses evaluate (floor 5)"),
        ("floors", "src/evaluate/score.rs", "use crate::report::csv;\n", "uses report (floor 6)"),
        ("floors", "src/feature/frame.rs", "    let it = crate::read::read;\n", "uses read (floor 3)"),
        ("floors", "src/corpus.rs", "use super::report;\n", "super::report"),
        ("floors", "src/num/mod.rs", "use slantwise::text::Span;\n", "slantwise::text"),
        ("floors", "src/extra.rs", "//! A module that lib.rs does not know.\n", "on no floor"),
        ("docs", "src/newcomer/mod.rs", "pub fn it() {}\n", "src/newcomer/mod.rs"),
        ("super", "src/report/table/term.rs", "use super::super::Material;\n", "term.rs"),
        ("print", "src/study/map.rs", "    eprintln!(\"here\");\n", "map.rs"),
        ("print", "src/num/mod.rs", "    dbg!(1);\n", "num/mod.rs"),
        ("files", "src/terms/svd.rs", "use std::fs;\n", "svd.rs"),
        ("files", "src/text/lexer.rs", "use std::io::Read;\n", "lexer.rs"),
        ("threads", "src/compare/contrast.rs", "use rayon::prelude::*;\n", "contrast.rs"),
        ("threads", "src/read/json.rs", "    std::thread::spawn(|| ());\n", "json.rs"),
        ("links", "README.md", "See [the map](MAP-THAT-IS-NOT.md#top).\n", "MAP-THAT-IS-NOT.md"),
        ("changelog", "CHANGELOG.md", "", "no section"),
        ("machine", "benches/stages.rs", concat!("let it = \"/ho", "me/me/a.csv\";\n"), "stages.rs"),
    ];
    for (rule, file, planted, expected) in PLANTED {
        let mut files = files();
        let text = files.entry((*file).to_owned()).or_default();
        *text = match text.split_once('\n') {
            _ if *rule == "changelog" => "# Changelog\n".to_owned(),
            Some((first, rest)) => format!("{first}\n{planted}{rest}"), // behind the doc, before the tests
            None => (*planted).to_owned(),
        };
        let breaches = RULES.iter().find(|it| it.0 == *rule).unwrap().1(&files);
        assert!(breaches.iter().any(|it| it.contains(expected)), "{rule}: {planted:?} in {file} gave {breaches:?}");
        let before = RULES.iter().find(|it| it.0 == *rule).unwrap().1(&self::files()); // what is wrong already
        assert!(breaches.len() > before.len(), "{rule}");
    }
    let planted: BTreeSet<_> = PLANTED.iter().map(|it| it.0).collect();
    assert_eq!(planted, RULES.iter().map(|it| it.0).collect(), "every rule has a breach planted");
}
