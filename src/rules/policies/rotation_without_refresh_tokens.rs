use super::declare_rule;
use crate::rules::{AppContext, Draft, Findings};
use crate::schema::names;

declare_rule! {
    /// Refresh tokens are to be replaced at each use, but the policy ends them at once.
    ///
    /// ## Why
    /// With the policy `Zero` no refresh token is ever used, so there is nothing to replace; the
    /// two files contradict each other about what the app should do.
    ///
    /// ## Bad
    /// ```xml eca
    /// <distributionState>Local</distributionState>
    /// ```
    /// ```xml ecaGlblOauth
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
    /// <isRefreshTokenRotationEnabled>false</isRefreshTokenRotationEnabled>
    /// ```
    /// ```xml ecaOauthPlcy
    /// <refreshTokenPolicyType>Zero</refreshTokenPolicyType>
    /// ```
    "rotation-without-refresh-tokens",
    severity: Hint,
    sources: ["M-GLB", "M-OPLCY"],
    fix: None("without rotation, tokens that leak later would work longer"),
    check: App(check),
}

fn check(context: &AppContext<'_>, findings: &mut Findings<'_>) {
    let facts = context.facts();
    let element = "isRefreshTokenRotationEnabled";
    let rotation = facts.field(names::GLOBAL_OAUTH, element);
    let Some(rotation) = rotation.filter(|field| field.boolean() == Some(true)) else { return };
    if facts.refresh_policy().is_none_or(|policy| !policy.ends_at_once()) {
        return;
    }
    // That the app asks for such tokens is a fault of its own, and the graver one.
    if facts.has_refresh_scope() == Some(true) {
        return;
    }
    let Some(policy) = facts.field(names::OAUTH_POLICIES, "refreshTokenPolicyType") else { return };
    findings.add(
        Draft::new(
            rotation.place(),
            "refresh tokens are to be replaced at each use, but the policy ends them at once",
            "set `isRefreshTokenRotationEnabled` to `false`, or give refresh tokens a lifetime in the OAuth policies",
        )
        .related(policy.place(), "refresh tokens end at once"),
    );
}
