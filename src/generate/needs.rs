//! What an org must have or set that no file of the project brings.

use serde::Serialize;

use super::{AppPlan, Component, Plan};
use crate::schema::{Demand, Expect, Kind, Literal, Role, names, schema};
use crate::spec::Distribution;

const PERMISSION_SET: &str = "PermissionSet";

/// A user of the org whom the files of an app name.
#[derive(Debug, Serialize)]
pub(super) struct User<'a> {
    name: &'a str,
    /// The variable that names the user at deploy; empty where the user is known.
    variable: &'a str,
    /// Whether the app acts as that user, who should log in in no other way.
    api_only: bool,
}

/// Components and certificates that the files of an app name by one element.
#[derive(Debug, Serialize)]
pub(super) struct Need<'a> {
    element: &'static str,
    meaning: &'static str,
    names: Vec<&'a str>,
    /// Whether they are certificates that Setup keeps.
    in_setup: bool,
}

/// A policy that an org which installs an app has to set for one of its flows.
#[derive(Debug, Serialize)]
pub(super) struct InstalledPolicy {
    flow: &'static str,
    element: &'static str,
    /// What it must be; empty where any value will do.
    value: &'static str,
    /// Whether it names a user.
    is_user: bool,
    why: &'static str,
}

/// The users whom the files of an app name, each once.
pub(super) fn users(app: &AppPlan) -> Vec<User<'_>> {
    let mut all: Vec<User<'_>> = Vec::new();
    for (element, field) in app.components.iter().flat_map(Component::elements) {
        if element.is_none_or(|element| element.kind != Kind::Username) {
            continue;
        }
        let (name, api_only) = (field.value.as_str(), field.name == names::RUN_AS);
        if let Some(known) = all.iter_mut().find(|user| user.name == name) {
            known.api_only |= api_only;
        } else {
            let inner = name.strip_prefix("${").and_then(|rest| rest.strip_suffix('}'));
            all.push(User { name, variable: inner.unwrap_or_default(), api_only });
        }
    }
    all
}

/// What else the files of an app name that the project does not hold.
pub(super) fn needs<'a>(app: &'a AppPlan, plan: &Plan) -> Vec<Need<'a>> {
    let mut all: Vec<Need<'a>> = Vec::new();
    for (element, field) in app.components.iter().flat_map(Component::elements) {
        let Some(element) = element else { continue };
        let refers_to = element.refers_to.as_deref();
        if refers_to.is_none() && !element.kept_certificate {
            continue;
        }
        let listed =
            |name: &str| all.iter().any(|n| n.element == element.name && n.names.contains(&name));
        let held = |name: &str| refers_to.is_some_and(|of_type| holds(plan, of_type, name));
        let given = field.value.split(',').map(str::trim).filter(|name| !name.is_empty());
        let names: Vec<&str> = given.filter(|name| !listed(name) && !held(name)).collect();
        let same =
            |need: &&mut Need<'_>| need.element == element.name && need.meaning == element.meaning;
        if names.is_empty() {
            continue;
        }
        if let Some(need) = all.iter_mut().find(same) {
            need.names.extend(names);
        } else {
            all.push(Need {
                element: &element.name,
                meaning: &element.meaning,
                names,
                in_setup: element.kept_certificate,
            });
        }
    }
    all
}

/// Whether the project holds a component.
fn holds(plan: &Plan, of_type: &str, name: &str) -> bool {
    let is_file = || {
        let mut all = plan.components().into_iter();
        all.any(|one| one.metadata_type.name == of_type && one.full_name == name)
    };
    let of_app = |app: &AppPlan| {
        let set = of_type == PERMISSION_SET && app.permission_sets.iter().any(|s| s.name == name);
        let made = app.exchange.iter().flat_map(super::Exchange::members);
        set || made.into_iter().any(|(of, member)| of == of_type && member == name)
    };
    is_file() || plan.apps.iter().any(of_app)
}

/// The policies that an org which installs an app has to set, since its own come without them.
pub(super) fn installed_policies(app: &AppPlan) -> Vec<InstalledPolicy> {
    if app.spec.distribution != Distribution::Packaged {
        return Vec::new();
    }
    let demands = app.flows.iter().flat_map(|flow| {
        flow.demands.iter().filter_map(|demand| installed_policy(&flow.title, demand))
    });
    demands.collect()
}

fn installed_policy(flow: &'static str, demand: &'static Demand) -> Option<InstalledPolicy> {
    let metadata_type = schema().types.get(&demand.metadata_type)?;
    let element = metadata_type.element(&demand.element)?;
    let default = element.default.as_ref().map(|default| match default {
        Literal::String(text) => text.to_string(),
        other => other.to_string(),
    });
    let value = match &demand.expect {
        Expect::Is(value) if default.as_deref() != Some(value.as_str()) => value.as_str(),
        Expect::Present => "",
        _ => return None,
    };
    let decided = metadata_type.role == Role::Policies;
    decided.then(|| InstalledPolicy {
        flow,
        element: &element.name,
        value,
        is_user: element.kind == Kind::Username,
        why: &demand.why,
    })
}
