//! Files that share settings: `extends = "path"`.
//!
//! A repository may come from a stranger, and so may the paths in its configuration. Only TOML files
//! of the same repository are read, each of them to a limited depth, and no more than a few.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::read::{self, Reader};
use super::{Config, ConfigFile};
use crate::project::Files;

/// How many files may extend each other in a row.
const DEEPEST: usize = 8;
/// How many files a configuration may consist of.
const MOST: usize = 32;
/// How the names of such files end.
const ENDING: &str = "toml";
/// How the names of baselines end.
const BASELINE_ENDING: &str = "json";

/// Reads a file, and the files that it extends.
pub(super) fn read(files: &Files, path: &Path, now: i64) -> Config {
    let path = files.absolute(path);
    let (home, is_repository) = home(files, &path);
    let mut walk = Walk { files, now, home, is_repository, row: vec![path.clone()], count: 1 };
    let mut reader = read::read(files, &path, now);
    let base = walk.bases(&mut reader);
    walk.baseline(&mut reader);
    let Reader { file, config, .. } = reader;
    let mut config = over(config, base);
    config.file = Some(file);
    config
}

/// The directory that no file may lie outside of: the top of the repository. Without a repository, the
/// working directory, which the caller chose, if the file is below it; else the directory of the file.
fn home(files: &Files, path: &Path) -> (PathBuf, bool) {
    let dir = path.parent().unwrap_or(path);
    let top = dir.ancestors().find(|dir| files.is_there(&dir.join(".git")));
    let alone = if dir.starts_with(files.cwd()) { files.cwd() } else { dir };
    (top.unwrap_or(alone).to_path_buf(), top.is_some())
}

struct Walk<'a> {
    files: &'a Files,
    now: i64,
    home: PathBuf,
    is_repository: bool,
    /// The files that are being read, each extended by the one before it.
    row: Vec<PathBuf>,
    /// How many were read.
    count: usize,
}

impl Walk<'_> {
    /// What the files say that a file extends. A later one comes before an earlier one.
    fn bases(&mut self, reader: &mut Reader) -> Config {
        let mut all = Config::default();
        for (name, span) in std::mem::take(&mut reader.extends) {
            match self.target(&reader.file.directory, &name) {
                Ok(path) => {
                    let config = self.one(path);
                    all = over(config, all);
                }
                Err((message, help)) => reader.fault(span, &message, help),
            }
        }
        all
    }

    fn one(&mut self, path: PathBuf) -> Config {
        self.count += 1;
        let mut reader = read::read(self.files, &path, self.now);
        self.row.push(path);
        let base = self.bases(&mut reader);
        self.baseline(&mut reader);
        self.row.pop();
        let Reader { file, config, .. } = reader;
        let mut config = over(config, base);
        config.extended.insert(0, file);
        config
    }

    /// Notes the baseline that a file names, unless it lies outside of the repository.
    fn baseline(&self, reader: &mut Reader) {
        let Some((name, span)) = reader.baseline.take() else { return };
        let path = Path::new(&name);
        let is_json = path.extension().is_some_and(|end| end == BASELINE_ENDING);
        let is_elsewhere = path.has_root() || name.contains("://") || name.starts_with('~');
        let help = "write the path from this file to the baseline, such as \
                    `ecaforge-baseline.json`";
        if !is_json || is_elsewhere || name.contains('\\') {
            let message = "`baseline` takes a path with `/` from this file to one whose name ends \
                           in `.json`";
            return reader.fault(span, message, help);
        }
        let target = self.files.absolute(&reader.file.directory.join(path));
        if !target.starts_with(&self.home) {
            let around = if self.is_repository { "repository" } else { "directory of the check" };
            let message = format!("`baseline` names a file outside of the {around}");
            return reader.fault(span, &message, help);
        }
        reader.config.baseline = Some(target);
    }

    /// The file that is meant, or why it is not read.
    fn target(&self, directory: &Path, name: &str) -> Result<PathBuf, (String, &'static str)> {
        let no = |message: &str, help: &'static str| Err((message.to_owned(), help));
        let path = Path::new(name);
        let is_toml = path.extension().is_some_and(|end| end == ENDING);
        if !is_toml || name.contains('\\') {
            return no(
                "`extends` takes a path with `/` to a file whose name ends in `.toml`",
                "write the path from this file to the shared one, such as `../shared/ecaforge.toml`",
            );
        }
        if path.has_root() || name.contains("://") || name.starts_with('~') {
            return no(
                "`extends` takes a path from this file, and this is none",
                "write the path from this file to the shared one, such as `../shared/ecaforge.toml`",
            );
        }
        let target = self.files.absolute(&directory.join(path));
        if !target.starts_with(&self.home) && !self.is_repository {
            return no(
                "`extends` names a file outside of the directory that is checked",
                "run the check in the directory that has both files, or make that a git repository",
            );
        }
        if !target.starts_with(&self.home) {
            return no(
                "`extends` names a file outside of the repository",
                "copy the shared file into the repository: a check reads no other files",
            );
        }
        if self.row.contains(&target) {
            return no(
                "`extends` names a file that extends this one, or this file itself",
                "remove one of the two references",
            );
        }
        if self.row.len() >= DEEPEST || self.count >= MOST {
            return no(
                "too many files extend each other",
                "put the shared settings into fewer files",
            );
        }
        if !self.files.is_there(&target) {
            return no(
                "`extends` names a file that is not there",
                "correct the path: it starts at the directory of this file",
            );
        }
        Ok(target)
    }
}

/// The settings of a file over those of the files that it extends.
fn over(own: Config, base: Config) -> Config {
    let Config { mut rules, mut rule_places, mut places, mut ignores, mut findings, .. } = base;
    for id in own.rules.keys() {
        rule_places.remove(id);
    }
    rules.extend(own.rules);
    rule_places.extend(own.rule_places);
    places.extend(own.places);
    ignores.extend(own.ignores);
    findings.extend(own.findings);
    let extended: Vec<ConfigFile> = own.extended.into_iter().chain(base.extended).collect();
    let policy = Arc::unwrap_or_clone(own.policy).or(Arc::unwrap_or_clone(base.policy));
    Config {
        file: own.file,
        extended,
        profile: own.profile.or(base.profile),
        fail_on: own.fail_on.or(base.fail_on),
        api_version: own.api_version.or(base.api_version),
        baseline: own.baseline.or(base.baseline),
        rules,
        rule_places,
        places,
        policy: Arc::new(policy),
        ignores,
        is_of_check: own.is_of_check,
        findings,
    }
}
