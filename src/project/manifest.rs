//! Reading manifests: `package.xml` and the like.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::discover::{Found, PACKAGE_MANIFEST};
use super::load::Loader;
use super::model::ManifestType;
use super::{Manifest, ProjectKind};
use crate::xml;

impl Loader<'_> {
    pub(super) fn manifests(&self, found: &Found) -> Vec<Manifest> {
        let paths = match found.kind {
            ProjectKind::Sfdx => {
                let mut paths = self.files.list(&found.root.join("manifest"));
                paths.retain(|path| path.extension().is_some_and(|extension| extension == "xml"));
                paths.push(found.root.join(PACKAGE_MANIFEST));
                paths.extend(self.deletions(&found.root));
                paths.extend(self.deletions(&found.root.join("destructiveChanges")));
                paths
            }
            ProjectKind::Metadata => {
                let mut paths = vec![found.root.join(PACKAGE_MANIFEST)];
                paths.extend(self.deletions(&found.root));
                paths
            }
            ProjectKind::Loose => Vec::new(),
        };
        paths.iter().filter_map(|path| self.manifest(path)).collect()
    }

    /// The manifests in a directory that say what to delete.
    fn deletions(&self, dir: &Path) -> Vec<PathBuf> {
        let mut paths = self.files.list(dir);
        paths.retain(|path| {
            let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
            let name = name.to_ascii_lowercase();
            let is_xml = path.extension().is_some_and(|end| end.eq_ignore_ascii_case("xml"));
            name.starts_with("destructivechanges") && is_xml
        });
        paths
    }

    fn manifest(&self, path: &Path) -> Option<Manifest> {
        let (path, text) = self.text(path)?;
        Manifest::of(path, text)
    }
}

impl Manifest {
    /// Reads a manifest; none where the text is none.
    #[must_use]
    pub fn of(path: Arc<str>, text: String) -> Option<Self> {
        let document = xml::parse(&text);
        let root = document.root.as_ref().filter(|root| root.name.is("Package"))?;
        let types = root.children_named("types").map(manifest_type).collect();
        let version = root.child("version").and_then(|element| {
            let value = element.value();
            value.trimmed().parse().ok().map(|version| (version, value.trimmed_span()))
        });
        Some(Self { path, text, document, version, types })
    }
}

fn manifest_type(element: &xml::Element) -> ManifestType {
    let value = |element: &xml::Element| {
        let value = element.value();
        (value.trimmed().to_owned(), value.trimmed_span())
    };
    let (name, name_span) = element.child("name").map_or((String::new(), element.span), value);
    ManifestType {
        name,
        name_span,
        members: element.children_named("members").map(value).collect(),
    }
}
