//! Outlets' means and differences of a measure, corrected with a random sample of hand codes (see
//! [`crate::compare::correct`]): from articles and settings to rows.

use super::caution::Caution;
use super::gold::{Gold, gold};
use super::measure::{Pairing, column_of_targets, resolve, scores};
use super::sample::{MIN_UNITS, ResampleBy, Sample, sample, units};
use crate::compare::correct::{Inferred, Quantity, Sampled, quantities};
use crate::error::{Error, Kind, Result};
use crate::num::sqrt;
use crate::num::words::count;
use crate::read::{Options, Reading, Sources};
use crate::study::Study;

/// What is corrected with what.
#[derive(Debug, Clone, PartialEq)]
pub struct CorrectionSettings {
    /// Measures, each with the column that holds its codes, empty where an article was not coded.
    pub codes: Vec<Pairing>,
    /// With which probability articles were drawn to be coded.
    pub drawn: Drawn,
    /// The column that holds the target of each row, for the measure `target_sentiment`.
    pub target_column: Option<String>,
    /// The codes, the lowest first, which count as 0, 1 and so on; none where codes are numbers, or no and yes.
    pub labels: Vec<String>,
    /// The seed of the folds in which the measure is fitted to the codes.
    pub seed: u64,
}

/// With which probability articles were drawn to be coded.
#[derive(Debug, Clone, PartialEq)]
pub enum Drawn {
    /// At random in each outlet: its coded articles / its articles.
    InEachOutlet,
    /// Every article with this probability.
    With(f64),
    /// Each with the probability in this column.
    ByColumn(String),
}

/// An outlet's mean, or the difference of two.
#[derive(Debug, Clone, PartialEq)]
pub struct Correction {
    /// The column of the codes.
    pub code: String,
    /// The measure, as it was named.
    pub measure: String,
    /// The outlet.
    pub outlet_a: String,
    /// The outlet whose mean is taken off; `None` for a mean.
    pub outlet_b: Option<String>,
    /// What was found; its groups are the outlets.
    pub quantity: Quantity,
    /// What the codes' mean is, and how articles were drawn.
    pub about: String,
}

/// What came of a correction.
#[derive(Debug, Clone)]
pub struct Corrected {
    /// The means, then the differences, of each measure.
    pub rows: Vec<Correction>,
    /// How many articles were read.
    pub n_articles: usize,
    /// What the correction changed, a line each.
    pub summary: Vec<String>,
    /// What weakens it.
    pub cautions: Vec<Caution>,
    /// What reading gave besides.
    pub reading: Reading,
}

/// In an outlet with fewer codes than these, intervals are too narrow.
pub const MIN_CODES: usize = 10;

/// Corrects measures of the articles at `inputs` with the hand codes of some of them.
///
/// # Errors
/// When the input or a column cannot be read, a measure is not known or has no number for each article, codes cannot be
/// used, or a probability is none or is missing.
pub fn correct(
    study: &Study,
    inputs: &Sources,
    options: &Options,
    settings: &CorrectionSettings,
    n_threads: usize,
) -> Result<Corrected> {
    let mut columns = Vec::new();
    let mut measures = Vec::new();
    match &settings.drawn {
        Drawn::With(p) if !is_probability(*p) => return Err(no_probability(*p)),
        Drawn::ByColumn(column) => columns.push(column.as_str()),
        _ => {}
    }
    for Pairing { measure: name, column } in &settings.codes {
        let measure = resolve(name, study)?;
        if !measure.is_number() {
            let message = format!("found the measure {}, expected one that has a number for each article", name.name);
            let help = "name a category, an axis, a column of `articles` or target_sentiment";
            return Err(Error::new(Kind::Config, message).with_help(help));
        }
        columns.push(column);
        columns.extend(column_of_targets(measure, settings.target_column.as_deref())?);
        measures.push((measure, name.name.as_str(), column.as_str()));
    }
    let (sample, reading) = sample(study, inputs, options, columns, n_threads)?;
    let mut found = Corrected {
        rows: Vec::new(),
        n_articles: sample.articles.len(),
        summary: Vec::new(),
        cautions: Vec::new(),
        reading,
    };
    let n_without_outlet = sample.outlets.iter().filter(|outlet| outlet.is_none()).count();
    if n_without_outlet > 0 {
        found.cautions.push(Caution::LeftOut { n_without_outlet });
    }
    let given = match &settings.drawn {
        Drawn::ByColumn(column) => Some(probabilities(column, &sample)?),
        _ => None,
    };
    for (measure, name, column) in measures {
        let codes = codes(settings, column, &sample)?;
        let targets = column_of_targets(measure, settings.target_column.as_deref())?;
        let targets = targets.map_or(&[][..], |column| sample.column(column));
        let scores = scores(study, &sample, measure, targets);
        let one = corrected(settings, &sample, &scores, &codes, given.as_deref(), &mut found.cautions)?;
        let about = format!("{}; {}", codes.about, one.drawn);
        found.summary.push(format!("{name} against {column}: {about}"));
        found.summary.push(changed(&one.quantities));
        cautions(column, &one, codes.is_share, &mut found.cautions);
        found.rows.extend(one.quantities.into_iter().map(|quantity| Correction {
            code: column.to_owned(),
            measure: name.to_owned(),
            outlet_a: one.outlets[quantity.a].clone(),
            outlet_b: quantity.b.map(|b| one.outlets[b].clone()),
            quantity,
            about: about.clone(),
        }));
    }
    Ok(found)
}

/// Below one in a million nothing would be learnt from a code.
fn is_probability(p: f64) -> bool {
    (1e-6..=1.0).contains(&p)
}

fn no_probability(p: f64) -> Error {
    let message = format!("found --probability {p}, expected a number from 0.000001 to 1");
    let help = "say 0.2 where one article in five was drawn; leave it out for coded articles / articles, by outlet";
    Error::new(Kind::Config, message).with_help(help)
}

/// The probability of each article; `None` where the cell is empty.
///
/// # Errors
/// When a cell is no probability.
fn probabilities(column: &str, sample: &Sample) -> Result<Vec<Option<f64>>> {
    let number = |(at, cell): (usize, &Option<String>)| {
        let Some(cell) = cell else { return Ok(None) };
        cell.parse().ok().filter(|p| is_probability(*p)).map(Some).ok_or_else(|| {
            let id = &sample.articles[at].id;
            let message =
                format!("found `{cell}` in `{column}` of the article `{id}`, expected a number from 0.000001 to 1");
            let help = "an article that could not be drawn is not part of what is compared: take its row out";
            Error::new(Kind::Input, message).with_help(help)
        })
    };
    sample.column(column).iter().enumerate().map(number).collect()
}

/// The hand codes of a column as numbers, and what their mean is.
struct Codes {
    values: Vec<Option<f64>>,
    about: String,
    /// Whether their mean is a share.
    is_share: bool,
}

/// A column's codes as numbers.
///
/// # Errors
/// When no article with an outlet is coded, or a code is no number and no label.
fn codes(settings: &CorrectionSettings, column: &str, sample: &Sample) -> Result<Codes> {
    let cells = sample.column(column);
    if cells.iter().zip(&sample.outlets).all(|(cell, outlet)| cell.is_none() || outlet.is_none()) {
        let message = format!("no article with an outlet has a code in `{column}`, expected a random sample of them");
        let help = "draw articles at random, code them by hand, and leave the cell empty in the others";
        return Err(Error::new(Kind::Input, message).with_help(help));
    }
    let labels = &settings.labels;
    let other = cells.iter().flatten().find(|code| !labels.is_empty() && !labels.contains(code));
    if let Some(other) = other {
        let message = format!("found the code `{other}` in `{column}`, expected {} or nothing", labels.join(", "));
        let help = "give every code in --labels, or take the articles with another out, coded or not";
        return Err(Error::new(Kind::Input, message).with_help(help));
    }
    Ok(match gold(labels, column, cells, &sample.articles)? {
        Gold::Numbers(values) => Codes { values, about: "mean code".to_owned(), is_share: false },
        Gold::Classes(classes, n) => {
            let is_highest = |at: &usize| classes[*at] == Some(n - 1);
            let name = match labels.last() {
                Some(label) => label.clone(),
                None => (0..cells.len()).find(is_highest).and_then(|at| cells[at].clone()).unwrap_or_default(),
            };
            let about = if n == 2 { format!("share coded {name}") } else { format!("mean of {}", numbered(labels)) };
            let values = classes.into_iter().map(|class| class.map(f64::from)).collect();
            Codes { values, about, is_share: n == 2 }
        }
    })
}

/// `left = 0, center = 1, right = 2`.
fn numbered(labels: &[String]) -> String {
    labels.iter().enumerate().map(|(at, label)| format!("{label} = {at}")).collect::<Vec<_>>().join(", ")
}

/// What came of one measure.
struct One {
    quantities: Vec<Quantity>,
    /// The outlets' names, by group.
    outlets: Vec<String>,
    /// With which probability articles were drawn, in words.
    drawn: String,
}

/// The articles with an outlet, in an order that the order of the input does not change.
struct Kept<'a> {
    /// Outlet and position in the sample.
    articles: Vec<(&'a str, usize)>,
    outlets: Vec<String>,
    /// The outlet of each, by number.
    group: Vec<u32>,
    code: Vec<Option<f64>>,
}

/// Means and differences of a measure.
///
/// # Errors
/// When an article is coded and its probability is not known.
fn corrected(
    settings: &CorrectionSettings,
    sample: &Sample,
    scores: &[Option<f64>],
    codes: &Codes,
    given: Option<&[Option<f64>]>,
    cautions: &mut Vec<Caution>,
) -> Result<One> {
    let kept = kept(sample, scores, codes, given);
    let positions: Vec<usize> = kept.articles.iter().map(|article| article.1).collect();
    let (unit, few) = units(sample, &positions, ResampleBy::Event);
    if let Some(n) = few {
        push_once(cautions, Caution::FewEvents { n, expected: MIN_UNITS });
    }
    let known: Option<Vec<f64>> = match settings.drawn {
        Drawn::With(p) => Some(vec![p; positions.len()]),
        _ => given.and_then(|given| positions.iter().map(|&at| given[at]).collect()),
    };
    let n_coded = kept.code.iter().flatten().count();
    if let Some(expected) = known.and_then(|p| unlikely(&p, n_coded)) {
        push_once(cautions, Caution::UnlikelyProbability { n_coded, expected });
    }
    let (probability, drawn) = probability_of_each(settings, sample, &kept, codes, given)?;
    let measure: Vec<Option<f64>> = positions.iter().map(|&at| scores[at]).collect();
    let Kept { outlets, group, code, .. } = kept;
    let sampled = Sampled { group: &group, unit: &unit, measure: &measure, code: &code, probability: &probability };
    Ok(One { quantities: quantities(&sampled, outlets.len(), settings.seed), outlets, drawn })
}

fn kept<'a>(sample: &'a Sample, scores: &[Option<f64>], codes: &Codes, given: Option<&[Option<f64>]>) -> Kept<'a> {
    let outlets = sample.outlets.iter().enumerate();
    let mut articles: Vec<(&str, usize)> = outlets.filter_map(|(at, outlet)| Some((outlet.as_deref()?, at))).collect();
    let bits = |number: Option<f64>| number.map(f64::to_bits);
    // by what is in them, not by row
    articles.sort_by_cached_key(|&(outlet, at)| {
        let article = &sample.articles[at];
        let numbers = [scores[at], codes.values[at], given.and_then(|given| given[at])].map(bits);
        (outlet.to_owned(), article.event.clone(), article.title.clone(), article.text.clone(), numbers)
    });
    let mut outlets: Vec<String> = articles.iter().map(|article| article.0.to_owned()).collect();
    outlets.dedup();
    let number = |outlet: &str| outlets.partition_point(|name| name.as_str() < outlet) as u32;
    let group = articles.iter().map(|article| number(article.0)).collect();
    let code = articles.iter().map(|article| codes.values[article.1]).collect();
    Kept { articles, outlets, group, code }
}

/// The probability with which each article was drawn, and how that is known, in words.
///
/// # Errors
/// When an article is coded and its probability is not known.
fn probability_of_each(
    settings: &CorrectionSettings,
    sample: &Sample,
    kept: &Kept<'_>,
    codes: &Codes,
    given: Option<&[Option<f64>]>,
) -> Result<(Vec<f64>, String)> {
    match (&settings.drawn, given) {
        (Drawn::With(p), _) => Ok((vec![*p; kept.articles.len()], format!("each article drawn with probability {p}"))),
        (Drawn::ByColumn(column), Some(given)) => {
            let lacks = |at: usize| codes.values[at].is_some() && given[at].is_none();
            if let Some(&(_, at)) = kept.articles.iter().find(|article| lacks(article.1)) {
                let id = &sample.articles[at].id;
                let message =
                    format!("the article `{id}` is coded and has no probability, expected one in each coded article");
                let help = "write the probability with which it was drawn, or empty its code";
                return Err(Error::new(Kind::Input, message).with_help(help));
            }
            let each = kept.articles.iter().map(|article| given[article.1].unwrap_or(1.0)).collect();
            Ok((each, format!("drawn with the probability in {column}")))
        }
        _ => {
            let mut numbers = vec![(0_usize, 0_usize); kept.outlets.len()]; // coded, all
            for (outlet, code) in kept.group.iter().zip(&kept.code) {
                let (n_coded, n) = &mut numbers[*outlet as usize];
                (*n_coded, *n) = (*n_coded + usize::from(code.is_some()), *n + 1);
            }
            let shares: Vec<f64> = numbers.iter().map(|(n_coded, n)| *n_coded as f64 / *n as f64).collect();
            let drawn = "taken as drawn at random in each outlet, with the probability coded articles / articles";
            Ok((kept.group.iter().map(|outlet| shares[*outlet as usize]).collect(), drawn.to_owned()))
        }
    }
}

/// How many coded articles such probabilities give, where that is far from how many there are.
fn unlikely(probabilities: &[f64], n_coded: usize) -> Option<f64> {
    const FAR: f64 = 4.0; // standard deviations: by chance once in 16,000 samples
    let expected: f64 = probabilities.iter().sum();
    let variance: f64 = probabilities.iter().map(|p| p * (1.0 - p)).sum();
    ((n_coded as f64 - expected).abs() > FAR * sqrt(variance) + 1e-6).then_some(expected)
}

/// What the correction changed.
fn changed(found: &[Quantity]) -> String {
    let both = found.iter().filter(|quantity| quantity.b.is_some());
    let both: Vec<(Inferred, Inferred)> = both
        .filter_map(|quantity| quantity.machine.zip(quantity.corrected))
        .filter(|(machine, corrected)| machine.interval.is_some() && corrected.interval.is_some())
        .collect();
    let is_clear = |inferred: &Inferred| inferred.interval.is_some_and(|interval| !interval.contains(0.0));
    let n_signs = both.iter().filter(|(a, b)| a.value * b.value < 0.0).count();
    let n_verdicts = both.iter().filter(|(a, b)| is_clear(a) != is_clear(b)).count();
    format!(
        "the correction changed the sign of {n_signs} and the verdict (whether the 95 % interval excludes 0) of {n_verdicts} of {} between outlets that have an interval",
        count(both.len(), "difference")
    )
}

/// Where codes are few, and where a corrected share is none.
fn cautions(column: &str, one: &One, is_share: bool, cautions: &mut Vec<Caution>) {
    let means = || one.quantities.iter().filter(|quantity| quantity.b.is_none());
    let few = means().filter(|quantity| quantity.n_coded < MIN_CODES);
    let few: Vec<(String, usize)> = few.map(|quantity| (one.outlets[quantity.a].clone(), quantity.n_coded)).collect();
    if !few.is_empty() {
        push_once(cautions, Caution::FewCodes { column: column.to_owned(), outlets: few, expected: MIN_CODES });
    }
    let is_outside =
        |quantity: &&Quantity| quantity.corrected.is_some_and(|corrected| !(0.0..=1.0).contains(&corrected.value));
    let outside: Vec<String> = match is_share {
        true => means().filter(is_outside).map(|quantity| one.outlets[quantity.a].clone()).collect(),
        false => Vec::new(),
    };
    if !outside.is_empty() {
        push_once(cautions, Caution::ImpossibleShares { column: column.to_owned(), outlets: outside });
    }
}

fn push_once(cautions: &mut Vec<Caution>, caution: Caution) {
    if !cautions.contains(&caution) {
        cautions.push(caution);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn far_from_what_a_probability_gives_is_four_standard_deviations() {
        // of 100 articles, each drawn with p = .5, 50 are coded on average; one standard deviation is sqrt(100 / 4) = 5
        let half = [0.5; 100];
        assert_eq!((unlikely(&half, 70), unlikely(&half, 30)), (None, None));
        assert_eq!((unlikely(&half, 71), unlikely(&half, 29)), (Some(50.0), Some(50.0)));
        // drawn for certain, every one of them is coded
        assert_eq!((unlikely(&[1.0; 7], 7), unlikely(&[1.0; 7], 6)), (None, Some(7.0)));
    }
}
