//! What the terminal can show.

use std::io::{self, IsTerminal, Write, stderr, stdout};

use anstream::AutoStream;
use clap::builder::styling::{AnsiColor, Style};

use super::typed;
use crate::emit::HumanOptions;
use crate::failure::Failure;
use crate::text::escape;

/// Whether standard output takes colours: a terminal, and `NO_COLOR` not set.
pub(super) fn color() -> bool {
    AutoStream::choice(&stdout()) != anstream::ColorChoice::Never
}

/// Whether standard error takes colours.
pub(super) fn stderr_color() -> bool {
    AutoStream::choice(&stderr()) != anstream::ColorChoice::Never
}

/// What is drawn on standard error at once. It holds texts that are escaped already, and the moves of
/// the cursor between them.
#[derive(Debug, Default)]
pub(super) struct Drawing(Vec<u8>);

impl Drawing {
    pub(super) fn new() -> Self {
        Self::default()
    }
}

impl Write for Drawing {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        let mut out = stderr().lock();
        out.write_all(&self.0)?;
        self.0.clear();
        out.flush()
    }
}

/// Width of the output in columns: the terminal's, from 40 to 120; 100 where there is none.
pub(super) fn width() -> usize {
    let terminal = if stdout().is_terminal() { terminal_size::terminal_size() } else { None };
    columns(terminal.map(|(width, _)| width.0))
}

/// Width of the output on a terminal with so many columns.
fn columns(terminal: Option<u16>) -> usize {
    terminal.map_or(100, |width| usize::from(width).clamp(40, 120))
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
    texts.into_iter().for_each(|text| note(&text.to_string()));
}

/// Tells one thing on standard error, on one line.
pub(super) fn note(text: &str) {
    let style = Style::new().bold();
    tell(&format!("{style}note{style:#}: {}", escape::line(text)));
}

/// Tells on standard error why the run ends.
pub(super) fn failure(failure: &Failure) {
    tell(&format!("{}{failure}", error_word()));
}

/// Tells on standard error what is wrong with the arguments, which may be text of others.
pub(super) fn usage(text: &str) {
    tell(escape::lines(text.trim_end()).as_ref());
}

/// Whether a terminal and a build server take a text for what it is.
pub(super) fn is_plain(text: &str) -> bool {
    escape::lines(text) == text && escape::no_commands(text) == text
}

/// Every word on standard error goes through here. Where nobody can read it, there is nobody to tell.
pub(super) fn tell(text: &str) {
    let _ = writeln!(anstream::stderr().lock(), "{}", escape::no_commands(&typed::hide(text)));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_output_is_as_wide_as_the_terminal_within_bounds() {
        for (terminal, expected) in [
            (None, 100),
            (Some(0), 40),
            (Some(40), 40),
            (Some(41), 41),
            (Some(100), 100),
            (Some(119), 119),
            (Some(500), 120),
        ] {
            assert_eq!(columns(terminal), expected, "{terminal:?}");
        }
    }
}
