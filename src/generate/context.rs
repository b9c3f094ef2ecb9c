//! What the templates know.

use serde::Serialize;
use serde_json::Value;

use super::environment::{self, Variable};
use super::filters::shell_word;
use super::grant::Grant;
use super::guide::{self, ClientContext, OrgContext};
use super::manifest::{self, ManifestType};
use super::needs::{self, InstalledPolicy, Need, User};
use super::request::{self, Request};
use super::{
    AppPlan, CUSTOM_SCOPES_DIRECTORY, Component, Exchange, PACKAGE_DIRECTORY, Plan, PlannedField,
    PlannedPermissionSet, UNPACKAGED_DIRECTORY, distribution,
};
use crate::schema::{Flow, NAMESPACE, Text, names, schema};
use crate::spec::{App, Ci, Client, Distribution, Oauth, PermittedUsers, Plugin, Preset, Push};
use crate::text::sound::serialized;

/// What every template knows.
#[derive(Serialize)]
struct Common<'a> {
    /// The metadata namespace.
    namespace: &'a str,
    tool: Tool,
    project: ProjectContext<'a>,
    apps: Vec<AppContext<'a>>,
    /// What every manifest template lists.
    manifest: Vec<ManifestType>,
    /// Of these, what no package holds.
    unpackaged_manifest: Vec<ManifestType>,
    /// Package directory of what is not a type of an app.
    directory: &'a str,
    org: OrgContext,
}

/// This program, for files that install it.
#[derive(Serialize)]
struct Tool {
    version: &'static str,
    /// Where its source is; empty while that is not public.
    repository: &'static str,
}

const TOOL: Tool =
    Tool { version: env!("CARGO_PKG_VERSION"), repository: env!("CARGO_PKG_REPOSITORY") };

#[derive(Serialize)]
#[allow(clippy::struct_excessive_bools, reason = "what templates ask, each independent")]
struct ProjectContext<'a> {
    name: &'a str,
    api_version: String,
    package_directory: &'a str,
    unpackaged_directory: &'a str,
    /// Whether a package is built from the project.
    packaged: bool,
    namespace: &'a str,
    package: &'a str,
    package_version: &'a str,
    custom_scopes_directory: &'a str,
    custom_scopes: Vec<FileContext>,
    /// Address at which the CLI logs in, and the one at which apps of the org log in.
    login_url: &'a str,
    my_domain: &'a str,
    /// Whether custom scopes have a package of their own.
    scopes_package: bool,
    /// Endings of files that fail the build of a package.
    never_packaged: Vec<String>,
    /// Where checks run.
    ci: &'a [Ci],
    /// The same, for templates that ask for one.
    github: bool,
    gitlab: bool,
    azure: bool,
    bitbucket: bool,
    jenkins: bool,
    pre_commit: bool,
    /// Values that are filled in at deploy: in which files each stands.
    environment: Vec<Variable>,
}

#[derive(Serialize)]
#[allow(clippy::struct_excessive_bools, reason = "what templates ask, each independent")]
struct AppContext<'a> {
    name: &'a str,
    label: String,
    description: &'a str,
    /// How the client uses the app; empty without a preset.
    how: &'static str,
    packaged: bool,
    oauth: bool,
    saml: Option<Value>,
    mobile: bool,
    push: &'a [Push],
    notification: bool,
    canvas: Option<Value>,
    /// Where the canvas can be shown.
    canvas_places: Vec<&'a str>,
    confidential: bool,
    flows: Vec<FlowContext>,
    scopes: Vec<ScopeContext>,
    callbacks: Vec<&'a str>,
    /// What requests for tokens hold.
    request: Request,
    redirects: bool,
    permission_sets: &'a [PlannedPermissionSet],
    other_permission_sets: Vec<String>,
    profiles: Vec<String>,
    pre_authorized: bool,
    files: Vec<FileContext>,
    exchange: Option<&'a Exchange>,
    /// Name of the token exchange handler; empty without one.
    handler: &'a str,
    first_party: bool,
    /// What the administrator keeps off.
    off: Vec<String>,
    no_dev_hub: bool,
    /// Users of the org whom its files name.
    users: Vec<User<'a>>,
    /// What else its files name that the org must have.
    needs: Vec<Need<'a>>,
    /// The known client that it is for.
    client: Option<ClientContext>,
    /// Minutes for which it may refuse logins after it was made.
    wait_minutes: String,
    /// The scope that opens nothing for users without a permission; empty without one.
    api_scope: &'static str,
    /// Whether its page gets signed requests, and nobody logs in in a browser.
    signed_requests: bool,
    /// What an org that installs it must set for its flows.
    installed_policies: Vec<InstalledPolicy>,
    /// The user as whom it acts, and the same as a word of a command.
    run_as: &'a str,
    run_as_word: String,
    /// Whether nobody but that user ever logs in, and whether nobody but visitors does.
    acts_alone: bool,
    visitors_alone: bool,
    /// Elements of the global OAuth settings and the OAuth policies by name.
    global: Value,
    policies: Value,
}

#[derive(Serialize)]
struct FlowContext {
    id: &'static str,
    title: &'static str,
    meaning: &'static str,
    notes: &'static [Text],
}

#[derive(Serialize)]
struct ScopeContext {
    token: &'static str,
    runtime: &'static str,
    meaning: &'static str,
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
    fields: &'a [PlannedField],
}

/// What every template of a plan knows.
pub(super) fn common(plan: &Plan) -> Value {
    let none = Oauth::default();
    let project = &plan.spec.project;
    let common = Common {
        namespace: NAMESPACE,
        tool: TOOL,
        project: ProjectContext {
            name: project.name.as_deref().unwrap_or_default(),
            api_version: plan.api_version.to_string(),
            package_directory: PACKAGE_DIRECTORY,
            unpackaged_directory: UNPACKAGED_DIRECTORY,
            packaged: plan.packaged,
            namespace: project.namespace.as_deref().unwrap_or_default(),
            package: project.package.as_deref().unwrap_or_default(),
            package_version: project.package_version.as_deref().unwrap_or_default(),
            login_url: project.login_url.as_deref().unwrap_or(&schema().org.login.production),
            my_domain: guide::my_domain(project.login_url.as_deref()),
            custom_scopes_directory: CUSTOM_SCOPES_DIRECTORY,
            custom_scopes: plan.custom_scopes.iter().map(file).collect(),
            scopes_package: plan
                .custom_scopes
                .iter()
                .any(|c| c.directory == CUSTOM_SCOPES_DIRECTORY),
            never_packaged: distribution::never_packaged(),
            ci: &project.ci,
            github: project.ci.contains(&Ci::Github),
            gitlab: project.ci.contains(&Ci::Gitlab),
            azure: project.ci.contains(&Ci::Azure),
            bitbucket: project.ci.contains(&Ci::Bitbucket),
            jenkins: project.ci.contains(&Ci::Jenkins),
            pre_commit: project.ci.contains(&Ci::PreCommit),
            environment: environment::of(plan),
        },
        apps: plan.apps.iter().map(|one| app(plan, one, &none)).collect(),
        manifest: manifest::types(plan, false),
        unpackaged_manifest: manifest::types(plan, true),
        directory: distribution::side_directory(plan.packaged),
        org: OrgContext::new(),
    };
    to_value(&common)
}

/// What a template of a component knows: its own directory takes the place of the common one.
pub(super) fn of_component(common: &Value, component: &Component) -> Value {
    let mut all = common.clone();
    if let Value::Object(map) = &mut all {
        let own = ComponentContext {
            type_name: &component.metadata_type.name,
            folder: &component.metadata_type.folder,
            file: component.file_name(),
            fields: &component.fields,
        };
        map.insert("component".to_owned(), to_value(&own));
        map.insert("directory".to_owned(), Value::String(component.directory.to_owned()));
    }
    all
}

/// Structures of texts, lists and booleans always serialize.
pub(super) fn to_value(value: &impl Serialize) -> Value {
    serialized(serde_json::to_value(value))
}

fn app<'a>(whole: &'a Plan, plan: &'a AppPlan, none: &'a Oauth) -> AppContext<'a> {
    let oauth = plan.spec.oauth.as_ref().unwrap_or(none);
    let grant = Grant::of(&plan.spec);
    let preset = plan.spec.preset.as_deref().and_then(Preset::find);
    let global = elements(plan, names::GLOBAL_OAUTH);
    let client = guide::client(&plan.spec, oauth);
    AppContext {
        name: &plan.spec.name,
        label: plan.spec.shown_label(),
        description: plan.spec.description.as_deref().unwrap_or_default(),
        how: preset
            .filter(|preset| preset.fits(&plan.spec))
            .map(|preset| preset.how.as_str())
            .unwrap_or_default(),
        packaged: plan.spec.distribution == Distribution::Packaged,
        oauth: plan.spec.oauth.is_some(),
        saml: plan.spec.saml.as_ref().map(to_value),
        mobile: plan.spec.mobile.is_some(),
        push: &plan.spec.push,
        notification: plan.spec.notification.is_some(),
        canvas: plan.spec.canvas.as_ref().map(to_value),
        canvas_places: canvas_places(&plan.spec),
        confidential: oauth.client == Client::Confidential,
        flows: request::shown(plan).map(flow).collect(),
        scopes: oauth.scopes.iter().filter_map(|token| scope(token)).collect(),
        callbacks: oauth.callbacks.iter().map(String::as_str).collect(),
        request: Request::new(plan, oauth, &global),
        redirects: plan.flows.iter().any(|flow| flow.redirects),
        permission_sets: &plan.permission_sets,
        other_permission_sets: grant.permission_sets,
        profiles: grant.profiles,
        pre_authorized: oauth.permitted_users == PermittedUsers::PreAuthorized,
        files: plan.components.iter().chain(&plan.shared).map(file).collect(),
        exchange: plan.exchange.as_ref(),
        handler: plan.handler.as_deref().unwrap_or_default(),
        first_party: oauth.first_party.is_some(),
        off: off(&plan.spec),
        no_dev_hub: plan.spec.owner.as_ref().is_some_and(|owner| owner.no_dev_hub),
        users: needs::users(plan),
        needs: needs::needs(plan, whole),
        wait_minutes: guide::wait_minutes(client).to_string(),
        client: client.map(ClientContext::of),
        api_scope: guide::api_scope(oauth),
        signed_requests: guide::has_signed_requests(&plan.spec, oauth),
        installed_policies: needs::installed_policies(plan),
        run_as: oauth.run_as.as_deref().unwrap_or_default(),
        run_as_word: shell_word(oauth.run_as.as_deref().unwrap_or_default()),
        acts_alone: acts_alone(plan),
        visitors_alone: visitors_alone(plan),
        global,
        policies: elements(plan, names::OAUTH_POLICIES),
    }
}

/// What the administrator keeps off, in words.
fn off(app: &App) -> Vec<String> {
    if app.enabled == Some(false) {
        return vec!["the whole app".to_owned()];
    }
    let name = |plugin: &Plugin| to_value(plugin).as_str().map(|id| format!("the {id} plugin"));
    app.plugins_off.iter().filter_map(name).collect()
}

/// Whether each flow that logs somebody in logs in the set user.
fn acts_alone(plan: &AppPlan) -> bool {
    let of_user = |flow: &Flow| flow.demands_element(names::RUN_AS);
    let others = |flow: &Flow| flow.interactive || flow.machine && !of_user(flow);
    plan.flows.iter().any(|flow| of_user(flow)) && !plan.flows.iter().any(|flow| others(flow))
}

/// Whether each flow that logs somebody in logs in visitors of a site.
fn visitors_alone(plan: &AppPlan) -> bool {
    let mut logins = plan.flows.iter().filter(|flow| !flow.capability).peekable();
    logins.peek().is_some() && logins.all(|flow| flow.id == request::GUEST)
}

/// Where the canvas can be shown: a place that is none does not count.
fn canvas_places(app: &App) -> Vec<&str> {
    const NOWHERE: &str = "None";
    let places = app.canvas.iter().flat_map(|canvas| &canvas.locations);
    places.map(String::as_str).filter(|place| *place != NOWHERE).collect()
}

fn flow(flow: &'static Flow) -> FlowContext {
    FlowContext { id: &flow.id, title: &flow.title, meaning: &flow.meaning, notes: &flow.notes }
}

fn scope(token: &str) -> Option<ScopeContext> {
    let scope = schema().scope(token)?;
    Some(ScopeContext { token: &scope.token, runtime: &scope.runtime, meaning: &scope.meaning })
}

fn file(component: &Component) -> FileContext {
    let metadata_type = component.metadata_type;
    let (title, meaning) = (&metadata_type.title, &metadata_type.meaning);
    FileContext { title, meaning, path: component.path() }
}

fn elements(plan: &AppPlan, type_name: &str) -> Value {
    let component = plan.components.iter().find(|c| c.metadata_type.name == type_name);
    let fields = component.into_iter().flat_map(|component| &component.fields);
    Value::Object(fields.map(|f| (f.name.clone(), Value::String(f.value.clone()))).collect())
}
