use super::declare_rule;
use crate::change::Edit;
use crate::diagnostic::{Fix, Place, Safety};
use crate::project::is_slip;
use crate::rules::{Draft, Findings, ProjectContext};
use crate::schema::schema;

declare_rule! {
    /// A permission set of an app grants a user permission under a wrong name.
    ///
    /// ## Why
    /// The org refuses a permission set with a user permission that it does not know, and then the
    /// policies of the app that name the permission set as well. Names that are not similar to a
    /// known one are not judged: an org has some hundred user permissions.
    ///
    /// ## Bad
    /// ```xml ecaOauthPlcy
    /// <commaSeparatedPermissionSet>Billing_Access</commaSeparatedPermissionSet>
    /// ```
    /// ```xml permissionsets/Billing_Access.permissionset-meta.xml
    /// <PermissionSet xmlns="http://soap.sforce.com/2006/04/metadata">
    ///     <label>Billing Access</label>
    ///     <userPermissions>
    ///         <enabled>true</enabled>
    ///         <name>ApiOnlyUser</name>
    ///     </userPermissions>
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
    ///     <userPermissions>
    ///         <enabled>true</enabled>
    ///         <name>ApiUserOnly</name>
    ///     </userPermissions>
    /// </PermissionSet>
    /// ```
    "unknown-user-permission",
    severity: Warning,
    sources: ["M-PERM"],
    fix: Unsafe,
    check: Project(check),
}

fn check(context: &ProjectContext<'_>, findings: &mut Findings<'_>) {
    let known = &schema().permissions;
    for set in &context.project.permission_sets {
        for element in set.user_permissions() {
            let value = element.value();
            let name = value.trimmed();
            if name.is_empty() || known.iter().any(|permission| permission.name == name) {
                continue;
            }
            let meant = known.iter().find(|permission| {
                permission.is_miscalled(name) || is_slip(&permission.name, name)
            });
            let Some(meant) = meant else { continue };
            let right = &meant.name;
            let place = Place { path: set.path.clone(), span: value.trimmed_span() };
            let edit = Edit::replace(value.trimmed_span(), right);
            let fix = Fix::edit(format!("write `{right}`"), Safety::Unsafe, &set.path, edit);
            let message = format!("`{name}` is not a user permission");
            let help = format!("write `{right}` (Setup: {})", meant.label);
            findings.add(Draft::new(place, message, help).fix(fix));
        }
    }
}
