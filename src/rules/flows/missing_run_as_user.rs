use super::declare_rule;
use crate::project::facts::DemandState;
use crate::rules::{AppContext, Draft, Findings};
use crate::schema::{Expect, Kind};

declare_rule! {
    /// An app may log in by itself, but no user is named as whom it acts.
    ///
    /// ## Why
    /// A token always belongs to a user of the org; the client credentials flow has no login, so
    /// without a named user the org gives out no token.
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
    "missing-run-as-user",
    severity: Error,
    sources: ["M-OPLCY", "H-CC"],
    fix: None("only the owner of the org knows which user the app should act as"),
    check: App(check),
}

fn check(context: &AppContext<'_>, findings: &mut Findings<'_>) {
    for flow in context.facts().flows() {
        for need in flow.needs().filter(|need| need.demand.expect == Expect::Present) {
            let DemandState::Unmet(file, _) = &need.state else { continue };
            let element = &need.demand.element;
            let is_user = file.metadata_type.element(element).is_some_and(|e| e.kind == Kind::Username);
            let switch = flow
                .set_switches()
                .find(|switch| switch.demand.metadata_type == need.demand.metadata_type);
            let Some(place) = switch.filter(|_| is_user).and_then(|switch| switch.state.place())
            else {
                continue;
            };
            findings.add(Draft::new(
                place,
                format!("the {} flow is on, but `{element}` names no user", flow.flow.id),
                format!(
                    "add `{element}` with the user name of an integration user that has only the \
                     rights that the app needs"
                ),
            ));
        }
    }
}
