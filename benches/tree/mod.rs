//! A large project: many apps among far more files that have nothing to do with them.

use std::fs;
use std::io;
use std::path::Path;

use ecaforge::schema::{NAMESPACE, names, schema};

/// Number of apps.
pub(crate) const APPS: usize = 500;
/// Number of files, those of the apps included.
pub(crate) const FILES: usize = 50_000;

/// Files of one app: type name and elements.
const APP_FILES: [(&str, &str); 5] = [
    (
        names::HEADER,
        "<contactEmail>owner@corp.test</contactEmail><distributionState>Local</distributionState><label>L</label>",
    ),
    (
        names::OAUTH_SETTINGS,
        "<commaSeparatedOauthScopes>Api, RefreshToken</commaSeparatedOauthScopes><externalClientApplication>{app}</externalClientApplication><label>L</label>",
    ),
    (
        names::GLOBAL_OAUTH,
        "<callbackUrl>https://app.corp.test/callback</callbackUrl><externalClientApplication>{app}</externalClientApplication><isPkceRequired>true</isPkceRequired><label>L</label>",
    ),
    (
        names::OAUTH_POLICIES,
        "<externalClientApplication>{app}</externalClientApplication><ipRelaxationPolicyType>Enforce</ipRelaxationPolicyType><permittedUsersPolicyType>AllSelfAuthorized</permittedUsersPolicyType><refreshTokenPolicyType>Zero</refreshTokenPolicyType>",
    ),
    (
        names::APP_POLICIES,
        "<externalClientApplication>{app}</externalClientApplication><isEnabled>true</isEnabled><isOauthPluginEnabled>true</isOauthPluginEnabled>",
    ),
];

/// Writes the project below `root`.
///
/// # Errors
/// If a file cannot be written.
pub(crate) fn write(root: &Path) -> io::Result<()> {
    let version = schema().versions.default;
    fs::create_dir_all(root)?;
    fs::write(
        root.join("sfdx-project.json"),
        format!(
            "{{\"packageDirectories\": [{{\"path\": \"force-app\", \"default\": true}}], \
             \"sourceApiVersion\": \"{version}\"}}\n"
        ),
    )?;
    let source = root.join("force-app/main/default");
    for number in 0..APPS {
        write_app(&source, &format!("App{number}"))?;
    }
    write_unrelated(&source, FILES - APPS * APP_FILES.len() - 1)
}

fn write_app(source: &Path, app: &str) -> io::Result<()> {
    for (name, body) in APP_FILES {
        let metadata_type = &schema().types[name];
        let folder = source.join(&metadata_type.folder);
        fs::create_dir_all(&folder)?;
        let body = body.replace("{app}", app).replace("><", ">\n    <").replace(">\n    </", "></");
        let text = format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<{name} xmlns=\"{NAMESPACE}\">\n    {body}\n</{name}>\n"
        );
        fs::write(folder.join(metadata_type.file_name(app)), text)?;
    }
    Ok(())
}

fn write_unrelated(source: &Path, count: usize) -> io::Result<()> {
    for number in 0..count {
        let (folder, name) = match number % 4 {
            0 => ("classes".to_owned(), format!("Class{number}.cls")),
            1 => ("classes".to_owned(), format!("Class{}.cls-meta.xml", number - 1)),
            2 => (
                format!("objects/Object{}__c/fields", number / 200),
                format!("Field{number}__c.field-meta.xml"),
            ),
            _ => (format!("lwc/part{}", number / 12), format!("part{number}.js")),
        };
        let folder = source.join(folder);
        fs::create_dir_all(&folder)?;
        fs::write(folder.join(name), "x")?;
    }
    Ok(())
}
