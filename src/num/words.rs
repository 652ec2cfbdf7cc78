//! Numbers in sentences: `1 row`, `1,132 rows`, `6.1 MB`.

/// How many of something, the noun with an s unless it is one: `1 row`, `1,132 rows`.
///
/// ```
/// use slantwise::num::words::count;
/// assert_eq!([count(1_u64, "row"), count(1_132_u64, "row")], ["1 row", "1,132 rows"]);
/// ```
pub fn count(n: impl TryInto<u64>, noun: &str) -> String {
    let n: u64 = n.try_into().unwrap_or(u64::MAX);
    if n == 1 { format!("1 {noun}") } else { format!("{} {noun}s", number(n)) }
}

/// A whole number with a comma every three digits: `26,962`.
pub fn number(n: impl TryInto<u64>) -> String {
    let digits = n.try_into().unwrap_or(u64::MAX).to_string();
    let mut grouped = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

/// A size in bytes, in decimal units: `812 bytes`, `6.1 MB`.
pub fn size(bytes: u64) -> String {
    match bytes {
        0..1_000 => count(bytes, "byte"),
        1_000..1_000_000 => format!("{:.1} kB", bytes as f64 / 1e3),
        1_000_000..1_000_000_000 => format!("{:.1} MB", bytes as f64 / 1e6),
        _ => format!("{:.1} GB", bytes as f64 / 1e9),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped_and_nouns_agree() {
        assert_eq!(
            [number(0_u64), number(999_u64), number(1_000_u64), number(26_962_usize), number(1_000_000_u64)].join(" "),
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
}
