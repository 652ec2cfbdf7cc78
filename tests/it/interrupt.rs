//! A closed pipe ends the program quietly; an interrupted run leaves nothing.

use std::io::{BufRead, BufReader, Read};
use std::process::{Command, Stdio};

use crate::support::{folder_with, generated, names, slantwise};

#[test]
fn a_closed_pipe_is_quiet() {
    let folder = folder_with(&generated(700, 5)); // more than a pipe holds
    for arguments in [&["score", "articles.csv", "-q"][..], &["lexicon", "show", "sentiment-news"], &["man"]] {
        let mut child =
            slantwise(folder.path()).args(arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut out = BufReader::with_capacity(64, child.stdout.take().unwrap());
        let mut line = String::new();
        out.read_line(&mut line).unwrap();
        drop(out);
        let ended = child.wait_with_output().unwrap();
        assert!(!line.is_empty());
        assert_eq!(ended.status.code(), Some(0), "{arguments:?}");
        assert_eq!(String::from_utf8_lossy(&ended.stderr), "", "{arguments:?}");
    }
}

/// Interrupts a run in the midst of its work.
fn interrupt(signal: &str) {
    let folder = folder_with(&generated(1500, 11));
    let mut child = slantwise(folder.path())
        .args(["run", "articles.csv", "-o", "out", "--progress", "plain", "--resamples", "20000"])
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut words = BufReader::new(child.stderr.take().unwrap());
    let mut line = String::new();
    words.read_line(&mut line).unwrap();
    assert!(line.starts_with("reading "), "{line}");
    assert_eq!(names(folder.path()), [".out.slantwise-lock", ".out.slantwise-stage", "articles.csv"]);
    let status = Command::new("kill").args([signal, &child.id().to_string()]).status().unwrap();
    assert!(status.success());
    let mut rest = String::new();
    words.read_to_string(&mut rest).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(130), "{signal}: {rest}");
    assert!(!rest.contains("wrote ") && rest.ends_with("interrupted; nothing was written\n"), "{rest}");
    assert_eq!(names(folder.path()), ["articles.csv"], "{signal}");
}

#[cfg(unix)]
#[test]
fn an_interrupted_run_leaves_nothing() {
    interrupt("-INT");
}

#[cfg(unix)]
#[test]
fn a_terminated_run_leaves_nothing() {
    interrupt("-TERM");
}
