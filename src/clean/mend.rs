//! Mending: what was changed in a text before anything was looked for in it.

use crate::corpus::Noted;

/// A text that was mended.
pub(super) struct Mended {
    /// The text, mended.
    pub text: String,
    /// How many places were mended.
    pub n: u32,
    /// The first one as it stood, with what stands around it.
    pub sample: String,
}

impl Mended {
    /// Counts one place that was mended at byte `at` of `text`.
    pub fn count(&mut self, text: &str, at: usize) {
        if self.n == 0 {
            self.sample = around(text, at);
        }
        self.n += 1;
    }
}

/// Mends a field in place with `mend` and notes it under `rule`.
pub(super) fn mend_field(
    field: &mut String,
    rule: &'static str,
    mend: fn(&str) -> Option<Mended>,
    noted: &mut Vec<Noted>,
) {
    if let Some(mended) = mend(field) {
        *field = mended.text;
        note(noted, rule, mended.n, mended.sample);
    }
}

/// Adds to what is noted under `rule`; the first sample stays.
pub(super) fn note(noted: &mut Vec<Noted>, rule: &'static str, n: u32, sample: String) {
    match noted.iter_mut().find(|it| it.rule == rule) {
        Some(it) => it.n += n,
        None => noted.push(Noted { rule, n, sample }),
    }
}

/// What stands around byte `at`: 20 characters before, 60 from there, without line ends.
fn around(text: &str, at: usize) -> String {
    const BEFORE: usize = 20;
    const BEHIND: usize = 60;
    let start = text[..at].char_indices().rev().take(BEFORE).last().map_or(at, |it| it.0);
    let sample: String = text[start..at].chars().chain(text[at..].chars().take(BEHIND)).collect();
    sample.split_whitespace().collect::<Vec<_>>().join(" ")
}
