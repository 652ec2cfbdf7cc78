//! `slantwise demo`: the main job on the bundled articles.

use std::fs;
use std::path::{Path, PathBuf};

use clap::Args;
use include_dir::{Dir, include_dir};

use slantwise::error::{Error, Kind, Result};

use super::input::ReadingArguments;
use super::run::{self, RunArguments};
use super::terminal::Terminal;
use super::{Failure, Outcome};

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// The folder to write: the articles and, in its folder out, what came of them.
    #[arg(short, long, default_value = "slantwise-demo", value_name = "FOLDER")]
    output: PathBuf,
    #[command(flatten)]
    reading: ReadingArguments,
    #[command(flatten)]
    settings: RunArguments,
}

static SEEDS: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/seeds");

pub(super) fn run(arguments: &Arguments, terminal: &Terminal) -> std::result::Result<Outcome, Failure> {
    let articles = arguments.output.join("articles");
    terminal.say("32 articles by invented outlets, written for this project on the facts of real events");
    unpack(&articles)?;
    run::execute(&[articles], &arguments.reading, &arguments.settings, &arguments.output.join("out"), terminal)
}

/// Writes the bundled articles and their manifest.
///
/// # Errors
/// When the folder holds anything else: the user's own articles are not overwritten, and not taken for ours.
fn unpack(folder: &Path) -> Result<()> {
    let is_ours = |entry: &fs::DirEntry| {
        let bundled = SEEDS.get_file(entry.file_name().to_string_lossy().as_ref());
        bundled.is_some_and(|file| fs::read(entry.path()).is_ok_and(|bytes| bytes == file.contents()))
    };
    if fs::read_dir(folder).is_ok_and(|entries| entries.flatten().any(|entry| !is_ours(&entry))) {
        let message = "the folder holds files that are not the bundled articles";
        return Err(Error::new(Kind::Io, message).in_file(folder.display()).with_help("give another folder with -o"));
    }
    fs::create_dir_all(folder).map_err(|cause| Error::io(folder.display(), cause))?;
    for file in SEEDS.files() {
        let place = folder.join(file.path());
        fs::write(&place, file.contents()).map_err(|cause| Error::io(place.display(), cause))?;
    }
    Ok(())
}
