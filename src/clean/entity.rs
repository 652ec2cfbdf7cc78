//! Entities of HTML that stand in the text: `&amp;`, `&quot;`, `&#8217;`, also those escaped twice (`&amp;quot;`).
//!
//! Only what is well formed is unescaped: a name of HTML 4 for a sign of print or a letter of Latin-1, or a number, with
//! `&` before and `;` behind. Numbers for letters and digits of ASCII stay, so that no new entity can arise.

use std::sync::LazyLock;

use quick_xml::escape::resolve_html5_entity;

use super::repair::Repaired;
use crate::text::list::entries;

/// Unescapes `text`; `None` when there is nothing to unescape.
pub(super) fn unescape(text: &str) -> Option<Repaired> {
    let mut repaired = Repaired { text: String::new(), n: 0, sample: String::new() };
    let mut end = 0;
    let mut from = 0;
    while let Some(at) = text[from..].find('&').map(|offset| from + offset) {
        match entity(text, at) {
            Some((c, behind)) => {
                repaired.text.push_str(&text[end..at]);
                repaired.text.push(c);
                repaired.count(text, at);
                end = behind;
                from = behind;
            }
            None => from = at + 1,
        }
    }
    repaired.text.push_str(&text[end..]);
    (repaired.n > 0).then_some(repaired)
}

/// The character that the entity at byte `at` stands for, and where it ends. An ampersand that is itself escaped begins
/// the entity behind it.
fn entity(text: &str, at: usize) -> Option<(char, usize)> {
    let mut found = None;
    let mut from = at + 1;
    while let Some((c, behind)) = body(text, from) {
        found = Some((c, behind));
        if c != '&' {
            break;
        }
        from = behind;
    }
    found
}

/// What the name or number from byte `from` up to a semicolon stands for, and where it ends.
fn body(text: &str, from: usize) -> Option<(char, usize)> {
    const MAX: usize = 10;
    let length = text.as_bytes()[from..].iter().take(MAX).position(|byte| *byte == b';')?;
    let name = &text.as_bytes()[from..from + length];
    let c = match name {
        [b'#', b'x' | b'X', digits @ ..] => number(digits, 16),
        [b'#', digits @ ..] => number(digits, 10),
        _ => named(name),
    };
    c.map(|c| (c, from + length + 1))
}

fn number(digits: &[u8], radix: u32) -> Option<char> {
    let digits =
        std::str::from_utf8(digits).ok().filter(|digits| digits.bytes().all(|byte| byte.is_ascii_alphanumeric()))?;
    let code = u32::from_str_radix(digits, radix).ok()?;
    let c = match code {
        // HTML reads these numbers as windows-1252
        0x80..=0x9f => encoding_rs::WINDOWS_1252.decode_without_bom_handling(&[code as u8]).0.chars().next(),
        _ => char::from_u32(code),
    };
    let is_kept = |c: &char| {
        matches!(c, '\t' | '\n' | '\r') || !(c.is_control() || c.is_ascii_alphanumeric() || matches!(c, '#' | ';'))
    };
    c.filter(is_kept)
}

fn named(name: &[u8]) -> Option<char> {
    let name = std::str::from_utf8(name).ok().filter(|name| NAMES.binary_search(name).is_ok())?;
    resolve_html5_entity(name)?.chars().next()
}

/// The names that are unescaped, ascending.
static NAMES: LazyLock<Vec<&'static str>> = LazyLock::new(|| {
    let mut names: Vec<&str> = entries(include_str!("entity.txt")).collect();
    names.sort_unstable();
    names
});

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn unescaped(text: &str) -> String {
        unescape(text).map_or_else(|| text.to_owned(), |repaired| repaired.text)
    }

    #[test]
    fn well_formed_entities_are_what_they_stand_for() {
        for (text, expected) in [
            ("Bo &amp; Ann", "Bo & Ann"),
            ("&quot;Yes,&quot; she said", "\"Yes,\" she said"),
            ("it&#8217;s, it&#x2019;s, it&rsquo;s, it&#39;s, it&apos;s", "it’s, it’s, it’s, it's, it's"),
            ("it&#146;s", "it’s"),
            ("a&nbsp;b&#160;c", "a\u{a0}b\u{a0}c"),
            ("Jos&eacute; N&uacute;&ntilde;ez &yuml;", "José Núñez ÿ"),
            ("&pound;5 &euro;6 &frac12; &times;", "£5 €6 ½ ×"),
            ("&amp;quot;Yes&amp;amp;quot; &amp;amp;amp;", "\"Yes\" &"),
            ("&#38;#39;s", "'s"),
            ("one&#10;two&#13;&#10;three", "one\ntwo\r\nthree"),
            ("&#128512;", "😀"),
            ("&lt;br&gt;", "<br>"),
        ] {
            assert_eq!(unescaped(text), expected);
            assert_eq!(unescaped(expected), expected);
        }
    }

    #[test]
    fn what_only_looks_like_one_stays() {
        for text in [
            "AT&T; R&D; Q&A;",
            "Bo & Ann; Cy",
            "&amp",
            "&nonsense;",
            "&AMP;",
            "&;",
            "&#;",
            "&#x;",
            "&#97;",
            "&#0;",
            "&#1114112;",
            "&#99999999999;",
            "&#+39;",
            "a&b;c",
            "&#129;",
            "?a=1&copy=2",
            "&é;",
        ] {
            assert_eq!(unescaped(text), text);
        }
    }

    #[test]
    fn every_name_stands_for_one_character() {
        for name in &*NAMES {
            assert_eq!(resolve_html5_entity(name).map(|c| c.chars().count()), Some(1), "{name}");
        }
        let latin: String = (0xa0..=0xff).filter_map(char::from_u32).collect();
        let known: Vec<char> = NAMES.iter().filter_map(|name| named(name.as_bytes())).collect();
        assert!(latin.chars().all(|c| known.contains(&c)));
        assert_eq!((NAMES.len(), named(b"rarr")), (129, None));
    }

    #[test]
    fn the_first_is_the_sample() {
        let found = unescape("Bo &amp; Ann &amp; Cy").unwrap();
        assert_eq!((found.n, found.sample.as_str()), (2, "Bo &amp; Ann &amp; Cy"));
    }

    #[test]
    fn ten_megabytes_take_time_in_proportion() {
        for unit in ["&", "&amp;", "amp;", "&#38;", "&#3"] {
            let text = format!("&{}", unit.repeat(10_000_000 / unit.len()));
            let begun = std::time::Instant::now();
            unescaped(&text);
            assert!(begun.elapsed().as_secs() < 5, "{unit}");
        }
    }

    proptest! {
        #[test]
        fn unescaping_twice_changes_nothing(
            parts in prop::collection::vec(prop::sample::select(&[
                "&", "amp;", "&amp;", "#38;", "&#97;", "quot;", "&#35;", "&#59;", "lt", ";", "#", "39", "é", " "
            ][..]), 0..12)
        ) {
            let once = unescaped(&parts.concat());
            prop_assert_eq!(unescaped(&once), once.clone(), "{:?}", parts);
        }
    }
}
