use super::declare_rule;
use crate::rules::{Draft, FileContext, Findings};
use crate::schema::names;

declare_rule! {
    /// A connected app could be an External Client App.
    ///
    /// ## Why
    /// Salesforce no longer lets new connected apps be made without the help of its support, so
    /// this file can update an app that exists, but not create it in another org.
    ///
    /// ## Bad
    /// ```xml connectedApps/Billing.connectedApp-meta.xml
    /// <ConnectedApp xmlns="http://soap.sforce.com/2006/04/metadata">
    ///     <contactEmail>team@corp.example</contactEmail>
    ///     <label>Billing</label>
    ///     <oauthConfig>
    ///         <callbackUrl>https://billing.corp.example/callback</callbackUrl>
    ///         <scopes>Api</scopes>
    ///     </oauthConfig>
    /// </ConnectedApp>
    /// ```
    ///
    /// ## Good
    /// ```xml eca
    /// <contactEmail>team@corp.example</contactEmail>
    /// <label>Billing</label>
    /// ```
    "connected-app-to-migrate",
    severity: Hint,
    sources: ["M-CA", "H-MIG"],
    fix: None("only Setup can migrate an app with its key and secret"),
    check: File(check),
}

fn check(context: &FileContext<'_>, findings: &mut Findings<'_>) {
    let file = context.file;
    if file.metadata_type.name != names::CONNECTED_APP || file.root().is_none() {
        return;
    }
    let name = &file.full_name;
    if context.project.has_header(name) {
        return;
    }
    findings.add(Draft::new(
        file.head(),
        format!("the connected app `{name}` could be an External Client App"),
        "migrate it in Setup (External Client App Manager), which keeps its key and secret, or write \
         a fresh app with `ecaforge new`",
    ));
}
