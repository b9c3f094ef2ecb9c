use super::declare_rule;
use super::support::gravest;
use crate::diagnostic::{Fix, Safety};
use crate::project::Field;
use crate::rules::{Draft, FileContext, Findings, fixes};
use crate::schema::Kind;
use crate::values::{self, Flaw};

declare_rule! {
    /// An element that takes a number holds something else, or a number that it does not take.
    ///
    /// ## Why
    /// The org refuses the whole deploy. Some timeouts take a few numbers only, as the list in Setup
    /// does.
    ///
    /// ## Bad
    /// ```xml ecaOauthPlcy
    /// <namedUserJwtTimeout>20</namedUserJwtTimeout>
    /// <refreshTokenValidityPeriod>30 days</refreshTokenValidityPeriod>
    /// ```
    ///
    /// ## Good
    /// ```xml ecaOauthPlcy
    /// <namedUserJwtTimeout>15</namedUserJwtTimeout>
    /// <refreshTokenValidityPeriod>30</refreshTokenValidityPeriod>
    /// <refreshTokenValidityUnit>Days</refreshTokenValidityUnit>
    /// ```
    "invalid-integer",
    severity: Error,
    sources: ["M-OPLCY", "M-GLB"],
    fix: Sometimes,
    check: File(check),
}

fn check(context: &FileContext<'_>, findings: &mut Findings<'_>) {
    let Some(gravest) = gravest(context.file) else { return };
    for field in context.file.all_fields() {
        let is_judged = field.schema.kind == Kind::Int && !field.is_empty() && !field.is_unknown();
        if let Some(draft) = is_judged.then(|| judge(&field)).flatten() {
            findings.add(draft.severity(gravest));
        }
    }
}

fn judge(field: &Field<'_>) -> Option<Draft> {
    let (name, written) = (&field.schema.name, field.text());
    let help = format!("write {}", values::wanted_number(field.schema, None));
    match values::flaw(field.schema, &written)? {
        Flaw::NotNumber => {
            let message = format!("`{written}` is not a whole number");
            Some(Draft::new(field.place(), message, help))
        }
        Flaw::OutOfBounds { number, nearest } => {
            let message = format!("`{name}` does not take the number {number}");
            let edit = fixes::replace_value(field, &nearest.to_string());
            let title = format!("write `{nearest}`");
            let fix = Fix::edit(title, Safety::Unsafe, &field.file.path, edit);
            Some(Draft::new(field.place(), message, help).fix(fix))
        }
        _ => None,
    }
}
