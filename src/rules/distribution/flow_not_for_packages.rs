use super::declare_rule;
use crate::project::facts::FlowFacts;
use crate::rules::{AppContext, Draft, Findings};
use crate::schema::Distribution;

declare_rule! {
    /// A packaged app uses a flow that works in one org only.
    ///
    /// ## Why
    /// Headless login is for one Experience Cloud site and asset tokens for one certificate. An org
    /// that installs the app has neither.
    ///
    /// ## Bad
    /// ```xml eca
    /// <distributionState>Packaged</distributionState>
    /// ```
    /// ```xml ecaGlblOauth
    /// <isCodeCredFlowEnabled>true</isCodeCredFlowEnabled>
    /// ```
    ///
    /// ## Good
    /// ```xml eca
    /// <distributionState>Local</distributionState>
    /// ```
    /// ```xml ecaGlblOauth
    /// <isCodeCredFlowEnabled>true</isCodeCredFlowEnabled>
    /// ```
    "flow-not-for-packages",
    severity: Warning,
    sources: ["H-CODECRED", "M-OAUTH"],
    fix: None("either the flow or the distribution is right, and only its author knows which"),
    check: App(check),
}

fn check(context: &AppContext<'_>, findings: &mut Findings<'_>) {
    let facts = context.facts();
    if facts.distribution() != Some(Distribution::Packaged) {
        return;
    }
    for flow in facts.flows().filter(FlowFacts::is_on).filter(|flow| !flow.flow.packaged) {
        // The guest flow is a part of the flow that is reported already.
        if flow.flow.id == "guest" {
            continue;
        }
        let Some(place) = flow.set_switches().find_map(|fact| fact.state.place()) else { continue };
        let id = &flow.flow.id;
        let mut draft = Draft::new(
            place,
            format!("the {id} flow does not work in a packaged app"),
            format!("set `distributionState` to `Local`, or switch the {id} flow off"),
        );
        if let Some(refusal) = &flow.flow.packaged_refusal {
            draft = draft.why(refusal.as_str());
        }
        if let Some(state) = context.header.field("distributionState") {
            draft = draft.related(state.place(), "the app is packaged");
        }
        findings.add(draft);
    }
}
