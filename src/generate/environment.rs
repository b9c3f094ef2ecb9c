//! Values that are filled in at deploy: which variables stand in which files.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use serde_json::Value;

use super::value::is_variable;
use super::{MAIN, Plan, distribution};
use crate::schema::{Element, Kind};

/// A variable that is in files as `${NAME}`.
#[derive(Debug, Serialize)]
pub(super) struct Variable {
    name: String,
    /// What is in the files.
    token: String,
    /// What the elements mean that hold it.
    meanings: Vec<&'static str>,
    /// Whether it is the text of a certificate, which has several lines.
    is_certificate: bool,
    files: Vec<String>,
}

/// Whether anything is filled in at deploy.
pub(super) fn is_used(common: &Value) -> bool {
    common["project"]["environment"].as_array().is_some_and(|all| !all.is_empty())
}

/// The variables that are in metadata files as `${NAME}`.
pub(super) fn of(plan: &Plan) -> Vec<Variable> {
    let mut all: BTreeMap<String, (Vec<&'static Element>, BTreeSet<String>)> = BTreeMap::new();
    for component in plan.components() {
        let path = component.path();
        for (element, field) in component.elements() {
            for name in variables(&field.value) {
                let (elements, files) = all.entry(name).or_default();
                elements.extend(element);
                files.insert(path.clone());
            }
        }
    }
    let mut beside: BTreeMap<String, Vec<&'static str>> = BTreeMap::new();
    for (path, meaning, text) in fillable_beside(plan) {
        for name in variables(text) {
            beside.entry(name.clone()).or_default().extend(meaning);
            all.entry(name).or_default().1.insert(path.clone());
        }
    }
    all.into_iter()
        .map(|(name, (elements, files))| {
            let mut meanings: Vec<_> = elements.iter().map(|e| e.meaning.as_str()).collect();
            meanings.extend(beside.remove(&name).unwrap_or_default());
            meanings.dedup();
            Variable {
                token: format!("${{{name}}}"),
                name,
                meanings,
                is_certificate: elements.iter().any(|e| e.kind == Kind::Certificate),
                files: files.into_iter().collect(),
            }
        })
        .collect()
}

/// What can be filled in at deploy in files that are no metadata of the app's own types: path, meaning
/// where it has one of its own, and text.
fn fillable_beside(plan: &Plan) -> Vec<(String, Option<&'static str>, &str)> {
    let directory = distribution::side_directory(plan.packaged);
    let mut all = Vec::new();
    for app in &plan.apps {
        if let Some(exchange) = &app.exchange {
            let class = format!("{directory}/{MAIN}/classes/{}.cls", exchange.name);
            let texts = exchange.fillable().into_iter();
            all.extend(texts.map(|(meaning, text)| (class.clone(), Some(meaning), text)));
            let site = format!("{}.remoteSite-meta.xml", exchange.name);
            let site = format!("{directory}/{MAIN}/remoteSiteSettings/{site}");
            all.extend([class, site].map(|path| (path, None, &*exchange.app_label)));
        }
        for set in &app.permission_sets {
            let name = format!("{}.permissionset-meta.xml", set.name);
            let path = format!("{directory}/{MAIN}/permissionsets/{name}");
            all.extend([&set.label, &set.description].map(|text| (path.clone(), None, &**text)));
        }
    }
    all
}

/// The variables in a text.
fn variables(text: &str) -> Vec<String> {
    let own = text.split("${").skip(1).filter_map(|rest| rest.split_once('}'));
    own.map(|(name, _)| name).filter(|name| is_variable(name)).map(str::to_owned).collect()
}
