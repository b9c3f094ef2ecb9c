use super::declare_rule;
use crate::rules::{AppContext, Draft, Findings};
use crate::schema::{Distribution, names};

declare_rule! {
    /// An app has policies of a plugin, but not the settings of that plugin.
    ///
    /// ## Why
    /// Policies restrict what the settings allow. Without the settings the plugin does not exist, and
    /// a deploy of the policies to a new org fails or has no effect.
    ///
    /// ## Bad
    /// ```xml eca
    /// <distributionState>Local</distributionState>
    /// ```
    /// ```xml ecaOauthPlcy
    /// <permittedUsersPolicyType>AdminApprovedPreAuthorized</permittedUsersPolicyType>
    /// ```
    ///
    /// ## Bad
    /// ```xml eca
    /// <distributionState>Local</distributionState>
    /// ```
    /// ```xml ecaPushPlcy
    /// <isFullContent>false</isFullContent>
    /// ```
    ///
    /// ## Bad
    /// ```xml eca
    /// <distributionState>Local</distributionState>
    /// ```
    /// ```xml ecaMobilePlcy
    /// <screenLockTimeout>Never</screenLockTimeout>
    /// ```
    ///
    /// ## Good
    /// ```xml eca
    /// <distributionState>Local</distributionState>
    /// ```
    /// ```xml ecaOauth
    /// <commaSeparatedOauthScopes>Api, RefreshToken</commaSeparatedOauthScopes>
    /// ```
    /// ```xml ecaOauthPlcy
    /// <permittedUsersPolicyType>AdminApprovedPreAuthorized</permittedUsersPolicyType>
    /// ```
    ///
    /// ## Good
    /// The settings of an installed package stay in the org of its owner.
    /// ```xml eca
    /// <distributionState>Managed</distributionState>
    /// ```
    /// ```xml ecaOauthPlcy
    /// <permittedUsersPolicyType>AdminApprovedPreAuthorized</permittedUsersPolicyType>
    /// ```
    "policies-without-settings",
    severity: Warning,
    sources: ["H-POLICIES", "M-PUSHP", "M-MOBP"],
    fix: None("the settings are not in the project"),
    check: App(check),
}

/// Policies, and any of the settings that they belong to.
const PAIRS: &[(&str, &[&str])] = &[
    (names::OAUTH_POLICIES, &[names::OAUTH_SETTINGS, names::GLOBAL_OAUTH]),
    (names::PUSH_POLICIES, &[names::PUSH_SETTINGS]),
    (names::MOBILE_POLICIES, &[names::MOBILE_SETTINGS]),
];

fn check(context: &AppContext<'_>, findings: &mut Findings<'_>) {
    let facts = context.facts();
    // An installed app has a state that no source can have; its settings are elsewhere.
    if facts.distribution().is_none() && context.header.value("distributionState").is_some() {
        return;
    }
    let place = match facts.distribution() {
        Some(Distribution::Packaged) => "; those of a packaged app are retrieved from its org",
        _ => "",
    };
    for (policies, settings) in PAIRS {
        let Some(file) = context.file(policies) else { continue };
        let there = |name: &&str| context.file(name).is_some() || facts.is_perhaps_elsewhere(name);
        if settings.iter().any(there) {
            continue;
        }
        let missing = settings.first().and_then(|name| crate::schema::schema().types.get(name));
        let Some(missing) = missing.map(|known| known.title.as_str()) else { continue };
        let title = &file.metadata_type.title;
        findings.add(Draft::new(
            file.head(),
            format!("the app has {title}, but no {missing} in this project"),
            format!("add the {missing} of the app{place}, or remove the {title}"),
        ));
    }
}
