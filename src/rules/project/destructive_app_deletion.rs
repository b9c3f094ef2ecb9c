use super::declare_rule;
use super::manifest::{deletions, manifests};
use crate::diagnostic::Place;
use crate::project::{Manifest, Project};
use crate::rules::{Draft, Findings, ProjectContext};
use crate::schema::names;
use crate::text::Span;

declare_rule! {
    /// Destructive changes delete an External Client App that the project keeps.
    ///
    /// ## Why
    /// The consumer key and secret of a deleted app cannot be restored. An app that is deployed
    /// again gets new ones, and every client must be given them.
    ///
    /// ## Bad
    /// ```xml eca
    /// <distributionState>Local</distributionState>
    /// ```
    /// ```xml /manifest/destructiveChangesPost.xml
    /// <Package xmlns="http://soap.sforce.com/2006/04/metadata">
    ///     <types>
    ///         <members>Billing</members>
    ///         <name>ExternalClientApplication</name>
    ///     </types>
    /// </Package>
    /// ```
    ///
    /// ## Bad
    /// The manifest of the same deploy contains the app.
    /// ```xml /manifest/destructiveChanges.xml
    /// <Package xmlns="http://soap.sforce.com/2006/04/metadata">
    ///     <types>
    ///         <members>Billing</members>
    ///         <name>ExternalClientApplication</name>
    ///     </types>
    /// </Package>
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
    /// The app that is deleted is not in the project any more.
    /// ```xml eca
    /// <distributionState>Local</distributionState>
    /// ```
    /// ```xml /manifest/destructiveChanges.xml
    /// <Package xmlns="http://soap.sforce.com/2006/04/metadata">
    ///     <types>
    ///         <members>OldBilling</members>
    ///         <name>ExternalClientApplication</name>
    ///     </types>
    /// </Package>
    /// ```
    "destructive-app-deletion",
    severity: Warning,
    sources: ["M-DESTRUCT", "M-GLB"],
    fix: None("whether the app is to stay is a person's decision"),
    check: Project(check),
}

fn check(context: &ProjectContext<'_>, findings: &mut Findings<'_>) {
    let project = context.project;
    for manifest in deletions(project) {
        for (app, span) in headers(manifest) {
            let Some((place, where_to)) = kept(project, manifest, app) else { continue };
            findings.add(
                Draft::new(
                    Place { path: manifest.path.clone(), span },
                    format!(
                        "this deletes the app `{app}`, which {where_to}; its consumer key and \
                         secret cannot be restored"
                    ),
                    "remove the member, or delete the files of the app as well if it is to go",
                )
                .app(app)
                .related(place, "the app"),
            );
        }
    }
}

/// The apps that a manifest names.
fn headers(manifest: &Manifest) -> impl Iterator<Item = (&str, Span)> {
    let types = manifest.types.iter().filter(|types| types.name == names::HEADER);
    types.flat_map(|types| &types.members).map(|(member, span)| (member.as_str(), *span))
}

/// Where the app stays, and that in words.
fn kept(project: &Project, deletion: &Manifest, app: &str) -> Option<(Place, &'static str)> {
    let header = project.apps.get(app).and_then(|known| known.header(&project.files));
    if let Some(header) = header {
        return Some((header.head(), "is in the project"));
    }
    let folder =
        |manifest: &Manifest| manifest.path.rsplit_once('/').map(|(dir, _)| dir.to_owned());
    let same_deploy = manifests(project).filter(|m| folder(m) == folder(deletion));
    same_deploy
        .flat_map(|manifest| headers(manifest).map(move |(name, span)| (manifest, name, span)))
        .find(|(_, name, _)| *name == app)
        .map(|(manifest, _, span)| {
            (Place { path: manifest.path.clone(), span }, "the manifest next to it deploys")
        })
}
