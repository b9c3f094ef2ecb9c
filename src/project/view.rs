//! The files of a project as they may be shown.

use super::Workspace;
use crate::mask::{self, Known, Masked};
use crate::schema::{names, schema};

/// A file as it may be shown, by what its name and its text say it is.
#[must_use]
pub fn masked(path: &str, text: &str, known: &Known) -> Masked {
    let name = path.rsplit(['/', '\\']).next().unwrap_or(path);
    let lower = name.to_ascii_lowercase();
    let ends = |ending: &str| lower.ends_with(ending);
    let body = text.trim_start_matches('\u{feff}').trim_start();
    if lower.starts_with(".env") || ends(".env") {
        mask::with_own(text, mask::environment(text, known))
    } else if ends(".json")
        || ends(".lock") && body.starts_with('{')
        || body.starts_with('{') && !ends(".toml")
    {
        mask::json(text, known)
    } else if ends(".toml") || ends(".lock") {
        mask::with_own(text, mask::toml(text, known))
    } else if ends(".xml") || body.starts_with('<') {
        mask::metadata(text, known)
    } else {
        mask::with_own(text, mask::prose(text, known))
    }
}

/// The names that the files of a workspace have, and its custom scopes.
#[must_use]
pub(crate) fn known_names(workspace: &Workspace) -> Known {
    let projects = || workspace.projects.iter();
    let files = projects().flat_map(|p| &p.files).map(|file| file.full_name.clone());
    let stems = projects().flat_map(|p| &p.files).flat_map(|file| {
        let name = file.path.rsplit('/').next().unwrap_or_default();
        name.split('.').map(str::to_owned).collect::<Vec<_>>()
    });
    let certificates = projects().flat_map(|p| &p.certificates).map(|c| c.name.clone());
    let types = schema().types.keys().chain([names::PERMISSION_SET]);
    let types: Vec<&str> = types.chain(schema().named.iter().map(|n| n.name.as_str())).collect();
    let others = projects().flat_map(|p| types.iter().flat_map(|t| p.names.of(t)));
    let apps = projects().flat_map(|p| p.apps.iter()).map(|app| app.name.clone());
    let apps = apps.filter(|name| mask::is_name(name, &Known::default()));
    files.chain(apps).chain(stems).chain(certificates).chain(others.map(str::to_owned)).collect()
}

/// The change of a file as a unified diff: `from` and `to` are the paths, `old` and `new` the texts.
#[must_use]
pub fn diff(header: (&str, &str), path: &str, old: &str, new: &str) -> String {
    let known = Known::default();
    let (shown_old, shown_new) = (masked(path, old, &known), masked(path, new, &known));
    mask::diff(header, (old, &shown_old.text), (new, &shown_new.text))
}
