//! Fills in what a spec leaves open and brings names to the form that the tables use, so that the
//! spec kept in the project says what was made.

use super::distribution;
use crate::schema::{ApiVersion, Expect, Flow, Schema, api_name_fault, schema};
use crate::spec::{App, Oauth, Preset, Spec, SpecFault, SpecPath, presets};
use crate::text::suggest::nearest;

/// The flow of an app for which none is named.
const DEFAULT_FLOW: &str = "authorization-code";
/// The scope without which an app can do next to nothing.
const LEAST_SCOPE: &str = "Api";
/// The scope that lets refresh tokens be issued.
const REFRESH_SCOPE: &str = "RefreshToken";

/// The version of the first package.
const FIRST_PACKAGE: &str = "0.1.0";
/// What a shell reads between double quotes.
const SHELL_SIGNS: [char; 5] = ['"', '$', '`', '\\', '\n'];
/// Most characters of a namespace.
const LONGEST_NAMESPACE: usize = 15;

/// A spec with everything filled in.
pub(super) struct Resolved {
    pub(super) spec: Spec,
    pub(super) version: ApiVersion,
    /// Faults of its package; its apps are judged nevertheless.
    pub(super) of_package: Vec<SpecFault>,
}

/// Fills in what a spec leaves open.
pub(super) fn resolve(spec: &Spec) -> Result<Resolved, Vec<SpecFault>> {
    let mut spec = spec.clone();
    let (mut faults, mut of_package) = (Vec::new(), Vec::new());
    let version = api_version(&mut spec, &mut faults);
    faults.extend(login_url(&spec));
    if spec.apps.is_empty() {
        let why = "A project without an app has nothing to deploy.";
        faults.push(SpecFault::new(
            SpecPath::default(),
            "the spec names no app",
            why,
            "add an `[[app]]` table with a `name`",
        ));
    }
    for index in 0..spec.apps.len() {
        let at = SpecPath::app(index);
        let (before, rest) = spec.apps.split_at_mut(index);
        if let Some(app) = rest.first_mut() {
            name(app, before, &at, &mut faults);
            preset(app, &at, &mut faults);
            if let Some(preset) = app.preset.as_deref().and_then(Preset::find) {
                preset.complete(app);
            }
            let alone =
                app.preset.as_deref().and_then(Preset::find).is_some_and(|p| p.oauth.is_none());
            if app.saml.is_none() && !alone {
                app.oauth_mut();
            }
            let push = !app.push.is_empty();
            if let Some(plugin) = &mut app.oauth {
                oauth(plugin, push, &at.key("oauth"), &mut faults);
            }
        }
    }
    if spec.project.name.is_none() {
        spec.project.name = spec.apps.first().map(|app| app.name.clone());
    }
    if distribution::is_packaged(&spec) {
        package(&mut spec, &mut of_package);
    }
    if faults.is_empty() {
        return Ok(Resolved { spec, version, of_package });
    }
    faults.extend(of_package);
    Err(faults)
}

/// The address at which the CLI logs in is that of an org, and nothing else.
fn login_url(spec: &Spec) -> Option<SpecFault> {
    let url = spec.project.login_url.as_deref()?;
    let host = url.strip_prefix("https://").unwrap_or_default();
    let of_host = |c: char| c.is_ascii_alphanumeric() || ".-".contains(c);
    let is_host = host.contains('.') && host.split('.').all(|part| !part.is_empty());
    (!is_host || !host.chars().all(of_host)).then(|| {
        SpecFault::new(
            SpecPath::default().key("project").key("login-url"),
            format!("`{}` is not the address of an org", url.escape_debug()),
            "The Salesforce CLI logs in there, and sends what it logs in with.",
            format!("write the My Domain address, such as `{}`", schema().org.login.my_domain),
        )
    })
}

fn api_version(spec: &mut Spec, faults: &mut Vec<SpecFault>) -> ApiVersion {
    let versions = &schema().versions;
    let written = spec.project.api_version.clone();
    let parsed = written.as_deref().map_or(Ok(versions.default), str::parse);
    let known = parsed.as_ref().ok().filter(|&&v| versions.oldest <= v && v <= versions.newest);
    if known.is_none() {
        faults.push(SpecFault::new(
            SpecPath::default().key("project").key("api-version"),
            format!("API version `{}` is not one that is known here", written.unwrap_or_default()),
            "Which elements exist depends on the API version.",
            format!("write one from `{}` to `{}`", versions.oldest, versions.newest),
        ));
    }
    let version = known.copied().unwrap_or(versions.default);
    spec.project.api_version = Some(version.to_string());
    version
}

/// A package needs a name, a version and a namespace.
fn package(spec: &mut Spec, faults: &mut Vec<SpecFault>) {
    let at = SpecPath::default().key("project");
    let project = &mut spec.project;
    project.package = project.package.take().or_else(|| project.name.clone());
    if let Some(name) = project.package.as_deref().filter(|name| name.contains(SHELL_SIGNS)) {
        faults.push(SpecFault::new(
            at.key("package"),
            format!(
                "the package name `{}` contains special characters of the shell",
                name.escape_debug()
            ),
            "The commands of the README name the package.",
            "write letters, digits, spaces and `-`",
        ));
    }
    let version = project.package_version.get_or_insert_with(|| FIRST_PACKAGE.to_owned());
    let parts: Vec<&str> = version.split('.').collect();
    if parts.len() != 3 || parts.iter().any(|part| part.parse::<u16>().is_err()) {
        faults.push(SpecFault::new(
            at.key("package-version"),
            format!("`{version}` is not a package version"),
            "Salesforce adds the number of the build as a fourth part.",
            "write three numbers, such as `1.2.0`",
        ));
    }
    let namespace = project.namespace.as_deref().unwrap_or_default();
    if namespace.len() > LONGEST_NAMESPACE || api_name_fault(namespace).is_some() {
        faults.push(SpecFault::new(
            at.key("namespace"),
            if namespace.is_empty() {
                "a packaged app needs a namespace".to_owned()
            } else {
                format!("`{namespace}` is not a namespace")
            },
            "External Client Apps travel in managed packages, and each of these has a namespace \
             that is linked to the Dev Hub.",
            "give the namespace of the package, at most 15 letters, digits and underscores",
        ));
    }
}

fn name(app: &mut App, before: &[App], at: &SpecPath, faults: &mut Vec<SpecFault>) {
    if let Some(what) = api_name_fault(&app.name) {
        let message = if app.name.is_empty() {
            "the app has no name".to_owned()
        } else {
            format!("app name `{}` {what}", app.name.escape_debug())
        };
        faults.push(SpecFault::new(
            at.key("name"),
            message,
            "The name becomes the API name of the app, which cannot be changed later.",
            "use letters, digits and single underscores, such as `Billing_App`",
        ));
    }
    if before.iter().any(|other| other.name.eq_ignore_ascii_case(&app.name)) {
        faults.push(SpecFault::new(
            at.key("name"),
            format!("there are two apps with the name `{}`", app.name),
            "Names are compared without case, and each belongs to one app.",
            "give one of them another name",
        ));
    }
    app.label = Some(app.shown_label());
}

/// A preset that is named must exist, and the app must have the plugins that it is about.
fn preset(app: &App, at: &SpecPath, faults: &mut Vec<SpecFault>) {
    let Some(id) = &app.preset else { return };
    let Some(preset) = Preset::find(id) else {
        let ids: Vec<&str> = presets().iter().map(|preset| preset.id.as_str()).collect();
        let meant = nearest(id, ids.iter().copied()).map(|id| format!("did you mean `{id}`?"));
        faults.push(SpecFault::new(
            at.key("preset"),
            format!("there is no preset `{id}`"),
            "A preset makes a whole set of choices.",
            meant.unwrap_or_else(|| format!("write one of `{}`", ids.join("`, `"))),
        ));
        return;
    };
    let has = [("saml", app.saml.is_some()), ("canvas", app.canvas.is_some())];
    for (key, _) in has.iter().filter(|(key, has)| !has && preset.needs.iter().any(|n| n == key)) {
        let what = if *key == "saml" { "`acs-url` and `entity-id`" } else { "`url`" };
        faults.push(SpecFault::new(
            at.key(key),
            format!("the preset `{id}` needs the {key} plugin"),
            format!("It is for {}.", preset.meaning),
            format!("give `{key}` the value of {what}"),
        ));
    }
}

fn oauth(oauth: &mut Oauth, push: bool, at: &SpecPath, faults: &mut Vec<SpecFault>) {
    if oauth.flows.is_empty() {
        oauth.flows.push(DEFAULT_FLOW.to_owned());
    }
    for (index, flow) in oauth.flows.iter_mut().enumerate() {
        match known_flow(schema(), flow, at.key("flows").item(index)) {
            Ok(known) => *flow = known.id.to_string(),
            Err(fault) => faults.push(fault),
        }
    }
    dedup(&mut oauth.flows);
    if oauth.scopes.is_empty() {
        oauth.scopes = least_scopes(&oauth.flows);
        // A device stays registered for push messages through its refresh token.
        if push {
            oauth.scopes.push(REFRESH_SCOPE.to_owned());
        }
    }
    for (index, scope) in oauth.scopes.iter_mut().enumerate() {
        match known_scope(schema(), scope, at.key("scopes").item(index)) {
            Ok(token) => *scope = token.to_owned(),
            Err(fault) => faults.push(fault),
        }
    }
    dedup(&mut oauth.scopes);
    dedup(&mut oauth.callbacks);
}

/// The flow of that name, or why it cannot be had.
fn known_flow<'a>(schema: &'a Schema, name: &str, at: SpecPath) -> Result<&'a Flow, SpecFault> {
    let supported = || schema.flows.iter().filter(|flow| flow.supported);
    let Some(flow) = schema.flow(name) else {
        let ids: Vec<&str> = supported().map(|flow| flow.id.as_str()).collect();
        let meant = nearest(name, ids.iter().copied()).map(|id| format!("did you mean `{id}`?"));
        let help = meant.unwrap_or_else(|| format!("write one of `{}`", ids.join("`, `")));
        let why = "Each flow needs its own settings.";
        return Err(SpecFault::new(at, format!("there is no flow `{name}`"), why, help));
    };
    match &flow.refusal {
        Some(refusal) if !flow.supported => {
            let message = format!("External Client Apps cannot do the {}", flow.title);
            // The refusal says why, and after the semicolon what to use instead.
            let (why, help) = refusal.rsplit_once("; ").unwrap_or((refusal, "use another flow"));
            Err(SpecFault::new(at, message, format!("{why}."), help.trim_end_matches('.')))
        }
        _ => Ok(flow),
    }
}

/// The token of a scope, given as token or runtime name.
fn known_scope<'a>(schema: &'a Schema, name: &str, at: SpecPath) -> Result<&'a str, SpecFault> {
    let exact = schema.scope(name).or_else(|| schema.scopes.iter().find(|s| s.runtime == name));
    exact.map(|scope| scope.token.as_str()).ok_or_else(|| {
        let help = match schema.scope_meant_by(name) {
            Some(scope) => format!("did you mean `{}`?", scope.token),
            None => "write a scope as metadata names it, such as `Api` or `OpenID`".to_owned(),
        };
        let why = "The org refuses the whole file for one scope that it does not know.";
        SpecFault::new(at, format!("there is no scope `{name}`"), why, help)
    })
}

/// The least that the flows need: access to data, what a flow usually has besides, and a refresh
/// token where a person logs in or it was asked for.
fn least_scopes(ids: &[String]) -> Vec<String> {
    let mut scopes = vec![LEAST_SCOPE.to_owned()];
    scopes.extend(scopes_beside(ids));
    dedup(&mut scopes);
    scopes
}

/// The scopes that flows need next to access to data.
#[must_use]
pub(crate) fn scopes_beside(ids: &[String]) -> Vec<String> {
    let flows: Vec<&Flow> = ids.iter().filter_map(|id| schema().flow(id)).collect();
    let mut scopes = Vec::new();
    scopes.extend(flows.iter().flat_map(|flow| flow.usual_scopes.iter().map(String::from)));
    let demanded = |flow: &Flow| {
        flow.demands.iter().find_map(|demand| match &demand.expect {
            Expect::HoldsAny(any) => any.first().map(String::from),
            _ => None,
        })
    };
    scopes.extend(flows.iter().filter_map(|flow| demanded(flow)));
    // A site that shows its own login form keeps its users logged in by other means.
    if flows
        .iter()
        .any(|flow| flow.interactive && flow.refresh_token && flow.usual_scopes.is_empty())
    {
        scopes.push(REFRESH_SCOPE.to_owned());
    }
    dedup(&mut scopes);
    scopes
}

fn dedup(list: &mut Vec<String>) {
    let mut seen = std::collections::HashSet::new();
    list.retain(|item| seen.insert(item.clone()));
}
