use super::{Scopes, declare_rule};
use crate::diagnostic::Severity;
use crate::project::AppFacts;
use crate::rules::{AppContext, Draft, Findings};
use crate::schema::{Client, NeededScope, names, schema};

declare_rule! {
    /// An app has the callback of a known client, but not a scope that this client asks for.
    ///
    /// ## Why
    /// A client that asks for a scope which the app does not list is refused with `invalid_scope`.
    /// MCP clients ask for `MCP` to reach the servers that Salesforce hosts. `sf org open` turns the
    /// token of the Salesforce CLI into a browser session, which needs the scope `Web` or `Full`.
    /// Apps of the Mobile SDK need `Web` to show pages of the org.
    ///
    /// ## Bad
    /// ```xml eca
    /// <distributionState>Local</distributionState>
    /// ```
    /// ```xml ecaGlblOauth
    /// <callbackUrl>cursor://anysphere.cursor-mcp/oauth/callback</callbackUrl>
    /// <isNamedUserJwtEnabled>true</isNamedUserJwtEnabled>
    /// ```
    /// ```xml ecaOauth
    /// <commaSeparatedOauthScopes>Api, RefreshToken</commaSeparatedOauthScopes>
    /// ```
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
    /// Other clients use the callback of the CLI too, so it tells nothing next to another one.
    /// ```xml eca
    /// <distributionState>Local</distributionState>
    /// ```
    /// ```xml ecaGlblOauth
    /// <callbackUrl>https://billing.acme.io/callback
    /// http://localhost:1717/OauthRedirect</callbackUrl>
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
    "missing-client-scope",
    formerly: ["cli-without-web-scope"],
    severity: Hint,
    sources: ["H-MCP", "G-61017", "MOBSDK"],
    fix: None("which scopes the app may ask for is the owner's decision"),
    check: App(check),
}

fn check(context: &AppContext<'_>, findings: &mut Findings<'_>) {
    let facts = context.facts();
    let Some(scopes) = context.file(names::OAUTH_SETTINGS).and_then(Scopes::of) else { return };
    if scopes.open || scopes.known().next().is_none() {
        return;
    }
    for client in facts.clients() {
        for need in client.needs_scope.iter().filter(|need| !covers(&scopes, &need.token)) {
            findings.add(draft(&facts, &scopes, client, need));
        }
    }
}

/// Whether the scope is listed, or one that includes it.
fn covers(scopes: &Scopes<'_>, token: &str) -> bool {
    let includes = |token: &str| {
        scopes.known().any(|(_, scope)| scope.includes.iter().any(|one| one == token))
    };
    scopes.item(token).is_some() || includes(token)
}

fn draft(facts: &AppFacts<'_>, scopes: &Scopes<'_>, client: &Client, need: &NeededScope) -> Draft {
    let token = &need.token;
    let meaning = schema().scope(token).map(|scope| scope.meaning.as_str()).unwrap_or_default();
    let message =
        format!("this callback belongs to {}, but scope `{token}` is missing", client.title);
    let help = format!("add `{token}`, if the client {}", need.purpose);
    let severity = if need.grave { Severity::Warning } else { Severity::Hint };
    let draft = Draft::new(scopes.field.place(), message, help)
        .severity(severity)
        .why(format!("Scope `{token}`: {meaning} Without it, the org answers `invalid_scope`."));
    let Some(field) = facts.field(names::GLOBAL_OAUTH, "callbackUrl") else { return draft };
    let items = &field.callback_list().items;
    match items.iter().find(|item| client.has_callback(&item.text)) {
        Some(item) => draft.related(field.file.place(item.span), "the callback of the client"),
        None => draft,
    }
}
