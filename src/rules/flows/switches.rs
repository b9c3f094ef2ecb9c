//! What to say of a flow that one of its two switches turns on.

use crate::diagnostic::{Safety, Severity};
use crate::project::facts::{DemandFact, DemandState, FlowFacts};
use crate::project::{AppFacts, ProjectKind};
use crate::rules::{Draft, remedy};
use crate::schema::{Distribution, Expect, Role, schema};

/// Both files are there and disagree. The fix closes the flow.
pub(super) fn disagreement(
    facts: &AppFacts<'_>,
    flow: &FlowFacts<'_>,
    set: &DemandFact<'_>,
    off: &DemandFact<'_>,
) -> Option<Draft> {
    let DemandState::Unmet(_, field) = &off.state else { return None };
    let DemandState::Met(set_file, _) = &set.state else { return None };
    let Expect::Is(wanted) = &off.demand.expect else { return None };
    let (here, there) = (title(set), title(off));
    let message = format!("the {} is on in the {here} but off in the {there}", flow.flow.spoken());
    let help = format!(
        "to use the flow, set `{}` to `{wanted}` in the {there}; otherwise set `{}` to `false` in the {here}",
        off.demand.element, set.demand.element
    );
    let decided = field.is_some() || facts.is_retrieved();
    let meant = names_user(flow) || !has_other_login(facts, flow);
    let severity = if decided && !meant { Severity::Warning } else { Severity::Error };
    Some(
        Draft::new(off.state.place()?, message, help)
            .severity(severity)
            .related(set.state.place()?, "switched on here")
            .maybe_fix(remedy::set(set_file, &set.demand.element, "false", Safety::Unsafe)),
    )
}

/// The project lacks the file with the second switch.
pub(super) fn no_file(
    facts: &AppFacts<'_>,
    flow: &FlowFacts<'_>,
    set: &DemandFact<'_>,
    off: &DemandFact<'_>,
) -> Option<Draft> {
    if facts.project.kind == ProjectKind::Loose {
        return None;
    }
    let (name, there, element) = (flow.flow.spoken(), title(off), &off.demand.element);
    let is_policy =
        schema().types.get(&off.demand.metadata_type).is_some_and(|t| t.role == Role::Policies);
    let packaged = is_policy && facts.distribution() == Some(Distribution::Packaged);
    let (severity, help) = if packaged {
        let help = "tell the administrators of installing orgs to enable the flow in the OAuth policies; \
                    packages never contain policies";
        (Severity::Hint, help.to_owned())
    } else {
        let help = format!(
            "add the {there} with `{element}` set to `true`, or make sure that the flow is enabled in every \
             target org"
        );
        (Severity::Warning, help)
    };
    let message = format!("the {name} is on here, but the project has no {there} for this app");
    Some(Draft::new(set.state.place()?, message, help).severity(severity))
}

fn title(fact: &DemandFact<'_>) -> &'static str {
    let known = schema().types.get(&fact.demand.metadata_type);
    known.map_or(fact.demand.metadata_type.as_str(), |t| t.title.as_str())
}

/// Whether a user is named for the flow, which no other flow needs.
fn names_user(flow: &FlowFacts<'_>) -> bool {
    flow.needs().any(|need| {
        need.demand.expect == Expect::Present && matches!(need.state, DemandState::Met(..))
    })
}

/// Whether people or programs can log in with the app by another flow.
fn has_other_login(facts: &AppFacts<'_>, flow: &FlowFacts<'_>) -> bool {
    let other = |other: FlowFacts<'_>| {
        other.flow.id != flow.flow.id && !other.flow.capability && other.is_on()
    };
    facts.has_real_callback() || facts.flows().any(other)
}
