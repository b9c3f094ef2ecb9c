//! Adding to a project that this program did not make: only what must change does.

use std::collections::{BTreeMap, HashSet};
use std::path::{Path, PathBuf};

use super::args::Flags;
use super::key_pair::NewKey;
use super::spec::Wanted;
use super::{conclude, render, report};
use crate::change::{Edit, apply};
use crate::cli::{Exit, Failure};
use crate::disk::FileWrite;
use crate::generate::{self, AppPlan, Component, PACKAGE_DIRECTORY, Plan};
use crate::project::facts::{self, AppFacts};
use crate::project::{
    App as Known, Files, LoadOptions, MetadataFile, Project, Scope, Workspace, callback_list, load,
};
use crate::rules::fixes::{insert_element, replace_value};
use crate::schema::names;
use crate::spec::{App, Client, Distribution, Oauth, PermittedUsers, Spec};

/// The project as it is.
pub(super) struct There {
    workspace: Workspace,
    root: PathBuf,
}

/// Where metadata stands below a package directory.
const MAIN: &str = "main/default";

impl There {
    /// Reads the project.
    pub(super) fn read(root: &Path) -> Result<Self, Failure> {
        let files = Files::on_disk(root);
        let scope = Scope { paths: vec![root.to_path_buf()] };
        let workspace = load(&files, &scope, &LoadOptions::default())?;
        Ok(Self { workspace, root: root.to_path_buf() })
    }

    fn project(&self) -> Option<&Project> {
        self.workspace.projects.iter().find(|project| project.root == self.root)
    }

    /// The spec that the project's apps could have been made from, as far as a plan depends on it.
    pub(super) fn spec(&self) -> Spec {
        let mut spec = Spec::default();
        let Some(project) = self.project() else { return spec };
        spec.project.api_version = project.api_version.map(|version| version.to_string());
        // Packages without a namespace exist, and the file that names it is not written here.
        let namespace = project.sfdx.namespace.clone().unwrap_or_else(|| "none".to_owned());
        spec.project.namespace = Some(namespace);
        let headed = project.apps.iter().filter(|app| app.header.is_some());
        spec.apps = headed.map(|known| app(project, known)).collect();
        spec
    }

    /// Writes what the new spec has and the present one has not.
    pub(super) fn add(
        &self,
        flags: &Flags,
        whole: bool,
        name: Option<&str>,
        new: &Spec,
        key: Option<&NewKey>,
    ) -> Result<Exit, Failure> {
        let meant = |app: &&App| match name {
            Some(name) if !whole => app.name.eq_ignore_ascii_case(name),
            _ => true,
        };
        // The app alone: what is wrong with its neighbours stops nothing.
        let alone = |spec: &Spec| Spec {
            apps: spec.apps.iter().rfind(meant).cloned().into_iter().collect(),
            ..spec.clone()
        };
        let new = alone(new);
        if let Some(app) = new.apps.first().filter(|_| whole)
            && self.project().is_some_and(|project| project.apps.get(&app.name).is_some())
        {
            return Err(Failure::new(format!("the project has an app `{}` already", app.name)));
        }
        let plan = generate::plan(&new).map_err(|faults| {
            let wanted = Wanted { spec: new.clone(), text: None, key: None, adds: true };
            report::faults(&wanted, &faults)
        })?;
        let before = if whole { None } else { generate::plan(&alone(&self.spec())).ok() };
        let files = self.files(&plan, before.as_ref())?;
        let merged: HashSet<String> = files.iter().map(|file| file.path.clone()).collect();
        conclude(flags, &plan, &files, &merged, key)
    }

    fn files(&self, plan: &Plan, before: Option<&Plan>) -> Result<Vec<FileWrite>, Failure> {
        let (Some(project), Some(app)) = (self.project(), plan.apps.first()) else {
            return Err(Failure::new("there is no metadata here to add to"));
        };
        let known = project.apps.get(&app.spec.name);
        let main = main_directory(project, known);
        let mut texts: BTreeMap<String, FileWrite> = BTreeMap::new();
        for file in render(plan, &self.root)? {
            if let Some((_, below)) = file.path.split_once(&format!("/{MAIN}/")) {
                let below = below.to_owned();
                texts.insert(below, file);
            }
        }
        let placed = |file: FileWrite, below: &str| {
            if !file.path.starts_with(&format!("{PACKAGE_DIRECTORY}/")) {
                return Err(Failure::new(format!(
                    "{below} may not be in the package that this app is for, and where else it \
                     belongs in this project is not known; nothing was written"
                )));
            }
            Ok(FileWrite { path: format!("{main}/{below}"), ..file })
        };
        let mut out = Vec::new();
        for component in plan.components() {
            let below = format!("{}/{}", component.metadata_type.folder, component.file_name());
            let text = texts.remove(&below);
            let old = before.and_then(|before| same(before, component));
            match present(project, known, component) {
                Some(file) => out.extend(changed(project, file, component, old)?),
                // What the app lacks already is a matter of its own.
                None if old.is_some_and(|old| old.fields == component.fields) => {}
                None => out.extend(text.map(|file| placed(file, &below)).transpose()?),
            }
        }
        // Neighbours, such as permission sets and Apex classes, where they are new.
        let had = before.and_then(|before| before.apps.first());
        let new = had.is_none_or(|had| neighbours(had) != neighbours(app));
        for (below, file) in texts.into_iter().filter(|_| new) {
            if !self.root.join(format!("{main}/{below}")).exists() {
                out.push(placed(file, &below)?);
            }
        }
        Ok(out)
    }
}

/// What stands beside the metadata of an app.
fn neighbours(app: &AppPlan) -> (usize, bool) {
    (app.permission_sets.len(), app.exchange.is_some())
}

fn same<'a>(plan: &'a Plan, component: &Component) -> Option<&'a Component> {
    plan.components().into_iter().find(|other| other.file_name() == component.file_name())
}

/// The file that the project has for a component.
fn present<'a>(
    project: &'a Project,
    known: Option<&Known>,
    component: &Component,
) -> Option<&'a MetadataFile> {
    let name = &component.metadata_type.name;
    let named = |file: &&MetadataFile| file.full_name == component.full_name;
    let own = known.and_then(|app| app.file(&project.files, name));
    let push = *name == names::PUSH_SETTINGS;
    own.filter(|file| !push || named(file)).or_else(|| project.files_of(name).find(named))
}

/// The file with the values that the change demands; none where it holds them already.
fn changed(
    project: &Project,
    file: &MetadataFile,
    new: &Component,
    old: Option<&Component>,
) -> Result<Option<FileWrite>, Failure> {
    let mut edits: Vec<Edit> = Vec::new();
    for field in &new.fields {
        let before = old.and_then(|old| old.fields.iter().find(|other| other.name == field.name));
        let has = facts::effective(file, &field.name);
        if before == Some(field) || has.as_deref() == Some(field.value.as_str()) {
            continue;
        }
        // Without a plan of what is there, only switches are known to be part of the change.
        if old.is_none() && field.value != "true" {
            continue;
        }
        let place = file.field(&field.name);
        if !field.fields.is_empty() || place.is_some_and(|place| place.is_unknown()) {
            return Err(Failure::new(format!(
                "`{}` in {} must change by hand; nothing was written",
                field.name, file.path
            )));
        }
        edits.extend(match (place, file.root()) {
            (Some(place), _) => Some(replace_value(&place, &field.value)),
            (None, Some(root)) => Some(insert_element(file, root, &field.name, &field.value)),
            (None, None) => None,
        });
    }
    let below = format!("{}/", project.shown_root);
    let path = file.path.strip_prefix(&below).unwrap_or(&file.path).to_owned();
    let bytes = apply(&file.text, &edits).into_bytes();
    Ok((!edits.is_empty()).then_some(FileWrite { path, bytes }))
}

/// Where new files go: beside the app's header, else into the first package directory.
fn main_directory(project: &Project, known: Option<&Known>) -> String {
    let header = known.and_then(|app| app.header(&project.files));
    let beside = header.and_then(|file| {
        let (folder, _) = file.path.rsplit_once('/')?;
        folder.rsplit_once('/').map(|(main, _)| main.to_owned())
    });
    beside.unwrap_or_else(|| {
        let first = project.sfdx.package_directories.first();
        format!("{}/{MAIN}", first.map_or(PACKAGE_DIRECTORY, |first| first.path.as_str()))
    })
}

fn app(project: &Project, known: &Known) -> App {
    let facts = AppFacts::of(project, known);
    let text = |type_name: &str, name: &str| {
        facts.field(type_name, name).map(|field| field.text().into_owned())
    };
    let packaged = facts.distribution() == Some(facts::Distribution::Packaged);
    let has_oauth = facts.file(names::OAUTH_SETTINGS).is_some();
    App {
        name: known.name.clone(),
        label: text(names::HEADER, "label"),
        contact_email: text(names::HEADER, "contactEmail").unwrap_or_default(),
        distribution: if packaged { Distribution::Packaged } else { Distribution::Local },
        oauth: has_oauth.then(|| oauth(&facts)),
        ..App::default()
    }
}

fn oauth(facts: &AppFacts<'_>) -> Oauth {
    let text = |type_name: &str, name: &str| {
        facts.field(type_name, name).map(|field| field.text().into_owned())
    };
    let callbacks = facts.field(names::GLOBAL_OAUTH, "callbackUrl").map(|field| {
        let items = callback_list(&field.element.value()).items;
        items.into_iter().map(|item| item.text).collect::<Vec<_>>()
    });
    let callbacks = callbacks.unwrap_or_default();
    let mut flows: Vec<String> =
        facts.flows().filter(facts::FlowFacts::is_on).map(|f| f.flow.id.clone()).collect();
    let by_browser = crate::schema::schema().flows.iter().find(|f| f.supported && f.redirects);
    if let Some(flow) = by_browser.filter(|flow| !callbacks.is_empty() && !flows.contains(&flow.id))
    {
        flows.insert(0, flow.id.clone());
    }
    let client = facts.is_public_client() == Some(true);
    let free = facts.permitted_users().as_deref() == Some(PermittedUsers::SelfAuthorized.token());
    let decided = facts.file(names::OAUTH_POLICIES).is_some();
    Oauth {
        flows,
        callbacks,
        client: if client { Client::Public } else { Client::Confidential },
        scopes: facts.scopes().unwrap_or_default(),
        permitted_users: if free {
            PermittedUsers::SelfAuthorized
        } else {
            PermittedUsers::PreAuthorized
        },
        // Whoever may use the app stays as the policies say.
        permission_sets: if decided && !free { vec![facts.app.name.clone()] } else { Vec::new() },
        run_as: text(names::OAUTH_POLICIES, "clientCredentialsFlowUser"),
        certificate: text(names::GLOBAL_OAUTH, "certificate"),
        ..Oauth::default()
    }
}
