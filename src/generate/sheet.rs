//! The values that an app's elements are to have, and who wants them.

use std::collections::BTreeMap;

use super::available::{is_explicit, unavailable};
use super::inner::KEYS;
use super::value;
use super::{Component, PlannedField};
use crate::schema::{ApiVersion, Element, MetadataType, Role, schema};
use crate::spec::{SPEC_FILE, SpecFault, SpecPath};

/// Who wants a value; ordered by strength.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Wish {
    /// The safe choice where nobody says otherwise.
    Safe,
    /// A flow works better with it.
    Advised,
    /// The spec.
    Spec,
    /// A flow does not work without it; its title and why.
    Demanded(&'static str, &'static str),
    /// The administrator, whatever then no longer works.
    Decided,
}

/// What an element holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Value {
    /// A text.
    Text(String),
    /// One text for each time that the element is given.
    Texts(Vec<String>),
    /// One structure for each time that the element is given.
    Structures(Vec<Vec<PlannedField>>),
}

impl Value {
    /// The elements of that name that hold it.
    fn fields(&self, name: &str) -> Vec<PlannedField> {
        match self {
            Self::Text(text) => vec![PlannedField::text(name, text)],
            Self::Texts(all) => all.iter().map(|text| PlannedField::text(name, text)).collect(),
            Self::Structures(all) => {
                all.iter().map(|inner| PlannedField::structure(name, inner.clone())).collect()
            }
        }
    }
}

#[derive(Clone, Debug)]
struct Entry {
    value: Value,
    wish: Wish,
    at: SpecPath,
}

/// The values of one app by type and element.
#[derive(Debug)]
pub(super) struct Sheet {
    pub(super) version: ApiVersion,
    /// Where the app is in the spec.
    pub(super) at: SpecPath,
    entries: BTreeMap<(&'static str, &'static str), Entry>,
    pub(super) faults: Vec<SpecFault>,
    /// Comments by element.
    comments: BTreeMap<(&'static str, &'static str), String>,
    /// The keys of the spec that decide an element, whatever their values.
    decided: BTreeMap<(&'static str, &'static str), Vec<SpecPath>>,
}

impl Sheet {
    pub(super) fn new(version: ApiVersion, at: SpecPath) -> Self {
        Self {
            version,
            at,
            entries: BTreeMap::new(),
            faults: Vec::new(),
            comments: BTreeMap::new(),
            decided: BTreeMap::new(),
        }
    }

    /// Notes that a key of the spec decides an element, also where it says what holds without it.
    pub(super) fn decides(&mut self, type_name: &'static str, element: &str, at: &SpecPath) {
        let Some((metadata_type, element)) = find(type_name, element) else { return };
        let key = (metadata_type.name.as_str(), element.name.as_str());
        let places = self.decided.entry(key).or_default();
        if !places.contains(at) {
            places.push(at.clone());
        }
    }

    /// A switch that the spec turns on, and that is off without a word of it.
    pub(super) fn switch(
        &mut self,
        type_name: &'static str,
        element: &str,
        is_on: bool,
        at: SpecPath,
    ) {
        if is_on {
            self.want(type_name, element, "true", at);
        } else {
            self.decides(type_name, element, &at);
        }
    }

    /// The value where nobody says otherwise; omitted where the API version has no such element.
    pub(super) fn safe(
        &mut self,
        type_name: &'static str,
        element: &str,
        value: impl Into<String>,
    ) {
        let at = self.at.clone();
        self.put(type_name, element, Value::Text(value.into()), Wish::Safe, at);
    }

    /// A value that the spec wants.
    pub(super) fn want(
        &mut self,
        type_name: &'static str,
        element: &str,
        value: impl Into<String>,
        at: SpecPath,
    ) {
        self.put(type_name, element, Value::Text(value.into()), Wish::Spec, at);
    }

    /// Switches something off although the app has it, and tells the checker that this is meant.
    pub(super) fn switch_off(
        &mut self,
        type_name: &'static str,
        element: &'static str,
        rule: Option<&str>,
        at: SpecPath,
    ) {
        if let (Some(rule), Some(last)) = (rule, at.last_key()) {
            let comment = format!("ecaforge-ignore {rule}: `{last}` of {SPEC_FILE} says so");
            self.comments.insert((type_name, element), comment);
        }
        self.put(type_name, element, Value::Text("false".to_owned()), Wish::Decided, at);
    }

    /// A value that the spec wants where it gives one.
    pub(super) fn want_some(
        &mut self,
        type_name: &'static str,
        element: &str,
        value: Option<&String>,
        at: SpecPath,
    ) {
        match value {
            Some(value) => self.want(type_name, element, value, at),
            None => self.decides(type_name, element, &at),
        }
    }

    /// Texts that the spec wants, one for each time that the element is given.
    pub(super) fn want_texts(
        &mut self,
        type_name: &'static str,
        element: &str,
        all: &[String],
        at: SpecPath,
    ) {
        self.decides(type_name, element, &at);
        if !all.is_empty() {
            self.put(type_name, element, Value::Texts(all.to_vec()), Wish::Spec, at);
        }
    }

    /// Structures that the spec wants, one for each time that the element is given.
    pub(super) fn want_all(
        &mut self,
        type_name: &'static str,
        element: &str,
        all: Vec<Vec<PlannedField>>,
        at: SpecPath,
    ) {
        self.decides(type_name, element, &at);
        if !all.is_empty() {
            self.put(type_name, element, Value::Structures(all), Wish::Spec, at);
        }
    }

    /// A value that the spec gives, else the safe one.
    pub(super) fn want_or(
        &mut self,
        type_name: &'static str,
        element: &str,
        value: Option<impl Into<String>>,
        safe: &str,
        at: SpecPath,
    ) {
        if let Some(value) = value {
            return self.want(type_name, element, value, at);
        }
        self.decides(type_name, element, &at);
        self.safe(type_name, element, safe);
    }

    pub(super) fn fault(&mut self, fault: SpecFault) {
        if !self.faults.contains(&fault) {
            self.faults.push(fault);
        }
    }

    /// The value of an element so far.
    pub(super) fn get(&self, type_name: &str, element: &str) -> Option<&str> {
        let (_, schema) = find(type_name, element)?;
        let key = (schema_name(type_name)?, schema.name.as_str());
        match &self.entries.get(&key)?.value {
            Value::Text(text) => Some(text),
            Value::Texts(_) | Value::Structures(_) => None,
        }
    }

    pub(super) fn put(
        &mut self,
        type_name: &'static str,
        element: &str,
        value: Value,
        wish: Wish,
        at: SpecPath,
    ) {
        let Some((metadata_type, element)) = find(type_name, element) else {
            debug_assert!(false, "{type_name} has no element {element}");
            return;
        };
        if matches!(wish, Wish::Spec | Wish::Decided) {
            self.decides(type_name, &element.name, &at);
        }
        if !self.is_available(metadata_type, element, &value, &wish, &at) {
            return;
        }
        if wish == Wish::Spec && !self.is_sound(metadata_type, element, &value, &at) {
            return;
        }
        let key = (metadata_type.name.as_str(), element.name.as_str());
        match self.entries.get(&key) {
            Some(there) if there.value == value => {
                if wish > there.wish {
                    self.entries.insert(key, Entry { value, wish, at });
                }
            }
            Some(there) => {
                let (weak, strong) =
                    if there.wish > wish { (&wish, &there.wish) } else { (&there.wish, &wish) };
                if let (Wish::Spec | Wish::Demanded(..), Wish::Demanded(flow, why)) = (weak, strong)
                {
                    let place = if *weak == wish { at.clone() } else { there.at.clone() };
                    let fault = clash(weak, flow, why, place, element);
                    return self.fault(fault);
                }
                if wish > there.wish {
                    self.entries.insert(key, Entry { value, wish, at });
                }
            }
            None => {
                self.entries.insert(key, Entry { value, wish, at });
            }
        }
    }

    /// Whether the tables allow the value; notes what is wrong with it.
    fn is_sound(
        &mut self,
        metadata_type: &'static MetadataType,
        element: &'static Element,
        value: &Value,
        at: &SpecPath,
    ) -> bool {
        let before = self.faults.len();
        let version = self.version;
        let judge =
            |element: &Element, text: &str, at: &SpecPath| value::fault(element, text, version, at);
        let (faults, count): (Vec<SpecFault>, usize) = match value {
            Value::Text(text) => (judge(element, text, at).into_iter().collect(), 1),
            Value::Texts(all) => {
                let texts = all.iter().enumerate();
                (
                    texts.filter_map(|(i, text)| judge(element, text, &at.item(i))).collect(),
                    all.len(),
                )
            }
            Value::Structures(all) => {
                let structure = metadata_type.structure_of(element);
                let fields =
                    all.iter().enumerate().flat_map(|(i, all)| all.iter().map(move |f| (i, f)));
                let faults = fields.filter_map(|(i, field)| {
                    let at = if element.repeated { at.item(i) } else { at.clone() };
                    let key = KEYS.iter().find(|(name, _)| *name == field.name);
                    let at = key.map_or_else(|| at.clone(), |(_, key)| at.key(key));
                    let element = structure?.element(&field.name)?;
                    let lacking = || unavailable(element, element.since, version, &at);
                    judge(element, &field.value, &at).or_else(lacking)
                });
                (faults.collect(), all.len())
            }
        };
        for fault in faults {
            self.fault(fault);
        }
        if let Some(most) = element.max_items.filter(|&most| count > most) {
            let message = format!("there are {count} of `{}`", element.name);
            self.fault(SpecFault::new(
                at.clone(),
                message,
                element.meaning,
                format!("the most is {most}"),
            ));
        }
        self.faults.len() == before
    }

    fn is_available(
        &mut self,
        metadata_type: &'static MetadataType,
        element: &'static Element,
        value: &Value,
        wish: &Wish,
        at: &SpecPath,
    ) -> bool {
        let since = element.since.max(metadata_type.since);
        let fault = unavailable(element, since, self.version, at);
        let available = fault.is_none();
        // What an API version does not have is off in it, as asked for.
        let is_off = matches!(value, Value::Text(text) if text == "false");
        if let Some(fault) = fault.filter(|_| *wish >= Wish::Spec && !is_off) {
            self.fault(fault);
        }
        available
    }

    /// The component of a type: what was asked for, and every documented boolean of the API version
    /// besides, since a deploy resets what a file omits. Org settings hold the switches of others
    /// too, so there only what was asked for.
    pub(super) fn component(
        &self,
        metadata_type: &'static MetadataType,
        full_name: String,
    ) -> Component {
        let mut fields: Vec<PlannedField> = Vec::new();
        for element in &metadata_type.elements {
            let place = fields.len();
            let key = (metadata_type.name.as_str(), element.name.as_str());
            if let Some(entry) = self.entries.get(&key) {
                fields.extend(entry.value.fields(&element.name));
            } else if metadata_type.role != Role::Org && is_explicit(element, self.version) {
                let default = element.default.as_ref().and_then(|default| default.as_bool());
                fields.push(PlannedField::text(element.name, default.unwrap_or(false).to_string()));
            }
            if let Some(field) = fields.get_mut(place) {
                field.comment = self.comments.get(&key).cloned();
            }
        }
        let own = self
            .entries
            .iter()
            .filter(|((owner, _), entry)| *owner == metadata_type.name && entry.wish == Wish::Spec);
        let places = own.map(|((_, element), entry)| ((*element).to_owned(), entry.at.clone()));
        let places = places.collect();
        let decided = self.decided.iter().filter(|((owner, _), _)| *owner == metadata_type.name);
        let decided = decided.map(|((_, element), places)| ((*element).to_owned(), places.clone()));
        let decided = decided.collect();
        let directory = super::PACKAGE_DIRECTORY;
        Component { metadata_type, full_name, directory, fields, places, decided }
    }
}

fn clash(weak: &Wish, flow: &str, why: &str, at: SpecPath, element: &Element) -> SpecFault {
    let message = match weak {
        Wish::Demanded(other, _) => format!("{flow} and {other} want different `{}`", element.name),
        _ => format!("{flow} does not work with this `{}`", element.name),
    };
    SpecFault::new(at, message, why, "remove the value, which the flow sets, or remove the flow")
}

fn find(type_name: &str, element: &str) -> Option<(&'static MetadataType, &'static Element)> {
    let metadata_type = schema().types.get(type_name)?;
    Some((metadata_type, metadata_type.element(element)?))
}

fn schema_name(type_name: &str) -> Option<&'static str> {
    schema().types.get(type_name).map(|t| t.name.as_str())
}
