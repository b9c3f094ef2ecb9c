use super::declare_rule;
use super::org_link::OrgLink;
use crate::diagnostic::Safety;
use crate::project::split_namespace;
use crate::rules::{AppContext, Draft, Findings, remedy};

declare_rule! {
    /// The link of an app to its owner org names another app.
    ///
    /// ## Why
    /// After the colon, an org writes the name of the app itself. Another name comes from a copied
    /// file and links this app to another one.
    ///
    /// ## Bad
    /// ```xml eca
    /// <orgScopedExternalApp>00D5g000004SGtF:Invoicing</orgScopedExternalApp>
    /// ```
    ///
    /// ## Bad
    /// The same name, with the namespace of another package.
    /// ```xml eca
    /// <orgScopedExternalApp>00D5g000004SGtF:vendor__Billing</orgScopedExternalApp>
    /// ```
    ///
    /// ## Good
    /// ```xml eca
    /// <orgScopedExternalApp>00D5g000004SGtF:Billing</orgScopedExternalApp>
    /// ```
    "foreign-owner-name",
    severity: Warning,
    sources: ["M-ECA", "O-RETRIEVED"],
    fix: Unsafe,
    check: App(check),
}

const ELEMENT: &str = "orgScopedExternalApp";

fn check(context: &AppContext<'_>, findings: &mut Findings<'_>) {
    let Some(field) = context.header.field(ELEMENT).filter(|field| !field.is_unknown()) else {
        return;
    };
    let text = field.text();
    let OrgLink::Whole { rest, .. } = OrgLink::of(&text) else { return };
    let name = &context.app.name;
    // With the namespace or without it: orgs write both.
    let (written, bare) = split_namespace(&rest);
    let (own, own_bare) = split_namespace(name);
    let of_project = context.project.sfdx.namespace.as_deref();
    if bare == own_bare && [None, own, of_project].contains(&written) {
        return;
    }
    let org = text.split(':').next().unwrap_or_default();
    let right = format!("{org}:{name}");
    findings.add(
        Draft::new(
            field.place(),
            format!("`{ELEMENT}` names the app `{rest}`, but this app is `{name}`"),
            format!("write `{right}` if that org owns this app; otherwise remove the element"),
        )
        .maybe_fix(remedy::set(context.header, ELEMENT, &right, Safety::Unsafe)),
    );
}
