use super::{against, declare_rule};
use crate::rules::scopes::listed as listed_scopes;
use crate::rules::{FileContext, Findings};

declare_rule! {
    /// An app has a scope that the team policy forbids.
    ///
    /// ## Why
    /// The team decided that no app may have this scope, because of what a stolen token with it can
    /// do.
    ///
    /// It finds nothing unless `forbidden-scopes` is set.
    ///
    /// ## Bad
    /// ```toml /ecaforge.toml
    /// [policy]
    /// forbidden-scopes = ["Full", "Web"]
    /// ```
    /// ```xml ecaOauth
    /// <commaSeparatedOauthScopes>Api, Web</commaSeparatedOauthScopes>
    /// ```
    ///
    /// ## Good
    /// ```toml /ecaforge.toml
    /// [policy]
    /// forbidden-scopes = ["Full", "Web"]
    /// ```
    /// ```xml ecaOauth
    /// <commaSeparatedOauthScopes>Api</commaSeparatedOauthScopes>
    /// ```
    "policy-forbidden-scope",
    severity: Warning,
    sources: ["TOOL"],
    fix: None("the app may need the scope, and the team has to decide"),
    check: File(check),
}

fn check(context: &FileContext<'_>, findings: &mut Findings<'_>) {
    let Some(key) = &context.policy.forbidden_scopes else { return };
    for (place, scope) in listed_scopes(context.file) {
        let token = scope.token.as_str();
        if key.value.contains(&token) {
            let message = format!("the team policy forbids the scope `{token}`");
            let help = format!("remove `{token}`, and list narrower scopes instead");
            findings.add(against(key, place, message, help));
        }
    }
}
