//! Markdown for a comment on a pull request: a table for each app, long ones folded.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::human::plural;
use super::{Places, summary_line};
use crate::check::Report;
use crate::diagnostic::{Finding, Severity};
use crate::text::escape::markdown as cell;

/// The longest table that is not folded.
const FOLD_AFTER: usize = 10;
/// GitHub takes comments up to 65,536 characters.
pub(super) const MAX_CHARS: usize = 60_000;
/// Lets a bot find its own comment again.
const MARKER: &str = "<!-- ecaforge -->";

/// Writes the report as a comment.
#[must_use]
pub fn markdown(report: &Report, places: &Places) -> String {
    let mut apps: BTreeMap<Option<&str>, Vec<&Finding>> = BTreeMap::new();
    for finding in &report.findings {
        apps.entry(finding.app.as_deref()).or_default().push(finding);
    }
    let title = if report.findings.is_empty() { "no findings" } else { "findings" };
    let summary = summary_line(report.summary, None);
    let mut out = format!("{MARKER}\n### External Client Apps: {title}\n\n{summary}\n");
    let mut left_out = 0;
    for (app, mut findings) in apps {
        findings.sort_by_key(|finding| std::cmp::Reverse(finding.severity));
        left_out += table(&mut out, app, &findings, places);
    }
    if left_out > 0 {
        let _ = writeln!(out, "\n{left_out} more findings do not fit into a comment.");
    }
    out
}

/// Adds the table of an app; the number of rows that did not fit.
fn table(out: &mut String, app: Option<&str>, findings: &[&Finding], places: &Places) -> usize {
    let name = app.map_or("Project".to_owned(), |app| format!("App {}", cell(app)));
    let folded = findings.len() > FOLD_AFTER;
    let count = |severity| findings.iter().filter(|f| f.severity == severity).count();
    let counts = format!(
        "{}, {}, {}",
        plural(count(Severity::Error), "error"),
        plural(count(Severity::Warning), "warning"),
        plural(count(Severity::Hint), "hint")
    );
    let _ = if folded {
        // A summary is HTML: no name of others goes into it.
        writeln!(out, "\n#### {name}\n\n<details><summary>{counts}</summary>\n")
    } else {
        writeln!(out, "\n#### {name}: {counts}\n")
    };
    out.push_str("| Severity | Place | What is wrong | What to write instead |\n");
    out.push_str("| --- | --- | --- | --- |\n");
    let mut rows = 0;
    for finding in findings {
        let row = row(finding, places);
        if out.chars().count() + row.chars().count() > MAX_CHARS {
            break;
        }
        out.push_str(&row);
        rows += 1;
    }
    if folded {
        out.push_str("\n</details>\n");
    }
    findings.len() - rows
}

fn row(finding: &Finding, places: &Places) -> String {
    let (start, _) = places.range(&finding.place.path, finding.place.span);
    let name = finding.place.path.rsplit('/').next().unwrap_or(&finding.place.path);
    let rule = match &finding.url {
        Some(url) => format!("[{}]({})", finding.rule, url.replace([' ', ')', '|'], "%20")),
        None => finding.rule.to_owned(),
    };
    format!(
        "| {} | {}, line {} | {} ({rule}) | {} |\n",
        finding.severity.word(),
        cell(name),
        start.line,
        cell(&finding.message),
        cell(&finding.help)
    )
}
