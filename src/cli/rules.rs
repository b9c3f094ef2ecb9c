//! `ecaforge rules`.

use std::fmt::Write as _;

use super::args::{PageFormat, RulesArgs};
use super::print::print;
use super::{Exit, Failure};
use crate::explain;
use crate::text::sound::serialized;

/// Lists the rules.
///
/// # Errors
/// If the list cannot be written.
pub(super) fn run(args: &RulesArgs) -> Result<Exit, Failure> {
    let text = match args.format {
        PageFormat::Human => table(),
        // Strings always serialize.
        PageFormat::Json => serialized(serde_json::to_string_pretty(&explain::rules())) + "\n",
        PageFormat::Markdown => explain::rules_markdown(),
    };
    print(&text)?;
    Ok(Exit::Done)
}

fn table() -> String {
    let rules = explain::rules();
    let widest = rules.iter().map(|rule| rule.id.len()).max().unwrap_or_default();
    let mut out = String::new();
    let mut group = "";
    for rule in &rules {
        if rule.group != group {
            let gap = if group.is_empty() { "" } else { "\n" };
            let _ = writeln!(out, "{gap}{}", rule.group);
            group = rule.group;
        }
        let fix = if rule.fix == "none" { "" } else { "fix" };
        let severity = rule.severity.word();
        let _ = writeln!(out, "  {:widest$}  {severity:7}  {fix:3}  {}", rule.id, rule.summary);
    }
    let _ = writeln!(out, "\n{} rules; `ecaforge explain RULE` shows the page of one", rules.len());
    out
}
