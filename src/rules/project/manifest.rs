//! What a manifest covers of a project.

use crate::diagnostic::{FileEdit, Fix, Safety};
use crate::project::{Manifest, MetadataFile, Project, ProjectKind};
use crate::rules::fixes::add_member;
use crate::schema::Cardinality;
use crate::text::Span;

/// The manifests that say what to deploy or to retrieve.
pub(super) fn manifests(project: &Project) -> impl Iterator<Item = &Manifest> {
    readable(project).filter(|manifest| !deletes(manifest))
}

/// The manifests that say what to delete.
pub(super) fn deletions(project: &Project) -> impl Iterator<Item = &Manifest> {
    readable(project).filter(|manifest| deletes(manifest))
}

fn readable(project: &Project) -> impl Iterator<Item = &Manifest> {
    let whole = |manifest: &&Manifest| manifest.document.faults.is_empty();
    project.manifests.iter().filter(|_| project.kind != ProjectKind::Loose).filter(whole)
}

fn deletes(manifest: &Manifest) -> bool {
    is_named(manifest, &["destructive"])
}

/// Whether the manifest only lists what to retrieve from an org.
pub(super) fn is_for_retrieve(manifest: &Manifest) -> bool {
    is_named(manifest, &["retrieve"])
}

/// Whether the manifest is by its name for a part of the project, such as what changed.
pub(super) fn is_partial(manifest: &Manifest) -> bool {
    is_named(manifest, &["retrieve", "delta", "diff"])
}

/// Whether one of the words is in the name of the file.
fn is_named(manifest: &Manifest, words: &[&str]) -> bool {
    let name = manifest.path.rsplit('/').next().unwrap_or_default().to_ascii_lowercase();
    words.iter().any(|word| name.contains(word))
}

/// Whether the type's files belong to apps.
pub(super) fn is_of_apps(file: &MetadataFile) -> bool {
    file.metadata_type.per_app != Cardinality::NotPerApp
}

/// How a manifest names a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mention {
    /// By name, here.
    Name(Span),
    /// By `*`, here.
    Wildcard(Span),
}

impl Mention {
    /// Where.
    pub(super) fn span(self) -> Span {
        match self {
            Self::Name(span) | Self::Wildcard(span) => span,
        }
    }
}

/// How a manifest names a file, if it does.
pub(super) fn mention(manifest: &Manifest, file: &MetadataFile) -> Option<Mention> {
    let wanted = file.metadata_type.manifest_name();
    let members = manifest.types.iter().filter(|t| t.name == wanted).flat_map(|t| &t.members);
    let mut wildcard = None;
    for (member, span) in members {
        if *member == file.full_name {
            return Some(Mention::Name(*span));
        }
        if member == "*" {
            wildcard = Some(Mention::Wildcard(*span));
        }
    }
    wildcard
}

/// Whether the manifest does not contain the file, but a name of its type that is not in the
/// project: the wrong name is the fault then.
pub(super) fn names_another(project: &Project, manifest: &Manifest, file: &MetadataFile) -> bool {
    let known =
        |name: &str| project.files_of(&file.metadata_type.name).any(|f| f.full_name == name);
    let types = manifest.types.iter().filter(|t| t.name == file.metadata_type.manifest_name());
    mention(manifest, file).is_none()
        && types.flat_map(|t| &t.members).any(|(member, _)| !known(member))
}

/// Adds files to a manifest.
pub(super) fn add_members(manifest: &Manifest, missing: &[&MetadataFile]) -> Option<Fix> {
    let edit = |file: &&MetadataFile| {
        let edit = add_member(manifest, file.metadata_type.manifest_name(), &file.full_name)?;
        Some(FileEdit { path: manifest.path.clone(), edit })
    };
    let edits: Option<Vec<FileEdit>> = missing.iter().map(edit).collect();
    let title = "add the files to the manifest".to_owned();
    Some(Fix { title, safety: Safety::Unsafe, edits: edits?, moves: Vec::new() })
}
