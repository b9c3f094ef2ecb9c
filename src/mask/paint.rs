//! Texts with what may not be shown painted over.

use std::ops::Range;

/// A text as it may be shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Masked {
    /// The text, with each character that may not be shown replaced by one of equal length, so that
    /// bytes and columns stay.
    pub text: String,
    /// Decoded values that are not shown, where they are written in another form.
    pub(super) values: Vec<String>,
}

/// `text` with all but the ranges in `shown` painted over. White space stays.
pub(super) fn paint(text: &str, mut shown: Vec<Range<usize>>) -> Masked {
    shown.sort_by_key(|range| range.start);
    let mut ranges = shown.into_iter().peekable();
    let mut out = String::with_capacity(text.len());
    for (at, c) in text.char_indices() {
        while ranges.peek().is_some_and(|range| range.end <= at) {
            ranges.next();
        }
        let is_shown = ranges.peek().is_some_and(|range| range.start <= at);
        let is_blank = matches!(c, ' ' | '\t' | '\r' | '\n') || (at == 0 && c == '\u{feff}');
        out.push(if is_shown || is_blank { c } else { cover(c) });
    }
    Masked { text: out, values: Vec::new() }
}

/// `text` with the ranges in `hidden` painted over.
pub(super) fn cover_up(text: &str, mut hidden: Vec<Range<usize>>) -> Masked {
    hidden.sort_by_key(|range| range.start);
    let mut shown = Vec::new();
    let mut at = 0;
    for range in hidden {
        if range.start > at {
            shown.push(at..range.start);
        }
        at = at.max(range.end);
    }
    shown.push(at..text.len().max(at));
    paint(text, shown)
}

/// A character of the same length in bytes.
fn cover(c: char) -> char {
    match c.len_utf8() {
        1 => '*',
        2 => '\u{b7}',
        3 => '\u{2022}',
        _ => '\u{1f512}',
    }
}

/// A value for a sentence: what may be shown of it, `…` for a part that may not, and its length where
/// nothing of it may be shown.
#[must_use]
pub fn tell(text: &str, shown: &[Range<usize>]) -> String {
    let mut shown: Vec<&Range<usize>> = shown.iter().filter(|range| !range.is_empty()).collect();
    shown.sort_by_key(|range| range.start);
    if shown.is_empty() && !text.is_empty() {
        return length(text);
    }
    let mut out = String::new();
    let mut at = 0;
    for range in shown {
        if range.start > at {
            out.push('\u{2026}');
        }
        out.push_str(text.get(range.start.max(at)..range.end).unwrap_or_default());
        at = at.max(range.end);
    }
    if at < text.len() {
        out.push('\u{2026}');
    }
    out
}

/// The class of a value's length, for a value that is not shown.
pub(super) fn length(text: &str) -> String {
    match text.chars().count() {
        1 => "[hidden: 1 character]".to_owned(),
        count if count <= 40 => format!("[hidden: {count} characters]"),
        count if count <= 1000 => {
            format!("[hidden: about {} characters]", count.next_multiple_of(10))
        }
        _ => "[hidden: over 1000 characters]".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_bytes_and_columns() {
        let text = "\u{feff}ab é\u{20ac}\u{1f600}\n";
        let painted = paint(text, std::iter::once(3..4).collect()).text;
        assert_eq!(painted, "\u{feff}a* \u{b7}\u{2022}\u{1f512}\n");
        assert_eq!(painted.len(), text.len());
        assert_eq!(cover_up("abcdef", vec![1..3, 2..4]).text, "a***ef");
    }

    #[test]
    fn tells_what_may_be_told() {
        assert_eq!(tell("abcdef", std::slice::from_ref(&(2..4))), "…cd…");
        assert_eq!(tell("abcdef", &[]), "[hidden: 6 characters]");
        assert_eq!(tell("", &[]), "");
        assert_eq!(tell(&"x".repeat(64), &[]), "[hidden: about 70 characters]");
    }
}
