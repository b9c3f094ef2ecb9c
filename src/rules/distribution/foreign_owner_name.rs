use super::declare_rule;
use super::org_link::OrgLink;
use crate::diagnostic::Safety;
use crate::project::split_namespace;
use crate::rules::{AppContext, Draft, Findings, remedy};

declare_rule! {
    /// The link of an app to its owner org names another app.
    ///
    /// ## Why
    /// The name behind the colon is that of the app itself in every file that an org wrote; another
    /// name is left over from a copied file and ties this app to a stranger.
    ///
    /// ## Bad
    /// ```xml eca
    /// <orgScopedExternalApp>00D5g000004SGtF:Invoicing</orgScopedExternalApp>
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
    if rest == *name || split_namespace(name).1 == rest || split_namespace(&rest).1 == name {
        return;
    }
    let org = text.split(':').next().unwrap_or_default();
    let right = format!("{org}:{name}");
    findings.add(
        Draft::new(
            field.place(),
            format!("`{ELEMENT}` names the app `{rest}`, and this app is `{name}`"),
            format!("write `{right}` if that org owns this app; else remove the element"),
        )
        .maybe_fix(remedy::set(context.header, ELEMENT, &right, Safety::Unsafe)),
    );
}
