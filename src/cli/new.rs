//! `ecaforge new`.

mod add;
mod answer;
mod args;
mod certificate;
mod foreign;
mod kept;
mod key_pair;
mod report;
mod spec;

pub(super) use add::run as add;
pub(super) use args::{AddArgs, Flags, NewArgs};

use std::collections::HashSet;
use std::fs;
use std::path::Path;

use key_pair::NewKey;
use walkdir::WalkDir;

use super::{Exit, Failure};
use crate::check::{Checker, Report};
use crate::diagnostic::Severity;
use crate::disk::{self, Compared, FileWrite, Status};
use crate::generate::{self, Plan, Templates};
use crate::project::{Files, LoadOptions, Scope, Workspace, load};
use crate::spec::SPEC_FILE;
use spec::Wanted;

/// Plans a project, checks it in memory together with what is there, and writes it.
///
/// # Errors
/// If the answers give no project, the plan does not pass the check, or files are in the way.
pub(super) fn run(args: &NewArgs) -> Result<Exit, Failure> {
    let args = &Flags { dir: args.dir.clone(), ..args.flags.clone() };
    own_directory(&std::path::absolute(&args.dir)?, args)?;
    finish(args, &spec::gather(args)?)
}

/// Plans what is wanted, lays it over what is there, checks the whole, and writes it.
fn finish(args: &Flags, wanted: &Wanted) -> Result<Exit, Failure> {
    let plan = match generate::plan(&wanted.spec) {
        Ok(plan) => plan,
        Err(faults) => return Err(report::faults(wanted, &faults)),
    };
    let root = std::path::absolute(&args.dir)?;
    let mut files = render(&plan, args)?;
    let merged = kept::lay_over(&root, &plan, args, wanted.adds, &mut files)?;
    conclude(args, &plan, &files, &merged, wanted.key.as_ref(), None)
}

/// Checks the files as they would be, and shows or writes them. Errors that the project has already
/// stop nothing where all that is there stays but for what is added.
fn conclude(
    args: &Flags,
    plan: &Plan,
    files: &[FileWrite],
    merged: &HashSet<String>,
    key: Option<&NewKey>,
    foreign: Option<&report::Foreign>,
) -> Result<Exit, Failure> {
    let root = std::path::absolute(&args.dir)?;
    let mut compared =
        disk::compare(&root, files).map_err(|fault| Failure::new(fault.to_string()))?;
    for file in compared.iter_mut().filter(|file| merged.contains(&file.file.path)) {
        if let Status::Differs(bytes) = &mut file.status {
            file.status = Status::Changes(std::mem::take(bytes));
        }
    }
    let ours = files.iter().any(|file| file.path == SPEC_FILE);
    let (checked, workspace) = check(&root, files)?;
    if checked.summary.errors > 0 && !had_errors(&root, &checked, ours)? {
        return report::findings(args, &checked, &workspace);
    }
    let done = report::Outcome {
        args,
        plan,
        compared: &compared,
        report: &checked,
        workspace: &workspace,
        key: key.map(NewKey::path),
        foreign,
    };
    if args.dry_run || args.diff {
        return done.preview();
    }
    if !args.force && compared.iter().any(|file| matches!(file.status, Status::Differs(_))) {
        return done.conflict();
    }
    write(&root, &compared, key)?;
    done.written()
}

/// Whether a project of other making had every error before.
fn had_errors(root: &Path, planned: &Report, ours: bool) -> Result<bool, Failure> {
    if ours {
        return Ok(false);
    }
    let (before, _) = check(root, &[])?;
    let errors = |report: &Report| -> Vec<(&'static str, String)> {
        let errors = report.findings.iter().filter(|f| f.severity == Severity::Error);
        errors.map(|f| (f.rule, format!("{} {}", f.place.path, f.message))).collect()
    };
    let known = errors(&before);
    Ok(errors(planned).iter().all(|error| known.contains(error)))
}

/// Writes the private key and the files that are not there yet as they should be; all, or none.
fn write(root: &Path, compared: &[Compared<'_>], key: Option<&NewKey>) -> Result<(), Failure> {
    if let Some(key) = key {
        key.write()?;
    }
    let changed: Vec<&FileWrite> = changed(compared).collect();
    disk::write_below(root, &changed).map_err(|fault| {
        if let Some(key) = key {
            key.remove();
        }
        Failure::new(format!("nothing was written: {fault}"))
    })
}

fn render(plan: &Plan, args: &Flags) -> Result<Vec<FileWrite>, Failure> {
    let own = args.template.as_deref().map_or_else(|| Ok(Vec::new()), own_templates)?;
    let files =
        Templates::embedded().with(own).render(plan).map_err(|f| Failure::new(f.to_string()))?;
    Ok(files.into_iter().map(|f| FileWrite { path: f.path, bytes: f.text.into_bytes() }).collect())
}

/// The templates in a directory, by path below it.
fn own_templates(dir: &Path) -> Result<Vec<(String, String)>, Failure> {
    let shown = dir.display();
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

/// Refuses a directory with something in it that is not a project of this program.
fn own_directory(root: &Path, args: &Flags) -> Result<(), Failure> {
    let shown = args.dir.display();
    if root.exists() && !root.is_dir() {
        return Err(Failure::new(format!("{shown} is a file; name a directory")));
    }
    let Ok(mut entries) = fs::read_dir(root) else { return Ok(()) };
    // A repository without a commit is as good as empty.
    let filled = entries.any(|entry| entry.is_ok_and(|entry| entry.file_name() != ".git"));
    if filled && !args.force && !root.join(SPEC_FILE).is_file() {
        return Err(Failure::new(format!(
            "{shown} is not empty and holds no {SPEC_FILE}, so ecaforge did not make it; name \
             another directory, or add --force to put the project among those files"
        )));
    }
    Ok(())
}

/// What the checker says of the planned files over those on the disk.
fn check(root: &Path, planned: &[FileWrite]) -> Result<(Report, Workspace), Failure> {
    let mut files = Files::on_disk(std::env::current_dir()?);
    for file in planned {
        files.plan(&root.join(&file.path), Some(file.bytes.clone()));
    }
    let scope = Scope { paths: vec![root.to_path_buf()] };
    let workspace = load(&files, &scope, &LoadOptions::default())?;
    let report = Checker::new(super::environment::environment()).check(&workspace);
    Ok((report, workspace))
}

fn changed<'a>(compared: &'a [Compared<'a>]) -> impl Iterator<Item = &'a FileWrite> {
    compared.iter().filter(|file| file.status != Status::Unchanged).map(|file| file.file)
}
