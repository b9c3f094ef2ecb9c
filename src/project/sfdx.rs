//! `sfdx-project.json`: package directories, API version, replacements.

use std::path::Path;

use crate::json::{Json, JsonValue};
use crate::schema::ApiVersion;
use crate::text::Span;

use super::{Pattern, Placeholders, Replacement};

/// What the checker needs of `sfdx-project.json`. Faults of the file are a rule's business; here
/// what is not of its form counts as absent.
#[derive(Clone, Debug, Default)]
pub struct SfdxProject {
    /// Package directories in order.
    pub package_directories: Vec<PackageDirectory>,
    /// `sourceApiVersion` and where it is.
    pub api_version: Option<(ApiVersion, Span)>,
    /// `namespace`, where it is not empty.
    pub namespace: Option<String>,
    /// Texts filled in at deploy.
    pub replacements: Vec<Replacement>,
}

/// One entry of `packageDirectories`.
#[derive(Clone, Debug, Default)]
pub struct PackageDirectory {
    /// Path relative to the project, with `/`, without a leading `./` or trailing `/`.
    pub path: String,
    /// Where the path stands in `sfdx-project.json`.
    pub span: Span,
    /// Name of the package that is built from it; none for a directory that is only deployed.
    pub package: Option<String>,
    /// Whether there is no such directory.
    pub missing: bool,
}

impl SfdxProject {
    /// Reads the parsed file.
    #[must_use]
    pub fn of(json: &Json) -> Self {
        let directories = json.get("packageDirectories").map(Json::items).unwrap_or_default();
        let replacements = json.get("replacements").map(Json::items).unwrap_or_default();
        Self {
            package_directories: directories.iter().filter_map(package_directory).collect(),
            api_version: json.get("sourceApiVersion").and_then(api_version),
            namespace: text(json, "namespace").filter(|namespace| !namespace.is_empty()),
            replacements: replacements.iter().map(Replacement::of).collect(),
        }
    }

    /// What is filled in for one file, by its path relative to the project.
    #[must_use]
    pub(crate) fn placeholders_for(&self, file: &str) -> Placeholders {
        let mut placeholders = Placeholders::default();
        let sound = self.replacements.iter().filter(|r| r.fault.is_none() && r.covers(file));
        for replacement in sound {
            placeholders.texts.extend(replacement.text.clone());
            match &replacement.pattern {
                Some(Pattern::Known(regex)) => placeholders.patterns.push(regex.clone()),
                Some(Pattern::OfJavaScript) => placeholders.any = true,
                None => {}
            }
        }
        placeholders
    }
}

fn text(json: &Json, name: &str) -> Option<String> {
    json.get(name).and_then(Json::as_str).map(str::to_owned)
}

fn package_directory(json: &Json) -> Option<PackageDirectory> {
    let path = json.get("path")?;
    let written = path.as_str()?.replace('\\', "/");
    let clean = written.trim_start_matches("./").trim_end_matches('/').to_owned();
    let package = text(json, "package");
    Some(PackageDirectory { path: clean, span: path.span, package, missing: false })
}

fn api_version(json: &Json) -> Option<(ApiVersion, Span)> {
    let (JsonValue::String(written) | JsonValue::Number(written)) = &json.value else {
        return None;
    };
    written.parse().ok().map(|version| (version, json.span))
}

/// Package directories that lie in no other one, so that none is walked twice.
pub(super) fn outermost(directories: &[PackageDirectory]) -> Vec<&str> {
    let mut paths: Vec<&str> = directories.iter().map(|d| d.path.as_str()).collect();
    // By component: what is in a directory follows it.
    paths.sort_unstable_by_key(|path| Path::new(*path));
    let mut kept: Vec<&str> = Vec::new();
    for path in paths {
        if !kept.last().is_some_and(|outer| Path::new(path).starts_with(outer)) {
            kept.push(path);
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_is_of_its_form_and_leaves_the_rest() {
        let json = crate::json::parse(
            r#"{"packageDirectories": [{"path": "./force-app/", "package": "P"}, 3],
                "sourceApiVersion": "67.0", "namespace": "",
                "replacements": [{"glob": "force-app/**/*.xml", "stringToReplace": "HOST",
                                  "replaceWithEnv": "HOST"}]}"#,
        )
        .unwrap();
        let sfdx = SfdxProject::of(&json);
        assert_eq!(sfdx.package_directories[0].path, "force-app");
        assert_eq!(sfdx.package_directories[0].package.as_deref(), Some("P"));
        assert_eq!(sfdx.api_version.unwrap().0, ApiVersion(67));
        assert_eq!(sfdx.namespace, None);
        assert_eq!(sfdx.placeholders_for("force-app/a/b.xml").texts, ["HOST"]);
        assert!(sfdx.placeholders_for("other/b.xml").texts.is_empty());
    }
}
