use super::{declare_rule, is_whole_oauth_policy};
use crate::diagnostic::Safety;
use crate::project::facts::refresh_policy;
use crate::rules::{Draft, FileContext, Findings, remedy};

declare_rule! {
    /// Refresh tokens live longer than 30 days.
    ///
    /// ## Why
    /// The longer a refresh token lives, the longer a leaked one is of use; orgs give 365 days to
    /// each app for which nobody chose a time. Only the profile `strict` asks for less.
    ///
    /// ## Bad
    /// ```xml ecaOauthPlcy
    /// <refreshTokenPolicyType>SpecificLifetime</refreshTokenPolicyType>
    /// <refreshTokenValidityPeriod>365</refreshTokenValidityPeriod>
    /// <refreshTokenValidityUnit>Days</refreshTokenValidityUnit>
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
    fix: Sometimes,
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
    let facts = context.project.facts_of(file);
    if facts.and_then(|facts| facts.has_refresh_scope()) == Some(false) {
        return;
    }
    let Some(policy) = refresh_policy(file) else { return };
    let Some(days) = policy.days().filter(|days| *days > MOST_DAYS) else { return };
    let Some(field) = file.field("refreshTokenValidityPeriod") else { return };
    let in_days = policy.unit.as_deref() == Some("Days");
    let fix = || remedy::set(file, "refreshTokenValidityPeriod", "30", Safety::Unsafe);
    findings.add(
        Draft::new(
            field.place(),
            format!("refresh tokens live for {days} days, longer than {MOST_DAYS}"),
            format!("let them end after {MOST_DAYS} days at most"),
        )
        .maybe_fix(in_days.then(fix).flatten()),
    );
}
