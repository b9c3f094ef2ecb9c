use super::declare_rule;
use crate::project::facts::effective;
use crate::rules::{AppContext, Draft, Findings};
use crate::schema::names;

declare_rule! {
    /// A canvas page logs in with SAML, but the app has no SAML policies.
    ///
    /// ## Why
    /// The page expects a SAML assertion. Without SAML policies, Salesforce has no address to send one
    /// to, and no subject for it.
    ///
    /// ## Bad
    /// ```xml eca
    /// <distributionState>Local</distributionState>
    /// ```
    /// ```xml ecaCanvas
    /// <canvasUrl>https://billing.corp.example/canvas</canvasUrl>
    /// <samlInitiationMethod>IdpInitiated</samlInitiationMethod>
    /// ```
    ///
    /// ## Good
    /// ```xml eca
    /// <distributionState>Local</distributionState>
    /// ```
    /// ```xml ecaCanvas
    /// <canvasUrl>https://billing.corp.example/canvas</canvasUrl>
    /// <samlInitiationMethod>None</samlInitiationMethod>
    /// ```
    "canvas-saml-without-policies",
    severity: Hint,
    sources: ["M-CANVAS", "M-SAML"],
    fix: None("SAML policies need the addresses of the service provider"),
    check: App(check),
    types: [names::CANVAS_SETTINGS],
}

fn check(context: &AppContext<'_>, findings: &mut Findings<'_>) {
    let Some(canvas) = context.file(names::CANVAS_SETTINGS) else { return };
    let method = effective(canvas, "samlInitiationMethod");
    let Some(method) = method.filter(|method| method != "None") else { return };
    if context.file(names::SAML_POLICIES).is_some() {
        return;
    }
    let Some(field) = canvas.field("samlInitiationMethod") else { return };
    findings.add(Draft::new(
        field.place(),
        format!("the canvas page logs in with SAML (`{method}`), but the app has no SAML policies"),
        "add SAML policies, or set `samlInitiationMethod` to `None`",
    ));
}
