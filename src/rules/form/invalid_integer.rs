use super::declare_rule;
use super::support::gravest;
use crate::diagnostic::{Fix, Safety, Severity};
use crate::project::Field;
use crate::rules::{Draft, FileContext, Findings, fixes};
use crate::schema::Kind;
use crate::values::{self, Flaw};

declare_rule! {
    /// The value of an element is not a number, or a number that the element does not take.
    ///
    /// ## Why
    /// The org refuses the whole deploy. Some timeouts take a few numbers only, as the list in Setup
    /// does. This is a warning where no page of Salesforce gives the bounds.
    ///
    /// ## Bad
    /// ```xml ecaOauthPlcy
    /// <namedUserJwtTimeout>20</namedUserJwtTimeout>
    /// <refreshTokenValidityPeriod>30 days</refreshTokenValidityPeriod>
    /// ```
    ///
    /// ## Bad
    /// No page says that an org refuses it, but no session can time out after no minutes.
    /// ```xml ecaOauthPlcy
    /// <sessionTimeoutInMinutes>0</sessionTimeoutInMinutes>
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
            let assumed = field.schema.assumed_bounds && field.text().parse::<i64>().is_ok();
            let severity = if assumed { gravest.min(Severity::Warning) } else { gravest };
            findings.add(draft.severity(severity));
        }
    }
}

fn judge(field: &Field<'_>) -> Option<Draft> {
    let (name, written) = (&field.schema.name, field.text());
    let help = format!("write {}", values::wanted_number(field.schema, None));
    match values::flaw(field.schema, &written)? {
        Flaw::NotNumber => {
            let message = format!("`{}` is not a whole number", written.shown());
            Some(Draft::new(field.place(), message, help))
        }
        Flaw::OutOfBounds { number, nearest } => {
            let message = format!("`{name}` does not take the number {number}");
            // A larger number would make tokens or sessions last longer.
            let fix = (nearest < number).then(|| {
                let edit = fixes::replace_value(field, &nearest.to_string());
                let title = format!("write `{nearest}`");
                Fix::edit(title, Safety::Unsafe, &field.file.path, edit)
            });
            Some(Draft::new(field.place(), message, help).maybe_fix(fix))
        }
        _ => None,
    }
}
