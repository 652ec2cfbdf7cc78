//! Data quality: what was read, what was left out, what is missing.

use std::collections::BTreeMap;

use serde::Serialize;

use super::show::{count, shortened};
use crate::clean::RULES;
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
    let detail = |it: &str| material.short(it).unwrap_or_default().to_owned();
    let rejects = material.rejects().map(|it| Row {
        outcome: "left out",
        file: it.source_file.to_string(),
        row: it.row,
        column: it.column.to_string(),
        reason: it.reason,
        detail: detail(&it.detail),
    });
    let problems = reading.problems.iter().map(|it| Row {
        outcome: "kept",
        file: it.source_file.to_string(),
        row: it.row,
        column: it.column.to_string(),
        reason: it.reason,
        detail: detail(&it.detail),
    });
    let syndicated = || articles.iter().filter_map(|it| it.syndicated_from.as_ref().map(|from| (it, from)));
    Quality {
        sources: reading.sources.iter().map(source).collect(),
        cleaning: cleaning(material),
        has_texts: material.texts == Texts::Shown,
        n_rows: material.rejects().count() + reading.problems.len(),
        rows: rejects.chain(problems).take(MAX_ROWS).collect(),
        n_rejects: material.rejects().count(),
        undated: names(material, &|it| articles[it].date.is_none()),
        without_outlet: names(material, &|it| articles[it].outlet.is_none()),
        n_syndicated: syndicated().count(),
        syndicated: syndicated()
            .take(MAX_NAMES)
            .map(|(it, from)| Syndicated {
                article: it.id.clone(),
                from: material.short(from).unwrap_or("(a long name)").to_owned(),
            })
            .collect(),
    }
}

fn source(source: &crate::read::Source) -> Source {
    let columns: Vec<String> = source
        .columns
        .iter()
        .map(|(field, column)| format!("{} from \u{201c}{column}\u{201d}", field.name()))
        .collect();
    Source {
        file: source.file.clone(),
        format: source.format.name(),
        rows: count(source.rows as usize),
        columns: columns.join(", "),
    }
}

/// The rules that found something, in the order of all rules.
fn cleaning(material: &Material<'_>) -> Vec<Rule> {
    let mut found = BTreeMap::<&str, (usize, usize, String)>::new();
    for article in material.findings.corpus.articles() {
        let mut rules: Vec<&str> = article.removed.iter().map(|it| it.rule).collect();
        for removed in &article.removed {
            let sample = || shortened(material.excerpt(removed.span.of(&article.text)).unwrap_or_default().trim(), 80);
            found.entry(removed.rule).or_insert_with(|| (0, 0, sample())).0 += 1;
        }
        rules.sort_unstable();
        rules.dedup();
        rules.iter().filter_map(|it| found.get_mut(it).map(|it| it.1 += 1)).for_each(drop);
    }
    RULES
        .iter()
        .filter_map(|rule| {
            let (n, n_articles, sample) = found.remove(rule.name)?;
            Some(Rule { rule: rule.name, about: rule.about, n: count(n), n_articles: count(n_articles), sample })
        })
        .collect()
}

fn names(material: &Material<'_>, is_one: &dyn Fn(usize) -> bool) -> Names {
    let articles = material.findings.corpus.articles();
    let all = || (0..articles.len()).filter(|it| is_one(*it));
    let name = |it: usize| {
        let title = shortened(&articles[it].title, 80);
        if title.is_empty() { articles[it].id.clone() } else { format!("{}: {title}", articles[it].id) }
    };
    Names { n: all().count(), first: all().take(MAX_NAMES).map(name).collect() }
}
