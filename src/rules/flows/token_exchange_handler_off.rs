use super::declare_rule;
use crate::project::MetadataFile;
use crate::project::facts::FlowFacts;
use crate::rules::{AppContext, Draft, Findings};
use crate::schema::names;

declare_rule! {
    /// The only token exchange handler of the app is off.
    ///
    /// ## Why
    /// A handler whose `isEnabled` is `false` judges no tokens. The app has no other handler in the
    /// project, so the org refuses each exchange.
    ///
    /// ## Bad
    /// ```xml eca
    /// <distributionState>Local</distributionState>
    /// ```
    /// ```xml ecaGlblOauth
    /// <isTokenExchangeEnabled>true</isTokenExchangeEnabled>
    /// ```
    /// ```xml ecaOauthPlcy
    /// <isTokenExchangeFlowEnabled>true</isTokenExchangeFlowEnabled>
    /// ```
    /// ```xml oauthtokenexchangehandler
    /// <enablements>
    ///     <apexExecutionUser>bot@corp.example</apexExecutionUser>
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
    /// ```xml ecaOauthPlcy
    /// <isTokenExchangeFlowEnabled>true</isTokenExchangeFlowEnabled>
    /// ```
    /// ```xml oauthtokenexchangehandler
    /// <enablements>
    ///     <apexExecutionUser>bot@corp.example</apexExecutionUser>
    ///     <externalClientApp>Billing</externalClientApp>
    ///     <isDefault>true</isDefault>
    /// </enablements>
    /// <isEnabled>true</isEnabled>
    /// ```
    "token-exchange-handler-off",
    severity: Warning,
    sources: ["M-TXH"],
    fix: None("whether the handler or the flow should be off is for the owner of the app to say"),
    check: App(check),
}

fn check(context: &AppContext<'_>, findings: &mut Findings<'_>) {
    let facts = context.facts();
    let Some(flow) = facts.flow("token-exchange").filter(FlowFacts::is_meant) else { return };
    let handlers: Vec<&MetadataFile> = context
        .project
        .files_of(names::TOKEN_EXCHANGE_HANDLER)
        .filter(|handler| handler.fields("enablements").any(|field| facts.is_named_in(&field)))
        .collect();
    let off = |handler: &&MetadataFile| handler.flag("isEnabled") == Some(false);
    if !handlers.iter().all(off) {
        return;
    }
    for field in handlers.iter().filter_map(|handler| handler.field("isEnabled")) {
        let mut draft = Draft::new(
            field.place(),
            format!(
                "token exchange is on for the app `{}`, but `isEnabled` of its handler is `false`",
                context.app.name
            ),
            "set `isEnabled` to `true`, or switch token exchange off in the app",
        )
        .app(&context.app.name);
        if let Some(switch) = flow.set_switches().find_map(|fact| fact.state.place()) {
            draft = draft.related(switch, "token exchange is switched on here");
        }
        findings.add(draft);
    }
}
