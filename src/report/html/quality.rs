//! Data quality: what was read, what was left out, what is missing.

use std::collections::BTreeMap;

use serde::Serialize;
use strum::IntoEnumIterator;

use super::show::{shortened, thousands};
use crate::corpus::Rule as Cleaning;
use crate::report::{Material, Texts};

/// Rows of the input listed, at most.
const MAX_ROWS: usize = 20;
/// Articles listed by name, at most.
const MAX_NAMES: usize = 10;

/// The section on data quality.
#[derive(Serialize)]
pub(super) struct Quality {
    sources: Vec<Source>,
    cleaning: Vec<Rule>,
    /// Whether excerpts of the articles' texts are shown.
    has_texts: bool,
    n_rows: usize,
    rows: Vec<Row>,
    n_rejects: usize,
    undated: Names,
    without_outlet: Names,
    syndicated: Vec<Syndicated>,
    n_syndicated: usize,
}

/// An input.
#[derive(Serialize)]
struct Source {
    file: String,
    format: &'static str,
    rows: String,
    columns: String,
}

/// A cleaning rule and what it found.
#[derive(Serialize)]
struct Rule {
    rule: &'static str,
    about: &'static str,
    n: String,
    n_articles: String,
    sample: String,
}

/// A row of the input that could not be used, or not fully.
#[derive(Serialize)]
struct Row {
    outcome: &'static str,
    file: String,
    row: u64,
    column: String,
    reason: &'static str,
    detail: String,
}

/// Some articles by name.
#[derive(Serialize)]
struct Names {
    n: usize,
    first: Vec<String>,
}

/// An article that another outlet published first.
#[derive(Serialize)]
struct Syndicated {
    article: String,
    from: String,
}

/// See [`Quality`].
pub(super) fn view(material: &Material<'_>) -> Quality {
    let (reading, articles) = (material.reading, material.findings.corpus.articles());
    let detail = |text: &str| material.short(text).unwrap_or_default().to_owned();
    let rejects = material.rejects().map(|reject| Row {
        outcome: "left out",
        file: reject.source_file.to_string(),
        row: reject.row,
        column: reject.column.to_string(),
        reason: reject.reason.name(),
        detail: detail(&reject.detail),
    });
    let problems = reading.problems.iter().map(|problem| Row {
        outcome: "kept",
        file: problem.source_file.to_string(),
        row: problem.row,
        column: problem.column.to_string(),
        reason: problem.reason.name(),
        detail: detail(&problem.detail),
    });
    let syndicated =
        || articles.iter().filter_map(|article| article.syndicated_from.as_ref().map(|from| (article, from)));
    Quality {
        sources: reading.sources.iter().map(source).collect(),
        cleaning: cleaning(material),
        has_texts: material.texts == Texts::Shown,
        n_rows: material.rejects().count() + reading.problems.len(),
        rows: rejects.chain(problems).take(MAX_ROWS).collect(),
        n_rejects: material.rejects().count(),
        undated: names(material, &|article| articles[article].date.is_none()),
        without_outlet: names(material, &|article| articles[article].outlet.is_none()),
        n_syndicated: syndicated().count(),
        syndicated: syndicated()
            .take(MAX_NAMES)
            .map(|(article, from)| Syndicated {
                article: article.id.clone(),
                from: material.short(from).unwrap_or("(a long name)").to_owned(),
            })
            .collect(),
    }
}

fn source(source: &crate::read::Provenance) -> Source {
    let columns: Vec<String> = source
        .columns
        .iter()
        .map(|(field, column)| format!("{} from \u{201c}{column}\u{201d}", field.name()))
        .collect();
    Source {
        file: source.file.clone(),
        format: source.format.name(),
        rows: thousands(source.rows as usize),
        columns: columns.join(", "),
    }
}

/// The rules that found something, in the order of all rules.
fn cleaning(material: &Material<'_>) -> Vec<Rule> {
    let mut found = BTreeMap::<Cleaning, (usize, usize, String)>::new();
    for article in material.findings.corpus.articles() {
        let mut rules: Vec<Cleaning> = article.removed.iter().map(|removed| removed.rule).collect();
        for removed in &article.removed {
            let sample = || shortened(material.excerpt(removed.span.of(&article.text)).unwrap_or_default().trim(), 80);
            found.entry(removed.rule).or_insert_with(|| (0, 0, sample())).0 += 1;
        }
        rules.sort_unstable();
        rules.dedup();
        rules.iter().filter_map(|rule| found.get_mut(rule).map(|(_, n_articles, _)| *n_articles += 1)).for_each(drop);
    }
    Cleaning::iter()
        .filter_map(|rule| {
            let (n, n_articles, sample) = found.remove(&rule)?;
            Some(Rule {
                rule: rule.name(),
                about: rule.about(),
                n: thousands(n),
                n_articles: thousands(n_articles),
                sample,
            })
        })
        .collect()
}

fn names(material: &Material<'_>, is_one: &dyn Fn(usize) -> bool) -> Names {
    let articles = material.findings.corpus.articles();
    let all = || (0..articles.len()).filter(|article| is_one(*article));
    let name = |at: usize| {
        let title = shortened(&articles[at].title, 80);
        if title.is_empty() { articles[at].id.clone() } else { format!("{}: {title}", articles[at].id) }
    };
    Names { n: all().count(), first: all().take(MAX_NAMES).map(name).collect() }
}
