//! The plan of a project.

use serde::Serialize;

use super::resolve::Resolved;
use super::{Component, Exchange, app, custom_scope, distribution, resolve, texts};
use crate::schema::{ApiVersion, Flow};
use crate::spec::{App, Spec, SpecFault, SpecPath};

/// Everything that is to be written, as values.
#[derive(Clone, Debug)]
pub struct Plan {
    /// The spec with everything filled in.
    pub spec: Spec,
    /// API version of the metadata.
    pub api_version: ApiVersion,
    /// Whether a package is built from the project.
    pub packaged: bool,
    /// The apps.
    pub apps: Vec<AppPlan>,
    /// The custom scopes.
    pub custom_scopes: Vec<Component>,
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
    /// Org settings that it needs, which other apps may need too.
    pub shared: Vec<Component>,
    /// Permission sets that are made for it.
    pub permission_sets: Vec<PlannedPermissionSet>,
    /// Name of its token exchange handler.
    pub handler: Option<String>,
    /// The Apex class that judges the tokens of another issuer, and what it needs.
    pub exchange: Option<Exchange>,
}

/// A permission set whose holders may use an app. The grant itself is in the app's policies.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PlannedPermissionSet {
    /// API name.
    pub name: String,
    /// Name that people see.
    pub label: String,
    /// What it is for.
    pub description: String,
}

impl Plan {
    /// Every metadata file, in the order of the apps; each org settings file once.
    #[must_use]
    pub fn components(&self) -> Vec<&Component> {
        let mut all: Vec<&Component> = self.apps.iter().flat_map(|app| &app.components).collect();
        for shared in self.apps.iter().flat_map(|app| &app.shared) {
            let same = |other: &&Component| other.file_name() == shared.file_name();
            if !all.iter().any(same) {
                all.push(shared);
            }
        }
        all.extend(&self.custom_scopes);
        all
    }
}

/// A value of a plan that the spec gives.
#[derive(Clone, Copy, Debug)]
pub struct Given<'p> {
    /// Where the spec gives it.
    pub at: &'p SpecPath,
    component: &'p Component,
    element: &'p str,
}

impl Given<'_> {
    /// Whether another plan holds the same value in the same place.
    #[must_use]
    pub(crate) fn is_in(&self, other: &Plan) -> bool {
        let path = self.component.path();
        let same = other.components().into_iter().find(|component| component.path() == path);
        let fields = |component: &Component| {
            let of = component.fields.iter().filter(|field| field.name == self.element);
            of.cloned().collect::<Vec<_>>()
        };
        same.is_some_and(|same| fields(same) == fields(self.component))
    }
}

impl Plan {
    /// What the spec gives for the place in the text of a file.
    #[must_use]
    pub fn given(&self, path: &str, text: &str, byte: usize) -> Option<Given<'_>> {
        let component = self.components().into_iter().find(|one| one.path() == path)?;
        let before = text.get(..=byte).or_else(|| text.get(..byte))?;
        before.rsplit('<').find_map(|tag| {
            let end = tag.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(tag.len());
            let name = if end < tag.len() { &tag[..end] } else { "" };
            let (element, at) = component.places.get_key_value(name)?;
            Some(Given { at, component, element })
        })
    }
}

/// Faults, and those of others where nothing is told of that place.
fn joined(mut faults: Vec<SpecFault>, others: Vec<SpecFault>) -> Vec<SpecFault> {
    let told = |at: &SpecPath, faults: &[SpecFault]| {
        faults.iter().any(|fault| {
            fault.at.is_within(at)
                || at.is_within(&fault.at) && fault.at.last_key() == at.last_key()
        })
    };
    for other in others {
        if !told(&other.at, &faults) {
            faults.push(other);
        }
    }
    faults
}

/// Plans the project that a spec asks for.
///
/// # Errors
/// Everything in the spec that no project can be made from.
pub fn plan(spec: &Spec) -> Result<Plan, Vec<SpecFault>> {
    let of_texts = texts::faults(spec);
    let resolved = resolve::resolve(spec).map_err(|faults| joined(faults, of_texts.clone()))?;
    let Resolved { spec, version: api_version, of_package } = resolved;
    let packaged = distribution::is_packaged(&spec);
    let mut apps = Vec::new();
    let (custom_scopes, of_scopes) = custom_scope::plan(&spec, api_version, packaged);
    let mut faults = [of_package, of_scopes].concat();
    for (index, app) in spec.apps.iter().enumerate() {
        let earlier = spec.apps.get(..index).unwrap_or_default();
        match app::plan(app, api_version, SpecPath::app(index), packaged, earlier) {
            Ok(app) => apps.push(app),
            Err(found) => faults.extend(found),
        }
    }
    let faults = joined(faults, of_texts);
    if !faults.is_empty() {
        return Err(faults);
    }
    Ok(Plan { spec, api_version, packaged, apps, custom_scopes })
}
