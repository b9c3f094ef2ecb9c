//! What a manifest covers of a project.

use crate::project::{Manifest, MetadataFile, Project, ProjectKind};
use crate::schema::Cardinality;
use crate::text::Span;

/// The manifests that say what to deploy.
pub(super) fn manifests(project: &Project) -> impl Iterator<Item = &Manifest> {
    let deploys = |manifest: &&Manifest| {
        let name = manifest.path.rsplit('/').next().unwrap_or_default();
        !name.to_ascii_lowercase().contains("destructive") && manifest.document.faults.is_empty()
    };
    project.manifests.iter().filter(|_| project.kind != ProjectKind::Loose).filter(deploys)
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
