use super::declare_rule;
use crate::diagnostic::Safety;
use crate::rules::{Draft, FileContext, Findings, remedy};
use crate::schema::names;

declare_rule! {
    /// Clients need neither a secret nor PKCE to get tokens.
    ///
    /// ## Why
    /// Only PKCE protects the login of a client without a secret. With both off, whoever finds an
    /// authorization code can exchange it for tokens of that user.
    ///
    /// ## Bad
    /// ```xml ecaGlblOauth
    /// <isConsumerSecretOptional>true</isConsumerSecretOptional>
    /// <isPkceRequired>false</isPkceRequired>
    /// ```
    ///
    /// ## Good
    /// ```xml ecaGlblOauth
    /// <isConsumerSecretOptional>true</isConsumerSecretOptional>
    /// <isPkceRequired>true</isPkceRequired>
    /// ```
    "public-client-without-pkce",
    severity: Warning,
    sources: ["M-GLB", "SECURE"],
    fix: Unsafe,
    check: File(check),
    types: [names::GLOBAL_OAUTH],
}

fn check(context: &FileContext<'_>, findings: &mut Findings<'_>) {
    let file = context.file;
    if file.flag("isConsumerSecretOptional") != Some(true) {
        return;
    }
    let Some(pkce) = file.field("isPkceRequired").filter(|f| f.boolean() == Some(false)) else {
        return;
    };
    let mut draft = Draft::new(
        pkce.place(),
        "clients need neither a secret nor PKCE to get tokens",
        "set `isPkceRequired` to `true`, and let each client send a code challenge",
    )
    .maybe_fix(remedy::set(file, "isPkceRequired", "true", Safety::Unsafe));
    if let Some(secret) = file.field("isConsumerSecretOptional") {
        draft = draft.related(secret.place(), "the secret is optional");
    }
    findings.add(draft);
}
