//! What the check could not read.

use crate::diagnostic::{Finding, Place, Severity};
use crate::project::{Files, Unread};
use crate::rules::{Draft, Findings, rule};
use crate::text::Span;

/// The rule of these findings.
pub(crate) const RULE: &str = "unreadable-file";

/// A finding for each file and directory.
pub(crate) fn find<'a>(
    unread: impl IntoIterator<Item = &'a Unread>,
    files: &Files,
) -> Vec<Finding> {
    let mut found = Vec::new();
    let Some(rule) = rule(RULE) else { return found };
    for unread in unread {
        let place = Place { path: files.display(&unread.path).into(), span: Span::empty(0) };
        let kind = if unread.path.is_dir() { "directory" } else { "file" };
        let message = format!("the {kind} cannot be read: {}", unread.why);
        let severity = if unread.is_grave { rule.severity } else { Severity::Warning };
        let draft = Draft::new(place, message, unread.help.clone()).severity(severity);
        Findings::new(rule, None, &mut found).add(draft);
    }
    found
}
