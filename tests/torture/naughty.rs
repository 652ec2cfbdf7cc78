//! Strings that break programs, in every place where the user's text goes: they come back as they were, and no page runs
//! them.

use std::fs;

use slantwise::lexicon::{self, Matcher, Scanner};
use slantwise::text::{TokenText, Tokenizer};

use crate::check::{Tally, child, explained, survey_bytes};
use crate::support::Sheet;

/// Words that programs take for a missing value, and the reader too.
const MISSING: &[&str] =
    &["None", "none", "NULL", "Null", "null", "NA", "N/A", "n/a", "NaN", "nan", "NaT", "", " ", "\t"];

const STRINGS: &[&str] = &[
    // words that mean something to programs
    "undefined",
    "undef",
    "nil",
    "(null)",
    "true",
    "false",
    "TRUE",
    "#N/A",
    "#REF!",
    "#VALUE!",
    "hasOwnProperty",
    "__proto__",
    "constructor",
    "toString",
    "then",
    "NaN%",
    "Infinity",
    "-Infinity",
    "inf",
    "\\N",
    "\\0",
    "EOF",
    // numbers, and what looks like one
    "0",
    "1",
    "-1",
    "007",
    "1.00",
    "$1.00",
    "1/2",
    "1E2",
    "1E02",
    "1E+02",
    "-1E-2",
    "1,000.00",
    "1 000,00",
    "0x0",
    "0xffffffff",
    "0b1",
    "0o7",
    "999999999999999999999999999999",
    "2147483648",
    "-9223372036854775808",
    "1e309",
    "1e-400",
    "0.0/0",
    "--1",
    "١٢٣",
    "１２３",
    "½",
    "⁰⁴⁵",
    "2022-02-30",
    "9999-99-99",
    "March 32, 2022",
    "00:00:00",
    "1_000",
    // marks
    ",",
    ";",
    "|",
    "'",
    "\"",
    "\"\"",
    "'\"'",
    "\\",
    "\\\"",
    "\\\\",
    "/",
    "`",
    "´",
    "‘",
    "“”",
    "„“",
    "«»",
    "\"'\"'\"''''\"",
    ",./;'[]\\-=",
    "<>?:\"{}|_+",
    "!@#$%^&*()`~",
    "....",
    "…",
    "—",
    "- - -",
    "# not a comment",
    "%",
    "%%",
    "*",
    "?",
    "<number>",
    "~",
    "{{",
    "}}",
    "{% raw %}",
    "{{ 7 * 7 }}",
    "${7*7}",
    "<%= 7 * 7 %>",
    "#{7*7}",
    "[[",
    "$",
    "$$",
    "^",
    "&",
    "&&",
    "&amp;",
    "&lt;script&gt;",
    // letters of all kinds
    "Ω≈ç√∫˜µ≤≥÷",
    "åß∂ƒ©˙∆˚¬…æ",
    "œ∑´®†¥¨ˆøπ“‘",
    "ЁЂЃЄЅІЇЈ",
    "田中さんにあげて下さい",
    "部落格",
    "사회과학원",
    "表ポあA鷗ŒéＢ逍Üßªąñ丂㐀𠀀",
    "ⅰⅱⅲ",
    "İstanbul ıI iİ",
    "ß ẞ ﬀ ﬁ",
    "ǅ ǆ Ǆ",
    "ΑΣ Σίσυφος",
    "e\u{301} é",
    "A\u{30a} Å Å",
    "ﷺ",
    "ﷲﷲﷲ",
    "𝕋𝕙𝕖 𝒒𝒖𝒊𝒄𝒌",
    "Ｔｈｅ ｑｕｉｃｋ",
    "Ⓣⓗⓔ",
    "ɥʇ ɯoɹɟ",
    "❤️ 💔 💌",
    "👨‍👩‍👧‍👦",
    "👋🏽",
    "🇩🇪🇫🇷",
    "🏴󠁧󠁢󠁥󠁮󠁧󠁿",
    "1️⃣2️⃣",
    "(╯°□°）╯︵ ┻━┻",
    "ヽ༼ຈل͜ຈ༽ﾉ",
    "͡° ͜ʖ ͡°",
    // right to left, and marks that turn the direction
    "הָיְתָה",
    "الكل في المجمو عة",
    "بِسْمِ اللَّهِ",
    "\u{202e}desrever",
    "\u{202a}test\u{202c}",
    "\u{2066}test\u{2067}",
    "\u{200f}x\u{200e}",
    "אבg,1,גd",
    // what is not seen
    "\u{feff}",
    "\u{feff}mark",
    "\u{200b}",
    "a\u{200b}b\u{200c}c\u{200d}d",
    "\u{ad}",
    "so\u{ad}ft",
    "\u{2060}",
    "\u{180e}",
    "\u{115f}\u{3164}",
    "\u{fe0f}",
    "\u{e000}\u{f8ff}",
    "\u{fffd}",
    "\u{ffff}\u{fffe}",
    "\u{10ffff}",
    "\u{fff9}a\u{fffa}b\u{fffb}",
    "a\u{0}b",
    "\u{1}\u{2}\u{7f}",
    "\u{1b}[31mred\u{1b}[0m",
    "\u{7}bell",
    "\u{8}\u{8}back",
    "\u{85}",
    "a\u{85}b",
    "a\u{2028}b\u{2029}c",
    "a\u{b}b\u{c}c",
    "a\nb",
    "a\r\nb",
    "a\rb",
    "a\n\n\nb",
    "\u{a0}a\u{a0}",
    "\u{3000}a\u{2003}b",
    "\u{1e}\u{3}\u{1e}",
    "\u{1680}ogham",
    "\u{2800}braille",
    // half a surrogate, as text
    "\\ud83d",
    "\\u0000",
    "\\x00",
    "%00",
    "%EF%BB%BF",
    "\\ufeff",
    "&#0;",
    "&#xD800;",
    "=?UTF-8?Q?=41?=",
    // pages
    "<script>alert(1)</script>",
    "</script><script>alert(2)</script>",
    "<img src=x onerror=alert(3)>",
    "<svg/onload=alert(4)>",
    "\"><script>alert(5)</script>",
    "' onmouseover='alert(6)",
    "\" autofocus onfocus=\"alert(7)",
    "javascript:alert(8)",
    "JaVaScRiPt:alert(8)",
    "data:text/html,<script>alert(9)</script>",
    "<!--",
    "-->",
    "<![CDATA[ x ]]>",
    "<iframe srcdoc='<script>alert(10)</script>'>",
    "<style>@import'//x.example'</style>",
    "<a href=\"javascript:alert(11)\">x</a>",
    "<base href=//x.example>",
    "<math><mi//xlink:href=\"data:x,y\">",
    "<scr\u{0}ipt>alert(12)</scr\u{0}ipt>",
    "＜script＞alert(13)＜/script＞",
    "<template><s>",
    "</title><h1>x",
    "</textarea>",
    "<plaintext>",
    "<meta http-equiv=refresh content=0>",
    "<b",
    // shells, databases, formats, spreadsheets, files
    "$(touch here)",
    "`touch here`",
    "; touch here",
    "| touch here",
    "&& touch here",
    "--help",
    "-o",
    "-rf",
    "@file",
    "$HOME",
    "%TEMP%",
    "1;DROP TABLE articles",
    "' OR '1'='1",
    "'; DROP TABLE articles; --",
    "%s%s%s%s%n",
    "%*.*s",
    "%d",
    "{0}",
    "{}",
    "{:?}",
    "../../../../etc/passwd",
    "..\\..\\boot.ini",
    "/dev/null",
    "file:///etc/passwd",
    "\\\\server\\share",
    "CON",
    "nul.txt",
    "COM1",
    "http://a/%%30%30",
    "https://x.example/?a=1&b=<c>",
    "=1+1",
    "+1+1",
    "-1+1",
    "@SUM(1+1)",
    "=cmd|' /C calc'!A0",
    "<?xml version=\"1.0\"?><!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/passwd\">]><x>&e;</x>",
    "() { :;}; touch here",
    "${jndi:ldap://x.example/a}",
    // texts in news that programs stumble on
    "(RELATED: ",
    "((((((((((",
    "))))))))))",
    "(Photo by ",
    "date 2022-07-13",
    "By",
    "By By By By",
    "— Bo (@bo) May 3, 2020",
    "http://",
    "https://www.",
    "@",
    "#",
    "…”",
    "’s",
    "'s 's 's",
    "n't",
    "U.S.",
    "Mr. Mrs. Dr.",
    "?!?!?!",
];

/// The strings above, and some too long to write down.
pub fn strings() -> Vec<String> {
    let zalgo =
        |n: usize| "Zalgo".chars().flat_map(|it| std::iter::once(it).chain(('\u{300}'..'\u{36f}').take(n))).collect();
    let long = [
        "a",
        "a-",
        "a'",
        "a.",
        "A",
        "é",
        "🌊",
        "“",
        "\"",
        "(",
        " b",
        ". B",
        "\nB",
        "a\u{301}",
        "0",
        "1,",
        "\u{200d}x",
        "—",
    ];
    let mut strings: Vec<String> = STRINGS.iter().map(|it| (*it).to_owned()).collect();
    strings.extend(long.iter().map(|it| format!("x{}", it.repeat(5_000))));
    strings.extend([zalgo(10), zalgo(110)]);
    assert!(strings.len() >= 150, "{}", strings.len());
    strings
}

const PLACES: &[&str] = &["outlet", "title", "text", "event", "author", "url"];

pub fn run(tally: &mut Tally) {
    let strings: Vec<String> = strings().into_iter().chain(MISSING.iter().map(|it| (*it).to_owned())).collect();
    alone(tally, &strings);
    patterns(tally, &strings);
    let harmless: Vec<String> = (0..strings.len()).map(|it| format!("name {it}")).collect();
    let n_tags = tags(&page_of(tally, "title", &harmless));
    for place in PLACES {
        together(tally, place, &strings, &n_tags);
    }
}

/// Each string in each place of a small file.
fn alone(tally: &mut Tally, strings: &[String]) {
    let folder = tally.folder().to_owned();
    for string in strings {
        for place in PLACES {
            let shown: String = string.chars().take(30).collect();
            let table = csv_of(place, std::slice::from_ref(string));
            tally.case(&format!("csv {place} {shown:?}"), &table, || survey_bytes(&folder, "a.csv", &table).map(drop));
        }
        let object = PLACES.iter().map(|it| ((*it).to_owned(), string.clone().into())).collect();
        let line = format!("{}\n", serde_json::Value::Object(object)).into_bytes();
        tally.case("json", &line, || survey_bytes(&folder, "a.jsonl", &line).map(drop));
    }
}

/// Each string as a pattern of a word list, looked for in itself.
fn patterns(tally: &mut Tally, strings: &[String]) {
    for string in strings {
        let mut writer = csv::Writer::from_writer(Vec::new());
        writer.write_record(["category", "pattern"]).unwrap();
        writer.write_record(["calm", string]).unwrap();
        let list = writer.into_inner().unwrap();
        tally.case("pattern", &list, || match lexicon::parse("list.csv", &list) {
            Err(error) => explained(&error),
            Ok(lexicon) => {
                let mut tokenizer = Tokenizer::default();
                let matcher = Matcher::new(std::slice::from_ref(&lexicon), &tokenizer);
                let read = TokenText::new(&format!("{string} {string}. {string}"), &[], &mut tokenizer);
                let mut found = Vec::new();
                Scanner::new(&matcher).find(&read, &tokenizer, &mut found);
                Ok(())
            }
        });
    }
}

fn csv_of(place: &str, strings: &[String]) -> Vec<u8> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(["id"].iter().chain(PLACES)).unwrap();
    for (i, string) in strings.iter().enumerate() {
        let mut row = vec![format!("n{i:04}")];
        row.extend(PLACES.iter().map(|it| match *it {
            it if it == place => string.clone(),
            "text" => format!("Talks number {i} began at the border; the mayor’s aide said “we hope so” on Monday."),
            "outlet" => ["North", "South"][i % 2].to_owned(),
            "event" => format!("event {}", i / 2),
            _ => String::new(),
        }));
        writer.write_record(&row).unwrap();
    }
    writer.into_inner().unwrap()
}

/// The page of a run with `strings` in `place`; the tables are beside it.
fn page_of(tally: &mut Tally, place: &str, strings: &[String]) -> String {
    let folder = tally.folder().to_owned();
    fs::write(folder.join("all.csv"), csv_of(place, strings)).unwrap();
    let _ = fs::remove_dir_all(folder.join("out"));
    let arguments = ["run", "all.csv", "-o", "out", "-q", "--resamples", "0", "--permutations", "0", "--clean", "none"];
    tally.record(&format!("run with all in {place}"), child(&folder, &arguments).map(drop));
    fs::read_to_string(folder.join("out/index.html")).unwrap_or_default()
}

/// All strings in one place of one corpus: every cell comes back, and the page has the elements of a harmless one.
fn together(tally: &mut Tally, place: &str, strings: &[String], n_tags: &[usize]) {
    let page = page_of(tally, place, strings);
    if tags(&page) != n_tags {
        tally.record(&format!("page with {place}"), Err(format!("{TAGS:?}: {:?}, expected {n_tags:?}", tags(&page))));
    }
    let Ok(table) = fs::read(tally.folder().join("out/tables/articles.csv")) else { return };
    let table = Sheet::parse(&table);
    let column = match place {
        "event" => "event_id",
        "text" => "text_blake3",
        other => other,
    };
    for (i, string) in strings.iter().enumerate() {
        let id = format!("n{i:04}");
        let found = table.where_(&[("article_id", &id)]).first().map(|&row| table.cell(row, column));
        let expected = match place {
            "text" => blake3::hash(string.as_bytes()).to_hex()[..16].to_owned(),
            // an address is no name of an outlet: its host is
            "outlet" if string.starts_with("https://x.example/") => "x.example".to_owned(),
            _ => string.trim().to_owned(),
        };
        let is_missing = MISSING.contains(&string.as_str()) || string.trim().is_empty();
        let is_right = match found {
            None => place == "text" && (is_missing || string.trim().is_empty()),
            Some(it) => it.strip_prefix('\'').filter(|it| *it == expected).unwrap_or(it) == expected || is_missing,
        };
        let is_markup = string.trim().len() > 3 && string.contains('<') && page.contains(string.trim());
        tally.record(
            &format!("{place} {:?}", string.chars().take(30).collect::<String>()),
            match () {
                () if !is_right => Err(format!("came back as {found:?}, expected {expected:?}")),
                () if is_markup => Err("stands in the page as it is".to_owned()),
                () => Ok(()),
            },
        );
    }
}

const TAGS: &[&str] = &[
    "<script",
    "</script",
    "<img",
    "<iframe",
    "<style",
    "<base",
    "<math",
    "<meta",
    "<template",
    "<plaintext",
    "<textarea",
    "<!--",
    "href=\"javascript",
    "src=\"http",
    "src=\"//",
];

fn tags(page: &str) -> Vec<usize> {
    TAGS.iter().map(|it| page.matches(it).count()).collect()
}
