//! Numbers in sentences.

/// `1 row`, `1,132 rows`.
pub(super) fn count(n: impl TryInto<u64>, noun: &str) -> String {
    let n: u64 = n.try_into().unwrap_or(u64::MAX);
    if n == 1 { format!("1 {noun}") } else { format!("{} {noun}s", number(n)) }
}

/// `26,962`.
pub(super) fn number(n: u64) -> String {
    let digits = n.to_string();
    let mut grouped = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

/// `812 bytes`, `6.1 MB`.
pub(super) fn size(bytes: u64) -> String {
    match bytes {
        0..1_000 => count(bytes, "byte"),
        1_000..1_000_000 => format!("{:.1} kB", bytes as f64 / 1e3),
        1_000_000..1_000_000_000 => format!("{:.1} MB", bytes as f64 / 1e6),
        _ => format!("{:.1} GB", bytes as f64 / 1e9),
    }
}

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
    fn numbers_are_grouped_and_nouns_agree() {
        assert_eq!(
            [number(0), number(999), number(1_000), number(26_962), number(1_000_000)].join(" "),
            "0 999 1,000 26,962 1,000,000"
        );
        assert_eq!(
            [count(1_u64, "row"), count(0_u64, "row"), count(1_132_usize, "outlet")].join("; "),
            "1 row; 0 rows; 1,132 outlets"
        );
        assert_eq!(
            [size(1), size(812), size(6_149_000), size(2_000_000_000)].join("; "),
            "1 byte; 812 bytes; 6.1 MB; 2.0 GB"
        );
    }

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
