use super::declare_rule;
use crate::project::facts::effective;
use crate::rules::{AppContext, Draft, Findings};
use crate::schema::names;

declare_rule! {
    /// A plugin that needs the OAuth plugin is configured in an app without it.
    ///
    /// ## Why
    /// Push and notification settings need the OAuth plugin: devices register with an access token.
    /// A canvas page with the access method `Get` logs its users in with OAuth. Without OAuth
    /// settings none of them works.
    ///
    /// ## Bad
    /// ```xml eca
    /// <distributionState>Local</distributionState>
    /// ```
    /// ```xml ecaPush
    /// <pushConfigLink>00D5g000004SGtF:3Qj5g000000AbCd</pushConfigLink>
    /// <pushServiceType>Android</pushServiceType>
    /// ```
    ///
    /// ## Bad
    /// ```xml eca
    /// <distributionState>Local</distributionState>
    /// ```
    /// ```xml ecaNotifications
    /// <notificationTypes>
    ///     <notificationType>Invoice_Paid</notificationType>
    ///     <pushByDefault>false</pushByDefault>
    /// </notificationTypes>
    /// ```
    ///
    /// ## Bad
    /// ```xml eca
    /// <distributionState>Local</distributionState>
    /// ```
    /// ```xml ecaCanvas
    /// <accessMethod>Get</accessMethod>
    /// <canvasUrl>https://billing.acme.io/canvas</canvasUrl>
    /// ```
    ///
    /// ## Good
    /// ```xml eca
    /// <distributionState>Local</distributionState>
    /// ```
    /// ```xml ecaOauth
    /// <commaSeparatedOauthScopes>Api, RefreshToken</commaSeparatedOauthScopes>
    /// ```
    /// ```xml ecaPush
    /// <pushConfigLink>00D5g000004SGtF:3Qj5g000000AbCd</pushConfigLink>
    /// <pushServiceType>Android</pushServiceType>
    /// ```
    ///
    /// ## Good
    /// This page gets a signed request and no login.
    /// ```xml eca
    /// <distributionState>Local</distributionState>
    /// ```
    /// ```xml ecaCanvas
    /// <accessMethod>Post</accessMethod>
    /// <canvasUrl>https://billing.acme.io/canvas</canvasUrl>
    /// ```
    "plugin-without-oauth",
    severity: Warning,
    sources: ["M-PUSH", "M-NOTIF", "M-CANVAS"],
    fix: None("OAuth settings need scopes and callbacks that only you know"),
    check: App(check),
}

fn check(context: &AppContext<'_>, findings: &mut Findings<'_>) {
    let needed = names::OAUTH_SETTINGS;
    if context.file(needed).is_some()
        || context.file(names::GLOBAL_OAUTH).is_some()
        || context.facts().is_perhaps_elsewhere(needed)
    {
        return;
    }
    let canvas = context
        .file(names::CANVAS_SETTINGS)
        .filter(|file| effective(file, "accessMethod").as_deref() == Some("Get"));
    let push = context.file(names::PUSH_SETTINGS);
    let notification = context.file(names::NOTIFICATION_SETTINGS);
    // One finding: all of them lack the same files.
    let Some(file) = push.or(notification).or(canvas) else { return };
    let place = file.field("accessMethod").map_or_else(|| file.head(), |field| field.place());
    findings.add(Draft::new(
        place,
        format!(
            "the {} need the OAuth plugin, and the app has no OAuth settings",
            file.metadata_type.title
        ),
        "add OAuth settings and global OAuth settings of the app, or remove this file",
    ));
}
