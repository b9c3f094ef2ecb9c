use super::declare_rule;
use super::manifest::{Mention, manifests, mention};
use crate::diagnostic::{FileEdit, Fix, Place, Safety, Severity};
use crate::project::{Manifest, MetadataFile, Project};
use crate::rules::fixes::add_member;
use crate::rules::{AppContext, Draft, Findings};
use crate::schema::Role;

declare_rule! {
    /// A manifest names a part of an app and leaves out the rest of its files.
    ///
    /// ## Why
    /// A deploy with this manifest sends only what it names: the app arrives without its OAuth
    /// settings or policies, or keeps older ones.
    ///
    /// ## Bad
    /// ```xml eca
    /// <distributionState>Local</distributionState>
    /// ```
    /// ```xml ecaOauth
    /// <commaSeparatedOauthScopes>Api</commaSeparatedOauthScopes>
    /// ```
    /// ```xml /manifest/package.xml
    /// <Package xmlns="http://soap.sforce.com/2006/04/metadata">
    ///     <types>
    ///         <members>Billing</members>
    ///         <name>ExternalClientApplication</name>
    ///     </types>
    ///     <version>67.0</version>
    /// </Package>
    /// ```
    ///
    /// ## Good
    /// ```xml eca
    /// <distributionState>Local</distributionState>
    /// ```
    /// ```xml ecaOauth
    /// <commaSeparatedOauthScopes>Api</commaSeparatedOauthScopes>
    /// ```
    /// ```xml /manifest/package.xml
    /// <Package xmlns="http://soap.sforce.com/2006/04/metadata">
    ///     <types>
    ///         <members>Billing</members>
    ///         <name>ExternalClientApplication</name>
    ///     </types>
    ///     <types>
    ///         <members>*</members>
    ///         <name>ExtlClntAppOauthSettings</name>
    ///     </types>
    ///     <version>67.0</version>
    /// </Package>
    /// ```
    "manifest-misses-member",
    severity: Warning,
    sources: ["M-ECA", "O-RETRIEVED"],
    fix: Sometimes,
    check: App(check),
}

fn check(context: &AppContext<'_>, findings: &mut Findings<'_>) {
    // The manifest is right about a file with a wrong suffix: Salesforce does not know it yet.
    let all = context.app.files.iter().filter_map(|&index| context.project.files.get(index));
    let files: Vec<&MetadataFile> = all.filter(|file| !file.is_misnamed()).collect();
    for manifest in manifests(context.project) {
        // What goes into a package is no business of the manifest of what does not.
        let named = files.iter().filter(|file| mention(manifest, file).is_some());
        let beside_package = named.into_iter().all(|file| !context.project.builds_package(file));
        let wanted = |file: &&MetadataFile| {
            let left_out = beside_package && context.project.builds_package(file);
            !left_out && !names_another(context.project, manifest, file)
        };
        let files: Vec<&MetadataFile> = files.iter().copied().filter(wanted).collect();
        check_manifest(manifest, &files, &context.app.name, findings);
    }
}

/// Whether the manifest leaves the file out, but names one of its type that there is not: the wrong
/// name is the fault then.
fn names_another(project: &Project, manifest: &Manifest, file: &MetadataFile) -> bool {
    let known =
        |name: &str| project.files_of(&file.metadata_type.name).any(|f| f.full_name == name);
    let types = manifest.types.iter().filter(|t| t.name == file.metadata_type.manifest_name());
    mention(manifest, file).is_none()
        && types.flat_map(|t| &t.members).any(|(member, _)| !known(member))
}

fn check_manifest(
    manifest: &Manifest,
    files: &[&MetadataFile],
    app: &str,
    findings: &mut Findings<'_>,
) {
    // A wildcard for headers means every app; for other types it says nothing of this one.
    let means_app = |file: &&MetadataFile| match mention(manifest, file)? {
        named @ Mention::Name(_) => Some(named.span()),
        Mention::Wildcard(span) => (file.metadata_type.role == Role::Header).then_some(span),
    };
    let Some(span) = files.iter().find_map(means_app) else { return };
    let missing: Vec<&MetadataFile> =
        files.iter().copied().filter(|file| mention(manifest, file).is_none()).collect();
    if missing.is_empty() {
        return;
    }
    let list: Vec<String> = missing
        .iter()
        .map(|file| format!("`{}` ({})", file.full_name, file.metadata_type.manifest_name()))
        .collect();
    // Policies belong to the administrators of each org and are often left out on purpose.
    let only_policies = missing.iter().all(|file| file.metadata_type.role == Role::Policies);
    let severity = if only_policies { Severity::Hint } else { Severity::Warning };
    let what = if missing.len() == 1 { "file" } else { "files" };
    findings.add(
        Draft::new(
            Place { path: manifest.path.clone(), span },
            format!("the manifest leaves out {} {what} of the app `{app}`", missing.len()),
            format!("add {}", list.join(", ")),
        )
        .severity(severity)
        .maybe_fix(fix(manifest, &missing)),
    );
}

fn fix(manifest: &Manifest, missing: &[&MetadataFile]) -> Option<Fix> {
    let edit = |file: &&MetadataFile| {
        let edit = add_member(manifest, file.metadata_type.manifest_name(), &file.full_name)?;
        Some(FileEdit { path: manifest.path.clone(), edit })
    };
    let edits: Option<Vec<FileEdit>> = missing.iter().map(edit).collect();
    let title = "add the files to the manifest".to_owned();
    Some(Fix { title, safety: Safety::Unsafe, edits: edits?, moves: Vec::new() })
}
