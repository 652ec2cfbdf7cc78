//! Words, progress and errors on standard error.

use std::io::{IsTerminal, Write, stderr};
use std::sync::Mutex;
use std::time::Duration;

use clap::{Args, ValueEnum};
use indicatif::{ProgressBar, ProgressStyle};

use slantwise::error::Error;
use slantwise::evaluate::Caution;
use slantwise::study::Progress;

#[derive(Debug, Default, Args)]
#[group(skip)]
pub(super) struct Arguments {
    /// Print errors only.
    #[arg(short, long, global = true, env = "SLANTWISE_QUIET", value_parser = clap::builder::FalseyValueParser::new())]
    quiet: bool,
    /// Progress: a bar on a terminal (auto), lines (plain), or none.
    #[arg(long, global = true, value_enum, default_value = "auto", env = "SLANTWISE_PROGRESS", value_name = "HOW")]
    progress: How,
    /// Colour in messages; NO_COLOR also turns it off.
    #[arg(long, global = true, value_enum, default_value = "auto", env = "SLANTWISE_COLOR", value_name = "WHEN")]
    color: When,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
enum How {
    #[default]
    Auto,
    Plain,
    None,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
enum When {
    #[default]
    Auto,
    Always,
    Never,
}

/// Standard error, as the user wants it.
pub(super) struct Terminal {
    quiet: bool,
    plain: bool,
    color: bool,
    bar: Option<ProgressBar>,
    last: Mutex<Option<Progress>>,
}

impl Terminal {
    pub(super) fn new(arguments: &Arguments) -> Self {
        let is_terminal = stderr().is_terminal();
        let color = match arguments.color {
            When::Always => true,
            When::Never => false,
            When::Auto => is_terminal && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty()),
        };
        let bar = (arguments.progress == How::Auto && is_terminal && !arguments.quiet).then(|| {
            let bar = ProgressBar::no_length();
            bar.enable_steady_tick(Duration::from_millis(200));
            bar
        });
        Self {
            quiet: arguments.quiet,
            plain: arguments.progress == How::Plain && !arguments.quiet,
            color,
            bar,
            last: Mutex::new(None),
        }
    }

    /// A line for the reader, unless told to be quiet.
    pub(super) fn say(&self, line: &str) {
        if !self.quiet {
            self.print(line);
        }
    }

    /// A line that is said even when told to be quiet.
    pub(super) fn warn(&self, line: &str) {
        self.print(&format!("{}: {line}", self.paint("warning", "1;33")));
    }

    /// A line for each: a note is said, anything else a warning.
    pub(super) fn caution(&self, cautions: &[Caution]) {
        for caution in cautions {
            match caution.is_note() {
                true => self.say(&format!("note: {caution}")),
                false => self.warn(&caution.to_string()),
            }
        }
    }

    /// What went wrong, where, and what to do.
    pub(super) fn error(&self, error: &Error) {
        self.print(&format!("{}: {error}", self.paint("error", "1;31")));
        if let Some(help) = error.help() {
            self.print(&format!("{}: {help}", self.paint("help", "1;36")));
        }
    }

    /// Shows how far a study is.
    pub(super) fn watch(&self, progress: Progress) {
        if let Some(bar) = &self.bar {
            match progress {
                Progress::Articles(done, of) | Progress::Settings(done, of) => {
                    if bar.length() != Some(of as u64) {
                        let noun = if matches!(progress, Progress::Settings(..)) { "settings" } else { "articles" };
                        bar.set_length(of as u64);
                        bar.set_style(style(&format!("{{bar:30}} {{pos}}/{{len}} {noun}, {{per_sec}}, {{eta}} left")));
                    }
                    bar.set_position(done as u64);
                }
                Progress::Step(name) => {
                    bar.set_style(style("{spinner} {msg}, {elapsed}"));
                    bar.set_message(name);
                }
            }
        } else if self.plain {
            self.plain_progress(progress);
        }
    }

    /// Takes the progress bar away.
    pub(super) fn done(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }

    /// One line a step, and one a tenth of the articles.
    fn plain_progress(&self, progress: Progress) {
        let Ok(mut last) = self.last.lock() else { return };
        let tenth = |progress: Progress| match progress {
            Progress::Articles(done, of) | Progress::Settings(done, of) => done * 10 / of.max(1),
            Progress::Step(_) => usize::MAX,
        };
        let is_news = last.is_none_or(|last| tenth(last) != tenth(progress) || matches!(progress, Progress::Step(_)));
        if is_news {
            match progress {
                Progress::Articles(done, of) => self.print(&format!("{done} of {of} articles measured")),
                Progress::Settings(done, of) => self.print(&format!("{done} of {of} settings tried")),
                Progress::Step(name) => self.print(name),
            }
        }
        *last = Some(progress);
    }

    fn paint(&self, word: &str, code: &str) -> String {
        if self.color { format!("\x1b[{code}m{word}\x1b[0m") } else { word.to_owned() }
    }

    fn print(&self, line: &str) {
        let show = || {
            let _ = writeln!(stderr(), "{line}"); // nobody is left to be told
        };
        match &self.bar {
            Some(bar) => bar.suspend(show),
            None => show(),
        }
    }
}

fn style(template: &str) -> ProgressStyle {
    ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar())
}
