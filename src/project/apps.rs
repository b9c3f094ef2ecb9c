//! Apps: headers and the files that name them.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use super::facts::Judged;
use super::{Field, MetadataFile};
use crate::schema::{Cardinality, MetadataType, Role, names};
use crate::text::suggest::{fold, nearest};

/// Shortest name in which two slips are told from another name.
const LONG_NAME: usize = 8;

/// The apps of a project by API name.
#[derive(Debug, Default)]
pub struct Apps {
    by_name: BTreeMap<String, App>,
    homeless: BTreeSet<&'static str>,
    meant: BTreeMap<(&'static str, String), (String, Slip)>,
}

/// How a reference differs from the name of the app that is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Slip {
    /// In case only.
    Case,
    /// It is the label of the app.
    Label,
    /// In a few letters.
    Spelling,
}

/// The files of a project by the name of their type: indexes into the project's files.
#[derive(Debug, Default)]
pub struct ByType(BTreeMap<&'static str, Vec<usize>>);

impl ByType {
    /// Sorts files by type.
    #[must_use]
    pub fn of(files: &[MetadataFile]) -> Self {
        let mut by_type: BTreeMap<&'static str, Vec<usize>> = BTreeMap::new();
        for (index, file) in files.iter().enumerate() {
            by_type.entry(&file.metadata_type.name).or_default().push(index);
        }
        Self(by_type)
    }

    /// The files of a type, in the order of paths.
    pub(super) fn get(&self, type_name: &str) -> &[usize] {
        self.0.get(type_name).map(Vec::as_slice).unwrap_or_default()
    }
}

/// One app: indexes into the project's files.
#[derive(Clone, Debug, Default)]
pub struct App {
    /// API name, with the namespace where the reference has one.
    pub name: String,
    /// The first header of that name.
    pub header: Option<usize>,
    /// Every file that names the app, headers included, in the order of paths.
    pub files: Vec<usize>,
    /// The same by type.
    by_type: BTreeMap<&'static str, Vec<usize>>,
    /// What is asked of the app again and again.
    pub(super) judged: Judged,
}

impl Apps {
    /// Ties files to apps. A reference that plainly means an app of the project counts for it, so
    /// that the wrong name is the only fault.
    #[must_use]
    pub fn of(files: &[MetadataFile]) -> Self {
        let headers = Headers::of(files);
        let mut meant = BTreeMap::new();
        for file in files {
            for field in references(file) {
                let (kind, written) = (&file.metadata_type.name, field.text().into_owned());
                let key = (kind.as_str(), written);
                if !headers.has(&key.1)
                    && !meant.contains_key(&key)
                    && let Some((app, slip)) = headers.meant_by(&field)
                {
                    meant.insert(key, (app.to_owned(), slip));
                }
            }
        }
        let mut apps = Self { by_name: BTreeMap::new(), homeless: BTreeSet::new(), meant };
        for (index, file) in files.iter().enumerate() {
            let Some(name) = apps.name_of(file) else { continue };
            let app = apps.by_name.entry(name.clone()).or_default();
            app.name = name;
            app.files.push(index);
            app.by_type.entry(&file.metadata_type.name).or_default().push(index);
            if file.metadata_type.role == Role::Header && app.header.is_none() {
                app.header = Some(index);
            }
        }
        let has_header = |name: String| apps.get(&name).is_some_and(|app| app.header.is_some());
        apps.homeless = files
            .iter()
            .filter(|file| !apps.name_of(file).is_some_and(has_header))
            .map(|file| file.metadata_type.name.as_str())
            .collect();
        apps
    }

    /// The app that a reference in a file of that type means, where it is not its name.
    #[must_use]
    pub(crate) fn meant_by(
        &self,
        metadata_type: &'static MetadataType,
        written: &str,
    ) -> Option<(&str, Slip)> {
        if self.meant.is_empty() {
            return None;
        }
        let key = (metadata_type.name.as_str(), written.to_owned());
        self.meant.get(&key).map(|(app, slip)| (app.as_str(), *slip))
    }

    /// The app that a file belongs to.
    #[must_use]
    pub fn of_file(&self, file: &MetadataFile) -> Option<&App> {
        self.get(&self.name_of(file)?)
    }

    fn name_of(&self, file: &MetadataFile) -> Option<String> {
        let written = file.app_name()?;
        let meant = self.meant_by(file.metadata_type, &written);
        Some(meant.map_or_else(|| written.clone().into_owned(), |(app, _)| app.to_owned()))
    }

    /// Whether the project has a file of that type whose app has no header in it, so that the file
    /// may be meant for any app.
    pub(super) fn has_homeless(&self, type_name: &str) -> bool {
        self.homeless.contains(type_name)
    }

    /// The app of that API name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&App> {
        self.by_name.get(name)
    }

    /// All apps in the order of names.
    pub fn iter(&self) -> impl Iterator<Item = &App> {
        self.by_name.values()
    }
}

impl App {
    /// The app's header.
    #[must_use]
    pub fn header<'a>(&self, files: &'a [MetadataFile]) -> Option<&'a MetadataFile> {
        files.get(self.header?)
    }

    /// The app's first file of a type.
    #[must_use]
    pub fn file<'a>(&self, files: &'a [MetadataFile], type_name: &str) -> Option<&'a MetadataFile> {
        self.files_of(files, type_name).next()
    }

    /// Whether the app has a file of a type.
    #[must_use]
    pub fn has(&self, type_name: &str) -> bool {
        self.by_type.contains_key(type_name)
    }

    /// The app's files of a type.
    pub(crate) fn files_of<'a>(
        &self,
        files: &'a [MetadataFile],
        type_name: &str,
    ) -> impl Iterator<Item = &'a MetadataFile> {
        let indexes = self.by_type.get(type_name).map(Vec::as_slice).unwrap_or_default();
        indexes.iter().filter_map(|&index| files.get(index))
    }
}

/// Most names that a reference is compared with letter by letter.
const MOST_CANDIDATES: usize = 400;

/// The headers of a project, by all that a reference may be instead of the name of its app.
struct Headers<'a> {
    names: BTreeSet<&'a str>,
    /// Names in lower case, and the first of the names.
    lower: HashMap<String, &'a str>,
    /// Labels in lower case, and the first app that has it.
    labels: HashMap<String, &'a str>,
    /// Names without what people vary.
    folded: HashMap<String, &'a str>,
    /// The types that an app has a file of.
    present: HashSet<(&'static str, String)>,
}

impl<'a> Headers<'a> {
    fn of(files: &'a [MetadataFile]) -> Self {
        let mut by_name: BTreeMap<&'a str, &'a MetadataFile> = BTreeMap::new();
        for file in files.iter().filter(|file| file.metadata_type.role == Role::Header) {
            by_name.insert(super::without_org_id(&file.full_name).unwrap_or(&file.full_name), file);
        }
        let mut headers = Self {
            names: by_name.keys().copied().collect(),
            lower: HashMap::new(),
            labels: HashMap::new(),
            folded: HashMap::new(),
            present: HashSet::new(),
        };
        for (name, header) in by_name {
            headers.lower.entry(name.to_ascii_lowercase()).or_insert(name);
            headers.folded.entry(fold(name)).or_insert(name);
            if let Some(label) = header.value("label") {
                headers.labels.entry(label.to_ascii_lowercase()).or_insert(name);
            }
        }
        let present = files.iter().filter_map(|file| {
            Some((file.metadata_type.name.as_str(), file.app_name()?.into_owned()))
        });
        headers.present = present.collect();
        headers
    }

    fn has(&self, name: &str) -> bool {
        self.names.contains(name)
    }

    /// The app that a reference to no header plainly means.
    fn meant_by(&self, field: &Field<'_>) -> Option<(&'a str, Slip)> {
        let written = field.text();
        if field.is_empty() || field.is_unknown() || split_namespace(&written).0.is_some() {
            return None;
        }
        let lower = written.to_ascii_lowercase();
        if let Some(&name) = self.lower.get(&lower) {
            return Some((name, Slip::Case));
        }
        if let Some(&name) = self.labels.get(&lower) {
            return Some((name, Slip::Label));
        }
        let kind = field.file.metadata_type;
        let same = self.folded.get(&fold(&written)).copied();
        if kind.per_app == Cardinality::NotPerApp {
            let mut candidates = self.names.iter().copied().take(MOST_CANDIDATES);
            let near = same.or_else(|| candidates.find(|name| is_slip(name, &written)))?;
            return Some((near, Slip::Spelling));
        }
        // A file that is named after the app it refers to may well be one of an app in the org.
        let stem = field.file.full_name.as_str();
        let starts = stem.char_indices().map(|(at, c)| &stem[..at + c.len_utf8()]);
        let candidates = starts.filter_map(|start| self.names.get(start).copied());
        let near = same.or_else(|| nearest(&written, candidates))?;
        let is_named_after = stem.starts_with(near) && !stem.starts_with(&*written);
        let lacks_file = kind.per_app == Cardinality::One
            && !self.present.contains(&(kind.name.as_str(), near.to_owned()));
        (lacks_file && is_named_after).then_some((near, Slip::Spelling))
    }
}

/// Every element of a file that names an app.
fn references(file: &MetadataFile) -> Vec<Field<'_>> {
    let mut fields = file.all_fields();
    fields.retain(|field| field.schema.refers_to.as_deref() == Some(names::HEADER));
    fields
}

/// Whether a word is most likely another one with a slip of the hand in it: one letter of it, two
/// in a long word. Names that differ in their digits only are two names.
#[must_use]
pub(crate) fn is_slip(right: &str, written: &str) -> bool {
    let letters = |word: &str| -> String { word.chars().filter(|c| !c.is_ascii_digit()).collect() };
    if right.len().abs_diff(written.len()) > LONG_NAME {
        return false;
    }
    let (right, written) = (fold(right), fold(written));
    if right == written {
        return true;
    }
    let most = if right.chars().count() >= LONG_NAME { 2 } else { 1 };
    right.chars().count() > 2
        && letters(&right) != letters(&written)
        && strsim::damerau_levenshtein(&right, &written) <= most
}

/// Splits `ns__App` into namespace and name.
#[must_use]
pub(crate) fn split_namespace(name: &str) -> (Option<&str>, &str) {
    match name.split_once("__") {
        Some((namespace, rest)) if !namespace.is_empty() && !rest.is_empty() => {
            (Some(namespace), rest)
        }
        _ => (None, name),
    }
}

#[cfg(test)]
mod tests {
    use super::is_slip;

    #[test]
    fn tells_slips_from_other_names() {
        for (right, written) in
            [("Billing", "Biling"), ("Quay", "Quai"), ("Order_Sync", "OrderSnyc"), ("A_B", "AB")]
        {
            assert!(is_slip(right, written), "{right} {written}");
        }
        for (right, written) in
            [("Billing", "Booking"), ("App1", "App2"), ("Quay", "Dock"), ("Ab", "Ac")]
        {
            assert!(!is_slip(right, written), "{right} {written}");
        }
    }
}
