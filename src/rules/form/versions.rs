//! What API versions lack: how bad that is, and how to fix it.

use super::support;
use crate::change::Edit;
use crate::diagnostic::{Fix, Place, Safety, Severity};
use crate::project::{Field, MetadataFile, Project};
use crate::rules::{Draft, FileContext};
use crate::schema::{ApiVersion, Basis, Element, Kind, MetadataType, Role, schema};

/// When something exists.
#[derive(Clone, Copy)]
pub(super) struct Lifetime {
    /// First API version.
    pub since: ApiVersion,
    /// How the versions are known.
    pub basis: Basis,
    /// An earlier API version in which orgs wrote it already.
    pub seen_since: Option<ApiVersion>,
    /// Last API version.
    pub until: Option<ApiVersion>,
    /// A later API version in which files of orgs still have it.
    pub seen_until: Option<ApiVersion>,
    /// Whether it is a whole type, whose files an org has or does not have.
    pub is_type: bool,
}

/// How an API version lacks something.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Lack {
    /// It came later, with this version.
    Newer(ApiVersion),
    /// It is gone; this was its last version.
    Gone(ApiVersion),
}

impl Lifetime {
    /// That of a type.
    pub(super) fn of_type(metadata_type: &MetadataType) -> Self {
        let MetadataType { since, since_basis: basis, seen_since, .. } = *metadata_type;
        Self { since, basis, seen_since, until: None, seen_until: None, is_type: true }
    }

    /// That of an element.
    pub(super) fn of_element(field: &Field<'_>) -> Self {
        let Element { since, since_basis: basis, seen_since, until, seen_until, .. } =
            *field.schema;
        Self { since, basis, seen_since, until, seen_until, is_type: false }
    }

    /// That of the value of an element, where it came later than the element.
    pub(super) fn of_value(field: &Field<'_>) -> Option<Self> {
        let schema = field.schema;
        let (since, basis) = match schema.kind {
            Kind::Enum => {
                let value = schema.value(&field.text())?;
                let basis = if value.undocumented { Basis::Observed } else { schema.since_basis };
                (value.since?, basis)
            }
            Kind::Int => {
                let number = field.text().parse::<i64>().ok()?;
                let allowed = schema.allowed.iter().find(|allowed| allowed.value == number)?;
                // The type definition takes every number; only the guide tells them apart.
                (allowed.since, Basis::Observed)
            }
            _ => return None,
        };
        Some(Self { since, basis, seen_since: None, until: None, seen_until: None, is_type: false })
    }

    /// How the API version lacks it, and how bad that is in a file; none where nothing is to be
    /// said. A documented version is an error, for an element only in files that no org wrote. Where
    /// files of orgs contradict the documents, such files are left alone, and others get a warning.
    pub(super) fn lack(
        self,
        context: &FileContext<'_>,
        version: ApiVersion,
    ) -> Option<(Lack, Severity)> {
        let gravest = support::gravest(context.file)?;
        let (lack, is_seen) = match self.until {
            Some(until) if until < version => {
                (Lack::Gone(until), self.seen_until.is_some_and(|seen| version <= seen))
            }
            _ if self.since <= version => return None,
            _ => (Lack::Newer(self.since), self.seen_since.is_some_and(|seen| seen <= version)),
        };
        if is_seen && (self.is_type || is_of_an_org(context)) {
            return None;
        }
        // An org of a newer version writes its elements into files of the project: projects with such
        // files are in use. A type that the version lacks is refused in any case.
        let is_sure = self.is_type || !is_of_an_org(context);
        let documented = self.basis == Basis::Documented && !is_seen;
        let severity = if documented && is_sure { Severity::Error } else { Severity::Warning };
        Some((lack, severity.min(gravest)))
    }
}

/// Whether an org wrote the file, as far as the files of its app tell. Settings of the org are
/// retrieved whole.
fn is_of_an_org(context: &FileContext<'_>) -> bool {
    let facts = context.project.facts_of(context.file);
    context.file.metadata_type.role == Role::Org || facts.is_some_and(|facts| facts.is_retrieved())
}

/// The API version of the project, where it has External Client Apps at all; one that is older
/// has a finding of its own.
pub(super) fn judged_version(project: &Project) -> Option<ApiVersion> {
    project.api_version.filter(|&version| version >= schema().versions.oldest)
}

/// The version that is missing, in the words of every message.
pub(super) fn needs(what: &str, since: ApiVersion, version: ApiVersion) -> String {
    format!("{what} needs API version {since}; this project deploys at {version}")
}

/// Where the project states its API version: the file to change, and the words for it.
pub(super) fn to_raise(project: &Project, version: ApiVersion) -> String {
    let in_json = states_in_json(project);
    let what = if in_json { "`sourceApiVersion`" } else { "the API version" };
    format!("set {what} to {version} or later")
}

fn states_in_json(project: &Project) -> bool {
    let place = project.api_version_place.as_ref();
    place
        .is_some_and(|place| project.sfdx_file.as_ref().is_some_and(|file| file.path == place.path))
}

/// Writes a newer API version where the project states its own.
pub(super) fn raise_version(project: &Project, version: ApiVersion) -> Option<Fix> {
    let place = project.api_version_place.as_ref()?;
    let in_json = states_in_json(project);
    let text = if in_json { format!("\"{version}\"") } else { version.to_string() };
    let edit = Edit::replace(place.span, text);
    let title = format!("set the API version to {version}");
    Some(Fix::edit(title, Safety::Unsafe, &place.path, edit))
}

/// Points also at the place of the project's API version.
pub(super) fn with_version_place(draft: Draft, project: &Project) -> Draft {
    match &project.api_version_place {
        Some(place) => draft.related(place.clone(), "the API version is set here"),
        None => draft,
    }
}

/// The place of the API version of the project; without one, the head of `file`.
pub(super) fn version_place(project: &Project, file: &MetadataFile) -> Place {
    project.api_version_place.clone().unwrap_or_else(|| file.head())
}
