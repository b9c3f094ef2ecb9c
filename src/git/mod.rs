//! Layer 3: what the git command tells of a project.

mod changes;
mod command;

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Stdio;

pub use changes::Changes;

use command::{GitFault, git, os_string, output};

use crate::config::{Config, FILE_NAME};
use crate::failure::Failure;
use crate::input::MAX_FILE_BYTES;
use crate::project::{Candidate, FORCEIGNORE, Files, PACKAGE_MANIFEST, SFDX_PROJECT, classify};

/// Most bytes that are read of a revision.
const MOST_BYTES: u64 = 256 * 1024 * 1024;

/// A repository at a revision.
#[derive(Debug)]
pub struct Repository {
    root: PathBuf,
    revision: String,
    written: String,
}

impl Repository {
    /// The repository around `cwd`, and the commit that `written` names.
    ///
    /// # Errors
    /// If there is none of either, or git cannot be asked.
    pub fn open(cwd: &Path, written: &str) -> Result<Self, Failure> {
        let root = run(cwd, &["rev-parse", "--show-toplevel"]).map_err(|why| {
            Failure::caused(
                format!(
                    "--since needs a git repository, and {} is in none that git can read ({why})",
                    cwd.display()
                ),
                why,
            )
        })?;
        let root = PathBuf::from(os_string(root.trim_ascii_end()));
        if !encloses(&root, cwd) {
            return Err(Failure::new(format!(
                "the git repository at {} has its work tree elsewhere, in {}: --since would compare \
                 files that are not below it",
                cwd.display(),
                root.display()
            )));
        }
        let commit = format!("{written}^{{commit}}");
        let revision = run(&root, &["rev-parse", "--verify", "--end-of-options", &commit])
            .map_err(|why| {
                let message = format!(
                    "git knows no revision `{written}` in {}; a shallow clone has only the newest \
                     ones: fetch more of the history",
                    root.display()
                );
                Failure::caused(message, why)
            })?;
        let revision = String::from_utf8_lossy(&revision).trim().to_owned();
        Ok(Self { root, revision, written: written.to_owned() })
    }

    /// The files of the revision that a check looks at, in their places, with the baselines that
    /// configurations name; `also` are more. What is too long to be one is omitted.
    ///
    /// # Errors
    /// If git cannot be asked.
    pub fn files(&self, cwd: &Path, also: &[&Path]) -> Result<Files, Failure> {
        let listing = self.run(&["ls-tree", "-r", "-l", "-z", "--full-tree", &self.revision])?;
        let none: [(&str, Vec<u8>); 0] = [];
        let mut files = Files::in_memory(none).seen_from(cwd);
        // What a configuration may extend ends at the top of the repository.
        files.plan(&self.root.join(".git"), Some(Vec::new()));
        let (mut wanted, mut total) = (Vec::new(), 0);
        let mut others = BTreeMap::new();
        for line in listing.split(|&byte| byte == 0) {
            let Some(tab) = line.iter().position(|&byte| byte == b'\t') else { continue };
            let (meta, path) = line.split_at(tab);
            let meta = String::from_utf8_lossy(meta);
            let mut meta = meta.split_ascii_whitespace();
            let (mode, object) = (meta.next().unwrap_or_default(), meta.nth(1).unwrap_or_default());
            let size: u64 = meta.next().and_then(|size| size.parse().ok()).unwrap_or_default();
            let path = self.root.join(os_string(&path[1..]));
            let is_named = also.contains(&path.as_path());
            match if is_named { Part::Content } else { wanted_part(&path) } {
                // Links are not followed, and submodules are other repositories.
                _ if !mode.starts_with("100") => {}
                Part::Nothing if is_json(&path) && size <= MAX_FILE_BYTES => {
                    others.insert(path, (object.to_owned(), size));
                }
                Part::Nothing => {}
                Part::Name => files.plan(&path, Some(Vec::new())),
                Part::Content if size > MAX_FILE_BYTES => {}
                Part::Content => {
                    total += size;
                    wanted.push((path, object.to_owned()));
                }
            }
        }
        self.limited(total)?;
        for (path, bytes) in self.contents(wanted)? {
            files.plan(&path, Some(bytes));
        }
        let mut baselines = Vec::new();
        for path in baselines_of(&files) {
            if let Some((object, size)) = others.remove(&path) {
                total += size;
                baselines.push((path, object));
            }
        }
        self.limited(total)?;
        for (path, bytes) in self.contents(baselines)? {
            files.plan(&path, Some(bytes));
        }
        Ok(files)
    }

    fn limited(&self, total: u64) -> Result<(), Failure> {
        if total <= MOST_BYTES {
            return Ok(());
        }
        Err(Failure::new(format!(
            "the files of `{}` that a check reads have more than {} MiB",
            self.written,
            MOST_BYTES / 1024 / 1024
        )))
    }

    fn contents(&self, wanted: Vec<(PathBuf, String)>) -> Result<Vec<(PathBuf, Vec<u8>)>, Failure> {
        if wanted.is_empty() {
            return Ok(Vec::new());
        }
        let mut child = git(&self.root)
            .args(["cat-file", "--batch"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()?;
        let mut input = child.stdin.take();
        let objects: String =
            wanted.iter().flat_map(|(_, object)| [object.as_str(), "\n"]).collect();
        // Written beside the reading: both pipes are short.
        let writer = std::thread::spawn(move || {
            input.as_mut().map_or(Ok(()), |input| input.write_all(objects.as_bytes()))
        });
        let output = child.wait_with_output()?;
        let written = writer.join().is_ok_and(|done| done.is_ok());
        let contents = read_batch(&output.stdout, wanted);
        match contents {
            Some(contents) if written && output.status.success() => Ok(contents),
            _ => {
                let message = format!("git could not read the files of `{}`", self.written);
                Err(Failure::new(message))
            }
        }
    }

    fn run(&self, args: &[&str]) -> Result<Vec<u8>, Failure> {
        run(&self.root, args).map_err(|why| {
            Failure::caused(format!("git {}: {why}", args.first().unwrap_or(&"")), why)
        })
    }
}

enum Part {
    Content,
    Name,
    Nothing,
}

/// What a check wants to know of a file.
fn wanted_part(path: &Path) -> Part {
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    if matches!(name, FILE_NAME | SFDX_PROJECT | FORCEIGNORE | PACKAGE_MANIFEST) {
        return Part::Content;
    }
    // A configuration may extend any of them.
    if has_ending(path, "toml") {
        return Part::Content;
    }
    let folder = path.parent().and_then(Path::file_name).and_then(|name| name.to_str());
    match (classify(path), folder) {
        (Candidate::Metadata(..) | Candidate::Odd, _) => Part::Content,
        (_, Some("manifest" | "config")) if is_xml_or_json(path) => Part::Content,
        (Candidate::Named(..), _) => Part::Name,
        (Candidate::Unrelated, _) => Part::Nothing,
    }
}

/// The baselines that configurations name.
fn baselines_of(files: &Files) -> Vec<PathBuf> {
    let key = b"baseline";
    let has_key = |bytes: &Vec<u8>| bytes.windows(key.len()).any(|part| part == key);
    let planned = files.planned().filter(|(path, _)| has_ending(path, "toml"));
    let named = planned.filter(|(_, bytes)| bytes.as_ref().is_some_and(has_key));
    named.filter_map(|(path, _)| Config::read(files, path, 0).baseline).collect()
}

fn has_ending(path: &Path, ending: &str) -> bool {
    path.extension().is_some_and(|extension| extension == ending)
}

fn is_json(path: &Path) -> bool {
    has_ending(path, "json")
}

fn is_xml_or_json(path: &Path) -> bool {
    has_ending(path, "xml") || is_json(path)
}

/// Reads `<object> <type> <size>\n<bytes>\n` for each wanted file.
fn read_batch(mut out: &[u8], wanted: Vec<(PathBuf, String)>) -> Option<Vec<(PathBuf, Vec<u8>)>> {
    let mut files = Vec::new();
    for (path, _) in wanted {
        let end = out.iter().position(|&byte| byte == b'\n')?;
        let header = String::from_utf8_lossy(&out[..end]).into_owned();
        let size: usize = header.rsplit(' ').next()?.parse().ok()?;
        let from = end + 1;
        files.push((path, out.get(from..from + size)?.to_vec()));
        out = out.get(from + size + 1..)?;
    }
    Some(files)
}

/// Whether `cwd` is `root` or below it, links resolved.
fn encloses(root: &Path, cwd: &Path) -> bool {
    match (root.canonicalize(), cwd.canonicalize()) {
        (Ok(root), Ok(cwd)) => cwd.starts_with(root),
        _ => false,
    }
}

/// How many commits that changed a file are looked through.
const LONGEST_HISTORY: usize = 100;

/// What a file held when it was last staged or committed as `wanted` tells; none where git does not
/// know.
pub fn version(directory: &Path, path: &str, wanted: impl Fn(&[u8]) -> bool) -> Option<Vec<u8>> {
    let local = |args: &[&str]| run(directory, args).ok();
    let count = format!("-{LONGEST_HISTORY}");
    let commits = local(&["--literal-pathspecs", "log", &count, "--format=%H", "--", path]);
    let commits = String::from_utf8_lossy(&commits.unwrap_or_default()).into_owned();
    let held = [""].into_iter().chain(commits.lines());
    let read = |revision: &str| local(&["cat-file", "blob", &format!("{revision}:./{path}")]);
    held.filter_map(read).find(|bytes| wanted(bytes))
}

/// The files below a directory that a sparse checkout omits, as paths from there with `/`. None where
/// there is no repository or its checkout is whole.
///
/// # Errors
/// If the checkout is sparse and git does not list its files.
pub fn left_out(directory: &Path) -> Result<Vec<String>, Failure> {
    let sparse = run(directory, &["config", "--get", "--bool", "core.sparseCheckout"]);
    if !sparse.is_ok_and(|on| on.starts_with(b"true")) {
        return Ok(Vec::new());
    }
    let listing = match run(directory, &["ls-files", "-t", "-z"]) {
        // The setting is the user's own, and there is no repository.
        Err(_) if run(directory, &["rev-parse", "--git-dir"]).is_err() => return Ok(Vec::new()),
        listing => listing,
    };
    let listing = listing.map_err(|why| {
        let message = format!(
            "git does not list the files that the sparse checkout of {} omits ({why}); nothing was \
             written",
            directory.display()
        );
        Failure::caused(message, why)
    })?;
    let listing = String::from_utf8_lossy(&listing);
    Ok(listing.split('\0').filter_map(|line| line.strip_prefix("S ")).map(str::to_owned).collect())
}

/// The id of the commit that is checked out around a directory; none outside of a repository.
#[must_use]
pub fn head(directory: &Path) -> Option<String> {
    let id = run(directory, &["rev-parse", "--verify", "--quiet", "HEAD"]).ok()?;
    Some(String::from_utf8_lossy(&id).trim().to_owned()).filter(|id| !id.is_empty())
}

/// The e-mail address with which the user commits, if git knows one.
#[must_use]
pub(crate) fn user_email() -> Option<String> {
    let text = run(Path::new("."), &["config", "user.email"]).ok()?;
    Some(String::from_utf8_lossy(&text).trim().to_owned()).filter(|email| !email.is_empty())
}

fn run(directory: &Path, args: &[&str]) -> Result<Vec<u8>, GitFault> {
    output(git(directory).args(args))
}
