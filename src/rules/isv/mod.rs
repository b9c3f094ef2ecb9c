//! Partners: what Salesforce requires of the apps that they put into packages.
//!
//! The rules run in the profile `isv` only. They and the evidence table judge by the same controls.

mod controls;

pub use controls::{Control, Evidence, Verdict, evidence};

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
use crate::diagnostic::Severity;
use crate::schema::names;

/// Reports a control that the app does not meet.
fn report(context: &AppContext<'_>, control: Control, help: &str, findings: &mut Findings<'_>) {
    let Some(evidence) = control.judge(&context.facts()) else { return };
    if evidence.verdict != Verdict::Missing {
        return;
    }
    // Without the global settings nothing can be judged: one finding says so.
    if context.file(names::GLOBAL_OAUTH).is_none() {
        if control == Control::Pkce {
            no_global_settings(context, findings);
        }
        return;
    }
    let place = evidence.place.unwrap_or_else(|| context.header.head());
    let severity = if evidence.is_silent { Severity::Warning } else { Severity::Error };
    findings.add(Draft::new(place, evidence.reason, help.to_owned()).severity(severity));
}

/// Reports that the files show none of the controls, where no other rule of the profile does.
fn no_global_settings(context: &AppContext<'_>, findings: &mut Findings<'_>) {
    let settings = context.file(names::OAUTH_SETTINGS);
    let told = settings.is_some_and(|file| context.project.builds_package(file));
    if told || context.facts().is_perhaps_elsewhere(names::GLOBAL_OAUTH) {
        return;
    }
    findings.add(Draft::new(
        context.header.head(),
        "the project has no global OAuth settings of this packaged app, so nothing shows that it \
         meets what Salesforce requires",
        "retrieve the global OAuth settings from the org that owns the app, and check them with \
         the package",
    ));
}
