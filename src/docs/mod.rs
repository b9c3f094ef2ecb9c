//! Layer 4: pages about rules, types, flows, scopes and error messages, made from the tables.

mod error;
mod flow;
mod rule;
mod scope;
mod types;

use crate::rules::rule as rule_by_id;
use crate::schema::schema;
use crate::text::suggest::{fold, nearest};

pub use rule::{RuleEntry, markdown as rules_markdown, rules};

/// The page about whatever `subject` names, in Markdown: a rule, a type (by name, title or suffix),
/// a flow, a scope, else error messages that hold its words.
///
/// # Errors
/// If nothing is known by that name; the nearest name there is, if one is near.
pub fn explain(subject: &str) -> Result<String, Option<String>> {
    let subject = subject.trim();
    if let Some(rule) = rule_by_id(subject) {
        return Ok(rule::page(rule));
    }
    let schema = schema();
    if let Some(metadata_type) = types::find(subject) {
        return Ok(types::page(metadata_type));
    }
    let folded = fold(subject);
    let scope = |is: &dyn Fn(&str) -> bool| schema.scopes.iter().find(|s| s.spellings().any(is));
    // Some words name a flow and a scope: what is written exactly wins.
    let flow = schema.flows.iter().find(|flow| flow.id == subject);
    if let Some(scope) = scope(&|known| known == subject).filter(|_| flow.is_none()) {
        return Ok(scope::page(scope));
    }
    if let Some(flow) = flow.or_else(|| schema.flow(subject)) {
        return Ok(flow::page(flow));
    }
    if let Some(scope) = scope(&|known| fold(known) == folded) {
        return Ok(scope::page(scope));
    }
    error::pages(subject).ok_or_else(|| suggestion(subject))
}

fn suggestion(subject: &str) -> Option<String> {
    let schema = schema();
    let rules = crate::rules::all_rules().map(|rule| rule.id);
    let types = schema.types.values().flat_map(|t| [t.name.as_str(), t.suffix.as_str()]);
    let flows = schema.flows.iter().map(|flow| flow.id.as_str());
    let scopes = schema.scopes.iter().map(|scope| scope.token.as_str());
    nearest(subject, rules.chain(types).chain(flows).chain(scopes)).map(str::to_owned)
}

/// Titles of sources, each with its address.
fn sources(keys: &[impl AsRef<str>]) -> String {
    let known = keys.iter().filter_map(|key| schema().sources.get(key.as_ref()));
    let lines = known.map(|source| match &source.url {
        Some(url) => format!("- {}: <{url}>\n", source.title),
        None => format!("- {}\n", source.title),
    });
    format!("\n## Sources\n{}", lines.collect::<String>())
}

#[cfg(test)]
mod tests;
