//! A fault of this program itself: told as such, without anything of the user's, and with status 2.

use std::panic::{AssertUnwindSafe, Location, PanicHookInfo, catch_unwind, set_hook};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};

use clap::CommandFactory as _;

use super::{Cli, Exit, prompt, terminal};

/// Whether such a fault was told already; one brings others with it.
static TOLD: AtomicBool = AtomicBool::new(false);
/// The command that runs, by its name only.
static COMMAND: OnceLock<String> = OnceLock::new();

/// Runs the program; any panic, on whatever thread, ends it with status 2 and a message for a report.
pub(super) fn guard(run: impl FnOnce() -> Exit) -> Exit {
    let _ = COMMAND.set(command());
    set_hook(Box::new(tell));
    // What the panic left half-done is not looked at any more.
    match catch_unwind(AssertUnwindSafe(run)) {
        Ok(exit) if !TOLD.load(Ordering::SeqCst) => exit,
        _ => Exit::Failed,
    }
}

/// The command of this process: a name that this program knows, never another word of the user's.
fn command() -> String {
    let known = Cli::command();
    let words: Vec<String> = std::env::args().skip(1).collect();
    let named = known.get_subcommands().find(|sub| words.iter().any(|word| word == sub.get_name()));
    named.map_or("the command line", clap::Command::get_name).to_owned()
}

/// Tells of a panic. Its message is omitted, since it can quote what was being read.
fn tell(panic: &PanicHookInfo<'_>) {
    if TOLD.swap(true, Ordering::SeqCst) {
        return;
    }
    prompt::restore();
    let command = COMMAND.get().map_or("", String::as_str);
    terminal::tell(&format!("{}{}", terminal::error_word(), message(command, panic.location())));
}

/// What is told: the version, the command and the place in the source.
fn message(command: &str, place: Option<&Location<'_>>) -> String {
    let version = env!("CARGO_PKG_VERSION");
    let place = place.map_or("an unknown place".to_owned(), |place| {
        format!("{}:{}:{}", source(place.file()), place.line(), place.column())
    });
    format!(
        "this is a bug of ecaforge {version}, in `{command}`, at {place}; please report it with these \
         words; a file that was being written is whole, or the next run finishes it"
    )
}

/// The path of a source file without the directories of the machine that built it.
fn source(path: &str) -> &str {
    let from = |mark: &str| path.rfind(mark).map(|at| &path[at + mark.len()..]);
    from("/registry/src/").or_else(|| from("/rustc/")).unwrap_or(path)
}

/// A panic on request, to try the above; a debug build only.
#[cfg(debug_assertions)]
pub(super) fn on_request() {
    match std::env::var("ECAFORGE_TEST_PANIC").as_deref() {
        Ok("main") => panic!("a value of the user's"),
        Ok("thread") => {
            rayon::join(|| (), || panic!("a value of the user's"));
        }
        _ => {}
    }
}

#[cfg(not(debug_assertions))]
pub(super) fn on_request() {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_message_names_version_command_and_place() {
        let told = message("check", Some(Location::caller()));
        assert!(told.contains(env!("CARGO_PKG_VERSION")) && told.contains("`check`"), "{told}");
        assert!(told.contains("src/cli/crash.rs:"), "{told}");
        let built = "/home/anna/.cargo/registry/src/index-0123/tera-2.0.0/src/lib.rs";
        assert_eq!(source(built), "index-0123/tera-2.0.0/src/lib.rs");
    }
}
