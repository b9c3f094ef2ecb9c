use std::sync::Arc;

use super::declare_rule;
use super::support::{is_taken, split_path};
use crate::diagnostic::{Fix, Place, Safety, Severity};
use crate::project::{Oddity, ProjectKind, suffix_meant_by};
use crate::rules::{Draft, Findings, ProjectContext};
use crate::schema::{MetadataType, schema};
use crate::text::Span;
use crate::xml::{self, Element};

declare_rule! {
    /// A file that is meant for an External Client App has a suffix that Salesforce does not know.
    ///
    /// ## Why
    /// The Salesforce CLI tells types by suffix. A file with another one stops the deploy, or is
    /// left out of it without a word.
    ///
    /// ## Bad
    /// ```xml extlClntAppGlobalOauthSets/Billing_glbloauth.ecaGlobalOauth-meta.xml
    /// <?xml version="1.0" encoding="UTF-8"?>
    /// <ExtlClntAppGlobalOauthSettings xmlns="http://soap.sforce.com/2006/04/metadata">
    ///     <callbackUrl>https://app.example.com/callback</callbackUrl>
    ///     <externalClientApplication>Billing</externalClientApplication>
    /// </ExtlClntAppGlobalOauthSettings>
    /// ```
    ///
    /// ## Bad
    /// A type that is newer than this version of ecaforge is a warning only.
    /// ```xml extlClntAppVoicePolicies/Billing.ecaVoicePlcy-meta.xml
    /// <?xml version="1.0" encoding="UTF-8"?>
    /// <ExtlClntAppVoiceConfigurablePolicies xmlns="http://soap.sforce.com/2006/04/metadata">
    /// </ExtlClntAppVoiceConfigurablePolicies>
    /// ```
    ///
    /// ## Good
    /// ```xml extlClntAppGlobalOauthSets/Billing_glbloauth.ecaGlblOauth-meta.xml
    /// <?xml version="1.0" encoding="UTF-8"?>
    /// <ExtlClntAppGlobalOauthSettings xmlns="http://soap.sforce.com/2006/04/metadata">
    ///     <callbackUrl>https://app.example.com/callback</callbackUrl>
    ///     <externalClientApplication>Billing</externalClientApplication>
    ///     <label>Billing_glbloauth</label>
    /// </ExtlClntAppGlobalOauthSettings>
    /// ```
    "unknown-suffix",
    severity: Error,
    sources: ["D-REG"],
    fix: Sometimes,
    check: Project(check),
}

/// How the names of an app's types begin.
const APP_TYPE: &str = "ExtlClntApp";
/// Letters by which a name may differ from the one that was meant.
const MOST_SLIPS: usize = 2;

/// The parts of a file name such as `Billing.ecaGlobalOauth-meta.xml`.
struct FileName<'a> {
    stem: &'a str,
    suffix: &'a str,
    is_source: bool,
}

fn check(context: &ProjectContext<'_>, findings: &mut Findings<'_>) {
    for oddity in &context.project.oddities {
        let document = xml::parse(&oddity.text);
        let root = document.root.as_ref();
        if root.is_some_and(|root| root.name.is("Package")) {
            continue;
        }
        let (folder, name) = split_path(&oddity.path);
        let name = file_name(name);
        let told = root.and_then(|root| schema().types.get(root.name.local()));
        let guess = || suffix_meant_by(name.suffix).or_else(|| by_folder(folder));
        let span = root.map_or(Span::empty(0), |root| root.name.span);
        let place = Place { path: Arc::clone(&oddity.path), span };
        let is_known_slip = schema().by_wrong_suffix(name.suffix).is_some();
        if let Some(name) = root.and_then(unknown_type).filter(|_| !is_known_slip) {
            let message = format!("type `{name}` is not one that this version of ecaforge knows");
            let help = "update ecaforge if the type is new, else look up its name and suffix";
            findings.add(Draft::new(place, message, help).severity(Severity::Warning));
            continue;
        }
        let draft = if let Some(meant) = told.or_else(guess) {
            let source = name.is_source || context.project.kind == ProjectKind::Sfdx;
            let target = target(meant, folder, &name, source);
            let safety = if told.is_some() { Safety::Safe } else { Safety::Unsafe };
            let help = format!("name the file `{}`", split_path(&target).1);
            let fix = (!is_taken(context.project, &target))
                .then(|| Fix::relocate("rename the file", safety, &oddity.path, &target));
            Draft::new(place, message(&name), help).maybe_fix(fix)
        } else {
            let help = "give it the suffix of its type, or move it out of this folder";
            Draft::new(place, message(&name), help)
        };
        let grave = name.is_source || told.is_some();
        let severity = if grave { Severity::Error } else { Severity::Warning };
        findings.add(draft.severity(severity).app(app(oddity, &name)));
    }
}

/// The name of a root element that follows the names of an app's types and is none of them.
fn unknown_type(root: &Element) -> Option<&str> {
    let name = root.name.local();
    let is_known = schema().types.contains_key(name) || nearest_type(name).is_some();
    (name.starts_with(APP_TYPE) && !is_known).then_some(name)
}

/// The type whose name a root element misspells.
fn nearest_type(name: &str) -> Option<&'static MetadataType> {
    schema().app_types().find(|t| strsim::damerau_levenshtein(&t.name, name) <= MOST_SLIPS)
}

fn message(name: &FileName<'_>) -> String {
    match name.suffix {
        "" => format!("`{}` has no suffix that says its type", name.stem),
        suffix => format!("`.{suffix}` is not a suffix that Salesforce knows"),
    }
}

/// The app that the file names, else the one of its own name.
fn app(oddity: &Oddity, name: &FileName<'_>) -> String {
    let document = xml::parse(&oddity.text);
    let reference =
        document.root.as_ref().and_then(|r| r.child(crate::schema::names::APP_REFERENCE));
    reference.map_or(name.stem.to_owned(), |element| element.value().trimmed().to_owned())
}

fn file_name(name: &str) -> FileName<'_> {
    let (base, is_source) = match name.strip_suffix("-meta.xml") {
        Some(base) => (base, true),
        None => (name.strip_suffix(".xml").unwrap_or(name), false),
    };
    let (stem, suffix) = base.rsplit_once('.').unwrap_or((base, ""));
    FileName { stem, suffix, is_source }
}

fn by_folder(folder: &str) -> Option<&'static MetadataType> {
    let folder = folder.trim_end_matches('/').rsplit('/').next()?;
    let types = &schema().types;
    schema()
        .by_folder(folder)
        .or_else(|| types.values().find(|t| t.wrong_folders.iter().any(|wrong| wrong == folder)))
}

fn target(meant: &MetadataType, folder: &str, name: &FileName<'_>, source: bool) -> String {
    let end = if source { "-meta.xml" } else { "" };
    let stem = meant.fixed_name.as_deref().unwrap_or(name.stem);
    format!("{folder}{stem}.{}{end}", meant.suffix)
}
