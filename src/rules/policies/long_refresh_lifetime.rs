use super::{declare_rule, expire_after_30_days, is_whole_oauth_policy, lasts_years};
use crate::project::AppFacts;
use crate::project::facts::refresh_policy;
use crate::rules::{Draft, FileContext, Findings};

declare_rule! {
    /// Refresh tokens are valid for more than 30 days.
    ///
    /// ## Why
    /// The longer a refresh token is valid, the longer a leaked one works. Orgs use 365 days for each
    /// app for which nobody chose a time. Only the profile `strict` asks for less.
    ///
    /// ## Bad
    /// ```xml ecaOauthPlcy
    /// <refreshTokenPolicyType>SpecificLifetime</refreshTokenPolicyType>
    /// <refreshTokenValidityPeriod>365</refreshTokenValidityPeriod>
    /// <refreshTokenValidityUnit>Days</refreshTokenValidityUnit>
    /// ```
    ///
    /// ## Bad
    /// ```xml ecaOauthPlcy
    /// <refreshTokenPolicyType>SpecificInactivity</refreshTokenPolicyType>
    /// <refreshTokenValidityPeriod>2</refreshTokenValidityPeriod>
    /// <refreshTokenValidityUnit>Months</refreshTokenValidityUnit>
    /// ```
    ///
    /// ## Good
    /// ```xml ecaOauthPlcy
    /// <refreshTokenPolicyType>SpecificInactivity</refreshTokenPolicyType>
    /// <refreshTokenValidityPeriod>1</refreshTokenValidityPeriod>
    /// <refreshTokenValidityUnit>Months</refreshTokenValidityUnit>
    /// ```
    "long-refresh-lifetime",
    severity: Warning,
    sources: ["M-OPLCY", "O-RETRIEVED"],
    fix: Unsafe,
    check: File(check),
    only_in: ["strict"],
}

/// The longest time that `strict` accepts.
const MOST_DAYS: i64 = 30;

fn check(context: &FileContext<'_>, findings: &mut Findings<'_>) {
    let file = context.file;
    if !is_whole_oauth_policy(file) {
        return;
    }
    let Some(policy) = refresh_policy(file) else { return };
    let Some(days) = policy.days().filter(|days| *days > MOST_DAYS) else { return };
    let Some(field) = file.field("refreshTokenValidityPeriod") else { return };
    // Years, and a time above the idle limit of the app, have findings of their own.
    let told = |facts: AppFacts<'_>| {
        facts.has_refresh_scope() == Some(false) || policy.ends_unused() && facts.has_idle_limit()
    };
    if lasts_years(days) || context.project.facts_of(file).is_some_and(told) {
        return;
    }
    findings.add(
        Draft::new(
            field.place(),
            format!("refresh tokens are valid for {days} days, which is more than {MOST_DAYS}"),
            format!("let them expire after {MOST_DAYS} days at most"),
        )
        .maybe_fix(expire_after_30_days(file)),
    );
}
