//! A finished run as a lesson needs it: its events and which articles tell each, read from its tables, and the lesson
//! on one of them.
//!
//! The texts of the articles stand in no table, so whoever asks for a lesson gives the run's corpus again, as it was
//! read and cleaned; nothing but the run's own folder is opened here.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::path::{Path, PathBuf};

use super::{MAX_ARTICLES, Material, Story, files};
use crate::corpus::{Article, Corpus, rating};
use crate::error::{Error, Kind, Result};
use crate::feature::Measured;
use crate::lexicon::Lexicon;
use crate::report::Texts;
use crate::report::csv::{self, Cells};
use crate::report::manifest::{self, Manifest, Output};
use crate::study::{self, Study};

/// With fewer hits a lesson has little to talk about.
const FEW_HITS: usize = 8;

/// A finished run.
pub struct Finished {
    /// What was run, on what, and what came of it.
    pub manifest: Manifest,
    folder: PathBuf,
    study: Study,
    events: Vec<Event>,
    /// The ids of each event's articles, by the event's id.
    articles: BTreeMap<String, BTreeSet<String>>,
}

/// An event of a finished run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// Its id.
    pub id: String,
    /// Its name for a reader.
    pub label: String,
    /// The outlets that tell it.
    pub n_outlets: u64,
    /// Hits of the first word list in its articles, those that repeat another included.
    pub n_hits: u64,
}

/// A lesson that was made.
pub struct Lesson {
    /// Its files: name and text.
    pub files: Vec<(&'static str, String)>,
    /// The articles in it.
    pub n_articles: usize,
    /// Hits of the first word list in them.
    pub n_hits: usize,
}

impl Lesson {
    /// Whether there is little to mark in its articles, and so little to talk about.
    pub fn is_thin(&self) -> bool {
        self.n_hits < FEW_HITS
    }
}

impl Finished {
    /// Reads a run's settings and tables and loads its word lists.
    ///
    /// # Errors
    /// When the folder is no finished run, was written without the texts, lacks a table or one of its columns, or a word
    /// list or tokenizer of the run cannot be loaded.
    pub fn open(folder: &Path) -> Result<Self> {
        let manifest = manifest::read(folder)?;
        if manifest.recipe.texts == Texts::LeftOut {
            let message = "the run was made with --no-text, and a lesson shows the articles";
            let help = "make the run again without --no-text, into another folder";
            return Err(Error::new(Kind::Input, message).in_file(folder.display()).with_help(help));
        }
        let study = manifest.recipe.config.clone().check()?;
        let [events, articles] = ["events", "articles"].map(|name| Table::open(folder, &manifest, name));
        let articles = articles?;
        let n_hits = articles.n_hits(study.lexicons().first())?;
        let events = events?.events(&n_hits)?;
        Ok(Self { articles: articles.ids_by_event()?, events, study, folder: folder.to_owned(), manifest })
    }

    /// The title of the first word list, which is the one that a lesson marks.
    pub fn list_title(&self) -> &str {
        self.study.lexicons().first().map_or("", |lexicon| &lexicon.title)
    }

    /// Of the events with most outlets (as many as a lesson has articles are enough), the one with most hits of the first
    /// word list; of equal ones the first in the table.
    ///
    /// # Errors
    /// When the run has no event.
    pub fn best_event(&self) -> Result<&Event> {
        let place = place(&self.folder, "events");
        best(&self.events).ok_or_else(|| Error::new(Kind::Input, "the run has no event").in_file(place.display()))
    }

    /// The event with this id or, if there is none, this label.
    ///
    /// # Errors
    /// When there is neither; the message names the nearest.
    pub fn event(&self, name: &str) -> Result<&Event> {
        let with_id = self.events.iter().find(|event| event.id == name);
        with_id.or_else(|| self.events.iter().find(|event| event.label == name)).ok_or_else(|| {
            let near: Vec<String> = nearest(&self.events, name).map(|event| format!("`{}`", event.label)).collect();
            let message = format!("no event `{name}`, expected an id or label; the nearest: {}", near.join(", "));
            let place = place(&self.folder, "events");
            let help = "give one of them with --event, or none";
            Error::new(Kind::Input, message).in_file(place.display()).with_help(help)
        })
    }

    /// The lesson on an event with the articles of these ids, in their order; with none given, one article an outlet. The
    /// corpus is that of the run as it was read and cleaned, before any survey.
    ///
    /// # Errors
    /// When an id is given twice, or is no article with an outlet on this event; when more are given than a lesson holds,
    /// or the event has no article with an outlet; when the program fails on an article.
    pub fn lesson(&self, event: &Event, ids: &[String], corpus: Corpus) -> Result<Lesson> {
        let config = &self.manifest.recipe.config;
        let (corpus, _) = study::survey(rating::rename(corpus, &config.ratings), config.clean, 0)?;
        let is_of_event = |article: &&Article| self.articles.get(&event.id).is_some_and(|of| of.contains(&article.id));
        let all: Vec<&Article> = corpus.articles().iter().filter(is_of_event).collect();
        let chosen = if ids.is_empty() { one_an_outlet(&all) } else { named(&all, ids, &event.label)? };
        let chosen: Vec<Article> = chosen.into_iter().cloned().collect();
        if chosen.is_empty() {
            let message = format!("no article with an outlet is about `{}`", event.label);
            return Err(Error::new(Kind::Input, message).with_help("give another event with --event"));
        }
        let measured = self.study.measure(&chosen, 0)?;
        let measured: Vec<Measured> =
            measured.into_iter().collect::<std::result::Result<_, _>>().map_err(|reject| {
                Error::new(Kind::Input, reject.detail.clone()).with_help("this is a bug in slantwise: please report it")
            })?;
        let stories = chosen.iter().zip(&measured).filter_map(|(article, measured)| {
            Some(Story { article, outlet: corpus.outlet(article.outlet?), measured })
        });
        let outlet = |article: &Article| article.outlet.map_or("", |id| corpus.outlet(id));
        let material = Material {
            event: &event.label,
            articles: stories.collect(),
            all: all.iter().map(|article| (outlet(article), *article)).collect(),
            study: &self.study,
            seed: config.seed,
        };
        let n_hits = measured.iter().flat_map(|measured| &measured.hits).filter(|hit| hit.lexicon == 0).count();
        Ok(Lesson { files: files(&material), n_articles: chosen.len(), n_hits })
    }

    /// The text of `run.json` in the folder of a lesson on this event, whose files are `outputs`.
    pub fn lesson_manifest(&self, event: &Event, outputs: &[Output]) -> String {
        let value = serde_json::json!({
            "tool": "slantwise", "version": env!("CARGO_PKG_VERSION"), "command": ["slantwise", "class"],
            "event": event.id, "run_blake3": self.manifest.value["blake3"], "outputs": outputs,
        });
        format!("{value:#}\n")
    }
}

/// Of the events with most outlets the one with most hits; of equal ones the first.
fn best(events: &[Event]) -> Option<&Event> {
    let n_outlets = |event: &Event| event.n_outlets.min(MAX_ARTICLES as u64);
    let rank = |event: &&Event| (n_outlets(event), event.n_hits);
    events.iter().rev().max_by_key(rank) // of equal ones the last of the reversed
}

/// The three events whose label or id is most like a name (Dice's coefficient of pairs of letters), the nearest first.
fn nearest<'a>(events: &'a [Event], name: &str) -> impl Iterator<Item = &'a Event> + use<'a> {
    let name = name.to_lowercase();
    let likeness = |other: &str| strsim::sorensen_dice(&name, &other.to_lowercase());
    let mut ranked: Vec<(f64, &Event)> =
        events.iter().map(|event| (likeness(&event.label).max(likeness(&event.id)), event)).collect();
    ranked.sort_by(|a, b| b.0.total_cmp(&a.0)); // stable: of equal ones the first in the table
    ranked.into_iter().take(3).map(|(_, event)| event)
}

/// A table of the run.
struct Table {
    place: PathBuf,
    cells: Cells,
}

impl Table {
    fn open(folder: &Path, manifest: &Manifest, name: &str) -> Result<Self> {
        let place = place(folder, name);
        let file = File::open(&place).map_err(|cause| Error::io(place.display(), cause))?;
        let settings = csv::Settings { formulas: manifest.recipe.written.formulas, delimiter: b',' };
        let cells = csv::read(file, &settings).map_err(|error| error.in_file(place.display())).map_err(with_help)?;
        Ok(Self { place, cells })
    }

    fn column(&self, name: &str) -> Result<usize> {
        self.cells.column(name).map_err(|error| with_help(error.in_file(self.place.display())))
    }

    /// The events, of the table of events.
    fn events(&self, n_hits: &BTreeMap<String, u64>) -> Result<Vec<Event>> {
        let [id, label, n_outlets] = ["event_id", "label", "n_outlets"].map(|name| self.column(name));
        let (id, label, n_outlets) = (id?, label?, n_outlets?);
        let event = |row: &Vec<String>| Event {
            id: row[id].clone(),
            label: row[label].clone(),
            n_outlets: row[n_outlets].parse().unwrap_or_default(),
            n_hits: n_hits.get(&row[id]).copied().unwrap_or(0),
        };
        Ok(self.cells.rows.iter().map(event).collect())
    }

    /// The ids of each event's articles, of the table of articles.
    fn ids_by_event(&self) -> Result<BTreeMap<String, BTreeSet<String>>> {
        let (article, event) = (self.column("article_id")?, self.column("event_id")?);
        let mut ids = BTreeMap::<String, BTreeSet<String>>::new();
        for row in &self.cells.rows {
            ids.entry(row[event].clone()).or_default().insert(row[article].clone());
        }
        Ok(ids)
    }

    /// The hits of a word list in each event's articles, of the table of articles: it has hits per 1,000 words, with more
    /// than enough digits to tell how many they are.
    fn n_hits(&self, lexicon: Option<&Lexicon>) -> Result<BTreeMap<String, u64>> {
        let (event, n_words) = (self.column("event_id")?, self.column("n_words")?);
        let rates: Vec<usize> = lexicon.into_iter().flat_map(|lexicon| self.rates(lexicon)).collect();
        let number = |row: &[String], column: usize| row[column].parse::<f64>().unwrap_or(0.0);
        let mut n_hits = BTreeMap::new();
        for row in &self.cells.rows {
            let n = |rate: &usize| (number(row, *rate) * number(row, n_words) / 1000.0).round() as u64;
            *n_hits.entry(row[event].clone()).or_insert(0) += rates.iter().map(n).sum::<u64>();
        }
        Ok(n_hits)
    }

    /// The columns with the rates of a word list's frames; see [`crate::report::Material::frame_name`] for their names.
    fn rates(&self, lexicon: &Lexicon) -> Vec<usize> {
        let at = |name: &str| self.cells.column(&format!("frame_{name}_per1k")).ok();
        let names = lexicon.categories.iter().map(|category| &category.name);
        names.filter_map(|name| at(name).or_else(|| at(&format!("{}_{name}", lexicon.name)))).collect()
    }
}

fn place(folder: &Path, table: &str) -> PathBuf {
    folder.join("tables").join(table).with_extension("csv")
}

fn with_help(error: Error) -> Error {
    error.with_help("give the folder that `slantwise run` wrote, as it wrote it")
}

/// The articles with these ids, in their order.
fn named<'a>(all: &[&'a Article], ids: &[String], event: &str) -> Result<Vec<&'a Article>> {
    if ids.len() > MAX_ARTICLES {
        let message = format!("--articles names {} articles, expected at most {MAX_ARTICLES}", ids.len());
        return Err(Error::new(Kind::Input, message).with_help("a class cannot read more: leave some out"));
    }
    if let Some((_, again)) = ids.iter().enumerate().find(|(at, id)| ids[..*at].contains(id)) {
        let message = format!("--articles names `{again}` twice, expected each article once");
        return Err(Error::new(Kind::Input, message).with_help("leave one out, or name another"));
    }
    let with_outlet = || all.iter().copied().filter(|article| article.outlet.is_some());
    let one = |id: &String| {
        with_outlet().find(|article| article.id == *id).ok_or_else(|| {
            let known: Vec<String> = with_outlet().map(|article| format!("`{}`", article.id)).collect();
            let message = format!("no article `{id}` with an outlet is about `{event}`");
            Error::new(Kind::Input, message).with_help(format!("its articles: {}", known.join(", ")))
        })
    };
    ids.iter().map(one).collect()
}

/// One article an outlet, those that repeat no other and the longest first; outlets by name.
fn one_an_outlet<'a>(all: &[&'a Article]) -> Vec<&'a Article> {
    let mut of_outlet = BTreeMap::new();
    for article in all.iter().filter(|article| article.outlet.is_some()) {
        let rank = |article: &Article| (article.duplicate_of.is_none(), article.text.len());
        let best = of_outlet.entry(article.outlet).or_insert(*article);
        if rank(article) > rank(best) {
            *best = article;
        }
    }
    of_outlet.into_values().take(MAX_ARTICLES).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(id: &str, n_outlets: u64, n_hits: u64) -> Event {
        Event { id: id.into(), label: format!("the {id}"), n_outlets, n_hits }
    }

    #[test]
    fn the_best_event_has_outlets_enough_and_most_hits() {
        let best = |events: &[Event]| best(events).map(|event| event.id.clone());
        assert_eq!(best(&[event("a", 3, 90), event("b", 9, 5), event("c", 4, 6)]).unwrap(), "c");
        assert_eq!(best(&[event("a", 4, 5), event("b", 4, 6), event("c", 5, 6)]).unwrap(), "b");
        assert_eq!(best(&[]), None);
    }

    #[test]
    fn the_nearest_events_come_first() {
        let events = ["flood", "border talks", "border wall", "vote"].map(|id| event(id, 4, 1));
        let near: Vec<&str> = nearest(&events, "Border talk").map(|event| event.id.as_str()).collect();
        assert_eq!(near[..2], ["border talks", "border wall"]);
        assert_eq!(near.len(), 3);
    }

    #[test]
    fn hits_are_counted_from_rates_also_where_two_lists_have_a_frame_of_one_name() {
        let mut lexicon = crate::lexicon::load("migration").unwrap();
        lexicon.categories.truncate(2);
        let [first, second] = [0, 1].map(|at| lexicon.categories[at].name.clone());
        let header = format!("article_id,event_id,n_words,frame_{first}_per1k,frame_migration_{second}_per1k\n");
        let rows = "1,a,7,142.8571,285.7143\n2,b,300,,3.3333\n3,a,0,,\n";
        let settings = csv::Settings { formulas: csv::Formulas::Guarded, delimiter: b',' };
        let cells = csv::read((header + rows).as_bytes(), &settings).unwrap();
        let table = Table { place: PathBuf::new(), cells };
        let n_hits = table.n_hits(Some(&lexicon)).unwrap();
        assert_eq!(n_hits.into_iter().collect::<Vec<_>>(), [("a".to_owned(), 3), ("b".to_owned(), 1)]);
    }
}
