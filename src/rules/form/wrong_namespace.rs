use super::declare_rule;
use crate::change::Edit;
use crate::diagnostic::{Fix, Safety};
use crate::rules::{Draft, FileContext, Findings};
use crate::schema::NAMESPACE;

declare_rule! {
    /// The root element is not in the namespace of metadata files.
    ///
    /// ## Why
    /// The namespace is part of the name of every element. With another namespace, or without one, the
    /// org knows none of the elements.
    ///
    /// ## Bad
    /// ```xml externalClientApps/Billing.eca-meta.xml
    /// <?xml version="1.0" encoding="UTF-8"?>
    /// <ExternalClientApplication xmlns="https://soap.sforce.com/2006/04/metadata/">
    ///     <contactEmail>owner@example.com</contactEmail>
    ///     <label>Billing</label>
    /// </ExternalClientApplication>
    /// ```
    ///
    /// ## Bad
    /// ```xml externalClientApps/Billing.eca-meta.xml
    /// <ExternalClientApplication>
    ///     <contactEmail>owner@example.com</contactEmail>
    ///     <label>Billing</label>
    /// </ExternalClientApplication>
    /// ```
    ///
    /// ## Good
    /// ```xml externalClientApps/Billing.eca-meta.xml
    /// <?xml version="1.0" encoding="UTF-8"?>
    /// <ExternalClientApplication xmlns="http://soap.sforce.com/2006/04/metadata">
    ///     <contactEmail>owner@example.com</contactEmail>
    ///     <label>Billing</label>
    /// </ExternalClientApplication>
    /// ```
    ///
    /// ## Good
    /// A prefix is unusual, but means the same.
    /// ```xml externalClientApps/Billing.eca-meta.xml
    /// <md:ExternalClientApplication xmlns:md="http://soap.sforce.com/2006/04/metadata">
    ///     <md:contactEmail>owner@example.com</md:contactEmail>
    ///     <md:label>Billing</md:label>
    /// </md:ExternalClientApplication>
    /// ```
    "wrong-namespace",
    severity: Error,
    sources: ["M-ECA"],
    fix: Safe,
    check: File(check),
}

fn check(context: &FileContext<'_>, findings: &mut Findings<'_>) {
    let file = context.file;
    let Some(root) = file.root() else { return };
    let help = format!("write `xmlns=\"{NAMESPACE}\"`");
    let title = "declare the namespace of metadata files";
    let fix = |edit| Fix::edit(title, Safety::Safe, &file.path, edit);
    match root.namespace() {
        Some(declared) if declared.value == NAMESPACE => {}
        Some(declared) => {
            let message = format!("`{}` is not the namespace of metadata files", declared.value);
            let edit = Edit::replace(declared.value_span, NAMESPACE);
            findings.add(Draft::new(file.place(declared.span), message, help).fix(fix(edit)));
        }
        None => {
            let prefix = root.name.prefix().map(|prefix| format!(":{prefix}")).unwrap_or_default();
            let attribute = format!(" xmlns{prefix}=\"{NAMESPACE}\"");
            let message = format!("`{}` has no namespace", root.name.text);
            let edit = Edit::insert(root.name.span.end, attribute);
            findings.add(Draft::new(file.head(), message, help).fix(fix(edit)));
        }
    }
}
