use super::declare_rule;
use crate::diagnostic::{Safety, Severity};
use crate::project::facts::{DemandFact, DemandState, FlowFacts};
use crate::rules::{AppContext, Draft, Findings, remedy};
use crate::schema::{Expect, names};

declare_rule! {
    /// The guest flow is on, but headless login or JWT access tokens are off.
    ///
    /// ## Why
    /// The guest flow is a part of the authorization code and credentials flow (headless login), and
    /// it issues JWT access tokens only. If one of the two is off, the org refuses guests.
    ///
    /// ## Bad
    /// ```xml eca
    /// <distributionState>Local</distributionState>
    /// ```
    /// ```xml ecaGlblOauth
    /// <isCodeCredFlowEnabled>true</isCodeCredFlowEnabled>
    /// <isNamedUserJwtEnabled>false</isNamedUserJwtEnabled>
    /// ```
    /// ```xml ecaOauthPlcy
    /// <isGuestCodeCredFlowEnabled>true</isGuestCodeCredFlowEnabled>
    /// ```
    ///
    /// ## Bad
    /// ```xml eca
    /// <distributionState>Local</distributionState>
    /// ```
    /// ```xml ecaGlblOauth
    /// <callbackUrl>https://shop.acme.io/callback</callbackUrl>
    /// ```
    /// ```xml ecaOauthPlcy
    /// <isGuestCodeCredFlowEnabled>true</isGuestCodeCredFlowEnabled>
    /// ```
    ///
    /// ## Bad
    /// ```xml eca
    /// <distributionState>Local</distributionState>
    /// ```
    /// ```xml ecaOauthPlcy
    /// <isGuestCodeCredFlowEnabled>true</isGuestCodeCredFlowEnabled>
    /// ```
    ///
    /// ## Good
    /// ```xml eca
    /// <distributionState>Local</distributionState>
    /// ```
    /// ```xml ecaGlblOauth
    /// <isCodeCredFlowEnabled>true</isCodeCredFlowEnabled>
    /// <isNamedUserJwtEnabled>true</isNamedUserJwtEnabled>
    /// ```
    /// ```xml ecaOauthPlcy
    /// <isGuestCodeCredFlowEnabled>true</isGuestCodeCredFlowEnabled>
    /// ```
    ///
    /// ## Good
    /// Up to API version 63.0 the policies have a switch of JWT access tokens too.
    /// ```xml eca
    /// <distributionState>Local</distributionState>
    /// ```
    /// ```xml ecaGlblOauth
    /// <isCodeCredFlowEnabled>true</isCodeCredFlowEnabled>
    /// ```
    /// ```xml ecaOauthPlcy
    /// <isGuestCodeCredFlowEnabled>true</isGuestCodeCredFlowEnabled>
    /// <isNamedUserJwtEnabled>true</isNamedUserJwtEnabled>
    /// ```
    /// ```json /sfdx-project.json
    /// {"packageDirectories": [{"path": "force-app"}], "sourceApiVersion": "62.0"}
    /// ```
    "incomplete-guest-flow",
    formerly: ["guest-without-conditions"],
    severity: Error,
    sources: ["M-OPLCY", "M-GLB", "H-CODECRED"],
    fix: Sometimes,
    check: App(check),
}

fn check(context: &AppContext<'_>, findings: &mut Findings<'_>) {
    let facts = context.facts();
    let Some(flow) = facts.flow("guest").filter(FlowFacts::is_on) else { return };
    let Some(switch) = flow.set_switches().find_map(|fact| fact.state.place()) else { return };
    let jwt = facts.issues_jwt_tokens() == Some(true);
    let missing: Vec<&DemandFact<'_>> = flow
        .needs()
        .filter(|need| matches!(need.demand.expect, Expect::Is(_)))
        .filter(|need| matches!(need.state, DemandState::Unmet(..) | DemandState::NoFile))
        .filter(|need| !(jwt && need.demand.element == "isNamedUserJwtEnabled"))
        .collect();
    let Some(first) = missing.first() else { return };
    let names: Vec<String> = missing.iter().map(|m| format!("`{}`", m.demand.element)).collect();
    let list = names.join(" and ");
    let Some(place) = first.state.place() else {
        let message =
            "the guest flow is on, but the project has no global OAuth settings for this app";
        let help = format!("add the global OAuth settings with {list} set to `true`");
        findings.add(Draft::new(switch, message, help).severity(Severity::Warning));
        return;
    };
    let help = format!(
        "to use the flow, set {list} to `true`; otherwise set `isGuestCodeCredFlowEnabled` to `false`"
    );
    let verb = if missing.len() == 1 { "is" } else { "are" };
    let closing = facts
        .file(names::OAUTH_POLICIES)
        .and_then(|file| remedy::set(file, "isGuestCodeCredFlowEnabled", "false", Safety::Unsafe));
    findings.add(
        Draft::new(place, format!("the guest flow is on, but {list} {verb} not `true`"), help)
            .related(switch, "the guest flow is switched on here")
            .maybe_fix(closing),
    );
}
