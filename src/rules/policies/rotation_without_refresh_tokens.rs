use super::declare_rule;
use crate::rules::{AppContext, Draft, Findings};
use crate::schema::names;

declare_rule! {
    /// Refresh token rotation is on, but the policy expires refresh tokens immediately.
    ///
    /// ## Why
    /// With the policy `Zero` a client can use no refresh token, so there is nothing to rotate. The
    /// two files contradict each other. Rotation itself does no harm and can stay on.
    ///
    /// ## Bad
    /// ```xml eca
    /// <distributionState>Local</distributionState>
    /// ```
    /// ```xml ecaGlblOauth
    /// <callbackUrl>https://billing.acme.io/callback</callbackUrl>
    /// <isRefreshTokenRotationEnabled>true</isRefreshTokenRotationEnabled>
    /// ```
    /// ```xml ecaOauthPlcy
    /// <refreshTokenPolicyType>Zero</refreshTokenPolicyType>
    /// ```
    ///
    /// ## Good
    /// ```xml eca
    /// <distributionState>Local</distributionState>
    /// ```
    /// ```xml ecaGlblOauth
    /// <callbackUrl>https://billing.acme.io/callback</callbackUrl>
    /// <isRefreshTokenRotationEnabled>false</isRefreshTokenRotationEnabled>
    /// ```
    /// ```xml ecaOauthPlcy
    /// <refreshTokenPolicyType>Zero</refreshTokenPolicyType>
    /// ```
    ///
    /// ## Good
    /// This app has no scope for refresh tokens, so rotation is only a precaution.
    /// ```xml eca
    /// <distributionState>Local</distributionState>
    /// ```
    /// ```xml ecaGlblOauth
    /// <callbackUrl>https://billing.acme.io/callback</callbackUrl>
    /// <isRefreshTokenRotationEnabled>true</isRefreshTokenRotationEnabled>
    /// ```
    /// ```xml ecaOauth
    /// <commaSeparatedOauthScopes>Api</commaSeparatedOauthScopes>
    /// ```
    /// ```xml ecaOauthPlcy
    /// <refreshTokenPolicyType>Zero</refreshTokenPolicyType>
    /// ```
    "rotation-without-refresh-tokens",
    severity: Hint,
    sources: ["M-GLB", "M-OPLCY"],
    fix: None("whether the app should have refresh tokens is for its owner to say"),
    check: App(check),
}

fn check(context: &AppContext<'_>, findings: &mut Findings<'_>) {
    let facts = context.facts();
    let rotation = facts.field(names::GLOBAL_OAUTH, "isRefreshTokenRotationEnabled");
    let Some(rotation) = rotation.filter(|field| field.boolean() == Some(true)) else { return };
    if facts.refresh_policy().is_none_or(|policy| !policy.ends_at_once()) {
        return;
    }
    // An app with the scope has another finding. One without it, or without a login page, cannot get
    // refresh tokens in the first place.
    if facts.has_refresh_scope().is_some() || !facts.has_real_callback() {
        return;
    }
    let Some(policy) = facts.field(names::OAUTH_POLICIES, "refreshTokenPolicyType") else { return };
    findings.add(
        Draft::new(
            policy.place(),
            "refresh token rotation is on, but this policy expires refresh tokens immediately",
            "if users should stay logged in, set `refreshTokenPolicyType` to `SpecificInactivity` with a period; \
             otherwise nothing needs to change",
        )
        .related(rotation.place(), "refresh token rotation is on here"),
    );
}
