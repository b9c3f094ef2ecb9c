//! A file's text with its path, and the step from byte offsets to lines and columns.

use std::borrow::Cow;

use super::Span;

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

/// Bytes after which the columns of a text are counted once, so that long lines are not counted
/// again for each place in them.
const BLOCK: usize = 256;

/// The starts of a text's lines, for many look-ups in one text.
#[derive(Clone, Debug, Default)]
pub struct Lines {
    starts: Vec<usize>,
    /// Columns before each block.
    columns: Vec<usize>,
}

/// A text with the starts of its lines.
#[derive(Clone, Debug)]
pub struct LineIndex<'a> {
    text: &'a str,
    lines: Cow<'a, Lines>,
}

impl Lines {
    /// Reads the line starts of `text`. A line ends after `\n`; a `\r` alone ends none.
    #[must_use]
    pub fn new(text: &str) -> Self {
        let starts = std::iter::once(0)
            .chain(memchr::memchr_iter(b'\n', text.as_bytes()).map(|at| at + 1))
            .collect();
        let mut columns = vec![0];
        let mut before = 0;
        for start in (0..text.len()).step_by(BLOCK) {
            before += columns_in(text.as_bytes(), start, text.len().min(start + BLOCK));
            columns.push(before);
        }
        Self { starts, columns }
    }

    /// Columns before a byte, from the start of the text.
    fn columns_before(&self, text: &str, byte: usize) -> usize {
        let block = byte / BLOCK;
        let known = self.columns.get(block).copied().unwrap_or_default();
        known + columns_in(text.as_bytes(), block * BLOCK, byte)
    }
}

/// Characters that start in a range of bytes, without byte-order marks.
fn columns_in(bytes: &[u8], start: usize, end: usize) -> usize {
    if bytes.get(start..end).is_some_and(<[u8]>::is_ascii) {
        return end - start;
    }
    let is_start = |byte: u8| byte & 0b1100_0000 != 0b1000_0000;
    let is_mark = |at: usize| bytes.get(at..at + 3) == Some(b"\xef\xbb\xbf");
    (start..end)
        .filter(|&at| bytes.get(at).is_some_and(|&byte| is_start(byte)) && !is_mark(at))
        .count()
}

impl<'a> LineIndex<'a> {
    /// Reads the line starts of `text`.
    #[must_use]
    pub fn new(text: &'a str) -> Self {
        Self { text, lines: Cow::Owned(Lines::new(text)) }
    }

    /// A text whose line starts are known.
    #[must_use]
    pub fn with(text: &'a str, lines: &'a Lines) -> Self {
        Self { text, lines: Cow::Borrowed(lines) }
    }

    /// The line and column of a byte offset; an offset inside a character counts as its start, one
    /// after the end as the end.
    #[must_use]
    pub fn position(&self, byte: usize) -> Position {
        let mut byte = byte.min(self.text.len());
        while !self.text.is_char_boundary(byte) {
            byte -= 1;
        }
        let line = self.lines.starts.partition_point(|&start| start <= byte).max(1);
        let start = self.lines.starts.get(line - 1).copied().unwrap_or_default();
        let columns = |byte| self.lines.columns_before(self.text, byte);
        let column = columns(byte) - columns(start) + 1;
        Position { line, column, byte }
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

    #[test]
    fn counts_columns_of_long_lines() {
        let text = format!("a\n\u{feff}{}", "é🔷x".repeat(300));
        let index = LineIndex::new(&text);
        for (count, (at, _)) in text[5..].char_indices().enumerate() {
            assert_eq!(index.position(5 + at).column, count + 1);
        }
    }
}
