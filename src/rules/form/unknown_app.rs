use std::collections::{BTreeMap, HashSet};

use super::declare_rule;
use crate::diagnostic::{Fix, Safety, Severity};
use crate::project::{Field, Project, ProjectKind, Slip, split_namespace};
use crate::rules::{Draft, Findings, ProjectContext, fixes};
use crate::schema::{Cardinality, names};

declare_rule! {
    /// A file names an app whose header is not in the project.
    ///
    /// ## Why
    /// The name must be the API name of an app, which is the name of its `.eca` file. The org refuses
    /// a file with a label or a misspelled name. A file for an app that is not in the project deploys
    /// only to orgs that have the app already, so that is a warning.
    ///
    /// ## Bad
    /// The reference is the label of the app.
    /// ```xml eca
    /// <label>Billing Export</label>
    /// ```
    /// ```xml ecaOauth
    /// <commaSeparatedOauthScopes>Api</commaSeparatedOauthScopes>
    /// <externalClientApplication>Billing Export</externalClientApplication>
    /// <label>Billing_oauth</label>
    /// ```
    ///
    /// ## Bad
    /// A handler with a misspelled name: one finding, and none for the app that is meant.
    /// ```xml eca
    /// <label>Billing</label>
    /// ```
    /// ```xml oauthtokenexchangehandlers/Swap.oauthtokenexchangehandler-meta.xml
    /// <OauthTokenExchangeHandler xmlns="http://soap.sforce.com/2006/04/metadata">
    ///     <enablements><externalClientApp>Biling</externalClientApp></enablements>
    /// </OauthTokenExchangeHandler>
    /// ```
    ///
    /// ## Bad
    /// ```xml ecaOauthPlcy
    /// <externalClientApplication>Ledger</externalClientApplication>
    /// ```
    ///
    /// ## Good
    /// ```xml eca
    /// <label>Billing Export</label>
    /// ```
    /// ```xml ecaOauth
    /// <commaSeparatedOauthScopes>Api</commaSeparatedOauthScopes>
    /// <externalClientApplication>Billing</externalClientApplication>
    /// <label>Billing_oauth</label>
    /// ```
    ///
    /// ## Good
    /// The app comes from an installed package.
    /// ```xml ecaOauthPlcy
    /// <externalClientApplication>vendor__Billing</externalClientApplication>
    /// <label>Billing_oauthPlcy</label>
    /// ```
    "unknown-app",
    severity: Error,
    sources: ["M-ECA", "M-OAUTH"],
    fix: Sometimes,
    check: Project(check),
}

fn check(context: &ProjectContext<'_>, findings: &mut Findings<'_>) {
    let project = context.project;
    let mut absent: BTreeMap<String, Vec<Field<'_>>> = BTreeMap::new();
    let misnamed = misnamed_headers(project);
    for file in &project.files {
        for field in file.all_fields() {
            let name = field.text();
            let is_reference = field.schema.refers_to.as_deref() == Some(names::HEADER);
            let is_judged = is_reference && !field.is_empty() && !field.is_unknown();
            let installed = split_namespace(&name).0.is_some();
            if !is_judged || installed || project.has_header(&name) || misnamed.contains(&*name) {
                continue;
            }
            match project.apps.meant_by(file.metadata_type, &name) {
                Some((app, slip)) => findings.add(draft_for(&field, app, slip)),
                None => absent.entry(name.into_owned()).or_default().push(field),
            }
        }
    }
    for (name, fields) in absent {
        report_absent(project, &name, &fields, findings);
    }
}

/// The names of apps whose header has a name, suffix or root that another rule reports.
fn misnamed_headers(project: &Project) -> HashSet<&str> {
    let headers = project
        .files
        .iter()
        .filter(|file| file.suffix_type.is_some_and(|by_suffix| by_suffix.name == names::HEADER));
    let oddities = project.oddities.iter().flat_map(|oddity| {
        let name = oddity.path.rsplit('/').next().unwrap_or(&oddity.path);
        name.match_indices('.').map(|(at, _)| &name[..at])
    });
    headers.map(|file| file.full_name.as_str()).chain(oddities).collect()
}

/// The finding for a reference that plainly means an app of the project.
fn draft_for(field: &Field<'_>, app: &str, slip: Slip) -> Draft {
    let what = match slip {
        Slip::Case => "differs in case from the name of the app",
        Slip::Label => "is the label of the app, not its API name",
        Slip::Spelling => "is not the API name of an app in this project",
    };
    let safety = if slip == Slip::Spelling { Safety::Unsafe } else { Safety::Safe };
    // A file that serves several apps may name one that the org has.
    let of_app = field.file.metadata_type.per_app != Cardinality::NotPerApp;
    let is_sure = of_app || slip != Slip::Spelling;
    let severity = if is_sure { Severity::Error } else { Severity::Warning };
    let text = field.text().shown();
    let help = format!("write `{app}`");
    let unsure = format!("{help} if you mean that app; otherwise add the header of `{text}`");
    let help = if is_sure { help } else { unsure };
    let edit = fixes::replace_value(field, app);
    let fix = Fix::edit(format!("write `{app}`"), safety, &field.file.path, edit);
    let message = format!("`{text}` {what}");
    Draft::new(field.place(), message, help).severity(severity).app(app).fix(fix)
}

/// One finding for all the files of an app that is not there.
fn report_absent(project: &Project, name: &str, fields: &[Field<'_>], findings: &mut Findings<'_>) {
    let Some(first) = fields.iter().find(|f| f.file.requested).or(fields.first()) else { return };
    let is_ignored = |file: &&crate::project::IgnoredFile| {
        file.type_name == names::HEADER && file.full_name == name
    };
    let draft = match project.ignored.iter().find(is_ignored) {
        Some(header) => Draft::new(
            first.place(),
            format!("`.forceignore` excludes the header of `{name}`, but not this file"),
            format!("exclude the other files of the app too, or do not exclude `{}`", header.path),
        ),
        None if project.kind == ProjectKind::Loose => return,
        None => Draft::new(
            first.place(),
            format!("the app `{name}` is not in this project"),
            "add its header, or deploy only to orgs that have the app",
        )
        .why("The file deploys only where the org has an app of that name already."),
    };
    let others = fields.iter().filter(|field| field.file.path != first.file.path);
    let draft = others.fold(draft, |draft, field| draft.related(field.place(), "named here too"));
    findings.add(draft.severity(Severity::Warning).app(name));
}
