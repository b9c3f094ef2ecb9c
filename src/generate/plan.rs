//! The plan of a project.

use serde::Serialize;

use super::{Component, app, resolve};
use crate::schema::{ApiVersion, Flow};
use crate::spec::{App, Fault, Spec, SpecPath};

/// Everything that is to be written, as values.
#[derive(Clone, Debug)]
pub struct Plan {
    /// The spec with everything filled in.
    pub spec: Spec,
    /// API version of the metadata.
    pub api_version: ApiVersion,
    /// The apps.
    pub apps: Vec<AppPlan>,
}

/// One app of a plan.
#[derive(Clone, Debug)]
pub struct AppPlan {
    /// What was asked for.
    pub spec: App,
    /// Its flows, those that its scopes switch on included.
    pub flows: Vec<&'static Flow>,
    /// Its metadata files.
    pub components: Vec<Component>,
    /// Permission sets that are made for it.
    pub permission_sets: Vec<PermissionSet>,
}

/// A permission set whose holders may use an app. The grant itself stands in the app's policies.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PermissionSet {
    /// API name.
    pub name: String,
    /// Name that people see.
    pub label: String,
    /// What it is for.
    pub description: String,
}

/// Plans the project that a spec asks for.
///
/// # Errors
/// Everything in the spec that no project can be made from.
pub fn plan(spec: &Spec) -> Result<Plan, Vec<Fault>> {
    let (spec, api_version) = resolve::resolve(spec)?;
    let mut apps = Vec::new();
    let mut faults = Vec::new();
    for (index, app) in spec.apps.iter().enumerate() {
        match app::plan(app, api_version, SpecPath::app(index)) {
            Ok(app) => apps.push(app),
            Err(found) => faults.extend(found),
        }
    }
    if faults.is_empty() { Ok(Plan { spec, api_version, apps }) } else { Err(faults) }
}
