//! What the world does to a running program: it is killed, interrupted, out of space, or started twice. Whatever
//! happens, an output folder is complete or can be told not to be, and the next run mends it.
#![cfg(unix)]

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;

use crate::support::{Dice, Ended, bytes_under, call, end, folder_with, generated, names, slantwise};

/// Arguments of a run that takes little time, less its seed.
const RUN: [&str; 9] = ["run", "articles.csv", "-o", "out", "-q", "--resamples", "20", "--permutations", "20"];

fn start(folder: &Path, seed: &str) -> Child {
    slantwise(folder).args(RUN).args(["--seed", seed]).stderr(Stdio::null()).spawn().unwrap()
}

/// Whether a folder holds a whole run; fails if it claims to and does not.
fn is_complete(out: &Path) -> bool {
    let Ok(bytes) = fs::read(out.join("run.json")) else { return false };
    let run: serde_json::Value = serde_json::from_slice(&bytes).expect("run.json is never half there");
    for output in run["outputs"].as_array().unwrap() {
        let path = output["path"].as_str().unwrap();
        let bytes = fs::read(out.join(path)).unwrap_or_else(|it| panic!("{path}: {it}"));
        assert_eq!(blake3::hash(&bytes).to_hex().as_str(), output["blake3"].as_str().unwrap(), "{path}");
    }
    true
}

/// The files of a run without what differs from run to run.
fn result(out: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut files = bytes_under(out);
    let mut run: serde_json::Value = serde_json::from_slice(&files["run.json"]).unwrap();
    run.as_object_mut().unwrap().remove("timing");
    files.insert("run.json".to_owned(), run.to_string().into_bytes());
    files
}

/// A normal run succeeds, leaves nothing beside the folder and gives the bytes of `expected`.
fn mend(folder: &Path, expected: &BTreeMap<String, Vec<u8>>) {
    let ended = call(folder, &[&RUN[..], &["--seed", "42"]].concat());
    assert_eq!(ended, Ended { code: Some(0), out: String::new(), err: String::new() });
    assert_eq!(names(folder), ["articles.csv", "out"]);
    let found = result(&folder.join("out"));
    assert_eq!(found.keys().collect::<Vec<_>>(), expected.keys().collect::<Vec<_>>());
    expected.iter().for_each(|(name, bytes)| assert!(bytes == &found[name], "{name}"));
}

/// A corpus, what a run makes of it, and how long that takes.
fn reference() -> (tempfile::TempDir, BTreeMap<String, Vec<u8>>, Duration) {
    let folder = folder_with(&generated(6, 3));
    let begin = Instant::now();
    assert!(start(folder.path(), "42").wait().unwrap().success());
    let time = begin.elapsed();
    let expected = result(&folder.path().join("out"));
    (folder, expected, time)
}

/// A time within a run: as often near its end, where files are moved, as anywhere.
fn moment(dice: &mut Dice, time: Duration) -> Duration {
    let share = if dice.below(2) == 0 { dice.below(1050) } else { 700 + dice.below(450) };
    time.mul_f64(share as f64 / 1000.0)
}

/// Kills `n` runs at random times; `prepare` sets the folder up before each. How many ended how.
fn kill_at_random(n: usize, seed: u64, prepare: &dyn Fn(&Path)) {
    let (folder, expected, time) = reference();
    let out = folder.path().join("out");
    let mut dice = Dice::new(seed);
    let (mut n_complete, mut n_killed) = (0, 0);
    for i in 0..n {
        prepare(&out);
        let mut child = start(folder.path(), &i.to_string());
        std::thread::sleep(moment(&mut dice, time));
        let _ = child.kill();
        n_killed += usize::from(child.wait().unwrap().signal() == Some(9));
        n_complete += usize::from(is_complete(&out));
        if i % 10 == 9 {
            mend(folder.path(), &expected);
        }
    }
    println!("{n_killed} of {n} killed; {n_complete} complete folders, 0 corrupt");
    assert!(n_killed > n / 10, "{n_killed} of {n}"); // most, but that is up to the machine
    mend(folder.path(), &expected);
}

#[test]
fn killed_at_any_moment_a_new_folder_is_complete_or_absent() {
    kill_at_random(100, 1, &|out| {
        let _ = fs::remove_dir_all(out);
    });
}

#[test]
fn killed_at_any_moment_an_earlier_run_stays_complete_or_is_replaced() {
    kill_at_random(100, 2, &|_| ());
}

#[test]
fn killed_at_any_moment_a_folder_with_the_users_files_keeps_them() {
    let (folder, _, time) = reference();
    let out = folder.path().join("out");
    fs::write(out.join("notes.txt"), "mine").unwrap();
    let mut dice = Dice::new(3);
    for i in 0..30 {
        let mut child = start(folder.path(), &i.to_string());
        std::thread::sleep(moment(&mut dice, time));
        let _ = child.kill();
        let _ = child.wait().unwrap();
        is_complete(&out);
        assert_eq!(fs::read_to_string(out.join("notes.txt")).unwrap(), "mine");
    }
    assert!(start(folder.path(), "42").wait().unwrap().success());
    assert!(is_complete(&out));
    assert_eq!(names(folder.path()), ["articles.csv", "out"]);
    assert!(!out.join("run.json.replaced").exists());
}

#[test]
fn interrupted_at_any_moment_nothing_half_made_is_left() {
    let (folder, _, time) = reference();
    let out = folder.path().join("out");
    let mut dice = Dice::new(4);
    for i in 0..42 {
        let signal = [Signal::SIGINT, Signal::SIGTERM, Signal::SIGHUP][i % 3];
        fs::remove_dir_all(&out).unwrap();
        let mut child = start(folder.path(), "42");
        std::thread::sleep(moment(&mut dice, time));
        let _ = kill(Pid::from_raw(child.id() as i32), signal);
        let status = child.wait().unwrap();
        match (status.code(), status.signal()) {
            (Some(0), None) => assert!(is_complete(&out)),
            // a signal before the program could say what to do with it, when nothing was made
            (None, Some(it)) => assert_eq!(it, signal as i32),
            (code, _) => assert_eq!(code, Some(130), "{signal}"),
        }
        if !is_complete(&out) {
            assert_eq!(names(folder.path()), ["articles.csv"], "{signal}");
            fs::create_dir(&out).unwrap();
        }
    }
}

#[test]
fn two_runs_cannot_write_one_folder() {
    let folder = folder_with(&generated(3, 11));
    // it waits for its input
    let mut first = slantwise(folder.path())
        .args(["run", "-", "-o", "out", "--progress", "plain"])
        .stdin(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut words = BufReader::new(first.stderr.take().unwrap());
    let mut line = String::new();
    words.read_line(&mut line).unwrap();
    assert!(line.starts_with("reading "), "{line}");
    let second = call(folder.path(), &["run", "articles.csv", "-o", "./out/"]);
    assert_eq!(second.code, Some(2), "{}", second.err);
    assert!(
        second.err.contains("another run is writing this folder") && second.err.contains("help: "),
        "{}",
        second.err
    );
    let elsewhere = call(folder.path(), &["run", "articles.csv", "-o", "out2", "-q", "--resamples", "0"]);
    assert_eq!(elsewhere.code, Some(0), "{}", elsewhere.err);
    first.kill().unwrap();
    first.wait().unwrap();
    let third = call(folder.path(), &["run", "articles.csv", "-o", "out", "-q", "--resamples", "0"]);
    assert_eq!(third.code, Some(0), "a killed run holds no lock: {}", third.err);
    assert_eq!(names(folder.path()), ["articles.csv", "out", "out2"]);
}

/// Runs the program under a limit of the shell's, such as `-f 8`, a write beyond which is an error and not a signal.
fn limited(folder: &Path, limit: &str, arguments: &[&str]) -> Ended {
    let script = format!("trap '' XFSZ; ulimit {limit}; exec \"$@\"");
    let mut command = Command::new("sh");
    command.args(["-c", &script, "sh", env!("CARGO_BIN_EXE_slantwise")]).args(arguments).current_dir(folder);
    end(command.stdin(Stdio::null()).env("NO_COLOR", "1"))
}

#[test]
fn a_disk_that_takes_no_more_leaves_the_earlier_run() {
    let (folder, expected, _) = reference();
    let out = folder.path().join("out");
    let mut n_failed = 0;
    for blocks in [0, 1, 4, 16, 64, 128, 256] {
        let limit = format!("-f {blocks}");
        let ended = limited(folder.path(), &limit, &[&RUN[..], &["--seed", "42"]].concat());
        if ended.code != Some(0) {
            n_failed += 1;
            assert_eq!(ended.code, Some(2), "{limit}: {}", ended.err);
            assert!(ended.err.contains("error: ") && ended.err.contains("out/"), "{limit}: {}", ended.err);
        }
        assert_eq!(names(folder.path()), ["articles.csv", "out"], "{limit}");
        assert!(result(&out) == expected, "{limit}");
    }
    assert!(n_failed >= 4, "{n_failed}");
    fs::remove_dir_all(&out).unwrap();
    assert_eq!(limited(folder.path(), "-f 16", &RUN).code, Some(2));
    assert_eq!(names(folder.path()), ["articles.csv"]);
}

#[test]
fn too_few_open_files_are_an_error_or_enough() {
    let (folder, expected, _) = reference();
    let out = folder.path().join("out");
    for n in [6, 7, 8, 9, 10, 12, 16, 32] {
        let limit = format!("-n {n}");
        let ended = limited(folder.path(), &limit, &[&RUN[..], &["--seed", "42"]].concat());
        assert!(matches!(ended.code, Some(0 | 2)), "{limit}: {ended:?}");
        assert_eq!(names(folder.path()), ["articles.csv", "out"], "{limit}");
        assert!(result(&out) == expected, "{limit}");
    }
}

#[test]
fn standard_output_that_is_full_is_an_error() {
    let folder = folder_with(&generated(6, 3));
    for arguments in [&["score", "articles.csv"][..], &["check", "articles.csv"], &["lexicon", "list"], &["man"]] {
        let Ok(full) = fs::File::options().write(true).open("/dev/full") else {
            println!("skipped: no /dev/full");
            return;
        };
        let output = slantwise(folder.path()).args(arguments).stdout(full).output().unwrap();
        let err = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {err}");
        assert!(err.contains("error: standard output: "), "{arguments:?}: {err}");
    }
}

#[test]
fn score_stops_reading_when_nobody_takes_more() {
    let folder = tempfile::tempdir().unwrap();
    let mut child = slantwise(folder.path())
        .args(["score", "-", "--from", "jsonl", "-q"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let mut stdin = child.stdin.take().unwrap();
    // an input without end: only a reader that stops can end this
    let line = b"{\"text\": \"Talks began in the capital.\", \"outlet\": \"North\"}\n".repeat(100);
    while stdin.write_all(&line).is_ok() {}
    assert_eq!(child.wait().unwrap().code(), Some(0));
}

#[test]
fn a_link_to_a_folder_is_followed_and_one_to_nowhere_refused() {
    let folder = folder_with(&generated(3, 3));
    fs::create_dir(folder.path().join("real")).unwrap();
    std::os::unix::fs::symlink("real", folder.path().join("out")).unwrap();
    for _ in 0..2 {
        let ended = call(folder.path(), &RUN);
        assert_eq!(ended.code, Some(0), "{}", ended.err);
    }
    assert!(folder.path().join("out").is_symlink() && is_complete(&folder.path().join("real")));
    assert_eq!(names(folder.path()), ["articles.csv", "out", "real"]);
    fs::remove_dir_all(folder.path().join("real")).unwrap();
    let ended = call(folder.path(), &RUN);
    assert_eq!(ended.code, Some(2));
    assert!(ended.err.contains("a link that leads nowhere"), "{}", ended.err);
    assert_eq!(names(folder.path()), ["articles.csv", "out"]);
}

#[test]
fn the_folder_it_was_started_in_stays_that_folder() {
    let folder = folder_with(&generated(3, 3));
    let here = folder.path().join("here");
    fs::create_dir(&here).unwrap();
    fs::rename(folder.path().join("articles.csv"), folder.path().join("a.csv")).unwrap();
    use std::os::unix::fs::MetadataExt;
    let before = fs::metadata(&here).unwrap().ino();
    for _ in 0..2 {
        let ended = call(&here, &["run", "../a.csv", "-o", ".", "-q", "--resamples", "0"]);
        assert_eq!(ended.code, Some(0), "{}", ended.err);
        assert!(is_complete(&here));
    }
    assert_eq!(fs::metadata(&here).unwrap().ino(), before);
    assert_eq!(names(folder.path()), ["a.csv", "here"]);
}
