use super::declare_rule;
use super::support::{Level, gravest, levels};
use crate::diagnostic::{Fix, Safety, Severity};
use crate::project::{Field, MetadataFile};
use crate::rules::{Draft, FileContext, Findings, fixes};
use crate::schema::{Authority, Element as ElementSchema, Kind, names};

declare_rule! {
    /// An element that a file of this type needs is missing or empty.
    ///
    /// ## Why
    /// The org refuses a file without an element that its type demands. Live orgs demand some elements
    /// that are optional in the type definition. An element that only the guides ask for is a warning.
    ///
    /// ## Bad
    /// ```xml externalClientApps/Billing.eca-meta.xml
    /// <?xml version="1.0" encoding="UTF-8"?>
    /// <ExternalClientApplication xmlns="http://soap.sforce.com/2006/04/metadata">
    ///     <distributionState>Local</distributionState>
    ///     <label>Billing</label>
    /// </ExternalClientApplication>
    /// ```
    ///
    /// ## Bad
    /// ```xml ecaPlcy
    /// <label>Billing_plcy</label>
    /// ```
    ///
    /// ## Bad
    /// Only the guide asks for it: a warning.
    /// ```xml ecaNotifications
    /// <notificationTypes>
    ///     <notificationType>Invoice_Due</notificationType>
    /// </notificationTypes>
    /// ```
    ///
    /// ## Bad
    /// ```xml eca
    /// <contactEmail></contactEmail>
    /// <label>Billing</label>
    /// ```
    ///
    /// ## Good
    /// ```xml externalClientApps/Billing.eca-meta.xml
    /// <?xml version="1.0" encoding="UTF-8"?>
    /// <ExternalClientApplication xmlns="http://soap.sforce.com/2006/04/metadata">
    ///     <contactEmail>owner@example.com</contactEmail>
    ///     <distributionState>Local</distributionState>
    ///     <label>Billing</label>
    /// </ExternalClientApplication>
    /// ```
    ///
    /// ## Good
    /// ```xml ecaPlcy
    /// <isEnabled>true</isEnabled>
    /// <label>Billing_plcy</label>
    /// ```
    "missing-element",
    severity: Error,
    sources: ["D-TS", "M-ECA", "H-LOCAL", "G-58096"],
    fix: Sometimes,
    check: File(check),
}

fn check(context: &FileContext<'_>, findings: &mut Findings<'_>) {
    let Some(gravest) = gravest(context.file) else { return };
    for level in levels(context.file) {
        for schema in level.known.iter().filter(|schema| is_needed(context, schema)) {
            if let Some(draft) = judge(context, &level, schema) {
                findings.add(draft.severity(severity(schema).min(gravest)));
            }
        }
    }
}

/// The reference to the app has a rule of its own. Orgs do not write elements for internal use,
/// although the type demands them.
fn is_needed(context: &FileContext<'_>, schema: &ElementSchema) -> bool {
    let available = context.project.api_version.is_none_or(|version| schema.available_in(version));
    schema.required() && !schema.internal && schema.name != names::APP_REFERENCE && available
}

fn severity(schema: &ElementSchema) -> Severity {
    let only_guide = schema.required_by.iter().all(|by| *by == Authority::Guide);
    if only_guide { Severity::Warning } else { Severity::Error }
}

fn judge(
    context: &FileContext<'_>,
    level: &Level<'_>,
    schema: &'static ElementSchema,
) -> Option<Draft> {
    let file = context.file;
    let name = &schema.name;
    let help = format!("add `<{name}>`: {}", start_lower(&schema.meaning));
    let value = default_value(file, level, schema);
    let fix = |edit| Fix::edit(format!("add `{name}`"), Safety::Unsafe, &file.path, edit);
    let Some(element) = level.element.child(name) else {
        if level.misspells(schema) || level.is_root && stands_elsewhere(context, name) {
            return None;
        }
        let edit = value.map(|value| fixes::insert_element(file, level.element, name, &value));
        let message = format!("`{}` has no `{name}`", level.element.name.local());
        let place = file.place(level.element.name.span);
        return Some(Draft::new(place, message, help).maybe_fix(edit.map(fix)));
    };
    let field = Field { file, element, schema };
    // An empty list of scopes has a rule of its own.
    let is_empty = !matches!(schema.kind, Kind::Struct | Kind::ScopeList) && field.is_empty();
    is_empty.then(|| {
        let edit = value.map(|value| fixes::replace_value(&field, &value));
        let place = file.place(element.name.span);
        Draft::new(place, format!("`{name}` is empty"), help).maybe_fix(edit.map(fix))
    })
}

/// Whether the element is in another file of the app, where it does not belong.
fn stands_elsewhere(context: &FileContext<'_>, name: &str) -> bool {
    let project = context.project;
    let app = project.apps.of_file(context.file);
    let mut others =
        app.into_iter().flat_map(|app| &app.files).filter_map(|&i| project.files.get(i));
    others.any(|other| {
        let has = other.root().is_some_and(|root| root.child(name).is_some());
        has && other.metadata_type.element(name).is_none()
    })
}

/// A value that is right as long as nobody wants another: a default, or a name in Setup.
fn default_value(file: &MetadataFile, level: &Level<'_>, schema: &ElementSchema) -> Option<String> {
    if level.is_root && schema.name == "label" {
        return Some(file.full_name.clone());
    }
    schema.default.as_ref()?.as_bool().map(|default| default.to_string())
}

/// A sentence as the end of another one.
fn start_lower(sentence: &str) -> String {
    let sentence = sentence.trim_end_matches('.');
    let mut characters = sentence.chars();
    match characters.next() {
        Some(first) => first.to_lowercase().chain(characters).collect(),
        None => String::new(),
    }
}
