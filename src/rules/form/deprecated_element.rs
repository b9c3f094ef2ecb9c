use super::declare_rule;
use super::support::gravest;
use crate::diagnostic::{Fix, Safety, Severity};
use crate::rules::{Draft, FileContext, Findings, fixes};

declare_rule! {
    /// An element still works, but Salesforce has replaced it.
    ///
    /// ## Why
    /// A deprecated element goes away with some later release, and what it decides then falls back
    /// to a default that nobody chose.
    ///
    /// ## Bad
    /// ```json /sfdx-project.json
    /// {"packageDirectories": [{"path": "force-app", "default": true}], "sourceApiVersion": "63.0"}
    /// ```
    /// ```xml ecaSamlPlcy
    /// <acsUrl>https://sp.example.com/acs</acsUrl>
    /// <entityUrl>https://sp.example.com</entityUrl>
    /// <startUrl>https://sp.example.com/start</startUrl>
    /// ```
    ///
    /// ## Good
    /// ```xml ecaSamlPlcy
    /// <acsUrl>https://sp.example.com/acs</acsUrl>
    /// <entityUrl>https://sp.example.com</entityUrl>
    /// ```
    /// ```xml ecaPlcy
    /// <isEnabled>true</isEnabled>
    /// <startPage>Custom</startPage>
    /// <startUrl>https://sp.example.com/start</startUrl>
    /// ```
    "deprecated-element",
    severity: Warning,
    sources: ["M-SAML", "M-OPLCY", "M-SET"],
    fix: Unsafe,
    check: File(check),
}

fn check(context: &FileContext<'_>, findings: &mut Findings<'_>) {
    let (file, project) = (context.file, context.project);
    if gravest(file).is_none() {
        return;
    }
    for field in file.all_fields() {
        let Some(instead) = &field.schema.deprecated else { continue };
        // One that the project's API version does not have is reported as such.
        if project.api_version.is_some_and(|version| !field.schema.available_in(version)) {
            continue;
        }
        let message = format!("`{}` is deprecated", field.schema.name);
        let help = match instead.split_once(": ") {
            Some(("nothing", reason)) => format!("remove it: {reason}"),
            _ => format!("use {instead} instead"),
        };
        let edit = fixes::remove_element(file, field.element);
        let fix = Fix::edit("remove the element", Safety::Unsafe, &file.path, edit);
        let draft = Draft::new(file.place(field.element.name.span), message, help).fix(fix);
        // Orgs write one that ends with a known API version as long as that version is asked for.
        let ends = field.schema.until.is_some();
        findings.add(if ends { draft.severity(Severity::Hint) } else { draft });
    }
}
