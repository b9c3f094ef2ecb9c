use super::declare_rule;
use crate::diagnostic::{Safety, Severity};
use crate::project::facts::{DemandFact, DemandState, FlowFacts};
use crate::rules::{AppContext, Draft, Findings, remedy};
use crate::schema::{Expect, names};

declare_rule! {
    /// A flow without a login page meets a policy by which users approve the app themselves.
    ///
    /// ## Why
    /// Nobody sees an approval page in such a flow, so the org answers that the user has not
    /// approved the app, unless each user logged in interactively once before.
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
    /// Without OAuth policies in the project, the org makes some that let users approve the app.
    /// ```xml eca
    /// <distributionState>Local</distributionState>
    /// ```
    /// ```xml ecaGlblOauth
    /// <certificate>MIIDYTCCAkmgAwIBAgIUZ4wia0FX</certificate>
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
    let (id, element) = (&flow.flow.id, &users.demand.element);
    let help = format!(
        "set `{element}` to `{wanted}`, and list the permission set of the app's users in \
         `commaSeparatedPermissionSet`"
    );
    match &users.state {
        DemandState::Unmet(file, field) => findings.add(
            Draft::new(
                field.map_or_else(|| file.head(), |field| field.place()),
                format!("the {id} flow has no page on which users could approve the app"),
                help,
            )
            .related(switch, format!("the {id} flow is switched on here"))
            .maybe_fix(remedy::set(file, element, wanted, Safety::Unsafe)),
        ),
        _ => findings.add(
            Draft::new(
                switch,
                format!("the {id} flow needs pre-authorized users, but no OAuth policies say so"),
                help,
            )
            .severity(Severity::Hint),
        ),
    }
}

fn is_about_users(fact: &DemandFact<'_>) -> bool {
    fact.demand.metadata_type == names::OAUTH_POLICIES
        && fact.demand.element == "permittedUsersPolicyType"
}
