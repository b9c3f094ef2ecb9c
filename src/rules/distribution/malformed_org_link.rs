use super::declare_rule;
use super::org_link::{OrgLink, is_id};
use crate::diagnostic::Safety;
use crate::project::Field;
use crate::rules::{Draft, FileContext, Findings, remedy};
use crate::schema::{Distribution, names};

declare_rule! {
    /// The link of an app to its owner org is malformed.
    ///
    /// ## Why
    /// The org refuses the deploy. The value must be the id of an org, a colon, and the name of the app
    /// or the id of its credentials in that org. A deploy creates it; nobody has to write it.
    ///
    /// ## Bad
    /// ```xml eca
    /// <distributionState>Local</distributionState>
    /// <orgScopedExternalApp>00D-XXXX:Billing</orgScopedExternalApp>
    /// ```
    ///
    /// ## Bad
    /// ```xml ecaOauth
    /// <oauthLink>00D5g000004SGtF</oauthLink>
    /// ```
    ///
    /// ## Bad
    /// A new app with a placeholder, and without a distribution state.
    /// ```xml eca
    /// <orgScopedExternalApp>YOUR_ORG_ID:Billing</orgScopedExternalApp>
    /// ```
    ///
    /// ## Bad
    /// A packaged app needs the link.
    /// ```xml eca
    /// <distributionState>Packaged</distributionState>
    /// <orgScopedExternalApp>00DXXXXXXXXXXXX:Billing</orgScopedExternalApp>
    /// ```
    ///
    /// ## Good
    /// ```xml eca
    /// <distributionState>Local</distributionState>
    /// <orgScopedExternalApp>00D5g000004SGtF:Billing</orgScopedExternalApp>
    /// ```
    /// ```xml ecaOauth
    /// <oauthLink>00D5g000004SGtF:888J1000000XkiL</oauthLink>
    /// ```
    ///
    /// ## Good
    /// The value is filled in at deploy.
    /// ```xml eca
    /// <orgScopedExternalApp>${OWNER_ORG}:Billing</orgScopedExternalApp>
    /// ```
    "malformed-org-link",
    severity: Error,
    sources: ["M-ECA", "M-OAUTH", "M-PUSH", "G-59106"],
    fix: Sometimes,
    check: File(check),
}

const STATE: &str = "distributionState";
const LINKS: &[&str] = &["orgScopedExternalApp", "oauthLink", "pushConfigLink"];

fn check(context: &FileContext<'_>, findings: &mut Findings<'_>) {
    for name in LINKS {
        let Some(field) = context.file.field(name) else { continue };
        if field.is_empty() || field.is_unknown() {
            continue;
        }
        let Some(fault) = fault_of(&field) else { continue };
        let facts = context.project.facts_of(context.file);
        let state = facts.and_then(|f| f.distribution());
        let header = facts.and_then(|f| f.file(names::HEADER));
        let retrieve =
            format!("retrieve the file from the owner org, and keep the `{name}` that comes back");
        let remove =
            format!("remove `{name}`: the org makes the value when the app is first deployed");
        let help = match (state, header) {
            (Some(Distribution::Packaged), _) => retrieve,
            (None, None) => format!("if the app is packaged, {retrieve}; otherwise {remove}"),
            // An app without a distribution state is a new one that no org has made yet.
            (None, Some(header)) if header.value(STATE).is_none() => {
                format!("{remove}; also add `{STATE}` to the header: `Local` or `Packaged`")
            }
            (Some(Distribution::Local) | None, _) => remove,
        };
        let is_removed = header.is_some() && state != Some(Distribution::Packaged);
        let fix = is_removed.then(|| remedy::remove(&field, Safety::Unsafe));
        let message = format!("`{name}` is not a link to an org: {fault}");
        findings.add(Draft::new(field.place(), message, help).maybe_fix(fix));
    }
}

fn fault_of(field: &Field<'_>) -> Option<&'static str> {
    match OrgLink::of(&field.text()) {
        OrgLink::Malformed(fault) => Some(fault),
        // The app's name follows in one of them, a record id in the others.
        OrgLink::Whole { rest, .. } if field.schema.name != LINKS[0] && !is_id(&rest) => {
            Some("what follows the colon is not a record id")
        }
        OrgLink::Whole { .. } => None,
    }
}
