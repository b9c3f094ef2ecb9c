use super::declare_rule;
use super::versions::{gravest, raise_version, with_version_place};
use crate::diagnostic::{Fix, Safety, Severity};
use crate::project::{Field, Project};
use crate::rules::{Draft, FileContext, Findings, fixes, remedy};
use crate::schema::{ApiVersion, Basis, Kind};
use crate::text::Span;

declare_rule! {
    /// An element or a value does not exist in the API version that the project is written for.
    ///
    /// ## Why
    /// A deploy runs at the API version of the project. The org refuses what that version does not
    /// have yet, or has no longer. This is a warning where a version is known from live orgs only, and
    /// in files that an org wrote: orgs were seen to write more than their guides say.
    ///
    /// ## Bad
    /// ```json /sfdx-project.json
    /// {"packageDirectories": [{"path": "force-app", "default": true}], "sourceApiVersion": "62.0"}
    /// ```
    /// ```xml ecaPlcy
    /// <isEnabled>true</isEnabled>
    /// <startPage>OAuth</startPage>
    /// ```
    ///
    /// ## Bad
    /// ```xml ecaOauthPlcy
    /// <isNamedUserJwtEnabled>true</isNamedUserJwtEnabled>
    /// ```
    ///
    /// ## Bad
    /// Only a warning, since the link says that an org wrote the files of the app.
    /// ```json /sfdx-project.json
    /// {"packageDirectories": [{"path": "force-app", "default": true}], "sourceApiVersion": "62.0"}
    /// ```
    /// ```xml eca
    /// <distributionState>Local</distributionState>
    /// <orgScopedExternalApp>00D5g00000Abc12:Billing</orgScopedExternalApp>
    /// ```
    /// ```xml ecaPlcy
    /// <isEnabled>true</isEnabled>
    /// <startPage>None</startPage>
    /// ```
    ///
    /// ## Good
    /// ```xml ecaPlcy
    /// <isEnabled>true</isEnabled>
    /// <startPage>OAuth</startPage>
    /// ```
    "element-not-available",
    severity: Error,
    sources: ["M-PLCY", "M-OPLCY", "M-GLB", "G-58096", "O-RETRIEVED"],
    fix: Sometimes,
    check: File(check),
}

fn check(context: &FileContext<'_>, findings: &mut Findings<'_>) {
    let (file, project) = (context.file, context.project);
    let (Some(gravest), Some(version)) = (gravest(context), project.api_version) else { return };
    if file.metadata_type.since > version {
        return;
    }
    let mut reported: Option<Span> = None;
    for field in file.all_fields() {
        if reported.is_some_and(|outer| outer.contains(field.element.span)) {
            continue;
        }
        let Some((fault, severity)) = judge(&field, version) else { continue };
        reported = Some(field.element.span);
        let draft = draft(project, &field, version, &fault);
        findings.add(with_version_place(draft.severity(severity.min(gravest)), project));
    }
}

/// What an API version does not have.
enum Fault {
    /// An element or value that is newer; what, since when.
    Newer(String, ApiVersion),
    /// An element that is gone; its last version.
    Gone(ApiVersion),
}

fn judge(field: &Field<'_>, version: ApiVersion) -> Option<(Fault, Severity)> {
    let schema = field.schema;
    let documented = schema.since_basis == Basis::Documented;
    let severity = if documented { Severity::Error } else { Severity::Warning };
    if let Some(until) = schema.until.filter(|&until| until < version) {
        return Some((Fault::Gone(until), severity));
    }
    if schema.since > version {
        return Some((Fault::Newer(format!("`{}`", schema.name), schema.since), severity));
    }
    let newer = |since: ApiVersion, severity| {
        let what = format!("`{}` of `{}`", field.text(), schema.name);
        (since > version).then_some((Fault::Newer(what, since), severity))
    };
    match schema.kind {
        Kind::Enum => {
            let value = schema.value(&field.text())?;
            newer(value.since?, if value.undocumented { Severity::Warning } else { severity })
        }
        Kind::Int => {
            let number = field.text().parse::<i64>().ok()?;
            let allowed = schema.allowed.iter().find(|allowed| allowed.value == number)?;
            newer(allowed.since, Severity::Warning)
        }
        _ => None,
    }
}

fn draft(project: &Project, field: &Field<'_>, version: ApiVersion, fault: &Fault) -> Draft {
    let file = field.file;
    let remove = || {
        let edit = fixes::remove_element(file, field.element);
        Fix::edit("remove the element", Safety::Unsafe, &file.path, edit)
    };
    // An org of another version may well judge it as the safeguard that it is.
    let removal = || (!remedy::is_safeguard(field)).then(remove);
    let place = file.place(field.element.name.span);
    match fault {
        Fault::Newer(what, since) => {
            let message =
                format!("{what} exists since API version {since}; the project uses {version}");
            let help = format!("set the project's API version to {since} or later, or remove it");
            let fix = raise_version(project, *since).or_else(removal);
            Draft::new(place, message, help).maybe_fix(fix)
        }
        Fault::Gone(until) => {
            let name = &field.schema.name;
            let message =
                format!("`{name}` exists up to API version {until}; the project uses {version}");
            let help = match &field.schema.deprecated {
                Some(instead) => format!("remove it; its place is taken by {instead}"),
                None => "remove it".to_owned(),
            };
            Draft::new(place, message, help).maybe_fix(removal())
        }
    }
}
