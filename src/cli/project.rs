//! A project file: settings that hold unless a flag or a SLANTWISE_* variable says otherwise.
//!
//! Its values become the defaults of the flags they name, so all that holds of a flag (its checks, its messages, what goes
//! before it) holds of them, and a new flag needs nothing here.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

use clap::{Arg, ArgAction, Command};
use toml::de::{DeTable, DeValue};

use slantwise::error::{Error, Kind, Result};

/// The command line with the defaults of the project file that `words` name, or as it is if they name none.
///
/// # Errors
/// When the file cannot be read, or a key or value in it is none of a flag's.
pub(super) fn with_defaults(command: Command, words: &[OsString]) -> Result<Command> {
    let Some(path) = named(words) else { return Ok(command) };
    let text = fs::read_to_string(&path).map_err(|cause| {
        let help = "give the path of a file that holds lines such as resamples = 500";
        Error::io(path.display(), cause).with_help(help)
    })?;
    apply(command, &path, &text)
}

/// The file after `--config` in words that may be wrong otherwise, or that of the environment.
fn named(words: &[OsString]) -> Option<PathBuf> {
    let mut words = words.iter().take_while(|word| *word != "--");
    while let Some(word) = words.next() {
        if word == "--config" {
            return words.next().map(PathBuf::from);
        }
        if let Some(path) = word.to_str().and_then(|word| word.strip_prefix("--config=")) {
            return Some(path.into());
        }
    }
    std::env::var_os("SLANTWISE_CONFIG").filter(|path| !path.is_empty()).map(PathBuf::from)
}

fn apply(command: Command, path: &Path, text: &str) -> Result<Command> {
    let wrong = |at: usize, message: String| {
        let line = 1 + text.bytes().take(at).filter(|byte| *byte == b'\n').count() as u64;
        let help = "a key is the name of a flag without its hyphens (`slantwise run --help` lists them) or inputs; under [run], [slant] and so on it is that command's alone";
        Error::new(Kind::Config, message).at_line(path.display(), line).with_help(help)
    };
    let table = DeTable::parse(text).map_err(|cause| {
        wrong(cause.span().map_or(0, |span| span.start), cause.message().trim().replace('\n', ", "))
    })?;
    let mut found = Vec::new(); // the keys of all commands come first: those of one command go before them
    let mut of_one = Vec::new();
    for (key, value) in table.get_ref() {
        match value.get_ref() {
            DeValue::Table(inner) => {
                if !command.get_subcommands().any(|subcommand| subcommand.get_name() == key.get_ref()) {
                    return Err(wrong(
                        key.span().start,
                        format!("found [{}], expected the name of a command", key.get_ref()),
                    ));
                }
                of_one.extend(inner.iter().map(|entry| (Some(key.get_ref().as_ref()), entry)));
            }
            _ => found.push((None, (key, value))),
        }
    }
    found.extend(of_one);
    let mut command = command;
    for (section, (key, value)) in found {
        let values = texts(value.get_ref()).ok_or_else(|| {
            wrong(
                value.span().start,
                format!(
                    "found a {} for `{}`, expected a text, a number, true, false or a list of these",
                    value.get_ref().type_str(),
                    key.get_ref()
                ),
            )
        })?;
        let mut n_flags = 0;
        let set = |command: Command| set(command, key.get_ref(), &values, &mut n_flags);
        command = everywhere(command, section, set).map_err(|message| wrong(value.span().start, message))?;
        if n_flags == 0 {
            let of = section.map_or_else(|| "any command".to_owned(), |section| format!("`{section}`"));
            return Err(wrong(key.span().start, format!("found the key `{}`, expected a flag of {of}", key.get_ref())));
        }
    }
    Ok(command)
}

/// What `set` makes of one command, or of all of them.
fn everywhere(
    command: Command,
    section: Option<&str>,
    mut set: impl FnMut(Command) -> std::result::Result<Command, String>,
) -> std::result::Result<Command, String> {
    let names: Vec<String> = command.get_subcommands().map(|subcommand| subcommand.get_name().to_owned()).collect();
    let mut command = if section.is_none() { set(command)? } else { command };
    for name in names.iter().filter(|name| section.is_none_or(|section| section == *name)) {
        let mut failed = None;
        command = command.mut_subcommand(name, |subcommand| {
            set(subcommand.clone()).unwrap_or_else(|message| {
                failed = Some(message);
                subcommand
            })
        });
        if let Some(message) = failed {
            return Err(message);
        }
    }
    Ok(command)
}

/// The command with `values` as the default of the flag `key`, if it has such a flag.
fn set(command: Command, key: &str, values: &[String], n_flags: &mut usize) -> std::result::Result<Command, String> {
    let key = key.replace('_', "-");
    let is_named = |argument: &&Arg| {
        argument.get_long() == Some(key.as_str()) || (argument.is_positional() && argument.get_id() == key.as_str())
    };
    let Some(argument) = command.get_arguments().find(is_named).filter(|argument| argument.get_id() != "config") else {
        return Ok(command);
    };
    check(argument, &key, values)?;
    *n_flags += 1;
    let id = argument.get_id().clone();
    Ok(command.mut_arg(id, |argument| argument.required(false).default_values(values.to_vec())))
}

/// What is wrong with the values, as the flag itself would say it.
fn check(argument: &Arg, key: &str, values: &[String]) -> std::result::Result<(), String> {
    match argument.get_action() {
        ArgAction::SetTrue => {
            let is_flag = matches!(values, [value] if value == "true" || value == "false");
            return if is_flag {
                Ok(())
            } else {
                Err(format!("found `{}` for `{key}`, expected true or false", values.join(", ")))
            };
        }
        ArgAction::Set if values.len() != 1 && !argument.is_positional() => {
            return Err(format!("found a list of {} for `{key}`, expected one value", values.len()));
        }
        _ => {}
    }
    if argument.is_positional() {
        return Ok(());
    }
    let alone = Command::new("flag").no_binary_name(true).arg(argument.clone().required(false));
    let words = values.iter().map(|value| format!("--{key}={value}"));
    alone.try_get_matches_from(words).map(drop).map_err(|cause| {
        let message = cause.to_string();
        let first = message.lines().next().unwrap_or_default();
        first.trim_start_matches("error: ").to_owned()
    })
}

/// A value as the words of a command line; `None` for a table, a date or a list of these.
fn texts(value: &DeValue<'_>) -> Option<Vec<String>> {
    let one = |value: &DeValue<'_>| match value {
        DeValue::String(value) => Some(value.to_string()),
        DeValue::Integer(value) => Some(value.as_str().to_owned()),
        DeValue::Float(value) => Some(value.as_str().to_owned()),
        DeValue::Boolean(value) => Some(value.to_string()),
        _ => None,
    };
    match value {
        DeValue::Array(values) => values.iter().map(|value| one(value.get_ref())).collect(),
        value => Some(vec![one(value)?]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::{CommandFactory, FromArgMatches};

    use crate::cli::Arguments;

    fn parsed(text: &str, words: &[&str]) -> std::result::Result<String, String> {
        let command = apply(Arguments::command(), Path::new("p.toml"), text).map_err(|error| error.to_string())?;
        let matches = command.try_get_matches_from(words).map_err(|error| error.to_string())?;
        Arguments::from_arg_matches(&matches)
            .map(|arguments| format!("{arguments:?}"))
            .map_err(|error| error.to_string())
    }

    #[test]
    fn a_value_is_a_default_and_a_flag_goes_before_it() {
        let text = "resamples = 7\nlexicon = [\"moral\", 'climate']\ncsv-raw = true\nclean = 'safe'\n[run]\noutput = 'tonight'\nresamples = 8\n";
        let found = parsed(text, &["slantwise", "run", "a.csv"]).unwrap();
        for part in ["resamples: 8", "\"moral\", \"climate\"", "csv_raw: true", "clean: Safe", "\"tonight\""] {
            assert!(found.contains(part), "{part} not in {found}");
        }
        assert!(parsed(text, &["slantwise", "events", "a.csv"]).unwrap().contains("resamples: 7"));
        assert!(parsed(text, &["slantwise", "run", "a.csv", "--resamples", "9"]).unwrap().contains("resamples: 9"));
        let of_flag = parsed(text, &["slantwise", "run", "a.csv", "--lexicon", "mine"]).unwrap();
        assert!(of_flag.contains("[\"mine\"]"), "{of_flag}");
    }

    #[test]
    fn inputs_and_terminal_settings_can_stand_in_it() {
        let found = parsed("inputs = ['a.csv', 'b.csv']\nquiet = true", &["slantwise", "run"]).unwrap();
        assert!(found.contains("inputs: [\"a.csv\", \"b.csv\"]") && found.contains("quiet: true"), "{found}");
        assert!(parsed("", &["slantwise", "run"]).is_err());
    }

    #[test]
    fn what_is_wrong_is_said_with_its_line() {
        for (text, expected) in [
            ("\nresmaples = 7", "p.toml line 2: found the key `resmaples`, expected a flag of any command"),
            ("[slant]\nmode = 1", "p.toml line 2: found the key `mode`, expected a flag of `slant`"),
            ("[slnat]\nk = 1", "p.toml line 1: found [slnat], expected the name of a command"),
            ("resamples = 'many'", "p.toml line 1: invalid value 'many' for '--resamples <N>'"),
            ("resamples = [1, 2]", "p.toml line 1: found a list of 2 for `resamples`, expected one value"),
            ("no-text = 'perhaps'", "p.toml line 1: found `perhaps` for `no-text`, expected true or false"),
            ("clean = 'very'", "p.toml line 1: invalid value 'very' for '--clean <LEVEL>'"),
            ("seed = 2022-07-13", "p.toml line 1: found a datetime for `seed`"),
            ("config = 'other.toml'", "p.toml line 1: found the key `config`"),
            ("seed = ", "p.toml line 1: "),
        ] {
            let message = parsed(text, &["slantwise", "run", "a.csv"]).unwrap_err();
            assert!(message.starts_with(expected), "{message}");
        }
    }

    #[test]
    fn it_is_found_wherever_it_is_named() {
        let named = |line: &str| named(&line.split(' ').map(OsString::from).collect::<Vec<_>>());
        for line in
            ["slantwise --config p.toml run a", "slantwise run a --config=p.toml", "slantwise -x --config p.toml"]
        {
            assert_eq!(named(line), Some(PathBuf::from("p.toml")));
        }
        for line in ["slantwise run a", "slantwise run a --config", "slantwise run -- --config p.toml"] {
            assert_eq!(named(line), None);
        }
    }
}
