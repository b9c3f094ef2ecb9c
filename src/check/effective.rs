//! Which rules run, at which severity, and who decided that.

use super::CheckRequest;
use super::selection::Wanted;
use crate::config::Config;
use crate::diagnostic::{Place, Severity};
use crate::rules::policy::GROUP as POLICY;
use crate::rules::{Profile, Rule};

/// How a rule is set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleState {
    /// The severity of its findings, unless a finding says otherwise; none where it does not run.
    pub severity: Option<Severity>,
    /// What decided.
    pub by: DecidedBy,
}

/// What decides whether a rule runs, and at which severity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DecidedBy {
    /// The rule itself.
    Rule,
    /// The profile.
    Profile,
    /// The configuration, at this place.
    Config(Option<Place>),
    /// The policy of the team, at this place.
    Policy(Place),
    /// The command line.
    CommandLine,
    /// Nobody may switch it off on the command line; so it is as it would be without that.
    Always,
}

/// How a rule is set in a run under a configuration.
#[must_use]
pub fn of_rule(
    rule: &'static Rule,
    request: &CheckRequest<'_>,
    config: &Config,
    profile: &Profile,
) -> RuleState {
    let base = without_selection(rule, config, profile);
    match request.selection.wanted(rule) {
        Wanted::On if base.severity.is_some() => base,
        Wanted::On => {
            RuleState { severity: Some(profile.severity_of_rule(rule)), by: DecidedBy::CommandLine }
        }
        Wanted::Off => RuleState { severity: None, by: DecidedBy::CommandLine },
        Wanted::Stays if base.severity.is_some() => RuleState { by: DecidedBy::Always, ..base },
        Wanted::Silent | Wanted::Stays => base,
    }
}

/// The same without what the command line says of rules.
#[must_use]
pub(super) fn without_selection(
    rule: &'static Rule,
    config: &Config,
    profile: &Profile,
) -> RuleState {
    if let Some(severity) = config.rules.get(rule.id) {
        let place = config.rule_places.get(rule.id).cloned();
        return RuleState { severity: *severity, by: DecidedBy::Config(place) };
    }
    if !profile.runs(rule) {
        return RuleState { severity: None, by: DecidedBy::Profile };
    }
    if let Some(key) = &config.policy.severity
        && rule.group().is_some_and(|group| group.id == POLICY)
    {
        return RuleState { severity: Some(key.value), by: DecidedBy::Policy(key.place.clone()) };
    }
    let severity = profile.severity_of_rule(rule);
    let is_own = severity == rule.severity && rule.only_in.is_empty();
    let by = if is_own { DecidedBy::Rule } else { DecidedBy::Profile };
    RuleState { severity: Some(severity), by }
}
