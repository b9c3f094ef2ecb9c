use super::declare_rule;
use crate::rules::{Draft, FileContext, Findings};
use crate::schema::names;

declare_rule! {
    /// The whole app is turned off.
    ///
    /// ## Why
    /// While `isEnabled` is `false`, every plugin of the app is off. If someone turns the app on in
    /// Setup, the next deploy of this file turns it off again.
    ///
    /// ## Bad
    /// ```xml ecaPlcy
    /// <isEnabled>false</isEnabled>
    /// ```
    ///
    /// ## Good
    /// ```xml ecaPlcy
    /// <isEnabled>true</isEnabled>
    /// ```
    "disabled-app",
    severity: Hint,
    sources: ["M-PLCY"],
    fix: None("whether people may use the app is for its administrator to decide"),
    check: File(check),
    types: [names::APP_POLICIES],
}

fn check(context: &FileContext<'_>, findings: &mut Findings<'_>) {
    let file = context.file;
    let Some(field) = file.field("isEnabled").filter(|f| f.boolean() == Some(false)) else {
        return;
    };
    findings.add(Draft::new(
        field.place(),
        "the whole app is turned off, and each deploy turns it off again",
        "set `isEnabled` to `true` once the app may be used",
    ));
}
