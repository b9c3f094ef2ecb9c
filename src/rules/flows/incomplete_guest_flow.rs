use super::declare_rule;
use crate::diagnostic::Severity;
use crate::project::facts::{DemandState, FlowFacts};
use crate::rules::{AppContext, Draft, Findings, remedy};
use crate::schema::Expect;

declare_rule! {
    /// Guests may get tokens, but the headless login or JWT access tokens that this needs are off.
    ///
    /// ## Why
    /// The guest flow is a part of the code and credentials flow and gives out tokens in the JWT
    /// format only; with either of them off, the org refuses guests.
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
    "incomplete-guest-flow",
    formerly: ["guest-without-conditions"],
    severity: Error,
    sources: ["M-OPLCY", "M-GLB", "H-CODECRED"],
    fix: Sometimes,
    check: App(check),
}

fn check(context: &AppContext<'_>, findings: &mut Findings<'_>) {
    let Some(flow) = context.facts().flow("guest").filter(FlowFacts::is_on) else { return };
    let Some(set) = flow.set_switches().next() else { return };
    let Some(switch) = set.state.place() else { return };
    let mut absent: Vec<String> = Vec::new();
    for need in flow.needs() {
        let Expect::Is(wanted) = &need.demand.expect else { continue };
        let element = &need.demand.element;
        match &need.state {
            DemandState::Met(..) | DemandState::Unknown => {}
            DemandState::NoFile => absent.push(format!("`{element}`")),
            DemandState::Unmet(file, field) => {
                let place = field.map_or_else(|| file.head(), |field| field.place());
                let message = format!("guests may get tokens, but `{element}` is not `{wanted}`");
                let help = format!(
                    "set `{element}` to `{wanted}`, or switch off `isGuestCodeCredFlowEnabled`"
                );
                findings.add(
                    Draft::new(place, message, help)
                        .related(switch.clone(), "tokens for guests are switched on here")
                        .maybe_fix(remedy::switch_off(set)),
                );
            }
        }
    }
    if !absent.is_empty() {
        let message = "guests may get tokens, but the project has no global OAuth settings for it";
        let help = format!("add the global OAuth settings with {} on", absent.join(" and "));
        findings.add(Draft::new(switch, message, help).severity(Severity::Warning));
    }
}
