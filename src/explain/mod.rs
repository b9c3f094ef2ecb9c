//! Layer 4: pages about rules, types, elements, flows, scopes, presets and messages of orgs, made from
//! the tables.

mod element;
mod error;
mod flow;
mod preset;
mod rule;
mod scope;
mod types;

use crate::config::POLICY_RULES;
use crate::rules::{all_rules, groups};
use crate::schema::{Element, schema};
use crate::spec::presets;
use crate::text::suggest::{fold, nearest_of_all};

pub(crate) use rule::markdown as rules_markdown;
pub use rule::rules;

/// That nothing is known by a name or a message, and what is like it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Unknown {
    /// The name that was meant, if one is near.
    pub meant: Option<String>,
    /// Messages of orgs that share words with it; none of them is it.
    pub nearest: Vec<String>,
}

/// The page about whatever `subject` names, in Markdown: a rule, a group of rules, a key of a team's
/// policy, a type (by name, title or suffix), an
/// element (`isPkceRequired`, `TYPE.ELEMENT`), a flow, a scope, a preset, the set of values of an enum,
/// else the error that a message of an org names.
///
/// # Errors
/// If nothing is known by that name; the nearest that there is.
pub fn explain(subject: &str) -> Result<String, Unknown> {
    let subject = subject.trim();
    by_name(subject).or_else(|| element::of_enum(subject)).map_or_else(
        || {
            // Only a single word can be a misspelt name.
            let is_message = subject.contains(char::is_whitespace) || error::names_code(subject);
            let meant = || if is_message { None } else { suggestion(subject) };
            error::explain(subject).map_err(|unknown| Unknown { meant: meant(), ..unknown })
        },
        Ok,
    )
}

/// The page of what has exactly this name, case and punctuation ignored.
fn by_name(subject: &str) -> Option<String> {
    if let Some(rule) = rule::find(subject) {
        return Some(rule::page(rule));
    }
    let schema = schema();
    if let Some(metadata_type) = types::find(subject) {
        return Some(types::page(metadata_type));
    }
    let folded = fold(subject);
    let scope = |is: &dyn Fn(&str) -> bool| schema.scopes.iter().find(|s| s.spellings().any(is));
    // Some words name a flow and a scope: what is written exactly wins.
    let flow = schema.flows.iter().find(|flow| flow.id == subject);
    let preset = presets().iter().find(|preset| fold(&preset.id) == folded);
    if let Some(scope) = scope(&|known| known == subject).filter(|_| flow.is_none()) {
        return Some(scope::page(scope));
    }
    if let Some(preset) = preset {
        // One name for both: each has something to say.
        let flow = flow.map(|flow| flow::page(flow) + "\n").unwrap_or_default();
        return Some(flow + &preset::page(preset));
    }
    if let Some(flow) = flow.or_else(|| schema.flow(subject)) {
        return Some(flow::page(flow));
    }
    let scope = || scope(&|known| fold(known) == folded).map(scope::page);
    let settings = || rule::group_page(subject).or_else(|| rule::of_policy_key(subject));
    element::find(subject).or_else(scope).or_else(settings)
}

/// The known name that is nearest to one that is not known.
fn suggestion(subject: &str) -> Option<String> {
    let schema = schema();
    let rules =
        all_rules().flat_map(|rule| [rule.id].into_iter().chain(rule.formerly.iter().copied()));
    let types = schema.types.values().flat_map(|t| [t.name.as_str(), t.suffix.as_str()]);
    let elements = schema.types.values().flat_map(|t| {
        let nested = t.structs.values().flat_map(|nested| &nested.elements);
        t.elements.iter().chain(nested)
    });
    let names = |e: &'static Element| [Some(e.name.as_str()), e.enum_type.as_deref()];
    let elements = elements.flat_map(names).flatten();
    let flows = schema.flows.iter().map(|flow| flow.id.as_str());
    let scopes = schema.scopes.iter().map(|scope| scope.token.as_str());
    let presets = presets().iter().map(|preset| preset.id.as_str());
    let errors = schema.errors.iter().map(|error| error.id.as_str());
    let keys = POLICY_RULES.iter().map(|(key, _)| *key);
    let groups = groups().iter().map(|group| group.id).chain(keys);
    let words = rules.chain(groups).chain(types).chain(flows).chain(scopes).chain(presets);
    nearest_of_all(subject, words.chain(elements).chain(errors)).map(str::to_owned)
}

/// A line for each element that a message names, with the types that have it.
fn elements_named(text: &str) -> Vec<String> {
    element::named_in(text)
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
