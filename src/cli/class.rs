//! `slantwise class`: a lesson on one event of a finished run, in files for a class.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use clap::Args;

use slantwise::corpus::{Article, Corpus, rating};
use slantwise::error::{Error, Kind, Result};
use slantwise::feature::Measured;
use slantwise::report::Texts;
use slantwise::report::folder::Foreign;
use slantwise::report::lesson::{self, MAX_ARTICLES, Told};
use slantwise::report::manifest::{self, MANIFEST, Manifest};
use slantwise::study::{self, Study};

use super::terminal::Terminal;
use super::words::count;
use super::{Failure, Outcome, input, interrupt, verify};

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// The folder that a run wrote.
    #[arg(value_name = "FOLDER")]
    run: PathBuf,
    /// The event: its id or label in tables/events.csv; when not given, of those with most outlets the one with most words of the first word list.
    #[arg(long, value_name = "EVENT")]
    event: Option<String>,
    /// The articles to show, by their ids in tables/articles.csv, at most four of the event; one an outlet when not given.
    #[arg(long, value_name = "ID,...", value_delimiter = ',')]
    articles: Vec<String>,
    /// The folder to write; FOLDER-class beside the run's folder when not given.
    #[arg(short, long, value_name = "FOLDER")]
    output: Option<PathBuf>,
    /// Put the files into a folder that slantwise did not make (files of the same name are replaced).
    #[arg(long)]
    overwrite: bool,
}

/// With fewer marks a lesson has little to talk about.
const FEW_HITS: usize = 8;

/// A row of tables/events.csv.
struct Event {
    id: String,
    label: String,
    n_outlets: u64,
}

pub(super) fn run(arguments: &Arguments, terminal: &Terminal) -> std::result::Result<Outcome, Failure> {
    let signals = interrupt::watch()?;
    let manifest = manifest::read(&arguments.run)?;
    let recipe = &manifest.recipe;
    if recipe.texts == Texts::LeftOut {
        let message = "the run was made with --no-text, and a lesson shows the articles";
        let help = "make the run again without --no-text, into another folder";
        return Err(Error::new(Kind::Input, message).in_file(arguments.run.display()).with_help(help).into());
    }
    let study = recipe.config.clone().check()?;
    let event = event(arguments, &study, terminal)?;
    let ids = ids(&arguments.run, &event.id)?;
    let output = arguments.output.clone().unwrap_or_else(|| beside(&arguments.run));
    let foreign = if arguments.overwrite { Foreign::Accept } else { Foreign::Refuse };
    let mut staged = signals.stage(&output, foreign)?;
    let corpus = articles(&manifest)?;
    let (corpus, _) = study::survey(rating::rename(corpus, &recipe.config.ratings), recipe.config.clean, 0)?;
    let all: Vec<&Article> = corpus.articles().iter().filter(|it| ids.contains(&it.id)).collect();
    let chosen = match arguments.articles.is_empty() {
        true => one_an_outlet(&all),
        false => asked(&all, &arguments.articles, &event.label)?,
    };
    let chosen: Vec<Article> = chosen.into_iter().cloned().collect();
    if chosen.is_empty() {
        let message = format!("no article with an outlet is about `{}`", event.label);
        return Err(Error::new(Kind::Input, message).with_help("give another event with --event").into());
    }
    let measured = study.measure(&chosen, 0)?;
    let measured: Vec<Measured> = measured.into_iter().collect::<std::result::Result<_, _>>().map_err(|it| {
        Error::new(Kind::Input, it.detail.clone()).with_help("this is a bug in slantwise: please report it")
    })?;
    let list = &study.lexicons[0];
    let n_hits = measured.iter().flat_map(|it| &it.hits).filter(|it| it.lexicon == 0).count();
    if n_hits < FEW_HITS {
        terminal.warn(&format!(
            "only {} of “{}” in these articles: there is little to mark. Choose another event, or make the run with a list for this subject (--lexicon)",
            count(n_hits, "word"),
            list.title
        ));
    }
    let told = chosen
        .iter()
        .zip(&measured)
        .filter_map(|(article, measured)| Some(Told { article, outlet: corpus.outlet(article.outlet?), measured }));
    let outlet = |it: &Article| it.outlet.map_or("", |it| corpus.outlet(it));
    let material = lesson::Material {
        event: &event.label,
        articles: told.collect(),
        all: all.iter().map(|it| (outlet(it), *it)).collect(),
        study: &study,
        seed: recipe.config.seed,
    };
    let mut outputs = Vec::new();
    for (name, text) in lesson::files(&material) {
        let write = |file: &mut dyn std::io::Write| file.write_all(text.as_bytes()).map_err(|it| Error::io(name, &it));
        outputs.push(staged.write(name, write)?.0);
    }
    let value = serde_json::json!({
        "tool": "slantwise", "version": env!("CARGO_PKG_VERSION"), "command": ["slantwise", "class"],
        "event": event.id, "run_blake3": manifest.value["blake3"], "outputs": outputs,
    });
    let text = format!("{value:#}\n");
    staged.write(MANIFEST, |file| file.write_all(text.as_bytes()).map_err(|it| Error::io(MANIFEST, &it)))?;
    signals.commit(staged)?;
    terminal.say(&format!("wrote {}: {} on {}", output.display(), count(chosen.len(), "article"), event.label));
    terminal.say(&format!(
        "next: read {} first, then open {} before the class",
        output.join("teacher-notes.html").display(),
        output.join("lesson.html").display()
    ));
    Ok(Outcome::Done)
}

/// `out-class` beside `out`.
fn beside(run: &Path) -> PathBuf {
    let full = run.canonicalize().unwrap_or_else(|_| run.to_owned());
    let mut name = full.file_name().unwrap_or("out".as_ref()).to_owned();
    name.push("-class");
    match run.file_name() {
        Some(_) => run.with_file_name(name),
        None => full.with_file_name(name),
    }
}

/// The rows of a table of the run, each by the names of its columns.
fn rows(run: &Path, table: &str) -> Result<Vec<BTreeMap<String, String>>> {
    let place = run.join("tables").join(table);
    let wrong = |cause: csv::Error| {
        let help = "give the folder that `slantwise run` wrote, as it wrote it";
        Error::new(Kind::Io, cause.to_string()).in_file(place.display()).with_help(help)
    };
    csv::Reader::from_path(&place).map_err(wrong)?.deserialize().map(|it| it.map_err(wrong)).collect()
}

/// A cell without the apostrophe that keeps a spreadsheet from running it.
fn bare(cell: &str) -> &str {
    cell.strip_prefix('\'').filter(|it| it.starts_with(['=', '+', '-', '@', '\t', '\r'])).unwrap_or(cell)
}

fn event(arguments: &Arguments, study: &Study, terminal: &Terminal) -> Result<Event> {
    let place = arguments.run.join("tables/events.csv");
    let rows = rows(&arguments.run, "events.csv")?;
    let cell =
        |row: &BTreeMap<String, String>, name: &str| row.get(name).map(|it| bare(it).to_owned()).unwrap_or_default();
    let mut events: Vec<Event> = rows
        .iter()
        .map(|it| Event {
            id: cell(it, "event_id"),
            label: cell(it, "label"),
            n_outlets: cell(it, "n_outlets").parse().unwrap_or_default(),
        })
        .collect();
    let Some(asked) = &arguments.event else {
        let most = events.iter().map(|it| it.n_outlets.min(MAX_ARTICLES as u64)).max().unwrap_or(0);
        let n_hits = hits_by_event(&arguments.run, study)?;
        let hits = |it: &Event| n_hits.get(&it.id).copied().unwrap_or(0.0);
        events.retain(|it| it.n_outlets >= most);
        events.sort_by(|a, b| hits(b).total_cmp(&hits(a))); // stable: of equal ones the first in the table
        let Some(first) = events.into_iter().next() else {
            return Err(Error::new(Kind::Input, "the run has no event").in_file(place.display()));
        };
        let (n, list) = (count(most as usize, "outlet"), &study.lexicons[0].title);
        terminal.say(&format!(
            "no --event given: `{}`, of those with {n} or more the one with most words of “{list}”",
            first.label
        ));
        return Ok(first);
    };
    if let Some(found) =
        events.iter().position(|it| it.id == *asked).or_else(|| events.iter().position(|it| it.label == *asked))
    {
        return Ok(events.swap_remove(found));
    }
    events.sort_by_key(|it| Reverse(shared(asked, &it.label).max(shared(asked, &it.id))));
    let near: Vec<String> = events.iter().take(3).map(|it| format!("`{}`", it.label)).collect();
    let message = format!("no event `{asked}`, expected an id or label; the nearest: {}", near.join(", "));
    Err(Error::new(Kind::Input, message).in_file(place.display()).with_help("give one of them with --event, or none"))
}

/// About how many words of the first word list the articles of each event hold.
fn hits_by_event(run: &Path, study: &Study) -> Result<BTreeMap<String, f64>> {
    let columns: Vec<String> =
        study.lexicons[0].categories.iter().map(|it| format!("frame_{}_per1k", it.name)).collect();
    let mut n_hits = BTreeMap::new();
    for row in rows(run, "articles.csv")? {
        let number = |name: &str| row.get(name).and_then(|it| it.parse::<f64>().ok()).unwrap_or(0.0);
        let rate: f64 = columns.iter().map(|it| number(it)).sum();
        let event = row.get("event_id").map(|it| bare(it).to_owned()).unwrap_or_default();
        *n_hits.entry(event).or_insert(0.0) += rate * number("n_words") / 1000.0;
    }
    Ok(n_hits)
}

/// Per mille of pairs of letters that two names share.
fn shared(a: &str, b: &str) -> usize {
    let pairs = |text: &str| {
        let letters: Vec<char> = text.to_lowercase().chars().collect();
        letters.windows(2).map(|it| (it[0], it[1])).collect::<BTreeSet<_>>()
    };
    let (a, b) = (pairs(a), pairs(b));
    2000 * a.intersection(&b).count() / (a.len() + b.len()).max(1)
}

/// The ids of an event's articles.
fn ids(run: &Path, event: &str) -> Result<BTreeSet<String>> {
    let rows = rows(run, "articles.csv")?;
    let is_of = |row: &&BTreeMap<String, String>| row.get("event_id").is_some_and(|it| bare(it) == event);
    Ok(rows.iter().filter(is_of).filter_map(|it| Some(bare(it.get("article_id")?).to_owned())).collect())
}

/// The inputs of the run, read and cleaned as they were then.
fn articles(manifest: &Manifest) -> Result<Corpus> {
    let recipe = &manifest.recipe;
    if recipe.inputs.iter().any(|it| it == Path::new("-")) {
        let message = "the articles came on standard input, so they cannot be read again";
        return Err(Error::new(Kind::Input, message).with_help("make the run from a file"));
    }
    let elsewhere =
        "inputs are looked for by the names given to the run: start class in the folder that the run was started in";
    let (corpus, reading) = input::corpus(&recipe.inputs, &recipe.options, recipe.config.clean)
        .map_err(|it| if it.kind() == Kind::Io { it.with_help(elsewhere) } else { it })?;
    if let Some(first) = verify::same_inputs(manifest, &reading).differences.first() {
        let message = format!("the inputs are not those of the run: {first}");
        return Err(Error::new(Kind::Input, message).with_help("make the run again, then the class"));
    }
    Ok(corpus)
}

/// The articles with these ids, in their order.
fn asked<'a>(all: &[&'a Article], ids: &[String], event: &str) -> Result<Vec<&'a Article>> {
    if ids.len() > MAX_ARTICLES {
        let message = format!("--articles names {} articles, expected at most {MAX_ARTICLES}", ids.len());
        return Err(Error::new(Kind::Input, message).with_help("a class cannot read more: leave some out"));
    }
    if let Some(again) = ids.iter().enumerate().find(|it| ids[..it.0].contains(it.1)) {
        let message = format!("--articles names `{}` twice, expected each article once", again.1);
        return Err(Error::new(Kind::Input, message).with_help("leave one out, or name another"));
    }
    let one = |id: &String| {
        let found = all.iter().find(|it| it.id == *id && it.outlet.is_some()).copied();
        found.ok_or_else(|| {
            let known: Vec<String> =
                all.iter().filter(|it| it.outlet.is_some()).map(|it| format!("`{}`", it.id)).collect();
            let message = format!("no article `{id}` with an outlet is about `{event}`");
            Error::new(Kind::Input, message).with_help(format!("its articles: {}", known.join(", ")))
        })
    };
    ids.iter().map(one).collect()
}

/// One article an outlet, those that repeat no other and the longest first; outlets by name.
fn one_an_outlet<'a>(all: &[&'a Article]) -> Vec<&'a Article> {
    let mut of_outlet = BTreeMap::new();
    for article in all.iter().filter(|it| it.outlet.is_some()) {
        let rank = |it: &Article| (it.duplicate_of.is_none(), it.text.len());
        let best = of_outlet.entry(article.outlet).or_insert(*article);
        if rank(article) > rank(best) {
            *best = article;
        }
    }
    of_outlet.into_values().take(MAX_ARTICLES).collect()
}
