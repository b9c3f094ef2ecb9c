//! Partners: what Salesforce asks of the apps that they put into packages.
//!
//! The rules run in the profile `isv` only. They and the evidence table judge by the same controls.

mod controls;

pub use controls::{Control, Evidence, Standing, evidence};

use super::{declare_rule, rules_of_group};

rules_of_group!(
    packaged_without_pkce,
    packaged_without_rotation,
    packaged_without_idle_limit,
    packaged_without_token_ip_allowlist
);

/// The profile that ends with the evidence table.
pub const PROFILE: &str = "isv";

use super::{AppContext, Draft, Findings};

/// Reports a control that the app does not meet.
fn report(context: &AppContext<'_>, control: Control, help: &str, findings: &mut Findings<'_>) {
    let Some(evidence) = control.judge(&context.facts()) else { return };
    if evidence.standing != Standing::Unmet {
        return;
    }
    let place = evidence.place.unwrap_or_else(|| context.header.head());
    findings.add(Draft::new(place, evidence.note, help));
}
