use super::declare_rule;
use super::support::levels;
use crate::diagnostic::{Fix, Safety};
use crate::project::{MetadataFile, Project};
use crate::rules::{Draft, FileContext, Findings, fixes};
use crate::schema::{Cardinality, Role, names};

declare_rule! {
    /// A settings or policy file does not say which app it belongs to.
    ///
    /// ## Why
    /// A file belongs to the app in `externalClientApplication`, whatever its name and folder are.
    /// Without that element the org refuses the file.
    ///
    /// ## Bad
    /// ```xml extlClntAppOauthSettings/Billing_oauth.ecaOauth-meta.xml
    /// <?xml version="1.0" encoding="UTF-8"?>
    /// <ExtlClntAppOauthSettings xmlns="http://soap.sforce.com/2006/04/metadata">
    ///     <commaSeparatedOauthScopes>Api</commaSeparatedOauthScopes>
    ///     <label>Billing_oauth</label>
    /// </ExtlClntAppOauthSettings>
    /// ```
    /// ```xml eca
    /// <contactEmail>owner@example.com</contactEmail>
    /// <label>Billing</label>
    /// ```
    ///
    /// ## Bad
    /// ```xml ecaOauth
    /// <commaSeparatedOauthScopes>Api</commaSeparatedOauthScopes>
    /// <externalClientApplication></externalClientApplication>
    /// ```
    ///
    /// ## Good
    /// ```xml ecaOauth
    /// <commaSeparatedOauthScopes>Api</commaSeparatedOauthScopes>
    /// <externalClientApplication>Billing</externalClientApplication>
    /// <label>Billing_oauth</label>
    /// ```
    "missing-app-reference",
    severity: Error,
    sources: ["D-TS", "M-OAUTH"],
    fix: Sometimes,
    check: File(check),
}

fn check(context: &FileContext<'_>, findings: &mut Findings<'_>) {
    let file = context.file;
    let of_app = file.metadata_type.per_app != Cardinality::NotPerApp;
    if !of_app || file.metadata_type.role == Role::Header {
        return;
    }
    let levels = levels(file);
    let Some(root) = levels.first() else { return };
    if file.reference().is_some_and(|field| !field.is_empty()) {
        return;
    }
    let reference = names::APP_REFERENCE;
    let app = likely_app(context.project, file);
    let help = match app {
        Some(app) => format!("add `<{reference}>{app}</{reference}>`"),
        None => format!("add `<{reference}>` with the API name of the app"),
    };
    let fix = |edit| Fix::edit("name the app", Safety::Unsafe, &file.path, edit);
    if let Some(field) = file.reference() {
        let edit = app.map(|app| fixes::replace_value(&field, app));
        let message = format!("`{reference}` is empty");
        let place = file.place(field.element.name.span);
        findings.add(Draft::new(place, message, help).maybe_fix(edit.map(fix)));
        return;
    }
    if root.schema(reference).is_some_and(|schema| root.misspells(schema)) {
        return;
    }
    let edit = app.map(|app| fixes::insert_element(file, root.element, reference, app));
    let message = "the file does not say which app it belongs to";
    findings.add(Draft::new(file.head(), message, help).maybe_fix(edit.map(fix)));
}

/// The only app of the project, else the one with the longest name that the file's name begins
/// with.
fn likely_app<'a>(project: &'a Project, file: &MetadataFile) -> Option<&'a str> {
    let headers =
        || project.apps.iter().filter(|app| app.header.is_some()).map(|a| a.name.as_str());
    let mut all = headers();
    match (all.next(), all.next()) {
        (Some(only), None) => Some(only),
        _ => {
            headers().filter(|name| file.full_name.starts_with(name)).max_by_key(|name| name.len())
        }
    }
}
