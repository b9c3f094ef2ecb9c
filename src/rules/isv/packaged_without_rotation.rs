use super::controls::Control;
use super::{declare_rule, report};
use crate::rules::{AppContext, Findings};

declare_rule! {
    /// A packaged app does not replace its refresh tokens.
    ///
    /// ## Why
    /// Salesforce requires of partner apps: refresh token rotation. Each use replaces the token,
    /// so that a stolen copy is noticed and stops working. Apps without refresh tokens are exempt.
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
    /// <isRefreshTokenRotationEnabled>false</isRefreshTokenRotationEnabled>
    /// ```
    ///
    /// ## Bad
    /// Without the element, rotation is off.
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
    /// <isRefreshTokenRotationEnabled>${ROTATION}</isRefreshTokenRotationEnabled>
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
    /// <isRefreshTokenRotationEnabled>true</isRefreshTokenRotationEnabled>
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
    /// <isRefreshTokenRotationEnabled>false</isRefreshTokenRotationEnabled>
    /// ```
    "packaged-without-rotation",
    formerly: ["packaged-rotation"],
    severity: Error,
    sources: ["SECURE", "SECREV"],
    fix: None("a client that keeps its first refresh token is cut off by the change"),
    check: App(check),
    only_in: ["isv"],
}

const HELP: &str = "set `isRefreshTokenRotationEnabled` to `true` once each client stores the new \
                    token at each use";

fn check(context: &AppContext<'_>, findings: &mut Findings<'_>) {
    report(context, Control::Rotation, HELP, findings);
}
