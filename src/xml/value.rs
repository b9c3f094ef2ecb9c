//! Decoded text with the way back to where it was written.

use super::chars::BLANKS;
use crate::text::Span;
use std::ops::Range;

/// A part of a decoded text and where it comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Piece {
    /// Where the part begins in the decoded text.
    pub at: usize,
    /// What it was written as.
    pub raw: Span,
    /// Whether decoded and written text have equal length, byte for byte; else the part stands for
    /// the whole of `raw`, as `&` stands for `&amp;`.
    pub verbatim: bool,
}

/// The text of an element, decoded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Value {
    text: String,
    pieces: Vec<Piece>,
    content: Span,
}

impl Value {
    /// Joins texts that are in `content`.
    pub(super) fn join<'a>(
        content: Span,
        texts: impl Iterator<Item = (&'a str, &'a [Piece])>,
    ) -> Self {
        let mut value = Self { text: String::new(), pieces: Vec::new(), content };
        for (text, pieces) in texts {
            let offset = value.text.len();
            value.text.push_str(text);
            value.pieces.extend(pieces.iter().map(|p| Piece { at: p.at + offset, ..*p }));
        }
        value
    }

    /// The text, untrimmed.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The text without XML white space around it.
    #[must_use]
    pub fn trimmed(&self) -> &str {
        self.text.trim_matches(BLANKS)
    }

    /// Whether there is nothing but white space.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.trimmed().is_empty()
    }

    /// All that is between the tags; empty after the open tag of an empty element, the tag
    /// itself of a self-closing one.
    #[cfg(test)]
    pub(crate) fn span(&self) -> Span {
        self.content
    }

    /// Where the trimmed text is; the whole content when it is empty.
    #[must_use]
    pub fn trimmed_span(&self) -> Span {
        if self.is_empty() {
            return self.content;
        }
        let start = self.text.len() - self.text.trim_start_matches(BLANKS).len();
        self.span_of(start..start + self.trimmed().len())
    }

    /// What a byte range of the decoded text was written as. A range that cuts a character is
    /// widened to hold it, one after the end is cut off; an empty range gives the place.
    #[must_use]
    pub(crate) fn span_of(&self, range: Range<usize>) -> Span {
        let mut start = range.start.min(self.text.len());
        while !self.text.is_char_boundary(start) {
            start -= 1;
        }
        let mut end = range.end.clamp(start, self.text.len());
        while !self.text.is_char_boundary(end) {
            end += 1;
        }
        let raw_start = self.raw_start(start);
        if start == end {
            return Span::empty(raw_start);
        }
        Span::new(raw_start, self.raw_end(end))
    }

    /// Where the byte at `at` is written; after the last for the end of the text.
    fn raw_start(&self, at: usize) -> usize {
        let Some(piece) = self.piece_before(at + 1) else {
            return self.content.start;
        };
        if at == self.text.len() {
            return self.pieces.last().map_or(self.content.start, |last| last.raw.end);
        }
        if piece.verbatim { piece.raw.start + (at - piece.at) } else { piece.raw.start }
    }

    /// Where the byte before `at` ends as written.
    fn raw_end(&self, at: usize) -> usize {
        self.piece_before(at).map_or(self.content.start, |piece| {
            if piece.verbatim { piece.raw.start + (at - piece.at) } else { piece.raw.end }
        })
    }

    /// The last piece that begins before `at`.
    fn piece_before(&self, at: usize) -> Option<&Piece> {
        let behind = self.pieces.partition_point(|piece| piece.at < at);
        self.pieces.get(behind.checked_sub(1)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::xml::parse;

    fn value(text: &str) -> Value {
        let document = parse(text);
        assert!(document.faults.is_empty(), "{:?}", document.faults);
        document.root.unwrap().value()
    }

    fn raw_of<'a>(text: &'a str, part: &str) -> &'a str {
        let value = value(text);
        let at = value.text().find(part).unwrap();
        value.span_of(at..at + part.len()).of(text)
    }

    #[test]
    fn joins_across_comments_cdata_and_entities() {
        let text = "\u{feff}<a>tr<!-- x -->ue &#38;&#x26;&lt;<![CDATA[<é>]]>&quot;</a>";
        assert_eq!(value(text).text(), "true &&<<é>\"");
        assert_eq!(raw_of(text, "true"), "tr<!-- x -->ue");
        assert_eq!(raw_of(text, "&&"), "&#38;&#x26;");
        assert_eq!(raw_of(text, "<é"), "<é");
        assert_eq!(raw_of(text, "<<"), "&lt;<![CDATA[<");
        assert_eq!(raw_of(text, "\""), "&quot;");
    }

    #[test]
    fn normalises_line_ends_and_finds_them_back() {
        let text = "<a>\r\n é\rb\r\n\r\n</a>";
        let value = value(text);
        assert_eq!(value.text(), "\n é\nb\n\n");
        assert_eq!(value.trimmed(), "é\nb");
        assert_eq!(value.trimmed_span().of(text), "é\rb");
        assert_eq!(value.span_of(0..1).of(text), "\r\n");
        assert_eq!(value.span_of(3..4).of(text), "é", "widened to the character");
        assert_eq!(value.span_of(0..999), value.span());
        assert_eq!(value.span_of(999..999), Span::empty(text.len() - 4));
    }

    #[test]
    fn places_what_is_empty() {
        assert_eq!(value("<a></a>").span(), Span::empty(3));
        assert_eq!(value("<a></a>").trimmed_span(), Span::empty(3));
        assert_eq!(value("<a></a>").span_of(0..0), Span::empty(3));
        assert_eq!(value("<a />").span(), Span::new(0, 5));
        assert_eq!(value("<a> \n </a>").trimmed_span(), Span::new(3, 6));
        assert!(value("<a> <!-- x --> </a>").is_empty());
    }
}
