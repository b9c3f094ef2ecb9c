use super::declare_rule;
use super::support::gravest;
use crate::diagnostic::{Fix, Safety};
use crate::rules::{Draft, FileContext, Findings, fixes};

declare_rule! {
    /// An element is reserved for a later release and has no effect yet.
    ///
    /// ## Why
    /// Readers think that it has an effect. No page says what it will do.
    ///
    /// ## Bad
    /// ```xml eca
    /// <contactEmail>owner@example.com</contactEmail>
    /// <infoUrl>https://www.example.com/billing</infoUrl>
    /// <label>Billing</label>
    /// ```
    ///
    /// ## Good
    /// ```xml eca
    /// <contactEmail>owner@example.com</contactEmail>
    /// <description>More on https://www.example.com/billing</description>
    /// <label>Billing</label>
    /// ```
    "reserved-element",
    severity: Hint,
    sources: ["M-ECA"],
    fix: Unsafe,
    check: File(check),
}

fn check(context: &FileContext<'_>, findings: &mut Findings<'_>) {
    let file = context.file;
    if gravest(file).is_none() {
        return;
    }
    for field in file.all_fields().into_iter().filter(|field| field.schema.reserved) {
        let edit = fixes::remove_element(file, field.element);
        let fix = Fix::edit("remove the element", Safety::Unsafe, &file.path, edit);
        let message =
            format!("`{}` is reserved for a later release and has no effect", field.schema.name);
        let place = file.place(field.element.name.span);
        findings.add(Draft::new(place, message, "remove it, or keep it as a note").fix(fix));
    }
}
