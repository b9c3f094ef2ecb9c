//! How reports rank the rules: what a fault of each costs whom it exposes, and how sure a finding is.

use super::Rule;

/// How code scanning and code quality rank the findings of a rule.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rank {
    /// The scale of CVSS, from 0.1 to 10.0; none for a rule that is not about security.
    pub security: Option<f32>,
    /// Whether its errors say that a credential leaks.
    pub is_leak: bool,
    /// How often a finding is right: `very-high`, `high` or `medium`.
    pub precision: &'static str,
    /// The weakness by its number in the Common Weakness Enumeration.
    pub cwe: Option<u16>,
}

/// The groups whose rules compare files with the tables, which leaves no doubt.
const CERTAIN: &[&str] = &["form", "run"];

/// Rules that judge by words and forms that may mean something else.
const JUDGED: &[&str] = &[
    "broad-scope",
    "commented-out-secret",
    "committed-consumer-key",
    "example-callback",
    "implicit-reset",
    "manifest-misses-member",
    "misleading-callback-host",
    "misnamed-secret",
    "org-specific-value",
    "private-address-range",
    "secret-in-script",
    "test-callback",
    "too-many-scopes",
    "unfilled-placeholder",
];

/// Rules whose errors say that a credential leaks.
const LEAKS: &[&str] = &[
    "committed-secret",
    "commented-out-secret",
    "misnamed-secret",
    "private-key",
    "secret-in-script",
    "url-with-user-info",
];

/// The rules about security: score, and number of the weakness.
const SECURITY: &[(&str, f32, u16)] = &[
    // Whoever reads the repository can act as the app.
    ("committed-secret", 9.3, 798),
    ("private-key", 9.3, 321),
    ("secret-in-script", 9.3, 798),
    ("misnamed-secret", 9.3, 798),
    ("commented-out-secret", 9.3, 798),
    ("url-with-user-info", 8.6, 522),
    // Codes and tokens reach a stranger.
    ("insecure-callback", 8.1, 319),
    ("dangerous-url-scheme", 8.1, 601),
    ("callback-wildcard", 8.1, 601),
    ("misleading-callback-host", 8.1, 601),
    ("example-callback", 7.4, 601),
    ("out-of-band-callback", 5.9, 601),
    ("callback-ip-literal", 5.4, 601),
    ("test-callback", 5.9, 601),
    ("insecure-url", 6.5, 319),
    ("public-client-without-pkce", 7.5, 287),
    ("packaged-without-pkce", 7.5, 287),
    ("pkce-off", 6.8, 287),
    ("auth-provider-without-pkce", 5.9, 287),
    ("device-flow-open-to-all", 7.1, 287),
    ("username-password-open", 6.5, 522),
    // A stolen token, secret or session is worth more, or for longer.
    ("secret-readable-by-api", 6.5, 522),
    ("committed-consumer-key", 3.1, 538),
    ("refresh-without-secret", 6.5, 287),
    ("public-client-without-rotation", 6.5, 613),
    ("packaged-without-rotation", 6.5, 613),
    ("rotation-off", 5.9, 613),
    ("never-expiring-refresh-token", 5.9, 613),
    ("refresh-tokens-last-years", 5.4, 613),
    ("long-refresh-lifetime", 4.3, 613),
    ("packaged-without-idle-limit", 5.4, 613),
    ("long-lived-id-token", 4.3, 613),
    ("session-level-mismatch", 4.3, 306),
    ("low-session-level", 4.3, 306),
    ("introspects-all-tokens", 5.3, 863),
    // More people, addresses or data than the app needs.
    ("broad-scope", 6.3, 250),
    ("too-many-scopes", 4.3, 250),
    ("admin-profile-preauthorized", 6.3, 250),
    ("all-users-self-authorized", 5.4, 732),
    ("self-authorized-machine-flow", 6.3, 732),
    ("ip-relaxation-bypassed", 5.9, 1220),
    ("whole-internet-range", 5.9, 1220),
    ("private-address-range", 3.7, 1220),
    ("packaged-without-token-ip-allowlist", 5.4, 1220),
    // Signatures and encryption that protect less than they seem to.
    ("weak-certificate", 6.8, 326),
    ("expired-certificate", 4.8, 298),
    ("sha1-signature", 5.9, 328),
    ("saml-requests-unsigned", 4.8, 347),
    ("saml-assertions-unencrypted", 4.3, 311),
    ("saml-without-logout", 3.1, 613),
    ("full-push-content", 4.3, 200),
    // A milder check finds less.
    ("weakened-configuration", 5.3, 693),
];

impl Rule {
    /// How reports rank the rule.
    #[must_use]
    pub fn rank(&self) -> Rank {
        let known = SECURITY.iter().find(|(id, ..)| *id == self.id);
        let of_group = |group: &&super::Group| group.rules.iter().any(|rule| rule.id == self.id);
        let group = super::groups().iter().find(of_group).map(|group| group.id);
        let precision = match group {
            _ if JUDGED.contains(&self.id) => "medium",
            Some(group) if CERTAIN.contains(&group) => "very-high",
            _ => "high",
        };
        Rank {
            security: known.map(|(_, score, _)| *score),
            is_leak: LEAKS.contains(&self.id),
            precision,
            cwe: known.map(|(.., number)| *number),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::diagnostic::Severity;
    use crate::rules::{all_rules, groups, rule};

    #[test]
    fn ranks_speak_of_rules_that_there_are_each_once() {
        let ids: Vec<&str> = SECURITY.iter().map(|(id, ..)| *id).collect();
        assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), ids.len());
        for id in ids.iter().chain(JUDGED).chain(LEAKS) {
            assert!(rule(id).is_some_and(|rule| rule.id == *id), "{id}");
        }
        for (id, score, _) in SECURITY {
            assert!((0.1..=10.0).contains(score), "{id}");
        }
        for group in CERTAIN {
            assert!(groups().iter().any(|known| known.id == *group), "{group}");
        }
    }

    #[test]
    fn a_leak_is_critical() {
        for rule in all_rules() {
            let rank = rule.rank();
            let secrets = groups().iter().find(|group| group.id == "secrets").expect("it is there");
            if secrets.rules.iter().any(|known| known.id == rule.id) {
                assert_eq!(rule.severity == Severity::Error, rank.is_leak, "{}", rule.id);
                assert_eq!(rank.is_leak, rank.security >= Some(9.0), "{}", rule.id);
            }
            assert!(!rank.is_leak || rank.security >= Some(7.0), "{}", rule.id);
        }
    }
}
