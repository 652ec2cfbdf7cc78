//! Wrongly decoded letters: UTF-8 that was read as windows-1252 or Latin-1, once or more often (`â€™` for `’`).
//!
//! 1. Neighbouring characters that stand for bytes from 0x80 on and form a UTF-8 sequence are one [`Unit`]; units that
//!    form a sequence in their turn were read wrongly twice, and so on.
//! 2. A unit is mended when what it stands for is plausible where it stands: punctuation of print, a sign of money or
//!    measure, a letter beside letters of its case, a letter of another alphabet in company, an emoji. A unit made of
//!    an accented letter and a mark that may well follow it (`É»`) needs a small letter before it, or the company of
//!    a sure one in the same text.
//! 3. What is mended is looked at again, until nothing changes: so mending a second time changes nothing.
//!
//! What it cannot do: bytes that were lost on the way stay lost, but for the last one of `â€` (a closing quotation mark)
//! and the space of `Â ` and `Ã `; other pairs of encodings (Mac Roman, windows-1251) are left as they are.

use super::mend::Mended;

/// Mends `text`; `None` when there is nothing to mend.
pub(super) fn mend(text: &str) -> Option<Mended> {
    let mut mended: Option<Mended> = None;
    while let Some(next) = mend_once(mended.as_ref().map_or(text, |it| it.text.as_str())) {
        mended = Some(match mended {
            None => next,
            Some(last) => Mended { text: next.text, n: last.n + next.n, sample: last.sample },
        });
    }
    mended
}

/// A run of characters that stands for one.
#[derive(Debug, Clone, Copy)]
struct Unit {
    /// Where it begins in the text, in bytes.
    start: usize,
    /// Where it ends.
    end: usize,
    /// What it stands for; itself at depth 0.
    c: char,
    /// How often it was read wrongly.
    depth: u32,
    /// Whether one of its bytes became a character that does not follow a letter.
    is_odd: bool,
}

/// How surely a unit is to be mended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Verdict {
    Never,
    /// If another one in the text is sure.
    InCompany,
    Sure,
}

fn mend_once(text: &str) -> Option<Mended> {
    if !may_hold_any(text.as_bytes()) {
        return None;
    }
    let found = judged(text);
    if found.iter().all(|it| it.1 < Verdict::Sure) {
        return None;
    }
    let mut mended = Mended { text: String::with_capacity(text.len()), n: 0, sample: String::new() };
    let mut end = 0;
    for (unit, _) in &found {
        mended.text.push_str(&text[end..unit.start]);
        if unit.c != NOTHING {
            mended.text.push(unit.c);
        }
        end = unit.end;
        mended.count(text, unit.start);
    }
    mended.text.push_str(&text[end..]);
    Some(mended)
}

/// What a unit stands for that stands for nothing.
const NOTHING: char = '\0';

/// Whether the first byte of a lead or of a control stands somewhere.
fn may_hold_any(bytes: &[u8]) -> bool {
    bytes.chunks(256).any(|chunk| chunk.iter().fold(false, |found, it| found | (*it & 0xfe == 0xc2)))
}

/// The units of `text` that may be mended, in order.
fn judged(text: &str) -> Vec<(Unit, Verdict)> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let Some(first) = text[at..].find(|it| byte_of(it).is_some()) else { break };
        let start = at + first;
        let run = text[start..].find(|it| byte_of(it).is_none()).map_or(text.len(), |it| start + it);
        if text.as_bytes()[start..run].iter().any(|it| it & 0xfe == 0xc2) {
            judge_run(text, start, run, &mut found);
        }
        at = run;
    }
    found
}

/// The byte from 0x80 on that `c` stands for, as windows-1252 or else Latin-1 has it.
fn byte_of(c: char) -> Option<u8> {
    match c as u32 {
        it @ 0x80..=0xff => Some(it as u8),
        0..0x80 => None,
        _ => WINDOWS_1252.iter().position(|it| *it == c).map(|it| 0x80 + it as u8),
    }
}

/// What windows-1252 has for 0x80 to 0x9f; a space where it has nothing.
#[rustfmt::skip]
const WINDOWS_1252: [char; 32] = [
    '€', ' ', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', ' ', 'Ž', ' ',
    ' ', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', ' ', 'ž', 'Ÿ',
];

/// Whether `c` is a character that real text may set behind an accented letter.
fn may_follow(c: char) -> bool {
    matches!(
        c,
        '‚' | '„'
            | '…'
            | '‹'
            | '›'
            | '‘'
            | '’'
            | '“'
            | '”'
            | '•'
            | '–'
            | '—'
            | '™'
            | '\u{a0}'
            | '«'
            | '»'
            | '\u{ad}'
            | '·'
    )
}

fn judge_run(text: &str, start: usize, end: usize, found: &mut Vec<(Unit, Verdict)>) {
    let single = |(i, c): (usize, char)| Unit {
        start: start + i,
        end: start + i + c.len_utf8(),
        c,
        depth: 0,
        is_odd: !may_follow(c),
    };
    let mut units: Vec<Unit> = text[start..end].char_indices().map(single).collect();
    while let Some(merged) = merge(&units) {
        units = merged;
    }
    let outside = |it: Option<char>| it.unwrap_or(' ');
    let before = text[..start].chars().next_back();
    let before_it = text[..start].chars().rev().nth(1);
    let after = outside(text[end..].chars().next());
    for (i, unit) in units.iter().enumerate() {
        let c = |back: usize| match i.checked_sub(back) {
            Some(it) => Some(units[it].c),
            None if back - i == 1 => before,
            None => before_it,
        };
        let place = Place {
            before_it: outside(c(2)),
            before: outside(c(1)),
            after: units.get(i + 1).map_or(after, |it| it.c),
            n_alike: n_alike(&units, i),
        };
        let (unit, verdict) = match unit.depth {
            0 => broken(text, &units, i, &place),
            _ => (*unit, verdict(unit, &place)),
        };
        let is_new = found.last().is_none_or(|it: &(Unit, Verdict)| it.0.end <= unit.start);
        if verdict > Verdict::Never && is_new {
            found.push((unit, verdict));
        }
    }
}

/// The units with every UTF-8 sequence among them as one; `None` when there is none.
fn merge(units: &[Unit]) -> Option<Vec<Unit>> {
    let mut merged = Vec::with_capacity(units.len());
    let mut at = 0;
    while at < units.len() {
        match sequence(&units[at..]) {
            Some(unit) => {
                at += units[at..].iter().take_while(|it| it.start < unit.end).count();
                merged.push(unit);
            }
            None => {
                merged.push(units[at]);
                at += 1;
            }
        }
    }
    (merged.len() < units.len()).then_some(merged)
}

/// The unit that the first of `units` form, if their bytes are a UTF-8 sequence.
fn sequence(units: &[Unit]) -> Option<Unit> {
    let first = units[0];
    let lead = byte_of(first.c)?;
    let n = match lead {
        0xc2..=0xdf => 2,
        0xe0..=0xef => 3,
        0xf0..=0xf4 => 4,
        _ => return None,
    };
    let mut bytes = [lead, 0, 0, 0];
    let rest = units.get(1..n)?;
    for (byte, unit) in bytes[1..].iter_mut().zip(rest) {
        *byte = byte_of(unit.c).filter(|it| (0x80..0xc0).contains(it) && unit.depth == first.depth)?;
    }
    let c = std::str::from_utf8(&bytes[..n]).ok()?.chars().next()?;
    let is_odd = rest.iter().any(|it| it.is_odd || it.depth > 0);
    Some(Unit { start: first.start, end: rest[n - 2].end, c, depth: first.depth + 1, is_odd })
}

/// What stands around a unit.
struct Place {
    before_it: char,
    before: char,
    after: char,
    /// How many units of the same depth and script stand together here.
    n_alike: usize,
}

fn n_alike(units: &[Unit], i: usize) -> usize {
    const MAX: usize = 3;
    let is_alike = |it: &&Unit| it.depth > 0 && it.depth == units[i].depth && is_far(it.c) == is_far(units[i].c);
    let behind = units[i..].iter().take(MAX).take_while(is_alike).count();
    behind + units[..i].iter().rev().take(MAX).take_while(is_alike).count()
}

/// Whether a letter belongs to another alphabet than Latin.
fn is_far(c: char) -> bool {
    c as u32 >= 0x370 && !matches!(c as u32, 0x1e00..0x2c00)
}

fn verdict(unit: &Unit, place: &Place) -> Verdict {
    use Verdict::{InCompany, Never, Sure};
    let sure_if = |it: bool| if it { Sure } else { InCompany };
    let is_whole = unit.is_odd || unit.depth > 1;
    let is_cased = unit.depth > 1 || fits_case(unit.c, place);
    match unit.c as u32 {
        // a control that windows-1252 has a character for: it is mended in the next round
        0x91..=0x97 if is_small(place.before) => Sure,
        0x80..=0x9f if unit.depth > 1 => Sure,
        // signs of Latin-1, two bytes with Â before
        0xa0..=0xbf | 0xd7 | 0xf7 => sign(unit, place),
        // letters with a Latin basis, modifiers of the Pacific, combining accents
        0xc0..=0x17f | 0x218..=0x21b | 0x2bb | 0x2bc | 0x300..=0x36f if is_cased => {
            sure_if(is_whole || follows_small(unit, place))
        }
        0x1e00..=0x1eff if is_cased => sure_if(is_whole || place.after.is_lowercase()),
        // a single letter of Greek is a symbol, one of another alphabet needs company
        0x370..=0x3ff if is_whole && is_cased => Sure,
        0x370..=0x6ff if place.n_alike >= 2 && unit.depth > 0 => sure_if(is_whole || place.n_alike > 2),
        0x370..=0x52f if is_whole => InCompany,
        0x2009 | 0x200b..=0x2027 | 0x202f..=0x203a | 0x2044 | 0x2060 | 0x20ac | 0x2122 => sure_if(is_whole),
        0x2028..=0x202e => Sure,
        0x2070..=0x209f | 0x2150..=0x2bff => sure_if(is_whole),
        0xfb00..=0xfb06 | 0xfe0f | 0xfeff | 0xfffd => sure_if(is_whole),
        0x900..=0x1cff | 0x3000..=0xd7ff | 0xff00..=0xffef if place.n_alike > 2 => Sure,
        0x1d400..=0x1d7ff | 0x1f000..=0x1faff => Sure,
        _ => Never,
    }
}

/// `Â£`, `Â°`; `Â»` and `Â` with a no-break space may end a word in capitals.
fn sign(unit: &Unit, place: &Place) -> Verdict {
    let is_quoted = matches!(place.after, '»' | '”' | '“' | '"' | '\'' | ':' | ';' | '!' | '?');
    match (unit.c, place.before) {
        _ if unit.depth > 1 => Verdict::Sure,
        ('×' | '÷', it) if it.is_ascii_digit() => Verdict::Sure,
        ('×' | '÷', ' ') => Verdict::InCompany,
        ('×' | '÷', _) => Verdict::Never,
        _ if unit.is_odd => Verdict::Sure,
        (_, it) if it.is_uppercase() => Verdict::InCompany,
        (_, it) if is_small(it) || it.is_ascii_punctuation() && !matches!(it, '"' | '\'' | '(' | '[') => Verdict::Sure,
        ('\u{a0}', ' ' | '\n') if !is_quoted => Verdict::Sure,
        _ if is_quoted => Verdict::Never,
        _ => Verdict::InCompany,
    }
}

/// No capital behind a small letter, and no small letter at the end of a word in capitals.
fn fits_case(c: char, place: &Place) -> bool {
    let is_within_capitals = place.before.is_uppercase() && place.before_it.is_uppercase();
    match c {
        it if it.is_uppercase() => !place.before.is_lowercase(),
        it if it.is_lowercase() => !is_within_capitals || place.after.is_lowercase(),
        _ => place.before.is_alphabetic() || place.after.is_alphabetic(),
    }
}

/// Whether a unit stands behind a small letter, which its first character, a capital, does not; or begins a word with `Ã`.
fn follows_small(unit: &Unit, place: &Place) -> bool {
    let is_start = unit.c <= 'ÿ' && !place.before.is_alphanumeric() && place.after.is_lowercase();
    place.before.is_lowercase() || is_start
}

/// A sequence whose last byte was lost, a control that stands for a character of windows-1252, or nothing of the kind.
fn broken(text: &str, units: &[Unit], i: usize, place: &Place) -> (Unit, Verdict) {
    let unit = units[i];
    let rest = &text[unit.end..];
    let next = rest.chars().next().unwrap_or(' ');
    let to = |c: char, end: usize| (Unit { c, end, ..unit }, Verdict::Sure);
    match unit.c {
        // the closing quotation mark is the one of them whose last byte windows-1252 does not know
        'â' if rest.starts_with('€') => {
            let end = unit.end + '€'.len_utf8();
            let is_marked = text[end..].starts_with('\u{fffd}');
            to('”', end + if is_marked { '\u{fffd}'.len_utf8() } else { 0 })
        }
        // the no-break space became a space
        'Â' if next == ' '
            && (is_small(place.before) || matches!(place.before, '.' | ',' | ';' | ':' | '!' | '?' | ')')) =>
        {
            to(NOTHING, unit.end)
        }
        'Ã' if next == ' ' && is_small(place.before) => to('à', unit.end),
        // the first byte of three was lost
        '\u{80}' => match next as u32 {
            it @ 0x90..=0x9f => to(char::from_u32(0x2010 + it - 0x90).unwrap_or(' '), unit.end + next.len_utf8()),
            _ => (unit, Verdict::Never),
        },
        '\u{91}'..='\u{94}' if is_doubled(unit.c, place) => to(NOTHING, unit.end),
        '\u{82}'..='\u{84}' | '\u{86}'..='\u{9f}' => match WINDOWS_1252[unit.c as usize - 0x80] {
            ' ' => (unit, Verdict::Never),
            c => to(c, unit.end),
        },
        _ => (unit, Verdict::Never),
    }
}

/// Whether a straight mark of the same kind stands beside a quotation mark.
fn is_doubled(control: char, place: &Place) -> bool {
    let mark = if control < '\u{93}' { '\'' } else { '"' };
    place.before == mark || place.after == mark
}

fn is_small(c: char) -> bool {
    c.is_ascii_lowercase() || c.is_ascii_digit()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn mended(text: &str) -> String {
        mend(text).map_or_else(|| text.to_owned(), |it| it.text)
    }

    fn check(cases: &[(&str, &str)]) {
        for (text, expected) in cases {
            assert_eq!(mended(text), *expected, "{text}");
            assert_eq!(mended(expected), *expected);
        }
    }

    /// UTF-8 read byte by byte, as windows-1252 has it or as Latin-1.
    fn misread(text: &str, as_windows: bool) -> String {
        let read = |byte: u8| match byte {
            0x80..=0x9f if as_windows && WINDOWS_1252[byte as usize - 0x80] != ' ' => {
                WINDOWS_1252[byte as usize - 0x80]
            }
            _ => char::from(byte),
        };
        text.bytes().map(read).collect()
    }

    const ORIGINALS: &[&str] = &[
        "It’s the ministers’ plan",
        "“We agreed,” she said.",
        "‘At last’ – or not – they agreed…",
        "The talks — all of them — failed",
        "Señor Núñez visited São Tomé",
        "A café in Besançon, naïve façade",
        "Öl, Übung, Ärger, Straße, müde",
        "£20 or €30, not ¥5 or 3¢",
        "20 °C, § 12, ½ of it ± 3 µm",
        "Ministers\u{a0}agreed on\u{a0}Friday",
        "Łódź, Kraków, Gdańsk, Wałęsa",
        "Erdoğan, Şahin, Işık, Çelik",
        "Dvořák, Škoda, Žižek, Čech",
        "Nguyễn Phú Trọng, Việt Nam",
        "Привет, Москва",
        "Αθήνα, Ελλάδα",
        "مرحبا بالعالم",
        "東京都は日本の首都",
        "Great day 😀 for the river 🎉",
        "A café’s “menu” — £5…",
        "© 2020 The River Post®, River™",
        "Çà et là, déjà vu: l’été",
        "e\u{301}tat de\u{301}mocratique",
        "\u{feff}The talks began",
        "Łukasz’s 3 × 4 boats",
    ];

    #[test]
    fn what_was_read_wrongly_once_or_twice_is_as_it_was() {
        for original in ORIGINALS {
            assert_eq!(mended(original), *original);
            for as_windows in [true, false] {
                let once = misread(original, as_windows);
                assert_eq!(mended(&once), *original, "{once}");
                let twice = misread(&once, as_windows);
                assert_eq!(mended(&twice), *original, "{twice}");
            }
        }
    }

    #[test]
    fn what_was_lost_is_mended_where_only_one_thing_was_meant() {
        check(&[
            ("â€œWe agreed,â€ she said", "“We agreed,” she said"),
            ("â€œWe agreedâ€\u{fffd} she said", "“We agreed” she said"),
            ("It ended.Â  They left", "It ended.  They left"),
            ("voilÃ  the plan", "voilà  the plan"),
            ("the minister\u{92}s plan", "the minister’s plan"),
            ("\u{93}We agreed,\u{94} she", "“We agreed,” she"),
            ("he said. \"\u{93}We", "he said. \"We"),
            ("it\u{92}'s", "it's"),
            ("it worked \u{80}\u{94} at last", "it worked — at last"),
            ("the ministerÂ’s plan", "the minister’s plan"),
            ("They donâ\u{80}\u{99}t", "They don’t"),
            ("Juan SantamarÃ\u{ad}a", "Juan Santamaría"),
            ("Â£20", "£20"),
            ("Ã–sterreich", "Österreich"),
            ("don’t and donâ€™t, café and cafÃ©", "don’t and don’t, café and café"),
        ]);
    }

    /// Text as it should be, much of it with pairs of characters that are a sequence of UTF-8.
    const SOUND: &[&str] = &[
        "DÉJÀ VU",
        "«\u{a0}À la carte\u{a0}»",
        "À «\u{a0}Paris\u{a0}»",
        "SÃO PAULO, ALEMÃO",
        "A MAÇÃ” e a IRMÔ…",
        "A IRMÃ… e a MANHÃ—",
        "A IRMÃ’S",
        "le café\u{a0}»",
        "un été\u{a0}»",
        "voilà…”",
        "“café…”",
        "exposé—but",
        "exposé” that",
        "Beyoncé’s “song”",
        "José’s fiancé’s",
        "risqué” and “so on",
        "está»…",
        "está»”",
        "«está» y «allá»",
        "„Ä“ und „Ö“",
        "der Buchstabe „Ü“.",
        "CAFÉ® and CAFÉ™",
        "CAFÉ” is closed",
        "ICÔ",
        "PARÍS–MADRID",
        "Tomáš Hellebrandt",
        "Nguyễn Phú Trọng",
        "TIẾNG VIỆT",
        "ĐÀ NẴNG",
        "İstanbul’da ığdır",
        "Çağrı Şahin’in",
        "Ångström 5 Å–6 Å",
        "the Å’s width",
        "ÅÄÖ åäö",
        "ÆØÅ æøå, KØ”",
        "smørrebrød… Ærø…",
        "Þór og Ðórunn",
        "2 × 3 ÷ 4 ± 5 ≤ 6",
        "x² + y³ = z¼",
        "3×²",
        "50 °C, 20 µm, ½ °F",
        "£20 – €30 — ¥40",
        "§ 12 Abs. 3",
        "Preis: 5 €",
        "© 2020 ®",
        "naïve façade, coöperate",
        "Zoë’s delight",
        "Noël…",
        "ROMÂNIA, ÎN, COBORÎ",
        "a coborî… a hotărî”",
        "o coborâ…",
        "lettre «\u{a0}Â\u{a0}»",
        "LUNEDÌ” E MARTEDÌ…",
        "perché… perché”",
        "È… È”",
        "L’È»",
        "ñandú, El Niño…",
        "ESPAÑA… MAÑANA”",
        "Привет, “мир”…",
        "Αθήνα… «Ελλάδα»",
        "مرحبا",
        "東京都、日本。",
        "😀 and 🎉",
        "naïve “résumé”… ‘fiancée’",
        "…’”—–",
        "ü… ü” ü™",
        "ß… Straße”",
        "l’hôpital… l’île",
        "Łódź… Gdańsk”",
        "Málaga™",
        "à la… à”",
        "ça\u{a0}! déjà\u{a0}? là\u{a0}:",
    ];

    #[test]
    fn sound_text_stays() {
        for text in SOUND {
            assert_eq!(mended(text), *text);
        }
        let all = SOUND.join(" ");
        assert_eq!(mended(&all), all);
    }

    #[test]
    fn the_first_place_is_the_sample_and_all_are_counted() {
        let found = mend("The ministerâ€™s planâ€¦ and cafÃ©").unwrap();
        assert_eq!((found.n, found.sample.as_str()), (3, "The ministerâ€™s planâ€¦ and cafÃ©"));
        assert!(mend("The minister’s plan").is_none());
    }

    #[test]
    fn a_long_line_of_leads_takes_time_in_proportion() {
        for unit in ["Ã", "â€", "Ã©", "Ã¢â‚¬â„¢", "\u{80}", "Â ", "ð", "ÃÂ"] {
            let text = unit.repeat(1_000_000 / unit.len());
            let begun = std::time::Instant::now();
            let once = mended(&text);
            assert_eq!(mended(&once), once);
            assert!(begun.elapsed().as_secs() < 5, "{unit}");
        }
    }

    proptest! {
        #[test]
        fn mending_twice_changes_nothing(
            parts in prop::collection::vec(prop_oneof![
                prop::sample::select(SOUND), prop::sample::select(ORIGINALS), Just(" "), Just("Ã"), Just("â"), Just("€")
            ], 0..6),
            reads in prop::collection::vec(0..4_u8, 6),
            odd in "[ÃÂâ€™œ\u{80}-\u{bf}a-c ]{0,12}",
        ) {
            let mut text = odd;
            for (part, read) in parts.iter().zip(&reads) {
                text += &match read {
                    0 => (*part).to_owned(),
                    1 => misread(part, true),
                    2 => misread(part, false),
                    _ => misread(&misread(part, true), true),
                };
            }
            let once = mended(&text);
            prop_assert_eq!(mended(&once), once.clone(), "{}", text);
        }
    }
}
