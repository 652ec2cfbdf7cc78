//! The method in short: settings, word lists with their limits, and the files beside the page.

use serde::Serialize;

use super::show::{count, number};
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
    let lexicons = material.findings.lexicons.iter().map(|it| Lexicon {
        categories: words(it, &mut room),
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

/// The patterns of a list by category, none when they are longer than `room`, which they take from.
fn words(lexicon: &lexicon::Lexicon, room: &mut usize) -> Vec<Words> {
    let joined = |it: &Category| it.patterns.iter().map(|it| &*it.text).collect::<Vec<_>>().join(" · ");
    let words = lexicon.categories.iter().map(|it| Words { title: it.title.clone(), patterns: joined(it) });
    let words: Vec<Words> = words.collect();
    let n_bytes: usize = words.iter().map(|it| it.patterns.len() + it.title.len()).sum();
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
    let k = match (config.clusters, &found.clusters) {
        (Some(k), _) => format!("{k}, as asked for"),
        (None, Some(clusters)) => format!("{}, by stability and silhouette", clusters.k),
        (None, None) => "none found".to_owned(),
    };
    let given = if found.events.n_given() > 0 { "as the input gives them; for articles without one, " } else { "" };
    let events = found.events.cut.map_or_else(
        || "as the input gives them".to_owned(),
        |it| format!("{given}found; articles are joined at a mean cosine of {}", number(it, 3)),
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::study::Config;

    #[test]
    fn a_list_is_printed_whole_or_not_at_all() {
        let study = Config::default().check().unwrap();
        let list = &study.lexicons[0];
        let n_patterns: usize = list.categories.iter().map(|it| it.patterns.len()).sum();
        let mut room = usize::MAX;
        let printed = words(list, &mut room);
        let n_printed: usize = printed.iter().map(|it| it.patterns.split(" · ").count()).sum();
        assert_eq!((printed.len(), n_printed), (list.categories.len(), n_patterns));
        let mut just = usize::MAX - room;
        assert_eq!((words(list, &mut just).len(), just), (list.categories.len(), 0));
        let mut short = usize::MAX - room - 1;
        assert_eq!((words(list, &mut short).len(), short), (0, usize::MAX - room - 1));
    }
}
