use super::declare_rule;
use crate::project::Field;
use crate::rules::{Draft, FileContext, Findings};
use crate::schema::Kind;
use crate::values::{self, Flaw, UsernameFlaw};

declare_rule! {
    /// An element that takes a username contains a record id or a text that cannot be one.
    ///
    /// ## Why
    /// Usernames have the form of an e-mail address, so this is not one in any org. Several reports say
    /// that an org refuses the deploy: `Enter a valid execution user`.
    ///
    /// ## Bad
    /// ```xml ecaOauthPlcy
    /// <clientCredentialsFlowUser>0055g00000AbCdEAAV</clientCredentialsFlowUser>
    /// ```
    ///
    /// ## Bad
    /// ```xml ecaOauthPlcy
    /// <clientCredentialsFlowUser>Integration User</clientCredentialsFlowUser>
    /// ```
    ///
    /// ## Good
    /// ```xml ecaOauthPlcy
    /// <clientCredentialsFlowUser>bot@corp.example2025_04_21.demo</clientCredentialsFlowUser>
    /// ```
    ///
    /// ## Good
    /// The name is filled in at deploy.
    /// ```xml ecaOauthPlcy
    /// <clientCredentialsFlowUser>${RUN_AS_USER}</clientCredentialsFlowUser>
    /// ```
    "invalid-run-as-user",
    formerly: ["run-as-user-form"],
    severity: Error,
    sources: ["G-55647", "G-69652", "H-CC"],
    fix: None("only the org knows the username that belongs to an id or a label"),
    check: File(check),
}

fn check(context: &FileContext<'_>, findings: &mut Findings<'_>) {
    for field in context.file.all_fields() {
        if field.schema.kind != Kind::Username || field.is_empty() || field.is_unknown() {
            continue;
        }
        if let Some(fault) = fault_of(&field) {
            let name = &field.schema.name;
            findings.add(Draft::new(
                field.place(),
                format!("`{name}` is {fault}, not a username"),
                "write the username as Setup shows it; usernames contain `@`, such as `billing@acme.com`",
            ));
        }
    }
}

fn fault_of(field: &Field<'_>) -> Option<&'static str> {
    match values::flaw(field.schema, &field.text())? {
        Flaw::Username(UsernameFlaw::RecordId) => Some("a record id"),
        Flaw::Username(UsernameFlaw::WithoutAt) => Some("a text without `@`"),
        Flaw::Username(UsernameFlaw::Spaces) => Some("a text with spaces"),
        _ => None,
    }
}
