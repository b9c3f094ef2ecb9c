use super::declare_rule;
use crate::diagnostic::Severity;
use crate::project::facts::effective;
use crate::rules::{AppContext, Draft, Findings};
use crate::schema::names;

declare_rule! {
    /// The app is to start on a page whose address is missing.
    ///
    /// ## Why
    /// The App Launcher has nowhere to send the user: `Custom` takes the start URL of the app
    /// policies, `OAuth` that of the OAuth policies.
    ///
    /// ## Bad
    /// ```xml eca
    /// <distributionState>Local</distributionState>
    /// ```
    /// ```xml ecaPlcy
    /// <isEnabled>true</isEnabled>
    /// <startPage>Custom</startPage>
    /// ```
    ///
    /// ## Good
    /// ```xml eca
    /// <distributionState>Local</distributionState>
    /// ```
    /// ```xml ecaPlcy
    /// <isEnabled>true</isEnabled>
    /// <startPage>Custom</startPage>
    /// <startUrl>https://billing.corp.example</startUrl>
    /// ```
    "start-page-without-url",
    severity: Warning,
    sources: ["M-PLCY", "H-STARTURL"],
    fix: None("the address of the start page is yours to give"),
    check: App(check),
    types: [names::APP_POLICIES],
}

fn check(context: &AppContext<'_>, findings: &mut Findings<'_>) {
    let Some(policies) = context.file(names::APP_POLICIES) else { return };
    let Some(field) = policies.field("startPage") else { return };
    if !policies.document.faults.is_empty() {
        return;
    }
    let page = effective(policies, "startPage");
    // Orgs write `OAuth` without an address, so that is no more than a hint.
    let (file, severity) = match page.as_deref() {
        Some("Custom") => (Some(policies), Severity::Warning),
        Some("OAuth") => (context.file(names::OAUTH_POLICIES), Severity::Hint),
        _ => return,
    };
    let Some(file) = file.filter(|file| file.value("startUrl").is_none()) else { return };
    findings.add(
        Draft::new(
            field.place(),
            format!("`startPage` is `{}`, but no `startUrl` says where", field.text().shown()),
            format!(
                "add `startUrl` to the {}, or set `startPage` to `None`",
                file.metadata_type.title
            ),
        )
        .severity(severity),
    );
}
