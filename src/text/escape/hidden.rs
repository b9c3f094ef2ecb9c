//! Characters that a reader does not see, and that change what the reader sees.

use std::borrow::Cow;
use std::fmt::Write as _;

/// Whether a character acts on a terminal, changes the order of others, ends a line, or has no shape
/// of its own.
#[must_use]
pub fn is_hidden(c: char) -> bool {
    !matches!(c, ' '..='~') && (c.is_control() || is_reordering(c) || is_shapeless(c))
}

/// Whether a character changes the order in which others are shown, or ends a line although it is no
/// control character.
#[must_use]
pub(crate) fn is_reordering(c: char) -> bool {
    matches!(c, '\u{061c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{206f}')
}

/// Whether a character has no shape, so that two texts with and without it look the same.
fn is_shapeless(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{034f}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
        | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200d}' | '\u{2060}'..='\u{2065}'
        | '\u{3164}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' | '\u{fffe}' | '\u{ffff}'
        | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

/// The text on one line: hidden characters, line ends and tabs are shown as escapes such as `\n` and
/// `\u{202e}`.
#[must_use]
pub fn line(text: &str) -> Cow<'_, str> {
    escaped(text, |_, _| false)
}

/// The text with its lines and tabs: all other hidden characters are shown as escapes.
#[must_use]
pub fn lines(text: &str) -> Cow<'_, str> {
    escaped(text, |c, next| matches!(c, '\n' | '\t') || c == '\r' && next == Some('\n'))
}

/// The text with escapes for the hidden characters that are not to be kept, each judged with the one
/// after it.
fn escaped(text: &str, keep: impl Fn(char, Option<char>) -> bool) -> Cow<'_, str> {
    if !text.chars().any(is_hidden) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            c if !is_hidden(c) || keep(c, chars.peek().copied()) => out.push(c),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c => {
                let _ = write!(out, "\\u{{{:x}}}", u32::from(c));
            }
        }
    }
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hidden_characters_are_shown() {
        assert_eq!(line("a\nb\t\u{1b}[31m\u{9b}\u{202e}"), "a\\nb\\t\\u{1b}[31m\\u{9b}\\u{202e}");
        assert_eq!(lines("a\r\nb\rc\n\td\u{7f}"), "a\r\nb\\rc\n\td\\u{7f}");
        assert!(matches!(line("Größe 大 ✔️ שלום"), Cow::Borrowed(_)));
        let once = line("\u{200b}\u{feff}").into_owned();
        assert_eq!(line(&once), once, "a second time changes nothing");
    }
}
