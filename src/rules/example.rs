//! The examples of a rule's page, which are its tests.
//!
//! Each heading `## Bad` or `## Good` starts an example; the fenced blocks below it are its files.
//! A block's info string says which file it is:
//!
//! - `xml ecaOauth`: the elements of the file with that suffix of the app `Billing`; declaration,
//!   root element, namespace and reference to the app are put around them;
//! - `xml externalClientApps/Billing.eca-meta.xml`: a whole file below `force-app/main/default`;
//! - `json /sfdx-project.json`: a whole file, by its path from the root of the project; with
//!   `latin-1` its text is not UTF-8.

use std::fmt::Write as _;

use crate::project::{Files, PACKAGE_MANIFEST, SFDX_PROJECT};
use crate::schema::{NAMESPACE, Role, names, schema};

use super::Rule;

/// One example: a small project.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Example {
    /// Whether the rule must find something in it; else it must find nothing.
    pub bad: bool,
    /// Its files.
    pub files: Vec<ExampleFile>,
}

/// A file of an example.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExampleFile {
    /// Path from the root of the project.
    pub path: String,
    /// Content.
    pub text: String,
    /// Whether the content is written as Latin-1.
    pub is_latin: bool,
}

/// The app that examples are about.
const APP: &str = "Billing";
const PACKAGE_DIRECTORY: &str = "force-app/main/default";

impl Rule {
    /// The examples of the rule's page.
    ///
    /// # Errors
    /// Says which block has an info string that names no file.
    pub fn examples(&self) -> Result<Vec<Example>, String> {
        let mut examples: Vec<Example> = Vec::new();
        let mut block: Option<(String, String)> = None;
        let mut in_examples = false;
        for line in self.docs.lines() {
            let line = line.strip_prefix(' ').unwrap_or(line);
            if let Some((info, text)) = &mut block {
                if line.trim_end() == "```" {
                    let file = ExampleFile::of(info, text)?;
                    examples.last_mut().into_iter().for_each(|e| e.files.push(file.clone()));
                    block = None;
                } else {
                    let _ = writeln!(text, "{line}");
                }
            } else if let Some(heading) = line.strip_prefix("## ") {
                in_examples = matches!(heading.trim(), "Bad" | "Good");
                if in_examples {
                    let bad = heading.trim() == "Bad";
                    examples.push(Example { bad, files: Vec::new() });
                }
            } else if let Some(info) = line.strip_prefix("```")
                && in_examples
            {
                block = Some((info.trim().to_owned(), String::new()));
            }
        }
        Ok(examples)
    }
}

impl Example {
    /// The example as files in memory, with a `sfdx-project.json` if it has none of its own
    /// and no `package.xml`, which makes it a folder in metadata format.
    #[must_use]
    pub fn project(&self) -> Files {
        let mut files = Files::in_memory(self.files.iter().map(|f| (&f.path, f.bytes())));
        let is_root = |file: &ExampleFile| [SFDX_PROJECT, PACKAGE_MANIFEST].contains(&&*file.path);
        if !self.files.iter().any(is_root) {
            let text = format!(
                "{{\"packageDirectories\": [{{\"path\": \"force-app\", \"default\": true}}], \
                 \"sourceApiVersion\": \"{}\"}}\n",
                schema().versions.default
            );
            files.plan(SFDX_PROJECT.as_ref(), Some(text.into_bytes()));
        }
        files
    }
}

impl ExampleFile {
    fn bytes(&self) -> Vec<u8> {
        if self.is_latin {
            return self.text.chars().filter_map(|c| u8::try_from(u32::from(c)).ok()).collect();
        }
        self.text.clone().into_bytes()
    }

    fn of(info: &str, text: &str) -> Result<Self, String> {
        let place = info.split_once(' ').map(|(_, place)| place.trim()).unwrap_or_default();
        if let Some(path) = place.strip_prefix('/') {
            let is_latin = info.starts_with("latin-1 ");
            return Ok(Self { path: path.to_owned(), text: text.to_owned(), is_latin });
        }
        if place.contains('/') {
            let path = format!("{PACKAGE_DIRECTORY}/{place}");
            return Ok(Self { path, text: text.to_owned(), is_latin: false });
        }
        fragment(place, text).ok_or_else(|| format!("`{info}` names no file"))
    }
}

fn fragment(suffix: &str, text: &str) -> Option<ExampleFile> {
    let schema = schema();
    let metadata_type = schema
        .by_suffix(suffix)
        .or_else(|| schema.types.values().find(|t| t.fixed_name.as_deref() == Some(suffix)))?;
    let reference = format!("<{}>", names::APP_REFERENCE);
    let has_app = metadata_type.element(names::APP_REFERENCE).is_some();
    let mut body = String::new();
    if has_app && metadata_type.role != Role::Header && !text.contains(&reference) {
        let _ = writeln!(body, "    {reference}{APP}</{}>", names::APP_REFERENCE);
    }
    for line in text.lines() {
        // The second line of a value stands at the margin, as orgs write it.
        let indent = if line.trim_start().starts_with('<') { "    " } else { "" };
        let _ = writeln!(body, "{indent}{line}");
    }
    let name = &metadata_type.name;
    let path =
        format!("{PACKAGE_DIRECTORY}/{}/{}", metadata_type.folder, metadata_type.file_name(APP));
    let text = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<{name} xmlns=\"{NAMESPACE}\">\n{body}</{name}>\n"
    );
    Some(ExampleFile { path, text, is_latin: false })
}
