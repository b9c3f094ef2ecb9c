use super::declare_rule;
use crate::project::facts::{DemandFact, DemandState};
use crate::rules::{AppContext, Draft, Findings};
use crate::schema::names;

declare_rule! {
    /// Asset tokens need three elements, and some of them are missing.
    ///
    /// ## Why
    /// An asset token needs an audience, a signing certificate and a lifetime. If one of them is
    /// missing, the flow does not work.
    ///
    /// ## Bad
    /// ```xml eca
    /// <distributionState>Local</distributionState>
    /// ```
    /// ```xml ecaOauth
    /// <assetTokenAudiences>https://devices.corp.example</assetTokenAudiences>
    /// <assetTokenValidity>3600</assetTokenValidity>
    /// ```
    ///
    /// ## Good
    /// ```xml eca
    /// <distributionState>Local</distributionState>
    /// ```
    /// ```xml ecaOauth
    /// <assetTokenAudiences>https://devices.corp.example</assetTokenAudiences>
    /// <assetTokenSigningCertificate>0P15g000000AbCd</assetTokenSigningCertificate>
    /// <assetTokenValidity>3600</assetTokenValidity>
    /// ```
    "incomplete-asset-token",
    severity: Error,
    sources: ["M-OAUTH"],
    fix: None("the missing value depends on your devices and on a certificate in the org"),
    check: App(check),
}

fn check(context: &AppContext<'_>, findings: &mut Findings<'_>) {
    let Some(flow) = context.facts().flow("asset-token") else { return };
    let of_settings = |fact: &&DemandFact<'_>| fact.demand.metadata_type == names::OAUTH_SETTINGS;
    let Some(first) = flow.set_switches().find(of_settings) else { return };
    let Some(place) = first.state.place() else { return };
    let missing: Vec<String> = flow
        .switches()
        .filter(of_settings)
        .filter(|fact| matches!(fact.state, DemandState::Unmet(..)))
        .map(|fact| format!("`{}`", fact.demand.element))
        .collect();
    if !missing.is_empty() {
        let list = missing.join(" and ");
        findings.add(Draft::new(
            place,
            format!(
                "asset tokens need {list}, which {} missing",
                if missing.len() == 1 { "is" } else { "are" }
            ),
            format!("add {list}, or remove the other elements of asset tokens"),
        ));
    }
}
