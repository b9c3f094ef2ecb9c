use super::declare_rule;
use crate::project::facts::words;
use crate::project::{ProjectKind, split_namespace};
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
        let value = field.element.value();
        let missing: Vec<&str> = words(value.text())
            .filter(|name| split_namespace(name).0.is_none() && !name.starts_with("0PS"))
            .filter(|name| !context.project.names.has(PERMISSION_SET, name))
            .collect();
        for name in missing {
            findings.add(Draft::new(
                field.place(),
                format!("the permission set `{name}` is not in the project"),
                format!("add `{name}` to the project, or make sure that every target org has it"),
            ));
        }
    }
}
