//! `ecaforge new`.

mod add;
mod answer;
mod args;
mod certificate;
mod foreign;
mod kept;
mod key_pair;
mod purpose;
mod push;
mod questions;
mod record;
mod report;
mod set;
mod spec;

pub(super) use add::run as add;
pub(super) use args::{AddArgs, Flags, NewArgs};

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};

use key_pair::NewKey;
use walkdir::{DirEntry, WalkDir};

use super::{Exit, Failure, interrupt, recovery};
use crate::check::Report;
use crate::diagnostic::Severity;
use crate::disk::{self, Compared, FileWrite, Status};
use crate::generate::{self, Plan, PlannedFile, Templates};
use crate::project::{Files, Scope, Workspace};
use crate::review::{Request, review};
use crate::spec::{Fault, SPEC_FILE, SpecPath};
use spec::Wanted;

/// Plans a project, checks it in memory together with what is there, and writes it.
///
/// # Errors
/// If the answers give no project, the plan does not pass the check, or files are in the way.
pub(super) fn run(args: &NewArgs) -> Result<Exit, Failure> {
    let args = &Flags { dir: args.dir.clone(), ..args.flags.clone() };
    let root = std::path::absolute(&args.dir)?;
    recover(&root, args)?;
    own_directory(&root, args)?;
    finish(args, &spec::gather(args)?)
}

/// Plans what is wanted, lays it over what is there, checks the whole, and writes it.
fn finish(args: &Flags, wanted: &Wanted) -> Result<Exit, Failure> {
    let plan = match generate::plan(&wanted.spec) {
        Ok(plan) => plan,
        Err(faults) => return Err(report::faults(wanted, &faults)),
    };
    let root = std::path::absolute(&args.dir)?;
    if let Some(fault) = template_fault(&plan, &root) {
        return Err(report::faults(wanted, &[fault]));
    }
    let files = kept::lay_over(&root, &plan, args, wanted.adds, render(&plan, &root)?)?;
    settle(args, &plan, &files, wanted.key.as_ref(), None)
}

/// Does the same for files which hold all that is in those that they replace.
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
        disk::compare(&root, files.to_vec()).map_err(|fault| Failure::new(fault.to_string()))?;
    for file in compared.iter_mut().filter(|file| merged.contains(&file.path)) {
        if let Status::Differs(bytes) = &mut file.status {
            file.status = Status::Changes(std::mem::take(bytes));
        }
    }
    settle(args, plan, &compared, key, foreign)
}

/// Checks the files as they would be, and shows or writes them. Errors that the project has already
/// stop nothing where all that is there stays but for what is added.
fn settle(
    args: &Flags,
    plan: &Plan,
    compared: &[Compared],
    key: Option<&NewKey>,
    foreign: Option<&report::Foreign>,
) -> Result<Exit, Failure> {
    let root = std::path::absolute(&args.dir)?;
    let ours = compared.iter().any(|file| file.path == SPEC_FILE);
    let (checked, workspace) = check(&root, compared)?;
    let known = || -> Result<bool, Failure> {
        Ok(only_in_stale_files(&root, &checked, compared)? || had_errors(&root, &checked, ours)?)
    };
    if checked.summary.errors > 0 && !known()? {
        let own = own_outputs(plan, &root, &checked)?;
        return report::findings(args, &checked, &workspace, &own);
    }
    let done = report::Outcome {
        args,
        plan,
        compared,
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
    interrupt::hold(|| write(&root, compared, key))?;
    done.written()
}

/// Finishes what an interrupted run began; a run that writes nothing only tells of it.
fn recover(root: &Path, args: &Flags) -> Result<(), Failure> {
    if args.dry_run || args.diff {
        recovery::tell(root, &args.dir);
        return Ok(());
    }
    recovery::finish(root, &args.dir)
}

/// Whether all errors are in files that are not made any more and only stay because of the edits in
/// them.
fn only_in_stale_files(
    root: &Path,
    report: &Report,
    compared: &[Compared],
) -> Result<bool, Failure> {
    let files = Files::on_disk(std::env::current_dir()?);
    let stale = compared.iter().filter(|file| file.status == Status::Stale);
    let stale: HashSet<String> = stale.map(|file| files.display(&root.join(&file.path))).collect();
    let mut errors = report.findings.iter().filter(|f| f.severity == Severity::Error);
    Ok(errors.all(|error| stale.contains(&*error.place.path)))
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
fn write(root: &Path, compared: &[Compared], key: Option<&NewKey>) -> Result<(), Failure> {
    if let Some(key) = key {
        key.write()?;
    }
    let steps = compared.iter().filter_map(Compared::step).collect();
    disk::write_below(root, steps).map_err(|fault| {
        if let Some(key) = key {
            key.remove();
        }
        Failure::new(format!("nothing was written: {fault}"))
    })
}

fn render(plan: &Plan, root: &Path) -> Result<Vec<FileWrite>, Failure> {
    let files = rendered(plan, root)?.into_iter();
    Ok(files.map(|f| FileWrite { path: f.path, bytes: f.text.into_bytes() }).collect())
}

/// The files with errors that templates of the user's own give: each with its template.
fn own_outputs(
    plan: &Plan,
    root: &Path,
    report: &Report,
) -> Result<Vec<(String, String)>, Failure> {
    if plan.spec.project.template.is_none() {
        return Ok(Vec::new());
    }
    let files = Files::on_disk(std::env::current_dir()?);
    let errors = report.findings.iter().filter(|f| f.severity == Severity::Error);
    let wrong: HashSet<&str> = errors.map(|error| &*error.place.path).collect();
    let own = rendered(plan, root)?.into_iter().filter_map(|file| {
        let shown = files.display(&root.join(&file.path));
        file.template.filter(|_| wrong.contains(&*shown)).map(|template| (shown, template))
    });
    Ok(own.collect())
}

fn rendered(plan: &Plan, root: &Path) -> Result<Vec<PlannedFile>, Failure> {
    let dir = plan.spec.project.template.as_deref();
    let own = dir.map(|dir| own_templates(&template_directory(root, dir), dir));
    let own = own.transpose()?.unwrap_or_default();
    Templates::embedded().with(own).render(plan).map_err(|f| Failure::new(f.to_string()))
}

/// Where a directory of templates is; the project need not be there yet.
fn template_directory(root: &Path, dir: &str) -> PathBuf {
    key_pair::real(&root.join(dir))
}

/// A directory of templates that is not there.
fn template_fault(plan: &Plan, root: &Path) -> Option<Fault> {
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
        let entry =
            entry.map_err(|fault| Failure::new(format!("cannot read templates: {fault}")))?;
        let Ok(path) = entry.path().strip_prefix(dir) else { continue };
        if entry.depth() > 0 && entry.path_is_symlink() {
            let name = path.display();
            return Err(Failure::new(format!(
                "the template {shown}/{name} is a link, which means another file on each machine; \
                 put the file itself there"
            )));
        }
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
    if root.is_symlink() && !root.exists() {
        return Err(Failure::new(format!("{shown} is a link to nothing; name a directory")));
    }
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

/// What the checker says of the project as it would be.
fn check(root: &Path, planned: &[Compared]) -> Result<(Report, Workspace), Failure> {
    let mut files = Files::on_disk(std::env::current_dir()?);
    for file in planned.iter().filter(|file| file.status != Status::Stale) {
        let gone = matches!(file.status, Status::Deletes(_));
        files.plan(&root.join(&file.path), (!gone).then(|| file.new.clone()));
    }
    let request = Request {
        scope: Scope { paths: vec![root.to_path_buf()] },
        environment: super::environment::environment(),
        ..Request::default()
    };
    let review = review(&files, &request)?;
    Ok((review.report, review.workspace))
}
