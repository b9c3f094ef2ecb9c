//! What to say of a placeholder that nothing fills.

use crate::diagnostic::{Place, Severity};
use crate::project::{Field, MetadataFile, Project, ProjectKind, Replacement, ReplacementFault};
use crate::rules::Draft;

/// How many more places of a placeholder a finding shows.
const SHOWN: usize = 5;
/// Elements that people read and nothing depends on.
const SHOWN_ONLY: &[&str] = &["contactPhone", "description", "label"];

/// Where a placeholder is.
pub(super) struct Found<'a> {
    pub file: &'a MetadataFile,
    pub field: Field<'a>,
}

/// The finding about a placeholder in all its places.
pub(super) fn draft(project: &Project, token: &str, found: &[Found<'_>]) -> Option<Draft> {
    let weight = |found: &&Found<'_>| severity(project, &found.field);
    let worst = found.iter().rev().max_by_key(weight)?;
    let element = &worst.field.schema.name;
    let message = if worst.field.schema.secret && worst.field.text() != token {
        format!("nothing fills a placeholder in `{element}`: a deploy sends it as it is")
    } else {
        format!(
            "nothing fills the placeholder `{token}` in `{element}`: a deploy sends it as it is"
        )
    };
    let entry = entry_for(project, token, worst.file);
    let help = format!(
        "{}; if another tool fills it, say so in an ignore of `unfilled-placeholder` in \
         ecaforge.toml",
        help(project, token, entry)
    );
    let mut draft =
        Draft::new(worst.field.place(), message, help).severity(severity(project, &worst.field));
    if let Some(app) = worst.file.app_name() {
        draft = draft.app(app);
    }
    if let Some((entry, sfdx)) = entry.zip(project.sfdx_file.as_ref()) {
        let place = Place { path: sfdx.path.clone(), span: entry.span };
        draft = draft.related(place, "the entry that does not fill it");
    }
    let others = found.iter().filter(|other| other.field.place() != worst.field.place());
    for other in others.take(SHOWN) {
        draft = draft.related(other.field.place(), "also here");
    }
    Some(draft)
}

fn severity(project: &Project, field: &Field<'_>) -> Severity {
    let is_only_shown = SHOWN_ONLY.contains(&field.schema.name.as_str());
    if is_only_shown || project.kind != ProjectKind::Sfdx {
        Severity::Hint
    } else {
        Severity::Warning
    }
}

/// The entry that was meant to fill the placeholder: it has its text but not the file, or it is for
/// the file but broken.
fn entry_for<'a>(
    project: &'a Project,
    token: &str,
    file: &MetadataFile,
) -> Option<&'a Replacement> {
    let entries = || project.sfdx.replacements.iter();
    entries()
        .find(|entry| entry.matches(token))
        .or_else(|| entries().find(|e| e.fault.is_some() && e.covers(&file.project_path)))
}

fn help(project: &Project, token: &str, entry: Option<&Replacement>) -> String {
    match entry {
        Some(Replacement { fault: Some(ReplacementFault::Regex(_)), .. }) => {
            "correct the regular expression of its entry of `replacements`".to_owned()
        }
        Some(Replacement { fault: Some(ReplacementFault::Shape(what, help)), .. }) => {
            format!("its entry of `replacements` {what}: {help}")
        }
        Some(Replacement { target: Some(target), .. }) => {
            format!("its entry of `replacements` is for `{target}`, which is not this file")
        }
        _ if project.sfdx.replacements.is_empty() => {
            "write the value, or add an entry to `replacements` in sfdx-project.json".to_owned()
        }
        _ => format!("add an entry for `{token}` to `replacements` in sfdx-project.json"),
    }
}
