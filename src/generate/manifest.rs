//! The members of a project's manifest.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::Plan;

/// One `types` element of a manifest.
#[derive(Clone, Debug, Serialize)]
pub(super) struct ManifestType {
    pub(super) name: String,
    pub(super) members: BTreeSet<String>,
}

/// Every component of the plan, by type and name in order.
pub(super) fn types(plan: &Plan) -> Vec<ManifestType> {
    let mut all: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for app in &plan.apps {
        for component in &app.components {
            let name = component.metadata_type.manifest_name().to_owned();
            all.entry(name).or_default().insert(component.full_name.clone());
        }
        for set in &app.permission_sets {
            all.entry("PermissionSet".to_owned()).or_default().insert(set.name.clone());
        }
    }
    all.into_iter().map(|(name, members)| ManifestType { name, members }).collect()
}
