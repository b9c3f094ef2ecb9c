//! Markdown for a comment on a pull request: errors open, the rest folded, and never longer than a
//! comment may be.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::checkout::rule_address;
use super::evidence::evidence_markdown;
use super::groups::{Group, by_app, counts, plural};
use super::{Extras, Places, Statistics};
use crate::check::Report;
use crate::diagnostic::{Finding, Severity};
use crate::rules::rule;
use crate::text::escape::{code, markdown as text};

/// The longest comment, in bytes. GitHub refuses one of more than 65,536 characters. Bytes are never
/// fewer than characters, however those are counted, and some room is left for what others add.
const LONGEST: usize = 65_000;
/// What is kept for the line that says what does not fit, and for the ends of sections.
const RESERVED: usize = 700;
/// How many findings may not fit before the rest is not tried.
const MISSES: usize = 20;
/// Lets a bot find its own comment again.
const MARKER: &str = "<!-- ecaforge -->";

/// Writes the report as a comment.
#[must_use]
pub fn markdown(report: &Report, places: &Places) -> String {
    markdown_with(report, places, Extras::default())
}

/// The same with more than the findings.
#[must_use]
pub fn markdown_with(report: &Report, places: &Places, extras: Extras<'_>) -> String {
    let head = head(report);
    let counted = Statistics::of(report);
    let table = count_table(extras.statistics.unwrap_or(&counted));
    let evidence = extras.evidence.map(|table| evidence_markdown(table, places, LONGEST / 3));
    let evidence = evidence.unwrap_or_default();
    let about = about(report, LONGEST / 6);
    let taken = head.len() + table.len() + evidence.len() + about.len() + RESERVED;
    let mut room = LONGEST.saturating_sub(taken);
    let groups = by_app(report, places);
    let mut sections = String::new();
    let mut cut = Vec::new();
    for severity in [Severity::Error, Severity::Warning, Severity::Hint] {
        let (section, left_out) = section(severity, &groups, places, &mut room);
        sections.push_str(&section);
        cut.extend((left_out > 0).then(|| plural(left_out, severity.word())));
    }
    let table = if cut.is_empty() && extras.statistics.is_none() { String::new() } else { table };
    let cut = match cut.as_slice() {
        [] => String::new(),
        cut => format!(
            "\n**Not shown here: {}.** A comment has no room for more. `ecaforge check` lists all \
             of them.\n",
            cut.join(", ")
        ),
    };
    format!("{head}{cut}{table}{sections}{about}{evidence}")
}

/// The title, what was checked, and what helps.
fn head(report: &Report) -> String {
    let summary = report.summary;
    let title = match counts([
        (summary.errors, "error"),
        (summary.warnings, "warning"),
        (summary.hints, "hint"),
    ]) {
        none if none.is_empty() => "no findings".to_owned(),
        counts => counts,
    };
    let mut out = format!(
        "{MARKER}\n### External Client Apps: {title}\n\n{} and {} were checked.",
        plural(summary.apps, "app"),
        plural(summary.files, "file"),
    );
    for (count, what) in [
        (summary.suppressed, "suppressed on request"),
        (summary.hidden, "not shown, below `--min-severity`"),
    ] {
        if count > 0 {
            let _ = write!(out, " {} {what}.", plural(count, "finding"));
        }
    }
    let fixable = report.findings.iter().filter(|finding| finding.fix.is_some()).count();
    if fixable > 0 {
        let _ = write!(
            out,
            "\n\n{} an automatic fix: `ecaforge check --fix` applies the safe ones, \
             `--unsafe-fixes` those that need a look too.",
            if fixable == 1 {
                "1 finding has".to_owned()
            } else {
                format!("{fixable} findings have")
            }
        );
    }
    out.push('\n');
    out
}

/// The counts by rule; nothing where there are none.
fn count_table(statistics: &Statistics) -> String {
    if statistics.rows().is_empty() {
        return String::new();
    }
    let mut out = String::from(
        "\n| Findings | Severity | Rule | With a fix |\n| ---: | --- | --- | ---: |\n",
    );
    for row in statistics.rows() {
        let (severity, rule, fixable) = (row.severity.word(), row.rule, row.fixable);
        let _ = writeln!(out, "| {} | {severity} | `{rule}` | {fixable} |", row.count);
    }
    out
}

/// The findings of a severity that fit, and how many do not.
fn section(
    severity: Severity,
    groups: &[Group<'_>],
    places: &Places,
    room: &mut usize,
) -> (String, usize) {
    let (mut body, mut shown, mut all, mut missed) = (String::new(), 0, 0, 0);
    for group in groups {
        let mut title = Some(format!("\n**{}**\n\n", text(&about_what(group))));
        for finding in group.findings.iter().filter(|f| f.severity == severity) {
            all += 1;
            if missed == MISSES {
                continue;
            }
            let item = item(finding, places);
            let length = item.len() + title.as_ref().map_or(0, String::len);
            if length > *room {
                missed += 1;
                continue;
            }
            *room -= length;
            body.extend(title.take());
            body.push_str(&item);
            shown += 1;
        }
    }
    if shown == 0 {
        return (String::new(), all);
    }
    let counted = plural(all, severity.word());
    // A summary is HTML: no text of others goes into it.
    let section = match severity {
        Severity::Error => format!("\n#### {counted}\n{body}"),
        _ => format!("\n<details><summary>{counted}</summary>\n{body}\n</details>\n"),
    };
    (section, all - shown)
}

fn about_what(group: &Group<'_>) -> String {
    if group.app.is_some() { format!("App {}", group.title()) } else { group.title() }
}

/// A finding: what is wrong, what to write, and where. Each line begins with a text of ours, so that
/// no text of others can begin a block.
fn item(finding: &Finding, places: &Places) -> String {
    let path = &finding.place.path;
    let (start, _) = places.range(path, finding.place.span);
    let place = code(&format!("{}:{}", places.in_repository(path), start.line));
    let place = match places.checkout().address(path, start.line) {
        Some(address) => format!("[{place}]({})", target(&address)),
        None => place,
    };
    format!(
        "- `{}`: {}  \n  Fix: {}  \n  In {place}\n",
        finding.rule,
        text(&finding.message),
        text(&finding.help)
    )
}

/// Why each rule's findings matter, folded; in at most that many bytes.
fn about(report: &Report, mut room: usize) -> String {
    let mut rules: BTreeMap<&str, &Finding> = BTreeMap::new();
    for finding in &report.findings {
        rules.entry(finding.rule).or_insert(finding);
    }
    let (mut body, mut left_out) = (String::new(), 0);
    for (id, finding) in rules {
        let address = finding.url.as_deref().or_else(|| rule_address(rule(id)?));
        let source = address.map(|it| format!("[Source]({}), ", target(it))).unwrap_or_default();
        let line = format!("- `{id}`: {} {source}`ecaforge explain {id}`\n", text(&finding.why));
        if line.len() <= room {
            room -= line.len();
            body.push_str(&line);
        } else {
            left_out += 1;
        }
    }
    if left_out > 0 {
        let _ = writeln!(body, "- and {} more", plural(left_out, "rule"));
    }
    if body.is_empty() {
        return body;
    }
    format!("\n<details><summary>Why these findings matter</summary>\n\n{body}\n</details>\n")
}

/// An address as the target of a link.
pub(super) fn target(address: &str) -> String {
    let mut out = String::with_capacity(address.len());
    for c in address.chars() {
        match c {
            '!'..='~' if !"()<>|\\`\"[]".contains(c) => out.push(c),
            c => {
                for byte in c.encode_utf8(&mut [0; 4]).bytes() {
                    let _ = write!(out, "%{byte:02X}");
                }
            }
        }
    }
    out
}
