//! Calls of the git command in which nothing that a repository says can run a program.
//!
//! A repository may come from a stranger. Its configuration can name programs that git then runs:
//! a file system monitor, hooks, filters, pagers, signature checks, helpers of remotes. Each call
//! overrides these settings, and git does not take a directory that merely looks like a bare
//! repository for one.

use std::ffi::{OsStr, OsString};
use std::io;
use std::path::Path;
use std::process::{Command, Stdio};

/// Settings that name programs, or lead to a call of one, with the value that prevents it.
const OVERRIDES: &[(&str, &str)] = &[
    ("safe.bareRepository", "explicit"),
    ("core.fsmonitor", "false"),
    ("core.hooksPath", "/dev/null"),
    ("core.pager", "cat"),
    ("core.askPass", ""),
    ("credential.helper", ""),
    ("diff.external", ""),
    ("diff.ignoreSubmodules", "all"),
    ("submodule.recurse", "false"),
    ("log.showSignature", "false"),
];

/// A call of git in a directory.
pub(super) fn git(directory: &Path) -> Command {
    let overrides = OVERRIDES.iter().map(|(key, value)| (OsString::from(key), *value));
    with_settings(directory, overrides)
}

/// A call of git that reads files of the work tree: it also overrides the filters that the
/// repository itself sets. Those of the user and the system stay, since files may need them.
///
/// # Errors
/// If git cannot list its settings.
pub(super) fn git_reading_files(directory: &Path) -> Result<Command, GitFault> {
    let listing = ["config", "--show-scope", "-z", "--get-regexp", "^filter\\."];
    // The exit status is 1 where there is no such setting.
    let listing =
        git(directory).args(listing).stdin(Stdio::null()).output().map_err(GitFault::NotStarted)?;
    let overrides = OVERRIDES.iter().map(|(key, value)| (OsString::from(key), *value));
    let filters = filters_of_repository(&listing.stdout);
    let filters = filters.into_iter().flat_map(|filter| {
        [("clean", ""), ("smudge", ""), ("process", ""), ("required", "false")].map(
            |(key, value)| {
                let mut name = OsString::from("filter.");
                name.push(&filter);
                name.push(".");
                name.push(key);
                (name, value)
            },
        )
    });
    Ok(with_settings(directory, overrides.chain(filters)))
}

/// The names of the filters that the repository itself sets, from a list of
/// `<scope>\0<key>\n<value>\0`.
fn filters_of_repository(listing: &[u8]) -> Vec<OsString> {
    let mut fields = listing.split(|&byte| byte == 0);
    let mut names = Vec::new();
    while let (Some(scope), Some(setting)) = (fields.next(), fields.next()) {
        if matches!(scope, b"system" | b"global" | b"command") {
            continue;
        }
        let key = setting.split(|&byte| byte == b'\n').next().unwrap_or_default();
        let name = key.strip_prefix(b"filter.").and_then(|rest| {
            let end = rest.iter().rposition(|&byte| byte == b'.')?;
            rest.get(..end)
        });
        names.extend(name.map(os_string).filter(|name| !names.contains(name)));
    }
    names
}

#[cfg(unix)]
pub(super) fn os_string(bytes: &[u8]) -> OsString {
    use std::os::unix::ffi::OsStrExt;
    OsStr::from_bytes(bytes).to_owned()
}

#[cfg(not(unix))]
pub(super) fn os_string(bytes: &[u8]) -> OsString {
    OsString::from(String::from_utf8_lossy(bytes).into_owned())
}

/// A call of git with settings that win over those of every file.
fn with_settings<'a>(
    directory: &Path,
    settings: impl Iterator<Item = (OsString, &'a str)>,
) -> Command {
    let mut command = Command::new("git");
    command.arg("--no-pager").arg("-C").arg(directory);
    // Settings that the caller gave in the same way stay: ours follow them.
    let given = std::env::var("GIT_CONFIG_COUNT").ok();
    let mut count: usize = given.and_then(|count| count.trim().parse().ok()).unwrap_or_default();
    for (key, value) in settings {
        command.env(format!("GIT_CONFIG_KEY_{count}"), key);
        command.env(format!("GIT_CONFIG_VALUE_{count}"), OsStr::new(value));
        count += 1;
    }
    command.env("GIT_CONFIG_COUNT", count.to_string());
    command.env("GIT_OPTIONAL_LOCKS", "0");
    // Nothing is fetched: an object that is not here is missing.
    command.env("GIT_NO_LAZY_FETCH", "1").env("GIT_ALLOW_PROTOCOL", "none");
    command.env("GIT_TERMINAL_PROMPT", "0");
    command
}

/// Why a call of git gave nothing.
#[derive(Debug, thiserror::Error)]
pub(super) enum GitFault {
    /// It did not start.
    #[error("the git command does not start: {0}")]
    NotStarted(#[source] io::Error),
    /// It failed, and said this first.
    #[error("{0}")]
    Failed(String),
}

/// The standard output of a call.
///
/// # Errors
/// If git does not start or fails.
pub(super) fn output(command: &mut Command) -> Result<Vec<u8>, GitFault> {
    let output = command.stdin(Stdio::null()).output().map_err(GitFault::NotStarted)?;
    if output.status.success() {
        return Ok(output.stdout);
    }
    let message = String::from_utf8_lossy(&output.stderr);
    let line = message.trim().trim_start_matches("fatal: ").lines().next();
    Err(GitFault::Failed(line.unwrap_or("failed").to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn filters_of_the_repository_are_told_from_those_of_the_user() {
        let listing = b"global\0filter.lfs.clean\ngit-lfs clean\0local\0filter.a.b=c.clean\nx\0\
                        worktree\0filter.d.process\ny\nz\0local\0filter.d.required\ntrue\0";
        let names = filters_of_repository(listing);
        assert_eq!(names, ["a.b=c", "d"].map(OsString::from));
    }
}
