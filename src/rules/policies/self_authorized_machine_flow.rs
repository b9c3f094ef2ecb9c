use super::declare_rule;
use crate::diagnostic::{Safety, Severity};
use crate::project::ProjectKind;
use crate::project::facts::{DemandFact, DemandState, FlowFacts};
use crate::rules::{AppContext, Draft, Findings, remedy};
use crate::schema::{Expect, names};

declare_rule! {
    /// Users must approve the app themselves, but its flow has no page on which they could.
    ///
    /// ## Why
    /// Nobody sees an approval page in such a flow. The org answers that the user has not approved
    /// the app, unless each user logged in through the browser once before.
    ///
    /// It is a hint if the project has no OAuth policies, because the org may have them.
    ///
    /// ## Bad
    /// ```xml eca
    /// <distributionState>Local</distributionState>
    /// ```
    /// ```xml ecaGlblOauth
    /// <certificate>MIIDYTCCAkmgAwIBAgIUZ4wia0FX</certificate>
    /// ```
    /// ```xml ecaOauthPlcy
    /// <permittedUsersPolicyType>AllSelfAuthorized</permittedUsersPolicyType>
    /// ```
    ///
    /// ## Bad
    /// Without OAuth policies in the project, the org creates some with which users approve the app.
    /// ```xml eca
    /// <distributionState>Local</distributionState>
    /// ```
    /// ```xml ecaGlblOauth
    /// <certificate>MIIDYTCCAkmgAwIBAgIUZ4wia0FX</certificate>
    /// ```
    ///
    /// ## Good
    /// The missing scope is the finding here.
    /// ```xml eca
    /// <distributionState>Local</distributionState>
    /// ```
    /// ```xml ecaOauth
    /// <commaSeparatedOauthScopes>Api</commaSeparatedOauthScopes>
    /// ```
    /// ```xml ecaGlblOauth
    /// <certificate>MIIDYTCCAkmgAwIBAgIUZ4wia0FX</certificate>
    /// ```
    /// ```xml ecaOauthPlcy
    /// <permittedUsersPolicyType>AllSelfAuthorized</permittedUsersPolicyType>
    /// ```
    ///
    /// ## Good
    /// ```xml eca
    /// <distributionState>Local</distributionState>
    /// ```
    /// ```xml ecaGlblOauth
    /// <certificate>MIIDYTCCAkmgAwIBAgIUZ4wia0FX</certificate>
    /// ```
    /// ```xml ecaOauthPlcy
    /// <commaSeparatedPermissionSet>Billing_Access</commaSeparatedPermissionSet>
    /// <permittedUsersPolicyType>AdminApprovedPreAuthorized</permittedUsersPolicyType>
    /// ```
    "self-authorized-machine-flow",
    severity: Warning,
    sources: ["G-70839", "M-OPLCY", "G-70839646850"],
    fix: Sometimes,
    check: App(check),
}

fn check(context: &AppContext<'_>, findings: &mut Findings<'_>) {
    let facts = context.facts();
    let is_machine = |flow: &FlowFacts<'_>| flow.flow.machine && flow.is_on();
    // One finding for all such flows: they share the policy.
    let wrong = facts.flows().filter(is_machine).find_map(|flow| {
        // Without its scope, users cannot even approve the app in the browser; that is one finding.
        if needs_scope(&flow) && facts.has_known_scope() {
            return None;
        }
        let users = flow.demands.iter().find(|fact| is_about_users(fact))?.clone();
        let unmet = matches!(users.state, DemandState::Unmet(..) | DemandState::NoFile);
        unmet.then_some((flow, users))
    });
    let Some((flow, users)) = wrong else { return };
    let (Some(switch), Expect::Is(wanted)) =
        (flow.set_switches().find_map(|fact| fact.state.place()), &users.demand.expect)
    else {
        return;
    };
    let (name, element) = (flow.flow.spoken(), &users.demand.element);
    let help = format!(
        "set `{element}` to `{wanted}`, and list the permission set of the app's users in \
         `commaSeparatedPermissionSet`"
    );
    match &users.state {
        DemandState::Unmet(file, field) => findings.add(
            Draft::new(
                field.map_or_else(|| file.head(), |field| field.place()),
                format!("users cannot approve the app in the {name}, so they must be pre-authorized"),
                help,
            )
            .related(switch, format!("the {name} is switched on here"))
            .maybe_fix(remedy::set(file, element, wanted, Safety::Unsafe)),
        ),
        _ if context.project.kind == ProjectKind::Loose => {}
        _ => findings.add(
            Draft::new(
                switch,
                format!("the {name} needs pre-authorized users, but the project has no OAuth policies for this app"),
                help,
            )
            .severity(Severity::Hint),
        ),
    }
}

/// Whether the flow lacks the scope with which users could approve the app beforehand.
fn needs_scope(flow: &FlowFacts<'_>) -> bool {
    flow.demands.iter().any(|fact| {
        let is_scope = matches!(fact.demand.expect, Expect::HoldsAny(_));
        is_scope && matches!(fact.state, DemandState::Unmet(_, Some(_)))
    })
}

fn is_about_users(fact: &DemandFact<'_>) -> bool {
    fact.demand.metadata_type == names::OAUTH_POLICIES
        && fact.demand.element == "permittedUsersPolicyType"
}
