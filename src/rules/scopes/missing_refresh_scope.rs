use super::{MACHINE_FLOWS, Scopes, declare_rule, facts, may_use};
use crate::project::AppFacts;
use crate::rules::{Draft, FileContext, Findings};

declare_rule! {
    /// Clients with these scopes stay logged in, but no scope allows refresh tokens.
    ///
    /// ## Why
    /// The org issues refresh tokens only with `RefreshToken` or `OfflineAccess`; `Full` does not
    /// include them. Without one, users must log in again whenever their session ends.
    ///
    /// ## Bad
    /// ```xml ecaOauth
    /// <commaSeparatedOauthScopes>MCP</commaSeparatedOauthScopes>
    /// ```
    ///
    /// ## Bad
    /// ```xml ecaOauth
    /// <commaSeparatedOauthScopes>Full</commaSeparatedOauthScopes>
    /// ```
    ///
    /// ## Good
    /// ```xml ecaOauth
    /// <commaSeparatedOauthScopes>MCP, RefreshToken</commaSeparatedOauthScopes>
    /// ```
    ///
    /// ## Good
    /// A login without refresh tokens is a choice of its own.
    /// ```xml ecaOauth
    /// <commaSeparatedOauthScopes>Api, OpenID</commaSeparatedOauthScopes>
    /// ```
    /// ```xml ecaGlblOauth
    /// <isRefreshTokenRotationEnabled>true</isRefreshTokenRotationEnabled>
    /// ```
    "missing-refresh-scope",
    severity: Hint,
    sources: ["M-OAUTH", "INFALLIBLE", "G-59106"],
    fix: None("to add a scope is to let the app do more, which its owner decides"),
    check: File(check),
}

fn check(context: &FileContext<'_>, findings: &mut Findings<'_>) {
    let Some(scopes) = Scopes::of(context.file) else { return };
    let facts = facts(context);
    let may_grow = scopes.open || !context.file.document.faults.is_empty();
    if may_grow || scopes.can_refresh() || may_use(facts.as_ref(), MACHINE_FLOWS) {
        return;
    }
    let policy = facts.as_ref().and_then(AppFacts::refresh_policy);
    if policy.is_some_and(|policy| policy.ends_at_once()) {
        // The app is to have no refresh tokens; a rule on policies speaks of what contradicts that.
        return;
    }
    let message = if scopes.item("MCP").is_some() {
        "clients of hosted MCP servers ask for a refresh token, and no scope here allows it"
    } else if scopes.item("Full").is_some() {
        "`Full` does not include refresh tokens"
    } else {
        return;
    };
    let help = "add `RefreshToken` if the app should stay logged in while the user is away";
    findings.add(Draft::new(scopes.field.place(), message, help));
}
