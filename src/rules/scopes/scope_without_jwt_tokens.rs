use super::{Scopes, declare_rule, facts};
use crate::diagnostic::{Place, Safety};
use crate::project::MetadataFile;
use crate::rules::{Draft, FileContext, Findings, remedy};
use crate::schema::{Client, names};

declare_rule! {
    /// The app is for APIs that take only JWT access tokens, but it issues opaque ones.
    ///
    /// ## Why
    /// The Agent API and the MCP servers that Salesforce hosts refuse opaque access tokens. The
    /// login works, and then each call fails, for instance with `INVALID_JWT_FORMAT`. The scopes or
    /// the callback of the app tell what it is for.
    ///
    /// ## Bad
    /// ```xml ecaOauth
    /// <commaSeparatedOauthScopes>Api, Chatbot, SFApiPlatform</commaSeparatedOauthScopes>
    /// ```
    /// ```xml ecaGlblOauth
    /// <isNamedUserJwtEnabled>false</isNamedUserJwtEnabled>
    /// ```
    ///
    /// ## Bad
    /// ```xml ecaOauth
    /// <commaSeparatedOauthScopes>MCP, RefreshToken</commaSeparatedOauthScopes>
    /// ```
    /// ```xml ecaGlblOauth
    /// <callbackUrl>cursor://anysphere.cursor-mcp/oauth/callback</callbackUrl>
    /// ```
    ///
    /// ## Good
    /// ```xml ecaOauth
    /// <commaSeparatedOauthScopes>MCP, RefreshToken</commaSeparatedOauthScopes>
    /// ```
    /// ```xml ecaGlblOauth
    /// <isNamedUserJwtEnabled>true</isNamedUserJwtEnabled>
    /// ```
    "scope-without-jwt-tokens",
    severity: Warning,
    sources: ["H-MCP", "AGENT-API", "G-63136", "G-59106"],
    fix: Unsafe,
    check: File(check),
}

const SWITCH: &str = "isNamedUserJwtEnabled";

fn check(context: &FileContext<'_>, findings: &mut Findings<'_>) {
    let global = context.file;
    if global.metadata_type.name != names::GLOBAL_OAUTH {
        return;
    }
    let Some(facts) = facts(context) else { return };
    if !global.document.faults.is_empty() || global.flag(SWITCH) != Some(false) {
        return;
    }
    let takes_jwts = |client: &&Client| client.jwt_tokens.is_some();
    let clients: Vec<&Client> = facts.clients().filter(takes_jwts).collect();
    let Some(first) = clients.first() else { return };
    let purposes: Vec<&str> =
        clients.iter().filter_map(|client| client.jwt_tokens.as_deref()).collect();
    let purpose = purposes.join(" and ");
    let scopes = facts.file(names::OAUTH_SETTINGS).and_then(Scopes::of);
    let place = global.field(SWITCH).map_or_else(|| global.head(), |field| field.place());
    let message = format!(
        "this app issues opaque access tokens, but calls of {purpose} need JWTs (`{SWITCH}` is off)"
    );
    let help = format!("set `{SWITCH}` to `true`, if the app is for {purpose}");
    let mut draft = Draft::new(place, message, help).maybe_fix(remedy::set(
        global,
        SWITCH,
        "true",
        Safety::Unsafe,
    ));
    if let Some(told) = evidence(first, scopes.as_ref(), global) {
        draft = draft.related(told, "this shows what the app is for");
    }
    findings.add(draft);
}

/// What tells that the app is for the client: its scope, else its callback.
fn evidence(client: &Client, scopes: Option<&Scopes<'_>>, global: &MetadataFile) -> Option<Place> {
    let scope = scopes.and_then(|scopes| {
        let item = client.told_by_scopes.iter().find_map(|token| scopes.item(token))?;
        Some(scopes.place(item))
    });
    scope.or_else(|| {
        let field = global.field("callbackUrl")?;
        let items = &field.callback_list().items;
        let item = items.iter().find(|item| client.has_callback(&item.text))?;
        Some(global.place(item.span))
    })
}
