//! What a check may look at.

use super::TeamPolicy;
use crate::clock::Clock;
use crate::project::{App, AppFacts, MetadataFile, Project};

/// One metadata file within its project.
#[derive(Clone, Copy, Debug)]
pub struct FileContext<'a> {
    /// The project.
    pub project: &'a Project,
    /// The file.
    pub file: &'a MetadataFile,
    /// What the team allows.
    pub policy: &'a TeamPolicy,
    /// The time of the run.
    pub clock: Clock,
}

/// One app that has its header in the project.
#[derive(Clone, Copy, Debug)]
pub struct AppContext<'a> {
    /// The project.
    pub project: &'a Project,
    /// The app.
    pub app: &'a App,
    /// The app's header.
    pub header: &'a MetadataFile,
    /// What the team allows.
    pub policy: &'a TeamPolicy,
    /// The time of the run.
    pub clock: Clock,
}

/// A whole project.
#[derive(Clone, Copy, Debug)]
pub struct ProjectContext<'a> {
    /// The project.
    pub project: &'a Project,
    /// The time of the run.
    pub clock: Clock,
}

impl<'a> AppContext<'a> {
    /// What the app's files say together.
    #[must_use]
    pub fn facts(&self) -> AppFacts<'a> {
        AppFacts::of(self.project, self.app)
    }

    /// The app's first file of a type.
    #[must_use]
    pub fn file(&self, type_name: &str) -> Option<&'a MetadataFile> {
        self.app.file(&self.project.files, type_name)
    }
}
