//! The method in short: settings, word lists with their limits, and the files beside the page.

use serde::Serialize;

use super::show::{count, number};
use crate::report::{Material, Texts};
use crate::table::Table;

/// The last section.
#[derive(Serialize)]
pub(super) struct Method {
    version: &'static str,
    settings: Vec<Setting>,
    lexicons: Vec<Lexicon>,
    tables: Vec<File>,
}

/// A setting and its value.
#[derive(Serialize)]
struct Setting {
    name: &'static str,
    value: String,
}

/// A word list.
#[derive(Serialize)]
struct Lexicon {
    name: String,
    title: String,
    version: String,
    about: String,
    source: String,
    licence: String,
    limits: String,
    n_patterns: String,
}

/// A table beside the page.
#[derive(Serialize)]
struct File {
    name: &'static str,
    about: &'static str,
    n_rows: String,
}

/// See [`Method`].
pub(super) fn view(material: &Material<'_>, tables: &[Table<'_>]) -> Method {
    let lexicons = material.findings.lexicons.iter().map(|it| Lexicon {
        name: it.name.clone(),
        title: it.title.clone(),
        version: it.version.clone(),
        about: it.about.clone(),
        source: it.source.clone(),
        licence: it.licence.clone(),
        limits: it.limits.clone(),
        n_patterns: count(it.categories.iter().map(|it| it.patterns.len()).sum()),
    });
    let file = |it: &Table<'_>| File { name: it.name, about: it.about, n_rows: count(it.n_rows) };
    Method {
        version: env!("CARGO_PKG_VERSION"),
        settings: settings(material),
        lexicons: lexicons.collect(),
        tables: tables.iter().map(file).collect(),
    }
}

fn settings(material: &Material<'_>) -> Vec<Setting> {
    let (found, config) = (material.findings, &material.findings.config);
    let k = match (config.clusters, &found.clusters) {
        (Some(k), _) => format!("{k}, as asked for"),
        (None, Some(clusters)) => format!("{}, by stability and silhouette", clusters.k),
        (None, None) => "none found".to_owned(),
    };
    let events = found.events.cut.map_or_else(
        || "as the input gives them".to_owned(),
        |it| format!("found; articles are joined at a mean cosine of {}", number(it, 3)),
    );
    let words = if config.tokenizer.is_some() { "a tokenizer file of the user's" } else { "the built-in rules" };
    let texts = match material.texts {
        Texts::Shown => "shown",
        Texts::LeftOut => "left out of every file (--no-text)",
    };
    let setting = |name, value: String| Setting { name, value };
    vec![
        setting("seed of every random step", config.seed.to_string()),
        setting("resamples of events for an interval", count(config.resamples)),
        setting("sign patterns of a test", count(config.permutations)),
        setting("clusters", k),
        setting("method of clusters", config.cluster_method.name().to_owned()),
        setting("events", events),
        setting("word boundaries", words.to_owned()),
        setting("texts of the articles", texts.to_owned()),
        setting("outlets contrasted pair by pair, at most", count(config.max_contrast_outlets)),
    ]
}
