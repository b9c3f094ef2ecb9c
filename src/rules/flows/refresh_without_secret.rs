use super::declare_rule;
use crate::diagnostic::Safety;
use crate::project::AppFacts;
use crate::rules::{AppContext, Draft, Findings, remedy};
use crate::schema::names;

declare_rule! {
    /// Clients log in with a secret, but can use refresh tokens without it.
    ///
    /// ## Why
    /// The clients of this app have a secret. If refresh tokens need none, a stolen refresh token is
    /// enough to get new access tokens, and the secret protects only the first login.
    ///
    /// ## Bad
    /// ```xml eca
    /// <distributionState>Local</distributionState>
    /// ```
    /// ```xml ecaGlblOauth
    /// <callbackUrl>https://billing.acme.io/callback</callbackUrl>
    /// <isConsumerSecretOptional>false</isConsumerSecretOptional>
    /// <isSecretRequiredForRefreshToken>false</isSecretRequiredForRefreshToken>
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
    /// <callbackUrl>https://billing.acme.io/callback</callbackUrl>
    /// <isConsumerSecretOptional>false</isConsumerSecretOptional>
    /// <isSecretRequiredForRefreshToken>true</isSecretRequiredForRefreshToken>
    /// ```
    /// ```xml ecaOauth
    /// <commaSeparatedOauthScopes>Api, RefreshToken</commaSeparatedOauthScopes>
    /// ```
    ///
    /// ## Good
    /// Devices log in without a secret, whatever `isConsumerSecretOptional` says of other logins.
    /// ```xml eca
    /// <distributionState>Local</distributionState>
    /// ```
    /// ```xml ecaGlblOauth
    /// <isDeviceFlowEnabled>true</isDeviceFlowEnabled>
    /// <isSecretRequiredForRefreshToken>false</isSecretRequiredForRefreshToken>
    /// ```
    /// ```xml ecaOauth
    /// <commaSeparatedOauthScopes>Api, RefreshToken</commaSeparatedOauthScopes>
    /// ```
    ///
    /// ## Good
    /// This app cannot get refresh tokens.
    /// ```xml eca
    /// <distributionState>Local</distributionState>
    /// ```
    /// ```xml ecaGlblOauth
    /// <callbackUrl>https://billing.acme.io/callback</callbackUrl>
    /// <isSecretRequiredForRefreshToken>false</isSecretRequiredForRefreshToken>
    /// ```
    /// ```xml ecaOauth
    /// <commaSeparatedOauthScopes>Api</commaSeparatedOauthScopes>
    /// ```
    "refresh-without-secret",
    severity: Warning,
    sources: ["H-HARDEN", "M-GLB"],
    fix: Unsafe,
    check: App(check),
}

fn check(context: &AppContext<'_>, findings: &mut Findings<'_>) {
    let facts = context.facts();
    let element = "isSecretRequiredForRefreshToken";
    let field = facts.field(names::GLOBAL_OAUTH, element);
    let Some(field) = field.filter(|field| field.boolean() == Some(false)) else { return };
    let no_tokens = facts.refresh_policy().is_some_and(|policy| policy.ends_at_once());
    if facts.is_public_client() != Some(false)
        || facts.has_refresh_scope() != Some(true)
        || no_tokens
        || has_other_public_clients(&facts)
    {
        return;
    }
    findings.add(
        Draft::new(
            field.place(),
            "clients log in with a secret, but can use refresh tokens without it",
            format!(
                "set `{element}` to `true`; only clients that cannot keep a secret do without one, and for \
                 them `isConsumerSecretOptional` is `true` too"
            ),
        )
        .maybe_fix(remedy::set(field.file, element, "true", Safety::Unsafe)),
    );
}

/// Whether clients without a secret get tokens in another way than by a login with a code: from a
/// device, or in exchange for another token.
fn has_other_public_clients(facts: &AppFacts<'_>) -> bool {
    let meant = |id: &str| facts.flow(id).is_some_and(|flow| flow.is_meant());
    let secret = facts.flag(names::GLOBAL_OAUTH, "isSecretRequiredForTokenExchange");
    meant("device") || meant("token-exchange") && secret == Some(false)
}
