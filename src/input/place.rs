//! Where a path leads.

use std::fs;
use std::path::{Path, PathBuf};

use super::ReadFault;

/// What marks the top of a repository.
const REPOSITORY: &str = ".git";
/// What marks the top of a project.
const PROJECTS: &[&str] = &["sfdx-project.json", "ecaforge.toml"];

/// The path without links. A link on the way from `trusted` is followed only if it stays in the
/// repository that it is in; outside of a repository, in the project; outside of both, in `trusted`.
///
/// # Errors
/// If nothing is there, or a link leads out.
pub(crate) fn resolve(path: &Path, trusted: &Path) -> Result<PathBuf, ReadFault> {
    let (path, trusted) = (absolute(path)?, absolute(trusted)?);
    let real = fs::canonicalize(&path).map_err(ReadFault::Io)?;
    let named: PathBuf = path.components().zip(trusted.components()).map_while(same).collect();
    let base = fs::canonicalize(&named).map_err(ReadFault::Io)?;
    let rest = path.strip_prefix(&named).unwrap_or(&path);
    if real == join(&base, rest) {
        return Ok(real);
    }
    // The directory of the first link: no part of its path is one that a stranger may have made.
    let mut place = base.clone();
    for part in rest {
        let next = place.join(part);
        if next.symlink_metadata().map_err(ReadFault::Io)?.is_symlink() {
            break;
        }
        place = next;
    }
    let alone = if named == trusted { base } else { place.clone() };
    let home = enclosing(&place).map_or(alone, Path::to_path_buf);
    if real.starts_with(home) { Ok(real) } else { Err(ReadFault::LeadsOut) }
}

/// The top of the repository around a place, else of the project.
#[must_use]
pub(crate) fn enclosing(place: &Path) -> Option<&Path> {
    let holds = |dir: &Path, name: &str| dir.join(name).symlink_metadata().is_ok();
    let repository = place.ancestors().find(|dir| holds(dir, REPOSITORY));
    let project = || place.ancestors().find(|dir| PROJECTS.iter().any(|name| holds(dir, name)));
    repository.or_else(project)
}

fn absolute(path: &Path) -> Result<PathBuf, ReadFault> {
    if path.is_absolute() {
        return Ok(path.to_path_buf());
    }
    std::env::current_dir().map(|cwd| cwd.join(path)).map_err(ReadFault::Io)
}

fn same<'a>(
    (one, other): (std::path::Component<'a>, std::path::Component<'a>),
) -> Option<std::path::Component<'a>> {
    (one == other).then_some(one)
}

/// Like [`Path::join`], without the separator that an empty rest would add.
fn join(base: &Path, rest: &Path) -> PathBuf {
    if rest.as_os_str().is_empty() { base.to_path_buf() } else { base.join(rest) }
}
