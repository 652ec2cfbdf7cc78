//! Native files: a pack of TOML and CSV.

use rustc_hash::FxHashMap;
use serde::Deserialize;
use toml::Spanned;

use crate::error::{Error, Kind, Result};
use crate::lexicon::draft::{self, Draft};
use crate::lexicon::rows::{self, Row};
use crate::lexicon::source::{self, Source};
use crate::lexicon::{Axis, Category, Lexicon, Overlap, Pattern, Role};

/// The lexicon of a pack's two files.
///
/// # Errors
/// When one of them is not well formed, or they do not fit together.
pub(super) fn read(metadata: Source, patterns: Source) -> Result<Lexicon> {
    let text = source::text(&metadata)?.into_owned();
    let failed =
        |at: usize, message: String| Error::new(Kind::Lexicon, message).at_line(&metadata.file, line_of(&text, at));
    let head: Head = toml::from_str(&text).map_err(|cause| {
        failed(cause.span().map_or(0, |span| span.start), cause.message().trim().replace('\n', ", "))
    })?;
    let places = positions(head.category.iter().map(|category| &category.name))
        .map_err(|again| failed(again.span().start, format!("found the category `{}` again", again.get_ref())))?;
    positions(head.axis.iter().map(|axis| &axis.name))
        .map_err(|again| failed(again.span().start, format!("found the axis `{}` again", again.get_ref())))?;

    if head.negation_window > MAX_NEGATION_WINDOW {
        let message =
            format!("found a negation_window of {}, expected 0 to {MAX_NEGATION_WINDOW} words", head.negation_window);
        return Err(failed(0, message));
    }
    let n_letters = head.name.chars().count();
    if !(1..=MAX_NAME).contains(&n_letters) {
        return Err(failed(0, format!("found a name of {n_letters} characters, expected 1 to {MAX_NAME}")));
    }
    let categories = head.category.iter().map(|category| Category {
        name: category.name.get_ref().clone(),
        title: category.title.clone().unwrap_or_else(|| category.name.get_ref().clone()),
        about: category.about.clone(),
        role: category.role,
        patterns: Vec::new(),
    });
    let mut draft = Draft { categories: categories.collect(), ..Draft::default() };
    for row in rows::read(&patterns)? {
        add(&mut draft, &places, &row).map_err(|error| placed(error, &patterns.file, row.line))?;
    }
    for (category, head) in draft.categories.iter().zip(&head.category) {
        if category.patterns.is_empty() {
            let message = format!("found no pattern of `{}` in {}, expected one", category.name, patterns.file);
            return Err(failed(head.name.span().start, message));
        }
    }
    let axes = head.axis.iter().map(|head| axis(head, &places)).collect::<std::result::Result<Vec<_>, _>>();
    let axes = axes.map_err(|(at, message)| failed(at, message))?;
    Ok(Lexicon {
        title: head.title.unwrap_or_else(|| head.name.clone()),
        name: head.name,
        version: head.version,
        language: head.language,
        about: head.about,
        source: head.source,
        licence: head.licence,
        limits: head.limits,
        overlap: head.overlap,
        negation_window: head.negation_window,
        axes,
        ..draft::finish(draft, vec![metadata, patterns])?
    })
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Head {
    name: String,
    title: Option<String>,
    #[serde(default)]
    version: String,
    #[serde(default)]
    language: String,
    #[serde(default)]
    about: String,
    #[serde(default)]
    source: String,
    #[serde(default)]
    licence: String,
    #[serde(default)]
    limits: String,
    #[serde(default)]
    overlap: Overlap,
    #[serde(default = "negation_window")]
    negation_window: usize,
    category: Vec<CategoryHead>,
    #[serde(default)]
    axis: Vec<AxisHead>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CategoryHead {
    name: Spanned<String>,
    title: Option<String>,
    role: Role,
    #[serde(default)]
    about: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AxisHead {
    name: Spanned<String>,
    title: Option<String>,
    positive: Spanned<Vec<String>>,
    negative: Spanned<Vec<String>>,
    #[serde(default)]
    about: String,
}

/// A folder of the output is called after the lexicon.
const MAX_NAME: usize = 100;

/// A negating word farther away does not negate.
const MAX_NEGATION_WINDOW: usize = 10;

fn negation_window() -> usize {
    draft::NEGATION_WINDOW
}

/// Where each category stands.
type Places = FxHashMap<String, usize>;

/// The positions of names, or the first that comes again.
fn positions<'a>(names: impl Iterator<Item = &'a Spanned<String>>) -> std::result::Result<Places, &'a Spanned<String>> {
    let mut places = Places::default();
    for (at, name) in names.enumerate() {
        if places.insert(name.get_ref().clone(), at).is_some() {
            return Err(name);
        }
    }
    Ok(places)
}

fn add(draft: &mut Draft, places: &Places, row: &Row) -> Result<()> {
    if row.category.is_empty() {
        return Err(Error::new(Kind::Lexicon, format!("found `{}` without a category", row.pattern)));
    }
    let Some(&category) = places.get(&row.category) else {
        let known: Vec<_> = draft.categories.iter().map(|category| category.name.as_str()).collect();
        let message = format!("found the category `{}`, expected one of: {}", row.category, known.join(", "));
        return Err(Error::new(Kind::Lexicon, message).with_help("declare it in the .toml file, or mend the name"));
    };
    let weight = weight(row, draft.categories[category].role)?;
    draft::add(draft, category, Pattern { text: row.pattern.clone(), weight, line: row.line })
}

/// The weight of a row, which the roles that weigh need and the others must not have.
fn weight(row: &Row, role: Role) -> Result<Option<f64>> {
    let Row { pattern, weight, .. } = row;
    let weighs = matches!(role, Role::Valence | Role::Intensifier);
    let message = match (weighs, weight.is_empty()) {
        (false, true) => return Ok(None),
        (false, false) => {
            format!("found the weight `{weight}` of `{pattern}`, expected none in `{}`", row.category)
        }
        (true, true) => format!("found no weight of `{pattern}`, expected a number: `{}` is weighed", row.category),
        (true, false) => match weight.parse::<f64>() {
            Ok(number) if number.is_finite() => return Ok(Some(number)),
            _ => format!("found the weight `{weight}` of `{pattern}`, expected a number"),
        },
    };
    Err(Error::new(Kind::Lexicon, message)
        .with_help("the roles valence and intensifier need weights, the others take none"))
}

/// An axis, or the byte of what is wrong with it and a message.
fn axis(head: &AxisHead, places: &Places) -> std::result::Result<Axis, (usize, String)> {
    let name = head.name.get_ref();
    let pole = |names: &Spanned<Vec<String>>| {
        let failed = |message: String| Err((names.span().start, message));
        if names.get_ref().is_empty() {
            return failed(format!("found an empty pole of the axis `{name}`, expected a category"));
        }
        let mut pole = Vec::new();
        for category in names.get_ref() {
            match places.get(category) {
                Some(&at) => pole.push(at),
                None => return failed(format!("found `{category}` in the axis `{name}`, which is no category")),
            }
        }
        Ok(pole)
    };
    let (positive, negative) = (pole(&head.positive)?, pole(&head.negative)?);
    let mut both: Vec<_> = positive.iter().chain(&negative).collect();
    both.sort_unstable();
    if both.windows(2).any(|pair| pair[0] == pair[1]) {
        return Err((head.negative.span().start, format!("found a category twice in the axis `{name}`")));
    }
    let title = head.title.clone().unwrap_or_else(|| name.clone());
    Ok(Axis { name: name.clone(), title, about: head.about.clone(), positive, negative })
}

fn placed(error: Error, file: &str, line: u64) -> Error {
    error.at_line(file, line)
}

/// The line of a byte, from 1.
fn line_of(text: &str, byte: usize) -> u64 {
    1 + text.as_bytes()[..byte.min(text.len())].iter().filter(|byte| **byte == b'\n').count() as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    const TOML: &str =
        "name = 'mood'\n[[category]]\nname = 'calm'\nrole = 'frame'\n[[category]]\nname = 'tone'\nrole = 'valence'\n";
    const CSV: &str = "category,pattern,weight\ncalm,quiet,\ntone,awful,-2.5\n";

    fn source(file: &str, text: &str) -> Source {
        Source { file: file.to_owned(), bytes: text.as_bytes().to_vec() }
    }

    fn pack(toml: &str, csv: &str) -> Result<Lexicon> {
        read(source("mood.toml", toml), source("mood.csv", csv))
    }

    /// The message for the pack above with something changed.
    fn check_error(from: &str, to: &str, expected: &str) {
        let changed = |text: &str| text.replacen(from, to, 1);
        assert!(TOML.contains(from) || CSV.contains(from), "{from}");
        assert_eq!(pack(&changed(TOML), &changed(CSV)).unwrap_err().to_string(), expected);
    }

    #[test]
    fn what_the_toml_leaves_out_has_a_default() {
        let lexicon = pack(TOML, CSV).unwrap();
        assert_eq!((lexicon.title.as_str(), lexicon.overlap, lexicon.negation_window), ("mood", Overlap::Longest, 3));
        assert_eq!(lexicon.categories[0].title, "calm");
        let pattern = Pattern { text: "awful".to_owned(), weight: Some(-2.5), line: 3 };
        assert_eq!(lexicon.categories[1].patterns, [pattern]);
    }

    #[test]
    fn what_the_toml_says_is_read() {
        let axis = "[[axis]]\nname = 'a'\ntitle = 'A'\npositive = ['tone']\nnegative = ['calm']\nabout = 'b'\n";
        let toml = format!("overlap = 'all'\nnegation_window = 4\n{TOML}{axis}");
        let lexicon = pack(&toml, CSV).unwrap();
        assert_eq!((lexicon.overlap, lexicon.negation_window), (Overlap::All, 4));
        let [name, title, about] = ["a", "A", "b"].map(str::to_owned);
        assert_eq!(lexicon.axes, [Axis { name, title, about, positive: vec![1], negative: vec![0] }]);
    }

    #[test]
    fn a_bad_row_is_named_with_its_line() {
        check_error(
            "calm,quiet,",
            "clam,quiet,",
            "mood.csv line 2: found the category `clam`, expected one of: calm, tone",
        );
        check_error("calm,quiet,", ",quiet,", "mood.csv line 2: found `quiet` without a category");
        check_error("calm,quiet,", "calm,,", "mood.csv line 2: found an empty pattern, expected a word or a phrase");
        check_error(
            "awful,-2.5",
            "awful,",
            "mood.csv line 3: found no weight of `awful`, expected a number: `tone` is weighed",
        );
        check_error("awful,-2.5", "awful,low", "mood.csv line 3: found the weight `low` of `awful`, expected a number");
        check_error("awful,-2.5", "awful,NaN", "mood.csv line 3: found the weight `NaN` of `awful`, expected a number");
        check_error("quiet,", "quiet,1", "mood.csv line 2: found the weight `1` of `quiet`, expected none in `calm`");
    }

    #[test]
    fn a_pattern_twice_is_named_with_the_first_line_whatever_its_typography() {
        let csv = "category,pattern,weight\ncalm,don't panic,\ntone,awful,-1\ntone,don't panic,2\ncalm,Don’t  Panic,\n";
        let error = pack(TOML, csv).unwrap_err();
        assert_eq!(error.to_string(), "mood.csv line 5: found `Don’t  Panic` again, which `calm` has from line 2");
    }

    #[test]
    fn bad_metadata_is_named_with_its_line() {
        let roles = "`frame`, `valence`, `negator`, `intensifier`, `contrast`";
        check_error("'frame'", "'fram'", &format!("mood.toml line 4: unknown variant `fram`, expected one of {roles}"));
        check_error("'calm'", "'tone'", "mood.toml line 6: found the category `tone` again");
        check_error("calm,quiet,\n", "", "mood.toml line 3: found no pattern of `calm` in mood.csv, expected one");
        let error = pack(&TOML.replace("role = 'valence'", "rôle = 1"), CSV).unwrap_err();
        assert!(error.to_string().starts_with("mood.toml line 7: "), "{error}");
        let error = pack(&TOML.replace("role = 'valence'", "roles = 'valence'"), CSV).unwrap_err();
        assert!(error.to_string().starts_with("mood.toml line 7: unknown field `roles`"), "{error}");
    }

    #[test]
    fn a_bad_axis_is_named_with_its_line() {
        let with_axis =
            |poles: &str| pack(&format!("{TOML}[[axis]]\nname = 'a'\n{poles}"), CSV).unwrap_err().to_string();
        let poles = "positive = ['calm']\nnegative = ['cross']\n";
        assert_eq!(with_axis(poles), "mood.toml line 11: found `cross` in the axis `a`, which is no category");
        let poles = "positive = []\nnegative = ['calm']\n";
        assert_eq!(with_axis(poles), "mood.toml line 10: found an empty pole of the axis `a`, expected a category");
        let poles = "positive = ['calm']\nnegative = ['tone', 'calm']\n";
        assert_eq!(with_axis(poles), "mood.toml line 11: found a category twice in the axis `a`");
    }
}
