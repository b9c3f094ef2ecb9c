use super::{Scopes, declare_rule};
use crate::rules::{Draft, FileContext, Findings};

declare_rule! {
    /// A scope is listed without the other one that the same use needs.
    ///
    /// ## Why
    /// Some products ask for scopes in pairs. The Agent API takes only tokens with both `Chatbot`
    /// and `SFApiPlatform`, and hybrid mobile apps open their sessions with both `Lightning` and
    /// `Content`.
    ///
    /// ## Bad
    /// ```xml ecaOauth
    /// <commaSeparatedOauthScopes>Api, Chatbot</commaSeparatedOauthScopes>
    /// ```
    ///
    /// ## Bad
    /// ```xml ecaOauth
    /// <commaSeparatedOauthScopes>Api, Web, Lightning, RefreshToken</commaSeparatedOauthScopes>
    /// ```
    ///
    /// ## Good
    /// ```xml ecaOauth
    /// <commaSeparatedOauthScopes>Api, Chatbot, SFApiPlatform</commaSeparatedOauthScopes>
    /// ```
    "missing-companion-scope",
    severity: Hint,
    sources: ["AGENT-API", "M-OAUTH", "G-63136"],
    fix: None("a scope more lets the app do more, which its owner decides"),
    check: File(check),
}

fn check(context: &FileContext<'_>, findings: &mut Findings<'_>) {
    let Some(scopes) = Scopes::of(context.file) else { return };
    if scopes.open || !context.file.document.faults.is_empty() {
        return;
    }
    let covered = |token: &str| scopes.known().any(|(_, s)| s.includes.iter().any(|i| i == token));
    for (item, scope) in scopes.known() {
        let Some(companion) = &scope.companion else { continue };
        let (token, needed) = (&scope.token, &companion.token);
        if scopes.item(needed).is_some() || covered(needed) {
            continue;
        }
        let message = format!(
            "scope `{token}` is listed without `{needed}`; {} need both",
            companion.purpose
        );
        let help = format!("add `{needed}`, if the app is for {}", companion.purpose);
        findings.add(Draft::new(scopes.place(item), message, help));
    }
}
