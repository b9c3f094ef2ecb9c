use super::{Scopes, declare_rule, facts, global};
use crate::diagnostic::{Fix, Safety, Severity};
use crate::rules::fixes::{insert_element, replace_value};
use crate::rules::{Draft, FileContext, Findings};

declare_rule! {
    /// A scope is for APIs that take JWT access tokens, but the app hands out opaque ones.
    ///
    /// ## Why
    /// The Agent API and the MCP servers that Salesforce hosts refuse opaque access tokens; the
    /// login works, and then each call fails. Observed in live orgs.
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
    severity: Hint,
    sources: ["G-63136", "G-59106"],
    fix: Unsafe,
    check: File(check),
}

fn check(context: &FileContext<'_>, findings: &mut Findings<'_>) {
    let Some(scopes) = Scopes::of(context.file) else { return };
    let facts = facts(context);
    let Some(global) = global(facts.as_ref()) else { return };
    let Some(root) = global.root().filter(|_| global.document.faults.is_empty()) else { return };
    if global.flag("isNamedUserJwtEnabled") != Some(false) {
        return;
    }
    let agent = scopes.item("Chatbot").filter(|_| scopes.item("SFApiPlatform").is_some());
    let (item, severity, purpose) = match (agent, scopes.item("MCP")) {
        (Some(item), _) => (item, Severity::Warning, "the Agent API"),
        (None, Some(item)) => (item, Severity::Hint, "hosted MCP servers"),
        (None, None) => return,
    };
    let switch = global.field("isNamedUserJwtEnabled");
    let edit = switch.map_or_else(
        || insert_element(global, root, "isNamedUserJwtEnabled", "true"),
        |field| replace_value(&field, "true"),
    );
    let title = "set `isNamedUserJwtEnabled` to `true`";
    let message = format!("scope `{}` is there, but access tokens are not JWTs", item.text);
    let help = format!("set `isNamedUserJwtEnabled` to `true`, if the app is for {purpose}");
    let place = switch.map_or_else(|| global.head(), |field| field.place());
    findings.add(
        Draft::new(scopes.place(item), message, help)
            .severity(severity)
            .related(place, "JWT access tokens are off here")
            .fix(Fix::edit(title, Safety::Unsafe, &global.path, edit)),
    );
}
