use super::declare_rule;
use crate::diagnostic::Severity;
use crate::project::AppFacts;
use crate::rules::{AppContext, Draft, Findings};
use crate::schema::{Refusal, names};

declare_rule! {
    /// A switch of the app is on that a known client of the app does not work with.
    ///
    /// ## Why
    /// An app whose only callback is the one of the Salesforce CLI is for logins with
    /// `sf org login web`. The CLI does not store rotated refresh tokens, cannot use `DPoP`,
    /// and deploys over SOAP, which was seen to refuse JWT access tokens.
    ///
    /// ## Bad
    /// ```xml eca
    /// <distributionState>Local</distributionState>
    /// ```
    /// ```xml ecaGlblOauth
    /// <callbackUrl>http://localhost:1717/OauthRedirect</callbackUrl>
    /// <isNamedUserJwtEnabled>true</isNamedUserJwtEnabled>
    /// ```
    ///
    /// ## Bad
    /// ```xml eca
    /// <distributionState>Local</distributionState>
    /// ```
    /// ```xml ecaGlblOauth
    /// <callbackUrl>http://localhost:1717/OauthRedirect</callbackUrl>
    /// <isRefreshTokenRotationEnabled>true</isRefreshTokenRotationEnabled>
    /// ```
    ///
    /// ## Good
    /// ```xml eca
    /// <distributionState>Local</distributionState>
    /// ```
    /// ```xml ecaGlblOauth
    /// <callbackUrl>http://localhost:1717/OauthRedirect</callbackUrl>
    /// <isNamedUserJwtEnabled>false</isNamedUserJwtEnabled>
    /// ```
    ///
    /// ## Good
    /// This app is for another client as well.
    /// ```xml eca
    /// <distributionState>Local</distributionState>
    /// ```
    /// ```xml ecaGlblOauth
    /// <callbackUrl>https://billing.acme.io/callback
    /// http://localhost:1717/OauthRedirect</callbackUrl>
    /// <isRefreshTokenRotationEnabled>true</isRefreshTokenRotationEnabled>
    /// ```
    "setting-refused-by-client",
    formerly: ["jwt-access-tokens-and-sf", "cli-with-jwt-tokens"],
    severity: Hint,
    sources: ["CLI-ROTATION", "H-DPOP", "G-58096", "M-GLB"],
    fix: None("turning a protection off, or splitting the app, is the owner's decision"),
    check: App(check),
}

fn check(context: &AppContext<'_>, findings: &mut Findings<'_>) {
    let facts = context.facts();
    for refusal in facts.clients().flat_map(|client| &client.refuses) {
        let on = facts.field(names::GLOBAL_OAUTH, &refusal.element);
        let Some(field) = on.filter(|field| field.boolean() == Some(true)) else { continue };
        if is_spared(&facts, refusal) {
            continue;
        }
        let severity = if refusal.grave { Severity::Warning } else { Severity::Hint };
        let message = format!("`{}` is on, but {}", refusal.element, refusal.problem);
        findings.add(
            Draft::new(field.place(), message, refusal.help).severity(severity).why(refusal.effect),
        );
    }
}

/// Whether the app logs in with a certificate, where the refusal is for logins in a browser.
fn is_spared(facts: &AppFacts<'_>, refusal: &Refusal) -> bool {
    refusal.not_with_certificate && facts.field(names::GLOBAL_OAUTH, "certificate").is_some()
}
