//! Profiles: named choices of rules and severities.

use super::{Rule, all_rules};
use crate::diagnostic::{Finding, Severity};

/// A named choice of rules and severities.
#[derive(Debug)]
pub struct Profile {
    /// Id, as on the command line.
    pub id: &'static str,
    /// What it is for, in a line.
    pub title: &'static str,
    /// The least severity of the findings of some rules.
    pub raised: &'static [(&'static str, Severity)],
}

const PROFILES: &[Profile] = &[
    Profile { id: "default", title: "Faults, risks and better ways, for any project", raised: &[] },
    Profile {
        id: "strict",
        title: "Everything explicit, least privilege, short lives",
        raised: &[
            ("implicit-reset", Severity::Warning),
            ("local-oauth-link", Severity::Warning),
            ("device-flow-open-to-all", Severity::Warning),
            ("headless-login-off-in-org", Severity::Warning),
            ("self-authorized-machine-flow", Severity::Warning),
            ("permission-set-not-in-project", Severity::Warning),
            ("session-level-mismatch", Severity::Warning),
            ("unused-refresh-period", Severity::Warning),
            ("unused-jwt-timeout", Severity::Warning),
            ("manifest-misses-member", Severity::Warning),
        ],
    },
    Profile {
        id: "isv",
        title: "What AppExchange asks of apps in packages",
        raised: &[
            ("missing-owner-org", Severity::Warning),
            ("local-in-package", Severity::Warning),
        ],
    },
];

/// All profiles, the default first.
#[must_use]
pub fn profiles() -> &'static [Profile] {
    PROFILES
}

/// The profile of that id.
#[must_use]
pub fn profile(id: &str) -> Option<&'static Profile> {
    PROFILES.iter().find(|profile| profile.id == id)
}

impl Profile {
    /// The profile that holds unless another is asked for.
    #[must_use]
    pub fn default_profile() -> &'static Self {
        &PROFILES[0]
    }

    /// Whether a rule runs in this profile.
    #[must_use]
    pub fn runs(&self, rule: &Rule) -> bool {
        rule.only_in.is_empty() || rule.only_in.contains(&self.id)
    }

    /// The rules that run in this profile.
    pub fn rules(&'static self) -> impl Iterator<Item = &'static Rule> {
        all_rules().filter(|rule| self.runs(rule))
    }

    /// The severity of a finding in this profile.
    #[must_use]
    pub fn severity_of(&self, finding: &Finding) -> Severity {
        let raised = self.raised.iter().find(|(rule, _)| *rule == finding.rule);
        raised.map_or(finding.severity, |(_, least)| finding.severity.max(*least))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::rule;

    #[test]
    fn profiles_speak_of_rules_that_there_are() {
        for profile in profiles() {
            for (id, _) in profile.raised {
                assert!(rule(id).is_some(), "{}: {id}", profile.id);
            }
        }
        for rule in all_rules() {
            for id in rule.only_in {
                assert!(profile(id).is_some(), "{}: {id}", rule.id);
            }
        }
    }
}
