use super::declare_rule;
use crate::diagnostic::Place;
use crate::json::JsonValue;
use crate::rules::{Draft, Findings, ProjectContext};
use crate::text::Span;

declare_rule! {
    /// A scratch org definition is not JSON.
    ///
    /// ## Why
    /// The Salesforce CLI cannot create a scratch org from the file, and its settings cannot be
    /// checked against what the apps need.
    ///
    /// ## Bad
    /// ```json /config/project-scratch-def.json
    /// {"edition": "Developer",
    ///  "settings": {"mobileSettings": {},}}
    /// ```
    ///
    /// ## Bad
    /// ```json /config/project-scratch-def.json
    /// ["Developer"]
    /// ```
    ///
    /// ## Good
    /// ```json /config/project-scratch-def.json
    /// {"edition": "Developer", "settings": {"mobileSettings": {}}}
    /// ```
    "broken-scratch-definition",
    severity: Warning,
    sources: ["DX-PROJECT"],
    fix: None("only a person can say what the file was meant to be"),
    check: Project(check),
}

fn check(context: &ProjectContext<'_>, findings: &mut Findings<'_>) {
    for file in &context.project.scratch_definitions {
        let place = |span| Place { path: file.path.clone(), span };
        match &file.json {
            Err(fault) => findings.add(Draft::new(
                place(fault.span),
                format!("the scratch org definition is not JSON: {}", fault.message),
                "write plain JSON, without comments and trailing commas",
            )),
            Ok(json) if !matches!(json.value, JsonValue::Object(_)) => findings.add(Draft::new(
                place(Span::new(json.span.start, json.span.start + 1)),
                format!("the scratch org definition is {}, not an object", json.kind()),
                "write an object such as `{\"edition\": \"Developer\"}`",
            )),
            Ok(_) => {}
        }
    }
}
