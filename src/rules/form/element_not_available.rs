use super::declare_rule;
use super::versions::{
    Lack, Lifetime, judged_version, needs, raise_version, to_raise, with_version_place,
};
use crate::diagnostic::{Fix, Safety, Severity};
use crate::project::{Field, Project};
use crate::rules::{Draft, FileContext, Findings, fixes, remedy};
use crate::schema::ApiVersion;
use crate::text::Span;

declare_rule! {
    /// The API version of the project does not have an element or a value.
    ///
    /// ## Why
    /// A deploy runs at the API version of the project. The org refuses an element that this version
    /// does not have yet, or no longer has. This is a warning where the version is known from a few
    /// live orgs only, and in files that an org wrote: it may have had a newer version.
    ///
    /// ## Bad
    /// ```json /sfdx-project.json
    /// {"packageDirectories": [{"path": "force-app", "default": true}], "sourceApiVersion": "64.0"}
    /// ```
    /// ```xml ecaOauthPlcy
    /// <namedUserJwtSessionTimeoutType>Custom</namedUserJwtSessionTimeoutType>
    /// <namedUserJwtTimeout>60</namedUserJwtTimeout>
    /// ```
    ///
    /// ## Bad
    /// ```xml ecaOauthPlcy
    /// <isNamedUserJwtEnabled>true</isNamedUserJwtEnabled>
    /// ```
    ///
    /// ## Bad
    /// The link says that an org wrote the app. At 64.0 that org did not have the element either.
    /// ```json /sfdx-project.json
    /// {"packageDirectories": [{"path": "force-app", "default": true}], "sourceApiVersion": "64.0"}
    /// ```
    /// ```xml eca
    /// <distributionState>Local</distributionState>
    /// <orgScopedExternalApp>00D5g00000Abc12:Billing</orgScopedExternalApp>
    /// ```
    /// ```xml ecaOauthPlcy
    /// <namedUserJwtSessionTimeoutType>UserSession</namedUserJwtSessionTimeoutType>
    /// ```
    ///
    /// ## Bad
    /// A warning, since an org wrote `startPage` at 62.0 already.
    /// ```json /sfdx-project.json
    /// {"packageDirectories": [{"path": "force-app", "default": true}], "sourceApiVersion": "62.0"}
    /// ```
    /// ```xml ecaPlcy
    /// <isEnabled>true</isEnabled>
    /// <startPage>OAuth</startPage>
    /// ```
    ///
    /// ## Good
    /// ```xml ecaPlcy
    /// <isEnabled>true</isEnabled>
    /// <startPage>OAuth</startPage>
    /// ```
    "element-not-available",
    severity: Error,
    sources: ["M-PLCY", "M-OPLCY", "M-GLB", "WSDL", "G-58096", "O-RETRIEVED"],
    fix: Sometimes,
    check: File(check),
}

fn check(context: &FileContext<'_>, findings: &mut Findings<'_>) {
    let (file, project) = (context.file, context.project);
    let Some(version) = judged_version(project) else { return };
    // A type that the version does not have has a finding of its own.
    if file.metadata_type.first_seen() > version {
        return;
    }
    let mut reported: Option<Span> = None;
    for field in file.all_fields() {
        if reported.is_some_and(|outer| outer.contains(field.element.span)) {
            continue;
        }
        let Some((what, lack, severity)) = judge(context, &field, version) else { continue };
        reported = Some(field.element.span);
        let draft = draft(project, &field, version, &what, lack).severity(severity);
        findings.add(with_version_place(draft, project));
    }
}

/// What the version lacks, in words; how; and how bad that is.
fn judge(
    context: &FileContext<'_>,
    field: &Field<'_>,
    version: ApiVersion,
) -> Option<(String, Lack, Severity)> {
    let (name, of_type) = (&field.schema.name, field.file.metadata_type);
    if let Some((lack, severity)) = Lifetime::of_element(field).lack(context, version) {
        // The finding of the type says the same.
        let is_of_type = lack == Lack::Newer(of_type.since);
        return (!is_of_type).then(|| (format!("`{name}`"), lack, severity));
    }
    let (lack, severity) = Lifetime::of_value(field)?.lack(context, version)?;
    Some((format!("the value `{}` for `{name}`", field.text().shown()), lack, severity))
}

fn draft(
    project: &Project,
    field: &Field<'_>,
    version: ApiVersion,
    what: &str,
    lack: Lack,
) -> Draft {
    let file = field.file;
    let place = file.place(field.element.name.span);
    match lack {
        Lack::Newer(since) => {
            let message = needs(what, since, version);
            let help = format!("{}, or remove the element", to_raise(project, since));
            Draft::new(place, message, help).maybe_fix(raise_version(project, since))
        }
        Lack::Gone(until) => {
            let message = format!(
                "{what} was removed after API version {until}; this project deploys at {version}"
            );
            let help = match field.schema.deprecated.as_deref() {
                Some(instead) if !instead.starts_with("nothing") => {
                    format!("remove it, and use {instead} instead")
                }
                _ => "remove it".to_owned(),
            };
            // An org of another version may well judge it as the safeguard that it is.
            let removal = (!remedy::is_safeguard(field)).then(|| {
                let edit = fixes::remove_element(file, field.element);
                Fix::edit("remove the element", Safety::Unsafe, &file.path, edit)
            });
            Draft::new(place, message, help).maybe_fix(removal)
        }
    }
}
