use super::declare_rule;
use super::manifest::{is_of_apps, manifests, mention};
use crate::change::Edit;
use crate::diagnostic::{Fix, Place, Safety};
use crate::project::{Field, Manifest, MetadataFile, Project, ProjectKind};
use crate::rules::{Draft, Findings, ProjectContext};
use crate::schema::{ApiVersion, Basis};

declare_rule! {
    /// A manifest has an API version that is too old for its files.
    ///
    /// ## Why
    /// The deploy uses the version of the manifest, not the one of the project, and the org then
    /// refuses newer elements.
    ///
    /// ## Bad
    /// ```xml ecaOauth
    /// <isFirstPartyAppEnabled>false</isFirstPartyAppEnabled>
    /// ```
    /// ```xml /manifest/package.xml
    /// <Package xmlns="http://soap.sforce.com/2006/04/metadata">
    ///     <types>
    ///         <members>Billing_oauth</members>
    ///         <name>ExtlClntAppOauthSettings</name>
    ///     </types>
    ///     <version>60.0</version>
    /// </Package>
    /// ```
    ///
    /// ## Good
    /// ```xml ecaOauth
    /// <isFirstPartyAppEnabled>false</isFirstPartyAppEnabled>
    /// ```
    /// ```xml /manifest/package.xml
    /// <Package xmlns="http://soap.sforce.com/2006/04/metadata">
    ///     <types>
    ///         <members>Billing_oauth</members>
    ///         <name>ExtlClntAppOauthSettings</name>
    ///     </types>
    ///     <version>67.0</version>
    /// </Package>
    /// ```
    "manifest-version-too-old",
    severity: Warning,
    sources: ["M-ECA", "G-58096"],
    fix: Unsafe,
    check: Project(check),
}

/// What needs the newest version, and that version.
type Need<'a> = (ApiVersion, &'a MetadataFile, Option<Field<'a>>);

fn check(context: &ProjectContext<'_>, findings: &mut Findings<'_>) {
    let project = context.project;
    if project.kind != ProjectKind::Sfdx {
        return;
    }
    for manifest in manifests(project) {
        let Some((version, span)) = manifest.version else { continue };
        let Some((needed, file, field)) = newest_need(project, manifest) else { continue };
        // Where the project's own version is too old as well, that is the fault.
        if version >= needed || project.api_version.is_some_and(|own| own < needed) {
            continue;
        }
        let target = project.api_version.unwrap_or(needed).to_string();
        let what = field.map_or(&file.metadata_type.name, |field| &field.schema.name);
        let place = field.map_or_else(|| file.head(), |f| file.place(f.element.name.span));
        let fix = Fix::edit(
            format!("write `{target}`"),
            Safety::Unsafe,
            &manifest.path,
            Edit::replace(span, target.clone()),
        );
        findings.add(
            Draft::new(
                Place { path: manifest.path.clone(), span },
                format!("`{what}` needs API version {needed}; this manifest deploys at {version}"),
                format!("write `{target}`"),
            )
            .related(place, format!("`{what}` needs API version {needed}"))
            .fix(fix),
        );
    }
}

fn newest_need<'a>(project: &'a Project, manifest: &Manifest) -> Option<Need<'a>> {
    let covered = |file: &&MetadataFile| is_of_apps(file) && mention(manifest, file).is_some();
    let mut need: Option<Need<'a>> = None;
    for file in project.files.iter().filter(covered) {
        let known = file.metadata_type;
        let of_type =
            (known.since_basis != Basis::Assumed).then_some((known.first_seen(), file, None));
        let fields = file.all_fields().into_iter();
        let of_fields = fields
            .filter(|field| field.schema.since_basis != Basis::Assumed)
            .map(|field| (field.schema.first_seen(), file, Some(field)));
        for found in of_type.into_iter().chain(of_fields) {
            if need.as_ref().is_none_or(|(version, ..)| *version < found.0) {
                need = Some(found);
            }
        }
    }
    need
}
