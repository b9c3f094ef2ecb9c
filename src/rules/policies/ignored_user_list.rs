use super::{declare_rule, is_whole_oauth_policy};
use crate::diagnostic::Safety;
use crate::project::facts::permitted_users;
use crate::rules::{Draft, FileContext, Findings, remedy};
use crate::schema::PermittedUsers;

declare_rule! {
    /// Permission sets or profiles are listed, but every user may use the app.
    ///
    /// ## Why
    /// The lists count for pre-authorized users only. With this policy every user of the org can
    /// approve the app, so it is less restricted than the file suggests.
    ///
    /// ## Bad
    /// ```xml ecaOauthPlcy
    /// <commaSeparatedPermissionSet>Billing_Access</commaSeparatedPermissionSet>
    /// <permittedUsersPolicyType>AllSelfAuthorized</permittedUsersPolicyType>
    /// ```
    ///
    /// ## Bad
    /// ```xml ecaOauthPlcy
    /// <commaSeparatedProfile>Billing Clerk</commaSeparatedProfile>
    /// <permittedUsersPolicyType>AllSelfAuthorized</permittedUsersPolicyType>
    /// ```
    ///
    /// ## Good
    /// ```xml ecaOauthPlcy
    /// <commaSeparatedPermissionSet>Billing_Access</commaSeparatedPermissionSet>
    /// <permittedUsersPolicyType>AdminApprovedPreAuthorized</permittedUsersPolicyType>
    /// ```
    "ignored-user-list",
    severity: Warning,
    sources: ["M-OPLCY"],
    fix: Unsafe,
    check: File(check),
}

fn check(context: &FileContext<'_>, findings: &mut Findings<'_>) {
    let file = context.file;
    let element = "permittedUsersPolicyType";
    let users = permitted_users(file);
    if !is_whole_oauth_policy(file) || users != Some(PermittedUsers::SelfAuthorized) {
        return;
    }
    let granted = PermittedUsers::PreAuthorized.token();
    let lists = ["commaSeparatedPermissionSet", "commaSeparatedProfile"];
    let Some(list) = lists.iter().filter_map(|name| file.field(name)).find(|f| !f.is_empty())
    else {
        return;
    };
    let mut draft = Draft::new(
        list.place(),
        format!(
            "`{}` restricts nobody: the policy lets every user approve the app",
            list.schema.name
        ),
        format!("set `{element}` to `{granted}`, or remove the list"),
    )
    .maybe_fix(remedy::set(file, element, granted, Safety::Unsafe));
    if let Some(policy) = file.field(element) {
        draft = draft.related(policy.place(), "every user may approve the app");
    }
    findings.add(draft);
}
