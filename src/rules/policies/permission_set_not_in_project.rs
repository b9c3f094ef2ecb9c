use super::{declare_rule, lookup};
use crate::project::{ProjectKind, comma_list};
use crate::rules::{FileContext, Findings};
use crate::schema::Kind;

declare_rule! {
    /// A permission set that is assigned the app is not in the project.
    ///
    /// ## Why
    /// The deploy fails in an org that does not have the permission set, such as a new scratch org or
    /// sandbox.
    ///
    /// It is a warning if the name is a label, or close to that of a permission set in the project.
    ///
    /// ## Bad
    /// ```xml ecaOauthPlcy
    /// <commaSeparatedPermissionSet>Billing_Access</commaSeparatedPermissionSet>
    /// ```
    ///
    /// ## Bad
    /// A label, in a project that has the permission set.
    /// ```xml ecaOauthPlcy
    /// <commaSeparatedPermissionSet>Billing Access</commaSeparatedPermissionSet>
    /// ```
    /// ```xml permissionsets/Billing_Access.permissionset-meta.xml
    /// <PermissionSet xmlns="http://soap.sforce.com/2006/04/metadata">
    ///     <label>Billing Access</label>
    /// </PermissionSet>
    /// ```
    ///
    /// ## Bad
    /// A label, in a project without permission sets.
    /// ```xml ecaOauthPlcy
    /// <commaSeparatedPermissionSet>Billing Access</commaSeparatedPermissionSet>
    /// ```
    ///
    /// ## Bad
    /// ```xml ecaOauthPlcy
    /// <commaSeparatedPermissionSet>Biling_Access</commaSeparatedPermissionSet>
    /// ```
    /// ```xml permissionsets/Billing_Access.permissionset-meta.xml
    /// <PermissionSet xmlns="http://soap.sforce.com/2006/04/metadata">
    ///     <label>Billing Access</label>
    /// </PermissionSet>
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
        // Record ids are another rule's finding.
        for item in items.iter().filter(|item| !item.text.starts_with("0PS")) {
            let draft = lookup::missing(context, PERMISSION_SET, "permission set", item, true);
            if let Some(draft) = draft {
                findings.add(draft);
            }
        }
    }
}
