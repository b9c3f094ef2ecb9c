use super::declare_rule;
use crate::rules::{AppContext, Draft, Findings};
use crate::schema::names;

declare_rule! {
    /// An app has SAML policies, but no app policies.
    ///
    /// ## Why
    /// The guide demands app policies with `isSamlPluginEnabled` set to `true` for an app with SAML
    /// policies. The default of the switch is `true`, so an org may create them itself; nothing in
    /// the project shows it.
    ///
    /// ## Bad
    /// ```xml eca
    /// <distributionState>Local</distributionState>
    /// ```
    /// ```xml ecaSamlPlcy
    /// <acsUrl>https://billing.acme.io/acs</acsUrl>
    /// <entityUrl>https://billing.acme.io</entityUrl>
    /// ```
    ///
    /// ## Good
    /// ```xml eca
    /// <distributionState>Local</distributionState>
    /// ```
    /// ```xml ecaSamlPlcy
    /// <acsUrl>https://billing.acme.io/acs</acsUrl>
    /// <entityUrl>https://billing.acme.io</entityUrl>
    /// ```
    /// ```xml ecaPlcy
    /// <isEnabled>true</isEnabled>
    /// <isSamlPluginEnabled>true</isSamlPluginEnabled>
    /// ```
    "saml-without-app-policies",
    severity: Warning,
    sources: ["M-SAML", "M-PLCY"],
    fix: None("a file must be added, not changed"),
    check: App(check),
    types: [names::SAML_POLICIES],
}

fn check(context: &AppContext<'_>, findings: &mut Findings<'_>) {
    let Some(saml) = context.file(names::SAML_POLICIES) else { return };
    if context.file(names::APP_POLICIES).is_some()
        || context.facts().is_perhaps_elsewhere(names::APP_POLICIES)
    {
        return;
    }
    findings.add(Draft::new(
        saml.head(),
        "the app has SAML policies, but no app policies that turn the SAML plugin on",
        "add app policies with `isEnabled` and `isSamlPluginEnabled` set to `true`",
    ));
}
