//! The list of rules, and the page of one.

use std::fmt::Write as _;

use serde::Serialize;

use super::sources;
use crate::diagnostic::Severity;
use crate::rules::{FixKind, Rule, groups};

/// A rule in a list.
#[derive(Clone, Debug, Serialize)]
pub struct RuleEntry {
    /// Id.
    pub id: &'static str,
    /// Ids that it had before; configurations and baselines may still use them.
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    pub formerly: &'static [&'static str],
    /// Group.
    pub group: &'static str,
    /// Severity.
    pub severity: Severity,
    /// Whether findings can be mended: `safe`, `unsafe`, `sometimes`, `none`.
    pub fix: &'static str,
    /// What it finds, in a sentence.
    pub summary: String,
    /// A page about the matter.
    pub url: Option<&'static str>,
}

/// All rules, group by group.
#[must_use]
pub fn rules() -> Vec<RuleEntry> {
    let all = groups().iter().flat_map(|group| group.rules.iter().map(|rule| (group.id, *rule)));
    let entry = |(group, rule): (&'static str, &'static Rule)| RuleEntry {
        id: rule.id,
        formerly: rule.formerly,
        group,
        severity: rule.severity,
        fix: word(rule.fix),
        summary: rule.summary(),
        url: rule.url(),
    };
    all.map(entry).collect()
}

/// All rules with their pages.
#[must_use]
pub fn markdown() -> String {
    let mut out = String::from("# Rules\n");
    for group in groups() {
        let _ = write!(out, "\n## {}\n\n| Rule | Severity | Fix | Finds |\n", group.title);
        out.push_str("| --- | --- | --- | --- |\n");
        for rule in group.rules {
            let (id, severity, fix) = (rule.id, rule.severity.word(), word(rule.fix));
            let summary = rule.summary().replace('|', "\\|");
            let _ = writeln!(out, "| [{id}](#{id}) | {severity} | {fix} | {summary} |");
        }
    }
    for rule in groups().iter().flat_map(|group| group.rules) {
        let page = page(rule).replace("\n## ", "\n#### ").replacen("# ", "### ", 1);
        let _ = write!(out, "\n{page}");
    }
    out
}

/// The page of a rule.
pub(super) fn page(rule: &Rule) -> String {
    let fix = match rule.fix {
        FixKind::Safe => "`check --fix` mends it.".to_owned(),
        FixKind::Unsafe => "`check --fix --unsafe-fixes` mends it.".to_owned(),
        FixKind::Sometimes => "`check --fix` mends some of its findings.".to_owned(),
        FixKind::None(reason) => format!("None: {reason}."),
    };
    let formerly = match rule.formerly {
        [] => String::new(),
        ids => format!("Formerly `{}`\n\n", ids.join("`, `")),
    };
    format!(
        "# {}\n\n{formerly}Severity: {}\n\n{}\n\n## Fix\n{fix}\n{}",
        rule.id,
        rule.severity.word(),
        rule.page(),
        sources(rule.sources)
    )
}

fn word(fix: FixKind) -> &'static str {
    match fix {
        FixKind::Safe => "safe",
        FixKind::Unsafe => "unsafe",
        FixKind::Sometimes => "sometimes",
        FixKind::None(_) => "none",
    }
}
