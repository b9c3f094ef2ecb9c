use super::{Scopes, declare_rule};
use crate::rules::{AppContext, Draft, Findings};
use crate::schema::names;

declare_rule! {
    /// An app that the Salesforce CLI seems to log in with has no scope for browser sessions.
    ///
    /// ## Why
    /// `sf org open` turns the token of the CLI into a browser session, which needs the scope `Web`
    /// or `Full`. Observed in live orgs: with `Api` and `RefreshToken` alone it is refused, although
    /// the login worked.
    ///
    /// ## Bad
    /// ```xml eca
    /// <distributionState>Local</distributionState>
    /// ```
    /// ```xml ecaGlblOauth
    /// <callbackUrl>http://localhost:1717/OauthRedirect</callbackUrl>
    /// ```
    /// ```xml ecaOauth
    /// <commaSeparatedOauthScopes>Api, RefreshToken</commaSeparatedOauthScopes>
    /// ```
    ///
    /// ## Good
    /// ```xml eca
    /// <distributionState>Local</distributionState>
    /// ```
    /// ```xml ecaGlblOauth
    /// <callbackUrl>http://localhost:1717/OauthRedirect</callbackUrl>
    /// ```
    /// ```xml ecaOauth
    /// <commaSeparatedOauthScopes>Api, RefreshToken, Web</commaSeparatedOauthScopes>
    /// ```
    "cli-without-web-scope",
    severity: Hint,
    sources: ["G-61017"],
    fix: None("to add a scope is to let the app do more, which its owner decides"),
    check: App(check),
}

fn check(context: &AppContext<'_>, findings: &mut Findings<'_>) {
    let facts = context.facts();
    let Some(scopes) = context.file(names::OAUTH_SETTINGS).and_then(Scopes::of) else { return };
    let opens_browser = |token| scopes.item(token).is_some();
    let judged = facts.serves_cli() && !scopes.open && scopes.known().next().is_some();
    if !judged || opens_browser("Web") || opens_browser("Full") {
        return;
    }
    let mut draft = Draft::new(
        scopes.field.place(),
        "the Salesforce CLI cannot open the org in a browser: no scope allows it",
        "add `Web`, if people use `sf org open` with this app",
    );
    if let Some(callback) = facts.field(names::GLOBAL_OAUTH, "callbackUrl") {
        draft = draft.related(callback.place(), "the callback of the Salesforce CLI");
    }
    findings.add(draft);
}
