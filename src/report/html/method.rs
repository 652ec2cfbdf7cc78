//! The method in short: settings, word lists with their limits, and the files beside the page.

use serde::Serialize;

use super::show::{number, thousands};
use crate::lexicon::{self, Category};
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
    /// Its categories with their patterns; empty where there is no room for them.
    categories: Vec<Words>,
}

/// A category and its patterns.
#[derive(Serialize)]
struct Words {
    title: String,
    patterns: String,
}

/// Bytes of patterns printed, at most: the lists that fit, in their order.
const ROOM: usize = 28_000;

/// A table beside the page.
#[derive(Serialize)]
struct File {
    name: &'static str,
    about: &'static str,
    n_rows: String,
}

/// See [`Method`].
pub(super) fn view(material: &Material<'_>, tables: &[Table<'_>]) -> Method {
    let mut room = ROOM;
    let lexicons = material.findings.lexicons.iter().map(|lexicon| Lexicon {
        categories: words(lexicon, &mut room),
        name: lexicon.name.clone(),
        title: lexicon.title.clone(),
        version: lexicon.version.clone(),
        about: lexicon.about.clone(),
        source: lexicon.source.clone(),
        licence: lexicon.licence.clone(),
        limits: lexicon.limits.clone(),
        n_patterns: thousands(lexicon.categories.iter().map(|category| category.patterns.len()).sum::<usize>()),
    });
    let file = |table: &Table<'_>| File {
        name: table.schema.name,
        about: table.schema.about,
        n_rows: thousands(table.n_rows),
    };
    Method {
        version: env!("CARGO_PKG_VERSION"),
        settings: settings(material),
        lexicons: lexicons.collect(),
        tables: tables.iter().map(file).collect(),
    }
}

/// The patterns of a list by category, none when they are longer than `room`, which they take from.
fn words(lexicon: &lexicon::Lexicon, room: &mut usize) -> Vec<Words> {
    let joined =
        |category: &Category| category.patterns.iter().map(|pattern| &*pattern.text).collect::<Vec<_>>().join(" · ");
    let of = |category: &Category| Words { title: category.title.clone(), patterns: joined(category) };
    let words = lexicon.categories.iter().map(of);
    let words: Vec<Words> = words.collect();
    let n_bytes: usize = words.iter().map(|words| words.patterns.len() + words.title.len()).sum();
    match room.checked_sub(n_bytes) {
        Some(rest) => {
            *room = rest;
            words
        }
        None => Vec::new(),
    }
}

fn settings(material: &Material<'_>) -> Vec<Setting> {
    let (found, config) = (material.findings, &material.findings.config);
    let k = match (config.clusters, &found.clustered.clusters) {
        (Some(k), _) => format!("{k}, as asked for"),
        (None, Some(clusters)) => format!("{}, by stability and silhouette", clusters.k),
        (None, None) => "none found".to_owned(),
    };
    let given = if found.events.n_given() > 0 { "as the input gives them; for articles without one, " } else { "" };
    let events = found.events.cut.map_or_else(
        || "as the input gives them".to_owned(),
        |cut| format!("{given}found; articles are joined at a mean cosine of {}", number(cut, 3)),
    );
    let words = if config.tokenizer.is_some() { "a tokenizer file of the user's" } else { "the built-in rules" };
    let texts = match material.texts {
        Texts::Shown => "shown",
        Texts::LeftOut => "left out of every file (--no-text)",
    };
    let setting = |name, value: String| Setting { name, value };
    vec![
        setting("seed of every random step", config.seed.to_string()),
        setting("resamples of events for an interval", thousands(config.resamples)),
        setting("sign patterns of a test", thousands(config.permutations)),
        setting("clusters", k),
        setting("method of clusters", config.cluster_method.name().to_owned()),
        setting("events", events),
        setting("word boundaries", words.to_owned()),
        setting("texts of the articles", texts.to_owned()),
        setting("outlets contrasted pair by pair, at most", thousands(config.max_contrast_outlets)),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::study::Config;

    #[test]
    fn a_list_is_printed_whole_or_not_at_all() {
        let study = Config::default().check().unwrap();
        let list = &study.lexicons()[0];
        let n_patterns: usize = list.categories.iter().map(|category| category.patterns.len()).sum();
        let mut room = usize::MAX;
        let printed = words(list, &mut room);
        let n_printed: usize = printed.iter().map(|words| words.patterns.split(" · ").count()).sum();
        assert_eq!((printed.len(), n_printed), (list.categories.len(), n_patterns));
        let mut just = usize::MAX - room;
        assert_eq!((words(list, &mut just).len(), just), (list.categories.len(), 0));
        let mut short = usize::MAX - room - 1;
        assert_eq!((words(list, &mut short).len(), short), (0, usize::MAX - room - 1));
    }
}
