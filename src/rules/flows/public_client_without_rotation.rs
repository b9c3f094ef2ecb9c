use super::declare_rule;
use crate::diagnostic::Safety;
use crate::rules::{AppContext, Draft, Findings, remedy};
use crate::schema::names;

declare_rule! {
    /// A client without a secret gets refresh tokens that are never replaced.
    ///
    /// ## Why
    /// Nothing but the refresh token itself is needed to use it, so a stolen one works until it
    /// expires, and nobody notices. With rotation, the second use of a token gives the theft away.
    ///
    /// ## Bad
    /// ```xml eca
    /// <distributionState>Local</distributionState>
    /// ```
    /// ```xml ecaGlblOauth
    /// <callbackUrl>https://billing.acme.io/callback</callbackUrl>
    /// <isConsumerSecretOptional>true</isConsumerSecretOptional>
    /// <isRefreshTokenRotationEnabled>false</isRefreshTokenRotationEnabled>
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
    /// <isConsumerSecretOptional>true</isConsumerSecretOptional>
    /// <isRefreshTokenRotationEnabled>true</isRefreshTokenRotationEnabled>
    /// <isSecretRequiredForRefreshToken>false</isSecretRequiredForRefreshToken>
    /// ```
    /// ```xml ecaOauth
    /// <commaSeparatedOauthScopes>Api, RefreshToken</commaSeparatedOauthScopes>
    /// ```
    ///
    /// ## Good
    /// The Salesforce CLI does not store rotated tokens.
    /// ```xml eca
    /// <distributionState>Local</distributionState>
    /// ```
    /// ```xml ecaGlblOauth
    /// <callbackUrl>http://localhost:1717/OauthRedirect</callbackUrl>
    /// <isConsumerSecretOptional>true</isConsumerSecretOptional>
    /// <isRefreshTokenRotationEnabled>false</isRefreshTokenRotationEnabled>
    /// <isSecretRequiredForRefreshToken>false</isSecretRequiredForRefreshToken>
    /// ```
    /// ```xml ecaOauth
    /// <commaSeparatedOauthScopes>Api, RefreshToken</commaSeparatedOauthScopes>
    /// ```
    "public-client-without-rotation",
    severity: Warning,
    sources: ["RFC9700", "M-GLB", "SECURE"],
    fix: Unsafe,
    check: App(check),
}

fn check(context: &AppContext<'_>, findings: &mut Findings<'_>) {
    let facts = context.facts();
    let element = "isRefreshTokenRotationEnabled";
    let flag = |name| facts.flag(names::GLOBAL_OAUTH, name);
    let Some(file) = facts.file(names::GLOBAL_OAUTH) else { return };
    let tied_to_key = flag("isDPopEnabled") == Some(true);
    let no_tokens = facts.refresh_policy().is_some_and(|policy| policy.ends_at_once());
    if facts.is_public_client() != Some(true)
        || facts.has_refresh_scope() != Some(true)
        || flag(element) != Some(false)
        || flag("isSecretRequiredForRefreshToken") == Some(true)
        || tied_to_key
        || no_tokens
        || !facts.can_write(names::GLOBAL_OAUTH, element)
        || facts.serves_cli()
    {
        return;
    }
    let place = file.field(element).map_or_else(|| file.head(), |field| field.place());
    findings.add(
        Draft::new(
            place,
            "clients without a secret get refresh tokens that are never replaced (Setup: Enable Refresh Token \
             Rotation)",
            format!("set `{element}` to `true`, and let each client store the new refresh token of every answer"),
        )
        .maybe_fix(remedy::set(file, element, "true", Safety::Unsafe)),
    );
}
