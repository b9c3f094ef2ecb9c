//! What must become of a combination, told from the tables alone.

use ecaforge::schema::{ApiVersion, schema};
use ecaforge::spec::{Client, Distribution, SpecFault};

use super::case::{Case, Plugin};

/// Why a combination must be refused: what the fault says. None where it must be accepted.
pub(crate) fn reasons(case: &Case) -> Vec<String> {
    let version = case.version;
    let packaged = case.distribution == Distribution::Packaged;
    let mut reasons = Vec::new();
    for flow in &case.flows {
        if flow.since > version {
            reasons.push(format!("the {} does not exist in API version {version}", flow.title));
        }
        if flow.needs_secret && case.client == Client::Public {
            reasons.push(format!("the {} is not for public clients", flow.title));
        }
        if packaged && !flow.packaged {
            reasons.push(flow.packaged_refusal.expect("a reason in the table").to_string());
        }
    }
    let logins = || case.flows.iter().filter(|flow| !flow.capability);
    for flow in case.flows.iter().filter(|flow| flow.capability) {
        if logins().next().is_none() {
            reasons.push(format!("the {} is not a login by itself", flow.title));
        } else if flow.refresh_token && !logins().any(|login| login.refresh_token) {
            reasons.push(format!(
                "the {} has no effect: no flow of the app issues refresh tokens",
                flow.title
            ));
        }
    }
    if packaged && case.plugins.contains(&Plugin::Saml) {
        reasons.push("an app with the SAML plugin cannot be packaged".into());
    }
    for plugin in case.plugins {
        if since(*plugin) > version {
            reasons.push(too_old(version));
        }
    }
    if case.flows.is_empty() {
        let needs = |parts: &[Plugin]| case.plugins.iter().any(|plugin| parts.contains(plugin));
        let push = [Plugin::AndroidPush, Plugin::AppleTokenPush, Plugin::AppleCertificatePush];
        let with = [("push", needs(&push)), ("notification", needs(&[Plugin::Notification]))];
        reasons.extend(
            with.iter()
                .filter(|(_, has)| *has)
                .map(|(name, _)| format!("the {name} plugin needs the OAuth plugin")),
        );
    }
    reasons.sort();
    reasons.dedup();
    reasons
}

/// The first version that has every type of a plugin's files.
fn since(plugin: Plugin) -> ApiVersion {
    let types = schema().app_types().filter(|t| t.part == plugin.part());
    types.map(|t| t.since).max().expect("types of the plugin")
}

fn too_old(version: ApiVersion) -> String {
    format!("is not in API version {version}")
}

/// How the faults of a refused combination differ from its reasons: one that no fault gives, and a
/// fault that is none of them.
pub(crate) fn complaints(reasons: &[String], faults: &[SpecFault]) -> Vec<String> {
    let texts: Vec<String> =
        faults.iter().map(|fault| format!("{}\n{}", fault.message, fault.why)).collect();
    let unsaid = reasons.iter().filter(|reason| !texts.iter().any(|text| text.contains(*reason)));
    let stray = texts.iter().filter(|text| !reasons.iter().any(|reason| text.contains(reason)));
    unsaid
        .map(|reason| format!("nothing says: {reason}"))
        .chain(stray.map(|text| format!("no reason to say: {}", text.replace('\n', " - "))))
        .collect()
}
