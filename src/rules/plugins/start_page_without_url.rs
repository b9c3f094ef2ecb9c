use super::declare_rule;
use crate::diagnostic::Severity;
use crate::project::Field;
use crate::project::facts::effective;
use crate::rules::{AppContext, Draft, Findings};
use crate::schema::names;

declare_rule! {
    /// The start page of the app has no address.
    ///
    /// ## Why
    /// The App Launcher has no page to open. `Custom` uses the start URL of the app policies, `OAuth`
    /// the one of the OAuth policies, and `SAML` the service provider of the SAML policies.
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
    /// ## Bad
    /// ```xml eca
    /// <distributionState>Local</distributionState>
    /// ```
    /// ```xml ecaPlcy
    /// <isEnabled>true</isEnabled>
    /// <startPage>OAuth</startPage>
    /// ```
    /// ```xml ecaOauth
    /// <commaSeparatedOauthScopes>Api</commaSeparatedOauthScopes>
    /// ```
    /// ```xml ecaOauthPlcy
    /// <permittedUsersPolicyType>AllSelfAuthorized</permittedUsersPolicyType>
    /// ```
    ///
    /// ## Bad
    /// The app has no OAuth plugin.
    /// ```xml eca
    /// <distributionState>Local</distributionState>
    /// ```
    /// ```xml ecaPlcy
    /// <isEnabled>true</isEnabled>
    /// <startPage>OAuth</startPage>
    /// ```
    ///
    /// ## Bad
    /// The app has no SAML policies.
    /// ```xml eca
    /// <distributionState>Local</distributionState>
    /// ```
    /// ```xml ecaPlcy
    /// <isEnabled>true</isEnabled>
    /// <startPage>SAML</startPage>
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
}

fn check(context: &AppContext<'_>, findings: &mut Findings<'_>) {
    let Some(policies) = context.file(names::APP_POLICIES) else { return };
    let Some(field) = policies.field("startPage") else { return };
    if !policies.document.faults.is_empty() {
        return;
    }
    let page = effective(policies, "startPage");
    if let Some(draft) = without_plugin(context, &field, page.as_deref()) {
        findings.add(draft);
        return;
    }
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
            format!("`startPage` is `{}`, but no `startUrl` says where", field.text()),
            format!(
                "add `startUrl` to the {}, or set `startPage` to `None`",
                file.metadata_type.title
            ),
        )
        .severity(severity),
    );
}

/// A start page of a plugin that the app does not have.
fn without_plugin(context: &AppContext<'_>, field: &Field<'_>, page: Option<&str>) -> Option<Draft> {
    let (needed, what) = match page? {
        "OAuth" => (names::OAUTH_SETTINGS, "OAuth settings"),
        "SAML" => (names::SAML_POLICIES, "SAML policies"),
        _ => return None,
    };
    let there = [needed, names::OAUTH_POLICIES, names::GLOBAL_OAUTH];
    let there = if needed == names::SAML_POLICIES { &there[..1] } else { &there[..] };
    if there.iter().any(|name| {
        context.file(name).is_some() || context.facts().is_perhaps_elsewhere(name)
    }) {
        return None;
    }
    let message = format!("`startPage` is `{}`, but the app has no {what}", field.text());
    let help = format!("add the {what} of the app, or set `startPage` to `None`");
    Some(Draft::new(field.place(), message, help).severity(Severity::Hint))
}
