//! Layer 3: from a spec to the files of a project.
//!
//! A spec becomes a plan (components with every element and value, told from the tables), the plan
//! becomes texts (templates), the texts become planned files. Nothing here touches the disk.

mod app;
mod callback;
mod component;
mod context;
mod flows;
mod manifest;
mod plan;
mod render;
mod resolve;
mod sheet;
mod value;

pub use component::{Component, Field};
pub use plan::{AppPlan, PermissionSet, Plan, plan};
pub use render::{PlannedFile, RenderFault, Templates};

/// The package directory of a new project.
pub const PACKAGE_DIRECTORY: &str = "force-app";
