use std::path::Path;
use std::sync::Arc;

use super::declare_rule;
use super::support::{is_taken, split_path};
use crate::diagnostic::{Fix, Place, Safety, Severity};
use crate::project::{FileName, Oddity, ProjectKind, meant_type, unknown_type};
use crate::rules::{Draft, Findings, ProjectContext};
use crate::schema::{MetadataType, schema};
use crate::text::Span;
use crate::xml;

declare_rule! {
    /// A file of an External Client App has a suffix that Salesforce does not know.
    ///
    /// ## Why
    /// The Salesforce CLI tells types by suffix. A file with another one stops the deploy, or the CLI
    /// silently ignores it. The other rules judge its content by the type that is meant.
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
    /// ## Bad
    /// A file in a folder of apps whose content does not tell its type either.
    /// ```xml externalClientApps/notes.xml
    /// <notes/>
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

fn check(context: &ProjectContext<'_>, findings: &mut Findings<'_>) {
    for oddity in &context.project.oddities {
        let document = xml::parse(&oddity.text);
        let root = document.root.as_ref();
        if root.is_some_and(|root| root.name.is("Package")) {
            continue;
        }
        let (folder, name) = split_path(&oddity.path);
        let name = FileName::of(name);
        let span = root.map_or(Span::empty(0), |root| root.name.span);
        let place = Place { path: Arc::clone(&oddity.path), span };
        if let Some(name) = root.and_then(|root| unknown_type(root, &name)) {
            let message = format!("type `{name}` is not one that this version of ecaforge knows");
            let help = "update ecaforge if the type is new; otherwise look up its name and suffix";
            findings.add(Draft::new(place, message, help).severity(Severity::Warning));
            continue;
        }
        let told = root.and_then(|root| schema().types.get(root.name.local()));
        let draft = if let Some(meant) = meant_type(Path::new(oddity.path.as_ref()), root) {
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

fn target(meant: &MetadataType, folder: &str, name: &FileName<'_>, source: bool) -> String {
    let end = if source { "-meta.xml" } else { "" };
    let stem = meant.fixed_name.as_deref().unwrap_or(name.stem);
    format!("{folder}{stem}.{}{end}", meant.suffix)
}
