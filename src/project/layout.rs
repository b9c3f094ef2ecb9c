//! What a file is, told by its name and folder alone.

use std::path::Path;

use crate::schema::{MetadataType, schema};
use crate::text::suggest;

/// How a file's name is formed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Source format: `Billing.eca-meta.xml`.
    Source,
    /// Metadata format: `Billing.eca`.
    Metadata,
}

/// What a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Candidate<'a> {
    /// A metadata file that the schema knows: its type, full name and format.
    Metadata(&'static str, &'a str, Format),
    /// A component known by name only: its type and name.
    Named(&'static str, &'a str),
    /// A file that is meant for an External Client App, but has no suffix that Salesforce knows.
    Odd,
    /// Anything else.
    Unrelated,
}

const META: &str = "-meta.xml";

/// Tells what a file is from its name and the names of the folders above it.
#[must_use]
pub(crate) fn classify(path: &Path) -> Candidate<'_> {
    let Some(name) = path.file_name().and_then(|name| name.to_str()) else {
        return Candidate::Unrelated;
    };
    let (base, format) = match name.strip_suffix(META) {
        Some(base) => (base, Format::Source),
        None => (name, Format::Metadata),
    };
    let Some((stem, suffix)) = base.rsplit_once('.') else {
        return if in_app_folder(path) && format == Format::Source {
            Candidate::Odd
        } else {
            Candidate::Unrelated
        };
    };
    if let Some(metadata_type) = type_of(stem, suffix) {
        return Candidate::Metadata(&metadata_type.name, stem, format);
    }
    if let Some(named) = schema().named.iter().find(|named| named.suffix == suffix) {
        return Candidate::Named(&named.name, stem);
    }
    if is_odd(path, base, suffix, format) { Candidate::Odd } else { Candidate::Unrelated }
}

fn type_of(stem: &str, suffix: &str) -> Option<&'static MetadataType> {
    schema().by_suffix(suffix).or_else(|| {
        schema().settings_type(stem).filter(|metadata_type| metadata_type.suffix == suffix)
    })
}

fn is_odd(path: &Path, base: &str, suffix: &str, format: Format) -> bool {
    let xml = format == Format::Source || suffix.eq_ignore_ascii_case("xml");
    if xml && in_app_folder(path) {
        return true;
    }
    let suffix = if suffix.eq_ignore_ascii_case("xml") {
        base.rsplit('.').nth(1).unwrap_or_default()
    } else {
        suffix
    };
    is_like_app_suffix(suffix) && (xml || in_app_folder(path))
}

/// Whether a folder of External Client App metadata stands directly above the file.
fn in_app_folder(path: &Path) -> bool {
    path.parent()
        .and_then(Path::file_name)
        .and_then(|folder| folder.to_str())
        .is_some_and(is_app_folder)
}

/// Whether that is the name of a folder that holds files of External Client Apps only.
fn is_app_folder(folder: &str) -> bool {
    schema()
        .app_types()
        .any(|t| t.folder == folder || t.wrong_folders.iter().any(|wrong| wrong == folder))
}

/// Whether a person most likely meant the suffix of one of an app's types.
///
/// Most suffixes share no beginning with any of an app; they are not compared further.
fn is_like_app_suffix(suffix: &str) -> bool {
    let begins_like = |word: &str| {
        let beginning = word.get(..3).zip(suffix.get(..3));
        beginning.is_some_and(|(known, written)| known.eq_ignore_ascii_case(written))
    };
    let known = schema()
        .app_types()
        .flat_map(|t| [&t.suffix, &t.name].into_iter().chain(&t.wrong_suffixes));
    known.into_iter().any(|word| begins_like(word)) && suffix_meant_by(suffix).is_some()
}

/// The External Client App type whose suffix a person most likely meant.
#[must_use]
pub(crate) fn suffix_meant_by(suffix: &str) -> Option<&'static MetadataType> {
    let folded = suggest::fold(suffix);
    schema()
        .app_types()
        .find(|t| t.wrong_suffixes.iter().any(|wrong| suggest::fold(wrong) == folded))
        .or_else(|| schema().app_types().find(|t| suggest::fold(&t.suffix) == folded))
        .or_else(|| schema().app_types().find(|t| suggest::fold(&t.name) == folded))
        .or_else(|| {
            let near = suggest::nearest(suffix, schema().app_types().map(|t| t.suffix.as_str()))?;
            // A short word is near to too many others.
            (suffix.len() > 4).then(|| schema().app_types().find(|t| t.suffix == near)).flatten()
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::names;

    #[test]
    fn tells_files_by_name() {
        let of = |path: &'static str| classify(Path::new(path));
        assert_eq!(
            of("force-app/externalClientApps/Billing.eca-meta.xml"),
            Candidate::Metadata(names::HEADER, "Billing", Format::Source)
        );
        assert_eq!(
            of("unpackaged/externalClientApps/Billing.eca"),
            Candidate::Metadata(names::HEADER, "Billing", Format::Metadata)
        );
        assert_eq!(
            of("settings/OauthOidc.settings-meta.xml"),
            Candidate::Metadata(names::OAUTH_ORG_SETTINGS, "OauthOidc", Format::Source)
        );
        assert_eq!(of("settings/Account.settings-meta.xml"), Candidate::Unrelated);
        assert_eq!(of("classes/Handler.cls"), Candidate::Named("ApexClass", "Handler"));
        assert_eq!(of("x/Billing.ecaGlobalOauth-meta.xml"), Candidate::Odd);
        assert_eq!(of("externalClientApps/Billing.xml"), Candidate::Odd);
        assert_eq!(of("externalClientApps/README.md"), Candidate::Unrelated);
        assert_eq!(of("objects/Account/Account.object-meta.xml"), Candidate::Unrelated);
    }
}
