//! Help, completions and the manual name every command.

use std::fs;
use std::process::Command;

use crate::support::call;

const COMMANDS: [&str; 8] = ["run", "demo", "check", "score", "verify", "lexicon", "completions", "man"];

#[test]
fn completions_and_man_name_every_command() {
    let folder = tempfile::tempdir().unwrap();
    let man = call(folder.path(), &["man"]);
    assert!(man.out.contains(".TH ") && man.err.is_empty());
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let ended = call(folder.path(), &["completions", shell]);
        assert_eq!((ended.code, ended.err.as_str()), (Some(0), ""));
        for command in COMMANDS {
            assert!(ended.out.contains(command), "{shell}: {command}");
            assert!(man.out.contains(&format!("slantwise\\-{command}")) || man.out.contains(command), "{command}");
        }
    }
    // bash itself reads it, where there is one
    let script = folder.path().join("slantwise.bash");
    fs::write(&script, call(folder.path(), &["completions", "bash"]).out).unwrap();
    if let Ok(status) = Command::new("bash").arg("-n").arg(&script).status() {
        assert!(status.success());
    }
}

#[test]
fn help_fits_on_a_page_of_a_hundred_columns() {
    let folder = tempfile::tempdir().unwrap();
    let mut pages =
        vec![vec!["--help"], vec!["-h"], vec!["lexicon", "list", "--help"], vec!["lexicon", "show", "--help"]];
    pages.extend(COMMANDS.iter().flat_map(|it| [vec![*it, "--help"], vec![*it, "-h"]]));
    for page in pages {
        let ended = call(folder.path(), &page);
        assert_eq!((ended.code, ended.err.as_str()), (Some(0), ""), "{page:?}");
        assert!(ended.out.contains("Usage: slantwise"), "{page:?}");
        for line in ended.out.lines() {
            assert!(line.chars().count() <= 100, "{page:?}: {line}");
        }
    }
    let help = call(folder.path(), &["--help"]).out;
    COMMANDS.iter().for_each(|it| assert!(help.contains(&format!("\n  {it} ")), "{it}"));
    let version = call(folder.path(), &["--version"]).out;
    assert_eq!(version.trim(), format!("slantwise {}", env!("CARGO_PKG_VERSION")));
}
