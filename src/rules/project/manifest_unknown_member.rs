use super::declare_rule;
use super::manifest::{is_for_retrieve, is_of_apps, manifests};
use crate::change::Edit;
use crate::diagnostic::{Fix, Place, Safety};
use crate::project::{Manifest, ManifestType, Project};
use crate::rules::{Draft, Findings, ProjectContext};
use crate::schema::{Cardinality, schema};
use crate::text::Span;
use crate::text::suggest::nearest;

declare_rule! {
    /// A manifest contains a component of an app that is not in the project.
    ///
    /// ## Why
    /// A deploy sends nothing for such a member, or fails because its file is missing. Most often
    /// the member is the app's name where the file has a longer one.
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
    ///         <name>ExtlClntAppOauthSettings</name>
    ///     </types>
    ///     <version>67.0</version>
    /// </Package>
    /// ```
    ///
    /// ## Bad
    /// ```xml eca
    /// <distributionState>Local</distributionState>
    /// ```
    /// ```xml /manifest/package.xml
    /// <Package xmlns="http://soap.sforce.com/2006/04/metadata">
    ///     <types>
    ///         <members>Reporting</members>
    ///         <name>ExternalClientApplication</name>
    ///     </types>
    ///     <version>67.0</version>
    /// </Package>
    /// ```
    ///
    /// ## Good
    /// A manifest of what to retrieve lists components of the org.
    /// ```xml eca
    /// <distributionState>Local</distributionState>
    /// ```
    /// ```xml /manifest/retrieve.xml
    /// <Package xmlns="http://soap.sforce.com/2006/04/metadata">
    ///     <types>
    ///         <members>Reporting</members>
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
    ///         <members>Billing_oauth</members>
    ///         <name>ExtlClntAppOauthSettings</name>
    ///     </types>
    ///     <version>67.0</version>
    /// </Package>
    /// ```
    "manifest-unknown-member",
    formerly: ["manifest-invents-member"],
    severity: Warning,
    sources: ["M-ECA", "O-RETRIEVED"],
    fix: Sometimes,
    check: Project(check),
}

fn check(context: &ProjectContext<'_>, findings: &mut Findings<'_>) {
    let project = context.project;
    // Without any app here, the manifest is there to retrieve one.
    if !project.files.iter().any(is_of_apps) {
        return;
    }
    for manifest in manifests(project).filter(|manifest| !is_for_retrieve(manifest)) {
        for types in &manifest.types {
            let known = schema().types.values().find(|t| t.manifest_name() == types.name);
            if known.is_some_and(|t| t.per_app != Cardinality::NotPerApp) {
                check_types(project, manifest, types, findings);
            }
        }
    }
}

fn check_types(
    project: &Project,
    manifest: &Manifest,
    types: &ManifestType,
    findings: &mut Findings<'_>,
) {
    let ignored = project.ignored.iter().filter(|file| file.type_name == types.name);
    let known: Vec<&str> = project
        .files_of(&types.name)
        .map(|file| file.full_name.as_str())
        .chain(ignored.map(|file| file.full_name.as_str()))
        .collect();
    for (member, span) in &types.members {
        let odd = project.oddities.iter().any(|odd| is_called(&odd.path, member));
        if member == "*" || member.is_empty() || odd || known.contains(&member.as_str()) {
            continue;
        }
        let unlisted =
            || known.iter().copied().filter(|name| !types.members.iter().any(|(m, _)| m == name));
        let begins = || unlisted().find(|name| name.starts_with(member.as_str()));
        let meant = nearest(member, unlisted()).or_else(begins);
        let help = match meant {
            Some(name) => format!("write `{name}`, the name of the file"),
            None => "add the file to the project, or remove the member".to_owned(),
        };
        let fix = meant.map(|name| rename(manifest, *span, name));
        let place = Place { path: manifest.path.clone(), span: *span };
        let message =
            format!("`{}` `{member}` is in the manifest but not in the project", types.name);
        findings.add(Draft::new(place, message, help).maybe_fix(fix));
    }
}

/// Whether the file at that path has that name, whatever its suffix.
fn is_called(path: &str, name: &str) -> bool {
    let file = path.rsplit('/').next().unwrap_or_default();
    file.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

fn rename(manifest: &Manifest, span: Span, name: &str) -> Fix {
    let edit = Edit::replace(span, crate::xml::escape_text(name));
    Fix::edit(format!("write `{name}`"), Safety::Unsafe, &manifest.path, edit)
}
