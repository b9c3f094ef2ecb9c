use super::declare_rule;
use crate::project::MetadataFile;
use crate::rules::{Draft, Findings, ProjectContext};
use crate::schema::names;

/// How many names a finding lists.
const SHOWN: usize = 5;

declare_rule! {
    /// The project has connected apps that could be External Client Apps.
    ///
    /// ## Why
    /// New connected apps can only be created with the help of Salesforce Support. These files can
    /// update apps that exist, but not create them in another org.
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
    /// ## Bad
    /// Several connected apps are one finding.
    /// ```xml connectedApps/Billing.connectedApp-meta.xml
    /// <ConnectedApp xmlns="http://soap.sforce.com/2006/04/metadata">
    ///     <contactEmail>team@corp.example</contactEmail>
    ///     <label>Billing</label>
    /// </ConnectedApp>
    /// ```
    /// ```xml connectedApps/Orders.connectedApp-meta.xml
    /// <ConnectedApp xmlns="http://soap.sforce.com/2006/04/metadata">
    ///     <contactEmail>team@corp.example</contactEmail>
    ///     <label>Orders</label>
    /// </ConnectedApp>
    /// ```
    ///
    /// ## Good
    /// ```xml eca
    /// <contactEmail>team@corp.example</contactEmail>
    /// <label>Billing</label>
    /// ```
    ///
    /// ## Good
    /// A connected app next to the External Client App that replaces it.
    /// ```xml connectedApps/Billing.connectedApp-meta.xml
    /// <ConnectedApp xmlns="http://soap.sforce.com/2006/04/metadata">
    ///     <contactEmail>team@corp.example</contactEmail>
    ///     <label>Billing</label>
    /// </ConnectedApp>
    /// ```
    /// ```xml eca
    /// <contactEmail>team@corp.example</contactEmail>
    /// <label>Billing</label>
    /// ```
    "connected-app-to-migrate",
    severity: Hint,
    sources: ["M-CA", "H-MIG"],
    fix: None("Salesforce's migration runs in Setup, and only there it keeps the key and the secret"),
    check: Project(check),
}

fn check(context: &ProjectContext<'_>, findings: &mut Findings<'_>) {
    let project = context.project;
    let open = |file: &&MetadataFile| {
        file.requested && file.root().is_some() && !project.has_header(&file.full_name)
    };
    let apps: Vec<&MetadataFile> = project.files_of(names::CONNECTED_APP).filter(open).collect();
    let [first, others @ ..] = apps.as_slice() else { return };
    let message = if others.is_empty() {
        format!("the connected app `{}` could be an External Client App", first.full_name)
    } else {
        let names: Vec<String> =
            apps.iter().take(SHOWN).map(|file| format!("`{}`", file.full_name)).collect();
        let more = match apps.len().saturating_sub(SHOWN) {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        format!(
            "{} connected apps could be External Client Apps: {}{more}",
            apps.len(),
            names.join(", ")
        )
    };
    let help = "migrate in Setup (External Client App Manager), which keeps the consumer key and \
                secret, or create a new app with `ecaforge new`";
    findings.add(Draft::new(first.head(), message, help).app(&first.full_name));
}
