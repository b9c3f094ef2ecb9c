use super::{declare_rule, expire_when_unused, is_whole_oauth_policy};
use crate::project::AppFacts;
use crate::project::facts::refresh_policy;
use crate::rules::{Draft, FileContext, Findings};

declare_rule! {
    /// Refresh tokens never expire.
    ///
    /// ## Why
    /// A leaked refresh token works until somebody notices and revokes it. If tokens expire after
    /// some weeks without use, people who use the app notice no difference.
    ///
    /// ## Bad
    /// ```xml ecaOauthPlcy
    /// <refreshTokenPolicyType>Infinite</refreshTokenPolicyType>
    /// ```
    ///
    /// ## Good
    /// ```xml ecaOauthPlcy
    /// <refreshTokenPolicyType>SpecificInactivity</refreshTokenPolicyType>
    /// <refreshTokenValidityPeriod>30</refreshTokenValidityPeriod>
    /// <refreshTokenValidityUnit>Days</refreshTokenValidityUnit>
    /// ```
    ///
    /// ## Good
    /// The app gets no refresh tokens.
    /// ```xml ecaOauth
    /// <commaSeparatedOauthScopes>Api</commaSeparatedOauthScopes>
    /// ```
    /// ```xml ecaOauthPlcy
    /// <refreshTokenPolicyType>Infinite</refreshTokenPolicyType>
    /// ```
    ///
    /// ## Good
    /// The app limits idle refresh tokens to 30 days, which is another finding.
    /// ```xml ecaGlblOauth
    /// <isEnforceRefreshTokenTTL>true</isEnforceRefreshTokenTTL>
    /// ```
    /// ```xml ecaOauthPlcy
    /// <refreshTokenPolicyType>Infinite</refreshTokenPolicyType>
    /// ```
    "never-expiring-refresh-token",
    severity: Warning,
    sources: ["M-OPLCY", "SECURE"],
    fix: Unsafe,
    check: File(check),
}

fn check(context: &FileContext<'_>, findings: &mut Findings<'_>) {
    let file = context.file;
    if !is_whole_oauth_policy(file) {
        return;
    }
    if refresh_policy(file).is_none_or(|policy| !policy.never_ends()) {
        return;
    }
    let facts = context.project.facts_of(file);
    let cannot_refresh =
        |facts: AppFacts<'_>| facts.has_refresh_scope() == Some(false) || facts.has_idle_limit();
    if facts.is_some_and(cannot_refresh) {
        return;
    }
    let Some(field) = file.field("refreshTokenPolicyType") else { return };
    findings.add(
        Draft::new(
            field.place(),
            "refresh tokens never expire (Setup: valid until revoked)",
            "set `refreshTokenPolicyType` to `SpecificInactivity` with a period such as 30 days, so that unused tokens expire",
        )
        .maybe_fix(expire_when_unused(file)),
    );
}
