use super::controls::Control;
use super::{declare_rule, report};
use crate::rules::{AppContext, Findings};
use crate::schema::names;

declare_rule! {
    /// A packaged app leaves it to each org to require PKCE.
    ///
    /// ## Why
    /// Salesforce demands PKCE of partner apps; once on, it cannot be switched off again, so the
    /// change should come before the app has users. Runs in the profile `isv` only.
    ///
    /// ## Bad
    /// ```xml eca
    /// <distributionState>Packaged</distributionState>
    /// ```
    /// ```xml ecaGlblOauth
    /// <isPkceRequired>false</isPkceRequired>
    /// ```
    /// ```xml OauthOidc
    /// <isPkceRequired>true</isPkceRequired>
    /// ```
    ///
    /// ## Good
    /// ```xml eca
    /// <distributionState>Packaged</distributionState>
    /// ```
    /// ```xml ecaGlblOauth
    /// <isPkceRequired>true</isPkceRequired>
    /// ```
    "packaged-without-pkce",
    formerly: ["packaged-pkce"],
    severity: Warning,
    sources: ["SECURE", "SECREV"],
    fix: None("once on, it cannot be switched off again, so clients must be ready first"),
    check: App(check),
    only_in: ["isv"],
}

const HELP: &str = "set `isPkceRequired` to `true` once each client sends a code challenge";

fn check(context: &AppContext<'_>, findings: &mut Findings<'_>) {
    // Where nothing requires PKCE, rules of every profile say so; here is left the app that relies
    // on a setting of this org, which its subscribers may not have.
    let mut org = context.project.files_of(names::OAUTH_ORG_SETTINGS);
    let required_by_org = org.any(|file| file.flag("isPkceRequired") == Some(true));
    if !required_by_org || context.facts().is_public_client() == Some(true) {
        return;
    }
    report(context, Control::Pkce, HELP, findings);
}
