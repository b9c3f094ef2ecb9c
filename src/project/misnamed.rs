//! The type that a file is meant to be of, where its name or its root element is wrong.

use std::path::Path;

use super::discover::FoundFile;
use super::{Format, Oddity, suffix_meant_by};
use crate::schema::{MetadataType, schema};
use crate::text::suggest::fold;
use crate::xml::Element;

/// How the names of an app's types begin.
const APP_TYPES: [&str; 2] = ["ExtlClntApp", "ExternalClientApp"];
/// Letters by which a name may differ from the one that was meant.
const MOST_SLIPS: usize = 2;

/// The parts of a file name such as `Billing.ecaGlobalOauth-meta.xml`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FileName<'a> {
    /// What is before the suffix.
    pub stem: &'a str,
    /// The suffix; empty where there is none.
    pub suffix: &'a str,
    /// Whether it ends with `-meta.xml`.
    pub is_source: bool,
}

impl<'a> FileName<'a> {
    /// Splits a file name.
    #[must_use]
    pub fn of(name: &'a str) -> Self {
        let (base, is_source) = match name.strip_suffix("-meta.xml") {
            Some(base) => (base, true),
            None => (name.strip_suffix(".xml").unwrap_or(name), false),
        };
        let (stem, suffix) = base.rsplit_once('.').unwrap_or((base, ""));
        Self { stem, suffix, is_source }
    }

    /// Splits the file name of a path.
    pub(super) fn of_path(path: &'a Path) -> Self {
        Self::of(path.file_name().and_then(|name| name.to_str()).unwrap_or_default())
    }
}

impl Oddity {
    /// The file as one of the type that is meant, where that is plain.
    pub(super) fn judged(&self) -> Option<FoundFile> {
        let name = FileName::of_path(&self.file);
        self.is_judged.then(|| FoundFile {
            path: self.file.clone(),
            type_name: None,
            full_name: name.stem.to_owned(),
            format: if name.is_source { Format::Source } else { Format::Metadata },
        })
    }
}

/// The type that a root element names.
pub(crate) fn type_of_root(root: Option<&Element>) -> Option<&'static MetadataType> {
    schema().types.get(root?.name.local())
}

/// The name of a root element that looks like a type of an app, but is none that the tables know
/// or that is misspelled.
pub(crate) fn unknown_type<'a>(root: &'a Element, name: &FileName<'_>) -> Option<&'a str> {
    let root = root.name.local();
    let is_known = schema().types.contains_key(root) || misspelled(root).is_some();
    let is_like = root.starts_with(APP_TYPES[0]) && !is_known;
    (is_like && schema().by_wrong_suffix(name.suffix).is_none()).then_some(root)
}

/// The type that a file is meant to be of whose suffix Salesforce does not know: by its root
/// element, else by its suffix, else by its folder.
pub(crate) fn meant_type(path: &Path, root: Option<&Element>) -> Option<&'static MetadataType> {
    let name = FileName::of_path(path);
    let root = root?;
    if root.name.is("Package") || unknown_type(root, &name).is_some() {
        return None;
    }
    type_of_root(Some(root))
        .or_else(|| suffix_meant_by(name.suffix))
        .or_else(|| misspelled(root.name.local()))
        .or_else(|| by_folder(path))
}

/// Whether the type that a file is meant to be of is plain, and its content is of that type.
pub(super) fn is_judged(path: &Path, root: &Element) -> bool {
    let meant = meant_type(path, Some(root));
    meant.is_some_and(|meant| root.name.is(&meant.name) || is_meant_as(root, meant))
}

/// The type whose name a root element misspells.
fn misspelled(root: &str) -> Option<&'static MetadataType> {
    // A much longer name is far off in any case.
    let is_near = |t: &&MetadataType| t.name.len().abs_diff(root.len()) <= MOST_SLIPS;
    schema()
        .app_types()
        .filter(is_near)
        .find(|t| strsim::damerau_levenshtein(&t.name, root) <= MOST_SLIPS)
}

fn by_folder(path: &Path) -> Option<&'static MetadataType> {
    let folder = path.parent()?.file_name()?.to_str()?;
    let types = &schema().types;
    schema()
        .by_folder(folder)
        .or_else(|| types.values().find(|t| t.wrong_folders.iter().any(|wrong| wrong == folder)))
}

/// Whether a root element with a wrong name still holds the content of that type: its name looks
/// like one of an app's types, or it has an element of the type.
pub(super) fn is_meant_as(root: &Element, metadata_type: &MetadataType) -> bool {
    let name = root.name.local();
    let is_like = APP_TYPES.iter().any(|begin| name.starts_with(begin));
    let knows = |child: &Element| {
        let child = child.name.local();
        let folded = fold(child);
        metadata_type.elements.iter().any(|known| {
            known.name == child || known.wrong_names.iter().any(|wrong| fold(wrong) == folded)
        })
    };
    !schema().types.contains_key(name) && (is_like || root.elements().any(knows))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::names;
    use crate::xml;

    #[test]
    fn splits_file_names() {
        let parts = |name| {
            let name = FileName::of(name);
            (name.stem.to_owned(), name.suffix.to_owned(), name.is_source)
        };
        assert_eq!(parts("A.b.ecaX-meta.xml"), ("A.b".into(), "ecaX".into(), true));
        assert_eq!(parts("A.eca.xml"), ("A".into(), "eca".into(), false));
        assert_eq!(parts("A-meta.xml"), ("A".into(), String::new(), true));
    }

    #[test]
    fn judges_only_what_has_the_content_of_the_type() {
        let judged = |path: &str, text: &str| {
            xml::parse(text).root.is_some_and(|root| is_judged(Path::new(path), &root))
        };
        assert!(judged("externalClientApps/A.xml", "<app><label>A</label></app>"));
        assert!(!judged("externalClientApps/A.xml", "<notes/>"));
    }

    #[test]
    fn tells_types_by_root_suffix_and_folder() {
        let meant = |path: &str, text: &str| {
            let document = xml::parse(text);
            meant_type(Path::new(path), document.root.as_ref()).map(|t| t.name.as_str())
        };
        let policies = "<ExtlClntAppConfigurablePolicies/>";
        assert_eq!(meant("x/A.ecaPolicy-meta.xml", policies), Some(names::APP_POLICIES));
        assert_eq!(meant("x/A.ecaGlobalOauth-meta.xml", "<x/>"), Some(names::GLOBAL_OAUTH));
        assert_eq!(meant("externalClientApps/A.xml", "<x/>"), Some(names::HEADER));
        assert_eq!(meant("x/A.ecaVoice-meta.xml", "<ExtlClntAppVoiceSettings/>"), None);
        assert_eq!(meant("externalClientApps/package.xml", "<Package/>"), None);
    }
}
