//! The list of rules, and the page of one.

use std::fmt::Write as _;

use serde::Serialize;

use super::sources;
use crate::config::POLICY_RULES;
use crate::diagnostic::Severity;
use crate::rules::{FixKind, Rule, all_rules, groups, rule as rule_by_id};
use crate::text::suggest::fold;

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
    /// Whether findings have an automatic fix: `safe`, `unsafe`, `sometimes`, `none`.
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

/// The rule that has this id, or had it before; case and punctuation ignored.
pub(super) fn find(subject: &str) -> Option<&'static Rule> {
    let folded = fold(subject);
    rule_by_id(subject).or_else(|| {
        let mut rules = all_rules();
        rules.find(|rule| [rule.id].iter().chain(rule.formerly).any(|id| fold(id) == folded))
    })
}

/// The page of a group of rules, by its exact id.
pub(super) fn group_page(subject: &str) -> Option<String> {
    let group = groups().iter().find(|group| group.id == subject)?;
    let mut out = format!("# {}\n\n{}\n\n", group.id, group.title);
    for rule in group.rules {
        let _ = writeln!(out, "- `{}` ({}): {}", rule.id, rule.severity.word(), rule.summary());
    }
    let _ = writeln!(out, "\n`ecaforge check --select {}` runs these rules alone.", group.id);
    Some(out)
}

/// The page of the rule that a key of the team's policy sets.
pub(super) fn of_policy_key(subject: &str) -> Option<String> {
    let (_, id) = POLICY_RULES.iter().find(|(key, _)| *key == subject)?;
    rule_by_id(id).map(page)
}

/// The page of a rule.
pub(super) fn page(rule: &Rule) -> String {
    let fix = match rule.fix {
        FixKind::Safe => "Automatic fix: `ecaforge check --fix`".to_owned(),
        FixKind::Unsafe => {
            "Automatic fix that needs a look: `ecaforge check --fix --unsafe-fixes`".to_owned()
        }
        FixKind::Sometimes => {
            "Automatic fix for some findings: `ecaforge check --fix`, and for some more with \
             `--unsafe-fixes`"
                .to_owned()
        }
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
