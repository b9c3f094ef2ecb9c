use super::declare_rule;
use crate::diagnostic::Safety;
use crate::rules::{AppContext, Draft, Findings, remedy};
use crate::schema::{Distribution, names, schema};

declare_rule! {
    /// Refresh tokens are not replaced when they are used.
    ///
    /// ## Why
    /// Without rotation, a stolen refresh token works until it expires, and nobody notices.
    /// Salesforce's hardening page asks for refresh token rotation.
    ///
    /// Runs in the profile `strict` only.
    ///
    /// The Salesforce CLI does not store replaced tokens, so an app with its callback is omitted.
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
    /// <isRefreshTokenRotationEnabled>false</isRefreshTokenRotationEnabled>
    /// ```
    ///
    /// ## Bad
    /// Without the element, rotation is off.
    /// ```xml eca
    /// <distributionState>Local</distributionState>
    /// ```
    /// ```xml ecaOauth
    /// <commaSeparatedOauthScopes>Api, RefreshToken</commaSeparatedOauthScopes>
    /// ```
    /// ```xml ecaGlblOauth
    /// <callbackUrl>https://billing.acme.io/callback</callbackUrl>
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
    /// <isRefreshTokenRotationEnabled>true</isRefreshTokenRotationEnabled>
    /// ```
    ///
    /// ## Good
    /// The Salesforce CLI logs in with this app.
    /// ```xml eca
    /// <distributionState>Local</distributionState>
    /// ```
    /// ```xml ecaOauth
    /// <commaSeparatedOauthScopes>Api, RefreshToken, Web</commaSeparatedOauthScopes>
    /// ```
    /// ```xml ecaGlblOauth
    /// <callbackUrl>http://localhost:1717/OauthRedirect</callbackUrl>
    /// <isRefreshTokenRotationEnabled>false</isRefreshTokenRotationEnabled>
    /// ```
    "rotation-off",
    severity: Warning,
    sources: ["H-HARDEN", "M-GLB"],
    fix: Unsafe,
    check: App(check),
    types: [names::GLOBAL_OAUTH],
    only_in: ["strict"],
}

fn check(context: &AppContext<'_>, findings: &mut Findings<'_>) {
    let facts = context.facts();
    let Some(file) = context.file(names::GLOBAL_OAUTH) else { return };
    let element = "isRefreshTokenRotationEnabled";
    let known = schema().types.get(names::GLOBAL_OAUTH).and_then(|t| t.element(element));
    let exists = |version| known.is_some_and(|known| known.available_in(version));
    if !context.project.api_version.is_none_or(exists)
        || facts.has_refresh_scope() != Some(true)
        || file.flag(element) != Some(false)
        || facts.serves_cli()
        || facts.has_only_stand_in_callbacks()
        || !matches!(facts.distribution(), Some(Distribution::Local | Distribution::Packaged))
    {
        return;
    }
    let place = file.field(element).map_or_else(|| file.head(), |field| field.place());
    findings.add(
        Draft::new(
            place,
            "refresh tokens are not replaced when they are used",
            "set `isRefreshTokenRotationEnabled` to `true` once each client stores the new token \
             at each use",
        )
        .maybe_fix(remedy::set(file, element, "true", Safety::Unsafe)),
    );
}
