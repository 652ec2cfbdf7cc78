//! Ctrl-C and termination: what is half made is removed, a last line says so, and the exit code is 130.
//!
//! The handler is set before anything is made. It and the run share one lock, so a folder is either being removed or
//! being put in place, never both. A signal while the folder is put in place is let pass, for a moment more and the
//! run is complete; a second one then ends it at once.

use std::io::{self, IsTerminal, Write};
use std::path::Path;
use std::process::exit;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use slantwise::error::{Error, Kind, Result};
use slantwise::report::Sink;
use slantwise::report::folder::{self, Foreign, Place, Staged};

/// The signals of this process, watched until dropped.
pub(super) struct Signals {
    state: Arc<Mutex<State>>,
}

#[derive(Debug, Default)]
enum State {
    #[default]
    Nothing,
    Staged(Place),
    Committing,
    CommittingAndAsked,
}

/// Begins to watch for SIGINT, SIGTERM and SIGHUP; once a process.
///
/// # Errors
/// When the system allows no handler.
pub(super) fn watch() -> Result<Signals> {
    let state = Arc::new(Mutex::new(State::default()));
    let shared = state.clone();
    let handler = move || {
        let mut state = lock(&shared);
        match &*state {
            State::Committing => *state = State::CommittingAndAsked,
            State::Staged(place) => {
                place.remove();
                let is_run = place.has_run();
                end(if is_run { "the earlier run stands as it was" } else { "nothing was written" })
            }
            State::Nothing => exit(130),
            State::CommittingAndAsked => end("the folder is not complete; the next run puts it right"),
        }
    };
    ctrlc::set_handler(handler)
        .map_err(|cause| Error::new(Kind::Io, format!("no signal handler could be set: {cause}")))?;
    Ok(Signals { state })
}

/// Ends the program with a last line, below what a bar of progress left.
fn end(what: &str) -> ! {
    let mut err = io::stderr();
    let start = if err.is_terminal() { "\n" } else { "" };
    let _ = writeln!(err, "{start}interrupted; {what}"); // nobody is left to be told
    exit(130)
}

impl Signals {
    /// See [`folder::stage`]; from here on a signal removes it.
    ///
    /// # Errors
    /// As [`folder::stage`].
    pub(super) fn stage(&self, out: &Path, foreign: Foreign) -> Result<Staged> {
        let mut state = lock(&self.state);
        let staged = folder::stage(out, foreign)?;
        *state = State::Staged(staged.place().clone());
        Ok(staged)
    }

    /// See [`Sink::finish`].
    ///
    /// # Errors
    /// As [`Sink::finish`].
    pub(super) fn commit(&self, sink: Sink) -> Result<()> {
        *lock(&self.state) = State::Committing;
        sink.finish().map(drop)
    }
}

impl Drop for Signals {
    /// Waits here for good if the handler is at work: it ends the process.
    fn drop(&mut self) {
        *lock(&self.state) = State::Nothing;
    }
}

fn lock(state: &Mutex<State>) -> MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}
