use super::declare_rule;
use super::org_link::OrgLink;
use crate::project::Field;
use crate::rules::{AppContext, Draft, Findings};
use crate::schema::names;

declare_rule! {
    /// Two files of an app name different owner orgs.
    ///
    /// ## Why
    /// An app and its credentials belong to one org. Ids of two orgs come from files that were
    /// retrieved from different orgs, and no deploy and no package can link them.
    ///
    /// ## Bad
    /// ```xml eca
    /// <orgScopedExternalApp>00D5g000004SGtF:Billing</orgScopedExternalApp>
    /// ```
    /// ```xml ecaOauth
    /// <oauthLink>00D8G0000004YQ6:888J1000000XkiL</oauthLink>
    /// ```
    ///
    /// ## Good
    /// The longer form of the same id.
    /// ```xml eca
    /// <orgScopedExternalApp>00D5g000004SGtFUAW:Billing</orgScopedExternalApp>
    /// ```
    /// ```xml ecaOauth
    /// <oauthLink>00D5g000004SGtF:888J1000000XkiL</oauthLink>
    /// ```
    "two-owner-orgs",
    severity: Warning,
    sources: ["M-ECA", "M-OAUTH", "H-ASSOC"],
    fix: None("the files do not tell which of the two orgs owns the app"),
    check: App(check),
}

fn check(context: &AppContext<'_>, findings: &mut Findings<'_>) {
    let facts = context.facts();
    let of = |field: Field<'_>| match OrgLink::of(&field.text()) {
        OrgLink::Whole { org, .. } if !field.is_unknown() => Some(org),
        _ => None,
    };
    let Some(header) = context.header.field("orgScopedExternalApp") else { return };
    let Some(owner) = of(header) else { return };
    for (type_name, element) in
        [(names::OAUTH_SETTINGS, "oauthLink"), (names::PUSH_SETTINGS, "pushConfigLink")]
    {
        let Some(link) = facts.field(type_name, element) else { continue };
        let Some(org) = of(link).filter(|org| *org != owner) else { continue };
        findings.add(
            Draft::new(
                link.place(),
                format!("`{element}` names the org `{org}`, but the header names `{owner}`"),
                "retrieve both files from the org that owns the app",
            )
            .related(header.place(), "the owner org in the header"),
        );
    }
}
