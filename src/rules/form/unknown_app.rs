use std::collections::BTreeMap;

use super::declare_rule;
use crate::diagnostic::{Fix, Safety, Severity};
use crate::project::{Field, Project, ProjectKind, split_namespace};
use crate::rules::{Draft, Findings, ProjectContext, fixes};
use crate::schema::{Cardinality, names};
use crate::text::suggest::nearest;

declare_rule! {
    /// A file names an app whose header is not in the project.
    ///
    /// ## Why
    /// The name must be the API name of an app, which is the name of its `.eca` file. A label or a
    /// misspelled name ties the file to nothing, and the org refuses it. A file for an app that
    /// only the org has deploys to that org and to no other.
    ///
    /// ## Bad
    /// The reference holds the label.
    /// ```xml eca
    /// <contactEmail>owner@example.com</contactEmail>
    /// <label>Billing Export</label>
    /// ```
    /// ```xml ecaOauth
    /// <commaSeparatedOauthScopes>Api</commaSeparatedOauthScopes>
    /// <externalClientApplication>Billing Export</externalClientApplication>
    /// <label>Billing_oauth</label>
    /// ```
    ///
    /// ## Good
    /// ```xml eca
    /// <contactEmail>owner@example.com</contactEmail>
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
    for file in &project.files {
        for field in file.all_fields() {
            let name = field.text();
            let is_reference = field.schema.refers_to.as_deref() == Some(names::HEADER);
            let is_judged = is_reference && !field.is_empty() && !field.is_unknown();
            let installed = split_namespace(&name).0.is_some();
            if !is_judged || installed || has_misnamed_header(project, &name) {
                continue;
            }
            match mistaken(project, &field) {
                Some((app, safety, what)) => findings.add(draft_for(&field, app, safety, what)),
                None => absent.entry(name.into_owned()).or_default().push(field),
            }
        }
    }
    for (name, fields) in absent {
        report_absent(project, &name, &fields, findings);
    }
}

/// Whether the app has a header, be it one under a name or suffix that another rule reports.
fn has_misnamed_header(project: &Project, name: &str) -> bool {
    let begins = |path: &str| {
        let file = path.rsplit('/').next().unwrap_or(path);
        file.strip_prefix(name).is_some_and(|rest| rest.starts_with('.'))
    };
    project.has_header(name)
        || project.oddities.iter().any(|oddity| begins(&oddity.path))
        || project
            .files_of(names::HEADER)
            .any(|header| header.full_name.rsplit_once(':').is_some_and(|(_, rest)| rest == name))
}

/// The app that the reference was plainly meant for, and what stands there in its place.
fn mistaken<'a>(
    project: &'a Project,
    field: &Field<'_>,
) -> Option<(&'a str, Safety, &'static str)> {
    let written = field.text();
    let headers = || project.apps.iter().filter_map(|app| Some((app, app.header(&project.files)?)));
    let by_case = headers().find(|(app, _)| app.name.eq_ignore_ascii_case(&written));
    if let Some((app, _)) = by_case {
        return Some((&app.name, Safety::Safe, "differs in case from the name of the app"));
    }
    let by_label = headers().find(|(_, header)| {
        header.value("label").is_some_and(|l| l.eq_ignore_ascii_case(&written))
    });
    if let Some((app, _)) = by_label {
        return Some((&app.name, Safety::Safe, "is the label of the app, not its API name"));
    }
    let near = nearest(&written, headers().map(|(app, _)| app.name.as_str()))?;
    let app = project.apps.get(near)?;
    let metadata_type = field.file.metadata_type;
    let lacks_file = metadata_type.per_app == Cardinality::One
        && app.file(&project.files, &metadata_type.name).is_none();
    // A file that is named after the app it refers to may well be one of an app in the org.
    let stem = field.file.full_name.as_str();
    let is_named_after = stem.starts_with(near) && !stem.starts_with(written.as_ref());
    (lacks_file && is_named_after).then_some((&app.name, Safety::Unsafe, "is the name of no app"))
}

fn draft_for(field: &Field<'_>, app: &str, safety: Safety, what: &str) -> Draft {
    let message = format!("`{}` {what}", field.text());
    let edit = fixes::replace_value(field, app);
    let fix = Fix::edit(format!("write `{app}`"), safety, &field.file.path, edit);
    Draft::new(field.place(), message, format!("write `{app}`")).app(app).fix(fix)
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
            format!("`.forceignore` leaves out the header of `{name}`, but not this file"),
            format!("leave out the other files of the app too, or let `{}` in", header.path),
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
