//! Entities of HTML that stand in the text: `&amp;`, `&quot;`, `&#8217;`, also those escaped twice (`&amp;quot;`).
//!
//! Only what is well formed is unescaped: a name of HTML 4 for a sign of print or a letter of Latin-1, or a number, with
//! `&` before and `;` behind. Numbers for letters and digits of ASCII stay, so that no new entity can arise.

use super::mend::Mended;

/// Unescapes `text`; `None` when there is nothing to unescape.
pub(super) fn unescape(text: &str) -> Option<Mended> {
    let mut mended = Mended { text: String::new(), n: 0, sample: String::new() };
    let mut end = 0;
    let mut from = 0;
    while let Some(at) = text[from..].find('&').map(|it| from + it) {
        match entity(text, at) {
            Some((c, behind)) => {
                mended.text.push_str(&text[end..at]);
                mended.text.push(c);
                mended.count(text, at);
                end = behind;
                from = behind;
            }
            None => from = at + 1,
        }
    }
    mended.text.push_str(&text[end..]);
    (mended.n > 0).then_some(mended)
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
    let length = text.as_bytes()[from..].iter().take(MAX).position(|it| *it == b';')?;
    let name = &text.as_bytes()[from..from + length];
    let c = match name {
        [b'#', b'x' | b'X', digits @ ..] => number(digits, 16),
        [b'#', digits @ ..] => number(digits, 10),
        _ => named(name),
    };
    c.map(|it| (it, from + length + 1))
}

fn number(digits: &[u8], radix: u32) -> Option<char> {
    let digits = std::str::from_utf8(digits).ok().filter(|it| it.bytes().all(|byte| byte.is_ascii_alphanumeric()))?;
    let code = u32::from_str_radix(digits, radix).ok()?;
    let c = match code {
        // HTML reads these numbers as windows-1252
        0x80..=0x9f => encoding_rs::WINDOWS_1252.decode_without_bom_handling(&[code as u8]).0.chars().next(),
        _ => char::from_u32(code),
    };
    let is_kept = |it: &char| {
        matches!(it, '\t' | '\n' | '\r') || !(it.is_control() || it.is_ascii_alphanumeric() || matches!(it, '#' | ';'))
    };
    c.filter(is_kept)
}

fn named(name: &[u8]) -> Option<char> {
    let name = std::str::from_utf8(name).ok()?;
    if let Some((_, c)) = SIGNS.iter().find(|it| it.0 == name) {
        return Some(*c);
    }
    let i = LATIN_1.iter().position(|it| *it == name)?;
    char::from_u32(0xa0 + i as u32)
}

/// The names of HTML 4 for signs outside Latin-1.
const SIGNS: &[(&str, char)] = &[
    ("amp", '&'),
    ("lt", '<'),
    ("gt", '>'),
    ("quot", '"'),
    ("apos", '\''),
    ("lsquo", '‘'),
    ("rsquo", '’'),
    ("sbquo", '‚'),
    ("ldquo", '“'),
    ("rdquo", '”'),
    ("bdquo", '„'),
    ("lsaquo", '‹'),
    ("rsaquo", '›'),
    ("ndash", '–'),
    ("mdash", '—'),
    ("hellip", '…'),
    ("bull", '•'),
    ("prime", '′'),
    ("Prime", '″'),
    ("minus", '−'),
    ("euro", '€'),
    ("trade", '™'),
    ("dagger", '†'),
    ("ensp", '\u{2002}'),
    ("emsp", '\u{2003}'),
    ("thinsp", '\u{2009}'),
    ("zwnj", '\u{200c}'),
    ("zwj", '\u{200d}'),
    ("OElig", 'Œ'),
    ("oelig", 'œ'),
    ("Scaron", 'Š'),
    ("scaron", 'š'),
    ("Yuml", 'Ÿ'),
];

/// The names of HTML 4 for the characters 160 to 255.
#[rustfmt::skip]
const LATIN_1: [&str; 96] = [
    "nbsp", "iexcl", "cent", "pound", "curren", "yen", "brvbar", "sect", "uml", "copy", "ordf", "laquo", "not", "shy", "reg", "macr",
    "deg", "plusmn", "sup2", "sup3", "acute", "micro", "para", "middot", "cedil", "sup1", "ordm", "raquo", "frac14", "frac12", "frac34", "iquest",
    "Agrave", "Aacute", "Acirc", "Atilde", "Auml", "Aring", "AElig", "Ccedil", "Egrave", "Eacute", "Ecirc", "Euml", "Igrave", "Iacute", "Icirc", "Iuml",
    "ETH", "Ntilde", "Ograve", "Oacute", "Ocirc", "Otilde", "Ouml", "times", "Oslash", "Ugrave", "Uacute", "Ucirc", "Uuml", "Yacute", "THORN", "szlig",
    "agrave", "aacute", "acirc", "atilde", "auml", "aring", "aelig", "ccedil", "egrave", "eacute", "ecirc", "euml", "igrave", "iacute", "icirc", "iuml",
    "eth", "ntilde", "ograve", "oacute", "ocirc", "otilde", "ouml", "divide", "oslash", "ugrave", "uacute", "ucirc", "uuml", "yacute", "thorn", "yuml",
];

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn unescaped(text: &str) -> String {
        unescape(text).map_or_else(|| text.to_owned(), |it| it.text)
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
