//! The texts that a report points into, their lines, and what of them may be shown.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::OnceLock;

use super::Checkout;
use crate::check::Report;
use crate::mask::Known;
use crate::project::{Workspace, known_names, masked};
use crate::text::{LineIndex, Lines, Position, Span};

/// Texts by path. Only those that a report points into are kept.
#[derive(Debug, Default)]
pub struct Places<'a> {
    texts: HashMap<Cow<'a, str>, Place<'a>>,
    workspace: Option<&'a Workspace>,
    known: OnceLock<Known>,
    checkout: Checkout,
}

/// A text. Its lines are counted, and what may be shown of it is found, when somebody asks.
#[derive(Debug)]
struct Place<'a> {
    text: Cow<'a, str>,
    lines: OnceLock<Lines>,
    shown: OnceLock<String>,
}

impl<'a> Place<'a> {
    fn of(text: Cow<'a, str>) -> Self {
        Self { text, lines: OnceLock::new(), shown: OnceLock::new() }
    }
}

impl<'a> Places<'a> {
    /// The texts that a report points into.
    #[must_use]
    pub fn of(report: &Report, workspace: &'a Workspace) -> Self {
        let mut places = Self { workspace: Some(workspace), ..Self::default() };
        let suppressed = report.suppressed.iter().map(|suppressed| &suppressed.finding);
        for finding in report.findings.iter().chain(suppressed) {
            let own = std::iter::once(&finding.place);
            let related = finding.related.iter().map(|related| &related.place);
            let edited = finding.fix.iter().flat_map(|fix| &fix.edits).map(|edit| &edit.path);
            for path in own.chain(related).map(|place| &place.path).chain(edited) {
                if !places.texts.contains_key(path.as_ref()) {
                    let text = workspace.text_of(path).unwrap_or_default();
                    let path = Cow::Owned(path.to_string());
                    places.texts.insert(path, Place::of(Cow::Borrowed(text)));
                }
            }
        }
        places
    }

    /// The same with one more text.
    #[must_use]
    pub fn with(mut self, path: &str, text: &str) -> Self {
        let place = Place::of(Cow::Owned(text.to_owned()));
        self.texts.insert(Cow::Owned(path.to_owned()), place);
        self
    }

    /// The same within a checkout of a repository.
    #[must_use]
    pub fn of_checkout(self, checkout: Checkout) -> Self {
        Self { checkout, ..self }
    }

    /// The checkout.
    pub(super) fn checkout(&self) -> &Checkout {
        &self.checkout
    }

    /// A path from the top of the repository, as servers want it; as it is shown if it leads out.
    pub(super) fn in_repository<'p>(&self, path: &'p str) -> Cow<'p, str> {
        self.checkout.path(path).unwrap_or(Cow::Borrowed(path))
    }

    /// The roots of the projects, as they are shown.
    pub(super) fn projects(&self) -> impl Iterator<Item = &str> {
        let projects = self.workspace.into_iter().flat_map(|workspace| &workspace.projects);
        projects.map(|project| project.shown_root.as_str())
    }

    /// A part of the text at a path, if all of it may be shown.
    pub(super) fn shown_as_it_is(&self, path: &str, span: Span) -> Option<&str> {
        let shown = self.text(path).get(span.start..span.end)?;
        let written = self.texts.get(path)?.text.get(span.start..span.end)?;
        (shown == written).then_some(shown)
    }

    /// The text at a path, as it may be shown.
    #[must_use]
    pub fn text(&self, path: &str) -> &str {
        let Some(place) = self.texts.get(path) else { return "" };
        // What is not of the workspace is shown by its form alone.
        let none = Known::default();
        place.shown.get_or_init(|| {
            let of_workspace = matches!(place.text, Cow::Borrowed(_));
            let known = if of_workspace { self.known() } else { &none };
            masked(path, &place.text, known).text
        })
    }

    fn known(&self) -> &Known {
        self.known.get_or_init(|| self.workspace.map(known_names).unwrap_or_default())
    }

    /// Both ends of a span in the text at a path.
    #[must_use]
    pub fn range(&self, path: &str, span: Span) -> (Position, Position) {
        let Some(place) = self.texts.get(path) else { return LineIndex::new("").range(span) };
        let lines = place.lines.get_or_init(|| Lines::new(&place.text));
        LineIndex::with(&place.text, lines).range(span)
    }

    /// Both ends of a span as a line and a column, which counts bytes.
    pub(super) fn byte_columns(&self, path: &str, span: Span) -> [(usize, usize); 2] {
        let (start, end) = self.range(path, span);
        let text = self.texts.get(path).map(|place| place.text.as_ref()).unwrap_or_default();
        [start, end].map(|position| {
            let before = text.get(..position.byte).unwrap_or_default();
            let line = before.rfind('\n').map_or(0, |at| at + 1);
            (position.line, before.len() - line + 1)
        })
    }
}
