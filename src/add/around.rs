//! The files around a new app that a new project would have: `.forceignore`, the manifests, the list
//! of variables. What is there stays, and only what is missing is added.

use std::path::Path;

use super::manifests::{self, Member};
use super::sfdx;
use crate::disk::FileWrite;
use crate::generate::PACKAGE_DIRECTORY;
use crate::input::{self, MAX_TEXT_BYTES};
use crate::project::{FORCEIGNORE, Project};
use crate::rules::fixes::line_end;

/// The manifest of a new project, and the one of what no package contains.
const MANIFESTS: [&str; 2] = ["manifest/package.xml", "manifest/unpackaged.xml"];
/// The list of variables of a new project, and the file that keeps their values.
const EXAMPLE: &str = ".env.example";
const VALUES: &str = ".env";
const GITIGNORE: &str = ".gitignore";

/// A new app in a project.
pub(super) struct Around<'a> {
    pub(super) project: &'a Project,
    /// What a new project with the app would have.
    pub(super) fresh: &'a [FileWrite],
    /// The package directory of the app.
    pub(super) directory: &'a str,
    pub(super) members: &'a [Member],
    /// Path in a new project, and path here.
    pub(super) moved: &'a [(String, String)],
}

impl Around<'_> {
    fn fresh(&self, path: &str) -> Option<String> {
        let file = self.fresh.iter().find(|file| file.path == path)?;
        String::from_utf8(file.bytes.clone()).ok()
    }

    /// The manifests, with the members of the app; `named` are those that have them already.
    ///
    /// # Errors
    /// If one of them cannot be read.
    pub(super) fn manifests(&self, named: &[String]) -> Result<Vec<FileWrite>, String> {
        let mut all = Vec::new();
        for path in MANIFESTS {
            let Some(fresh) = self.fresh(path).filter(|_| !named.iter().any(|it| it == path))
            else {
                continue;
            };
            let is_unpackaged = path == MANIFESTS[1];
            let members = self.members.iter().filter(|it| !is_unpackaged || !it.in_package);
            let text = match text(&self.project.root, path)? {
                Some(text) => manifests::with_all(path, &text, members),
                None => Some(fresh),
            };
            all.extend(text.map(|text| FileWrite { path: path.into(), bytes: text.into_bytes() }));
        }
        Ok(all)
    }

    /// `.forceignore` with the lines that keep files out of the package which fail its build.
    ///
    /// # Errors
    /// If it cannot be read.
    pub(super) fn forceignore(&self) -> Result<Option<FileWrite>, String> {
        let start = format!("{PACKAGE_DIRECTORY}/**/");
        let fresh = self.fresh(FORCEIGNORE).unwrap_or_default();
        let lines = fresh.lines().filter_map(|line| line.strip_prefix(&start));
        let lines: Vec<String> =
            lines.map(|ending| format!("{}/**/{ending}", self.directory)).collect();
        lines_in(&self.project.root, FORCEIGNORE, &lines)
    }

    /// The list of variables, where the project has none, and `.gitignore` with the file of values.
    ///
    /// # Errors
    /// If one of them cannot be read.
    pub(super) fn variables(&self) -> Result<Vec<FileWrite>, String> {
        let has_own =
            sfdx::EXAMPLES.iter().any(|path| input::is_there(&self.project.root.join(path)));
        let Some(mut example) = self.fresh(EXAMPLE).filter(|_| !has_own) else {
            return Ok(Vec::new());
        };
        for (fresh, here) in self.moved {
            example = example.replace(fresh.as_str(), here);
        }
        let mut all = vec![FileWrite { path: EXAMPLE.into(), bytes: example.into_bytes() }];
        let ignored = text(&self.project.root, GITIGNORE)?.is_some_and(|text| {
            let patterns = text.lines().map(|line| line.trim().trim_start_matches("**/"));
            let mut patterns = patterns.map(|line| line.trim_start_matches('/'));
            patterns.any(|line| [VALUES, ".env*", "*.env"].contains(&line))
        });
        if !ignored {
            all.extend(lines_in(&self.project.root, GITIGNORE, &[VALUES.to_owned()])?);
        }
        Ok(all)
    }
}

/// The text of a file; none where it is not there.
fn text(root: &Path, path: &str) -> Result<Option<String>, String> {
    let place = root.join(path);
    if !input::is_there(&place) {
        return Ok(None);
    }
    let text = input::text(&place, root, MAX_TEXT_BYTES);
    text.map(Some).map_err(|fault| format!("{path} must change and cannot be read: {fault}"))
}

/// The file with the lines that it does not have yet; none where it has them all.
fn lines_in(root: &Path, path: &str, lines: &[String]) -> Result<Option<FileWrite>, String> {
    let text = text(root, path)?.unwrap_or_default();
    let missing: Vec<&String> =
        lines.iter().filter(|line| !text.lines().any(|it| it.trim() == **line)).collect();
    if missing.is_empty() {
        return Ok(None);
    }
    let end = line_end(&text);
    let gap = if text.is_empty() || text.ends_with('\n') { "" } else { end };
    let more: String = missing.into_iter().flat_map(|line| [line.as_str(), end]).collect();
    let bytes = format!("{text}{gap}{more}").into_bytes();
    Ok(Some(FileWrite { path: path.to_owned(), bytes }))
}
