use super::{Scopes, declare_rule};
use crate::rules::{Draft, FileContext, Findings};

declare_rule! {
    /// A scope is there without the other one that the same use needs.
    ///
    /// ## Why
    /// Some products ask for scopes in pairs: the Agent API takes only tokens that hold both
    /// `Chatbot` and `SFApiPlatform`, and hybrid mobile apps open their sessions with both
    /// `Lightning` and `Content`. The first was observed in live orgs.
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
    sources: ["M-OAUTH", "G-63136"],
    fix: Unsafe,
    check: File(check),
}

/// Scope, what it needs beside it, and for what.
const PAIRS: &[(&str, &str, &str)] = &[
    ("Chatbot", "SFApiPlatform", "the Agent API"),
    ("Lightning", "Content", "hybrid mobile apps"),
    ("Content", "Lightning", "hybrid mobile apps"),
];

fn check(context: &FileContext<'_>, findings: &mut Findings<'_>) {
    let Some(scopes) = Scopes::of(context.file) else { return };
    if scopes.open || !context.file.document.faults.is_empty() {
        return;
    }
    let covered = |token: &str| scopes.known().any(|(_, s)| s.includes.iter().any(|i| i == token));
    for (token, companion, purpose) in PAIRS {
        let Some(item) = scopes.item(token) else { continue };
        if scopes.item(companion).is_some() || covered(companion) {
            continue;
        }
        let message = format!("scope `{token}` is there without `{companion}`");
        let help = format!("add `{companion}`, if the app is for {purpose}");
        findings.add(
            Draft::new(scopes.place(item), message, help).maybe_fix(scopes.addition(companion)),
        );
    }
}
