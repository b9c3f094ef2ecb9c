use super::declare_rule;
use crate::rules::{AppContext, Draft, Findings};
use crate::schema::{Distribution, names};

declare_rule! {
    /// The org settings in the project keep the org from owning a packaged app.
    ///
    /// ## Why
    /// An org that is no Dev Hub can own a packaged OAuth app only while this setting is on; a
    /// scratch org or sandbox never can.
    ///
    /// ## Bad
    /// ```xml eca
    /// <distributionState>Packaged</distributionState>
    /// ```
    /// ```xml ExternalClientApp
    /// <enablePackageEcaOauthFromDevOrg>false</enablePackageEcaOauthFromDevOrg>
    /// ```
    ///
    /// ## Good
    /// ```xml eca
    /// <distributionState>Packaged</distributionState>
    /// ```
    /// ```xml ExternalClientApp
    /// <enablePackageEcaOauthFromDevOrg>true</enablePackageEcaOauthFromDevOrg>
    /// ```
    "owner-org-setting-off",
    severity: Hint,
    sources: ["M-SET"],
    fix: None("to admit more owner orgs is for the administrator of the org to decide"),
    check: App(check),
}

const ELEMENT: &str = "enablePackageEcaOauthFromDevOrg";

fn check(context: &AppContext<'_>, findings: &mut Findings<'_>) {
    if context.facts().distribution() != Some(Distribution::Packaged) {
        return;
    }
    for file in context.project.files_of(names::APP_ORG_SETTINGS) {
        let Some(field) = file.field(ELEMENT).filter(|f| f.boolean() == Some(false)) else {
            continue;
        };
        findings.add(
            Draft::new(
                field.place(),
                format!("only a Dev Hub can own the packaged app while `{ELEMENT}` is off"),
                "set `enablePackageEcaOauthFromDevOrg` to `true` if the owner org is not a Dev Hub; otherwise \
                 leave it",
            )
            .related(context.header.head(), "the packaged app"),
        );
    }
}
