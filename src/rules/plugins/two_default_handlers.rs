use super::declare_rule;
use crate::project::Field;
use crate::rules::{AppContext, Draft, Findings};
use crate::schema::names;

declare_rule! {
    /// Two token exchange handlers are the default of one app.
    ///
    /// ## Why
    /// A request that names no handler goes to the default one. An app can have one default, so the
    /// deploy fails or the order of the files decides which handler judges the tokens.
    ///
    /// ## Bad
    /// ```xml eca
    /// <distributionState>Local</distributionState>
    /// ```
    /// ```xml oauthtokenexchangehandler
    /// <enablements>
    ///     <apexExecutionUser>bot@acme.com</apexExecutionUser>
    ///     <externalClientApp>Billing</externalClientApp>
    ///     <isDefault>true</isDefault>
    /// </enablements>
    /// <enablements>
    ///     <apexExecutionUser>other@acme.com</apexExecutionUser>
    ///     <externalClientApp>Billing</externalClientApp>
    ///     <isDefault>true</isDefault>
    /// </enablements>
    /// ```
    ///
    /// ## Good
    /// ```xml eca
    /// <distributionState>Local</distributionState>
    /// ```
    /// ```xml oauthtokenexchangehandler
    /// <enablements>
    ///     <apexExecutionUser>bot@acme.com</apexExecutionUser>
    ///     <externalClientApp>Billing</externalClientApp>
    ///     <isDefault>true</isDefault>
    /// </enablements>
    /// ```
    "two-default-handlers",
    severity: Warning,
    sources: ["M-TXH"],
    fix: None("the files do not show which handler is meant"),
    check: App(check),
}

fn check(context: &AppContext<'_>, findings: &mut Findings<'_>) {
    let name = context.app.name.as_str();
    let text = |field: &Field<'_>, child: &str| {
        field.element.child(child).map(|element| element.value().trimmed().to_owned())
    };
    let is_default = |field: &Field<'_>| {
        text(field, "externalClientApp").as_deref() == Some(name)
            && matches!(text(field, "isDefault").as_deref(), Some("true" | "1"))
    };
    let handlers = context.project.files_of(names::TOKEN_EXCHANGE_HANDLER);
    let mut defaults =
        handlers.flat_map(|file| file.fields("enablements").filter(is_default).collect::<Vec<_>>());
    let Some(first) = defaults.next() else { return };
    for other in defaults {
        let place = |field: &Field<'_>| {
            let default = field.element.child("isDefault").map(|element| element.value());
            field.file.place(default.map_or(field.element.name.span, |v| v.trimmed_span()))
        };
        findings.add(
            Draft::new(
                place(&other),
                format!("the app `{name}` has two default token exchange handlers"),
                "set `isDefault` to `true` in one of them only",
            )
            .related(place(&first), "the first default"),
        );
    }
}
