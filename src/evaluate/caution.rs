//! What weakens a result, or what could not be done, and what the user can do about it.
//!
//! A caution is data: the command line prints it, a page can show it and a caller of the library can look for it. Its
//! words are [`Caution::message`] and [`Caution::advice`]; `Display` gives both in a line.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use crate::compare::partition::{Failure, Method};
use crate::num::words::{count, number};
use crate::read::{Reading, Reject};
use crate::study::{Absence, Findings, OutletSlant, Question, Slant, VectorKind, repeated_ids};
use crate::text::short;

/// Something that the reader of a result should know before she trusts it.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Caution {
    /// No clusters could be made, where a number or a method of them was asked for.
    NoClusters {
        /// How many were asked for.
        asked: Option<usize>,
        /// The method.
        method: Method,
        /// Why; `None` where too few articles share an event with another.
        failure: Option<Failure>,
    },
    /// No article has an outlet, so none are compared.
    NoOutlets {
        /// The columns of the input that hold nothing yet.
        unused: Vec<String>,
    },
    /// No article mentions a target.
    Unmentioned {
        /// Its name.
        target: String,
    },
    /// A scale was asked for and no outlet is named as one of its ends.
    NoAnchors,
    /// No scale could be made.
    NoScale {
        /// Its ends.
        poles: [String; 2],
        /// Why.
        reason: NoScale,
    },
    /// A scale hangs on few outlets at its ends.
    FewAnchors {
        /// Its ends.
        poles: [String; 2],
        /// How many outlets hold each.
        n_anchors: [usize; 2],
    },
    /// Ratings were given, and none is of an outlet in the input.
    Unrated {
        /// The first outlets that the ratings name.
        rated: Vec<String>,
        /// The first outlets of the input.
        outlets: Vec<String>,
    },
    /// Rows could not be used; the table `rejects` lists them.
    Rejected {
        /// How many.
        n: usize,
        /// The first.
        first: Box<Reject>,
    },
    /// A row could not be used, where no table lists it.
    FirstReject(Box<Reject>),
    /// Articles were given the id of another.
    RepeatedIds {
        /// How many.
        n: usize,
    },
    /// Rows were kept although something in them could not be used.
    Kept {
        /// How many.
        n: usize,
        /// What it was.
        reason: &'static str,
        /// The first of it.
        detail: String,
    },
    /// There are too few units to draw again.
    FewUnits {
        /// How many.
        n: usize,
        /// How many it takes.
        expected: usize,
    },
    /// There are too few events to judge by.
    FewEvents {
        /// How many.
        n: usize,
        /// How many it takes.
        expected: usize,
    },
    /// Articles without an outlet take no part.
    LeftOut {
        /// How many.
        n_without_outlet: usize,
    },
    /// Many more or fewer articles are coded than the probability says.
    UnlikelyProbability {
        /// How many are coded.
        n_coded: usize,
        /// How many the probability gives on average.
        expected: f64,
    },
    /// Outlets have few codes.
    FewCodes {
        /// The column of the codes.
        column: String,
        /// Each outlet with its number of codes.
        outlets: Vec<(String, usize)>,
        /// How many it takes.
        expected: usize,
    },
    /// A corrected share lies below 0 or above 1.
    ImpossibleShares {
        /// The column of the codes.
        column: String,
        /// The outlets.
        outlets: Vec<String>,
    },
    /// Some values of the dimensions of a multiverse are not tried.
    Untried {
        /// How many settings are tried at most.
        most: usize,
        /// How many try each value alone.
        n_alone: usize,
    },
    /// A multiverse has no claim.
    NothingCompared,
}

/// Why there is no scale between anchors.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NoScale {
    /// An end has no outlet with enough articles of its own.
    EmptyEnd(String),
    /// There are too few outlets besides the anchors.
    FewOthers(usize),
    /// No words tell the anchors apart.
    Alike,
}

impl NoScale {
    fn of(slant: &Slant) -> Self {
        let is_placed = |outlet: &&OutletSlant| outlet.absence != Some(Absence::FewArticles);
        let others = slant.outlets.iter().filter(|outlet| outlet.pole.is_none());
        let n_others = others.filter(is_placed).count();
        match (0..2).find(|end| slant.n_anchors[*end] == 0) {
            Some(end) => Self::EmptyEnd(slant.poles[end].clone()),
            None if n_others < 3 => Self::FewOthers(n_others),
            None => Self::Alike,
        }
    }
}

/// What weakens the findings of a study, and what of its input could not be used; `clusters` is how many clusters were
/// asked for.
pub fn cautions(findings: &Findings, reading: &Reading, clusters: Option<usize>) -> Vec<Caution> {
    let mut cautions = Vec::new();
    cautions.extend(no_clusters(findings, clusters));
    cautions.extend(weak(findings, reading));
    cautions.extend(unused_rows(findings, reading));
    cautions
}

/// No clusters, where a number or a method of them was asked for.
fn no_clusters(findings: &Findings, asked: Option<usize>) -> Option<Caution> {
    let method = findings.config.cluster_method;
    if findings.clustered.clusters.is_some() || (asked.is_none() && method == Method::KMeans) {
        return None;
    }
    let centered = findings.clustered.fit.iter().find(|fit| fit.vectors == VectorKind::EventCentered);
    Some(Caution::NoClusters { asked, method, failure: centered.and_then(|fit| fit.failure) })
}

/// What weakens the findings for the reader who asked for them: outlets, targets, ratings or anchors that are not there.
pub fn weak(findings: &Findings, reading: &Reading) -> Vec<Caution> {
    let mut cautions = Vec::new();
    if findings.corpus.outlets().is_empty() {
        let unused: BTreeSet<&String> = reading.sources.iter().flat_map(|source| &source.unused).collect();
        cautions.push(Caution::NoOutlets { unused: unused.into_iter().cloned().collect() });
    }
    for (at, target) in findings.targets.iter().enumerate() {
        let is_silent = |mentions: Option<u32>| mentions.is_none_or(|n| n == 0);
        let mut articles = findings.measured.iter();
        if articles.all(|measured| is_silent(measured.targets.get(at).map(|target| target.n_mentions))) {
            cautions.push(Caution::Unmentioned { target: target.name.clone() });
        }
    }
    cautions.extend(weak_scale(findings));
    if !findings.config.ratings.is_empty() && findings.ratings.iter().all(Option::is_none) {
        const SHOWN: usize = 3;
        let rated = findings.config.ratings.iter().map(|rating| rating.outlet.clone());
        let outlets = findings.corpus.outlets().iter().cloned();
        cautions.push(Caution::Unrated { rated: rated.take(SHOWN).collect(), outlets: outlets.take(SHOWN).collect() });
    }
    cautions
}

/// What weakens the scale between anchors.
fn weak_scale(findings: &Findings) -> Option<Caution> {
    let Some(slant) = &findings.placed.slant else {
        return (findings.config.only == Some(Question::Slant)).then_some(Caution::NoAnchors);
    };
    let poles = slant.poles.clone();
    if slant.outlets.iter().all(|outlet| outlet.score.is_none()) {
        return Some(Caution::NoScale { poles, reason: NoScale::of(slant) });
    }
    slant.has_few_anchors().then_some(Caution::FewAnchors { poles, n_anchors: slant.n_anchors })
}

/// What was rejected, and what could not be used in rows that were kept.
fn unused_rows(findings: &Findings, reading: &Reading) -> Vec<Caution> {
    let mut cautions = Vec::new();
    let rejects = || reading.rejects.iter().chain(&findings.failed);
    if let Some(first) = rejects().next() {
        cautions.push(Caution::Rejected { n: rejects().count(), first: Box::new(first.clone()) });
    }
    if reading.n_repeated_ids > 0 {
        cautions.push(Caution::RepeatedIds { n: reading.n_repeated_ids });
    }
    let mut by_reason = BTreeMap::<&'static str, (usize, &str)>::new();
    for problem in &reading.problems {
        by_reason.entry(problem.reason.name()).or_insert((0, &problem.detail)).0 += 1;
    }
    let kept = by_reason.into_iter();
    cautions.extend(kept.map(|(reason, (n, detail))| Caution::Kept { n, reason, detail: detail.to_owned() }));
    cautions
}

/// How to say which column holds the outlets; `unused` are the columns that hold nothing yet.
pub fn name_the_outlets<'a>(unused: impl Iterator<Item = &'a String>) -> String {
    let unused: BTreeSet<&str> = unused.map(String::as_str).collect();
    if unused.is_empty() {
        return "put their names into a column named outlet, or in front of the names of text files".to_owned();
    }
    let names = short(&unused.into_iter().collect::<Vec<_>>().join(", "), 200);
    format!("say which column holds their names, with --columns outlet=NAME; not used yet: {names}")
}

const ANCHORS: &str = "name clear cases, five or more a side, as in --anchor left=NAME --anchor right=NAME";

impl Caution {
    /// Whether it only notes what was done with the input, and weakens nothing.
    pub fn is_note(&self) -> bool {
        matches!(self, Self::RepeatedIds { .. } | Self::Kept { .. })
    }

    /// What is so, in a clause.
    pub fn message(&self) -> String {
        match self {
            Self::NoClusters { asked, method, failure } => {
                let clusters = asked.map_or_else(|| "no clusters".to_owned(), |k| format!("no {k} clusters"));
                let reason = failure.map_or("too few articles share an event with another", Failure::reason);
                format!("{clusters} could be made, the event taken out, by {}: {reason}", method.name())
            }
            Self::NoOutlets { .. } => "no article has an outlet, so no outlets are compared".to_owned(),
            Self::Unmentioned { target } => format!("no article mentions the target `{target}`"),
            Self::NoAnchors => "no outlet is named as an end of a scale, so there is none".to_owned(),
            Self::NoScale { poles: [first, second], reason } => {
                let reason = match reason {
                    NoScale::EmptyEnd(pole) => format!(
                        "no outlet named for {pole} has ten articles once copies of other outlets' are left out"
                    ),
                    NoScale::FewOthers(n) => format!(
                        "besides the anchors {} of ten articles or more is too few to set it by, three are needed",
                        count(*n, "outlet")
                    ),
                    NoScale::Alike => "no words tell the anchors apart".to_owned(),
                };
                format!("no scale could be made between {first} and {second}: {reason}")
            }
            Self::FewAnchors { poles: [first, second], n_anchors: [n_first, n_second] } => {
                format!("few_anchors: the scale hangs on {n_first} outlets at {first} and {n_second} at {second}")
            }
            Self::Unrated { rated, outlets } => format!(
                "no outlet of --outlets is in the input: it names {}, the input has {}",
                rated.join(", "),
                outlets.join(", ")
            ),
            Self::Rejected { n, first } => {
                format!("{} rejected, see tables/rejects.csv; the first: {first}", rows(*n))
            }
            Self::FirstReject(reject) => format!("the first reject: {reject}"),
            Self::RepeatedIds { n } => repeated_ids(*n),
            Self::Kept { n, reason, detail } => format!("{} kept with a problem, {reason}: {detail}", rows(*n)),
            Self::FewUnits { n, expected } => format!(
                "found {} to draw again, expected {expected} or more: articles are drawn instead, so intervals are too narrow",
                count(*n, "unit")
            ),
            Self::FewEvents { n, expected } => format!(
                "found {}, expected {expected} or more: each article counts as one, so intervals are too narrow if articles on an event are alike",
                count(*n, "event")
            ),
            Self::LeftOut { n_without_outlet } => {
                format!("{} without an outlet left out", count(*n_without_outlet, "article"))
            }
            Self::UnlikelyProbability { n_coded, expected } => format!(
                "found {}, expected about {expected:.0} with this probability: if it is wrong, so is what is corrected",
                count(*n_coded, "coded article")
            ),
            Self::FewCodes { column, outlets, expected } => few_codes(column, outlets, *expected),
            Self::ImpossibleShares { column, outlets } => format!(
                "{column}: a corrected share below 0 or above 1 in {} ({}): the codes are few, or p is small for what was found",
                count(outlets.len(), "outlet"),
                outlets.join(", ")
            ),
            Self::Untried { most, n_alone } => {
                format!("--most {most} leaves some values untried; {n_alone} settings try each value alone")
            }
            Self::NothingCompared => "nothing could be compared".to_owned(),
        }
    }

    /// What to do about it; `None` where the message says all there is to say.
    pub fn advice(&self) -> Option<String> {
        let advice = match self {
            Self::NoOutlets { unused } => return Some(name_the_outlets(unused.iter())),
            Self::Unmentioned { target } => {
                return Some(format!(
                    "add the names it goes by, with their capitals, as in --target \"{target}|OTHER NAME\""
                ));
            }
            Self::NoAnchors => ANCHORS,
            Self::NoScale { reason: NoScale::EmptyEnd(_), .. } => "name another",
            Self::NoScale { reason: NoScale::Alike, .. } => "name other anchors, or more",
            Self::FewAnchors { .. } => {
                "other anchors can give quite another order (see leave_one_out_low and leave_one_out_high)"
            }
            Self::Unrated { .. } => "add the input's names as aliases",
            Self::FewCodes { .. } => "with so few, intervals are too narrow",
            Self::ImpossibleShares { .. } => "go by the interval, or code more articles",
            Self::NothingCompared => "it takes two outlets or more, on five events or more that they share",
            _ => return None,
        };
        Some(advice.to_owned())
    }
}

fn few_codes(column: &str, outlets: &[(String, usize)], expected: usize) -> String {
    const SHOWN: usize = 5;
    let names = outlets.iter().take(SHOWN).map(|(outlet, n)| format!("{outlet} ({})", number(*n as u64)));
    let more = if outlets.len() > SHOWN { ", …" } else { "" };
    format!(
        "{column}: fewer than {expected} codes in {}: {}{more}",
        count(outlets.len(), "outlet"),
        names.collect::<Vec<_>>().join(", ")
    )
}

fn rows(n: usize) -> String {
    if n == 1 { "1 row was".to_owned() } else { format!("{n} rows were") }
}

impl fmt::Display for Caution {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message())?;
        self.advice().map_or(Ok(()), |advice| write!(f, "; {advice}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_caution_says_what_is_so_and_what_to_do() {
        let unused = ["src", "kind"].map(str::to_owned).to_vec();
        let outlets = (0..6).map(|at| (format!("o{at}"), at)).collect();
        let poles = ["left", "right"].map(str::to_owned);
        for (caution, expected) in [
            (
                Caution::NoOutlets { unused },
                "no article has an outlet, so no outlets are compared; say which column holds their names, with --columns outlet=NAME; not used yet: kind, src",
            ),
            (
                Caution::Unmentioned { target: "port".to_owned() },
                "no article mentions the target `port`; add the names it goes by, with their capitals, as in --target \"port|OTHER NAME\"",
            ),
            (
                Caution::NoScale { poles: poles.clone(), reason: NoScale::FewOthers(1) },
                "no scale could be made between left and right: besides the anchors 1 outlet of ten articles or more is too few to set it by, three are needed",
            ),
            (
                Caution::NoScale { poles, reason: NoScale::EmptyEnd("left".to_owned()) },
                "no scale could be made between left and right: no outlet named for left has ten articles once copies of other outlets' are left out; name another",
            ),
            (
                Caution::FewCodes { column: "CO".to_owned(), outlets, expected: 10 },
                "CO: fewer than 10 codes in 6 outlets: o0 (0), o1 (1), o2 (2), o3 (3), o4 (4), …; with so few, intervals are too narrow",
            ),
            (
                Caution::Kept { n: 2, reason: "no_outlet", detail: "none".to_owned() },
                "2 rows were kept with a problem, no_outlet: none",
            ),
        ] {
            assert_eq!(caution.to_string(), expected);
            assert_eq!(caution.is_note(), matches!(caution, Caution::Kept { .. }));
            assert!(caution.to_string().starts_with(&caution.message()));
        }
    }
}
