//! Fills in what a spec leaves open and brings names to the form that the tables use, so that the
//! spec kept in the project says what was made.

use crate::schema::{ApiVersion, Flow, Schema, api_name_fault, schema};
use crate::spec::{App, Fault, Oauth, Spec, SpecPath};
use crate::text::suggest::nearest;

/// The flow of an app for which none is named.
const DEFAULT_FLOW: &str = "authorization-code";
/// The scope without which an app can do next to nothing.
const LEAST_SCOPE: &str = "Api";
/// The scope that lets refresh tokens be issued.
const REFRESH_SCOPE: &str = "RefreshToken";

/// The spec with everything filled in, and its API version.
pub(super) fn resolve(spec: &Spec) -> Result<(Spec, ApiVersion), Vec<Fault>> {
    let mut spec = spec.clone();
    let mut faults = Vec::new();
    let version = api_version(&mut spec, &mut faults);
    if spec.apps.is_empty() {
        let why = "A project without an app has nothing to deploy.";
        faults.push(Fault::new(
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
            oauth(&mut app.oauth, &at.key("oauth"), &mut faults);
        }
    }
    if spec.project.name.is_none() {
        spec.project.name = spec.apps.first().map(|app| app.name.clone());
    }
    if faults.is_empty() { Ok((spec, version)) } else { Err(faults) }
}

fn api_version(spec: &mut Spec, faults: &mut Vec<Fault>) -> ApiVersion {
    let versions = &schema().versions;
    let written = spec.project.api_version.clone();
    let parsed = written.as_deref().map_or(Ok(versions.default), str::parse);
    let known = parsed.as_ref().ok().filter(|&&v| versions.oldest <= v && v <= versions.newest);
    if known.is_none() {
        faults.push(Fault::new(
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

fn name(app: &mut App, before: &[App], at: &SpecPath, faults: &mut Vec<Fault>) {
    if let Some(what) = api_name_fault(&app.name) {
        faults.push(Fault::new(
            at.key("name"),
            format!("app name `{}` {what}", app.name.escape_debug()),
            "The name becomes the API name of the app, which cannot be changed later.",
            "use letters, digits and single underscores, such as `Billing_App`",
        ));
    }
    if before.iter().any(|other| other.name.eq_ignore_ascii_case(&app.name)) {
        faults.push(Fault::new(
            at.key("name"),
            format!("there are two apps with the name `{}`", app.name),
            "Names are compared without case, and each belongs to one app.",
            "give one of them another name",
        ));
    }
    app.label = Some(app.shown_label());
}

fn oauth(oauth: &mut Oauth, at: &SpecPath, faults: &mut Vec<Fault>) {
    if oauth.flows.is_empty() {
        oauth.flows.push(DEFAULT_FLOW.to_owned());
    }
    for (index, flow) in oauth.flows.iter_mut().enumerate() {
        match known_flow(schema(), flow, at.key("flows").item(index)) {
            Ok(known) => flow.clone_from(&known.id),
            Err(fault) => faults.push(fault),
        }
    }
    dedup(&mut oauth.flows);
    if oauth.scopes.is_empty() {
        oauth.scopes = least_scopes(&oauth.flows);
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
fn known_flow<'a>(schema: &'a Schema, name: &str, at: SpecPath) -> Result<&'a Flow, Fault> {
    let supported = || schema.flows.iter().filter(|flow| flow.supported);
    let Some(flow) = schema.flow(name) else {
        let ids: Vec<&str> = supported().map(|flow| flow.id.as_str()).collect();
        let meant = nearest(name, ids.iter().copied()).map(|id| format!("did you mean `{id}`?"));
        let help = meant.unwrap_or_else(|| format!("write one of `{}`", ids.join("`, `")));
        let why = "Each flow needs settings of its own.";
        return Err(Fault::new(at, format!("there is no flow `{name}`"), why, help));
    };
    match &flow.refusal {
        Some(refusal) if !flow.supported => {
            let message = format!("External Client Apps cannot do the {}", flow.title);
            // The refusal says why, and after the semicolon what to use instead.
            let (why, help) = refusal.rsplit_once("; ").unwrap_or((refusal, "use another flow"));
            Err(Fault::new(at, message, format!("{why}."), help.trim_end_matches('.')))
        }
        _ => Ok(flow),
    }
}

/// The token of a scope, given as token or runtime name.
fn known_scope<'a>(schema: &'a Schema, name: &str, at: SpecPath) -> Result<&'a str, Fault> {
    let exact = schema.scope(name).or_else(|| schema.scopes.iter().find(|s| s.runtime == name));
    exact.map(|scope| scope.token.as_str()).ok_or_else(|| {
        let help = match schema.scope_meant_by(name) {
            Some(scope) => format!("did you mean `{}`?", scope.token),
            None => "write a scope as metadata names it, such as `Api` or `OpenID`".to_owned(),
        };
        let why = "The org refuses the whole file for one scope that it does not know.";
        Fault::new(at, format!("there is no scope `{name}`"), why, help)
    })
}

/// The least that the flows need: access to data, and a refresh token where a person logs in or it
/// was asked for.
fn least_scopes(flows: &[String]) -> Vec<String> {
    let asks_refresh =
        |flow: &Flow| flow.interactive && flow.refresh_token || flow.id == "refresh-token";
    let refresh = flows.iter().filter_map(|id| schema().flow(id)).any(asks_refresh);
    let scopes = [(LEAST_SCOPE, true), (REFRESH_SCOPE, refresh)];
    scopes.iter().filter(|(_, wanted)| *wanted).map(|(token, _)| (*token).to_owned()).collect()
}

fn dedup(list: &mut Vec<String>) {
    let mut seen = std::collections::HashSet::new();
    list.retain(|item| seen.insert(item.clone()));
}
