use super::{Scopes, declare_rule, facts, may_use};
use crate::diagnostic::Safety;
use crate::rules::{Draft, FileContext, Findings};

declare_rule! {
    /// An app through which people log in has a scope that is for the integration user of a headless
    /// site only.
    ///
    /// ## Why
    /// With these scopes an app registers users, resets passwords and starts logins without a password,
    /// for anyone. They belong in an app of their own, with one integration user.
    ///
    /// ## Bad
    /// ```xml ecaOauth
    /// <commaSeparatedOauthScopes>Api, OpenID, ForgotPassword</commaSeparatedOauthScopes>
    /// ```
    ///
    /// ## Good
    /// ```xml ecaOauth
    /// <commaSeparatedOauthScopes>Api, OpenID</commaSeparatedOauthScopes>
    /// ```
    ///
    /// ## Good
    /// ```xml ecaOauth
    /// <commaSeparatedOauthScopes>Api, ForgotPassword, UserRegistration</commaSeparatedOauthScopes>
    /// ```
    /// ```xml ecaGlblOauth
    /// <isClientCredentialsFlowEnabled>true</isClientCredentialsFlowEnabled>
    /// ```
    "headless-only-scope",
    severity: Warning,
    sources: ["M-OAUTH"],
    fix: Unsafe,
    check: File(check),
}

fn check(context: &FileContext<'_>, findings: &mut Findings<'_>) {
    let Some(scopes) = Scopes::of(context.file) else { return };
    if is_for_integration_user(context) {
        return;
    }
    for (item, scope) in scopes.known().filter(|(_, scope)| scope.headless_only) {
        let message =
            format!("scope `{}` is for the integration user of a headless site only", scope.token);
        let help =
            "move it to a second app that uses the client credentials flow or the JWT bearer flow";
        findings.add(
            Draft::new(scopes.place(item), message, help)
                .maybe_fix(scopes.removal(item, Safety::Unsafe)),
        );
    }
}

/// Whether one user acts through the app by itself, and nobody logs in through it.
fn is_for_integration_user(context: &FileContext<'_>) -> bool {
    let facts = facts(context);
    may_use(facts.as_ref(), &["client-credentials", "jwt-bearer"])
        && !may_use(facts.as_ref(), &["code-and-credentials"])
}
