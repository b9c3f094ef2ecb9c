//! Whether the files that a run would leave contain the values that the command line gives.

use super::explicit::Explicit;
use super::{explicit, lists, merge};
use crate::failure::Failure;
use crate::generate::{AppPlan, Component, PlannedField};
use crate::project::facts::effective;
use crate::project::{Field, MetadataFile, Project};
use crate::schema::{Cardinality, Element, Expect, Kind};
use crate::spec::{Asked, UNKNOWN};

/// Keys that decide which files there are or what they are called, and not the value of an element.
const OF_FILES: &[&[&str]] = &[
    &["name"],
    &["preset"],
    &["oauth", "flows"],
    &["oauth", "token-exchange", "issuer"],
    &["oauth", "token-exchange", "keys-url"],
    &["oauth", "token-exchange", "audience"],
    &["owner", "policies"],
    &["owner", "oauth-policies"],
    &["push"],
];

/// Why a run may not write: a given value that no file would contain, or that a file would contradict.
///
/// # Errors
/// The first such value.
pub fn holds(
    project: &Project,
    app: &AppPlan,
    asked: &[Asked],
    is_new: bool,
) -> Result<(), Failure> {
    let all: Vec<&Component> = app.components.iter().chain(&app.shared).collect();
    for one in asked {
        let mut lands = false;
        for (index, component) in all.iter().enumerate() {
            let explicit = explicit::of(component, std::slice::from_ref(one));
            if explicit.is_empty() {
                continue;
            }
            lands = true;
            let type_name = &component.metadata_type.name;
            let same = |other: &&&Component| other.metadata_type.name == *type_name;
            let nth = all.iter().take(index).filter(same).count();
            if let Some(file) = file_of(project, &app.spec.name, component, nth) {
                explicit.iter().try_for_each(|it| agrees(file, component, it, one))?;
            }
        }
        if one.is_at(&["oauth", "flows"]) {
            flows_are_on(project, app, one)?;
        }
        let of_files = OF_FILES.iter().any(|keys| one.is_at(keys));
        let made = is_new || app.exchange.is_some() && one.is_at(&["oauth", "token-exchange"]);
        let needs_none = is_empty_list(one) || is_new && one.shown.ends_with("=false");
        if !(lands || needs_none || of_files && made) {
            return Err(no_effect(one));
        }
    }
    Ok(())
}

/// Refuses a file that keeps a flow off which is among the given ones.
fn flows_are_on(project: &Project, app: &AppPlan, asked: &Asked) -> Result<(), Failure> {
    let Some(known) = project.apps.get(&app.spec.name) else { return Ok(()) };
    let demands = app.flows.iter().flat_map(|flow| &flow.demands);
    for demand in demands.filter(|demand| !demand.advised && !demand.public_client) {
        let Expect::Is(value) = &demand.expect else { continue };
        let Some(file) = known.file(&project.files, &demand.metadata_type) else { continue };
        if effective(file, &demand.element).is_some_and(|says| *value != *says) {
            return Err(edited(asked, file, &demand.element));
        }
    }
    Ok(())
}

/// An empty list of what the app does not have is as it should be.
fn is_empty_list(asked: &Asked) -> bool {
    asked.shown.ends_with("=[]")
}

fn no_effect(asked: &Asked) -> Failure {
    let of_lifetime = |key: &str| ["period", "unit"].contains(&key);
    let last = asked.keys.last().map(String::as_str).unwrap_or_default();
    let help = if of_lifetime(last) && asked.is_at(&["oauth", "refresh-token"]) {
        "the policy of its refresh tokens takes no period; give `oauth.refresh-token.policy` too, \
         such as `SpecificInactivity`"
    } else {
        "with what the app has, no file of it would contain the value; remove it, or give what it \
         belongs to as well"
    };
    Failure::new(format!("{} has no effect here: {help}; nothing was written", asked.shown))
}

/// The file of a component, whatever its name.
fn file_of<'p>(
    project: &'p Project,
    app: &str,
    component: &Component,
    nth: usize,
) -> Option<&'p MetadataFile> {
    let metadata_type = component.metadata_type;
    if metadata_type.per_app == Cardinality::NotPerApp {
        let named =
            |file: &&MetadataFile| file.full_name.eq_ignore_ascii_case(&component.full_name);
        return project.files_of(&metadata_type.name).find(named);
    }
    project.apps.get(app)?.files_of(&project.files, &metadata_type.name).nth(nth)
}

/// Refuses a file that says otherwise than a given value.
fn agrees(
    file: &MetadataFile,
    component: &Component,
    explicit: &Explicit,
    asked: &Asked,
) -> Result<(), Failure> {
    let Some(element) = component.metadata_type.element(&explicit.name) else { return Ok(()) };
    let of = component.fields.iter().filter(|field| field.name == explicit.name);
    let planned: Vec<&PlannedField> = of.collect();
    let present: Vec<Field<'_>> = file.fields(&explicit.name).collect();
    if agree(element, &planned, &present, explicit) {
        return Ok(());
    }
    Err(edited(asked, file, &explicit.name))
}

fn edited(asked: &Asked, file: &MetadataFile, element: &str) -> Failure {
    Failure::new(format!(
        "{} is not what {} contains in `{element}`: the file was edited by hand; write the value \
         there, or remove the element, and run again; nothing was written",
        asked.shown, file.project_path
    ))
}

fn agree(
    element: &'static Element,
    planned: &[&PlannedField],
    present: &[Field<'_>],
    explicit: &Explicit,
) -> bool {
    if element.repeated {
        let same = if explicit.is_whole { merge::is_equal } else { merge::is_same };
        let has = |field: &PlannedField| present.iter().any(|it| same(it, field));
        let exact = !explicit.is_whole || present.len() == planned.len();
        return exact && planned.iter().all(|field| has(field));
    }
    match (planned.first(), present.first()) {
        (None, None) => true,
        (None, Some(field)) => field.is_empty() || field.boolean() == Some(false),
        (Some(wanted), None) => {
            wanted.value == UNKNOWN || merge::is_default(element, &wanted.value)
        }
        (Some(wanted), Some(field)) if element.kind == Kind::Struct => {
            let structure = field.file.metadata_type.structure_of(element);
            let inner = structure.map(|it| &*it.elements).unwrap_or_default();
            let is_off = |element: &Element| {
                let child = field.element.child(&element.name);
                child.is_none_or(|child| child.value().trimmed() == "false")
            };
            explicit.left_out(inner, wanted).into_iter().all(is_off)
                && wanted.fields.iter().filter(|it| explicit.gives(it)).all(|inner| {
                    let child = field.element.child(&inner.name);
                    child.is_some_and(|child| child.value().trimmed() == inner.value)
                })
        }
        (Some(wanted), Some(field)) if lists::is_list(element.kind) => {
            lists::has_all(field, &wanted.value, explicit.is_whole)
        }
        (Some(wanted), Some(field)) => wanted.value == UNKNOWN || merge::says(field, &wanted.value),
    }
}
