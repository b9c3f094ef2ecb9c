use super::{
    Scopes, declare_rule, facts, has_custom_scopes, is_all_left_out, without_client_credentials,
};
use crate::rules::{Draft, FileContext, Findings};
use crate::schema::names;

declare_rule! {
    /// The client credentials flow ignores every scope of the app.
    ///
    /// ## Why
    /// This flow ignores `Full`, `Web` and the scopes of refresh tokens. If the app has no others, the
    /// org answers `no valid scopes defined`, whatever the request asks for. This is so since Winter
    /// '26; older releases issued a token that gave access to nothing.
    ///
    /// ## Bad
    /// ```xml ecaOauth
    /// <commaSeparatedOauthScopes>Web, RefreshToken</commaSeparatedOauthScopes>
    /// ```
    /// ```xml ecaGlblOauth
    /// <isClientCredentialsFlowEnabled>true</isClientCredentialsFlowEnabled>
    /// ```
    ///
    /// ## Good
    /// ```xml ecaOauth
    /// <commaSeparatedOauthScopes>Api</commaSeparatedOauthScopes>
    /// ```
    /// ```xml ecaGlblOauth
    /// <isClientCredentialsFlowEnabled>true</isClientCredentialsFlowEnabled>
    /// ```
    "no-scope-for-client-credentials",
    severity: Warning,
    sources: ["O-CCSCOPE", "G-70839"],
    fix: None("to add a scope is to let the app do more, which its owner decides"),
    check: File(check),
}

fn check(context: &FileContext<'_>, findings: &mut Findings<'_>) {
    let (Some(scopes), Some(facts)) = (Scopes::of(context.file), facts(context)) else { return };
    // A list of nothing but scopes of refresh tokens has a finding of its own.
    let opens = scopes.known().any(|(_, scope)| !scope.refresh);
    if scopes.open || !opens || has_custom_scopes(Some(&facts)) {
        return;
    }
    if !is_all_left_out(&facts) {
        return;
    }
    let known = without_client_credentials().join("`, `");
    let mut draft = Draft::new(
        scopes.field.place(),
        "none of this app's scopes works in the client credentials flow; the org answers `no valid scopes defined`",
        format!("add a scope other than `{known}`, such as `Api`"),
    );
    if let Some(switch) = facts.field(names::GLOBAL_OAUTH, "isClientCredentialsFlowEnabled") {
        draft = draft.related(switch.place(), "the flow is switched on here");
    }
    findings.add(draft);
}
