//! `ecaforge init`.

use super::args::InitArgs;
use super::print::{print, print_text};
use super::terminal::note;
use super::{Exit, Failure, interrupt};
use crate::config::{FILE_NAME, starter, table};
use crate::disk::{self, WriteStep};
use crate::input::{self, MAX_TEXT_BYTES, ReadFault};
use crate::mask;
use crate::project;
use crate::text::shell;

/// Writes a commented configuration, or says what to add to the one that is there.
///
/// # Errors
/// If there is one already, or it cannot be written.
pub(super) fn run(args: &InitArgs) -> Result<Exit, Failure> {
    let path = args.directory.join(FILE_NAME);
    let shown = path.strip_prefix(".").unwrap_or(&path).display().to_string();
    if !args.directory.is_dir() {
        return Err(Failure::new(format!("{}: no such directory", args.directory.display())));
    }
    let old = match input::text(&path, &args.directory, MAX_TEXT_BYTES) {
        Ok(text) => Some(text),
        Err(fault) if fault.is_absence() && !input::is_there(&path) => None,
        Err(fault) => return Err(unreadable(&shown, fault)),
    };
    let Some(old) = old else { return create(args, &shown) };
    if has_settings(&old) {
        note(&format!("{shown} has settings of `check` already and is not changed"));
        return Ok(Exit::Done);
    }
    let gap = if old.is_empty() || old.ends_with("\n\n") { "" } else { "\n" };
    let end = if old.is_empty() || old.ends_with('\n') { "" } else { "\n" };
    if args.diff {
        let new = format!("{old}{end}{gap}{}", table());
        print_text(&project::diff(
            (&format!("a/{shown}"), &format!("b/{shown}")),
            &shown,
            &old,
            &new,
        ))?;
        return Ok(Exit::Done);
    }
    print(table())?;
    if args.stdout {
        return Ok(Exit::Done);
    }
    Err(Failure::new(format!(
        "{shown} is there already and is not changed; add the lines above at its end"
    )))
}

fn create(args: &InitArgs, shown: &str) -> Result<Exit, Failure> {
    let text = starter();
    if args.stdout {
        print(&text)?;
        return Ok(Exit::Done);
    }
    if args.diff {
        print_text(&mask::diff(("/dev/null", &format!("b/{shown}")), ("", ""), (&text, &text)))?;
        return Ok(Exit::Done);
    }
    let step = WriteStep { path: FILE_NAME.to_owned(), old: None, new: Some(text.into_bytes()) };
    interrupt::hold(|| disk::write_below(&args.directory, vec![step]))
        .map_err(|fault| Failure::caused(fault.to_string(), fault))?;
    note(&format!(
        "wrote {shown}; `ecaforge check --show-config {}` shows what holds with it",
        shell::word(&args.directory.display().to_string())
    ));
    Ok(Exit::Done)
}

/// Whether a text has a table that `check` reads. What is no TOML is left alone too.
fn has_settings(text: &str) -> bool {
    let table: Result<toml::Table, _> = text.parse();
    table.map_or(true, |table| ["check", "policy"].iter().any(|name| table.contains_key(*name)))
}

fn unreadable(shown: &str, fault: ReadFault) -> Failure {
    Failure::caused(format!("{shown}: {fault}"), fault)
}
