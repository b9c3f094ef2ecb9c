use super::declare_rule;
use super::manifest::{Mention, add_members, is_partial, manifests, mention, names_another};
use crate::diagnostic::{Place, Severity};
use crate::project::{Manifest, MetadataFile};
use crate::rules::{AppContext, Draft, Findings};
use crate::schema::Role;

declare_rule! {
    /// A manifest contains some files of an app and not the others.
    ///
    /// ## Why
    /// A deploy sends only what the manifest lists: the org keeps older settings, or has none.
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
    /// ## Bad
    /// A manifest for some files of an app may be meant so, which makes it a hint.
    /// ```xml eca
    /// <label>Billing</label>
    /// ```
    /// ```xml ecaOauth
    /// <label>Billing</label>
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
    ///
    /// ## Bad
    /// So is the manifest of what changed.
    /// ```xml eca
    /// <label>Billing</label>
    /// ```
    /// ```xml ecaOauth
    /// <label>Billing</label>
    /// ```
    /// ```xml /manifest/delta-package.xml
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
        // The manifest of what is deployed next to a package does not list what is in the package.
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

fn check_manifest(
    manifest: &Manifest,
    files: &[&MetadataFile],
    app: &str,
    findings: &mut Findings<'_>,
) {
    // A wildcard for headers means every app; for other types it says nothing of this one.
    let is_header = |file: &MetadataFile| file.metadata_type.role == Role::Header;
    let means_app = |file: &&MetadataFile| match mention(manifest, file)? {
        named @ Mention::Name(_) => Some(named.span()),
        Mention::Wildcard(span) => is_header(file).then_some(span),
    };
    let Some(span) = files.iter().find_map(means_app) else { return };
    let names_header = files
        .iter()
        .any(|file| is_header(file) && matches!(mention(manifest, file), Some(Mention::Name(_))));
    let missing: Vec<&MetadataFile> =
        files.iter().copied().filter(|file| mention(manifest, file).is_none()).collect();
    let list: Vec<String> = missing
        .iter()
        .map(|file| format!("`{}` ({})", file.full_name, file.metadata_type.manifest_name()))
        .collect();
    // Policies belong to the administrators of each org and are often omitted on purpose.
    let only_policies = missing.iter().all(|f| f.metadata_type.role == Role::Policies);
    let whole_app = names_header && !only_policies && !is_partial(manifest);
    let severity = if whole_app { Severity::Warning } else { Severity::Hint };
    let what = if missing.len() == 1 { "file" } else { "files" };
    if missing.is_empty() {
        return;
    }
    findings.add(
        Draft::new(
            Place { path: manifest.path.clone(), span },
            format!("the manifest does not contain {} {what} of the app `{app}`", missing.len()),
            format!("to deploy the whole app, add {}", list.join(", ")),
        )
        .severity(severity)
        .maybe_fix(add_members(manifest, &missing)),
    );
}
