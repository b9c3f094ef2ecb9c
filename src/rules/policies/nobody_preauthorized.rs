use super::{declare_rule, is_whole_oauth_policy};
use crate::diagnostic::Severity;
use crate::project::facts::permitted_users;
use crate::rules::{Draft, FileContext, Findings};
use crate::schema::{PermittedUsers, names};

declare_rule! {
    /// Only pre-authorized users may use the app, and nobody is pre-authorized.
    ///
    /// ## Why
    /// The permission sets and profiles in this file pre-authorize users. If none is listed, every
    /// login fails: the user is not admin approved to access this app.
    ///
    /// It is a hint if only the user of the client credentials flow needs the app, because that user
    /// needs no approval.
    ///
    /// ## Bad
    /// ```xml ecaOauthPlcy
    /// <permittedUsersPolicyType>AdminApprovedPreAuthorized</permittedUsersPolicyType>
    /// ```
    ///
    /// ## Bad
    /// ```xml ecaOauthPlcy
    /// <clientCredentialsFlowUser>billing@corp.example</clientCredentialsFlowUser>
    /// <isClientCredentialsFlowEnabled>true</isClientCredentialsFlowEnabled>
    /// <permittedUsersPolicyType>AdminApprovedPreAuthorized</permittedUsersPolicyType>
    /// ```
    ///
    /// ## Good
    /// ```xml ecaOauthPlcy
    /// <commaSeparatedPermissionSet>Billing_Access</commaSeparatedPermissionSet>
    /// <permittedUsersPolicyType>AdminApprovedPreAuthorized</permittedUsersPolicyType>
    /// ```
    ///
    /// ## Good
    /// ```xml ecaOauthPlcy
    /// <commaSeparatedProfile>Billing Clerk</commaSeparatedProfile>
    /// <permittedUsersPolicyType>AdminApprovedPreAuthorized</permittedUsersPolicyType>
    /// ```
    "nobody-preauthorized",
    severity: Warning,
    sources: ["M-OPLCY", "G-59237"],
    fix: None("only the owner of the app knows who may use it"),
    check: File(check),
}

const LISTS: &[&str] = &["commaSeparatedPermissionSet", "commaSeparatedProfile"];

fn check(context: &FileContext<'_>, findings: &mut Findings<'_>) {
    let file = context.file;
    let users = permitted_users(file);
    if !is_whole_oauth_policy(file) || users != Some(PermittedUsers::PreAuthorized) {
        return;
    }
    let facts = context.project.facts_of(file);
    let saml = facts.and_then(|facts| facts.file(names::SAML_POLICIES));
    let names_someone = |name: &&str| {
        let listed = |f: &crate::project::MetadataFile| f.value(name).is_some();
        listed(file) || saml.is_some_and(listed)
    };
    if LISTS.iter().any(names_someone) {
        return;
    }
    let Some(field) = file.field("permittedUsersPolicyType") else { return };
    // The user of the client credentials flow needs no approval.
    let only_machine = file.flag("isClientCredentialsFlowEnabled") == Some(true)
        && facts.and_then(|facts| facts.has_refresh_scope()) != Some(true);
    let severity = if only_machine { Severity::Hint } else { Severity::Warning };
    findings.add(
        Draft::new(
            field.place(),
            "only pre-authorized users may use the app, but no permission set or profile is listed",
            "list permission sets by API name in `commaSeparatedPermissionSet`, or assign it to \
             users in Setup after each deploy",
        )
        .severity(severity),
    );
}
