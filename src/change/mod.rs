//! Layer 0: changes to files, as values. Nothing here touches the disk.

use std::sync::Arc;

use crate::text::Span;

/// Replaces a byte range by a text.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Edit {
    /// What is replaced; empty for an insertion.
    pub span: Span,
    /// What is there afterwards.
    pub text: String,
}

impl Edit {
    /// Replaces `span` by `text`.
    #[must_use]
    pub fn replace(span: Span, text: impl Into<String>) -> Self {
        Self { span, text: text.into() }
    }

    /// Inserts `text` before the byte `at`.
    #[must_use]
    pub fn insert(at: usize, text: impl Into<String>) -> Self {
        Self::replace(Span::empty(at), text)
    }

    /// Removes `span`.
    #[must_use]
    pub fn remove(span: Span) -> Self {
        Self::replace(span, "")
    }
}

/// Renames or moves a file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Move {
    /// Present path, relative to the working directory, with `/`.
    pub from: Arc<str>,
    /// New path, relative to the working directory, with `/`.
    pub to: Arc<str>,
}

/// Applies edits to a text. Edits that overlap an earlier one (by place) are omitted.
#[must_use]
pub fn apply(text: &str, edits: &[Edit]) -> String {
    let mut ordered: Vec<&Edit> = edits.iter().collect();
    ordered.sort_by_key(|edit| (edit.span.start, edit.span.end));
    ordered.dedup();
    let mut out = String::with_capacity(text.len());
    let mut done = 0;
    for edit in ordered {
        if edit.span.start < done || edit.span.end > text.len() {
            continue;
        }
        out.push_str(&text[done..edit.span.start]);
        out.push_str(&edit.text);
        done = edit.span.end;
    }
    out.push_str(&text[done..]);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn applies_by_place_and_drops_what_overlaps() {
        let edits = [
            Edit::replace(Span::new(4, 7), "two"),
            Edit::replace(Span::new(0, 3), "one"),
            Edit::remove(Span::new(2, 5)),
        ];
        assert_eq!(apply("aaa bbb", &edits), "one two");
    }
}
