use super::declare_rule;
use crate::project::facts::{DemandState, FlowFacts};
use crate::rules::{AppContext, Draft, Findings};

declare_rule! {
    /// Token exchange is on, but no token exchange handler names the app.
    ///
    /// ## Why
    /// The handler's Apex class decides which foreign tokens are good; an app that no handler names
    /// gets nothing, unless someone added it to one in Setup.
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
    let help = "name the app in `externalClientApp` of a handler's `enablements`, or add it to the \
                handler in Setup";
    let name = &context.app.name;
    match &handler.state {
        DemandState::Met(..) | DemandState::Unknown => {}
        DemandState::Unmet(file, _) => findings.add(
            Draft::new(
                place,
                format!("no token exchange handler of the project names the app `{name}`"),
                help,
            )
            .related(file.head(), "a handler that serves other apps only"),
        ),
        DemandState::NoFile => findings.add(Draft::new(
            place,
            "token exchange is on, but the project has no token exchange handler",
            help,
        )),
    }
}
