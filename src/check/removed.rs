//! What an app had and its files no longer have, and whose loss breaks or weakens it without a word.

use std::path::Path;

use super::Since;
use crate::diagnostic::Finding;
use crate::project::{Files, MetadataFile, Project};
use crate::rules::{Draft, Findings, rule};
use crate::schema::{Kept, names, schema};

/// The rule about certificates.
const RULE: &str = "certificate-removed";
/// Files with the spec of the project, and the path to its apps: the first that there is counts.
const SPECS: &[(&str, &[&str])] = &[("ecaforge.toml", &[]), ("ecaforge.lock", &["spec"])];

/// The apps of a project whose global OAuth settings have a certificate.
pub(super) fn with_certificate(project: &Project) -> impl Iterator<Item = &str> {
    let has = |file: &&MetadataFile| has_certificate(file);
    let settings = move |app: &&crate::project::App| {
        app.files_of(&project.files, names::GLOBAL_OAUTH).any(|file| has(&file))
    };
    project.apps.iter().filter(settings).map(|app| app.name.as_str())
}

/// Looks for apps without a value that their spec has, or without the certificate that they had before.
pub(super) fn find(projects: &[&Project], files: &Files, since: Option<&Since>) -> Vec<Finding> {
    let mut found = Vec::new();
    for project in projects.iter().filter(|project| !project.outside) {
        let spec = Spec::read(files, &project.root);
        for app in project.apps.iter().filter(|app| app.header.is_some()) {
            for kept in &schema().kept {
                let Some(file) = app.file(&project.files, &kept.metadata_type) else { continue };
                if has(file, &kept.element) || file.root().is_none() {
                    continue;
                }
                let before = kept.rule == *RULE
                    && kept.metadata_type == *names::GLOBAL_OAUTH
                    && since.is_some_and(|since| since.had_certificate(&project.root, &app.name));
                let named = spec.as_ref().filter(|spec| spec.has(&app.name, &kept.key));
                let draft = match named {
                    Some(spec) => {
                        let remove = format!("remove `{}` from the spec as well", kept.key);
                        lost(file, kept, &format!("{} has it", spec.name), Some(&remove))
                    }
                    None if before => lost(file, kept, "it had one before", None),
                    None => continue,
                };
                if let Some(rule) = rule(&kept.rule) {
                    Findings::new(rule, Some(&app.name), &mut found).add(draft);
                }
            }
        }
    }
    found
}

/// `remove` says what else to do where the app is to work without the value.
fn lost(file: &MetadataFile, kept: &Kept, whence: &str, remove: Option<&str>) -> Draft {
    let title = &file.metadata_type.title;
    let message =
        format!("the {title} have no `{}`, although {whence}: {}", kept.element, kept.effect);
    let returned = if kept.metadata_type == *names::GLOBAL_OAUTH {
        "; an org does not return it on retrieve"
    } else {
        ""
    };
    let mut help = format!("add the element again{returned}");
    if let Some(remove) = remove {
        help.push_str(". If the app is to work without it, ");
        help.push_str(remove);
    }
    Draft::new(file.head(), message, help)
}

fn has_certificate(file: &MetadataFile) -> bool {
    file.value("certificate").is_some()
}

fn has(file: &MetadataFile, element: &str) -> bool {
    let mut fields = file.fields(element);
    fields.any(|field| !field.is_empty() || field.element.elements().next().is_some())
}

/// The spec of a project.
struct Spec {
    /// The name of its file.
    name: &'static str,
    apps: Vec<toml::Value>,
}

impl Spec {
    /// The first of the files that has apps.
    fn read(files: &Files, root: &Path) -> Option<Self> {
        let read = |name: &str| String::from_utf8(files.read(&root.join(name)).ok()?).ok();
        SPECS.iter().find_map(|&(name, path)| {
            let table: toml::Table = read(name)?.parse().ok()?;
            let table = path.iter().try_fold(&table, |table, key| table.get(*key)?.as_table())?;
            let apps = table.get("app")?.as_array()?.clone();
            Some(Self { name, apps })
        })
    }

    /// Whether it has a value for an app.
    fn has(&self, app: &str, key: &str) -> bool {
        let named = |it: &&toml::Value| it.get("name").and_then(toml::Value::as_str) == Some(app);
        let value = self.apps.iter().find(named);
        let value = value.and_then(|app| key.split('.').try_fold(app, |value, key| value.get(key)));
        value.is_some_and(|value| match value {
            toml::Value::String(text) => !text.is_empty(),
            toml::Value::Array(items) => !items.is_empty(),
            _ => true,
        })
    }
}
