//! Templates: those of this program, and a directory that a project lays over them.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use walkdir::{DirEntry, WalkDir};

use super::record::LOCK_FILE;
use crate::check::Report;
use crate::diagnostic::Severity;
use crate::disk::{Compared, FileWrite, path_fault, real};
use crate::failure::Failure;
use crate::generate::{Origin, Plan, PlannedFile, Templates};
use crate::input::{self, MAX_TEXT_BYTES};
use crate::project::Files;
use crate::spec::{SpecFault, SpecPath};
use crate::text::LineIndex;

/// The files of a plan, by the templates of this program and those that the project lays over them.
///
/// # Errors
/// If a template cannot be read, or gives no file.
pub fn render(plan: &Plan, root: &Path) -> Result<Vec<FileWrite>, Failure> {
    let files = rendered(plan, root)?.into_iter();
    Ok(files.map(|f| FileWrite { path: f.path, bytes: f.text.into_bytes() }).collect())
}

/// An error in a file that a template of the user's own gives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnError {
    /// Path of the file, as it is shown, with the line of the error.
    pub place: String,
    /// Path of the template below its directory, with the line that gives the wrong one, as far as it
    /// is known.
    pub template: String,
}

/// The errors in files that templates of the user's own give, one of each line.
///
/// # Errors
/// If a template cannot be read, or gives no file.
pub(crate) fn own_errors(
    plan: &Plan,
    root: &Path,
    compared: &[Compared],
    report: &Report,
) -> Result<Vec<OwnError>, Failure> {
    if plan.spec.project.template.is_none() {
        return Ok(Vec::new());
    }
    let files = Files::on_disk(std::env::current_dir()?);
    let given = rendered(plan, root)?;
    let given = given.iter().filter_map(|file| {
        let origin = file.origin.as_ref()?;
        Some((files.display(&root.join(&file.path)), (file, origin)))
    });
    let given: HashMap<String, (&PlannedFile, &Origin)> = given.collect();
    let mut all = Vec::new();
    for error in report.findings.iter().filter(|it| it.severity == Severity::Error) {
        let Some((file, origin)) = given.get(&*error.place.path) else { continue };
        // An edit by hand that was merged moves the lines.
        let is_whole =
            compared.iter().any(|it| it.path == file.path && it.new == file.text.as_bytes());
        let line = origin.line(error.place.span.start).filter(|_| is_whole);
        let at = LineIndex::new(&file.text).position(error.place.span.start).line;
        let place = if is_whole { format!(":{at}") } else { String::new() };
        let error = OwnError {
            place: format!("{}{place}", error.place.path),
            template: line
                .map_or(origin.template.clone(), |line| format!("{}:{line}", origin.template)),
        };
        if !all.contains(&error) {
            all.push(error);
        }
    }
    Ok(all)
}

fn rendered(plan: &Plan, root: &Path) -> Result<Vec<PlannedFile>, Failure> {
    let dir = plan.spec.project.template.as_deref();
    let own = dir.map(|dir| own_templates(&template_directory(root, dir), dir));
    let own = own.transpose()?.unwrap_or_default();
    let files = Templates::embedded().with(own).render(plan);
    let files = files.map_err(|fault| Failure::caused(fault.to_string(), fault))?;
    files.iter().find_map(bad_path).map_or(Ok(files), Err)
}

/// Why a template of the user's own may not give a file of that path.
fn bad_path(file: &PlannedFile) -> Option<Failure> {
    let template = &file.origin.as_ref()?.template;
    let fault = match path_fault(&file.path) {
        None if file.path == LOCK_FILE => format!("`{LOCK_FILE}`, which ecaforge keeps for itself"),
        fault => format!("a path that cannot be: {}", fault?),
    };
    Some(Failure::caused(format!("the template {template} gives {fault}; rename it"), fault))
}

/// Where a directory of templates is; the project need not be there yet.
fn template_directory(root: &Path, dir: &str) -> PathBuf {
    real(&root.join(dir))
}

/// A directory of templates that is not there.
#[must_use]
pub(crate) fn template_fault(plan: &Plan, root: &Path) -> Option<SpecFault> {
    let dir = plan.spec.project.template.as_deref()?;
    (!template_directory(root, dir).is_dir()).then(|| {
        SpecFault::new(
            SpecPath::default().key("project").key("template"),
            format!("there is no directory `{dir}`"),
            "The project is made with the templates in that directory; without them its files would \
             change back to those of ecaforge.",
            "write the path from the project to the directory, or take the key out",
        )
    })
}

/// The templates in a directory, by path below it. What a repository of templates holds beside their
/// folders, such as `.git` and a README, is none.
fn own_templates(dir: &Path, shown: &str) -> Result<Vec<(String, String)>, Failure> {
    let mut all = Vec::new();
    let is_beside = |entry: &DirEntry| {
        let name = entry.file_name().to_string_lossy();
        let is_template = name.ends_with(".tera");
        entry.depth() == 1 && (name.starts_with('.') || entry.file_type().is_file() && !is_template)
    };
    for entry in WalkDir::new(dir).sort_by_file_name().into_iter().filter_entry(|it| !is_beside(it))
    {
        let entry = entry
            .map_err(|fault| Failure::caused(format!("cannot read templates: {fault}"), fault))?;
        let Ok(path) = entry.path().strip_prefix(dir) else { continue };
        if entry.depth() > 0 && entry.path_is_symlink() {
            let name = path.display();
            return Err(Failure::new(format!(
                "the template {shown}/{name} is a link, which means another file on each machine; \
                 put the file itself there"
            )));
        }
        // Reading refuses everything else.
        if entry.file_type().is_dir() {
            continue;
        }
        let parts: Vec<_> = path.iter().map(|part| part.to_string_lossy()).collect();
        let text = input::text(entry.path(), dir, MAX_TEXT_BYTES).map_err(|fault| {
            Failure::caused(
                format!("cannot read the template {shown}/{}: {fault}", parts.join("/")),
                fault,
            )
        })?;
        all.push((parts.join("/"), text));
    }
    Ok(all)
}
