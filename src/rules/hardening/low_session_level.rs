use super::declare_rule;
use crate::diagnostic::Safety;
use crate::project::facts::effective;
use crate::rules::{Draft, FileContext, Findings, remedy};
use crate::schema::names;

declare_rule! {
    /// The app accepts sessions of the lowest level.
    ///
    /// ## Why
    /// `LOW` accepts logins that the org trusts least. Salesforce's hardening page asks for a
    /// session level that fits the data of the app.
    ///
    /// Runs in the profile `strict` only.
    ///
    /// ## Bad
    /// ```xml ecaOauthPlcy
    /// <requiredSessionLevel>LOW</requiredSessionLevel>
    /// ```
    ///
    /// ## Good
    /// ```xml ecaOauthPlcy
    /// <requiredSessionLevel>STANDARD</requiredSessionLevel>
    /// ```
    "low-session-level",
    severity: Warning,
    sources: ["H-HARDEN", "M-OPLCY"],
    fix: Unsafe,
    check: File(check),
    types: [names::OAUTH_POLICIES],
    only_in: ["strict"],
}

fn check(context: &FileContext<'_>, findings: &mut Findings<'_>) {
    let (file, element) = (context.file, "requiredSessionLevel");
    if effective(file, element).as_deref() != Some("LOW") {
        return;
    }
    let Some(field) = file.field(element) else { return };
    findings.add(
        Draft::new(
            field.place(),
            "`requiredSessionLevel` is `LOW`, so the app accepts any session",
            "set `requiredSessionLevel` to `STANDARD`, or to `HIGH_ASSURANCE` for sensitive data",
        )
        .maybe_fix(remedy::set(file, element, "STANDARD", Safety::Unsafe)),
    );
}
