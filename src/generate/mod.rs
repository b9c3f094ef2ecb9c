//! Layer 3: from a spec to the files of a project.
//!
//! A spec becomes a plan (components with every element and value, told from the tables), the plan
//! becomes texts (templates), the texts become planned files. Nothing here touches the disk.

mod app;
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
mod hardening;
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

pub use callback::NEVER_USED;
pub use component::{Component, Field};
pub use exchange::{Exchange, ExchangeTexts};
pub use origin::Origin;
pub use plan::{AppPlan, Given, PermissionSet, Plan, plan};
pub use render::{PlannedFile, RenderFault, Templates};
pub use resolve::scopes_beside;
pub use value::odd_variable;

/// The package directory of a new project.
pub const PACKAGE_DIRECTORY: &str = "force-app";
/// Where metadata is below a package directory.
pub const MAIN: &str = "main/default";
/// The directory of what may not travel in a package, in a project with a packaged app.
pub const UNPACKAGED_DIRECTORY: &str = "unpackaged";
/// The directory of custom scopes that travel, which have a package of their own.
pub const CUSTOM_SCOPES_DIRECTORY: &str = "custom-scopes";
