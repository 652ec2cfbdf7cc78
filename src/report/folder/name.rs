//! Names of files made from names in the data.

use std::collections::BTreeSet;

/// Names of files or folders made from names in the data: letters, digits, dot, hyphen and underscore, at most 64 of
/// them, no name that a system keeps for itself, and no two alike where case does not count.
pub fn safe_names<'a>(names: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    let mut taken = BTreeSet::new();
    let distinct = |name: &str| {
        let safe = safe_name(name);
        let (stem, extension) = safe
            .rsplit_once('.')
            .map_or((safe.as_str(), String::new()), |(stem, extension)| (stem, format!(".{extension}")));
        let numbered = (2..).map(|i: u32| format!("{stem}-{i}{extension}"));
        let mut all = std::iter::once(safe.clone()).chain(numbered);
        all.find(|name| taken.insert(name.to_ascii_lowercase())).unwrap_or(safe)
    };
    names.into_iter().map(distinct).collect()
}

/// Names that Windows keeps for devices, whatever follows the first dot.
const DEVICES: [&str; 4] = ["con", "prn", "aux", "nul"];
const MAX_NAME: usize = 64;

fn safe_name(name: &str) -> String {
    let safe: String =
        name.chars().map(|c| if c.is_ascii_alphanumeric() || "._-".contains(c) { c } else { '-' }).collect();
    let safe = safe.trim_end_matches('.');
    // what is cut is the middle: the end is the extension
    let safe = match safe.len() {
        0..=MAX_NAME => safe.to_owned(),
        n => format!("{}-{}", &safe[..MAX_NAME - 17], &safe[n - 16..]),
    };
    let first = safe.split('.').next().unwrap_or_default().to_ascii_lowercase();
    let is_numbered =
        |device: &str| first.strip_prefix(device).is_some_and(|number| matches!(number.as_bytes(), [b'0'..=b'9']));
    let is_device = DEVICES.contains(&first.as_str()) || is_numbered("com") || is_numbered("lpt");
    if safe.is_empty() || safe.starts_with(['.', '-']) || is_device { format!("_{safe}") } else { safe }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check_names(names: &[&str], expected: &[&str]) {
        assert_eq!(safe_names(names.iter().copied()), expected);
    }

    #[test]
    fn names_from_outside_are_safe_and_distinct() {
        check_names(&["../../etc/x y.dic", "", ".", "..", "-rf"], &["_..-..-etc-x-y.dic", "_", "_-2", "_-3", "_-rf"]);
        check_names(
            &["CON", "aux.txt", "com1", "COM12", "lpt9.dic", "console"],
            &["_CON", "_aux.txt", "_com1", "COM12", "_lpt9.dic", "console"],
        );
        check_names(
            &["Mood.dic", "mood.dic", "MOOD.DIC", "mood-2.dic"],
            &["Mood.dic", "mood-2.dic", "MOOD-3.DIC", "mood-2-2.dic"],
        );
        check_names(&["a/b", "a\\b", "a.", "ä", "\u{202e}a"], &["a-b", "a-b-2", "a", "_-", "_-a"]);
        let long = safe_names([&*format!("{}.toml", "x".repeat(300)), &*format!("{}.toml", "x".repeat(301))]);
        assert!(
            long[0] != long[1] && long.iter().all(|name| name.len() <= MAX_NAME + 3 && name.ends_with(".toml")),
            "{long:?}"
        );
    }
}
