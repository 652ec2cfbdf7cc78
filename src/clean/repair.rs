//! Repairs: what was changed in a text before anything was looked for in it.

use crate::corpus::{Noted, Rule};

/// A text that was repaired.
pub(super) struct Repaired {
    /// The text, repaired.
    pub text: String,
    /// How many places were repaired.
    pub n: u32,
    /// The first one as it stood, with what stands around it.
    pub sample: String,
}

impl Repaired {
    /// Counts one place that was repaired at byte `at` of `text`.
    pub fn count(&mut self, text: &str, at: usize) {
        if self.n == 0 {
            self.sample = around(text, at);
        }
        self.n += 1;
    }
}

/// Repairs a field in place with `repair` and notes it under `rule`.
pub(super) fn repair_field(
    field: &mut String,
    rule: Rule,
    repair: fn(&str) -> Option<Repaired>,
    noted: &mut Vec<Noted>,
) {
    if let Some(repaired) = repair(field) {
        *field = repaired.text;
        note(noted, rule, repaired.n, repaired.sample);
    }
}

/// Adds to what is noted under `rule`; the first sample stays.
pub(super) fn note(noted: &mut Vec<Noted>, rule: Rule, n: u32, sample: String) {
    match noted.iter_mut().find(|noted| noted.rule == rule) {
        Some(before) => before.n += n,
        None => noted.push(Noted { rule, n, sample }),
    }
}

/// What stands around byte `at`: 20 characters before, 60 from there, without line ends.
fn around(text: &str, at: usize) -> String {
    const BEFORE: usize = 20;
    const BEHIND: usize = 60;
    let start = text[..at].char_indices().rev().take(BEFORE).last().map_or(at, |(start, _)| start);
    let sample: String = text[start..at].chars().chain(text[at..].chars().take(BEHIND)).collect();
    sample.split_whitespace().collect::<Vec<_>>().join(" ")
}
