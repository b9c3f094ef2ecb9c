use super::declare_rule;
use crate::change::Edit;
use crate::diagnostic::{Fix, Place, Safety, Severity};
use crate::json::{Json, JsonValue};
use crate::project::JsonFile;
use crate::rules::{Draft, Findings, ProjectContext};
use crate::schema::schema;
use crate::text::Span;

declare_rule! {
    /// The Salesforce CLI cannot read `sfdx-project.json`, or reads it in another way than you mean.
    ///
    /// ## Why
    /// The CLI reads this file first. A fault in it stops every command, or the command works on the
    /// wrong directories. It is a warning where the CLI picks a default directory by itself.
    ///
    /// ## Bad
    /// ```json /sfdx-project.json
    /// {"packageDirectories": [{"path": "force-app"},], "sourceApiVersion": "67.0"}
    /// ```
    ///
    /// ## Bad
    /// ```json /sfdx-project.json
    /// {"packageDirectories": [{"default": true}, {"path": "force-app"}], "sourceApiVersion": "v67"}
    /// ```
    ///
    /// ## Bad
    /// ```json /sfdx-project.json
    /// {"packageDirectories": [{"path": "force-app", "default": false}], "sourceApiVersion": "67.0"}
    /// ```
    ///
    /// ## Bad
    /// ```json /sfdx-project.json
    /// {"packageDirectories": [{"path": "force-app"}, {"path": "other"}], "sourceApiVersion": "67.0"}
    /// ```
    ///
    /// ## Bad
    /// ```json /sfdx-project.json
    /// {"packageDirectories": [{"path": "force-app", "default": true}, {"path": "other", "default": true}],
    ///  "sourceApiVersion": "67.0"}
    /// ```
    ///
    /// ## Bad
    /// ```json /sfdx-project.json
    /// {"packageDirectories": [], "sourceApiVersion": 67}
    /// ```
    ///
    /// ## Good
    /// ```json /sfdx-project.json
    /// {"packageDirectories": [{"path": "force-app", "default": true}], "sourceApiVersion": "67.0"}
    /// ```
    "broken-project-file",
    severity: Error,
    sources: ["DX-PROJECT"],
    fix: Sometimes,
    check: Project(check),
}

fn check(context: &ProjectContext<'_>, findings: &mut Findings<'_>) {
    let Some(file) = &context.project.sfdx_file else { return };
    match &file.json {
        Err(fault) => {
            let message = format!("the file is not JSON: {}", fault.message);
            let help = "write plain JSON, without comments and trailing commas";
            findings.add(Draft::new(place(file, fault.span), message, help));
        }
        Ok(json) => {
            check_version(file, json, findings);
            check_directories(file, json, findings);
        }
    }
}

fn place(file: &JsonFile, span: Span) -> Place {
    Place { path: file.path.clone(), span }
}

/// The start of a value, for one that may span the whole file.
fn start(json: &Json) -> Span {
    Span::new(json.span.start, json.span.start + 1)
}

fn check_version(file: &JsonFile, json: &Json, findings: &mut Findings<'_>) {
    let Some(version) = json.get("sourceApiVersion") else { return };
    let (written, is_text) = match &version.value {
        JsonValue::String(text) => (text.as_str(), true),
        JsonValue::Number(text) => (text.as_str(), false),
        _ => ("", false),
    };
    let major = written.split('.').next().unwrap_or_default();
    let is_number = !major.is_empty() && major.bytes().all(|b| b.is_ascii_digit());
    if is_text && is_number && written.strip_prefix(major) == Some(".0") {
        return;
    }
    let default = schema().versions.default.to_string();
    let right = if is_number { format!("{major}.0") } else { default };
    let message = "`sourceApiVersion` must be a string such as `\"67.0\"`";
    let edit = Edit::replace(version.span, format!("\"{right}\""));
    let fix = is_number
        .then(|| Fix::edit(format!("write `\"{right}\"`"), Safety::Safe, &file.path, edit));
    let help = format!("write `\"{right}\"`");
    findings.add(Draft::new(place(file, version.span), message, help).maybe_fix(fix));
}

fn check_directories(file: &JsonFile, json: &Json, findings: &mut Findings<'_>) {
    let directories = json.get("packageDirectories");
    let items = directories.map(Json::items).unwrap_or_default();
    if items.is_empty() {
        let message = "the project has no package directories";
        let help = "list at least one: `\"packageDirectories\": [{\"path\": \"force-app\"}]`";
        let span = directories.map_or(start(json), |directories| directories.span);
        findings.add(Draft::new(place(file, span), message, help));
        return;
    }
    for item in items {
        if item.get("path").and_then(Json::as_str).is_none_or(|path| path.trim().is_empty()) {
            let message = "a package directory has no `path`";
            let help = "add its path, relative to this file";
            findings.add(Draft::new(place(file, item.span), message, help));
        }
    }
    check_defaults(file, items, findings);
}

fn check_defaults(file: &JsonFile, items: &[Json], findings: &mut Findings<'_>) {
    let is = |item: &Json, wanted: bool| {
        item.get("default").is_some_and(|default| default.value == JsonValue::Bool(wanted))
    };
    let defaults: Vec<&Json> = items.iter().filter(|item| is(item, true)).collect();
    match (items, defaults.as_slice()) {
        ([only], []) if is(only, false) => {
            let message = "the only package directory is not the default one";
            let help = "write `\"default\": true`, or remove `default`";
            findings.add(Draft::new(place(file, only.span), message, help));
        }
        ([first, _, ..], []) => {
            let message = "no package directory is the default one";
            let draft =
                Draft::new(place(file, first.span), message, "mark one: `\"default\": true`");
            findings.add(draft.severity(Severity::Warning));
        }
        (_, [first, second, ..]) => {
            let message = "two package directories are the default one";
            let draft = Draft::new(place(file, second.span), message, "mark only one of them")
                .related(place(file, first.span), "also marked");
            findings.add(draft.severity(Severity::Warning));
        }
        _ => {}
    }
}
