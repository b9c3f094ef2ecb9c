use super::declare_rule;
use super::support::gravest;
use crate::diagnostic::{Fix, Safety};
use crate::project::facts::meant_boolean;
use crate::rules::{Draft, FileContext, Findings, fixes};
use crate::schema::Kind;

declare_rule! {
    /// The value of a switch is neither `true` nor `false`.
    ///
    /// ## Why
    /// The org refuses the whole deploy. XML schemas write booleans as `true` and `false`, in lower case.
    ///
    /// ## Bad
    /// ```xml ecaGlblOauth
    /// <isPkceRequired>True</isPkceRequired>
    /// ```
    ///
    /// ## Bad
    /// ```xml ecaGlblOauth
    /// <isPkceRequired>perhaps</isPkceRequired>
    /// ```
    ///
    /// ## Good
    /// ```xml ecaGlblOauth
    /// <isPkceRequired>true</isPkceRequired>
    /// ```
    "invalid-boolean",
    severity: Error,
    sources: ["M-ECA"],
    fix: Sometimes,
    check: File(check),
}

fn check(context: &FileContext<'_>, findings: &mut Findings<'_>) {
    let file = context.file;
    let Some(gravest) = gravest(file) else { return };
    for field in file.all_fields() {
        let is_judged = field.schema.kind == Kind::Boolean && !field.is_empty();
        if !is_judged || field.is_unknown() || field.boolean().is_some() {
            continue;
        }
        let written = field.text();
        let meant = meant_boolean(&written).map(|on| if on { "true" } else { "false" });
        let message = format!("`{}` is neither `true` nor `false`", written.shown());
        let help = match meant {
            Some(meant) => format!("write `{meant}`"),
            None => "write `true` or `false`".to_owned(),
        };
        let fix = meant.map(|meant| {
            let edit = fixes::replace_value(&field, meant);
            Fix::edit(format!("write `{meant}`"), Safety::Safe, &file.path, edit)
        });
        findings.add(Draft::new(field.place(), message, help).severity(gravest).maybe_fix(fix));
    }
}
