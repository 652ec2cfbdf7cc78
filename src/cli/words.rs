//! Numbers in sentences.

pub(super) use slantwise::num::words::{count, number, size};

/// The first `n` characters on one line, with an ellipsis if there are more; what would steer a terminal is left out.
pub(super) fn short(text: &str, n: usize) -> String {
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut shown: String = words.chars().filter(|it| !it.is_control()).take(n + 1).collect();
    if shown.chars().count() > n {
        shown.pop();
        shown.push('…');
    }
    shown
}

/// A word as a shell reads it: between quotation marks if it has a space or a sign that means something to a shell.
pub(super) fn quoted(word: &str) -> String {
    let is_plain = |it: char| it.is_alphanumeric() || "._-/=,:@%+".contains(it) || (cfg!(windows) && it == '\\');
    match word {
        "" => "''".to_owned(),
        it if it.chars().all(is_plain) => it.to_owned(),
        it if it.contains('\'') => format!("\"{it}\""),
        it => format!("'{it}'"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_quoted_where_a_shell_needs_it() {
        let words = ["articles.csv", "text=body", "my file.csv", "it's.csv", "|", ""].map(quoted);
        assert_eq!(words.join(" "), "articles.csv text=body 'my file.csv' \"it's.csv\" '|' ''");
    }

    #[test]
    fn a_short_text_is_one_line_without_controls() {
        assert_eq!(short("  Talks\n began \u{1b}[31m", 40), "Talks began [31m");
        assert_eq!(short("abcdef", 3), "abc…");
        assert_eq!(short("abc", 3), "abc");
    }
}
