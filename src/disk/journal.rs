//! Changes to files of a directory that is there already, which a kill cannot leave half-made.
//!
//! In a directory beside the files, all new and old contents are made ready first. Then the list of
//! steps gets its name by one rename: from that moment on the changes are decided, and the next run
//! finishes them if this one does not. Before it, nothing was touched.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Component, Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::claim::Claim;
use super::{WriteFault, hash, point};

/// Directory of the journal, beside the files that change.
pub(super) const DIRECTORY: &str = ".ecaforge-journal";
/// The list of steps, while they are made.
const FORWARD: &str = "forward.json";
/// The list of steps, while they are taken back.
const BACK: &str = "back.json";
/// Form of the list.
const VERSION: u32 = 1;

/// What one file of a directory holds before and after.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// Path relative to the directory, with `/`.
    pub path: String,
    /// What it must hold beforehand; nothing where it must not be there.
    pub old: Option<Vec<u8>>,
    /// What it holds afterwards; nothing where it is gone.
    pub new: Option<Vec<u8>>,
}

/// What was found of an interrupted run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Recovery {
    /// Nothing.
    Nothing,
    /// It had not changed anything yet; what it had made ready was removed.
    Cleared,
    /// It was finished, but for these paths, which were changed since.
    Finished(Vec<String>),
    /// It was taking its changes back, which was finished, but for these paths, changed since.
    TakenBack(Vec<String>),
}

#[derive(Debug, Serialize, Deserialize)]
struct Record {
    version: u32,
    steps: Vec<Entry>,
    /// Directories that are made, from the top down.
    made: Vec<String>,
}

/// A step whose contents stand in files of the journal; here are their hashes.
#[derive(Debug, Serialize, Deserialize)]
struct Entry {
    path: String,
    old: Option<String>,
    new: Option<String>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Old,
    New,
}

impl Entry {
    fn on(&self, side: Side) -> Option<&String> {
        match side {
            Side::Old => self.old.as_ref(),
            Side::New => self.new.as_ref(),
        }
    }
}

/// Steps that are ready to be made.
pub(super) struct Journal {
    root: PathBuf,
    claim: Claim,
    record: Record,
}

/// Whether a run that was interrupted left this directory half-written.
#[must_use]
pub fn is_interrupted(root: &Path) -> bool {
    let dir = root.join(DIRECTORY);
    let decided = [FORWARD, BACK].iter().any(|name| dir.join(name).is_file());
    // Whoever holds it is at work.
    decided && !matches!(Claim::take(&dir), Ok(None))
}

/// Finishes what an interrupted run began in this directory.
///
/// # Errors
/// If another run is at work there, or a file cannot be written. Then a later run can finish it.
pub fn recover(root: &Path) -> Result<Recovery, WriteFault> {
    let dir = root.join(DIRECTORY);
    if fs::symlink_metadata(&dir).is_err() {
        return Ok(Recovery::Nothing);
    }
    let claim = take(&dir)?;
    let side = match (dir.join(BACK).is_file(), dir.join(FORWARD).is_file()) {
        (true, _) => Side::Old,
        (false, true) => Side::New,
        (false, false) => {
            claim.release();
            return Ok(Recovery::Cleared);
        }
    };
    let list = dir.join(if side == Side::Old { BACK } else { FORWARD });
    let text = fs::read(&list).map_err(|fault| WriteFault::io(&list, fault))?;
    let record: Record = serde_json::from_slice(&text).map_err(|fault| {
        let message = format!(
            "what an interrupted run was about to do cannot be read: {}; look at the files in \
             this directory, then remove it",
            crate::mask::fault(&fault.to_string())
        );
        WriteFault::new(&list, message)
    })?;
    let journal = Journal { root: root.to_owned(), claim, record };
    let left = journal.settle(side)?;
    journal.close();
    Ok(if side == Side::Old { Recovery::TakenBack(left) } else { Recovery::Finished(left) })
}

fn take(dir: &Path) -> Result<Claim, WriteFault> {
    let claim = Claim::take(dir).map_err(|fault| WriteFault::io(dir, fault))?;
    claim.ok_or_else(|| {
        let message = "another run of ecaforge is writing here; run again when it is done";
        WriteFault::new(dir, message)
    })
}

impl Journal {
    /// Makes the contents ready; touches none of the files.
    pub(super) fn prepare(root: &Path, steps: &[Step]) -> Result<Self, WriteFault> {
        let dir = root.join(DIRECTORY);
        let claim = take(&dir)?;
        let decided = [FORWARD, BACK].iter().any(|name| dir.join(name).is_file());
        if decided {
            return Err(WriteFault::new(&dir, "an interrupted run must be finished first"));
        }
        let record = Record { version: VERSION, steps: Vec::new(), made: Vec::new() };
        let mut journal = Self { root: root.to_owned(), claim, record };
        match journal.stage(steps) {
            Ok(()) => Ok(journal),
            Err(fault) => {
                journal.close();
                Err(fault)
            }
        }
    }

    fn stage(&mut self, steps: &[Step]) -> Result<(), WriteFault> {
        let dir = self.claim.dir().to_owned();
        self.claim.clear().map_err(|fault| WriteFault::io(&dir, fault))?;
        // Nobody is to commit it.
        self.put("", ".gitignore", b"*\n", None)?;
        let mut made = BTreeSet::new();
        for (index, step) in steps.iter().enumerate() {
            let place = inside(&self.root, &step.path)?;
            let now = read(&place).map_err(|fault| WriteFault::io(&place, fault))?;
            if now != step.old {
                return Err(WriteFault::new(&place, "changed meanwhile; run again"));
            }
            if let Some(bytes) = &step.new {
                self.put("new", &index.to_string(), bytes, Some(&place))?;
                let above = Path::new(&step.path).ancestors().skip(1);
                let above = above.filter(|dir| !dir.as_os_str().is_empty());
                let missing = above.take_while(|dir| !self.root.join(dir).exists());
                made.extend(missing.map(|dir| dir.to_string_lossy().replace('\\', "/")));
            }
            if let Some(bytes) = &step.old {
                self.put("old", &index.to_string(), bytes, Some(&place))?;
            }
            self.record.steps.push(Entry {
                path: step.path.clone(),
                old: step.old.as_deref().map(hash),
                new: step.new.as_deref().map(hash),
            });
            point("staged");
        }
        self.record.made = made.into_iter().collect();
        Ok(())
    }

    /// Writes a file of the journal, with the rights of the one that it stands for.
    fn put(
        &self,
        kind: &str,
        name: &str,
        bytes: &[u8],
        like: Option<&Path>,
    ) -> Result<(), WriteFault> {
        let path = self.claim.dir().join(format!("{kind}{name}"));
        let written = File::create_new(&path).and_then(|mut file| {
            file.write_all(bytes)?;
            if let Some(data) = like.and_then(|like| fs::metadata(like).ok()) {
                file.set_permissions(data.permissions())?;
            }
            file.sync_all()
        });
        written.map_err(|fault| WriteFault::io(&path, fault))
    }

    /// Decides that the steps are made.
    pub(super) fn decide(&self) -> Result<(), WriteFault> {
        let dir = self.claim.dir();
        // Texts and lists always serialize.
        let list = serde_json::to_vec_pretty(&self.record).unwrap_or_default();
        self.put("", "list", &list, None)?;
        sync(dir);
        point("about to decide");
        let forward = dir.join(FORWARD);
        fs::rename(dir.join("list"), &forward).map_err(|fault| WriteFault::io(&forward, fault))?;
        sync(dir);
        sync(&self.root);
        point("decided");
        Ok(())
    }

    /// Makes the steps.
    pub(super) fn carry_out(&self) -> Result<(), WriteFault> {
        match self.settle(Side::New)?.first() {
            Some(path) => Err(WriteFault::new(&self.root.join(path), "changed meanwhile")),
            None => Ok(()),
        }
    }

    /// Takes back what was made of the steps; the paths where that failed. What fails now, a later
    /// run finds in the journal.
    pub(super) fn take_back(self) -> Vec<PathBuf> {
        let dir = self.claim.dir();
        let mut left = Vec::new();
        if dir.join(FORWARD).is_file() {
            let back = fs::rename(dir.join(FORWARD), dir.join(BACK));
            point("taking back");
            let back = back.map_err(|fault| WriteFault::io(dir, fault));
            match back.and_then(|()| self.settle(Side::Old)) {
                Ok(paths) => left.extend(paths.iter().map(|path| self.root.join(path))),
                Err(fault) => return vec![fault.path],
            }
        }
        self.close();
        left
    }

    /// Removes the journal.
    pub(super) fn close(self) {
        let dir = self.claim.dir();
        for list in [BACK, FORWARD] {
            let _ = fs::remove_file(dir.join(list));
        }
        sync(dir);
        point("closing");
        self.claim.release();
    }

    /// Lets every file be as on that side; the paths that somebody else changed meanwhile. May be
    /// done again from the start, wherever it stopped.
    fn settle(&self, side: Side) -> Result<Vec<String>, WriteFault> {
        let mut left = Vec::new();
        let steps = || self.record.steps.iter().enumerate();
        for (_, entry) in steps().filter(|(_, entry)| entry.on(side).is_none()) {
            // Where case does not count, a file may have another path of the same letters by now.
            let same = |other: &Entry| other.path.to_lowercase() == entry.path.to_lowercase();
            let arrived = |(index, other): (usize, &Entry)| {
                other.on(side).is_some() && same(other) && !self.staged(side, index).exists()
            };
            if steps().any(arrived) {
                continue;
            }
            let place = inside(&self.root, &entry.path)?;
            match read(&place).map_err(|fault| WriteFault::io(&place, fault))? {
                None => {}
                Some(bytes) if !entry.knows(&bytes) => left.push(entry.path.clone()),
                Some(_) => {
                    fs::remove_file(&place).map_err(|fault| WriteFault::io(&place, fault))?;
                    point("removed");
                }
            }
        }
        for (index, entry) in steps().filter(|(_, entry)| entry.on(side).is_some()) {
            let staged = self.staged(side, index);
            if !staged.exists() {
                continue;
            }
            let place = inside(&self.root, &entry.path)?;
            let now = read(&place).map_err(|fault| WriteFault::io(&place, fault))?;
            if now.as_ref().is_some_and(|bytes| !entry.knows(bytes)) {
                left.push(entry.path.clone());
                continue;
            }
            // What is so already needs no right to write: the lack of it may be why steps are taken
            // back.
            if now.is_some_and(|bytes| Some(&hash(&bytes)) == entry.on(side)) {
                fs::remove_file(&staged).map_err(|fault| WriteFault::io(&staged, fault))?;
                continue;
            }
            let dir = place.parent().unwrap_or(&self.root);
            let moved = fs::create_dir_all(dir).and_then(|()| fs::rename(&staged, &place));
            moved.map_err(|fault| WriteFault::io(&place, fault))?;
            point("renamed");
        }
        self.tidy(side);
        Ok(left)
    }

    fn staged(&self, side: Side, index: usize) -> PathBuf {
        let kind = if side == Side::Old { "old" } else { "new" };
        self.claim.dir().join(format!("{kind}{index}"))
    }

    /// Removes directories that are now empty, and flushes the others to the disk.
    fn tidy(&self, side: Side) {
        if side == Side::Old {
            for made in self.record.made.iter().rev() {
                let _ = fs::remove_dir(self.root.join(made));
            }
        }
        let mut touched = BTreeSet::from([self.root.clone()]);
        for entry in &self.record.steps {
            let above = Path::new(&entry.path).ancestors().skip(1);
            for dir in above.filter(|dir| !dir.as_os_str().is_empty()) {
                let dir = self.root.join(dir);
                let emptied = side == Side::New && entry.new.is_none();
                if !(emptied && fs::remove_dir(&dir).is_ok()) {
                    touched.insert(dir);
                }
            }
        }
        for dir in &touched {
            sync(dir);
        }
    }
}

impl Entry {
    /// Whether the file may hold these bytes before or after the step.
    fn knows(&self, bytes: &[u8]) -> bool {
        let now = Some(hash(bytes));
        now == self.old || now == self.new
    }
}

/// The place of a path of the list. A journal may come from elsewhere, such as a clone, and leads
/// neither out of the directory nor to what git keeps there.
fn inside(root: &Path, path: &str) -> Result<PathBuf, WriteFault> {
    let mut place = root.to_owned();
    for part in Path::new(path).components() {
        let Component::Normal(part) = part else {
            return Err(WriteFault::new(&root.join(path), "leads out of the directory"));
        };
        // The second is the short name of the first on Windows.
        if [".git", "git~1", DIRECTORY].iter().any(|own| part.eq_ignore_ascii_case(own)) {
            return Err(WriteFault::new(&root.join(path), "is not for the files of a project"));
        }
        place.push(part);
        if place.symlink_metadata().is_ok_and(|data| data.file_type().is_symlink()) {
            return Err(WriteFault::new(&place, "is a link, which is not followed when writing"));
        }
    }
    Ok(place)
}

fn read(path: &Path) -> io::Result<Option<Vec<u8>>> {
    match fs::read(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(fault) if fault.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(fault) => Err(fault),
    }
}

/// Flushes the entries of a directory to the disk, where the system can.
pub(super) fn sync(dir: &Path) {
    if cfg!(unix) {
        // A system that cannot do that is no reason to stop.
        let _ = File::open(dir).and_then(|dir| dir.sync_all());
    }
}
