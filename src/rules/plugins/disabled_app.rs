use super::declare_rule;
use crate::rules::{Draft, FileContext, Findings};
use crate::schema::names;

declare_rule! {
    /// The whole app is switched off.
    ///
    /// ## Why
    /// With `isEnabled` off, every capability of the app is off; each deploy of this file switches
    /// off again an app that someone switched on in Setup.
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
}

fn check(context: &FileContext<'_>, findings: &mut Findings<'_>) {
    let file = context.file;
    if file.metadata_type.name != names::APP_POLICIES {
        return;
    }
    let Some(field) = file.field("isEnabled").filter(|f| f.boolean() == Some(false)) else {
        return;
    };
    findings.add(
        Draft::new(
            field.place(),
            "the whole app is switched off, and each deploy switches it off again",
            "set `isEnabled` to `true` once the app may be used",
        ),
    );
}
