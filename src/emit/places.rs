//! The texts that findings point into, without credentials, and their lines.

use std::collections::HashMap;

use crate::check::Report;
use crate::project::{Workspace, redact};
use crate::text::{LineIndex, Lines, Position, Span};

/// Texts by path. Only those that a report points into are kept.
#[derive(Debug, Default)]
pub struct Places {
    texts: HashMap<String, (String, Lines)>,
}

impl Places {
    /// The texts that a report points into.
    #[must_use]
    pub fn of(report: &Report, workspace: &Workspace) -> Self {
        let mut texts = HashMap::new();
        let suppressed = report.suppressed.iter().map(|suppressed| &suppressed.finding);
        for finding in report.findings.iter().chain(suppressed) {
            let own = std::iter::once(&finding.place);
            let related = finding.related.iter().map(|related| &related.place);
            let edited = finding.fix.iter().flat_map(|fix| &fix.edits).map(|edit| &edit.path);
            for path in own.chain(related).map(|place| &place.path).chain(edited) {
                if !texts.contains_key(path.as_ref()) {
                    let text = workspace.text_of(path).map(redact).unwrap_or_default();
                    let lines = Lines::new(&text);
                    texts.insert(path.to_string(), (text, lines));
                }
            }
        }
        Self { texts }
    }

    /// The same with one more text.
    #[must_use]
    pub fn with(mut self, path: &str, text: &str) -> Self {
        let text = redact(text);
        let lines = Lines::new(&text);
        self.texts.insert(path.to_owned(), (text, lines));
        self
    }

    /// The text at a path, without credentials.
    #[must_use]
    pub fn text(&self, path: &str) -> &str {
        self.texts.get(path).map(|(text, _)| text.as_str()).unwrap_or_default()
    }

    /// Both ends of a span in the text at a path.
    #[must_use]
    pub fn range(&self, path: &str, span: Span) -> (Position, Position) {
        match self.texts.get(path) {
            Some((text, lines)) => LineIndex::with(text, lines).range(span),
            None => LineIndex::new("").range(span),
        }
    }
}
