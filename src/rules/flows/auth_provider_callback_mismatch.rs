use super::auth_provider_without_pkce::{callback_provider, has_same_key};
use super::declare_rule;
use crate::project::{AppFacts, Field, Item, MetadataFile, Project};
use crate::rules::{Draft, FileContext, Findings};
use crate::schema::names;
use crate::text::suggest::nearest;

declare_rule! {
    /// An app and an auth. provider of the project belong together, but the callback of the app does
    /// not name the auth. provider.
    ///
    /// ## Why
    /// An auth. provider sends users back to `/services/authcallback/` and its own API name. The org
    /// compares callbacks character by character, so a login with another name in the callback fails
    /// with `redirect_uri_mismatch`.
    ///
    /// ## Bad
    /// The name in the callback is misspelled.
    /// ```xml ecaGlblOauth
    /// <callbackUrl>https://acme.my.salesforce.com/services/authcallback/Biling_Login</callbackUrl>
    /// ```
    /// ```xml authproviders/Billing_Login.authprovider-meta.xml
    /// <AuthProvider xmlns="http://soap.sforce.com/2006/04/metadata">
    ///     <friendlyName>Billing Login</friendlyName>
    ///     <isPkceEnabled>true</isPkceEnabled>
    ///     <providerType>Salesforce</providerType>
    /// </AuthProvider>
    /// ```
    ///
    /// ## Good
    /// ```xml ecaGlblOauth
    /// <callbackUrl>https://acme.my.salesforce.com/services/authcallback/Billing_Login</callbackUrl>
    /// ```
    /// ```xml authproviders/Billing_Login.authprovider-meta.xml
    /// <AuthProvider xmlns="http://soap.sforce.com/2006/04/metadata">
    ///     <friendlyName>Billing Login</friendlyName>
    ///     <isPkceEnabled>true</isPkceEnabled>
    ///     <providerType>Salesforce</providerType>
    /// </AuthProvider>
    /// ```
    "auth-provider-callback-mismatch",
    severity: Warning,
    sources: ["H-OAUTHUI", "D-TS"],
    fix: None("which of the two names is meant is known to the author only"),
    check: File(check),
    types: [names::GLOBAL_OAUTH],
}

fn check(context: &FileContext<'_>, findings: &mut Findings<'_>) {
    let file = context.file;
    let Some(field) = file.field("callbackUrl").filter(|field| !field.is_empty()) else { return };
    let callbacks = &field.callback_list().items;
    let providers: Vec<&MetadataFile> = providers(context.project).collect();
    for callback in callbacks.iter().filter(|item| !file.placeholders.fill(&item.text)) {
        misspelled(file, callback, &providers, findings);
    }
    let Some(facts) = context.project.facts_of(file).filter(|_| !field.is_unknown()) else {
        return;
    };
    for provider in providers {
        missing(&facts, &field, provider, callbacks, findings);
    }
}

fn providers(project: &Project) -> impl Iterator<Item = &MetadataFile> {
    project.files.iter().filter(|file| file.metadata_type.name == names::AUTH_PROVIDER)
}

/// A callback names no auth. provider of the project, but nearly one.
fn misspelled(
    file: &MetadataFile,
    callback: &Item,
    providers: &[&MetadataFile],
    findings: &mut Findings<'_>,
) {
    let Some(name) = callback_provider(&callback.text) else { return };
    let known = || providers.iter().map(|provider| provider.full_name.as_str());
    if known().any(|known| known == name) {
        return;
    }
    if let Some(meant) = nearest(name, known()) {
        let message = format!("this callback names the auth. provider `{name}`, not `{meant}`");
        let help = format!("write `{meant}`, the name that the project's auth. provider has");
        findings.add(Draft::new(file.place(callback.span), message, help));
    }
}

/// An auth. provider with the consumer key of the app finds no callback of its own.
fn missing(
    facts: &AppFacts<'_>,
    field: &Field<'_>,
    provider: &MetadataFile,
    callbacks: &[Item],
    findings: &mut Findings<'_>,
) {
    let leads_back =
        |item: &Item| callback_provider(&item.text).is_some_and(|name| name == provider.full_name);
    if !has_same_key(facts, provider) || callbacks.iter().any(leads_back) {
        return;
    }
    let name = &provider.full_name;
    let message = format!("the callbacks do not contain that of the auth. provider `{name}`");
    let help = format!(
        "add `https://MY-DOMAIN.my.salesforce.com/services/authcallback/{name}` with your host"
    );
    findings.add(
        Draft::new(field.place(), message, help)
            .related(provider.head(), "it has the consumer key of this app"),
    );
}
