//! The laws that hold for every input, and the count of the cases in which they were tried.

use std::fs;
use std::io::Write as _;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::process::Stdio;
use std::sync::{Arc, Mutex, OnceLock, Weak};
use std::time::{Duration, Instant};

use nix::sys::resource::{UsageWho, getrusage};
use slantwise::clean::{Level, clean};
use slantwise::corpus::Draft;
use slantwise::error::Error;
use slantwise::feature;
use slantwise::feature::frame::frames;
use slantwise::lexicon::{Lexicon, Matcher, Scanner};
use slantwise::read::{self, Format, Options, Reading};
use slantwise::study::Config;
use slantwise::text::{TokenText, Tokenizer};
use tempfile::TempDir;

use crate::EXPECTED_LATER;
use crate::support::{Ended, slantwise};

/// A case within this process must end in this time.
const LIMIT: Duration = Duration::from_secs(10);
/// A run of the program must end in this time...
const CHILD_LIMIT: Duration = Duration::from_secs(20);
/// ...and within this memory, in bytes.
const CHILD_MEMORY: u64 = 512 << 20;

/// The cases of a kind: how many ran, and which failed.
pub struct Tally {
    kind: &'static str,
    folder: TempDir,
    running: Arc<Mutex<Option<Running>>>,
    start: Instant,
    n: usize,
    later: Vec<String>,
    failures: Vec<String>,
    notes: Vec<String>,
}

struct Running {
    case: String,
    since: Instant,
}

impl Tally {
    pub fn new(kind: &'static str) -> Self {
        let running = Arc::new(Mutex::new(None));
        watch(Arc::downgrade(&running));
        Self {
            kind,
            folder: tempfile::tempdir().unwrap(),
            running,
            start: Instant::now(),
            n: 0,
            later: Vec::new(),
            failures: Vec::new(),
            notes: Vec::new(),
        }
    }

    /// A folder for the files of the cases.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Adds a remark to the line that is printed at the end.
    pub fn note(&mut self, note: String) {
        self.notes.push(note);
    }

    /// Runs a case on `bytes`: it must not panic, end in time and return `Ok`.
    pub fn case(&mut self, name: &str, bytes: &[u8], run: impl FnOnce() -> Result<(), String>) {
        let since = Instant::now();
        let case = format!("{name} on {}", literal(bytes));
        *self.running.lock().unwrap() = Some(Running { case, since });
        let outcome = catch_unwind(AssertUnwindSafe(run));
        *self.running.lock().unwrap() = None;
        let outcome = outcome.unwrap_or_else(|cause| {
            let text = cause.downcast_ref::<String>().map(String::as_str);
            Err(format!("panicked: {}", text.or(cause.downcast_ref::<&str>().copied()).unwrap_or("")))
        });
        self.record(name, outcome.map_err(|it| format!("{it}\n    on {}", literal(bytes))));
    }

    /// Counts a case that was run elsewhere.
    pub fn record(&mut self, name: &str, outcome: Result<(), String>) {
        self.n += 1;
        let name = format!("{}/{name}", self.kind);
        let later = EXPECTED_LATER.iter().find(|it| name.starts_with(it.0));
        match (outcome, later) {
            (Ok(()), _) => {}
            (Err(failure), None) => self.failures.push(format!("{name}: {failure}")),
            (Err(failure), Some((_, missing))) => self.later.push(format!("{name} ({missing}): {failure}")),
        }
    }

    /// Says how many cases ran.
    ///
    /// # Panics
    /// When one failed, or fewer ran than expected.
    pub fn finish(self, least: usize) {
        let (kind, n, seconds) = (self.kind, self.n, self.start.elapsed().as_secs_f64());
        let mut lines = vec![format!("torture: {n:>5} {kind}, {} expected later, {seconds:.1} s", self.later.len())];
        lines.extend(self.notes.iter().map(|it| format!("torture:       {it}")));
        let later = self.later.iter().map(|it| it.lines().next().unwrap_or_default());
        lines.extend(later.map(|it| format!("torture:       later: {}", it.chars().take(200).collect::<String>())));
        let _ = writeln!(std::io::stderr(), "{}", lines.join("\n")); // shown also when the test passes
        let shown = self.failures.iter().take(2).map(String::as_str);
        let more = self.failures.iter().skip(2).take(80).map(|it| it.lines().next().unwrap_or_default());
        let more = more.map(|it| &it[..it.floor_char_boundary(160)]);
        let failures: Vec<&str> = shown.chain(more).collect();
        assert!(failures.is_empty(), "{} of {n} cases failed:\n  {}", self.failures.len(), failures.join("\n  "));
        assert!(n >= least, "{kind}: {n} cases, expected {least}");
    }
}

/// Ends the process, naming the case, when one hangs: nothing else can stop it.
fn watch(running: Weak<Mutex<Option<Running>>>) {
    std::thread::spawn(move || {
        while let Some(running) = running.upgrade() {
            if let Some(it) = running.lock().unwrap().as_ref().filter(|it| it.since.elapsed() > LIMIT) {
                let _ = writeln!(std::io::stderr(), "torture: no end after {LIMIT:?}: {}", it.case);
                std::process::exit(101);
            }
            drop(running);
            std::thread::sleep(Duration::from_millis(250));
        }
    });
}

/// The bytes as Rust writes them, the middle left out when they are many.
fn literal(bytes: &[u8]) -> String {
    match bytes.len() {
        0..=3_000 => format!("b\"{}\"", bytes.escape_ascii()),
        n => {
            format!("{n} bytes: b\"{}\" ... b\"{}\"", bytes[..600].escape_ascii(), bytes[n - 200..].escape_ascii())
        }
    }
}

/// What reading, cleaning and measuring gave.
pub struct Surveyed {
    pub drafts: Vec<Draft>,
    pub reading: Result<Reading, Error>,
}

impl Surveyed {
    pub fn texts(&self) -> Vec<&str> {
        self.drafts.iter().map(|it| it.text.trim()).collect()
    }
}

/// Reads the file or folder, cleans and measures every article.
///
/// # Errors
/// With the law that is broken.
pub fn survey(path: &Path, options: &Options) -> Result<Surveyed, String> {
    let mut drafts = Vec::new();
    let reading = read::read_each(&[path].into(), options, &mut |draft| {
        drafts.push(draft);
        std::ops::ControlFlow::Continue(())
    });
    match &reading {
        Ok(reading) => conserved(&drafts, reading, path)?,
        Err(error) => explained(error)?,
    }
    for draft in &drafts {
        if draft.text.trim().is_empty() {
            return Err("a blank article".to_owned());
        }
        for level in [Level::None, Level::Safe, Level::News] {
            let mut draft = draft.clone();
            clean(&mut draft, level);
            removed(&draft)?;
        }
    }
    measured(&drafts[..drafts.len().min(60)])?;
    Ok(Surveyed { drafts, reading })
}

/// Writes the bytes to a file of that name and surveys it.
pub fn survey_bytes(folder: &Path, name: &str, bytes: &[u8]) -> Result<Surveyed, String> {
    let path = folder.join(name);
    fs::write(&path, bytes).map_err(|it| it.to_string())?;
    survey(&path, &Options::default())
}

/// Rows in are drafts and rejects out, and each reject says where and why.
fn conserved(drafts: &[Draft], reading: &Reading, path: &Path) -> Result<(), String> {
    let n_rows: u64 = reading.sources.iter().map(|it| it.rows).sum();
    let n_out = (drafts.len() + reading.rejects.len()) as u64;
    if n_rows != n_out {
        return Err(format!("{n_rows} rows in, {} articles and {} rejects out", drafts.len(), reading.rejects.len()));
    }
    let has_lines = reading.sources.iter().all(|it| matches!(it.format, Format::Csv | Format::Tsv | Format::JsonLines));
    let stored = fs::read(path).ok().filter(|it| !is_packed(it));
    for it in &reading.rejects {
        let complain = |what: &str| Err(format!("{what}: {it:?}"));
        if it.source_file.is_empty() || it.row == 0 || it.row > n_rows || it.detail.is_empty() {
            return complain("a reject without a file, row or detail");
        }
        if has_lines && (it.line.is_none_or(|line| line == 0) || it.byte.is_none()) {
            return complain("a reject without a line or byte");
        }
        // a byte of another encoding may become three of UTF-8
        if let (Some(byte), Some(stored)) = (it.byte, &stored)
            && byte > 3 * stored.len() as u64
        {
            return complain("a byte beyond the file");
        }
    }
    match reading.problems.iter().find(|it| it.source_file.is_empty() || it.row == 0) {
        Some(it) => Err(format!("a problem without a place: {it:?}")),
        None => Ok(()),
    }
}

fn is_packed(bytes: &[u8]) -> bool {
    [&b"\x1f\x8b"[..], b"\x28\xb5\x2f\xfd", b"PK", b"PAR1"].iter().any(|it| bytes.starts_with(it))
}

/// An error says what was found and what to do.
pub fn explained(error: &Error) -> Result<(), String> {
    let text = error.to_string();
    match error.help() {
        _ if text.trim().is_empty() || text.contains("panicked") => {
            Err(format!("an error that says nothing: {error:?}"))
        }
        _ if text.len() > 30_000 => Err(format!("an error of {} bytes", text.len())),
        None => Err(format!("an error without help: {error:?}")),
        Some(_) => Ok(()),
    }
}

/// Spans ascend, are disjoint and lie on the boundaries of characters.
fn removed(draft: &Draft) -> Result<(), String> {
    let mut end = 0;
    for it in &draft.removed {
        if it.span.start < end || it.span.end <= it.span.start || draft.text.get(it.span.range()).is_none() {
            return Err(format!("removed spans that do not fit: {:?} in {:?}", draft.removed, draft.text));
        }
        end = it.span.end;
    }
    Ok(())
}

/// Hits and sentences lie where they say, in bytes and in characters.
fn measured(drafts: &[Draft]) -> Result<(), String> {
    static LISTS: OnceLock<(Vec<Lexicon>, Matcher)> = OnceLock::new();
    let (lexicons, matcher) = LISTS.get_or_init(|| {
        let lexicons = Config::default().check().unwrap().lexicons().to_vec();
        let matcher = Matcher::new(&lexicons, &Tokenizer::default());
        (lexicons, matcher)
    });
    let (mut tokenizer, mut scanner) = (Tokenizer::default(), Scanner::new(matcher));
    for text in drafts.iter().map(|it| it.text.as_str()) {
        let read = TokenText::new(text, &[], &mut tokenizer);
        let mut matches = Vec::new();
        scanner.find(&read, &tokenizer, &mut matches);
        let measured = feature::measure(text, &read, &matches, lexicons, &frames(lexicons));
        let hits = measured.hits.iter().map(|it| (it.span, measured.characters.span(text, it.span)));
        let sentences = || measured.sentences.iter().map(|it| (it.span, measured.characters.span(text, it.span)));
        for (span, chars) in hits.chain(sentences()) {
            let n_chars = |bytes: &str| bytes.chars().count() as u32;
            let fits = text.get(span.range()).is_some_and(|it| n_chars(it) == chars.end - chars.start)
                && n_chars(&text[..span.start as usize]) == chars.start;
            if !fits || span.start >= span.end {
                return Err(format!("a span that does not fit: {span:?} {chars:?} in {text:?}"));
            }
        }
        if !sentences().map(|it| it.0).is_sorted_by(|a, b| a.end <= b.start) {
            return Err(format!("sentences that overlap in {text:?}"));
        }
        if measured.values.iter().flatten().any(|it| !it.is_finite()) {
            return Err(format!("a value that is no number in {text:?}"));
        }
    }
    Ok(())
}

/// Runs the program with limits: exit code 0, 1 or 2, in time, in bounded memory, an error always with its help.
///
/// # Errors
/// With the law that is broken.
pub fn child(folder: &Path, arguments: &[&str]) -> Result<Ended, String> {
    let [out, err] = ["child.out", "child.err"].map(|it| folder.join(it));
    let file = |path: &Path| Stdio::from(fs::File::create(path).unwrap());
    let mut child = slantwise(folder).args(arguments).stdout(file(&out)).stderr(file(&err)).spawn().unwrap();
    let start = Instant::now();
    let mut peak = 0;
    let ended = loop {
        peak = peak.max(peak_of(child.id()));
        let seconds = start.elapsed().as_secs_f64();
        let fault = match () {
            () if peak > CHILD_MEMORY => Some(format!("more than {} MiB after {seconds:.1} s", CHILD_MEMORY >> 20)),
            () if start.elapsed() > CHILD_LIMIT => Some(format!("no end after {CHILD_LIMIT:?}")),
            () => None,
        };
        if let Some(fault) = fault {
            child.kill().unwrap();
            child.wait().unwrap();
            return Err(format!("{arguments:?}: {fault}"));
        }
        match child.try_wait().unwrap() {
            Some(it) => break it,
            None => std::thread::sleep(Duration::from_millis(2)),
        }
    };
    let text = |path: &Path| {
        let bytes = fs::read(path).unwrap();
        String::from_utf8_lossy(&bytes[..bytes.len().min(1 << 20)]).into_owned()
    };
    let ended = Ended { code: ended.code(), out: text(&out), err: text(&err) };
    match ended.code {
        Some(0 | 1) => {}
        Some(2) if ended.err.contains("error: ") && (ended.err.contains("help: ") || ended.err.contains("--help")) => {}
        _ => {
            return Err(format!("{arguments:?}: {:?} {}", ended.code, ended.err.chars().take(600).collect::<String>()));
        }
    }
    if ended.err.contains("panicked") {
        return Err(format!("{arguments:?}: {}", ended.err));
    }
    Ok(ended)
}

/// The greatest resident memory of a running process so far, in bytes; 0 where the system does not tell.
fn peak_of(process: u32) -> u64 {
    let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let line = status.lines().find_map(|it| it.strip_prefix("VmHWM:"));
    line.and_then(|it| it.trim().trim_end_matches(" kB").parse::<u64>().ok()).map_or(0, |it| it << 10)
}

/// The greatest resident memory of all runs of the program that have ended, in MiB: what polling may have missed.
pub fn peak_of_children() -> i64 {
    getrusage(UsageWho::RUSAGE_CHILDREN).unwrap().max_rss() >> 10
}
