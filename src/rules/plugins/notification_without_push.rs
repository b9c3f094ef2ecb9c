use super::declare_rule;
use crate::rules::{AppContext, Draft, Findings};
use crate::schema::names;

declare_rule! {
    /// Notifications are to be pushed, but the app has no push settings.
    ///
    /// ## Why
    /// Without push settings no service carries the notification to a phone. Users see it inside
    /// the app only.
    ///
    /// ## Bad
    /// ```xml eca
    /// <distributionState>Local</distributionState>
    /// ```
    /// ```xml ecaNotifications
    /// <notificationTypes>
    ///     <notificationType>Invoice_Paid</notificationType>
    ///     <pushByDefault>true</pushByDefault>
    /// </notificationTypes>
    /// ```
    ///
    /// ## Good
    /// ```xml eca
    /// <distributionState>Local</distributionState>
    /// ```
    /// ```xml ecaNotifications
    /// <notificationTypes>
    ///     <notificationType>Invoice_Paid</notificationType>
    ///     <pushByDefault>false</pushByDefault>
    /// </notificationTypes>
    /// ```
    "notification-without-push",
    severity: Hint,
    sources: ["M-NOTIF"],
    fix: None("push settings need credentials of Apple or Google"),
    check: App(check),
}

fn check(context: &AppContext<'_>, findings: &mut Findings<'_>) {
    if context.file(names::PUSH_SETTINGS).is_some() {
        return;
    }
    let Some(file) = context.file(names::NOTIFICATION_SETTINGS) else { return };
    let pushed = file
        .all_fields()
        .into_iter()
        .find(|field| field.schema.name == "pushByDefault" && field.boolean() == Some(true));
    if let Some(field) = pushed {
        findings.add(Draft::new(
            field.place(),
            "a notification is to be pushed, but the app has no push settings",
            "add push settings to the project, or set `pushByDefault` to `false`",
        ));
    }
}
