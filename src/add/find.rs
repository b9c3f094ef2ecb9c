//! The project that the working directory belongs to.

use std::path::{Path, PathBuf};

use super::Existing;
use crate::disk::is_interrupted;
use crate::failure::Failure;
use crate::input::{self, MAX_FILE_BYTES};
use crate::json;
use crate::project::{self, Files, LoadOptions, ProjectKind, SFDX_PROJECT, Scope, load};
use crate::spec::SPEC_FILE;

/// Finds the project that a directory belongs to: the nearest one above, or files of apps that stand
/// outside of any. `app` says which app is meant.
///
/// # Errors
/// If there is none, or several are meant.
pub fn find(cwd: &Path, app: Option<&str>, is_new: bool) -> Result<PathBuf, Failure> {
    let holds = |name: &str| {
        let mut above = cwd.ancestors();
        above.find(|dir| input::is_there(&dir.join(name))).map(Path::to_path_buf)
    };
    // A project of which an interrupted run wrote neither yet.
    let interrupted = || cwd.ancestors().find(|dir| is_interrupted(dir)).map(Path::to_path_buf);
    let Some(made) = holds(SFDX_PROJECT).or_else(|| holds(SPEC_FILE)).or_else(interrupted) else {
        return match outside(cwd, vec![cwd.to_path_buf()], app)? {
            Some(root) => Ok(root),
            None => Err(nowhere(cwd)?),
        };
    };
    if !input::is_there(&made.join(SPEC_FILE)) {
        sound(&made)?;
    }
    if cwd != made
        && let Some(root) = outside(&made, vec![cwd.to_path_buf()], app)?
    {
        return Ok(root);
    }
    if is_new || input::is_there(&made.join(SPEC_FILE)) || Existing::read(&made)?.has_app(app) {
        return Ok(made);
    }
    let folders = input::entries(&made)?.into_iter();
    let folders = folders.filter(|path| path.is_dir() && !is_left_out(path)).collect();
    Ok(outside(&made, folders, app)?.unwrap_or(made))
}

/// Refuses a project whose file cannot be read: where its parts are would be guessed.
fn sound(root: &Path) -> Result<(), Failure> {
    let path = root.join(SFDX_PROJECT);
    let fault = match input::text(&path, root, MAX_FILE_BYTES) {
        Err(_) if !input::is_there(&path) => return Ok(()),
        Err(fault) => fault.to_string(),
        Ok(text) => match json::parse(&text) {
            Ok(_) => return Ok(()),
            Err(fault) => fault.message,
        },
    };
    Err(Failure::caused(
        format!(
            "{SFDX_PROJECT} cannot be read: {fault}; fix it first; `ecaforge check` shows where"
        ),
        fault,
    ))
}

/// Says that there is no project here, and which ones are below.
fn nowhere(cwd: &Path) -> Result<Failure, Failure> {
    let files = Files::on_disk(cwd);
    let workspace = load(&files, &Scope { paths: vec![cwd.to_owned()] }, &LoadOptions::default())?;
    let below = workspace.projects.iter().filter(|project| project.kind == ProjectKind::Sfdx);
    let below: Vec<&str> = below.map(|project| project.shown_root.as_str()).collect();
    Ok(Failure::new(if below.is_empty() {
        format!(
            "no {SFDX_PROJECT} here or above, and no app below; run add inside a project, or make one \
             with new"
        )
    } else {
        format!(
            "no {SFDX_PROJECT} here or above; run add inside a project below: {}",
            below.join(", ")
        )
    }))
}

fn is_left_out(path: &Path) -> bool {
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    project::is_left_out(name)
}

/// The one root of apps in those folders that no Salesforce DX project deploys.
fn outside(
    base: &Path,
    folders: Vec<PathBuf>,
    app: Option<&str>,
) -> Result<Option<PathBuf>, Failure> {
    let files = Files::on_disk(base);
    let workspace = load(&files, &Scope { paths: folders }, &LoadOptions::default())?;
    let mut found = workspace.projects.iter().filter(|project| {
        let meant = |name: &str| app.is_none_or(|app| app.eq_ignore_ascii_case(name));
        let mut apps = project.apps.iter().filter(|app| app.header.is_some());
        project.kind != ProjectKind::Sfdx && apps.any(|app| meant(&app.name))
    });
    let Some(first) = found.next() else { return Ok(None) };
    let others: Vec<&str> = found.map(|project| project.shown_root.as_str()).collect();
    if others.is_empty() {
        return Ok(Some(first.root.clone()));
    }
    Err(Failure::new(format!(
        "there are apps in several places: {}, {}; run add in one of them, or say with --app which \
         app is meant",
        first.shown_root,
        others.join(", ")
    )))
}
