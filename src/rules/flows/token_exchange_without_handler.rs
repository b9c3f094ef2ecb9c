use super::declare_rule;
use crate::project::facts::{DemandState, FlowFacts};
use crate::rules::{AppContext, Draft, Findings};
use crate::schema::names;
use crate::text::suggest::nearest;

declare_rule! {
    /// Token exchange is on, but no token exchange handler names the app.
    ///
    /// ## Why
    /// The Apex class of a handler decides which tokens of other issuers are valid. An app that no
    /// handler names gets no token, unless somebody adds it to a handler in Setup.
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
    ///
    /// ## Bad
    /// The only handler serves another app.
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
    ///     <externalClientApp>Warehouse</externalClientApp>
    ///     <isDefault>true</isDefault>
    /// </enablements>
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
    /// ```
    ///
    /// ## Good
    /// The handler misspells the app, which is a finding of its own.
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
    ///     <externalClientApp>Biling</externalClientApp>
    ///     <isDefault>true</isDefault>
    /// </enablements>
    /// ```
    "token-exchange-without-handler",
    severity: Warning,
    sources: ["M-TXH", "G-70839646850"],
    fix: None("a handler needs an Apex class that only you can write"),
    check: App(check),
}

fn check(context: &AppContext<'_>, findings: &mut Findings<'_>) {
    let Some(flow) = context.facts().flow("token-exchange").filter(FlowFacts::is_on) else {
        return;
    };
    let Some(place) = flow.set_switches().find_map(|switch| switch.state.place()) else { return };
    let handler = flow.demands.iter().find(|fact| fact.demand.element == "enablements");
    let Some(handler) = handler else { return };
    if is_misspelled(context) {
        return;
    }
    let help = "name the app in `externalClientApp` of a handler's `enablements`, or add it to a \
                handler in Setup";
    let name = &context.app.name;
    match &handler.state {
        DemandState::Met(..) | DemandState::Unknown => {}
        DemandState::Unmet(file, _) => findings.add(
            Draft::new(
                place,
                format!("no token exchange handler in the project names the app `{name}`"),
                help,
            )
            .related(file.head(), "this handler is for other apps"),
        ),
        DemandState::NoFile => findings.add(Draft::new(
            place,
            "token exchange is on, but the project has no token exchange handler",
            help,
        )),
    }
}

/// Whether a handler names an app that is not in the project, with a name close to this one.
fn is_misspelled(context: &AppContext<'_>) -> bool {
    let project = context.project;
    let handlers = project.files_of(names::TOKEN_EXCHANGE_HANDLER);
    handlers.flat_map(crate::project::MetadataFile::all_fields).any(|field| {
        let named = field.text();
        field.schema.refers_to.as_deref() == Some(names::HEADER)
            && !project.has_header(&named)
            && nearest(&named, [context.app.name.as_str()]).is_some()
    })
}
