use super::declare_rule;
use crate::diagnostic::Safety;
use crate::project::facts::effective;
use crate::rules::{AppContext, Draft, Findings, remedy};
use crate::schema::{Distribution, names};

declare_rule! {
    /// An app with SAML is not `Local`.
    ///
    /// ## Why
    /// SAML policies name a service provider for one org. Salesforce accepts them for local apps only,
    /// and neither deploys nor packages them with another app.
    ///
    /// ## Bad
    /// ```xml eca
    /// <distributionState>Packaged</distributionState>
    /// ```
    /// ```xml ecaSamlPlcy
    /// <acsUrl>https://billing.corp.example/acs</acsUrl>
    /// <entityUrl>https://billing.corp.example</entityUrl>
    /// ```
    ///
    /// ## Good
    /// ```xml eca
    /// <distributionState>Local</distributionState>
    /// ```
    /// ```xml ecaSamlPlcy
    /// <acsUrl>https://billing.corp.example/acs</acsUrl>
    /// <entityUrl>https://billing.corp.example</entityUrl>
    /// ```
    "packaged-saml",
    severity: Error,
    sources: ["M-SAML", "H-SAML"],
    fix: Unsafe,
    check: App(check),
    types: [names::SAML_POLICIES],
}

fn check(context: &AppContext<'_>, findings: &mut Findings<'_>) {
    let Some(saml) = context.file(names::SAML_POLICIES) else { return };
    let local = Distribution::Local.token();
    let state = effective(context.header, "distributionState");
    let Some(state) = state.filter(|state| state != local) else { return };
    let Some(field) = context.header.field("distributionState") else { return };
    findings.add(
        Draft::new(
            field.place(),
            format!("an app with SAML must be `Local`, but this one is `{state}`"),
            "set `distributionState` to `Local`, or create a second app for SAML",
        )
        .related(saml.head(), "the SAML policies of the app")
        .maybe_fix(remedy::set(context.header, "distributionState", local, Safety::Unsafe)),
    );
}
