//! Notes of a check next to its findings.

use std::collections::BTreeSet;
use std::time::Duration;

use crate::check::{CheckOutcome, Report, Selection, Timings};
use crate::cli::terminal::note;
use crate::project::{Files, Project};
use crate::text::shell;

/// How many folders a note lists.
const SHOWN: usize = 5;

/// What was found and not, or not fully, checked.
pub(super) fn unchecked(checked: &CheckOutcome, files: &Files) -> Vec<String> {
    let mut messages = Vec::new();
    let outside: Vec<&Project> = checked.workspace.outside().collect();
    let count: usize = outside.iter().map(|project| project.files.len()).sum();
    if count > 0 {
        let shown = outside.iter().take(SHOWN).map(|project| project.shown_root.as_str());
        let more = if outside.len() > SHOWN { ", …" } else { "" };
        let (are, they) = if count == 1 { ("file is", "it") } else { ("files are", "them") };
        messages.push(format!(
            "{count} External Client App {are} outside the package directories or hidden by \
             .forceignore, so only credentials and URLs in {they} were checked; for a full check name the folder: {}{more}",
            shown.collect::<Vec<_>>().join(", ")
        ));
    }
    for archive in &checked.workspace.unread_archives {
        let shown = files.display(archive);
        messages.push(format!(
            "{shown} contains External Client App metadata that was not checked; run \
             `ecaforge check {}`",
            shell::word(&shown)
        ));
    }
    messages
}

/// Says which rules run although the caller left them out.
pub(super) fn tell_selection(selection: &Selection, report: &Report) {
    let kept = selection.kept();
    if !kept.is_empty() {
        let (finds, stays) = if kept.len() == 1 { ("finds", "stays") } else { ("find", "stay") };
        note(&format!(
            "{} {finds} leaked credentials and {stays} on; to accept a finding, ignore it in \
             ecaforge.toml with a reason",
            quoted(&kept)
        ));
    }
    let found = report.findings.iter().map(|finding| finding.rule);
    let unasked: BTreeSet<&str> = found.filter(|id| selection.runs_unasked(id)).collect();
    let unasked: Vec<&str> = unasked.into_iter().filter(|id| !kept.contains(id)).collect();
    if !unasked.is_empty() {
        note(&format!("{} was not selected, and is always reported", quoted(&unasked)));
    }
}

fn quoted(ids: &[&str]) -> String {
    ids.iter().map(|id| format!("`{id}`")).collect::<Vec<_>>().join(", ")
}

/// Writes what `--verbose` adds: configuration and projects.
pub(super) fn tell(checked: &CheckOutcome) {
    for config in checked.settings.configs() {
        let Some(file) = &config.file else { continue };
        note(&format!("configuration: {}", file.path));
        let off = config.rules.iter().filter(|(_, level)| level.is_none());
        let off: Vec<&str> = off.map(|(id, _)| *id).collect();
        if !off.is_empty() {
            note(&format!("rules switched off in {}: {}", file.path, off.join(", ")));
        }
        if !config.ignores.is_empty() {
            note(&format!("{} ignores in {}", config.ignores.len(), file.path));
        }
    }
    note("hidden folders and node_modules are not searched");
    for project in checked.workspace.projects.iter().filter(|project| !project.outside) {
        let version = project.api_version.map_or("unknown".to_owned(), |v| v.to_string());
        note(&format!(
            "project {}: {} metadata files, API version {version}",
            project.shown_root,
            project.files.len()
        ));
    }
}

/// Writes what `--timings` adds: how long each part took, and each rule on all threads together.
pub(super) fn tell_timings(timings: &Timings) {
    let shown = |time: Duration| format!("{:.3} ms", time.as_secs_f64() * 1000.0);
    note(&format!(
        "reading took {}, checking {}",
        shown(timings.reading()),
        shown(timings.checking())
    ));
    let rules = timings.rules();
    let sum = rules.iter().map(|rule| rule.time).sum();
    note(&format!("the rules took {} on all threads together:", shown(sum)));
    let width = rules.iter().map(|rule| rule.rule.len()).max().unwrap_or_default();
    for rule in rules {
        let calls = if rule.calls == 1 { "call" } else { "calls" };
        note(&format!("{:>12}  {:width$}  {} {calls}", shown(rule.time), rule.rule, rule.calls));
    }
}
