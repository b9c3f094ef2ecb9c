use super::declare_rule;
use super::manifest::{deletions, manifests};
use crate::change::Edit;
use crate::diagnostic::{Fix, Place, Safety};
use crate::project::{Manifest, suffix_meant_by};
use crate::rules::{Draft, Findings, ProjectContext};
use crate::schema::{MetadataType, Part, schema};
use crate::text::Span;
use crate::text::suggest::{fold, nearest};

declare_rule! {
    /// A manifest contains a type of External Client Apps that does not exist.
    ///
    /// ## Why
    /// The Salesforce CLI knows no such type and stops with a registry error before it deploys or
    /// retrieves anything.
    ///
    /// ## Bad
    /// ```xml /manifest/package.xml
    /// <Package xmlns="http://soap.sforce.com/2006/04/metadata">
    ///     <types>
    ///         <members>*</members>
    ///         <name>ExtlClntAppOauthPolicies</name>
    ///     </types>
    ///     <version>67.0</version>
    /// </Package>
    /// ```
    ///
    /// ## Bad
    /// Settings of the org are members of the type `Settings`.
    /// ```xml /manifest/package.xml
    /// <Package xmlns="http://soap.sforce.com/2006/04/metadata">
    ///     <types>
    ///         <members>*</members>
    ///         <name>ExternalClientAppSettings</name>
    ///     </types>
    ///     <version>67.0</version>
    /// </Package>
    /// ```
    ///
    /// ## Good
    /// ```xml /manifest/package.xml
    /// <Package xmlns="http://soap.sforce.com/2006/04/metadata">
    ///     <types>
    ///         <members>*</members>
    ///         <name>ExtlClntAppOauthConfigurablePolicies</name>
    ///     </types>
    ///     <types>
    ///         <members>ExternalClientApp</members>
    ///         <name>Settings</name>
    ///     </types>
    ///     <version>67.0</version>
    /// </Package>
    /// ```
    "unknown-manifest-type",
    severity: Error,
    sources: ["D-REG", "M-ECA"],
    fix: Sometimes,
    check: Project(check),
}

/// How the names of the types of apps begin.
const BEGINNINGS: &[&str] = &["extlclntapp", "externalclientapp"];

fn check(context: &ProjectContext<'_>, findings: &mut Findings<'_>) {
    for manifest in manifests(context.project).chain(deletions(context.project)) {
        for types in &manifest.types {
            if is_meant_for_apps(&types.name) && !is_known(&types.name) {
                findings.add(draft(manifest, &types.name, types.name_span));
            }
        }
    }
}

fn is_meant_for_apps(name: &str) -> bool {
    let folded = name.to_ascii_lowercase();
    BEGINNINGS.iter().any(|beginning| folded.starts_with(beginning))
}

/// Whether manifests may contain that type.
fn is_known(name: &str) -> bool {
    schema().types.values().any(|t| t.manifest_name() == name)
        || schema().named.iter().any(|named| named.name == name)
}

/// The type that a person most likely meant: the one of that folder or suffix, else the nearest.
fn meant_by(name: &str) -> Option<&'static str> {
    let folder = |t: &&MetadataType| fold(&t.folder) == fold(name);
    let known = schema().app_types().find(folder).or_else(|| suffix_meant_by(name));
    known
        .map(|t| t.name.as_str())
        .or_else(|| nearest(name, schema().app_types().map(|t| t.name.as_str())))
}

fn draft(manifest: &Manifest, name: &str, span: Span) -> Draft {
    let place = Place { path: manifest.path.clone(), span };
    let message = format!("there is no metadata type `{name}`");
    let settings = |t: &&MetadataType| t.part == Part::Org && t.name == name;
    if let Some(settings) = schema().types.values().find(settings) {
        let member = settings.fixed_name.as_deref().unwrap_or_default();
        let help =
            format!("write `<name>{}</name>` with the member `{member}`", settings.manifest_name());
        return Draft::new(place, message, help);
    }
    let Some(meant) = meant_by(name) else {
        return Draft::new(
            place,
            message,
            "write the name of a type, as `ecaforge explain` lists it",
        );
    };
    let edit = Edit::replace(span, meant);
    let fix = Fix::edit(format!("write `{meant}`"), Safety::Unsafe, &manifest.path, edit);
    Draft::new(place, message, format!("write `{meant}`")).fix(fix)
}
