use super::declare_rule;
use super::support::gravest;
use crate::diagnostic::{Fix, Safety, Severity};
use crate::rules::{Draft, FileContext, Findings, fixes};
use crate::schema::Kind;

declare_rule! {
    /// An element still works, but Salesforce has replaced it.
    ///
    /// ## Why
    /// A later release removes a deprecated element, and its default applies from then on. Switches
    /// are not reported: one that is off asks for nothing.
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
    /// ```xml ExternalClientApp
    /// <enableConsumerSecretApiAccess>false</enableConsumerSecretApiAccess>
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
        // A switch that is off asks for nothing, and one that opens secrets to APIs has a rule of its
        // own. An element that the project's API version does not have is reported as such.
        let is_there = project.api_version.is_none_or(|version| field.schema.available_in(version));
        if field.schema.kind == Kind::Boolean || !is_there {
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
        // An org writes one that ends with a known API version up to that version.
        let ends = field.schema.until.is_some();
        findings.add(if ends { draft.severity(Severity::Hint) } else { draft });
    }
}
