//! What is around the files of an addition, and what comes after it.

use std::path::Path;

use super::around::Around;
use super::sfdx::{self, Variable};
use super::work::{Work, refusal};
use crate::failure::Failure;
use crate::generate::PACKAGE_DIRECTORY;
use crate::project::ProjectKind;
use crate::schema::names;
use crate::spec::Distribution::Packaged;

impl Work<'_> {
    /// The commands that come next.
    pub(super) fn next(&self) -> Vec<String> {
        let mut sources: Vec<&str> = Vec::new();
        let metadata = self.files.iter().filter(|file| file.path.ends_with("-meta.xml"));
        for (folder, _) in metadata.filter_map(|file| file.path.rsplit_once('/')) {
            if !sources.contains(&folder) {
                sources.push(folder);
            }
        }
        let shown = |path: &str| {
            if path.contains(' ') { format!("\"{path}\"") } else { path.to_owned() }
        };
        let what = match (self.project.kind, self.manifests.first()) {
            (ProjectKind::Sfdx, Some(manifest)) => format!("--manifest {}", shown(manifest)),
            (ProjectKind::Sfdx, None) => {
                let sources =
                    sources.iter().map(|folder| format!("--source-dir {}", shown(folder)));
                sources.collect::<Vec<_>>().join(" ")
            }
            _ => "--metadata-dir .".to_owned(),
        };
        let deploy = format!("sf project deploy start {what} --target-org my-org");
        let first = if self.known.is_none() { self.first_steps() } else { Vec::new() };
        first.into_iter().chain([deploy]).collect()
    }

    /// What comes before the first deploy of a new app, as the README of a new project says.
    fn first_steps(&self) -> Vec<String> {
        let mut steps = vec!["sf org login web --alias my-org".to_owned()];
        let packaged = self.plan.apps.iter().filter(|app| app.spec.distribution == Packaged);
        for app in packaged {
            let name = &app.spec.name;
            steps.push(format!(
                "# Create {name} in Setup of the org that owns the package (External Client App \
                 Manager), with this API name, OAuth on and the distribution state Packaged. Then \
                 read its ids:"
            ));
            let of = |type_name: &str| {
                let mut all = app.components.iter();
                all.find(|it| it.metadata_type.name == type_name).map(|it| it.full_name.as_str())
            };
            let member = |type_name: &str| {
                of(type_name).map(|name| format!(" --metadata {type_name}:{name}"))
            };
            let kind = |type_name: &str| of(type_name).map(|_| format!(" --metadata {type_name}"));
            let all: String = [names::HEADER, names::OAUTH_SETTINGS]
                .into_iter()
                .filter_map(member)
                .chain([names::APP_POLICIES, names::OAUTH_POLICIES].into_iter().filter_map(kind))
                .collect();
            steps.push(format!(
                "sf project retrieve start --target-org my-org --output-dir from-org{all}"
            ));
            steps.push(format!(
                "# Put `orgScopedExternalApp` and `oauthLink` of {name} into .env. If the org has \
                 other names for its policies, rename the files here."
            ));
        }
        if !self.variables.is_empty() {
            steps.push("cp -n .env.example .env  # and fill it in".to_owned());
            steps.push("set -a; . ./.env; set +a".to_owned());
        }
        steps
    }

    /// What is around the files of a new app.
    pub(super) fn around(&mut self) -> Result<(), Failure> {
        if self.known.is_some() || self.project.kind != ProjectKind::Sfdx {
            return Ok(());
        }
        let header = self.plan.apps.first().and_then(|app| app.components.first());
        let place = self.places.of(header).main;
        let directories = &self.project.sfdx.package_directories;
        let inside = directories.iter().filter(|it| Path::new(&place).starts_with(&it.path));
        let directory = inside.max_by_key(|it| it.path.len()).map(|it| it.path.clone());
        let around = Around {
            project: self.project,
            fresh: &self.fresh,
            directory: directory.as_deref().unwrap_or(PACKAGE_DIRECTORY),
            members: &self.members,
            moved: &self.moved,
        };
        let mut files = around.manifests(&self.manifests).map_err(refusal)?;
        self.manifests.extend(files.iter().map(|file| file.path.clone()));
        files.extend(around.forceignore().map_err(refusal)?);
        files.extend(around.variables().map_err(refusal)?);
        self.files.extend(files);
        Ok(())
    }

    /// Says where values that no file holds come from.
    pub(super) fn tell_variables(&mut self) {
        let new: Vec<&Variable> =
            self.variables.iter().filter(|v| !sfdx::is_replaced(self.project, v)).collect();
        let mut names: Vec<&str> = new.iter().map(|variable| variable.name.as_str()).collect();
        names.dedup();
        if names.is_empty() {
            return;
        }
        let list = names.join(", ");
        self.notes.push(match self.project.kind {
            ProjectKind::Sfdx => {
                format!("the deploy takes {list} from the environment; set it there first")
            }
            _ => format!("put the real values in the place of {list} before the deploy"),
        });
    }
}
