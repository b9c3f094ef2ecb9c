//! What the files of an app say together: switched-on flows, effective values, lifetimes.
//!
//! Rules, the comparison of two projects and the deploy plan ask the same questions of an app;
//! the answers stand here once, and the flows' demands are read from the schema.

use std::borrow::Cow;

use super::{App, Field, MetadataFile, Project};
use crate::diagnostic::Place;
use crate::schema::{Cardinality, Demand, Expect, Flow, Kind, Part, names, schema};

/// An app seen as a whole.
#[derive(Clone, Copy, Debug)]
pub struct AppFacts<'a> {
    /// The project.
    pub project: &'a Project,
    /// The app.
    pub app: &'a App,
}

/// Whether what a flow demands is there.
#[derive(Clone, Debug)]
pub enum DemandState<'a> {
    /// The value is as demanded; the field is absent where that is the element's default.
    Met(&'a MetadataFile, Option<Field<'a>>),
    /// The file is there and says otherwise.
    Unmet(&'a MetadataFile, Option<Field<'a>>),
    /// The project has no such file for the app.
    NoFile,
    /// A placeholder stands there, or the file is broken.
    Unknown,
}

/// One demand of a flow and how the app meets it.
#[derive(Clone, Debug)]
pub struct DemandFact<'a> {
    /// What is demanded.
    pub demand: &'static Demand,
    /// Whether it is there.
    pub state: DemandState<'a>,
}

/// A flow and how the app meets its demands.
#[derive(Clone, Debug)]
pub struct FlowFacts<'a> {
    /// The flow.
    pub flow: &'static Flow,
    /// Its demands in the order of the table.
    pub demands: Vec<DemandFact<'a>>,
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

/// Where the app may be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Distribution {
    /// In its own org.
    Local,
    /// In a package.
    Packaged,
}

impl DemandState<'_> {
    /// The place to point at; none where the project has no file for it.
    #[must_use]
    pub fn place(&self) -> Option<Place> {
        match self {
            Self::Met(file, field) | Self::Unmet(file, field) => {
                Some(field.map_or_else(|| file.head(), |field| field.place()))
            }
            Self::NoFile | Self::Unknown => None,
        }
    }
}

impl<'a> FlowFacts<'a> {
    /// The demands that switch the flow on.
    pub fn switches(&self) -> impl Iterator<Item = &DemandFact<'a>> {
        self.demands.iter().filter(|fact| fact.demand.switch)
    }

    /// The switches that are set.
    pub fn set_switches(&self) -> impl Iterator<Item = &DemandFact<'a>> {
        self.switches().filter(|fact| matches!(fact.state, DemandState::Met(..)))
    }

    /// Whether the flow has switches and all are set.
    #[must_use]
    pub fn is_on(&self) -> bool {
        self.switches().next().is_some()
            && self.switches().all(|fact| matches!(fact.state, DemandState::Met(..)))
    }

    /// Whether at least one switch of the flow is set, so that the app is meant to use it.
    #[must_use]
    pub fn is_meant(&self) -> bool {
        self.set_switches().next().is_some()
    }

    /// What the flow needs beside its switches.
    pub fn needs(&self) -> impl Iterator<Item = &DemandFact<'a>> {
        self.demands.iter().filter(|fact| {
            !fact.demand.switch && !fact.demand.advised && !fact.demand.public_client
        })
    }
}

impl RefreshPolicy {
    /// Whether the type has a set time.
    #[must_use]
    pub fn has_set_time(&self) -> bool {
        self.kind.starts_with("Specific")
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

/// The refresh policy of an OAuth policies file; none where its type is not known.
#[must_use]
pub fn refresh_policy(file: &MetadataFile) -> Option<RefreshPolicy> {
    let known = |name: &str| file.field(name).filter(|f| !f.is_empty() && !f.is_unknown());
    Some(RefreshPolicy {
        kind: effective(file, "refreshTokenPolicyType")?,
        period: known("refreshTokenValidityPeriod").and_then(|field| field.text().parse().ok()),
        unit: effective(file, "refreshTokenValidityUnit"),
    })
}

/// The value of an element as the server takes it: what stands there, spelled as the schema spells
/// it, else its default. None where neither is known.
#[must_use]
pub fn effective(file: &MetadataFile, name: &str) -> Option<String> {
    match file.field(name) {
        Some(field) if field.is_unknown() => None,
        Some(field) if !field.is_empty() => spelled(&field),
        _ => default_of(file, name),
    }
}

fn spelled(field: &Field<'_>) -> Option<String> {
    match field.schema.kind {
        Kind::Boolean => field.boolean().map(|on| on.to_string()),
        Kind::Enum => field.schema.value(&field.text()).map(|value| value.name.clone()),
        _ => Some(field.text().into_owned()),
    }
}

fn default_of(file: &MetadataFile, name: &str) -> Option<String> {
    match file.metadata_type.element(name)?.default.as_ref()? {
        toml::Value::String(text) => Some(text.clone()),
        other => Some(other.to_string()),
    }
}

/// The words of a list that is separated by commas, without blanks and empty ones.
pub fn words(list: &str) -> impl Iterator<Item = &str> {
    list.split(',').map(str::trim).filter(|word| !word.is_empty())
}

/// The element of the app policies that switches a capability.
#[must_use]
pub fn plugin_switch(part: Part) -> Option<&'static str> {
    match part {
        Part::Oauth => Some("isOauthPluginEnabled"),
        Part::Saml => Some("isSamlPluginEnabled"),
        Part::Mobile => Some("isMobilePluginEnabled"),
        Part::Push => Some("isPushPluginEnabled"),
        Part::Notification => Some("isNotificationPluginEnabled"),
        Part::Canvas => Some("isCanvasPluginEnabled"),
        Part::App | Part::Org | Part::Neighbour => None,
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
        match effective(self.file(names::HEADER)?, "distributionState")?.as_str() {
            "Local" => Some(Distribution::Local),
            "Packaged" => Some(Distribution::Packaged),
            _ => None,
        }
    }

    /// The scopes that the app may ask for; none where they are not known.
    #[must_use]
    pub fn scopes(&self) -> Option<Vec<String>> {
        let field = self.field(names::OAUTH_SETTINGS, "commaSeparatedOauthScopes")?;
        (!field.is_unknown()).then(|| words(&field.text()).map(str::to_owned).collect())
    }

    /// Whether the app may get refresh tokens; none where its scopes are not known.
    #[must_use]
    pub fn has_refresh_scope(&self) -> Option<bool> {
        let refreshes = |token: &String| schema().scope(token).is_some_and(|scope| scope.refresh);
        self.scopes().map(|scopes| scopes.iter().any(refreshes))
    }

    /// Whether clients get tokens without the secret, as mobile and browser apps must.
    #[must_use]
    pub fn is_public_client(&self) -> Option<bool> {
        self.flag(names::GLOBAL_OAUTH, "isConsumerSecretOptional")
    }

    /// When the app's refresh tokens end.
    #[must_use]
    pub fn refresh_policy(&self) -> Option<RefreshPolicy> {
        refresh_policy(self.file(names::OAUTH_POLICIES)?)
    }

    /// Who may use the app, as the schema spells it.
    #[must_use]
    pub fn permitted_users(&self) -> Option<String> {
        effective(self.file(names::OAUTH_POLICIES)?, "permittedUsersPolicyType")
    }

    /// Every supported flow with how the app meets its demands.
    pub fn flows(&self) -> impl Iterator<Item = FlowFacts<'a>> {
        let facts = *self;
        schema().flows.iter().filter(|flow| flow.supported).map(move |flow| facts.flow_facts(flow))
    }

    /// One flow by id.
    #[must_use]
    pub fn flow(&self, id: &str) -> Option<FlowFacts<'a>> {
        schema().flow(id).map(|flow| self.flow_facts(flow))
    }

    fn flow_facts(&self, flow: &'static Flow) -> FlowFacts<'a> {
        let fact = |demand| DemandFact { demand, state: self.judge(demand) };
        FlowFacts { flow, demands: flow.demands.iter().map(fact).collect() }
    }

    /// How the app meets a demand.
    #[must_use]
    pub fn judge(&self, demand: &'static Demand) -> DemandState<'a> {
        let known = schema().types.get(&demand.metadata_type);
        if known.is_some_and(|t| t.per_app == Cardinality::NotPerApp) {
            return self.judge_neighbour(demand);
        }
        match self.file(&demand.metadata_type) {
            Some(file) => judge_file(file, demand),
            None => DemandState::NoFile,
        }
    }

    /// A file that serves several apps meets a demand with the structure that names this one.
    fn judge_neighbour(&self, demand: &'static Demand) -> DemandState<'a> {
        let mut state = DemandState::NoFile;
        for file in self.project.files_of(&demand.metadata_type) {
            match file.fields(&demand.element).find(|field| self.is_named_in(field)) {
                Some(field) => return DemandState::Met(file, Some(field)),
                None => state = DemandState::Unmet(file, None),
            }
        }
        state
    }

    fn is_named_in(&self, field: &Field<'_>) -> bool {
        let Some(structure) = field.file.metadata_type.structure_of(field.schema) else {
            return false;
        };
        let to_app = |e: &&crate::schema::Element| e.refers_to.as_deref() == Some(names::HEADER);
        structure.elements.iter().filter(to_app).any(|reference| {
            let named = field.element.child(&reference.name);
            named.is_some_and(|element| element.value().trimmed() == self.app.name)
        })
    }
}

fn judge_file<'a>(file: &'a MetadataFile, demand: &Demand) -> DemandState<'a> {
    let field = file.field(&demand.element).filter(|field| !field.is_empty());
    let broken = !file.document.faults.is_empty() || file.root().is_none();
    if field.is_some_and(|field| field.is_unknown()) || (field.is_none() && broken) {
        return DemandState::Unknown;
    }
    let value = || effective(file, &demand.element);
    let met = match &demand.expect {
        Expect::Present => field.is_some(),
        Expect::Absent => field.is_none(),
        Expect::Is(wanted) => value().as_deref() == Some(wanted),
        Expect::Not(unwanted) => value().as_deref() != Some(unwanted),
        Expect::HoldsAny(wanted) => {
            let text = field.map_or(Cow::Borrowed(""), |field| field.text());
            words(&text).any(|word| wanted.iter().any(|one| one == word))
        }
    };
    if met { DemandState::Met(file, field) } else { DemandState::Unmet(file, field) }
}

impl Project {
    /// Whether a package is built from the directory of that file.
    #[must_use]
    pub fn builds_package(&self, file: &MetadataFile) -> bool {
        self.package_directory(file).is_some_and(|directory| directory.package.is_some())
    }

    /// What the files of the app that a file belongs to say together.
    #[must_use]
    pub fn facts_of(&self, file: &MetadataFile) -> Option<AppFacts<'_>> {
        Some(AppFacts::of(self, self.apps.get(&file.app_name()?)?))
    }
}
