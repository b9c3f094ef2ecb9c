//! What API versions lack: how bad that is, and how to mend it.

use super::support;
use crate::change::Edit;
use crate::diagnostic::{Fix, Safety, Severity};
use crate::project::Project;
use crate::rules::{Draft, FileContext};
use crate::schema::ApiVersion;

/// The gravest that may be said of what an API version lacks: an org that wrote a file had it.
pub(super) fn gravest(context: &FileContext<'_>) -> Option<Severity> {
    let retrieved =
        context.project.facts_of(context.file).is_some_and(|facts| facts.is_retrieved());
    let most = if retrieved { Severity::Warning } else { Severity::Error };
    support::gravest(context.file).map(|gravest| gravest.min(most))
}

/// Writes a newer API version where the project states its own.
pub(super) fn raise_version(project: &Project, version: ApiVersion) -> Option<Fix> {
    let place = project.api_version_place.as_ref()?;
    let in_json = project.sfdx_file.as_ref().is_some_and(|file| file.path == place.path);
    let text = if in_json { format!("\"{version}\"") } else { version.to_string() };
    let edit = Edit::replace(place.span, text);
    let title = format!("set the API version to {version}");
    Some(Fix::edit(title, Safety::Unsafe, &place.path, edit))
}

/// Points also at the place of the project's API version.
pub(super) fn with_version_place(draft: Draft, project: &Project) -> Draft {
    match &project.api_version_place {
        Some(place) => draft.related(place.clone(), "the API version stands here"),
        None => draft,
    }
}
