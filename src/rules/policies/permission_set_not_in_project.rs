use super::declare_rule;
use crate::project::{ProjectKind, comma_list, split_namespace};
use crate::rules::{Draft, FileContext, Findings};
use crate::schema::Kind;

declare_rule! {
    /// A permission set that is granted the app is not in the project.
    ///
    /// ## Why
    /// The deploy fails in an org that does not have the permission set yet, such as a new scratch
    /// org or sandbox.
    ///
    /// ## Bad
    /// ```xml ecaOauthPlcy
    /// <commaSeparatedPermissionSet>Billing_Access</commaSeparatedPermissionSet>
    /// ```
    ///
    /// ## Good
    /// ```xml ecaOauthPlcy
    /// <commaSeparatedPermissionSet>Billing_Access</commaSeparatedPermissionSet>
    /// ```
    /// ```xml permissionsets/Billing_Access.permissionset-meta.xml
    /// <PermissionSet xmlns="http://soap.sforce.com/2006/04/metadata">
    ///     <label>Billing Access</label>
    /// </PermissionSet>
    /// ```
    "permission-set-not-in-project",
    severity: Hint,
    sources: ["M-OPLCY", "G-62955"],
    fix: None("what the permission set should grant is for its owner to say"),
    check: File(check),
}

const PERMISSION_SET: &str = "PermissionSet";

fn check(context: &FileContext<'_>, findings: &mut Findings<'_>) {
    if context.project.kind != ProjectKind::Sfdx {
        return;
    }
    for field in context.file.all_fields() {
        let schema = field.schema;
        let lists_sets =
            schema.kind == Kind::NameList && schema.refers_to.as_deref() == Some(PERMISSION_SET);
        if !lists_sets || field.is_unknown() {
            continue;
        }
        let items = comma_list(&field.element.value());
        for item in items.iter().filter(|item| is_missing(context, &item.text)) {
            let name = &item.text;
            findings.add(Draft::new(
                context.file.place(item.span),
                format!("the permission set `{name}` is not in the project"),
                format!("add `{name}` to the project, or make sure that every target org has it"),
            ));
        }
    }
}

/// Whether the project lacks a permission set that it could have. Those of other namespaces come
/// with a package, and record ids are another rule's finding.
fn is_missing(context: &FileContext<'_>, name: &str) -> bool {
    !name.is_empty()
        && split_namespace(name).0.is_none()
        && !name.starts_with("0PS")
        && !context.project.names.has(PERMISSION_SET, name)
}
