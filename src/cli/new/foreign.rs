//! Adding to a project that this program did not make: only what must change does.
//!
//! Two plans are made: of the app as its files say, and of the same with what is added. What they
//! differ in is brought into the files of the project as edits; everything else stays.

mod demand;
mod handler;
mod known;
mod lists;
mod manifests;
mod merge;
mod place;
mod root;
mod sfdx;
mod work;

pub(super) use known::may_be;
pub(super) use root::find;

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};

use super::add::What;
use super::args::Flags;
use super::args::Plugin;
use super::key_pair::NewKey;
use super::report::{self, Foreign};
use super::spec::Wanted;
use super::{conclude, render};
use crate::cli::{Exit, Failure, git, terminal};
use crate::disk::FileWrite;
use crate::generate::{self, Plan};
use crate::project::{
    App as Known, Candidate, Files, LoadOptions, Project, Scope, Workspace, classify, load,
    split_namespace,
};
use crate::schema::{ApiVersion, Expect, Part, names, schema};
use crate::spec::{App, Fault, PermittedUsers, Spec, SpecPath};
use root::PROJECT_FILE;
use work::Work;

/// Stands for a value that the project or its org holds, and that plans need not know.
pub(super) const UNKNOWN: &str = "${ECAFORGE_UNKNOWN}";

/// The project as it is.
pub(super) struct There {
    workspace: Workspace,
    root: PathBuf,
}

/// What is added to the project.
pub(super) struct Addition<'a> {
    pub(super) what: What,
    /// The app that the command line names.
    pub(super) app: Option<&'a str>,
    pub(super) flags: &'a Flags,
    /// The spec of the project with what is added.
    pub(super) spec: Spec,
    pub(super) key: Option<NewKey>,
    /// Whether the OAuth plugin is a part of it.
    pub(super) adds_oauth: bool,
}

impl There {
    /// Reads the project, with the files that `.forceignore` hides: they are there all the same.
    pub(super) fn read(root: &Path) -> Result<Self, Failure> {
        let mut files = Files::on_disk(root);
        files.plan(&root.join(".forceignore"), None);
        Ok(Self { workspace: workspace(&files, root)?, root: root.to_path_buf() })
    }

    fn project(&self) -> Option<&Project> {
        self.workspace.projects.iter().find(|project| project.root == self.root)
    }

    /// Whether the project has the header of that app, or of any.
    pub(super) fn has_app(&self, name: Option<&str>) -> bool {
        let meant = |app: &Known| name.is_none_or(|name| name.eq_ignore_ascii_case(&app.name));
        let headed = |app: &Known| app.header.is_some();
        self.project().is_some_and(|p| p.apps.iter().any(|app| headed(app) && meant(app)))
    }

    /// Refuses to go by a part of the apps, where git keeps another part of them from the disk.
    pub(super) fn whole(&self) -> Result<(), Failure> {
        let of_apps = |path: &String| matches!(classify(Path::new(path)), Candidate::Metadata(..));
        let Some(path) = git::left_out(&self.root).into_iter().find(of_apps) else { return Ok(()) };
        Err(Failure::new(format!(
            "git keeps {path} from the disk (sparse checkout), and what is added may depend on it; run \
             `git sparse-checkout disable` first, or add its folder"
        )))
    }

    /// Says why an app cannot be added to, where the project has only a part of it.
    pub(super) fn admit(&self, what: What, name: Option<&str>) -> Result<(), Failure> {
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

    /// Refuses flags that would have no effect: what they speak of stands in files of the project
    /// that are not written here.
    pub(super) fn obey(&self, flags: &Flags) -> Result<(), Failure> {
        let version = self.project().and_then(|project| project.api_version);
        let namespace = self.project().and_then(|project| project.sfdx.namespace.as_deref());
        let setting = flags.settings.iter().find(|setting| !setting.is_of_app());
        let (flag, instead) = if flags.api_version.is_some() && flags.api_version != version {
            let says = version.map_or("none".to_owned(), |version| version.to_string());
            ("--api-version".to_owned(), format!("it has {says}; change `sourceApiVersion` in"))
        } else if flags.namespace.is_some() && flags.namespace.as_deref() != namespace {
            ("--namespace".to_owned(), "change `namespace` in".to_owned())
        } else if let Some(setting) = setting {
            (format!("--set {setting}"), "change what it speaks of in".to_owned())
        } else if !flags.ci.is_empty() {
            return Err(Failure::new(
                "--ci is for projects that ecaforge made; to check this one, let its workflow run \
                 `ecaforge check`",
            ));
        } else {
            return Ok(());
        };
        Err(Failure::new(format!(
            "{flag} has no effect here: the project was not made by ecaforge, and speaks for itself; \
             {instead} {PROJECT_FILE}, and run again without the flag"
        )))
    }

    /// The spec that the project's apps could have been made from, as far as a plan depends on it.
    pub(super) fn spec(&self, adds_oauth: bool) -> Spec {
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
                let app = known::app(project, known, version, adds_oauth);
                // With everything filled in, so that what it leaves open stays what it was.
                let alone = Spec { apps: vec![app.clone()], ..spec.clone() };
                let filled = generate::plan(&alone).ok().filter(|_| app.oauth.is_some());
                filled.and_then(|plan| plan.spec.apps.into_iter().next()).unwrap_or(app)
            })
            .collect();
        spec
    }

    /// Writes what the new spec has and the present one has not.
    pub(super) fn add(&self, mut addition: Addition<'_>) -> Result<Exit, Failure> {
        let Some(project) = self.project() else {
            return Err(Failure::new("there is no metadata here to add to"));
        };
        let whole = addition.what == What::App;
        // The app alone: what is wrong with its neighbours stops nothing.
        let mut new = alone(&addition.spec, addition.app.filter(|_| !whole));
        let Some(app) = new.apps.first_mut() else {
            return Err(Failure::new("there is no app here to add to"));
        };
        let known = project.apps.get(&app.name);
        let same = |other: &&Known| whole && other.name.eq_ignore_ascii_case(&app.name);
        if let Some(other) = project.apps.iter().find(same) {
            let plan = generate::plan(&new).map_err(|faults| refused(project, &new, faults))?;
            return self.already(other, plan, addition.flags);
        }
        if let Some(known) = known {
            self.fit(project, known, app, &addition)?;
        }
        let name = app.name.clone();
        let mut plan = generate::plan(&new).map_err(|faults| refused(project, &new, faults))?;
        if handler::serves(project, &name) {
            handler::leave_out(&mut plan);
        }
        let mut before = known.map(|_| self.before(&name)).transpose()?;
        if let Some(before) = before.as_mut().filter(|_| addition.adds_oauth)
            && known.is_some_and(|known| !known::has_oauth(project, known))
        {
            without_oauth(before);
        }
        let done = Work::of(project, known, plan, before.as_ref())?;
        let key = addition.key.take();
        let told = Foreign {
            next: done.next(),
            already: (!whole).then(|| format!("{name} has what was to be added already.")),
        };
        let lacks = known.filter(|known| !known::has_oauth(project, known) && addition.adds_oauth);
        let lacks = lacks.map(|_| {
            format!(
                "the project had no OAuth files of `{name}`; where its org has some, the new ones \
                 take their place at deploy, so retrieve those first"
            )
        });
        for note in lacks.iter().chain(&done.notes).chain(&self.hidden(&done)?) {
            anstream::eprintln!("{}{note}", terminal::note_word());
        }
        let merged: HashSet<String> = done.files.iter().map(|file| file.path.clone()).collect();
        conclude(addition.flags, &done.plan, &done.files, &merged, key.as_ref(), Some(&told))
    }

    /// Tells that an app is there already, where all its files are as they would be made.
    fn already(&self, app: &Known, plan: Plan, flags: &Flags) -> Result<Exit, Failure> {
        let without = Self { workspace: self.workspace_without(app)?, root: self.root.clone() };
        let work = without.project().and_then(|project| Work::of(project, None, plan, None).ok());
        let holds = |file: &FileWrite| {
            fs::read(self.root.join(&file.path)).is_ok_and(|bytes| bytes == file.bytes)
        };
        let name = &app.name;
        let Some(work) = work.filter(|work| work.files.iter().all(holds)) else {
            return Err(Failure::new(format!(
                "the project has an app `{name}` already, which is not as the flags say; add to it \
                 with `ecaforge add FLOW|PLUGIN --app {name}`, or give the new app another name"
            )));
        };
        let already = Some(format!("the project has the app {name} already, as the flags say."));
        let told = Foreign { next: Vec::new(), already };
        conclude(flags, &work.plan, &work.files, &HashSet::new(), None, Some(&told))
    }

    fn workspace_without(&self, app: &Known) -> Result<Workspace, Failure> {
        let mut files = Files::on_disk(&self.root);
        files.plan(&self.root.join(".forceignore"), None);
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
                "`{name}` as it is does not work, and must be mended first: {}; `ecaforge check` \
                 says where",
                told.collect::<Vec<_>>().join("; ")
            ))
        })
    }

    /// Looks whether the present app can have what is added, and who may use it then.
    fn fit(
        &self,
        project: &Project,
        known: &Known,
        app: &mut App,
        addition: &Addition<'_>,
    ) -> Result<(), Failure> {
        let name = &known.name;
        let is = app.distribution;
        let was = self.spec(false).apps.into_iter().find(|app| app.name == *name);
        if was.is_some_and(|was| was.distribution != is) {
            return Err(Failure::new(format!(
                "--distribution would make another app of `{name}`: what may stand in a package and \
                 what its orgs know of it differ; add a new app with that distribution instead"
            )));
        }
        let rides = matches!(addition.what, What::Plugin(Plugin::Push | Plugin::Notification));
        if rides && !known::has_oauth(project, known) {
            return Err(Failure::new(format!(
                "the plugin needs OAuth, and `{name}` has no OAuth files in this project; retrieve \
                 them from its org, or run `ecaforge add oauth` first"
            )));
        }
        let What::Flow(id) = addition.what else { return Ok(()) };
        if known.file(&project.files, names::OAUTH_SETTINGS).is_some() {
            self.keep_scopes(id, app, addition.flags);
        }
        let advises = schema().flow(id).is_some_and(known::needs_grant);
        let Some(oauth) = &mut app.oauth else { return Ok(()) };
        let everyone = oauth.permitted_users == PermittedUsers::SelfAuthorized;
        if !advises || !everyone || addition.flags.permitted_users.is_some() {
            return Ok(());
        }
        if known.file(&project.files, names::OAUTH_POLICIES).is_none() {
            oauth.permitted_users = PermittedUsers::PreAuthorized;
            return Ok(());
        }
        Err(Failure::new(format!(
            "everyone may approve `{name}` for themselves, but nobody sees an approval page in this \
             flow; give --permitted-users pre-authorized, with --permission-set NAME for those who \
             may use the app (one is made otherwise), or --permitted-users self-authorized to leave \
             it as it is"
        )))
    }

    /// An app that had no refresh tokens gets none with a flow that works without them.
    fn keep_scopes(&self, flow: &str, app: &mut App, flags: &Flags) {
        let refreshes = |token: &String| schema().scope(token).is_some_and(|scope| scope.refresh);
        let before = self.spec(false).apps.into_iter().find(|before| before.name == app.name);
        let had = before.and_then(|before| before.oauth).unwrap_or_default().scopes;
        let switch = schema().flow(flow).is_some_and(|flow| {
            flow.demands.iter().any(|demand| match &demand.expect {
                Expect::HoldsAny(any) => any.iter().any(refreshes),
                _ => false,
            })
        });
        if let Some(oauth) = app.oauth.as_mut().filter(|_| !switch) {
            let wanted = |token: &String| {
                !refreshes(token) || had.contains(token) || flags.scopes.contains(token)
            };
            oauth.scopes.retain(wanted);
        }
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
fn refused(project: &Project, spec: &Spec, mut faults: Vec<Fault>) -> Failure {
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
    let wanted = Wanted { spec: spec.clone(), text: None, key: None, adds: true };
    report::faults(&wanted, &faults)
}

/// Leaves the components of the OAuth plugin out of a plan.
fn without_oauth(plan: &mut Plan) {
    for app in &mut plan.apps {
        app.components.retain(|component| component.metadata_type.part != Part::Oauth);
        app.permission_sets.clear();
    }
}
