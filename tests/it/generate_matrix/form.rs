//! What the texts of a generated project say, read without the plan that they were made from.

use std::collections::{BTreeMap, BTreeSet};

use ecaforge::generate::{PACKAGE_DIRECTORY, PlannedFile, UNPACKAGED_DIRECTORY};
use ecaforge::schema::{
    ApiVersion, Demand, Element, Expect, MetadataType, Packaging, find_element, schema,
};
use ecaforge::spec::{Client, Distribution};
use ecaforge::xml;

use super::case::Case;

/// Manifest members by type.
type Members = BTreeMap<String, BTreeSet<String>>;

/// One metadata file.
struct Metadata<'a> {
    path: &'a str,
    root: xml::Element,
}

impl Metadata<'_> {
    /// The component's name.
    fn name(&self) -> &str {
        let file = self.path.rsplit('/').next().unwrap_or_default();
        file.split('.').next().unwrap_or_default()
    }

    /// Its table, if its type has one.
    fn table(&self) -> Option<&'static MetadataType> {
        schema().types.get(self.root.name.local())
    }

    /// The text of the first element of that name.
    fn value(&self, element: &str) -> Option<&str> {
        self.root.child(element)?.plain_text()
    }
}

/// What is wrong with the files of an accepted combination.
pub(crate) fn complaints(case: &Case, files: &[PlannedFile]) -> Vec<String> {
    let all: Vec<Metadata> = files.iter().filter_map(metadata).collect();
    let mut complaints: Vec<String> =
        all.iter().flat_map(|file| newer_than(case.version, file)).collect();
    complaints.extend(all.iter().filter_map(|file| misplaced(case, file)));
    complaints.extend(unmet(case, &all));
    let everywhere = members(all.iter());
    let outside = members(all.iter().filter(|it| it.path.starts_with(UNPACKAGED_DIRECTORY)));
    complaints.extend(manifest(case, files, "manifest/package.xml", Some(&everywhere)));
    let outside = (case.distribution == Distribution::Packaged).then_some(&outside);
    complaints.extend(manifest(case, files, "manifest/unpackaged.xml", outside));
    complaints
}

fn metadata(file: &PlannedFile) -> Option<Metadata<'_>> {
    let root = file.path.ends_with("-meta.xml").then(|| parse(&file.path, &file.text))?;
    Some(Metadata { path: &file.path, root })
}

fn parse(path: &str, text: &str) -> xml::Element {
    let document = xml::parse(text);
    assert!(document.faults.is_empty(), "{path} is well formed");
    document.root.unwrap_or_else(|| panic!("{path} has a root"))
}

/// Types, elements and values that the API version does not have.
fn newer_than(version: ApiVersion, file: &Metadata) -> Vec<String> {
    let Some(table) = file.table() else { return Vec::new() };
    let mut complaints = Vec::new();
    if table.since > version {
        complaints.push(format!("{}: the type is newer than {version}", file.path));
    }
    let mut judge = |known: Option<&Element>, element: &xml::Element| {
        let name = &element.name.text;
        let Some(known) = known else {
            return complaints.push(format!("{}: unknown element {name}", file.path));
        };
        let text = element.plain_text().unwrap_or_default();
        let value = known.values.iter().find(|value| value.name == text);
        let late = value.and_then(|value| value.since).is_some_and(|since| since > version);
        if late || !known.available_in(version) {
            complaints.push(format!("{}: {name} ({text}) is not in {version}", file.path));
        }
    };
    for element in file.root.elements() {
        let known = table.element(element.name.local());
        judge(known, element);
        let structure = known.and_then(|known| table.structure_of(known));
        for inner in element.elements() {
            let known = structure.and_then(|it| find_element(&it.elements, inner.name.local()));
            judge(known, inner);
        }
    }
    complaints
}

/// A file in the directory that is not its own.
fn misplaced(case: &Case, file: &Metadata) -> Option<String> {
    let travels = case.distribution == Distribution::Local
        || file.table().is_some_and(|table| table.packaging == Packaging::Packageable);
    let directory = if travels { PACKAGE_DIRECTORY } else { UNPACKAGED_DIRECTORY };
    let right = file.path.strip_prefix(directory).is_some_and(|rest| rest.starts_with('/'));
    (!right).then(|| format!("{} does not belong there", file.path))
}

/// What the flows of a combination demand and the files do not hold.
fn unmet(case: &Case, files: &[Metadata]) -> Vec<String> {
    let public = case.client == Client::Public;
    let demands = case.flows.iter().flat_map(|flow| &flow.demands);
    let mut complaints: Vec<String> = demands
        .filter(|demand| public || !demand.public_client)
        .filter(|demand| !is_met(case.version, demand, files))
        .map(|demand| format!("{} is not {:?}", demand.element, demand.expect))
        .collect();
    for setting in case.flows.iter().flat_map(|flow| &flow.org_settings) {
        let file = files.iter().find(|file| file.root.name.is(&setting.metadata_type));
        let value = file.and_then(|file| file.value(&setting.element));
        if value != Some(setting.value.to_string().as_str()) {
            complaints.push(format!("{} is not {}", setting.element, setting.value));
        }
    }
    complaints
}

fn is_met(version: ApiVersion, demand: &Demand, files: &[Metadata]) -> bool {
    let table = &schema().types[&demand.metadata_type];
    let element = table.element(&demand.element).expect("an element of the table");
    let file = files.iter().find(|file| file.root.name.is(&table.name));
    let value = file.and_then(|file| file.value(&demand.element));
    let exists = table.since <= version && element.available_in(version);
    match &demand.expect {
        Expect::Present => file.is_some_and(|file| file.root.child(&demand.element).is_some()),
        Expect::Absent => value.is_none(),
        Expect::Is(wanted) => value == Some(wanted) || !exists && value.is_none(),
        Expect::Not(wrong) => value != Some(wrong),
        Expect::HoldsAny(any) => value.is_some_and(|value| {
            value.split(", ").any(|one| any.iter().any(|wanted| wanted == one))
        }),
        Expect::HoldsBeside(without) => value.is_some_and(|value| {
            value.split(", ").any(|one| without.iter().all(|token| token != one))
        }),
    }
}

fn members<'a>(files: impl Iterator<Item = &'a Metadata<'a>>) -> Members {
    let mut all = Members::new();
    for file in files {
        let root = file.root.name.local();
        let name = file.table().map_or(root, MetadataType::manifest_name);
        all.entry(name.to_owned()).or_default().insert(file.name().to_owned());
    }
    all
}

/// How a manifest differs from the members that it should name; none: there should be no manifest.
fn manifest(
    case: &Case,
    files: &[PlannedFile],
    path: &str,
    wanted: Option<&Members>,
) -> Option<String> {
    let file = files.iter().find(|file| file.path == path);
    let (Some(file), Some(wanted)) = (file, wanted) else {
        return (file.is_some() || wanted.is_some())
            .then(|| format!("{path}: one too many or few"));
    };
    let root = parse(path, &file.text);
    let version = root.child("version").and_then(xml::Element::plain_text);
    if version != Some(case.version.to_string().as_str()) {
        return Some(format!("{path} is of version {version:?}"));
    }
    let text = |element: &xml::Element| element.plain_text().unwrap_or_default().to_owned();
    let named: Members = root
        .children_named("types")
        .map(|it| {
            (
                it.child("name").map(text).unwrap_or_default(),
                it.children_named("members").map(text).collect(),
            )
        })
        .collect();
    (named != *wanted).then(|| format!("{path} names {named:?}, there are {wanted:?}"))
}
