use super::declare_rule;
use crate::rules::{Draft, FileContext, Findings};
use crate::schema::{Cardinality, Role};

declare_rule! {
    /// A file is named after one app of the project and belongs to another.
    ///
    /// ## Why
    /// A file belongs to the app in `externalClientApplication`, whatever its name is. Most such files
    /// are copies in which the reference was not changed, so that one app has settings that were
    /// meant for another, and the other has none.
    ///
    /// ## Bad
    /// ```xml eca
    /// <contactEmail>owner@example.com</contactEmail>
    /// ```
    /// ```xml externalClientApps/Ledger.eca-meta.xml
    /// <ExternalClientApplication xmlns="http://soap.sforce.com/2006/04/metadata"/>
    /// ```
    /// ```xml extlClntAppOauthPolicies/Billing_oauthPlcy.ecaOauthPlcy-meta.xml
    /// <ExtlClntAppOauthConfigurablePolicies xmlns="http://soap.sforce.com/2006/04/metadata">
    ///     <externalClientApplication>Ledger</externalClientApplication>
    /// </ExtlClntAppOauthConfigurablePolicies>
    /// ```
    ///
    /// ## Good
    /// ```xml eca
    /// <contactEmail>owner@example.com</contactEmail>
    /// ```
    /// ```xml externalClientApps/Ledger.eca-meta.xml
    /// <ExternalClientApplication xmlns="http://soap.sforce.com/2006/04/metadata"/>
    /// ```
    /// ```xml extlClntAppOauthPolicies/Billing_oauthPlcy.ecaOauthPlcy-meta.xml
    /// <ExtlClntAppOauthConfigurablePolicies xmlns="http://soap.sforce.com/2006/04/metadata">
    ///     <externalClientApplication>Billing</externalClientApplication>
    /// </ExtlClntAppOauthConfigurablePolicies>
    /// ```
    "names-another-app",
    severity: Warning,
    sources: ["M-ECA", "O-RETRIEVED"],
    fix: None("whether the reference or the file name is right is known to the author only"),
    check: File(check),
}

fn check(context: &FileContext<'_>, findings: &mut Findings<'_>) {
    let (project, file) = (context.project, context.file);
    let is_single = file.metadata_type.per_app == Cardinality::One;
    if !is_single || file.metadata_type.role == Role::Header {
        return;
    }
    let Some(reference) = file.reference().filter(|field| !field.is_unknown()) else { return };
    let (Some(named), Some(owner)) =
        (project.app_by_file_name(&file.full_name), project.apps.of_file(file))
    else {
        return;
    };
    let is_related = owner.name.starts_with(&named.name) || named.name.starts_with(&owner.name);
    let has_own = named.file(&project.files, &file.metadata_type.name).is_some();
    if owner.header.is_none() || is_related || has_own {
        return;
    }
    let (named, owner, title) = (&named.name, &owner.name, &file.metadata_type.title);
    findings.add(
        Draft::new(
            reference.place(),
            format!("the file is named after `{named}`, but belongs to `{owner}`"),
            format!(
                "write `{named}` if these are the {title} of `{named}`; otherwise rename the file"
            ),
        )
        .app(owner),
    );
}
