use super::declare_rule;
use super::support::gravest;
use crate::diagnostic::{Fix, Safety};
use crate::project::Field;
use crate::rules::{Draft, FileContext, Findings, fixes};
use crate::schema::Kind;

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
    let Ok(number) = written.parse::<i64>() else {
        let help = format!("write {}", wanted(field));
        return Some(Draft::new(field.place(), format!("`{written}` is not a whole number"), help));
    };
    let nearest = nearest_allowed(field, number).filter(|&allowed| allowed != number)?;
    // A larger number would make tokens or sessions last longer.
    if nearest > number {
        let message = format!("`{name}` does not take the number {number}");
        return Some(Draft::new(field.place(), message, format!("write {}", wanted(field))));
    }
    let message = format!("`{name}` does not take the number {number}");
    let edit = fixes::replace_value(field, &nearest.to_string());
    let fix = Fix::edit(format!("write `{nearest}`"), Safety::Unsafe, &field.file.path, edit);
    Some(Draft::new(field.place(), message, format!("write {}", wanted(field))).fix(fix))
}

/// The number nearest to `number` that the element takes in some API version.
fn nearest_allowed(field: &Field<'_>, number: i64) -> Option<i64> {
    let schema = field.schema;
    if schema.allowed.is_empty() {
        let lowest = number.max(schema.min.unwrap_or(number));
        return Some(lowest.min(schema.max.unwrap_or(lowest)));
    }
    schema.allowed.iter().map(|allowed| allowed.value).min_by_key(|value| value.abs_diff(number))
}

/// What the element takes, in words.
fn wanted(field: &Field<'_>) -> String {
    let schema = field.schema;
    let numbers: Vec<String> = schema.allowed.iter().map(|a| a.value.to_string()).collect();
    match (numbers.as_slice(), schema.min, schema.max) {
        ([_, ..], _, _) => format!("one of {}", numbers.join(", ")),
        ([], Some(min), Some(max)) => format!("a whole number from {min} to {max}"),
        ([], Some(min), None) => format!("a whole number of at least {min}"),
        ([], None, Some(max)) => format!("a whole number of at most {max}"),
        ([], None, None) => "a whole number".to_owned(),
    }
}
