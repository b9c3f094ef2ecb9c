use super::controls::Control;
use super::{declare_rule, report};
use crate::rules::{AppContext, Findings};

declare_rule! {
    /// A packaged app does not require PKCE.
    ///
    /// ## Why
    /// Salesforce requires of partner apps: PKCE in every login with a browser, so that a leaked
    /// login code is of no use. Apps that do not comply can lose their listing.
    ///
    /// Once PKCE is on, it cannot be switched off again, so change the clients first. Apps in
    /// which no user logs in with a browser are exempt.
    ///
    /// Runs in the profile `isv` only.
    ///
    /// ## Bad
    /// ```xml eca
    /// <distributionState>Packaged</distributionState>
    /// ```
    /// ```xml ecaGlblOauth
    /// <callbackUrl>https://billing.acme.io/callback</callbackUrl>
    /// <isPkceRequired>false</isPkceRequired>
    /// ```
    ///
    /// ## Bad
    /// The files do not show the value.
    /// ```xml eca
    /// <distributionState>Packaged</distributionState>
    /// ```
    /// ```xml ecaGlblOauth
    /// <callbackUrl>https://billing.acme.io/callback</callbackUrl>
    /// <isPkceRequired>${REQUIRE_PKCE}</isPkceRequired>
    /// ```
    ///
    /// ## Bad
    /// The settings that would show it are in another place.
    /// ```xml eca
    /// <distributionState>Packaged</distributionState>
    /// ```
    /// ```xml ecaOauth
    /// <commaSeparatedOauthScopes>Api, RefreshToken</commaSeparatedOauthScopes>
    /// ```
    ///
    /// ## Good
    /// ```xml eca
    /// <distributionState>Packaged</distributionState>
    /// ```
    /// ```xml ecaGlblOauth
    /// <callbackUrl>https://billing.acme.io/callback</callbackUrl>
    /// <isPkceRequired>true</isPkceRequired>
    /// ```
    ///
    /// ## Good
    /// Only servers log in with this app.
    /// ```xml eca
    /// <distributionState>Packaged</distributionState>
    /// ```
    /// ```xml ecaGlblOauth
    /// <callbackUrl>https://login.salesforce.com/services/oauth2/success</callbackUrl>
    /// <certificate>${JWT_CERTIFICATE}</certificate>
    /// <isPkceRequired>false</isPkceRequired>
    /// ```
    "packaged-without-pkce",
    formerly: ["packaged-pkce"],
    severity: Error,
    sources: ["SECURE", "SECREV"],
    fix: None("once on, it cannot be switched off again, so clients must be ready first"),
    check: App(check),
    only_in: ["isv"],
}

const HELP: &str = "set `isPkceRequired` to `true` once each client sends a code challenge";

fn check(context: &AppContext<'_>, findings: &mut Findings<'_>) {
    report(context, Control::Pkce, HELP, findings);
}
