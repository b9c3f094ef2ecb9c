use super::declare_rule;
use crate::project::facts::effective;
use crate::rules::{AppContext, Draft, Findings};
use crate::schema::names;

declare_rule! {
    /// The screen lock of a mobile app and its timeout do not match.
    ///
    /// ## Why
    /// The developer turns the lock on in the mobile settings. The administrator sets the time in the
    /// mobile policies. One without the other locks nothing, or not as intended.
    ///
    /// ## Bad
    /// ```xml eca
    /// <distributionState>Local</distributionState>
    /// ```
    /// ```xml ecaMobile
    /// <isScreenLockEnabled>true</isScreenLockEnabled>
    /// ```
    ///
    /// ## Bad
    /// ```xml eca
    /// <distributionState>Local</distributionState>
    /// ```
    /// ```xml ecaMobile
    /// <isScreenLockEnabled>true</isScreenLockEnabled>
    /// ```
    /// ```xml ecaMobilePlcy
    /// <screenLockTimeout>Never</screenLockTimeout>
    /// ```
    ///
    /// ## Bad
    /// ```xml eca
    /// <distributionState>Local</distributionState>
    /// ```
    /// ```xml ecaMobile
    /// <isScreenLockEnabled>false</isScreenLockEnabled>
    /// ```
    /// ```xml ecaMobilePlcy
    /// <screenLockTimeout>Ten</screenLockTimeout>
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
    "mobile-lock-without-timeout",
    severity: Hint,
    sources: ["M-MOB", "M-MOBP"],
    fix: None("the timeout of the screen lock is your decision"),
    check: App(check),
}

fn check(context: &AppContext<'_>, findings: &mut Findings<'_>) {
    let settings = context.file(names::MOBILE_SETTINGS);
    let policies = context.file(names::MOBILE_POLICIES);
    let lock = settings.and_then(|file| file.flag("isScreenLockEnabled"));
    let timeout = policies.and_then(|file| effective(file, "screenLockTimeout"));
    let (file, message, help) = match (settings, policies) {
        (Some(settings), None) if lock == Some(true) => (
            settings,
            "the screen lock is on, but no mobile policies set its timeout",
            "add mobile policies with `screenLockTimeout`, or set it in each org in Setup",
        ),
        (Some(settings), Some(_)) if lock == Some(true) && timeout.as_deref() == Some("Never") => (
            settings,
            "the screen lock is on, but its timeout is `Never`",
            "set `screenLockTimeout` to a number of minutes, or turn the lock off",
        ),
        (_, Some(policies)) if lock != Some(true) && timeout.is_some_and(|t| t != "Never") => (
            policies,
            "the screen lock has a timeout, but the lock is off",
            "set `isScreenLockEnabled` to `true` in the mobile settings, or the timeout to `Never`",
        ),
        _ => return,
    };
    findings.add(Draft::new(file.head(), message, help));
}
