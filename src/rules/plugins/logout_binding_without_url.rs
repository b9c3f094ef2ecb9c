use super::declare_rule;
use crate::diagnostic::Safety;
use crate::rules::{Draft, FileContext, Findings, remedy};
use crate::schema::names;

declare_rule! {
    /// SAML logout has a binding, but no address.
    ///
    /// ## Why
    /// Without `singleLogoutUrl` Salesforce sends no logout message, and a user who logs out stays
    /// logged in at the service provider.
    ///
    /// ## Bad
    /// ```xml ecaSamlPlcy
    /// <singleLogoutBindingType>PostBinding</singleLogoutBindingType>
    /// ```
    ///
    /// ## Good
    /// ```xml ecaSamlPlcy
    /// <singleLogoutBindingType>PostBinding</singleLogoutBindingType>
    /// <singleLogoutUrl>https://billing.corp.example/logout</singleLogoutUrl>
    /// ```
    "logout-binding-without-url",
    severity: Warning,
    sources: ["M-SAML"],
    fix: Unsafe,
    check: File(check),
    types: [names::SAML_POLICIES],
}

fn check(context: &FileContext<'_>, findings: &mut Findings<'_>) {
    let file = context.file;
    if !file.document.faults.is_empty() || file.value("singleLogoutUrl").is_some() {
        return;
    }
    let binding = file.field("singleLogoutBindingType").filter(|field| !field.is_empty());
    let Some(binding) = binding else { return };
    findings.add(
        Draft::new(
            binding.place(),
            "`singleLogoutBindingType` has no effect without `singleLogoutUrl`",
            "add `singleLogoutUrl` with the logout address of the service provider, or remove this",
        )
        .fix(remedy::remove(&binding, Safety::Unsafe)),
    );
}
