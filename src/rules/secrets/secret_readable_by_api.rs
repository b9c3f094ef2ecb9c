use super::declare_rule;
use crate::diagnostic::Safety;
use crate::rules::{Draft, FileContext, Findings, remedy};
use crate::schema::names;

declare_rule! {
    /// The org lets client secrets be read over an API.
    ///
    /// ## Why
    /// With this setting, whoever gets a session of an administrator can read the secret of every app
    /// in one request. Salesforce recommends to keep it off; the secret is then visible in Setup
    /// only, after a second check of the user.
    ///
    /// ## Bad
    /// ```xml ExternalClientApp
    /// <enableClientSecretInRestApiAccess>true</enableClientSecretInRestApiAccess>
    /// <enableConsumerSecretApiAccess>true</enableConsumerSecretApiAccess>
    /// ```
    ///
    /// ## Good
    /// ```xml ExternalClientApp
    /// <enableClientSecretInRestApiAccess>false</enableClientSecretInRestApiAccess>
    /// <enableConsumerSecretApiAccess>false</enableConsumerSecretApiAccess>
    /// ```
    "secret-readable-by-api",
    severity: Warning,
    sources: ["H-HARDEN", "M-SET"],
    fix: Unsafe,
    check: File(check),
    types: [names::APP_ORG_SETTINGS],
}

/// The settings, and the API of each.
const SETTINGS: &[(&str, &str)] = &[
    ("enableClientSecretInRestApiAccess", "REST API"),
    ("enableConsumerSecretApiAccess", "Metadata API"),
];

fn check(context: &FileContext<'_>, findings: &mut Findings<'_>) {
    let file = context.file;
    for (name, api) in SETTINGS {
        let Some(field) = file.field(name).filter(|field| field.boolean() == Some(true)) else {
            continue;
        };
        findings.add(
            Draft::new(
                field.place(),
                format!("`{name}` lets client secrets be read over the {api}"),
                format!("set `{name}` to `false` once no tool reads or rotates secrets with it"),
            )
            .maybe_fix(remedy::set(file, name, "false", Safety::Unsafe)),
        );
    }
}
