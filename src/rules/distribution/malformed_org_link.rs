use super::declare_rule;
use super::org_link::{OrgLink, is_id};
use crate::diagnostic::Safety;
use crate::project::Field;
use crate::rules::{Draft, FileContext, Findings, remedy};
use crate::schema::Distribution;

declare_rule! {
    /// The link of an app to its owner org cannot be one.
    ///
    /// ## Why
    /// The org refuses the deploy: the value must be the id of an org, a colon, and the name of the
    /// app or the id of its credentials there.
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

const LINKS: &[&str] = &["orgScopedExternalApp", "oauthLink", "pushConfigLink"];

fn check(context: &FileContext<'_>, findings: &mut Findings<'_>) {
    for name in LINKS {
        let Some(field) = context.file.field(name) else { continue };
        if field.is_empty() || field.is_unknown() {
            continue;
        }
        let Some(fault) = fault_of(&field) else { continue };
        let facts = context.project.facts_of(context.file);
        let local = facts.and_then(|f| f.distribution()) == Some(Distribution::Local);
        let help = if local {
            format!("remove `{name}`: the org makes the value when the app is first deployed")
        } else {
            format!("retrieve the file from the owner org, and keep the `{name}` that comes back")
        };
        let fix = local.then(|| remedy::remove(&field, Safety::Unsafe));
        let message = format!("`{name}` links to no org: {fault}");
        findings.add(Draft::new(field.place(), message, help).maybe_fix(fix));
    }
}

fn fault_of(field: &Field<'_>) -> Option<&'static str> {
    match OrgLink::of(&field.text()) {
        OrgLink::Malformed(fault) => Some(fault),
        // The app's name follows in one of them, a record id in the others.
        OrgLink::Whole { rest, .. } if field.schema.name != LINKS[0] && !is_id(&rest) => {
            Some("what stands behind the colon is no record id")
        }
        OrgLink::Whole { .. } => None,
    }
}
