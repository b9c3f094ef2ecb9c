use super::declare_rule;
use crate::change::Edit;
use crate::diagnostic::{Fix, Safety};
use crate::rules::{Draft, FileContext, Findings};

declare_rule! {
    /// ID tokens are valid for longer than an hour.
    ///
    /// ## Why
    /// An ID token proves one login at one moment; its default validity is 2 minutes. A long-lived
    /// one that leaks lets others pose as the user. Salesforce's hardening page asks to configure
    /// the ID token.
    ///
    /// Runs in the profile `strict` only; the limit of an hour is a judgement of this tool.
    ///
    /// ## Bad
    /// ```xml ecaGlblOauth
    /// <idTokenConfig>
    ///     <idTokenValidityInMinutes>720</idTokenValidityInMinutes>
    /// </idTokenConfig>
    /// ```
    ///
    /// ## Good
    /// ```xml ecaGlblOauth
    /// <idTokenConfig>
    ///     <idTokenValidityInMinutes>10</idTokenValidityInMinutes>
    /// </idTokenConfig>
    /// ```
    "long-lived-id-token",
    severity: Warning,
    sources: ["H-HARDEN", "M-GLB"],
    fix: Unsafe,
    check: File(check),
    only_in: ["strict"],
}

/// The longest validity that `strict` accepts, in minutes.
const MOST_MINUTES: i64 = 60;

fn check(context: &FileContext<'_>, findings: &mut Findings<'_>) {
    let file = context.file;
    for field in file.all_fields() {
        if field.schema.name != "idTokenValidityInMinutes" {
            continue;
        }
        let minutes = field.text().parse::<i64>().ok().filter(|minutes| *minutes > MOST_MINUTES);
        let Some(minutes) = minutes else { continue };
        let edit = Edit::replace(field.span(), MOST_MINUTES.to_string());
        let title = format!("set `idTokenValidityInMinutes` to `{MOST_MINUTES}`");
        findings.add(
            Draft::new(
                field.place(),
                format!("ID tokens are valid for {minutes} minutes, longer than {MOST_MINUTES}"),
                format!("set `idTokenValidityInMinutes` to {MOST_MINUTES} or less"),
            )
            .fix(Fix::edit(title, Safety::Unsafe, &file.path, edit)),
        );
    }
}
