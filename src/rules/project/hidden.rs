//! How grave it is that `.forceignore` hides a file.

use crate::diagnostic::Severity;
use crate::project::IgnoredFile;
use crate::schema::{Cardinality, MetadataType, Packaging, Role, names, schema};

/// What Setup calls files of that type.
pub(super) fn title(type_name: &str) -> &str {
    schema().types.get(type_name).map_or("file", |t| t.title.as_str())
}

/// Whether a line of `.forceignore` names the file, its suffix or its folder, so that it was
/// written for such files.
fn is_meant_for(line: &str, file: &IgnoredFile, known: &MetadataType) -> bool {
    let name = file.path.rsplit('/').next().unwrap_or_default();
    let parts: Vec<&str> = line.split('/').collect();
    line.contains(&format!(".{}", known.suffix))
        || parts.contains(&known.folder.as_str())
        || parts.contains(&name)
        || (!file.full_name.is_empty() && line.contains(&format!("{}.", file.full_name)))
}

/// The severity of a line that hides the file; none where that is right. `builds` says whether the
/// project builds a package.
pub(super) fn severity_of(file: &IgnoredFile, line: &str, builds: bool) -> Option<Severity> {
    let known = schema().types.get(file.type_name)?;
    if known.per_app == Cardinality::NotPerApp || known.role == Role::Policies {
        return None;
    }
    match known.packaging {
        Packaging::Never if builds => None,
        // These contain credentials, and some keep them out of deploys on purpose.
        _ if file.type_name == names::GLOBAL_OAUTH => Some(Severity::Hint),
        _ if is_meant_for(line, file, known) => Some(Severity::Hint),
        _ => Some(Severity::Warning),
    }
}
