use super::{declare_rule, expire_after_30_days, expire_when_unused};
use crate::project::facts::refresh_policy;
use crate::rules::{AppContext, Draft, Findings};
use crate::schema::{names, schema};

declare_rule! {
    /// The app limits idle refresh tokens to 30 days, and its policy allows more.
    ///
    /// ## Why
    /// `isEnforceRefreshTokenTTL` makes refresh tokens expire 30 days after their last use. Salesforce
    /// does not change the policy, so the file shows a limit that does not apply. Pages disagree on a longer
    /// `SpecificInactivity`: the org refuses to save it, or cuts it to 30 days.
    ///
    /// ## Bad
    /// ```xml eca
    /// <distributionState>Local</distributionState>
    /// ```
    /// ```xml ecaGlblOauth
    /// <isEnforceRefreshTokenTTL>true</isEnforceRefreshTokenTTL>
    /// ```
    /// ```xml ecaOauthPlcy
    /// <refreshTokenPolicyType>SpecificInactivity</refreshTokenPolicyType>
    /// <refreshTokenValidityPeriod>90</refreshTokenValidityPeriod>
    /// <refreshTokenValidityUnit>Days</refreshTokenValidityUnit>
    /// ```
    ///
    /// ## Bad
    /// ```xml eca
    /// <distributionState>Local</distributionState>
    /// ```
    /// ```xml ecaGlblOauth
    /// <isEnforceRefreshTokenTTL>true</isEnforceRefreshTokenTTL>
    /// ```
    /// ```xml ecaOauthPlcy
    /// <refreshTokenPolicyType>Infinite</refreshTokenPolicyType>
    /// ```
    ///
    /// ## Good
    /// ```xml eca
    /// <distributionState>Local</distributionState>
    /// ```
    /// ```xml ecaGlblOauth
    /// <isEnforceRefreshTokenTTL>true</isEnforceRefreshTokenTTL>
    /// ```
    /// ```xml ecaOauthPlcy
    /// <refreshTokenPolicyType>SpecificInactivity</refreshTokenPolicyType>
    /// <refreshTokenValidityPeriod>30</refreshTokenValidityPeriod>
    /// <refreshTokenValidityUnit>Days</refreshTokenValidityUnit>
    /// ```
    "idle-limit-conflict",
    severity: Warning,
    sources: ["H-IDLE", "M-OPLCY"],
    fix: Unsafe,
    check: App(check),
}

fn check(context: &AppContext<'_>, findings: &mut Findings<'_>) {
    let facts = context.facts();
    let limit = facts.field(names::GLOBAL_OAUTH, "isEnforceRefreshTokenTTL");
    let Some(limit) = limit.filter(|field| field.boolean() == Some(true)) else { return };
    let Some(file) = facts.file(names::OAUTH_POLICIES) else { return };
    let Some(policy) = refresh_policy(file) else { return };
    let most = schema().idle_limit.days;
    let help = format!("use `SpecificInactivity` with {most} days at most");
    let draft = if policy.never_ends() {
        let Some(field) = file.field("refreshTokenPolicyType") else { return };
        let message = format!(
            "`Infinite` suggests that refresh tokens never expire, but this app expires them after {most} \
             days without use"
        );
        Draft::new(field.place(), message, help).maybe_fix(expire_when_unused(file))
    } else {
        let Some(days) = policy.days().filter(|days| policy.ends_unused() && *days > most) else {
            return;
        };
        let Some(field) = file.field("refreshTokenValidityPeriod") else { return };
        let message = format!(
            "the policy allows {days} days without use, but this app expires refresh tokens after {most}; the \
             org may refuse to save it"
        );
        Draft::new(field.place(), message, help).maybe_fix(expire_after_30_days(file))
    };
    findings.add(draft.related(limit.place(), "the idle limit of the app is on here"));
}
