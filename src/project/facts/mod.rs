//! What the files of an app say together: switched-on flows, effective values, lifetimes.
//!
//! Rules, the comparison of two projects and the deploy plan ask the same questions of an app;
//! the answers stand here once, and the flows' demands are read from the schema.

mod access;
mod callbacks;
mod flow;
mod meant;
mod tokens;

pub use access::{Access, access, first_widening};
pub(super) use flow::Judged;
pub(crate) use flow::{DemandFact, DemandState, FlowFacts};
pub(crate) use meant::meant_boolean;

use super::{App, Field, MetadataFile, Project};
use crate::schema::{Distribution, Kind, Literal, PermittedUsers, names, schema};

/// The element that says when refresh tokens end.
const REFRESH_POLICY: &str = "refreshTokenPolicyType";

/// An app seen as a whole.
#[derive(Clone, Copy, Debug)]
pub struct AppFacts<'a> {
    /// The project.
    pub project: &'a Project,
    /// The app.
    pub app: &'a App,
}

/// When refresh tokens end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefreshPolicy {
    /// The policy type as the schema spells it.
    pub kind: String,
    /// How many units.
    pub period: Option<i64>,
    /// The unit as the schema spells it.
    pub unit: Option<String>,
}

impl RefreshPolicy {
    /// Whether tokens live until someone revokes them.
    #[must_use]
    pub(crate) fn never_ends(&self) -> bool {
        self.kind == "Infinite"
    }

    /// Whether tokens end at once, so that none is of use.
    #[must_use]
    pub(crate) fn ends_at_once(&self) -> bool {
        self.kind == "Zero"
    }

    /// Whether tokens end a set time after their last use.
    #[must_use]
    pub(crate) fn ends_unused(&self) -> bool {
        self.kind == "SpecificInactivity"
    }

    /// Whether the type has a set time.
    #[must_use]
    pub(crate) fn has_set_time(&self) -> bool {
        has_set_time(&self.kind)
    }

    /// The set time in days, part of a day counted as a whole one; none where it has none or it is
    /// not known.
    #[must_use]
    pub fn days(&self) -> Option<i64> {
        let period = self.period.filter(|_| self.has_set_time())?;
        match self.unit.as_deref()? {
            "Hours" => Some(period.saturating_add(23) / 24),
            "Days" => Some(period),
            "Months" => Some(period.saturating_mul(30)),
            _ => None,
        }
    }
}

/// Whether a refresh policy needs a period and a unit.
#[must_use]
pub(crate) fn has_set_time(kind: &str) -> bool {
    let element = schema().types.get(names::OAUTH_POLICIES).and_then(|t| t.element(REFRESH_POLICY));
    element.and_then(|element| element.value(kind)).is_some_and(|value| !value.needs.is_empty())
}

/// The refresh policy of an OAuth policies file; none where its type is not known.
#[must_use]
pub(crate) fn refresh_policy(file: &MetadataFile) -> Option<RefreshPolicy> {
    let known = |name: &str| file.field(name).filter(|f| !f.is_empty() && !f.is_unknown());
    Some(RefreshPolicy {
        kind: effective(file, REFRESH_POLICY)?,
        period: known("refreshTokenValidityPeriod").and_then(|field| field.text().parse().ok()),
        unit: effective(file, "refreshTokenValidityUnit"),
    })
}

/// Who may use the app of an OAuth policies file; none where it is not known.
#[must_use]
pub fn permitted_users(file: &MetadataFile) -> Option<PermittedUsers> {
    PermittedUsers::of_token(&effective(file, "permittedUsersPolicyType")?)
}

/// The value of an element as the server takes it: what is there, spelled as the schema spells
/// it, else its default. None where neither is known.
#[must_use]
pub fn effective(file: &MetadataFile, name: &str) -> Option<String> {
    match file.field(name) {
        Some(field) if field.is_unknown() || file.contradicts(&field) => None,
        Some(field) if !field.is_empty() => spelled(&field),
        _ => default_of(file, name),
    }
}

fn spelled(field: &Field<'_>) -> Option<String> {
    match field.schema.kind {
        Kind::Boolean => field.boolean().map(|on| on.to_string()),
        Kind::Enum => field.schema.value(&field.text()).map(|value| value.name.to_string()),
        _ => Some(field.text().into_owned()),
    }
}

fn default_of(file: &MetadataFile, name: &str) -> Option<String> {
    match file.metadata_type.element(name)?.default.as_ref()? {
        Literal::String(text) => Some(text.to_string()),
        other => Some(other.to_string()),
    }
}

impl<'a> AppFacts<'a> {
    /// The facts of an app.
    #[must_use]
    pub fn of(project: &'a Project, app: &'a App) -> Self {
        Self { project, app }
    }

    /// The app's first file of a type.
    #[must_use]
    pub fn file(&self, type_name: &str) -> Option<&'a MetadataFile> {
        self.app.file(&self.project.files, type_name)
    }

    /// Whether a file of that type may be meant for the app although none names it: one that names
    /// no app of the project, or one whose suffix is wrong, which are faults of their own, or one
    /// that is kept out of deploys or of version control.
    #[must_use]
    pub(crate) fn is_perhaps_elsewhere(&self, type_name: &str) -> bool {
        self.is_perhaps_misnamed(type_name) || self.project.keeps_out(type_name)
    }

    /// Whether a file of that type is in the project but names no app of it, or has a wrong suffix.
    #[must_use]
    pub(crate) fn is_perhaps_misnamed(&self, type_name: &str) -> bool {
        self.project.oddities.iter().any(|odd| !odd.is_judged)
            || self.project.apps.has_homeless(type_name)
    }

    /// The element of the app's file of a type, where it has a value.
    #[must_use]
    pub fn field(&self, type_name: &str, name: &str) -> Option<Field<'a>> {
        self.file(type_name)?.field(name).filter(|field| !field.is_empty())
    }

    /// The value of a boolean as the server takes it; none where it or the file is not known.
    #[must_use]
    pub fn flag(&self, type_name: &str, name: &str) -> Option<bool> {
        self.file(type_name)?.flag(name)
    }

    /// Where the app may be used.
    #[must_use]
    pub fn distribution(&self) -> Option<Distribution> {
        Distribution::of_token(&effective(self.file(names::HEADER)?, "distributionState")?)
    }

    /// Whether an org wrote the app's files: one of them has what only orgs make, such as the link to
    /// the org.
    #[must_use]
    pub(crate) fn is_retrieved(&self) -> bool {
        *self.app.judged.retrieved.get_or_init(|| {
            let files = self.app.files.iter().filter_map(|&index| self.project.files.get(index));
            let mut fields = files.flat_map(MetadataFile::all_fields);
            fields.any(|field| field.schema.generated && !field.is_empty() && !field.is_unknown())
        })
    }

    /// The values of one org in the files of a local app, as a retrieve writes them: the links to the
    /// org, and the consumer key next to them. Empty where the app has no link to its credentials.
    #[must_use]
    pub(crate) fn org_values(&self) -> Vec<Field<'a>> {
        let written = |type_name: &str, name: &str| {
            self.field(type_name, name).filter(|field| !field.is_unknown())
        };
        let link = written(names::OAUTH_SETTINGS, "oauthLink");
        if link.is_none() || self.distribution() != Some(Distribution::Local) {
            return Vec::new();
        }
        let header = written(names::HEADER, "orgScopedExternalApp");
        let key = written(names::GLOBAL_OAUTH, "consumerKey");
        [header, link, key].into_iter().flatten().collect()
    }

    /// The scopes that the app may ask for; none where they are not known.
    #[must_use]
    pub fn scopes(&self) -> Option<Vec<&'a str>> {
        let field = self.field(names::OAUTH_SETTINGS, "commaSeparatedOauthScopes")?;
        let items = field.scope_list().items.iter();
        (!field.is_unknown()).then(|| items.map(|item| item.text.as_str()).collect())
    }

    /// Whether the app has a scope that the schema knows.
    #[must_use]
    pub(crate) fn has_known_scope(&self) -> bool {
        let known = |token: &&str| schema().scope(token).is_some();
        self.scopes().is_some_and(|scopes| scopes.iter().any(known))
    }

    /// Whether the app may get refresh tokens; none where its scopes are not known.
    #[must_use]
    pub(crate) fn has_refresh_scope(&self) -> Option<bool> {
        let refreshes = |token: &&str| schema().scope(token).is_some_and(|scope| scope.refresh);
        self.scopes().map(|scopes| scopes.iter().any(refreshes))
    }

    /// Whether clients get tokens without the secret, as mobile and browser apps must.
    #[must_use]
    pub(crate) fn is_public_client(&self) -> Option<bool> {
        self.flag(names::GLOBAL_OAUTH, "isConsumerSecretOptional")
    }

    /// When the app's refresh tokens end.
    #[must_use]
    pub(crate) fn refresh_policy(&self) -> Option<RefreshPolicy> {
        refresh_policy(self.file(names::OAUTH_POLICIES)?)
    }

    /// Who may use the app; none where it is not known.
    #[must_use]
    pub fn permitted_users(&self) -> Option<PermittedUsers> {
        permitted_users(self.file(names::OAUTH_POLICIES)?)
    }
}

impl Project {
    /// Whether a package is built from the directory of that file.
    #[must_use]
    pub(crate) fn builds_package(&self, file: &MetadataFile) -> bool {
        self.package_directory(file).is_some_and(|directory| directory.package.is_some())
    }

    /// Whether a managed package is built from the directory of that file. Without a namespace the
    /// package is an unlocked one.
    #[must_use]
    pub(crate) fn builds_managed_package(&self, file: &MetadataFile) -> bool {
        self.builds_package(file) && self.sfdx.namespace.is_some()
    }

    /// What the files of the app that a file belongs to say together.
    #[must_use]
    pub(crate) fn facts_of(&self, file: &MetadataFile) -> Option<AppFacts<'_>> {
        Some(AppFacts::of(self, self.apps.of_file(file)?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::project::{Files, LoadOptions, Scope, Workspace, load};
    use crate::schema::{NAMESPACE, schema};

    /// A project of the app `A` with a file for each type and its elements.
    fn workspace(files: &[(&str, &str)]) -> Workspace {
        let file = |(name, body): &(&str, &str)| {
            let known = &schema().types[*name];
            let path = format!("{}/{}", known.folder, known.file_name("A"));
            let reference = match known.element(names::APP_REFERENCE) {
                Some(_) => "<externalClientApplication>A</externalClientApplication>",
                None => "",
            };
            (path, format!("<{name} xmlns=\"{NAMESPACE}\">{reference}{body}</{name}>"))
        };
        let header = (names::HEADER, "<distributionState>Local</distributionState>");
        let files = Files::in_memory([header].iter().chain(files).map(file));
        let scope = Scope { paths: vec![".".into()] };
        load(&files, &scope, &LoadOptions::default()).unwrap()
    }

    fn with<T>(files: &[(&str, &str)], look: impl FnOnce(AppFacts<'_>) -> T) -> T {
        let workspace = workspace(files);
        let project = &workspace.projects[0];
        look(AppFacts::of(project, project.apps.get("A").unwrap()))
    }

    #[test]
    fn a_flow_is_on_when_all_its_switches_are() {
        let on = "<isClientCredentialsFlowEnabled>true</isClientCredentialsFlowEnabled>";
        let half = [(names::GLOBAL_OAUTH, on), (names::OAUTH_POLICIES, "")];
        with(&half, |facts| {
            let flow = facts.flow("client-credentials").unwrap();
            assert!(flow.is_meant() && !flow.is_on());
        });
        let both = [(names::GLOBAL_OAUTH, on), (names::OAUTH_POLICIES, on)];
        with(&both, |facts| {
            let flow = facts.flow("client-credentials").unwrap();
            assert!(flow.is_on());
            assert!(!flow.needs().any(|need| matches!(need.state, DemandState::Met(..))));
            assert!(!facts.flow("authorization-code").unwrap().is_on(), "it has no switch");
        });
    }

    #[test]
    fn what_is_wrong_or_filled_in_later_is_not_judged() {
        let body = "<permittedUsersPolicyType>Everyone</permittedUsersPolicyType>";
        let certificate = "<certificate>${CERTIFICATE}</certificate>";
        let files = [(names::OAUTH_POLICIES, body), (names::GLOBAL_OAUTH, certificate)];
        with(&files, |facts| {
            let flow = facts.flow("jwt-bearer").unwrap();
            assert!(flow.is_on(), "a certificate will be there");
            let users = flow.demands.iter().find(|d| d.demand.advised).unwrap();
            assert!(matches!(users.state, DemandState::Unknown));
            assert_eq!(facts.permitted_users(), None);
        });
    }

    #[test]
    fn defaults_count_as_values() {
        with(&[(names::GLOBAL_OAUTH, ""), (names::OAUTH_POLICIES, "")], |facts| {
            assert_eq!(facts.permitted_users(), Some(PermittedUsers::SelfAuthorized));
            assert_eq!(facts.is_public_client(), Some(false));
            assert_eq!(facts.flag(names::GLOBAL_OAUTH, "isPkceRequired"), Some(true));
            assert_eq!(facts.distribution(), Some(Distribution::Local));
            assert_eq!(facts.has_refresh_scope(), None, "there are no OAuth settings");
        });
    }

    #[test]
    fn lifetimes_are_counted_in_days() {
        let policy = |kind: &str, period, unit: &str| RefreshPolicy {
            kind: kind.into(),
            period: Some(period),
            unit: Some(unit.into()),
        };
        assert_eq!(policy("SpecificLifetime", 25, "Hours").days(), Some(2));
        assert_eq!(policy("SpecificInactivity", 2, "Months").days(), Some(60));
        assert_eq!(policy("Infinite", 30, "Days").days(), None);
    }
}
