//! Globs over the vocabulary: which of many a word satisfies.
//!
//! Globs are kept by what stands before their first wildcard, and a word looks up each of its beginnings: the many
//! `stem*` of a large list cost one look-up a letter, whatever their number.

use rustc_hash::FxHashMap;
use wildmatch::WildMatch;

/// Globs with the ids of their elements.
#[derive(Debug, Clone, Default)]
pub(super) struct Globs {
    by_beginning: FxHashMap<String, Vec<(Test, u32)>>,
    longest: usize, // bytes of the longest beginning
}

#[derive(Debug, Clone)]
enum Test {
    /// Nothing but `*` follows the beginning.
    Beginning,
    Whole(WildMatch),
}

/// Adds a glob; each only once.
pub(super) fn add(globs: &mut Globs, glob: &str, element: u32) {
    let wild = glob.find(['*', '?']).unwrap_or(glob.len());
    let (beginning, rest) = glob.split_at(wild);
    let test = if rest == "*" { Test::Beginning } else { Test::Whole(WildMatch::new(glob)) };
    globs.by_beginning.entry(beginning.to_owned()).or_default().push((test, element));
    globs.longest = globs.longest.max(beginning.len());
}

/// Appends the elements that a normal form satisfies. A glob that begins with a wildcard stands for no clitic.
pub(super) fn find(globs: &Globs, form: &str, elements: &mut Vec<u32>) {
    if globs.by_beginning.is_empty() {
        return;
    }
    let shortest = usize::from(form.starts_with('\''));
    for end in (shortest..=form.len().min(globs.longest)).filter(|end| form.is_char_boundary(*end)) {
        let candidates = globs.by_beginning.get(&form[..end]).map(Vec::as_slice).unwrap_or_default();
        for (test, element) in candidates {
            let fits = match test {
                Test::Beginning => true,
                Test::Whole(glob) => glob.matches(form),
            };
            if fits {
                elements.push(*element);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(form: &str, expected: &[&str]) {
        let all = ["immigra*", "im*", "*s", "wom?n", "?", "é*", "*gra*", "'*"];
        let mut globs = Globs::default();
        for (id, glob) in all.iter().enumerate() {
            add(&mut globs, glob, id as u32);
        }
        let mut elements = Vec::new();
        find(&globs, form, &mut elements);
        elements.sort_unstable();
        let found: Vec<_> = elements.iter().map(|element| all[*element as usize]).collect();
        assert_eq!(found, expected, "{form}");
    }

    #[test]
    fn finds_all_that_fit() {
        check("immigrants", &["immigra*", "im*", "*s", "*gra*"]);
        check("immigra", &["immigra*", "im*", "*gra*"]);
        check("women", &["wom?n"]);
        check("womn", &[]);
    }

    #[test]
    fn counts_characters_and_not_bytes() {
        check("é", &["?", "é*"]);
        check("élites", &["*s", "é*"]);
    }

    #[test]
    fn only_a_glob_that_begins_with_an_apostrophe_stands_for_a_clitic() {
        check("'s", &["'*"]);
    }
}
