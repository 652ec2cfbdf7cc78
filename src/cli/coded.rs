//! What `validate` and `correct` share: measures by name, and hand codes in a column.

use slantwise::corpus::Article;
use slantwise::error::{Error, Kind, Result};
use slantwise::feature::{self, Measured, frame, target};
use slantwise::read::{self, Field};
use slantwise::study::Study;
use slantwise::text::{Span, TokenText, Tokenizer, Voice};

use super::input::{self, Input};

/// What is held against hand codes.
pub(super) enum Measure {
    /// A column of `articles`, by position.
    Feature(usize),
    /// A frame by position, and whose words.
    Frame(usize, Voice),
    /// Lexicon, axis and whose words.
    Axis(usize, usize, Voice),
    /// Sentiment towards the row's own target.
    Target,
    /// The events found.
    Events,
    /// Words in direct quotes; against places only.
    Quotes,
    /// How likely a sentence holds loaded words; against places only.
    Loaded,
}

/// Hand codes of articles; `None` where there is none.
pub(super) enum Gold {
    /// Numbers.
    Numbers(Vec<Option<f64>>),
    /// Classes, the lowest first, and how many.
    Classes(Vec<Option<u32>>, u32),
}

/// The articles, in the order of the input, and what was measured on them.
pub(super) struct Sample {
    pub articles: Vec<Article>,
    pub measured: Vec<Option<Measured>>,
    /// What is drawn again: each article by itself, until a command says more.
    pub units: Vec<u32>,
    pub outlets: Vec<Option<String>>,
}

/// The articles of the input, cleaned and measured, and what reading gave besides.
///
/// # Errors
/// When the input cannot be read, or an article not be cleaned.
pub(super) fn sample(
    input: &Input,
    options: &read::Options,
    study: &Study,
    n_threads: usize,
) -> Result<(Sample, read::Reading)> {
    let mut reading = read::read(&input.inputs.as_slice().into(), options)?;
    let mut drafts = std::mem::take(&mut reading.drafts);
    for draft in &mut drafts {
        input::cleaned(draft, input.reading.clean.level())
            .map_err(|it| Error::new(Kind::Input, input::shown(&it)).with_help("take this row out and try again"))?;
    }
    let outlets: Vec<Option<String>> = drafts.iter().map(|it| it.outlet.clone()).collect();
    let articles: Vec<Article> = drafts.into_iter().map(Article::from).collect();
    let measured = study.measure(&articles, n_threads)?.into_iter().map(std::result::Result::ok).collect();
    let units = (0..articles.len() as u32).collect();
    Ok((Sample { articles, measured, units, outlets }, reading))
}

/// The name towards which the sentiment of each row is; empty for any other measure.
///
/// # Errors
/// When no column is named for it, or it cannot be read.
pub(super) fn targets(
    input: &Input,
    options: &read::Options,
    measure: &Measure,
    column: Option<&str>,
    sample: &Sample,
) -> Result<Vec<Option<String>>> {
    match (measure, column) {
        (Measure::Target, None) => {
            let message = "the measure target_sentiment without --target-column, expected it";
            let help = "name the column that holds a person or thing in each row: --target-column NAME";
            Err(Error::new(Kind::Config, message).with_help(help))
        }
        (Measure::Target, Some(column)) => cells(input, options, column, sample.articles.len()),
        _ => Ok(Vec::new()),
    }
}

/// `MEASURE=COLUMN` as its name, what it is, and the column.
///
/// # Errors
/// When it is not written so, or no measure has the name.
pub(super) fn pair(told: &str, study: &Study) -> Result<(String, Measure, String)> {
    let failed = |message: String| Error::new(Kind::Config, message);
    let (name, column) = told.split_once('=').filter(|it| !it.0.is_empty() && !it.1.is_empty()).ok_or_else(|| {
        failed(format!("found `{told}` in --code, expected MEASURE=COLUMN"))
            .with_help("say for example --code sent_mean=rating")
    })?;
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
    if plain == "events" {
        return Ok((name.to_owned(), Measure::Events, column.to_owned()));
    }
    if let Some(measure) =
        [("quotes", Measure::Quotes), ("loaded", Measure::Loaded)].into_iter().find(|it| it.0 == name)
    {
        return Ok((name.to_owned(), measure.1, column.to_owned()));
    }
    if plain == "target_sentiment" {
        return Ok((name.to_owned(), Measure::Target, column.to_owned()));
    }
    let frames = study.frames();
    let is_frame = |it: &frame::FrameId| {
        let lexicon = &study.lexicons[it.lexicon as usize];
        let category = &lexicon.categories[it.category as usize].name;
        *category == plain || format!("{}.{category}", lexicon.name) == plain
    };
    let feature =
        feature::columns().iter().position(|it| it.name == plain && voice == Voice::All).map(Measure::Feature);
    let axis = || {
        let axes = study.lexicons.iter().enumerate();
        axes.flat_map(|(l, it)| it.axes.iter().enumerate().map(move |(a, it)| (l, a, &it.name)))
            .find(|it| it.2 == plain)
            .map(|(l, a, _)| Measure::Axis(l, a, voice))
    };
    let found = feature.or_else(|| frames.iter().position(is_frame).map(|it| Measure::Frame(it, voice))).or_else(axis);
    let measure = found.ok_or_else(|| {
        let names = study.lexicons.iter().flat_map(|it| {
            let frames =
                it.categories.iter().filter(|it| it.role == slantwise::lexicon::Role::Frame).map(|it| it.name.as_str());
            frames.chain(it.axes.iter().map(|it| it.name.as_str()))
        });
        let known: Vec<&str> = names.collect();
        failed(format!(
            "no measure `{plain}`; found {}, the columns of `articles`, target_sentiment, events, quotes and loaded",
            known.join(", ")
        ))
        .with_help("name the word list that has the category: --lexicon NAME")
    })?;
    Ok((name.to_owned(), measure, column.to_owned()))
}

/// The value of each article; `None` without evidence. An axis is its log ratio, with the sample's smoothing.
///
/// # Errors
/// When the user's `tokenizer.json` cannot be read.
pub(super) fn scores(
    study: &Study,
    sample: &Sample,
    measure: &Measure,
    targets: &[Option<String>],
) -> Result<Vec<Option<f64>>> {
    let each =
        |value: &dyn Fn(&Measured) -> Option<f64>| sample.measured.iter().map(|it| value(it.as_ref()?)).collect();
    Ok(match *measure {
        Measure::Feature(at) => each(&|it| it.values[at]),
        Measure::Frame(at, voice) => {
            each(&|it| frame::per_1000(it.n_frame_hits[voice as usize][at], it.n_words[voice as usize]))
        }
        Measure::Axis(lexicon, axis, voice) => {
            let (axis, frames) = (&study.lexicons[lexicon].axes[axis], study.frames());
            let poles = |it: &Measured| frame::poles(axis, lexicon as u16, &frames, &it.n_frame_hits[voice as usize]);
            let sum: f64 = sample.measured.iter().flatten().map(poles).map(|(a, b)| f64::from(a + b)).sum();
            let smoothing = sum / 2.0 / sample.measured.len().max(1) as f64;
            each(&|it| {
                let (a, b) = poles(it);
                frame::log_ratio(a, b, smoothing)
            })
        }
        Measure::Target => towards_targets(study, sample, targets)?,
        Measure::Events | Measure::Quotes | Measure::Loaded => Vec::new(),
    })
}

/// Sentiment towards the target of each row; `None` without a target, a mention or evidence.
fn towards_targets(study: &Study, sample: &Sample, names: &[Option<String>]) -> Result<Vec<Option<f64>>> {
    let own = study.config.tokenizer.as_deref();
    let mut tokenizer = own.map_or_else(|| Ok(Tokenizer::default()), Tokenizer::from_file)?;
    let rows = sample.articles.iter().zip(&sample.measured).zip(names);
    let towards = |((article, measured), name): ((&Article, &Option<Measured>), &Option<String>)| {
        let (measured, target) = (measured.as_ref()?, target::parse(name.as_ref()?, &mut tokenizer).ok()?);
        let removed: Vec<Span> = article.removed.iter().map(|it| it.span).collect();
        let read = TokenText::new(&article.text, &removed, &mut tokenizer);
        let found = target::measure(&read, &tokenizer, &measured.hits, &[target]);
        found[0].sentiment[Voice::All as usize].mean
    };
    Ok(rows.map(towards).collect())
}

/// A column's cells, in the order of the articles.
///
/// # Errors
/// When the input cannot be read once more, as standard input, or has changed.
pub(super) fn cells(
    input: &Input,
    options: &read::Options,
    column: &str,
    n_articles: usize,
) -> Result<Vec<Option<String>>> {
    let mut told = options.clone();
    told.columns.retain(|it| it.0 != Field::Code);
    told.columns.push((Field::Code, column.to_owned()));
    if input.inputs.iter().any(|it| it.as_os_str() == "-") {
        let message = "standard input, which can be read only once; expected a file";
        return Err(Error::new(Kind::Config, message).with_help("save it in a file, and give that"));
    }
    let is_absent = |error: &Error| {
        let cause = std::error::Error::source(error).and_then(|cause| cause.downcast_ref::<read::AbsentColumn>());
        cause.is_some_and(|absent| absent.name == column)
    };
    let own_help = |error: Error| match is_absent(&error) {
        true => error.with_help("name a column of the file, as `slantwise check` shows them"),
        false => error,
    };
    let drafts = read::read(&input.inputs.as_slice().into(), &told).map_err(own_help)?.drafts;
    if drafts.len() != n_articles {
        let message = format!("found {} articles when reading again, expected {n_articles}", drafts.len());
        return Err(Error::new(Kind::Input, message).with_help("do not change the input meanwhile"));
    }
    Ok(drafts.into_iter().map(|it| it.code).collect())
}

/// Codes as numbers or classes.
///
/// # Errors
/// When they are neither, or all the same.
pub(super) fn gold(labels: &[String], column: &str, codes: &[Option<String>], articles: &[Article]) -> Result<Gold> {
    let classes = |labels: &[&str]| {
        let of =
            |it: &Option<String>| labels.iter().position(|label| Some(*label) == it.as_deref()).map(|it| it as u32);
        Gold::Classes(codes.iter().map(of).collect(), labels.len() as u32)
    };
    if !labels.is_empty() {
        let labels: Vec<&str> = labels.iter().map(String::as_str).collect();
        return Ok(classes(&labels));
    }
    let mut distinct: Vec<&str> = codes.iter().flatten().map(String::as_str).collect();
    distinct.sort_unstable();
    distinct.dedup();
    for labels in [["0", "1"], ["no", "yes"], ["false", "true"], ["False", "True"]] {
        if distinct == labels {
            return Ok(classes(&labels));
        }
    }
    let numbers: Option<Vec<Option<f64>>> = codes
        .iter()
        .map(|it| it.as_ref().map(|it| it.parse().ok().filter(|it: &f64| it.is_finite())))
        .map(|it| match it {
            Some(None) => None,
            Some(number) => Some(number),
            None => Some(None),
        })
        .collect();
    match numbers.filter(|_| distinct.len() > 1) {
        Some(numbers) => Ok(Gold::Numbers(numbers)),
        None => Err(no_gold(column, &distinct, codes, articles)),
    }
}

/// Why the codes cannot be used.
fn no_gold(column: &str, distinct: &[&str], codes: &[Option<String>], articles: &[Article]) -> Error {
    let wrong = |message: String, help: &str| Error::new(Kind::Input, message).with_help(help);
    match distinct {
        [] => {
            wrong(format!("found no code in `{column}`, expected some"), "code some articles, or name another column")
        }
        [one] => wrong(
            format!("found only the code `{one}` in `{column}`, expected two or more to tell apart"),
            "code articles of each kind, or name another column",
        ),
        _ => {
            let shown: Vec<&str> = distinct.iter().copied().take(8).collect();
            let is_number = |it: &String| it.parse().is_ok_and(f64::is_finite);
            let rare = |it: &str| codes.iter().flatten().filter(|code| *code == it).count();
            // what stands least often is most likely the slip
            let other = distinct.iter().filter(|it| !is_number(&(**it).to_owned())).min_by_key(|it| rare(it));
            let at = other.and_then(|it| codes.iter().position(|code| code.as_deref() == Some(*it)));
            let place = at.map_or_else(String::new, |it| {
                format!("; `{}` stands at the article `{}`", codes[it].as_deref().unwrap_or_default(), articles[it].id)
            });
            wrong(
                format!(
                    "found the codes {} in `{column}`, expected only numbers, or only yes and no{place}",
                    shown.join(", ")
                ),
                "mend the codes, or name those to look at, the lowest first: --labels left,center,right",
            )
        }
    }
}
