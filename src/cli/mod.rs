//! Layer 5: the command line, a file a command.

mod args;
mod check;
mod clock;
mod color;
mod crash;
mod exit;
mod explain;
mod fixes;
mod forge;
mod init;
mod interrupt;
mod new;
mod outputs;
mod print;
mod progress;
mod prompt;
mod recovery;
mod rules;
mod schema;
mod terminal;
mod typed;
mod view;

pub use args::Cli;
pub(crate) use args::Command;
pub(crate) use exit::Exit;

use clap::Parser;

use crate::failure::Failure;

/// Runs the program with the arguments of this process.
#[must_use]
pub fn run() -> Exit {
    crash::guard(run_command)
}

fn run_command() -> Exit {
    color::set();
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(fault) => {
            // Help and version are no faults; clap knows where each is printed.
            let text = fault.to_string();
            if !terminal::is_plain(&text) || fault.use_stderr() && typed::hide(&text) != text {
                terminal::usage(&text);
                return if fault.use_stderr() { Exit::Failed } else { Exit::Done };
            }
            let printed = print::checked(fault.print());
            return match printed {
                Ok(()) if !fault.use_stderr() => Exit::Done,
                Err(failure) if !fault.use_stderr() => failed(&failure),
                _ => Exit::Failed,
            };
        }
    };
    interrupt::install();
    crash::on_request();
    let done = match cli.command {
        Command::Check(args) => check::run(&args),
        Command::Init(args) => init::run(&args),
        Command::New(args) => new::run(&args),
        Command::Add(args) => new::add(&args),
        Command::Schema(args) => schema::run(&args),
        Command::Rules(args) => rules::run(&args),
        Command::Explain(args) => explain::run(&args),
        Command::Completions { shell } => print::completions(shell),
        Command::Man => print::man(),
    };
    done.unwrap_or_else(|failure| failed(&failure))
}

/// Tells why a command could not do its work.
fn failed(failure: &Failure) -> Exit {
    terminal::failure(failure);
    if let Some(again) = new::kept() {
        terminal::note(&format!("nothing is lost; the same with your answers: {again}"));
    }
    Exit::Failed
}
