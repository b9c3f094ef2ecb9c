//! What a manifest covers of a project.

use crate::change::Edit;
use crate::project::{Manifest, MetadataFile, Project, ProjectKind};
use crate::rules::fixes::line_end;
use crate::schema::Cardinality;
use crate::text::Span;
use crate::xml::escape_text;

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

/// Adds a member to a manifest: to the `types` of its type, or in new ones before the version.
pub(super) fn add_member(manifest: &Manifest, type_name: &str, member: &str) -> Option<Edit> {
    let root = manifest.document.root.as_ref()?;
    let end = line_end(&manifest.text);
    let member = escape_text(member);
    let types = root
        .children_named("types")
        .find(|types| types.child("name").is_some_and(|name| name.value().trimmed() == type_name));
    if let Some(first) = types.and_then(|types| types.elements().next()) {
        let indent = indent(&manifest.text, first.span.start);
        let text = format!("<members>{member}</members>{end}{indent}");
        return Some(Edit::insert(first.span.start, text));
    }
    let version = root.child("version")?;
    let indent = indent(&manifest.text, version.span.start);
    let lines = [
        "<types>".to_owned(),
        format!("{indent}<members>{member}</members>"),
        format!("{indent}<name>{type_name}</name>"),
        "</types>".to_owned(),
        String::new(),
    ];
    Some(Edit::insert(version.span.start, lines.join(&format!("{end}{indent}"))))
}

fn indent(text: &str, at: usize) -> &str {
    let before = text.get(..at).unwrap_or_default();
    let line = &before[before.rfind('\n').map_or(0, |end| end + 1)..];
    if line.trim().is_empty() { line } else { "" }
}
