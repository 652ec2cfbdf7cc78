//! `slantwise kwic`: each hit in its context, keyword in context, in the order of the input, whatever its size.

use std::io::{self, BufWriter, Write};

use clap::{Args, ValueEnum};

use slantwise::corpus::Article;
use slantwise::error::{Error, Kind, Result};
use slantwise::feature::{Hit, Measured};
use slantwise::lexicon::{self, Lexicon};
use slantwise::report::csv::guarded;
use slantwise::study::{Config, Study};
use slantwise::text::{Span, Voice};

use super::input::{self, Input, StudyArguments};
use super::terminal::Terminal;
use super::words::count;
use super::{Failure, Outcome};

#[derive(Debug, Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    input: Input,
    #[command(flatten)]
    study: StudyArguments,
    /// What to look for, as word lists write it: "record number*", "border NEAR/5 crisis"; repeat for several. Without it, all that the word lists find.
    #[arg(long = "pattern", value_name = "PATTERN")]
    patterns: Vec<String>,
    /// Show hits of this category only; repeat for several.
    #[arg(long = "category", value_name = "NAME", conflicts_with = "patterns")]
    categories: Vec<String>,
    /// Whose words to look in.
    #[arg(long, value_enum, default_value = "all", value_name = "VOICE")]
    voice: Words,
    /// Words of context on each side.
    #[arg(long, default_value_t = 8, value_name = "N")]
    window: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Words {
    All,
    Author,
    Quoted,
}

const HEADER: [&str; 14] = [
    "article_id",
    "outlet",
    "event_id",
    "date",
    "lexicon",
    "category",
    "pattern",
    "start",
    "end",
    "voice",
    "negated",
    "left",
    "keyword",
    "right",
];

pub(super) fn run(arguments: &Arguments, terminal: &Terminal) -> std::result::Result<Outcome, Failure> {
    let study = study(arguments)?;
    let mut writer = csv::WriterBuilder::new()
        .terminator(csv::Terminator::Any(b'\n'))
        .from_writer(BufWriter::new(io::stdout().lock()));
    writer.write_record(HEADER).map_err(io::Error::from)?;
    let mut n_hits = 0;
    let mut show = |article: &Article, outlet: &str, measured: &Measured| {
        measured.hits.iter().filter(|it| is_wanted(arguments, &study, it)).try_for_each(|hit| {
            n_hits += 1;
            let place = measured.characters.span(&article.text, hit.span);
            row(&study, article, outlet, hit, place, arguments.window, &mut writer)
        })
    };
    let (reading, rejects) = input::stream(&arguments.input, &study, arguments.study.threads, &mut show)?;
    writer.flush()?;
    terminal.say(&count(n_hits, "hit"));
    if let Some(first) = reading.rejects.iter().chain(&rejects).next() {
        terminal.warn(&format!("the first reject: {}", input::shown(first)));
    }
    Ok(arguments.input.reading.outcome(&reading, rejects.len(), terminal))
}

/// The word lists to look with: those named, or one of the patterns given.
fn study(arguments: &Arguments) -> Result<Study> {
    let config = arguments.study.config();
    if !arguments.patterns.is_empty() {
        let mut study = Config { lexicons: Vec::new(), ..config }.check()?;
        study.lexicons.push(of_patterns(&arguments.patterns)?);
        return Ok(study);
    }
    let study = config.check()?;
    let names = || study.lexicons.iter().flat_map(|it| &it.categories).map(|it| it.name.as_str());
    for wanted in &arguments.categories {
        if !names().any(|it| it == wanted) {
            let known: Vec<&str> = names().collect();
            let message = format!("no category `{wanted}`; found {}", known.join(", "));
            return Err(Error::new(Kind::Config, message).with_help("see: slantwise lexicon show NAME"));
        }
    }
    Ok(study)
}

/// A word list of the patterns given on the command line.
fn of_patterns(patterns: &[String]) -> Result<Lexicon> {
    const HOW: &str = "a pattern is a word, words in a row, word* for every ending, or two with NEAR/5 between them";
    for it in patterns {
        list(std::slice::from_ref(it))
            .map_err(|error| error.in_file(format_args!("--pattern {it:?}")).with_help(HOW))?;
    }
    list(patterns)
}

fn list(patterns: &[String]) -> Result<Lexicon> {
    let mut rows = csv::Writer::from_writer(Vec::new());
    let written = std::iter::once(["category", "pattern"])
        .chain(patterns.iter().map(|it| ["pattern", it]))
        .try_for_each(|row| rows.write_record(row));
    let bytes = written.ok().and_then(|()| rows.into_inner().ok()).unwrap_or_default();
    lexicon::parse("pattern.csv", &bytes)
}

fn is_wanted(arguments: &Arguments, study: &Study, hit: &Hit) -> bool {
    let category = &study.lexicons[hit.lexicon as usize].categories[hit.category as usize].name;
    let in_voice = match arguments.voice {
        Words::All => true,
        Words::Author => hit.voice() == Voice::Author,
        Words::Quoted => hit.voice() == Voice::Quoted,
    };
    in_voice && (arguments.categories.is_empty() || arguments.categories.contains(category))
}

fn row(
    study: &Study,
    article: &Article,
    outlet: &str,
    hit: &Hit,
    place: Span,
    window: usize,
    writer: &mut csv::Writer<impl Write>,
) -> std::result::Result<(), Failure> {
    let lexicon = &study.lexicons[hit.lexicon as usize];
    let category = &lexicon.categories[hit.category as usize];
    let text = &article.text;
    let (left, right) =
        (before(&text[..hit.span.start as usize], window), behind(&text[hit.span.end as usize..], window));
    let cells = [
        article.id.as_str(),
        outlet,
        article.event.as_deref().unwrap_or_default(),
        &article.date.map(|it| it.to_string()).unwrap_or_default(),
        &lexicon.name,
        &category.name,
        &category.patterns[hit.pattern as usize].text,
        &place.start.to_string(),
        &place.end.to_string(),
        hit.voice().name(),
        hit.negated.map_or("", |it| if it { "true" } else { "false" }),
        &left,
        &in_a_line(hit.span.of(text)),
        &right,
    ];
    input::write_row(writer, cells.iter().map(|it| guarded(it).into_owned()))
}

/// The last `n` words of what stands before, in a line.
fn before(text: &str, n: usize) -> String {
    let start = text.split_whitespace().rev().take(n).last().map_or(text.len(), |it| offset(text, it));
    in_a_line(&text[start..])
}

/// The first `n` words of what stands behind, in a line; a word that goes on behind the keyword is its own.
fn behind(text: &str, n: usize) -> String {
    let end = text.split_whitespace().take(n).last().map_or(0, |it| offset(text, it) + it.len());
    in_a_line(&text[..end])
}

fn offset(text: &str, word: &str) -> usize {
    word.as_ptr() as usize - text.as_ptr() as usize
}

fn in_a_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn context_is_counted_in_words_and_stands_in_a_line() {
        assert_eq!(before("One two.\n\nThree  four ", 3), "two. Three four");
        assert_eq!(before("", 3), "");
        assert_eq!(behind(", and\nfive six seven", 3), ", and five");
        assert_eq!(behind("", 3), "");
        assert_eq!((before("one ", 0), behind(" one", 0)), (String::new(), String::new()));
    }

    #[test]
    fn patterns_with_commas_and_quotation_marks_are_patterns() {
        let list = of_patterns(&["record number*".to_owned(), "cause NOT \"root, cause\"".to_owned()]).unwrap();
        assert_eq!(list.categories[0].patterns.len(), 2);
        assert!(of_patterns(&["<num>".to_owned()]).unwrap_err().to_string().contains("expected `<number>`"));
    }
}
