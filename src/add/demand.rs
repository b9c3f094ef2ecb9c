//! What an added flow or plugin needs though both plans have it: the file may say otherwise.

use crate::generate::{AppPlan, Component};
use crate::project::MetadataFile;
use crate::project::facts::{effective, has_set_time};
use crate::schema::{Expect, Flow, Part, names, schema};

/// The three elements of the refresh token lifetime, which change together.
pub(super) const REFRESH: &[&str] =
    &["refreshTokenPolicyType", "refreshTokenValidityPeriod", "refreshTokenValidityUnit"];

/// Drops from the component as it was each field that the addition requires but the file does not
/// set, so that the difference of the two plans contains it.
pub(super) fn enforce(
    new: &AppPlan,
    old: &AppPlan,
    file: Option<&MetadataFile>,
    before: &mut Option<Component>,
) {
    let (Some(file), Some(before)) = (file, before) else { return };
    let type_name = before.metadata_type.name.as_str();
    if type_name == names::APP_POLICIES {
        let switches: Vec<&str> = added_parts(new, old)
            .into_iter()
            .filter_map(|part| schema().plugin_switch(part))
            .collect();
        before.fields.retain(|field| !switches.contains(&field.name.as_str()));
        // An app that is switched off as a whole was switched off on purpose.
        return;
    }
    let added = new.flows.iter().filter(|flow| !old.flows.iter().any(|had| had.id == flow.id));
    for element in added.flat_map(|flow| unmet(flow, type_name, file)) {
        let group: &[&str] = if REFRESH.contains(&element) { REFRESH } else { &[element] };
        before.fields.retain(|field| !group.contains(&field.name.as_str()));
    }
}

/// Whether the addition needs this file in the project: for SAML, the guide asks for app policies
/// that turn the plugin on.
pub(super) fn needs(new: &AppPlan, old: &AppPlan, component: &Component) -> bool {
    component.metadata_type.name == names::APP_POLICIES
        && added_parts(new, old).contains(&Part::Saml)
}

fn added_parts(new: &AppPlan, old: &AppPlan) -> Vec<Part> {
    let parts = |app: &AppPlan| -> Vec<Part> {
        app.components.iter().map(|component| component.metadata_type.part).collect()
    };
    let had = parts(old);
    parts(new).into_iter().filter(|part| !had.contains(part)).collect()
}

/// The elements of a file that say otherwise than the flow must have it.
fn unmet<'a>(flow: &'static Flow, type_name: &'a str, file: &'a MetadataFile) -> Vec<&'static str> {
    let demands = flow.demands.iter().filter(|demand| {
        demand.metadata_type == type_name && !demand.advised && !demand.public_client
    });
    let otherwise = demands.filter(|demand| {
        let says = effective(file, &demand.element);
        match &demand.expect {
            Expect::Is(wanted) => says.as_deref() != Some(wanted.as_str()),
            // Before there were refresh tokens, it did not matter that they never end.
            Expect::Not(_) if demand.element == REFRESH[0] => {
                says.is_some_and(|policy| !has_set_time(&policy))
            }
            Expect::Not(wrong) => says.as_deref() == Some(wrong.as_str()),
            _ => false,
        }
    });
    otherwise.map(|demand| demand.element.as_str()).collect()
}
