use super::declare_rule;
use crate::project::ProjectKind;
use crate::rules::{AppContext, Draft, Findings};
use crate::schema::{names, schema};

declare_rule! {
    /// An app has global OAuth settings, but no OAuth settings.
    ///
    /// ## Why
    /// Observed in live orgs: the org refuses a deploy after which an app would have global OAuth
    /// settings without OAuth settings.
    ///
    /// ## Bad
    /// ```xml eca
    /// <distributionState>Local</distributionState>
    /// ```
    /// ```xml ecaGlblOauth
    /// <callbackUrl>https://billing.corp.example/callback</callbackUrl>
    /// ```
    ///
    /// ## Good
    /// ```xml eca
    /// <distributionState>Local</distributionState>
    /// ```
    /// ```xml ecaGlblOauth
    /// <callbackUrl>https://billing.corp.example/callback</callbackUrl>
    /// ```
    /// ```xml ecaOauth
    /// <commaSeparatedOauthScopes>Api</commaSeparatedOauthScopes>
    /// ```
    "global-without-oauth-settings",
    severity: Warning,
    sources: ["O-RETRIEVED", "M-OAUTH"],
    fix: None("the other files do not say which scopes the app needs"),
    check: App(check),
}

fn check(context: &AppContext<'_>, findings: &mut Findings<'_>) {
    if context.project.kind == ProjectKind::Loose {
        return;
    }
    let Some(global) = context.file(names::GLOBAL_OAUTH) else { return };
    // A file that names no app, or a hidden one, is another rule's finding.
    let hidden = context.project.ignored.iter().any(|i| i.type_name == names::OAUTH_SETTINGS);
    let elsewhere = context.facts().is_perhaps_elsewhere(names::OAUTH_SETTINGS);
    if hidden || elsewhere || context.file(names::OAUTH_SETTINGS).is_some() {
        return;
    }
    let name = &context.app.name;
    let file = schema().types.get(names::OAUTH_SETTINGS).map(|t| t.file_name(name));
    findings.add(Draft::new(
        global.head(),
        format!("the app `{name}` has global OAuth settings, but no OAuth settings"),
        format!("add `{}` with the scopes that the app needs", file.unwrap_or_default()),
    ));
}
