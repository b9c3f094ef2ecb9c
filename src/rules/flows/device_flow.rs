use super::declare_rule;
use crate::diagnostic::Safety;
use crate::rules::{Draft, FileContext, Findings, remedy};
use crate::schema::names;

declare_rule! {
    /// The device flow is on.
    ///
    /// ## Why
    /// Anyone who knows the consumer key can start this flow and talk a user into typing the code,
    /// as telephone scams do; the login then happens on the real Salesforce page.
    ///
    /// ## Bad
    /// ```xml ecaGlblOauth
    /// <isDeviceFlowEnabled>true</isDeviceFlowEnabled>
    /// ```
    ///
    /// ## Good
    /// ```xml ecaGlblOauth
    /// <isDeviceFlowEnabled>false</isDeviceFlowEnabled>
    /// ```
    "device-flow",
    severity: Hint,
    sources: ["M-GLB", "H-FLOWS"],
    fix: Unsafe,
    check: File(check),
}

fn check(context: &FileContext<'_>, findings: &mut Findings<'_>) {
    let file = context.file;
    if file.metadata_type.name != names::GLOBAL_OAUTH {
        return;
    }
    let Some(field) = file.field("isDeviceFlowEnabled").filter(|f| f.boolean() == Some(true)) else {
        return;
    };
    findings.add(
        Draft::new(
            field.place(),
            "the device flow is on, in which users can be talked into approving a stranger's login",
            "keep it only for devices that have no browser, and pre-authorize its users; a command \
             line tool can use a callback to `localhost` instead",
        )
        .maybe_fix(remedy::set(file, "isDeviceFlowEnabled", "false", Safety::Unsafe)),
    );
}
