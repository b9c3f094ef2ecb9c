use super::declare_rule;
use crate::diagnostic::Safety;
use crate::project::{App, AppFacts, MetadataFile, Project};
use crate::rules::{Draft, FileContext, Findings, remedy};
use crate::schema::names;

declare_rule! {
    /// An auth. provider of the project logs in with an app that requires PKCE, but sends none.
    ///
    /// ## Why
    /// The app refuses each login of the auth. provider: the request has no code challenge. The app
    /// and the auth. provider belong together where a callback of the app names the auth. provider,
    /// or both have the same consumer key.
    ///
    /// ## Bad
    /// ```xml ecaGlblOauth
    /// <callbackUrl>https://acme.my.salesforce.com/services/authcallback/Billing_Login</callbackUrl>
    /// <isPkceRequired>true</isPkceRequired>
    /// ```
    /// ```xml authproviders/Billing_Login.authprovider-meta.xml
    /// <AuthProvider xmlns="http://soap.sforce.com/2006/04/metadata">
    ///     <friendlyName>Billing Login</friendlyName>
    ///     <isPkceEnabled>false</isPkceEnabled>
    ///     <providerType>Salesforce</providerType>
    /// </AuthProvider>
    /// ```
    ///
    /// ## Good
    /// ```xml ecaGlblOauth
    /// <callbackUrl>https://acme.my.salesforce.com/services/authcallback/Billing_Login</callbackUrl>
    /// <isPkceRequired>true</isPkceRequired>
    /// ```
    /// ```xml authproviders/Billing_Login.authprovider-meta.xml
    /// <AuthProvider xmlns="http://soap.sforce.com/2006/04/metadata">
    ///     <friendlyName>Billing Login</friendlyName>
    ///     <isPkceEnabled>true</isPkceEnabled>
    ///     <providerType>Salesforce</providerType>
    /// </AuthProvider>
    /// ```
    "auth-provider-without-pkce",
    severity: Warning,
    sources: ["M-GLB", "D-TS"],
    fix: Unsafe,
    check: File(check),
    types: [names::AUTH_PROVIDER],
}

fn check(context: &FileContext<'_>, findings: &mut Findings<'_>) {
    let file = context.file;
    let Some(field) = file.field("isPkceEnabled").filter(|f| f.boolean() == Some(false)) else {
        return;
    };
    for facts in apps_of(context.project, file) {
        let Some(global) = facts.file(names::GLOBAL_OAUTH) else { continue };
        if global.flag("isPkceRequired") != Some(true) {
            continue;
        }
        let message = format!(
            "the app `{}` requires PKCE, but this auth. provider does not send it",
            facts.app.name
        );
        let place =
            global.field("isPkceRequired").map_or_else(|| global.head(), |field| field.place());
        findings.add(
            Draft::new(field.place(), message, "set `isPkceEnabled` to `true`")
                .related(place, "PKCE is required here")
                .maybe_fix(remedy::set(file, "isPkceEnabled", "true", Safety::Unsafe)),
        );
    }
}

/// The apps with which an auth. provider logs in.
fn apps_of<'a>(
    project: &'a Project,
    provider: &'a MetadataFile,
) -> impl Iterator<Item = AppFacts<'a>> {
    let facts = |app: &'a App| AppFacts::of(project, app);
    project.apps.iter().map(facts).filter(|facts| is_login_of(facts, provider))
}

/// Whether the app and the auth. provider have the same consumer key.
pub(super) fn has_same_key(facts: &AppFacts<'_>, provider: &MetadataFile) -> bool {
    let key = |file: &MetadataFile| {
        let field = file.field("consumerKey").filter(|f| !f.is_empty() && !f.is_unknown())?;
        Some(field.text().into_owned())
    };
    let own = facts.file(names::GLOBAL_OAUTH).and_then(key);
    own.is_some_and(|own| key(provider).is_some_and(|other| own == other))
}

fn is_login_of(facts: &AppFacts<'_>, provider: &MetadataFile) -> bool {
    let Some(global) = facts.file(names::GLOBAL_OAUTH) else { return false };
    let callbacks = global.field("callbackUrl").map(|f| &f.callback_list().items);
    has_same_key(facts, provider)
        || callbacks.into_iter().flatten().any(|callback| {
            callback_provider(&callback.text).is_some_and(|name| name == provider.full_name)
        })
}

/// The auth. provider that a callback of Salesforce leads to.
pub(super) fn callback_provider(callback: &str) -> Option<&str> {
    let (_, rest) = callback.split_once("/services/authcallback/")?;
    rest.split(['?', '#']).next()?.rsplit('/').next()
}
