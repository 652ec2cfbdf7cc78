//! A text in little room.

/// The first `n` characters on one line, with an ellipsis if there are more; controls, which would steer a terminal,
/// are left out.
///
/// ```
/// assert_eq!(slantwise::text::short("Talks\n  began today", 11), "Talks began…");
/// ```
pub fn short(text: &str, n: usize) -> String {
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut shown: String = words.chars().filter(|letter| !letter.is_control()).take(n + 1).collect();
    if shown.chars().count() > n {
        shown.pop();
        shown.push('…');
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_text_is_one_line_without_controls() {
        assert_eq!(short("  Talks\n began \u{1b}[31m", 40), "Talks began [31m");
        assert_eq!(short("abcdef", 3), "abc…");
        assert_eq!(short("abc", 3), "abc");
    }
}
