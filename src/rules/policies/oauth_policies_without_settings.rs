use super::declare_rule;
use crate::project::ProjectKind;
use crate::rules::{AppContext, Draft, Findings};
use crate::schema::{names, schema};

declare_rule! {
    /// An app has OAuth policies, but no OAuth settings.
    ///
    /// ## Why
    /// The policies belong to the OAuth plugin, which an app has only with OAuth settings and global
    /// OAuth settings. Without them the deploy fails or the policies have no effect.
    ///
    /// ## Bad
    /// ```xml eca
    /// <distributionState>Local</distributionState>
    /// ```
    /// ```xml ecaOauthPlcy
    /// <permittedUsersPolicyType>AdminApprovedPreAuthorized</permittedUsersPolicyType>
    /// ```
    ///
    /// ## Good
    /// ```xml eca
    /// <distributionState>Local</distributionState>
    /// ```
    /// ```xml ecaOauth
    /// <commaSeparatedOauthScopes>Api</commaSeparatedOauthScopes>
    /// ```
    /// ```xml ecaOauthPlcy
    /// <permittedUsersPolicyType>AdminApprovedPreAuthorized</permittedUsersPolicyType>
    /// ```
    ///
    /// ## Good
    /// The app is in an installed package, which contains its settings.
    /// ```xml eca
    /// <distributionState>Managed</distributionState>
    /// ```
    /// ```xml ecaOauthPlcy
    /// <permittedUsersPolicyType>AdminApprovedPreAuthorized</permittedUsersPolicyType>
    /// ```
    "oauth-policies-without-settings",
    severity: Warning,
    sources: ["H-POLICIES", "M-OPLCY"],
    fix: None("the policies do not say which scopes and callback URLs the app needs"),
    check: App(check),
}

fn check(context: &AppContext<'_>, findings: &mut Findings<'_>) {
    let facts = context.facts();
    let Some(policies) = context.file(names::OAUTH_POLICIES) else { return };
    // Installed apps have neither of the two states that a project can create.
    if context.project.kind == ProjectKind::Loose || facts.distribution().is_none() {
        return;
    }
    let types = [names::OAUTH_SETTINGS, names::GLOBAL_OAUTH];
    let hidden = |name: &&str| context.project.ignored.iter().any(|i| i.type_name == *name);
    let there = |name: &&str| facts.file(name).is_some() || facts.is_perhaps_elsewhere(name);
    if types.iter().any(|name| there(name) || hidden(name)) {
        return;
    }
    let name = &context.app.name;
    let file = |type_name: &str| schema().types.get(type_name).map(|t| t.file_name(name));
    let wanted: Vec<String> =
        types.iter().filter_map(|name| file(name)).map(|file| format!("`{file}`")).collect();
    findings.add(Draft::new(
        policies.head(),
        format!("the app `{name}` has OAuth policies, but no OAuth settings"),
        format!("add {}, or remove the OAuth policies", wanted.join(" and ")),
    ));
}
