use super::declare_rule;
use super::support::{is_taken, split_path};
use crate::change::Move;
use crate::diagnostic::{FileEdit, Fix, Safety, Severity};
use crate::project::{MetadataFile, Project, split_namespace, without_org_id};
use crate::rules::{Draft, FileContext, Findings, fixes};
use crate::schema::{Cardinality, Role, api_name_fault};

declare_rule! {
    /// A file name cannot be an API name.
    ///
    /// ## Why
    /// The name of the file becomes the API name of the component, and it cannot be changed later.
    /// An API name contains letters, digits and single underscores only. It begins with a letter and
    /// does not end with an underscore.
    ///
    /// ## Bad
    /// ```xml externalClientApps/Billing Export.eca-meta.xml
    /// <?xml version="1.0" encoding="UTF-8"?>
    /// <ExternalClientApplication xmlns="http://soap.sforce.com/2006/04/metadata">
    ///     <contactEmail>owner@example.com</contactEmail>
    ///     <label>Billing Export</label>
    /// </ExternalClientApplication>
    /// ```
    ///
    /// ## Bad
    /// The record of a policy gets a name, but nothing refers to it: a warning.
    /// ```xml extlClntAppPolicies/Billing__plcy_.ecaPlcy-meta.xml
    /// <ExtlClntAppConfigurablePolicies xmlns="http://soap.sforce.com/2006/04/metadata">
    ///     <externalClientApplication>Billing</externalClientApplication>
    /// </ExtlClntAppConfigurablePolicies>
    /// ```
    ///
    /// ## Good
    /// ```xml externalClientApps/Billing_Export.eca-meta.xml
    /// <?xml version="1.0" encoding="UTF-8"?>
    /// <ExternalClientApplication xmlns="http://soap.sforce.com/2006/04/metadata">
    ///     <contactEmail>owner@example.com</contactEmail>
    ///     <label>Billing Export</label>
    /// </ExternalClientApplication>
    /// ```
    "invalid-api-name",
    severity: Error,
    sources: ["M-ECA"],
    fix: Sometimes,
    check: File(check),
}

fn check(context: &FileContext<'_>, findings: &mut Findings<'_>) {
    let file = context.file;
    let name = file.full_name.as_str();
    let of_app = file.metadata_type.per_app != Cardinality::NotPerApp;
    if !of_app || file.placeholders.fill(name) || api_name_fault(split_namespace(name).1).is_none()
    {
        return;
    }
    let foreign = |c: char| !c.is_ascii_alphanumeric() && c != '_';
    let is_header = file.metadata_type.role == Role::Header;
    let grave = is_header || name.contains(foreign);
    let severity = if grave { Severity::Error } else { Severity::Warning };
    let better = better_name(without_org_id(name).unwrap_or(name));
    let help = match &better {
        Some(better) => format!("name the file `{}`", renamed_file(file, better)),
        None => "choose a name of letters, digits and underscores".to_owned(),
    };
    let message = format!("`{name}` cannot be an API name: {}", reason(name));
    let mut draft = Draft::new(file.head(), message, help).severity(severity);
    if without_org_id(name).is_some() {
        draft = draft.why(
            "Only `orgScopedExternalApp` contains the id of the org and the name of the app. The \
             file is named after the app alone.",
        );
    }
    let fix = better.and_then(|better| rename(context.project, file, &better));
    findings.add(draft.maybe_fix(fix));
}

fn reason(name: &str) -> String {
    if without_org_id(name).is_some() {
        return "it begins with the id of an org".to_owned();
    }
    let foreign = name.chars().find(|c| !c.is_ascii_alphanumeric() && *c != '_');
    match foreign {
        Some(' ') => "it contains a space".to_owned(),
        Some(foreign) => format!("it contains `{foreign}`"),
        None if !name.starts_with(|c: char| c.is_ascii_alphabetic()) => {
            "it does not begin with a letter".to_owned()
        }
        None if name.ends_with('_') => "it ends with an underscore".to_owned(),
        None if split_namespace(split_namespace(name).1).0.is_some() => {
            "it begins with two namespaces".to_owned()
        }
        None => "it has two underscores in a row".to_owned(),
    }
}

/// The name with an underscore for each run of characters that it may not contain.
fn better_name(name: &str) -> Option<String> {
    let words: Vec<&str> =
        name.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let better = words.join("_");
    api_name_fault(&better).is_none().then_some(better)
}

fn renamed_file(file: &MetadataFile, better: &str) -> String {
    split_path(&file.path).1.replacen(&file.full_name, better, 1)
}

/// Renames the file; for a header, also what names the app.
fn rename(project: &Project, file: &MetadataFile, better: &str) -> Option<Fix> {
    let (folder, _) = split_path(&file.path);
    let target = format!("{folder}{}", renamed_file(file, better));
    if is_taken(project, &target) || project.has_header(better) {
        return None;
    }
    let is_header = file.metadata_type.role == Role::Header;
    let app = project.apps.of_file(file).filter(|_| is_header);
    let of_app = app.into_iter().flat_map(|app| &app.files).filter_map(|&i| project.files.get(i));
    let edits = of_app
        .filter(|other| other.metadata_type.role != Role::Header)
        .filter_map(|other| Some((other, other.reference()?)))
        .map(|(other, reference)| FileEdit {
            path: other.path.clone(),
            edit: fixes::replace_value(&reference, better),
        })
        .collect();
    let moves = vec![Move { from: file.path.clone(), to: target.as_str().into() }];
    Some(Fix { title: format!("rename it to `{better}`"), safety: Safety::Unsafe, edits, moves })
}
