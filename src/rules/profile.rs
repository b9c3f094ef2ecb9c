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
    /// Pairs of rules: a finding of the second is omitted where the first has one at its place.
    pub covered: &'static [(&'static str, &'static str)],
}

const PROFILES: &[Profile] = &[
    Profile {
        id: "default",
        title: "Faults, risks and better ways, for any project",
        raised: &[],
        covered: &[],
    },
    Profile {
        id: "strict",
        title: "What Salesforce's hardening page asks: explicit values, few users, short lifetimes",
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
            ("refresh-without-secret", Severity::Warning),
        ],
        covered: &[],
    },
    Profile {
        id: "isv",
        title: "A gate: what Salesforce requires of the apps in packages of partners",
        raised: &[
            ("missing-owner-org", Severity::Warning),
            ("local-in-package", Severity::Warning),
            ("missing-unpackaged-settings", Severity::Error),
        ],
        covered: &[
            ("packaged-without-pkce", "pkce-off"),
            ("packaged-without-pkce", "public-client-without-pkce"),
            ("packaged-without-token-ip-allowlist", "whole-internet-range"),
            ("packaged-without-token-ip-allowlist", "private-address-range"),
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
    pub(crate) fn default_profile() -> &'static Self {
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

    /// Leaves out what another rule reports at the same place in this profile.
    #[must_use]
    pub(crate) fn without_covered(&self, findings: Vec<Finding>) -> Vec<Finding> {
        let same = |a: &Finding, b: &Finding| a.place == b.place;
        let covers = |finding: &Finding, by: &str| {
            findings.iter().any(|other| other.rule == by && same(other, finding))
        };
        let is_covered = |finding: &Finding| {
            let mut pairs = self.covered.iter().filter(|(_, rule)| *rule == finding.rule);
            pairs.any(|(by, _)| covers(finding, by))
        };
        let kept: Vec<bool> = findings.iter().map(|finding| !is_covered(finding)).collect();
        findings.into_iter().zip(kept).filter_map(|(f, kept)| kept.then_some(f)).collect()
    }

    /// The severity that findings of a rule usually have in this profile.
    #[must_use]
    pub fn severity_of_rule(&self, rule: &Rule) -> Severity {
        let raised = self.raised.iter().find(|(id, _)| *id == rule.id);
        raised.map_or(rule.severity, |(_, least)| rule.severity.max(*least))
    }

    /// The severity of a finding in this profile.
    #[must_use]
    pub(crate) fn severity_of(&self, finding: &Finding) -> Severity {
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
            let pairs = profile.covered.iter().flat_map(|(by, rule)| [by, rule]);
            for id in profile.raised.iter().map(|(id, _)| id).chain(pairs) {
                assert!(rule(id).is_some(), "{}: {id}", profile.id);
            }
        }
        for rule in all_rules() {
            for id in rule.only_in {
                assert!(profile(id).is_some(), "{}: {id}", rule.id);
            }
        }
    }

    fn finding(rule: &'static str, at: usize) -> Finding {
        Finding {
            rule,
            severity: Severity::Hint,
            place: crate::diagnostic::Place {
                path: "a.xml".into(),
                span: crate::text::Span::empty(at),
            },
            app: None,
            message: "wrong".into(),
            why: "".into(),
            help: "".into(),
            url: None,
            related: Vec::new(),
            withheld: false,
            fingerprint: String::new(),
            fix: None,
        }
    }

    #[test]
    fn a_covered_finding_is_left_out_at_the_place_of_the_other_one_alone() {
        for profile in profiles() {
            for (by, covered) in profile.covered {
                let all = [
                    finding(by, 1),
                    finding(covered, 1),
                    finding(covered, 2),
                    finding("unknown-element", 1),
                ];
                let left = profile.without_covered(all.to_vec());
                let left: Vec<_> = left.iter().map(|f| (f.rule, f.place.span.start)).collect();
                let expected = [(*by, 1), (*covered, 2), ("unknown-element", 1)];
                assert_eq!(left, expected, "{}: {by}", profile.id);
            }
            let alone: Vec<Finding> =
                profile.covered.iter().map(|(_, covered)| finding(covered, 1)).collect();
            assert_eq!(profile.without_covered(alone.clone()), alone, "{}", profile.id);
        }
    }

    #[test]
    fn a_profile_raises_the_severities_that_it_lists_and_no_other() {
        for profile in profiles() {
            for rule in all_rules() {
                let raised = profile.raised.iter().find(|(id, _)| *id == rule.id);
                let least = raised.map_or(Severity::Hint, |(_, least)| *least);
                assert_eq!(profile.severity_of_rule(rule), rule.severity.max(least), "{}", rule.id);
                assert_eq!(profile.severity_of(&finding(rule.id, 1)), least, "{}", rule.id);
            }
        }
    }
}
