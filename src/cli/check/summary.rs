//! What is to be known of an input before it is studied.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use slantwise::clean::{NOTED, RULES};
use slantwise::corpus::{Article, Corpus};
use slantwise::read::{Dialect, Field, Provenance, Reading, Reason};
use slantwise::study::Pair;

use crate::cli::words::short;

#[derive(Debug, Serialize)]
pub(super) struct Summary<'a> {
    pub sources: Vec<Read<'a>>,
    pub articles: Articles,
    pub outlets: Vec<Outlet<'a>>,
    pub furniture: Vec<Finding>,
    pub noted: Vec<Finding>,
    pub rejected: Vec<Trouble<'a>>,
    pub kept: Vec<Trouble<'a>>,
}

/// An input, and how it was read.
#[derive(Debug, Serialize)]
pub(super) struct Read<'a> {
    pub file: &'a str,
    pub format: &'static str,
    pub bytes: u64,
    pub rows: u64,
    pub encoding: &'a str,
    #[serde(skip)]
    pub dialect: Option<Dialect>,
    pub columns: Vec<Column<'a>>,
    pub unused: &'a [String],
    pub remarks: &'a [String],
}

/// A column that is used.
#[derive(Debug, Serialize)]
pub(super) struct Column<'a> {
    pub field: &'static str,
    pub column: &'a str,
    /// A value of it.
    pub example: String,
}

#[derive(Debug, Serialize)]
pub(super) struct Articles {
    pub n: usize,
    pub n_outlets: usize,
    pub n_events_given: usize,
    /// Events given that at least two outlets tell.
    pub n_events_shared: usize,
    pub n_without_event: usize,
    pub first_date: Option<String>,
    pub last_date: Option<String>,
    pub n_without_date: usize,
    pub n_without_outlet: usize,
    pub n_without_title: usize,
    /// Articles that repeat another nearly word for word.
    pub n_duplicates: usize,
    /// Those of them that repeat another outlet's.
    pub n_wire_copies: usize,
    /// Pairs that have much in common and are no copies.
    pub n_similar_pairs: usize,
}

#[derive(Debug, Serialize)]
pub(super) struct Outlet<'a> {
    pub outlet: &'a str,
    pub n_articles: usize,
    pub n_events_given: usize,
}

/// What a rule of cleaning found.
#[derive(Debug, Serialize)]
pub(super) struct Finding {
    pub rule: &'static str,
    pub about: &'static str,
    pub n: usize,
    pub n_articles: usize,
    pub chars: usize,
    pub sample: String,
}

/// Rows with the same trouble.
#[derive(Debug, Serialize)]
pub(super) struct Trouble<'a> {
    pub reason: &'static str,
    pub meaning: &'static str,
    pub n: usize,
    /// The first one.
    pub file: &'a str,
    pub row: u64,
    pub line: Option<u64>,
    pub column: &'a str,
    pub detail: &'a str,
}

impl<'a> Summary<'a> {
    pub fn new(corpus: &'a Corpus, pairs: &[Pair], reading: &'a Reading) -> Self {
        let rejects = reading.rejects.iter();
        let rejects = rejects.map(|it| (it.reason, &*it.source_file, it.row, it.line, &*it.column, &*it.detail));
        let problems = reading.problems.iter();
        let problems = problems.map(|it| (it.reason, &*it.source_file, it.row, None, &*it.column, &*it.detail));
        Self {
            sources: reading.sources.iter().map(|it| read(it, corpus)).collect(),
            articles: articles(corpus, pairs),
            outlets: outlets(corpus),
            furniture: furniture(corpus),
            noted: noted(corpus),
            rejected: troubles(rejects),
            kept: troubles(problems),
        }
    }
}

fn read<'a>(source: &'a Provenance, corpus: &Corpus) -> Read<'a> {
    // a folder's articles bear the names of their files
    let is_of =
        |it: &&Article| it.source_file == source.file || it.source_file.starts_with(&format!("{}/", source.file));
    let example = |field: Field| {
        let cell = |it: &Article| match field {
            Field::Id => it.id.clone(),
            Field::Outlet => it.outlet.map_or_else(String::new, |id| corpus.outlet(id).to_owned()),
            Field::Date => it.date.map_or_else(String::new, |it| it.to_string()),
            Field::Event => it.event.clone().unwrap_or_default(),
            Field::Title => it.title.clone(),
            Field::Author => it.author.clone(),
            Field::Url => it.url.clone(),
            Field::Text => it.text.clone(),
            Field::File => it.source_file.clone(),
            Field::Code => it.code.clone().unwrap_or_default(),
        };
        corpus.articles().iter().filter(is_of).map(cell).find(|it| !it.is_empty()).unwrap_or_default()
    };
    let columns = source.columns.iter();
    let columns =
        columns.map(|(field, column)| Column { field: field.name(), column, example: short(&example(*field), 50) });
    Read {
        file: &source.file,
        format: source.format.name(),
        bytes: source.bytes,
        rows: source.rows,
        encoding: &source.encoding,
        dialect: source.dialect,
        columns: columns.collect(),
        unused: &source.unused,
        remarks: &source.remarks,
    }
}

fn articles(corpus: &Corpus, pairs: &[Pair]) -> Articles {
    let articles = corpus.articles();
    let count = |test: &dyn Fn(&Article) -> bool| articles.iter().filter(|it| test(it)).count();
    let dates = || articles.iter().filter_map(|it| it.date);
    let mut outlets_of = BTreeMap::<&str, BTreeSet<u32>>::new();
    for article in articles {
        if let Some(event) = &article.event {
            outlets_of.entry(event).or_default().extend(article.outlet.map(|it| it.0));
        }
    }
    let is_wire_copy = |it: &Article| {
        let original = it.duplicate_of.map(|of| &articles[of as usize]);
        original.is_some_and(|of| of.outlet.is_some() && it.outlet.is_some() && of.outlet != it.outlet)
    };
    Articles {
        n: articles.len(),
        n_outlets: corpus.outlets().len(),
        n_events_given: outlets_of.len(),
        n_events_shared: outlets_of.values().filter(|it| it.len() > 1).count(),
        n_without_event: count(&|it| it.event.is_none()),
        first_date: dates().min().map(|it| it.to_string()),
        last_date: dates().max().map(|it| it.to_string()),
        n_without_date: count(&|it| it.date.is_none()),
        n_without_outlet: count(&|it| it.outlet.is_none()),
        n_without_title: count(&|it| it.title.is_empty()),
        n_duplicates: count(&|it| it.duplicate_of.is_some()),
        n_wire_copies: count(&is_wire_copy),
        n_similar_pairs: pairs.iter().filter(|it| it.overlap.kind.is_some_and(|it| !it.is_copy())).count(),
    }
}

/// Most articles first.
fn outlets(corpus: &Corpus) -> Vec<Outlet<'_>> {
    let n_events = |articles: &[usize]| {
        articles.iter().filter_map(|&it| corpus.articles()[it].event.as_deref()).collect::<BTreeSet<_>>().len()
    };
    let by_outlet = corpus.articles_by_outlet();
    let counted = by_outlet.iter().zip(corpus.outlets());
    let mut outlets: Vec<Outlet<'_>> = counted
        .map(|(articles, outlet)| Outlet { outlet, n_articles: articles.len(), n_events_given: n_events(articles) })
        .collect();
    outlets.sort_by_key(|it| (std::cmp::Reverse(it.n_articles), it.outlet));
    outlets
}

fn furniture(corpus: &Corpus) -> Vec<Finding> {
    let mut by_rule = BTreeMap::<&'static str, Finding>::new();
    for article in corpus.articles() {
        let mut met = BTreeSet::new();
        for removed in &article.removed {
            let text = removed.span.of(&article.text);
            let finding = by_rule.entry(removed.rule).or_insert_with(|| finding(removed.rule, text));
            finding.n += 1;
            finding.chars += text.chars().count();
            finding.n_articles += usize::from(met.insert(removed.rule));
        }
    }
    by_rule.into_values().collect()
}

fn noted(corpus: &Corpus) -> Vec<Finding> {
    let mut by_rule = BTreeMap::<&'static str, Finding>::new();
    for noted in corpus.articles().iter().flat_map(|it| &it.noted) {
        let finding = by_rule.entry(noted.rule).or_insert_with(|| finding(noted.rule, &noted.sample));
        finding.n += noted.n as usize;
        finding.n_articles += 1;
    }
    by_rule.into_values().collect()
}

fn finding(rule: &'static str, sample: &str) -> Finding {
    let rules = RULES.iter().map(|it| (it.name, it.about)).chain(NOTED.iter().map(|it| (it.name, it.about)));
    let about = rules.into_iter().find(|it| it.0 == rule).map_or("", |it| it.1);
    Finding { rule, about, n: 0, n_articles: 0, chars: 0, sample: short(sample, 60) }
}

/// By reason, the most frequent first.
fn troubles<'a>(all: impl Iterator<Item = (Reason, &'a str, u64, Option<u64>, &'a str, &'a str)>) -> Vec<Trouble<'a>> {
    let mut by_reason = BTreeMap::<Reason, Trouble<'a>>::new();
    for (reason, file, row, line, column, detail) in all {
        let (name, meaning) = (reason.name(), reason.about());
        let first = Trouble { reason: name, meaning, n: 0, file, row, line, column, detail };
        by_reason.entry(reason).or_insert(first).n += 1;
    }
    let mut troubles: Vec<_> = by_reason.into_values().collect();
    troubles.sort_by_key(|it| (std::cmp::Reverse(it.n), it.reason));
    troubles
}
