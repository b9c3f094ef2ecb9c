use super::declare_rule;
use crate::project::facts::DemandState;
use crate::rules::{AppContext, Draft, Findings};
use crate::schema::{Expect, Kind};

declare_rule! {
    /// The client credentials flow is on, but the policies name no user for it.
    ///
    /// ## Why
    /// A token always belongs to a user of the org. Nobody logs in with this flow, so the org issues
    /// no token until the policies name the user as whom the app acts.
    ///
    /// ## Bad
    /// ```xml eca
    /// <distributionState>Local</distributionState>
    /// ```
    /// ```xml ecaOauthPlcy
    /// <isClientCredentialsFlowEnabled>true</isClientCredentialsFlowEnabled>
    /// ```
    ///
    /// ## Good
    /// ```xml eca
    /// <distributionState>Local</distributionState>
    /// ```
    /// ```xml ecaOauthPlcy
    /// <clientCredentialsFlowUser>billing@corp.example</clientCredentialsFlowUser>
    /// <isClientCredentialsFlowEnabled>true</isClientCredentialsFlowEnabled>
    /// ```
    ///
    /// ## Good
    /// The flow is off in the other file, which is a finding of its own.
    /// ```xml eca
    /// <distributionState>Local</distributionState>
    /// ```
    /// ```xml ecaGlblOauth
    /// <isClientCredentialsFlowEnabled>false</isClientCredentialsFlowEnabled>
    /// ```
    /// ```xml ecaOauthPlcy
    /// <isClientCredentialsFlowEnabled>true</isClientCredentialsFlowEnabled>
    /// ```
    "missing-run-as-user",
    severity: Error,
    sources: ["M-OPLCY", "H-CC"],
    fix: None("only the owner of the org knows which user the app should act as"),
    check: App(check),
}

fn check(context: &AppContext<'_>, findings: &mut Findings<'_>) {
    for flow in context.facts().flows() {
        if flow.switches().any(|switch| matches!(switch.state, DemandState::Unmet(..))) {
            continue;
        }
        for need in flow.needs().filter(|need| need.demand.expect == Expect::Present) {
            let DemandState::Unmet(file, _) = &need.state else { continue };
            let element = &need.demand.element;
            let is_user =
                file.metadata_type.element(element).is_some_and(|e| e.kind == Kind::Username);
            let switch = flow
                .set_switches()
                .find(|switch| switch.demand.metadata_type == need.demand.metadata_type);
            let Some(place) = switch.filter(|_| is_user).and_then(|switch| switch.state.place())
            else {
                continue;
            };
            findings.add(Draft::new(
                place,
                format!("the {} is on, but `{element}` names no user", flow.flow.spoken()),
                format!(
                    "add `{element}` with the username of an integration user who has only the \
                     permissions that the app needs"
                ),
            ));
        }
    }
}
