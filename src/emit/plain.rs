//! Texts that stay in their place whatever they hold.

/// The text on one line: line ends and tabs become blanks, other control characters `U+FFFD`.
pub(super) fn one_line(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '\n' | '\r' | '\t' => ' ',
            c => printable(c),
        })
        .collect()
}

/// The character, or `U+FFFD` for what no text of XML or a terminal should hold. Line ends and tabs
/// stay.
pub(super) fn printable(c: char) -> char {
    let kept = matches!(c, '\n' | '\r' | '\t');
    if (c.is_control() && !kept) || matches!(c, '\u{fffe}' | '\u{ffff}') { '\u{fffd}' } else { c }
}
