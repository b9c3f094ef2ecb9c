//! What the terminal can show.

use std::io::{IsTerminal, Write as _, stdout};

use anstream::AutoStream;
use clap::builder::styling::{AnsiColor, Style};

use crate::emit::HumanOptions;

/// Whether standard output takes colours: a terminal, and `NO_COLOR` not set.
pub(super) fn color() -> bool {
    AutoStream::choice(&stdout()) != anstream::ColorChoice::Never
}

/// Width of the output in columns: the terminal's, at most 120; 100 where there is none.
pub(super) fn width() -> usize {
    let terminal = if stdout().is_terminal() { terminal_size::terminal_size() } else { None };
    terminal.map_or(100, |(width, _)| usize::from(width.0).clamp(40, 120))
}

/// How findings are written for people on standard output.
pub(super) fn options() -> HumanOptions {
    HumanOptions { color: color(), width: width() }
}

/// `error: ` as it starts a message on standard error.
pub(super) fn error_word() -> String {
    let style = Style::new().bold().fg_color(Some(AnsiColor::Red.into()));
    format!("{style}error{style:#}: ")
}

/// Tells on standard error what the user should know.
pub(super) fn notes(texts: impl IntoIterator<Item = impl std::fmt::Display>) {
    for text in texts {
        note(text);
    }
}

/// Tells one thing on standard error.
pub(super) fn note(text: impl std::fmt::Display) {
    tell(&format!("{}{text}", note_word()));
}

/// Writes a line to standard error. Where nobody can be told, such as on a full disk, the exit status
/// says what there is to say.
pub(super) fn tell(line: &str) {
    let mut out = anstream::stderr().lock();
    let _ = out.write_all(format!("{line}\n").as_bytes()).and_then(|()| out.flush());
}

/// `note: ` as it starts a message on standard error.
pub(super) fn note_word() -> String {
    let style = Style::new().bold();
    format!("{style}note{style:#}: ")
}
