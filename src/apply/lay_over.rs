//! What a project keeps of the run before: its spec, and what people changed in its files since.

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};

use super::record::{LOCK_FILE, Record};
use super::shared;
use super::templates::render;
use crate::disk::{self, Compared, FileWrite, Status};
use crate::failure::Failure;
use crate::generate::{self, Plan};
use crate::git;
use crate::input::{self, MAX_FILE_BYTES, MAX_TEXT_BYTES};
use crate::spec::{self, SPEC_FILE, SpecText, with_settings_of_check};

/// How files are laid over a project.
#[derive(Clone, Copy, Debug, Default)]
pub struct Manner {
    /// Whether the run adds to the project: then its spec says what its files were made from.
    pub adds: bool,
    /// Whether edits by hand may be lost.
    pub force: bool,
}

/// What some editors begin a file with.
const BOM: &str = "\u{feff}";

/// Lays the new files over the project: the spec stays as its owner wrote it but for what the run
/// changes, the other files keep what was changed in them by hand, and those that are not made any
/// more go away unless they were changed. `record` says what the last run wrote.
///
/// # Errors
/// If a file cannot be read, or may not be written.
pub fn lay_over(
    root: &Path,
    plan: &Plan,
    record: Option<&Record>,
    mut files: Vec<FileWrite>,
    manner: Manner,
) -> Result<Vec<Compared>, Failure> {
    let spec = root.join(SPEC_FILE);
    let text = input::is_there(&spec).then(|| input::text(&spec, root, MAX_TEXT_BYTES));
    let text = text.transpose().map_err(|fault| {
        Failure::caused(format!("cannot read the spec {}: {fault}", spec.display()), fault)
    })?;
    let before = text.as_deref().and_then(planned);
    let mut edits_spec = false;
    if let (Some(text), Some(file)) = (&text, files.iter_mut().find(|f| f.path == SPEC_FILE)) {
        edits_spec = lay_over_spec(text, before.as_ref(), plan, file);
    }
    let base = match record {
        Some(record) => Base::recorded(root, record),
        None => {
            Base::guessed(root, before.filter(|before| manner.adds || before.spec != plan.spec))
        }
    };
    let made = files.iter().filter(|file| file.path != SPEC_FILE);
    let mut made: BTreeMap<String, String> =
        made.map(|file| (file.path.clone(), disk::hash(&file.bytes))).collect();
    let mut all = disk::compare(root, files).map_err(|f| Failure::caused(f.to_string(), f))?;
    let left_out = git::left_out(root)?;
    for file in &mut all {
        if file.status == Status::Create && left_out.contains(&file.path) {
            base.left_out(file)?;
        } else if file.path != SPEC_FILE {
            // What is shared is not of this program, whatever it adds to it.
            if base.judge(file, manner.force)? {
                made.remove(&file.path);
            }
        } else if edits_spec && let Status::Differs(old) = &mut file.status {
            file.status = Status::Changes(std::mem::take(old));
        }
    }
    for (path, hash) in record.into_iter().flat_map(|record| &record.files) {
        if !made.contains_key(path) && left_out.contains(path) {
            return Err(not_checked_out(path));
        }
        if !made.contains_key(path)
            && ![SPEC_FILE, LOCK_FILE].contains(&path.as_str())
            && let Some(file) = no_longer_made(root, path, hash)
        {
            if file.status == Status::Stale {
                made.insert(path.clone(), hash.clone());
            }
            all.push(file);
        }
    }
    let text = Record::new(&plan.spec, made).text();
    let lock = FileWrite { path: LOCK_FILE.to_owned(), bytes: text.into_bytes() };
    let lock = disk::compare(root, vec![lock]).map_err(|f| Failure::caused(f.to_string(), f))?;
    all.extend(lock.into_iter().map(ours));
    all.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(all)
}

/// A file that is this program's alone.
fn ours(mut file: Compared) -> Compared {
    if let Status::Differs(old) = &mut file.status {
        let same = without_crlf(old) == file.new;
        let old = std::mem::take(old);
        if has_crlf(&old) {
            file.new = with_crlf(&file.new);
        }
        file.status = if same { Status::Unchanged } else { Status::Changes(old) };
    }
    file
}

/// Lets the spec file hold what its owner wrote, with what the run changes in it; whether it does.
fn lay_over_spec(text: &str, before: Option<&Plan>, plan: &Plan, file: &mut FileWrite) -> bool {
    if before.is_some_and(|before| before.spec == plan.spec) {
        file.bytes = text.as_bytes().to_vec();
        return true;
    }
    let edited = before.and_then(|before| spec::edit(text, &before.spec, &plan.spec));
    let says_the_same = |text: &String| planned(text).is_some_and(|p| p.spec == plan.spec);
    if let Some(edited) = edited.filter(says_the_same) {
        let mark = if text.starts_with(BOM) { BOM } else { "" };
        let edited = mark.to_owned() + edited.trim_start_matches(BOM);
        let crlf = has_crlf(text.as_bytes());
        file.bytes = if crlf { with_crlf(edited.as_bytes()) } else { edited.into_bytes() };
        return true;
    }
    let new = String::from_utf8_lossy(&file.bytes);
    if let Some(kept) = with_settings_of_check(&new, text) {
        file.bytes = kept.into_bytes();
    }
    false
}

fn not_checked_out(path: &str) -> Failure {
    let folder = path.rsplit_once('/').map_or(path, |(folder, _)| folder);
    Failure::new(format!(
        "{path} must change, and git keeps it from the disk (sparse checkout); run `git \
         sparse-checkout add {folder}` first; nothing was written"
    ))
}

/// The plan of a spec's text, if it has one.
fn planned(text: &str) -> Option<Plan> {
    let spec = spec::read(&SpecText::new(SPEC_FILE, text)).ok()?;
    generate::plan(&spec).ok()
}

/// What is known of the files as the last run made them.
struct Base {
    root: PathBuf,
    /// The hashes that the last run recorded; none without a record.
    hashes: Option<BTreeMap<String, String>>,
    /// What its spec gives today.
    texts: HashMap<String, Vec<u8>>,
}

impl Base {
    fn recorded(root: &Path, record: &Record) -> Self {
        let plan = generate::plan(&record.spec).ok();
        Self { hashes: Some(record.files.clone()), ..Self::guessed(root, plan) }
    }

    /// Without a record, the spec of the project may be the one that its files were made from.
    fn guessed(root: &Path, plan: Option<Plan>) -> Self {
        // What cannot be made today is no base for anything.
        let files = plan.and_then(|plan| render(&plan, root).ok()).unwrap_or_default();
        let texts = files.into_iter().map(|file| (file.path, file.bytes)).collect();
        Self { root: root.to_owned(), hashes: None, texts }
    }

    /// Says what becomes of a file that is there and holds something else; whether it is one that others
    /// wrote and that is only added to.
    ///
    /// # Errors
    /// If what is shared with other tools cannot be read.
    fn judge(&self, file: &mut Compared, force: bool) -> Result<bool, Failure> {
        let recorded = self.hashes.as_ref().and_then(|hashes| hashes.get(&file.path));
        if file.status == Status::Create && recorded.is_some() {
            file.reason = Some("it was removed since the last run".to_owned());
        }
        let Status::Differs(old) = &mut file.status else { return Ok(false) };
        let old = std::mem::take(old);
        let crlf = has_crlf(&old) && !has_crlf(&file.new);
        let here = if crlf { without_crlf(&old) } else { old.clone() };
        if here == file.new {
            file.status = Status::Unchanged;
            return Ok(false);
        }
        let may_join = force || self.hashes.is_some() && shared::is_joined(&file.path);
        if may_join && recorded.is_none() && join(file, &here)? {
            let stays = file.new == here;
            file.new = if crlf { with_crlf(&file.new) } else { std::mem::take(&mut file.new) };
            file.status = if stays { Status::Keeps } else { Status::Changes(old) };
            return Ok(shared::is_joined(&file.path));
        }
        let as_made = recorded.is_some_and(|hash| *hash == disk::hash(&here));
        file.edited = recorded.is_some() && !as_made;
        let merged = if !as_made && force {
            file.status = Status::Differs(old);
            let lost = "the edits in it are lost, as --force says";
            file.reason = file.edited.then(|| lost.to_owned());
            return Ok(false);
        } else if !as_made {
            self.merged(file, &here, recorded)
        } else {
            Some(file.new.clone())
        };
        file.status = match merged {
            Some(bytes) if bytes == here => {
                file.new.clone_from(&old);
                file.reason = Some("edited by hand; nothing new for it".to_owned());
                Status::Keeps
            }
            Some(bytes) => {
                file.new = if crlf { with_crlf(&bytes) } else { bytes };
                if file.edited {
                    file.reason = Some("edited by hand; both changes are in it".to_owned());
                }
                Status::Changes(old)
            }
            None => Status::Differs(old),
        };
        Ok(false)
    }

    /// Leaves a file alone that git knows and keeps from the disk; it may hold edits.
    fn left_out(&self, file: &mut Compared) -> Result<(), Failure> {
        let recorded = self.hashes.as_ref().and_then(|hashes| hashes.get(&file.path));
        if recorded.is_none_or(|hash| *hash != disk::hash(&file.new)) {
            return Err(not_checked_out(&file.path));
        }
        file.status = Status::Unchanged;
        file.reason = Some("git keeps it from the disk (sparse checkout)".to_owned());
        Ok(())
    }

    /// What the last run wrote into a file, where somebody committed that.
    fn committed(&self, path: &str, hash: &str) -> Option<Vec<u8>> {
        let wanted = |bytes: &[u8]| disk::hash(&without_crlf(bytes)) == *hash;
        git::version(&self.root, path, wanted).map(|bytes| without_crlf(&bytes))
    }

    /// What an edited file holds after the change; nothing, with the reason, where that is unclear.
    fn merged(
        &self,
        file: &mut Compared,
        here: &[u8],
        recorded: Option<&String>,
    ) -> Option<Vec<u8>> {
        let sound = |text: &&Vec<u8>| recorded.is_none_or(|hash| *hash == disk::hash(text));
        let base = self.texts.get(&file.path).filter(sound);
        let committed = recorded.filter(|hash| base.is_none() && **hash != disk::hash(&file.new));
        let committed = committed.and_then(|hash| self.committed(&file.path, hash));
        let base = base.or(committed.as_ref());
        if let Some(text) =
            base.and_then(|base| shared::replaced(&file.path, here, base, &file.new))
        {
            return Some(text);
        }
        let reason = match (recorded, base) {
            (None, _) if self.hashes.is_some() => {
                "it is there already, and ecaforge did not write it"
            }
            (Some(hash), _) if *hash == disk::hash(&file.new) => return Some(here.to_vec()),
            (_, Some(base)) => match disk::merge(&file.path, base, here, &file.new) {
                Ok(merged) => return Some(merged),
                Err(conflicts) => {
                    file.conflicts = conflicts;
                    "edited by hand, in lines that this run changes too"
                }
            },
            (Some(_), None) => {
                "edited by hand, and the templates that it was made from have changed since; had it \
                 been committed as it was made, both changes could be merged"
            }
            (None, None) => {
                "no ecaforge.lock says what the last run wrote into it; if git has that file, bring \
                 it back with `git checkout HEAD -- ecaforge.lock`"
            }
        };
        file.reason = Some(reason.to_owned());
        None
    }
}

/// Lets a new file be the one that is there with what it lacks, where ecaforge did not write that one
/// and other tools share it; whether it is.
fn join(file: &mut Compared, here: &[u8]) -> Result<bool, Failure> {
    let (Ok(here), Ok(new)) = (std::str::from_utf8(here), std::str::from_utf8(&file.new)) else {
        return Ok(false);
    };
    let Some(merged) = shared::merged(&file.path, here, new) else { return Ok(false) };
    file.new = merged.map_err(Failure::new)?.into_bytes();
    file.reason = Some("ecaforge did not write it; what it has stays".to_owned());
    Ok(true)
}

/// What becomes of a file that the last run made and this one does not; none where it is gone.
fn no_longer_made(root: &Path, path: &str, hash: &str) -> Option<Compared> {
    let place = disk::place(root, path).ok()?;
    let is = |old: &[u8]| disk::hash(old) == *hash || disk::hash(&without_crlf(old)) == *hash;
    let (status, reason) = match input::bytes(&place, root, MAX_FILE_BYTES) {
        Err(fault) if fault.is_absence() => return None,
        Err(_) => {
            (Status::Stale, "not made any more, and cannot be read; delete it if nothing needs it")
        }
        Ok(old) if is(&old) => (Status::Deletes(old), "not made any more"),
        Ok(_) => {
            (Status::Stale, "not made any more, but edited by hand; delete it if nothing needs it")
        }
    };
    let edited = status == Status::Stale;
    let (path, reason) = (path.to_owned(), Some(reason.to_owned()));
    Some(Compared { path, new: Vec::new(), status, reason, edited, conflicts: Vec::new() })
}

/// Whether every line ends as Windows has it. What git did to the line ends is no edit.
fn has_crlf(bytes: &[u8]) -> bool {
    let mut lines = bytes.split_inclusive(|byte| *byte == b'\n').filter(|l| l.ends_with(b"\n"));
    bytes.contains(&b'\n') && lines.all(|line| line.ends_with(b"\r\n"))
}

fn without_crlf(bytes: &[u8]) -> Vec<u8> {
    let next = bytes.iter().skip(1).map(Some).chain([None]);
    let pairs = bytes.iter().zip(next);
    pairs.filter(|(byte, next)| (**byte, *next) != (b'\r', Some(&b'\n'))).map(|p| *p.0).collect()
}

fn with_crlf(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len());
    for byte in without_crlf(bytes) {
        if byte == b'\n' {
            out.push(b'\r');
        }
        out.push(byte);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn line_ends_come_and_go() {
        assert!(has_crlf(b"a\r\nb\r\n") && !has_crlf(b"a\r\nb\n") && !has_crlf(b"a"));
        assert_eq!(without_crlf(b"a\r\n\rb\r\n"), b"a\n\rb\n");
        assert_eq!(with_crlf(b"a\nb\n"), b"a\r\nb\r\n");
    }
}
