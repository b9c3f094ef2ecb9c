use super::{against, declare_rule};
use crate::rules::{AppContext, Findings};

declare_rule! {
    /// An app has no description, which the team policy asks for.
    ///
    /// ## Why
    /// Years later the description is what tells an administrator what the app is for and whether it
    /// can go.
    ///
    /// It finds nothing unless `require-description` is `true`.
    ///
    /// ## Bad
    /// ```toml /ecaforge.toml
    /// [policy]
    /// require-description = true
    /// ```
    /// ```xml eca
    /// <label>Billing</label>
    /// ```
    ///
    /// ## Good
    /// ```toml /ecaforge.toml
    /// [policy]
    /// require-description = true
    /// ```
    /// ```xml eca
    /// <description>Sends invoices to the billing service of the finance team</description>
    /// <label>Billing</label>
    /// ```
    "policy-description",
    severity: Warning,
    sources: ["TOOL"],
    fix: None("only the team can say what the app is for"),
    check: App(check),
}

fn check(context: &AppContext<'_>, findings: &mut Findings<'_>) {
    let Some(key) = context.policy.description.as_ref().filter(|key| key.value) else { return };
    let header = context.header;
    if header.root().is_none() || header.value("description").is_some() {
        return;
    }
    let place = header.field("description").map_or_else(|| header.head(), |field| field.place());
    let help = "add a `description` that says what the app is for and who owns it";
    let message = "the app has no description, which the team policy asks for";
    findings.add(against(key, place, message, help));
}
