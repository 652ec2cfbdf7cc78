//! Word lists that would hang a backtracking matcher, fill the memory or lead elsewhere: an answer at once, or a refusal.

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use slantwise::lexicon::{self, Lexicon, Matcher, Scanner};
use slantwise::text::{TokenText, Tokenizer};

use crate::check::{Tally, child, explained, peak_of_children};
use crate::support::bytes_under;

/// Patterns that make backtracking matchers slow, as globs and as what they would be elsewhere.
const SLOW: &[&str] = &[
    "(a+)+$",
    "(a|aa)+$",
    "(a|a?)+$",
    "(.*a){20}",
    "^(([a-z])+.)+[A-Z]([a-z])+$",
    "(x+x+)+y",
    "([a-zA-Z]+)*",
    "(.*)*",
    "((a*)*)*",
    ".*.*.*.*.*=.*",
    "a*a*a*a*a*a*a*a*a*a*a*a*b",
    "*a*a*a*a*a*a*a*a*a*a*a*b",
    "a*b*c*d*e*f*g*h*i*j*",
    "*a",
    "a*",
    "*a*",
    "**",
    "***a***",
    "?*?*?*?*?*",
    "????????????????????",
    "* * * * * * * * * * a",
    "a * * * * * * * * * * b",
    "a * a * a * a * a * a",
    "* a * a * a *",
    "a? a? a? a? a? a?",
    "<number> <number> <number>",
    "[a-z]+",
    "\\w+\\s\\w+",
    "(?=a)",
    "(?:a)",
    "\\1",
    "a{1,100000}",
    "(a{1,1000}){1,1000}",
    "[",
    "]",
    "(",
    ")",
    "{",
    "}",
    "\\",
    "|",
    "a|b",
    "^",
    "$",
    ".",
    "a\\*",
    "*\u{301}",
    "a\u{301}*",
    "\u{200d}*",
    "*-*-*-*",
    "*'s",
    "'s",
    "a 's * 's",
    "*@*.*",
    "http*",
    "a ~10 a ~10 a",
    "a ~10 * ~10 *",
    "a ~3 a ~3 a ~3 a",
    "a ~0 b",
    "a ~99999999999 b",
    "~3",
    "a ~3",
    "a NEAR/10 a",
    "a NEAR b",
    "a NEAR/ b",
    "NEAR/3 NEAR/3",
    "a NEAR/3 a NEAR/3 a",
    "a NOT a",
    "a NOT NOT NOT",
    "NOT",
    "a NOT BEFORE/10 a NOT AFTER/10 a",
    "* NOT BEFORE *",
    "CASE",
    "CASE A",
    "CASE a ~3 a",
    "CASE CASE CASE",
    "a* NEAR/10 *a NOT BEFORE/10 a*",
];

/// A file's name and what it holds.
type Odd = (&'static str, &'static str, fn() -> Vec<u8>);

const ODD: &[Odd] = &[
    ("empty", "csv", Vec::new),
    ("header only", "csv", || b"category,pattern\n".to_vec()),
    ("an empty entry", "csv", || b"category,pattern\ngood,\n,calm\n".to_vec()),
    ("only empty entries", "csv", || b"category,pattern\n,\n,\n".to_vec()),
    ("bad bytes", "csv", || b"category,pattern\ngood,caf\xe9\n".to_vec()),
    ("UTF-16", "csv", || "\u{feff}category,pattern\ngood,calm\n".encode_utf16().flat_map(u16::to_le_bytes).collect()),
    ("NUL", "csv", || b"category,pattern\ngood,ca\0lm\ngo\0od,calm\n".to_vec()),
    ("an open quote", "csv", || b"category,pattern\ngood,\"calm\ngood,quiet\n".to_vec()),
    ("too many fields", "csv", || b"category,pattern,weight\ngood,calm,1,2,3\n".to_vec()),
    ("weights that are none", "csv", || {
        b"category,pattern,weight\ngood,a,NaN\ngood,b,inf\ngood,c,1e999\ngood,d,x\n".to_vec()
    }),
    ("one entry thrice", "csv", || b"category,pattern\ngood,calm\ngood,Calm\ngood,CALM\n".to_vec()),
    ("overlapping entries", "csv", || {
        let entries = (1..200).map(|it| format!("good,{}\n", vec!["a"; it].join(" ")));
        format!("category,pattern\n{}", entries.collect::<String>()).into_bytes()
    }),
    ("overlapping globs", "csv", || {
        let entries = (1..300).map(|it| format!("good,{}*\nbad,*{}\n", "a".repeat(it), "a".repeat(it)));
        format!("category,pattern\n{}", entries.collect::<String>()).into_bytes()
    }),
    ("20,000 globs", "csv", || {
        let entries = (0..20_000).map(|it| format!("good,*w{it}*\n"));
        format!("category,pattern\n{}", entries.collect::<String>()).into_bytes()
    }),
    ("20,000 categories", "csv", || {
        let entries = (0..20_000).map(|it| format!("c{it},w{it}\n"));
        format!("category,pattern\n{}", entries.collect::<String>()).into_bytes()
    }),
    ("100,000 entries", "csv", || many(100_000)),
    ("a word of a mebibyte", "csv", || format!("category,pattern\ngood,{}\n", "a".repeat(1 << 20)).into_bytes()),
    ("a phrase of 100,000 words", "csv", || format!("category,pattern\ngood,{}\n", "a ".repeat(100_000)).into_bytes()),
    ("a phrase of 100,000 stars", "csv", || {
        format!("category,pattern\ngood,a {}b\n", "* ".repeat(100_000)).into_bytes()
    }),
    ("a glob of 100,000 stars", "csv", || format!("category,pattern\ngood,a{}b\n", "*a".repeat(100_000)).into_bytes()),
    ("100,000 accents", "csv", || format!("category,pattern\ngood,a{}\n", "\u{301}".repeat(100_000)).into_bytes()),
    ("a name of a mebibyte", "csv", || format!("category,pattern\n{},calm\n", "a".repeat(1 << 20)).into_bytes()),
    ("no legend", "dic", || b"good\t1\n".to_vec()),
    ("an open legend", "dic", || b"%\n1\tgood\ncalm\t1\n".to_vec()),
    ("numbers too large", "dic", || b"%\n99999999999999999999\tgood\n1\tbad\n%\ncalm\t99999999999999999999\n".to_vec()),
    ("one entry in 60,000 categories", "dic", || {
        let legend: String = (0..60_000).map(|it| format!("{it}\tc{it}\n")).collect();
        let numbers: String = (0..60_000).map(|it| format!("\t{it}")).collect();
        format!("%\n{legend}%\ncalm{numbers}\n").into_bytes()
    }),
    ("an alias bomb", "yml", || {
        let levels = (1..10).map(|it| format!("a{it}: &a{it} [{}]\n", vec![format!("*a{}", it - 1); 9].join(", ")));
        format!("a0: &a0 [calm]\n{}", levels.collect::<String>()).into_bytes()
    }),
    ("merge keys", "yml", || b"a: &a {b: [calm]}\nc: {<<: *a}\n".to_vec()),
    ("deep lists", "yml", || [b"[".repeat(50_000), b"]".repeat(50_000)].concat()),
    ("deep keys", "yml", || (0..3_000).map(|it| format!("{}a:\n", " ".repeat(it))).collect::<String>().into_bytes()),
    ("deep braces", "yml", || b"{a: ".repeat(50_000)),
    ("tags", "yml", || b"a: !!python/object/apply:os.system [touch here]\n".to_vec()),
    ("two documents", "yml", || b"a: [calm]\n---\nb: [quiet]\n".to_vec()),
    ("one key twice", "yml", || b"a: [calm]\na: [quiet]\n".to_vec()),
    ("tabs", "yml", || b"a:\n\t- calm\n".to_vec()),
    ("no words", "yml", || b"a: []\nb: {}\n".to_vec()),
    ("null", "yml", || b"~\n".to_vec()),
    ("100,000 entries", "yml", || {
        let entries = (0..100_000).map(|it| format!("  - w{it}\n"));
        format!("a:\n{}", entries.collect::<String>()).into_bytes()
    }),
    ("another kind", "exe", || b"\x7fELF".to_vec()),
];

fn many(n: usize) -> Vec<u8> {
    let entries = (0..n).map(|it| format!("c{},w{it} x{}\n", it % 50, it % 1_000));
    format!("category,pattern\n{}", entries.collect::<String>()).into_bytes()
}

/// The texts that lists are tried on.
fn text() -> String {
    format!("{} {}! a a a a a b. {}", "a".repeat(10_000), "a ".repeat(2_000), "xa'sb-aab1 ".repeat(200))
}

pub fn run(tally: &mut Tally) {
    let folder = tally.folder().to_owned();
    for slow in SLOW {
        let list = format!("category,pattern\nslow,\"{slow}\"\n").into_bytes();
        tally.case(&format!("slow {slow}"), &list, || answers(&folder, "slow.csv", &list));
    }
    for (name, extension, bytes) in ODD {
        let bytes = bytes();
        tally.case(&format!("{name}.{extension}"), &bytes, || answers(&folder, &format!("odd.{extension}"), &bytes));
    }
    packs(tally);
    devices(tally);
}

/// Loads the list within a second, and looks for it in a text in time.
fn answers(folder: &Path, name: &str, bytes: &[u8]) -> Result<(), String> {
    let path = folder.join(name);
    fs::write(&path, bytes).unwrap();
    let start = Instant::now();
    let loaded = lexicon::load(path.to_str().unwrap());
    in_time(start, 1, "loading")?;
    match loaded {
        Err(error) => explained(&error),
        Ok(lexicon) => {
            let start = Instant::now();
            scan(&lexicon);
            in_time(start, 10, "matching")
        }
    }
}

fn in_time(start: Instant, seconds: u64, what: &str) -> Result<(), String> {
    let limit = Duration::from_secs(seconds);
    let taken = start.elapsed();
    if taken < limit { Ok(()) } else { Err(format!("{what} took {taken:?}")) }
}

fn scan(lexicon: &Lexicon) {
    let text = text();
    let mut tokenizer = Tokenizer::default();
    let matcher = Matcher::new(std::slice::from_ref(lexicon), &tokenizer);
    let read = TokenText::new(&text, &[], &mut tokenizer);
    let mut found = Vec::new();
    Scanner::new(&matcher).find(&read, &tokenizer, &mut found);
    assert!(found.iter().all(|it| it.tokens.start < it.tokens.end && it.tokens.end as usize <= read.tokens.len()));
}

/// Packs whose metadata is broken, vast, or names what lies elsewhere: no file is read or written there.
fn packs(tally: &mut Tally) {
    let top = tally.folder().join("packs");
    let folder = top.join("within/a/folder");
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("articles.csv"), "outlet,text\nNorth,Talks began at the border.\n").unwrap();
    let category = "[[category]]\nname = \"good\"\nrole = \"frame\"\n";
    let deep = format!("name = \"x\"\na = {}{}\n", "[".repeat(20_000), "]".repeat(20_000));
    let heads = [
        "name = \"../../../outside\"\n".to_owned(),
        "name = \"..\"\n".to_owned(),
        "name = \"/tmp/outside\"\n".to_owned(),
        "name = \"\"\n".to_owned(),
        format!("name = \"{}\"\n", "x".repeat(300)),
        "name = \"x\"\ninclude = \"/etc/passwd\"\n".to_owned(),
        "name = \"x\"\nnegation_window = 18446744073709551615\n".to_owned(),
        "name = \"x\"\nnegation_window = -1\n".to_owned(),
        "name = 5\n".to_owned(),
        "name = \"x\nabout = \"open\n".to_owned(),
        "= = =\n".to_owned(),
        String::new(),
        "name = \"x\"\nname = \"y\"\n".to_owned(),
        deep,
        format!("name = \"x\"\n{}", "[a.b.c]\n".repeat(2)),
        format!("name = \"x\"\na{} = 1\n", ".a".repeat(20_000)),
    ];
    for (i, head) in heads.iter().enumerate() {
        fs::write(folder.join("pack.toml"), format!("{head}{category}")).unwrap();
        fs::write(folder.join("pack.csv"), "category,pattern,weight\ngood,talks,\n").unwrap();
        let path = folder.join("pack.toml");
        tally.case(&format!("pack {i}"), head.as_bytes(), || match lexicon::load(path.to_str().unwrap()) {
            Err(error) => explained(&error),
            Ok(lexicon) => {
                scan(&lexicon);
                Ok(())
            }
        });
        let ended = child(&folder, &["run", "articles.csv", "-o", "out", "--lexicon", "pack.toml", "-q"]);
        let files = bytes_under(&top);
        let outside = files.keys().filter(|it| !it.starts_with("within/a/folder/"));
        let outside: Vec<_> = outside.collect();
        let kept_in = if outside.is_empty() { Ok(()) } else { Err(format!("files outside: {outside:?}")) };
        tally.record(&format!("run with pack {i}"), ended.and(kept_in));
        let _ = fs::remove_dir_all(folder.join("out"));
    }
}

/// Lists and tokenizers that never end or are no files, and one of a million entries; through the program.
fn devices(tally: &mut Tally) {
    let folder = tally.folder().to_owned();
    fs::write(folder.join("a.csv"), "text\nTalks began.\n").unwrap();
    fs::write(folder.join("million.csv"), many(1_000_000)).unwrap();
    fs::create_dir(folder.join("folder.csv")).unwrap();
    let mut lists = vec!["folder.csv", "no such list.csv", ".", "", "../../etc/passwd", "million.csv"];
    if cfg!(target_os = "linux") {
        lists.extend(["/dev/null", "/dev/zero", "/proc/self/environ"]);
    }
    for list in lists {
        let start = Instant::now();
        let shown = child(&folder, &["lexicon", "show", list]);
        tally.note(format!("lexicon show {list}: {:.2} s", start.elapsed().as_secs_f64()));
        tally.record(&format!("show {list}"), shown.map(drop));
        tally.record(&format!("score with {list}"), child(&folder, &["score", "a.csv", "--lexicon", list]).map(drop));
        tally.record(&format!("tokenizer {list}"), child(&folder, &["score", "a.csv", "--tokenizer", list]).map(drop));
    }
    tally.note(format!("peak of the program's memory so far: {} MiB", peak_of_children()));
}
