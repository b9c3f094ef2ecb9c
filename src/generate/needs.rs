//! What an org must have or set that no file of the project brings.

use serde::Serialize;

use super::AppPlan;
use crate::schema::{Demand, Expect, Kind, Role, schema};
use crate::spec::Distribution;

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
        toml::Value::String(text) => text.clone(),
        other => other.to_string(),
    });
    let value = match &demand.expect {
        Expect::Is(value) if default.as_ref() != Some(value) => value.as_str(),
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
