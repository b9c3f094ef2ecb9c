use super::declare_rule;
use crate::project::facts::effective;
use crate::rules::{AppContext, Draft, Findings};
use crate::schema::{JwtLifetime, Text, names, schema};

declare_rule! {
    /// JWT access tokens have a custom timeout, but the minutes are missing.
    ///
    /// ## Why
    /// `Custom` needs a number of minutes. Salesforce's own migration writes files without one, so
    /// orgs accept them, but how long such tokens are valid is not documented.
    ///
    /// ## Bad
    /// ```xml eca
    /// <distributionState>Local</distributionState>
    /// ```
    /// ```xml ecaGlblOauth
    /// <isNamedUserJwtEnabled>true</isNamedUserJwtEnabled>
    /// ```
    /// ```xml ecaOauthPlcy
    /// <namedUserJwtSessionTimeoutType>Custom</namedUserJwtSessionTimeoutType>
    /// ```
    ///
    /// ## Bad
    /// ```xml eca
    /// <distributionState>Local</distributionState>
    /// ```
    /// ```xml ecaGlblOauth
    /// <isNamedUserJwtEnabled>true</isNamedUserJwtEnabled>
    /// ```
    /// ```xml ecaOauthPlcy
    /// <guestJwtSessionTimeoutType>Custom</guestJwtSessionTimeoutType>
    /// <isGuestCodeCredFlowEnabled>true</isGuestCodeCredFlowEnabled>
    /// ```
    ///
    /// ## Good
    /// Without JWT access tokens, nothing is missing.
    /// ```xml eca
    /// <distributionState>Local</distributionState>
    /// ```
    /// ```xml ecaGlblOauth
    /// <isNamedUserJwtEnabled>false</isNamedUserJwtEnabled>
    /// ```
    /// ```xml ecaOauthPlcy
    /// <namedUserJwtSessionTimeoutType>Custom</namedUserJwtSessionTimeoutType>
    /// ```
    "jwt-timeout-without-minutes",
    severity: Hint,
    sources: ["M-OPLCY", "O-RETRIEVED"],
    fix: None("how long tokens should be valid is for the owner of the app to say"),
    check: App(check),
    types: [names::OAUTH_POLICIES],
}

fn check(context: &AppContext<'_>, findings: &mut Findings<'_>) {
    let Some(file) = context.file(names::OAUTH_POLICIES) else { return };
    let facts = context.facts();
    let jwt = facts.issues_jwt_tokens() == Some(true);
    let is_on = |switch: &Text| facts.flag(names::OAUTH_POLICIES, switch) == Some(true);
    let used = |lifetime: &&JwtLifetime| jwt && lifetime.switch.as_ref().is_none_or(is_on);
    for lifetime in schema().jwt_lifetimes.iter().filter(used) {
        let (kind, minutes) = (&lifetime.kind, &lifetime.minutes);
        let Some(field) = file.field(kind) else { continue };
        let custom = effective(file, kind).is_some_and(|kind| lifetime.own == *kind);
        let missing = file.field(minutes).is_none_or(|field| field.is_empty());
        if custom && missing && file.document.faults.is_empty() {
            findings.add(Draft::new(
                field.place(),
                format!("`{kind}` is `{}`, but `{minutes}` is missing", lifetime.own),
                format!("add `{minutes}`, such as `15`, or set `{kind}` to `{}`", lifetime.session),
            ));
        }
    }
}
