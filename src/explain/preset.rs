//! The page of a preset.

use std::fmt::Write as _;

use crate::generate::{Component, Plan, PlannedField, plan};
use crate::schema::{Distribution, Flow, names, schema};
use crate::spec::{App, Canvas, Client, Preset, Saml, Spec, UNKNOWN};

pub(super) fn page(preset: &Preset) -> String {
    let mut out = format!(
        "# {}\n\nPreset `{}`: {}.\n\n{}\n",
        preset.id, preset.id, preset.meaning, preset.how
    );
    let _ = writeln!(out, "\nUse: `ecaforge new DIR --preset {}`", preset.id);
    let needs = needs(preset);
    if !needs.is_empty() {
        let _ = writeln!(out, "Asks for: {}", needs.join("; "));
    }
    let client = match preset.oauth.as_ref().map(|oauth| oauth.client) {
        Some(Client::Public) => "it cannot keep a secret",
        Some(Client::Confidential) => "it can keep a secret",
        None => "it does not use OAuth",
    };
    let _ = writeln!(out, "Client: {client}");
    let distribution = match preset.distribution {
        Distribution::Local => "local, for one org",
        Distribution::Packaged => "packaged, for the orgs that install its package",
    };
    let _ = writeln!(out, "Distribution: {distribution}");
    let flows: Vec<&Flow> = flows(preset).collect();
    if !flows.is_empty() {
        out.push_str("\n## Flows\n");
    }
    for flow in flows {
        let _ = writeln!(out, "- `{}`: {}", flow.id, flow.meaning);
    }
    if let Ok(plan) = plan(&spec(preset, true)) {
        made(&mut out, &plan);
    }
    out + "\nFlags and answers of `ecaforge new` change each of these values.\n"
}

fn flows(preset: &Preset) -> impl Iterator<Item = &'static Flow> {
    let wanted = preset.oauth.iter().flat_map(|oauth| &oauth.flows);
    wanted.filter_map(|id| schema().flow(id))
}

/// What `new` cannot know, as it says itself.
fn needs(preset: &Preset) -> Vec<String> {
    let faults = plan(&spec(preset, false)).err().unwrap_or_default();
    faults.into_iter().map(|fault| fault.message).collect()
}

/// An app of the preset; with stand-ins for what only its user knows.
fn spec(preset: &Preset, filled: bool) -> Spec {
    let mut app = App {
        name: "NAME".to_owned(),
        contact_email: "owner@company.example".to_owned(),
        ..App::default()
    };
    preset.apply(&mut app);
    let mut spec = Spec::default();
    if filled {
        fill(preset, &mut app);
        if preset.distribution == Distribution::Packaged {
            spec.project.namespace = Some("acme".to_owned());
        }
    }
    spec.apps.push(app);
    spec
}

fn fill(preset: &Preset, app: &mut App) {
    let address = || "https://app.company.example/".to_owned();
    let asks = |element: &str| flows(preset).any(|flow| flow.demands_element(element));
    if preset.oauth.is_some() {
        let oauth = app.oauth_mut();
        if asks("callbackUrl") && oauth.callbacks.is_empty() {
            oauth.callbacks.push(address());
        }
        if asks(names::RUN_AS) {
            oauth.run_as = Some(UNKNOWN.to_owned());
        }
        if asks("certificate") {
            oauth.certificate = Some(UNKNOWN.to_owned());
        }
    }
    if preset.needs.iter().any(|need| need == "saml") {
        app.saml = Some(Saml { acs_url: address(), entity_id: address(), ..Saml::default() });
    }
    if preset.canvas.is_some() {
        app.canvas.get_or_insert_with(Canvas::default).url = address();
    }
}

/// The files and the values in them that the preset decides.
fn made(out: &mut String, plan: &Plan) {
    out.push_str("\n## Metadata\n");
    for component in plan.components() {
        let _ = writeln!(
            out,
            "- {} (`.{}`){}",
            component.metadata_type.title,
            component.metadata_type.suffix,
            values(component)
        );
    }
}

fn values(component: &Component) -> String {
    let said = component.fields.iter().filter(|field| says(component, field));
    let said: Vec<String> = said.map(|field| format!("`{}` {}", field.name, field.value)).collect();
    if said.is_empty() { String::new() } else { format!(": {}", said.join(", ")) }
}

/// Whether the value is one of the preset, and none of the user's own or of the app's name.
fn says(component: &Component, field: &PlannedField) -> bool {
    let element = component.metadata_type.element(&field.name);
    let own = ["NAME", "company.example", UNKNOWN].iter().any(|own| field.value.contains(own));
    let default = element.and_then(|element| element.default.as_ref());
    let usual = default.is_some_and(|default| default.to_string().trim_matches('"') == field.value);
    !field.value.is_empty() && !own && !usual && field.value != "false" && field.name != "label"
}
