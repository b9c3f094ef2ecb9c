use super::{declare_rule, expire_after_30_days, is_whole_oauth_policy, lasts_years};
use crate::project::AppFacts;
use crate::project::facts::refresh_policy;
use crate::rules::{Draft, FileContext, Findings};

declare_rule! {
    /// Refresh tokens are valid for more than a year.
    ///
    /// ## Why
    /// A leaked refresh token works as long as it is valid. After years, nobody remembers who has one,
    /// so this is as good as tokens that never expire. Without a choice of yours, orgs use 365 days.
    ///
    /// ## Bad
    /// ```xml ecaOauthPlcy
    /// <refreshTokenPolicyType>SpecificLifetime</refreshTokenPolicyType>
    /// <refreshTokenValidityPeriod>60</refreshTokenValidityPeriod>
    /// <refreshTokenValidityUnit>Months</refreshTokenValidityUnit>
    /// ```
    ///
    /// ## Bad
    /// ```xml ecaOauthPlcy
    /// <refreshTokenPolicyType>SpecificInactivity</refreshTokenPolicyType>
    /// <refreshTokenValidityPeriod>730</refreshTokenValidityPeriod>
    /// <refreshTokenValidityUnit>Days</refreshTokenValidityUnit>
    /// ```
    ///
    /// ## Good
    /// ```xml ecaOauthPlcy
    /// <refreshTokenPolicyType>SpecificLifetime</refreshTokenPolicyType>
    /// <refreshTokenValidityPeriod>12</refreshTokenValidityPeriod>
    /// <refreshTokenValidityUnit>Months</refreshTokenValidityUnit>
    /// ```
    ///
    /// ## Good
    /// The app gets no refresh tokens.
    /// ```xml ecaOauth
    /// <commaSeparatedOauthScopes>Api</commaSeparatedOauthScopes>
    /// ```
    /// ```xml ecaOauthPlcy
    /// <refreshTokenPolicyType>SpecificLifetime</refreshTokenPolicyType>
    /// <refreshTokenValidityPeriod>60</refreshTokenValidityPeriod>
    /// <refreshTokenValidityUnit>Months</refreshTokenValidityUnit>
    /// ```
    "refresh-tokens-last-years",
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
    let Some(policy) = refresh_policy(file) else { return };
    let Some(field) = file.field("refreshTokenValidityPeriod") else { return };
    if !policy.days().is_some_and(lasts_years) {
        return;
    }
    let other = |facts: AppFacts<'_>| {
        facts.has_refresh_scope() == Some(false) || policy.ends_unused() && facts.has_idle_limit()
    };
    if context.project.facts_of(file).is_some_and(other) {
        return;
    }
    let (number, unit) =
        (policy.period.unwrap_or_default(), policy.unit.as_deref().unwrap_or("Days"));
    let unused = if policy.ends_unused() { " without use" } else { "" };
    findings.add(
        Draft::new(
            field.place(),
            format!("refresh tokens are valid for {number} {unit}{unused}, which is more than a year"),
            "let them expire sooner, such as after 30 days without use: `SpecificInactivity`, `30` and `Days`",
        )
        .maybe_fix(expire_after_30_days(file)),
    );
}
