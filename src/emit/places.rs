//! The texts that findings point into, as they may be shown, and their lines.

use std::collections::HashMap;

use crate::check::Report;
use crate::mask::Known;
use crate::project::{Workspace, known_names, masked};
use crate::text::{LineIndex, Lines, Position, Span};

/// Texts by path. Only those that a report points into are kept.
#[derive(Debug, Default)]
pub struct Places {
    texts: HashMap<String, Shown>,
}

/// A text as it may be shown.
#[derive(Debug)]
struct Shown {
    text: String,
    lines: Lines,
}

impl Shown {
    fn of(path: &str, text: &str, known: &Known) -> Self {
        let text = masked(path, text, known).text;
        Self { lines: Lines::new(&text), text }
    }
}

impl Places {
    /// The texts that a report points into.
    #[must_use]
    pub fn of(report: &Report, workspace: &Workspace) -> Self {
        let mut texts = HashMap::new();
        let known = known_names(workspace);
        let suppressed = report.suppressed.iter().map(|suppressed| &suppressed.finding);
        for finding in report.findings.iter().chain(suppressed) {
            let own = std::iter::once(&finding.place);
            let related = finding.related.iter().map(|related| &related.place);
            let edited = finding.fix.iter().flat_map(|fix| &fix.edits).map(|edit| &edit.path);
            for path in own.chain(related).map(|place| &place.path).chain(edited) {
                if !texts.contains_key(path.as_ref()) {
                    let text = workspace.text_of(path).unwrap_or_default();
                    texts.insert(path.to_string(), Shown::of(path, text, &known));
                }
            }
        }
        Self { texts }
    }

    /// The same with one more text.
    #[must_use]
    pub fn with(mut self, path: &str, text: &str) -> Self {
        self.texts.insert(path.to_owned(), Shown::of(path, text, &Known::default()));
        self
    }

    /// The text at a path, as it may be shown.
    #[must_use]
    pub fn text(&self, path: &str) -> &str {
        self.texts.get(path).map(|shown| shown.text.as_str()).unwrap_or_default()
    }

    /// Both ends of a span in the text at a path.
    #[must_use]
    pub fn range(&self, path: &str, span: Span) -> (Position, Position) {
        match self.texts.get(path) {
            Some(shown) => LineIndex::with(&shown.text, &shown.lines).range(span),
            None => LineIndex::new("").range(span),
        }
    }
}
