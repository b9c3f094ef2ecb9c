//! Which configuration holds for which project.

use std::path::Path;

use super::{BROKEN, Baseline, CheckRequest};
use crate::config::Config;
use crate::diagnostic::Finding;
use crate::project::{Files, Project, Unread, Workspace};
use crate::rules::{Draft, Findings, Profile, rule};

/// The configurations of a run: one for all projects, or the nearest one of each.
#[derive(Clone, Debug, Default)]
pub struct CheckSettings {
    configs: Vec<Config>,
    /// For each project of the workspace, in its order, the place of its configuration.
    of_project: Vec<usize>,
    /// For each configuration, in their order, the baseline that it names.
    baselines: Vec<Option<Baseline>>,
}

impl CheckSettings {
    /// The configuration that the request names, for all projects; else the nearest of each.
    pub(super) fn of(files: &Files, request: &CheckRequest<'_>, workspace: &Workspace) -> Self {
        let mut settings = Self::configured(files, request, workspace);
        if request.baseline.is_none() && !request.writes_baseline {
            let read = settings.configs.iter_mut().map(|config| baseline(files, config));
            settings.baselines = read.collect();
        }
        settings
    }

    fn configured(files: &Files, request: &CheckRequest<'_>, workspace: &Workspace) -> Self {
        let now = request.clock.now;
        let count = workspace.projects.len();
        let one = |config| Self {
            configs: vec![config],
            of_project: vec![0; count],
            baselines: Vec::new(),
        };
        if let Some(path) = &request.config {
            return one(Config::read(files, path, now));
        }
        if request.isolated {
            return one(Config::default());
        }
        let mut settings = Self::default();
        for project in &workspace.projects {
            settings.add(Config::nearest(files, &project.root, now));
        }
        if count == 0 {
            settings.add(Config::nearest(files, &super::start(files, &request.scope), now));
        }
        settings
    }

    fn add(&mut self, config: Config) {
        let path = |config: &Config| config.file.as_ref().map(|file| file.path.clone());
        let known = self.configs.iter().position(|known| path(known) == path(&config));
        self.of_project.push(known.unwrap_or(self.configs.len()));
        if known.is_none() {
            self.configs.push(config);
        }
    }

    /// Every configuration, each once.
    #[must_use]
    pub fn configs(&self) -> &[Config] {
        &self.configs
    }

    /// The baseline that a configuration names.
    pub(super) fn baseline(&self, config: usize) -> Option<&Baseline> {
        self.baselines.get(config)?.as_ref()
    }

    /// The baseline that holds for the project at that place of the workspace.
    pub(super) fn baseline_of_project(&self, index: usize) -> Option<&Baseline> {
        self.baseline(*self.of_project.get(index)?)
    }

    /// The projects that a configuration holds for.
    pub(crate) fn projects<'a>(&self, config: usize, workspace: &'a Workspace) -> Vec<&'a Project> {
        let own = workspace.projects.iter().zip(&self.of_project);
        own.filter(|(_, of)| **of == config).map(|(project, _)| project).collect()
    }

    /// What could not be read in the projects that a configuration holds for. What is in no project
    /// counts for the first.
    pub(super) fn unread<'a>(
        &'a self,
        config: usize,
        workspace: &'a Workspace,
    ) -> impl Iterator<Item = &'a Unread> {
        workspace.unread.iter().filter(move |unread| {
            let around = workspace.projects.iter().zip(&self.of_project);
            let around = around.filter(|(project, _)| unread.path.starts_with(&project.root));
            let inner = around.max_by_key(|(project, _)| project.root.as_os_str().len());
            inner.map_or(0, |(_, of)| *of) == config
        })
    }

    /// The configuration of the project at that place of the workspace.
    #[must_use]
    pub fn of_project(&self, index: usize) -> Option<&Config> {
        self.configs.get(*self.of_project.get(index)?)
    }

    /// The configuration that holds for a finding: that of its project.
    #[must_use]
    pub fn of_finding(&self, finding: &Finding, workspace: &Workspace) -> Option<&Config> {
        let path = workspace.cwd.join(Path::new(&*finding.place.path));
        let own = |config: &&Config| config.files().any(|file| file.path == finding.place.path);
        let inner = workspace
            .projects
            .iter()
            .zip(&self.of_project)
            .filter(|(project, _)| path.starts_with(&project.root))
            .max_by_key(|(project, _)| project.root.components().count());
        let config = self.configs.iter().find(own);
        config.or_else(|| self.configs.get(*inner?.1)).or(self.configs.first())
    }
}

/// The profile that holds under a configuration.
pub(crate) fn profile(request: &CheckRequest<'_>, config: &Config) -> &'static Profile {
    request.profile.or(config.profile).unwrap_or(Profile::default_profile())
}

/// The baseline that a configuration names. Where it is none, the configuration has a fault.
fn baseline(files: &Files, config: &mut Config) -> Option<Baseline> {
    let path = config.baseline.as_ref()?;
    let text = files.read(path).map_err(|fault| fault.to_string());
    let text = text.and_then(|it| String::from_utf8(it).map_err(|fault| fault.to_string()));
    let read = text.and_then(|text| Baseline::read(&text).map_err(|fault| fault.to_string()));
    let why = match read {
        Ok(baseline) => return Some(baseline),
        Err(why) => why,
    };
    let message = if files.is_there(path) {
        format!("`baseline` names a file that is no baseline: {why}")
    } else {
        "`baseline` names a file that is not there".to_owned()
    };
    let place = config.places.get("baseline")?.clone();
    if let Some(rule) = rule(BROKEN) {
        let help = "write the file with `ecaforge check --write-baseline`, or remove the key";
        Findings::new(rule, None, &mut config.findings).add(Draft::new(place, message, help));
    }
    None
}
