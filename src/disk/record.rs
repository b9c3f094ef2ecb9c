//! The list of steps in a journal, and whether it is to be believed.
//!
//! A journal may come from elsewhere, such as a clone or an archive. Such a one is never carried out:
//! it does not bear the seal of its place, which tells the directory that this program made from
//! every copy.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::claim::{has_others, seal};
use super::names::inside;
use super::{WriteFault, hash, system};

/// The list of steps, while they are made.
pub(super) const FORWARD: &str = "forward.json";
/// The list of steps, while they are taken back.
pub(super) const BACK: &str = "back.json";
/// Form of the list.
pub(super) const VERSION: u32 = 2;

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Record {
    pub(super) version: u32,
    /// What the directory of the journal is known by.
    pub(super) seal: String,
    pub(super) steps: Vec<Entry>,
    /// Directories that are made, from the top down.
    pub(super) made: Vec<String>,
}

/// A step whose contents are in files of the journal; here are their hashes.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Entry {
    pub(super) path: String,
    pub(super) old: Option<String>,
    pub(super) new: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    Old,
    New,
}

impl Entry {
    pub(super) fn on(&self, side: Side) -> Option<&String> {
        match side {
            Side::Old => self.old.as_ref(),
            Side::New => self.new.as_ref(),
        }
    }

    /// Whether the file may hold these bytes before or after the step.
    pub(super) fn knows(&self, bytes: &[u8]) -> bool {
        let now = Some(hash(bytes));
        now == self.old || now == self.new
    }
}

/// The side that the steps of a journal were decided to lead to; none where nothing was decided.
pub(super) fn decided(dir: &Path) -> Option<Side> {
    let is_there = |name: &str| dir.join(name).symlink_metadata().is_ok_and(|data| data.is_file());
    match (is_there(BACK), is_there(FORWARD)) {
        (true, _) => Some(Side::Old),
        (false, true) => Some(Side::New),
        (false, false) => None,
    }
}

/// The steps that a run in this directory decided on and did not finish, and where they lead; none
/// where it had not decided. Changes nothing.
///
/// # Errors
/// If the journal was not written here by this program, or cannot be read.
pub(super) fn read(root: &Path, dir: &Path) -> Result<Option<(Side, Record)>, WriteFault> {
    let foreign = |why: &str| {
        let message = format!(
            "this journal of an interrupted run {why}, so nothing in it is carried out; look at the \
             files in it, then remove it"
        );
        WriteFault::new(dir, message)
    };
    let elsewhere = || foreign("was not written here, but came with a clone or a copy");
    if has_others(dir).map_err(|fault| WriteFault::io(dir, fault))? {
        return Err(foreign("contains what ecaforge does not write"));
    }
    let Some(side) = decided(dir) else { return Ok(None) };
    let list = dir.join(if side == Side::Old { BACK } else { FORWARD });
    let mut text = String::new();
    system::open(&list)
        .and_then(|mut file| std::io::Read::read_to_string(&mut file, &mut text))
        .map_err(|fault| WriteFault::io(&list, fault))?;
    // The message of the parser could quote what is in the file; the line cannot.
    let record: Record = serde_json::from_str(&text)
        .map_err(|fault| foreign(&format!("cannot be read at line {}", fault.line())))?;
    if record.version != VERSION || seal(dir).is_none_or(|seal| seal != record.seal) {
        return Err(elsewhere());
    }
    let above = |made: &String| {
        let below = |entry: &Entry| {
            Path::new(&entry.path).ancestors().skip(1).any(|dir| dir == Path::new(made))
        };
        record.steps.iter().any(below)
    };
    if !record.made.iter().all(above) {
        return Err(elsewhere());
    }
    let paths = record.steps.iter().map(|entry| &entry.path).chain(&record.made);
    paths.map(|path| inside(root, path)).collect::<Result<Vec<PathBuf>, _>>()?;
    Ok(Some((side, record)))
}
