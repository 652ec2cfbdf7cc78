//! What a run could not do, or does only weakly, and what the user can do about it.

use std::collections::{BTreeMap, BTreeSet};

use slantwise::compare::partition::{self, Method};
use slantwise::read::Reading;
use slantwise::report::Material;
use slantwise::study::{Absence, Findings, OutletSlant, Question, Slant, VectorKind};

use super::input;
use super::terminal::Terminal;
use super::words::{count, short};

/// Why there are no clusters, where a number or a method of them was asked for.
pub(super) fn say_no_clusters(findings: &Findings, asked: Option<usize>, terminal: &Terminal) {
    let config = &findings.config;
    if findings.clusters.is_some() || (asked.is_none() && config.cluster_method == Method::KMeans) {
        return;
    }
    let centered = findings.cluster_fit.iter().find(|it| it.vectors == VectorKind::EventCentered);
    let reason = centered
        .and_then(|it| it.failure)
        .map_or("too few articles share an event with another", partition::Failure::reason);
    let clusters = asked.map_or_else(|| "no clusters".to_owned(), |k| format!("no {k} clusters"));
    terminal
        .warn(&format!("{clusters} could be made, the event taken out, by {}: {reason}", config.cluster_method.name()));
}

/// What weakens the findings for the reader who asked for them: outlets, targets, ratings or anchors that are not there.
pub(super) fn say_weak(findings: &Findings, reading: &Reading, terminal: &Terminal) {
    say_no_outlets(findings, reading, terminal);
    say_unmentioned(findings, terminal);
    say_slant(findings, terminal);
    say_unrated(findings, terminal);
}

/// A warning when no article has an outlet, so that nothing can be compared.
fn say_no_outlets(findings: &Findings, reading: &Reading, terminal: &Terminal) {
    if !findings.corpus.outlets().is_empty() {
        return;
    }
    let unused = reading.sources.iter().flat_map(|it| &it.unused);
    terminal.warn(&format!("no article has an outlet, so no outlets are compared; {}", name_the_outlets(unused)));
}

/// How to say which column holds the outlets; `unused` are the columns that hold nothing yet.
pub(super) fn name_the_outlets<'a>(unused: impl Iterator<Item = &'a String>) -> String {
    let unused: BTreeSet<&str> = unused.map(String::as_str).collect();
    if unused.is_empty() {
        return "put their names into a column named outlet, or in front of the names of text files".to_owned();
    }
    let names = short(&unused.into_iter().collect::<Vec<_>>().join(", "), 200);
    format!("say which column holds their names, with --columns outlet=NAME; not used yet: {names}")
}

/// A warning for each target that no article mentions.
fn say_unmentioned(findings: &Findings, terminal: &Terminal) {
    for (i, target) in findings.targets.iter().enumerate() {
        if findings.measured.iter().all(|it| it.targets.get(i).is_none_or(|it| it.n_mentions == 0)) {
            let name = &target.name;
            terminal.warn(&format!(
                "no article mentions the target `{name}`: add the names it goes by, with their capitals, as in --target \"{name}|OTHER NAME\""
            ));
        }
    }
}

/// A warning when ratings were given and none is of an outlet in the input.
fn say_unrated(findings: &Findings, terminal: &Terminal) {
    if findings.config.ratings.is_empty() || findings.ratings.iter().any(Option::is_some) {
        return;
    }
    let some = |names: &mut dyn Iterator<Item = &str>| names.take(3).collect::<Vec<_>>().join(", ");
    terminal.warn(&format!(
        "no outlet of --outlets is in the input: it names {}, the input has {}; add the input's names as aliases",
        some(&mut findings.config.ratings.iter().map(|it| it.outlet.as_str())),
        some(&mut findings.corpus.outlets().iter().map(String::as_str)),
    ));
}

/// What weakens the scale between anchors.
fn say_slant(findings: &Findings, terminal: &Terminal) {
    let Some(slant) = &findings.slant else {
        if findings.config.only == Some(Question::Slant) {
            terminal.warn(&format!("no outlet is named as an end of a scale, so there is none: {ANCHORS}"));
        }
        return;
    };
    let [(first, n_first), (second, n_second)] = [0, 1].map(|it| (&slant.poles[it], slant.n_anchors[it]));
    if slant.outlets.iter().all(|it| it.score.is_none()) {
        terminal.warn(&format!("no scale could be made between {first} and {second}: {}", no_scale(slant)));
    } else if slant.has_few_anchors() {
        terminal.warn(&format!(
            "few_anchors: the scale hangs on {n_first} outlets at {first} and {n_second} at {second}; other anchors can give quite another order (see leave_one_out_low and leave_one_out_high)"
        ));
    }
}

/// Why there is no scale, and what to do.
fn no_scale(slant: &Slant) -> String {
    let is_placed = |it: &&OutletSlant| it.absence != Some(Absence::FewArticles);
    let n_others = slant.outlets.iter().filter(|it| it.pole.is_none()).filter(is_placed).count();
    let empty = (0..2).find(|end| slant.n_anchors[*end] == 0);
    if let Some(end) = empty {
        let pole = &slant.poles[end];
        format!("no outlet named for {pole} has ten articles once copies of other outlets' are left out; name another")
    } else if n_others < 3 {
        let others = count(n_others, "outlet");
        format!("besides the anchors {others} of ten articles or more is too few to set it by, three are needed")
    } else {
        "no words tell the anchors apart; name other anchors, or more".to_owned()
    }
}

const ANCHORS: &str = "name clear cases, five or more a side, as in --anchor left=NAME --anchor right=NAME";

/// What was rejected, and what could not be used in rows that were kept.
pub(super) fn say_rejects(material: &Material<'_>, terminal: &Terminal) {
    let reading = material.reading;
    if let Some(first) = material.rejects().next() {
        terminal.warn(&format!(
            "{} rejected, see tables/rejects.csv; the first: {}",
            rows(material.rejects().count()),
            input::shown(first)
        ));
    }
    let mut by_reason = BTreeMap::<&str, (usize, &str)>::new();
    for problem in &reading.problems {
        by_reason.entry(problem.reason.name()).or_insert((0, &problem.detail)).0 += 1;
    }
    if reading.n_repeated_ids > 0 {
        terminal.say(&format!("note: {}", input::numbered(reading.n_repeated_ids)));
    }
    for (reason, (n, detail)) in by_reason {
        terminal.say(&format!("note: {} kept with a problem, {reason}: {detail}", rows(n)));
    }
}

fn rows(n: usize) -> String {
    if n == 1 { "1 row was".to_owned() } else { format!("{n} rows were") }
}
