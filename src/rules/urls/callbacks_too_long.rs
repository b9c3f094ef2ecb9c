use super::{callback_lists, declare_rule};
use crate::rules::{Draft, FileContext, Findings};

declare_rule! {
    /// The callback URLs together are longer than Salesforce accepts.
    ///
    /// ## Why
    /// The org refuses the deploy: all callbacks of an app share one field of limited length.
    ///
    /// ## Bad
    /// ```xml ecaGlblOauth
    /// <callbackUrl>https://billing.acme.io/callback
    /// https://01.acme.io/a-long-path/a-long-path/a-long-path/a-long-path/a-long-path/a-long-path/cb
    /// https://02.acme.io/a-long-path/a-long-path/a-long-path/a-long-path/a-long-path/a-long-path/cb
    /// https://03.acme.io/a-long-path/a-long-path/a-long-path/a-long-path/a-long-path/a-long-path/cb
    /// https://04.acme.io/a-long-path/a-long-path/a-long-path/a-long-path/a-long-path/a-long-path/cb
    /// https://05.acme.io/a-long-path/a-long-path/a-long-path/a-long-path/a-long-path/a-long-path/cb
    /// https://06.acme.io/a-long-path/a-long-path/a-long-path/a-long-path/a-long-path/a-long-path/cb
    /// https://07.acme.io/a-long-path/a-long-path/a-long-path/a-long-path/a-long-path/a-long-path/cb
    /// https://08.acme.io/a-long-path/a-long-path/a-long-path/a-long-path/a-long-path/a-long-path/cb
    /// https://09.acme.io/a-long-path/a-long-path/a-long-path/a-long-path/a-long-path/a-long-path/cb
    /// https://10.acme.io/a-long-path/a-long-path/a-long-path/a-long-path/a-long-path/a-long-path/cb
    /// https://11.acme.io/a-long-path/a-long-path/a-long-path/a-long-path/a-long-path/a-long-path/cb
    /// https://12.acme.io/a-long-path/a-long-path/a-long-path/a-long-path/a-long-path/a-long-path/cb
    /// https://13.acme.io/a-long-path/a-long-path/a-long-path/a-long-path/a-long-path/a-long-path/cb
    /// https://14.acme.io/a-long-path/a-long-path/a-long-path/a-long-path/a-long-path/a-long-path/cb
    /// https://15.acme.io/a-long-path/a-long-path/a-long-path/a-long-path/a-long-path/a-long-path/cb
    /// https://16.acme.io/a-long-path/a-long-path/a-long-path/a-long-path/a-long-path/a-long-path/cb
    /// https://17.acme.io/a-long-path/a-long-path/a-long-path/a-long-path/a-long-path/a-long-path/cb
    /// https://18.acme.io/a-long-path/a-long-path/a-long-path/a-long-path/a-long-path/a-long-path/cb
    /// https://19.acme.io/a-long-path/a-long-path/a-long-path/a-long-path/a-long-path/a-long-path/cb
    /// https://20.acme.io/a-long-path/a-long-path/a-long-path/a-long-path/a-long-path/a-long-path/cb
    /// https://21.acme.io/a-long-path/a-long-path/a-long-path/a-long-path/a-long-path/a-long-path/cb
    /// https://22.acme.io/a-long-path/a-long-path/a-long-path/a-long-path/a-long-path/a-long-path/cb
    /// https://23.acme.io/a-long-path/a-long-path/a-long-path/a-long-path/a-long-path/a-long-path/cb
    /// </callbackUrl>
    /// ```
    ///
    /// ## Good
    /// ```xml ecaGlblOauth
    /// <callbackUrl>https://billing.acme.io/callback
    /// https://billing.acme.eu/callback</callbackUrl>
    /// ```
    "callbacks-too-long",
    severity: Error,
    sources: ["H-OAUTHUI"],
    fix: None("the file does not show which callbacks no client uses"),
    check: File(check),
}

fn check(context: &FileContext<'_>, findings: &mut Findings<'_>) {
    for (field, _) in callback_lists(context.file) {
        let length = field.text().chars().count();
        let Some(most) = field.schema.max_length.filter(|&most| length > most) else { continue };
        if field.is_unknown() {
            continue;
        }
        let message =
            format!("the callbacks have {length} characters together; Salesforce accepts {most}");
        let help = "remove callbacks that no client uses, or make a second app for some clients";
        findings.add(Draft::new(field.place(), message, help));
    }
}
