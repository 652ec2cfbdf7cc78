//! Word lists that stand beside the code: text files with an entry per line.
//!
//! Empty lines and those that begin with `#` are left out; a line such as `[verbs]` begins a section of that name. What
//! a list is and where it comes from stands in its first lines.

/// The entries of a list without sections, in the order of the file.
pub(crate) fn entries(list: &'static str) -> impl Iterator<Item = &'static str> {
    list.lines().filter(|line| !line.is_empty() && !line.starts_with('#'))
}

/// The entries of one section of a list, in the order of the file; empty where there is no section of that name.
pub(crate) fn section(list: &'static str, name: &str) -> Vec<&'static str> {
    let heading = |line: &str| line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).map(str::to_owned);
    let behind = entries(list).skip_while(|line| heading(line).as_deref() != Some(name)).skip(1);
    behind.take_while(|line| heading(line).is_none()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIST: &str = "# Verbs.\n\n[verbs]\nsay\n# rarely\ntell [us]\n\n[nouns]\nword\n[none]\n";

    #[test]
    fn a_section_ends_where_the_next_begins() {
        assert_eq!(section(LIST, "verbs"), ["say", "tell [us]"]);
        assert_eq!(section(LIST, "nouns"), ["word"]);
        assert!(section(LIST, "none").is_empty() && section(LIST, "adverbs").is_empty());
    }

    #[test]
    fn remarks_and_empty_lines_are_no_entries() {
        assert_eq!(entries("# a\n\nb\nc d\n").collect::<Vec<_>>(), ["b", "c d"]);
    }
}
