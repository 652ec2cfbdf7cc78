//! Measures by name: what a number of an article is called on the command line, and its value in each article.
//!
//! `sent_mean` is a column of `articles`; `alarm`, or `migration.alarm`, a category of a word list, in hits per 1,000
//! words; `terms_of_reference` an axis, as a log ratio; `@author` or `@quoted` behind a category or an axis takes the
//! words of one voice. `target_sentiment` is the sentiment towards the name that each row gives; `events` are the events
//! found; `quotes` and `loaded` can only be held against coded places.

use super::sample::Sample;
use crate::corpus::Article;
use crate::error::{Error, Kind, Result};
use crate::feature::frame::{self, FrameId};
use crate::feature::{self, Measured, target};
use crate::lexicon::Role;
use crate::study::Study;
use crate::text::{Span, TokenText, Tokenizer, Voice};

/// A measure and the codes it is held against, as `--code MEASURE=COLUMN` gives them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pairing {
    /// The measure.
    pub measure: MeasureName,
    /// The column with the codes, or a code of coded places.
    pub column: String,
}

/// The name of a measure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MeasureName {
    /// As it was given, with the voice.
    pub name: String,
    /// Without the voice.
    pub plain: String,
    /// Whose words.
    pub voice: Voice,
}

/// A measure of a study.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Measure {
    /// A column of `articles`, by its position among [`feature::columns`].
    Feature(usize),
    /// A frame by its position among [`Study::frames`], and whose words.
    Frame(usize, Voice),
    /// An axis by the positions of its lexicon and its own, and whose words.
    Axis(usize, usize, Voice),
    /// Sentiment towards the row's own target.
    Target,
    /// The events found.
    Events,
    /// Words in direct quotes; against coded places only.
    Quotes,
    /// How likely a sentence holds loaded words; against coded places only.
    Loaded,
}

/// `MEASURE=COLUMN`, as `--code` takes it.
///
/// # Errors
/// When it is not written so, or as [`measure_name`].
pub fn pairing(text: &str) -> Result<Pairing> {
    let parts = text.split_once('=').filter(|parts| !parts.0.is_empty() && !parts.1.is_empty());
    let (name, column) = parts.ok_or_else(|| {
        Error::new(Kind::Config, format!("found `{text}` in --code, expected MEASURE=COLUMN"))
            .with_help("say for example --code sent_mean=rating")
    })?;
    Ok(Pairing { measure: measure_name(name)?, column: column.to_owned() })
}

/// The name of a measure, with the voice behind `@` if there is one.
///
/// # Errors
/// When the voice is neither author nor quoted, or stands behind a measure that is not told apart by voice.
pub fn measure_name(name: &str) -> Result<MeasureName> {
    let failed = |message: String| Error::new(Kind::Config, message);
    let (plain, voice) = match name.split_once('@') {
        None => (name, Voice::All),
        Some((plain, "author")) => (plain, Voice::Author),
        Some((plain, "quoted")) => (plain, Voice::Quoted),
        Some((_, other)) => {
            return Err(failed(format!("found the voice `{other}` in --code, expected author or quoted")));
        }
    };
    if voice != Voice::All && matches!(plain, "events" | "target_sentiment") {
        return Err(failed(format!("found `{name}` in --code, expected {plain}: it is not told apart by voice")));
    }
    Ok(MeasureName { name: name.to_owned(), plain: plain.to_owned(), voice })
}

/// The measure of that name in a study.
///
/// # Errors
/// When the study has none of it; lists those it has.
pub fn resolve(name: &MeasureName, study: &Study) -> Result<Measure> {
    let MeasureName { name: full, plain, voice } = name;
    match full.as_str() {
        "events" => return Ok(Measure::Events),
        "target_sentiment" => return Ok(Measure::Target),
        "quotes" => return Ok(Measure::Quotes),
        "loaded" => return Ok(Measure::Loaded),
        _ => {}
    }
    let feature = || feature::columns().iter().position(|column| column.name == *plain && *voice == Voice::All);
    let is_frame = |frame: &FrameId| {
        let lexicon = &study.lexicons()[frame.lexicon as usize];
        let category = &lexicon.categories[frame.category as usize].name;
        category == plain || format!("{}.{category}", lexicon.name) == *plain
    };
    let axis = || {
        let lexicons = study.lexicons().iter().enumerate();
        let mut axes = lexicons.flat_map(|(l, lexicon)| lexicon.axes.iter().enumerate().map(move |axis| (l, axis)));
        axes.find(|(_, (_, axis))| axis.name == *plain).map(|(l, (a, _))| Measure::Axis(l, a, *voice))
    };
    let found = feature()
        .map(Measure::Feature)
        .or_else(|| study.frames().iter().position(is_frame).map(|frame| Measure::Frame(frame, *voice)));
    found.or_else(axis).ok_or_else(|| unknown(plain, study))
}

fn unknown(plain: &str, study: &Study) -> Error {
    let names = study.lexicons().iter().flat_map(|lexicon| {
        let frames = lexicon.categories.iter().filter(|category| category.role == Role::Frame);
        frames.map(|category| category.name.as_str()).chain(lexicon.axes.iter().map(|axis| axis.name.as_str()))
    });
    let known: Vec<&str> = names.collect();
    let message = format!(
        "no measure `{plain}`; found {}, the columns of `articles`, target_sentiment, events, quotes and loaded",
        known.join(", ")
    );
    Error::new(Kind::Config, message).with_help("name the word list that has the category: --lexicon NAME")
}

impl Measure {
    /// Whether it has a number for each article.
    pub fn is_number(self) -> bool {
        !matches!(self, Self::Events | Self::Quotes | Self::Loaded)
    }
}

/// The column with the targets that a measure needs; `None` for a measure that needs none.
///
/// # Errors
/// When it needs one and `column` names none.
pub(super) fn column_of_targets(measure: Measure, column: Option<&str>) -> Result<Option<&str>> {
    match (measure, column) {
        (Measure::Target, None) => {
            let message = "the measure target_sentiment without --target-column, expected it";
            let help = "name the column that holds a person or thing in each row: --target-column NAME";
            Err(Error::new(Kind::Config, message).with_help(help))
        }
        (Measure::Target, column) => Ok(column),
        _ => Ok(None),
    }
}

/// The value of each article, `None` without evidence; none at all for a measure that is no number. An axis is its log
/// ratio, with the sample's smoothing; `targets` are the names towards which [`Measure::Target`] is, one a row.
pub fn scores(study: &Study, sample: &Sample, measure: Measure, targets: &[Option<String>]) -> Vec<Option<f64>> {
    let each = |value: &dyn Fn(&Measured) -> Option<f64>| {
        sample.measured.iter().map(|measured| value(measured.as_ref()?)).collect()
    };
    match measure {
        Measure::Feature(at) => each(&|measured| measured.values[at]),
        Measure::Frame(at, voice) => each(&|measured| {
            frame::per_1000(measured.n_frame_hits[voice as usize][at], measured.n_words[voice as usize])
        }),
        Measure::Axis(lexicon, axis, voice) => {
            let (axis, frames) = (&study.lexicons()[lexicon].axes[axis], study.frames());
            let poles = |measured: &Measured| {
                frame::poles(axis, lexicon as u16, &frames, &measured.n_frame_hits[voice as usize])
            };
            let sum: f64 = sample.measured.iter().flatten().map(poles).map(|(a, b)| f64::from(a + b)).sum();
            let smoothing = sum / 2.0 / sample.measured.len().max(1) as f64;
            each(&|measured| {
                let (a, b) = poles(measured);
                frame::log_ratio(a, b, smoothing)
            })
        }
        Measure::Target => towards_targets(study, sample, targets),
        Measure::Events | Measure::Quotes | Measure::Loaded => Vec::new(),
    }
}

/// Sentiment towards the target of each row; `None` without a target, a mention or evidence.
fn towards_targets(study: &Study, sample: &Sample, names: &[Option<String>]) -> Vec<Option<f64>> {
    let mut tokenizer = study.tokenizer();
    let rows = sample.articles.iter().zip(&sample.measured).zip(names);
    let towards = |((article, measured), name): ((&Article, &Option<Measured>), &Option<String>)| {
        let (measured, target) = (measured.as_ref()?, target::parse(name.as_ref()?, &mut tokenizer).ok()?);
        let read = tokens(article, &mut tokenizer);
        let found = target::measure(&read, &tokenizer, &measured.hits, &[target]);
        found[0].sentiment[Voice::All as usize].mean
    };
    rows.map(towards).collect()
}

/// The tokens of an article, what cleaning took out left out.
pub(super) fn tokens(article: &Article, tokenizer: &mut Tokenizer) -> TokenText {
    let removed: Vec<Span> = article.removed.iter().map(|removed| removed.span).collect();
    TokenText::new(&article.text, &removed, tokenizer)
}
