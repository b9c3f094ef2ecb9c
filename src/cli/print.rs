//! Standard output, `ecaforge completions` and `ecaforge man`.

use std::io::{ErrorKind, Write, stdout};

use clap::CommandFactory;

use super::{Cli, Exit, Failure};
use crate::text::escape;

/// Writes a text for people to standard output, which may quote others.
pub(super) fn print_text(text: &str) -> Result<(), Failure> {
    print(&escape::no_commands(&escape::lines(text)))
}

/// Writes what has its form already to standard output. A reader such as `head` may stop early; that
/// is no fault.
pub(super) fn print(text: &str) -> Result<(), Failure> {
    print_to(&mut stdout().lock(), text)
}

/// The same, for another writer of standard output.
pub(super) fn print_to(out: &mut impl Write, text: &str) -> Result<(), Failure> {
    checked(out.write_all(text.as_bytes()).and_then(|()| out.flush()))
}

/// What came of writing to standard output. A reader that stops early is no fault.
pub(super) fn checked(done: std::io::Result<()>) -> Result<(), Failure> {
    match done {
        Err(fault) if fault.kind() == ErrorKind::BrokenPipe => Ok(()),
        done => done.map_err(|fault| {
            Failure::caused(format!("cannot write to standard output: {fault}"), fault)
        }),
    }
}

/// Writes a text for people with colours of ours, in which the texts of others are already as a
/// terminal takes them. The colours go where standard output takes them.
pub(super) fn print_colored(text: &str) -> Result<(), Failure> {
    print_to(&mut anstream::stdout().lock(), &escape::no_commands(text))
}

/// Prints a completion script.
///
/// # Errors
/// If it cannot be written.
pub(super) fn completions(shell: clap_complete::Shell) -> Result<Exit, Failure> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), env!("CARGO_PKG_NAME"), &mut script);
    print(&String::from_utf8_lossy(&script))?;
    Ok(Exit::Done)
}

/// Prints the manual page: the program, then each command.
///
/// # Errors
/// If it cannot be written.
pub(super) fn man() -> Result<Exit, Failure> {
    let mut command = Cli::command();
    command.build();
    let mut page = Vec::new();
    clap_mangen::Man::new(command.clone()).render(&mut page)?;
    for sub in command.get_subcommands().filter(|sub| sub.get_name() != "help") {
        let man = clap_mangen::Man::new(sub.clone());
        writeln!(page, ".SH \"{}\"", sub.get_bin_name().unwrap_or(sub.get_name()).to_uppercase())?;
        man.render_description_section(&mut page)?;
        man.render_options_section(&mut page)?;
    }
    print(&String::from_utf8_lossy(&page))?;
    Ok(Exit::Done)
}
