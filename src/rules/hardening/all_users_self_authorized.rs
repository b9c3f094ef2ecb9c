use super::declare_rule;
use crate::project::facts::{FlowFacts, permitted_users};
use crate::rules::{AppContext, Draft, Findings};
use crate::schema::{PermittedUsers, names};

declare_rule! {
    /// Every user of the org may approve the app.
    ///
    /// ## Why
    /// Each user decides alone whether the app may use their data, and an attacker needs to
    /// convince only one of them. Salesforce's hardening page asks for users whom an administrator
    /// approved.
    ///
    /// Runs in the profile `strict` only.
    ///
    /// ## Bad
    /// ```xml eca
    /// <distributionState>Local</distributionState>
    /// ```
    /// ```xml ecaOauthPlcy
    /// <permittedUsersPolicyType>AllSelfAuthorized</permittedUsersPolicyType>
    /// ```
    ///
    /// ## Bad
    /// This is the default.
    /// ```xml eca
    /// <distributionState>Local</distributionState>
    /// ```
    /// ```xml ecaOauthPlcy
    /// <requiredSessionLevel>STANDARD</requiredSessionLevel>
    /// ```
    ///
    /// ## Good
    /// ```xml eca
    /// <distributionState>Local</distributionState>
    /// ```
    /// ```xml ecaOauthPlcy
    /// <commaSeparatedPermissionSet>Billing_Access</commaSeparatedPermissionSet>
    /// <permittedUsersPolicyType>AdminApprovedPreAuthorized</permittedUsersPolicyType>
    /// ```
    "all-users-self-authorized",
    severity: Warning,
    sources: ["H-HARDEN", "M-OPLCY"],
    fix: None("nobody could log in until permission sets or profiles are chosen"),
    check: App(check),
    types: [names::OAUTH_POLICIES],
    only_in: ["strict"],
}

fn check(context: &AppContext<'_>, findings: &mut Findings<'_>) {
    let Some(file) = context.file(names::OAUTH_POLICIES) else { return };
    if permitted_users(file) != Some(PermittedUsers::SelfAuthorized)
        || !file.document.faults.is_empty()
    {
        return;
    }
    // A flow without a user cannot work like this; another rule reports it.
    if context.facts().flows().any(|flow| flow.flow.machine && FlowFacts::is_on(&flow)) {
        return;
    }
    let field = file.field("permittedUsersPolicyType");
    let place = field.map_or_else(|| file.head(), |field| field.place());
    findings.add(Draft::new(
        place,
        "every user of the org may approve the app (`AllSelfAuthorized`)",
        "set `permittedUsersPolicyType` to `AdminApprovedPreAuthorized`, and list the permission set \
         of the app's users in `commaSeparatedPermissionSet`",
    ));
}
