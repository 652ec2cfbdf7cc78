//! The shape of the code: no circle of many files, no long file, no long function. The last test plants breaches in a copy
//! of the files and wants them found.

use std::collections::{BTreeMap, BTreeSet};

use regex::Regex;

use crate::tidy::{Files, code, files, shipped};

/// Files of which each leads to every other, at most: such a circle can only be read as one.
const MAX_CIRCLE: usize = 3;
/// Lines of a file, unit tests among them.
const MAX_LINES: usize = 500;
/// Lines of a function, from its name to its closing brace.
const MAX_FUNCTION_LINES: usize = 80;

/// A path such as `crate::text::Span`, by its parts.
type Segments = Vec<String>;

/// A file of `src` as a module.
struct Module<'a> {
    path: &'a str,
    code: String,
    /// The names that its `use` lines bring in, and what they stand for.
    names: BTreeMap<String, Segments>,
}

/// The modules by their place in the tree: `src/study/map.rs` is `[study, map]`.
type Modules<'a> = BTreeMap<Segments, Module<'a>>;

/// Every circle of more than [`MAX_CIRCLE`] files.
///
/// An arrow leads from a file to each that it names, by `use` or in a path; a name that a `mod.rs` passes on leads to where
/// it comes from. What a file takes from the `mod.rs` above it is no arrow, nor what that passes on: it is the front page of
/// the files, and all of them see what it declares. Unit tests draw no arrows.
fn circles(files: &Files) -> Vec<String> {
    let modules = modules(files);
    let arrows: BTreeMap<&str, BTreeSet<&str>> =
        modules.iter().map(|(place, module)| (module.path, arrows(&modules, place, module))).collect();
    let reached: BTreeMap<&str, BTreeSet<&str>> = arrows.keys().map(|file| (*file, reached(&arrows, file))).collect();
    let circles: BTreeSet<Vec<&str>> = arrows
        .keys()
        .map(|file| reached[file].iter().copied().filter(|other| reached[other].contains(file)).collect())
        .collect();
    let large = circles.iter().filter(|circle| circle.len() > MAX_CIRCLE);
    large.map(|circle| format!("a circle of {} files: {}", circle.len(), circle.join(", "))).collect()
}

fn modules(files: &Files) -> Modules<'_> {
    let use_line = Regex::new(r"(?m)^\s*(?:pub(?:\([^)]*\))? )?use ([^;]+);").unwrap();
    let mut modules = Modules::new();
    for (path, code) in code(files).filter(|(path, _)| *path != "src/main.rs" && !path.ends_with("/tests.rs")) {
        let place = path.trim_start_matches("src/").trim_end_matches(".rs").split('/');
        let place: Segments = place.filter(|part| !["mod", "lib"].contains(part)).map(str::to_owned).collect();
        let code = shipped(&code).to_owned();
        let names = use_line.captures_iter(&code).flat_map(|found| leaves(&found[1])).collect();
        modules.insert(place, Module { path, code, names });
    }
    modules
}

/// The names that a `use` brings in, each with its path: `a::{self, b as c}` gives `a` for `a` and `c` for `a::b`.
fn leaves(tree: &str) -> Vec<(String, Segments)> {
    let tree = tree.trim();
    if let Some((stem, group)) = tree.split_once('{') {
        let group = group.trim_end().trim_end_matches('}');
        let mut start = 0;
        let mut depth = 0;
        let mut found = Vec::new();
        for (at, c) in group.char_indices().chain([(group.len(), ',')]) {
            match c {
                '{' => depth += 1,
                '}' => depth -= 1,
                ',' if depth == 0 => {
                    let entry = group[start..at].trim();
                    start = (at + 1).min(group.len());
                    if entry == "self" {
                        found.extend(leaves(stem.trim_end_matches("::")));
                    } else if !entry.is_empty() {
                        found.extend(leaves(&format!("{stem}{entry}")));
                    }
                }
                _ => {}
            }
        }
        return found;
    }
    let (path, alias) = tree.split_once(" as ").unwrap_or((tree, ""));
    let path: Segments = path.split("::").map(|part| part.trim().to_owned()).collect();
    let name = if alias.is_empty() { path.last().unwrap().clone() } else { alias.trim().to_owned() };
    vec![(name, path)]
}

/// The files that a module names.
fn arrows<'a>(modules: &Modules<'a>, place: &[String], module: &Module<'_>) -> BTreeSet<&'a str> {
    let in_text = Regex::new(r"\b\w+(?:::\w+)+").unwrap();
    let use_line = Regex::new(r"(?m)^\s*(pub(?:\([^)]*\))? )?use [^;]+;").unwrap();
    let passed_on: BTreeSet<String> = use_line
        .captures_iter(&module.code)
        .filter(|found| found.get(1).is_some())
        .flat_map(|found| leaves(found[0].split_once("use ").unwrap().1.trim_end_matches(';')))
        .map(|(name, _)| name)
        .collect();
    let rest = use_line.replace_all(&module.code, "");
    let used = module.names.iter().filter(|(name, _)| !passed_on.contains(*name)).map(|(_, path)| path.clone());
    let named = in_text.find_iter(&rest).map(|found| found.as_str().split("::").map(str::to_owned).collect());
    used.chain(named)
        .filter_map(|path: Segments| resolved(modules, place, &path, 0))
        .filter(|found| !place.starts_with(found) && modules[*found].path != "src/lib.rs")
        .map(|found| modules[found].path)
        .collect()
}

/// The module where a path that stands in the module `from` ends; `None` for one that leads out of `src`.
fn resolved<'m>(modules: &'m Modules<'_>, from: &[String], path: &[String], depth: u32) -> Option<&'m Segments> {
    let (first, rest) = path.split_first()?;
    let (mut at, mut rest): (Segments, &[String]) = match first.as_str() {
        "crate" | "slantwise" => (Vec::new(), rest),
        "self" => (from.to_vec(), rest),
        "super" => (from[..from.len().checked_sub(1)?].to_vec(), rest),
        child if modules.contains_key(&[from, &[child.to_owned()]].concat()) => (from.to_vec(), path),
        _ => return None,
    };
    while let Some((next, after)) = rest.split_first() {
        if next == "super" {
            at.pop();
        } else if modules.contains_key(&[at.as_slice(), std::slice::from_ref(next)].concat()) {
            at.push(next.clone());
        } else {
            break;
        }
        rest = after;
    }
    let (place, module) = modules.get_key_value(&at)?;
    let passed_on = rest.first().filter(|_| depth < 8).and_then(|name| module.names.get(name));
    passed_on.and_then(|path| resolved(modules, place, path, depth + 1)).or(Some(place))
}

/// The files to which arrows lead from a file, over others too.
fn reached<'a>(arrows: &BTreeMap<&'a str, BTreeSet<&'a str>>, file: &str) -> BTreeSet<&'a str> {
    let mut reached = BTreeSet::new();
    let mut open: Vec<&str> = arrows[file].iter().copied().collect();
    while let Some(next) = open.pop() {
        if reached.insert(next) {
            open.extend(&arrows[next]);
        }
    }
    reached
}

/// The Rust files of the project, tests and benches among them.
fn rust(files: &Files) -> impl Iterator<Item = (&String, &String)> {
    files.iter().filter(|(path, _)| path.ends_with(".rs"))
}

fn long_files(files: &Files) -> Vec<String> {
    let lengths = rust(files).map(|(path, text)| (path, text.lines().count()));
    let long = lengths.filter(|(_, n_lines)| *n_lines > MAX_LINES);
    long.map(|(path, n_lines)| format!("{path}: {n_lines} lines")).collect()
}

fn long_functions(files: &Files) -> Vec<String> {
    let head = Regex::new(r"^( *)(?:pub(?:\([^)]*\))? )?(?:const )?fn (\w+)").unwrap();
    let mut breaches = Vec::new();
    for (path, text) in rust(files) {
        let lines: Vec<&str> = text.lines().collect();
        for (at, line) in lines.iter().enumerate() {
            let Some(found) = head.captures(line) else { continue };
            let end = format!("{}}}", &found[1]);
            let Some(n_more) = lines[at..].iter().position(|line| *line == end) else { continue };
            let is_on_one_line = line.ends_with('}') || line.ends_with(';');
            if !is_on_one_line && n_more >= MAX_FUNCTION_LINES {
                breaches.push(format!("{path}: {}: {} lines", &found[2], n_more + 1));
            }
        }
    }
    breaches
}

fn check(breaches: &[String]) {
    assert!(breaches.is_empty(), "\n  {}", breaches.join("\n  "));
}

#[test]
fn no_more_than_three_files_lead_to_each_other() {
    check(&circles(&files()));
}

#[test]
fn no_file_is_long() {
    check(&long_files(&files()));
}

#[test]
fn no_function_is_long() {
    check(&long_functions(&files()));
}

#[test]
fn a_use_brings_in_each_of_its_names() {
    let found = leaves("crate::a::{self, b::{C, d as e}, f}");
    let names: Vec<String> = found.iter().map(|(name, path)| format!("{name}={}", path.join("."))).collect();
    assert_eq!(names, ["a=crate.a", "C=crate.a.b.C", "e=crate.a.b.d", "f=crate.a.f"]);
}

#[test]
fn a_breach_of_the_shape_is_found() {
    let function = |n_lines: usize| format!("fn long() {{\n{}}}\n", "    call();\n".repeat(n_lines - 2));
    let lines = |n: usize| "// a line\n".repeat(n);
    let groups = "src/study/groups.rs";
    let calls = "fn f() {\n    super::compare::compare()\n}\n".to_owned();
    let new = "src/newcomer.rs";
    type Rule = fn(&Files) -> Vec<String>;
    let planted: &[(Rule, &str, String, bool)] = &[
        (circles, groups, "use super::compare::compare;\n".to_owned(), true),
        (circles, groups, calls, true),
        (circles, groups, "use crate::study::{Alignment, Contrast, Coverage, OutletFrame};\n".to_owned(), true),
        (circles, groups, "use crate::{corpus::Corpus, study::Config};\n".to_owned(), false),
        (long_files, new, lines(MAX_LINES + 1), true),
        (long_files, new, lines(MAX_LINES), false),
        (long_functions, new, function(MAX_FUNCTION_LINES + 1), true),
        (long_functions, new, function(MAX_FUNCTION_LINES), false),
    ];
    for (find, file, text, is_breach) in planted {
        let mut altered = files();
        altered.entry((*file).to_owned()).or_default().push_str(text);
        let (before, after) = (find(&files()), find(&altered));
        let new: Vec<&String> = after.iter().filter(|breach| !before.contains(breach)).collect();
        assert_eq!(new.iter().any(|breach| breach.contains(file)), *is_breach, "{text:?} in {file} gave {new:?}");
    }
}
