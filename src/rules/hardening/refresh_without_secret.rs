use super::declare_rule;
use crate::diagnostic::Safety;
use crate::rules::{AppContext, Draft, Findings, remedy};
use crate::schema::names;

declare_rule! {
    /// Clients keep a secret, but may use refresh tokens without it.
    ///
    /// ## Why
    /// A stolen refresh token is enough to get access tokens, although the clients of this app
    /// could prove who they are. Salesforce's hardening page asks for the secret in the refresh
    /// token flow.
    ///
    /// The profile `strict` makes this a warning.
    ///
    /// ## Bad
    /// ```xml eca
    /// <distributionState>Local</distributionState>
    /// ```
    /// ```xml ecaOauth
    /// <commaSeparatedOauthScopes>Api, RefreshToken</commaSeparatedOauthScopes>
    /// ```
    /// ```xml ecaGlblOauth
    /// <callbackUrl>https://billing.acme.io/callback</callbackUrl>
    /// <isConsumerSecretOptional>false</isConsumerSecretOptional>
    /// <isSecretRequiredForRefreshToken>false</isSecretRequiredForRefreshToken>
    /// ```
    ///
    /// ## Good
    /// ```xml eca
    /// <distributionState>Local</distributionState>
    /// ```
    /// ```xml ecaOauth
    /// <commaSeparatedOauthScopes>Api, RefreshToken</commaSeparatedOauthScopes>
    /// ```
    /// ```xml ecaGlblOauth
    /// <callbackUrl>https://billing.acme.io/callback</callbackUrl>
    /// <isConsumerSecretOptional>false</isConsumerSecretOptional>
    /// <isSecretRequiredForRefreshToken>true</isSecretRequiredForRefreshToken>
    /// ```
    ///
    /// ## Good
    /// The clients of this app cannot keep a secret.
    /// ```xml eca
    /// <distributionState>Local</distributionState>
    /// ```
    /// ```xml ecaOauth
    /// <commaSeparatedOauthScopes>Api, RefreshToken</commaSeparatedOauthScopes>
    /// ```
    /// ```xml ecaGlblOauth
    /// <callbackUrl>acme-billing://callback</callbackUrl>
    /// <isConsumerSecretOptional>true</isConsumerSecretOptional>
    /// <isSecretRequiredForRefreshToken>false</isSecretRequiredForRefreshToken>
    /// ```
    "refresh-without-secret",
    severity: Hint,
    sources: ["H-HARDEN", "M-GLB"],
    fix: Unsafe,
    check: App(check),
}

fn check(context: &AppContext<'_>, findings: &mut Findings<'_>) {
    let facts = context.facts();
    let Some(file) = context.file(names::GLOBAL_OAUTH) else { return };
    let element = "isSecretRequiredForRefreshToken";
    let off = file.field(element).filter(|field| field.boolean() == Some(false));
    let Some(field) = off else { return };
    if facts.has_refresh_scope() != Some(true)
        || facts.is_public_client() != Some(false)
        || facts.serves_cli()
        || facts.has_only_stand_in_callbacks()
    {
        return;
    }
    findings.add(
        Draft::new(
            field.place(),
            format!("`{element}` is `false`, so a stolen refresh token works without the secret"),
            format!("set `{element}` to `true`, and send the secret with each refresh"),
        )
        .maybe_fix(remedy::set(file, element, "true", Safety::Unsafe)),
    );
}
