use super::declare_rule;
use crate::diagnostic::Severity;
use crate::project::facts::{DemandFact, DemandState, FlowFacts};
use crate::rules::{AppContext, Draft, Findings, remedy};
use crate::schema::{Expect, Role, schema};

declare_rule! {
    /// A flow with two switches is on in one file and off in the other.
    ///
    /// ## Why
    /// The developer switches the flow on in the global OAuth settings, the administrator in the
    /// OAuth policies; while one of them is off, the org refuses every request of the flow.
    ///
    /// Policies that say `false` may be an administrator's decision, so they are a warning.
    ///
    /// ## Bad
    /// ```xml eca
    /// <distributionState>Local</distributionState>
    /// ```
    /// ```xml ecaGlblOauth
    /// <isClientCredentialsFlowEnabled>true</isClientCredentialsFlowEnabled>
    /// ```
    /// ```xml ecaOauthPlcy
    /// <permittedUsersPolicyType>AllSelfAuthorized</permittedUsersPolicyType>
    /// ```
    ///
    /// ## Bad
    /// The other file is not in the project at all.
    /// ```xml eca
    /// <distributionState>Local</distributionState>
    /// ```
    /// ```xml ecaOauthPlcy
    /// <isTokenExchangeFlowEnabled>true</isTokenExchangeFlowEnabled>
    /// ```
    ///
    /// ## Good
    /// ```xml eca
    /// <distributionState>Local</distributionState>
    /// ```
    /// ```xml ecaGlblOauth
    /// <isClientCredentialsFlowEnabled>true</isClientCredentialsFlowEnabled>
    /// ```
    /// ```xml ecaOauthPlcy
    /// <clientCredentialsFlowUser>billing@corp.example</clientCredentialsFlowUser>
    /// <isClientCredentialsFlowEnabled>true</isClientCredentialsFlowEnabled>
    /// ```
    "half-enabled-flow",
    severity: Error,
    sources: ["M-GLB", "M-OPLCY"],
    fix: Sometimes,
    check: App(check),
}

fn check(context: &AppContext<'_>, findings: &mut Findings<'_>) {
    for flow in context.facts().flows() {
        let Some(set) = flow.set_switches().next() else { continue };
        let other_file =
            |fact: &&DemandFact<'_>| fact.demand.metadata_type != set.demand.metadata_type;
        for off in flow.switches().filter(other_file) {
            check_switch(&flow, set, off, findings);
        }
    }
}

fn check_switch(
    flow: &FlowFacts<'_>,
    set: &DemandFact<'_>,
    off: &DemandFact<'_>,
    findings: &mut Findings<'_>,
) {
    let Some(set_place) = set.state.place() else { return };
    let Expect::Is(wanted) = &off.demand.expect else { return };
    let id = &flow.flow.id;
    let title = |name: &str| schema().types.get(name).map_or(name, |t| t.title.as_str()).to_owned();
    let (here, there) = (title(&set.demand.metadata_type), title(&off.demand.metadata_type));
    let element = &off.demand.element;
    match &off.state {
        DemandState::Met(..) | DemandState::Unknown => {}
        DemandState::Unmet(file, field) => {
            let decided = field.is_some() && file.metadata_type.role == Role::Policies;
            let severity = if decided { Severity::Warning } else { Severity::Error };
            let place = off.state.place().unwrap_or_else(|| file.head());
            let message = format!("the {id} flow is on in the {here} and off in the {there}");
            let help = format!(
                "set `{element}` to `{wanted}` here to use the flow, or switch it off in both files"
            );
            findings.add(
                Draft::new(place, message, help)
                    .severity(severity)
                    .related(set_place, "switched on here")
                    .maybe_fix(remedy::switch_off(set)),
            );
        }
        DemandState::NoFile => {
            let message =
                format!("the {id} flow is on here, but the project has no {there} for the app");
            let help = format!(
                "add the {there} with `{element}` set to `{wanted}`, or make sure that the target \
                 org has that switch on"
            );
            findings.add(Draft::new(set_place, message, help).severity(Severity::Warning));
        }
    }
}
