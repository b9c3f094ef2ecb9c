use super::declare_rule;
use super::support::{gravest, is_newer_than_tables};
use crate::change::Edit;
use crate::diagnostic::{Fix, Safety, Severity};
use crate::project::Field;
use crate::rules::{Draft, FileContext, Findings};
use crate::schema::Kind;
use crate::values::{self, Flaw};

declare_rule! {
    /// The value of an element is not one of its allowed values.
    ///
    /// ## Why
    /// The org refuses the whole deploy. Orgs gain settings with each release, so an unknown value in
    /// org settings is a warning.
    ///
    /// ## Bad
    /// ```xml eca
    /// <distributionState>Packageable</distributionState>
    /// ```
    ///
    /// ## Bad
    /// ```xml ecaOauthPlcy
    /// <permittedUsersPolicyType>AdminApprovedUsers</permittedUsersPolicyType>
    /// ```
    ///
    /// ## Bad
    /// Nothing similar is known.
    /// ```xml ecaOauthPlcy
    /// <requiredSessionLevel>SOMETIMES</requiredSessionLevel>
    /// ```
    ///
    /// ## Good
    /// ```xml eca
    /// <distributionState>Packaged</distributionState>
    /// ```
    ///
    /// ## Good
    /// Orgs write this value in either case.
    /// ```xml ecaOauthPlcy
    /// <ipRelaxationPolicyType>Enforce_relaxrefresh</ipRelaxationPolicyType>
    /// ```
    "unknown-enum-value",
    severity: Error,
    sources: ["D-TS"],
    fix: Sometimes,
    check: File(check),
}

fn check(context: &FileContext<'_>, findings: &mut Findings<'_>) {
    let Some(gravest) = gravest(context.file) else { return };
    let newer = is_newer_than_tables(context.project);
    let severity = if newer { Severity::Warning } else { gravest };
    for field in context.file.all_fields() {
        if field.schema.kind == Kind::Enum && !field.is_empty() && !field.is_unknown() {
            check_value(&field, severity, findings);
        }
    }
}

fn check_value(field: &Field<'_>, severity: Severity, findings: &mut Findings<'_>) {
    let written = field.text();
    let schema = field.schema;
    let Some(Flaw::NotListed { meant }) = values::flaw(schema, &written) else { return };
    let listed = values::listed_values(schema, None);
    let words: Vec<String> = listed.iter().map(|name| format!("`{name}`")).collect();
    let help = match meant {
        Some(value) => format!("write `{}`; the values are {}", value.name, words.join(", ")),
        None => format!("write one of {}", words.join(", ")),
    };
    let message = format!("`{}` is not a value of `{}`", written.shown(), schema.name);
    let fix = meant.map(|value| {
        let same = value.name.eq_ignore_ascii_case(&written);
        let safety = if same { Safety::Safe } else { Safety::Unsafe };
        let edit = Edit::replace(field.span(), value.name);
        Fix::edit(format!("write `{}`", value.name), safety, &field.file.path, edit)
    });
    findings.add(Draft::new(field.place(), message, help).severity(severity).maybe_fix(fix));
}
