use super::declare_rule;
use crate::rules::{Draft, FileContext, Findings};
use crate::schema::names;

declare_rule! {
    /// Notification settings list no notification type.
    ///
    /// ## Why
    /// The app receives only the notification types that its settings list. Without one, the settings
    /// have no effect.
    ///
    /// ## Bad
    /// ```xml ecaNotifications
    /// <label>Billing</label>
    /// ```
    ///
    /// ## Good
    /// ```xml ecaNotifications
    /// <notificationTypes>
    ///     <notificationType>Invoice_Paid</notificationType>
    ///     <pushByDefault>false</pushByDefault>
    /// </notificationTypes>
    /// ```
    "notification-without-types",
    severity: Hint,
    sources: ["M-NOTIF"],
    fix: None("only you know which notifications the app should receive"),
    check: File(check),
    types: [names::NOTIFICATION_SETTINGS],
}

fn check(context: &FileContext<'_>, findings: &mut Findings<'_>) {
    let file = context.file;
    if file.root().is_none()
        || !file.document.faults.is_empty()
        || file.field("notificationTypes").is_some()
    {
        return;
    }
    findings.add(Draft::new(
        file.head(),
        "the notification settings list no notification type",
        "add a `notificationTypes` for each custom notification of the app, or remove this file",
    ));
}
