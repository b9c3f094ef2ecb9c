use super::declare_rule;
use super::support::gravest;
use crate::diagnostic::{Fix, Safety};
use crate::project::{Field, split_namespace};
use crate::rules::{Draft, FileContext, Findings, fixes};
use crate::schema::{Kind, Role};

declare_rule! {
    /// An element or a value is for internal use by Salesforce.
    ///
    /// ## Why
    /// The platform sets it, on installed apps for example. No page says what it does in a deploy, and
    /// a later release may refuse it.
    ///
    /// ## Bad
    /// ```xml eca
    /// <contactEmail>owner@example.com</contactEmail>
    /// <distributionState>Managed</distributionState>
    /// <label>Billing</label>
    /// <managedType>Local</managedType>
    /// ```
    ///
    /// ## Good
    /// ```xml eca
    /// <contactEmail>owner@example.com</contactEmail>
    /// <distributionState>Packaged</distributionState>
    /// <label>Billing</label>
    /// ```
    "internal-element",
    severity: Warning,
    sources: ["M-ECA", "M-TXH"],
    fix: Sometimes,
    check: File(check),
}

fn check(context: &FileContext<'_>, findings: &mut Findings<'_>) {
    let file = context.file;
    let is_installed = split_namespace(&file.full_name).0.is_some();
    // A retrieve of org settings has every one of them.
    let is_setting = file.metadata_type.role == Role::Org;
    if gravest(file).is_none() || is_installed || is_setting {
        return;
    }
    for field in file.all_fields() {
        // A file needs an element that its type demands, whoever it is for.
        if field.schema.internal && !field.schema.required() {
            let edit = fixes::remove_element(file, field.element);
            let fix = (!crate::rules::remedy::is_safeguard(&field))
                .then(|| Fix::edit("remove the element", Safety::Unsafe, &file.path, edit));
            let message = format!("`{}` is for internal use by Salesforce", field.schema.name);
            let place = file.place(field.element.name.span);
            findings.add(Draft::new(place, message, "remove the element").maybe_fix(fix));
        } else if let Some(value) = internal_value(&field) {
            let words: Vec<String> = field
                .schema
                .values
                .iter()
                .filter(|value| !value.internal)
                .map(|value| format!("`{}`", value.name))
                .collect();
            let message =
                format!("`{value}` of `{}` is for internal use by Salesforce", field.schema.name);
            let help = format!("write one of {}", words.join(", "));
            findings.add(Draft::new(field.place(), message, help));
        }
    }
}

fn internal_value(field: &Field<'_>) -> Option<&'static str> {
    let value = field.schema.value(&field.text()).filter(|value| value.internal)?;
    (field.schema.kind == Kind::Enum).then_some(value.name.as_str())
}
