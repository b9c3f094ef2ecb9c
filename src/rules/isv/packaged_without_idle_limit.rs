use super::controls::Control;
use super::{declare_rule, report};
use crate::rules::{AppContext, Findings};

declare_rule! {
    /// Refresh tokens of a packaged app do not expire after 30 days without use.
    ///
    /// ## Why
    /// Salesforce requires of partner apps: refresh tokens expire 30 days after their last use, so
    /// that forgotten connections do not stay open.
    ///
    /// The switch `isEnforceRefreshTokenTTL` is part of the app. A refresh token policy of 30 days
    /// does not count: policies belong to one org and do not travel in a package. Apps without
    /// refresh tokens are exempt.
    ///
    /// Runs in the profile `isv` only.
    ///
    /// ## Bad
    /// ```xml eca
    /// <distributionState>Packaged</distributionState>
    /// ```
    /// ```xml ecaOauth
    /// <commaSeparatedOauthScopes>Api, RefreshToken</commaSeparatedOauthScopes>
    /// ```
    /// ```xml ecaGlblOauth
    /// <isEnforceRefreshTokenTTL>false</isEnforceRefreshTokenTTL>
    /// ```
    /// ```xml ecaOauthPlcy
    /// <refreshTokenPolicyType>SpecificInactivity</refreshTokenPolicyType>
    /// <refreshTokenValidityPeriod>30</refreshTokenValidityPeriod>
    /// <refreshTokenValidityUnit>Days</refreshTokenValidityUnit>
    /// ```
    ///
    /// ## Bad
    /// The switch is not there.
    /// ```xml eca
    /// <distributionState>Packaged</distributionState>
    /// ```
    /// ```xml ecaOauth
    /// <commaSeparatedOauthScopes>Api, RefreshToken</commaSeparatedOauthScopes>
    /// ```
    /// ```xml ecaGlblOauth
    /// <isPkceRequired>true</isPkceRequired>
    /// ```
    ///
    /// ## Bad
    /// The files do not show the value.
    /// ```xml eca
    /// <distributionState>Packaged</distributionState>
    /// ```
    /// ```xml ecaOauth
    /// <commaSeparatedOauthScopes>Api, RefreshToken</commaSeparatedOauthScopes>
    /// ```
    /// ```xml ecaGlblOauth
    /// <isEnforceRefreshTokenTTL>${IDLE_LIMIT}</isEnforceRefreshTokenTTL>
    /// ```
    ///
    /// ## Good
    /// ```xml eca
    /// <distributionState>Packaged</distributionState>
    /// ```
    /// ```xml ecaOauth
    /// <commaSeparatedOauthScopes>Api, RefreshToken</commaSeparatedOauthScopes>
    /// ```
    /// ```xml ecaGlblOauth
    /// <isEnforceRefreshTokenTTL>true</isEnforceRefreshTokenTTL>
    /// ```
    ///
    /// ## Good
    /// This app has no refresh tokens.
    /// ```xml eca
    /// <distributionState>Packaged</distributionState>
    /// ```
    /// ```xml ecaOauth
    /// <commaSeparatedOauthScopes>Api</commaSeparatedOauthScopes>
    /// ```
    /// ```xml ecaGlblOauth
    /// <isEnforceRefreshTokenTTL>false</isEnforceRefreshTokenTTL>
    /// ```
    "packaged-without-idle-limit",
    formerly: ["packaged-idle-lifetime"],
    severity: Error,
    sources: ["SECURE", "H-IDLE", "SECREV"],
    fix: None("users who stay away longer must log in again, which is for the app's owner to plan"),
    check: App(check),
    only_in: ["isv"],
}

const HELP: &str = "set `isEnforceRefreshTokenTTL` to `true` in the global OAuth settings of the org \
                    that owns the app";

fn check(context: &AppContext<'_>, findings: &mut Findings<'_>) {
    report(context, Control::IdleLimit, HELP, findings);
}
