use super::{against, declare_rule, listed};
use crate::rules::scopes::listed as listed_scopes;
use crate::rules::{FileContext, Findings};

declare_rule! {
    /// An app has a scope that is not in the team's list of allowed scopes.
    ///
    /// ## Why
    /// The list in `[policy]` says what apps of the team may ask for. A scope beyond it gives whoever
    /// holds a token of the app access that nobody in the team agreed to.
    ///
    /// It finds nothing unless `allowed-scopes` is set.
    ///
    /// ## Bad
    /// ```toml /ecaforge.toml
    /// [policy]
    /// allowed-scopes = ["Api", "RefreshToken"]
    /// ```
    /// ```xml ecaOauth
    /// <commaSeparatedOauthScopes>Api, Web, RefreshToken</commaSeparatedOauthScopes>
    /// ```
    ///
    /// ## Good
    /// ```toml /ecaforge.toml
    /// [policy]
    /// allowed-scopes = ["Api", "RefreshToken"]
    /// ```
    /// ```xml ecaOauth
    /// <commaSeparatedOauthScopes>Api</commaSeparatedOauthScopes>
    /// ```
    "policy-scope",
    severity: Warning,
    sources: ["TOOL"],
    fix: None("the app may need the scope, and the team has to decide"),
    check: File(check),
}

fn check(context: &FileContext<'_>, findings: &mut Findings<'_>) {
    let Some(key) = &context.policy.scopes else { return };
    let forbidden = context.policy.forbidden_scopes.as_ref().map(|key| key.value.as_slice());
    for (place, scope) in listed_scopes(context.file) {
        let token = scope.token.as_str();
        // A forbidden scope is the finding of another rule.
        if key.value.contains(&token) || forbidden.is_some_and(|list| list.contains(&token)) {
            continue;
        }
        let message = format!("the team policy does not allow the scope `{token}`");
        let help = match key.value.as_slice() {
            [] => format!("remove `{token}`: the policy allows no scope"),
            scopes => format!("remove `{token}`; the policy allows {}", listed(scopes)),
        };
        findings.add(against(key, place, message, help));
    }
}
