//! Texts of eight languages in fifteen encodings and four containers: whole, cut off, and mixed by row.

use std::fs;

use encoding_rs::{Encoding, GB18030, MACINTOSH, SHIFT_JIS, WINDOWS_1252};
use slantwise::read::Options;

use crate::check::{Tally, survey, survey_bytes};

const TEXTS: &[(&str, &str)] = &[
    (
        "English",
        "“We can’t wait,” the mayor’s aide said — and the council agreed… for £5. The “deal” isn’t over, she added.",
    ),
    (
        "French",
        "Le maire a déclaré que l’été serait très chaud ; les élèves, inquiets, rentrent à l’école où l’on espère mieux.",
    ),
    (
        "Spanish",
        "El niño llegó mañana según la policía; ¿qué pasará después? “Nadie lo sabe”, respondió el señor Núñez ayer.",
    ),
    (
        "German",
        "Die Bürger hören täglich über Größe und Maß; „das ist schön“, erklärte der Präsident während der Übung in Köln.",
    ),
    ("Japanese", "市長は会見で、国境の問題について話し合いを続けると述べた。住民は新しい計画に期待している。"),
    ("Chinese", "市长在会议上表示,边境问题的谈判将继续进行。居民们对新的计划抱有希望,但仍然担心。"),
    ("Russian", "Мэр заявил на встрече, что переговоры о границе будут продолжены; жители надеются на новый план."),
    ("mixed", "Ωmega 🌊 naïve coöperation — “日本” and Łódź; x² ≤ ½, zero\u{200d}width, e\u{301}, done."),
];

type Encode = fn(&str) -> Vec<u8>;

const ENCODINGS: &[(&str, Encode)] = &[
    ("UTF-8", |it| it.as_bytes().to_vec()),
    ("UTF-8 with mark", |it| [b"\xef\xbb\xbf", it.as_bytes()].concat()),
    ("UTF-16LE with mark", |it| utf_16(&format!("\u{feff}{it}"), u16::to_le_bytes)),
    ("UTF-16BE with mark", |it| utf_16(&format!("\u{feff}{it}"), u16::to_be_bytes)),
    ("UTF-16LE", |it| utf_16(it, u16::to_le_bytes)),
    ("UTF-16BE", |it| utf_16(it, u16::to_be_bytes)),
    ("UTF-32LE with mark", |it| format!("\u{feff}{it}").chars().flat_map(|it| u32::from(it).to_le_bytes()).collect()),
    ("UTF-32BE with mark", |it| format!("\u{feff}{it}").chars().flat_map(|it| u32::from(it).to_be_bytes()).collect()),
    ("windows-1252", |it| encoded(it, WINDOWS_1252)),
    ("Latin-1", |it| it.chars().map(|it| u8::try_from(u32::from(it)).unwrap_or(b'?')).collect()),
    ("MacRoman", |it| encoded(it, MACINTOSH)),
    ("CP437", cp437),
    ("Shift-JIS", |it| encoded(it, SHIFT_JIS)),
    ("GB18030", |it| encoded(it, GB18030)),
    ("EUC-KR, mislabelled", |it| encoded(it, encoding_rs::EUC_KR)),
];

fn utf_16(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
    text.encode_utf16().flat_map(bytes).collect()
}

/// A character that the encoding lacks becomes a reference such as `&#937;`.
fn encoded(text: &str, encoding: &'static Encoding) -> Vec<u8> {
    encoding.encode(text).0.into_owned()
}

fn cp437(text: &str) -> Vec<u8> {
    const UPPER: &str = "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿";
    text.chars()
        .map(|it| match UPPER.chars().position(|upper| upper == it) {
            _ if it.is_ascii() => it as u8,
            Some(at) => 0x80 + at as u8,
            None => b'?',
        })
        .collect()
}

/// A file that holds the sentences as rows, and its name.
type Contain = fn(&[String]) -> String;

const CONTAINERS: &[(&str, Contain)] = &[
    ("a.csv", |rows| rows.iter().fold("outlet,text\n".to_owned(), |file, it| format!("{file}North,\"{it}\"\n"))),
    ("a.tsv", |rows| rows.iter().fold("outlet\ttext\n".to_owned(), |file, it| format!("{file}North\t{it}\n"))),
    ("a.jsonl", |rows| rows.iter().map(|it| format!("{{\"outlet\": \"North\", \"text\": \"{it}\"}}\n")).collect()),
    ("folder", |rows| rows.join("\n")),
];

/// Encodings, containers and texts that must be read as they were meant: any program that reads news has to.
fn is_required(encoding: &str, container: &str, text: &str) -> bool {
    match encoding {
        "UTF-8" | "UTF-8 with mark" => true,
        "UTF-16LE with mark" | "UTF-16BE with mark" => container != "a.jsonl", // RFC 8259: JSON is UTF-8
        "windows-1252" => container != "a.jsonl" && ["English", "French", "Spanish", "German"].contains(&text),
        _ => false,
    }
}

pub fn run(tally: &mut Tally) {
    let folder = tally.folder().to_owned();
    fs::create_dir(folder.join("folder")).unwrap();
    let place = |container: &str| if container == "folder" { "folder/a.txt".to_owned() } else { container.to_owned() };
    let mut scores = Vec::new();
    for (encoding, encode) in ENCODINGS {
        let (mut n_right, mut n_possible) = (0, 0);
        for (language, text) in TEXTS {
            let rows: Vec<String> = (1..=6).map(|it| format!("{text} ({it})")).collect();
            for (container, contain) in CONTAINERS {
                let whole = contain(&rows);
                let bytes = encode(&whole);
                let expected = if *container == "folder" { vec![rows.join("\n")] } else { rows.clone() };
                let name = format!("{encoding}/{container}/{language}");
                let mut is_right = false;
                tally.case(&name, &bytes, || {
                    fs::write(folder.join(place(container)), &bytes).unwrap();
                    let surveyed = survey(&folder.join(container), &Options::default())?;
                    is_right = surveyed.texts() == expected;
                    match is_required(encoding, container, language) && !is_right {
                        true => Err(format!("read as {:?} {:?}", surveyed.texts(), surveyed.reading.as_ref().err())),
                        false => Ok(()),
                    }
                });
                n_right += usize::from(is_right);
                let is_possible =
                    !bytes.windows(2).any(|it| it == b"&#") && whole.contains('?') == bytes.contains(&b'?');
                n_possible += usize::from(is_possible);
                for cut in [1, 2, 3] {
                    let cut = &bytes[..bytes.len() * 2 / 3 - cut];
                    tally.case(&format!("{name}/cut off"), cut, || {
                        fs::write(folder.join(place(container)), cut).unwrap();
                        survey(&folder.join(container), &Options::default()).map(drop)
                    });
                }
            }
        }
        scores.push(format!("{encoding} {n_right}/{n_possible}"));
    }
    tally.note(format!("read as meant, of those that can be: {}", scores.join(", ")));
    mixed(tally);
    told(tally);
}

/// Rows of one file in different encodings: those in UTF-8 are kept.
fn mixed(tally: &mut Tally) {
    let folder = tally.folder().to_owned();
    let ascii = [0, 1, 8, 9, 10, 11, 12, 13].map(|it| &ENCODINGS[it]); // encodings in which a comma is a comma
    for (i, (first, encode_first)) in ascii.iter().enumerate() {
        for (second, encode_second) in &ascii[i + 1..] {
            let mut bytes = b"outlet,text\n".to_vec();
            for (row, (_, text)) in TEXTS.iter().enumerate() {
                let encode = if row % 2 == 0 { encode_first } else { encode_second };
                bytes.extend([b"North,\"", &encode(text)[..], b"\"\n"].concat());
            }
            let name = format!("mixed/{first} and {second}");
            tally.case(&name, &bytes, || survey_bytes(&folder, "mixed.csv", &bytes).map(drop));
        }
    }
}

/// The right label, a wrong one and one that is none.
fn told(tally: &mut Tally) {
    let folder = tally.folder().to_owned();
    for label in ["utf-8", "utf-16le", "utf-16be", "windows-1252", "macintosh", "shift_jis", "gb18030", "ebcdic", ""] {
        for (encoding, encode) in ENCODINGS {
            let rows: Vec<String> = TEXTS.iter().map(|it| it.1.to_owned()).collect();
            let bytes = encode(&CONTAINERS[0].1(&rows));
            tally.case(&format!("told {label}/{encoding}"), &bytes, || {
                let path = folder.join("told.csv");
                fs::write(&path, &bytes).unwrap();
                survey(&path, &Options { encoding: Some(label.to_owned()), ..Options::default() }).map(drop)
            });
        }
    }
}
