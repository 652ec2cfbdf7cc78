//! Gold: what a person coded, as numbers or as classes.
//!
//! Codes are classes when labels are given for them, or when they are two that mean no and yes (`0` and `1`, `no` and
//! `yes`, `false` and `true`); numbers when all of them are. Anything else is refused, and the rarest code, which is most
//! likely a slip, is shown with its article.

use crate::corpus::Article;
use crate::error::{Error, Kind, Result};

/// Hand codes of articles; `None` where there is none.
#[derive(Debug, Clone, PartialEq)]
pub enum Gold {
    /// Numbers.
    Numbers(Vec<Option<f64>>),
    /// Classes, the lowest 0, and how many there are.
    Classes(Vec<Option<u32>>, u32),
}

/// The codes in a column: classes by `labels`, the lowest first, if there are any.
///
/// # Errors
/// When they are neither numbers nor classes, or all the same.
pub fn gold(labels: &[String], column: &str, codes: &[Option<String>], articles: &[Article]) -> Result<Gold> {
    let classes = |labels: &[&str]| {
        let class = |code: &Option<String>| labels.iter().position(|label| Some(*label) == code.as_deref());
        let of = |code: &Option<String>| class(code).map(|class| class as u32);
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
    let number = |code: &Option<String>| match code {
        None => Some(None),
        Some(code) => finite(code).map(Some),
    };
    let numbers: Option<Vec<Option<f64>>> = codes.iter().map(number).collect();
    match numbers.filter(|_| distinct.len() > 1) {
        Some(numbers) => Ok(Gold::Numbers(numbers)),
        None => Err(no_gold(column, &distinct, codes, articles)),
    }
}

fn finite(code: &str) -> Option<f64> {
    code.parse().ok().filter(|number: &f64| number.is_finite())
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
            let n_of = |code: &str| codes.iter().flatten().filter(|other| *other == code).count();
            // what stands least often is most likely the slip
            let rarest = distinct.iter().filter(|code| finite(code).is_none()).min_by_key(|code| n_of(code));
            let at = rarest.and_then(|rarest| codes.iter().position(|code| code.as_deref() == Some(*rarest)));
            let place = at.map_or_else(String::new, |at| {
                format!("; `{}` stands at the article `{}`", codes[at].as_deref().unwrap_or_default(), articles[at].id)
            });
            wrong(
                format!(
                    "found the codes {} in `{column}`, expected only numbers, or only yes and no{place}",
                    shown.join(", ")
                ),
                "fix the codes, or name those to look at, the lowest first: --labels left,center,right",
            )
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(labels: &[&str], codes: &[&str]) -> Result<Gold> {
        let labels: Vec<String> = labels.iter().map(|label| (*label).to_owned()).collect();
        let codes: Vec<Option<String>> =
            codes.iter().map(|code| Some((*code).to_owned()).filter(|code| !code.is_empty())).collect();
        let draft = |at: usize| crate::corpus::Draft { id: Some(format!("a{at}")), ..Default::default() };
        let articles: Vec<Article> = (0..codes.len()).map(|at| draft(at).into()).collect();
        gold(&labels, "tone", &codes, &articles)
    }

    #[test]
    fn codes_are_classes_by_labels_or_when_they_say_no_and_yes_and_numbers_else() {
        assert_eq!(of(&[], &["no", "", "yes"]).unwrap(), Gold::Classes(vec![Some(0), None, Some(1)], 2));
        assert_eq!(of(&[], &["0", "1", "2"]).unwrap(), Gold::Numbers(vec![Some(0.0), Some(1.0), Some(2.0)]));
        assert_eq!(of(&["b", "a"], &["a", "b", "c"]).unwrap(), Gold::Classes(vec![Some(1), Some(0), None], 2));
    }

    #[test]
    fn the_rarest_code_that_is_no_number_is_shown_with_its_article() {
        let error = of(&[], &["1", "x", "x", "y", "NaN", "NaN"]).unwrap_err().to_string();
        assert!(error.ends_with("; `y` stands at the article `a3`"), "{error}");
        assert!(of(&[], &["", ""]).unwrap_err().to_string().starts_with("found no code"));
        assert!(of(&[], &["1", "", "1"]).unwrap_err().to_string().starts_with("found only the code `1`"));
    }
}
