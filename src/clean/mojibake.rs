//! Wrongly decoded letters: UTF-8 that was read as windows-1252 or Latin-1, once or more often (`â€™` for `’`).
//!
//! 1. Neighbouring characters that stand for bytes from 0x80 on and form a UTF-8 sequence are one [`Unit`]; units that
//!    form a sequence in their turn were read wrongly twice, and so on.
//! 2. A unit is repaired when what it stands for is plausible where it stands: punctuation of print, a sign of money or
//!    measure, a letter beside letters of its case, a letter of another alphabet in company, an emoji. A unit made of
//!    an accented letter and a mark that may well follow it (`É»`) needs a small letter before it, or the company of
//!    a sure one in the same text.
//! 3. What is repaired is looked at again, until nothing changes: so repairing a second time changes nothing.
//!
//! What it cannot do: bytes that were lost on the way stay lost, but for the last one of `â€` (a closing quotation mark)
//! and the space of `Â ` and `Ã `; other pairs of encodings (Mac Roman, windows-1251) are left as they are.

use std::sync::LazyLock;

use super::repair::Repaired;

/// Repairs `text`; `None` when there is nothing to repair.
pub(super) fn repair(text: &str) -> Option<Repaired> {
    let mut repaired: Option<Repaired> = None;
    while let Some(next) = repair_once(repaired.as_ref().map_or(text, |last| last.text.as_str())) {
        repaired = Some(match repaired {
            None => next,
            Some(last) => Repaired { text: next.text, n: last.n + next.n, sample: last.sample },
        });
    }
    repaired
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

/// How surely a unit is to be repaired.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Verdict {
    Never,
    /// If another one in the text is sure.
    InCompany,
    Sure,
}

fn repair_once(text: &str) -> Option<Repaired> {
    if !may_hold_any(text.as_bytes()) {
        return None;
    }
    let found = judged(text);
    if found.iter().all(|judgement| judgement.1 < Verdict::Sure) {
        return None;
    }
    let mut repaired = Repaired { text: String::with_capacity(text.len()), n: 0, sample: String::new() };
    let mut end = 0;
    for (unit, _) in &found {
        repaired.text.push_str(&text[end..unit.start]);
        if unit.c != NOTHING {
            repaired.text.push(unit.c);
        }
        end = unit.end;
        repaired.count(text, unit.start);
    }
    repaired.text.push_str(&text[end..]);
    Some(repaired)
}

/// What a unit stands for that stands for nothing.
const NOTHING: char = '\0';

/// Whether the first byte of a lead or of a control stands somewhere.
fn may_hold_any(bytes: &[u8]) -> bool {
    bytes.chunks(256).any(|chunk| chunk.iter().fold(false, |found, byte| found | (*byte & 0xfe == 0xc2)))
}

/// The units of `text` that may be repaired, in order.
fn judged(text: &str) -> Vec<(Unit, Verdict)> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let Some(first) = text[at..].find(|c| byte_of(c).is_some()) else { break };
        let start = at + first;
        let run = text[start..].find(|c| byte_of(c).is_none()).map_or(text.len(), |offset| start + offset);
        if text.as_bytes()[start..run].iter().any(|byte| byte & 0xfe == 0xc2) {
            judge_run(text, start, run, &mut found);
        }
        at = run;
    }
    found
}

/// The byte from 0x80 on that `c` stands for, as windows-1252 or else Latin-1 has it.
fn byte_of(c: char) -> Option<u8> {
    match c as u32 {
        code @ 0x80..=0xff => Some(code as u8),
        0..0x80 => None,
        _ => WINDOWS_1252.iter().position(|known| *known == c).map(|offset| 0x80 + offset as u8),
    }
}

/// What windows-1252 has for 0x80 to 0x9f; the five bytes without a meaning stay control characters, as on the web.
static WINDOWS_1252: LazyLock<[char; 32]> = LazyLock::new(|| {
    let bytes: [u8; 32] = std::array::from_fn(|i| 0x80 + i as u8);
    let text = encoding_rs::WINDOWS_1252.decode_without_bom_handling(&bytes).0;
    let mut chars = text.chars();
    std::array::from_fn(|_| chars.next().expect("each byte is a character"))
});

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
    let outside = |c: Option<char>| c.unwrap_or(' ');
    let before = text[..start].chars().next_back();
    let second_before = text[..start].chars().rev().nth(1);
    let after = outside(text[end..].chars().next());
    for (i, unit) in units.iter().enumerate() {
        let c = |back: usize| match i.checked_sub(back) {
            Some(position) => Some(units[position].c),
            None if back - i == 1 => before,
            None => second_before,
        };
        let place = Place {
            second_before: outside(c(2)),
            before: outside(c(1)),
            after: units.get(i + 1).map_or(after, |next| next.c),
            n_alike: n_alike(&units, i),
        };
        let (unit, verdict) = match unit.depth {
            0 => broken(text, &units, i, &place),
            _ => (*unit, verdict(unit, &place)),
        };
        let is_new = found.last().is_none_or(|last: &(Unit, Verdict)| last.0.end <= unit.start);
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
                at += units[at..].iter().take_while(|part| part.start < unit.end).count();
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
        *byte = byte_of(unit.c).filter(|byte| (0x80..0xc0).contains(byte) && unit.depth == first.depth)?;
    }
    let c = std::str::from_utf8(&bytes[..n]).ok()?.chars().next()?;
    let is_odd = rest.iter().any(|unit| unit.is_odd || unit.depth > 0);
    Some(Unit { start: first.start, end: rest[n - 2].end, c, depth: first.depth + 1, is_odd })
}

/// What stands around a unit.
struct Place {
    second_before: char,
    before: char,
    after: char,
    /// How many units of the same depth and script stand together here.
    n_alike: usize,
}

fn n_alike(units: &[Unit], i: usize) -> usize {
    const MAX: usize = 3;
    let is_alike =
        |unit: &&Unit| unit.depth > 0 && unit.depth == units[i].depth && is_far(unit.c) == is_far(units[i].c);
    let behind = units[i..].iter().take(MAX).take_while(is_alike).count();
    behind + units[..i].iter().rev().take(MAX).take_while(is_alike).count()
}

/// Whether a letter belongs to another alphabet than Latin.
fn is_far(c: char) -> bool {
    c as u32 >= 0x370 && !matches!(c as u32, 0x1e00..0x2c00)
}

fn verdict(unit: &Unit, place: &Place) -> Verdict {
    use Verdict::{InCompany, Never, Sure};
    let sure_if = |is_sure: bool| if is_sure { Sure } else { InCompany };
    let is_whole = unit.is_odd || unit.depth > 1;
    let is_cased = unit.depth > 1 || fits_case(unit.c, place);
    match unit.c as u32 {
        // a control that windows-1252 has a character for: it is repaired in the next round
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
        ('×' | '÷', before) if before.is_ascii_digit() => Verdict::Sure,
        ('×' | '÷', ' ') => Verdict::InCompany,
        ('×' | '÷', _) => Verdict::Never,
        _ if unit.is_odd => Verdict::Sure,
        (_, before) if before.is_uppercase() => Verdict::InCompany,
        (_, before)
            if is_small(before) || before.is_ascii_punctuation() && !matches!(before, '"' | '\'' | '(' | '[') =>
        {
            Verdict::Sure
        }
        ('\u{a0}', ' ' | '\n') if !is_quoted => Verdict::Sure,
        _ if is_quoted => Verdict::Never,
        _ => Verdict::InCompany,
    }
}

/// No capital behind a small letter, and no small letter at the end of a word in capitals.
fn fits_case(c: char, place: &Place) -> bool {
    let is_within_capitals = place.before.is_uppercase() && place.second_before.is_uppercase();
    match c {
        upper if upper.is_uppercase() => !place.before.is_lowercase(),
        lower if lower.is_lowercase() => !is_within_capitals || place.after.is_lowercase(),
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
            code @ 0x90..=0x9f => to(char::from_u32(0x2010 + code - 0x90).unwrap_or(' '), unit.end + next.len_utf8()),
            _ => (unit, Verdict::Never),
        },
        '\u{91}'..='\u{94}' if is_doubled(unit.c, place) => to(NOTHING, unit.end),
        '\u{82}'..='\u{84}' | '\u{86}'..='\u{9f}' => match WINDOWS_1252[unit.c as usize - 0x80] {
            same if same == unit.c => (unit, Verdict::Never),
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
mod tests;
