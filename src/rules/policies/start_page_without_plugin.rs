use super::declare_rule;
use crate::project::ProjectKind;
use crate::project::facts::effective;
use crate::rules::{AppContext, Draft, Findings};
use crate::schema::names;

declare_rule! {
    /// The app starts on the page of a plugin that it does not have.
    ///
    /// ## Why
    /// `OAuth` takes the start URL from the OAuth policies, and `SAML` goes to the service provider of
    /// the SAML policies. Without that plugin the App Launcher has nowhere to send users.
    ///
    /// ## Bad
    /// ```xml eca
    /// <distributionState>Local</distributionState>
    /// ```
    /// ```xml ecaPlcy
    /// <isEnabled>true</isEnabled>
    /// <startPage>OAuth</startPage>
    /// ```
    ///
    /// ## Bad
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
    /// ```xml ecaOauth
    /// <commaSeparatedOauthScopes>Api</commaSeparatedOauthScopes>
    /// ```
    /// ```xml ecaPlcy
    /// <isEnabled>true</isEnabled>
    /// <startPage>OAuth</startPage>
    /// ```
    "start-page-without-plugin",
    severity: Warning,
    sources: ["M-PLCY", "H-STARTURL"],
    fix: None("whether the start page or the plugin is missing is for the owner of the app to say"),
    check: App(check),
    types: [names::APP_POLICIES],
}

/// The start pages of plugins, and the types that an app with the plugin has.
const PAGES: [(&str, &[&str]); 2] = [
    ("OAuth", &[names::OAUTH_SETTINGS, names::GLOBAL_OAUTH, names::OAUTH_POLICIES]),
    ("SAML", &[names::SAML_POLICIES]),
];

fn check(context: &AppContext<'_>, findings: &mut Findings<'_>) {
    let facts = context.facts();
    let Some(policies) = context.file(names::APP_POLICIES) else { return };
    let Some(field) = policies.field("startPage") else { return };
    if context.project.kind == ProjectKind::Loose || facts.distribution().is_none() {
        return;
    }
    let page = effective(policies, "startPage");
    let Some((name, types)) = PAGES.iter().find(|(name, _)| page.as_deref() == Some(name)) else {
        return;
    };
    let hidden = |name: &&str| context.project.ignored.iter().any(|i| i.type_name == *name);
    let there = |name: &&str| facts.file(name).is_some() || facts.is_perhaps_elsewhere(name);
    if types.iter().any(|name| there(name) || hidden(name)) {
        return;
    }
    let files = if *name == "SAML" { "SAML policies" } else { "OAuth settings" };
    findings.add(Draft::new(
        field.place(),
        format!("`startPage` is `{name}`, but the app has no {files}"),
        format!("set `startPage` to `None`, or add the {files}"),
    ));
}
