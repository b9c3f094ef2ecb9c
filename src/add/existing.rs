//! A project that this program did not make, as it is, and what an addition makes of it.

use std::path::{Path, PathBuf};

use super::work::{Request, Work};
use super::{AddRefusal, Added, Addition, What};
use super::{handler, known, place};
use crate::disk::{self, Compared, FileWrite, Status};
use crate::failure::Failure;
use crate::generate::{self, Plan};
use crate::git;
use crate::input::{self, MAX_FILE_BYTES};
use crate::project::{
    App as Known, Candidate, FORCEIGNORE, Files, LoadOptions, Project, ProjectKind, SFDX_PROJECT,
    Scope, Workspace, classify, load, split_namespace,
};
use crate::schema::{ApiVersion, Part, names, schema};
use crate::spec::{App, Asked, Distribution, Spec, SpecFault, SpecPath};

/// The project as it is.
#[derive(Debug)]
pub struct Existing {
    workspace: Workspace,
    pub(super) root: PathBuf,
    /// The values that the command line gives for the app.
    asked: Vec<Asked>,
}

impl Existing {
    /// Reads the project, with the files that `.forceignore` hides: they are there all the same.
    ///
    /// # Errors
    /// If it cannot be read.
    pub fn read(root: &Path) -> Result<Self, Failure> {
        let mut files = Files::on_disk(root);
        files.plan(&root.join(FORCEIGNORE), None);
        let workspace = workspace(&files, root)?;
        Ok(Self { workspace, root: root.to_path_buf(), asked: Vec::new() })
    }

    /// The project, with what its files say of the values that the command line gives: a part of a
    /// lifetime changes together with the rest of it.
    #[must_use]
    pub fn asked(self, asked: Vec<Asked>) -> Self {
        Self { asked, ..self }
    }

    pub(super) fn project(&self) -> Option<&Project> {
        self.workspace.projects.iter().find(|project| project.root == self.root)
    }

    /// Whether the project has the header of that app, or of any.
    pub(super) fn has_app(&self, name: Option<&str>) -> bool {
        let meant = |app: &Known| name.is_none_or(|name| name.eq_ignore_ascii_case(&app.name));
        let headed = |app: &Known| app.header.is_some();
        self.project().is_some_and(|p| p.apps.iter().any(|app| headed(app) && meant(app)))
    }

    /// The API version that the project names.
    #[must_use]
    pub fn api_version(&self) -> Option<ApiVersion> {
        self.project()?.api_version
    }

    /// The namespace that the project names.
    #[must_use]
    pub fn namespace(&self) -> Option<&str> {
        self.project()?.sfdx.namespace.as_deref()
    }

    /// The package directory that a user means for a new app.
    ///
    /// # Errors
    /// If the project has none of that path, or a local app cannot be in it.
    pub fn directory(&self, path: &str, distribution: Distribution) -> Result<String, Failure> {
        let project = self.project().filter(|project| project.kind == ProjectKind::Sfdx);
        let project = project.ok_or_else(|| {
            Failure::new(format!("--package-dir is for projects with {SFDX_PROJECT}"))
        })?;
        place::directory(project, path, distribution)
    }

    /// The package directories of the project, the one for new files first.
    #[must_use]
    pub fn directories(&self) -> Vec<&str> {
        self.project().map(place::directories).unwrap_or_default()
    }

    /// Refuses to go by a part of the apps, where git keeps another part of them from the disk.
    ///
    /// # Errors
    /// What to do then.
    pub fn whole(&self) -> Result<(), Failure> {
        let of_apps = |path: &String| matches!(classify(Path::new(path)), Candidate::Metadata(..));
        let Some(path) = git::left_out(&self.root)?.into_iter().find(of_apps) else {
            return Ok(());
        };
        Err(Failure::new(format!(
            "git keeps {path} from the disk (sparse checkout), and what is added may depend on it; run \
             `git sparse-checkout disable` first, or add its folder"
        )))
    }

    /// Lets an addition pass, unless the project has only a part of the app.
    ///
    /// # Errors
    /// What to do then.
    pub(crate) fn admit(&self, what: What, name: Option<&str>) -> Result<(), Failure> {
        let Some(project) = self.project().filter(|_| what != What::App) else { return Ok(()) };
        let meant = |app: &&Known| name.is_none_or(|name| name.eq_ignore_ascii_case(&app.name));
        let apps: Vec<&Known> = project.apps.iter().filter(meant).collect();
        let own = |app: &&&Known| app.header.is_some() && split_namespace(&app.name).0.is_none();
        let Some(app) = apps.first().filter(|_| !apps.iter().any(|app| own(&app))) else {
            return Ok(());
        };
        let name = &app.name;
        Err(Failure::new(match split_namespace(name) {
            (Some(namespace), _) => format!(
                "`{name}` belongs to the installed package `{namespace}`, and only who makes that \
                 package can add to it; an org that installed it decides its policies alone"
            ),
            _ => format!(
                "the project has policies or settings of `{name}`, and no header; retrieve it from \
                 its org first (`sf project retrieve start --metadata {}:{name}`). Of an app that \
                 came with a package, only its maker has the header and can add to it",
                names::HEADER
            ),
        }))
    }

    /// The spec that the project's apps could have been made from, as far as a plan depends on it.
    #[must_use]
    pub fn spec(&self, adds_oauth: bool) -> Spec {
        let mut spec = Spec::default();
        let Some(project) = self.project() else { return spec };
        let version = version(project);
        spec.project.api_version = Some(version.to_string());
        // Packages without a namespace exist, and the file that names it is not written here.
        let namespace = project.sfdx.namespace.clone().unwrap_or_else(|| "none".to_owned());
        spec.project.namespace = Some(namespace);
        let headed = project.apps.iter().filter(|app| app.header.is_some());
        spec.apps = headed
            .map(|known| {
                let app = known::app(project, known, version, adds_oauth, &self.asked);
                // With everything filled in, so that what it leaves open stays what it was.
                let alone = Spec { apps: vec![app.clone()], ..spec.clone() };
                let filled = generate::plan(&alone).ok().filter(|_| app.oauth.is_some());
                filled.and_then(|plan| plan.spec.apps.into_iter().next()).unwrap_or(app)
            })
            .collect();
        spec
    }

    /// Brings what the new spec has and the present one has not into the files of the project;
    /// nothing is written.
    ///
    /// # Errors
    /// If the addition does not fit, or no plan can be made.
    pub fn add(&self, addition: &Addition<'_>) -> Result<Added, AddRefusal> {
        let Some(project) = self.project() else {
            return Err(Failure::new("there is no metadata here to add to").into());
        };
        let whole = addition.what == What::App;
        // The app alone: what is wrong with its neighbours stops nothing.
        let mut new = alone(&addition.spec, addition.app.filter(|_| !whole));
        let Some(app) = new.apps.first_mut() else {
            return Err(Failure::new("there is no app here to add to").into());
        };
        let known = project.apps.get(&app.name);
        let same = |other: &&Known| whole && other.name.eq_ignore_ascii_case(&app.name);
        if let Some(other) = project.apps.iter().find(same) {
            let plan = generate::plan(&new).map_err(|faults| refused(project, faults))?;
            return self.already(other, plan, addition.directory);
        }
        if let Some(known) = known {
            self.fit(project, known, app, addition)?;
        }
        let name = app.name.clone();
        let mut plan = generate::plan(&new).map_err(|faults| refused(project, faults))?;
        if handler::serves(project, &name) {
            handler::leave_out(&mut plan);
        }
        let mut before = known.map(|_| self.before(&name)).transpose()?;
        if let Some(before) = before.as_mut().filter(|_| addition.adds_oauth)
            && known.is_some_and(|known| !known::has_oauth(project, known))
        {
            without_oauth(before);
        }
        let request = Request { asked: addition.asked, directory: addition.directory };
        let done = Work::of(project, known, plan, before.as_ref(), request)?;
        let lacks = known.filter(|known| !known::has_oauth(project, known) && addition.adds_oauth);
        let lacks = lacks.map(|_| {
            format!(
                "the project had no OAuth files of `{name}`; where its org has some, the new ones \
                 take their place at deploy, so retrieve those first"
            )
        });
        let hidden = self.hidden(&done)?;
        Ok(Added {
            next: done.next(),
            already: (!whole).then(|| format!("{name} has what was to be added already.")),
            notes: lacks.into_iter().chain(done.notes).chain(hidden).collect(),
            files: self.compared(done.files)?,
            plan: done.plan,
        })
    }

    /// The files next to those that they replace, of which they hold all that stays.
    fn compared(&self, files: Vec<FileWrite>) -> Result<Vec<Compared>, Failure> {
        let mut all = disk::compare(&self.root, files)
            .map_err(|fault| Failure::caused(fault.to_string(), fault))?;
        for file in &mut all {
            if let Status::Differs(bytes) = &mut file.status {
                file.status = Status::Changes(std::mem::take(bytes));
            }
        }
        Ok(all)
    }

    /// Tells that an app is there already, where all its files are as they would be made.
    fn already(
        &self,
        app: &Known,
        plan: Plan,
        directory: Option<&str>,
    ) -> Result<Added, AddRefusal> {
        let workspace = self.workspace_without(app)?;
        let without = Self { workspace, root: self.root.clone(), asked: Vec::new() };
        let request = Request { asked: &[], directory };
        let work = without.project();
        let work = work.and_then(|project| Work::of(project, None, plan, None, request).ok());
        let holds = |file: &FileWrite| {
            input::bytes(&self.root.join(&file.path), &self.root, MAX_FILE_BYTES)
                .is_ok_and(|bytes| bytes == file.bytes)
        };
        let name = &app.name;
        let Some(work) = work.filter(|work| work.files.iter().all(holds)) else {
            return Err(Failure::new(format!(
                "the project has an app `{name}` already, which is not as the flags say; add to it \
                 with `ecaforge add FLOW|PLUGIN --app {name}`, or give the new app another name"
            ))
            .into());
        };
        Ok(Added {
            next: Vec::new(),
            already: Some(format!("the project has the app {name} already, as the flags say.")),
            notes: Vec::new(),
            files: self.compared(work.files)?,
            plan: work.plan,
        })
    }

    fn workspace_without(&self, app: &Known) -> Result<Workspace, Failure> {
        let mut files = Files::on_disk(&self.root);
        files.plan(&self.root.join(FORCEIGNORE), None);
        let project = self.project();
        let own = project
            .into_iter()
            .flat_map(|project| app.files.iter().filter_map(|&index| project.files.get(index)));
        for file in own {
            files.plan(&self.root.join(&file.project_path), None);
        }
        workspace(&files, &self.root)
    }

    /// The plan of an app as it is.
    fn before(&self, name: &str) -> Result<Plan, Failure> {
        generate::plan(&alone(&self.spec(false), Some(name))).map_err(|faults| {
            let told = faults.iter().map(|fault| format!("{}; {}", fault.message, fault.help));
            Failure::new(format!(
                "`{name}` as it is does not work, and must be fixed first: {}; `ecaforge check` \
                 says where",
                told.collect::<Vec<_>>().join("; ")
            ))
        })
    }

    /// What the Salesforce CLI would pass over of what is written.
    fn hidden(&self, work: &Work<'_>) -> Result<Vec<String>, Failure> {
        let mut files = Files::on_disk(&self.root);
        for file in &work.files {
            files.plan(&self.root.join(&file.path), Some(file.bytes.clone()));
        }
        let workspace = workspace(&files, &self.root)?;
        let projects = workspace.projects.iter().filter(|project| project.root == self.root);
        let mut notes = Vec::new();
        for project in projects {
            let text = project.forceignore.as_ref().map_or("", |(_, text)| text.as_str());
            for file in &project.ignored {
                if !work.files.iter().any(|written| *written.path == *file.path) {
                    continue;
                }
                let line = file.pattern.map_or("", |span| span.of(text));
                notes.push(format!(
                    "`{line}` in .forceignore keeps {} from being deployed; take the line out, or \
                     make it narrower",
                    file.path
                ));
            }
        }
        Ok(notes)
    }
}

fn workspace(files: &Files, root: &Path) -> Result<Workspace, Failure> {
    let scope = Scope { paths: vec![root.to_path_buf()] };
    Ok(load(files, &scope, &LoadOptions::default())?)
}

/// The API version to plan for: that of the project, as far as the tables go.
fn version(project: &Project) -> ApiVersion {
    let versions = &schema().versions;
    project.api_version.map_or(versions.default, |version| version.min(versions.newest))
}

/// The spec with the app of that name alone, else with the last one.
fn alone(spec: &Spec, name: Option<&str>) -> Spec {
    let meant = |app: &&App| name.is_none_or(|name| app.name.eq_ignore_ascii_case(name));
    Spec { apps: spec.apps.iter().rfind(meant).cloned().into_iter().collect(), ..spec.clone() }
}

/// Tells why there is no plan, with the API version that the project has where that is the reason.
fn refused(project: &Project, mut faults: Vec<SpecFault>) -> AddRefusal {
    let place = project.api_version_place.as_ref();
    for fault in &mut faults {
        if fault.help.contains("API version") || fault.message.contains("API version") {
            let version = version(project);
            let says = place.map_or_else(
                || format!("; the project names none, so {version} is taken"),
                |place| format!("; {} says {version}", place.path),
            );
            fault.help += &says;
            // No flag changes that here.
            fault.at = SpecPath::default();
        }
    }
    AddRefusal::Faults(faults)
}

/// Leaves the components of the OAuth plugin out of a plan.
fn without_oauth(plan: &mut Plan) {
    for app in &mut plan.apps {
        app.components.retain(|component| component.metadata_type.part != Part::Oauth);
        app.permission_sets.clear();
    }
}
