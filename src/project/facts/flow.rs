//! Flows: what each demands, and how an app meets it.

use std::sync::OnceLock;

use super::{AppFacts, default_of, effective};
use crate::diagnostic::Place;
use crate::project::{Field, MetadataFile};
use crate::schema::{Cardinality, Demand, Expect, Flow, names, schema};

/// Whether what a flow demands is there.
#[derive(Clone, Copy, Debug)]
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

/// What is computed of an app once, at the first question.
#[derive(Clone, Debug, Default)]
pub(crate) struct Judged {
    /// For each flow of the schema, how the app meets its demands.
    flows: OnceLock<Vec<Vec<Kept>>>,
    /// Whether an org wrote the files of the app.
    pub(super) retrieved: OnceLock<bool>,
}

/// A [`DemandState`] that borrows nothing: the place of the file among those of the project, and the
/// place of the element among those of the same name in the file.
#[derive(Clone, Debug)]
enum Kept {
    Met(usize, Option<usize>),
    Unmet(usize, Option<usize>),
    NoFile,
    Unknown,
}

impl Kept {
    fn of(state: DemandState<'_>, facts: &AppFacts<'_>) -> Self {
        let place = |file: &MetadataFile, field: Option<Field<'_>>| {
            let files = &facts.project.files;
            let file = files.binary_search_by(|other| other.path.cmp(&file.path)).ok()?;
            let same = |field: Field<'_>| {
                let mut all = files[file].top_fields(field.schema);
                all.position(|other| std::ptr::eq(other.element, field.element))
            };
            Some((file, field.and_then(same)))
        };
        match state {
            DemandState::Met(file, field) => {
                place(file, field).map_or(Self::Unknown, |(file, field)| Self::Met(file, field))
            }
            DemandState::Unmet(file, field) => {
                place(file, field).map_or(Self::Unknown, |(file, field)| Self::Unmet(file, field))
            }
            DemandState::NoFile => Self::NoFile,
            DemandState::Unknown => Self::Unknown,
        }
    }

    fn state<'a>(&self, facts: &AppFacts<'a>, demand: &'static Demand) -> DemandState<'a> {
        let place = |file: usize, at: Option<usize>| {
            let file = facts.project.files.get(file)?;
            Some((file, at.and_then(|at| file.fields(&demand.element).nth(at))))
        };
        match *self {
            Self::Met(file, at) => {
                place(file, at).map_or(DemandState::Unknown, |(f, at)| DemandState::Met(f, at))
            }
            Self::Unmet(file, at) => {
                place(file, at).map_or(DemandState::Unknown, |(f, at)| DemandState::Unmet(f, at))
            }
            Self::NoFile => DemandState::NoFile,
            Self::Unknown => DemandState::Unknown,
        }
    }
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
    pub(crate) fn set_switches(&self) -> impl Iterator<Item = &DemandFact<'a>> {
        self.switches().filter(|fact| matches!(fact.state, DemandState::Met(..)))
    }

    /// Whether the flow has switches and all are set.
    #[must_use]
    pub(crate) fn is_on(&self) -> bool {
        self.switches().next().is_some()
            && self.switches().all(|fact| matches!(fact.state, DemandState::Met(..)))
    }

    /// Whether at least one switch of the flow is set, so that the app is meant to use it.
    #[must_use]
    pub(crate) fn is_meant(&self) -> bool {
        self.set_switches().next().is_some()
    }

    /// What the flow needs next to its switches.
    pub fn needs(&self) -> impl Iterator<Item = &DemandFact<'a>> {
        self.demands.iter().filter(|fact| {
            !fact.demand.switch && !fact.demand.advised && !fact.demand.public_client
        })
    }
}

impl<'a> AppFacts<'a> {
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

    /// The demands are judged at the first question about any flow of the app.
    fn flow_facts(&self, flow: &'static Flow) -> FlowFacts<'a> {
        let judged = self.app.judged.flows.get_or_init(|| {
            let states = schema().flows.iter().map(|flow| {
                flow.demands.iter().map(|demand| Kept::of(self.judge(demand), self)).collect()
            });
            states.collect()
        });
        let index = schema().flows.iter().position(|known| std::ptr::eq(known, flow));
        let states = index.and_then(|index| judged.get(index)).into_iter().flatten();
        let fact =
            |(demand, kept): (_, &Kept)| DemandFact { demand, state: kept.state(self, demand) };
        FlowFacts { flow, demands: flow.demands.iter().zip(states).map(fact).collect() }
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
            None if self.is_perhaps_elsewhere(&demand.metadata_type) => DemandState::Unknown,
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

    /// Whether a structure of a file that serves several apps names this one.
    #[must_use]
    pub(crate) fn is_named_in(&self, field: &Field<'_>) -> bool {
        let Some(structure) = field.file.metadata_type.structure_of(field.schema) else {
            return false;
        };
        let to_app = |e: &&crate::schema::Element| e.refers_to.as_deref() == Some(names::HEADER);
        structure.elements.iter().filter(to_app).any(|reference| {
            let named = field.element.child(&reference.name);
            named.is_some_and(|element| {
                let value = element.value();
                let meant = self.project.apps.meant_by(field.file.metadata_type, value.trimmed());
                meant.map_or(value.trimmed(), |(app, _)| app) == self.app.name
            })
        })
    }
}

fn judge_file<'a>(file: &'a MetadataFile, demand: &Demand) -> DemandState<'a> {
    let field = file.field(&demand.element).filter(|field| !field.is_empty());
    let whole = file.document.faults.is_empty() && file.root().is_some();
    let met = match (&demand.expect, field) {
        // What stands after a fault of the XML was perhaps not read.
        (_, None) if !whole => None,
        // What is filled in at deploy will be there, whatever it is.
        (Expect::Present, _) => Some(field.is_some()),
        (Expect::Absent, _) => Some(field.is_none()),
        (Expect::Is(wanted), Some(_)) => effective(file, &demand.element).map(|is| is == *wanted),
        (Expect::Not(unwanted), Some(_)) => {
            effective(file, &demand.element).map(|is| is != *unwanted)
        }
        (Expect::Is(wanted), None) => {
            Some(default_of(file, &demand.element).as_deref() == Some(wanted.as_str()))
        }
        (Expect::Not(unwanted), None) => {
            Some(default_of(file, &demand.element).as_deref() != Some(unwanted.as_str()))
        }
        (Expect::HoldsAny(wanted), Some(field)) => (!field.is_unknown())
            .then(|| &field.scope_list().items)
            .map(|items| items.iter().any(|item| wanted.has(&item.text))),
        (Expect::HoldsAny(_), None) => Some(false),
        (Expect::HoldsBeside(without), Some(field)) => (!field.is_unknown())
            .then(|| &field.scope_list().items)
            .map(|items| items.iter().any(|item| !without.has(&item.text))),
        // Custom scopes, which stand elsewhere, may be all that the app needs.
        (Expect::HoldsBeside(_), None) => None,
    };
    match met {
        Some(true) => DemandState::Met(file, field),
        Some(false) => DemandState::Unmet(file, field),
        None => DemandState::Unknown,
    }
}
