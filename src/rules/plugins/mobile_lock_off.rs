use super::declare_rule;
use crate::project::facts::effective;
use crate::rules::{AppContext, Draft, Findings};
use crate::schema::names;

declare_rule! {
    /// A mobile app has mobile settings, and its screen lock is off.
    ///
    /// ## Why
    /// The screen lock is all that the mobile settings offer. While it is off, the plugin has no effect,
    /// and whoever holds an unlocked phone can use the app.
    ///
    /// ## Bad
    /// ```xml eca
    /// <distributionState>Local</distributionState>
    /// ```
    /// ```xml ecaMobile
    /// <isScreenLockEnabled>false</isScreenLockEnabled>
    /// ```
    /// ```xml ecaMobilePlcy
    /// <screenLockTimeout>Never</screenLockTimeout>
    /// ```
    ///
    /// ## Good
    /// ```xml eca
    /// <distributionState>Local</distributionState>
    /// ```
    /// ```xml ecaMobile
    /// <isScreenLockEnabled>true</isScreenLockEnabled>
    /// ```
    /// ```xml ecaMobilePlcy
    /// <screenLockTimeout>Ten</screenLockTimeout>
    /// ```
    "mobile-lock-off",
    severity: Hint,
    sources: ["M-MOB", "M-MOBP"],
    fix: None("the screen lock and its timeout are your decision"),
    check: App(check),
}

fn check(context: &AppContext<'_>, findings: &mut Findings<'_>) {
    const LOCK: &str = "isScreenLockEnabled";
    let Some(settings) = context.file(names::MOBILE_SETTINGS) else { return };
    let policies = context.file(names::MOBILE_POLICIES);
    let timeout = policies.and_then(|file| effective(file, "screenLockTimeout"));
    // A timeout without a lock is another finding.
    let is_off = effective(settings, LOCK).as_deref() == Some("false");
    if !is_off || timeout.is_some_and(|timeout| timeout != "Never") {
        return;
    }
    let place = settings.field(LOCK).map_or_else(|| settings.head(), |field| field.place());
    findings.add(Draft::new(
        place,
        "the screen lock is off, so the mobile plugin has no effect",
        "set `isScreenLockEnabled` to `true` and `screenLockTimeout` to a number of minutes such as \
         `Ten`, or remove the mobile files",
    ));
}
