//! What the templates know.

use serde::Serialize;
use serde_json::Value;

use super::manifest::{self, ManifestType};
use super::{AppPlan, Component, Field, PACKAGE_DIRECTORY, PermissionSet, Plan};
use crate::schema::{Flow, NAMESPACE, names, schema};
use crate::spec::Client;

/// What every template knows.
#[derive(Serialize)]
struct Common<'a> {
    /// The metadata namespace.
    namespace: &'a str,
    project: ProjectContext<'a>,
    apps: Vec<AppContext<'a>>,
    manifest: Vec<ManifestType>,
}

#[derive(Serialize)]
struct ProjectContext<'a> {
    name: &'a str,
    api_version: String,
    package_directory: &'a str,
}

#[derive(Serialize)]
struct AppContext<'a> {
    name: &'a str,
    label: String,
    description: &'a str,
    confidential: bool,
    flows: Vec<FlowContext<'a>>,
    scopes: Vec<ScopeContext<'a>>,
    callbacks: Vec<&'a str>,
    redirects: bool,
    permission_sets: &'a [PermissionSet],
    other_permission_sets: &'a [String],
    profiles: &'a [String],
    pre_authorized: bool,
    files: Vec<FileContext>,
    /// Elements of the global OAuth settings and the OAuth policies by name.
    global: Value,
    policies: Value,
}

#[derive(Serialize)]
struct FlowContext<'a> {
    id: &'a str,
    title: &'a str,
    meaning: &'a str,
    notes: &'a [String],
}

#[derive(Serialize)]
struct ScopeContext<'a> {
    token: &'a str,
    runtime: &'a str,
    meaning: &'a str,
}

#[derive(Serialize)]
struct FileContext {
    title: &'static str,
    meaning: &'static str,
    path: String,
}

#[derive(Serialize)]
struct ComponentContext<'a> {
    #[serde(rename = "type")]
    type_name: &'a str,
    folder: &'a str,
    file: String,
    fields: &'a [Field],
}

/// What every template of a plan knows.
pub(super) fn common(plan: &Plan) -> Value {
    let common = Common {
        namespace: NAMESPACE,
        project: ProjectContext {
            name: plan.spec.project.name.as_deref().unwrap_or_default(),
            api_version: plan.api_version.to_string(),
            package_directory: PACKAGE_DIRECTORY,
        },
        apps: plan.apps.iter().map(app).collect(),
        manifest: manifest::types(plan),
    };
    to_value(&common)
}

/// What a template of a component knows besides.
pub(super) fn component(component: &Component) -> Value {
    to_value(&ComponentContext {
        type_name: &component.metadata_type.name,
        folder: &component.metadata_type.folder,
        file: component.file_name(),
        fields: &component.fields,
    })
}

/// Structures of texts, lists and booleans always serialize.
pub(super) fn to_value(value: &impl Serialize) -> Value {
    serde_json::to_value(value).unwrap_or_default()
}

fn app(plan: &AppPlan) -> AppContext<'_> {
    let oauth = &plan.spec.oauth;
    AppContext {
        name: &plan.spec.name,
        label: plan.spec.shown_label(),
        description: plan.spec.description.as_deref().unwrap_or_default(),
        confidential: oauth.client == Client::Confidential,
        flows: plan.flows.iter().map(|f| flow(f)).collect(),
        scopes: oauth.scopes.iter().filter_map(|token| scope(token)).collect(),
        callbacks: oauth.callbacks.iter().map(String::as_str).collect(),
        redirects: plan.flows.iter().any(|flow| flow.redirects),
        permission_sets: &plan.permission_sets,
        other_permission_sets: &oauth.permission_sets,
        profiles: &oauth.profiles,
        pre_authorized: oauth.permitted_users == crate::spec::PermittedUsers::PreAuthorized,
        files: plan.components.iter().map(file).collect(),
        global: elements(plan, names::GLOBAL_OAUTH),
        policies: elements(plan, names::OAUTH_POLICIES),
    }
}

fn flow(flow: &Flow) -> FlowContext<'_> {
    FlowContext { id: &flow.id, title: &flow.title, meaning: &flow.meaning, notes: &flow.notes }
}

fn scope(token: &str) -> Option<ScopeContext<'static>> {
    let scope = schema().scope(token)?;
    Some(ScopeContext { token: &scope.token, runtime: &scope.runtime, meaning: &scope.meaning })
}

fn file(component: &Component) -> FileContext {
    let metadata_type = component.metadata_type;
    let path = format!(
        "{PACKAGE_DIRECTORY}/main/default/{}/{}",
        metadata_type.folder,
        component.file_name()
    );
    FileContext { title: &metadata_type.title, meaning: &metadata_type.meaning, path }
}

fn elements(plan: &AppPlan, type_name: &str) -> Value {
    let component = plan.components.iter().find(|c| c.metadata_type.name == type_name);
    let fields = component.into_iter().flat_map(|component| &component.fields);
    Value::Object(fields.map(|f| (f.name.clone(), Value::String(f.value.clone()))).collect())
}
