use super::declare_rule;
use crate::diagnostic::Safety;
use crate::project::facts::effective;
use crate::rules::{Draft, FileContext, Findings, remedy};
use crate::schema::names;

declare_rule! {
    /// SAML messages are signed with SHA-1.
    ///
    /// ## Why
    /// Different texts with the same SHA-1 hash can be made, so such a signature no longer proves that
    /// a message is genuine. Many service providers refuse it.
    ///
    /// ## Bad
    /// ```xml ecaSamlPlcy
    /// <signingAlgorithmType>SHA1</signingAlgorithmType>
    /// ```
    ///
    /// ## Good
    /// ```xml ecaSamlPlcy
    /// <signingAlgorithmType>SHA256</signingAlgorithmType>
    /// ```
    "sha1-signature",
    severity: Warning,
    sources: ["M-SAML"],
    fix: Unsafe,
    check: File(check),
    types: [names::SAML_POLICIES],
}

fn check(context: &FileContext<'_>, findings: &mut Findings<'_>) {
    let file = context.file;
    let element = "signingAlgorithmType";
    if effective(file, element).as_deref() != Some("SHA1") {
        return;
    }
    let Some(field) = file.field(element) else { return };
    findings.add(
        Draft::new(
            field.place(),
            "SAML messages are signed with SHA-1, and such signatures can be forged",
            "set `signingAlgorithmType` to `SHA256`, and make sure that the service provider accepts it",
        )
        .maybe_fix(remedy::set(file, element, "SHA256", Safety::Unsafe)),
    );
}
