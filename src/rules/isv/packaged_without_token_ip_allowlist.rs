use super::controls::Control;
use super::{declare_rule, report};
use crate::rules::{AppContext, Findings};

declare_rule! {
    /// A packaged app does not limit its refresh tokens to the addresses of its servers.
    ///
    /// ## Why
    /// Salesforce requires of partner apps: the Refresh Token IP Allowlist. A stolen refresh token
    /// then works only from the partner's own servers.
    ///
    /// Exempt are apps without refresh tokens, and apps whose callbacks are all on localhost, in a
    /// Salesforce org, or have the app's own URL scheme. Private addresses never match, and a
    /// range that contains most of the internet is no limit.
    ///
    /// Runs in the profile `isv` only.
    ///
    /// ## Bad
    /// ```xml eca
    /// <distributionState>Packaged</distributionState>
    /// ```
    /// ```xml ecaGlblOauth
    /// <callbackUrl>https://billing.acme.io/callback</callbackUrl>
    /// ```
    ///
    /// ## Bad
    /// ```xml eca
    /// <distributionState>Packaged</distributionState>
    /// ```
    /// ```xml ecaGlblOauth
    /// <callbackUrl>https://billing.acme.io/callback</callbackUrl>
    /// ```
    /// ```xml ecaOauthSecurity
    /// <label>Billing</label>
    /// ```
    ///
    /// ## Bad
    /// ```xml eca
    /// <distributionState>Packaged</distributionState>
    /// ```
    /// ```xml ecaGlblOauth
    /// <callbackUrl>https://billing.acme.io/callback</callbackUrl>
    /// ```
    /// ```xml ecaOauthSecurity
    /// <tokenIpRanges>
    ///     <endIpAddress>255.255.255.255</endIpAddress>
    ///     <startIpAddress>0.0.0.0</startIpAddress>
    /// </tokenIpRanges>
    /// ```
    ///
    /// ## Bad
    /// ```xml eca
    /// <distributionState>Packaged</distributionState>
    /// ```
    /// ```xml ecaGlblOauth
    /// <callbackUrl>https://billing.acme.io/callback</callbackUrl>
    /// ```
    /// ```xml ecaOauthSecurity
    /// <tokenIpRanges>
    ///     <endIpAddress>10.0.0.20</endIpAddress>
    ///     <startIpAddress>10.0.0.10</startIpAddress>
    /// </tokenIpRanges>
    /// ```
    ///
    /// ## Bad
    /// The files do not show the addresses.
    /// ```xml eca
    /// <distributionState>Packaged</distributionState>
    /// ```
    /// ```xml ecaGlblOauth
    /// <callbackUrl>https://billing.acme.io/callback</callbackUrl>
    /// ```
    /// ```xml ecaOauthSecurity
    /// <tokenIpRanges>
    ///     <endIpAddress>${SERVER_IP}</endIpAddress>
    ///     <startIpAddress>${SERVER_IP}</startIpAddress>
    /// </tokenIpRanges>
    /// ```
    ///
    /// ## Good
    /// ```xml eca
    /// <distributionState>Packaged</distributionState>
    /// ```
    /// ```xml ecaGlblOauth
    /// <callbackUrl>https://billing.acme.io/callback</callbackUrl>
    /// ```
    /// ```xml ecaOauthSecurity
    /// <tokenIpRanges>
    ///     <endIpAddress>203.0.113.20</endIpAddress>
    ///     <startIpAddress>203.0.113.10</startIpAddress>
    /// </tokenIpRanges>
    /// ```
    ///
    /// ## Good
    /// Each of these callbacks is exempt.
    /// ```xml eca
    /// <distributionState>Packaged</distributionState>
    /// ```
    /// ```xml ecaGlblOauth
    /// <callbackUrl>acme-billing://callback
    /// http://localhost:3000/callback
    /// https://acme.my.salesforce.com/services/authcallback/Billing</callbackUrl>
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
    /// <callbackUrl>https://billing.acme.io/callback</callbackUrl>
    /// ```
    "packaged-without-token-ip-allowlist",
    formerly: ["packaged-token-ip-list"],
    severity: Error,
    sources: ["SECURE", "H-TOKENIP", "SECREV"],
    fix: None("the addresses of your servers are known to you only"),
    check: App(check),
    only_in: ["isv"],
}

const HELP: &str = "list the public addresses of your servers as `tokenIpRanges` in OAuth security \
                    settings of the app (Setup: Refresh Token IP Allowlist)";

fn check(context: &AppContext<'_>, findings: &mut Findings<'_>) {
    report(context, Control::TokenIpAllowlist, HELP, findings);
}
