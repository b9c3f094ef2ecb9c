use super::declare_rule;
use super::versions::{
    Lack, Lifetime, needs, raise_version, to_raise, version_place, with_version_place,
};
use crate::project::{MetadataFile, Project};
use crate::rules::{Draft, FileContext, Findings};
use crate::schema::{ApiVersion, Cardinality, schema};

declare_rule! {
    /// The API version of the project does not have the type of a file.
    ///
    /// ## Why
    /// A deploy runs at the API version of the project. An older version does not know the type and
    /// refuses the file, whoever wrote it. This is a warning where the first version is known from
    /// live orgs only. A version that is older than External Client Apps is reported once.
    ///
    /// ## Bad
    /// ```json /sfdx-project.json
    /// {"packageDirectories": [{"path": "force-app", "default": true}], "sourceApiVersion": "62.0"}
    /// ```
    /// ```xml ecaSamlPlcy
    /// <acsUrl>https://sp.example.com/acs</acsUrl>
    /// <entityUrl>https://sp.example.com</entityUrl>
    /// ```
    ///
    /// ## Bad
    /// One finding for the whole project.
    /// ```json /sfdx-project.json
    /// {"packageDirectories": [{"path": "force-app", "default": true}], "sourceApiVersion": "58.0"}
    /// ```
    /// ```xml eca
    /// <distributionState>Local</distributionState>
    /// ```
    /// ```xml ecaPlcy
    /// <isEnabled>true</isEnabled>
    /// ```
    ///
    /// ## Bad
    /// The link says that an org wrote the app, but at 65.0 no org has canvas settings.
    /// ```json /sfdx-project.json
    /// {"packageDirectories": [{"path": "force-app", "default": true}], "sourceApiVersion": "65.0"}
    /// ```
    /// ```xml eca
    /// <distributionState>Local</distributionState>
    /// <orgScopedExternalApp>00D5g00000Abc12:Billing</orgScopedExternalApp>
    /// ```
    /// ```xml ecaCanvas
    /// <accessMethod>Post</accessMethod>
    /// <canvasUrl>https://billing.acme.com/canvas</canvasUrl>
    /// ```
    ///
    /// ## Good
    /// ```json /sfdx-project.json
    /// {"packageDirectories": [{"path": "force-app", "default": true}], "sourceApiVersion": "67.0"}
    /// ```
    /// ```xml ecaSamlPlcy
    /// <acsUrl>https://sp.example.com/acs</acsUrl>
    /// <entityUrl>https://sp.example.com</entityUrl>
    /// ```
    "type-not-available",
    severity: Error,
    sources: ["M-ECA", "M-SAML", "M-CANVAS", "M-PUSH", "WSDL"],
    fix: Sometimes,
    check: File(check),
}

fn check(context: &FileContext<'_>, findings: &mut Findings<'_>) {
    let (file, project) = (context.file, context.project);
    let (Some(version), Some(_)) = (project.api_version, file.root()) else { return };
    if version < schema().versions.oldest {
        if is_first_that_needs_newer(context, version) {
            findings.add(too_old(project, file, version));
        }
        return;
    }
    let metadata_type = file.metadata_type;
    let lifetime = Lifetime::of_type(metadata_type);
    let Some((Lack::Newer(since), severity)) = lifetime.lack(context, version) else { return };
    let message = needs(&format!("`{}`", metadata_type.name), since, version);
    let help = format!("{}, or remove the file", to_raise(project, since));
    let draft = Draft::new(file.head(), message, help)
        .severity(severity)
        .maybe_fix(raise_version(project, since));
    findings.add(with_version_place(draft, project));
}

/// Whether the file is the first of the project that needs a newer API version, so that a version
/// older than External Client Apps is reported once.
fn is_first_that_needs_newer(context: &FileContext<'_>, version: ApiVersion) -> bool {
    let needs_newer = |file: &&MetadataFile| {
        file.root().is_some()
            && file.metadata_type.per_app != Cardinality::NotPerApp
            && file.metadata_type.since > version
    };
    let first = context.project.files.iter().find(needs_newer);
    first.is_some_and(|first| first.path == context.file.path)
}

/// The finding for a version that is older than External Client Apps.
fn too_old(project: &Project, file: &MetadataFile, version: ApiVersion) -> Draft {
    let oldest = schema().versions.oldest;
    let message = needs("External Client App metadata", oldest, version);
    let place = version_place(project, file);
    // The version that has the type of every file.
    let enough = project.files.iter().map(|file| file.metadata_type.since).fold(oldest, Ord::max);
    let draft = Draft::new(place.clone(), message, to_raise(project, enough))
        .maybe_fix(raise_version(project, enough));
    if place.path == file.path { draft } else { draft.related(file.head(), "the first such file") }
}
