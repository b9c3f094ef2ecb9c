use super::controls::Control;
use super::{declare_rule, report};
use crate::rules::{AppContext, Findings};

declare_rule! {
    /// Refresh tokens of a packaged app outlive 30 days without use.
    ///
    /// ## Why
    /// Reported of the security review for partners: an unused refresh token must end within 30 days, so that
    /// forgotten connections do not stay open. Runs in the profile `isv` only.
    ///
    /// ## Bad
    /// ```xml eca
    /// <distributionState>Packaged</distributionState>
    /// ```
    /// ```xml ecaOauth
    /// <commaSeparatedOauthScopes>Api, RefreshToken</commaSeparatedOauthScopes>
    /// ```
    /// ```xml ecaOauthPlcy
    /// <refreshTokenPolicyType>SpecificLifetime</refreshTokenPolicyType>
    /// <refreshTokenValidityPeriod>365</refreshTokenValidityPeriod>
    /// <refreshTokenValidityUnit>Days</refreshTokenValidityUnit>
    /// ```
    ///
    /// ## Good
    /// ```xml eca
    /// <distributionState>Packaged</distributionState>
    /// ```
    /// ```xml ecaOauth
    /// <commaSeparatedOauthScopes>Api, RefreshToken</commaSeparatedOauthScopes>
    /// ```
    /// ```xml ecaOauthPlcy
    /// <refreshTokenPolicyType>SpecificInactivity</refreshTokenPolicyType>
    /// <refreshTokenValidityPeriod>30</refreshTokenValidityPeriod>
    /// <refreshTokenValidityUnit>Days</refreshTokenValidityUnit>
    /// ```
    "packaged-without-idle-limit",
    formerly: ["packaged-idle-lifetime"],
    severity: Warning,
    sources: ["SECREV", "SECURE"],
    fix: None("how long users may stay away from the app is for its owner to say"),
    check: App(check),
    only_in: ["isv"],
}

const HELP: &str = "set `refreshTokenPolicyType` to `SpecificInactivity` with 30 days at most";

fn check(context: &AppContext<'_>, findings: &mut Findings<'_>) {
    report(context, Control::IdleLifetime, HELP, findings);
}
