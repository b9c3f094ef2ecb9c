//! Layer 3: from a spec to the files of a project.
//!
//! A spec becomes a plan (components with every element and value, told from the tables), the plan
//! becomes texts (templates), the texts become planned files. Nothing here touches the disk.

mod app;
mod available;
mod bounded;
mod callback;
mod component;
mod context;
mod custom_scope;
mod distribution;
mod environment;
mod exchange;
mod filters;
mod flows;
mod grant;
mod guide;
mod hardening;
mod inner;
mod lifetimes;
mod manifest;
mod needs;
mod oauth;
mod origin;
mod plan;
mod plugins;
mod push;
mod render;
mod request;
mod resolve;
mod sheet;
mod structures;
mod texts;
mod value;

pub(crate) use callback::NEVER_USED;
pub(crate) use component::Component;
pub use component::PlannedField;
pub(crate) use exchange::Exchange;
pub(crate) use filters::apex_text;
pub(crate) use inner::key_of_inner;
pub(crate) use origin::Origin;
pub use plan::plan;
pub(crate) use plan::{AppPlan, Plan, PlannedPermissionSet};
pub use render::{PlannedFile, Templates};
pub(crate) use resolve::scopes_beside;
pub(crate) use value::odd_variable;

/// The package directory of a new project.
pub const PACKAGE_DIRECTORY: &str = "force-app";
/// Where metadata is below a package directory.
pub const MAIN: &str = "main/default";
/// The directory of what may not travel in a package, in a project with a packaged app.
pub const UNPACKAGED_DIRECTORY: &str = "unpackaged";
/// The directory of custom scopes that travel, which have a package of their own.
pub const CUSTOM_SCOPES_DIRECTORY: &str = "custom-scopes";
