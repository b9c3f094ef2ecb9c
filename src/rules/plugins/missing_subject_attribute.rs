use super::declare_rule;
use crate::project::facts::effective;
use crate::rules::{Draft, FileContext, Findings};
use crate::schema::names;

declare_rule! {
    /// The SAML subject comes from a custom attribute, and none is named.
    ///
    /// ## Why
    /// With `CustomAttribute`, the assertion takes the subject from the field that
    /// `subjectCustomAttribute` names. Without it the assertion has no subject, and the login fails.
    ///
    /// ## Bad
    /// ```xml ecaSamlPlcy
    /// <subjectType>CustomAttribute</subjectType>
    /// ```
    ///
    /// ## Good
    /// ```xml ecaSamlPlcy
    /// <subjectCustomAttribute>EmployeeNumber</subjectCustomAttribute>
    /// <subjectType>CustomAttribute</subjectType>
    /// ```
    "missing-subject-attribute",
    severity: Error,
    sources: ["M-SAML"],
    fix: None("the service provider decides which field of the user it expects"),
    check: File(check),
    types: [names::SAML_POLICIES],
}

fn check(context: &FileContext<'_>, findings: &mut Findings<'_>) {
    let file = context.file;
    if !file.document.faults.is_empty() {
        return;
    }
    let custom = effective(file, "subjectType").is_some_and(|kind| kind == "CustomAttribute");
    if !custom || file.value("subjectCustomAttribute").is_some() {
        return;
    }
    let Some(kind) = file.field("subjectType") else { return };
    findings.add(Draft::new(
        kind.place(),
        "the subject comes from a custom attribute, but `subjectCustomAttribute` is missing",
        "add `subjectCustomAttribute` with the API name of a field of the user",
    ));
}
