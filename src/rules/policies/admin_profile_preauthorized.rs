use super::declare_rule;
use crate::project::comma_list;
use crate::rules::{Draft, FileContext, Findings};
use crate::schema::Kind;

declare_rule! {
    /// All system administrators are pre-authorized for the app.
    ///
    /// ## Why
    /// Whoever steals a token of this app may act as an administrator, and every new administrator can
    /// use the app without a decision. A permission set can be assigned to exactly the users who need
    /// the app. Only the profile `strict` asks for it.
    ///
    /// ## Bad
    /// ```xml ecaOauthPlcy
    /// <commaSeparatedProfile>System Administrator, Billing Clerk</commaSeparatedProfile>
    /// <permittedUsersPolicyType>AdminApprovedPreAuthorized</permittedUsersPolicyType>
    /// ```
    ///
    /// ## Bad
    /// The name of the profile in metadata.
    /// ```xml ecaSamlPlcy
    /// <commaSeparatedProfile>Admin</commaSeparatedProfile>
    /// ```
    ///
    /// ## Good
    /// ```xml ecaOauthPlcy
    /// <commaSeparatedPermissionSet>Billing_Access</commaSeparatedPermissionSet>
    /// <permittedUsersPolicyType>AdminApprovedPreAuthorized</permittedUsersPolicyType>
    /// ```
    "admin-profile-preauthorized",
    severity: Warning,
    sources: ["H-HARDEN", "M-OPLCY"],
    fix: None("only the owner of the app knows who needs it"),
    check: File(check),
    only_in: ["strict"],
}

/// The profile of system administrators: its name in metadata, and its labels in some languages.
const ADMINISTRATORS: &[&str] = &[
    "Admin",
    "System Administrator",
    "Systemadministrator",
    "Administrateur système",
    "Administrador del sistema",
    "Administrador do sistema",
    "Amministratore del sistema",
    "Systeembeheerder",
    "システム管理者",
];

fn check(context: &FileContext<'_>, findings: &mut Findings<'_>) {
    for field in context.file.all_fields() {
        let profiles = field.schema.refers_to.as_deref() == Some("Profile");
        if !profiles || field.schema.kind != Kind::NameList || field.is_unknown() {
            continue;
        }
        let items = comma_list(&field.element.value());
        let admin = |text: &str| ADMINISTRATORS.iter().any(|name| name.eq_ignore_ascii_case(text));
        for item in items.iter().filter(|item| admin(&item.text)) {
            findings.add(Draft::new(
                context.file.place(item.span),
                format!("the profile `{}` pre-authorizes all administrators", item.text),
                "remove the profile, and list a permission set in `commaSeparatedPermissionSet` that is assigned \
                 to the users who need the app",
            ));
        }
    }
}
