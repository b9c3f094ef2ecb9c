//! What a project keeps of the run before: its spec, and what people changed in its files since.

use std::collections::{HashMap, HashSet};
use std::fs;
use std::path::Path;

use super::args::Flags;
use crate::cli::Failure;
use crate::disk::{self, FileWrite};
use crate::generate::{self, Plan};
use crate::spec::{self, SPEC_FILE, SpecText, check_tables};

/// Lays the new files over the project: the spec stays as its owner wrote it but for what the run
/// changes, and where the run adds to the spec or changes it, the other files keep what was changed
/// in them by hand. Gives the paths of the files that hold all of that.
pub(super) fn lay_over(
    root: &Path,
    plan: &Plan,
    args: &Flags,
    adds: bool,
    files: &mut [FileWrite],
) -> Result<HashSet<String>, Failure> {
    let mut merged = HashSet::new();
    let Ok(text) = fs::read_to_string(root.join(SPEC_FILE)) else { return Ok(merged) };
    let before = planned(&text);
    let Some(file) = files.iter_mut().find(|file| file.path == SPEC_FILE) else {
        return Ok(merged);
    };
    if before.as_ref().is_some_and(|before| before.spec == plan.spec) {
        file.bytes = text.clone().into_bytes();
        if !adds {
            return Ok(merged);
        }
    }
    let edited = before.as_ref().and_then(|before| spec::edit(&text, &before.spec, &plan.spec));
    let says_the_same = |text: &String| planned(text).is_some_and(|p| p.spec == plan.spec);
    if let Some(edited) = edited.filter(says_the_same) {
        file.bytes = edited.into_bytes();
        merged.insert(SPEC_FILE.to_owned());
    } else {
        let kept = check_tables(&text);
        if !kept.is_empty() {
            file.bytes.push(b'\n');
            file.bytes.extend(kept.into_bytes());
        }
    }
    let Some(before) = before else { return Ok(merged) };
    let base: HashMap<String, Vec<u8>> =
        super::render(&before, args)?.into_iter().map(|file| (file.path, file.bytes)).collect();
    for file in files.iter_mut().filter(|file| file.path != SPEC_FILE) {
        let ours = fs::read(root.join(&file.path));
        let (Some(base), Ok(ours)) = (base.get(&file.path), ours) else { continue };
        if let Some(bytes) = disk::merge(base, &ours, &file.bytes) {
            file.bytes = bytes;
            merged.insert(file.path.clone());
        }
    }
    Ok(merged)
}

/// The plan of a spec's text, if it has one.
fn planned(text: &str) -> Option<Plan> {
    let spec = spec::read(&SpecText::new(SPEC_FILE, text)).ok()?;
    generate::plan(&spec).ok()
}
