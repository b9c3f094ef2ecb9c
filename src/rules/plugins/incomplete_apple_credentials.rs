use super::declare_rule;
use crate::rules::{Draft, FileContext, Findings};
use crate::schema::names;

declare_rule! {
    /// The credentials for Apple are incomplete.
    ///
    /// ## Why
    /// Apple accepts a signing key with its key id and team id, or a certificate with its password.
    /// If a part is missing, no notification arrives.
    ///
    /// ## Bad
    /// ```xml ecaPush
    /// <applePushConfig>
    ///     <environment>Production</environment>
    ///     <keyIdentifier>ABC123DEFG</keyIdentifier>
    ///     <signingKey>e30=</signingKey>
    /// </applePushConfig>
    /// <pushServiceType>Apple</pushServiceType>
    /// ```
    ///
    /// ## Bad
    /// ```xml ecaPush
    /// <applePushConfig>
    ///     <certificate>${APPLE_CERTIFICATE}</certificate>
    ///     <environment>Production</environment>
    /// </applePushConfig>
    /// <pushServiceType>Apple</pushServiceType>
    /// ```
    ///
    /// ## Good
    /// ```xml ecaPush
    /// <applePushConfig>
    ///     <environment>Production</environment>
    ///     <keyIdentifier>ABC123DEFG</keyIdentifier>
    ///     <signingKey>e30=</signingKey>
    ///     <teamIdentifier>DEF123GHIJ</teamIdentifier>
    /// </applePushConfig>
    /// <pushServiceType>Apple</pushServiceType>
    /// ```
    "incomplete-apple-credentials",
    severity: Error,
    sources: ["M-PUSH"],
    fix: None("the missing part comes from Apple"),
    check: File(check),
    types: [names::PUSH_SETTINGS],
}

const KEY: &[&str] = &["signingKey", "keyIdentifier", "teamIdentifier"];
const CERTIFICATE: &[&str] = &["certificate", "password"];

fn check(context: &FileContext<'_>, findings: &mut Findings<'_>) {
    let file = context.file;
    if !file.document.faults.is_empty() {
        return;
    }
    for config in file.fields("applePushConfig") {
        let lacks = |names: &[&'static str]| -> Vec<&'static str> {
            let there = |name: &str| config.element.child(name).is_some_and(|e| !e.is_blank());
            names.iter().copied().filter(|name| !there(name)).collect()
        };
        let (key, certificate) = (lacks(KEY), lacks(CERTIFICATE));
        if key.is_empty() || certificate.is_empty() {
            continue;
        }
        // The set of which more is there is the one that was meant.
        let meant_certificate = certificate.len() < CERTIFICATE.len() && key.len() == KEY.len();
        let missing = if meant_certificate { certificate } else { key };
        let list: Vec<String> = missing.iter().map(|name| format!("`{name}`")).collect();
        let list = list.join(", ");
        findings.add(Draft::new(
            file.place(config.element.name.span),
            format!("the credentials for Apple lack {list}"),
            format!(
                "add {list}, or use the other kind of credentials: a signing key with \
                 `keyIdentifier` and `teamIdentifier`, or a certificate with its password"
            ),
        ));
    }
}
