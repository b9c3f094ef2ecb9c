//! Templates: those of this program, and a directory that a project lays over them.

use std::fs;
use std::path::{Path, PathBuf};

use walkdir::WalkDir;

use crate::disk::{FileWrite, real};
use crate::failure::Failure;
use crate::generate::{Plan, Templates};
use crate::spec::{Fault, SpecPath};

/// The files of a plan, by the templates of this program and those that the project lays over them.
///
/// # Errors
/// If a template cannot be read, or gives no file.
pub fn render(plan: &Plan, root: &Path) -> Result<Vec<FileWrite>, Failure> {
    let dir = plan.spec.project.template.as_deref();
    let own = dir.map(|dir| own_templates(&template_directory(root, dir), dir));
    let own = own.transpose()?.unwrap_or_default();
    let files =
        Templates::embedded().with(own).render(plan).map_err(|f| Failure::new(f.to_string()))?;
    Ok(files.into_iter().map(|f| FileWrite { path: f.path, bytes: f.text.into_bytes() }).collect())
}

/// Where a directory of templates is; the project need not be there yet.
fn template_directory(root: &Path, dir: &str) -> PathBuf {
    real(&root.join(dir))
}

/// A directory of templates that is not there.
#[must_use]
pub fn template_fault(plan: &Plan, root: &Path) -> Option<Fault> {
    let dir = plan.spec.project.template.as_deref()?;
    (!template_directory(root, dir).is_dir()).then(|| {
        Fault::new(
            SpecPath::default().key("project").key("template"),
            format!("there is no directory `{dir}`"),
            "The project is made with the templates in that directory; without them its files would \
             change back to those of ecaforge.",
            "write the path from the project to the directory, or take the key out",
        )
    })
}

/// The templates in a directory, by path below it.
fn own_templates(dir: &Path, shown: &str) -> Result<Vec<(String, String)>, Failure> {
    let mut all = Vec::new();
    for entry in WalkDir::new(dir).sort_by_file_name() {
        let entry =
            entry.map_err(|fault| Failure::new(format!("cannot read templates: {fault}")))?;
        let Ok(path) = entry.path().strip_prefix(dir) else { continue };
        if !entry.file_type().is_file() {
            continue;
        }
        let parts: Vec<_> = path.iter().map(|part| part.to_string_lossy()).collect();
        let text = fs::read_to_string(entry.path()).map_err(|fault| {
            Failure::new(format!("cannot read the template {shown}/{}: {fault}", parts.join("/")))
        })?;
        all.push((parts.join("/"), text));
    }
    Ok(all)
}
