use super::{declare_rule, switches};
use crate::project::facts::{DemandFact, DemandState};
use crate::rules::{AppContext, Findings};

declare_rule! {
    /// A flow with two switches is on in one file and off in the other.
    ///
    /// ## Why
    /// The developer enables the flow in the global OAuth settings and the administrator enables it
    /// in the OAuth policies. While one of the two is off, the org refuses every request of the flow.
    ///
    /// It is an error if the policies name a user for the flow, if the switch that is off is missing,
    /// or if the app has no other way to log in. If somebody set the switch to `false`, or the files
    /// come from an org, it may be a decision and is a warning.
    ///
    /// ## Bad
    /// The second switch is missing, so a deploy leaves it off.
    /// ```xml eca
    /// <distributionState>Local</distributionState>
    /// ```
    /// ```xml ecaGlblOauth
    /// <callbackUrl>https://billing.acme.io/callback</callbackUrl>
    /// <isClientCredentialsFlowEnabled>true</isClientCredentialsFlowEnabled>
    /// ```
    /// ```xml ecaOauthPlcy
    /// <permittedUsersPolicyType>AllSelfAuthorized</permittedUsersPolicyType>
    /// ```
    ///
    /// ## Bad
    /// An administrator may have switched the flow off.
    /// ```xml eca
    /// <distributionState>Local</distributionState>
    /// ```
    /// ```xml ecaGlblOauth
    /// <callbackUrl>https://billing.acme.io/callback</callbackUrl>
    /// <isClientCredentialsFlowEnabled>true</isClientCredentialsFlowEnabled>
    /// ```
    /// ```xml ecaOauthPlcy
    /// <isClientCredentialsFlowEnabled>false</isClientCredentialsFlowEnabled>
    /// ```
    ///
    /// ## Bad
    /// The policies name a user, so the flow is meant to work.
    /// ```xml eca
    /// <distributionState>Local</distributionState>
    /// ```
    /// ```xml ecaGlblOauth
    /// <callbackUrl>https://billing.acme.io/callback</callbackUrl>
    /// <isClientCredentialsFlowEnabled>false</isClientCredentialsFlowEnabled>
    /// ```
    /// ```xml ecaOauthPlcy
    /// <clientCredentialsFlowUser>billing@corp.example</clientCredentialsFlowUser>
    /// <isClientCredentialsFlowEnabled>true</isClientCredentialsFlowEnabled>
    /// ```
    ///
    /// ## Bad
    /// Without the flow, nobody can log in: the callback leads to no client.
    /// ```xml eca
    /// <distributionState>Local</distributionState>
    /// ```
    /// ```xml ecaGlblOauth
    /// <callbackUrl>https://login.salesforce.com/services/oauth2/callback</callbackUrl>
    /// <isClientCredentialsFlowEnabled>true</isClientCredentialsFlowEnabled>
    /// ```
    /// ```xml ecaOauthPlcy
    /// <isClientCredentialsFlowEnabled>false</isClientCredentialsFlowEnabled>
    /// ```
    ///
    /// ## Bad
    /// The other file is not in the project.
    /// ```xml eca
    /// <distributionState>Local</distributionState>
    /// ```
    /// ```xml ecaOauthPlcy
    /// <isTokenExchangeFlowEnabled>true</isTokenExchangeFlowEnabled>
    /// ```
    ///
    /// ## Bad
    /// Packages never contain policies, so this is a hint.
    /// ```xml eca
    /// <distributionState>Packaged</distributionState>
    /// ```
    /// ```xml ecaGlblOauth
    /// <isClientCredentialsFlowEnabled>true</isClientCredentialsFlowEnabled>
    /// ```
    ///
    /// ## Good
    /// ```xml eca
    /// <distributionState>Local</distributionState>
    /// ```
    /// ```xml ecaGlblOauth
    /// <isClientCredentialsFlowEnabled>true</isClientCredentialsFlowEnabled>
    /// ```
    /// ```xml ecaOauthPlcy
    /// <clientCredentialsFlowUser>billing@corp.example</clientCredentialsFlowUser>
    /// <isClientCredentialsFlowEnabled>true</isClientCredentialsFlowEnabled>
    /// ```
    ///
    /// ## Good
    /// The policies of this API version do not have the switch.
    /// ```xml eca
    /// <distributionState>Local</distributionState>
    /// ```
    /// ```xml ecaGlblOauth
    /// <isClientCredentialsFlowEnabled>true</isClientCredentialsFlowEnabled>
    /// ```
    /// ```xml ecaOauthPlcy
    /// <permittedUsersPolicyType>AllSelfAuthorized</permittedUsersPolicyType>
    /// ```
    /// ```json /sfdx-project.json
    /// {"packageDirectories": [{"path": "force-app"}], "sourceApiVersion": "59.0"}
    /// ```
    "half-enabled-flow",
    severity: Error,
    sources: ["M-GLB", "M-OPLCY"],
    fix: Sometimes,
    check: App(check),
}

fn check(context: &AppContext<'_>, findings: &mut Findings<'_>) {
    let facts = context.facts();
    for flow in facts.flows() {
        let Some(set) = flow.set_switches().next() else { continue };
        let other_file = |fact: &&DemandFact<'_>| {
            fact.demand.metadata_type != set.demand.metadata_type
                && facts.can_write(&fact.demand.metadata_type, &fact.demand.element)
        };
        for off in flow.switches().filter(other_file) {
            let draft = match off.state {
                DemandState::Unmet(..) => switches::disagreement(&facts, &flow, set, off),
                DemandState::NoFile => switches::no_file(&facts, &flow, set, off),
                DemandState::Met(..) | DemandState::Unknown => None,
            };
            if let Some(draft) = draft {
                findings.add(draft);
            }
        }
    }
}
