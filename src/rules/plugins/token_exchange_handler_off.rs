use super::declare_rule;
use crate::project::MetadataFile;
use crate::project::facts::FlowFacts;
use crate::rules::{AppContext, Draft, Findings};
use crate::schema::names;

declare_rule! {
    /// Token exchange is on, but every handler of the app is off.
    ///
    /// ## Why
    /// A handler judges the tokens that clients exchange. While it is off, each request of the app
    /// fails.
    ///
    /// ## Bad
    /// ```xml eca
    /// <distributionState>Local</distributionState>
    /// ```
    /// ```xml ecaGlblOauth
    /// <isTokenExchangeEnabled>true</isTokenExchangeEnabled>
    /// ```
    /// ```xml oauthtokenexchangehandler
    /// <enablements>
    ///     <apexExecutionUser>bot@acme.com</apexExecutionUser>
    ///     <externalClientApp>Billing</externalClientApp>
    ///     <isDefault>true</isDefault>
    /// </enablements>
    /// <isEnabled>false</isEnabled>
    /// ```
    ///
    /// ## Good
    /// ```xml eca
    /// <distributionState>Local</distributionState>
    /// ```
    /// ```xml ecaGlblOauth
    /// <isTokenExchangeEnabled>true</isTokenExchangeEnabled>
    /// ```
    /// ```xml oauthtokenexchangehandler
    /// <enablements>
    ///     <apexExecutionUser>bot@acme.com</apexExecutionUser>
    ///     <externalClientApp>Billing</externalClientApp>
    ///     <isDefault>true</isDefault>
    /// </enablements>
    /// <isEnabled>true</isEnabled>
    /// ```
    "token-exchange-handler-off",
    severity: Warning,
    sources: ["M-TXH"],
    fix: None("to turn a handler on opens a login, which is for you to decide"),
    check: App(check),
}

fn check(context: &AppContext<'_>, findings: &mut Findings<'_>) {
    let flow = context.facts().flow("token-exchange");
    if !flow.as_ref().is_some_and(FlowFacts::is_meant) {
        return;
    }
    let serves = |file: &&MetadataFile| {
        let names = file.all_fields();
        let mut apps = names.iter().filter(|field| field.schema.name == "externalClientApp");
        apps.any(|field| field.text() == context.app.name.as_str())
    };
    let handlers = context.project.files_of(names::TOKEN_EXCHANGE_HANDLER).filter(serves);
    let handlers: Vec<&MetadataFile> = handlers.collect();
    let is_off = |file: &&MetadataFile| file.flag("isEnabled") == Some(false);
    if !handlers.iter().all(is_off) {
        return;
    }
    let Some(first) = handlers.first() else { return };
    let place = first.field("isEnabled").map_or_else(|| first.head(), |field| field.place());
    let name = &context.app.name;
    findings.add(Draft::new(
        place,
        format!("`isEnabled` is `false`, so the app `{name}` has no token exchange handler that works"),
        format!("set `isEnabled` to `true` once the handler may be used, or turn token exchange off in `{name}`"),
    ));
}
