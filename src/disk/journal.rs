//! Changes to files of a directory that is there already, which a kill cannot leave half-made.
//!
//! In a directory next to the files, all new and old contents are prepared first. Then the list of
//! steps gets its name by one rename: from that moment on the changes are decided, and the next run
//! finishes them if this one does not. Before it, nothing was touched.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::claim::{Claim, has_others, is_held, seal};
use super::names::inside;
use super::record::{self, BACK, Entry, FORWARD, Record, Side, VERSION, decided};
use super::{Later, WriteFault, hash, point, system};
use crate::text::sound::serialized;

/// Directory of the journal, next to the files that change. Its owner alone can look into it.
pub(super) const DIRECTORY: &str = ".ecaforge-journal";

/// What one file of a directory holds before and after.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WriteStep {
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
    /// It had not changed anything yet; what it had prepared was removed.
    Cleared,
    /// It was finished, but for these paths, which were changed since.
    Finished(Vec<String>),
    /// It was taking its changes back, which was finished, but for these paths, changed since.
    TakenBack(Vec<String>),
}

/// Steps that are ready to be made.
pub(super) struct Journal {
    root: PathBuf,
    claim: Claim,
    record: Record,
}

/// Whether a run that was interrupted left this directory half-written. Changes nothing.
#[must_use]
pub(crate) fn is_interrupted(root: &Path) -> bool {
    let dir = root.join(DIRECTORY);
    // Whoever holds it is at work.
    is_directory(&dir) && decided(&dir).is_some() && !is_held(&dir)
}

/// Finishes what an interrupted run began in this directory.
///
/// # Errors
/// If another run is at work there, the journal was not written there, or a file cannot be written.
/// In the last case a later run can finish it.
pub fn recover(root: &Path) -> Result<Recovery, WriteFault> {
    let dir = root.join(DIRECTORY);
    if dir.symlink_metadata().is_err() {
        return Ok(Recovery::Nothing);
    }
    if is_directory(&dir) {
        // A directory that this program did not make gets no lock.
        record::read(root, &dir)?;
    }
    let mut claim = take(&dir)?;
    // Nobody else changes it from now on.
    let Some((side, record)) = record::read(root, &dir)? else {
        claim.release();
        return Ok(Recovery::Cleared);
    };
    claim.decide();
    let journal = Journal { root: root.to_owned(), claim, record };
    let left = journal.settle(side)?;
    journal.close();
    Ok(if side == Side::Old { Recovery::TakenBack(left) } else { Recovery::Finished(left) })
}

fn is_directory(dir: &Path) -> bool {
    dir.symlink_metadata().is_ok_and(|data| data.is_dir())
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
    pub(super) fn prepare(root: &Path, steps: &[WriteStep]) -> Result<Self, WriteFault> {
        let dir = root.join(DIRECTORY);
        let claim = take(&dir)?;
        if has_others(&dir).map_err(|fault| WriteFault::io(&dir, fault))? {
            let message = "contains what ecaforge does not write; look at it, then remove it";
            return Err(WriteFault::new(&dir, message));
        }
        if decided(&dir).is_some() {
            return Err(WriteFault::new(&dir, "an interrupted run must be finished first"));
        }
        let Some(seal) = seal(&dir) else {
            claim.release();
            return Err(WriteFault::new(&dir, "its lock file cannot be looked at"));
        };
        let record = Record { version: VERSION, seal, steps: Vec::new(), made: Vec::new() };
        let mut journal = Self { root: root.to_owned(), claim, record };
        match journal.stage(steps) {
            Ok(()) => Ok(journal),
            Err(fault) => {
                journal.close();
                Err(fault)
            }
        }
    }

    fn stage(&mut self, steps: &[WriteStep]) -> Result<(), WriteFault> {
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

    /// Writes a file of the journal, with the rights of the one that it stands for. A fault names
    /// that one: the file of the journal is gone by the time the user reads of it.
    fn put(
        &self,
        kind: &str,
        name: &str,
        bytes: &[u8],
        place: Option<&Path>,
    ) -> Result<(), WriteFault> {
        let path = self.claim.dir().join(format!("{kind}{name}"));
        let named = place.unwrap_or(self.claim.dir());
        let like = place.map_or(Ok(None), system::metadata);
        let written = like.and_then(|like| system::write_new(&path, bytes, like.as_ref()));
        written.map(drop).map_err(|fault| WriteFault::io(named, fault))
    }

    /// Decides that the steps are made.
    pub(super) fn decide(&mut self) -> Result<(), WriteFault> {
        let dir = self.claim.dir().to_owned();
        let fault = |fault| WriteFault::io(&dir, fault);
        // Texts and lists always serialize.
        let list = serialized(serde_json::to_vec_pretty(&self.record));
        self.put("", "list", &list, None)?;
        self.claim.sync().map_err(fault)?;
        system::sync(&dir).map_err(fault)?;
        point("about to decide");
        system::rename(&dir.join("list"), &dir.join(FORWARD)).map_err(fault)?;
        self.claim.decide();
        system::sync(&dir).and_then(|()| system::sync(&self.root)).map_err(fault)?;
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

    /// Takes back what was made of the steps, and adds the paths where that failed to the fault. What
    /// fails now, a later run finds in the journal.
    pub(super) fn take_back(self, fault: &mut WriteFault) {
        let dir = self.claim.dir();
        if decided(dir).is_some() {
            if system::rename(&dir.join(FORWARD), &dir.join(BACK)).is_err() {
                fault.left.push(self.root.clone());
                fault.later = Later::Finish;
                return;
            }
            point("taking back");
            match self.settle(Side::Old) {
                Ok(paths) => fault.left.extend(paths.iter().map(|path| self.root.join(path))),
                Err(second) => {
                    fault.left.push(second.path);
                    fault.later = Later::TakeBack;
                    return;
                }
            }
        }
        self.close();
    }

    /// Removes the journal.
    pub(super) fn close(self) {
        let dir = self.claim.dir();
        for list in [BACK, FORWARD] {
            let _ = system::remove(&dir.join(list));
        }
        let _ = system::sync(dir);
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
                    system::remove(&place).map_err(|fault| WriteFault::io(&place, fault))?;
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
                system::remove(&staged).map_err(|fault| WriteFault::io(&place, fault))?;
                continue;
            }
            let dir = place.parent().unwrap_or(&self.root);
            let moved = system::make_dirs(dir).and_then(|()| system::rename(&staged, &place));
            moved.map_err(|fault| WriteFault::io(&place, fault))?;
            point("renamed");
        }
        self.tidy(side)?;
        Ok(left)
    }

    fn staged(&self, side: Side, index: usize) -> PathBuf {
        let kind = if side == Side::Old { "old" } else { "new" };
        self.claim.dir().join(format!("{kind}{index}"))
    }

    /// Removes directories that are now empty, and flushes the others to the disk.
    fn tidy(&self, side: Side) -> Result<(), WriteFault> {
        if side == Side::Old {
            for made in self.record.made.iter().rev() {
                remove_empty(&self.root.join(made))?;
            }
        }
        let mut touched = BTreeSet::from([self.root.clone()]);
        for entry in &self.record.steps {
            let above = Path::new(&entry.path).ancestors().skip(1);
            for dir in above.filter(|dir| !dir.as_os_str().is_empty()) {
                let dir = self.root.join(dir);
                let emptied = side == Side::New && entry.new.is_none();
                if !(emptied && remove_empty(&dir)?) {
                    touched.insert(dir);
                }
            }
        }
        for dir in &touched {
            system::sync(dir).map_err(|fault| WriteFault::io(dir, fault))?;
        }
        Ok(())
    }
}

/// Removes a directory if it is empty; whether it is gone. One that is in use, such as a mount point,
/// stays.
fn remove_empty(dir: &Path) -> Result<bool, WriteFault> {
    use io::ErrorKind::{AlreadyExists, DirectoryNotEmpty, NotADirectory, NotFound, ResourceBusy};
    match system::remove_dir(dir) {
        Ok(()) => Ok(true),
        Err(fault) if fault.kind() == NotFound => Ok(true),
        // Some systems say of a directory with entries that it exists.
        Err(fault)
            if matches!(
                fault.kind(),
                DirectoryNotEmpty | AlreadyExists | NotADirectory | ResourceBusy
            ) =>
        {
            Ok(false)
        }
        Err(fault) => Err(WriteFault::io(dir, fault)),
    }
}

fn read(path: &Path) -> io::Result<Option<Vec<u8>>> {
    match fs::read(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(fault) if fault.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(fault) => Err(fault),
    }
}
