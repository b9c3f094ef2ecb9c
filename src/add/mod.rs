//! Layer 4: adding to a project that this program did not make: only what must change does.
//!
//! Two plans are made: of the app as its files say, and of the same with what is added. What they
//! differ in is brought into the files of the project as edits; everything else stays.

mod around;
mod demand;
mod existing;
mod explicit;
mod find;
mod fit;
mod handler;
mod held;
mod known;
mod lists;
mod manifests;
mod merge;
mod place;
mod sfdx;
mod steps;
mod value;
mod work;

pub use existing::Existing;
pub(crate) use find::find;
pub(crate) use held::holds;
pub(crate) use known::may_be;

use crate::disk::Compared;
use crate::failure::Failure;
use crate::generate::Plan;
use crate::spec::{Asked, Plugin, Spec, SpecFault};

/// What kind of thing is added.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// Another app.
    App,
    /// A plugin of an app.
    Plugin(Plugin),
    /// A flow of an app, by its id.
    Flow(&'static str),
}

/// What is added to a project.
#[derive(Clone, Debug)]
pub struct Addition<'a> {
    /// Its kind.
    pub what: What,
    /// The app that is meant, where its user named one.
    pub app: Option<&'a str>,
    /// The spec of the project with what is added.
    pub spec: Spec,
    /// Whether the OAuth plugin is a part of it.
    pub adds_oauth: bool,
    /// Whether its user said who may use the app.
    pub names_users: bool,
    /// The scopes that its user asked for.
    pub scopes: &'a [String],
    /// The values that the command line gives for the app.
    pub asked: &'a [Asked],
    /// The package directory of a new app, where its user named one.
    pub directory: Option<&'a str>,
}

/// What comes of an addition.
#[derive(Debug)]
pub struct Added {
    /// The app with the addition.
    pub plan: Plan,
    /// The files that it makes and changes.
    pub files: Vec<Compared>,
    /// What to do next, one step each.
    pub next: Vec<String>,
    /// What to say where there is nothing to write.
    pub already: Option<String>,
    /// What else its user should know.
    pub notes: Vec<String>,
}

/// Why nothing can be added.
#[derive(Debug)]
pub enum AddRefusal {
    /// What is wrong with the spec with the addition.
    Faults(Vec<SpecFault>),
    /// Anything else.
    Failure(Failure),
}

impl From<Failure> for AddRefusal {
    fn from(failure: Failure) -> Self {
        Self::Failure(failure)
    }
}
