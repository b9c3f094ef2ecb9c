//! What the text of each app plainly means, read leniently.
//!
//! A fix makes a broken file readable. A comparison with what the server takes from the broken file
//! would call that a change: `Apii` is no scope, and `Api` is one. So both sides of a comparison are
//! read here by intent: unknown spellings are resolved as "did you mean" does, an element in the
//! wrong file counts where it belongs, a file with a wrong suffix counts as what its root says, and
//! a reference to an app that is not there counts for the app that it resembles.

use std::collections::{BTreeMap, BTreeSet};

use crate::project::{Project, callback_list, scope_list, suffix_meant_by};
use crate::schema::{
    Cardinality, Element as ElementSchema, Kind, MetadataType, Role, find_element, names, schema,
};
use crate::text::suggest::{fold, nearest};
use crate::xml::{self, Element, Value};

/// A type and one of its elements.
pub type Setting = (&'static str, &'static str);

/// The entries of each element that has any, by type and element. A list has several; so has an
/// element that is there more than once.
pub type Settings = BTreeMap<Setting, BTreeSet<String>>;

/// The boolean that a person plainly meant.
#[must_use]
pub(crate) fn meant_boolean(written: &str) -> Option<bool> {
    match written.to_lowercase().as_str() {
        "true" | "1" | "yes" | "y" | "t" | "on" | "enabled" => Some(true),
        "false" | "0" | "no" | "n" | "f" | "off" | "disabled" => Some(false),
        _ => None,
    }
}

/// What the files of a project mean, by app. Files that belong to no app stand by type and name.
#[must_use]
pub(super) fn meant(project: &Project) -> BTreeMap<String, Settings> {
    let odd: Vec<_> = project.oddities.iter().map(|odd| xml::parse(&odd.text)).collect();
    let files = project.files.iter().filter_map(|file| {
        let root = file.document.root.as_ref()?;
        let own = schema().types.get(root.name.local()).unwrap_or(file.metadata_type);
        Some(Source { own, root, name: &file.full_name })
    });
    let odd = project.oddities.iter().zip(&odd).filter_map(|(odd, document)| {
        let (stem, suffix) = split_name(&odd.path);
        let root = document.root.as_ref()?;
        Some(Source { own: type_meant(root.name.local(), suffix)?, root, name: stem })
    });
    let sources: Vec<Source<'_>> =
        files.chain(odd).filter(|source| source.own.name != names::CONNECTED_APP).collect();
    let headers: Vec<&Source<'_>> = sources.iter().filter(|s| s.own.role == Role::Header).collect();
    let mut read: BTreeMap<String, Reading> = BTreeMap::new();
    for source in &sources {
        read.entry(source.owner(&headers)).or_default().add(source, &headers);
    }
    read.into_iter().map(|(app, reading)| (app, reading.settings())).collect()
}

/// A file with the type that it is meant to be of.
struct Source<'a> {
    own: &'static MetadataType,
    root: &'a Element,
    name: &'a str,
}

/// Elements under their right names in the right file, and those that are most likely meant.
#[derive(Default)]
struct Reading {
    written: Settings,
    guessed: Settings,
}

impl Source<'_> {
    /// The app that the file belongs to, as a word that does not depend on case and punctuation.
    fn owner(&self, headers: &[&Source<'_>]) -> String {
        if self.own.per_app == Cardinality::NotPerApp {
            return format!("{} {}", self.own.name, self.name);
        }
        if self.own.role == Role::Header {
            return app_key(self.name);
        }
        let is_meant = |element: &&Element| {
            resolve(self.own, element.name.local()).is_some_and(|(owner, e)| {
                owner.name == self.own.name && e.name == names::APP_REFERENCE
            })
        };
        let exact = self.root.child(names::APP_REFERENCE);
        let reference = exact.or_else(|| self.root.elements().find(is_meant));
        let written = reference.map(|element| plain_value(element).trimmed().to_owned());
        match written.filter(|name| !name.is_empty()) {
            Some(name) => named(&name, headers),
            None => likely(self.name, headers),
        }
    }
}

fn named(name: &str, headers: &[&Source<'_>]) -> String {
    let is_label = |header: &&&Source<'_>| {
        let label = |element: &&Element| {
            resolve(header.own, element.name.local()).is_some_and(|(_, e)| e.name == "label")
        };
        let mut labels = header.root.elements().filter(label);
        labels.any(|element| plain_value(element).trimmed().eq_ignore_ascii_case(name))
    };
    let by_name = headers.iter().find(|header| header.name.eq_ignore_ascii_case(name));
    let found = by_name.or_else(|| headers.iter().find(is_label));
    let near = || nearest(name, headers.iter().map(|header| header.name));
    app_key(found.map(|header| header.name).or_else(near).unwrap_or(name))
}

/// The app of a file that names none: the only one, else the one that the file is named after.
fn likely(stem: &str, headers: &[&Source<'_>]) -> String {
    if let [only] = headers {
        return app_key(only.name);
    }
    let begins = headers.iter().map(|h| h.name).filter(|name| stem.starts_with(name));
    app_key(begins.max_by_key(|name| name.len()).unwrap_or(stem))
}

fn app_key(name: &str) -> String {
    let name = name.split_once(':').map_or(name, |(_, rest)| rest);
    name.chars().filter(char::is_ascii_alphanumeric).flat_map(char::to_lowercase).collect()
}

fn split_name(path: &str) -> (&str, &str) {
    let file = path.rsplit('/').next().unwrap_or(path);
    let base = file.strip_suffix("-meta.xml").or_else(|| file.strip_suffix(".xml")).unwrap_or(file);
    base.rsplit_once('.').unwrap_or((base, ""))
}

fn type_meant(root: &str, suffix: &str) -> Option<&'static MetadataType> {
    let types = &schema().types;
    let near = || types.get(nearest(root, types.keys())?);
    types.get(root).or_else(|| suffix_meant_by(suffix)).or_else(near)
}

/// The element that a name in a file of a type stands for, by the same steps as the advice to the
/// user: the own one, one of another file of the app, a known mistake, the nearest.
fn resolve(
    own: &'static MetadataType,
    name: &str,
) -> Option<(&'static MetadataType, &'static ElementSchema)> {
    if let Some(element) = own.element(name) {
        return Some((own, element));
    }
    let folded = fold(name);
    let is_wrong = |e: &&ElementSchema| e.wrong_names.iter().any(|wrong| fold(wrong) == folded);
    if let Some(element) = own.elements.iter().find(is_wrong) {
        return Some((own, element));
    }
    let others = || schema().app_types().filter(|other| other.name != own.name);
    let exact: Vec<_> = others().filter_map(|t| Some((t, t.element(name)?))).collect();
    let owners = match exact.len() {
        0 => others().filter_map(|t| Some((t, t.elements.iter().find(is_wrong)?))).collect(),
        _ => exact,
    };
    match owners.as_slice() {
        [only] => return Some(*only),
        [_, _, ..] => return None,
        [] => {}
    }
    let near = nearest(name, own.elements.iter().map(|element| element.name.as_str()))?;
    Some((own, own.element(near)?))
}

impl Reading {
    fn add(&mut self, source: &Source<'_>, headers: &[&Source<'_>]) {
        for element in source.root.elements() {
            let Some((owner, schema)) = resolve(source.own, element.name.local()) else { continue };
            if schema.name == names::APP_REFERENCE {
                continue;
            }
            let entries = entries(owner, schema, element, headers);
            // An app may have several files of a type: a wrong name counts in its own file.
            let is_own = owner.name == source.own.name;
            let is_written = is_own
                && (element.name.is(&schema.name) || source.root.child(&schema.name).is_none());
            let into = if is_written { &mut self.written } else { &mut self.guessed };
            if !entries.is_empty() {
                into.entry((&owner.name, &schema.name)).or_default().extend(entries);
            }
        }
    }

    /// A guess counts only where nothing stands under the right name, but lists are joined.
    fn settings(self) -> Settings {
        let mut settings = self.written;
        for ((owner, name), entries) in self.guessed {
            let element = schema().types.get(owner).and_then(|t| t.element(name));
            let is_list = element.is_some_and(|e| e.repeated || is_list(e.kind));
            if is_list || !settings.contains_key(&(owner, name)) {
                settings.entry((owner, name)).or_default().extend(entries);
            }
        }
        settings
    }
}

fn is_list(kind: Kind) -> bool {
    matches!(kind, Kind::ScopeList | Kind::CallbackList | Kind::NameList)
}

/// What an element holds, each entry in one spelling.
fn entries(
    owner: &MetadataType,
    schema: &ElementSchema,
    element: &Element,
    headers: &[&Source<'_>],
) -> Vec<String> {
    if schema.kind == Kind::Struct {
        return vec![structure(owner, schema, element, headers)];
    }
    let value = plain_value(element);
    if value.trimmed().is_empty() {
        return Vec::new();
    }
    match schema.kind {
        Kind::ScopeList => scopes(&value),
        Kind::CallbackList => callback_list(&value)
            .items
            .into_iter()
            .map(|item| without_fragment(&item.text))
            .collect(),
        Kind::NameList => {
            let names = value.trimmed().split(',').map(str::trim).filter(|name| !name.is_empty());
            names.map(str::to_owned).collect()
        }
        _ => vec![one(schema, value.trimmed())],
    }
}

/// The value of an element, also where it is in one more pair of tags.
fn plain_value(element: &Element) -> Value {
    let own = element.value();
    let mut inner = element.elements();
    match (own.trimmed().is_empty(), inner.next(), inner.next()) {
        (true, Some(only), None) => only.value(),
        _ => own,
    }
}

fn scopes(value: &Value) -> Vec<String> {
    let token = |text: &str| match schema().scope_meant_by(text) {
        Some(scope) => scope.token.to_string(),
        None => text.to_owned(),
    };
    scope_list(value).items.into_iter().map(|item| token(&item.text)).collect()
}

fn without_fragment(url: &str) -> String {
    url.split('#').next().unwrap_or(url).to_owned()
}

fn one(schema: &ElementSchema, text: &str) -> String {
    match schema.kind {
        Kind::Boolean => meant_boolean(text).map_or(text.to_owned(), |on| on.to_string()),
        Kind::Enum => schema.value_meant_by(text).map_or(text, |value| &value.name).to_owned(),
        Kind::Certificate => {
            let first = text.split("-----END").next().unwrap_or(text);
            first.chars().filter(|c| !c.is_whitespace()).collect()
        }
        _ => text.to_owned(),
    }
}

/// A structure as one entry: a range of addresses as its ends, others as their values.
fn structure(
    owner: &MetadataType,
    schema: &ElementSchema,
    element: &Element,
    headers: &[&Source<'_>],
) -> String {
    let known = owner.structure_of(schema).map(|s| &*s.elements).unwrap_or_default();
    let mut parts = BTreeMap::new();
    let mut addresses = Vec::new();
    for child in element.elements() {
        let name = child.name.local();
        let near = || find_element(known, nearest(name, known.iter().map(|e| e.name.as_str()))?);
        let Some(schema) = find_element(known, name).or_else(near) else { continue };
        let value = one(schema, plain_value(child).trimmed());
        if schema.kind == Kind::IpAddress {
            let address = (schema.name.as_str(), value);
            if !addresses.contains(&address) {
                addresses.push(address);
            }
        } else if schema.refers_to.as_deref() == Some(names::HEADER) {
            parts.insert(schema.name.as_str(), named(&value, headers));
        } else {
            parts.insert(schema.name.as_str(), value);
        }
    }
    match addresses.as_slice() {
        [(_, first), (_, second)] => format!("{first} - {second}"),
        _ => format!("{parts:?}{addresses:?}"),
    }
}
