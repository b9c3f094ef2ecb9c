use super::declare_rule;
use crate::diagnostic::Safety;
use crate::project::facts::effective;
use crate::rules::{Draft, FileContext, Findings, remedy};
use crate::schema::names;

declare_rule! {
    /// A custom attribute is named for the SAML subject, but `subjectType` is another one.
    ///
    /// ## Why
    /// Salesforce reads `subjectCustomAttribute` only while `subjectType` is `CustomAttribute`. With
    /// any other type the service provider receives another value than the file suggests.
    ///
    /// ## Bad
    /// ```xml ecaSamlPlcy
    /// <subjectCustomAttribute>EmployeeNumber</subjectCustomAttribute>
    /// <subjectType>Username</subjectType>
    /// ```
    ///
    /// ## Good
    /// ```xml ecaSamlPlcy
    /// <subjectCustomAttribute>EmployeeNumber</subjectCustomAttribute>
    /// <subjectType>CustomAttribute</subjectType>
    /// ```
    "unused-subject-attribute",
    severity: Hint,
    sources: ["M-SAML"],
    fix: Unsafe,
    check: File(check),
    types: [names::SAML_POLICIES],
}

fn check(context: &FileContext<'_>, findings: &mut Findings<'_>) {
    let file = context.file;
    let Some(field) = file.field("subjectCustomAttribute").filter(|field| !field.is_empty()) else {
        return;
    };
    let Some(kind) = effective(file, "subjectType").filter(|kind| kind != "CustomAttribute") else {
        return;
    };
    let mut draft = Draft::new(
        field.place(),
        format!("`subjectCustomAttribute` has no effect while `subjectType` is `{kind}`"),
        "set `subjectType` to `CustomAttribute`, or remove `subjectCustomAttribute`",
    )
    .fix(remedy::remove(&field, Safety::Unsafe));
    if let Some(kind) = file.field("subjectType") {
        draft = draft.related(kind.place(), "the subject is chosen here");
    }
    findings.add(draft);
}
