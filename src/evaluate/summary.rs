//! What is to be known of an input before it is studied: how it was read, what its articles hold, and what is wrong with
//! its rows. As JSON it is what `check --json` writes.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::corpus::{Article, Corpus, Rule};
use crate::read::{Dialect, Field, Provenance, Reading, Reason};
use crate::study::Pair;
use crate::text::short;

/// The summary of an input.
#[derive(Debug, Clone, Serialize)]
pub struct Summary<'a> {
    /// Each input, and how it was read.
    pub sources: Vec<SourceSummary<'a>>,
    /// What the articles hold, in numbers.
    pub articles: ArticleSummary,
    /// The outlets, most articles first.
    pub outlets: Vec<OutletSummary<'a>>,
    /// What cleaning leaves out of the counts, by rule.
    pub furniture: Vec<RuleSummary>,
    /// What cleaning mended or only counted, by rule.
    pub noted: Vec<RuleSummary>,
    /// Rows that cannot be used, by reason.
    pub rejected: Vec<Trouble<'a>>,
    /// What could not be used in rows that are kept, by reason.
    pub kept: Vec<Trouble<'a>>,
}

/// An input, and how it was read.
#[derive(Debug, Clone, Serialize)]
pub struct SourceSummary<'a> {
    /// The file or folder, as it was named.
    pub file: &'a str,
    /// Its format.
    pub format: &'static str,
    /// Its size as stored.
    pub bytes: u64,
    /// Its rows.
    pub rows: u64,
    /// The encoding it was decoded from.
    pub encoding: &'a str,
    /// How its cells are told apart.
    #[serde(skip)]
    pub dialect: Option<Dialect>,
    /// The columns that are used.
    pub columns: Vec<ColumnSummary<'a>>,
    /// The columns that are not used.
    pub unused: &'a [String],
    /// What else was guessed or skipped.
    pub remarks: &'a [String],
}

/// A column that is used.
#[derive(Debug, Clone, Serialize)]
pub struct ColumnSummary<'a> {
    /// What it holds.
    pub field: &'static str,
    /// Its name.
    pub column: &'a str,
    /// A value of it, cut to fifty characters; empty when it has none.
    pub example: String,
}

/// What the articles hold, in numbers.
#[derive(Debug, Clone, Serialize)]
pub struct ArticleSummary {
    /// Articles.
    pub n: usize,
    /// Outlets.
    pub n_outlets: usize,
    /// Events that the input names.
    pub n_events_given: usize,
    /// Those of them that at least two outlets tell.
    pub n_events_shared: usize,
    /// Articles without an event.
    pub n_without_event: usize,
    /// The first day; `None` when no article has a date.
    pub first_date: Option<String>,
    /// The last day.
    pub last_date: Option<String>,
    /// Articles without a date.
    pub n_without_date: usize,
    /// Articles without an outlet.
    pub n_without_outlet: usize,
    /// Articles without a headline.
    pub n_without_title: usize,
    /// Articles that repeat another nearly word for word.
    pub n_duplicates: usize,
    /// Those of them that repeat another outlet's.
    pub n_wire_copies: usize,
    /// Pairs that have much in common and are no copies.
    pub n_similar_pairs: usize,
}

/// An outlet of the input.
#[derive(Debug, Clone, Serialize)]
pub struct OutletSummary<'a> {
    /// Its name.
    pub outlet: &'a str,
    /// Its articles.
    pub n_articles: usize,
    /// The events they are about, of those that the input names.
    pub n_events_given: usize,
}

/// What a rule of cleaning found.
#[derive(Debug, Clone, Serialize)]
pub struct RuleSummary {
    /// The rule.
    pub rule: &'static str,
    /// What it finds.
    pub about: &'static str,
    /// How often.
    pub n: usize,
    /// In how many articles.
    pub n_articles: usize,
    /// How many characters it takes out of the counts.
    pub chars: usize,
    /// The first, cut to sixty characters.
    pub sample: String,
}

/// Rows with the same trouble.
#[derive(Debug, Clone, Serialize)]
pub struct Trouble<'a> {
    /// What it is, in a word.
    pub reason: &'static str,
    /// What that means.
    pub meaning: &'static str,
    /// How many rows.
    pub n: usize,
    /// The first one's file.
    pub file: &'a str,
    /// Its row.
    pub row: u64,
    /// Its line, where the file has lines.
    pub line: Option<u64>,
    /// The column; may be empty.
    pub column: &'a str,
    /// What was found there.
    pub detail: &'a str,
}

/// The summary of a surveyed corpus, with the pairs of articles that have their wording in common, and of what reading it
/// gave.
pub fn summary<'a>(corpus: &'a Corpus, pairs: &[Pair], reading: &'a Reading) -> Summary<'a> {
    let rejects = reading.rejects.iter();
    let rejects = rejects.map(|reject| First {
        reason: reject.reason,
        file: &reject.source_file,
        row: reject.row,
        line: reject.line,
        column: &reject.column,
        detail: &reject.detail,
    });
    let problems = reading.problems.iter();
    let problems = problems.map(|problem| First {
        reason: problem.reason,
        file: &problem.source_file,
        row: problem.row,
        line: None,
        column: &problem.column,
        detail: &problem.detail,
    });
    Summary {
        sources: reading.sources.iter().map(|source| of_source(source, corpus)).collect(),
        articles: of_articles(corpus, pairs),
        outlets: of_outlets(corpus),
        furniture: removed(corpus),
        noted: noted(corpus),
        rejected: troubles(rejects),
        kept: troubles(problems),
    }
}

fn of_source<'a>(source: &'a Provenance, corpus: &Corpus) -> SourceSummary<'a> {
    let columns = source.columns.iter().map(|(field, column)| ColumnSummary {
        field: field.name(),
        column,
        example: short(&example(source, corpus, *field), 50),
    });
    SourceSummary {
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

/// The first value of a field in the articles of a source; empty when there is none.
fn example(source: &Provenance, corpus: &Corpus, field: Field) -> String {
    let folder = format!("{}/", source.file); // a folder's articles bear the names of their files
    let is_of = |article: &&Article| article.source_file == source.file || article.source_file.starts_with(&folder);
    let cell = |article: &Article| match field {
        Field::Id => article.id.clone(),
        Field::Outlet => article.outlet.map_or_else(String::new, |id| corpus.outlet(id).to_owned()),
        Field::Date => article.date.map_or_else(String::new, |date| date.to_string()),
        Field::Event => article.event.clone().unwrap_or_default(),
        Field::Title => article.title.clone(),
        Field::Author => article.author.clone(),
        Field::Url => article.url.clone(),
        Field::Text => article.text.clone(),
        Field::File => article.source_file.clone(),
        Field::Code => article.code.clone().unwrap_or_default(),
    };
    corpus.articles().iter().filter(is_of).map(cell).find(|cell| !cell.is_empty()).unwrap_or_default()
}

fn of_articles(corpus: &Corpus, pairs: &[Pair]) -> ArticleSummary {
    let articles = corpus.articles();
    let n = |test: &dyn Fn(&Article) -> bool| articles.iter().filter(|article| test(article)).count();
    let dates = || articles.iter().filter_map(|article| article.date);
    let mut outlets_of = BTreeMap::<&str, BTreeSet<u32>>::new();
    for article in articles {
        if let Some(event) = &article.event {
            outlets_of.entry(event).or_default().extend(article.outlet.map(|outlet| outlet.0));
        }
    }
    let is_wire_copy = |article: &Article| {
        let original = article.duplicate_of.map(|original| &articles[original as usize]);
        original.is_some_and(|original| {
            original.outlet.is_some() && article.outlet.is_some() && original.outlet != article.outlet
        })
    };
    let is_similar = |pair: &&Pair| pair.overlap.kind.is_some_and(|kind| !kind.is_copy());
    ArticleSummary {
        n: articles.len(),
        n_outlets: corpus.outlets().len(),
        n_events_given: outlets_of.len(),
        n_events_shared: outlets_of.values().filter(|outlets| outlets.len() > 1).count(),
        n_without_event: n(&|article| article.event.is_none()),
        first_date: dates().min().map(|date| date.to_string()),
        last_date: dates().max().map(|date| date.to_string()),
        n_without_date: n(&|article| article.date.is_none()),
        n_without_outlet: n(&|article| article.outlet.is_none()),
        n_without_title: n(&|article| article.title.is_empty()),
        n_duplicates: n(&|article| article.duplicate_of.is_some()),
        n_wire_copies: n(&is_wire_copy),
        n_similar_pairs: pairs.iter().filter(is_similar).count(),
    }
}

fn of_outlets(corpus: &Corpus) -> Vec<OutletSummary<'_>> {
    let n_events = |articles: &[usize]| {
        let events = articles.iter().filter_map(|&at| corpus.articles()[at].event.as_deref());
        events.collect::<BTreeSet<_>>().len()
    };
    let by_outlet = corpus.articles_by_outlet();
    let of_outlet = by_outlet.iter().zip(corpus.outlets());
    let mut outlets: Vec<OutletSummary<'_>> = of_outlet
        .map(|(articles, outlet)| OutletSummary {
            outlet,
            n_articles: articles.len(),
            n_events_given: n_events(articles),
        })
        .collect();
    outlets.sort_by_key(|outlet| (Reverse(outlet.n_articles), outlet.outlet));
    outlets
}

fn removed(corpus: &Corpus) -> Vec<RuleSummary> {
    let mut by_rule = BTreeMap::<Rule, RuleSummary>::new();
    for article in corpus.articles() {
        let mut met = BTreeSet::new();
        for removed in &article.removed {
            let text = removed.span.of(&article.text);
            let of_rule = by_rule.entry(removed.rule).or_insert_with(|| of_rule(removed.rule, text));
            of_rule.n += 1;
            of_rule.chars += text.chars().count();
            of_rule.n_articles += usize::from(met.insert(removed.rule));
        }
    }
    by_rule.into_values().collect()
}

fn noted(corpus: &Corpus) -> Vec<RuleSummary> {
    let mut by_rule = BTreeMap::<Rule, RuleSummary>::new();
    for noted in corpus.articles().iter().flat_map(|article| &article.noted) {
        let of_rule = by_rule.entry(noted.rule).or_insert_with(|| of_rule(noted.rule, &noted.sample));
        of_rule.n += noted.n as usize;
        of_rule.n_articles += 1;
    }
    by_rule.into_values().collect()
}

fn of_rule(rule: Rule, sample: &str) -> RuleSummary {
    RuleSummary { rule: rule.name(), about: rule.about(), n: 0, n_articles: 0, chars: 0, sample: short(sample, 60) }
}

/// A trouble where it was met.
struct First<'a> {
    reason: Reason,
    file: &'a str,
    row: u64,
    line: Option<u64>,
    column: &'a str,
    detail: &'a str,
}

/// By reason, the most frequent first.
fn troubles<'a>(all: impl Iterator<Item = First<'a>>) -> Vec<Trouble<'a>> {
    let mut by_reason = BTreeMap::<Reason, Trouble<'a>>::new();
    for First { reason, file, row, line, column, detail } in all {
        let (name, meaning) = (reason.name(), reason.about());
        let first = Trouble { reason: name, meaning, n: 0, file, row, line, column, detail };
        by_reason.entry(reason).or_insert(first).n += 1;
    }
    let mut troubles: Vec<_> = by_reason.into_values().collect();
    troubles.sort_by_key(|trouble| (Reverse(trouble.n), trouble.reason));
    troubles
}
