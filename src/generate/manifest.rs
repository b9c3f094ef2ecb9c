//! The members of a project's manifest.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::{Exchange, Plan, UNPACKAGED_DIRECTORY};

/// One `types` element of a manifest.
#[derive(Clone, Debug, Serialize)]
pub(super) struct ManifestType {
    pub(super) name: String,
    pub(super) members: BTreeSet<String>,
}

/// Every component of the plan, by type and name in order; or those alone that no package holds.
pub(super) fn types(plan: &Plan, unpackaged: bool) -> Vec<ManifestType> {
    let mut all: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let components = plan.components().into_iter();
    for component in components.filter(|c| !unpackaged || c.directory == UNPACKAGED_DIRECTORY) {
        let name = component.metadata_type.manifest_name().to_owned();
        all.entry(name).or_default().insert(component.full_name.clone());
    }
    for app in &plan.apps {
        for (name, member) in app.exchange.iter().flat_map(Exchange::members) {
            all.entry(name.to_owned()).or_default().insert(member);
        }
        for set in &app.permission_sets {
            all.entry("PermissionSet".to_owned()).or_default().insert(set.name.clone());
        }
    }
    all.into_iter().map(|(name, members)| ManifestType { name, members }).collect()
}
