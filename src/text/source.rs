//! A file's text with its path, and the step from byte offsets to lines and columns.

use super::Span;

/// A file that was read: its path relative to the working directory (with `/`) and its text as it
/// is on disk, byte-order mark included.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// Path relative to the working directory, with `/`.
    pub path: String,
    /// The file as it is on disk, byte-order mark included.
    pub text: String,
}

/// A place in a source, as people and the JSON report count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// Line, from 1.
    pub line: usize,
    /// Column in Unicode scalar values, from 1. A byte-order mark takes no column.
    pub column: usize,
    /// Byte offset in the file as it is on disk, from 0.
    pub byte: usize,
}

/// The starts of a text's lines, for many look-ups in one text.
#[derive(Clone, Debug)]
pub struct LineIndex<'a> {
    text: &'a str,
    starts: LineStarts,
}

/// The starts of a text's lines, kept apart from the text.
#[derive(Clone, Debug, Default)]
pub struct LineStarts(Vec<usize>);

impl LineStarts {
    /// Reads the line starts of `text`. A line ends after `\n`; a `\r` alone ends none.
    #[must_use]
    pub fn of(text: &str) -> Self {
        let ends = memchr::memchr_iter(b'\n', text.as_bytes());
        Self(std::iter::once(0).chain(ends.map(|at| at + 1)).collect())
    }

    /// The line and column of a byte offset in `text`, which the starts are of; an offset inside a
    /// character counts as its start, one behind the end as the end.
    #[must_use]
    pub fn position(&self, text: &str, byte: usize) -> Position {
        let mut byte = byte.min(text.len());
        while !text.is_char_boundary(byte) {
            byte -= 1;
        }
        let line = self.0.partition_point(|&start| start <= byte).max(1);
        let start = self.0.get(line - 1).copied().unwrap_or_default();
        let before = text.get(start..byte).unwrap_or_default();
        let column = before.chars().filter(|&c| c != '\u{feff}').count() + 1;
        Position { line, column, byte }
    }
}

impl<'a> LineIndex<'a> {
    /// Reads the line starts of `text`. A line ends after `\n`; a `\r` alone ends none.
    #[must_use]
    pub fn new(text: &'a str) -> Self {
        let starts = LineStarts::of(text);
        Self { text, starts }
    }

    /// The line and column of a byte offset; an offset inside a character counts as its start, one
    /// behind the end as the end.
    #[must_use]
    pub fn position(&self, byte: usize) -> Position {
        self.starts.position(self.text, byte)
    }

    /// The positions of both ends of a span.
    #[must_use]
    pub fn range(&self, span: Span) -> (Position, Position) {
        (self.position(span.start), self.position(span.end))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_lines_scalars_and_bytes() {
        let text = "\u{feff}<a>\r\n  é🔷x\n";
        let index = LineIndex::new(text);
        assert_eq!(index.position(3), Position { line: 1, column: 1, byte: 3 });
        let x = text.find('x').unwrap();
        assert_eq!(index.position(x), Position { line: 2, column: 5, byte: x });
        assert_eq!(index.position(x - 1).byte, x - 4, "an offset inside a character is its start");
        assert_eq!(index.position(9_999).line, 3);
    }
}
