//! Manifests that name an app get its new files too.

use std::path::Path;
use std::sync::Arc;

use walkdir::{DirEntry, WalkDir};

use crate::change::apply;
use crate::disk::FileWrite;
use crate::generate::{Component, PlannedField};
use crate::input::{self, MAX_FILE_BYTES};
use crate::project::{
    App as Known, Manifest, MetadataFile, PACKAGE_MANIFEST, Project, ProjectKind, SFDX_PROJECT,
    is_left_out,
};
use crate::rules::fixes::add_member;
use crate::schema::{ApiVersion, Basis, Role, names, schema};

/// A component that a project gets, or that changes in it.
pub(super) struct Member {
    /// Its type, as manifests name it.
    pub(super) type_name: String,
    /// Its name.
    pub(super) name: String,
    /// Whether it goes where a package is built from.
    pub(super) in_package: bool,
    /// Whether the project did not have it before.
    pub(super) is_new: bool,
    /// The API version that it needs.
    pub(super) since: ApiVersion,
}

impl Member {
    /// A component of an app, with the elements that are new in it.
    pub(super) fn of(component: &Component, old: &[PlannedField], in_package: bool) -> Self {
        let metadata_type = component.metadata_type;
        let known = |basis: Basis, since: ApiVersion| (basis != Basis::Assumed).then_some(since);
        let new = component.fields.iter().filter(|field| !old.contains(field));
        let elements = new.filter_map(|field| metadata_type.element(&field.name));
        let since = elements.filter_map(|element| known(element.since_basis, element.since));
        let of_type = known(metadata_type.since_basis, metadata_type.since);
        Self {
            type_name: metadata_type.manifest_name().to_owned(),
            name: component.full_name.clone(),
            in_package,
            is_new: true,
            since: since.chain(of_type).max().unwrap_or(schema().versions.oldest),
        }
    }
}

/// The manifests of the project that name the app, with the new members in them; and those among
/// all that deploy what was added to the app.
///
/// # Errors
/// If one deploys at an API version that does not have what is added.
pub(super) fn with(
    project: &Project,
    known: Option<&Known>,
    members: &[Member],
) -> Result<(Vec<FileWrite>, Vec<String>), String> {
    let files: Vec<&MetadataFile> = known
        .into_iter()
        .flat_map(|app| &app.files)
        .filter_map(|&i| project.files.get(i))
        .collect();
    let mut changed = Vec::new();
    let mut deploying = Vec::new();
    for (path, text) in candidates(&project.root)? {
        let Some(manifest) = Manifest::of(Arc::from(path.as_str()), text) else { continue };
        // Beside metadata that no project deploys, what it does not name is not deployed.
        let alone = project.kind != ProjectKind::Sfdx && path == PACKAGE_MANIFEST;
        let meant = alone || means(&manifest, &files, known.is_none());
        if !manifest.document.faults.is_empty() || !meant {
            continue;
        }
        let needs = members.iter().map(|member| member.since).max();
        if let (Some((version, _)), Some(needs)) = (manifest.version, needs)
            && version < needs
            && project.api_version.is_none_or(|own| own >= needs)
        {
            return Err(format!(
                "{path} deploys the app at API version {version}, and what is added needs {needs}; \
                 raise the `<version>` in that file first"
            ));
        }
        // What goes into a package is no business of the manifest of what does not.
        let named = files.iter().filter(|file| mentions(&manifest, file));
        let beside_package = named.into_iter().all(|file| !project.builds_package(file));
        let left_out = |member: &&Member| beside_package && !files.is_empty() && member.in_package;
        let mut own = members.iter().filter(|member| !left_out(member));
        let wanted = own.clone().filter(|member| member.is_new || alone);
        let text = wanted.fold(manifest.text.clone(), |text, member| added(&path, text, member));
        // Whoever omits what changed, such as policies, does so on purpose.
        if own.all(|member| added(&path, text.clone(), member) == text) {
            deploying.push(path.clone());
        }
        if text != manifest.text {
            changed.push(FileWrite { path, bytes: text.into_bytes() });
        }
    }
    Ok((changed, deploying))
}

/// A manifest with members in it; none where it has them all, is not a whole manifest, or deploys
/// at an API version that does not have what is added.
pub(super) fn with_all<'m>(
    path: &str,
    text: &str,
    members: impl Iterator<Item = &'m Member> + Clone,
) -> Option<String> {
    let manifest = Manifest::of(Arc::from(path), text.to_owned())?;
    let needs = members.clone().map(|member| member.since).max()?;
    let is_old = manifest.version.is_some_and(|(version, _)| version < needs);
    if is_old || !manifest.document.faults.is_empty() {
        return None;
    }
    let new = members.fold(text.to_owned(), |text, member| added(path, text, member));
    (new != text).then_some(new)
}

fn added(path: &str, text: String, member: &Member) -> String {
    let Some(manifest) = Manifest::of(Arc::from(path), text.clone()) else { return text };
    let names = |name: &String| name == "*" || *name == member.name;
    let types = manifest.types.iter().filter(|types| types.name == member.type_name);
    if types.flat_map(|types| &types.members).any(|(name, _)| names(name)) {
        return text;
    }
    match add_member(&manifest, &member.type_name, &member.name) {
        Some(edit) => apply(&text, &[edit]),
        None => text,
    }
}

/// Whether a deploy with the manifest is one of the app.
fn means(manifest: &Manifest, files: &[&MetadataFile], is_new: bool) -> bool {
    let headers = manifest.types.iter().filter(|types| types.name == names::HEADER);
    let all = headers.flat_map(|types| &types.members).any(|(member, _)| member == "*");
    let names_file = |file: &&&MetadataFile| member_named(manifest, file, &file.full_name);
    let has_header = files.iter().any(|file| file.metadata_type.role == Role::Header);
    files.iter().any(|file| names_file(&file)) || all && (is_new || has_header)
}

fn mentions(manifest: &Manifest, file: &MetadataFile) -> bool {
    member_named(manifest, file, &file.full_name) || member_named(manifest, file, "*")
}

fn member_named(manifest: &Manifest, file: &MetadataFile, name: &str) -> bool {
    let wanted = file.metadata_type.manifest_name();
    let types = manifest.types.iter().filter(|types| types.name == wanted);
    types.flat_map(|types| &types.members).any(|(member, _)| member == name)
}

/// Files that may be manifests of the project: path below its root and text, in order of paths.
///
/// # Errors
/// If a folder cannot be read, or a file that may be one.
fn candidates(root: &Path) -> Result<Vec<(String, String)>, String> {
    let below = |entry: &DirEntry| {
        let name = entry.file_name().to_string_lossy();
        let other = entry.file_type().is_dir() && is_other_deploy(entry.path());
        entry.depth() == 0 || !is_left_out(&name) && !other
    };
    let walk = WalkDir::new(root).sort_by_file_name().into_iter().filter_entry(below);
    let mut out = Vec::new();
    for entry in walk {
        let entry = entry.map_err(|fault| format!("the project cannot be read: {fault}"))?;
        // A link inside leads to another file that is found; what is below a folder is found too.
        if entry.file_type().is_dir() || entry.path_is_symlink() && entry.path().exists() {
            continue;
        }
        let name = entry.file_name().to_string_lossy().to_ascii_lowercase();
        let manifest = entry.path().extension().is_some_and(|end| end.eq_ignore_ascii_case("xml"))
            && !name.ends_with("-meta.xml")
            && !name.contains("destructive");
        let path = entry.path().strip_prefix(root).ok().filter(|_| manifest);
        let Some(path) = path else { continue };
        let parts: Vec<_> = path.iter().map(|part| part.to_string_lossy()).collect();
        let path = parts.join("/");
        let text = input::bytes(entry.path(), root, MAX_FILE_BYTES);
        let text = text.and_then(|bytes| {
            let is_manifest = memchr::memmem::find(&bytes, b"<Package").is_some();
            is_manifest.then(|| input::utf8(bytes)).transpose()
        });
        let text = text.map_err(|fault| {
            format!("{path} may be a manifest that names the app, and cannot be read: {fault}")
        })?;
        out.extend(text.map(|text| (path, text)));
    }
    Ok(out)
}

/// Whether a folder is a project of its own, or a deploy with its manifest next to the metadata.
fn is_other_deploy(folder: &Path) -> bool {
    let has_metadata = || {
        let mut types = schema().app_types();
        types.any(|metadata_type| folder.join(metadata_type.folder.as_str()).is_dir())
    };
    folder.join(SFDX_PROJECT).is_file() || folder.join(PACKAGE_MANIFEST).is_file() && has_metadata()
}
