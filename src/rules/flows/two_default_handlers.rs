use super::declare_rule;
use crate::project::Field;
use crate::rules::{AppContext, Draft, Findings};
use crate::schema::names;

declare_rule! {
    /// Two token exchange handlers are the default handler of one app.
    ///
    /// ## Why
    /// The org uses the default handler for requests that name no handler. With two of them, which
    /// one it uses is not documented, or the org refuses the second one.
    ///
    /// ## Bad
    /// ```xml eca
    /// <distributionState>Local</distributionState>
    /// ```
    /// ```xml oauthtokenexchangehandler
    /// <enablements>
    ///     <apexExecutionUser>bot@corp.example</apexExecutionUser>
    ///     <externalClientApp>Billing</externalClientApp>
    ///     <isDefault>true</isDefault>
    /// </enablements>
    /// <enablements>
    ///     <apexExecutionUser>robot@corp.example</apexExecutionUser>
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
    ///     <apexExecutionUser>bot@corp.example</apexExecutionUser>
    ///     <externalClientApp>Billing</externalClientApp>
    ///     <isDefault>true</isDefault>
    /// </enablements>
    /// <enablements>
    ///     <apexExecutionUser>bot@corp.example</apexExecutionUser>
    ///     <externalClientApp>Warehouse</externalClientApp>
    ///     <isDefault>true</isDefault>
    /// </enablements>
    /// ```
    "two-default-handlers",
    severity: Warning,
    sources: ["M-TXH"],
    fix: None("which handler should be the default is for the owner of the app to say"),
    check: App(check),
}

fn check(context: &AppContext<'_>, findings: &mut Findings<'_>) {
    let facts = context.facts();
    let is_default = |field: &Field<'_>| {
        let default = field.element.child("isDefault");
        default.is_some_and(|e| matches!(e.value().trimmed(), "true" | "1"))
    };
    let mut defaults = context
        .project
        .files_of(names::TOKEN_EXCHANGE_HANDLER)
        .flat_map(|file| file.fields("enablements"))
        .filter(|field| facts.is_named_in(field) && is_default(field));
    let Some(first) = defaults.next() else { return };
    let place = |field: &Field<'_>| {
        let element = field.element.child("isDefault").unwrap_or(field.element);
        field.file.place(element.value().trimmed_span())
    };
    for second in defaults {
        let name = &context.app.name;
        findings.add(
            Draft::new(
                place(&second),
                format!("the app `{name}` has two default token exchange handlers"),
                "set `isDefault` to `false` in one of the two `enablements`",
            )
            .app(name)
            .related(place(&first), "the other default"),
        );
    }
}
