use super::{against, declare_rule};
use crate::rules::{FileContext, Findings};
use crate::schema::names;

declare_rule! {
    /// Sessions or JWT access tokens of an app last longer than the team policy allows.
    ///
    /// ## Why
    /// A stolen access token works until its session ends. The policy says how many minutes that may
    /// be at most.
    ///
    /// An app without a timeout of its own has that of the user or the org, which the files do not
    /// show. The rule finds nothing unless `max-session-minutes` is set.
    ///
    /// ## Bad
    /// ```toml /ecaforge.toml
    /// [policy]
    /// max-session-minutes = 120
    /// ```
    /// ```xml ecaOauthPlcy
    /// <sessionTimeoutInMinutes>480</sessionTimeoutInMinutes>
    /// ```
    ///
    /// ## Bad
    /// ```toml /ecaforge.toml
    /// [policy]
    /// max-session-minutes = 120
    /// ```
    /// ```xml ecaOauthPlcy
    /// <namedUserJwtSessionTimeoutType>Custom</namedUserJwtSessionTimeoutType>
    /// <namedUserJwtTimeout>240</namedUserJwtTimeout>
    /// ```
    ///
    /// ## Good
    /// ```toml /ecaforge.toml
    /// [policy]
    /// max-session-minutes = 120
    /// ```
    /// ```xml ecaOauthPlcy
    /// <sessionTimeoutInMinutes>120</sessionTimeoutInMinutes>
    /// ```
    "policy-session-lifetime",
    severity: Warning,
    sources: ["TOOL"],
    fix: None("users notice when sessions end earlier, so a person chooses the time"),
    check: File(check),
    types: [names::OAUTH_POLICIES],
}

/// The elements with minutes, each with the one that says whether they count.
const TIMEOUTS: &[(&str, Option<&str>)] = &[
    ("sessionTimeoutInMinutes", None),
    ("namedUserJwtTimeout", Some("namedUserJwtSessionTimeoutType")),
    ("guestJwtTimeout", Some("guestJwtSessionTimeoutType")),
];

fn check(context: &FileContext<'_>, findings: &mut Findings<'_>) {
    let Some(key) = &context.policy.session_minutes else { return };
    let file = context.file;
    if file.metadata_type.name != names::OAUTH_POLICIES {
        return;
    }
    for (element, kind) in TIMEOUTS {
        let Some(field) = file.field(element).filter(|field| !field.is_unknown()) else { continue };
        let Ok(minutes) = field.text().parse::<u32>() else { continue };
        let counts = kind.is_none_or(|kind| file.value(kind).is_some_and(|kind| kind == "Custom"));
        if !counts || minutes <= key.value {
            continue;
        }
        let message =
            format!("`{element}` is {minutes} minutes, and the team policy allows {}", key.value);
        let help = format!("set `{element}` to {} or less", key.value);
        findings.add(against(key, field.place(), message, help));
    }
}
