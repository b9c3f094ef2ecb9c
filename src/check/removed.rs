//! What an app had and its files no longer have: the certificate, without which each deploy switches
//! the JWT bearer flow off.

use std::path::Path;

use super::Since;
use crate::diagnostic::Finding;
use crate::project::{Files, MetadataFile, Project};
use crate::rules::{Draft, Findings, rule};
use crate::schema::names;

/// The rule of these findings.
pub(super) const RULE: &str = "certificate-removed";
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

/// Looks for apps without the certificate that their spec names, or that they had before.
pub(super) fn find(projects: &[&Project], files: &Files, since: Option<&Since>) -> Vec<Finding> {
    let mut found = Vec::new();
    let Some(rule) = rule(RULE) else { return found };
    for project in projects.iter().filter(|project| !project.outside) {
        let spec = spec(files, &project.root);
        for app in project.apps.iter().filter(|app| app.header.is_some()) {
            let Some(file) = app.file(&project.files, names::GLOBAL_OAUTH) else { continue };
            if has_certificate(file) || file.root().is_none() {
                continue;
            }
            let before = since.is_some_and(|since| since.had_certificate(&project.root, &app.name));
            let named = spec.as_ref().filter(|(_, apps)| apps.contains(&app.name));
            let whence = match named {
                Some((name, _)) => format!("{name} names one"),
                None if before => "it had one before".to_owned(),
                None => continue,
            };
            let message = format!(
                "the global OAuth settings have no `certificate`, although {whence}: each deploy \
                 removes it from the app, and JWT bearer logins fail"
            );
            let help = "add the certificate again; an org does not return it on retrieve";
            Findings::new(rule, Some(&app.name), &mut found).add(Draft::new(
                file.head(),
                message,
                help,
            ));
        }
    }
    found
}

fn has_certificate(file: &MetadataFile) -> bool {
    file.value("certificate").is_some()
}

/// The name of the file with the project's spec, and the apps that have a certificate in it.
fn spec(files: &Files, root: &Path) -> Option<(&'static str, Vec<String>)> {
    let read = |name: &str| String::from_utf8(files.read(&root.join(name)).ok()?).ok();
    SPECS.iter().find_map(|(name, path)| {
        let table: toml::Table = read(name)?.parse().ok()?;
        let table = path.iter().try_fold(&table, |table, key| table.get(*key)?.as_table())?;
        let apps = table.get("app")?.as_array()?.iter();
        let has = |app: &&toml::Value| {
            let certificate = app.get("oauth").and_then(|oauth| oauth.get("certificate"));
            certificate.and_then(toml::Value::as_str).is_some_and(|text| !text.is_empty())
        };
        let name_of = |app: &toml::Value| Some(app.get("name")?.as_str()?.to_owned());
        Some((*name, apps.filter(has).filter_map(name_of).collect()))
    })
}
