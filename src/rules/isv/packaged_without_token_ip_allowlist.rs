use super::controls::Control;
use super::{declare_rule, report};
use crate::rules::{AppContext, Findings};

declare_rule! {
    /// A packaged app does not say from which addresses its tokens may be used.
    ///
    /// ## Why
    /// Reported of the security review for partners: a list of the partner's own addresses keeps stolen tokens
    /// from being used elsewhere; mobile apps with a scheme of their own need none. Runs in the
    /// profile `isv` only.
    ///
    /// ## Bad
    /// ```xml eca
    /// <distributionState>Packaged</distributionState>
    /// ```
    /// ```xml ecaGlblOauth
    /// <callbackUrl>https://billing.corp.example/callback</callbackUrl>
    /// ```
    ///
    /// ## Good
    /// ```xml eca
    /// <distributionState>Packaged</distributionState>
    /// ```
    /// ```xml ecaGlblOauth
    /// <callbackUrl>billing://callback</callbackUrl>
    /// ```
    "packaged-without-token-ip-allowlist",
    formerly: ["packaged-token-ip-list"],
    severity: Warning,
    sources: ["SECREV"],
    fix: None("the addresses of your servers are known to you only"),
    check: App(check),
    only_in: ["isv"],
}

const HELP: &str =
    "add OAuth security settings with `tokenIpRanges` for the addresses of your servers";

fn check(context: &AppContext<'_>, findings: &mut Findings<'_>) {
    report(context, Control::TokenIpList, HELP, findings);
}
