use super::controls::Control;
use super::{declare_rule, report};
use crate::rules::{AppContext, Findings};

declare_rule! {
    /// A packaged app keeps one refresh token for its whole life.
    ///
    /// ## Why
    /// Salesforce demands of partner apps that a refresh token is replaced at each use, so that a
    /// stolen copy is noticed and dies. Runs in the profile `isv` only.
    ///
    /// ## Bad
    /// ```xml eca
    /// <distributionState>Packaged</distributionState>
    /// ```
    /// ```xml ecaOauth
    /// <commaSeparatedOauthScopes>Api, RefreshToken</commaSeparatedOauthScopes>
    /// ```
    /// ```xml ecaGlblOauth
    /// <isRefreshTokenRotationEnabled>false</isRefreshTokenRotationEnabled>
    /// ```
    ///
    /// ## Good
    /// ```xml eca
    /// <distributionState>Packaged</distributionState>
    /// ```
    /// ```xml ecaOauth
    /// <commaSeparatedOauthScopes>Api</commaSeparatedOauthScopes>
    /// ```
    /// ```xml ecaGlblOauth
    /// <isRefreshTokenRotationEnabled>false</isRefreshTokenRotationEnabled>
    /// ```
    "packaged-without-rotation",
    formerly: ["packaged-rotation"],
    severity: Warning,
    sources: ["SECURE", "SECREV"],
    fix: None("a client that keeps its first refresh token is cut off by the change"),
    check: App(check),
    only_in: ["isv"],
}

const HELP: &str =
    "set `isRefreshTokenRotationEnabled` to `true` once each client stores the new token each time";

fn check(context: &AppContext<'_>, findings: &mut Findings<'_>) {
    report(context, Control::Rotation, HELP, findings);
}
