//! The files that an addition to a project of other making creates and changes.

use std::collections::BTreeMap;
use std::fmt::Display;

use super::manifests::{self, Member};
use super::place::{self, Place, Places};
use super::sfdx::{self, Variable};
use super::{demand, explicit, lists, merge};
use crate::apply::render;
use crate::change::apply;
use crate::disk::FileWrite;
use crate::failure::Failure;
use crate::generate::{AppPlan, Component, Exchange, MAIN, Plan, PlannedField};
use crate::input::{self, MAX_FILE_BYTES};
use crate::project::{App as Known, MetadataFile, Project};
use crate::schema::{Cardinality, Kind, Role, names, schema};
use crate::spec::{Asked, UNKNOWN};

/// What is to be written, and what its user should know of it.
pub(super) struct Work<'a> {
    pub(super) project: &'a Project,
    pub(super) known: Option<&'a Known>,
    /// The values that the command line gives.
    asked: &'a [Asked],
    pub(super) places: Places<'a>,
    pub(super) plan: Plan,
    pub(super) files: Vec<FileWrite>,
    pub(super) notes: Vec<String>,
    pub(super) members: Vec<Member>,
    new_directory: Option<String>,
    pub(super) variables: Vec<Variable>,
    /// Manifests that deploy the app.
    pub(super) manifests: Vec<String>,
    /// The files of a new project with the app.
    pub(super) fresh: Vec<FileWrite>,
    /// The path of each new file in a new project, and its path here.
    pub(super) moved: Vec<(String, String)>,
}

/// What the command line says of an addition besides the plan.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Request<'a> {
    /// The values that it gives.
    pub(super) asked: &'a [Asked],
    /// The package directory of a new app, where it names one.
    pub(super) directory: Option<&'a str>,
}

/// A component next to what the project and the plan before have of it.
struct Paired<'a> {
    file: Option<&'a MetadataFile>,
    old: Option<Component>,
    /// Whether the addition needs the file even if it only contains defaults.
    is_needed: bool,
}

impl Paired<'_> {
    /// Whether the plans differ in the component.
    fn differs(&self, new: &Component) -> bool {
        self.old.as_ref().is_none_or(|old| old.fields != new.fields)
    }

    /// Whether a file is made for it: one that would only say what holds without it is not.
    fn is_created(&self, new: &Component) -> bool {
        let Some(old) = &self.old else { return self.file.is_none() };
        if self.is_needed && self.file.is_none() {
            return true;
        }
        let says_more = |field: &&PlannedField| !says_its_default(new, old, field);
        let new: Vec<&PlannedField> = new.fields.iter().filter(says_more).collect();
        self.file.is_none() && new != old.fields.iter().collect::<Vec<_>>()
    }
}

/// Whether a field that the component had not before says what holds without it.
fn says_its_default(new: &Component, old: &Component, field: &PlannedField) -> bool {
    let default = new.metadata_type.element(&field.name).and_then(|e| e.default.as_ref());
    let had = old.fields.iter().any(|other| other.name == field.name);
    !had && default.is_some_and(|default| default.to_string() == field.value)
}

impl<'a> Work<'a> {
    /// Works out every file.
    pub(super) fn of(
        project: &'a Project,
        known: Option<&'a Known>,
        plan: Plan,
        before: Option<&Plan>,
        request: Request<'a>,
    ) -> Result<Self, Failure> {
        let distribution = plan.apps.first().map(|app| app.spec.distribution).unwrap_or_default();
        let mut work = Self {
            project,
            known,
            asked: request.asked,
            places: Places::new(project, known, distribution, request.directory),
            plan,
            files: Vec::new(),
            notes: Vec::new(),
            members: Vec::new(),
            new_directory: None,
            variables: Vec::new(),
            manifests: Vec::new(),
            fresh: Vec::new(),
            moved: Vec::new(),
        };
        let old = before.and_then(|before| before.apps.first());
        work.components(old)?;
        work.manifests()?;
        work.around()?;
        let edited = sfdx::with(project, work.new_directory.as_deref(), &work.variables);
        work.files.extend(edited.map_err(refusal)?);
        work.files.extend(sfdx::examples(project, &work.variables).map_err(Failure::new)?);
        work.tell_variables();
        Ok(work)
    }

    /// Each component of the app next to what there is of it.
    fn pairs(&self, app: &AppPlan, old: Option<&AppPlan>) -> Vec<Paired<'a>> {
        let all: Vec<&Component> = app.components.iter().chain(&app.shared).collect();
        let mut pairs: Vec<Paired<'a>> = Vec::new();
        for (index, component) in all.iter().enumerate() {
            let type_name = &component.metadata_type.name;
            let same_type = |other: &&&Component| other.metadata_type.name == *type_name;
            // Of a type that an app may have several files of, the order tells which is which.
            let nth = all.iter().take(index).filter(same_type).count();
            let had = old.into_iter().flat_map(|old| old.components.iter().chain(&old.shared));
            let had = had.filter(|other| other.metadata_type.name == *type_name).nth(nth).cloned();
            let is_given = !explicit::of(component, self.asked).is_empty();
            let is_needed = is_given || old.is_some_and(|old| demand::needs(app, old, component));
            pairs.push(Paired { file: self.present(component, nth), old: had, is_needed });
        }
        if let Some(old) = old {
            for pair in &mut pairs {
                demand::enforce(app, old, pair.file, &mut pair.old);
            }
            for (component, pair) in all.iter().zip(&mut pairs) {
                if let Some(old) = &mut pair.old {
                    explicit::enforce(component, old, &explicit::of(component, self.asked));
                }
            }
        }
        pairs
    }

    fn components(&mut self, old: Option<&AppPlan>) -> Result<(), Failure> {
        let Some(app) = self.plan.apps.first() else { return Ok(()) };
        let pairs = self.pairs(app, old);
        let all = app.components.iter().chain(&app.shared);
        let policies = all.zip(&pairs).any(|(component, pair)| {
            component.metadata_type.name == names::OAUTH_POLICIES && pair.is_created(component)
        });
        let new_neighbours = policies || old.is_none_or(|old| neighbours(old) != neighbours(app));
        // Permission sets of both plans exist, if at all, under names that are not known.
        let unknown: Vec<String> = if new_neighbours {
            Vec::new()
        } else {
            app.permission_sets.iter().map(|set| set.name.clone()).collect()
        };
        self.name(&pairs, &unknown);
        let mut texts: BTreeMap<String, FileWrite> = BTreeMap::new();
        self.fresh = render(&self.plan, &self.project.root)?;
        for file in self.fresh.iter().cloned() {
            if let Some((_, below)) = file.path.split_once(&format!("/{MAIN}/")) {
                texts.insert(below.to_owned(), file);
            }
        }
        let planned = self.plan.apps.first().cloned();
        let Some(app) = planned else { return Ok(()) };
        for (component, pair) in app.components.iter().chain(&app.shared).zip(&pairs) {
            let below = format!("{}/{}", component.metadata_type.folder, component.file_name());
            let text = texts.remove(&below);
            match pair.file {
                Some(file)
                    if pair.differs(component)
                        || !explicit::of(component, self.asked).is_empty() =>
                {
                    self.change(file, component, pair.old.as_ref())?;
                }
                None if pair.is_created(component) => {
                    self.create(component, text, pair.old.is_some())?;
                }
                _ => {}
            }
        }
        if new_neighbours {
            self.neighbours(&app, texts)?;
        }
        Ok(())
    }

    /// The file that the project has for a component: of the app, whatever its name.
    fn present(&self, component: &Component, nth: usize) -> Option<&'a MetadataFile> {
        let metadata_type = component.metadata_type;
        if metadata_type.per_app == Cardinality::NotPerApp {
            let named =
                |file: &&MetadataFile| file.full_name.eq_ignore_ascii_case(&component.full_name);
            return self.project.files_of(&metadata_type.name).find(named);
        }
        self.known?.files_of(&self.project.files, &metadata_type.name).nth(nth)
    }

    /// Gives components their names in this project, and takes out of new ones what is not known.
    fn name(&mut self, pairs: &[Paired<'_>], unknown: &[String]) {
        let Some(app) = self.plan.apps.first_mut() else { return };
        for (component, pair) in app.components.iter_mut().chain(&mut app.shared).zip(pairs) {
            let mut label = None;
            if component.metadata_type.role == Role::Header {
                // The label of the app is no name.
            } else if pair.file.is_some() {
                label = pair.old.as_ref().and_then(|old| old.value("label").map(str::to_owned));
            } else if let Some(known) = self.known.filter(|_| pair.is_created(component)) {
                let name = place::name(self.project, known, component);
                let is_name = component.value("label") == Some(component.full_name.as_str());
                component.full_name.clone_from(&name);
                label = is_name.then_some(name);
                known_only(component, unknown);
            }
            let field = component.fields.iter_mut().find(|field| field.name == "label");
            if let (Some(field), Some(label)) = (field, label) {
                field.value = label;
            }
        }
    }

    fn change(
        &mut self,
        file: &MetadataFile,
        new: &Component,
        old: Option<&Component>,
    ) -> Result<(), Failure> {
        let old = old.map(|old| old.fields.as_slice()).unwrap_or_default();
        let explicit = explicit::of(new, self.asked);
        let edits = merge::edits(file, &new.fields, old, &explicit).map_err(refusal)?;
        if edits.is_empty() {
            return Ok(());
        }
        let in_package = self.project.builds_package(file);
        let (name, is_new) = (file.full_name.clone(), false);
        self.members.push(Member { name, is_new, ..Member::of(new, old, in_package) });
        let text = apply(&file.text, &edits);
        let path = file.project_path.clone();
        self.variables.extend(sfdx::variables(&path, &text, &file.text));
        self.files.push(FileWrite { path, bytes: text.into_bytes() });
        Ok(())
    }

    fn create(
        &mut self,
        component: &Component,
        text: Option<FileWrite>,
        expected: bool,
    ) -> Result<(), Failure> {
        let metadata_type = component.metadata_type;
        let member = format!("{}:{}", metadata_type.manifest_name(), component.full_name);
        if let Some(field) = component.fields.iter().find(|field| field.value.contains(UNKNOWN)) {
            return Err(Failure::new(format!(
                "the project has no {} for the app, which must change, and their `{}` is not known \
                 here; retrieve them from the org first (`sf project retrieve start --metadata \
                 {member}`), or give the value{}",
                metadata_type.title,
                field.name,
                if field.name == "callbackUrl" { " with --callback" } else { "" },
            )));
        }
        let of_app = metadata_type.per_app != Cardinality::NotPerApp && self.known.is_some();
        let files = || self.project.files_of(&metadata_type.name);
        if let Some(file) = files().find(|file| of_app && file.app_name().is_none()) {
            return Err(Failure::new(format!(
                "{} does not name its app before the deploy, and may contain what must \
                 change; write the name of the app into it first",
                file.path
            )));
        }
        if expected && metadata_type.role == Role::Policies {
            self.notes.push(format!(
                "the project had no {} of the app; where its org has some, the new ones take their \
                 place at deploy. To keep them, retrieve them first: sf project retrieve start \
                 --metadata {member}",
                metadata_type.title
            ));
        }
        let Some(text) = text else {
            return Err(Failure::new(format!(
                "the templates give no {}/{}",
                metadata_type.folder,
                component.file_name()
            )));
        };
        let place = self.places.of(Some(component));
        let path = self.places.path(&place, component);
        let there = self.project.root.join(&path);
        if there.exists()
            && input::bytes(&there, &self.project.root, MAX_FILE_BYTES).ok().as_ref()
                != Some(&text.bytes)
        {
            return Err(Failure::new(format!(
                "{path} is there already, and does not name this app; rename it, or fix its \
                 `{}` first",
                names::APP_REFERENCE
            )));
        }
        self.write(&place, path, text);
        self.members.push(Member::of(component, &[], self.places.builds(&place)));
        Ok(())
    }

    /// Permission sets and Apex classes next to the metadata of the app, where they are new.
    fn neighbours(
        &mut self,
        app: &AppPlan,
        texts: BTreeMap<String, FileWrite>,
    ) -> Result<(), Failure> {
        let place = self.places.of(None);
        let mut written = false;
        for (below, text) in texts {
            let path = self.places.path_below(&place, &below);
            // A component has its name once, in whatever folder, and in whatever case.
            if !place::has_file(&self.project.root, &path).map_err(Failure::new)? {
                self.write(&place, path, text);
                written = true;
            }
        }
        if !written {
            return Ok(());
        }
        let sets = app.permission_sets.iter().map(|set| ("PermissionSet", set.name.clone()));
        let others = app.exchange.iter().flat_map(Exchange::members);
        let in_package = self.places.builds(&place);
        self.members.extend(sets.chain(others).map(|(type_name, name)| Member {
            type_name: type_name.to_owned(),
            name,
            in_package,
            is_new: true,
            since: schema().versions.oldest,
        }));
        Ok(())
    }

    fn write(&mut self, place: &Place, path: String, text: FileWrite) {
        self.moved.push((text.path.clone(), path.clone()));
        self.new_directory = self.new_directory.take().or_else(|| place.new_directory.clone());
        let shown = String::from_utf8_lossy(&text.bytes).into_owned();
        self.variables.extend(sfdx::variables(&path, &shown, ""));
        self.files.push(FileWrite { path, ..text });
    }

    fn manifests(&mut self) -> Result<(), Failure> {
        let edited = manifests::with(self.project, self.known, &self.members);
        let (files, deploying) = edited.map_err(refusal)?;
        self.files.extend(files);
        self.manifests = deploying;
        Ok(())
    }
}

/// Takes items and values that are not known out of a component that is written anew.
fn known_only(component: &mut Component, unknown: &[String]) {
    let metadata_type = component.metadata_type;
    let kind =
        |field: &PlannedField| metadata_type.element(&field.name).map(|element| element.kind);
    for field in &mut component.fields {
        let known = kind(field).and_then(|kind| lists::known_items(&field.value, kind, unknown));
        // A list without an item that is known goes, but for the one that must be there.
        let empty = known.as_ref().is_some_and(String::is_empty);
        field.value = match known {
            Some(known) if !empty => known,
            _ if empty => UNKNOWN.to_owned(),
            _ => std::mem::take(&mut field.value),
        };
    }
    component
        .fields
        .retain(|field| field.value != UNKNOWN || kind(field) == Some(Kind::CallbackList));
}

/// What is next to the metadata of an app.
fn neighbours(app: &AppPlan) -> (usize, bool) {
    (app.permission_sets.len(), app.exchange.is_some())
}

pub(super) fn refusal(message: impl Display) -> Failure {
    Failure::new(format!("{message}; nothing was written"))
}
