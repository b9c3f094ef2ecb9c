//! What the flows of an app demand of its elements, as the table of flows says.

use super::sheet::{Sheet, Value, Wish};
use crate::schema::{Cardinality, Demand, Expect, Flow, List, MetadataType, Text, names, schema};
use crate::spec::{Client, Oauth, SpecFault, SpecPath};

/// Elements that flows demand: the way to the key of the spec that gives the value, and what it is.
const KEYS: &[(&str, &str, &str)] = &[
    ("callbackUrl", "callbacks", "a callback URL"),
    ("commaSeparatedOauthScopes", "scopes", "a scope"),
    (names::RUN_AS, "run-as", "a user for the app to act as"),
    ("certificate", "certificate", "a certificate"),
    ("assetTokenAudiences", "asset-token.audiences", "an audience for its tokens"),
    (
        "assetTokenSigningCertificate",
        "asset-token.signing-certificate",
        "a certificate that signs its tokens",
    ),
    ("assetTokenValidity", "asset-token.validity", "a lifetime for its tokens"),
];

/// The flows that the spec names, and those that its scopes and values switch on.
pub(super) fn active(oauth: &Oauth) -> Vec<&'static Flow> {
    let named = |flow: &Flow| oauth.flows.iter().any(|id| flow.id == *id);
    let switched = |flow: &Flow| {
        flow.demands.iter().filter(|demand| demand.switch).any(|demand| match &demand.expect {
            Expect::HoldsAny(any) => holds_any(oauth, any),
            Expect::Present => is_given(oauth, &demand.element),
            _ => false,
        })
    };
    schema().flows.iter().filter(|flow| flow.supported && (named(flow) || switched(flow))).collect()
}

/// Whether an element is for a flow that the API version does not have, which is said of the flow.
pub(super) fn is_too_new(sheet: &Sheet, flows: &[&'static Flow], element: &str) -> bool {
    flows.iter().any(|flow| flow.since > sheet.version && flow.demands_element(element))
}

/// Writes what the flows demand into the sheet.
pub(super) fn apply(sheet: &mut Sheet, oauth: &Oauth, flows: &[&'static Flow]) {
    let at = sheet.at.key("oauth").key("flows");
    without_login(sheet, oauth, flows, &at);
    for flow in flows {
        if flow.needs_secret && oauth.client == Client::Public {
            sheet.fault(SpecFault::new(
                named_at(oauth, flow, &at),
                format!("the {} is not for public clients", flow.title),
                "Whoever takes the app apart finds the secret or private key that the flow rests on.",
                "make the client confidential, or use `authorization-code` or `device`",
            ));
        }
        if flow.since > sheet.version {
            let version = sheet.version;
            sheet.fault(SpecFault::new(
                named_at(oauth, flow, &at),
                format!("the {} does not exist in API version {version}", flow.title),
                "Its switches came with a later version.",
                format!("set the project's API version to {} or newer", flow.since),
            ));
            continue;
        }
        for demand in of_app(flow, oauth) {
            if let Expect::Is(value) = &demand.expect {
                put(sheet, flow, demand, value, named_at(oauth, flow, &at));
            }
        }
    }
}

/// Refuses flows that only add to others which are not there.
fn without_login(sheet: &mut Sheet, oauth: &Oauth, flows: &[&'static Flow], at: &SpecPath) {
    let named = flows.iter().filter(|flow| oauth.flows.iter().any(|id| flow.id == *id));
    let mut additions: Vec<&Flow> = named.filter(|flow| flow.capability).copied().collect();
    let logins: Vec<&Flow> = flows.iter().filter(|flow| !flow.capability).copied().collect();
    let (what, help) = if logins.is_empty() {
        let help = "add the flow by which clients get their first token, such as \
                    `authorization-code`, `device` or `client-credentials`";
        ("is not a login by itself, and the app has no other flow", help)
    } else if !logins.iter().any(|flow| flow.refresh_token) {
        additions.retain(|flow| flow.refresh_token);
        let help = "remove it, or add a flow that issues them, such as `authorization-code` \
                    or `device`";
        ("has no effect: no flow of the app issues refresh tokens", help)
    } else {
        return;
    };
    for flow in additions {
        let message = format!("the {} {what}", flow.title);
        sheet.fault(SpecFault::new(named_at(oauth, flow, at), message, flow.meaning, help));
    }
}

/// The org settings that the flows demand.
pub(super) fn org_settings(
    sheet: &mut Sheet,
    flows: &[&'static Flow],
) -> Vec<&'static MetadataType> {
    let mut types: Vec<&'static MetadataType> = Vec::new();
    for setting in flows.iter().flat_map(|flow| &flow.org_settings) {
        let Some(metadata_type) = schema().types.get(&setting.metadata_type) else { continue };
        sheet.safe(&metadata_type.name, &setting.element, setting.value.to_string());
        if !types.iter().any(|known| known.name == metadata_type.name) {
            types.push(metadata_type);
        }
    }
    types
}

/// Looks whether the finished sheet holds what the flows demand without saying the value.
pub(super) fn verify(sheet: &mut Sheet, oauth: &Oauth, flows: &[&'static Flow]) {
    let version = sheet.version;
    // A value that is there but wrong is not missing as well.
    let wrong: Vec<SpecPath> = sheet.faults.iter().map(|fault| fault.at.clone()).collect();
    for flow in flows.iter().filter(|flow| flow.since <= version) {
        for demand in of_app(flow, oauth).filter(|demand| !demand.advised) {
            let Some(type_name) = type_name(demand) else { continue };
            let value = sheet.get(type_name, &demand.element).unwrap_or_default();
            let met = match &demand.expect {
                Expect::Is(_) => true,
                Expect::Present => !value.is_empty(),
                Expect::Absent => value.is_empty(),
                Expect::Not(wrong) => value != wrong,
                Expect::HoldsAny(any) => holds_any(oauth, any),
                Expect::HoldsBeside(without) => holds_beside(oauth, without),
            };
            let fault = unmet(&sheet.at, oauth, flow, demand);
            if !met && !wrong.iter().any(|at| at.is_within(&fault.at)) {
                sheet.fault(fault);
            }
        }
    }
}

fn put(sheet: &mut Sheet, flow: &'static Flow, demand: &'static Demand, value: &str, at: SpecPath) {
    let Some(type_name) = type_name(demand) else { return };
    let Some(metadata_type) = schema().types.get(type_name) else { return };
    let Some(element) = metadata_type.element(&demand.element) else { return };
    let since = element.since.max(metadata_type.since);
    let default = element.default.as_ref().map(ToString::to_string);
    if since > sheet.version && (demand.advised || default.as_deref() == Some(value)) {
        return;
    }
    let wish =
        if demand.advised { Wish::Advised } else { Wish::Demanded(&flow.title, &demand.why) };
    sheet.put(type_name, &demand.element, Value::Text(value.to_owned()), wish, at);
}

/// The demands on files of the app itself that hold for its kind of client.
fn of_app(flow: &'static Flow, oauth: &Oauth) -> impl Iterator<Item = &'static Demand> {
    let public = oauth.client == Client::Public;
    flow.demands.iter().filter(move |demand| {
        let per_app = |t: &crate::schema::MetadataType| t.per_app != Cardinality::NotPerApp;
        (public || !demand.public_client)
            && schema().types.get(&demand.metadata_type).is_some_and(per_app)
    })
}

fn type_name(demand: &Demand) -> Option<&'static str> {
    names::ALL.iter().find(|name| **name == demand.metadata_type).copied()
}

/// Where the spec names the flow, or its list of flows.
fn named_at(oauth: &Oauth, flow: &Flow, at: &SpecPath) -> SpecPath {
    oauth
        .flows
        .iter()
        .position(|id| *id == flow.id)
        .map_or_else(|| at.clone(), |index| at.item(index))
}

fn unmet(app: &SpecPath, oauth: &Oauth, flow: &Flow, demand: &Demand) -> SpecFault {
    let at = app.key("oauth");
    if let Expect::HoldsAny(any) = &demand.expect {
        let message = format!("the scopes do not allow the {}", flow.title);
        let help = format!("add `{}`", any.join("` or `"));
        return SpecFault::new(at.key("scopes"), message, demand.why, help);
    }
    if let Expect::HoldsBeside(without) = &demand.expect {
        let message = format!("none of these scopes works in the {}", flow.title);
        let help = format!("add one that is none of `{}`, such as `Api`", without.join("`, `"));
        return SpecFault::new(at.key("scopes"), message, demand.why, help);
    }
    match KEYS.iter().find(|(element, ..)| *element == demand.element) {
        Some((_, key, what)) if demand.expect == Expect::Present => {
            let message = format!("the {} needs {what}", flow.title);
            let at = key.split('.').fold(at, |at, key| at.key(key));
            SpecFault::new(at, message, demand.why, format!("give `{key}` a value"))
        }
        _ => {
            let message =
                format!("the {} does not work with this `{}`", flow.title, demand.element);
            let place = named_at(oauth, flow, &at.key("flows"));
            SpecFault::new(place, message, demand.why, "choose another value, or remove the flow")
        }
    }
}

/// Whether the spec gives a value whose mere presence switches a flow on.
fn is_given(oauth: &Oauth, element: &str) -> bool {
    match element {
        "certificate" => oauth.certificate.is_some(),
        "assetTokenAudiences" => oauth.asset_token.is_some(),
        _ => false,
    }
}

fn holds_beside(oauth: &Oauth, tokens: &List<Text>) -> bool {
    let is_custom = !oauth.custom_scopes.is_empty() || !oauth.developer_custom_scopes.is_empty();
    is_custom || oauth.scopes.iter().any(|scope| !tokens.has(scope))
}

fn holds_any(oauth: &Oauth, tokens: &List<Text>) -> bool {
    oauth.scopes.iter().any(|scope| tokens.has(scope))
}
