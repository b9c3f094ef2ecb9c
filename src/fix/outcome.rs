//! Whether the files are better after some fixes.

use std::collections::BTreeMap;
use std::fmt;

use super::apply::Applied;
use super::places::Places;
use crate::check::Report;
use crate::diagnostic::{Finding, Safety};
use crate::project::Workspace;
use crate::project::facts::{Access, access, first_widening};

/// The findings in some files, and the access that their apps give.
#[derive(Debug, Default)]
pub struct Checked {
    /// The findings.
    pub report: Report,
    /// The access by project and app.
    access: BTreeMap<String, Access>,
}

impl Checked {
    /// A report with what the projects of its workspace say of access.
    #[must_use]
    pub fn new(report: Report, workspace: &Workspace) -> Self {
        let mut all = BTreeMap::new();
        for project in &workspace.projects {
            let of_app = |(app, access)| (format!("{}\n{app}", project.shown_root), access);
            all.extend(access(project).into_iter().map(of_app));
        }
        Self { report, access: all }
    }
}

/// A fix that was allowed and not applied.
#[derive(Clone, Debug)]
pub struct Left {
    /// The finding that stays.
    pub finding: Finding,
    /// Why.
    pub reason: Reason,
}

/// Why a fix was not applied.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reason {
    /// The finding would be there as before.
    KeepsFinding,
    /// A file could not be read after it.
    BreaksFile,
    /// The files would have more findings: these rules.
    LeadsTo(Vec<&'static str>),
    /// It would lead back to an earlier state of the files.
    UndoesAnother,
    /// Its place is needed by another fix, or its new path is taken.
    Conflicts,
    /// An app would admit more than before; what.
    Weakens(String),
    /// It is offered as safe, and changes what the app does; the element.
    Changes(&'static str),
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::KeepsFinding => f.write_str("the finding would stay"),
            Self::BreaksFile => f.write_str("the file could not be read after it"),
            Self::LeadsTo(rules) => {
                write!(f, "it would lead to other findings: {}", rules.join(", "))
            }
            Self::UndoesAnother => f.write_str("it would undo another fix"),
            Self::Conflicts => f.write_str("it conflicts with another fix or an existing file"),
            Self::Weakens(what) => write!(f, "it would weaken the app: {what}"),
            Self::Changes(element) => write!(f, "it would change what `{element}` says"),
        }
    }
}

/// Whether a finding has a fix of at most this safety.
pub(super) fn is_allowed(finding: &Finding, safety: Safety) -> bool {
    finding.fix.as_ref().is_some_and(|fix| fix.safety <= safety)
}

/// Accepts the state after some fixes; else says why not, and which of them are at fault where that
/// can be told.
pub(super) fn judge<'f>(
    before: &Checked,
    after: &Checked,
    fixes: &[&'f Finding],
    applied: &Applied,
) -> Result<(), (Reason, Vec<&'f Finding>)> {
    let places = Places::of(fixes, applied);
    if let Some((app, widening)) = first_widening(&before.access, &after.access) {
        let app = app.rsplit('\n').next().unwrap_or_default().to_owned();
        let suspects = fixes.iter().copied().filter(|finding| is_about(finding, &app));
        return Err((Reason::Weakens(widening.message), suspects.collect()));
    }
    if fixes.iter().all(|finding| is_allowed(finding, Safety::Safe))
        && let Some(element) = changed(&before.access, &after.access)
    {
        return Err((Reason::Changes(element), Vec::new()));
    }
    let kept: Vec<&Finding> =
        fixes.iter().copied().filter(|finding| stays(finding, after, &places)).collect();
    if !kept.is_empty() {
        return Err((Reason::KeepsFinding, kept));
    }
    // A file that gets its right name is read for the first time: what is wrong in it was wrong
    // before.
    let uncovers = !applied.moved.is_empty();
    if !uncovers && after.report.findings.len() > before.report.findings.len() {
        let new: Vec<&Finding> = new_findings(before, after, &places);
        let at_fault = |finding: &&Finding| {
            let fix = finding.fix.as_ref();
            let edits = fix.map(|fix| fix.edits.as_slice()).unwrap_or_default();
            edits.iter().any(|edit| new.iter().any(|new| new.place.path == edit.path))
        };
        let suspects = fixes.iter().copied().filter(at_fault).collect();
        let mut rules: Vec<&'static str> = new.iter().map(|finding| finding.rule).collect();
        rules.sort_unstable();
        rules.dedup();
        return Err((Reason::LeadsTo(rules), suspects));
    }
    Ok(())
}

/// Whether a finding concerns an app, by the name of the app in small letters and digits.
fn is_about(finding: &Finding, app: &str) -> bool {
    let letters = |name: &str| -> String {
        name.chars().filter(char::is_ascii_alphanumeric).flat_map(char::to_lowercase).collect()
    };
    finding.app.as_ref().is_none_or(|name| letters(name) == app)
}

/// The first element whose meaning some fixes changed.
fn changed(
    before: &BTreeMap<String, Access>,
    after: &BTreeMap<String, Access>,
) -> Option<&'static str> {
    let of = |all: &BTreeMap<String, Access>, app| all.get(app).cloned().unwrap_or_default();
    let mut apps = before.keys().chain(after.keys());
    apps.find_map(|app| Some(of(before, app).changed(&of(after, app))?.1))
}

/// Whether the finding of an applied fix is there again: the same rule and message at the place
/// that the old one has become.
fn stays(finding: &Finding, after: &Checked, places: &Places) -> bool {
    let mut place = finding.place.clone();
    places.follow(&mut place);
    after.report.findings.iter().any(|other| {
        other.rule == finding.rule
            && other.message == finding.message
            && other.place.path == place.path
            && other.place.span.start <= place.span.end
            && place.span.start <= other.place.span.end
    })
}

/// The findings that were not there before.
fn new_findings<'a>(before: &Checked, after: &'a Checked, places: &Places) -> Vec<&'a Finding> {
    let old = before.report.findings.iter().map(|finding| {
        let mut place = finding.place.clone();
        places.follow(&mut place);
        (finding.rule, place, &finding.message)
    });
    let old: Vec<_> = old.collect();
    let is_new = |finding: &&Finding| {
        !old.iter().any(|(rule, place, message)| {
            *rule == finding.rule
                && place.path == finding.place.path
                && (*place == finding.place || **message == finding.message)
        })
    };
    after.report.findings.iter().filter(is_new).collect()
}

#[cfg(test)]
mod tests;
