//! A large project: many apps among far more files that have nothing to do with them.

use std::fs;
use std::io;
use std::path::Path;

use ecaforge::schema::schema;

/// How large a project is.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Size {
    pub(crate) apps: usize,
    /// All files, those of the apps included.
    pub(crate) files: usize,
}

/// What a check says of each app.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Content {
    /// Nothing.
    Clean,
    /// One hint and two warnings, as of many real ones.
    WithFindings,
}

/// The size that the benchmarks are about.
pub(crate) const LARGE: Size = Size { apps: 500, files: 50_000 };

/// The app that all are copies of.
const APP: &str = "Billing";

macro_rules! files {
    ($($path:literal),+ $(,)?) => {
        [$((
            $path,
            include_str!(concat!("../../fixtures/judges/minimal/force-app/main/default/", $path)),
        )),+]
    };
}

/// The files of one app.
const APP_FILES: [(&str, &str); 6] = files![
    "externalClientApps/Billing.eca-meta.xml",
    "extlClntAppGlobalOauthSets/Billing_glbloauth.ecaGlblOauth-meta.xml",
    "extlClntAppOauthPolicies/Billing_oauth_defaultPolicy.ecaOauthPlcy-meta.xml",
    "extlClntAppOauthSettings/Billing_oauth.ecaOauth-meta.xml",
    "extlClntAppPolicies/Billing_defaultPolicy.ecaPlcy-meta.xml",
    "permissionsets/Billing_Access.permissionset-meta.xml",
];
/// Lines that an app with findings does not have: the switches, and the lifetime of refresh tokens.
const LEFT_OUT: &[&str] = &["<is", "<should", "<refreshTokenValidity"];
/// What such an app has anyway.
const KEPT: &[&str] = &["<isPkceRequired>", "<isEnabled>", "<isOauthPluginEnabled>"];
/// What is written otherwise in such an app.
const CHANGED: &[(&str, &str)] = &[("Enforce", "Bypass"), ("SpecificInactivity", "Infinite")];

/// Writes the project below `root`.
///
/// # Errors
/// If a file cannot be written.
pub(crate) fn write(root: &Path, size: Size, content: Content) -> io::Result<()> {
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
    for number in 0..size.apps {
        write_app(&source, &format!("App{number}"), content)?;
    }
    write_unrelated(&source, size.files.saturating_sub(size.apps * APP_FILES.len() + 1))
}

fn write_app(source: &Path, app: &str, content: Content) -> io::Result<()> {
    for (path, text) in APP_FILES {
        let path = source.join(path.replace(APP, app));
        fs::create_dir_all(path.parent().unwrap_or(source))?;
        let mut text = text.replace(APP, app).replace("billing.example.com", "app.corp.test");
        if content == Content::WithFindings {
            text = with_findings(&text);
        }
        fs::write(path, text)?;
    }
    Ok(())
}

fn with_findings(text: &str) -> String {
    let has = |line: &str, marks: &[&str]| marks.iter().any(|mark| line.contains(mark));
    let lines = text.split_inclusive('\n').filter(|line| !has(line, LEFT_OUT) || has(line, KEPT));
    CHANGED.iter().fold(lines.collect(), |text: String, (from, to)| text.replace(from, to))
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
